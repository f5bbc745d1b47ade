"""Traced articles go in; how much of the story rests on each origin, and who broke it as far as they tell, comes out.

Text counts before dates: an outlet that others credit had it before them. Two outlets credited alike, or an earlier
article that tells the same without credit, leave it open; and nothing is guessed where dates are missing.

Source: ours: the README's words for who had it first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import field, frozen, validators

from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim
from audit.trace.credit.published import first_published

BROKE_BY: Final = ("credit", "credit and date", "date", "unknown")


@frozen
class Share:
    """How much of a story rests on one origin: how many claims are credited to it, carried from it, or echo these
    (``echoed``), of ``claims`` in all, without attitudes; ``articles`` are the ids of those that credit it."""

    origin: str
    credited: int
    carried: int
    echoed: int
    claims: int
    articles: tuple[str, ...] = ()

    @property
    def rests(self) -> int:
        """How many claims rest on it by credit."""
        return self.credited + self.carried


@frozen
class Broke:
    """Who broke the story as far as the articles tell: ``origin`` is None where they do not; ``reason`` says why."""

    origin: str | None
    by: str = field(validator=validators.in_(BROKE_BY))
    reason: str


def shares_of(articles: Sequence[Article], origins: Sequence[str]) -> tuple[Share, ...]:
    """Each origin's share, the largest first."""
    claims = [claim for article in articles for claim in article.claims if not claim.attitude]
    made = []
    for origin in origins:
        mine = [c for c in claims if c.evidence is not None and c.evidence.origin == origin]
        counts = {trace: sum(c.trace == trace for c in mine) for trace in ("credited", "carried", "echoed")}
        where = tuple(dict.fromkeys(c.article for c in mine if c.trace in ("credited", "carried")))
        made.append(Share(origin, **counts, claims=len(claims), articles=where))
    return tuple(sorted(made, key=lambda s: (-s.rests, -len(s.articles), -s.echoed, s.origin)))


def broke_it(articles: Sequence[Article], shares: Sequence[Share], outlets: OutletIndex) -> Broke:
    """Who broke the story that these articles tell."""
    ranked = [share for share in shares if share.rests]
    if not ranked:
        return _by_date(articles)
    first = ranked[0]
    alike = [s.origin for s in ranked if (s.rests, len(s.articles)) == (first.rests, len(first.articles))]
    if len(alike) > 1:
        return Broke(None, "unknown", f"These are credited alike, so the credits do not tell: {', '.join(alike)}.")
    own = [a for a in articles if a.outlet and outlets.same(a.outlet, first.origin)]
    others = [a for a in articles if a not in own]
    early = [c for a in others for c in a.claims if _too_early(c, first.origin)]
    if early:
        reason = f"Most rests on {first.origin}, but article {early[0].article}, published before, tells it too."
        return Broke(None, "unknown", reason)
    many = f"{first.rests} claims of {len(first.articles)} article{'s' * (len(first.articles) != 1)} rest on it"
    orders = {first_published(one.published, other.published) for one in own for other in others}
    if orders == {"first"}:
        return Broke(first.origin, "credit and date", f"{many}, and its own article was published first.")
    if own and "later" in orders:
        why = "its own article here is not the first one published"
    elif any(not a.published for a in articles):
        why = "dates are missing, so these do not tell"
    else:
        why = "its own first report is not among the articles" if not own else "dates do not part them"
    return Broke(first.origin, "credit", f"{many}; {why}.")


def _too_early(claim: Claim, origin: str) -> bool:
    evidence = claim.evidence
    return evidence is not None and evidence.rule == "echo-too-early" and evidence.origin == origin


def _by_date(articles: Sequence[Article]) -> Broke:
    for one in articles:
        others = [other for other in articles if other is not one]
        if others and all(first_published(one.published, other.published) == "first" for other in others):
            return Broke(one.label, "date", "No article credits another outlet; this one was published first.")
    return Broke(None, "unknown", "No article credits another outlet, and the dates do not tell.")
