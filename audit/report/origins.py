"""An audit goes in, the Tables about several articles come out: clusters, their matrix, credit per article, echoes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from audit.model import TRACES, AuditedArticle, Claim
from audit.report.cells import HARD_SPACE, clean, longest_word, shorten, width
from audit.report.draw import Cell, Column, Table
from audit.trace import is_auto
from audit.trace.across.cluster import Cluster
from audit.trace.credit.copied import Credit
from audit.trace.echo.verbatim import Run

TO_ORIGIN: Final = ("credited", "carried", "echoed")  # strongest first
ALL_MARKS: Final = {"credited": "●", "carried": "◐", "echoed": "○", "independent": "◇", "untraced": "·"}
ALL_LETTERS: Final = {"credited": "C", "carried": "c", "echoed": "e", "independent": "i", "untraced": "-"}
ALL_WORDS: Final = {trace: trace for trace in TRACES}
_HEADLINE: Final = 110
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


Names = Mapping[str, str]


def clusters_table(audit: Several, names: Names, folded: bool) -> Table:
    """One row per cluster: its headline claim, how many articles and independent origins, who had it first."""
    rows: list[tuple[Cell, ...]] = []
    for cluster in audit.clusters:
        text = shorten(clean(cluster.headline), _HEADLINE) if folded else cluster.headline
        first = _first(cluster)
        beside = [f"{len(cluster.possible)} possible"] if cluster.possible else []
        beside += [f"{len(cluster.contradicted)} contradicting"] if cluster.contradicted else []
        if folded:
            rows.append((cluster.id, text, tuple(cluster.line.split(", ")), (first, *beside)))
        else:
            where = tuple(names.get(id, id) for id in cluster.articles)
            counts = (len(cluster.articles), cluster.independent)
            rows.append(
                (
                    cluster.id,
                    text,
                    *counts,
                    first,
                    cluster.origins,
                    where,
                    len(cluster.possible),
                    len(cluster.contradicted),
                )
            )
    columns: tuple[Column, ...]
    if folded:
        columns = (
            Column("no.", right=True),
            Column("claim", weight=3, least=28),
            Column("found in", least=21),
            Column("origin", weight=2),
        )
    else:
        titles = (
            "number",
            "claim",
            "articles",
            "independent origins",
            "origin",
            "all origins",
            "in",
            "possible",
            "contradicting",
        )
        columns = tuple(map(Column, titles))
    note = (
        "Claims that say the same, in two articles or more. Articles that rest on one outlet, one family of outlets or"
        " one named source count as one origin; a claim without credit adds none."
    )
    return Table(
        "clusters",
        "Claims that several articles make",
        columns,
        tuple(rows),
        (NO_ORIGIN if audit.origin is None else note,),
    )


def _first(cluster: Cluster) -> str:
    if cluster.by == "credit":
        return f"{cluster.origin} (by credit)"
    return f"{cluster.origin} (published first)" if cluster.by == "date" else "unknown"


def matrix_tables(
    audit: Several, names: Names, folded: bool, marks: Mapping[str, str]
) -> tuple[Table, Callable[[], Table], Callable[[], Table]]:
    """Clusters × articles three times: articles as columns by label, by number, and as a list; the first that fits is
    drawn.

    A cell is the strongest trace that the cluster's claims have in that article.
    """
    by_id = {claim.id: claim for claim in audit.claims}
    cells = []
    for cluster in audit.clusters:
        members = [by_id[id] for id in cluster.claims if id in by_id]
        cells.append({id: _strongest(members, id) for id in names})
    texts = [shorten(clean(c.headline), _HEADLINE) if folded else c.headline for c in audit.clusters]
    counts = [f"{len(c.articles)} : {c.independent}".replace(" ", HARD_SPACE) for c in audit.clusters]
    first, second = Column("claim", weight=3, least=28 if folded else 0), Column("articles : origins", least=10)
    notes = _matrix_notes(audit, marks)
    blank = None if marks is ALL_WORDS else ""
    numbers = {id: str(place) for place, id in enumerate(names, start=1)}
    key = "Articles: " + "; ".join(f"{number} {names[id]}" for id, number in numbers.items()) + "."

    def by(titles: Mapping[str, Column], more: tuple[str, ...]) -> Table:
        rows = [
            (text, count, *(marks.get(row[id] or "", blank) for id in titles))
            for text, count, row in zip(texts, counts, cells, strict=True)
        ]
        return Table("matrix", "Who has which claim", (first, second, *titles.values()), tuple(rows), (*notes, *more))

    def by_number() -> Table:
        return by({id: Column(number) for id, number in numbers.items()}, (key,))

    def as_list() -> Table:
        rows = [
            (text, count, " ".join(f"{marks[trace]}{numbers[id]}" for id, trace in row.items() if trace))
            for text, count, row in zip(texts, counts, cells, strict=True)
        ]
        return Table("matrix", "Who has which claim", (first, second, Column("articles")), tuple(rows), (*notes, key))

    titles = {id: label_column(name, folded) for id, name in names.items()}
    return by(titles, ()), by_number, as_list


def label_column(name: str, folded: bool) -> Column:
    """The column of an article; where folded, with room for its name over no more than three lines."""
    said = clean(name)
    return Column(name, least=max(longest_word(said), -(-width(said) // 3)) + 2 if folded else 0)


def _strongest(members: Sequence[Claim], article: str) -> str | None:
    found = {claim.trace for claim in members if claim.article == article}
    return next((trace for trace in (*TO_ORIGIN, "independent", "untraced") if trace in found), None)


def _matrix_notes(audit: Several, marks: Mapping[str, str]) -> tuple[str, ...]:
    if audit.origin is None:
        return (NO_ORIGIN,)
    what = {
        "credited": "credited in its sentence",
        "carried": "carried from a credit before",
        "echoed": "no credit found",
        "independent": "rests on another named source or outlet",
        "untraced": "not traced",
    }
    legend = "; ".join(f"{marks[trace]} {words}" for trace, words in what.items())
    legend += ". Articles : origins counts the articles and the independent origins they rest on."
    return (legend,)


def credit_table(audit: Several, names: Names, folded: bool) -> Table:
    """Per article: claims that trace to an origin by how they are credited, where the first credit stands, vague
    credits."""
    rows: list[tuple[Cell, ...]] = []
    for article in audit.articles:
        claims = [c for c in audit.claims if c.article == article.id and c.trace in TO_ORIGIN and not c.attitude]
        counts = [sum(c.trace == trace for c in claims) for trace in TO_ORIGIN]
        first = min((c.sentence + 1 for c in claims if c.trace == "credited"), default=None)
        given = [credit for credit in audit.credits if credit.article == article.id]
        vague = sum(credit.how == "vague" for credit in given)
        apart = tuple(
            dict.fromkeys(
                f"{credit.how}: {credit.outlet}"
                for credit in given
                if credit.how in ("dateline", "byline", "credit line")
            )
        )
        where = "none found" if first is None else f"sentence {first}"
        if folded:
            tally = tuple(f"{n} {trace}".replace(" ", HARD_SPACE) for n, trace in zip(counts, TO_ORIGIN, strict=True))
            others = (*((f"{vague} vague",) if vague else ()), *apart)
            rows.append((names[article.id], len(claims), tally, where, others))
        else:
            rows.append((names[article.id], len(claims), *counts, where, vague, apart))
    titles = ("to the origin", "credited", "carried", "echoed")
    columns: tuple[Column, ...]
    if folded:
        columns = (
            *(
                Column("article", weight=2, least=16),
                Column("claims to the origin", right=True),
                Column("of these", least=10),
            ),
            *(Column("first credit", least=12), Column("other credits", least=12)),
        )
    else:
        columns = (
            *(Column("article"), *(Column(title, right=True) for title in titles), Column("first credit")),
            *(Column("vague credits", right=True), Column("credits beside the text")),
        )
    note = (
        "Echoed: the claim says what a credited one says, and no credit was found. A vague credit names no outlet; one"
        " beside the text (a dateline, byline or credit line) does not say for which claims."
    )
    title = "Credit to the origin" if audit.origin and not is_auto(audit.origin) else "Credit to the origins"
    return Table("credit", title, columns, tuple(rows), (NO_ORIGIN if audit.origin is None else note,))


def echoes_table(audit: Several, names: Names, folded: bool) -> Table:
    """Claims without credit beside the credited or carried claims that they repeat, surest first."""
    by_id = {claim.id: claim for claim in audit.claims}
    rows: list[tuple[Cell, ...]] = []
    possible: list[tuple[Cell, ...]] = []
    for claim in sorted(audit.claims, key=lambda c: (-(c.evidence.similarity or 0.0) if c.evidence else 0.0, c.id)):
        evidence = claim.evidence
        if evidence is None or evidence.rule not in ("echo", "echo-possible") or claim.attitude:
            continue
        other = by_id.get(evidence.claim or "")
        if other is None:
            continue
        sure = evidence.rule == "echo"
        says = "no credit found" if sure else "possible"
        left, right = names.get(claim.article, claim.article), names.get(other.article, other.article)
        copied = _copied(claim, other, audit.runs)
        if folded:
            row: tuple[Cell, ...] = (
                (f"{left}:", claim.text),
                (f"{right}:", other.text),
                (says, f"{evidence.similarity:.2f}", *((f"{copied} words alike",) if copied else ())),
            )
        else:
            row = (left, claim.text, right, other.text, evidence.origin, says, evidence.similarity, copied)
        (rows if sure else possible).append(row)
    if folded:
        columns: tuple[Column, ...] = (
            Column("claim", weight=3),
            Column("says what this one says", weight=3),
            Column("found", least=8),
        )
    else:
        titles = ("article", "claim", "other article", "other claim", "origin", "found", "similarity", "words alike")
        columns = tuple(map(Column, titles))
    note = (
        "No credit was found for the claim on the left; the one on the right is credited to an origin or carried"
        " from it. Which came first is known only where both articles have dates. Possible: below the bar, shown apart."
        " Words alike: the longest run of words that both articles have there outside quotation marks."
    )
    return Table(
        "echoes",
        "Claims without credit, and what they repeat",
        columns,
        (*rows, *possible),
        (NO_ORIGIN if audit.origin is None else note,),
    )


def _copied(claim: Claim, other: Claim, runs: Sequence[Run]) -> int:
    """How many words the longest run has that touches both claims; 0 where none does."""
    both = [(run.words, {run.one: run.one_span, run.two: run.two_span}) for run in runs]
    met = (
        words
        for words, places in both
        if {claim.article, other.article} == set(places)
        and all(any(places[c.article].overlaps(span) for span in c.spans) for c in (claim, other))
    )
    return max(met, default=0)
