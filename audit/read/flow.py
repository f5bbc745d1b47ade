"""Inputs of any length go in; what they hold comes out one article at a time, in order, each read when it is wanted.

Only the names of files are held at once. An article without an id of its own has that of its file, made as long as the
other files make it, and in JSON Lines or Parquet the number of its line or row.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import IO, Any, Final

from attrs import evolve, field, frozen

from audit.lexicon import Lexicon, builtin
from audit.model import Article, Failure, reason_of
from audit.read.archive import pages
from audit.read.articles import BOM, LIMIT, ReadError, form_of, from_bytes, from_row
from audit.read.drafts import FIELDS, UTF16, Draft, Unreadable, from_record
from audit.read.ids import distinct, names_of
from audit.read.inputs import JSONL_SUFFIXES, PARQUET_SUFFIXES, SUFFIXES, WARC_SUFFIXES, held_by, suffix_of

_STDIN: Final = "-"
_ROWS: Final = 64  # of a Parquet file, read at once
_BUFFER: Final = 1 << 20  # bytes of it that are read at once
_UNPACKED: Final = 64 << 20  # bytes that a column of it may have at any rate,
_TIMES: Final = 100  # and how many times its packed size beyond that; English is packed to a third, or a tenth

Read = Callable[[], Article | Failure]
_Part = tuple[
    int | None, int, Callable[[], Draft | Failure]
]  # line or row, bytes of the file up to its end, its reader


@frozen
class Item:
    """One article that can be read, or one input that cannot: ``where`` is its file, ``line`` its line or row from 1
    in one that holds many, ``reached`` how many bytes of all inputs end with it."""

    where: str
    line: int | None
    reached: int
    read: Read = field(repr=False)


@frozen
class Flow:
    """The inputs of a stream: files in order, what cannot be had, ``total`` (bytes of all files; None where one is
    standard input), and a ``digest`` that changes with the names, sizes and times of the files."""

    paths: tuple[Path, ...] = field(repr=False)
    failures: tuple[Failure, ...]
    total: int | None
    digest: str
    again: tuple[dict[str, Any], ...] = field(default=(), repr=False)


def flow_of(*inputs: str | Path, output: Path | None = None) -> Flow:
    """The files behind names, folders, patterns and "-", each once, but for an ``output`` of ours that lies among them
    and what lies beside it. Raises ReadError where there are none."""
    if not inputs:
        raise ReadError("nothing to read: name a file, a folder, a pattern, or - for standard input")
    paths: dict[str, Path] = {}
    failures: list[Failure] = []
    for name in (os.fspath(given) for given in inputs):
        if name == _STDIN:
            paths.setdefault(_STDIN, Path(_STDIN))
            continue
        held = held_by(name, (*SUFFIXES, *PARQUET_SUFFIXES))
        for path in held.paths:
            real = os.path.realpath(path)
            if str(path) == name or not _of_ours(real, output):
                paths.setdefault(real, path)
        failures += held.failures
    if not paths:
        listed = "\n".join(f"  {failure.where}: {failure.message}" for failure in failures)
        raise ReadError(f"no article could be read:\n{listed}")
    return _flow(tuple(paths.values()), tuple(failures), ())


def _of_ours(path: str, output: Path | None) -> bool:
    """Whether a file is an output of ours, lies in it, or beside it."""
    ours = "" if output is None else os.path.realpath(output)
    return output is not None and (path == ours or path.startswith((f"{ours}{os.sep}", f"{ours}.")))


def failed_before(path: str | Path) -> Flow:
    """What a list of failures, as a stream writes it, names: to be read again. Raises ReadError for another file."""
    rows: list[dict[str, Any]] = []
    try:
        content = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path}: this list of failures cannot be read: {error}") from error
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        known = isinstance(row, dict) and "message" in row and isinstance(row.get("path"), str)
        if not known or not isinstance(row.get("text", ""), str):
            raise ReadError(f"{path}:{number}: no line of a list of failures; give the file that a stream wrote")
        rows.append(row)
    named = dict.fromkeys(row["path"] for row in rows if "text" not in row)
    return _flow(tuple(Path(name) for name in named), (), tuple(rows))


def _flow(paths: tuple[Path, ...], failures: tuple[Failure, ...], again: tuple[dict[str, Any], ...]) -> Flow:
    digest, total = hashlib.sha256(), 0
    for path in paths:
        try:
            known = path.stat()
            total += known.st_size
            digest.update(f"{path}\0{known.st_size}\0{known.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
        except OSError:
            digest.update(f"{path}\n".encode("utf-8", "surrogateescape"))
    digest.update(json.dumps(again).encode())
    return Flow(paths, failures, None if Path(_STDIN) in paths else total, digest.hexdigest(), again)


def items(flow: Flow, lexicon: Lexicon | None = None, limit: int = LIMIT) -> Iterator[Item]:
    """What the inputs hold, in order; nothing of an item is looked at before it is read.

    ``limit`` is the most bytes that one article may have in its file; one that has more is a failure.
    """
    rules = lexicon or builtin()
    if flow.again:
        yield from _again(flow.again, rules, limit)
        return
    rows = {path: names_of(path) for path in flow.paths}
    chosen = distinct(list(rows.values()), set())
    before = 0
    for path in flow.paths:
        name, reached = chosen[rows[path]], 0
        for line, reached, read in _parts(path, rules, limit):
            yield Item(str(path), line, before + reached, _named(read, name, line))
        before += max(reached, 0)
    for failure in flow.failures:
        yield Item(failure.where, None, before, _given(failure))


def _given(failure: Failure) -> Read:
    return lambda: failure


def _named(read: Callable[[], Draft | Failure], name: str, line: int | None) -> Read:
    def named() -> Article | Failure:
        try:
            found = read()
        except Unreadable as error:
            return error.failure
        except Exception as error:  # whatever an input makes of its reader, the others go on
            return Failure(name if line is None else f"{name}:{line}", f"cannot be read: {reason_of(error)}")
        if isinstance(found, Failure):
            return found
        own = found.article.id or (name if line is None else f"{name}:{line}")
        return evolve(found.article, id=own)

    return named


def _again(rows: Sequence[dict[str, Any]], lexicon: Lexicon, limit: int) -> Iterator[Item]:
    """The items that a list of failures names, in its order; those of a text that it holds itself as they are."""
    before = 0
    for own, group in groupby(rows, key=lambda row: None if "text" in row else str(row["path"])):
        listed = list(group)
        if own is None:
            for row in listed:
                where = str(row.get("path") or row.get("id"))
                yield Item(where, None, before, _named(_whole(row, where, lexicon), where, None))
            continue
        path, reached = Path(own), 0
        ids = {row.get("line"): str(row.get("id") or path.stem) for row in listed}
        for line, reached, read in _parts(path, lexicon, limit):
            if line in ids:
                yield Item(own, line, before + reached, _named(read, ids.pop(line), None))
        for line in ids:
            where = own if line is None else f"{own}:{line}"
            yield Item(own, line, before + reached, _given(Failure(where, "is not there any more")))
        before += reached


def _whole(row: dict[str, Any], where: str, lexicon: Lexicon) -> Callable[[], Draft]:
    return lambda: from_record(row, Path(where), where, lexicon, 1)


# ------------------------------------------------------------------------------------------------ one file


def _parts(path: Path, lexicon: Lexicon, limit: int) -> Iterator[_Part]:
    if path.suffix.lower() in PARQUET_SUFFIXES:
        yield from _rows(path, lexicon, limit)
        return
    try:
        if str(path) == _STDIN:
            yield from _of_stream(sys.stdin.buffer, path, "standard input", lexicon, limit)
        else:
            with path.open("rb") as stream:
                yield from _of_stream(stream, path, str(path), lexicon, limit)
    except OSError as error:
        failure = Failure(
            str(path), f"cannot be read: {error.strerror or error}; check that it is there, and its rights"
        )
        yield None, 0, lambda: failure


def _of_stream(stream: IO[bytes], path: Path, where: str, lexicon: Lexicon, limit: int) -> Iterator[_Part]:
    """The lines of JSON Lines and the pages of an archive one by one, anything else as a whole."""
    suffix = suffix_of(path)
    if suffix in WARC_SUFFIXES:
        for number, reached, read in pages(stream, path, where, lexicon, limit):
            yield number, reached, read
        return
    first = stream.readline(limit + 1)
    start = first.removeprefix(BOM).strip()
    sniffed = suffix not in SUFFIXES and start.startswith(b"{") and start.endswith(b"}")
    if (suffix in JSONL_SUFFIXES or sniffed) and first[:2] not in UTF16:
        yield from _lines(first, stream, path, where, lexicon, limit)
        return
    content = first + stream.read(max(0, limit + 1 - len(first)))
    if len(content) > limit:
        failure = _too_long(where, limit)
        yield None, os.fstat(stream.fileno()).st_size if path.is_file() else limit, lambda: failure
        return
    sniff = suffix not in SUFFIXES
    found = from_bytes(content, path, where, lexicon, sniff=sniff)
    if form_of(content, path, sniff=sniff) in ("text", "html"):
        yield None, len(content), lambda: next(found)
    else:
        for number, one in enumerate(found, start=1):
            yield number, len(content), _as_it_is(one)


def _as_it_is(found: Draft | Failure) -> Callable[[], Draft | Failure]:
    return lambda: found


def _lines(first: bytes, stream: IO[bytes], path: Path, where: str, lexicon: Lexicon, limit: int) -> Iterator[_Part]:
    row, number, reached, articles = first.removeprefix(BOM), 0, 0, 0
    while row:
        number += 1
        reached += len(row)
        here = f"{where}:{number}"
        if len(row) > limit:
            while row and not row.endswith(b"\n"):  # the rest of a line that is too long is passed over in pieces
                row = stream.readline(1 << 20)
                reached += len(row)
            articles += 1
            yield number, reached, _as_it_is(_too_long(here, limit))
        elif row.strip():
            articles += 1
            yield number, reached, _line(row, path, here, lexicon, number)
        row = stream.readline(limit + 1)
    if not articles:
        yield None, reached, _as_it_is(Failure(where, "empty; an article needs text"))


def _line(row: bytes, path: Path, where: str, lexicon: Lexicon, number: int) -> Callable[[], Draft]:
    return lambda: from_row(row, path, where, lexicon, number)


def _too_long(where: str, limit: int) -> Failure:
    return Failure(where, f"longer than {limit / (1 << 20):g} MiB; divide it, or raise the limit (--limit)")


def _rows(path: Path, lexicon: Lexicon, limit: int) -> Iterator[_Part]:
    """The rows of a Parquet file with a column "text", one at a time; a text of more than ``limit`` bytes is a failure,
    and so is all that follows where a part of the file would unpack to many times its size."""
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        failure = Failure(str(path), 'reading Parquet needs the extra "arrow": pip install news-sourcing-audit[arrow]')
        yield None, 0, lambda: failure
        return
    number = 0
    try:
        with parquet.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER) as table:
            size, rows = path.stat().st_size, max(1, table.metadata.num_rows)
            _check_unpacked(table.metadata)
            wanted = [name for name in ("text", *FIELDS) if name in table.schema_arrow.names]
            for batch in table.iter_batches(batch_size=_ROWS, columns=wanted):
                for place in range(batch.num_rows):
                    number += 1
                    here = f"{path}:{number}"
                    record = {name: batch.column(name)[place].as_py() for name in wanted}
                    text = record.get("text")
                    if isinstance(text, str) and len(text) > limit:
                        yield number, size * number // rows, _as_it_is(_too_long(here, limit))
                    else:
                        yield number, size * number // rows, _record(record, path, here, lexicon, number)
    except Exception as error:  # whatever a broken file makes of its reader, the other files go on
        broken = Failure(str(path), f"this Parquet cannot be read beyond row {number}: {reason_of(error)}")
        yield None, path.stat().st_size if path.exists() else 0, lambda: broken


def _check_unpacked(metadata: Any) -> None:
    """Raises ValueError where a column of the file's metadata tells that it unpacks to more than news ever does."""
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            column = metadata.row_group(group).column(place)
            packed, unpacked = max(1, column.total_compressed_size), column.total_uncompressed_size
            if unpacked > _UNPACKED and unpacked > _TIMES * packed:
                told = f'column "{column.path_in_schema}" unpacks to {unpacked // packed} times its size'
                raise ValueError(f"{told}; write it anew without compression if that is meant")


def _record(given: dict[str, Any], path: Path, where: str, lexicon: Lexicon, number: int) -> Callable[[], Draft]:
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in given.items()}
    return lambda: from_record(told, path, where, lexicon, number)
