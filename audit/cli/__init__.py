"""Command lines go in, tables and files come out: the command ``audit``, its messages and its exit statuses.

Exit status: 0 done; 1 ``audit check`` found something; 2 nothing could be done; 3 done, but some inputs
failed (each is a line on standard error); 130 interrupted. Every error is one message on standard error. Nothing
heavy is imported before it is needed, so that ``audit --help`` answers at once.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.cli.apart import cache, completion, diff, schema
from audit.cli.arguments import make_parser
from audit.cli.checking import audit_asked, criteria_asked, gainful_for
from audit.cli.forms import MARK, corrected, in_brat, whole_in
from audit.cli.output import FILE_SUFFIXES, CommandError, Output
from audit.cli.progress import Bar, Hushed, say
from audit.cli.serving import serve
from audit.cli.settings import with_settings
from audit.cli.streaming import stream
from audit.cli.values import BRIEF, GRAPHS, WHOLE

if TYPE_CHECKING:
    from audit.lexicon import Lexicon
    from audit.model import Failure
    from audit.read import Reading
    from audit.record.result import Audit

WIDE = 120  # columns of a brief that may be wider than 80
DONE, NOTHING, PARTLY, INTERRUPTED = 0, 2, 3, 130
_RARELY = 1_000_000  # new objects after which Python looks for circles of them
MORE = "More: --claims, --table NAME, --why ARTICLE, or one page with -o report.html.\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command with the given arguments (those of the process without any) and returns its exit status."""
    parser = make_parser(
        {
            "report": _report,
            "stream": stream,
            "compare": _compare,
            "attributions": _attributions,
            "check": _check,
            "explain": _explain,
            "diff": diff,
            "cache": cache,
            "serve": serve,
            "schema": schema,
            "completion": completion,
        }
    )
    options = parser.parse_args(argv)
    if "run" not in options:
        parser.print_help(sys.stderr)
        return NOTHING
    gc.set_threshold(_RARELY)  # nearly all that is made here is kept to the end, and nothing of it goes in circles
    atexit.register(gc.freeze)  # nor need a process that ends look for circles in all of it
    try:
        with_settings(options, Path.cwd())
        return int(options.run(options))
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except ValueError as error:  # ReadError, LexiconError, ModelError, CommandError: each says what to do
        if type(error) is ValueError or isinstance(error, UnicodeError):
            raise
        say(str(error))
    except OSError as error:
        say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    return NOTHING


# ------------------------------------------------------------------------------------------------ audit report


def _of_origins(given: Sequence[str] | None) -> list[str]:
    """The tables that a report has where there is an origin; of several, or of those to be found, also which."""
    from audit.trace import is_auto

    if not given:
        return []
    return ["origins", "traces"] if len(given) > 1 or is_auto(given[0]) else ["traces"]


def _report(options: argparse.Namespace) -> int:
    from audit.report import MACHINE

    output = Output(options.output)
    fmt = options.format or output.format() or ("simple" if options.table or output.folder else BRIEF)
    names = [options.table] if options.table else ["articles", *_of_origins(options.origin), "sources"]
    if options.claims and "claims" not in names:
        names.append("claims")
    if fmt in GRAPHS and not options.origin:
        raise CommandError(f"{fmt} draws who had it from whom: say whose reporting to trace with --origin")
    if fmt in ("csv", "jsonl", "tsv") and len(names) > 1 and not output.folder:
        if not options.claims:
            raise CommandError(
                f"{fmt} holds one table: name it with --table, ask for --claims alone, or write all with -o FOLDER/"
            )
        names = ["claims"]
    if fmt == BRIEF and (options.table or output.folder):
        raise CommandError(f"{BRIEF} is one text: leave out --table, and write it to a file")
    if options.bom and fmt not in ("csv", "tsv"):
        raise CommandError(f"--bom is for csv and tsv, not {fmt}")
    output.prepare()
    from audit.pipeline import audit_articles

    reading, lexicon = _read(options)
    by_hand = corrected(options.attributions, reading)
    with Bar(options.quiet) as progress, Hushed():
        result = audit_articles(
            reading,
            origin=options.origin,
            model=options.model,
            lexicon=lexicon,
            attributions=by_hand,
            rules_only=options.rules_only,
            jobs=options.jobs or gainful_for(reading),
            progress=progress.show,
        )
    if not options.quiet:
        for warning in result.warnings:
            say(f"warning: {warning}")
    if not result.articles:
        return _status(result.failures, anything=False)
    if options.why:
        output.write(_explained(result, reading, lexicon, options))
        return _status(result.failures, anything=True)
    if fmt in GRAPHS:
        output.write(result.graph(fmt.removeprefix("graph-")) + "\n")
        return _status(result.failures, anything=True)
    if fmt in WHOLE:
        made = whole_in(result, fmt, names if options.table else [*dict.fromkeys((*names, "claims", "findings"))])
        output.write_all({f"audit{FILE_SUFFIXES[fmt]}": made}) if output.folder else output.write(made)
        return _status(result.failures, anything=True)
    whole = fmt == "json" and not options.table
    if fmt == "html" and not options.table:
        page = result.page(reading, lexicon)
        output.write_all({"report.html": page}) if output.folder else output.write(page)
    elif output.folder:
        suffix = FILE_SUFFIXES.get(fmt, ".txt")
        files = {f"{name}{suffix}": _table(result, name, fmt, options, unicode=True) for name in names}
        if whole:
            files["audit.json"] = _json(result.to_dict(), unicode=True)
        output.write_all(files)
    elif whole:
        output.write(_json(result.to_dict(), output.unicode()))
    elif fmt in MACHINE or options.table:
        output.write(
            "".join(_table(result, name, fmt, options, output.unicode() and not options.ascii) for name in names)
        )
    elif fmt == BRIEF:
        output.write(_brief(result, lexicon, options, output))
    else:
        output.write(_titled(result, names, fmt, options, output.unicode() and not options.ascii))
    return _status(result.failures, anything=True)


def _brief(result: Audit, lexicon: Lexicon, options: argparse.Namespace, output: Output) -> str:
    """The brief, below it where to find more, and the claims where they are asked for."""
    unicode = output.unicode() and not options.ascii
    columns = WIDE if options.wide else 80
    told = result.brief(lexicon, colour=output.coloured(options.color), unicode=unicode, columns=columns)
    claims = "\n" + _titled(result, ["claims"], "simple", options, unicode) if options.claims else ""
    return f"{told}\n{MORE}{claims}"


def _explained(result: Audit, reading: Reading, lexicon: Lexicon, options: argparse.Namespace) -> str:
    from audit.report.rows import labels
    from audit.report.why import why

    names = labels(result.articles)
    for article in result.articles:
        if options.why in (article.id, article.outlet, article.title, names[article.id]):
            text = next(given.text for given in reading if given.id == article.id)
            return why(article, text, lexicon, 0 if options.wide else 80)
    known = ", ".join(article.id for article in result.articles[:12])
    raise CommandError(f'--why: there is no article "{options.why}"; the ids are {known}')


def _compare(options: argparse.Namespace) -> int:
    from audit.pipeline import audit_articles
    from audit.report.why import compare

    output = Output(options.output)
    output.prepare()
    reading, lexicon = _read(options)
    with Bar(options.quiet) as progress, Hushed():
        result = audit_articles(
            reading, model=options.model, lexicon=lexicon, rules_only=options.rules_only, progress=progress.show
        )
    if len(result.articles) != 2:
        _status(result.failures, anything=True)
        raise CommandError(f"compare takes two files of one article each; these hold {len(result.articles)}")
    paths = [given.id for given in reading]
    one, other = sorted(result.articles, key=lambda article: paths.index(article.id))
    output.write(compare(one, other, lexicon))
    return _status(result.failures, anything=True)


def _table(result: Audit, name: str, fmt: str, options: argparse.Namespace, unicode: bool) -> str:
    text = result.table(name, fmt, wide=options.wide, unicode=unicode, attitudes=options.attitudes)
    return f"{MARK if options.bom else ''}{text}\n" if text else ""


def _titled(result: Audit, names: Sequence[str], fmt: str, options: argparse.Namespace, unicode: bool) -> str:
    from audit.report import draw, heading, make_table

    parts = []
    for name in names:
        made = make_table(result, name, fmt, wide=options.wide, unicode=unicode, attitudes=options.attitudes)
        parts.append(f"{heading(made, fmt, unicode)}\n\n{draw(made, fmt, None if options.wide else 80, unicode)}\n")
    return "\n".join(parts)


# ------------------------------------------------------------------------------------------------ audit attributions


def _attributions(options: argparse.Namespace) -> int:
    output = Output(options.output)
    if output.folder != (options.format == "brat"):
        asked = "brat's files fill a folder: name one with -o FOLDER/" if not output.folder else "the list is one file"
        raise CommandError(f"{options.output or 'standard output'}: {asked}; a folder is for --format brat")
    fmt = options.format or output.format(("json", "jsonl")) or "jsonl"
    output.prepare()
    from audit.pipeline import list_attributions

    reading, lexicon = _read(options)
    with Bar(options.quiet) as progress, Hushed():
        found = list_attributions(
            reading,
            model=options.model,
            lexicon=lexicon,
            univocal_only=options.univocal,
            rules_only=options.rules_only,
            jobs=options.jobs or gainful_for(reading),
            progress=progress.show,
        )
    if not found.articles:
        return _status(found.failures, anything=False)
    if fmt == "brat":
        output.write_all(in_brat(found, reading))
    elif fmt == "json":
        output.write(_json(found.to_dict(), output.unicode()))
    else:
        lines = (json.dumps(article.to_dict(), ensure_ascii=not output.unicode()) for article in found.articles)
        output.write("".join(f"{line}\n" for line in lines))
    return _status(found.failures, anything=True)


# ------------------------------------------------------------------------------------------------ audit check


def _check(options: argparse.Namespace) -> int:
    output = Output(options.output)
    if output.folder:
        raise CommandError(f"{options.output}: the findings are one file; name a file, not a folder")
    output.prepare()
    from audit import __version__
    from audit.check.shown import shown, side_waivers
    from audit.pipeline import audit_articles

    side = side_waivers(options.waivers)

    reading, lexicon = _read(options)
    with Bar(options.quiet) as progress, Hushed():
        result = audit_articles(
            reading, lexicon=lexicon, progress=progress.show, **audit_asked(options, reading, progress.warn)
        )
    if not result.articles:
        return _status(result.failures, anything=False)
    found = shown(result, reading, lexicon, criteria_asked(options), side, __version__)
    output.write(found.text)
    for message in () if options.quiet else (*result.warnings, found.summary):
        say(message)
    unread = PARTLY if any(article.no_news for article in result.articles) else DONE  # "0 findings" would pass for good
    return max(found.status, unread, _status(found.failures, anything=True))


# ------------------------------------------------------------------------------------------------ audit explain


def _explain(options: argparse.Namespace) -> int:
    from audit.cli.explain import explain

    return _status(explain(options), anything=True)


# ------------------------------------------------------------------------------------------------ in and out


def _read(options: argparse.Namespace) -> tuple[Reading, Lexicon]:
    from audit.lexicon import builtin, load_lexicon, with_weights
    from audit.read import read_articles

    preset = getattr(options, "preset", None)  # of commands that score
    lexicon = load_lexicon(*options.lexicon) if options.lexicon else builtin()
    lexicon = with_weights(lexicon, preset or "default")
    return read_articles(*options.paths, lexicon=lexicon), lexicon


def _json(data: dict[str, Any], unicode: bool) -> str:
    return json.dumps(data, ensure_ascii=not unicode, indent=1) + "\n"


def _status(failures: Sequence[Failure], anything: bool) -> int:
    for failure in failures:
        say(f"{failure.where}: {failure.message}")
    if not anything:
        say("no article could be audited")
        return NOTHING
    return PARTLY if failures else DONE
