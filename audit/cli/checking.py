"""The command ``audit check``: a parser of arguments goes in and gets its own; what they ask for comes out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from audit.cli.output import CommandError

if TYPE_CHECKING:
    from audit.check.shown import Asked
    from audit.model import Article
    from audit.parse import Parser


class ABOUT:
    """What ``audit --help`` and ``audit check --help`` say of the command."""

    help = "print findings one per line, as a linter does"
    description = (
        "Audits articles and prints what an editor should look at, one finding per line: "
        'file:line:column: criterion reason: "words" (who asks for it).'
    )
    examples = (
        "audit check seeds/003-no-credit.md",
        "audit check seeds/ --select B,C --level error",
        "audit check seeds/ --fail-under 60 --format sarif -o audit.sarif",
    )
    epilog = (
        "Exit status: 0 clean, 1 findings at or above --level or a score below --fail-under, 2 nothing could be done, "
        "3 some inputs failed or read like no news. A finding is settled by a comment in the text, "
        '<!-- audit: waive B6 "words": the reason -->, or by an entry of audit-waivers.toml.'
    )


FORMATS = ("text", "json", "sarif", "github")  # those of audit.check.shown, which is not imported for the help


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
        metavar="FILE.sqlite|FOLDER",
        help="keep dependency trees here, and parse only what is new or has changed: in a store (.sqlite) that several "
        "processes may share, or as CoNLL-U by article id; implies --rules-only",
    )
    command.add_argument("-o", "--output", metavar="FILE", help="write to a file, whole or not at all")


def audit_asked(
    options: argparse.Namespace, articles: Iterable[Article], told: Callable[[str], None]
) -> dict[str, Any]:
    """What is asked of an audit of these articles: arguments of ``audit_articles``; ``told`` takes warnings. Raises
    ModelError, CommandError.

    With ``--parses`` the rules decide alone, since the word vectors that the learned part needs are not kept: so an
    article gives the same findings whether its trees are new or kept. The models are loaded only where they are needed.
    """
    if options.parses is None:
        asked = {"origin": options.origin, "model": options.model, "rules_only": options.rules_only}
        return asked | {"jobs": options.jobs or gainful_for(articles)}
    if (options.jobs or 1) > 1:
        raise CommandError("--jobs parses in several processes, and --parses keeps trees in one: leave one of them out")
    return {"origin": options.origin, "parser": keeping(options.parses, options.model, told), "rules_only": True}


def gainful_for(articles: Iterable[Article]) -> int:
    """In how many processes articles are audited where nobody says: as many as make it quicker."""
    from audit.parse.processes import gainful

    return gainful(sum(len(article.text.split()) for article in articles))


def keeping(path: str, model: str | None, told: Callable[[str], None]) -> Parser:
    """The parser that keeps its trees in a store, or in a folder; ``told`` is called once, where a store had to take
    some away. Raises ModelError."""
    from audit import __version__
    from audit.parse import load_parser
    from audit.parse.kept import KeptParser
    from audit.parse.store import is_store, stored

    if is_store(path):
        return stored(path, lambda: load_parser(model), model, __version__, told)
    return KeptParser(path, lambda: load_parser(model), model or "embedded")


def criteria_asked(options: argparse.Namespace) -> Asked:
    """What is asked of the check."""
    from audit.check.shown import Asked

    return Asked(
        select=options.select,
        ignore=options.ignore,
        level=options.level,
        fail_under=options.fail_under,
        form=options.format or "text",
        waived=options.show_waived,
    )


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
