"""A paragraph goes in, what stands in its line beside its sentences comes out: the dateline that it begins with, the
signatures of embedded posts.

Neither is part of a sentence, though nothing but a space or a dash parts them from one.

Source: AP Stylebook, datelines; the patterns of lexicons/layout.toml have each their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.read.boilerplate import reason_of

DATELINE, SIGNED = map(reason_of, ("layout.dateline", "layout.post-signature"))
_FAR: Final = 160  # characters from a paragraph's start within which a dateline's bracket opens
_BEGINS: Final = "“\"‘'"


def parts(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """The stretches of ``text[start:end]`` (offsets in characters) in order, each with DATELINE, SIGNED, or "" for its
    sentences; none of them has blank edges, and one without a dateline and signatures is the only one."""
    here = dateline_end(text, start, end, lexicon)
    if here > start:
        yield (*_bare(text, start, here), DATELINE)
    for signature in signatures(text, here, end, lexicon):
        if text[here : signature.start()].strip():
            yield (*_bare(text, here, signature.start()), "")
        yield (*_bare(text, signature.start(), signature.end()), SIGNED)
        here = signature.end()
    if text[here:end].strip():
        yield (*_bare(text, here, end), "")


def signatures(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[re.Match[str]]:
    """The signatures of embedded posts in ``text[start:end]`` (offsets in characters), with the links of the post
    before each, in order."""
    if text.find("(@", start, end) >= 0:
        yield from lexicon.pattern("layout.post-signature").finditer(text, start, end)


def dateline_end(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """The offset at which the sentence begins that a dateline stands before; ``start`` where none does.

    An outlet must stand in the brackets, and words must follow: after a dash any, else such as begin a sentence.
    """
    if text.find("(", start, min(end, start + _FAR)) < 0:
        return start
    match = lexicon.pattern("layout.dateline").match(text, start, end)
    if match is None or match.end() == end:
        return start
    first = text[match.end()]
    if match["mark"] is None and not (first.isupper() or first.isdigit() or first in _BEGINS):
        return start
    outlets = lexicon.once(OutletIndex).find(match["name"])
    return match.end() if any(entry["kind"] != "vague" for _, entry in outlets) else start


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    raw = text[start:end]
    return start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip())
