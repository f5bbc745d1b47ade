"""A claim whose source goes on with a talk goes in, the claim that ties that talk to the origin comes out.

Source: ``audit.trace.placed`` tells which claims belong to one talk; what is said in a talk with an outlet is that
outlet's (Reuters Handbook of Journalism: say where and to whom it was said).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.find.relay import BETWEEN
from audit.model import Claim, Evidence
from audit.trace.credit.origin import Given, Origin
from audit.trace.credit.speakers import names_of
from audit.trace.placed.hows import ORAL


def talk_with(
    given: Given, origin: Origin, claim: Claim, read: Sequence[Claim], found: Mapping[str, tuple[str, Evidence]]
) -> Claim | None:
    """The claim by whose words a claim's source talked with the origin, where its ``occasion`` goes on with that talk
    and nobody else told another outlet anything since; ``given`` are the article's credits, ``read`` the claims before
    it, ``found`` their traces."""
    talk = claim.occasion
    if talk is None or talk.how not in ORAL or not origin.meant_by(talk.outlet or ""):
        return None
    by = next((other for other in reversed(read) if other.id == talk.claim), None)
    if by is None or found.get(by.id, ("",))[0] not in ("credited", "carried"):
        return None
    mine = names_of(claim, origin.index.lexicon)
    heard = {other.sentence for other in read if names_of(other, origin.index.lexicon) & mine}
    since = range(by.sentence + 1, claim.sentence)
    told = {credit.sentence for credit in given.others if credit.how in BETWEEN and credit.outlet is not None}
    return by if told.intersection(since) <= heard else None
