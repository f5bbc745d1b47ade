"""An article with claims and word vectors goes in, how far each claim without a source asks for one comes out, as
learned.

A small network (``audit.score.network``) reads what the parser's encoder made of the words of a claim's sentence and of
those beside it, with what ``audit.score.needs`` counts in the claim and what stands around it
(``audit.score.setting``). It says of each word how far it asks for a source, and of the claim whether it needs one and
why: for a verdict, a contested fact, a figure, a motive, a forecast, a cause, an accusation, a crowd. Without vectors
(``rules_only``, stored trees) ``audit.score.needs`` does alone. NumPy at run time.

Source: ours, learned from sentences that readers labelled (benchmarks/data/needs.jsonl) by training/needs.py; see the
card in audit/models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Need, Span, Token
from audit.parse.checked import checked
from audit.parse.spelled import Spelled, our_own
from audit.score.needs import asked, need
from audit.score.network import told
from audit.score.reading import Reading, reading
from audit.score.setting import Setting, Settings, numbers

FOLDER: Final = Path(__file__).resolve().parent.parent / "models"
NAME: Final = "needs-words"
_TELLING: Final = 0.3  # chance from which a word is one that asks


class NeedsError(ValueError):
    """The learned part is missing or damaged; the message names the file and the way without it."""


@frozen
class Asked:
    """What is read of a claim: words, what is counted in its own; ``leaning``: an attributed claim stands before it in
    its paragraph; what stands around it."""

    reading: Reading
    counted: Mapping[str, float]
    leaning: bool
    setting: Setting | None = None


class Needs:
    """The trained network with what it was calibrated to, ready to be asked."""

    def __init__(self, weights: Mapping[str, Any], settings: Mapping[str, Any], spelled: Spelled) -> None:
        import numpy as np

        self._spelled = spelled
        self._w = {name: np.asarray(value, dtype=np.float32) for name, value in weights.items()}
        self._columns = {name: place for place, name in enumerate(settings["features"])}
        self._scale, self._shift = float(settings["scale"]), float(settings["shift"])
        self._leaning, self._bar = float(settings["leaning"]), float(settings["bar"])
        self._letters, self._judging = str(settings["letters"]), frozenset(settings["judging"])
        self._asking, self._heads = len(settings["asking"]), int(settings["heads"])
        self.checksum = str(settings["sha256"])

    def of(self, claims: Sequence[Asked], lexicon: Lexicon) -> list[Need]:
        """How far each claim asks for a source, in order."""
        import numpy as np

        if not claims:
            return []
        w = self._w
        counted = np.zeros((len(claims), len(self._columns)), np.float32)
        for row, claim in zip(counted, claims, strict=True):
            for name, value in claim.counted.items():
                if name in self._columns:
                    row[self._columns[name]] = value
        if "beside" in w:
            counted = np.concatenate([counted, [numbers(claim.setting, w) for claim in claims]], 1)
        out, telling = told(w, self._heads, [claim.reading for claim in claims], counted, self._spelled.of)
        logits = out[:, 1:] - out[:, 1:].max(1, keepdims=True)
        letters = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        leaning = np.array([claim.leaning for claim in claims])
        sources = 1 / (1 + np.exp(-(out[:, 0] * self._scale + self._shift - leaning * self._leaning)))
        return [
            self._need(claim, float(source), letter, of_words[:, : self._asking], lexicon)
            for claim, source, letter, of_words in zip(claims, sources, letters, telling, strict=True)
        ]

    def _need(self, claim: Asked, source: float, letters: Any, telling: Any, lexicon: Lexicon) -> Need:
        import numpy as np

        source = 1.0 if "unseen" in claim.counted and not claim.leaning else source
        judged = sum(
            float(share) for letter, share in zip(self._letters, letters, strict=True) if letter in self._judging
        )
        words = _words(claim.reading.own, 1 / (1 + np.exp(-telling)))
        return need(claim.counted, lexicon, source, min(source, judged), source >= self._bar, words)


def _words(tokens: Sequence[Token], chances: Any) -> tuple[Span, ...]:
    """The words that ask most: the one that does so by far, with those beside it that do, too."""
    best = chances.max(1)
    place = int(best.argmax())
    if best[place] < _TELLING:
        return ()
    first = last = place
    floor = max(_TELLING, float(best[place]) / 2)
    while first > 0 and best[first - 1] >= floor and tokens[first - 1].span.end + 1 >= tokens[first].span.start:
        first -= 1
    while last + 1 < len(best) and best[last + 1] >= floor and tokens[last].span.end + 1 >= tokens[last + 1].span.start:
        last += 1
    return (Span(tokens[first].span.start, tokens[last].span.end),)


def with_needs(article: Article, lexicon: Lexicon, learned: Needs | None) -> Article:
    """The article with ``needs``; as it is without what was learned, or without word vectors."""
    if learned is None or not article.claims or any(sentence.vectors is None for sentence in article.sentences):
        return article
    claims: list[Claim] = []
    read: list[Asked] = []
    before: set[int] = set()
    counting = [claim for claim in article.claims if not claim.attitude]
    around = Settings(article, counting)
    for claim in sorted(counting, key=lambda c: (_start(c), len(c.id), c.id)):
        if claim.kind != "none":
            before.add(claim.paragraph)
            continue
        one = _asked(article, claim, lexicon, claim.paragraph in before, around)
        if one is not None:
            claims.append(claim)
            read.append(one)
    found = learned.of(read, lexicon)
    return evolve(article, needs={claim.id: need for claim, need in zip(claims, found, strict=True)})


def _start(claim: Claim) -> int:
    return min((span.start for span in claim.spans), default=0)


def _asked(article: Article, claim: Claim, lexicon: Lexicon, leaning: bool, around: Settings) -> Asked | None:
    """What is read of a claim, None where it has no words of a tree."""
    words = reading(article, claim.spans, claim.sentence)
    if words is None:
        return None
    quoted = any(one.span.overlaps(span) for one in article.quotations for span in claim.spans)
    return Asked(words, asked(words.own, lexicon, quoted, leaning), leaning, around.of(claim))


def load_needs(folder: Path = FOLDER) -> Needs:
    """The learned needs from their two files; the weights are checked against the checksum in the other. What words are
    spelled with is our own encoder's, whatever the folder. Raises NeedsError."""
    from safetensors.numpy import load_file

    weights, told = checked(folder, NAME, NeedsError)
    return Needs(load_file(str(weights)), told, our_own(NeedsError))
