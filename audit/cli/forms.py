"""An audit goes in, the forms that hold all of it come out: XLSX, JSON-LD, brat's folder; brat's folder comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from audit.cli.output import CommandError

if TYPE_CHECKING:
    from audit.model import Article
    from audit.record.result import AttributionList, Audit, ListedArticle

MARK: Final = chr(0xFEFF)  # by which spreadsheets know UTF-8


def whole_in(result: Audit, fmt: str, names: Sequence[str]) -> str | bytes:
    """The audit as XLSX, a sheet for each of the tables, or as JSON-LD. Raises CommandError without the extra."""
    if fmt == "xlsx":
        try:
            return result.to_xlsx(names)
        except ImportError as error:
            raise CommandError(str(error)) from error
    from audit.record.linked import linked_text

    return f"{linked_text(result)}\n"


def in_brat(found: AttributionList, articles: Sequence[Article]) -> dict[str, str]:
    """The files of brat's folder, name -> text."""
    from audit.record.brat import write_brat

    return write_brat(found.articles, {article.id: article.text for article in articles})


def corrected(folder: str | None, articles: Sequence[Article]) -> tuple[ListedArticle, ...] | None:
    """The attributions of brat's folder; None where none is named. Raises CommandError for those of other articles, or
    of another text, BratError for what cannot be read."""
    if folder is None:
        return None
    from audit.record.brat import read_brat

    found = read_brat(folder, {article.id: article.text for article in articles})
    strange = {one.id for one in found} - {article.id for article in articles}
    if strange:
        raise CommandError(f'{folder}: there is no article "{min(strange)}" among those that are audited')
    return found
