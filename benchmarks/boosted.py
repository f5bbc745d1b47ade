"""Rows of features and labels go in, boosted trees for "same or not" come out: small, in NumPy, for benchmarks only.

Gradient boosting of regression trees on the logistic loss with second-order leaves (Friedman 2001; Chen and Guestrin
2016), features cut at 31 quantiles.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import define, field

Array = np.ndarray[Any, Any]


@define
class Boosted:
    """The settings and, after ``fit``, the trees: lists of (feature, bin, left, right) or leaf values."""

    rounds: int = 200
    depth: int = 3
    rate: float = 0.05
    least: float = 20.0
    ridge: float = 2.0
    rows: float = 0.7
    columns: float = 0.5
    seed: int = 0
    trees: list[Any] = field(factory=list)
    cuts: list[Array] = field(factory=list)
    base: float = 0.0

    def fit(self, values: Array, labels: Array) -> Boosted:
        """Grows the trees on rows by features, (n, features), and their ``labels``, (n,), 0 or 1; returns itself."""
        rng = np.random.default_rng(self.seed)
        self.cuts = [np.unique(np.quantile(column, np.linspace(0, 1, 33)[1:-1])) for column in values.T]
        bins = self._bins(values)
        share = labels.mean()
        self.base = float(np.log(share / (1 - share)))
        total = np.full(len(labels), self.base)
        self.trees = []
        for _ in range(self.rounds):
            chance = 1 / (1 + np.exp(-total))
            slope, bend = chance - labels, chance * (1 - chance)
            rows = rng.random(len(labels)) < self.rows
            columns = np.flatnonzero(rng.random(bins.shape[1]) < self.columns)
            tree = self._grow(bins[rows], slope[rows], bend[rows], columns, self.depth)
            self.trees.append(tree)
            total += self.rate * self._leaves(tree, bins)
        return self

    def predict(self, values: Array) -> Array:
        """The probability of 1 for each row of (n, features): (n,)."""
        bins = self._bins(values)
        total = np.full(len(values), self.base)
        for tree in self.trees:
            total += self.rate * self._leaves(tree, bins)
        return np.asarray(1 / (1 + np.exp(-total)))

    def _bins(self, values: Array) -> Array:
        return np.stack([np.searchsorted(c, column) for c, column in zip(self.cuts, values.T, strict=True)], axis=1)

    def _grow(self, bins: Array, slope: Array, bend: Array, columns: Array, depth: int) -> Any:
        whole = slope.sum() ** 2 / (bend.sum() + self.ridge)
        best, where = 1e-6, None
        if depth and len(slope) >= 2 * self.least:
            for column in columns:
                g = np.cumsum(np.bincount(bins[:, column], slope, minlength=33))
                h = np.cumsum(np.bincount(bins[:, column], bend, minlength=33))
                n = np.cumsum(np.bincount(bins[:, column], minlength=33))
                gain = g**2 / (h + self.ridge) + (g[-1] - g) ** 2 / (h[-1] - h + self.ridge) - whole
                gain[(n < self.least) | (n[-1] - n < self.least)] = 0
                at = int(gain.argmax())
                if gain[at] > best:
                    best, where = float(gain[at]), (int(column), at)
        if where is None:
            return float(-slope.sum() / (bend.sum() + self.ridge))
        left = bins[:, where[0]] <= where[1]
        return (
            *where,
            self._grow(bins[left], slope[left], bend[left], columns, depth - 1),
            self._grow(bins[~left], slope[~left], bend[~left], columns, depth - 1),
        )

    def _leaves(self, tree: Any, bins: Array) -> Array:
        if isinstance(tree, float):
            return np.full(len(bins), tree)
        column, at, left, right = tree
        return np.where(bins[:, column] <= at, self._leaves(left, bins), self._leaves(right, bins))
