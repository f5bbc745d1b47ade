"""Files of any length go in; one JSON object for each article comes out in a file, and a run that was killed goes on.

An output that ends in .parquet is a folder of parts, ``part-000000.parquet`` and so on, a row for each article; what is
in no part yet lies in ``OUT.rows``. Beside the output, ``OUT``, lie ``OUT.journal`` (how far the run is) and
``OUT.failed`` (what failed, one JSON object a line with ``message`` and where it stands, which a later run reads
again). A line of ``OUT`` is the JSON of an Audit of one article. Everything is written a parser's batch at a time, so
that a run that goes on forms the same batches as one that was never stopped, and the files are the same, byte for byte.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Article, Failure
from audit.parse import Parser, batches
from audit.pipeline import Scorer, Tracer
from audit.read.articles import LIMIT
from audit.read.drafts import FIELDS
from audit.read.flow import Flow, Item, failed_before, flow_of, items
from audit.stream import Auditor, auditor, of_batch, parts
from audit.stream.journal import Journal
from audit.trace import Origins

_SYNC: Final = 5.0  # seconds after which the disk is asked to keep what was written


@frozen
class Far:
    """How far a run is: ``articles`` audited and ``failed`` inputs count from the beginning, ``reached`` of ``total``
    are bytes of the inputs (None where that is not known), ``already`` those that an earlier run had done; ``done``
    where nothing is left; ``doing`` is what is done once all inputs are read, if anything is."""

    articles: int
    failed: int
    reached: int
    total: int | None
    already: int = 0
    done: bool = False
    doing: str = ""


@frozen
class Taken:
    """An item and what it reads; ``text`` is what counts for a batch."""

    item: Item
    found: Article | Failure

    @property
    def text(self) -> str:
        """The article's text; nothing of what could not be read."""
        return self.found.text if isinstance(self.found, Article) else ""

    @property
    def stands(self) -> dict[str, Any]:
        """Where it stands among the inputs, as plain data for JSON: "path" and, where there is one, "line"."""
        return {"path": self.item.where, **({} if self.item.line is None else {"line": self.item.line})}


def beside(output: Path, kind: str) -> Path:
    """The file of a kind ("journal", "failed") that lies beside an output."""
    return output.with_name(f"{output.name}.{kind}")


def audit_files(
    *inputs: str | Path,
    output: str | Path,
    again: str | Path | None = None,
    anew: bool = False,
    origin: Origins | None = None,
    parser: Parser | None = None,
    model: str | Path | None = None,
    lexicon: Lexicon | str | Path | None = None,
    tracer: Tracer | None = None,
    scorer: Scorer | None = None,
    rules_only: bool = False,
    limit: int = LIMIT,
    progress: Callable[[Far], None] | None = None,
) -> Far:
    """Audits every article of files, folders, patterns or "-" by itself; ``output`` gets a line of JSON for each, or,
    where it ends in .parquet, a row of a part of it (extra ``arrow``).

    Memory does not grow with the number of articles. Where an earlier call was stopped, however it was, the same call
    goes on where it stopped; ``anew`` begins again. ``again`` is a list of failures (``OUT.failed``) to be read in
    place of inputs. ``limit`` is the most bytes that one article may have in its file; the other arguments are those
    of ``audit_articles``. ``progress`` is called after each batch. Raises ReadError, JournalError, OSError,
    ImportError and what ``audit_articles`` raises, but for an id that two articles have.
    """
    if (again is None) == (not inputs):
        raise ValueError("give inputs, or again, a list of failures, but not both")
    target = Path(output)
    flow = flow_of(*inputs, output=target) if again is None else failed_before(again)
    by = auditor(
        origin=origin, parser=parser, model=model, lexicon=lexicon, tracer=tracer, scorer=scorer, rules_only=rules_only
    )
    head = by.alone(Failure("", ""), by.parser)  # so that a wrong origin is told before anything is written
    settings = {
        "inputs": [str(one) for one in inputs] if again is None else [f"again: {again}"],
        "files": flow.digest,
        "audit": head.version,
        "models": dict(head.models),
        "lexicons": dict(head.lexicons),
        "origin": origin if origin is None or isinstance(origin, str) else list(origin),
        "limit": limit,
    }
    rows, place = target, None
    if parts.is_parts(target):
        rows, place = beside(target, "rows"), parts.folder(target, begun=beside(target, "journal").exists() or anew)
    journal = Journal(beside(target, "journal"), (rows, beside(target, "failed")), settings, anew, place)
    with closing(journal):
        if place is not None:
            parts.clear(target, journal.last.parts)
        far = _written(journal, None if place is None else rows, flow, by, limit, progress)
    if place is not None:
        rows.unlink()
    return far


def _written(
    journal: Journal,
    rows: Path | None,
    flow: Flow,
    by: Auditor,
    limit: int,
    progress: Callable[[Far], None] | None,
) -> Far:
    """Does what is left; ``rows`` is the file of lines that parts are made of, None where the output has none."""
    already, synced = journal.last.reached, time.monotonic()
    waiting = 0 if rows is None else rows.read_bytes().count(b"\n")

    def parted(least: bool = False) -> None:
        nonlocal waiting
        if rows is not None and waiting and (least or parts.full(waiting, journal.last.lengths[0])):
            journal.close_part(partial(parts.write_part, rows))
            waiting = 0

    def far() -> Far:
        last = journal.last
        return Far(last.articles, last.failed, last.reached, flow.total, already, last.done)

    if journal.last.done:
        return far()
    if progress:
        progress(far())
    parted()
    left = islice(items(flow, by.lexicon, limit), journal.last.inputs, None)
    for batch in batches(Taken(item, item.read()) for item in left):
        audits = of_batch([taken.found for taken in batch], by)
        lost = [
            failed_row(taken.stands, taken.found, failure)
            for taken, audit in zip(batch, audits, strict=True)
            for failure in audit.failures[:1]
        ]
        sound = [audit for audit in audits if audit.articles]
        lines = _lines(audit.to_dict() for audit in sound)
        journal.add((lines, _lines(lost)), len(batch), len(sound), len(lost), batch[-1].item.reached)
        waiting += len(sound)
        parted()
        if time.monotonic() - synced > _SYNC:
            journal.sync()
            synced = time.monotonic()
        if progress:
            progress(far())
    parted(least=True)
    journal.end()
    return far()


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    """JSON Lines; half a surrogate pair becomes its escape."""
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    return text.encode("utf-8", "backslashreplace")


def failed_row(stands: Mapping[str, Any], found: Article | Failure, failure: Failure) -> dict[str, Any]:
    """A line of the list of failures: where the article stands, or, where it came through standard input, all of it."""
    row: dict[str, Any] = {"message": failure.message, **stands}
    if isinstance(found, Article):
        row["id"] = found.id
        if stands["path"] == "-":
            row |= {key: value for key in ("text", *FIELDS) if (value := getattr(found, key)) is not None}
    return row
