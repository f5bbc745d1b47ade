"""Two contents and their alignment go in, the numbers that a scorer weighs come out, each between 0 and 1 or nearly so.

Words weigh by how rare they are in news (idf); the weights are fixed, so that a pair's score never depends on what else
is audited with it.

Source: ours; inverse document frequency after Spärck Jones 1972.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any, Final

import attrs
from attrs import field, frozen

from audit.trace.echo.align import Alignment
from audit.trace.echo.content import Content, Multiset

DEFAULT_WEIGHT: Final = 8.0  # of a stem that the model does not know: a rare one


def _against() -> Any:
    """A field that speaks against a pair however alike it is; the others tell how much the two have in common."""
    return field(metadata={"against": True})


@frozen(kw_only=True)
class Features:
    """What a scorer weighs of a pair, each from 0 to 1 or nearly so; symmetric in the two claims.

    "least" and "most" are the smaller and the larger of the two claims' shares. Shares of words are by weight.
    """

    cosine: float  # of the whole texts' vectors
    cover_least: float  # aligned words, by how alike they are
    cover_most: float  # …
    cover_mean: float  # their mean
    exact_least: float  # words aligned as the same or by their stem
    exact_most: float  # …
    soft: float  # what aligned words lack to be the same
    verbs_least: float  # aligned among the verbs
    verbs_most: float  # …
    names_least: float  # aligned among the names
    names_most: float  # …
    names_both: float  # whether each has a name that the other lacks
    edges: float  # relations between aligned words that both have
    top: float  # whether the tops of the two trees are aligned
    length: float  # the shorter claim's words as a share of the longer's
    difference: float  # in words, twenty at most
    bigrams: float  # pairs of neighbouring words that both have
    trigrams: float  # threes of them
    plain_least: float  # words in the same form
    plain_most: float  # …
    order: float  # aligned words in the same order
    run: float  # the longest run of words that stands in both
    numbers_same: float  # quantities that both give
    numbers_other: float = _against()  # that each gives for the same, and not alike
    numbers_lone: float = _against()  # whether each gives one that the other does not
    numbers_extra: float  # how many more the one gives
    dates_same: float  # dates that both give
    dates_other: float = _against()  # that differ
    opposed: float = _against()  # aligned words of opposite polarity
    opposed_top: float = _against()  # whether they are the tops of the trees
    antonyms: float = _against()  # aligned words of opposite meaning
    swapped: float  # words in whose place the other has another
    modes: float = _against()  # "may" against "will"
    lone_least: float  # weight of the words that are aligned with none
    lone_most: float  # …
    changes: float = _against()  # words that near copies exchange
    letters: float  # runs of four letters
    short: float  # how far the shorter is below five words
    both: float  # cosine and cover together
    firm: float  # how far the cosine is above one half


NAMES: Final = tuple(one.name for one in attrs.fields(Features))
AGAINST: Final = frozenset(one.name for one in attrs.fields(Features) if one.metadata.get("against"))


def features(
    a: Content, b: Content, alignment: Alignment, cosine: float, weight: Mapping[str, float], same: int, changed: int
) -> Features:
    """The features of a pair; ``weight`` tells how rare a stem is (idf), ``same`` counts the words that both have, in
    any order, ``changed`` what near copies exchange."""
    of_a = [weight.get(word.stem, DEFAULT_WEIGHT) for word in a.words]
    of_b = [weight.get(word.stem, DEFAULT_WEIGHT) for word in b.words]
    all_a, all_b = sum(of_a) or 1e-9, sum(of_b) or 1e-9
    pairs = alignment.pairs
    covers = sum(p.likeness * of_a[p.one] for p in pairs) / all_a, sum(p.likeness * of_b[p.two] for p in pairs) / all_b
    exact = [p for p in pairs if p.how in ("same", "stem")]
    exacts = sum(of_a[p.one] for p in exact) / all_a, sum(of_b[p.two] for p in exact) / all_b
    to = {p.one: p for p in pairs}
    back = {p.two: p for p in pairs}
    verbs = _part(a, to, "VERB"), _part(b, back, "VERB")
    names = _part(a, to, "PROPN"), _part(b, back, "PROPN")
    edges_a = [(w.head, w.place) for w in a.words if w.head >= 0]
    edges_b = {(w.head, w.place) for w in b.words if w.head >= 0}
    kept = sum(1 for up, down in edges_a if up in to and down in to and (to[up].two, to[down].two) in edges_b)
    tops_a, tops_b = _tops(a), _tops(b)
    top_pairs = [p for p in pairs if p.one in tops_a and p.two in tops_b]
    shared = sum(of_a[p.one] for p in pairs) or 1e-9
    plain = same / max(1, a.counted.total), same / max(1, b.counted.total)
    rising = sum(1 for x, y in pairwise([p.two for p in pairs]) if y > x)
    numbers_a, numbers_b = len(a.quantities), len(b.quantities)
    same_numbers = len(alignment.numbers)
    free_a = sum(of_a[w.place] for w in a.words if w.place not in to)
    free_b = sum(of_b[w.place] for w in b.words if w.place not in back)
    return Features(
        cosine=cosine,
        cover_least=min(covers),
        cover_most=max(covers),
        cover_mean=2 * covers[0] * covers[1] / (sum(covers) or 1e-9),
        exact_least=min(exacts),
        exact_most=max(exacts),
        soft=sum((1 - p.likeness) * (of_a[p.one] / all_a + of_b[p.two] / all_b) / 2 for p in pairs),
        verbs_least=min(verbs),
        verbs_most=max(verbs),
        names_least=min(names),
        names_most=max(names),
        names_both=float(max(names) < 1.0),
        edges=2 * kept / max(1, len(edges_a) + len(edges_b)),
        top=float(bool(top_pairs)),
        length=min(len(a.plain), len(b.plain)) / max(1, len(a.plain), len(b.plain)),
        difference=min(1.0, abs(len(a.plain) - len(b.plain)) / 20),
        bigrams=_shared(a.twos, b.twos),
        trigrams=_shared(a.threes, b.threes),
        plain_least=min(plain),
        plain_most=max(plain),
        order=rising / max(1, len(pairs) - 1),
        run=_run(a, b),
        numbers_same=min(1.0, same_numbers / 3),
        numbers_other=min(1.0, len(alignment.other_numbers) / 2),
        numbers_lone=float(numbers_a > same_numbers and numbers_b > same_numbers),
        numbers_extra=min(1.0, abs(numbers_a - numbers_b) / 3),
        dates_same=min(1.0, len(alignment.dates) / 2),
        dates_other=min(1.0, len(alignment.other_dates) / 2),
        opposed=sum(of_a[p.one] for p in pairs if p.opposed) / shared,
        opposed_top=float(any(p.opposed for p in top_pairs)),
        antonyms=min(1.0, sum(p.how == "antonym" and p.opposed for p in pairs) / 2),
        swapped=min(1.0, sum(of_a[x] + of_b[y] for x, y in alignment.swapped) / (all_a + all_b)),
        modes=min(1.0, len(alignment.modes) / 2),
        lone_least=min(1.0, min(free_a, free_b) / 40),
        lone_most=min(1.0, max(free_a, free_b) / 80),
        changes=min(1.0, changed / 2),
        letters=_shared(a.letters, b.letters),
        short=max(0.0, 1 - min(len(a.words), len(b.words)) / 5),
        both=max(0.0, cosine) * max(covers) * (sum(covers) / 2),
        firm=max(0.0, min(1.0, (cosine - 0.5) / 0.3)),
    )


def _part(content: Content, aligned: Collection[int], pos: str) -> float:
    """The share of the words of a part of speech that are aligned; 1 where there are none."""
    places = [word.place for word in content.words if word.pos == pos]
    return sum(place in aligned for place in places) / len(places) if places else 1.0


def _tops(content: Content) -> set[int]:
    """The content words at the top of a tree, and what they govern as clauses."""
    tops = {word.place for word in content.words if word.head < 0}
    return tops | {w.place for w in content.words if w.head in tops and w.relation in ("ccomp", "xcomp", "conj")}


def _shared(one: Multiset, two: Multiset) -> float:
    """Dice of two multisets."""
    total = one.total + two.total
    return 2 * one.shared(two) / total if total else 0.0


def _run(a: Content, b: Content) -> float:
    """The longest run of words that stands in both, as a share of the shorter."""
    best = 0
    before: dict[int, int] = {}  # place in the other -> words of the run that ends there
    for word in a.plain:
        places = b.stands.get(word)
        if places is None:
            before = {}
            continue
        before = {place: before.get(place - 1, 0) + 1 for place in places}
        best = max(best, *before.values())
    return best / max(1, min(len(a.plain), len(b.plain)))


def logistic(value: float) -> float:
    """1 / (1 + e^-value), for any value."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    return math.exp(value) / (1 + math.exp(value))
