"""A day of publication goes in, who then held an office that everybody knows comes out.

Source: the lexicon's ``people.in-office``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from audit.lexicon import Lexicon, LexiconError

_TERM: Final = 4  # years


def in_office(lexicon: Lexicon, published: str | None) -> Mapping[str, frozenset[str]]:
    """Surname -> given names of those in office on a day, year-month-day, in lower case; none without such a day.
    Raises LexiconError where a lexicon gives a term that is no day."""
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return {}
    found: dict[str, frozenset[str]] = {}
    for name, terms in lexicon.pairs("people.in-office").items():
        given, _, surname = name.rpartition(" ")
        try:
            holds = _holds(terms, day)
        except ValueError as error:
            told = f'"{name}/{terms}": after the slash stand days on which terms begin, as 2017-01-20'
            raise LexiconError(f"people.in-office: {told} ({error})") from error
        if holds:
            found[surname] = found.get(surname, frozenset()) | {given}
    return found


def _holds(terms: str, day: date) -> bool:
    """Whether a day lies in one of the terms that begin on these days."""
    starts = map(date.fromisoformat, terms.split())
    return any(start <= day < start.replace(year=start.year + _TERM) for start in starts)
