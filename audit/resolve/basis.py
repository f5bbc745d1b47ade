"""Words of a sentence go in, how a source knows comes out.

Source: NPR Ethics Handbook, Washington Post, Gannett ("familiar with" is the weakest).
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.lexicon import Lexicon
from audit.lexicon.phrases import Phrases
from audit.model import BASES, Span, Token
from audit.resolve.reasons import Found


def basis_in(words: Sequence[Token], lexicon: Lexicon) -> Found | None:
    """The best basis of knowledge that words in their order tell (BASES, the best first), None where they tell none."""
    for value, phrases in lexicon.once(_bases):
        match = phrases.first(words) if phrases.may_stand_in(words) else None
        if match is not None:
            return Found(value, Span(words[match.first].span.start, words[match.last].span.end))
    return None


def _bases(lexicon: Lexicon) -> tuple[tuple[str, Phrases], ...]:
    """BASES with the phrases that tell them."""
    return tuple((value, lexicon.phrases(f"people.basis-{value}")) for value in BASES)
