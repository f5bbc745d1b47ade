"""A strategy goes in, the same with a choice for a law comes out: a place in the example, an order for its parts."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

_Example = TypeVar("_Example")


def with_place(examples: st.SearchStrategy[_Example]) -> st.SearchStrategy[tuple[_Example, int]]:
    """Examples with a number from 0 to 11, by which a law chooses one of their parts."""
    return st.tuples(examples, st.integers(0, 11))


def shuffles(examples: st.SearchStrategy[_Example]) -> st.SearchStrategy[tuple[_Example, Random]]:
    """Examples with a source of random orders that shrinks to no change."""
    return st.tuples(examples, st.randoms(use_true_random=False))


def short_lists(examples: st.SearchStrategy[_Example]) -> st.SearchStrategy[list[_Example]]:
    """Two or three examples at once."""
    return st.lists(examples, min_size=2, max_size=3)


def one_of_these(parts: Sequence[_Example]) -> st.SearchStrategy[_Example]:
    """One of some things that are there already."""
    return st.sampled_from(list(parts))
