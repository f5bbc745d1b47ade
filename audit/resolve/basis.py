"""Words of a sentence go in, how a source knows and why it is not named come out.

Basis: NPR Ethics Handbook, Washington Post, Gannett ("familiar with" is the weakest). Reasons: the New York Times'
standards memo of 2010 calls "not authorized to speak" and "the sensitivity of the issue" boilerplate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import BASES, Span, Spans, Token

_BEFORE: Final = 14  # words before, and after, the words that say that a name is kept back, in which a ground may stand
_AFTER: Final = 28


@frozen
class Ground:
    """What was found: one of BASES or REASONS, and the words that tell it, which index the article's text."""

    value: str
    spans: Spans


def basis_in(words: Sequence[Token], lexicon: Lexicon) -> Ground | None:
    """The best basis of knowledge that words in their order tell (BASES, the best first), None where they tell none."""
    for value in BASES:
        match = lexicon.phrases(f"people.basis-{value}").first(words)
        if match is not None:
            return Ground(value, (_span(words, match.first, match.last),))
    return None


def reason_in(words: Sequence[Token], lexicon: Lexicon) -> Ground | None:
    """Why a source is not named: "specific" (a risk, a ground of its own) or "boilerplate"; None where nothing is said.

    "Spoke on condition of anonymity" alone gives no reason.
    """
    best: Ground | None = None
    for match in lexicon.phrases("people.unnamed-by-wish").find(words):
        last = min(len(words), match.last + _AFTER)
        around, after = words[max(0, match.first - _BEFORE) : last], words[match.first : last]
        stock = lexicon.phrases("people.stock").first(after)
        because = lexicon.phrases("people.because").first(after)
        excused = because is not None and lexicon.phrases("people.excuse").first(after[because.last :]) is not None
        if lexicon.phrases("people.risk").first(around) or (because is not None and not excused):
            return Ground("specific", (_span(words, match.first, last - 1),))
        if best is None and stock is not None:
            best = Ground("boilerplate", (_span(words, match.first, last - 1),))
    return best


def speaks_of_anonymity(words: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the words say that somebody goes unnamed."""
    return lexicon.phrases("people.unnamed-by-wish").first(words) is not None


def _span(words: Sequence[Token], first: int, last: int) -> Span:
    return Span(words[first].span.start, words[last].span.end)
