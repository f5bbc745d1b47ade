"""Articles with claims go in; which of their claims can tell the same comes out, by words alone.

The encoder is the dear part of tracing, and most articles of a mixed lot tell nothing that another tells. Claims of two
articles are compared where the articles tell one story, or where the two claims by themselves share telling words (a
line of a round-up); claims of one article where it credits an outlet, and so may repeat below what it credited above.
Whether two claims are compared depends on their own articles alone.

Source: ours; the bars were set on our own stories, as tests/test_stories.py holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import define, field

from audit.model import Article, Claim
from audit.trace.across.hashing import hashed, vectors_of
from audit.trace.across.near import SCALE, Near
from audit.trace.echo.content import stems_of_text
from audit.trace.echo.features import DEFAULT_WEIGHT
from audit.trace.echo.senses import Senses

# How near two articles must be to tell one story (``_near``). Those of seeds/ and of benchmarks/data that tell one lie
# above it, those that do not below (tests/test_stories.py).
ONE_STORY: Final = 0.26
ALIKE: Final = 0.45  # cosine of two claims' words, where their articles tell different stories
NAMES_COUNT: Final = 2.0  # stories are told apart by who and where
# A short article can share no more than it has: 0 would be the cosine, 0.5 the share of the shorter one's words.
BY_LENGTH: Final = 0.15
SIZE: Final = 2_048  # numbers of the row of an article


@define(eq=False)
class Stories:
    """All articles added so far, by the words of their claims; ``weights`` tell how rare a stem is in news (idf)."""

    senses: Senses = field(repr=False)
    weights: Mapping[str, float] = field(repr=False)
    _homes: list[str] = field(init=False, factory=list, repr=False)
    _words: Any = field(init=False, factory=lambda: np.zeros((0, SIZE), np.float32), repr=False)
    _lengths: Any = field(init=False, factory=lambda: np.zeros(0), repr=False)
    _claims: Near = field(init=False, factory=lambda: Near(floor=ALIKE), repr=False)
    _held: list[Claim] = field(init=False, factory=list, repr=False)
    _crediting: set[str] = field(init=False, factory=set, repr=False)
    _one_story: set[tuple[str, str]] = field(init=False, factory=set, repr=False)
    _alike: set[tuple[str, str]] = field(init=False, factory=set, repr=False)
    _given: set[str] = field(init=False, factory=set, repr=False)

    def add(self, articles: Sequence[Article], crediting: frozenset[str]) -> list[Claim]:
        """Adds articles; those with ids in ``crediting`` credit an outlet.

        Returns the claims, those of articles added before too, that are compared with others from now on.
        """
        self._crediting |= crediting
        claims = [claim for article in articles for claim in article.claims]
        stems = {claim.id: stems_of_text(claim.text, self.senses) for claim in claims}
        self._near([article for article in articles if article.claims], stems)
        self._held += claims
        self._claims.add([claim.id for claim in claims], vectors_of(stems.values(), self.weights))
        row, other, _ = (part.tolist() for part in self._claims.nearest())
        pairs = [(self._held[i], self._held[j]) for i, j in zip(row, other, strict=True)]
        self._alike = {(one.id, two.id) for one, two in pairs if one.article != two.article}
        met = self._crediting.union(*self._one_story)
        alike = {id for pair in self._alike for id in pair}
        new = [c for c in self._held if (c.article in met or c.id in alike) and c.id not in self._given]
        self._given.update(claim.id for claim in new)
        return new

    def compared(self, one: Claim, two: Claim) -> bool:
        """Whether two claims can tell the same."""
        if one.article == two.article:
            return one.article in self._crediting
        homes = (one.article, two.article)
        if homes in self._one_story or homes[::-1] in self._one_story:
            return True
        return (one.id, two.id) in self._alike or (two.id, one.id) in self._alike

    def _near(self, articles: Sequence[Article], stems: Mapping[str, Mapping[str, bool]]) -> None:
        """Puts articles beside those there are."""
        start = len(self._homes)
        self._homes += [article.id for article in articles]
        words, lengths = words_of(articles, stems, self.weights)
        self._words = np.concatenate([self._words, words])
        self._lengths = np.concatenate([self._lengths, lengths])
        for place in range(start, len(self._homes)):
            cosines = self._words[:place] @ self._words[place]
            near = tell_one(cosines, self._lengths[:place], self._lengths[place])
            for other in np.flatnonzero(near).tolist():
                self._one_story.add((self._homes[other], self._homes[place]))


def words_of(
    articles: Sequence[Article], stems: Mapping[str, Mapping[str, bool]], weights: Mapping[str, float]
) -> tuple[Any, Any]:
    """A row of whole numbers for each article, of the weighted stems of its claims, each once, as a float array; and
    the square of the length that each had before it was made a unit vector. ``stems`` are those of claims by id."""
    rows = [_weighted(article, stems, weights) for article in articles]
    lengths = np.array([sum(value * value for value in row.values()) for row in rows], np.float64)
    return np.rint(hashed(rows, SIZE) * SCALE), lengths  # whole numbers, as in Near: the same sum in every portion


def tell_one(products: Any, lengths: Any, length: Any) -> Any:
    """Which articles tell one story with another: the weight of the stems that two share, by that of all. ``products``
    are those of their rows (``words_of``), ``lengths`` and ``length`` their lengths there; an array of truths."""
    ratio = np.maximum(lengths, 1e-9) / np.maximum(length, 1e-9)
    stretched = np.asarray(products).astype(np.float64) / SCALE**2 * np.maximum(ratio, 1 / ratio) ** BY_LENGTH
    return stretched >= ONE_STORY


def _weighted(
    article: Article, stems: Mapping[str, Mapping[str, bool]], weights: Mapping[str, float]
) -> dict[str, float]:
    found: dict[str, float] = {}
    for claim in article.claims:
        for stem, name in stems[claim.id].items():
            weight = weights.get(stem, DEFAULT_WEIGHT) * (NAMES_COUNT if name else 1.0)
            found[stem] = max(weight, found.get(stem, 0.0))
    return found
