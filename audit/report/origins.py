"""An audit goes in, the Tables about several articles come out: clusters, their matrix, credit per article, echoes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from audit.model import TRACES, AuditedArticle, Claim
from audit.report.cells import HARD_SPACE, clean, longest_word, shorten, width
from audit.report.draw import Cell, Column, Table
from audit.report.rank import NO_ORIGIN, TO_ORIGIN, Names, Several, origin_named, origin_of, several
from audit.trace.across.cluster import Cluster
from audit.trace.echo.verbatim import Run

ALL_MARKS: Final = {"credited": "●", "carried": "◐", "echoed": "○", "independent": "◇", "untraced": "·"}
ALL_LETTERS: Final = {"credited": "C", "carried": "c", "echoed": "e", "independent": "i", "untraced": "-"}
ALL_WORDS: Final = {trace: trace for trace in TRACES}
_HEADLINE: Final = 110
_BESIDE, _BESIDE_WORDS = 2, 70  # claims listed beside a cluster where room is short, and their letters


def clusters_table(audit: Several, names: Names, folded: bool) -> Table:
    """One row per cluster: its headline claim, how many articles and independent origins, who had it first."""
    rows: list[tuple[Cell, ...]] = []
    by_id = {claim.id: claim for claim in audit.claims}
    for cluster in audit.clusters:
        text = shorten(clean(cluster.headline), _HEADLINE) if folded else cluster.headline
        first = _first(cluster)
        beside = [f"perhaps: “{_words(by_id, id, folded)}”" for id in cluster.possible if id in by_id]
        beside += [f"against it: “{_words(by_id, id, folded)}”" for id in cluster.contradicted if id in by_id]
        if folded:
            where = tuple(names.get(id, id) for id in cluster.articles)
            rests = (first, *(name for name in cluster.origins if name != cluster.origin))
            rows.append(((text, *beside[:_BESIDE]), where, rests))
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
                    tuple(_words(by_id, id, folded) for id in cluster.possible if id in by_id),
                    tuple(_words(by_id, id, folded) for id in cluster.contradicted if id in by_id),
                )
            )
    columns: tuple[Column, ...]
    if folded:
        columns = (
            Column("claim", weight=3, least=28),
            Column("told by", weight=2),
            Column("rests on", weight=2),
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
        "Claims that say the same, in two articles or more, and on whom they rest: outlets and named sources, each a"
        " way of its own by which the claim came in; an article may have several. Outlets of one family count as one;"
        " a claim without credit adds none."
    )
    return Table(
        "clusters",
        "Claims that several articles make",
        columns,
        tuple(rows),
        (NO_ORIGIN if audit.origin is None else note,),
    )


def _words(by_id: Mapping[str, Claim], id: str, folded: bool) -> str:
    return shorten(clean(by_id[id].text), _BESIDE_WORDS) if folded else by_id[id].text


def _first(cluster: Cluster) -> str:
    if cluster.by == "credit":
        return cluster.origin or ""
    return f"{cluster.origin} (published first)" if cluster.by == "date" else "nobody is named"


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
    first: list[Column] = [Column("claim", weight=3, least=28 if folded else 0), Column("articles : origins", least=10)]
    whose: list[list[Cell]] = [[] for _ in texts]
    if several(audit):
        first.append(Column("rests on", weight=1))
        whose = [[cluster.origin or "–"] for cluster in audit.clusters]
    notes = _matrix_notes(audit, marks)
    blank = None if marks is ALL_WORDS else ""
    numbers = {id: str(place) for place, id in enumerate(names, start=1)}
    key = "Articles: " + "; ".join(f"{number} {names[id]}" for id, number in numbers.items()) + "."

    def by(titles: Mapping[str, Column], key_of_it: tuple[str, ...]) -> Table:
        rows = [
            (text, count, *more, *(marks.get(row[id] or "", blank) for id in titles))
            for text, count, more, row in zip(texts, counts, whose, cells, strict=True)
        ]
        return Table("matrix", "Who has which claim", (*first, *titles.values()), tuple(rows), (*notes, *key_of_it))

    def by_number() -> Table:
        return by({id: Column(number) for id, number in numbers.items()}, (key,))

    def as_list() -> Table:
        rows = [
            (text, count, *more, " ".join(f"{marks[trace]}{numbers[id]}" for id, trace in row.items() if trace))
            for text, count, more, row in zip(texts, counts, whose, cells, strict=True)
        ]
        return Table("matrix", "Who has which claim", (*first, Column("articles")), tuple(rows), (*notes, key))

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
    legend += ". Articles : origins counts the articles and the outlets and named sources that they rest on."
    return (legend,)


def credit_table(audit: Several, names: Names, folded: bool) -> Table:
    """Per article: claims that trace to an origin by how they are credited, where the first credit stands, vague
    credits."""
    rows: list[tuple[Cell, ...]] = []
    for article, origin in _each(audit):
        claims = [c for c in audit.claims if c.article == article.id and c.trace in TO_ORIGIN and not c.attitude]
        claims = [c for c in claims if origin is None or origin_of(c) == origin]
        whose: tuple[Cell, ...] = (origin or "–",) if several(audit) else ()
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
            rows.append((names[article.id], *whose, len(claims), tally, where, others))
        else:
            rows.append((names[article.id], *whose, len(claims), *counts, where, vague, apart))
    titles = ("to the origin", "credited", "carried", "echoed")
    whose_column = (Column("origin", weight=1),) if several(audit) else ()
    columns: tuple[Column, ...]
    if folded:
        columns = (
            *(
                Column("article", weight=2, least=12 if whose_column else 16),
                *whose_column,
                Column("claims to the origin", right=True),
                Column("of these", least=10),
            ),
            *(Column("first credit", least=12), Column("other credits", least=12)),
        )
    else:
        columns = (
            *(
                Column("article"),
                *whose_column,
                *(Column(title, right=True) for title in titles),
                Column("first credit"),
            ),
            *(Column("vague credits", right=True), Column("credits beside the text")),
        )
    note = (
        "Echoed: the claim says what a credited one says, and no credit was found. A vague credit names no outlet; one"
        " beside the text (a dateline, byline or credit line) does not say for which claims."
    )
    title = "Credit to the origins" if several(audit) else f"Credit to {origin_named(audit)}"
    return Table("credit", title, columns, tuple(rows), (NO_ORIGIN if audit.origin is None else note,))


def _each(audit: Several) -> list[tuple[AuditedArticle, str | None]]:
    """Each article; where there are several origins, once for each to which a claim of it traces."""
    if not several(audit):
        return [(article, None) for article in audit.articles]
    found: list[tuple[AuditedArticle, str | None]] = []
    for article in audit.articles:
        mine = {origin_of(c) for c in audit.claims if c.article == article.id and not c.attitude}
        found += [(article, origin) for origin in audit.origins if origin in mine] or [(article, "")]
    return found


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
                (
                    says,
                    *([evidence.origin or "–"] if several(audit) else []),
                    f"{evidence.similarity:.2f}",
                    *((f"{copied} words alike",) if copied else ()),
                ),
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
