"""A brief goes in, one screen of text comes out: for a terminal with colours, plain for a pipe, in ASCII on request.

Colours only repeat what a letter or a word says. They are those of ECMA-48 (SGR), of which terminals choose the shades.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from audit.model import KINDS
from audit.report.brief import WORDS, Brief, Credited, Leaning, Standing
from audit.report.cells import clean, clusters, shorten, stop_after, to_ascii, width, wrap
from audit.report.rank import TO_ORIGIN
from audit.score.standing import articles

LETTERS: Final = {"named": "N", "anonymous": "A", "sources said": "S", "none": "–"}
BAR: Final = 10  # cells of the bar of kinds
_NAME: Final = 14  # cells of an article's name in 80 columns, at most
_FEW: Final = 8  # cells of the words that a finding is about, fewer of which tell nothing
_WITH: Final = 70  # cells of the words that an outlet is credited with
_LISTED: Final = 6  # articles that a sentence names; of more it says how many
_SHADES: Final = {"named": "34", "anonymous": "33", "sources said": "31", "none": "2"}
_BOLD: Final = "1"
_FAINT: Final = "2"
_TRACES: Final = (("●", "C"), ("◐", "c"), ("○", "e"))


@frozen
class Pen:
    """How text is written: whether in colours, whether in more than ASCII, and how many columns a line has."""

    colour: bool
    unicode: bool
    columns: int

    def plain(self, text: str) -> str:
        """The text on one line, safe to print."""
        return clean(text) if self.unicode else to_ascii(clean(text))

    def cut(self, text: str, room: int) -> str:
        """As many of its words as fit the room, in cells, a word alone cut where it must be."""
        said = self.plain(shorten(clean(text), room))
        return said if width(said) <= room else wrap(said, room)[0]

    def ended(self, text: str, room: int) -> str:
        """The text, or as many of its characters as fit the room, in cells, with the sign for what is left out."""
        said = self.plain(text)
        sign = self.plain("…")
        if width(said) <= room:
            return said
        pieces, used = "", 0
        for piece, cells in clusters(said):
            if used + cells > room - len(sign):
                break
            pieces, used = pieces + piece, used + cells
        return pieces.rstrip() + sign

    def shade(self, text: str, code: str) -> str:
        """The text in the shade of a code, where there are colours."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text.strip() else text

    def lines(self, text: str, first: str = "", others: str = "") -> list[str]:
        """The text in lines no wider than the columns, each after its indent."""
        indent = max(len(first), len(others))
        found = wrap(self.plain(text), self.columns - indent)
        return [f"{first if place == 0 else others}{line}" for place, line in enumerate(found)]


def on_screen(brief: Brief, *, colour: bool = False, unicode: bool = True, columns: int = 80) -> str:
    """The brief as text whose lines are at most so many columns wide, 72 or more; it ends with a line break."""
    pen = Pen(colour, unicode, columns)
    names = {one.id: one.label for one in brief.articles}
    lines = _who(brief, names, pen)
    lines += ["", *_articles(brief.articles, pen)]
    if brief.leanings:
        lines += ["", pen.shade("Claims that lean on one origin, or on nobody", _BOLD)]
        for number, one in enumerate(brief.leanings, start=1):
            lines += _leaning(number, one, pen)
        lines += [
            pen.shade(line, _FAINT)
            for line in pen.lines(_unlisted(*brief.unlisted), "   ", "   ")
            if any(brief.unlisted)
        ]
    if brief.unjudged:
        lines += ["", pen.shade("Not judged", _BOLD)]
        lines += [line for said in brief.unjudged for line in pen.lines(said, "- ", "  ")]
    return "\n".join([*lines, ""])


def _who(brief: Brief, names: dict[str, str], pen: Pen) -> list[str]:
    """Who broke the story, who credits it, and who repeats it without."""
    if brief.origin is None:
        return pen.lines("Who broke the story was not asked: name an outlet with --origin, or say --origin auto.")
    if not any(one.claims for one in brief.credited):
        whom = " or ".join(one.outlet for one in brief.credited) or "an outlet"
        return pen.lines(f"No article was found to credit {whom}, so who broke the story is not told.")
    main, *others = [one for one in brief.credited if one.claims]
    lines = _credited(main, brief.open, names, pen)
    if others:
        told = "; ".join(
            f"{one.outlet} ({', '.join(names.get(id, id) for id in one.credit) or 'none'})" for one in others
        )
        lines += pen.lines(f"Credited too: {told}.")
    return lines


def _credited(one: Credited, unclear: str | None, names: dict[str, str], pen: Pen) -> list[str]:
    others = len(names) - len(one.own)

    def told(ids: Sequence[str]) -> str:
        return _listed([names.get(id, id) for id in ids])

    if one.credit:
        many = f"{len(one.credit)} of {others} {'other ' if one.own else ''}article{'s' * (others != 1)}"
        with_ = f"“{pen.cut(one.told, _WITH)}”" if one.told else ""
        if one.first:
            said = [f"{one.outlet} had the story first, by the credit of {many}: {told(one.credit)}."]
            said += [f"Credited with: {with_}{stop_after(with_)}"] * bool(with_)
        else:
            claims = f"{one.rests} claim{'s' * (one.rests != 1)}"
            such = f", such as {with_}{stop_after(with_)}" if with_ else "."
            said = [unclear] if unclear else []
            said.append(f"{one.outlet} is credited for {claims} in {many}: {told(one.credit)}{such}")
    else:
        said = [f"No article credits {one.outlet}."]
    if one.own:
        said.append(f"Its own: {told(one.own)}.")
    if one.repeat:
        listed = _listed([f"{names.get(id, id)} ({n} claim{'s' * (n != 1)})" for id, n in one.repeat])
        said.append(f"No credit found, though such claims are repeated: {listed}.")
    if one.first and len(one.credit) == others > 1:
        said.append(f"No {'other ' if one.own else ''}article goes without credit to it.")
    if one.first and one.neither:
        said.append(f"Neither credits it nor says what it is credited with: {told(one.neither)}.")
    lines = pen.lines(" ".join(said))
    outlet = pen.plain(one.outlet)
    if lines and one.first and lines[0].startswith(outlet):
        lines[0] = pen.shade(outlet, _BOLD) + lines[0].removeprefix(outlet)
    return lines


def _listed(names: Sequence[str]) -> str:
    """The names in a row; of many the first, and how many more there are."""
    if len(names) <= _LISTED + 1:
        return ", ".join(names)
    return f"{', '.join(names[:_LISTED])} and {len(names) - _LISTED} more"


def _articles(rows: Sequence[Standing], pen: Pen) -> list[str]:
    """A row for each article, under a line that names the columns, and above one that explains the letters."""
    traced = any(one.traces is not None for one in rows)
    held = any(one.better is not None for one in rows)
    digits = max([1, *(len(str(n)) for one in rows for n in one.traces or ())])
    place = max([1, *(len(str(one.place or 0)) for one in rows)]) + 1
    points = max([4, *(len(f"{one.score:.1f}") for one in rows if one.score is not None)])
    signs = [mark if pen.unicode else letter for mark, letter in _TRACES]
    names = [pen.ended(one.label, _NAME + max(0, pen.columns - 80) // 4) for one in rows]
    longest = max(len("article"), *map(width, names), 0)
    head = ["article" + "score".rjust(place + longest + points - 5), *(["above"] if held else [])]
    head += ["said by".ljust(BAR), *([" ".join(sign.rjust(digits) for sign in signs)] if traced else [])]
    used = sum(map(len, head)) + len(head) + 1
    lines = [pen.shade(f"{' '.join(head)}  line: finding to mend first", _BOLD)]
    for one, name in zip(rows, names, strict=True):
        score = "–" if one.score is None else f"{one.score:.1f}"
        number = "" if one.place is None else f"{one.place}."
        above = "–" if one.better is None else f"{percent(one.better)}%"
        cells = [f"{number.rjust(place)} {name}{' ' * (longest - width(name))}"]
        cells += [pen.shade(pen.plain(score).rjust(points), _BOLD)]
        cells += [pen.plain(above).rjust(len("above"))] if held else []
        cells += [_bar(one.kinds, pen), *([_traces(one, digits)] if traced else [])]
        told, *more = _mend(one, pen, pen.columns - used)
        lines += [f"{' '.join(cells)}  {told}".rstrip(), *(" " * used + line for line in more)]
    key = pen.lines(_key(rows, signs if traced else [], held))
    return [*lines, *(pen.shade(line, _FAINT) for line in key)]


def _traces(one: Standing, digits: int) -> str:
    """How many claims of an article trace to an origin, by the manner; that it is an origin's own where none does."""
    if one.own and one.traces is not None and not any(one.traces):
        return "own".center(3 * digits + 2)
    return " ".join(str(n).rjust(digits) for n in one.traces or ("-",) * 3)


def _key(rows: Sequence[Standing], signs: Sequence[str], held: bool) -> str:
    """What the letters and signs of the rows mean, in a sentence each."""
    kinds = ", ".join(f"{LETTERS[kind]} {kind}" for kind in KINDS)
    said = [f"Above: of {articles()} other articles, the share that scores less{_apart(rows)}."] if held else []
    said.append(f"Said by, a letter for a tenth of the claims: {kinds}.")
    if signs:
        words = (TO_ORIGIN[0], f"{TO_ORIGIN[1]} on from a credit before", TO_ORIGIN[2])
        traces = ", ".join(f"{sign} {word}" for sign, word in zip(signs, words, strict=True))
        home = "; own: the origin’s own article" if any(one.own for one in rows) else ""
        said.append(f"Claims that trace to the origin: {traces}{home}.")
    said.append("To mend first: the costliest finding beside the text; what is only counted: --why.")
    return " ".join(said)


def _apart(rows: Sequence[Standing]) -> str:
    """Why some have no such share: they were read as no news."""
    genres = sorted({one.genre for one in rows if one.genre is not None and one.score is not None})
    return f"; – for what reads like {' or '.join(genres)}, and no news" if genres else ""


def percent(share: float) -> str:
    """A share, 0 to 1, of a hundred; what is nearly none, or nearly all, is told as less than one or more than 99."""
    return "<1" if share < 0.005 else ">99" if 0.995 <= share < 1 else f"{100 * share:.0f}"


def _mend(one: Standing, pen: Pen, room: int) -> list[str]:
    """What to mend first in an article, after the line on which it stands: on one line of so many cells as many of the
    words as fit it, or, where more than 80 columns were asked for, all of them on as many lines as they take."""
    if one.worst is None:
        return ["no claims, so no score" if one.score is None else "nothing found"]
    where = f"{one.worst.line}: " if one.worst.line and one.worst.findings else ""
    if pen.columns > 80:
        return wrap(pen.plain(where + one.worst.told()), room)
    shorter = [one.worst.told(most) for most in range(WORDS, len(one.worst.fault.split()), -1)]
    if one.worst.counted and not one.worst.findings:
        shorter.insert(1, f"{one.worst.fault}: {one.worst.counted} claim{'s' * (one.worst.counted > 1)}")
    for said in shorter:
        line = pen.plain(where + said)
        if width(line) <= room:
            return [line]
    left = room - width(pen.plain(f"{where}{one.worst.fault}: “”"))
    words = " ".join(one.worst.quoted())
    if words and left >= _FEW:
        return [pen.plain(f"{where}{one.worst.fault}: “{pen.ended(words, left)}”")]
    return [pen.ended(f"{where}{one.worst.fault}{' …' if words else ''}", room)]


def _bar(counts: Sequence[int], pen: Pen) -> str:
    """The kinds of an article's claims in BAR cells, a letter for each tenth."""
    made = []
    for kind, cells in zip(KINDS, tenths(counts), strict=True):
        made.append(pen.shade(pen.plain(LETTERS[kind]) * cells, _SHADES[kind]))
    return "".join(made) + " " * (BAR - sum(tenths(counts)))


def tenths(counts: Sequence[int]) -> list[int]:
    """How many of BAR cells each count gets: by its share, at least one where it is not 0; none where all are 0."""
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    given = [max(1, BAR * n // total) if n else 0 for n in counts]
    while sum(given) < BAR:
        place = max(range(len(counts)), key=lambda at: (counts[at] * BAR / total - given[at], -at))
        given[place] += 1
    while sum(given) > BAR:
        place = max(range(len(counts)), key=lambda at: (given[at] > 1, given[at] - counts[at] * BAR / total, -at))
        given[place] -= 1
    return given


def _leaning(number: int, one: Leaning, pen: Pen) -> list[str]:
    first = f"{number}. "
    many = f"in {one.articles} articles, {_whose(one)}" if one.articles > 1 else f"in one article, {_whose(one)}"
    return [
        first + pen.cut(one.text, pen.columns - len(first)),
        *(pen.shade(line, _FAINT) for line in pen.lines(f"{many}: {one.place}" if one.place else many, "   ", "   ")),
    ]


def _whose(one: Leaning) -> str:
    """From whom the articles say that they have a claim."""
    if one.on is None or not one.told:
        return "from nobody named"
    many = "" if one.before == one.told else f"{one.before} "
    before = f" ({many}carried)" if one.before else ""
    if one.told == one.articles:
        return f"{'all ' * (one.articles > 1)}from {one.on}{before}"
    return f"{one.told} from {one.on}{before}, {one.articles - one.told} from nobody named"


def _unlisted(alone: int, several: int) -> str:
    """Which repeated claims are not listed, and where they are."""
    said = [f"{alone} of one origin or none"] * (alone > 0) + [f"{several} of several"] * (several > 0)
    return f"Repeated too: {' and '.join(said)} (--table clusters)."
