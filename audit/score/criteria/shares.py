"""A View goes in, for each row of a sub-score the claims that it counts come out, in one Firing with their amount.

What an article says on its own word has nobody behind it and no occasion: so it counts wherever something is asked of a
source, and an attribution taken away from what needs one never pays.

Source: ours: what is counted; that it counts is what editors' grades say (benchmarks/score.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from audit.model import Claim, Need
from audit.score.criteria.unnamed import bare_sources
from audit.score.criteria.view import Firing, View, claim_spans
from audit.score.needs import asking

_VAGUE: Final = 0.5  # of a claim that needs a source: how far "sources said" leaves it without one
UNNAMED: Final = 0.7  # of a claim whose source is not named but described
_CREDITS: Final = 3  # outlets credited, of which more say no more
_OCCASIONS: Final = 8  # occasions and documents, of which more say no more
_TOLD: Final = 3  # claims whose words are told


def on_own_word(view: View) -> list[Firing]:
    """S1: what needs a source has one (Reuters; AP; BBC 3.2); a claim counts as far as it needs one."""

    def amount(claim: Claim) -> float:
        if claim.kind == "none":
            return view.needs[claim.id].source
        return _VAGUE if claim.kind == "sources said" else 0.0

    return _counted(view, amount, "needing a source that they do not have", _asking)


def unidentified(view: View) -> list[Firing]:
    """S2: whoever says something is named (Reuters; BBC 3.3; Washington Post); what the article says itself counts by
    half, and by the other half as far as it needs a source."""

    def amount(claim: Claim) -> float:
        if claim.kind == "none":
            return (1 + view.needs[claim.id].source) / 2
        return {"named": 0.0, "anonymous": UNNAMED}.get(claim.kind, 1.0)

    return _counted(view, amount, "with nobody named behind them")


def unplaced(view: View) -> list[Firing]:
    """S3: what is said has an outlet, a channel, a place or a document (Reuters; NPR)."""
    return _counted(view, lambda claim: float(claim.id not in view.channelled), "with no word on where it was said")


def judged(view: View) -> list[Firing]:
    """S4: verdicts, forecasts and accusations are not the article's own (Reuters; AP)."""

    def amount(claim: Claim) -> float:
        return view.needs[claim.id].voice if claim.kind == "none" else 0.0

    return _counted(view, amount, "judging or foretelling on the article's own authority")


def minds_read(view: View) -> list[Firing]:
    """S5: what somebody thinks, hopes or fears is told by that one (AP; Reuters)."""
    return _own(view, lambda need: need.mind, "telling what somebody thinks, wants or fears, with nobody who says so")


def uncredited(view: View) -> list[Firing]:
    """S6: other outlets are credited, each by name (NPR; AP's memo on credit)."""
    names = {name for claim in view.claims for name in view.credited(claim)}
    if not names:
        return []
    own = view.article.outlet or ""
    given = {one.outlet for one in view.article.credits if one.how is not None and one.outlet}
    named = {name for name in given if not view.is_vague(name) and not view.outlets.same(name, own)}
    credited = {view.outlets.canonical(name) for name in names | named}
    if len(credited) >= _CREDITS:
        return []
    told = f"Outlets credited: {len(credited)} ({', '.join(sorted(credited))})."
    return [Firing(told, (), (), (1 - len(credited) / _CREDITS) * len(view.claims))]


def loaded(view: View) -> list[Firing]:
    """S7: the article's own words do not judge (Reuters; AP)."""
    return _own(view, lambda need: need.loaded, "with words of its own that judge")


def accused(view: View) -> list[Firing]:
    """S8: wrong-doing is told by somebody, or by a document (Reuters; BBC)."""
    return _own(view, lambda need: need.wrong, "telling of wrong-doing, with nobody who says so")


def undated(view: View) -> list[Firing]:
    """S9: what is said has a day (Reuters; NPR)."""
    return _counted(view, lambda claim: float(claim.id not in view.dated), "with no word on when it was said")


def one_occasion(view: View) -> list[Firing]:
    """S10: an article rests on more than one occasion or document, as far as it does not tell where things were said;
    asking a second time is what a second occasion shows (BBC 3.3, two sources)."""
    away = [claim for claim in view.claims if claim.id not in view.channelled]
    if not away:
        return []
    told = len(view.occasions)
    few = max(0.0, 1 - math.log1p(told) / math.log1p(_OCCASIONS))
    if few <= 0:
        return []
    reason = f"Occasions and documents that are told apart: {told}."
    return [Firing(reason, claim_spans(away), tuple(c.id for c in away), few * len(away))]


def crowds(view: View) -> list[Firing]:
    """S11: nothing rests on a crowd, or on nobody (AP; NPR)."""
    bare = {id for firing in view.firings("B2", bare_sources) for id in firing.claims}
    return _counted(view, lambda claim: float(claim.id in bare), "resting on a crowd or on nobody in particular")


def _asking(view: View, claims: Sequence[Claim]) -> str:
    """The words of the claims that need a source most, in quotation marks; nothing where none is known."""
    found: list[str] = []
    own = [claim for claim in claims if claim.kind == "none" and view.needs[claim.id].asks]
    for claim in sorted(own, key=lambda c: -view.needs[c.id].source)[:_TOLD]:
        tokens = [token for _, token in view.page.tokens(claim.spans)]
        spans = view.needs[claim.id].words or asking(tokens, view.lexicon)
        found += [f"“{' '.join(span.of(view.article.text).split())}”" for span in spans[:1]]
    return f" Such as {', '.join(dict.fromkeys(found))}." if found else ""


def _own(view: View, which: Callable[[Need], bool], what: str) -> list[Firing]:
    """The claims of the article's own of which something is so."""
    return _counted(view, lambda claim: float(claim.kind == "none" and which(view.needs[claim.id])), what)


def _counted(
    view: View,
    amount: Callable[[Claim], float],
    what: str,
    such: Callable[[View, Sequence[Claim]], str] = lambda view, claims: "",
) -> list[Firing]:
    """One firing for all claims of which something counts, in text order."""
    amounts = {claim.id: amount(claim) for claim in view.claims}
    total = sum(amounts.values())
    if total <= 0:
        return []
    # those that count most are shown: by half or more, or a few
    most = sorted((amount for amount in amounts.values() if amount > 0), reverse=True)
    bar = min(0.5, most[min(_TOLD, len(most)) - 1])
    shown = [claim for claim in view.claims if amounts[claim.id] >= bar]
    number = f"{total:.1f}".removesuffix(".0")
    reason = f"Claims {what}: {number} of {len(view.claims)}.{such(view, shown)}"
    touched = tuple(claim.id for claim in view.claims if amounts[claim.id] > 0)
    return [Firing(reason, claim_spans(shown), touched, total)]
