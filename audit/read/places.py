"""A text goes in, its lines come out, and the line and column of every place in it: those that an editor shows.

A line ends at a line feed, a carriage return, or both together. A vertical tab, a form feed and Unicode's separators
(U+2028, U+2029) end a paragraph, and segments are divided there, but editors do not count them as lines, nor do the
programs that read our findings (SARIF 2.1.0, 3.14.27).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from attrs import define, field

from audit.model import Span
from audit.read.inputs import HTML_SUFFIXES, JSONL_SUFFIXES

LINE_END: Final = r"\r\n|\n|\r"
PARAGRAPH_END: Final = re.compile(LINE_END + r"|[\v\f\u2028\u2029]")
_LINE_END: Final = re.compile(LINE_END)


def counts_in_file(path: str | None) -> bool:
    """Whether the lines of an article's text are those of its file: not where the file holds several, or markup."""
    return path is not None and not path.lower().endswith((*JSONL_SUFFIXES, *HTML_SUFFIXES))


def shown_place(path: str | None, id: str, *numbers: int | None) -> str:
    """``file:line``, or ``file[id]:line`` where lines count in the article's text; ``numbers`` are the line and, where
    it is asked for, the column, from 1; one that is not known is left out."""
    file = id if path is None else path if counts_in_file(path) or path == id else f"{path}[{id}]"
    return ":".join([file, *(str(number) for number in numbers if number is not None)])


@define(eq=False)
class Lines:
    """A text divided into lines, which count from 1; its length is their number, without an empty one at the end."""

    text: str
    _starts: list[int] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def __len__(self) -> int:
        return len(self._starts) - (self._starts[-1] == len(self.text))

    @property
    def starts(self) -> tuple[int, ...]:
        """The offset at which each line begins."""
        return tuple(self._starts[: len(self)]) or (0,)

    def span(self, number: int) -> Span:
        """Where a line stands, with its end. Raises IndexError for one that the text does not have."""
        if not 1 <= number <= len(self):
            raise IndexError(f"there is no line {number}; there are {len(self)}")
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return Span(self._starts[number - 1], end)

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column (in code points, from 1) of an offset; a byte order mark is no column."""
        line = bisect_right(self._starts, offset) - 1
        column = offset - self._starts[line] + 1
        marked = line == 0 and self.text.startswith("\ufeff") and column > 1
        return line + 1, column - marked
