"""The arguments of ``audit check`` and an audit go in; what is printed, and the exit status, come out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from audit.cli.output import CommandError

if TYPE_CHECKING:
    from audit.check import Check
    from audit.check.waivers import Waiver
    from audit.lexicon import Lexicon
    from audit.model import Article, Failure
    from audit.record.result import Audit


class ABOUT:
    """What ``audit --help`` and ``audit check --help`` say of the command."""

    help = "print findings one per line, as a linter does"
    description = (
        "Audits articles and prints what an editor should look at, one finding per line: "
        'file:line:column: criterion reason: "words" (who asks for it).'
    )
    epilog = (
        "Exit status: 0 clean, 1 findings at or above --level or a score below --fail-under, 2 nothing could be done, "
        "3 some inputs failed. A finding is settled by a comment in the text, "
        '<!-- audit: waive B6 "words": the reason -->, or by an entry of audit-waivers.toml.'
    )


FORMATS = ("text", "json", "sarif", "github")


@frozen
class Printed:
    """What ``audit check`` writes to standard output, says at the end and exits with, and all failures."""

    text: str
    summary: str
    status: int
    failures: tuple[Failure, ...]


def add_check(command: argparse.ArgumentParser) -> None:
    """Adds the arguments of its own to the command."""
    for name, what in (("--select", "only these criteria"), ("--ignore", "not these criteria")):
        shown = f"{what}, by commas: B6,C is B6 and all of C"
        command.add_argument(name, type=_criteria, action="extend", default=[], metavar="IDS", help=shown)
    command.add_argument(
        "--level",
        choices=("note", "warning", "error", "none"),
        default="warning",
        help="exit with 1 where a finding is at least this severe (default: warning); none: no finding counts",
    )
    command.add_argument(
        "--fail-under",
        type=_score,
        metavar="SCORE",
        help="exit with 1 where an article scores less than this (0 to 100)",
    )
    command.add_argument(
        "--format", choices=FORMATS, help="text (the default: one line per finding), json, sarif (2.1.0) or github"
    )
    command.add_argument(
        "--waivers",
        metavar="FILE",
        help="a file of findings that are settled (default: audit-waivers.toml, where there is one)",
    )
    command.add_argument("--show-waived", action="store_true", help="also print the lines of settled findings")
    command.add_argument(
        "--parses",
        metavar="FOLDER",
        help="keep dependency trees here, as CoNLL-U by article id, and parse only what is new or has changed; "
        "implies --rules-only",
    )
    command.add_argument("-o", "--output", metavar="FILE", help="write to a file, whole or not at all")


def asked_of(options: argparse.Namespace) -> dict[str, Any]:
    """What is asked of audit_articles: its arguments.

    With ``--parses`` the rules decide alone, since the word vectors that the learned part needs are not kept: so an
    article gives the same findings whether its trees are new or kept. The models are loaded only where they are needed.
    """
    if options.parses is None:
        return {"origin": options.origin, "model": options.model, "rules_only": options.rules_only}
    from audit.parse import load_parser
    from audit.parse.kept import KeptParser

    kept = KeptParser(options.parses, lambda: load_parser(options.model), options.model or "embedded")
    return {"origin": options.origin, "parser": kept, "rules_only": True}


def side_waivers(options: argparse.Namespace) -> tuple[Waiver, ...]:
    """The waivers of the side file. Raises WaiverError, CommandError."""
    from audit.check.waivers import SIDE_FILE, read_waivers

    path = Path(options.waivers or SIDE_FILE)
    if options.waivers is None and not path.is_file():
        return ()
    return read_waivers(path)


def printed(
    options: argparse.Namespace, result: Audit, articles: Sequence[Article], lexicon: Lexicon, side: Sequence[Waiver]
) -> Printed:
    """The findings of an audit in the format asked for. Raises CommandError for a criterion that there is not."""
    from audit import __version__
    from audit.check import check
    from audit.check.sarif import as_github, as_json, as_sarif
    from audit.check.waivers import WaiverError, waivers_in
    from audit.model import Failure

    _known(options, result, lexicon)
    waivers, broken = list(side), list[Failure]()
    for article in articles:
        try:
            waivers += waivers_in(article)
        except WaiverError as error:
            where, _, message = str(error).partition(": ")
            broken.append(Failure(where, message))
    result = evolve(result, failures=(*result.failures, *broken))
    found = check(
        result,
        articles,
        lexicon,
        waivers=waivers,
        select=options.select,
        ignore=options.ignore,
        level=options.level,
        fail_under=options.fail_under,
    )
    form = options.format or "text"
    if form == "json":
        text = _json(as_json(found, __version__))
    elif form == "sarif":
        text = _json(as_sarif(found, __version__, lexicon))
    else:
        lines = as_github(found) if form == "github" else _lines(found, options.show_waived)
        text = "".join(f"{line}\n" for line in lines)
    return Printed(text, _summary(found, len(result.articles)), found.status, result.failures)


def _lines(found: Check, waived: bool) -> list[str]:
    from audit.check import line_of

    lines = [line_of(row) for row in (found.checked if waived else found.open)]
    names = {id: f"{file}" if file == id or id in file else f"{file}[{id}]" for id, file, _ in found.low}
    lines += [f"{names[id]}: scores {score:g}, less than {found.fail_under:g}" for id, _, score in found.low]
    return lines


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


def _known(options: argparse.Namespace, result: Audit, lexicon: Lexicon) -> None:
    known = (
        {entry.id for entry in lexicon.file("criteria")} | {finding.criterion for finding in result.findings} | {"C7"}
    )
    for name in (*options.select, *options.ignore):
        if name not in known and not any(name.isalpha() and one.startswith(name) for one in known):
            raise CommandError(f'there is no criterion "{name}"; there are {", ".join(sorted(known, key=_by_number))}')


def _by_number(id: str) -> tuple[str, int, str]:
    digits = "".join(filter(str.isdigit, id))
    return id[:1], int(digits or 0), id


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=True, indent=1) + "\n"


def _criteria(given: str) -> list[str]:
    names = [name.strip() for name in given.split(",") if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError("must name a criterion, such as B6")
    return names


def _score(given: str) -> float:
    try:
        value = float(given)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 100, not {given}")
    return value
