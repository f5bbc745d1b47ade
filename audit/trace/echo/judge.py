"""Two claims go in; whether they say the same comes out, with the words aligned, what differs, and how surely.

Three readers, each dearer than the one before. By words: a logistic regression over ``features`` tells which pairs are
worth more (training/echo.py; models/echo.json). Read together: the encoder reads both texts at once and tells how
likely they say the same, another thing, or the opposite (training/together.py; models/echo-pairs.safetensors).
And what trees and lexicon tell: two claims that are at odds in polarity, a number, a date, an opposite or a modal are
not called the same, nor are near copies that differ in a word not known to mean the same, unless both are read as the
same beyond doubt. Without the reader of both, words and, where there is an encoder, the cosine of the claims' vectors
decide. A sentence may say little by itself: of two claims of different articles that were read together, what stands
around each in its article counts too (``context``; training/context.py; models/echo-context.json). A judgement is of
these two claims alone, each in its article: it stays what it is when articles are added.

Source: the model's card in audit/models; the bars below are ours, chosen as each says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final

from attrs import astuple, define, evolve, field, frozen, validators

from audit.lexicon import Lexicon
from audit.model import Article, Claim
from audit.parse.protocol import Paired, Read, Reader, Side
from audit.trace.credit.groups import says_only_sources
from audit.trace.echo.align import Alignment, align, others
from audit.trace.echo.apart import apart
from audit.trace.echo.content import Content, content_of_text, contents_of
from audit.trace.echo.context import Alike, Around, InContext, alike, around, inputs, little, shipped_context
from audit.trace.echo.features import AGAINST, Features, features
from audit.trace.echo.little import thin, too_little
from audit.trace.echo.marks import marks, placed
from audit.trace.echo.senses import Senses, senses_of
from audit.trace.echo.verbatim import NEAR_COPY, changes, whole
from audit.trace.echo.weights import ENCODER, TOGETHER, WORDS, Model, logit, shipped_model
from audit.trace.echo.wording import aligned_words, at_odds, lone, shown

DECISIONS: Final = ("same", "possible", "contradicts", "different")
# Probability from which two claims say the same, and from which it is possible; chosen on half of the stories of
# benchmarks/data, as training/echo.py prints.
SAME: Final = 0.6
POSSIBLE: Final = 0.3
# The same of a pair that was read together, chosen on topics of our own pairs that the reader did not learn from: of
# those told, 97 % are right there, and 96 % of retellings at least possible; and from which two claims contradict.
SAME_TOGETHER: Final = 0.92
POSSIBLE_TOGETHER: Final = 0.1
AGAINST_TOGETHER: Final = 0.9
# What trees and lexicon find at odds in claims of other words is wrong now and then ("sold to", "bought from"): read as
# the same with a share from here on, they may be; from the second on they are told to be.
DOUBTED: Final = 0.5
OVERRULED: Final = 0.92
# Any two claims of one story share its matter, and thousands of them meet: read as less alike on the whole than this,
# they may be no more than two claims on one matter, and join no cluster. Chosen on labelled pairs of real stories; of
# our own pairs told, 97 % are right from there on.
ON_ONE_MATTER: Final = 0.65
# With what stands around both: the bars, chosen as training/context.py prints, on stories that it did not learn from.
SAME_IN_CONTEXT: Final = 0.8
POSSIBLE_IN_CONTEXT: Final = 0.15
# A retelling in wholly other words that quotes nobody is told by the two alone where they are the same beyond doubt, on
# one fact, and what stands around them is no reason against it.
LIKELY_IN_CONTEXT: Final = 0.25
VERBATIM_CHANCE: Final = 0.97
# A pair is read where the cosine of its vectors and so much of the logit of its chance by words, what is at odds left
# out, come to this: some nine pairs an article of three that tell one story.
OF_WORDS: Final = 0.25
WORTH: Final = 0.35
# A claim with an unnamed source of its own may have its own way to the fact, and a writer seldom says a thing twice:
# both have to be surer to count as re-use.
OWN_SOURCE: Final = 0.15
ONE_ARTICLE: Final = 0.15
# Two claims that share little say the same only where the whole leaves little doubt.
SURE_OF_LITTLE: Final = 0.85
# Without an encoder nobody knows whether the words left over say the same: as much has to be aligned.
MOST_WITHOUT: Final = 0.5

Encode = Callable[[Sequence[str]], Sequence[Sequence[float]]]


@frozen
class Judgement:
    """Whether two claims say the same: one of DECISIONS, the probability (``similarity``, 0 to 1), the bar it had to
    pass, and why.

    ``aligned`` are the words of one that stand for words of the other, ``odds`` what is at odds between the two,
    ``contrary`` whether that is a matter of polarity, a number or a date; ``read`` is what was made of both together,
    ``loose`` whether they are so little alike on the whole that they may share no more than their matter.
    """

    decision: str = field(validator=validators.in_(DECISIONS))
    similarity: float
    bar: float
    reason: str = ""
    aligned: tuple[tuple[str, str], ...] = ()
    odds: tuple[str, ...] = ()
    contrary: bool = False
    read: Read | None = None
    loose: bool = False


@frozen(eq=False)
class _Measured:
    """What is known of a pair before it is judged: by words, and, where it was read together, by that."""

    features: Features
    alignment: Alignment
    changed: tuple[tuple[str, str], ...]
    copied: bool = False
    read: Read | None = None
    values: tuple[float, ...] = ()
    chance: float | None = None


@define(eq=False)
class EchoJudge:
    """Judges pairs of claims by their trees; ``read`` takes the articles, and claims it never saw go by their text.

    ``together`` reads both texts of a pair at once; without it, ``encode`` gives unit vectors of texts, and words are
    encoded once each.
    """

    lexicon: Lexicon = field(repr=False)
    encode: Encode | None = field(default=None, repr=False)
    model: Model = field(factory=shipped_model, repr=False)
    together: Reader | None = field(default=None, repr=False)
    context: InContext = field(factory=shipped_context, repr=False)
    _senses: Senses = field(init=False, repr=False)
    _contents: dict[str, tuple[str, Content]] = field(init=False, factory=dict, repr=False)
    _around: dict[str, tuple[str, Around]] = field(init=False, factory=dict, repr=False)
    _ahead: dict[tuple[str, str], _Measured] = field(init=False, factory=dict, repr=False)
    _rows: dict[str, int] = field(init=False, factory=dict, repr=False)
    _vectors: Any = field(init=False, default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        self._senses = senses_of(self.lexicon)
        if self.together is not None:
            self.encode = None

    def read(self, articles: Iterable[Article], wanted: frozenset[str] | None = None) -> None:
        """Takes the claims of articles (of these ids only, where given), by their trees where there are any."""
        read: list[Content] = []
        for article in articles:
            claims = [claim for claim in article.claims if wanted is None or claim.id in wanted]
            found = contents_of(article, claims, self._senses)
            self._contents.update((claim.id, (claim.text, found[claim.id])) for claim in claims)
            read += found.values()
            if self.together is not None:
                beside = around(article, claims)
                self._around.update((claim.id, (claim.text, beside[claim.id])) for claim in claims)
        self.learn(read)

    def ahead(self, pairs: Sequence[tuple[Claim, Claim, float | None]], every: bool = False) -> None:
        """Reads pairs that are judged next, with the cosine of their vectors, all at once: those that words and vectors
        do not rule out, or ``every`` pair."""
        self._ahead.clear()
        if self.together is None:
            return
        asked: list[tuple[tuple[str, str], Paired]] = []
        for one, two, cosine in pairs:
            a, b = self.content(one), self.content(two)
            if not every and apart(a, b) is not None:
                continue
            known = self._ahead[one.id, two.id] = self._measured(a, b, None)
            if every or self.worth(known.features, cosine):
                left, right = marks(a, b, known.alignment)
                left, right = placed(left, a, one), placed(right, b, two)
                sides = Side(one.text, left), Side(two.text, right)
                asked.append(((one.id, two.id), Paired(*sides, astuple(known.features))))
        for (key, _), read in zip(asked, self.together([pair for _, pair in asked]), strict=True):
            self._ahead[key] = evolve(self._ahead[key], read=read)
        self._look_around([(one, two) for one, two, _ in pairs])

    def _look_around(self, pairs: Iterable[tuple[Claim, Claim]]) -> None:
        """Tells of pairs of different articles that were read how alike what stands around them is."""
        sides: dict[tuple[str, str], tuple[Around, Around, tuple[str, str]]] = {}
        for one, two in pairs:
            there = [self._around.get(claim.id) for claim in (one, two)]
            known = self._ahead.get((one.id, two.id))
            if known is None or known.read is None or one.article == two.article:
                continue
            if there[0] and there[1] and (one.text, two.text) == (there[0][0], there[1][0]):
                sides[one.id, two.id] = there[0][1], there[1][1], (one.text, two.text)
        if not sides or self.together is None:
            return
        import numpy as np

        texts = sorted({text for a, b, both in sides.values() for text in (*a.texts(both[0]), *b.texts(both[1]))})
        vectors = dict(zip(texts, np.asarray(self.together.vectors(texts), np.float32), strict=True))
        for key, (a, b, both) in sides.items():
            self._ahead[key] = self._in_context(key, self._ahead[key], alike(a, b, both, vectors))

    def _in_context(self, ids: tuple[str, str], known: _Measured, beside: Alike) -> _Measured:
        """The same, with what stands around both: the numbers of INPUTS, and the chance, where it counts."""
        assert known.read is not None
        one, two = (self._contents[id][1] for id in ids)
        told = self.model.probability(known.features, TOGETHER, read=known.read)
        values = inputs(told, known.read, little(one, two, self.model.weights), beside)
        chance, sure = self.context.chance(values), told >= SAME_TOGETHER and known.read.alike >= ON_ONE_MATTER
        retold = sure and chance >= LIKELY_IN_CONTEXT and not beside.quoted
        return evolve(known, values=values, chance=None if retold else chance)

    def reading(self, one: Claim, two: Claim) -> Read | None:
        """What reading two claims together gave, whatever was made of it; None where they were not read ahead."""
        known = self._ahead.get((one.id, two.id))
        return None if known is None else known.read

    def weighed(self, one: Claim, two: Claim) -> tuple[float, ...] | None:
        """The numbers of INPUTS of two claims that were read ahead; None where nothing is known of what stands around
        them."""
        known = self._ahead.get((one.id, two.id))
        if known is None or not known.values:
            return None
        return known.values

    def worth(self, measured: Features, cosine: float | None) -> bool:
        """Whether a pair is worth reading together, by its words, whatever is at odds, and the cosine of its vectors;
        one of which no cosine is known always is."""
        chance = self.model.probability(measured, WORDS, AGAINST)
        return cosine is None or cosine + OF_WORDS * logit(chance) >= WORTH

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
        a, b = self.content(one), self.content(two)
        if (why := apart(a, b)) is not None:
            return Judgement("different", 0.0, self._bar(one, two), why)
        if self.together is not None:
            cosine = None
            if (one.id, two.id) not in self._ahead:
                self.ahead([(one, two, None)])
        known = self._ahead.get((one.id, two.id)) or self._measured(a, b, cosine)
        return self._judgement(a, b, known, cosine is not None, self._bar(one, two))

    def alone(self, one: Claim, two: Claim) -> Judgement:
        """The judgement on two claims as if neither had a source nor an article of its own."""
        known = self._ahead.get((one.id, two.id)) or self._measured(self.content(one), self.content(two), None)
        known = evolve(known, chance=None)
        bar = SAME if self.together is None else SAME_TOGETHER
        return self._judgement(self.content(one), self.content(two), known, False, bar)

    def both(self, one: Claim, two: Claim, cosine: float | None) -> tuple[Judgement, Judgement]:
        """The judgements on ``one`` as a repetition of ``two`` and on ``two`` as one of ``one``: only bars differ.

        ``cosine`` is that of their vectors, None without an encoder.
        """
        first = self(one, two, cosine)
        bar = self._bar(two, one)
        decided = first.decision
        if decided in ("same", "possible") and not first.odds:
            decided = "same" if first.similarity >= bar else "possible"
        return first, first if bar == first.bar else evolve(first, bar=bar, decision=decided)

    def judge(self, a: Content, b: Content, cosine: float | None, read: Read | None = None) -> Judgement:
        """The judgement on two contents, ``cosine`` that of their vectors, ``read`` what both read together gave."""
        known = evolve(self._measured(a, b, cosine), read=read)
        return self._judgement(a, b, known, cosine is not None, SAME if read is None else SAME_TOGETHER)

    def _bar(self, one: Claim, two: Claim) -> float:
        """From which probability the one repeats the other; higher by the same share, however both were read."""
        own = one.source is not None and not says_only_sources(one.source)
        higher = (OWN_SOURCE if own else 0.0) + (ONE_ARTICLE if one.article == two.article else 0.0)
        if self.together is None:
            return SAME + higher
        known = self._ahead.get((one.id, two.id)) or self._ahead.get((two.id, one.id))
        same = SAME_TOGETHER if known is None or known.chance is None else SAME_IN_CONTEXT
        return round(same + higher * (1 - same) / (1 - SAME), 4)

    def _judgement(self, a: Content, b: Content, known: _Measured, encoder: bool, bar: float) -> Judgement:
        if (why := apart(a, b)) is not None:
            return Judgement("different", 0.0, bar, why)
        if self.together is not None or known.read is not None:
            return self._of_both(a, b, known, bar)
        measured, alignment, changed = known.features, known.alignment, known.changed
        by = ENCODER if encoder else WORDS
        chance = self.model.probability(measured, by)
        alike = self.model.probability(measured, by, AGAINST)
        aligned = aligned_words(a, b, alignment)
        contrary, unlike = at_odds(a, b, alignment)
        unlike = (*unlike, *(f"“{one}” for “{two}”" for one, two in changed))
        if contrary and alike >= POSSIBLE:
            odds = (*contrary, *unlike)
            return Judgement("contradicts", _rounded(chance), bar, "; ".join(odds[:3]), aligned, odds)
        if contrary or chance < POSSIBLE:
            reason = "; ".join((*contrary, *unlike)[:3]) or "too little in common"
            return Judgement("different", _rounded(chance), bar, reason, aligned, (*contrary, *unlike))
        if not unlike and chance < SURE_OF_LITTLE and thin(a, b, alignment, measured.cover_most):
            unlike = ("what they share does not tell what happened",)
        if not unlike and (lacking := too_little(a, b, alignment)) is not None:
            unlike = (lacking,)
        if not unlike and not encoder:
            unlike = others(a, b, alignment)
        if not unlike and not encoder and measured.cover_mean < MOST_WITHOUT:
            unlike = ("more than half is in other words",)
        told = shown(aligned)
        if chance >= bar and not unlike:
            return Judgement("same", _rounded(chance), bar, told, aligned)
        why = "; ".join(unlike[:3]) if unlike else "not sure enough"
        return Judgement("possible", _rounded(chance), bar, f"{told}; {why}", aligned, unlike)

    def _of_both(self, a: Content, b: Content, known: _Measured, bar: float) -> Judgement:
        """The judgement on a pair that words ruled out, or that was read together."""
        aligned, read = aligned_words(a, b, known.alignment), known.read
        contrary, unlike = at_odds(a, b, known.alignment)
        unlike = (*unlike, *(f"“{one}” for “{two}”" for one, two in known.changed))
        odds = (*contrary, *unlike)
        sure = read.same if read is not None and not known.copied else 0.0
        certain = bool(contrary) and sure < DOUBTED
        made = partial(Judgement, bar=bar, aligned=aligned, contrary=certain, read=read)
        why = "; ".join(odds[:3])
        if not odds and whole(a, b, known.features.run):
            return made("same", max(bar, VERBATIM_CHANCE), reason=f"{shown(aligned)}; word for word")
        if read is None:
            return made("different", 0.0, reason=why or "too little in common", odds=odds)
        chance, possible = self.model.probability(known.features, TOGETHER, read=read), POSSIBLE_TOGETHER
        told = f"{shown(aligned)}; {lone(a, b, known.alignment)}read together: the same {read.same:.2f}"
        if known.chance is not None:
            chance = known.chance
            possible, told = POSSIBLE_IN_CONTEXT, f"{told}, with what stands around them {chance:.2f}"
        chance = _rounded(chance)
        likely = self.model.probability(known.features, WORDS, AGAINST)
        denied = bool(contrary) and likely >= POSSIBLE_TOGETHER and read.against > read.same
        if denied or (read.against >= AGAINST_TOGETHER and likely >= POSSIBLE and aligned):
            opposite = why or f"read together: the opposite {read.against:.2f}"
            return made("contradicts", chance, reason=opposite, odds=odds or (opposite,))
        if certain or chance < possible:
            return made("different", chance, reason=why or "another claim", odds=odds)
        overruled = sure >= OVERRULED
        if (not odds or overruled) and (lacking := too_little(a, b, known.alignment)) is not None:
            odds, overruled = (lacking,), False
        if chance >= bar and (not odds or overruled):
            told = f"{told}; in spite of: {why}" if odds else told
            loose = known.chance is None and read.alike < ON_ONE_MATTER
            return made("same", chance, reason=told, loose=loose)
        why = "; ".join(odds[:3]) or "not sure enough"
        return made("possible", chance, reason=f"{told}; {why}", odds=odds)

    def measure(
        self, a: Content, b: Content, cosine: float | None
    ) -> tuple[Features, Alignment, tuple[tuple[str, str], ...]]:
        """The features of a pair with this cosine, its alignment, and what near copies say differently."""
        known = self._measured(a, b, cosine)
        return known.features, known.alignment, known.changed

    def _measured(self, a: Content, b: Content, cosine: float | None) -> _Measured:
        cosines = None
        if cosine is not None and self.encode is not None:
            self.learn((a, b))
            cosines = self._cosines if self._vectors is not None else None
        alignment = align(a, b, self._senses, cosines)
        same = a.counted.shared(b.counted)
        copied = 2 * same >= NEAR_COPY * (a.counted.total + b.counted.total)  # so many are the same in any order
        changed = changes(a.plain, b.plain, self._senses) if copied else ()
        measured = features(a, b, alignment, max(0.0, cosine or 0.0), self.model.weights, same, len(changed))
        return _Measured(measured, alignment, changed, copied)

    def _cosines(self, one: Sequence[str], two: Sequence[str]) -> Sequence[Sequence[float]]:
        left = self._vectors[[self._rows[lemma] for lemma in one]]
        right = self._vectors[[self._rows[lemma] for lemma in two]]
        found: Sequence[Sequence[float]] = (left @ right.T).tolist()
        return found


def _rounded(chance: float) -> float:
    return round(chance, 4)
