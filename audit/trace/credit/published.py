"""Two publication dates go in, which came first comes out."""

from __future__ import annotations

from datetime import date


def first_published(mine: str | None, other: str | None) -> str:
    """Whether ``mine`` is "first", "later", of the "same day", or "unknown" where a date is missing."""
    one, two = _day(mine), _day(other)
    if one is None or two is None:
        return "unknown"
    if one == two:
        return "same day"
    return "first" if one < two else "later"


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "").strip()[:10])
    except ValueError:
        return None
