"""Texts and a side file go in, waivers come out: findings that an editor has settled, each with the reason for it.

In the text, a comment: ``<!-- audit: waive B6 "one former official": agreed with the desk, J.D. -->``; without words in
quotation marks it settles every B6 of the article. In a side file, one table for each:

    [[waive]]
    article = "harbour"            # the article's id; leave it out for all articles
    criterion = "B6"
    words = "one former official"  # leave it out for every place
    reason = "agreed with the desk, J.D."

Words and not places are matched, so a waiver outlives a new paragraph above it and a new audit. Case, white space
and the form of quotation marks do not matter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field, frozen

from audit.model import Article, Finding, Span
from audit.read.places import Lines

SIDE_FILE: Final = "audit-waivers.toml"

_COMMENT: Final = re.compile(r"<!--\s*audit\s*:\s*waive\b(?P<rest>.*?)-->", re.DOTALL | re.IGNORECASE)
_PARTS: Final = re.compile(
    r"\s*(?P<criterion>[\w.-]+?)\s*(?:[\"“](?P<words>.*?)[\"”]\s*)?:\s*(?P<reason>.*\S)\s*", re.DOTALL
)
_MARKS: Final = str.maketrans("“”„«»‘’", '"""""\'\'')


class WaiverError(ValueError):
    """A waiver cannot be read; the message names the file, the place and what to write."""


@frozen
class Waiver:
    """What is settled: a criterion, in one article or all, for some words or everywhere; why; and where it is written.

    ``inside`` tells a comment in the text from an entry of a side file.
    """

    criterion: str
    reason: str
    where: str
    words: str | None = None
    article: str | None = None
    inside: bool = False

    def covers(self, finding: Finding, words: str) -> bool:
        """Whether it settles a finding where the text has these words."""
        if self.criterion.casefold() != finding.criterion.casefold():
            return False
        if self.article is not None and self.article != finding.article:
            return False
        if self.words is None:
            return True
        mine, theirs = _plain(self.words), _plain(words)
        return bool(mine) and (mine in theirs or (bool(theirs) and theirs in mine))


@frozen
class Settled:
    """A finding, or those of its places, that a waiver covers."""

    finding: Finding
    waiver: Waiver


@frozen
class Sorted:
    """Findings divided by the waivers: those left, those settled, and the waivers that covered nothing."""

    left: tuple[Finding, ...]
    settled: tuple[Settled, ...] = ()
    unused: tuple[Waiver, ...] = field(default=())


def waivers_in(article: Article) -> tuple[Waiver, ...]:
    """The waivers in an article's comments. Raises WaiverError for one without a criterion or a reason."""
    found, lines = [], Lines(article.text)
    for match in _COMMENT.finditer(article.text, 0, article.text.rfind("-->") + 3):
        line, _ = lines.at(match.start())
        where = f"{article.path or article.id}:{line}"
        parts = _PARTS.fullmatch(match["rest"])
        if parts is None:
            form = '<!-- audit: waive B6 "words of the text": the reason -->'
            raise WaiverError(f"{where}: a waiver needs a criterion and, after a colon, a reason: {form}")
        reason = " ".join(parts["reason"].split())
        found.append(Waiver(parts["criterion"], reason, where, parts["words"], article.id, inside=True))
    return tuple(found)


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers of a side file, in order. Raises WaiverError, naming file, entry and key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WaiverError(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WaiverError(f"{path}: not a TOML file: {error}") from error
    extra = set(table) - {"waive"}
    rows = table.get("waive", [])
    if extra or not isinstance(rows, list):
        raise WaiverError(f'{path}: key "{min(extra, default="waive")}": only [[waive]] tables may stand here')
    return tuple(_waiver(path, number, row) for number, row in enumerate(rows, start=1))


def _waiver(path: Path, number: int, row: dict[str, Any]) -> Waiver:
    where = f"{path}: waiver {number}"
    for key in row:
        if key not in ("article", "criterion", "words", "reason"):
            raise WaiverError(f'{where}: key "{key}": unknown; known are article, criterion, words, reason')
    for key in ("criterion", "reason"):
        if key not in row:
            raise WaiverError(f'{where}: key "{key}": missing')
    for key, value in row.items():
        if not isinstance(value, str) or not value.strip():
            raise WaiverError(f'{where}: key "{key}": must be a string that is not empty')
    return Waiver(row["criterion"], row["reason"], where, row.get("words"), row.get("article"))


def settle(findings: Iterable[Finding], waivers: Sequence[Waiver], texts: dict[str, str]) -> Sorted:
    """The findings divided by the waivers, in order; ``texts`` is article id -> text.

    Of a finding with several places, those that a waiver covers are settled and the others left.
    """
    left, settled = list[Finding](), list[Settled]()
    used = set[Waiver]()
    for finding in findings:
        text = texts.get(finding.article, "")
        open_places = list[Span]()
        covered: dict[Waiver, list[Span]] = {}
        for span in finding.spans:
            waiver = next((w for w in waivers if w.covers(finding, span.of(text))), None)
            (open_places if waiver is None else covered.setdefault(waiver, [])).append(span)
        if not finding.spans:
            waiver = next((w for w in waivers if w.covers(finding, "")), None)
            if waiver is not None:
                covered[waiver] = []
        used |= set(covered)
        for waiver, spans in covered.items():
            settled.append(Settled(_at(finding, spans), waiver))
        if open_places or not covered:
            left.append(_at(finding, open_places))
    unused = tuple(w for w in waivers if w not in used and (w.article is None or w.article in texts))
    return Sorted(tuple(left), tuple(settled), unused)


def _at(finding: Finding, spans: Sequence[Span]) -> Finding:
    return evolve(finding, spans=tuple(spans))


def _plain(words: str) -> str:
    return " ".join(words.translate(_MARKS).casefold().split())
