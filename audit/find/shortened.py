"""A text and the outlets that it names go in, the short names under which it goes on come out: "The Washington Post …
told the Post".

A name of several words that ends in a common noun of the trade is taken up by "the" and that noun.

Source: AP Stylebook and The New York Times Manual of Style on second references; words in lexicons/crediting.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from audit.lexicon import Lexicon
from audit.model import Span

_WORD: Final = re.compile(r"\w+$")

# Where a text names an outlet, and the outlet's name; None for words that name no one ("local media")
Namer = Callable[[str, int], Sequence[tuple[Span, str | None]]]


def with_short_names(find: Namer, lexicon: Lexicon, own: str | None = None) -> Namer:
    """The same finder of outlets, for the texts of one article in their order, which also finds short names of outlets
    that came before, and of ``own``, the article's outlet, which need not be named in full: "told The Post"."""
    known: dict[str, str | None] = {}
    short = lexicon.pattern("crediting.second_names")
    nouns = lexicon.words("crediting.papers")

    def note(written: str, name: str | None) -> None:
        last = _WORD.search(written)
        if name is not None and last is not None and len(last[0]) < len(written) and last[0].lower() in nouns:
            known[last[0]] = name

    note(own or "", own)

    def wider(text: str, start: int) -> Sequence[tuple[Span, str | None]]:
        named = find(text, start)
        found = list(named)
        for match in short.finditer(text) if known else ():
            name = known.get(match["name"])
            place = Span(start + match.start("name"), start + match.end("name"))
            if name is not None and not any(place.overlaps(span) for span, _ in found):
                found.append((place, name))
        for span, name in named:
            note(text[span.start - start : span.end - start], name)
        return sorted(found, key=lambda one: one[0])

    return wider
