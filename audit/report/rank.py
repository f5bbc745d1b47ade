"""An audit goes in; its origins by how much of the story rests on each, and how tables name them, comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from audit.model import AuditedArticle, Claim
from audit.report.cells import HARD_SPACE, clean
from audit.report.draw import Cell, Column, Table
from audit.trace import is_auto
from audit.trace.across.broke import Broke, Share
from audit.trace.across.cluster import Cluster
from audit.trace.credit.copied import Credit
from audit.trace.echo.verbatim import Run

TO_ORIGIN: Final = ("credited", "carried", "echoed")  # strongest first
NO_ORIGIN: Final = (
    "No origin was given, so nothing was traced: say whose reporting to trace (--origin NAME, or --origin auto)."
)


class Several(Protocol):
    """The part of an Audit that these tables are made from."""

    @property
    def origin(self) -> str | None: ...
    @property
    def articles(self) -> tuple[AuditedArticle, ...]: ...
    @property
    def claims(self) -> tuple[Claim, ...]: ...
    @property
    def origins(self) -> tuple[str, ...]: ...
    @property
    def clusters(self) -> tuple[Cluster, ...]: ...
    @property
    def credits(self) -> tuple[Credit, ...]: ...
    @property
    def runs(self) -> tuple[Run, ...]: ...
    @property
    def shares(self) -> tuple[Share, ...]: ...
    @property
    def broke(self) -> Broke | None: ...


Names = Mapping[str, str]


def several(audit: Several) -> bool:
    """Whether claims may trace to one of several origins, so that each table says to which."""
    return len(audit.origins) > 1


def origin_named(audit: Several) -> str:
    """The origin as titles and notes call it: the one given, or the names of several."""
    if audit.origin is None:
        return "an origin"
    if not audit.origins:
        return "an outlet" if is_auto(audit.origin) else audit.origin
    if not several(audit):
        return audit.origins[0] if is_auto(audit.origin) else audit.origin
    return f"{', '.join(audit.origins[:-1])} or {audit.origins[-1]}"


def origin_of(claim: Claim) -> str | None:
    """The origin that a claim traces to; None where it traces to none."""
    return claim.evidence.origin if claim.evidence is not None and claim.trace in TO_ORIGIN else None


def who_broke(broke: Broke) -> str:
    """Who broke the story, in a sentence or two: an outlet that the articles credit with it, and why it is said to."""
    if broke.by == "date":
        return f"Who broke the story is not told by any credit; of these articles that of {broke.origin} is the first."
    if broke.origin is None:
        return f"Who broke the story is not told. {broke.reason}"
    return f"Who broke the story, by credit in the articles’ first paragraphs: {broke.origin}. {broke.reason}"


def origins_table(audit: Several, names: Names, folded: bool) -> Table:
    """Per origin, the one on which most rests first: how many claims, in which articles; and who broke the story."""
    rows: list[tuple[Cell, ...]] = []
    for share in audit.shares:
        where = tuple(names.get(id, id) for id in share.articles)
        counts = (share.credited, share.carried, share.echoed)
        if folded:
            of = f"{share.rests} of {share.claims}".replace(" ", HARD_SPACE)
            tally = (f"{n} {trace}".replace(" ", HARD_SPACE) for n, trace in zip(counts, TO_ORIGIN, strict=True) if n)
            rows.append((share.origin, of, tuple(tally), where))
        else:
            rows.append((share.origin, share.rests, share.claims, *counts, where))
    columns: tuple[Column, ...]
    if folded:
        columns = (
            *(Column("origin", weight=2), Column("claims that rest on it", least=10)),
            *(Column("of these", least=10), Column("credited by", weight=2)),
        )
    else:
        titles = ("claims that rest on it", "claims", *TO_ORIGIN)
        counted = (Column(title, right=True) for title in titles)
        columns = (Column("origin"), *counted, Column("credited by", many=True))
    notes = [NO_ORIGIN] if audit.origin is None else []
    if audit.broke is not None:
        notes.append(clean(who_broke(audit.broke)))
    if audit.origin is not None:
        notes.append("Echoed claims say what these say, without credit; they do not rest on it by their own words.")
    return Table("origins", "On whom the story rests", columns, tuple(rows), tuple(notes))
