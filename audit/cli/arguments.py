"""What runs each command goes in, the parser of the command line comes out; nothing heavy is imported for the help."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable, Mapping
from typing import Final, NoReturn

from audit.cli.checking import ABOUT, add_check
from audit.cli.values import Version, a_number, an_outlet, mebibytes, number_of_jobs, table_format

Run = Callable[[argparse.Namespace], int]
TABLES: Final = (
    *("articles", "traces", "sources", "claims", "findings", "clusters", "matrix", "credit", "echoes", "origins"),
)


def make_parser(runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """The parser of ``audit``; each command's options get, as ``run``, what runs the command."""
    parser = _Parser(
        prog="audit",
        description="Audits the sourcing of news articles: who each claim is attributed to, how openly, and whether it "
        "traces back to the outlet that first reported it.",
        formatter_class=_Help,
        epilog=_examples(
            'audit report seeds/ --origin "NBC News"',
            'audit report seeds/ --origin "NBC News" -o report.html',
            "audit check seeds/003-no-credit.md",
            "audit explain seeds/003-no-credit.md:8",
            ending="audit COMMAND --help tells more of a command.",
        ),
    )
    parser.add_argument("--version", action=Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    report = commands.add_parser(
        "report",
        help="audit articles and print a brief, tables or a page",
        description="Audits articles and prints a brief: who broke the story and who credits whom, each article on a "
        "line, the claims that lean on one origin or on nobody, what could not be judged. Tables with --table and "
        "--claims, a page with -o report.html.",
        formatter_class=_Help,
        epilog=_examples(
            'audit report seeds/ --origin "NBC News"',
            'audit report seeds/ --origin "NBC News" --origin Reuters --table credit',
            "audit report seeds/ --origin auto --table origins",
            "audit report seeds/003-no-credit.md --claims -o claims.csv",
            "audit report seeds/ --origin auto -o report.html",
            "audit report seeds/ -o story.xlsx",
            "audit report seeds/ --why 003-no-credit",
            ending="Exit status: 0 done, 2 nothing could be done, 3 done but some inputs failed.",
        ),
    )
    _add_common(report, many=True)
    _add_origin(report)
    report.add_argument("--claims", action="store_true", help="also print one row per claim, with its file and line")
    report.add_argument(
        "--attitudes", action="store_true", help="list wishes and plans (wants, vowed to) among the claims too"
    )
    report.add_argument("--table", choices=TABLES, metavar="NAME", help=f"print one table alone: {', '.join(TABLES)}")
    report.add_argument(
        "--format",
        type=table_format,
        metavar="FORMAT",
        help="brief (the default), simple (that of a table), any other format of tabulate (grid, github, html, ...), "
        "csv, json or jsonl; "
        "xlsx (a sheet for each table, extra xlsx) or jsonld; dot, graph-json or prov draw who had it from whom; "
        "without --table, json is the whole audit, and html one page with the articles' texts, for a browser or paper",
    )
    report.add_argument(
        "-o",
        "--output",
        metavar="FILE|FOLDER/",
        help="write to a file (its suffix chooses the format where --format does not), or to a folder, a file for each "
        "table; missing folders are made, and a file is written whole or not at all",
    )
    report.add_argument("--bom", action="store_true", help="begin CSV with a byte order mark, for older spreadsheets")
    report.add_argument(
        "--attributions",
        metavar="FOLDER",
        help="take the attributions of a folder of brat's files, corrected by hand, in place of what is found",
    )
    report.add_argument("--why", metavar="ARTICLE", help="print one article's ledger instead: its id, outlet or title")
    report.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours in the brief: auto (the default) on a terminal, unless NO_COLOR is set",
    )
    report.add_argument("--ascii", action="store_true", help="print plain letters alone, no signs beyond ASCII")
    report.add_argument("--wide", action="store_true", help="let the brief (120) and tables be wider than 80 columns")
    report.set_defaults(run=runs["report"])

    stream = commands.add_parser(
        "stream",
        help="audit any number of articles, each by itself, into JSON Lines or Parquet",
        description="Audits any number of articles, each by itself, and writes one JSON object a line, or, where the "
        "output ends in .parquet, one row each into the parts of a folder. Memory stays the same however many there "
        "are. A run that was stopped, however it was, goes on where it stopped when the same command is given again. "
        "What failed stands in OUT.failed, with its reason; OUT.journal says how far.",
        formatter_class=_Help,
        epilog=_examples(
            'audit stream seeds/ --origin "NBC News" -o audited.jsonl',
            'audit stream "seeds/00*.md" -o again.jsonl --quiet',
            "audit stream seeds/ -o audited.parquet    # extra arrow",
            "audit stream --again audited.jsonl.failed -o mended.jsonl    # where some failed",
            "audit stream seeds/ --origin auto --trace -o traced.jsonl    # echoes, clusters, joined names",
            ending="Exit status: 0 done, 2 nothing could be done, 3 done but some inputs failed, 130 interrupted.",
        ),
    )
    _add_common(stream, any_number=True)
    _add_origin(stream)
    stream.add_argument("-o", "--output", metavar="FILE", required=True, help="the JSON Lines to write, or OUT.parquet")
    stream.add_argument(
        "--trace",
        action="store_true",
        help="trace all articles together, in bounded memory, as one audit of all would, to JSON Lines; needs --origin",
    )
    stream.add_argument(
        "--block",
        type=a_number,
        metavar="ARTICLES",
        help="for --trace: the most articles that are traced together; more are split by time (default: 1,000)",
    )
    stream.add_argument("--again", metavar="FILE", help="read what FILE lists, an OUT.failed, in place of PATHs")
    stream.add_argument("--anew", action="store_true", help="begin again, whatever lies there")
    stream.add_argument(
        "--limit",
        type=mebibytes,
        metavar="MIB",
        help="the most MiB of one article in its file (default: 16)",
    )
    stream.add_argument(
        "--parses",
        metavar="FILE.sqlite",
        help="keep dependency trees in this store, which several processes may share; implies --rules-only",
    )
    stream.set_defaults(run=runs["stream"])

    compare = commands.add_parser(
        "compare",
        help="explain the difference between two articles' scores",
        description="Audits two articles and explains, criterion by criterion, what sets their scores apart.",
        formatter_class=_Help,
        epilog=_examples(
            "audit compare seeds/001-explainer.md seeds/003-no-credit.md",
            ending="Exit status: 0 done, 2 nothing could be done, 3 done but some inputs failed.",
        ),
    )
    _add_common(compare, two=True)
    compare.add_argument("-o", "--output", metavar="FILE", help="write to a file, whole or not at all")
    compare.set_defaults(run=runs["compare"])

    attributions = commands.add_parser(
        "attributions",
        help="list every attribution with its spans",
        description="Lists every attribution found, one JSON object per article: source, cue and content as "
        "[start, end] offsets into the article's text.",
        formatter_class=_Help,
        epilog=_examples(
            "audit attributions seeds/ -o found.jsonl",
            "audit attributions seeds/ --format brat -o marked/",
            ending="Exit status: 0 done, 2 nothing could be done, 3 done but some inputs failed.",
        ),
    )
    _add_common(attributions, scores=False, many=True)
    attributions.add_argument(
        "--format", choices=("jsonl", "json", "brat"), help="jsonl (the default), json, or brat, which fills a folder"
    )
    attributions.add_argument(
        "--univocal",
        action="store_true",
        help="of attributions whose contents overlap, keep the one that PolNeAR would",
    )
    attributions.add_argument(
        "-o", "--output", metavar="FILE|FOLDER/", help="write to a file, whole or not at all; brat's files to a folder"
    )
    attributions.set_defaults(run=runs["attributions"])

    check = commands.add_parser(
        "check",
        help=ABOUT.help,
        description=ABOUT.description,
        formatter_class=_Help,
        epilog=_examples(*ABOUT.examples, ending=ABOUT.epilog),
    )
    _add_common(check, many=True)
    _add_origin(check)
    add_check(check)
    check.set_defaults(run=runs["check"])

    explained = commands.add_parser(
        "explain",
        help="say in plain words what each sentence is read as, and why",
        description="Says in plain words what each sentence is read as: who says what, because of which words, counted "
        "as what, and what it is not read as. PATH:LINE takes one line's sentences.",
        formatter_class=_Help,
        epilog=_examples(
            "audit explain seeds/003-no-credit.md:8",
            "audit explain seeds/003-no-credit.md:8 --tree",
            ending="Exit status: 0 done, 2 nothing could be done, 3 done but some inputs failed.",
        ),
    )
    _add_common(explained, scores=False)
    explained.add_argument(
        "--tree",
        action="store_true",
        help="also the dependency tree, the rules that fired, those that lost, and the sentence as a lexicon example",
    )
    explained.set_defaults(run=runs["explain"])

    diff = commands.add_parser(
        "diff",
        help="say what changed between two audits of a developing story",
        description="Reads two audits that audit report --format json wrote, and says, article by article, whose score "
        "moved, which claims went from anonymous to named or got a credit, and which are new or gone.",
        formatter_class=_Help,
        epilog=_examples(
            "audit report seeds/ -o monday.json",
            "audit report seeds/ -o tuesday.json    # a day later",
            "audit diff monday.json tuesday.json",
            "audit diff monday.json tuesday.json -o changes.json",
            ending="Exit status: 0 done, 2 nothing could be done.",
        ),
    )
    diff.add_argument("old", metavar="OLD.json", help="the earlier audit")
    diff.add_argument("new", metavar="NEW.json", help="the later audit")
    diff.add_argument("--format", choices=("text", "json"), help="text (the default), or json, for a program")
    diff.add_argument(
        "-o", "--output", metavar="FILE", help="write to a file, whole or not at all; its suffix chooses the format"
    )
    diff.set_defaults(run=runs["diff"])

    cache = commands.add_parser(
        "cache",
        help="show what a store of parses holds, bound and trim it",
        description="Shows what a store of parses, as --parses FILE.sqlite keeps one, holds and may hold; --most sets "
        "how much it keeps from now on, --trim takes away what was longest not asked for.",
        formatter_class=_Help,
        epilog=_examples(
            "audit check seeds/ --parses parses.sqlite",
            "audit cache parses.sqlite",
            "audit cache parses.sqlite --trim 500",
            "audit cache parses.sqlite --most 16000",
        ),
    )
    cache.add_argument("store", metavar="FILE.sqlite", help="the store")
    cache.add_argument("--trim", type=mebibytes, metavar="MIB", help="keep at most so many MiB of trees now")
    cache.add_argument(
        "--most",
        type=mebibytes,
        metavar="MIB",
        help="keep at most so many MiB of trees from now on (default: 4096; an article of 600 words takes some 11 KiB)",
    )
    cache.set_defaults(run=runs["cache"])

    serve = commands.add_parser(
        "serve",
        help="answer requests over HTTP with audits",
        description="Answers POST /audit with the audit of an article or a story, as JSON or, for Accept: text/html, "
        "as one page; GET /health and /metrics tell how it goes. Nothing is kept. Needs the extra serve.",
        formatter_class=_Help,
        epilog=_examples(
            "audit serve --port 8321",
            """curl -d '{"text": "The pier will close, the mayor said."}' http://127.0.0.1:8321/audit""",
        ),
    )
    serve.add_argument("--host", default="127.0.0.1", help="the address (default: 127.0.0.1, this machine alone)")
    serve.add_argument("--port", type=int, default=8321, help="the port (default: 8321)")
    serve.add_argument(
        "--limit", type=mebibytes, default=4.0, metavar="MIB", help="the most MiB of a body (default: 4)"
    )
    serve.add_argument("--seconds", type=float, default=120.0, help="the most seconds of an answer (default: 120)")
    serve.add_argument("--waiting", type=int, default=16, metavar="N", help="requests that may wait (default: 16)")
    _add_rules(serve)
    _add_manners(serve)
    serve.set_defaults(run=runs["serve"])

    completion = commands.add_parser(
        "completion",
        help="print the script by which a shell completes this command",
        description="Prints the script by which a shell completes audit's commands and options.",
        formatter_class=_Help,
        epilog=_examples("audit completion bash > ~/.local/share/bash-completion/completions/audit"),
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")
    completion.set_defaults(run=runs["completion"], parser=parser)

    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of what --format json writes",
        description="Prints the JSON Schema (draft 2020-12) of the JSON that audit report writes.",
        formatter_class=_Help,
        epilog=_examples("audit schema -o audit.schema.json"),
    )
    schema.add_argument("-o", "--output", metavar="FILE", help="write to a file, whole or not at all")
    schema.set_defaults(run=runs["schema"])
    return parser


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one message, without the usage, which takes half a screen."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; {self.prog} --help tells more\n")


class _Help(argparse.HelpFormatter):
    """Leaves examples as they are; everything else is wrapped."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n" in text else super()._fill_text(text, width, indent)


def _examples(*lines: str, ending: str = "") -> str:
    """What stands below a command's help: lines to try, and what its exit status says."""
    shown = "\n".join(f"  {line}" for line in lines)
    return "\n\n".join(filter(None, (f"examples:\n{shown}", textwrap.fill(ending, 78))))


def _add_common(
    command: argparse.ArgumentParser,
    two: bool = False,
    scores: bool = True,
    many: bool = False,
    any_number: bool = False,
) -> None:
    kinds = f".txt, .md, .jsonl, .html, .rss, .warc, {'.parquet, ' if any_number else ''}…"
    paths = f"files ({kinds}), folders, patterns, or - for standard input"
    command.add_argument(
        "paths",
        nargs=2 if two else "*" if any_number else "+",
        metavar="PATH",
        help="a file of one article (.txt, .md, .html, …)" if two else paths,
    )
    _add_rules(command, scores)
    command.add_argument(
        "--rules-only",
        action="store_true",
        help="find attributions by lexicon and rules alone, without what was learned",
    )
    if many:
        command.add_argument(
            "--jobs",
            type=number_of_jobs,
            metavar="N",
            help="parse and read in so many processes (default: as many as are quicker here, one below 30,000 words), "
            "with the same result; each loads its own models, some 1 GB",
        )
    _add_manners(command)


def _add_origin(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--origin",
        type=an_outlet,
        action="append",
        metavar="NAME",
        help='the outlet to trace claims to, such as "NBC News"; may be given several times; auto finds those that '
        "articles credit",
    )


def _add_rules(command: argparse.ArgumentParser, scores: bool = True) -> None:
    command.add_argument(
        "--model",
        metavar="MODEL",
        help="a folder of Stanza models, or stanza:default or stanza:default_accurate, which are downloaded once; "
        "without it, the embedded models",
    )
    command.add_argument(
        "--lexicon",
        action="append",
        default=[],
        metavar="FOLDER",
        help="lay a folder of lexicons over ours; may be given several times",
    )
    if scores:
        command.add_argument(
            "--preset",
            metavar="NAME|FILE",
            help="score by the criteria of one handbook (ap, bbc, npr, reuters) or by your own weights, a .toml file",
        )


def _add_manners(command: argparse.ArgumentParser) -> None:
    command.add_argument("-q", "--quiet", action="store_true", help="no progress and no warnings on standard error")
    command.add_argument(
        "--no-config", action="store_true", help="pass over .audit.toml and [tool.audit] of pyproject.toml"
    )
