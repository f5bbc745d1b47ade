"""Lines of JSON, each the Audit of one article, go in; a part of a Parquet output, a row for each, comes out.

Beside what is asked of an article most often, a row has the whole line in its column "audit", so that nothing is lost.
The same lines make the same bytes. Source: Apache Parquet, written by pyarrow.
"""

from __future__ import annotations

import importlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from audit.model import KINDS
from audit.stream.journal import JournalError

SUFFIX: Final = ".parquet"
ROWS: Final = 1_000  # of a part, where these come first,
BYTES: Final = 64 << 20  # or bytes of its lines
TEXTS: Final = ("id", "title", "outlet", "published", "url", "byline", "genre")


def name_of(part: int) -> str:
    """The name of the file of a part: how many parts come before it."""
    return f"part-{part:06}{SUFFIX}"


def is_parts(output: Path) -> bool:
    """Whether an output is a folder of parts, by its suffix."""
    return output.suffix.lower() == SUFFIX


def folder(output: Path, begun: bool) -> Callable[[int], Path]:
    """Where the part of a number, counted from 0, lies in an output, whose folder is made. Raises ImportError without
    pyarrow, and JournalError where parts lie there of a run that was not ``begun``."""
    loaded()
    output.mkdir(parents=True, exist_ok=True)
    if not begun and (there := next(output.glob("part-*"), None)):
        raise JournalError(f"{there}: there is a part without a journal; name another output, or begin anew")
    return lambda part: output / name_of(part)


def clear(output: Path, parts: int) -> None:
    """Takes away what lies in the folder beyond so many parts: a run that was killed had not yet told of it."""
    kept = {name_of(part) for part in range(parts)}
    for path in (*output.glob("part-*"), *output.glob(".part-*")):
        if path.name not in kept:
            path.unlink()


def full(rows: int, size: int) -> bool:
    """Whether so many rows, of so many bytes of lines, are a part."""
    return rows >= ROWS or size >= BYTES


def write_part(lines: Path, part: Path) -> None:
    """Writes the part that a file of lines makes. Raises ImportError, which names the extra, without pyarrow."""
    arrow, parquet = loaded()
    text, number = arrow.string(), arrow.int64()
    sorts = [(name, text) for name in TEXTS] + [("score", arrow.float64())]
    sorts += [(name, number) for name in ("claims", *map(_column, KINDS), "findings")] + [
        ("audit", arrow.large_string())
    ]
    table = arrow.Table.from_pylist(list(_rows(lines)), schema=arrow.schema(sorts))
    parquet.write_table(table, part, compression="zstd")


def loaded() -> tuple[Any, Any]:
    """The modules pyarrow and pyarrow.parquet, their data their own. Raises ImportError, which names the extra, where
    they are missing."""
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ModuleNotFoundError as error:
        raise ImportError('writing Parquet needs the extra "arrow": pip install news-sourcing-audit[arrow]') from error


def _rows(lines: Path) -> Iterator[dict[str, Any]]:
    with lines.open("rb") as stream:
        for line in stream:
            audit = json.loads(line)
            article = audit["articles"][0]
            kinds = Counter(claim["kind"] for claim in audit["claims"])
            row: dict[str, Any] = {name: _whole(article.get(name)) for name in TEXTS}
            row |= {_column(kind): kinds[kind] for kind in KINDS}
            row |= {"score": article["score"], "claims": len(audit["claims"]), "findings": len(audit["findings"])}
            yield row | {"audit": line.decode("utf-8").rstrip("\n")}


def _column(kind: str) -> str:
    return kind.replace(" ", "_")


def _whole(text: str | None) -> str | None:
    """A text without halves of surrogate pairs, which Parquet cannot hold."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")
