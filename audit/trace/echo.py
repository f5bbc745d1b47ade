"""Claims without a credit and claims that trace to the origin go in; which of the first repeat the second comes out.

Only claims that share telling words with a credited or carried one are encoded, since the encoder is the dear part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import define, field, frozen

from audit.model import Claim
from audit.trace.groups import says_only_sources
from audit.trace.likeness import Words, disagreement, overlap, rarity, strange_names, words_of

Encode = Callable[[Sequence[str]], Sequence[Sequence[float]]]

# A pair with less shared content than this is not encoded. It bounds the cost: of the claims of five articles on one
# story a third is encoded.
LOOK: Final = 0.2
# Of the score 0.6 * cosine + 0.4 * overlap. The bare encoder gives 0.45 to 0.7 to any two sentences on one story, so
# the cosine alone cannot tell. In two stories of five articles each, claims without a source of their own that are
# only related score up to 0.52, plain restatements 0.54 to 0.85; free ones score lower and are missed: better quiet
# than wrong.
SAME: Final = 0.53
COSINE: Final = 0.6
# Without an encoder the overlap decides alone, and has to be plain.
SAME_WORDS: Final = 0.4
# A claim with an unnamed source of its own may have its own way to the fact: it has to be closer to count as re-use.
OWN_SOURCE: Final = 0.1
# Taken off for names (none to all of them) that the other claim lacks.
STRANGE: Final = 0.05
CANDIDATES: Final = 4
# Stems held by more claims than this find no candidates: they tell little, and work would grow with the square.
COMMON: Final = 400


@frozen
class Match:
    """The claim that an echo repeats, how alike they are (0 to 1), and the bar that it passed."""

    claim: Claim
    similarity: float
    bar: float


@define
class Echoes:
    """All claims of a batch, ready to be compared; ``targets`` are those credited to the origin or carried from it."""

    claims: Sequence[Claim]
    targets: Sequence[Claim]
    published: Mapping[str, str | None]
    encode: Encode | None = None
    _words: dict[str, Words] = field(init=False, factory=dict, repr=False)
    _rarity: dict[str, float] = field(init=False, factory=dict, repr=False)
    _holders: dict[str, list[int]] = field(init=False, factory=lambda: defaultdict(list), repr=False)

    def find(self, claims: Sequence[Claim]) -> tuple[dict[str, Match], dict[str, Match]]:
        """By claim id: the best match for each claim that has one, and a match that was published too late for it.

        The first holds matches that came out no later than the claim, or whose order is unknown.
        """
        pairs = [(claim, self._candidates(claim)) for claim in claims]
        vectors = self._vectors(pairs)
        matched: dict[str, Match] = {}
        late: dict[str, Match] = {}
        for claim, candidates in pairs:
            scored = sorted(
                (self._score(claim, target, shared, vectors) for target, shared in candidates),
                key=lambda match: (-match.similarity, match.claim.id),
            )
            for match in scored:
                if match.similarity < match.bar:
                    continue
                before = first_published(self.published.get(claim.article), self.published.get(match.claim.article))
                (late if before == "first" and claim.article != match.claim.article else matched).setdefault(
                    claim.id, match
                )
        return matched, {key: match for key, match in late.items() if key not in matched}

    def __attrs_post_init__(self) -> None:
        self._words = {claim.id: words_of(claim.text) for claim in self.claims}
        self._rarity = rarity(self._words.values())
        for place, target in enumerate(self.targets):
            for form in self._words[target.id].signs:
                self._holders[form].append(place)

    def _candidates(self, claim: Claim) -> list[tuple[Claim, float]]:
        """The targets that share most with the claim and contradict nothing in it, with their overlap."""
        mine = self._words[claim.id]
        shared: dict[int, float] = defaultdict(float)
        for form in sorted(mine.signs):
            holders = self._holders.get(form, ())
            if len(holders) <= COMMON:
                for place in holders:
                    shared[place] += self._rarity[form]
        found: list[tuple[Claim, float]] = []
        # Exact overlap for the most promising only; sorting by id makes the order of articles matter nowhere.
        for place in sorted(shared, key=lambda p: (-shared[p], self.targets[p].id))[: 4 * CANDIDATES]:
            target = self.targets[place]
            theirs = self._words[target.id]
            alike = overlap(mine, theirs, self._rarity)
            if alike >= LOOK and not _same_words(claim, target) and disagreement(mine, theirs, self._rarity) is None:
                found.append((target, alike))
        return sorted(found, key=lambda pair: (-pair[1], pair[0].id))[:CANDIDATES]

    def _vectors(self, pairs: Sequence[tuple[Claim, list[tuple[Claim, float]]]]) -> dict[str, Sequence[float]]:
        if self.encode is None:
            return {}
        texts = {text for claim, found in pairs if found for text in (claim.text, *(t.text for t, _ in found))}
        wanted = sorted(texts, key=lambda text: (len(text), text))
        return dict(zip(wanted, self.encode(wanted), strict=True)) if wanted else {}

    def _score(self, claim: Claim, target: Claim, shared: float, vectors: Mapping[str, Sequence[float]]) -> Match:
        bar = SAME_WORDS if self.encode is None else SAME
        similarity = shared
        if self.encode is not None:
            cosine = sum(x * y for x, y in zip(vectors[claim.text], vectors[target.text], strict=True))
            similarity = COSINE * max(0.0, cosine) + (1 - COSINE) * shared
        similarity -= STRANGE * strange_names(self._words[claim.id], self._words[target.id])
        if claim.source is not None and not says_only_sources(claim.source.text):
            bar += OWN_SOURCE
        return Match(target, round(min(1.0, max(0.0, similarity)), 4), bar)


def _same_words(one: Claim, two: Claim) -> bool:
    """Whether two claims share words of one article, as a sentence and what its source says do."""
    return one.article == two.article and any(a.overlaps(b) for a in one.spans for b in two.spans)


def first_published(mine: str | None, other: str | None) -> str:
    """Whether ``mine`` is "first", "later", of the "same day", or "unknown" where a date is missing."""
    one, two = _day(mine), _day(other)
    if one is None or two is None:
        return "unknown"
    if one == two:
        return "same day"
    return "first" if one < two else "later"


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "").strip()[:10])
    except ValueError:
        return None
