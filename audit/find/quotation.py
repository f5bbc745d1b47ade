"""An article's text and segments go in, its quotations come out: where each opens and closes, and which run on into
the next paragraph.

English convention (Chicago Manual of Style 13.32): a quotation of several paragraphs opens with a mark at each
paragraph and closes once, at the end of the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from audit.model import Quotation, Segment, Span

_MARK: Final = re.compile(
    "[“”„‟\"«»]|''|``|‘|’(?![A-Za-zÀ-ÿ0-9])|(?<![A-Za-zÀ-ÿ0-9.,!?’])'(?=[A-Za-z“\"])|(?<=[,.!?])'(?!')"
)
_BEGINNING: Final = re.compile("[“„\"«]|''|``")  # how a paragraph of a quotation begins
_OPENING: Final = frozenset("“„‟«") | {"``"}
_CLOSING: Final = frozenset("”»")
_DOUBLE: Final = _OPENING | _CLOSING | {'"', "''"}


def quotations(text: str, segments: Sequence[Segment]) -> tuple[Quotation, ...]:
    """All quotations in text order. A mark without its partner closes with its paragraph; nested ones belong to the
    outer."""
    found: list[Quotation] = []
    running = False
    for number, segment in enumerate(segments):
        if segment.status in ("metadata", "table"):
            continue
        here = _in_paragraph(text, segment.span, number, running)
        opens_with_mark = _BEGINNING.match(text, segment.span.start) is not None
        if here and here[-1].runs_on:
            following = next((s for s in segments[number + 1 :] if s.status != "boilerplate"), None)
            if following is None or not _BEGINNING.match(text, following.span.start):
                last = here.pop()
                here.append(Quotation(last.span, number, False, last.continued))
        running = bool(here) and here[-1].runs_on
        found.extend(q for q in here if len(q.span) > 1 or opens_with_mark)
    return tuple(found)


def _in_paragraph(text: str, span: Span, segment: int, running: bool) -> list[Quotation]:
    found: list[Quotation] = []
    opened: tuple[int, str] | None = None
    for match in _MARK.finditer(text, span.start, span.end):
        mark, place = match.group(), match.start()
        before = text[place - 1] if place > span.start else " "
        after = text[match.end()] if match.end() < span.end else " "
        if opened is None:
            if mark in _CLOSING or mark == "’":
                continue
            if mark in ('"', "''", "'", "‘") and (after.isspace() or (before.isalnum() and mark != "‘")):
                continue  # a closing mark or an apostrophe whose partner is missing, inches, a year
            opened = (place, mark)
        elif _closes(opened[1], mark, before, after):
            continued = running and not found and opened[0] == span.start
            found.append(Quotation(Span(opened[0], match.end()), segment, False, continued))
            opened = None
    if opened is not None and opened[1] in _DOUBLE:
        continued = running and not found and opened[0] == span.start
        found.append(Quotation(Span(opened[0], span.end), segment, True, continued))
    return found


def _closes(opening: str, mark: str, before: str, after: str) -> bool:
    if opening in ("‘", "'"):
        return mark in ("’", "'") and not after.isalnum()
    if opening in ('"', "''"):
        return mark in (opening, '"', "”") and not (before.isspace() and after.isalnum())
    if opening == "``":
        return mark in ("''", '"')
    return mark in _CLOSING or (mark in ('"', "''") and not before.isspace())
