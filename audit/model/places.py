"""Spans go in, one after the other, each with what it belongs to; what any stretch of the text touches comes out.

Each question costs what stands near the stretch, however long the article is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Generic, TypeVar

from audit.model.text import Span

_REACH: Final = 256  # characters of text that share a shelf

T = TypeVar("T")


class Places(Generic[T]):
    """Items of an article by their spans in code points. An item may stand at several, and be put in more than once."""

    def __init__(self, items: Iterable[tuple[T, Iterable[Span]]] = ()) -> None:
        self._items: list[T] = []
        self._shelves: dict[int, list[tuple[int, Span]]] = {}
        for item, spans in items:
            self.add(item, spans)

    def add(self, item: T, spans: Iterable[Span]) -> None:
        """Puts an item where its spans are, after those that are in already."""
        number = len(self._items)
        self._items.append(item)
        for span in spans:
            for shelf in range(span.start // _REACH, max(span.start, span.end - 1) // _REACH + 1):
                self._shelves.setdefault(shelf, []).append((number, span))

    def touching(self, spans: Iterable[Span]) -> list[T]:
        """The items of which a span shares a character with one of these, in the order they were put in."""
        found = {
            number
            for span in spans
            for shelf in range(span.start // _REACH, max(span.start, span.end - 1) // _REACH + 1)
            for number, other in self._shelves.get(shelf, ())
            if span.overlaps(other)
        }
        return [self._items[number] for number in sorted(found)]
