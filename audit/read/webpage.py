"""A page of HTML goes in, the article that stands in it comes out: its text, its links, and what the page says of it.

The text is what trafilatura extracts. What the page declares of itself in JSON-LD (schema.org NewsArticle and the other
kinds of Article) goes before what is read off its tags: title, author, dates, publisher, address, and where its outlet
says by which principles it works.

Source: trafilatura (Barbaresi 2021); schema.org, whose publishingPrinciples The Trust Project had added.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from audit.lexicon import Lexicon
from audit.model import Link, reason_of
from audit.read.drafts import FIELDS, Draft, Unreadable, draft, extra
from audit.read.hyperlinks import links_in, without_empty_links

_ARTICLES: Final = ("Article", "BlogPosting", "Report")  # how the names of schema.org's kinds of article end
_DEEPEST: Final = 20  # of objects within objects


def from_html(content: bytes, path: Path, where: str, lexicon: Lexicon, line: int | None = None) -> Draft:
    """The article of a page, the ``line``-th of its file where that holds many. Raises Unreadable."""
    trafilatura = extra("trafilatura", "html", "HTML", where)
    try:
        # only dates that the page states: a guess from its words would be taken for its date of publication
        page = trafilatura.bare_extraction(
            content, with_metadata=True, include_comments=False, date_extraction_params={"extensive_search": False}
        )
    except Exception as error:  # whatever a broken page makes of a parser, the other articles go on
        raise Unreadable(where, f"this HTML cannot be read: {reason_of(error)}") from error
    text = page.text if page is not None else None
    if not text or not text.strip():
        raise Unreadable(where, "no article text found in this HTML; save the article's text as .txt")
    read = zip(FIELDS[1:], (page.title, page.sitename, page.date, page.url, page.author), strict=True)
    told = declared(trafilatura, content)
    given = {key: value for key, value in read if value} | told
    made = draft(text, given, path, where, lexicon, line)
    links = _links(trafilatura, content, text, given.get("url"))
    return evolve(made, article=evolve(made.article, links=links, principles=told.get("principles")))


def declared(trafilatura: Any, content: bytes) -> dict[str, str]:
    """What a page declares of its article in JSON-LD: those of FIELDS that it tells, and "principles"."""
    if b"ld+json" not in content.replace(b"\0", b""):
        return {}
    try:
        tree = trafilatura.load_html(content)
        scripts = [one.text_content() for one in tree.iter("script") if one.get("type") == "application/ld+json"]
    except Exception:  # the text was read; what a broken page makes of a parser here costs its metadata alone
        return {}
    nodes = [node for script in scripts for node in _nodes(_loaded(script), 0)]
    # what tells most of an id is its object, the others refer to it
    named = {node["@id"]: node for node in sorted(nodes, key=len) if isinstance(node.get("@id"), str)}
    for node in nodes:
        if any(kind.endswith(_ARTICLES) for kind in _texts(node.get("@type"))):
            return _facts(node, named)
    return {}


def _loaded(script: str) -> Any:
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document that stand by themselves, and those within, outer ones first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            if isinstance(one, dict | list):
                yield from _nodes(one, depth + 1)


def _facts(node: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    publisher = _meant(node.get("publisher"), named)
    authors = [name for one in _listed(node.get("author")) for name in _texts(_meant(one, named).get("name") or one)]
    page = _meant(node.get("mainEntityOfPage"), named)
    addresses = [node.get("url"), page.get("@id"), page.get("url"), node.get("mainEntityOfPage")]
    principles = [node.get("publishingPrinciples"), publisher.get("publishingPrinciples")]
    found = {
        "title": next(iter(_texts(node.get("headline"))), None),
        "outlet": next(iter(_texts(publisher.get("name"))), None),
        "published": next((text[:10] for text in _texts(node.get("datePublished"))), None),
        "url": next((text for one in addresses for text in _texts(one) if text.startswith("http")), None),
        "byline": ", ".join(dict.fromkeys(authors)) or None,
        "principles": next((text for one in principles for text in _addresses(one, named)), None),
    }
    return {key: value for key, value in found.items() if value}


def _meant(value: Any, named: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The object meant: itself, or, of a bare reference, the object of that id."""
    one = next(iter(_listed(value)), None)
    if not isinstance(one, dict):
        return {}
    return named.get(one["@id"], one) if isinstance(one.get("@id"), str) and len(one) <= 2 else one


def _addresses(value: Any, named: Mapping[str, Mapping[str, Any]]) -> list[str]:
    if isinstance(value, dict):
        value = _meant(value, named).get("url") or value.get("@id")
    return [text for text in _texts(value) if text.startswith("http")]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _texts(value: Any) -> list[str]:
    return [" ".join(one.split()) for one in _listed(value) if isinstance(one, str) and one.strip()]


def _links(trafilatura: Any, content: bytes, text: str, url: str | None) -> tuple[Link, ...]:
    """The links of a page that stand in the text extracted from it."""
    if b"href" not in content.replace(b"\0", b"").lower():  # UTF-16 has a zero byte beside every letter
        return ()
    try:
        tree = without_empty_links(trafilatura.load_html(content))
        page = trafilatura.bare_extraction(tree, include_comments=False, include_links=True)
        return links_in(page.body, text, url)
    except Exception:  # the text was read; what a broken page makes of a parser here costs its links alone
        return ()
