"""Plain words go in, the HTML that a notebook shows comes out; nothing of an article is ever taken for markup.

Every text goes through ``safe``: what would be markup, and signs that turn the direction of what follows them, are
shown as they are or dropped.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Sequence

Inner = str | int | float | None


def safe(text: object) -> str:
    """The string of a value, fit to stand in an element or in a quoted attribute; None is a dash."""
    if text is None:
        return "–"
    kept = "".join(map(_printable, str(text)))
    return html.escape(kept)


def _printable(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs" or (category == "Cc" and character not in "\n\t"):
        return "\ufffd"
    return "" if category == "Cf" and character not in "\u200c\u200d" else character


def rows(titles: Sequence[str], lines: Iterable[Sequence[Inner]]) -> str:
    """A table: its titles, then a row for each line, whose numbers stand to the right."""
    head = "".join(f"<th>{safe(title)}</th>" for title in titles)
    body = "".join(f"<tr>{''.join(map(_cell, line))}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Inner) -> str:
    right = isinstance(value, int | float)
    return f'<td style="text-align:{"right" if right else "left"};vertical-align:top">{safe(value)}</td>'


def titled(title: str, *parts: str) -> str:
    """A heading and what stands under it; ``parts`` are HTML already."""
    return f"<div><h4>{safe(title)}</h4>{''.join(parts)}</div>"


def said(words: str) -> str:
    """A paragraph of plain words."""
    return f"<p>{safe(words)}</p>"


def marked(text: str, places: Sequence[tuple[int, int, str]]) -> str:
    """A text with its line ends, in which each place (offsets of start and end, and what is said of it) is marked.

    A place that overlaps an earlier one is marked where that one ends.
    """
    parts: list[str] = []
    at = 0
    for start, end, words in sorted(places):
        start = max(start, at)
        if start < end:
            parts += [safe(text[at:start]), f'<mark title="{safe(words)}">{safe(text[start:end])}</mark>']
            at = end
    parts.append(safe(text[at:]))
    return f'<div style="white-space:pre-wrap">{"".join(parts)}</div>'
