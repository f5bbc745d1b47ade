"""The words of a claim go in, its quantities with their units and its dates come out, each in one form.

"six", "6"; "half a million", "500,000"; "a tenth", "10 percent"; "three weeks", "21 days" have one form. "One" alone is
no quantity, since it is often a pronoun; nor is an ordinal ("a third suspect"). The words stand in lexicons/forms.toml.

Source: ours: the forms; numerals after Huddleston and Pullum 2002, 20.10, each list's own in lexicons/forms.toml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.lexicon.forms import number_at, stem

_YEAR: Final = re.compile(r"(?:1[89]|20)\d\d$")
_OF_THE_MONTH: Final = re.compile(r"(\d{1,2})(?:[a-z]{2})?$")
_BEFORE: Final = 3  # words before a stretch of time among which what places it ("the last three weeks") may stand
_SLACK, _SLACK_OF_TIME = 1e-3, 0.03


@frozen(eq=False)
class Wording:
    """The words of a claim one by one: as written, their lemmas, the lemma of what a number there counts ("" for
    none), and their parts of speech ("" without a tree). All four are of one length."""

    texts: Sequence[str]
    lemmas: Sequence[str]
    counted: Sequence[str]
    pos: Sequence[str]


def bare_wording(texts: Sequence[str]) -> Wording:
    """The wording of a text without a tree."""
    nothing = [""] * len(texts)
    return Wording(texts, [text.lower() for text in texts], nothing, nothing)


@frozen
class Quantity:
    """A number: its value, the stem of what it counts ("" where the text does not tell), and its words' places."""

    value: float  # lengths of time in days, shares in percent
    unit: str
    places: tuple[int, ...]

    def same(self, other: Quantity) -> bool:
        """Whether the two values are one, three percent apart at most where they are lengths of time (in days)."""
        slack = _SLACK_OF_TIME if self.unit == other.unit == _TIME else _SLACK
        return abs(self.value - other.value) <= slack * max(abs(self.value), abs(other.value))


@frozen
class Day:
    """A part of a date: what it tells (weekday, month, day, year, season, part of the day, "relative" for
    a day told from now, or a span of time) and its value."""

    tells: str
    value: str
    place: int  # of its word


_TIME: Final = "day"  # the unit of all lengths of time
_PERCENT: Final = "percent"


@frozen(eq=False)
class _Tables:
    """The lists of lexicons/forms.toml that tell of dates, shares, money and time."""

    weekdays: frozenset[str]
    months: Mapping[str, str]
    seasons: Mapping[str, str]
    parts: Mapping[str, str]
    near_days: frozenset[str]
    near: Mapping[str, str]
    stretches: Mapping[str, float]
    spans: frozenset[str]
    doubtful: frozenset[str]
    before_season: frozenset[str]
    ordinals: Mapping[str, str]
    shares: Mapping[str, float]
    halves: frozenset[str]
    ones: Mapping[str, float]
    articles: frozenset[str]
    adding: frozenset[str]
    of: frozenset[str]
    function: frozenset[str]
    scales: frozenset[str]
    money: Mapping[str, str]
    percent: frozenset[str]


def _tables(lexicon: Lexicon) -> _Tables:
    stretches = {word: float(days) for word, days in lexicon.pairs("forms.stretch").items()}
    by_stem = {stem(word, lexicon): days for word, days in stretches.items()}
    shares = {word: 1 / float(parts) for word, parts in lexicon.pairs("forms.share").items()}
    low = {word: float(value) for word, value in lexicon.pairs("forms.number").items() if 0 < float(value) < 10}
    articles = lexicon.words("forms.article")
    return _Tables(
        weekdays=lexicon.words("forms.weekday"),
        months=lexicon.pairs("forms.month"),
        seasons=lexicon.pairs("forms.season"),
        parts=lexicon.pairs("forms.day-part"),
        near_days=lexicon.words("forms.near-day"),
        near=lexicon.pairs("forms.near"),
        stretches=by_stem | stretches,
        spans=frozenset(word for word, days in stretches.items() if days > 1) | lexicon.words("forms.stretch-only"),
        doubtful=lexicon.words("forms.doubtful-date"),
        before_season=lexicon.words("forms.before-season"),
        ordinals=lexicon.pairs("forms.ordinal"),
        shares=shares,
        halves=frozenset(word for word, share in shares.items() if share == 0.5),
        ones=low | dict.fromkeys(articles, 1.0),
        articles=articles,
        adding=lexicon.words("forms.adding"),
        of=lexicon.words("forms.of"),
        function=lexicon.words("sameness.function"),
        scales=lexicon.words("forms.scale"),
        money=dict(sorted(lexicon.pairs("forms.money").items(), key=lambda item: -len(item[0]))),
        percent=frozenset(word.split()[0] for word in lexicon.words("forms.percent")),
    )


def dates_in(words: Sequence[str], lexicon: Lexicon) -> list[Day]:
    """The parts of dates among the words of a claim, as written."""
    tables = lexicon.once(_tables)
    found: list[Day] = []
    low = [word.lower().rstrip(".") for word in words]
    for place, word in enumerate(low):
        before = low[place - 1] if place else ""
        doubtful = word in tables.doubtful
        if word in tables.weekdays:
            found.append(Day("weekday", word, place))
        elif word in tables.months and words[place][:1].isupper():
            beside = _day_beside(low, place, tables)
            if place or beside or not doubtful:
                found += [Day("month", tables.months[word], place), *beside]
        elif _YEAR.match(word) and before not in tables.money:
            found.append(Day("year", word, place))
        elif word in tables.seasons:
            if not doubtful or before in tables.before_season:
                found.append(Day("season", tables.seasons[word], place))
        elif word in tables.parts:
            found.append(Day("part", tables.parts[word], place))
        elif word in tables.near_days:
            found.append(Day("relative", word, place))
        elif word.removesuffix("s") in tables.spans:
            near = next((w for w in reversed(low[max(0, place - _BEFORE) : place]) if w in tables.near), None)
            if near:
                found.append(Day("span", f"{tables.near[near]} {word.removesuffix('s')}", place))
    return found


def _day_beside(low: Sequence[str], place: int, tables: _Tables) -> list[Day]:
    """The day of the month beside a month's name: "May 1", "1 May", "the first of May"."""
    for at in (place + 1, place - 1, place - 2):
        if 0 <= at < len(low) and (at != place - 2 or low[place - 1] in tables.of):
            match = _OF_THE_MONTH.match(low[at])
            value = int(match[1]) if match else int(tables.ordinals.get(low[at], "0"))
            if 1 <= value <= 31:
                return [Day("day", str(value), at)]
    return []


def quantities_in(wording: Wording, lexicon: Lexicon) -> list[Quantity]:
    """The quantities among the words of a claim; what belongs to a date is none."""
    tables = lexicon.once(_tables)
    dated = {day.place for day in dates_in(wording.texts, lexicon) if day.tells in ("year", "day")}
    signs, low = _unsigned([word.lower().strip("-") for word in wording.texts], tables)
    found: list[Quantity] = []
    place = 0
    while place < len(low):
        value, end, unit = (None, place, "") if place in dated else _quantity_at(low, place, wording, lexicon)
        if value is None:
            place += 1
            continue
        unit = unit or signs[place] or _unit(low, wording, place, end, lexicon)
        if not (value == 1.0 and end == place + 1 and low[place] in tables.ones):
            days = tables.stretches.get(unit)
            places = tuple(range(place, end))
            if days and (place == 0 or low[place - 1] not in tables.near):
                found.append(Quantity(value * days, _TIME, places))
            else:
                found.append(Quantity(value, unit, places))
        place = end
    return found


def _unsigned(low: Sequence[str], tables: _Tables) -> tuple[list[str], list[str]]:
    """The units that signs tell, by place ("$300", "$ 300", "60%"), and the words without signs."""
    signs = [""] * len(low)
    bare = list(low)
    money = tuple(tables.money)
    for place, word in enumerate(low):
        sign = next(sign for sign in money if word.startswith(sign)) if word.startswith(money) else None
        if sign is not None and word != sign:
            signs[place], bare[place] = tables.money[sign], word.removeprefix(sign)
        elif place and low[place - 1] in tables.money:
            signs[place] = tables.money[low[place - 1]]
        elif len(word) > 1 and not word[-1].isalnum() and word[-1] in tables.percent:
            signs[place], bare[place] = _PERCENT, word[:-1]
    return signs, bare


def _quantity_at(low: Sequence[str], place: int, wording: Wording, lexicon: Lexicon) -> tuple[float | None, int, str]:
    """The number or share that begins at a place, the place after it, and the unit where its own words tell it."""
    tables = lexicon.once(_tables)
    word = low[place]
    after, third = (low[at] if at < len(low) else "" for at in (place + 1, place + 2))
    if word in tables.halves and after in tables.articles and third in tables.stretches:  # "half a year"
        return 0.5, place + 3, third
    if word in tables.ones:
        length = after.removesuffix("s")
        tail = zip(low[place + 2 : place + 5], (tables.adding, tables.articles, tables.halves), strict=False)
        if length in tables.stretches and place + 4 < len(low) and all(said in words for said, words in tail):
            return tables.ones[word] + 0.5, place + 5, length  # "a year and a half"
        at = place + 2 if after == "-" else place + 1  # "two-thirds" may be three tokens
        share = tables.shares.get(low[at].removesuffix("s")) if at < len(low) else None
        if share is not None and (word not in tables.articles or _is_share(low, at, wording, tables)):
            return 100 * tables.ones[word] * share, at + 1, _PERCENT
    times, _, part = word.partition("-")
    if times in tables.ones and part.removesuffix("s") in tables.shares:  # "two-thirds"
        return 100 * tables.ones[times] * tables.shares[part.removesuffix("s")], place + 1, _PERCENT
    value, end = number_at(low, place, lexicon)
    return value, end, ""


def _is_share(low: Sequence[str], place: int, wording: Wording, tables: _Tables) -> bool:
    """Whether a word after an article is a part of a whole: "a third of the voters", not "a third suspect"."""
    if low[place] not in tables.ordinals:
        return True
    if wording.pos[place]:
        return wording.pos[place] != "ADJ"
    after = low[place + 1] if place + 1 < len(low) else ""
    return not after.isalpha() or after in tables.function  # before a noun it is an ordinal


def _unit(low: Sequence[str], wording: Wording, start: int, end: int, lexicon: Lexicon) -> str:
    tables = lexicon.once(_tables)
    if end < len(low) and low[end] in tables.percent:
        return _PERCENT
    for place in range(start, end):
        counted = wording.counted[place]
        if counted and counted.lower() not in tables.scales:
            return stem(counted, lexicon)
    if end < len(low) and low[end].isalpha() and len(low[end]) > 2:
        return stem(wording.lemmas[end], lexicon)
    return ""
