"""Files, folders, patterns, standard input and Article objects go in, articles with their segments come out.

The text is kept exactly as it was read: newlines untranslated, front matter in place, a byte order mark as its first
character. What could not be read is listed in ``failures``, what was passed over in a folder in ``skipped``.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, overload

from attrs import evolve, field, frozen

from audit.lexicon import Lexicon
from audit.model import Article, Failure, Link, Segment
from audit.read.boilerplate import builtin
from audit.read.frontmatter import FrontMatterError, front_fields, front_matter, opens_front_matter
from audit.read.hyperlinks import links_in, without_empty_links
from audit.read.ids import distinct, names_of
from audit.read.inputs import HTML_SUFFIXES, JSONL_SUFFIXES, SUFFIXES, held_by
from audit.read.segment import segments

FIELDS: Final = ("id", "title", "outlet", "published", "url", "byline")  # beside the text, in front matter and JSONL
JSONL_START: Final = re.compile(rb'\s*\{\s*"')
_HTML_START: Final = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class ReadError(ValueError):
    """Nothing could be read; the message names every input and what to do about it."""


@frozen
class Reading(Sequence[Article]):
    """The articles read, in the order of the inputs, and what could not be read; itself a sequence of its articles.

    ``skipped`` names what a folder or a pattern held besides articles: README files, hidden files, files of other
    suffixes, linked folders.
    """

    articles: tuple[Article, ...] = field(converter=tuple[Article, ...])
    failures: tuple[Failure, ...] = field(default=(), converter=tuple[Failure, ...])
    skipped: tuple[str, ...] = field(default=(), converter=tuple[str, ...])

    @overload
    def __getitem__(self, index: int) -> Article: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Article, ...]: ...
    def __getitem__(self, index: int | slice) -> Article | tuple[Article, ...]:
        return self.articles[index]

    def __len__(self) -> int:
        return len(self.articles)


@frozen
class Draft:
    """An article on its way to an id: where none was given ``article.id`` is "" and ``names`` are tried in turn."""

    article: Article
    where: str
    names: tuple[str, ...] = ()


class Unreadable(Exception):
    """One input, or one line of it, cannot be read: where, and why (``failure``)."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(where, message)
        self.failure = Failure(where, message)


Found = Draft | Failure


def read_articles(*inputs: str | Path | Article, lexicon: Lexicon | None = None) -> Reading:
    """Reads articles from files, folders (with subfolders), glob patterns and "-" (standard input).

    Files are UTF-8, or UTF-16 with a byte order mark: text (.txt, .md) with or without YAML front matter; .jsonl, one
    object with "text" per line; .html with the extra ``html``, where the text is what trafilatura extracts and
    ``links`` are those in it. A file of another suffix is read when it is named itself, as what it looks like. A file
    that is named twice is read once. An Article object is passed through, with segments where it has none. Ids are
    those given in JSONL or front matter, else file stems, with the folder put before them where two would be the same.

    ``lexicon`` holds the rules by which texts are divided into segments; without one they are ours. Raises ReadError
    when no input gave an article, TypeError for an input of another type.
    """
    rules = lexicon or builtin()
    drafts: list[Draft] = []
    failures: list[Failure] = []
    skipped: dict[str, None] = {}
    if not inputs:
        raise ReadError("nothing to read: name a file, a folder, a pattern, or - for standard input")
    seen: set[str] = set()
    for given in inputs:
        for found in _from_input(given, seen, skipped, rules):
            if isinstance(found, Failure):
                failures.append(found)
            else:
                drafts.append(found)
    articles, doubled = _named(drafts)
    failures += doubled
    if not articles:
        listed = "\n".join(f"  {failure.where}: {failure.message}" for failure in failures)
        raise ReadError(f"no article could be read:\n{listed}")
    return Reading(articles, failures, skipped)


def _from_input(
    given: str | Path | Article, seen: set[str], skipped: dict[str, None], lexicon: Lexicon
) -> Iterator[Found]:
    if isinstance(given, Article):
        if not given.id:
            yield Failure(given.path or "an Article object", "its id is empty; give each article an id of its own")
            return
        if not given.segments:
            given = evolve(given, segments=segments(given.text, given.title, lexicon))
        yield Draft(given, given.path or f'the Article object "{given.id}"')
        return
    if not isinstance(given, str | os.PathLike):
        raise TypeError(f"cannot read articles from {type(given).__name__}: give a path, a pattern, - or an Article")
    name = os.fspath(given)
    if name == "-":
        if "-" not in seen:
            seen.add("-")
            yield from from_bytes(_standard_input(), Path("/dev/stdin"), "standard input", lexicon, sniff=True)
        return
    held = held_by(name)
    skipped |= dict.fromkeys(held.skipped)
    for path in held.paths:
        yield from _from_file(path, seen, lexicon)
    yield from held.failures


# --- one file


def _from_file(path: Path, seen: set[str], lexicon: Lexicon) -> Iterator[Found]:
    key = os.path.realpath(path)
    if key in seen:
        return
    seen.add(key)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        yield Failure(str(path), "a link to a file that is not there; mend or remove the link")
    except OSError as error:
        yield Failure(str(path), f"cannot be read: {error.strerror or error}; check its permissions")
    else:
        yield from from_bytes(content, path, str(path), lexicon, sniff=path.suffix.lower() not in SUFFIXES)


def _standard_input() -> bytes:
    stream = sys.stdin
    if stream is None:
        return b""
    buffer = getattr(stream, "buffer", None)
    content = stream.read() if buffer is None else buffer.read()
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else bytes(content)


def from_bytes(content: bytes, path: Path, where: str, lexicon: Lexicon, *, sniff: bool) -> Iterator[Found]:
    """What a file's content holds, by its suffix, or with ``sniff`` by what it looks like; ``where`` is its name in
    errors."""
    suffix = path.suffix.lower()
    unmarked = content.removeprefix(b"\xef\xbb\xbf")
    if not unmarked.strip():
        yield Failure(where, "empty; an article needs text")
    elif suffix in JSONL_SUFFIXES or (sniff and JSONL_START.match(unmarked)):
        yield from _from_jsonl(content, path, where, lexicon)
    else:
        html = suffix in HTML_SUFFIXES or (sniff and _HTML_START.match(unmarked))
        make = _from_html if html else _from_text
        try:
            yield make(content, path, where, lexicon)
        except Unreadable as error:
            yield error.failure


def _decoded(content: bytes, where: str) -> str:
    """The text of UTF-8 bytes, or of UTF-16 bytes with a byte order mark; the mark stays its first character."""
    codec = UTF16.get(content[:2], "utf-8")
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"not {codec.upper()} (byte 0x{content[error.start]:02x} at {error.start}); save the file as UTF-8"
        raise Unreadable(f"{where}:{line}", message) from None


def _from_text(content: bytes, path: Path, where: str, lexicon: Lexicon) -> Draft:
    text = _decoded(content, where)
    front = front_matter(text)
    fields: Mapping[str, str] = {}
    if front is not None:
        try:
            fields = front_fields(front.of(text), FIELDS)
        except FrontMatterError as error:
            raise Unreadable(f"{where}:{error.line}", str(error)) from None
        if _is_blank(text[front.end :]):
            raise Unreadable(where, "no text besides its front matter; an article needs text")
    elif opens_front_matter(text):
        raise Unreadable(f"{where}:1", "front matter is opened with --- and never closed; close it with a line ---")
    elif _is_blank(text):
        raise Unreadable(where, "empty; an article needs text")
    return _draft(text, fields, path, where, lexicon)


def _is_blank(text: str) -> bool:
    return not text.replace("\ufeff", "").strip()


def _draft(
    text: str, fields: Mapping[str, str], path: Path, where: str, lexicon: Lexicon, line: int | None = None
) -> Draft:
    parts = segments(text, fields.get("title"), lexicon)
    article = Article(
        id=fields.get("id", ""),
        text=text,
        title=fields.get("title"),
        outlet=fields.get("outlet"),
        published=fields.get("published"),
        url=fields.get("url"),
        byline=fields.get("byline") or _byline(text, parts, lexicon) or ("" if "byline" in fields else None),
        path=where,
        segments=parts,
    )
    ending = "" if line is None else f":{line}"
    return Draft(article, where, names_of(path, ending))


def _byline(text: str, parts: Sequence[Segment], lexicon: Lexicon) -> str | None:
    """The names in the first line that is a byline, where the metadata give none."""
    names = lexicon.pattern("layout.byline-names")
    for part in parts:
        if part.reason == "byline" and (match := names.search(part.span.of(text))):
            return match["names"].strip(" *_.") or None
    return None


def _from_jsonl(content: bytes, path: Path, where: str, lexicon: Lexicon) -> Iterator[Found]:
    rows: Sequence[bytes | str] = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if content[:2] in UTF16:
        try:
            rows = _decoded(content, where).removeprefix("\ufeff").split("\n")
        except Unreadable as error:
            yield error.failure
            return
    if not any(row.strip() for row in rows):
        yield Failure(where, "empty; an article needs text")
    for number, row in enumerate(rows, start=1):
        if row.strip():
            try:
                yield from_row(row, path, f"{where}:{number}", lexicon, number)
            except Unreadable as error:
                yield error.failure


def from_row(row: bytes | str, path: Path, where: str, lexicon: Lexicon, number: int) -> Draft:
    """The article of one line of JSON Lines, the ``number``-th from 1. Raises Unreadable."""
    try:
        record = json.loads(row.decode("utf-8") if isinstance(row, bytes) else row)
    except UnicodeDecodeError:
        raise Unreadable(where, "not UTF-8; save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(where, f"broken JSON: {error}; every line must be one whole JSON object") from None
    if not isinstance(record, dict):
        raise Unreadable(where, 'not a JSON object; write one object with "text" per line')
    return from_record(record, path, where, lexicon, number)


def from_record(given: Mapping[str, Any], path: Path, where: str, lexicon: Lexicon, number: int) -> Draft:
    """The article of one JSON object or row of a table, the ``number``-th of its lines from 1; it has the key "text",
    and may have those of FIELDS. Raises Unreadable."""
    if "text" not in given:
        raise Unreadable(where, 'key "text" is missing; every line needs one')
    record = dict(given)
    for key in ("text", *FIELDS):
        value = record.get(key)
        if key == "id" and isinstance(value, int) and not isinstance(value, bool):
            record[key] = str(value)
        elif not isinstance(value, str) and (value is not None or key == "text"):
            shown = json.dumps(value, default=str)[:40]
            raise Unreadable(where, f'key "{key}" must be a string, not {shown}')
    if _is_blank(record["text"]):
        raise Unreadable(where, 'key "text" is empty; an article needs text')
    fields = {key: record[key] for key in FIELDS if record.get(key)}
    return _draft(record["text"], fields, path, where, lexicon, number)


def _from_html(content: bytes, path: Path, where: str, lexicon: Lexicon) -> Draft:
    try:
        trafilatura: Any = importlib.import_module("trafilatura")
    except ModuleNotFoundError:
        raise Unreadable(where, 'reading HTML needs the extra "html": pip install news-sourcing-audit[html]') from None
    try:
        # only dates that the page states: a guess from its words would be taken for its date of publication
        page = trafilatura.bare_extraction(
            content, with_metadata=True, include_comments=False, date_extraction_params={"extensive_search": False}
        )
    except Exception as error:  # whatever a broken page makes of a parser, the other articles go on
        raise Unreadable(where, f"this HTML cannot be read: {error}") from error
    text = page.text if page is not None else None
    if not text or not text.strip():
        raise Unreadable(where, "no article text found in this HTML; save the article's text as .txt")
    given = zip(FIELDS[1:], (page.title, page.sitename, page.date, page.url, page.author), strict=True)
    draft = _draft(text, {key: value for key, value in given if value}, path, where, lexicon)
    return evolve(draft, article=evolve(draft.article, links=_links(trafilatura, content, text, page.url)))


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


# --- ids


def _named(drafts: Sequence[Draft]) -> tuple[list[Article], list[Failure]]:
    """Articles with ids that differ, in order, and failures for those whose given id an earlier one has."""
    holders: dict[str, str] = {}
    failures: list[Failure] = []
    kept: list[Draft] = []
    for draft in drafts:
        name = draft.article.id
        if name and name in holders:
            message = f'the id "{name}" is also that of {holders[name]}, which was kept; give each its own'
            failures.append(Failure(draft.where, message))
            continue
        if name:
            holders[name] = draft.where
        kept.append(draft)
    names = distinct([draft.names for draft in kept if not draft.article.id], set(holders))
    articles = [d.article if d.article.id else evolve(d.article, id=names[d.names]) for d in kept]
    return articles, failures
