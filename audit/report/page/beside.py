"""Two claims of which one repeats the other go in; both texts come out with the words marked that stand for each other.

Claims are read without their trees here, which an audit does not keep, so that what is marked is what the words alone
show; that the claims say the same was judged before, with the trees.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Claim, Span
from audit.trace.echo.align import align
from audit.trace.echo.content import content_of_text
from audit.trace.echo.senses import senses_of


@frozen
class Part:
    """Words of a claim; ``pair`` is the number of the words of the other claim that they stand for, 0 for none;
    ``opposed`` where the words alone are opposites ("cut", "raised"); a negation elsewhere may make them agree."""

    text: str
    pair: int  # from 1
    opposed: bool = False


def beside(one: Claim, two: Claim, lexicon: Lexicon) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts in parts; the parts of each, one after the other, are its text."""
    senses = senses_of(lexicon)
    left, right = content_of_text(one.text, senses), content_of_text(two.text, senses)
    pairs = [pair for pair in align(left, right, senses).pairs if pair.how in ("same", "stem", "synonym", "antonym")]
    first, second = dict[Span, tuple[int, bool]](), dict[Span, tuple[int, bool]]()
    for number, pair in enumerate(pairs, start=1):
        here, there = left.words[pair.one].span, right.words[pair.two].span
        if here is not None and there is not None:
            first[here] = second[there] = (number, pair.how == "antonym")
    return _parts(one.text, first), _parts(two.text, second)


def _parts(text: str, marked: Mapping[Span, tuple[int, bool]]) -> tuple[Part, ...]:
    parts, at = [], 0
    for span, (number, opposed) in sorted(marked.items()):
        if span.start > at:
            parts.append(Part(text[at : span.start], 0))
        parts.append(Part(text[max(at, span.start) : span.end], number, opposed))
        at = max(at, span.end)
    return (*parts, Part(text[at:], 0)) if at < len(text) else tuple(parts)
