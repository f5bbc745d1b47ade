"""Attributions and credits of an article go in, the attributions with the outlets that they passed through come out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from audit.model import Attribution, Crediting, Relay

# How an outlet must be credited to stand between a source and the article: told, or the place where somebody speaks
_BETWEEN: Final = ("addressee", "venue")


def with_relays(attributions: Sequence[Attribution], credits: Sequence[Crediting]) -> tuple[Attribution, ...]:
    """Each attribution with those outlets as relays that its own cue makes the addressee or the venue, in text order:
    "told NBC News", "said in an interview with Axios"."""
    between = [c for c in credits if c.how in _BETWEEN and c.outlet is not None]
    return tuple(evolve(one, relays=tuple(_relays(one, between))) for one in attributions)


def _relays(attribution: Attribution, credits: Sequence[Crediting]) -> list[Relay]:
    return [
        Relay(credit.outlet, (credit.span,), credit.how)
        for credit in credits
        if credit.outlet is not None
        and credit.how is not None
        and credit.sentence == attribution.sentence
        and any(word.overlaps(span) for word in credit.words for span in attribution.cue.spans)
    ]
