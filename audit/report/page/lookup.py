"""An audit, its articles' texts and the lexicon go in; what a page looks up again and again comes out: numbers, names,
what belongs to whom, and the few words by which a claim or an article is shown wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from audit.lexicon import Lexicon
from audit.model import AuditedArticle, Claim, Finding
from audit.report.brief import Briefed, touched_by
from audit.report.origins import ALL_MARKS
from audit.report.rows import labels
from audit.report.why import CLOSING_ROWS
from audit.resolve.called import bare_name, keys_of, names_of
from audit.score.merged import merged

_OPENING: Final = 8  # words of an article's prose by which it is told from others
KIND_MARKS: Final = {"named": "N", "anonymous": "A", "sources said": "S", "none": "–"}


class Pages:
    """What is looked up again and again while a page is made: numbers, names and what belongs to whom."""

    def __init__(self, audit: Briefed, texts: Mapping[str, str], lexicon: Lexicon) -> None:
        self.audit, self.texts, self.lexicon = audit, texts, lexicon
        self.names = labels(audit.articles)
        self.article_number = {article.id: n for n, article in enumerate(audit.articles, start=1)}
        self.number = {claim.id: n for n, claim in enumerate(audit.claims, start=1)}
        self.claims = {claim.id: claim for claim in audit.claims}
        self.of_article: dict[str, list[Claim]] = {id: [] for id in self.names}
        for claim in audit.claims:
            self.of_article.setdefault(claim.article, []).append(claim)
        self.chains = {chain.claim: chain for chain in audit.chains}
        self.alike: dict[str, list[str]] = {}
        for cluster in audit.clusters:
            for id in cluster.claims:
                self.alike.setdefault(id, []).extend(other for other in cluster.claims if other != id)
        keys = [(bare_name(s.name, lexicon).casefold(), s.kind, s.clear) for s in audit.sources]
        self.source_number = {key: n for n, key in reversed(list(enumerate(keys, start=1)))}
        self.criteria = {entry.id: entry for entry in lexicon.file("criteria")}
        self.findings: dict[str, list[tuple[int, Finding]]] = {}  # by article, each with its number on the page
        for number, finding in enumerate(merged(audit.findings), start=1):
            self.findings.setdefault(finding.article, []).append((number, finding))
        self._touched: dict[str, dict[str, tuple[str, ...]]] = {}
        self.articles = {article.id: article for article in audit.articles}
        self.headings = {a.id: said for a in audit.articles if (said := _heading(a, texts.get(a.id, "")))}
        self.openings = {a.id: _opening(a, texts.get(a.id, "")) for a in audit.articles}

    def touched(self, article: AuditedArticle) -> dict[str, tuple[str, ...]]:
        """By criterion of an article's ledger the ids of the claims that it is about, wishes and plans left out."""
        if article.id not in self._touched:
            claims = [claim for claim in self.of_article[article.id] if not claim.attitude]
            found: dict[str, dict[str, None]] = {}
            for row in article.ledger:
                ids = (claim.id for claim in touched_by(row.spans, claims))
                found.setdefault(row.criterion, {}).update(dict.fromkeys(ids))
            self._touched[article.id] = {id: tuple(ids) for id, ids in found.items()}
        return self._touched[article.id]

    def line(self, claim: Claim) -> int | None:
        """The line of the article's text in which a claim begins, from 1; None where that is not known."""
        article = self.articles.get(claim.article)
        return None if article is None else article.line(claim.spans)

    def sources(self, claim: Claim) -> list[dict[str, Any]]:
        """The sources of a claim, dicts of the name and the number on the page, None where it is not listed."""
        if claim.kind == "none":
            return []
        keys = keys_of(claim, self.lexicon)
        return [
            {"name": name, "number": self.source_number.get(key)}
            for name, key in zip(names_of(claim), keys, strict=True)
        ]

    def title(self, criterion: str) -> str:
        """What a criterion, or a closing row, is called; empty where the lexicon does not have it."""
        if criterion in self.criteria:
            return str(self.criteria[criterion]["title"])
        return CLOSING_ROWS.get(criterion, "")

    def standards(self, criterion: str) -> tuple[str, ...]:
        """Who asks for a criterion; none where the lexicon does not say."""
        return tuple(self.criteria[criterion].get("standards", ())) if criterion in self.criteria else ()


def _heading(article: AuditedArticle, text: str) -> str:
    """The first heading of an article's text, before anything that makes claims; empty where there is none."""
    for segment in article.segments:
        if segment.status == "heading":
            return " ".join(segment.span.of(text).split())
        if segment.status == "prose":
            break
    return ""


def _opening(article: AuditedArticle, text: str) -> str:
    """The first words of an article's prose, in quotation marks; empty where there is none."""
    first = next((segment.span.of(text).split() for segment in article.segments if segment.status == "prose"), [])
    return f"“{' '.join(first[:_OPENING])}{' …' if len(first) > _OPENING else ''}”" if first else ""


def linked(id: str, pages: Pages) -> dict[str, Any]:
    """An article as it is named in other places: a dict of its number on the page and its label."""
    return {"number": pages.article_number[id], "name": pages.names[id]}


def marked(claim: Claim) -> dict[str, Any]:
    """A dict of the kind and trace of a claim, each with the mark that stands for it."""
    return {
        "kind": claim.kind,
        "trace": claim.trace,
        "mark": ALL_MARKS.get(claim.trace or "", ""),
        "letter": KIND_MARKS[claim.kind],
    }


def placed(id: str, pages: Pages) -> dict[str, Any]:
    """Where another claim stands: a dict of its number on the page and its article's label."""
    return {"claim": pages.number[id], "name": pages.names.get(pages.claims[id].article, "")}


def slug(name: str) -> str:
    """A term of the vocabulary as a class of the style sheet."""
    return name.replace(" ", "-")
