"""Examples go in, plain words come out: what a tester reads of the smallest example that broke a law."""

from __future__ import annotations

from audit.model import Article, Claim

_LONGEST = 300


def quoted(text: str) -> str:
    """The text on one line, between quotation marks, the middle of a long one left out."""
    shown = " ".join(text.split()) or text
    if len(shown) > _LONGEST:
        shown = f"{shown[: _LONGEST // 2]} … {shown[-_LONGEST // 2 :]}"
    return f"“{shown}”"


def of_claim(claim: Claim) -> str:
    """A claim as "[anonymous; two officials; via Reuters] the plan is dead"."""
    parts = [claim.kind]
    if claim.source is not None:
        parts.append(" ".join(claim.source.text.split()))
    if claim.via:
        parts.append(f"via {', '.join(claim.via)}")
    if claim.attitude:
        parts.append("attitude")
    return f"[{'; '.join(parts)}] {' '.join(claim.text.split())}"


def of_article(article: Article) -> str:
    """An article in one paragraph: its text, and its claims in the order in which they are given."""
    said = f"an article with the text {quoted(article.text)}" if article.text.strip() else "an article without any text"
    if not article.claims:
        return f"{said} and no claims"
    listed = "; ".join(f"{number}. {of_claim(claim)}" for number, claim in enumerate(article.claims, start=1))
    return f"{said} and the claims {listed}"
