"""An article with attributions goes in, the same article with its claims comes out, heard as a whole: what is the
paper's own word and what is somebody's is judged once more for each sentence, in its place in the article.

The rules see one construction at a time: they take "the ruling angered critics" for words of the ruling, and miss what
a letter printed without marks goes on to say. A small network (``network``), trained on sentences that readers
labelled, reads all sentences of the article with what the rules made of them. Where it is sure that a claim which the
rules give to somebody is the paper's own, the attribution becomes as unlikely as it says, and makes no claim; where it
is sure that somebody speaks, the attribution by the cue that it points to makes one, or the last speaker goes on.
Without vectors (``rules_only``, stored trees) the rules decide alone.

Source: ours, learned from training/news.jsonl by training/voice.py; the card in audit/models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from audit.claims.drawn import make_claims
from audit.claims.main import main_claims
from audit.find.draft import LIKELY
from audit.lexicon import Lexicon
from audit.model import Article, Attribution, Places
from audit.parse.checked import checked
from audit.parse.spelled import Spelled, our_own

if TYPE_CHECKING:
    from audit.claims.network import Network

FOLDER: Final = Path(__file__).resolve().parent.parent / "models"
NAME: Final = "voice"
GOING_ON: Final = "continuation"
# What the rules drew is taken back only where little is left for it; next to nothing, where it passed through an outlet
# that is named. What somebody asks for, offers, refuses or is sure of stays, since readers take it either way; so does
# that there is talk of something, which says so itself
_DOUBT: Final = 0.35
_DOUBT_MORE: Final = 0.1
_BACK: Final = 1  # paragraphs that somebody who goes on may have spoken before


class VoiceError(ValueError):
    """The learned part is missing or damaged; the message names the file and the way without it."""


@frozen
class Voice:
    """Whose word a sentence is: how likely it is somebody's and not the paper's own, how likely somebody goes on, and
    the place of the word that is likeliest the cue."""

    said: float  # 0 to 1
    on: float  # 0 to 1; a part of ``said``
    cue: int


class Voices:
    """The trained network with its vocabularies and its bar, ready to be asked."""

    def __init__(self, network: Network, settings: Mapping[str, Any], spelled: Spelled) -> None:
        self._network, self._spelled = network, spelled
        self._vocabulary = {
            key: {word: place for place, word in enumerate(words)} for key, words in settings["vocabulary"].items()
        }
        self.checksum = str(settings["sha256"])
        self.bar = float(settings["bar"])  # from which a sentence is taken for somebody's word

    def of(self, article: Article) -> list[Voice]:
        """The voice of each sentence of an article that has claims and word vectors."""
        import torch

        from audit.claims.reading import told

        with torch.inference_mode():
            ways, words = self._network([told(article, self._vocabulary, self._spelled)])
        return [
            Voice(1 - own, on, int(here.argmax()) if len(here) else 0)
            for (own, _, on), here in zip(ways.softmax(1).tolist(), words, strict=True)
        ]


def claimed(article: Article, lexicon: Lexicon, learned: Voices | None = None) -> Article:
    """The article with ``claims``, as ``audit.claims`` draws them, heard as a whole where it has word vectors."""
    drawn = make_claims(article, lexicon)
    if learned is None or not article.sentences or any(s.vectors is None for s in article.sentences):
        return drawn
    heard = _Heard(drawn, learned.of(drawn), learned.bar)
    attributions = heard.doubted()
    sure = [*heard.borne_out(attributions), *heard.going_on(attributions)]
    if attributions == article.attributions and not sure:
        return drawn
    known = {(a.cue.spans, a.content, a.construction): a for a in (*attributions, *sure)}
    ordered = sorted(known.values(), key=lambda a: (a.cue.spans, a.content))
    return make_claims(evolve(article, attributions=tuple(ordered)), lexicon, frozenset(sure))


class _Heard:
    """An article with claims and the voices of its sentences; from ``bar`` on one is somebody's word."""

    def __init__(self, article: Article, voices: Sequence[Voice], bar: float) -> None:
        self._article, self._voices, self._bar = article, voices, bar
        self._mains = [found[0] if found else None for found in map(main_claims(article).get, range(len(voices)))]

    def doubted(self) -> tuple[Attribution, ...]:
        """The attributions, those whose claims are heard as the paper's own in every sentence that they are the main
        claims of as little sure as that."""
        of: dict[str, list[int]] = {}
        for number, claim in enumerate(self._mains):
            if claim is not None and claim.kind != "none":
                of.setdefault(claim.id, []).append(number)
        likely = {id: max(self._voices[number].said for number in numbers) for id, numbers in of.items()}
        fallen = Places(
            (likely[c.id], c.spans)
            for c in self._article.claims
            if likely.get(c.id, 1.0) < (_DOUBT_MORE if c.via else _DOUBT) and not _stays(c.construction)
        )
        return tuple(
            evolve(a, confidence=round(min(found), 4)) if a.confidence >= LIKELY and found else a
            for a in self._article.attributions
            for found in (fallen.touching(a.content),)
        )

    def borne_out(self, attributions: Sequence[Attribution]) -> Iterator[Attribution]:
        """Attributions that make no claim by the rules, of sentences that are heard as somebody's by their cue."""
        stated = Places((c, c.spans) for c in self._article.claims if c.kind != "none" and not c.attitude)
        by_sentence: dict[int, list[Attribution]] = {}
        for one in attributions:
            by_sentence.setdefault(one.sentence, []).append(one)
        for number in self._unheard():
            voice, tokens = self._voices[number], self._article.sentences[number].tokens
            if voice.on > voice.said / 2:
                continue
            word = tokens[voice.cue].span
            fitting = [
                a
                for a in by_sentence.get(number, ())
                if a.content and a.status == "prose" and any(map(word.overlaps, a.cue.spans))
            ]
            best = max(filter(None, map(_of_somebody, fitting)), key=lambda a: a.confidence, default=None)
            if best is not None and not stated.touching(best.content):
                cue = evolve(best.cue, cue_class="speech") if best.cue.cue_class == "attitude" else best.cue
                yield evolve(best, cue=cue, confidence=max(best.confidence, round(voice.said, 4)))

    def going_on(self, attributions: Sequence[Attribution]) -> Iterator[Attribution]:
        """What the last speaker goes on to say, in sentences that are heard so."""
        said = Places((a, a.content) for a in attributions if a.confidence >= LIKELY and a.kind != "none" and a.source)
        unheard, last, spoke = set(self._unheard()), None, 0
        for number, sentence in enumerate(self._article.sentences):
            claim, voice = self._mains[number], self._voices[number]
            if claim is not None and claim.kind != "none":
                told = [a for a in said.touching(claim.spans) if a.kind == claim.kind and a.source]
                last, spoke = max(told, key=lambda a: a.confidence, default=last), sentence.paragraph
            elif number in unheard and voice.on > voice.said / 2:
                if last is None or sentence.paragraph > spoke + _BACK:
                    continue
                spoke = sentence.paragraph
                yield evolve(
                    last,
                    content=(sentence.span,),
                    construction=GOING_ON,
                    sentence=number,
                    relays=(),
                    status="prose",
                    confidence=round(voice.said, 4),
                )

    def _unheard(self) -> Iterator[int]:
        """The sentences that are heard as somebody's and whose main claim is the paper's own."""
        for number, (claim, voice) in enumerate(zip(self._mains, self._voices, strict=True)):
            if claim is not None and claim.kind == "none" and voice.said >= self._bar:
                yield number


def _stays(construction: str | None) -> bool:
    """Whether the rules alone decide of such a claim."""
    return construction == "infinitive" or construction == "adjective clause" or construction == "there is"


def _of_somebody(attribution: Attribution) -> Attribution | None:
    """The attribution as somebody's word, where the rules took its source for a thing: what speaks is a document or a
    body, unless its noun is one for people. None where nobody is told."""
    if attribution.kind != "none":
        return attribution
    source = attribution.source
    if source is None or source.phrase is None or attribution.cue.cue_class not in ("speech", "knowledge"):
        return None
    people = source.phrase.sort in ("person", "people")
    return evolve(attribution, kind="anonymous" if people and source.resolved is None else "named")


def load_voices(folder: Path = FOLDER) -> Voices:
    """The learned part from its two files; its weights are checked against the checksum in the other. Raises
    VoiceError."""
    from safetensors.torch import load_file

    from audit.claims.network import Network

    weights, told = checked(folder, NAME, VoiceError)
    network = Network({key: len(words) for key, words in told["vocabulary"].items()}, told["recurrent"])
    network.load_state_dict({key: value.float() for key, value in load_file(str(weights)).items()})
    return Voices(network.eval(), told, our_own(VoiceError))
