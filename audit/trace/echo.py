"""Claims without a credit and claims that trace to the origin go in; which of the first repeat the second comes out.

Only claims that share telling words with a credited or carried one are encoded, since the encoder is the dear part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import define, field, frozen

from audit.model import Claim
from audit.trace.judge import DECISIONS, EchoJudge, Encode, Judgement
from audit.trace.likeness import Words, overlap, rarity, words_of

# A pair with less shared content than this is neither encoded nor judged. It bounds the cost: encoding is the dear
# part.
LOOK: Final = 0.12
# With an encoder, two claims whose vectors are less near than this are not judged: the candidate threshold.
NEAR: Final = 0.4
CANDIDATES: Final = 8
# Stems held by more claims than this find no candidates: they tell little, and work would grow with the square.
COMMON: Final = 400


@frozen
class Match:
    """The claim that another repeats, may repeat or contradicts, with the judgement on the two."""

    claim: Claim
    judgement: Judgement

    @property
    def similarity(self) -> float:
        """The probability that both say the same."""
        return self.judgement.similarity


@define
class Echoes:
    """All claims of a batch, ready to be compared; ``targets`` are those credited to the origin or carried from it."""

    claims: Sequence[Claim]
    targets: Sequence[Claim]
    published: Mapping[str, str | None]
    judge: EchoJudge
    encode: Encode | None = None
    _words: dict[str, Words] = field(init=False, factory=dict, repr=False)
    _rarity: dict[str, float] = field(init=False, factory=dict, repr=False)
    _holders: dict[str, list[int]] = field(init=False, factory=lambda: defaultdict(list), repr=False)

    def find(self, claims: Sequence[Claim]) -> tuple[dict[str, Match], dict[str, Match]]:
        """By claim id: the best match for each claim that has one, and a match that was published too late for it.

        The first holds matches that came out no later than the claim, or whose order is unknown; where none says the
        same, one that possibly does, or else contradicts it.
        """
        pairs = [(claim, self._candidates(claim)) for claim in claims]
        vectors = self._vectors(pairs)
        self._learn(pairs, bool(vectors))
        matched: dict[str, Match] = {}
        late: dict[str, Match] = {}
        for claim, candidates in pairs:
            for match in sorted(self._judged(claim, candidates, vectors), key=_best_first):
                before = first_published(self.published.get(claim.article), self.published.get(match.claim.article))
                if before != "first" or claim.article == match.claim.article:
                    matched.setdefault(claim.id, match)
                elif match.judgement.decision == "same":
                    late.setdefault(claim.id, match)
        surer = {key for key, match in matched.items() if match.judgement.decision == "same"}
        late = {key: match for key, match in late.items() if key not in surer}
        return {key: match for key, match in matched.items() if key not in late}, late

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
            if alike >= LOOK and not _same_words(claim, target):
                found.append((target, alike))
        return sorted(found, key=lambda pair: (-pair[1], pair[0].id))[:CANDIDATES]

    def _vectors(self, pairs: Sequence[tuple[Claim, list[tuple[Claim, float]]]]) -> dict[str, Sequence[float]]:
        if self.encode is None:
            return {}
        texts = {text for claim, found in pairs if found for text in (claim.text, *(t.text for t, _ in found))}
        wanted = sorted(texts, key=lambda text: (len(text), text))
        made = self.encode(wanted) if wanted else []
        return dict(zip(wanted, made, strict=True)) if len(made) else {}

    def _learn(self, pairs: Sequence[tuple[Claim, list[tuple[Claim, float]]]], encoder: bool) -> None:
        """Has all words encoded that will be compared, at once."""
        if encoder:
            claims = {c.id: c for claim, found in pairs if found for c in (claim, *(target for target, _ in found))}
            self.judge.learn(self.judge.content(claims[id]) for id in sorted(claims))

    def _judged(
        self, claim: Claim, candidates: Sequence[tuple[Claim, float]], vectors: Mapping[str, Sequence[float]]
    ) -> Iterator[Match]:
        """The candidates that say the same, may do so, or contradict it."""
        for target, _ in candidates:
            cosine: float | None = None
            if vectors:
                cosine = sum(x * y for x, y in zip(vectors[claim.text], vectors[target.text], strict=True))
                if cosine < NEAR:
                    continue
            judgement = self.judge(claim, target, cosine)
            if judgement.decision != "different":
                yield Match(target, judgement)


def _best_first(match: Match) -> tuple[int, float, str]:
    return DECISIONS.index(match.judgement.decision), -match.similarity, match.claim.id


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
