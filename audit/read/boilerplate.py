"""A line goes in, the rule that it fits comes out: advertisements, counters, bylines, captions, credits and the like.

The rules are the entries of ``lexicons/layout.toml`` that have a status. Each must fit the whole line, so none takes
part of a sentence.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from audit.lexicon import Lexicon, builtin

LONGEST: Final = 400  # characters; a longer line is a paragraph, whatever it starts with
_DECORATION: Final = " *_~[]()–—-•·|."  # around a line, these do not count
_KEPT: Final = ("![", "(c)")  # lines that start so mean it
_TAIL: Final = 160  # characters at the end of a paragraph in which a vague credit may stand


@frozen
class LineRule:
    """A pattern that a whole line must fit; ``name`` is the reason that a segment states, ``status`` one of
    STATUSES."""

    name: str
    status: str
    pattern: re.Pattern[str]


def reason_of(id: str) -> str:
    """The reason that a segment states, by the id of the rule that made it: "date line" for "layout.date-line"."""
    return id.partition(".")[2].replace("-", " ")


def line_rules(lexicon: Lexicon) -> tuple[LineRule, ...]:
    """The lexicon's rules for lines, in the order in which they are tried."""
    return tuple(
        LineRule(reason_of(entry.id), entry["status"], lexicon.pattern(entry.id))
        for entry in lexicon.file("layout")
        if entry.get("status")
    )


def line_rule(line: str, lexicon: Lexicon | None = None) -> LineRule | None:
    """The first rule that a whole line fits, else None; dashes, brackets, stars and stops around it do not count.

    ``lexicon`` is ours where none is given.

    >>> line_rule("- Advertisement -").name
    'advertisement'
    """
    if len(line) > LONGEST:
        return None
    words = " ".join(line.split())
    words = words if words.lower().startswith(_KEPT) else words.lstrip("> ").strip(_DECORATION)
    rules = (lexicon or builtin()).once(line_rules)
    return next((rule for rule in rules if rule.pattern.fullmatch(words)), None)


def vague_tail(text: str, start: int, end: int, lexicon: Lexicon | None = None) -> int | None:
    """Where a vague credit begins that closes ``text[start:end]`` after other words, else None.

    >>> vague_tail("The bridge stays shut. (With inputs from agencies)", 0, 50)
    23
    """
    match = (lexicon or builtin()).pattern("layout.vague-tail").search(text, max(start, end - _TAIL), end)
    return match.start() if match is not None and match.start() > start else None
