"""A strategy goes in, the same with a choice for a law comes out: a place in the example, an order for its parts; or a
row of bytes, read as a row of choices."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

_Example = TypeVar("_Example")


class Choices:
    """A row of bytes as a row of choices; where it ends, the first of what there is to choose from is chosen.

    One draw of bytes for many choices costs a tenth of one draw for each, and shrinks as well: the first of
    everything is the simplest.
    """

    __slots__ = ("_drawn", "_place")

    def __init__(self, drawn: bytes) -> None:
        self._drawn, self._place = drawn, 0

    def below(self, end: int) -> int:
        """A place from 0 to one less than ``end`` (at most 65,536)."""
        place = self._place
        self._place = place + (1 if end <= 128 else 2)
        return int.from_bytes(self._drawn[place : self._place], "big") % end

    def one_of(self, things: Sequence[_Example]) -> _Example:
        """One of some things."""
        return things[self.below(len(things))]

    def one_in(self, times: int) -> bool:
        """Whether something holds that does once in so many times."""
        return self.below(times) == times - 1


def with_place(examples: st.SearchStrategy[_Example]) -> st.SearchStrategy[tuple[_Example, int]]:
    """Examples with a number from 0 to 59, by which a law chooses one of their parts."""
    return st.tuples(examples, st.integers(0, 59))


def shuffles(examples: st.SearchStrategy[_Example]) -> st.SearchStrategy[tuple[_Example, Random]]:
    """Examples with a source of random orders that shrinks to no change."""
    return st.tuples(examples, st.randoms(use_true_random=False))


def short_lists(examples: st.SearchStrategy[_Example]) -> st.SearchStrategy[list[_Example]]:
    """Two or three examples at once."""
    return st.lists(examples, min_size=2, max_size=3)


def one_of_these(parts: Sequence[_Example]) -> st.SearchStrategy[_Example]:
    """One of some things that are there already."""
    return st.sampled_from(list(parts))
