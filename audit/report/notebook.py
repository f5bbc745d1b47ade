"""Tables go in, with their text or with what was not audited; what a notebook shows comes out: HTML, all escaped."""

from __future__ import annotations

from collections.abc import Iterable

from audit.model import Failure
from audit.model.markup import said
from audit.report.draw import Table, draw, for_the_eye, heading


class Drawn(str):
    """A table as text, and as such a string like any other; a notebook shows it as HTML."""

    made: Table

    def _repr_html_(self) -> str:
        return shown(self.made)


def drawn(text: str, made: Table, fmt: str) -> str:
    """The text of a table; of one that is drawn for the eye, a string that a notebook shows as HTML."""
    if not for_the_eye(fmt):
        return text
    kept = Drawn(text)
    kept.made = made
    return kept


def shown(made: Table) -> str:
    """A table as HTML, with its title and its notes."""
    return f"<div>{heading(made, 'html', True)}{draw(made, 'html', None, True)}</div>"


def page(tables: Iterable[Table], failures: Iterable[Failure], warnings: Iterable[str]) -> str:
    """Tables one after the other as HTML, and what could not be audited."""
    told = [*warnings, *(f"{failure.where}: {failure.message}" for failure in failures)]
    return "".join([*map(shown, tables), *map(said, told)])
