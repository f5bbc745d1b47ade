"""Two claims and the cosine of their vectors go in; whether they say the same comes out, with why and how surely.

The probability is that of a logistic regression over ``features``, learned by training/echo.py and kept in
models/echo.json with its card. Whatever it says, two claims that are at odds in polarity, a number, a date, an
opposite or a modal are never called the same, nor are near copies that differ in a word not known to mean the same. A
judgement is of these two claims alone: it stays what it is when articles are added.

Source: the model's card in audit/models; the bars below are ours, chosen as each says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from attrs import define, evolve, field, frozen, validators

from audit.lexicon import Lexicon
from audit.model import Article, Claim
from audit.trace.credit.groups import says_only_sources
from audit.trace.echo.align import Alignment, Pair, align
from audit.trace.echo.content import Content, Word, content_of_text, contents_of
from audit.trace.echo.features import AGAINST, NAMES, Features, features, logistic
from audit.trace.echo.senses import Senses, senses_of
from audit.trace.echo.verbatim import changes

DECISIONS: Final = ("same", "possible", "contradicts", "different")
# Probability from which two claims say the same, and from which it is possible; chosen on half of the stories of
# benchmarks/data, as training/echo.py prints.
SAME: Final = 0.6
POSSIBLE: Final = 0.3
# A claim with an unnamed source of its own may have its own way to the fact: it has to be surer to count as re-use.
OWN_SOURCE: Final = 0.15
# A writer seldom says a thing twice: two claims of one article have to be surer, too.
ONE_ARTICLE: Final = 0.15
# Two claims that share little say the same only where the whole leaves little doubt.
SURE_OF_LITTLE: Final = 0.85
# Without a predicate among the aligned words two claims say the same only where as many words, or this share, are
# aligned.
MANY: Final = 5
MOST_OF_IT: Final = 0.6
# Without an encoder nobody knows whether the words left over say the same: as much has to be aligned.
MOST_WITHOUT: Final = 0.5
_MODEL: Final = Path(__file__).resolve().parents[2] / "models" / "echo.json"

Encode = Callable[[Sequence[str]], Sequence[Sequence[float]]]


@frozen
class Judgement:
    """Whether two claims say the same: one of DECISIONS, the probability (``similarity``, 0 to 1), the bar it had to
    pass, and why.

    ``aligned`` are the words of one that stand for words of the other, ``odds`` what is at odds between the two.
    """

    decision: str = field(validator=validators.in_(DECISIONS))
    similarity: float
    bar: float
    reason: str = ""
    aligned: tuple[tuple[str, str], ...] = ()
    odds: tuple[str, ...] = ()


@frozen(eq=False)
class Model:
    """What was learned: ``coefficients`` by feature and ``intercepts``, with and without an encoder; and ``weights``,
    how telling each stem is: the logarithm of one over the share of sentences of news that have it (idf)."""

    coefficients: Mapping[bool, tuple[float, ...]] = field(repr=False)
    intercepts: Mapping[bool, float]
    weights: Mapping[str, float] = field(repr=False)

    def probability(self, measured: Features, encoder: bool, without: frozenset[str] = frozenset()) -> float:
        """The chance that a pair says the same, 0 to 1; features in ``without`` count as nothing."""
        total = self.intercepts[encoder]
        for name, coefficient in zip(NAMES, self.coefficients[encoder], strict=True):
            if name not in without:
                total += coefficient * getattr(measured, name)
        return logistic(total)


@cache
def shipped_model(path: Path = _MODEL) -> Model:
    """The model that comes with the package. Raises ValueError where the file is not one of these features."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if tuple(data["features"]) != NAMES:
        raise ValueError(f"{path}: learned for other features; run training/echo.py again")
    parts = {True: data["encoder"], False: data["words"]}
    return Model(
        {key: tuple(part["coefficients"]) for key, part in parts.items()},
        {key: part["intercept"] for key, part in parts.items()},
        data["weights"],
    )


@define(eq=False)
class EchoJudge:
    """Judges pairs of claims by their trees; ``read`` takes the articles, and claims it never saw go by their text.

    ``encode`` gives unit vectors of texts; words are encoded once each.
    """

    lexicon: Lexicon = field(repr=False)
    encode: Encode | None = field(default=None, repr=False)
    model: Model = field(factory=shipped_model, repr=False)
    _senses: Senses = field(init=False, repr=False)
    _contents: dict[str, tuple[str, Content]] = field(init=False, factory=dict, repr=False)
    _rows: dict[str, int] = field(init=False, factory=dict, repr=False)
    _vectors: Any = field(init=False, default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        self._senses = senses_of(self.lexicon)

    def read(self, articles: Iterable[Article], wanted: frozenset[str] | None = None) -> None:
        """Takes the claims of articles (of these ids only, where given), by their trees where there are any."""
        read: list[Content] = []
        for article in articles:
            claims = [claim for claim in article.claims if wanted is None or claim.id in wanted]
            found = contents_of(article, claims, self._senses)
            self._contents.update((claim.id, (claim.text, found[claim.id])) for claim in claims)
            read += found.values()
        self.learn(read)

    def learn(self, contents: Iterable[Content]) -> None:
        """Encodes the words of contents that were not met before, all at once: quicker than pair by pair."""
        if self.encode is None:
            return
        new = sorted({word.lemma for content in contents for word in content.words} - self._rows.keys())
        if not new:
            return
        import numpy as np

        made = self.encode([lemma.replace("_", " ") for lemma in new])
        if not len(made):  # a parser without a sentence encoder
            self.encode = None
            return
        rows = np.asarray(made, np.float32)
        start = len(self._rows)
        self._rows.update((lemma, start + n) for n, lemma in enumerate(new))
        self._vectors = rows if self._vectors is None else np.concatenate([self._vectors, rows])

    def content(self, claim: Claim) -> Content:
        """What a claim says; made of its text where ``read`` did not meet it."""
        held = self._contents.get(claim.id)
        if held is None or held[0] != claim.text:
            held = self._contents[claim.id] = claim.text, content_of_text(claim.text, self._senses)
        return held[1]

    def __call__(self, one: Claim, two: Claim, cosine: float | None) -> Judgement:
        """The judgement on ``one`` as a repetition of ``two``; ``cosine`` is None without an encoder."""
        return self.judge(self.content(one), self.content(two), cosine, _bar(one, two))

    def both(self, one: Claim, two: Claim, cosine: float | None) -> tuple[Judgement, Judgement]:
        """The judgements on ``one`` as a repetition of ``two`` and on ``two`` as one of ``one``: only bars differ.

        ``cosine`` is that of their vectors, None without an encoder.
        """
        first = self(one, two, cosine)
        bar = _bar(two, one)
        decided = first.decision
        if decided in ("same", "possible") and not first.odds:
            decided = "same" if first.similarity >= bar else "possible"
        return first, first if bar == first.bar else evolve(first, bar=bar, decision=decided)

    def judge(self, a: Content, b: Content, cosine: float | None, bar: float = SAME) -> Judgement:
        """The judgement on two contents, ``cosine`` that of their vectors; "same" from the probability ``bar`` on."""
        measured, alignment, changed = self.measure(a, b, cosine)
        encoder = cosine is not None
        chance = self.model.probability(measured, encoder)
        alike = self.model.probability(measured, encoder, AGAINST)
        aligned = tuple((a.words[p.one].text, b.words[p.two].text) for p in alignment.pairs if not p.opposed)
        contrary, unlike = _odds(a, b, alignment)
        unlike = (*unlike, *(f"“{one}” for “{two}”" for one, two in changed))
        if contrary and alike >= POSSIBLE:
            odds = (*contrary, *unlike)
            return Judgement("contradicts", _rounded(chance), bar, "; ".join(odds[:3]), aligned, odds)
        if contrary or chance < POSSIBLE:
            reason = "; ".join((*contrary, *unlike)[:3]) or "too little in common"
            return Judgement("different", _rounded(chance), bar, reason, aligned, (*contrary, *unlike))
        told = ", ".join(one if one.lower() == two.lower() else f"{one} = {two}" for one, two in aligned[:6])
        if not unlike and chance < SURE_OF_LITTLE and _thin(a, b, alignment, measured.cover_most):
            unlike = ("what they share does not tell what happened",)
        if not unlike and _headless(a, b, alignment):
            unlike = ("what one of them is about is not in the other",)
        if not unlike and not encoder and measured.cover_mean < MOST_WITHOUT:
            unlike = ("more than half is in other words",)
        if chance >= bar and not unlike:
            return Judgement("same", _rounded(chance), bar, f"aligned: {told}", aligned)
        why = "; ".join(unlike[:3]) if unlike else "not sure enough"
        return Judgement("possible", _rounded(chance), bar, f"aligned: {told}; {why}", aligned, unlike)

    def measure(
        self, a: Content, b: Content, cosine: float | None
    ) -> tuple[Features, Alignment, tuple[tuple[str, str], ...]]:
        """The features of a pair with this cosine, its alignment, and what near copies say differently."""
        cosines = None
        if cosine is not None and self.encode is not None:
            self.learn((a, b))
            cosines = self._cosines if self._vectors is not None else None
        alignment = align(a, b, self._senses, cosines)
        changed = changes(a.plain, b.plain, self._senses)
        measured = features(a, b, alignment, max(0.0, cosine or 0.0), self.model.weights, len(changed))
        return measured, alignment, changed

    def _cosines(self, one: Sequence[str], two: Sequence[str]) -> Sequence[Sequence[float]]:
        left = self._vectors[[self._rows[lemma] for lemma in one]]
        right = self._vectors[[self._rows[lemma] for lemma in two]]
        found: Sequence[Sequence[float]] = (left @ right.T).tolist()
        return found


def _bar(one: Claim, two: Claim) -> float:
    own = one.source is not None and not says_only_sources(one.source)
    return SAME + (OWN_SOURCE if own else 0.0) + (ONE_ARTICLE if one.article == two.article else 0.0)


def _odds(a: Content, b: Content, alignment: Alignment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What contradicts, and what is merely unlike, in words."""
    contrary = [_opposed(a.words[pair.one], b.words[pair.two], pair) for pair in alignment.pairs if pair.opposed]
    contrary += [f"other number: {one.value:g}, {two.value:g}" for one, two in alignment.other_numbers]
    contrary += [f"other date: {one.value}, {two.value}" for one, two in alignment.other_dates]
    unlike = [
        f"not as sure: {a.words[one].text} ({a.words[one].mode or 'fact'}), {b.words[two].mode or 'fact'}"
        for one, two in alignment.modes
    ]
    return tuple(dict.fromkeys(contrary)), tuple(dict.fromkeys(unlike))


def _thin(a: Content, b: Content, alignment: Alignment, covered: float) -> bool:
    """Whether two claims share too little to be about one event: one word, or a few names and things but no
    predicate."""
    pairs = alignment.pairs
    if len(pairs) < min(2, len(a.words), len(b.words)):
        return True
    # a verb, or a verb and the noun for what it does; an adjective tells no event, whatever the tagger takes it for
    told = any({a.words[p.one].pos, b.words[p.two].pos} in ({"VERB"}, {"VERB", "NOUN"}) for p in pairs)
    return a.parsed and b.parsed and not told and len(pairs) < MANY and covered < MOST_OF_IT


def _headless(a: Content, b: Content, alignment: Alignment) -> bool:
    """Whether the head of a content that is a noun phrase stands for nothing in the other: "the effectiveness of
    strikes" is not "strikes"."""
    sides = ((a, {pair.one for pair in alignment.pairs}), (b, {pair.two for pair in alignment.pairs}))
    for content, aligned in sides:
        tops = [word.place for word in content.words if word.head < 0]
        clause = any(word.pos == "VERB" or word.relation.startswith("nsubj") for word in content.words)
        phrase = content.parsed and not clause
        if phrase and tops and not aligned.intersection(tops):
            return True
    return False


def _opposed(one: Word, two: Word, pair: Pair) -> str:
    if pair.how == "antonym":
        return f"opposites: {one.text}, {two.text}"
    sides = ("said", "denied") if one.positive else ("denied", "said")
    return f"{one.text} is {sides[0]} in one and {sides[1]} in the other"


def _rounded(chance: float) -> float:
    return round(chance, 4)
