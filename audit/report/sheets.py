"""Tables go in, a workbook comes out (XLSX): a sheet for each, every text stored as text and never as a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, Final

from audit.report.draw import Cell, Table
from audit.report.extras import needed

_LONGEST: Final = 32_767  # characters that a cell of a workbook holds
_WIDEST: Final = 60  # of a column, in characters
_KEPT_OUT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 cannot hold
_NO_TITLE: Final = re.compile(r"[\\/*?:\[\]]")


def workbook(tables: Iterable[Table]) -> bytes:
    """An XLSX file with a sheet for each table, a fixed first row and filters; their notes are one more.

    Raises ImportError, naming the extra, where openpyxl is missing.
    """
    openpyxl, styles = needed("openpyxl"), needed("openpyxl.styles")
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = "audit"
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)  # nothing depends on the time
    notes: list[tuple[str, str]] = []
    for table in tables:
        sheet = book.create_sheet(_NO_TITLE.sub("", table.title)[:31])
        rows = [tuple(column.title for column in table.columns), *table.rows]
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row, start=1):
                _put(sheet.cell(number, place), cell)
        for place, column in enumerate(table.columns, start=1):
            head = sheet.cell(1, place)
            head.font = styles.Font(bold=True)
            widest = max((len(_text(row[place - 1])) for row in table.rows), default=0)
            sheet.column_dimensions[head.column_letter].width = min(_WIDEST, max(len(column.title), widest) + 2)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{sheet.cell(len(rows), max(1, len(table.columns))).coordinate}"
        notes += [(table.title, note) for note in table.notes]
    if notes:
        sheet = book.create_sheet("Notes")
        for number, row in enumerate(notes, start=1):
            for place, cell in enumerate(row, start=1):
                _put(sheet.cell(number, place), cell)
    if not book.worksheets:
        book.create_sheet("audit")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(place: Any, cell: Cell) -> None:
    """Puts a cell in its place: numbers as numbers, everything else as text, whatever it begins with."""
    if not cell or isinstance(cell, int | float):
        place.value = None if cell in ("", ()) else cell
        return
    place.value = _KEPT_OUT.sub("\ufffd", _text(cell))[:_LONGEST]
    place.data_type = "s"
    place.alignment = _laid_out()


@cache
def _laid_out() -> Any:
    return needed("openpyxl.styles").Alignment(wrap_text=True, vertical="top")


def _text(cell: Cell) -> str:
    return "" if cell is None else "; ".join(cell) if isinstance(cell, tuple) else str(cell)
