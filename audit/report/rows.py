"""An audit goes in, Tables come out: what each table says and in which order, before anything is drawn.

Every table has two layouts. The folded one, for lines of limited width, puts what belongs together into one column;
the full one has a column for each thing and serves wide tables, documents and machines. Claims of attitude (wishes
and plans) count nowhere; the tables of claims leave them out unless asked, and say how many there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

from audit.model import (
    CLOSING,
    DOUBTFUL,
    KINDS,
    TRACES,
    AuditedArticle,
    Claim,
    Deduction,
    Finding,
    SourceSummary,
    Spans,
)
from audit.read.places import shown_place
from audit.report.cells import HARD_SPACE, clean, shorten
from audit.report.draw import Cell, Column, Table
from audit.report.origins import label_column
from audit.report.rank import TO_ORIGIN, Several, origin_named, origin_of, several
from audit.score.merged import merged
from audit.trace.across.chain import ARROW, Chain

# Also in audit/cli/arguments.py (TABLES), apart so that --help stays quick; audit.report.make_table makes each.
NAMES: Final = (
    *("articles", "traces", "sources", "claims", "findings", "clusters", "matrix", "credit", "echoes", "origins"),
)
MARKS: Final = {"credited": "●", "carried": "◐", "echoed": "○"}
LETTERS: Final = {"credited": "C", "carried": "c", "echoed": "e"}
WORDS: Final = {trace: trace for trace in TO_ORIGIN}

# in tables for machines: where a claim or a finding stands
_WHERE: Final = (Column("line", right=True), Column("outlet", spare=True), Column("url", spare=True))
_UNCLEAR: Final = "unclear"
_UNCLEAR_NOTE: Final = "Unclear: the words stand for somebody, and nothing tells for whom; not counted as named."
_CHECKSUM: Final = re.compile(r"[-_.]?[0-9a-f]{12,}$")
_WORST: Final = 2  # criteria spelt out per article where room is short; those left are counted
_HEADLINE: Final = 140  # cells of a claim's text in the folded table of traces: two to four lines


class Audited(Several, Protocol):
    """The part of an Audit that tables are made from."""

    @property
    def sources(self) -> tuple[SourceSummary, ...]: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def chains(self) -> tuple[Chain, ...]: ...


def labels(articles: Sequence[AuditedArticle]) -> dict[str, str]:
    """Article id -> what tables call it: outlet, else title, else id; with the id where two would be the same. A
    checksum at the end of an id is left out where the ids are told apart without it."""
    short = {article.id: _CHECKSUM.sub("", article.id) for article in articles}
    called = {a.id: short[a.id] if a.label == a.id and short[a.id] else a.label for a in articles}
    shared = Counter(map(clean, called.values()))
    return {
        id: name if shared[clean(name)] == 1 else id if name == short[id] else f"{name} ({id})"
        for id, name in called.items()
    }


def articles_table(audit: Audited, folded: bool) -> Table:
    """Per article: score, claims by kind, traces by class where there is an origin, and what cost it most points."""
    names = labels(audit.articles)
    counted: dict[str, list[Claim]] = {article.id: [] for article in audit.articles}
    attitudes = doubtful = unclear = 0
    for claim in audit.claims:
        attitudes += claim.attitude
        unclear += claim.kind == "named" and not claim.attitude and not (claim.source and claim.source.clear)
        doubtful += claim.doubtful and not claim.attitude
        if not claim.attitude:
            counted.setdefault(claim.article, []).append(claim)
    traced = audit.origin is not None
    rows: list[tuple[Cell, ...]] = []
    for article in audit.articles:
        claims = counted[article.id]
        kinds, traces = Counter(c.kind for c in claims), Counter(c.trace for c in claims)
        worst = worst_deductions(article.ledger, _WORST if folded else None)
        if folded:
            middle: list[Cell] = [_tally(kinds, KINDS), *([_tally(traces, TRACES)] if traced else [])]
            if several(audit):
                middle[-1] = (*_tally(traces, TRACES), *_whose(claims))
        else:
            middle = [
                article.outlet,
                article.published,
                article.url,
                len(claims),
                *(kinds[kind] for kind in KINDS),
                *(traces[trace] for trace in TRACES if traced),
                *([_whose(claims)] if several(audit) else []),
            ]
        rows.append((names[article.id], article.score, *middle, worst))
    if folded:
        columns = [Column("claims by kind", least=_tally_width(rows, 2))]
        columns += [Column("traces", least=min(16, _tally_width(rows, 3)))] if traced else []
    else:
        columns = [Column(title, spare=True) for title in ("outlet", "published", "url")]
        columns += [Column(title, right=True) for title in ("claims", *KINDS, *(TRACES if traced else ()))]
        columns += [Column("origins", many=True)] if several(audit) else []
    return Table(
        "articles",
        "Articles",
        (
            Column("article"),
            Column("score", right=True),
            *columns,
            Column("worst deductions", weight=2, many=not folded),
        ),
        tuple(rows),
        (
            "Score: 100 where every claim says openly who it comes from, down to 0; – for an article without claims. "
            "Kind none: the article says it on its own authority.",
            *_left_out(attitudes, "Not counted"),
            *_doubtful(doubtful),
            *_unclear(unclear),
        ),
    )


def _whose(claims: Iterable[Claim]) -> tuple[str, ...]:
    """To whom an article's claims trace, and how many: "Axios: 4"."""
    counts = Counter(origin for claim in claims if (origin := origin_of(claim)) is not None)
    return tuple(f"{origin}: {count}" for origin, count in counts.most_common())


def worst_deductions(ledger: Iterable[Deduction], most: int | None = None) -> tuple[str, ...]:
    """The criteria that cost an article points, the dearest first, each with its points, id and first reason.

    Where there are more than ``most``, the others are one line that counts them.
    """
    grouped: dict[str, list[Deduction]] = {}
    for deduction in (row for row in ledger if row.criterion not in CLOSING):
        grouped.setdefault(deduction.criterion, []).append(deduction)
    lines = []
    for criterion, rows in grouped.items():
        points = sum(row.points for row in rows)
        reason = max(rows, key=lambda row: row.points).reason
        more = f" ({len(rows)} times)" if len(rows) > 1 else ""
        lines.append((-points, criterion, f"−{points:.3g} {criterion}: {clean(reason)}{more}"))
    lines.sort()
    said = [line for *_, line in lines]
    if most is None or len(said) <= most + 1:
        return tuple(said)
    return (*said[:most], f"−{-sum(points for points, *_ in lines[most:]):.3g} for {len(said) - most} other criteria")


def _tally(counts: Mapping[str, int] | Mapping[str | None, int], names: Sequence[str]) -> tuple[str, ...]:
    found = [counts.get(name, 0) for name in names]  # type: ignore[arg-type,call-overload,unused-ignore]
    digits = len(str(max(found)))
    lines = (f"{str(n).rjust(digits)} {name}" for n, name in zip(found, names, strict=True))
    return tuple(line.replace(" ", HARD_SPACE) for line in lines)


def _tally_width(rows: Iterable[Sequence[Cell]], place: int) -> int:
    lines = (line for row in rows for cell in [row[place]] if isinstance(cell, tuple) for line in cell)
    return max(map(len, lines), default=0)


def sources_table(audit: Audited, folded: bool) -> Table:
    """Per source: the office that articles give it, its kind, how many claims rest on it, and in which articles."""
    names = labels(audit.articles)
    rows: list[tuple[Cell, ...]] = []
    for source in audit.sources:
        where = tuple(names.get(id, id) for id in source.articles)
        kind = source.kind if source.clear else _UNCLEAR
        if folded:
            name = f"{source.name}, {source.title}" if source.title else source.name
            rows.append((name, kind, source.claims, "; ".join(where)))
        else:
            rows.append((source.name, source.title, kind, source.claims, where))
    titles = [Column("source", weight=2), *([] if folded else [Column("title")]), Column("kind")]
    columns = (*titles, Column("claims", right=True), Column("articles", weight=2, many=not folded))
    unclear = any(not source.clear for source in audit.sources)
    return Table("sources", "Sources", columns, tuple(rows), (_UNCLEAR_NOTE,) if unclear else ())


def claims_table(audit: Audited, folded: bool, attitudes: bool) -> Table:
    """One row per claim, in text order."""
    names, traced = labels(audit.articles), audit.origin is not None
    known = {article.id: article for article in audit.articles}
    claims = [claim for claim in audit.claims if attitudes or not claim.attitude]
    lines = {chain.claim: way(chain, names) for chain in audit.chains if len(chain.links) > 1}
    rows: list[tuple[Cell, ...]] = []
    for claim in claims:
        article = names.get(claim.article, claim.article)
        source = claim.source
        if folded:
            told = [source.text] if source else []
            told += [f"“{claim.cue}”"] if claim.cue else []
            came = lines.get(claim.id)
            told += [came] if came else [f"via {', '.join(claim.via)}"] if claim.via else []
            told += [said] if (said := occasion_line(claim)) and not (came or claim.via) else []
            is_what = (claim.kind.replace(" ", HARD_SPACE), *([claim.trace or "–"] if traced else []))
            is_what += (f"({origin_of(claim)})",) if several(audit) and origin_of(claim) else ()
            place = _at(known.get(claim.article), claim.article, claim.spans)
            rows.append(((place, claim.text), tuple(told), is_what))
            continue
        evidence = claim.evidence.reason if claim.evidence else None
        rows.append(
            (
                *(claim.id, article, *_where(known.get(claim.article), claim.spans), claim.text, claim.kind),
                *((source.text, source.resolved) if source else (None, None)),
                *(claim.cue, claim.cue_class, claim.via, occasion_line(claim)),
                *((claim.trace, evidence, lines.get(claim.id)) if traced else ()),
                *((origin_of(claim),) if several(audit) else ()),
                round(claim.confidence, 3),
            )
        )
    columns: tuple[Column, ...]
    if folded:
        columns = (
            *(Column("article:line, claim", weight=3, least=24), Column("source, cue, relay", weight=2)),
            Column("kind, trace" if traced else "kind"),
        )
    else:
        titles = ["claim", "kind", "source", "stands for", "cue", "cue class"]
        after = ["occasion", *(["trace", "evidence", "chain"] if traced else [])]
        after += ["origin"] if several(audit) else []
        columns = (
            *(Column("claim number"), Column("article"), *_WHERE, *map(Column, titles), Column("via", many=True)),
            *(*map(Column, after), Column("confidence", right=True, decimals=2)),
        )
    left_out = 0 if attitudes else sum(claim.attitude for claim in audit.claims)
    return Table("claims", "Claims", columns, tuple(rows), _left_out(left_out, "Left out"))


def way(chain: Chain, names: Mapping[str, str]) -> str:
    """A chain on one line; its article is called as everywhere else."""
    home = chain.claim.rpartition(":")[0]
    return ARROW.join([*(link.name for link in chain.links[:-1]), names.get(home, chain.links[-1].name)])


def _where(article: AuditedArticle | None, spans: Spans) -> tuple[Cell, ...]:
    """Line (from 1), outlet and address of words of an article, as far as they are known."""
    return (None, None, None) if article is None else (article.line(spans), article.outlet, article.url)


def _at(article: AuditedArticle | None, id: str, spans: Spans) -> str:
    """Where words of an article stand, so that they can be opened: ``file:line``."""
    return id if article is None else shown_place(article.path, article.id, article.line(spans))


def occasion_line(claim: Claim) -> str | None:
    """How, to whom, where and when a claim's source said it, in a few words: "interview, CNN, on Friday"; None where it
    is not told."""
    said = claim.occasion
    parts = (said.what or said.how, said.outlet, said.person, said.where, said.when) if said is not None else ()
    return ", ".join(filter(None, parts)) or None


def findings_table(audit: Audited, folded: bool) -> Table:
    """What an editor should look at, one row each."""
    names = labels(audit.articles)
    known = {article.id: article for article in audit.articles}
    rows: list[tuple[Cell, ...]] = []
    for finding in merged(audit.findings):
        article = names.get(finding.article, finding.article)
        if folded:
            place = _at(known.get(finding.article), finding.article, finding.spans)
            rows.append(((place, finding.reason), (", ".join(finding.criteria), finding.severity), finding.remedy))
        else:
            where = _where(known.get(finding.article), finding.spans)
            rows.append(
                (article, *where, ", ".join(finding.criteria), finding.severity, finding.reason, finding.remedy)
            )
    columns: tuple[Column, ...]
    if folded:
        found = Column("article:line, what was found", weight=3, least=28)
        columns = (found, Column("criterion"), Column("what would mend it", weight=2))
    else:
        titles = ("criterion", "severity", "what was found", "what would mend it")
        columns = (Column("article"), *_WHERE, *map(Column, titles))
    return Table("findings", "Findings", columns, tuple(rows))


def traces_tables(
    audit: Audited, folded: bool, marks: Mapping[str, str], attitudes: bool
) -> tuple[Table, Callable[[], Table], Callable[[], Table]]:
    """Claims that trace to the origin × articles, three times: articles as columns by label, by number, and as a list.

    The first that fits its lines is the one to draw. A cell is the strongest trace the row's claims have in that
    article.
    """
    names = labels(audit.articles)
    left_out = 0 if attitudes else sum(c.attitude and c.trace in TO_ORIGIN for c in audit.claims)
    claims = [claim for claim in audit.claims if attitudes or not claim.attitude]
    groups = trace_groups(claims)
    texts = [shorten(clean(group[0].text), _HEADLINE) if folded else group[0].text for group in groups]
    cells = [{id: _strongest(group, id) for id in names} for group in groups]
    first = [Column("claim", weight=3, least=28 if folded else 0)]
    whose: list[list[Cell]] = [[] for _ in groups]
    if several(audit):
        first.append(Column("origin", weight=1))
        whose = [[origin_of(group[0])] for group in groups]
    notes = _trace_notes(audit, bool(groups), left_out, marks)

    def by(titles: Mapping[str, Column], key: tuple[str, ...]) -> Table:
        blank = None if marks is WORDS else ""
        rows = [
            (text, *more, *(marks.get(row[id] or "", blank) for id in titles))
            for text, more, row in zip(texts, whose, cells, strict=True)
        ]
        return Table("traces", _trace_title(audit), (*first, *titles.values()), tuple(rows), (*notes, *key))

    def numbered() -> dict[str, str]:
        return {id: str(place) for place, id in enumerate(names, start=1)}

    def key() -> str:
        return "Articles: " + "; ".join(f"{number} {names[id]}" for id, number in numbered().items()) + "."

    def by_number() -> Table:
        return by({id: Column(number) for id, number in numbered().items()}, (key(),))

    def as_list() -> Table:
        number = numbered()
        rows = [
            (text, *more, " ".join(f"{marks[trace]}{number[id]}" for id, trace in row.items() if trace))
            for text, more, row in zip(texts, whose, cells, strict=True)
        ]
        return Table("traces", _trace_title(audit), (*first, Column("articles")), tuple(rows), (*notes, key()))

    titles = {id: label_column(name, folded) for id, name in names.items()}
    return by(titles, ()), by_number, as_list


def trace_groups(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims that trace to the origin, in rows: each credited or carried one, with the echoes that match it.

    An echo is led to its row by ``evidence.claim``, over other echoes if need be; one that leads nowhere is its own
    row.
    """
    by_id = {claim.id: claim for claim in claims if claim.trace in TO_ORIGIN}
    groups: dict[str, list[Claim]] = {id: [c] for id, c in by_id.items() if c.trace != "echoed"}
    for claim in by_id.values():
        if claim.trace == "echoed":
            here, seen = claim, {claim.id}
            while here.trace == "echoed" and here.evidence and (matched := here.evidence.claim) not in seen:
                if matched is None or matched not in by_id:
                    break
                seen.add(matched)
                here = by_id[matched]
            home = here.id if here.trace != "echoed" else claim.id
            groups.setdefault(home, []).append(claim)
    order = {id: place for place, id in enumerate(by_id)}
    return [groups[id] for id in sorted(groups, key=order.__getitem__)]


def _strongest(group: Iterable[Claim], article: str) -> str | None:
    found = {claim.trace for claim in group if claim.article == article}
    return next((trace for trace in TO_ORIGIN if trace in found), None)


def _trace_title(audit: Audited) -> str:
    return f"Claims that trace to {origin_named(audit)}"


def _trace_notes(audit: Audited, any_row: bool, left_out: int, marks: Mapping[str, str]) -> tuple[str, ...]:
    if audit.origin is None:
        return ("No origin was given, so nothing was traced: say whose reporting to trace (--origin NAME).",)
    if not any_row:
        return (f"No claim was found that traces to {origin_named(audit)}.", *_left_out(left_out, "Left out"))
    legend = (
        f"{marks['credited']} credited: the claim's own sentence credits {origin_named(audit)}. "
        f"{marks['carried']} carried: it rests on a credit given earlier in the article. "
        f"{marks['echoed']} echoed: it says the same as such a claim, and no credit was found."
    )
    return (legend, *_left_out(left_out, "Left out"))


def _doubtful(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"Doubtful, though counted: {count} claim{'s' if count > 1 else ''} with a confidence below {DOUBTFUL:g}.",)


def _unclear(count: int) -> tuple[str, ...]:
    """How many of the claims that count as named have a source of which nothing tells who it is."""
    if not count:
        return ()
    return (f"Unclear, though counted as named: {count} claim{'s' if count > 1 else ''} of somebody not told.",)


def _left_out(attitudes: int, verb: str) -> tuple[str, ...]:
    if not attitudes:
        return ()
    return (f"{verb}: {attitudes} claim{'s' if attitudes > 1 else ''} of attitude (wishes and plans).",)
