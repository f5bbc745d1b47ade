"""Pairs of texts go in, numbers that tell how many words and letters both have come out.

In the Microsoft Research Paraphrase Corpus they tell much (Das and Smith 2009 add them to their model of syntax); the
judge of pairs, which is to tell a distortion from a retelling, goes by other things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def overlaps(pairs: Sequence[tuple[str, str]]) -> Array:
    """An array (pairs, numbers), the same whichever text comes first: of the words, of their runs of two and three and
    of runs of four letters the share that both have, of either text and of both; of words in one order; of words each
    with its weight (the logarithm of how few texts have it); what the rarest words that one has alone weigh, and all of
    them; the longest run that both have; whether other digits stand in one; how long the texts are."""
    split = [(one.lower().split(), two.lower().split()) for one, two in pairs]
    texts = Counter(word for both in split for words in both for word in set(words))

    def weight(word: str) -> float:
        return float(np.log(2 * len(pairs) / (1 + texts[word])))

    return np.array([_row(one, two, weight) for one, two in split])


def _row(one: list[str], two: list[str], weight: Callable[[str], float]) -> list[float]:
    found: list[float] = []
    for parts in (*(_runs(n) for n in (1, 2, 3)), _letters):
        mine, theirs = parts(one), parts(two)
        both = len(mine & theirs)
        found += _sorted(both / max(1, len(mine)), both / max(1, len(theirs)))
        found.append(2 * both / max(1, len(mine) + len(theirs)))
    ordered, shorter = _in_order(one, two), min(len(one), len(two))
    found += [*_sorted(ordered / len(one), ordered / len(two)), 2 * ordered / (len(one) + len(two))]
    left, right = set(one), set(two)
    shared = sum(map(weight, sorted(left & right)))
    found += _sorted(*(shared / max(1e-9, sum(map(weight, sorted(side)))) for side in (left, right)))
    alone = [[weight(word) for word in sorted(side)] or [0.0] for side in (left - right, right - left)]
    found += [*_sorted(*map(max, alone)), *_sorted(*map(sum, alone))]
    found.append(SequenceMatcher(None, one, two, autojunk=False).find_longest_match().size / shorter)
    found.append(float(any(letter.isdigit() for word in left ^ right for letter in word)))
    return [*found, float(abs(len(one) - len(two))), float(shorter)]


def _sorted(one: float, two: float) -> list[float]:
    return sorted((one, two))


def _runs(length: int) -> Callable[[list[str]], set[Any]]:
    return lambda words: set(zip(*(words[start:] for start in range(length)), strict=False))


def _letters(words: list[str]) -> set[Any]:
    text = " ".join(words)
    return {text[start : start + 4] for start in range(len(text) - 3)}


def _in_order(one: list[str], two: list[str]) -> int:
    """How many words the longest sequence has that stands in both."""
    row = [0] * (len(two) + 1)
    for word in one:
        before = 0
        for place, other in enumerate(two, 1):
            above = row[place]
            row[place] = before + 1 if word == other else max(above, row[place - 1])
            before = above
    return row[-1]
