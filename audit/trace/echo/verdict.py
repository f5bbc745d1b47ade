"""What whoever judges whether two claims say the same has to tell, and to take.

Nothing here knows how many other claims there are: a judgement stays what it is when articles are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from audit.model import Article, Claim


class Judged(Protocol):
    """What a scorer must tell: a decision of DECISIONS, how alike (0 to 1), the bar it had to pass, and why."""

    @property
    def decision(self) -> str: ...
    @property
    def similarity(self) -> float: ...
    @property
    def bar(self) -> float: ...
    @property
    def reason(self) -> str: ...


class PairScorer(Protocol):
    """What judges pairs; ``cosine`` is None without an encoder. A judgement is of these two claims alone."""

    def both(self, one: Claim, two: Claim, cosine: float | None) -> tuple[Judged, Judged]:
        """The judgements on ``one`` as a repetition of ``two``, and the other way round; ``cosine`` of vectors."""

    def read(self, articles: Iterable[Article], wanted: frozenset[str]) -> None:
        """Is told of articles, with their trees, before their claims of these ids are judged."""

    def ahead(self, pairs: Sequence[tuple[Claim, Claim, float | None]]) -> None:
        """Is told of the pairs that are judged next, with the cosine of their vectors: it can look at all at once."""
