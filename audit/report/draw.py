"""A Table goes in, text in the format asked for comes out: tabulate's formats, CSV, JSON and JSON lines.

There are three families of formats. Those drawn for the eye ("simple", "grid", ...) are fitted to a width: cells wrap
at words. Those that another program lays out ("github", "html", "latex", ...) get one line per row, since a line
break would end the row there. Those for machines (csv, json, jsonl) carry the full text and no notes, json and jsonl
untouched; CSV is as in RFC 4180, lists joined with "; ", control characters but ends of lines and tabs as U+FFFD, and
what a spreadsheet would run has an apostrophe before it (``cells.neutral``), in TSV too. In Markdown nothing of a cell
is markup.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

import tabulate as _tabulate
from attrs import evolve, frozen

from audit.report.cells import HARD_SPACE, clean, clusters, longest_word, neutral, to_ascii, unmarked, width, wrap

Cell = str | int | float | tuple[str, ...] | None
MACHINE: Final = ("csv", "json", "jsonl")
DOCUMENT: Final = (
    *("asciidoc", "github", "html", "unsafehtml", "jira", "latex", "latex_booktabs", "latex_longtable", "latex_raw"),
    *("mediawiki", "moinmoin", "orgtbl", "pipe", "rst", "textile", "tsv", "youtrack"),
)
MARKDOWN: Final = ("github", "pipe")
LATEX: Final = tuple(name for name in DOCUMENT if name.startswith("latex"))
LEAST_WIDTH: Final = 40

# what would end a cell in formats whose marks tabulate does not escape
_ESCAPES: Final = {
    **dict.fromkeys(("jira", "asciidoc"), ("|", "\\|")),
    **dict.fromkeys(("mediawiki", "textile", "moinmoin", "youtrack"), ("|", "&#124;")),
    "orgtbl": ("|", "\\vert{}"),
}
# what no cell needs and a terminal would obey, or a reader of CSV stumble over
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LONGEST_KEPT_WORD: Final = 14  # a column need not be wider for a word than this: room for "administration"


@frozen
class Column:
    """A column's title in words; ``weight`` shares out room, ``least`` is the width below which it cannot be read.

    ``decimals`` is how many a drawn number has; machines get it as it is. ``many``: its cells are lists; ``spare``: it
    is for machines, and left out of what people read.
    """

    title: str
    right: bool = False
    weight: int = 1
    least: int = 0
    decimals: int = 1
    many: bool = False
    spare: bool = False


@frozen
class Table:
    """What a table says, before it is drawn. A tuple in a cell is a list, drawn as lines where that can be."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@cache
def formats() -> tuple[str, ...]:
    """Every format: those of the installed tabulate, then csv, json and jsonl."""
    return (*_tabulate.tabulate_formats, *MACHINE)


def for_the_eye(fmt: str) -> bool:
    """Whether the format is drawn with characters, so that lines must fit a width."""
    return fmt not in MACHINE and fmt not in DOCUMENT


def draw(table: Table, fmt: str, limit: int | None, unicode: bool) -> str:
    """The table as text, no line wider than ``limit`` in formats for the eye; ends without a line break."""
    if fmt == "csv":
        return _csv(table)
    if fmt == "json":
        return json.dumps(objects(table), ensure_ascii=not unicode, indent=1)
    if fmt == "jsonl":
        return "\n".join(json.dumps(row, ensure_ascii=not unicode) for row in objects(table))
    safe = clean if unicode else _ascii
    columns = tuple(evolve(column, title=safe(column.title)) for column in table.columns)
    if for_the_eye(fmt):
        rows = [_shown(columns, row, "\n", safe) for row in table.rows]
        drawn = _draw_for_the_eye(columns, rows, fmt, limit)
        notes = [line for note in table.notes for line in (wrap(safe(note), limit) if limit else [safe(note)])]
    else:
        old, new = _ESCAPES.get(fmt, ("", ""))
        rows = [_shown(columns, row, "; ", safe) for row in table.rows]
        if fmt in MARKDOWN:
            columns = tuple(evolve(column, title=unmarked(column.title)) for column in columns)
            rows = [[unmarked(cell) for cell in row] for row in rows]
        elif fmt == "tsv":
            columns = tuple(evolve(column, title=neutral(column.title)) for column in columns)
            rows = [
                [
                    neutral(cell) if isinstance(given, str | tuple) else cell
                    for cell, given in zip(row, its, strict=True)
                ]
                for row, its in zip(rows, table.rows, strict=True)
            ]
        if old:
            rows = [[cell.replace(old, new) for cell in row] for row in rows]
        drawn = _call(columns, rows, fmt)
        notes = [_note(safe(note), fmt) for note in table.notes] if fmt != "tsv" else []
    return "\n".join([drawn, "", *notes] if notes else [drawn])


def _ascii(text: str) -> str:
    return to_ascii(clean(text))


def heading(table: Table, fmt: str, unicode: bool) -> str:
    """The table's title as the format writes one; empty for tsv."""
    title = clean(table.title) if unicode else _ascii(table.title)
    if fmt in MARKDOWN:
        return f"## {unmarked(title)}"
    if fmt in ("html", "unsafehtml"):
        return f"<h2>{html.escape(title)}</h2>"
    return "" if fmt == "tsv" else f"% {title}" if fmt in LATEX else title


def titles(table: Table) -> list[str]:
    """The columns' titles, numbered where two are the same."""
    found: list[str] = []
    for column in table.columns:
        repeated = sum(title.split(" #")[0] == column.title for title in found)
        found.append(f"{column.title} #{repeated + 1}" if repeated else column.title)
    return found


def objects(table: Table) -> list[dict[str, object]]:
    """One dict per row, its keys the columns' titles, lists as lists."""
    keys = titles(table)
    return [
        {key: list(cell) if isinstance(cell, tuple) else cell for key, cell in zip(keys, row, strict=True)}
        for row in table.rows
    ]


def without_spare(table: Table) -> Table:
    """The table without its spare columns."""
    places = [place for place, column in enumerate(table.columns) if not column.spare]
    if len(places) == len(table.columns):
        return table
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    return evolve(table, columns=tuple(table.columns[place] for place in places), rows=rows)


def least_width(table: Table, fmt: str) -> int:
    """The narrowest a table for the eye can be without cutting words of usual length."""
    rows = [_shown(table.columns, row, "\n", clean) for row in table.rows]
    return sum(_leasts(table.columns, rows)) + _overhead(fmt, len(table.columns))


def _csv(table: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_for_a_sheet(column.title) for column in table.columns])
    writer.writerows([_for_a_sheet(cell) for cell in row] for row in table.rows)
    return out.getvalue().removesuffix("\r\n")


def _for_a_sheet(cell: Cell) -> str | int | float | None:
    text = "; ".join(cell) if isinstance(cell, tuple) else cell
    return neutral(_CONTROL.sub("\ufffd", text)) if isinstance(text, str) else text


def _shown(columns: Sequence[Column], row: Sequence[Cell], between: str, safe: Callable[[str], str]) -> list[str]:
    return [_as_text(column, cell, between, safe) for column, cell in zip(columns, row, strict=True)]


def _as_text(column: Column, cell: Cell, between: str, safe: Callable[[str], str]) -> str:
    if cell is None or cell == ():
        return safe("–")
    if isinstance(cell, tuple):
        return between.join(HARD_SPACE.join(map(safe, line.split(HARD_SPACE))) for line in cell)
    return f"{cell:.{column.decimals}f}" if isinstance(cell, float) else safe(str(cell))


def _note(note: str, fmt: str) -> str:
    if fmt in ("html", "unsafehtml"):
        return f"<p>{html.escape(note)}</p>"
    if fmt in MARKDOWN:
        return unmarked(note)
    return f"% {note}" if fmt in LATEX else note


def _draw_for_the_eye(columns: tuple[Column, ...], rows: list[list[str]], fmt: str, limit: int | None) -> str:
    if limit is not None:
        widths = _fit(columns, rows, limit - _overhead(fmt, len(columns)))
        headers = [_wrapped(column.title, w - _header_padding(fmt)) for column, w in zip(columns, widths, strict=True)]
        columns = tuple(evolve(column, title=title) for column, title in zip(columns, headers, strict=True))
        rows = [[_wrapped(cell, w) for cell, w in zip(row, widths, strict=True)] for row in rows]
    if "grid" not in fmt and any("\n" in cell for row in rows for cell in row):
        # no lines between rows in this format: an empty row keeps those of several lines apart
        blank = [HARD_SPACE] + [""] * (len(columns) - 1)
        rows = [line for row in rows for line in (row, blank)][:-1]
    return "\n".join(line.rstrip() for line in _call(columns, rows, fmt).split("\n"))


def _wrapped(text: str, limit: int) -> str:
    return "\n".join(wrap(text, max(1, limit)))


def _fit(columns: Sequence[Column], rows: list[list[str]], room: int) -> list[int]:
    """Widths that fit ``room``: for each column what it needs; the longest ones share what is left, by weight."""
    natural = [
        max([width(column.title) + 2, *(width(row[place]) for row in rows)]) for place, column in enumerate(columns)
    ]
    if sum(natural) <= room:
        return natural
    leasts = [min(need, least) for need, least in zip(natural, _leasts(columns, rows), strict=True)]
    while sum(leasts) > room and max(leasts) > 1:  # only now are words cut: those in the widest column first
        leasts[leasts.index(max(leasts))] -= 1
    widths = list(leasts)
    while sum(widths) < room:
        short = [place for place in range(len(columns)) if widths[place] < natural[place]]
        place = min(short, key=lambda at: widths[at] / columns[at].weight)
        widths[place] += 1
    return widths


def _leasts(columns: Sequence[Column], rows: list[list[str]]) -> list[int]:
    """For each column the width at which its words are whole."""
    return [
        max(
            column.least,
            longest_word(column.title) + 2,
            min(_LONGEST_KEPT_WORD, max((longest_word(row[place]) for row in rows), default=0)),
        )
        for place, column in enumerate(columns)
    ]


@cache
def _overhead(fmt: str, columns: int) -> int:
    """What borders and gaps take of a line: measured, since every format has its own."""
    drawn = _call((Column("x"),) * columns, [["x" * 9] * columns], fmt)
    return max(map(len, drawn.split("\n"))) - 9 * columns


@cache
def _header_padding(fmt: str) -> int:
    """By how much tabulate makes a column wider than its title: measured beside a full one, so nothing is trimmed."""
    drawn = _call((Column("x" * 9), Column("x")), [["x", "x" * 9]], fmt)
    return max(map(len, drawn.split("\n"))) - 18 - _overhead(fmt, 2)


def _call(columns: Sequence[Column], rows: list[list[str]], fmt: str) -> str:
    """tabulate, told nothing but characters one cell wide.

    It asks wcwidth and trims spaces; so clusters of any other width, and our hard spaces, are drawn as private-use
    characters, as many as they are cells wide, and put back afterwards.
    """
    stand_ins = _StandIns()
    drawn = _tabulate.tabulate(
        [[stand_ins.put(cell) for cell in row] for row in rows],
        headers=[stand_ins.put(column.title) for column in columns],
        tablefmt=fmt,
        disable_numparse=True,
        colalign=["right" if column.right else "left" for column in columns] if rows else None,
    )
    return stand_ins.take(drawn)


_FIRST, _FILLER, _LAST = 0xF0001, "\U000f0000", 0x10FFFC


class _StandIns:
    """Private-use characters that stand for clusters whose width is not one cell."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def put(self, text: str) -> str:
        if text.isascii():
            return text
        return "".join(self._one(cluster, cells) for cluster, cells in clusters(text))

    def _one(self, cluster: str, cells: int) -> str:
        if cluster.isascii():
            return cluster
        if cluster not in self._codes and _FIRST + len(self._codes) > _LAST:
            cluster = "?"  # more different clusters in one table than Unicode has private-use characters
        code = self._codes.setdefault(cluster, chr(_FIRST + len(self._codes)))
        return code + _FILLER * (cells - 1)

    def take(self, drawn: str) -> str:
        if not self._codes:
            return drawn
        back = {ord(code): cluster.replace(HARD_SPACE, " ") for cluster, code in self._codes.items()}
        return drawn.translate({**back, ord(_FILLER): None})
