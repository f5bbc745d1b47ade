"""A function goes in, the same comes out with a short memory: what several laws ask of one example is made once.

By which object it is, not by what it holds: so nothing is compared, and an example that is drawn again is new.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")
_MOST = 64  # things; an example's versions, not the examples before it


class Kept(Generic[_Thing, _Made]):
    """A function of one thing that remembers what it made of the last few."""

    def __init__(self, make: Callable[[_Thing], _Made]) -> None:
        """The function whose results are kept."""
        self._make = make
        self._known: dict[int, tuple[_Thing, _Made]] = {}

    def __call__(self, thing: _Thing) -> _Made:
        """What is made of the thing; it is kept with it, so that its number is nobody else's."""
        found = self._known.get(id(thing))
        if found is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            found = self._known[id(thing)] = thing, self._make(thing)
        return found[1]
