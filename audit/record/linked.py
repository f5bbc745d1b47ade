"""An audit goes in, JSON-LD in the words of schema.org comes out: articles, their claims, and who these come from.

A claim is a ``Claim`` that appears in a ``NewsArticle``; who it comes from is its ``creditText``, and, where that is a
named person or body, its ``creator``. There is no ``ClaimReview``: that would rate whether a claim is true, and nothing
here does. Kind, trace and score, for which schema.org has no words, are words of our own (``audit:``).
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import quote

from audit.model import AuditedArticle, Claim
from audit.record.graph import Graphed

_TYPES: Final = {"person": "Person", "body": "Organization"}
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:$|[T ])")


def linked(audit: Graphed) -> dict[str, Any]:
    """The JSON-LD document of an audit, as plain data; wishes and plans are left out."""
    nodes: dict[str, dict[str, Any]] = {}
    for article in audit.articles:
        nodes[_id("article", article.id)] = _article(article)
    for claim in audit.claims:
        if not claim.attitude:
            nodes[_id("claim", claim.id)] = _claim(claim, nodes)
    return {"@context": {"@vocab": "https://schema.org/", "audit": "urn:audit:word:"}, "@graph": list(nodes.values())}


def linked_text(audit: Graphed) -> str:
    """The same as text."""
    return json.dumps(linked(audit), ensure_ascii=False, indent=1)


def _article(article: AuditedArticle) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _id("article", article.id), "@type": "NewsArticle", "identifier": article.id}
    node |= {"headline": article.title, "url": article.url, "audit:score": article.score}
    node["publishingPrinciples"] = article.principles
    if article.published and _DATE.match(article.published):
        node["datePublished"] = article.published
    if article.outlet:
        node["publisher"] = {"@type": "Organization", "name": article.outlet}
    if article.byline:
        node["author"] = {"@type": "Person", "name": article.byline}
    return _known(node)


def _claim(claim: Claim, nodes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _id("claim", claim.id), "@type": "Claim", "identifier": claim.id, "text": claim.text}
    node |= {"appearance": {"@id": _id("article", claim.article)}, "creditText": claim.by}
    phrase = claim.source.phrase if claim.source is not None else None
    kind = _TYPES.get(phrase.sort) if phrase is not None and claim.kind == "named" else None
    if claim.source is not None and kind is not None:
        for name in claim.source.listed:
            key = _id("source", name)
            nodes.setdefault(key, {"@id": key, "@type": kind, "name": name})
            node.setdefault("creator", []).append({"@id": key})
    node["citation"] = [f"via {name}" for name in claim.via] or None
    node |= {"audit:kind": claim.kind, "audit:trace": claim.trace, "audit:confidence": claim.confidence}
    return _known(node)


def _known(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not None}


def _id(sort: str, name: str) -> str:
    return f"urn:audit:{sort}:{quote(name, safe='', errors='backslashreplace')}"
