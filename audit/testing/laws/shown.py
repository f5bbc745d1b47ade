"""Examples go in, plain words come out: what a tester reads of the smallest example that broke a law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.model import Article, Claim, Rating
from audit.testing.strategies import Known

_LONGEST = 2_000  # characters of a text


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


def of_example(example: Any) -> str:
    """The articles and texts of an example, whatever tuple or list holds them, with ": " behind; empty where it has
    none."""
    told = list(dict.fromkeys(_told(example)))
    return f"on {'; on '.join(told)}: " if told else ""


def _told(example: Any) -> Iterator[str]:
    if isinstance(example, Known):
        yield of_article(example.records)
    elif isinstance(example, Article):
        yield of_article(example)
    elif isinstance(example, str):
        yield quoted(example)
    elif isinstance(example, tuple | list):
        for part in example:
            yield from _told(part)


def of_rating(rating: Rating, digits: int = 6) -> str:
    """A rating's score and ledger in numbers of so many digits: "85.2 (lost: B1 10, B2 4.8)"."""
    if rating.score is None:
        return "no score" + (" but a ledger" if rating.ledger else "")
    rows = ", ".join(
        f"{row.criterion} {float(row.points):.{digits}g}"
        for row in sorted(rating.ledger, key=lambda r: (r.criterion, r.points))
    )
    return f"{float(rating.score):.{digits}g}" + (f" (lost: {rows})" if rows else "")


def of_ratings(*ratings: Rating) -> tuple[str, ...]:
    """Ratings in as many digits as tell them apart; where only spans or reasons differ, with these."""
    apart = len(set(ratings))
    for digits in (6, 9, 17):
        shown = tuple(of_rating(rating, digits) for rating in ratings)
        if len(set(shown)) == apart:
            return shown
    return tuple(f"{of_rating(rating)} with the rows {'; '.join(map(_row, rating.ledger))}" for rating in ratings)


def _row(row: Any) -> str:
    spans = ", ".join(f"{span.start}-{span.end}" for span in row.spans)
    return f"{row.criterion} {row.reason!r} at {spans or 'no place'}"
