"""The commands that audit nothing: ``diff`` of two audits, ``cache`` for a store of parses, ``schema`` of the JSON,
``completion`` for a shell."""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from audit.cli.output import CommandError, Output

if TYPE_CHECKING:
    from audit.record.result import Audit


def diff(options: argparse.Namespace) -> int:
    """Prints what changed from one audit's JSON to another's, in words or as JSON; the status is 0 whatever it is.
    Raises CommandError for a file that holds no audit."""
    from audit.report.changes import as_data, told

    output = Output(options.output)
    if output.folder:
        raise CommandError(f"{options.output}: what changed is one file; name a file, not a folder")
    fmt = options.format or output.format(("simple", "json")) or "text"
    output.prepare()
    old, new = _audit(options.old), _audit(options.new)
    if fmt == "json":
        output.write(json.dumps(as_data(old, new), ensure_ascii=not output.unicode(), indent=1) + "\n")
    else:
        output.write(told(old, new, unicode=output.unicode()))
    return 0


def _audit(name: str) -> Audit:
    from audit.record.result import Audit

    try:
        return Audit.from_dict(json.loads(Path(name).read_text(encoding="utf-8")))
    except json.JSONDecodeError as error:
        raise CommandError(f"{name}: no JSON: {error}; audit report --format json writes it") from error
    except ValueError as error:
        raise CommandError(f"{name}: no audit: {error}") from error


def cache(options: argparse.Namespace) -> int:
    """Prints what a store of parses holds, and keeps at most, both changed first where that is asked for; the status
    is 0. Raises ModelError."""
    from audit.parse.store import Store

    store = Store(options.store, make=options.most is not None)
    if options.most is not None:
        store.keep(int(options.most * (1 << 20)))
    gone = None if options.trim is None else store.trim(int(options.trim * (1 << 20)))
    held = store.holding()
    lines = [] if gone is None else [f"{gone:,} parses taken away"]
    lines.append(f"{held.parses:,} parses, {_mib(held.size)} MiB of trees, the file {_mib(held.file)} MiB")
    lines.append(f"it keeps {_mib(held.most)} MiB of trees at most, then takes away what was longest not asked for")
    if held.oldest is not None and held.latest is not None:
        lines.append(f"last asked for between {_day(held.oldest)} and {_day(held.latest)}")
    Output(None).write("".join(f"{line}\n" for line in lines))
    return 0


def _mib(size: int) -> str:
    return f"{size / (1 << 20):.1f}"


def _day(number: int) -> str:
    return (date(1970, 1, 1) + timedelta(number)).isoformat()


def schema(options: argparse.Namespace) -> int:
    """Prints the JSON Schema of an audit's JSON; the status is 0."""
    from audit.record.schema import schema

    output = Output(options.output)
    output.prepare()
    output.write(json.dumps(schema(), ensure_ascii=not output.unicode(), indent=1) + "\n")
    return 0


def completion(options: argparse.Namespace) -> int:
    """Prints the script by which a shell completes the command; the status is 0."""
    import shtab

    Output(None).write(f"{shtab.complete(options.parser, options.shell)}\n")
    return 0
