"""Attributions and credits of an article go in, the attributions with the outlets that they passed through come out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from audit.model import Attribution, Crediting, Relay, Span, Spans

# How an outlet must be credited to stand between a source and the article: told, or the place where somebody speaks
_MARKS: Final = 3  # characters that may stand around a name: quotation marks and a stop
BETWEEN: Final = ("addressee", "venue")


def with_relays(attributions: Sequence[Attribution], credits: Sequence[Crediting]) -> tuple[Attribution, ...]:
    """Each attribution with those outlets as relays that its own cue makes the addressee or the venue, in text order:
    "told NBC News", "said in an interview with Axios"."""
    between = [c for c in credits if c.how in BETWEEN and c.outlet is not None]
    named = {credit.sentence for credit in credits}
    return tuple(
        evolve(one, relays=tuple(_relays(one, between)), content=_without_names(one, credits))
        if one.sentence in named
        else one
        for one in attributions
    )


def _without_names(attribution: Attribution, credits: Sequence[Crediting]) -> Spans:
    """The content without parts that are no more than an outlet's name in quotation marks: he told “Today.”"""
    names = [c.span for c in credits if c.sentence == attribution.sentence]
    told = [c.span for c in credits if c.sentence == attribution.sentence and c.how == "addressee"]
    kept = [_after(part, names) if any(_begins(part, name) for name in told) else part for part in attribution.content]
    kept = [part for part in kept if part is not None and not any(_only(part, name) for name in names)]
    return tuple(part for part in kept if part is not None) or attribution.content


def _only(part: Span, name: Span) -> bool:
    return part.overlaps(name) and len(part) <= len(name) + _MARKS


def _begins(part: Span, name: Span) -> bool:
    return part.start <= name.start <= part.start + _MARKS


def _after(part: Span, names: Sequence[Span]) -> Span | None:
    """What is left of a part behind the outlets it begins with, its programme too: told | ABC's “This Week” that …"""
    start = part.start
    for name in sorted(names):
        if start <= name.start <= start + _MARKS + 1:
            start = name.end
    return Span(start, part.end) if part.end - start > _MARKS else None


def _relays(attribution: Attribution, credits: Sequence[Crediting]) -> list[Relay]:
    found: dict[str, Relay] = {}  # an outlet and its programme are one: NBC’s “Meet the Press”
    for credit in credits:
        if credit.outlet is None or credit.how is None or credit.sentence != attribution.sentence:
            continue
        if any(word.overlaps(span) for word in credit.words for span in attribution.cue.spans):
            found.setdefault(credit.outlet, Relay(credit.outlet, (credit.span,), credit.how))
    return list(found.values())
