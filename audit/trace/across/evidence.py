"""A claim, the claim that it matches and the judgement on the two go in, the evidence for the trace comes out.

Source: ours: what the reader of a table is told.
"""

from __future__ import annotations

from audit.model import Claim, Evidence
from audit.trace.credit.walk import Found
from audit.trace.echo.verdict import Judged


def unsure_evidence(other: Claim, verdict: Judged, to: str | None) -> Evidence:
    """Why a claim may say what another says, or contradicts it; ``to`` is the outlet that the other traces to."""
    possible = verdict.decision == "possible"
    how = "may say" if possible else "contradicts"
    reason = f"No credit found. It {how} what claim {other.id} says, which traces to {to} ({verdict.reason})."
    return Evidence("echo-possible" if possible else "contradicts", reason, 0.6, (), other.id, verdict.similarity, to)


def echo_evidence(claim: Claim, other: Claim, verdict: Judged, order: str, found: Found) -> Evidence:
    """Why a claim is an echo of another; ``order`` is which of their articles came first, as ``first_published`` tells,
    ``found`` the other's trace."""
    trace, evidence = found
    when = {
        "unknown": "publication dates are missing, so which came first is unknown",
        "same day": "both were published on the same day",
        "later": "that article was published before this one",
        "first": "in the same article",
    }[order]
    if other.article == claim.article:
        when = "in the same article"
    reason = f"No credit to {evidence.origin} found here, but it says what the {trace} claim {other.id} says ({when})."
    reason += f" ({verdict.reason})" if verdict.reason else ""
    return Evidence("echo", reason, verdict.similarity, claim.spans, other.id, verdict.similarity, evidence.origin)
