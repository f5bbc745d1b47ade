"""An Audit and its articles go in; findings with file, line and column come out, as a linter gives them.

Lines and columns count from 1, columns in code points (a byte order mark is none). Where an article is not a file of
its own (a line of JSON, a web page, standard input), they count in the article's text, and its id is given with the
file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from attrs import frozen

from audit.check.waivers import Sorted, Waiver, settle
from audit.lexicon import Lexicon
from audit.model import SEVERITIES, Article, Failure, Finding, Span
from audit.model.printed import clean
from audit.read.places import Lines, counts_in_file
from audit.read.places import shown_place as at_place
from audit.record.result import Audit
from audit.score.merged import merged

CLEAN, FOUND, PARTLY = 0, 1, 3
LEVELS: Final = (*SEVERITIES, "none")

_SAID_BY: Final = re.compile(r"\s*\([^()]*\)")
_LONGEST: Final = 60


@frozen
class Place:
    """Where a finding starts and ends: lines, and columns in code points, from 1; ``end_column`` is the first after it.

    ``whole`` is False where lines do not count in the file as a whole.
    """

    file: str
    line: int
    column: int
    end_line: int  # the last line that it touches
    end_column: int
    whole: bool = True


@frozen
class Checked:
    """A finding ready to be shown: its place, the words there, who asks for it, and the waiver that settles it."""

    finding: Finding
    place: Place
    words: str
    standards: tuple[str, ...]
    waiver: Waiver | None = None


@frozen
class Check:
    """What a check found, in the order of files and lines, and what of it counts.

    ``checked`` holds settled findings too, at their place. ``scores`` are those of all articles, 0 to 100, each with id
    and file; ``low`` those of them that lie below ``fail_under``, the score asked for.
    """

    checked: tuple[Checked, ...]
    low: tuple[tuple[str, str, float], ...]
    scores: tuple[tuple[str, str, float | None], ...]
    unused: tuple[Waiver, ...]
    failures: tuple[Failure, ...]
    level: str
    fail_under: float | None

    @property
    def open(self) -> tuple[Checked, ...]:
        """The findings that no waiver settles."""
        return tuple(one for one in self.checked if one.waiver is None)

    @property
    def settled(self) -> tuple[Checked, ...]:
        """The findings that a waiver settles."""
        return tuple(one for one in self.checked if one.waiver is not None)

    @property
    def counting(self) -> tuple[Checked, ...]:
        """The open findings at or above the level."""
        if self.level == "none":
            return ()
        return tuple(c for c in self.open if SEVERITIES.index(c.finding.severity) >= SEVERITIES.index(self.level))

    @property
    def status(self) -> int:
        """The exit status: 3 where some inputs failed, else 1 where something counts, else 0."""
        if self.failures:
            return PARTLY
        return FOUND if self.counting or self.low else CLEAN


def check(
    result: Audit,
    articles: Iterable[Article],
    lexicon: Lexicon,
    *,
    waivers: Sequence[Waiver] = (),
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    level: str = "warning",
    fail_under: float | None = None,
) -> Check:
    """The findings of an audit, selected, settled, those at the same words joined, and placed.

    ``select`` and ``ignore`` name criteria or their first letters ("B6", "B"); without ``select`` all are taken.
    ``level`` is one of LEVELS. Scores are those of the audit, whatever is selected or settled.
    """
    given = {article.id: article for article in articles}
    texts = {id: article.text for id, article in given.items()}
    wanted = [f for f in result.findings if _wanted(f.criterion, select, ignore)]
    divided: Sorted = settle(wanted, waivers, texts)
    lines = {id: Lines(texts[id]) for id in {f.article for f in wanted} & set(texts)}
    names = {entry.id: _standards(entry.origin) for entry in lexicon.file("criteria")}
    rows: list[Checked] = []
    for finding, waiver in [(f, None) for f in merged(divided.left)] + [(s.finding, s.waiver) for s in divided.settled]:
        words = " ".join(finding.spans[0].of(texts[finding.article]).split()) if finding.spans else ""
        standards = finding.standards or names.get(finding.criterion, ())
        place = _place(finding, given[finding.article], lines[finding.article])
        rows.append(Checked(finding, place, words, standards, waiver))
    rows.sort(
        key=lambda row: (row.place.file, row.finding.article, row.place.line, row.place.column, row.finding.criterion)
    )
    scores = tuple((a.id, a.path or a.id, a.score) for a in result.articles)
    low = tuple((i, p, s) for i, p, s in scores if s is not None and fail_under is not None and s < fail_under)
    return Check(tuple(rows), low, scores, divided.unused, result.failures, level, fail_under)


def line_of(row: Checked) -> str:
    """A finding as one line: ``file:line:column: B6 no reason given: "one former official" (AP, SPJ)``."""
    finding = row.finding
    said = _lowered(" ".join(finding.reason.split()).rstrip("."))
    words = row.words if len(row.words) <= _LONGEST else f"{row.words[: _LONGEST - 1].rstrip()}…"
    told = f"“{row.words}”" in said  # a reason that quotes the words needs them no second time
    shown = f': "{words}"' if words and not told else ""
    more = f" and {len(finding.spans) - 1} more" if len(finding.spans) > 1 else ""
    asked = f" ({', '.join(row.standards)})" if row.standards else ""
    settled = f" [waived: {row.waiver.reason}]" if row.waiver else ""
    return clean(f"{shown_place(row)}: {'+'.join(finding.criteria)} {said}{shown}{more}{asked}{settled}")


def shown_place(row: Checked) -> str:
    """``file:line:column``, or ``file[id]:line:column`` where lines count in the article's text."""
    return at_place(row.place.file, row.finding.article, row.place.line, row.place.column)


def _wanted(criterion: str, select: Collection[str], ignore: Collection[str]) -> bool:
    return (not select or _among(criterion, select)) and not _among(criterion, ignore)


def _among(criterion: str, names: Collection[str]) -> bool:
    """Whether a name is the criterion, or the letter that it begins with: "B" takes all of B, "B1" not B10."""
    return any(name == criterion or (name.isalpha() and criterion.startswith(name)) for name in names)


def _standards(origin: str) -> tuple[str, ...]:
    """The handbooks of an entry's origin, without what stands in brackets."""
    return tuple(name for part in _SAID_BY.sub("", origin).split(";") if (name := part.strip()))


def _lowered(words: str) -> str:
    """Without the capital of a sentence, unless the first word is a name or all capitals."""
    first = words.split(" ", 1)[0]
    return words if len(first) < 2 or not first[1:].islower() else words[:1].lower() + words[1:]


def _place(finding: Finding, article: Article, lines: Lines) -> Place:
    """The place of a finding's first span; the first character where it has none."""
    span = finding.spans[0] if finding.spans else Span(0, 0)
    where = (*lines.at(span.start), *lines.at(span.end))
    return Place(article.path or article.id, *where, counts_in_file(article.path))
