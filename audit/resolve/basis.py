"""Words of a sentence go in, how a source knows comes out.

NPR Ethics Handbook, Washington Post, Gannett ("familiar with" is the weakest).
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import BASES, Span, Spans, Token


@frozen
class Ground:
    """What was found: one of BASES, and the words that tell it, which index the article's text."""

    value: str
    spans: Spans


def basis_in(words: Sequence[Token], lexicon: Lexicon) -> Ground | None:
    """The best basis of knowledge that words in their order tell (BASES, the best first), None where they tell none."""
    for value in BASES:
        match = lexicon.phrases(f"people.basis-{value}").first(words)
        if match is not None:
            return Ground(value, (_span(words, match.first, match.last),))
    return None


def _span(words: Sequence[Token], first: int, last: int) -> Span:
    return Span(words[first].span.start, words[last].span.end)
