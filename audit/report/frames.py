"""A Table goes in, a data frame comes out: pandas, polars or Arrow, each with the extra of its name.

The columns are those of the table as machines get it, by their titles; lists stay lists (tuples in pandas, so that rows
can be grouped by them), what is not known is null.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from audit.report.draw import Cell, Column, Table, titles
from audit.report.extras import needed

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

_DTYPES: Final = {"list": "object", "int": "Int64", "float": "Float64", "text": "string"}


def to_pandas(table: Table) -> pandas.DataFrame:
    """A frame of pandas, with its types that know nulls. Raises ImportError where pandas is missing."""
    pandas = needed("pandas")
    columns = {
        title: pandas.Series(cells, dtype=_DTYPES[sort], name=title) for title, sort, cells in _columns(table, tuple)
    }
    return pandas.DataFrame(columns, columns=list(columns))


def to_polars(table: Table) -> polars.DataFrame:
    """A frame of polars. Raises ImportError where polars is missing."""
    polars = needed("polars")
    text = polars.String
    sorts = {"list": polars.List(text), "int": polars.Int64, "float": polars.Float64, "text": text}
    columns = _columns(table, list)
    data = {title: cells for title, _, cells in columns}
    return polars.DataFrame(data, schema={title: sorts[sort] for title, sort, _ in columns})


def to_arrow(table: Table) -> pyarrow.Table:
    """A table of Arrow. Raises ImportError where pyarrow is missing."""
    arrow = needed("pyarrow")
    text = arrow.string()
    sorts = {"list": arrow.list_(text), "int": arrow.int64(), "float": arrow.float64(), "text": text}
    columns = _columns(table, list)
    return arrow.table({title: arrow.array(cells, type=sorts[sort]) for title, sort, cells in columns})


def _columns(table: Table, many: Callable[[Sequence[str]], object]) -> list[tuple[str, str, list[Any]]]:
    """Each column's title, what its cells are (a key of _DTYPES), and the cells."""
    found = []
    for place, (title, column) in enumerate(zip(titles(table), table.columns, strict=True)):
        cells = [row[place] for row in table.rows]
        sort = _sort(column, cells)
        found.append((title, sort, [_fit(cell, sort, many) for cell in cells]))
    return found


def _sort(column: Column, cells: Sequence[Cell]) -> str:
    if column.many or any(isinstance(cell, tuple) for cell in cells):
        return "list"
    known = [cell for cell in cells if cell is not None]
    if column.right and all(isinstance(cell, int | float) for cell in known):
        return "int" if known and all(isinstance(cell, int) for cell in known) else "float"
    return "text"


def _fit(cell: Cell, sort: str, many: Callable[[Sequence[str]], object]) -> object:
    if cell is None or sort in ("int", "float"):
        return cell
    if sort == "list":
        return many([_whole(words) for words in (cell if isinstance(cell, tuple) else (str(cell),))])
    return _whole(str(cell))


def _whole(text: str) -> str:
    """Half of a surrogate pair, which no frame can hold, as U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
