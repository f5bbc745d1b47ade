"""An Audit, its articles and what is asked for go in; the text that ``audit check`` prints and its status come out."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field, frozen

from audit.check.findings import Check, check, line_of
from audit.check.sarif import as_github, as_json, as_sarif
from audit.check.waivers import SIDE_FILE, Waiver, WaiverError, read_waivers, waivers_in
from audit.lexicon import Lexicon
from audit.model import Article, Failure
from audit.model.printed import clean
from audit.record.result import Audit

FORMATS: Final = ("text", "json", "sarif", "github")


class CriterionError(ValueError):
    """A criterion was asked for that there is not; the message names those that there are."""


@frozen
class Asked:
    """What is asked of a check: which criteria (ids or letters), from what level on and below what score
    (``fail_under``, 0 to 100) it fails, one of FORMATS, and whether settled findings are shown too (in the format
    text)."""

    select: Collection[str] = ()
    ignore: Collection[str] = ()
    level: str = "warning"
    fail_under: float | None = None
    form: str = field(default="text")
    waived: bool = False

    @form.validator
    def _known(self, _: object, value: str) -> None:
        if value not in FORMATS:
            raise ValueError(f'there is no format "{value}"; there are {", ".join(FORMATS)}')


@frozen
class Shown:
    """What is written to standard output, what is said at the end, the exit status, and all failures."""

    text: str
    summary: str
    status: int
    failures: tuple[Failure, ...]


def side_waivers(given: str | Path | None = None) -> tuple[Waiver, ...]:
    """The waivers of a side file; without one named, those of SIDE_FILE where there is one. Raises WaiverError."""
    path = Path(given or SIDE_FILE)
    return () if given is None and not path.is_file() else read_waivers(path)


def shown(
    result: Audit,
    articles: Sequence[Article],
    lexicon: Lexicon,
    asked: Asked,
    waivers: Sequence[Waiver] = (),
    version: str = "0",
) -> Shown:
    """The findings of an audit in the format asked for, settled by ``waivers`` and by those in the articles' comments.

    A comment that cannot be read is a failure. ``version`` is ours, for the formats that state it. Raises
    CriterionError for a criterion that there is not.
    """
    _all_known((*asked.select, *asked.ignore), result, lexicon)
    settled, broken = list(waivers), list[Failure]()
    for article in articles:
        try:
            settled += waivers_in(article)
        except WaiverError as error:
            where, _, message = str(error).partition(": ")
            broken.append(Failure(where, message))
    if broken:
        result = evolve(result, failures=(*result.failures, *broken))
    found = check(
        result,
        articles,
        lexicon,
        waivers=settled,
        select=asked.select,
        ignore=asked.ignore,
        level=asked.level,
        fail_under=asked.fail_under,
    )
    if asked.form == "json":
        text = _json(as_json(found, version))
    elif asked.form == "sarif":
        text = _json(as_sarif(found, version, lexicon))
    else:
        lines = as_github(found) if asked.form == "github" else _lines(found, asked.waived)
        text = "".join(f"{line}\n" for line in lines)
    return Shown(text, clean(_summary(found, len(result.articles))), found.status, result.failures)


def _lines(found: Check, waived: bool) -> list[str]:
    lines = [line_of(row) for row in (found.checked if waived else found.open)]
    names = {id: f"{file}" if file == id or id in file else f"{file}[{id}]" for id, file, _ in found.low}
    lines += [f"{names[id]}: scores {score:g}, less than {found.fail_under:g}" for id, _, score in found.low]
    return list(map(clean, lines))


def _summary(found: Check, articles: int) -> str:
    def count(number: int, noun: str) -> str:
        return f"{number} {noun}{'' if number == 1 else 's'}"

    parts = [f"{count(len(found.open), 'finding')} in {count(articles, 'article')}"]
    if found.level != "none" and len(found.counting) != len(found.open):
        parts.append(f"{len(found.counting)} of level {found.level} or above")
    if found.settled:
        parts.append(f"{len(found.settled)} waived")
    if found.unused:
        parts.append(
            f"{count(len(found.unused), 'waiver')} matched nothing ({', '.join(w.where for w in found.unused)})"
        )
    return ", ".join(parts)


def _all_known(names: Sequence[str], result: Audit, lexicon: Lexicon) -> None:
    known = {entry.id for entry in lexicon.file("criteria")} | {finding.criterion for finding in result.findings}
    for name in names:
        if name not in known and not any(name.isalpha() and one.startswith(name) for one in known):
            there = ", ".join(sorted(known, key=_by_number))
            raise CriterionError(f'there is no criterion "{name}"; there are {there}')


def _by_number(id: str) -> tuple[str, int, str]:
    digits = "".join(filter(str.isdigit, id))
    return id[:1], int(digits or 0), id


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=True, indent=1) + "\n"
