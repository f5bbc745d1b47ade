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
_OPENS: Final = ("“", '"')
_STOPS: Final = (".", "!", "?")
_SHORT_REST: Final = 8  # words
_LONGEST: Final = 3  # paragraphs without an opening mark over which a quotation may run on
_STRAIGHT: Final = ('"', "''")
_DOUBLE: Final = _OPENING | _CLOSING | {'"', "''"}


def quotations(text: str, segments: Sequence[Segment]) -> tuple[Quotation, ...]:
    """All quotations in text order. A mark without its partner closes with its paragraph; nested ones belong to the
    outer.

    Where the paragraphs after one that does not close have no mark of their own before one that closes, the quotation
    goes on to there: newsrooms leave the convention aside, and letters are printed so.
    """
    found: list[Quotation] = []
    running, until = False, -1
    for number, segment in enumerate(segments):
        if segment.status in ("metadata", "table"):
            continue
        if number <= until and segment.status != "boilerplate":
            closing = _first_mark(text, segment.span)
            end = closing if number == until and closing is not None else segment.span.end
            found.append(Quotation(Span(segment.span.start, end), number, number < until, True))
            running = False
            rest = Span(end, segment.span.end)
            here = _in_paragraph(text, rest, number, False) if number == until and len(rest) else []
        elif number <= until:
            continue
        else:
            here = _in_paragraph(text, segment.span, number, running)
        opens_with_mark = _BEGINNING.match(text, segment.span.start) is not None
        if here and here[-1].runs_on:
            following = next((s for s in segments[number + 1 :] if s.status != "boilerplate"), None)
            if following is None or not _BEGINNING.match(text, following.span.start):
                until = max(until, _closed_later(text, segments, number))
                if until <= number:
                    last = here.pop()
                    here.append(Quotation(last.span, number, False, last.continued))
        running = bool(here) and here[-1].runs_on and until <= number
        found.extend(q for q in here if len(q.span) > 1 or opens_with_mark)
    return tuple(found)


def _closed_later(text: str, segments: Sequence[Segment], number: int) -> int:
    """The place of the paragraph in which a quotation that this one leaves open is closed, -1 where none closes it."""
    for later in range(number + 1, min(number + 1 + _LONGEST, len(segments))):
        segment = segments[later]
        if segment.status == "boilerplate":
            continue
        if segment.status != "prose":
            return -1
        if _first_mark(text, segment.span) is not None:
            return later
        if _MARK.search(text, segment.span.start, segment.span.end) is not None:
            return -1
    return -1


def _first_mark(text: str, span: Span) -> int | None:
    """Where the first mark of a paragraph ends if it closes a quotation that stands open; None if it opens one, or
    where there is none."""
    for match in _MARK.finditer(text, span.start, span.end):
        mark, place = match.group(), match.start()
        if mark in ("'", "‘", "’"):
            continue  # nested, or an apostrophe
        before = text[place - 1] if place > span.start else " "
        after = text[match.end()] if match.end() < span.end else " "
        closes = mark in _CLOSING or (mark in ('"', "''") and not before.isspace() and not after.isalnum())
        return match.end() if closes else None
    return None


def _in_paragraph(text: str, span: Span, segment: int, running: bool) -> list[Quotation]:
    found: list[Quotation] = []
    opened: tuple[int, str] | None = None
    nested = False  # whether curly marks stand open within straight ones
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
        elif mark in _OPENS and opened[1] in _OPENS and _new_sentence(text, opened[0], place):
            left = _left_open(text, opened[0], place)
            found.append(Quotation(Span(opened[0], left), segment, False, running and not found))
            opened = (place, mark)
        elif opened[1] in _STRAIGHT and mark in _OPENING and _nests(text, opened[1], before, match.end(), span.end):
            nested = True
        elif nested and mark in _CLOSING:
            nested = False
        elif _closes(opened[1], mark, before, after):
            continued = running and not found and opened[0] == span.start
            found.append(Quotation(Span(opened[0], match.end()), segment, False, continued))
            opened = None
    if opened is not None and opened[1] in _DOUBLE:
        continued = running and not found and opened[0] == span.start
        found.append(Quotation(Span(opened[0], span.end), segment, True, continued))
    return found


def _nests(text: str, opening: str, before: str, after: int, end: int) -> bool:
    """Whether a curly mark opens words within straight ones, which still close after them: "They came from “the worst
    places” of all"."""
    closing = text.find("”", after, end)
    return not before.isalnum() and text[after : after + 1].isalnum() and 0 < closing < text.find(opening, after, end)


def _new_sentence(text: str, opened: int, place: int) -> bool:
    """Whether a mark stands before the first word of a sentence, so that it opens anew what was never closed."""
    before = text[opened:place]
    starts = text[place + 1 : place + 2]
    return before[-1:].isspace() and before.rstrip()[-1:] in _STOPS and starts.isalnum() and not starts.islower()


def _left_open(text: str, opened: int, place: int) -> int:
    """Where a quotation ends that lacks its closing mark before the next begins: at the comma before a short rest, such
    as a speaker and a verb ("“We have time, she said."), else where its last sentence ends."""
    stretch = text[opened:place].rstrip()
    comma = stretch.rfind(",")
    short = comma > 0 and len(stretch[comma:].split()) <= _SHORT_REST
    return opened + (comma + 1 if short else len(stretch))


def _closes(opening: str, mark: str, before: str, after: str) -> bool:
    if opening in ("‘", "'"):
        return mark in ("’", "'") and not after.isalnum()
    if opening in ('"', "''"):
        return mark in (opening, '"', "”") and not (before.isspace() and after.isalnum())
    if opening == "``":
        return mark in ("''", '"')
    return mark in _CLOSING or (mark in ('"', "''") and not before.isspace())
