"""An audit goes in, its tables come out as text: for a terminal, a document, a spreadsheet or a program.

Nothing else in the package knows tabulate.
"""

from __future__ import annotations

from typing import Final

from audit.report.draw import (
    LATEX,
    LEAST_WIDTH,
    MACHINE,
    Table,
    draw,
    for_the_eye,
    formats,
    heading,
    least_width,
    without_spare,
)
from audit.report.notebook import drawn
from audit.report.origins import (
    ALL_LETTERS,
    ALL_MARKS,
    ALL_WORDS,
    clusters_table,
    credit_table,
    echoes_table,
    matrix_tables,
)
from audit.report.rank import origins_table
from audit.report.rows import (
    LETTERS,
    MARKS,
    NAMES,
    WORDS,
    Audited,
    articles_table,
    claims_table,
    findings_table,
    labels,
    sources_table,
    traces_tables,
)

__all__ = ["LEAST_WIDTH", "MACHINE", "NAMES", "draw", "formats", "heading", "make_table", "refuse_unknown", "table"]

WIDTH: Final = 80


def refuse_unknown(name: str, fmt: str, width: int = WIDTH) -> None:
    """Raises ValueError where there is no such table or format, or the width, in columns, is too small to draw in."""
    if name not in NAMES:
        raise ValueError(f'there is no table "{name}"; there are {", ".join(NAMES)}')
    if fmt not in formats():
        raise ValueError(f'there is no format "{fmt}"; there are {", ".join(formats())}')
    if width < LEAST_WIDTH:
        raise ValueError(f"a table needs at least {LEAST_WIDTH} columns, not {width}")


def make_table(
    audit: Audited,
    name: str,
    fmt: str = "simple",
    *,
    wide: bool = False,
    width: int = WIDTH,
    unicode: bool = True,
    attitudes: bool = False,
) -> Table:
    """The Table (one of NAMES) in the layout that suits the format and the width, in columns; arguments are those
    of ``table``. Spare columns stand in it for machines alone.

    Raises ValueError as ``table`` does, and for a name that stands in NAMES without anything that makes it.
    """
    refuse_unknown(name, fmt, width)
    made = _made(audit, name, fmt, wide=wide, width=width, unicode=unicode, attitudes=attitudes)
    return made if fmt in (*MACHINE, "tsv") else without_spare(made)


def _made(audit: Audited, name: str, fmt: str, *, wide: bool, width: int, unicode: bool, attitudes: bool) -> Table:
    folded = for_the_eye(fmt) and not wide
    if name == "articles":
        return articles_table(audit, folded)
    if name == "sources":
        return sources_table(audit, folded)
    if name == "claims":
        return claims_table(audit, folded, attitudes)
    if name == "findings":
        return findings_table(audit, folded)
    names = labels(audit.articles)
    several = {"clusters": clusters_table, "credit": credit_table, "echoes": echoes_table, "origins": origins_table}
    if name in several:
        return several[name](audit, names, folded)
    plain = unicode and fmt not in LATEX
    if name == "matrix":
        every = ALL_WORDS if fmt in MACHINE else ALL_MARKS if plain else ALL_LETTERS
        by_label, by_number, as_list = matrix_tables(audit, names, folded, every)
    elif name == "traces":
        marks = WORDS if fmt in MACHINE else MARKS if plain else LETTERS
        by_label, by_number, as_list = traces_tables(audit, folded, marks, attitudes)
    else:
        raise ValueError(f'the table "{name}" is named in NAMES, and nothing makes it')
    if not folded or least_width(by_label, fmt) <= width:
        return by_label
    return numbered if least_width(numbered := by_number(), fmt) <= width else as_list()


def table(
    audit: Audited,
    name: str,
    fmt: str = "simple",
    *,
    wide: bool = False,
    width: int = WIDTH,
    unicode: bool = True,
    attitudes: bool = False,
) -> str:
    """One table as text, without a line break at its end.

    ``name`` is one of NAMES, ``fmt`` one of ``formats()``. Lines of formats for the eye are at most ``width`` cells
    wide unless ``wide``. ``unicode=False`` gives ASCII alone. ``attitudes`` adds the claims of attitude to the tables
    of claims. Raises ValueError for another name, format, or a width below LEAST_WIDTH.
    """
    made = make_table(audit, name, fmt, wide=wide, width=width, unicode=unicode, attitudes=attitudes)
    return drawn(draw(made, fmt, None if wide else width, unicode), made, fmt)
