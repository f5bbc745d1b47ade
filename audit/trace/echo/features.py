"""Two contents and their alignment go in, the numbers that a scorer weighs come out, each between 0 and 1 or nearly so.

Words weigh by how rare they are in news (idf); the weights are fixed, so that a pair's score never depends on what else
is audited with it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from audit.trace.echo.align import Alignment
from audit.trace.echo.content import Content

NAMES: Final = (
    "cosine",
    "cover_least",
    "cover_most",
    "cover_mean",
    "exact_least",
    "exact_most",
    "soft",
    "verbs_least",
    "verbs_most",
    "names_least",
    "names_most",
    "names_both",
    "edges",
    "top",
    "length",
    "difference",
    "bigrams",
    "trigrams",
    "plain_least",
    "plain_most",
    "order",
    "run",
    "numbers_same",
    "numbers_other",
    "numbers_lone",
    "numbers_extra",
    "dates_same",
    "dates_other",
    "opposed",
    "opposed_top",
    "antonyms",
    "swapped",
    "modes",
    "lone_least",
    "lone_most",
    "changes",
    "letters",
    "short",
    "both",
    "firm",
)
# What speaks against a pair however alike it is; the others tell how much the two have in common.
AGAINST: Final = frozenset("numbers_other numbers_lone dates_other opposed opposed_top antonyms modes changes".split())
DEFAULT_WEIGHT: Final = 8.0


def features(
    a: Content, b: Content, alignment: Alignment, cosine: float, weight: Mapping[str, float], changed: int = 0
) -> list[float]:
    """The values of NAMES for a pair, symmetric in the two; ``cosine`` is that of the whole texts' vectors."""
    of_a = [weight.get(word.stem, DEFAULT_WEIGHT) for word in a.words]
    of_b = [weight.get(word.stem, DEFAULT_WEIGHT) for word in b.words]
    all_a, all_b = sum(of_a) or 1e-9, sum(of_b) or 1e-9
    pairs = alignment.pairs
    covers = sum(p.likeness * of_a[p.one] for p in pairs) / all_a, sum(p.likeness * of_b[p.two] for p in pairs) / all_b
    exact = [p for p in pairs if p.how in ("same", "stem")]
    exacts = sum(of_a[p.one] for p in exact) / all_a, sum(of_b[p.two] for p in exact) / all_b
    soft = sum((1 - p.likeness) * (of_a[p.one] / all_a + of_b[p.two] / all_b) / 2 for p in pairs)
    to = {p.one: p for p in pairs}
    back = {p.two: p for p in pairs}
    verbs = _part(a, b, to.keys(), back.keys(), lambda pos: pos == "VERB")
    lacking = _part(a, b, to.keys(), back.keys(), lambda pos: pos == "PROPN")
    edges_a = [(w.head, w.place) for w in a.words if w.head >= 0]
    edges_b = {(w.head, w.place) for w in b.words if w.head >= 0}
    kept = sum(1 for up, down in edges_a if up in to and down in to and (to[up].two, to[down].two) in edges_b)
    tops_a, tops_b = _tops(a), _tops(b)
    top = any(p.one in tops_a and p.two in tops_b for p in pairs)
    top_same = [p for p in pairs if p.one in tops_a and p.two in tops_b]
    shared = sum(of_a[p.one] for p in pairs) or 1e-9
    opposed = sum(of_a[p.one] for p in pairs if p.opposed) / shared
    length = min(len(a.plain), len(b.plain)) / max(1, len(a.plain), len(b.plain))
    grams = [_shared(_grams(a.plain, n), _grams(b.plain, n)) for n in (2, 3)]
    plain = _shared_sides(Counter(a.plain), Counter(b.plain))
    seconds = [p.two for p in pairs]
    rising = sum(1 for x, y in pairwise(seconds) if y > x)
    numbers_a, numbers_b = len(a.quantities), len(b.quantities)
    same_numbers = len(alignment.numbers)
    lone_a, lone_b = numbers_a - same_numbers, numbers_b - same_numbers
    free_a = sum(of_a[w.place] for w in a.words if w.place not in to)
    free_b = sum(of_b[w.place] for w in b.words if w.place not in back)
    return [
        cosine,
        min(covers),
        max(covers),
        2 * covers[0] * covers[1] / (sum(covers) or 1e-9),
        min(exacts),
        max(exacts),
        soft,
        min(verbs),
        max(verbs),
        min(lacking),
        max(lacking),
        float(min(lacking) < 1.0 and max(lacking) < 1.0),
        2 * kept / max(1, len(edges_a) + len(edges_b)),
        float(top),
        length,
        min(1.0, abs(len(a.plain) - len(b.plain)) / 20),
        grams[0],
        grams[1],
        min(plain),
        max(plain),
        rising / max(1, len(pairs) - 1),
        _run(a.plain, b.plain),
        min(1.0, same_numbers / 3),
        min(1.0, len(alignment.other_numbers) / 2),
        float(bool(lone_a) and bool(lone_b)),
        min(1.0, abs(numbers_a - numbers_b) / 3),
        min(1.0, len(alignment.dates) / 2),
        min(1.0, len(alignment.other_dates) / 2),
        opposed,
        float(any(p.opposed for p in top_same)),
        min(1.0, sum(p.how == "antonym" and p.opposed for p in pairs) / 2),
        min(1.0, sum(of_a[x] + of_b[y] for x, y in alignment.swapped) / (all_a + all_b)),
        min(1.0, len(alignment.modes) / 2),
        min(1.0, min(free_a, free_b) / 40),
        min(1.0, max(free_a, free_b) / 80),
        min(1.0, changed / 2),
        _shared(_letters(a.plain), _letters(b.plain)),
        max(0.0, 1 - min(len(a.words), len(b.words)) / 5),
        max(0.0, cosine) * max(covers) * (sum(covers) / 2),
        max(0.0, min(1.0, (cosine - 0.5) / 0.3)),
    ]


def _part(a: Content, b: Content, in_a: object, in_b: object, wanted: object) -> tuple[float, float]:
    """The shares of the words of a part of speech that are aligned, of either content; 1 where there are none."""
    shares = []
    for content, aligned in ((a, in_a), (b, in_b)):
        places = [word.place for word in content.words if wanted(word.pos)]  # type: ignore[operator]
        shares.append(sum(p in aligned for p in places) / len(places) if places else 1.0)  # type: ignore[operator]
    return shares[0], shares[1]


def _tops(content: Content) -> set[int]:
    """The content words at the top of a tree, and what they govern as clauses."""
    tops = {word.place for word in content.words if word.head < 0}
    return tops | {w.place for w in content.words if w.head in tops and w.relation in ("ccomp", "xcomp", "conj")}


def _grams(words: Sequence[str], n: int) -> Counter[object]:
    return Counter(zip(*(words[k:] for k in range(n)), strict=False))


def _letters(words: Sequence[str]) -> Counter[object]:
    text = f" {' '.join(words)} "
    return Counter(text[k : k + 4] for k in range(len(text) - 3))


def _shared(one: Counter[object], two: Counter[object]) -> float:
    """Dice of two multisets."""
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0


def _shared_sides(one: Counter[str], two: Counter[str]) -> tuple[float, float]:
    same = (one & two).total()
    return same / max(1, one.total()), same / max(1, two.total())


def _run(one: Sequence[str], two: Sequence[str]) -> float:
    """The longest run of words that stands in both, as a share of the shorter."""
    best = 0
    before = [0] * (len(two) + 1)
    for word in one:
        row = [0] * (len(two) + 1)
        for place, other in enumerate(two):
            if word == other:
                row[place + 1] = before[place] + 1
                best = max(best, row[place + 1])
        before = row
    return best / max(1, min(len(one), len(two)))


def logistic(value: float) -> float:
    """1 / (1 + e^-value), for any value."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    return math.exp(value) / (1 + math.exp(value))
