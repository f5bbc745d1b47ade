"""A View goes in, for each row of a sub-score the claims that it counts come out, in one Firing with their amount.

What an article says on its own word has nobody behind it and no occasion: so it counts in full wherever
something is asked of a source, and an attribution taken away never pays.

Source: ours: what is counted; that it counts is what editors' grades say (benchmarks/score.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from audit.model import Claim
from audit.score.criteria.view import Firing, View, claim_spans

_VAGUE: Final = 0.5  # of a claim that needs a source: how far "sources said" leaves it without one
_UNNAMED: Final = 0.7  # of a claim whose source is not named but described
_CREDITS: Final = 3  # outlets credited, of which more say no more


def on_own_word(view: View) -> list[Firing]:
    """S1: what needs a source has one (Reuters; AP; BBC 3.2); a claim counts as far as it needs one."""

    def amount(claim: Claim) -> float:
        if claim.kind == "none":
            return view.needs[claim.id].source
        return _VAGUE if claim.kind == "sources said" else 0.0

    return _counted(view, amount, "needing a source that they do not have")


def unidentified(view: View) -> list[Firing]:
    """S2: whoever says something is named (Reuters; BBC 3.3; Washington Post)."""

    def amount(claim: Claim) -> float:
        return {"named": 0.0, "anonymous": _UNNAMED}.get(claim.kind, 1.0)

    return _counted(view, amount, "with nobody named behind them")


def unplaced(view: View) -> list[Firing]:
    """S3: what is said has an occasion, a channel, a day or a document (Reuters; NPR)."""
    return _counted(view, lambda claim: float(claim.id not in view.placed), "with no word on where or when it was said")


def judged(view: View) -> list[Firing]:
    """S4: verdicts, forecasts and accusations are not the article's own (Reuters; AP)."""

    def amount(claim: Claim) -> float:
        return view.needs[claim.id].voice if claim.kind == "none" else 0.0

    return _counted(view, amount, "judging or foretelling on the article's own authority")


def minds_read(view: View) -> list[Firing]:
    """S5: what somebody thinks, hopes or fears is told by that one (AP; Reuters)."""

    def amount(claim: Claim) -> float:
        return float(claim.kind == "none" and view.needs[claim.id].mind)

    return _counted(view, amount, "telling what somebody thinks, wants or fears, with nobody who says so")


def uncredited(view: View) -> list[Firing]:
    """S6: other outlets are credited, each by name (NPR; AP's memo on credit)."""
    credited = {name for claim in view.claims for name in view.credited(claim)}
    if not credited or len(credited) >= _CREDITS:
        return []
    told = f"Outlets credited: {len(credited)}."
    return [Firing(told, (), (), (1 - len(credited) / _CREDITS) * len(view.claims))]


def _counted(view: View, amount: Callable[[Claim], float], what: str) -> list[Firing]:
    """One firing for all claims of which something counts, in text order."""
    amounts = {claim.id: amount(claim) for claim in view.claims}
    total = sum(amounts.values())
    if total <= 0:
        return []
    # those that count most are shown
    shown = [claim for claim in view.claims if amounts[claim.id] >= 0.5] or [
        claim for claim in view.claims if amounts[claim.id] > 0
    ]
    number = f"{total:.1f}".removesuffix(".0")
    reason = f"Claims {what}: {number} of {len(view.claims)}."
    touched = tuple(claim.id for claim in view.claims if amounts[claim.id] > 0)
    return [Firing(reason, claim_spans(shown), touched, total)]
