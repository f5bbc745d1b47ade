"""Near claims of many articles go in; the articles fall into blocks, none of which can change another's traces.

Articles that share a pair of claims to compare are of one block. One that is larger than a bound is split by time: its
articles, by the day on which they were published, into parts of about one size, between which nothing is compared.

Source: ours: connected components (union and find, Tarjan 1975).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from attrs import field, frozen

from audit.trace.across.near import Array, Known

MOST: Final = 1_000  # articles of a block, with their trees some 0.5 GiB
PORTION: Final = 200  # articles of small blocks that are traced in one go


@frozen(eq=False)
class Block:
    """Articles by their places in the order of all ids; ``parts``: of how many parts the block is that it was cut from,
    1 where it is whole; ``of`` is how many articles that one has."""

    articles: tuple[int, ...] = field(repr=False)
    parts: int
    of: int


@frozen(eq=False)
class Pairs:
    """Pairs of claims to compare: places of the claims among all, in the order of the ids, and their cosine; in the
    order of ``row``. ``starts``: the place of the first claim of each article, and at the end how many claims there
    are."""

    row: Array = field(repr=False)
    other: Array = field(repr=False)
    cosine: Array = field(repr=False)
    starts: Array = field(repr=False)

    def articles(self) -> Array:
        """Each pair of different articles that share a pair of claims, once, as an array of two columns."""
        homes = np.stack([self.home(self.row), self.home(self.other)], axis=1)
        homes = np.sort(homes[homes[:, 0] != homes[:, 1]], axis=1)
        count = len(self.starts)
        codes = np.unique(homes[:, 0].astype(np.int64) * count + homes[:, 1])
        return np.stack([codes // count, codes % count], axis=1)

    def home(self, claims: Array) -> Array:
        """The places of the articles that claims stand in, both as arrays."""
        return np.searchsorted(self.starts, claims, side="right") - 1

    def within(self, blocks: Sequence[Block]) -> Known:
        """The pairs of these blocks, by the places of their claims when the articles are taken in their order."""
        part = np.full(len(self.starts), -1, np.int32)
        for number, block in enumerate(blocks):
            part[list(block.articles)] = number
        articles = np.array(sorted(place for block in blocks for place in block.articles), np.int64)
        lengths = self.starts[articles + 1] - self.starts[articles]
        before = np.concatenate([[0], np.cumsum(lengths)])
        shift = np.zeros(len(self.starts), np.int64)
        shift[articles] = before[:-1] - self.starts[articles]
        lows = np.searchsorted(self.row, self.starts[articles])
        highs = np.searchsorted(self.row, self.starts[articles + 1])
        ranges = [np.arange(low, high) for low, high in zip(lows, highs, strict=True)]
        some = np.concatenate([np.zeros(0, np.int64), *ranges])
        one, two = self.home(self.row[some]), self.home(self.other[some])
        kept = part[one] == part[two]
        some, one, two = some[kept], one[kept], two[kept]
        return Known(self.row[some] + shift[one], self.other[some] + shift[two], self.cosine[some])


def blocks_of(pairs: Pairs, published: Sequence[str | None], most: int = MOST) -> list[Block]:
    """The blocks of all articles, in the order of their first ones; ``published`` is the day of each article."""
    count = len(pairs.starts) - 1
    root = list(range(count))

    def top(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for one, two in pairs.articles().tolist():
        a, b = top(one), top(two)
        root[max(a, b)] = min(a, b)
    members: dict[int, list[int]] = {}
    for place in range(count):
        members.setdefault(top(place), []).append(place)
    return [block for some in members.values() for block in _cut(some, published, most)]


def _cut(articles: list[int], published: Sequence[str | None], most: int) -> Iterator[Block]:
    """The block, in parts where it is too large: by time, what has no date last."""
    count = len(articles)
    if count <= most:
        yield Block(tuple(articles), 1, count)
        return
    ordered = sorted(articles, key=lambda place: (published[place] is None, published[place] or "", place))
    parts = -(-count // most)
    for number in range(parts):
        yield Block(tuple(sorted(ordered[number * count // parts : (number + 1) * count // parts])), parts, count)


def portions(blocks: Iterable[Block], size: int = PORTION) -> Iterator[list[Block]]:
    """Blocks in lots of about so many articles; a larger block is a lot by itself."""
    lot: list[Block] = []
    held = 0
    for block in blocks:
        if lot and held + len(block.articles) > size:
            yield lot
            lot, held = [], 0
        lot.append(block)
        held += len(block.articles)
    if lot:
        yield lot
