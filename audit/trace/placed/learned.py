"""An article's claims with what the rules found of their occasions go in, the occasions come out as learned.

The rules know an occasion by the words that name it, and follow a speaker as far as words say so. A small network
(``network``), trained on sentences of which readers said how they were said, weighs each sort of occasion for each
claim by these words, by all others and by what the rules came to. Where it is surer than they are by a margin, the
claim's occasion is of that sort: with the words of its sentence that name one, with what its speaker's other claims
tell of it, or else with the sort alone, for then nobody knows which words say so. Where it is as sure that the article
tells of none, the day may stay. Without vectors (``rules_only``, stored trees) the rules decide alone.

Source: ours, learned from benchmarks/data/occasions-wide.jsonl by training/occasions.py; the card in audit/models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from audit.lexicon import Lexicon
from audit.model import HOWS, Article, Claim, Occasion, Sentence, Span
from audit.parse.checked import checked
from audit.parse.spelled import Spelled, our_own
from audit.trace.placed.hows import Setting
from audit.trace.placed.network import chances
from audit.trace.placed.numbers import told
from audit.trace.placed.words import NUMBER, Found

FOLDER: Final = Path(__file__).resolve().parents[2] / "models"
NAME: Final = "occasions"

Make = Callable[[Claim, Sentence, Setting], Occasion]


class OccasionsError(ValueError):
    """The learned part is missing or damaged; the message names the file and the way without it."""


class Occasions:
    """The trained networks with their vocabularies and the margin, ready to be asked."""

    def __init__(self, networks: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], spelled: Spelled) -> None:
        import numpy as np

        self._spelled = spelled
        self._networks = [
            {name: np.asarray(value, dtype=np.float32) for name, value in weights.items()} for weights in networks
        ]
        self._vocabulary = {
            key: {word: place for place, word in enumerate(words)} for key, words in settings["vocabulary"].items()
        }
        self.margin = float(settings["margin"])
        self.checksum = str(settings["sha256"])

    def of(self, article: Article, found: Found, lexicon: Lexicon) -> dict[str, Sequence[float]]:
        """Claim -> how likely each answer is, from 0 to 1: none, then HOWS in their order."""
        read = told(article, found, self._vocabulary, lexicon, self._spelled)
        if read is None:
            return {}
        likely = sum(chances(weights, read) for weights in self._networks) / len(self._networks)
        return {claim.id: row for claim, row in zip(read.claims, likely.tolist(), strict=True)}


def judged(
    article: Article, found: Found, likely: Mapping[str, Sequence[float]], margin: float, make: Make
) -> Mapping[str, Occasion]:
    """Claim -> its occasion, that of the rules where ``likely`` has no other sort by a ``margin``; ``make`` gives the
    occasion that words of a claim's own sentence name."""
    other: dict[str, int] = {}
    for id, row in likely.items():
        rules = found.occasions.get(id)
        ours = NUMBER.get(rules.how or "", 0) if rules is not None else 0
        best = max(range(len(row)), key=row.__getitem__)
        if best != ours and row[best] >= row[ours] + margin:
            other[id] = best
    if not other:
        return found.occasions
    made = dict(found.occasions)
    spoken: dict[str, list[str]] = {}  # who -> the claims read so far, their occasions as they are told now
    for claim in sorted(article.claims, key=lambda c: (c.sentence, c.spans)):
        if claim.id in other:
            occasion = _other(article, found, claim, other[claim.id], made, spoken, make)
            if occasion is None:
                made.pop(claim.id, None)
            else:
                made[claim.id] = occasion
        for key in found.keys.get(claim.id, ()):
            spoken.setdefault(key, []).append(claim.id)
    return made


def _other(
    article: Article,
    found: Found,
    claim: Claim,
    number: int,
    made: Mapping[str, Occasion],
    spoken: Mapping[str, Sequence[str]],
    make: Make,
) -> Occasion | None:
    """A claim's occasion of another sort than the rules have; None where it has none and no time is told."""
    sentence = article.sentences[claim.sentence]
    rules = found.occasions.get(claim.id)
    day = _day(article, sentence, rules)
    if number == 0:
        return Occasion(when=day.of(article.text), spans=(day,)) if day is not None else None
    how = HOWS[number - 1]
    named = [one for one in found.settings.get(claim.sentence, ()) if one.how == how and one.asked is None]
    if named:
        return make(claim, sentence, min(named, key=lambda one: (one.by, one.anchor.index)))
    at = {one.id: one.sentence for one in article.claims}
    before = [id for key in sorted(found.keys.get(claim.id, ())) for id in spoken.get(key, ())]
    for id in reversed(before):
        known = made.get(id)
        if known is not None and known.how == how and known.spans:
            there = article.sentences[at[id]].span
            return evolve(known, claim=id) if any(span.overlaps(there) for span in known.spans) else known
    if day is not None:
        return Occasion(when=day.of(article.text), spans=(day,), how=how)
    return Occasion(how=how)


def _day(article: Article, sentence: Sentence, rules: Occasion | None) -> Span | None:
    """The words of time that the rules found in a claim's own sentence."""
    if rules is None or rules.when is None or rules.claim is not None:
        return None
    if rules.how is not None and not any(span.overlaps(sentence.span) for span in rules.spans):
        return None
    start = article.text.find(rules.when, sentence.span.start, sentence.span.end)
    return Span(start, start + len(rules.when)) if start >= 0 else None


def load_occasions(folder: Path = FOLDER) -> Occasions:
    """The learned occasions from their two files; the weights are checked against the checksum in the other. Raises
    OccasionsError."""
    from safetensors.numpy import load_file

    weights, settings = checked(folder, NAME, OccasionsError)
    networks: dict[str, dict[str, Any]] = {}
    for name, value in load_file(str(weights)).items():
        number, _, rest = name.partition(".")
        networks.setdefault(number, {})[rest] = value
    return Occasions([networks[number] for number in sorted(networks)], settings, our_own(OccasionsError))
