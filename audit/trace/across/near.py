"""Vectors of claims go in, as they come; for every claim its nearest others come out, the same in whatever portions
they came.

Vectors are rounded to whole numbers, so that a product of two is exact in single precision however the sums are
blocked: the same pair has the same cosine in every run and every portion. Up to EXACT vectors all pairs are looked
at. Beyond, two meet only where they share one of the directions that each lies nearest to, of many drawn once and for
all: whether two meet depends on these two alone.

Source: cross-polytope hashing, Andoni et al. 2015, https://arxiv.org/abs/1509.02897.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import define, field, frozen

from audit.parse.checked import vouched
from audit.parse.protocol import ModelError

FLOOR: Final = 0.5  # cosine below which two claims are never compared: the candidate threshold
MOST: Final = 12  # nearest others that are kept for a claim
EXACT: Final = 5_000
SCALE: Final = 2_048.0  # a unit vector's product with another stays below 2**24, where float32 is exact
DIRECTIONS: Final = 2_048
PROBES: Final = 8
_BLOCK: Final = 2_048
_PORTION: Final = 4_000_000  # pairs held before the nearest are picked
_SLICE: Final = 100_000  # pairs whose directions are compared at once

Array = np.ndarray[Any, Any]


@define(eq=False)
class Near:
    """The nearest others of every vector added; ``names`` are the claims' ids, by which ties are broken.

    ``floor`` is the least cosine, ``most`` how many others are kept for each, ``exact`` up to how many vectors all
    pairs are looked at.
    """

    floor: float = FLOOR
    most: int = MOST
    exact: int = field(factory=lambda: EXACT)
    names: list[str] = field(factory=list)
    vectors: Array = field(factory=lambda: np.zeros((0, 0), np.int16))
    _row: Array = field(factory=lambda: np.zeros(0, np.int32))
    _other: Array = field(factory=lambda: np.zeros(0, np.int32))
    _cosine: Array = field(factory=lambda: np.zeros(0, np.float32))
    _keys: Array = field(factory=lambda: np.zeros((0, PROBES), np.int16))
    _rank: Array = field(factory=lambda: np.zeros(0, np.int32))

    def __len__(self) -> int:
        return len(self.names)

    def add(self, names: Sequence[str], vectors: Any) -> None:
        """Adds claims, one unit vector each; the nearest of those already there are brought up to date.

        Raises ValueError where vectors are missing or of another length than those before.
        """
        if not names:
            return
        new = np.asarray(vectors, np.float32)
        if new.ndim != 2 or len(new) != len(names):
            raise ValueError(f"{len(names)} claims need as many vectors, not an array of {new.shape}")
        if len(self) and new.shape[1] != self.vectors.shape[1]:
            raise ValueError(f"vectors of {new.shape[1]} numbers cannot be added to those of {self.vectors.shape[1]}")
        whole = rounded(new)
        start = len(self)
        crossed = start <= self.exact < start + len(names)
        self.names.extend(names)
        self.vectors = np.concatenate([self.vectors, whole]) if start else whole
        if crossed:  # from here on hashing decides which pairs are looked at, for the old ones too
            self._row, self._other, self._cosine = self._row[:0], self._other[:0], self._cosine[:0]
            self._keys, start = self._keys[:0], 0
        self._take(self._exact(start) if len(self) <= self.exact else self._hashed(start))

    @classmethod
    def of(cls, names: Sequence[str], vectors: Array, floor: float, most: int = MOST) -> Near:
        """The nearest of vectors, in rows, that were rounded before (``rounded``); those on the disk stay there."""
        made = cls(floor=floor, most=most, names=list(names), vectors=vectors)
        made._take(made._exact(0) if len(made) <= made.exact else made._hashed(0))
        return made

    def nearest(self) -> tuple[Array, Array, Array]:
        """Three arrays of the same length: a claim's place, the place of one near it, their cosine; by place, nearest
        first."""
        return self._row, self._other, self._cosine

    def _floats(self, places: Any) -> Array:
        return np.asarray(self.vectors[places], np.float32)

    def _exact(self, start: int) -> Iterator[tuple[Array, Array, Array]]:
        size = len(self)
        for low in range(0, size, _BLOCK):
            rows = np.arange(low, min(low + _BLOCK, size))
            left = self._floats(rows)
            for begin in range(max(low, start - start % _BLOCK), size, _BLOCK):
                columns = np.arange(max(begin, start), min(begin + _BLOCK, size))
                yield self._pairs(rows, columns, left)

    def _hashed(self, start: int) -> Iterator[tuple[Array, Array, Array]]:
        self._keys = np.concatenate([self._keys, self._nearest_directions(start)])
        keys = self._keys.ravel()
        order = np.argsort(keys, kind="stable")
        edges = np.searchsorted(keys[order], np.arange(DIRECTIONS + 1))
        for key in range(DIRECTIONS):
            members = order[edges[key] : edges[key + 1]] // PROBES
            first = int(np.searchsorted(members, start))
            for low in range(0, len(members), _BLOCK):
                rows = members[low : low + _BLOCK]
                left = self._floats(rows)
                for begin in range(max(low, first - first % _BLOCK), len(members), _BLOCK):
                    columns = members[max(begin, first) : begin + _BLOCK]
                    if len(columns):
                        yield self._met_first(key, *self._pairs(rows, columns, left))

    def _met_first(self, key: int, one: Array, two: Array, cosine: Array) -> tuple[Array, Array, Array]:
        """Of pairs that meet in a direction those that meet in no smaller one: so each comes once."""
        kept = np.zeros(len(one), bool)
        for low in range(0, len(one), _SLICE):
            part = slice(low, low + _SLICE)
            mine, theirs = self._keys[one[part]], self._keys[two[part]]
            shared = (mine[:, :, None] == theirs[:, None, :]).any(axis=2)
            kept[part] = np.where(shared, mine, DIRECTIONS).min(axis=1) == key
        return one[kept], two[kept], cosine[kept]

    def _nearest_directions(self, start: int) -> Array:
        size = self.vectors.shape[1]
        directions = np.random.default_rng(7).standard_normal((size, DIRECTIONS)).astype(np.float32)
        # whole numbers again, so that the order of the directions is the same in every portion
        directions = np.rint(directions / np.linalg.norm(directions, axis=0) * SCALE)
        centre = centre_of(size)
        found = [np.zeros((0, PROBES), np.int16)]
        for low in range(start, len(self), _BLOCK):
            products = (self._floats(slice(low, low + _BLOCK)) - centre) @ directions
            # the place breaks ties: products are whole and below 2**23, so it fits beside them in a double
            ranked = products.astype(np.float64) * DIRECTIONS - np.arange(DIRECTIONS)
            found.append(np.argpartition(-ranked, PROBES, axis=1)[:, :PROBES].astype(np.int16))
        return np.concatenate(found)

    def _pairs(self, rows: Array, columns: Array, left: Array) -> tuple[Array, Array, Array]:
        products = left @ self._floats(columns).T
        flat = np.flatnonzero(products >= self.floor * SCALE * SCALE)
        i, j = np.divmod(flat, len(columns))
        one, two = rows[i], columns[j]
        kept = one < two
        return one[kept], two[kept], products.ravel()[flat[kept]] / (SCALE * SCALE)

    def _take(self, portions: Iterator[tuple[Array, Array, Array]]) -> None:
        held: list[tuple[Array, Array, Array]] = []
        count = 0
        for one, two, cosine in portions:
            if len(one):
                held.append((one, two, cosine))
                count += len(one)
            if count > _PORTION:
                self._pick(held)
                held, count = [], 0
        self._pick(held)

    def _pick(self, held: Sequence[tuple[Array, Array, Array]]) -> None:
        """Puts pairs, both ways, to the rows there are and keeps the nearest of each row."""
        if not held:
            return
        one, two, cosine = (np.concatenate([part[n] for part in held]) for n in range(3))
        least = self._least()  # most pairs of a large lot are farther than what a row has
        left, right = cosine >= least[one], cosine >= least[two]
        row = np.concatenate([self._row, one[left], two[right]]).astype(np.int32)
        other = np.concatenate([self._other, two[left], one[right]]).astype(np.int32)
        cosine = np.concatenate([self._cosine, cosine[left], cosine[right]]).astype(np.float32)
        if len(self._rank) != len(self):
            self._rank = np.empty(len(self), np.int32)
            self._rank[np.argsort(np.array(self.names))] = np.arange(len(self))
        order = np.lexsort((self._rank[other], -cosine, row))
        row, other, cosine = row[order], other[order], cosine[order]
        place = np.arange(len(row)) - np.searchsorted(row, row)
        kept = place < self.most
        self._row, self._other, self._cosine = row[kept], other[kept], cosine[kept]

    def _least(self) -> Array:
        """For each row the cosine below which nothing is kept any more: that of its farthest, where it has enough."""
        least = np.full(len(self), -2.0, np.float32)
        full = np.bincount(self._row, minlength=len(self)) >= self.most
        last = np.flatnonzero(np.append(self._row[1:] != self._row[:-1], True)) if len(self._row) else self._row
        last = last[full[self._row[last]]]
        least[self._row[last]] = self._cosine[last]
        return least


@frozen(eq=False)
class Known:
    """Near claims that were found before, as ``Near.nearest`` gives them, by the places of a part of all claims."""

    row: Array
    other: Array
    cosine: Array

    def nearest(self) -> tuple[Array, Array, Array]:
        """Three arrays: a claim's place, the place of one near it, their cosine."""
        return self.row, self.other, self.cosine


def rounded(vectors: Any) -> Array:
    """Vectors, as rows, made unit vectors of whole numbers."""
    new = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(new, axis=1, keepdims=True)
    whole: Array = np.rint(new / np.maximum(lengths, 1e-9) * SCALE).astype(np.int16)
    return whole


def centre_of(size: int) -> Array:
    """The mean of the vectors that the embedded encoder gives to claims of news, as ``size`` whole numbers; zeros where
    vectors have another length.

    Measured on 1,500 claims of 284 articles. Without it most vectors lean to the same directions.
    """
    path = Path(__file__).resolve().parents[2] / "models" / "centre.npy"
    stored: Array = np.load(BytesIO(vouched(path, ModelError)), allow_pickle=False)
    return stored.astype(np.float32) if len(stored) == size else np.zeros(size, np.float32)
