"""An article's segments go in, the strings that the models see come out, each with the way back to the article's
offsets.

Curly quotation marks, odd spaces and control characters are mapped one character to one onto what the models were
trained on. A run of more than LONGEST_RUN characters without a space (a URL, a damaged file) is shown to the models
by its first characters only, so that one token cannot cost what a whole article costs; its span stays whole. A list of
links that stands within a sentence (lexicons/layout.toml, link-list) is not shown at all, and is no token's.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from attrs import frozen

from audit.lexicon import builtin
from audit.model import Article, Span

LONGEST_RUN: Final = 120
KEPT_OF_A_RUN: Final = 40
NOT_PARSED: Final = ("metadata",)

_CHARACTERS: Final = {
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑", "-"),
    **dict.fromkeys("―", "—"),
}
_ODD: Final = re.compile(r"[^\x20-\x7e]")
_HALF: Final = re.compile("[\ud800-\udfff]")
_LONG_RUN: Final = re.compile(rf"\S{{{LONGEST_RUN},}}")
_CELL: Final = re.compile(r"[^|\n]+")


@frozen
class Piece:
    """A string for the models: ``text``, the ``segment`` it comes from (its place), and where it stands in the article:
    from the offset ``start`` on, but for what was cut out."""

    text: str
    segment: int
    start: int
    cuts: tuple[tuple[int, int], ...] = ()  # (place in text, characters of the article left out just before it)

    def span(self, start: int, end: int) -> Span:
        """The article's span for the characters start to end of this piece; what was left out belongs to what
        precedes it."""
        first = last = self.start
        for place, left_out in self.cuts:
            if place <= start:
                first += left_out
            if place <= end:
                last += left_out
        return Span(start + first, end + last)


def like_training(text: str) -> str:
    """The text with every character that the models do not know replaced by one that they do; lengths stay the same."""
    return _ODD.sub(lambda match: _character(match.group()), text)


def whole(text: str) -> str:
    """The text with a space for each half of a surrogate pair, which no tokenizer of subwords takes; lengths stay the
    same."""
    return _HALF.sub(" ", text)


def _character(character: str) -> str:
    known = _CHARACTERS.get(character)
    if known is not None:
        return known
    category = unicodedata.category(character)
    # separators, control and format characters (NUL, zero-width joiners, direction marks) and lone surrogates
    return " " if category[0] in "ZC" else character


def pieces(article: Article) -> list[Piece]:
    """What is to be parsed of an article, in text order: every segment but metadata; tables cell by cell."""
    found = []
    for number, segment in enumerate(article.segments):
        if segment.status in NOT_PARSED:
            continue
        start, end = segment.span.start, segment.span.end
        if segment.status == "table":
            stretches = [(start + m.start(), start + m.end()) for m in _CELL.finditer(article.text[start:end])]
        else:
            stretches = [(start, end)]
        for left, right in stretches:
            stretch = like_training(article.text[left:right])
            if stretch.strip():
                found.append(_shortened(stretch, number, left))
    return found


def _shortened(text: str, segment: int, start: int) -> Piece:
    kept, cuts, here, length = [], [], 0, 0
    for first, end in _left_out(text):
        kept.append(text[here:first])
        length += first - here
        cuts.append((length, end - first))
        here = end
    kept.append(text[here:])
    return Piece("".join(kept), segment, start, tuple(cuts))


def _left_out(text: str) -> list[tuple[int, int]]:
    """What the models are not shown of a stretch, in order: link lists, and the rest of long runs beside them."""
    found: list[tuple[int, int]] = []
    if builtin().pattern("layout.link-list-end").search(text) is not None:
        found += [match.span("list") for match in builtin().pattern("layout.link-list").finditer(text)]
    for run in _LONG_RUN.finditer(text):
        if not any(run.start() < end and first < run.end() for first, end in found):
            found.append((run.start() + KEPT_OF_A_RUN, run.end()))
    return sorted(found)
