"""The body of a page with its links and the text extracted from it go in; where in the text each link stands comes out.

The text is what it would be without links. The body is that of the same page, extracted once more with links kept
(``ref`` elements with a ``target``, as trafilatura makes them); so menus, footers and the like are gone from both. A
line of the body gives its links only where the very same line stands in the text, white space apart: better no link
than one on the wrong words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from attrs import define, field

from audit.model import Link, Span

# Elements within a line of text; every other one ends the line before it and after it.
_INLINE: Final = frozenset({"ref", "a", "hi", "del", "span", "em", "strong", "b", "i", "u", "sub", "sup"})
_LINE: Final = re.compile(r"[^\r\n]+")
_MARKER: Final = re.compile(r"[ \t]*(?:[-*•]|\d{1,3}[.)])[ \t]+")


@define
class _Run:
    """A line of the page: its characters without white space, and the links by the places of their characters."""

    words: str = ""
    links: list[tuple[int, int, str]] = field(factory=list)


def without_empty_links(tree: Any) -> Any:
    """The tree (lxml) with links that hold no words taken out, in place: an extractor may give them the words behind
    them."""
    for link in [*tree.iter("a")]:
        if not "".join(link.itertext()).strip():
            link.drop_tag()
    return tree


def links_in(body: Any, text: str, base: str | None = None) -> tuple[Link, ...]:
    """Where the links of a body (an element of a tree, lxml or ElementTree) stand in the text, in text order.

    Targets are made whole with ``base``, the page's address; those that are no whole web address then (mail, scripts,
    places in the same page) are left out.
    """
    places: dict[str, list[int]] = {}
    for start, end in _pieces(text):
        key = "".join(text[start:end].split())
        if key:
            places.setdefault(key, []).append(start)
    found: list[Link] = []
    seen: dict[str, int] = {}
    for run in _runs(body):
        number = seen.get(run.words, 0)
        seen[run.words] = number + 1
        starts = places.get(run.words, [])
        if number < len(starts) and run.links:
            at = _offsets(text, starts[number], len(run.words))
            for first, end, target in run.links:
                url = _address(target, base)
                if url is not None:
                    found.append(Link(Span(at[first], at[end - 1] + 1), url))
    return tuple(sorted(found, key=lambda link: (link.span, link.url)))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The lines of a text without the marks of lists, and the cells of its tables."""
    for line in _LINE.finditer(text):
        start, end = line.span()
        if line.group().lstrip().startswith("|"):
            for bar in re.finditer(r"[^|]+", line.group()):
                yield start + bar.start(), start + bar.end()
            continue
        marker = _MARKER.match(text, start, end)
        if marker:
            yield marker.end(), end
        else:
            yield start, end


def _offsets(text: str, start: int, count: int) -> list[int]:
    """Where each of the next ``count`` characters that are no white space stands."""
    found: list[int] = []
    while len(found) < count:
        if not text[start].isspace():
            found.append(start)
        start += 1
    return found


def _runs(body: Any) -> list[_Run]:
    """The lines of a body in order."""
    runs = [_Run()]
    opened: list[tuple[int, str]] = []  # links that a line's end cuts go on in the next

    def add(words: str | None) -> None:
        runs[-1].words += "".join((words or "").split())

    def close(first: int, target: str) -> None:
        if first < len(runs[-1].words):
            runs[-1].links.append((first, len(runs[-1].words), target))

    def end_line() -> None:
        for first, target in opened:
            close(first, target)
        opened[:] = [(0, target) for _, target in opened]
        if runs[-1].words:
            runs.append(_Run())

    # with a stack of its own: a page may be nested deeper than Python's
    stack: list[tuple[Any, bool]] = [(body, False)]
    while stack:
        element, done = stack.pop()
        named = isinstance(element.tag, str)  # a comment's tag is a function
        inline = not named or element.tag in _INLINE
        target = element.get("target") if named and element.tag == "ref" else None
        if not done:
            if not inline:
                end_line()
            if target:
                opened.append((len(runs[-1].words), target))
            stack.append((element, True))
            if named:
                add(element.text)
                stack.extend((child, False) for child in reversed(element))
            continue
        if target and opened:
            close(*opened.pop())
        if not inline:
            end_line()
        if element is not body:
            add(element.tail)
    end_line()
    return runs


def _address(target: str, base: str | None) -> str | None:
    """The whole web address of a link; None where there is none, or where it leads to a place in the same page."""
    target = target.strip()
    if not target or target.startswith("#"):
        return None
    try:
        url = urljoin(base or "https:", target)
        parts = urlsplit(url)
    except ValueError:  # such as an unclosed bracket where the host should be
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
