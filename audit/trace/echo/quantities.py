"""The words of a claim go in, its quantities with their units and its dates come out, each in one form.

"six", "6"; "half a million", "500,000"; "a tenth", "10 percent"; "three weeks", "21 days" have one form. "One" alone
is no
quantity, since it is often a pronoun.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from audit.trace.echo.senses import stem

_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
_VALUES: Final[Mapping[str, float]] = {
    **{word: float(value) for value, word in enumerate(_ONES)},
    **{w: 10.0 * n for n, w in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), start=3)},
    "trio": 3.0,
    "pair": 2.0,
    "couple": 2.0,
}
_SCALES: Final[Mapping[str, float]] = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
_FRACTIONS: Final[Mapping[str, float]] = {
    "half": 50.0,
    "third": 100 / 3,
    "quarter": 25.0,
    "fifth": 20.0,
    "sixth": 100 / 6,
    "tenth": 10.0,
}
_ORDINALS: Final[Mapping[str, int]] = {
    w: n for n, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), start=1)
}
_DAYS: Final[Mapping[str, float]] = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0, "decade": 3650.0}
_MONEY: Final[Mapping[str, str]] = {"$": "dollar", "€": "euro", "£": "pound", "us$": "dollar"}
_WEEKDAYS: Final = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS: Final[Mapping[str, str]] = {
    name: full
    for full in "january february march april may june july august september october november december".split()
    for name in (full, full[:3], "sept" if full == "september" else full)
}
_SEASONS: Final[Mapping[str, str]] = {
    "spring": "spring",
    "summer": "summer",
    "autumn": "autumn",
    "fall": "autumn",
    "winter": "winter",
}
_PARTS: Final[Mapping[str, str]] = {
    "morning": "morning",
    "noon": "noon",
    "afternoon": "afternoon",
    "evening": "night",
    "night": "night",
    "midnight": "night",
}
_RELATIVE: Final = frozenset({"last", "past", "next", "this", "previous", "coming"})
_SPAN_NOUNS: Final = frozenset("week month year quarter decade weekend century".split())
_NUMBER: Final = re.compile(r"(?:us)?[$€£]?(\d[\d,]*(?:\.\d+)?|\.\d+)(%|bn|mn|m|k)?$", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:1[89]|20)\d\d$")


@frozen
class Quantity:
    """A number and the stem of what it counts ("" where the text does not tell); ``places`` are its words'."""

    value: float
    unit: str
    places: tuple[int, ...]

    def same(self, other: Quantity) -> bool:
        """Whether the two values are one, three percent apart at most where they are lengths of time."""
        slack = 0.03 if self.unit == other.unit == "day" else 1e-3
        return abs(self.value - other.value) <= slack * max(abs(self.value), abs(other.value))


@frozen
class Day:
    """A part of a date: what it tells (weekday, month, day, year, season, part, or a span of time) and its value."""

    tells: str
    value: str
    place: int


def dates_in(words: Sequence[str]) -> list[Day]:
    """The parts of dates among the words of a claim, as written."""
    found: list[Day] = []
    low = [word.lower().rstrip(".") for word in words]
    for place, word in enumerate(low):
        before = low[place - 1] if place else ""
        after = low[place + 1] if place + 1 < len(low) else ""
        capital = words[place][:1].isupper()
        if word in _WEEKDAYS:
            found.append(Day("weekday", word, place))
        elif word in _MONTHS and capital and not (word == "may" and place == 0 and not after[:1].isdigit()):
            found.append(Day("month", _MONTHS[word], place))
            found += _day_beside(low, place)
        elif _YEAR.match(word) and before not in ("$", "€", "£"):
            found.append(Day("year", word, place))
        elif word in _SEASONS and not (word == "fall" and before not in {"the", "this", "last", "next", "in"}):
            found.append(Day("season", _SEASONS[word], place))
        elif word in _PARTS:
            found.append(Day("part", _PARTS[word], place))
        elif word in ("yesterday", "today", "tomorrow"):
            found.append(Day("relative", word, place))
        elif word.removesuffix("s") in _SPAN_NOUNS:
            near = next((w for w in reversed(low[max(0, place - 3) : place]) if w in _RELATIVE), None)
            if near:
                same = {"past": "last", "previous": "last", "coming": "next"}.get(near, near)
                found.append(Day("span", f"{same} {word.removesuffix('s')}", place))
    return found


def _day_beside(low: Sequence[str], place: int) -> list[Day]:
    """The day of the month beside a month's name: "May 1", "1 May", "the first of May"."""
    for at in (place + 1, place - 1, place - 2):
        if 0 <= at < len(low) and (at != place - 2 or low[place - 1] == "of"):
            match = re.match(r"(\d{1,2})(?:st|nd|rd|th)?$", low[at])
            value = int(match[1]) if match else _ORDINALS.get(low[at], 0)
            if 1 <= value <= 31:
                return [Day("day", str(value), at)]
    return []


def quantities_in(words: Sequence[str], lemmas: Sequence[str], units: Sequence[str]) -> list[Quantity]:
    """The quantities among the words; ``units`` gives, per word, the lemma of what a number there counts, or "".

    Words that belong to dates are no quantities.
    """
    dated = {day.place for day in dates_in(words) if day.tells in ("year", "day")}
    found: list[Quantity] = []
    low = [word.lower().strip("-") for word in words]
    place = 0
    while place < len(low):
        if place in dated:
            place += 1
            continue
        value, end, unit = _number_at(low, place)
        if value is None:
            place += 1
            continue
        places = tuple(range(place, end))
        unit = unit or _unit(low, lemmas, units, place, end)
        if not (value == 1.0 and end == place + 1 and low[place] == "one"):
            days = _DAYS.get(unit)
            if days and (place == 0 or low[place - 1] not in _RELATIVE):
                found.append(Quantity(value * days, "day", places))
            else:
                found.append(Quantity(value, unit, places))
        place = max(end, place + 1)
    return found


def _number_at(low: Sequence[str], place: int) -> tuple[float | None, int, str]:
    """The number that begins at a place, the place after it, and the unit where its words tell it."""
    word, size = low[place], len(low)
    after = low[place + 1] if place + 1 < size else ""
    if word == "half" and after in ("a", "an") and place + 2 < size:
        if low[place + 2] in _SCALES:
            return 0.5 * _SCALES[low[place + 2]], place + 3, ""
        if low[place + 2] in _DAYS:
            return 0.5, place + 3, low[place + 2]
    if word in ("a", "an", "one") and after in _DAYS and low[place + 2 : place + 5] == ["and", "a", "half"]:
        return 1.5, place + 5, after
    if word in ("a", "an", "one", "two", "three") and after.removesuffix("s") in _FRACTIONS and after != "second":
        times = _VALUES.get(word, 1.0)
        return times * _FRACTIONS[after.removesuffix("s")], place + 2, "percent"
    if word in ("a", "an") and after in _SCALES and len(after) > 2:
        return _SCALES[after], place + 2, ""
    match = _NUMBER.match(word)
    if match:
        value: float = float(match[1].replace(",", ""))
        tail = (match[2] or "").lower()
        unit = "percent" if tail == "%" else next((name for sign, name in _MONEY.items() if sign in word), "")
        value *= {"bn": 1e9, "mn": 1e6, "m": 1e6, "k": 1e3}.get(tail, 1.0)
    elif word in _VALUES:
        value, unit = _VALUES[word], ""
    elif "-" in word and all(part in _VALUES for part in word.split("-")):
        value, unit = sum(_VALUES[part] for part in word.split("-")), ""
    else:
        return None, place, ""
    end = place + 1
    if end < size and low[end] == "-" and end + 1 < size and low[end + 1] in _VALUES and value >= 20 and not match:
        value, end = value + _VALUES[low[end + 1]], end + 2  # "twenty" "-" "seven"
    while end < size and (low[end] in _SCALES or low[end].removesuffix("s") == "dozen"):
        value, end = value * _SCALES.get(low[end], 12.0), end + 1
    return value, end, unit


def _unit(low: Sequence[str], lemmas: Sequence[str], units: Sequence[str], start: int, end: int) -> str:
    if start and low[start - 1] in _MONEY:
        return _MONEY[low[start - 1]]
    if end < len(low) and low[end] in ("percent", "per", "%", "percentage"):
        return "percent"
    for place in range(start, end):
        if units[place] and units[place].lower() not in _SCALES:
            return stem(units[place])
    if end < len(low) and low[end].isalpha() and len(low[end]) > 2:
        return stem(lemmas[end])
    return ""
