"""What a news agency delivers goes in, its articles come out: feeds (RSS, Atom), ninjs, NewsML-G2, NITF.

A feed is read where it holds whole articles ("full text"): an entry that holds a teaser alone is a failure, since to
audit its first line would slander the article. Nothing is fetched.

Source: RSS 2.0 (RSS Advisory Board 2009) with content:encoded, Atom (RFC 4287), ninjs 1.x to 3.x, NewsML-G2 2.x and
NITF 3.6 (IPTC).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from audit.lexicon import Lexicon
from audit.model import Failure, Link, reason_of
from audit.read.drafts import Draft, Found, Unreadable, decoded, draft, extra, from_record, is_blank
from audit.read.marked import text_and_links

FEWEST_WORDS: Final = 80  # of an entry of a feed that holds its article and not only a teaser
_NEWEST: Final = ("firstcreated", "contentcreated", "versioncreated")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_FEEDS: Final = ("rss", "feed", "rdf")


def from_json(content: bytes, path: Path, where: str, lexicon: Lexicon) -> Iterator[Found]:
    """The articles of a JSON file: objects of ninjs, or with "text" as in JSON Lines, one or a list of them. Raises
    nothing: what cannot be read comes out as a Failure."""
    try:
        whole = json.loads(decoded(content, where).removeprefix("\ufeff"))
    except Unreadable as error:
        yield error.failure
        return
    except (ValueError, RecursionError) as error:
        yield Failure(where, f"broken JSON: {error}")
        return
    listed = whole if isinstance(whole, list) else _associated(whole)
    for number, one in enumerate(listed, start=1):
        here = where if len(listed) == 1 else f"{where}:{number}"
        try:
            if not isinstance(one, dict):
                raise Unreadable(here, 'not a JSON object; give objects of ninjs, or with "text"')
            yield from_object(one, path, here, lexicon, number)
        except Unreadable as error:
            yield error.failure
    if not listed:
        yield Failure(where, "an empty list; an article needs text")


def from_object(given: Mapping[str, Any], path: Path, where: str, lexicon: Lexicon, number: int) -> Draft:
    """The article of one JSON object with "text", or of ninjs; ``number`` is its place in its file, from 1. Raises
    Unreadable."""
    if "text" not in given and _bodies(given):
        return _ninjs(given, path, where, lexicon)
    return from_record(given, path, where, lexicon, number)


def _associated(whole: Any) -> list[Any]:
    """An object of ninjs, or, of a package without text of its own, the texts that it holds."""
    if isinstance(whole, dict) and not _bodies(whole) and "text" not in whole:
        held = whole.get("associations") or whole.get("items")
        inner = list(held.values()) if isinstance(held, dict) else held if isinstance(held, list) else []
        texts = [one for one in inner if isinstance(one, dict) and _bodies(one)]
        if texts:
            return texts
    return [whole]


def _bodies(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The bodies of a ninjs object, each with its form ("html" or "text"), marked-up ones first: they keep links."""
    found = [
        ("text" if key.endswith("text") else "html", value)
        for key, value in item.items()
        if key.startswith("body_") and isinstance(value, str) and value.strip()
    ]
    listed = [body for body in item.get("bodies") or () if isinstance(body, dict)]
    found += [
        ("text" if str(body.get("contenttype", "")).startswith("text/plain") else "html", body["value"])
        for body in listed
        if isinstance(body.get("value"), str) and body["value"].strip()
    ]
    return sorted(found, key=lambda one: one[0] != "html")


def _ninjs(item: Mapping[str, Any], path: Path, where: str, lexicon: Lexicon) -> Draft:
    form, body = _bodies(item)[0]
    headlines = [h.get("value") for h in item.get("headlines") or () if isinstance(h, dict)]
    makers = [s.get("name") for s in item.get("infosources") or () if isinstance(s, dict)]
    given = {
        "id": item.get("uri") or item.get("guid"),
        "title": item.get("headline") or next(iter(headlines), None) or item.get("title"),
        "byline": item.get("byline") or item.get("by"),
        "outlet": next((m for m in makers if isinstance(m, str)), None) or item.get("source") or item.get("provider"),
        "published": next((item[key] for key in _NEWEST if item.get(key)), None),
        "url": item.get("url") or item.get("canonicalurl"),
    }
    links: tuple[Link, ...] = ()
    if form == "html":
        body, links = text_and_links(body, where, _words(given["url"]))
    return _article(body, given, links, path, where, lexicon)


def _article(
    text: str, given: Mapping[str, Any], links: tuple[Link, ...], path: Path, where: str, lexicon: Lexicon
) -> Draft:
    if is_blank(text):
        raise Unreadable(where, "no text in it; an article needs text")
    fields = {key: told for key, value in given.items() if (told := _words(value))}
    if day := _DAY.match(fields.get("published", "")):
        fields["published"] = day[0]
    line = where.rpartition(":")[2]
    made = draft(text, fields, path, where, lexicon, int(line) if line.isdigit() else None)
    return evolve(made, article=evolve(made.article, links=links)) if links else made


def _words(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


# ------------------------------------------------------------------------------------------------ XML


def from_xml(content: bytes, path: Path, where: str, lexicon: Lexicon) -> Iterator[Found]:
    """The articles of an XML file: a feed, NewsML-G2 or NITF. Raises nothing: what cannot be read is a Failure."""
    try:
        etree: Any = extra("lxml.etree", "wire", "XML", where)
        # no entity is expanded and nothing fetched: a file may not make itself longer than it is
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
        root = etree.fromstring(content.lstrip(), parser)
        name = _local(root)
        if name in _FEEDS:
            yield from _feed(content, path, where, lexicon)
        elif name == "nitf":
            yield _nitf(root, {}, path, where, lexicon)
        else:
            yield from _newsml(root, path, where, lexicon)
    except Unreadable as error:
        yield error.failure
    except Exception as error:  # whatever a broken file makes of a parser, the other articles go on
        yield Failure(where, f"this XML cannot be read: {reason_of(error)}")


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _below(element: Any, *names: str) -> Iterator[Any]:
    """The elements with one of these names, whatever their namespace, in document order."""
    return (one for one in element.iter() if _local(one) in names)


def _first(element: Any, *names: str) -> str | None:
    """The words of the first element, by the order of ``names``, that has any."""
    for name in names:
        for one in _below(element, name):
            if words := _words("".join(one.itertext())):
                return words
    return None


def _newsml(root: Any, path: Path, where: str, lexicon: Lexicon) -> Iterator[Found]:
    items = list(_below(root, "newsitem"))
    if not items:
        raise Unreadable(where, f"XML that is no feed, NewsML-G2 or NITF (its root is {_local(root)})")
    for number, item in enumerate(items, start=1):
        here = where if len(items) == 1 else f"{where}:{number}"
        try:
            yield _news_item(item, path, here, lexicon)
        except Unreadable as error:
            yield error.failure


def _news_item(item: Any, path: Path, where: str, lexicon: Lexicon) -> Draft:
    body = next((one for held in _below(item, "inlinexml") for one in held if isinstance(one.tag, str)), None)
    provider = next(_below(item, "provider", "infosource"), None)
    given = {
        "id": item.get("guid"),
        "title": _first(item, "headline", "title"),
        "byline": _first(item, "by"),
        "outlet": None if provider is None else _first(provider, "name") or provider.get("literal"),
        "published": _first(item, "contentcreated", "firstcreated", "versioncreated"),
    }
    if body is not None and _local(body) == "nitf":
        return _nitf(body, given, path, where, lexicon)
    if body is not None:
        text, links = text_and_links(body, where)
        return _article(text, given, links, path, where, lexicon)
    plain = next(_below(item, "inlinedata"), None)
    if plain is None:
        raise Unreadable(where, "a news item without text (neither inlineXML nor inlineData): a picture or a package")
    return _article("".join(plain.itertext()), given, (), path, where, lexicon)


def _nitf(root: Any, given: Mapping[str, Any], path: Path, where: str, lexicon: Lexicon) -> Draft:
    body = next(_below(root, "body.content"), None)
    if body is None:
        raise Unreadable(where, "NITF without body.content; an article needs text")
    own = {
        "title": _first(root, "hl1", "title"),
        "byline": _first(root, "byline"),
        "outlet": _first(root, "distributor"),
    }
    issued = next((one.get("norm") for one in _below(root, "date.issue", "story.date") if one.get("norm")), None)
    if issued and issued[:8].isdigit():
        own["published"] = f"{issued[:4]}-{issued[4:6]}-{issued[6:8]}"
    text, links = text_and_links(body, where)
    known = {key: value for key, value in given.items() if value}
    return _article(text, own | known, links, path, where, lexicon)


# ------------------------------------------------------------------------------------------------ feeds


def _feed(content: bytes, path: Path, where: str, lexicon: Lexicon) -> Iterator[Found]:
    feedparser: Any = extra("feedparser", "wire", "feeds", where)
    feed = feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        yield Failure(where, "a feed without entries")
    for number, entry in enumerate(feed.entries, start=1):
        here = f"{where}:{number}"
        try:
            yield _entry(entry, feed.feed, path, here, lexicon)
        except Unreadable as error:
            yield error.failure
        except Exception as error:  # one broken entry does not cost the others
            yield Failure(here, f"this entry cannot be read: {reason_of(error)}")


def _entry(entry: Any, feed: Any, path: Path, where: str, lexicon: Lexicon) -> Draft:
    bodies = [(one.get("type", ""), one.get("value", "")) for one in entry.get("content", ())]
    bodies.append((entry.get("summary_detail", {}).get("type", "text/html"), entry.get("summary", "")))
    read = [_body(form, value, where, _words(entry.get("link"))) for form, value in bodies if value.strip()]
    text, links = max(read, key=lambda one: len(one[0].split()), default=("", ()))
    if len(text.split()) < FEWEST_WORDS:
        raise Unreadable(where, f"a teaser of {len(text.split())} words, no whole article; take a feed with full text")
    at = entry.get("published_parsed") or entry.get("updated_parsed")
    given = {
        "id": entry.get("id"),
        "title": entry.get("title"),
        "byline": entry.get("author"),
        "outlet": entry.get("source", {}).get("title") or feed.get("title"),
        "published": None if at is None else f"{at.tm_year:04}-{at.tm_mon:02}-{at.tm_mday:02}",
        "url": entry.get("link"),
    }
    return _article(text, given, links, path, where, lexicon)


def _body(form: str, value: str, where: str, base: str | None) -> tuple[str, tuple[Link, ...]]:
    return (value, ()) if form == "text/plain" else text_and_links(value, where, base)
