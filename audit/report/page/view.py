"""An audit and its articles' texts go in, plain dicts and lists come out: all that the page's templates show.

Claims, sources and findings go by their numbers on the page, from 1; an id or a name, which may be any text, is never
an address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from audit.lexicon import Lexicon
from audit.model import CLOSING, KINDS, TRACES, Claim, Dossier, Spans
from audit.report.brief import Brief, Briefed, Credited, Leaning, Standing, Worst, brief_of, touched_by
from audit.report.cells import clean, shorten
from audit.report.origins import ALL_MARKS
from audit.report.page.article import datum, shown_article, shown_claim
from audit.report.page.beside import beside
from audit.report.page.drawing import GraphLike, drawn
from audit.report.page.lookup import KIND_MARKS, Pages, linked, marked, slug
from audit.report.rank import origin_named
from audit.report.screen import percent
from audit.score.standing import articles

WIDE_MATRIX: Final = 10  # articles that have a column each; more are listed in one
_OURS: Final = re.compile(r" \(\w+/[\w.]+\)")  # a file of this project, which a reader of the page does not have
_WITH: Final = 160  # letters of the words that an outlet is credited with
_GAP: Final = 0.5  # points by which two articles differ so that it is told
_TOLD: Final = 3  # criteria that set two articles apart, told of either


def view(audit: Briefed, texts: Mapping[str, str], graph: GraphLike, lexicon: Lexicon) -> dict[str, Any]:
    """The dict that the templates take; its values are records, dicts, lists, strings and numbers."""
    pages = Pages(audit, texts, lexicon)
    brief = brief_of(audit, pages.criteria)
    claims = [shown_claim(claim, pages) for claim in audit.claims]
    many = f"{len(audit.articles)} articles"
    return {
        "title": many if len(audit.articles) != 1 else clean(audit.articles[0].label),
        "traced_to": _traced_to(audit, brief),
        "nameless": sum(not article.outlet for article in audit.articles),
        "origin": audit.origin,
        "origins": audit.origins,
        "counts": {"articles": len(audit.articles), **_counts(audit.claims)},
        "kinds": [{"name": kind, "mark": KIND_MARKS[kind]} for kind in KINDS],
        "traces": [{"name": trace, "mark": ALL_MARKS[trace]} for trace in TRACES] if audit.origin else [],
        "open": brief.open,
        "who": [_who(one, pages) for one in brief.credited[:1] if one.claims],
        "who_else": [_who(one, pages) for one in brief.credited[1:] if one.claims],
        "standings": [_standing(one, pages) for one in brief.articles],
        "leanings": [_leaning(one, pages) for one in brief.leanings],
        "unlisted": brief.unlisted,
        "unjudged": brief.unjudged,
        "matrix": _matrix(pages),
        "losses": _losses(pages, brief),
        "articles": [shown_article(article, pages, claims) for article in audit.articles],
        "echoes": _echoes(pages),
        "graph": _graph(graph, pages) if audit.origin else None,
        "unnamed": _unnamed(pages),
        "not_assessed": _not_assessed(audit),
        "held": articles() if any(one.better is not None for one in brief.articles) else None,
        "sources": _sources(pages),
        "data": {"claims": [datum(claim, shown, pages) for claim, shown in zip(audit.claims, claims, strict=True)]},
    }


# ------------------------------------------------------------------------------------------------ the brief


def _traced_to(audit: Briefed, brief: Brief) -> str:
    """The outlets to which claims were traced; where there are none, what was asked for."""
    names = [one.outlet for one in brief.credited if one.claims]
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else "".join(names) or origin_named(audit)


def _counts(claims: Sequence[Claim]) -> dict[str, int]:
    """How many claims there are, and how many wishes and plans, which count nowhere."""
    plans = sum(claim.attitude for claim in claims)
    return {"claims": len(claims) - plans, "plans": plans}


def _who(one: Credited, pages: Pages) -> dict[str, Any]:
    return {
        "outlet": one.outlet,
        "claims": one.claims,
        "first": one.first,
        "rests": one.rests,
        "told": shorten(one.told, _WITH),
        "claim": pages.number.get(one.claim or ""),
        "own": [linked(id, pages) for id in one.own],
        "credit": [linked(id, pages) for id in one.credit],
        "repeat": [{**linked(id, pages), "claims": n} for id, n in one.repeat],
        "neither": [linked(id, pages) for id in one.neither],
        "others": len(pages.names) - len(one.own),
    }


def _standing(one: Standing, pages: Pages) -> dict[str, Any]:
    article = pages.articles[one.id]
    return {
        **linked(one.id, pages),
        "heading": (pages.headings.get(one.id) or pages.openings[one.id]) if article.label == one.id else None,
        "better": None if one.better is None else percent(one.better),
        "genre": one.genre,
        "own": one.own,
        "cost": _cost(one.id, pages),
        "score": one.score,
        "place": one.place,
        "of": one.of,
        "bar": bar(one.kinds),
        "kinds": [{"name": k, "mark": KIND_MARKS[k], "count": n} for k, n in zip(KINDS, one.kinds, strict=True)],
        "traces": one.traces,
        "unnamed": one.unnamed,
        "asked": one.asked,
        "reasoned": one.reasoned,
        "worst": None if one.worst is None else _worst(one.worst, pages),
    }


def _cost(id: str, pages: Pages) -> dict[str, Any] | None:
    """The costliest row of an article's ledger, how many claims it is about, and the first of them."""
    rows = [row for row in pages.articles[id].ledger if row.criterion not in CLOSING]
    if not rows:
        return None
    row = max(rows, key=lambda row: row.points)
    claims = sorted(touched_by(row.spans, [c for c in pages.of_article[id] if not c.attitude]), key=lambda c: c.spans)
    made = {"id": row.criterion, "title": pages.title(row.criterion), "points": row.points, "claims": len(claims)}
    first = {"first": pages.number[claims[0].id], "line": pages.line(claims[0])} if claims else {}
    return made | first


def _worst(one: Worst, pages: Pages) -> dict[str, Any]:
    number = pages.number.get(one.claim or "")
    told = {"told": one.told(), "line": one.line, "claim": number, "id": one.criterion, "points": one.points}
    return told | {"findings": one.findings, "counted": one.counted, "fault": one.fault}


def bar(counts: Sequence[int], width: int = 120) -> list[dict[str, Any]]:
    """The stretches of a bar of so many pixels, dicts: for each kind with a count its name, start and width."""
    total, at, made = sum(counts), 0.0, []
    for kind, count in zip(KINDS, counts, strict=True):
        if count:
            wide = width * count / total
            made.append({"kind": slug(kind), "x": round(at, 2), "width": round(wide, 2)})
            at += wide
    return made


def _leaning(one: Leaning, pages: Pages) -> dict[str, Any]:
    first = [pages.claims[id] for id in one.claims if id in pages.claims]
    return {
        "text": one.text,
        "articles": one.articles,
        "told": one.told,
        "before": one.before,
        "on": one.on,
        "places": [{"claim": pages.number[c.id], "name": pages.names[c.article]} for c in first],
    }


def _not_assessed(audit: Briefed) -> list[str]:
    """What articles were not checked for, and why; how many, where it is not all of them."""
    of = len(audit.articles)
    told = Counter(_OURS.sub("", one) for article in audit.articles for one in article.not_assessed)
    return [one if many >= of else f"{one} ({many} of {of} articles)" for one, many in told.items()]


# ------------------------------------------------------------------------------------------------ over all articles


def _matrix(pages: Pages) -> dict[str, Any]:
    """Claims that several articles make: in each article the claim that says it most openly, as a link."""
    rows = []
    order = (*("credited", "carried", "echoed", "independent", "untraced"), None)
    elsewhere = {id for cluster in pages.audit.clusters for id in cluster.claims}
    for cluster in pages.audit.clusters:
        best: dict[str, Claim] = {}
        for claim in (pages.claims[id] for id in cluster.claims if id in pages.claims):
            kept = best.get(claim.article)
            if kept is None or order.index(claim.trace) < order.index(kept.trace):
                best[claim.article] = claim
        perhaps: dict[str, Claim] = {}
        for claim in (pages.claims[id] for id in cluster.possible if id in pages.claims):
            if claim.article not in best and not claim.attitude and claim.id not in elsewhere:
                perhaps.setdefault(claim.article, claim)
        rows.append(
            {
                "text": cluster.headline,
                "count": len(cluster.articles),
                "silent": len(cluster.articles)
                - len(
                    {pages.claims[id].article for id in cluster.claims if id in pages.claims and id not in cluster.bare}
                ),
                "origins": cluster.origins,
                "published": cluster.origin if cluster.by == "date" else None,
                "cells": [
                    {**linked(id, pages), "claim": pages.number[it.id], "sure": id in best, **marked(it)}
                    if (it := best.get(id) or perhaps.get(id)) is not None
                    else None
                    for id in pages.names
                ],
            }
        )
    return {"rows": rows, "wide": len(pages.names) <= WIDE_MATRIX, "columns": [linked(id, pages) for id in pages.names]}


def _losses(pages: Pages, brief: Brief) -> dict[str, Any]:
    """Articles by criteria: what each cost each; the dearest criterion first."""
    total: dict[str, float] = {}
    for article in pages.audit.articles:
        for row in article.ledger:
            total[row.criterion] = total.get(row.criterion, 0.0) + row.points
    criteria = sorted(total, key=lambda id: (id in CLOSING, -total[id], id))
    by = {
        a.id: {c: sum(r.points for r in a.ledger if r.criterion == c) for c in criteria} for a in pages.audit.articles
    }
    return {
        "criteria": [_criterion(id, pages) for id in criteria],
        "gaps": _gaps(brief, by, criteria, pages) if len(brief.articles) <= WIDE_MATRIX else [],
        "rows": [
            {**linked(one.id, pages), "score": one.score, "points": [round(by[one.id][id], 1) for id in criteria]}
            for one in brief.articles
        ],
    }


def _criterion(id: str, pages: Pages) -> dict[str, Any]:
    """A criterion with its points and the most that it takes, 0 where the lexicon has none of that name."""
    entry = pages.criteria.get(id)
    worth, most = (entry["points"], entry["cap"]) if entry is not None else (0, 0)
    return {"id": id, "title": pages.title(id), "standards": pages.standards(id), "worth": worth, "most": most}


def _gaps(
    brief: Brief, by: Mapping[str, Mapping[str, float]], criteria: Sequence[str], pages: Pages
) -> list[dict[str, Any]]:
    """Each article beside the one that scores next above it: what it loses more for, and what less."""
    scored = [one for one in brief.articles if one.score is not None]
    made = []
    for upper, lower in pairwise(scored):
        apart = {id: round(by[lower.id][id] - by[upper.id][id], 1) for id in criteria}
        order = sorted((id for id in criteria if abs(apart[id]) >= _GAP), key=lambda id: -abs(apart[id]))
        told = {id: {"id": id, "title": pages.title(id), "points": abs(apart[id])} for id in order}
        made.append(
            {
                "upper": {**linked(upper.id, pages), "score": upper.score},
                "lower": {**linked(lower.id, pages), "score": lower.score},
                "apart": (upper.score or 0.0) - (lower.score or 0.0),
                "more": [told[id] for id in order if apart[id] > 0][:_TOLD],
                "less": [told[id] for id in order if apart[id] < 0][:_TOLD],
            }
        )
    return made


def _echoes(pages: Pages) -> dict[str, Any]:
    """Claims without credit beside those they repeat, the surest first; those that only may repeat one apart."""
    rows: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for claim in pages.audit.claims:
        evidence = claim.evidence
        other = pages.claims.get(evidence.claim or "") if evidence is not None else None
        if evidence is None or other is None or evidence.rule not in ("echo", "echo-possible") or claim.attitude:
            continue
        left, right = beside(claim, other, pages.lexicon)
        rows[evidence.rule == "echo"].append(
            {
                "similarity": evidence.similarity or 0.0,
                "chance": percent(evidence.similarity or 0.0),
                "origin": evidence.origin,
                "sides": [
                    {**linked(c.article, pages), "claim": pages.number[c.id], "parts": parts, **marked(c)}
                    for c, parts in ((claim, left), (other, right))
                ],
            }
        )
    for found in rows.values():
        found.sort(key=lambda row: (-row["similarity"], row["sides"][0]["claim"]))
    return {"sure": rows[True], "possible": rows[False]}


def _graph(graph: GraphLike, pages: Pages) -> dict[str, Any]:
    """The drawing, each box with the address that it leads to."""
    made = drawn(graph, {f"article:{id}": name for id, name in pages.names.items()})
    numbers = {f"article:{id}": f"a{n}" for id, n in pages.article_number.items()}
    by_name = {source.name: f"s{n}" for n, source in reversed(list(enumerate(pages.audit.sources, start=1)))}
    boxes = [
        {"box": box, "to": numbers.get(box.id) if box.kind == "article" else by_name.get(box.name)}
        for box in made.boxes
    ]
    return {"drawing": made, "boxes": boxes}


def _unnamed(pages: Pages) -> list[dict[str, Any]]:
    """The unnamed sources of each article, with what it tells of them; those of most claims first."""
    rows = []
    for article in pages.audit.articles:
        text = pages.texts.get(article.id, "")
        for dossier in sorted((d for d in article.dossiers if d.kind != "named"), key=lambda d: -len(d.claims)):
            claims = [pages.number[id] for id in dossier.claims if id in pages.number]
            rows.append({**linked(article.id, pages), **_dossier(dossier, text), "claims": claims})
    return rows


def _dossier(one: Dossier, text: str) -> dict[str, Any]:
    return {
        "source": one.name,
        "kind": one.kind,
        "mark": KIND_MARKS[one.kind],
        "many": one.number or one.quantity,
        "role": one.role.text if one.role else None,
        "affiliation": one.affiliation.text if one.affiliation else None,
        "holder": one.holder,
        "basis": one.basis,
        "basis_words": _words(one.basis_spans, text),
        "asked": one.asked,
        "reason": one.reason,
        "reason_words": _words(one.reason_spans, text),
        "declined": _words(one.declined, text),
        "denied": _words(one.denied, text),
    }


def _words(spans: Spans, text: str) -> str:
    return " … ".join(" ".join(span.of(text).split()) for span in spans)


def _sources(pages: Pages) -> list[dict[str, Any]]:
    """A card for each source: all that it says, article by article."""
    said: dict[int, dict[str, list[Claim]]] = {}
    for claim in pages.audit.claims:
        for source in pages.sources(claim):
            if source["number"] is not None:
                said.setdefault(source["number"], {}).setdefault(claim.article, []).append(claim)
    cards = []
    for number, listed in enumerate(pages.audit.sources, start=1):
        articles: list[dict[str, Any]] = [
            {
                **linked(id, pages),
                "claims": [
                    {"number": pages.number[c.id], "text": c.text, "attitude": c.attitude, **marked(c)} for c in claims
                ],
            }
            for id, claims in said.get(number, {}).items()
        ]
        cards.append(
            {
                "number": number,
                "name": listed.name,
                "title": listed.title,
                "kind": listed.kind if listed.clear else "unclear",
                "mark": KIND_MARKS[listed.kind],
                "count": listed.claims,
                "articles": articles,
            }
        )
    return cards
