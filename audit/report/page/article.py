"""One article of an audit goes in, plain dicts come out: its text in pieces, its claims, its findings, its ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from audit.model import CLOSING, AuditedArticle, Claim, Deduction, Finding
from audit.report.brief import LOCAL, at_home
from audit.report.page.cut import Stretch, cut
from audit.report.page.lookup import Pages, linked, marked, placed
from audit.report.rows import occasion_line
from audit.report.screen import percent
from audit.trace.across.chain import Chain

NAMED: Final = 20  # claims that a row of the ledger names; of more it says how many
ALIKE: Final = 8  # claims that say the same, named on a card; the matrix has all
_WEB: Final = ("http://", "https://")


def shown_article(article: AuditedArticle, pages: Pages, shown: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The dict of one article; ``shown`` are the dicts of all claims, in order."""
    text = pages.texts.get(article.id)
    claims = [shown[pages.number[claim.id] - 1] for claim in pages.of_article[article.id]]
    findings = [
        {**_finding(finding, pages), "number": number, "local": 0 < len(finding.spans) <= LOCAL}
        for number, finding in pages.findings.get(article.id, ())
    ]
    web = article.url if article.url and article.url.lower().startswith(_WEB) else None
    return {
        **linked(article.id, pages),
        "title": article.title or pages.headings.get(article.id),
        "outlet": article.outlet,
        "published": article.published,
        "byline": article.byline,
        "url": article.url,
        "web": web,
        "score": article.score,
        "level": article.level,
        "identified": article.identified,
        "sources": len(article.dossiers),
        "better": None if article.standing is None else percent(article.standing),
        "genre": article.genre,
        "ledger": [
            _row(row, article, pages)
            for row in sorted(article.ledger, key=lambda r: (r.criterion in CLOSING, -r.points))
        ],
        "runs": None if text is None else cut(text, article.segments, _stretches(article, pages)),
        "claims": claims,
        "plans": sum(claim["attitude"] for claim in claims),
        "by_number": {claim["number"]: claim for claim in claims},
        "findings": {one["number"]: one for one in findings},
        "whole": [one for one in findings if not one["local"]],
        "not_assessed": article.not_assessed,
    }


def _stretches(article: AuditedArticle, pages: Pages) -> list[Stretch]:
    found = []
    for claim in pages.of_article[article.id]:
        number = pages.number[claim.id]
        found.append(Stretch("claim", number, claim.spans))
        if claim.source is not None:
            found.append(Stretch("source", number, claim.source.spans))
        found.append(Stretch("via", number, claim.via_spans))
    for number, finding in pages.findings.get(article.id, ()):
        if len(finding.spans) <= LOCAL:
            found.append(Stretch("criterion", number, finding.spans))
    return found


def _finding(finding: Finding, pages: Pages) -> dict[str, Any]:
    return {
        "criterion": ", ".join(finding.criteria),
        "title": pages.title(finding.criterion),
        "severity": finding.severity,
        "reason": finding.reason,
        "remedy": finding.remedy,
        "standards": finding.standards,
        "free": all(id in pages.criteria and not pages.criteria[id]["points"] for id in finding.criteria),
    }


def _row(row: Deduction, article: AuditedArticle, pages: Pages) -> dict[str, Any]:
    touched = [pages.number[id] for id in pages.touched(article)[row.criterion]]
    entry = pages.criteria.get(row.criterion)
    return {
        "criterion": row.criterion,
        "title": pages.title(row.criterion),
        "points": row.points,
        "reason": row.reason,
        "remedy": entry["remedy"] if entry is not None else "",
        "claims": touched[:NAMED],
        "more": len(touched[NAMED:]),
    }


def shown_claim(claim: Claim, pages: Pages) -> dict[str, Any]:
    """The dict of one claim: whatever its card says."""
    evidence, chain = claim.evidence, pages.chains.get(claim.id)
    article = pages.articles.get(claim.article)
    alike = [id for id in pages.alike.get(claim.id, ()) if id in pages.number]
    matched = evidence.claim if evidence is not None and evidence.claim in pages.number else None
    return {
        **marked(claim),
        "number": pages.number[claim.id],
        "id": claim.id,
        "line": pages.line(claim),
        "text": claim.text,
        "attitude": claim.attitude,
        "doubtful": claim.doubtful,
        "sources": pages.sources(claim),
        "words": claim.source.text if claim.source else None,
        "cue": claim.cue,
        "chain": _way(chain, pages),
        "via": claim.via,
        "occasion": occasion_line(claim),
        "why": _why(claim, pages),
        "chance": None if evidence is None or evidence.similarity is None else percent(evidence.similarity),
        "sure": evidence is not None and evidence.rule != "echo-possible",
        "matched": None if matched is None else placed(matched, pages),
        "alike": [placed(id, pages) for id in alike[:ALIKE]],
        "more_alike": len(alike[ALIKE:]),
        "costs": [
            {"criterion": row.criterion, "points": row.points, "title": pages.title(row.criterion)}
            for row in (article.ledger if article is not None else ())
            if article is not None and claim.id in pages.touched(article)[row.criterion]
        ],
    }


def _way(chain: Chain | None, pages: Pages) -> list[str]:
    """By whom a claim came; its article is called as everywhere on the page."""
    if chain is None or len(chain.links) < 2:
        return []
    home = pages.claims[chain.claim].article
    return [*(link.name for link in chain.links[:-1]), pages.names.get(home, chain.links[-1].name)]


def _why(claim: Claim, pages: Pages) -> str | None:
    """Why it has its trace; other claims go by their numbers on the page."""
    if claim.evidence is None:
        return None
    reason = claim.evidence.reason
    for id in sorted({word.rstrip(",;.:)") for word in reason.split()} & pages.number.keys(), key=len, reverse=True):
        reason = reason.replace(id, str(pages.number[id]))
    article = pages.articles.get(claim.article)
    if article is not None and at_home(claim, article):
        return f"{reason} The article is {claim.evidence.origin}’s own."
    return reason


def datum(claim: Claim, shown: Mapping[str, Any], pages: Pages) -> dict[str, Any]:
    """The record, as plain data, that the script is given of a claim: it filters by it, and lights up what belongs
    together; spans are offsets into the article's text."""
    return {
        "n": shown["number"],
        "id": claim.id,
        "article": pages.article_number.get(claim.article, 0),
        "kind": claim.kind,
        "plan": claim.attitude,
        "trace": claim.trace,
        "spans": [[span.start, span.end] for span in claim.spans],
        "sources": [source["number"] for source in shown["sources"] if source["number"] is not None],
        "same": [place["claim"] for place in shown["alike"]],
    }
