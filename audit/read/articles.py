"""Files, folders, patterns, standard input and Article objects go in, articles with their segments come out.

The text is kept exactly as it was read: newlines untranslated, front matter in place, a byte order mark as its first
character. What could not be read is listed in ``failures``, what was passed over in a folder in ``skipped``.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, overload

from attrs import evolve, field, frozen

from audit.lexicon import Lexicon, builtin
from audit.model import Article, Failure
from audit.read.archive import pages
from audit.read.drafts import FIELDS, UTF16, Draft, Found, Unreadable, decoded, draft, guessed, is_blank
from audit.read.frontmatter import FrontMatterError, front_fields, front_matter, opens_front_matter
from audit.read.ids import distinct
from audit.read.inputs import (
    HTML_SUFFIXES,
    JSON_SUFFIXES,
    JSONL_SUFFIXES,
    SUFFIXES,
    WARC_SUFFIXES,
    XML_SUFFIXES,
    held_by,
    suffix_of,
)
from audit.read.segment import segments
from audit.read.webpage import from_html
from audit.read.wire import from_json, from_object, from_xml

BOM: Final = b"\xef\xbb\xbf"
_JSON_START: Final = re.compile(rb'\s*(?:\{\s*"|\[\s*\{)')
_LINES_START: Final = re.compile(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")  # an object on a line, and the next one begins
_HTML_START: Final = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_XML_START: Final = re.compile(rb"\s*<(?:\?xml|rss|feed|rdf:RDF|newsItem|newsMessage|nitf)\b", re.IGNORECASE)
_WARC_START: Final = re.compile(rb"WARC/1\.")
LIMIT: Final = 16 << 20  # bytes of one article, as it lies in its file


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


def read_articles(*inputs: str | Path | Article, lexicon: Lexicon | None = None) -> Reading:
    """Reads articles from files, folders (with subfolders), glob patterns and "-" (standard input).

    Files are UTF-8, or UTF-16 with a byte order mark: text (.txt, .md) with or without YAML front matter, where one
    that is neither is read as its bytes suggest, and ``guessed`` says so; .jsonl, one object with "text" per line;
    .html with the extra ``html``, where the text is what trafilatura extracts and ``links`` are those in it; feeds with
    full text (.rss, .atom), ninjs (.json), NewsML-G2 and NITF (.xml) with the extra ``wire``; web archives (.warc,
    .warc.gz) with the extra ``warc``. A file of another suffix is read when it is named itself, as what it looks like;
    so are .json and .xml, which in a folder may be anything. A file that is named twice is read once. An Article object
    is passed through, with segments where it has none. Ids are those given in JSONL, front matter or a format of news,
    else file stems, with the folder put before them where two would be the same.

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
        yield from from_bytes(content, path, str(path), lexicon, sniff=suffix_of(path) not in SUFFIXES)


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
    if not content.removeprefix(BOM).strip():
        yield Failure(where, "empty; an article needs text")
        return
    form = form_of(content, path, sniff=sniff)
    try:
        if form == "warc":
            for _, _, read in pages(BytesIO(content), path, where, lexicon, LIMIT):
                yield _tried(read)
        elif form in _MANY:
            yield from _MANY[form](content, path, where, lexicon)
        else:
            make = from_html if form == "html" else _from_text
            yield make(content, path, where, lexicon)
    except Unreadable as error:
        yield error.failure


def form_of(content: bytes, path: Path, *, sniff: bool) -> str:
    """What a file's content is: "jsonl", "json", "xml", "warc", "html" or "text", by its suffix, or with ``sniff``, and
    for the suffixes of many formats, by how it begins."""
    suffix, start = suffix_of(path), content.removeprefix(BOM)
    if suffix in JSONL_SUFFIXES:
        return "jsonl"
    if suffix in WARC_SUFFIXES or (sniff and _WARC_START.match(start)):
        return "warc"
    if suffix in HTML_SUFFIXES or (sniff and _HTML_START.match(start)):
        return "html"
    if suffix in XML_SUFFIXES or (sniff and _XML_START.match(start)):
        return "xml"
    if suffix in JSON_SUFFIXES or (sniff and _JSON_START.match(start)):
        return "jsonl" if _LINES_START.match(start) else "json"
    return "text"


def _tried(read: Callable[[], Found]) -> Found:
    try:
        return read()
    except Unreadable as error:
        return error.failure


def _from_text(content: bytes, path: Path, where: str, lexicon: Lexicon) -> Draft:
    text, guess = guessed(content, where)
    front = front_matter(text)
    fields: Mapping[str, str] = {}
    if front is not None:
        try:
            fields = front_fields(front.of(text), FIELDS)
        except FrontMatterError as error:
            raise Unreadable(f"{where}:{error.line}", str(error)) from None
        if is_blank(text[front.end :]):
            raise Unreadable(where, "no text besides its front matter; an article needs text")
    elif opens_front_matter(text):
        raise Unreadable(f"{where}:1", "front matter is opened with --- and never closed; close it with a line ---")
    elif is_blank(text):
        raise Unreadable(where, "empty; an article needs text")
    made = draft(text, fields, path, where, lexicon)
    return evolve(made, article=evolve(made.article, guessed=guess)) if guess else made


def _from_jsonl(content: bytes, path: Path, where: str, lexicon: Lexicon) -> Iterator[Found]:
    rows: Sequence[bytes | str] = content.removeprefix(BOM).split(b"\n")
    if content[:2] in UTF16:
        try:
            rows = decoded(content, where).removeprefix("\ufeff").split("\n")
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
    return from_object(record, path, where, lexicon, number)


_MANY: Final[Mapping[str, Callable[[bytes, Path, str, Lexicon], Iterator[Found]]]] = {
    "jsonl": _from_jsonl,
    "json": from_json,
    "xml": from_xml,
}


# --- ids


def _named(drafts: Sequence[Draft]) -> tuple[list[Article], list[Failure]]:
    """Articles with ids that differ, in order, and failures for those whose given id an earlier one has."""
    holders: dict[str, str] = {}
    failures: list[Failure] = []
    kept: list[Draft] = []
    for made in drafts:
        name = made.article.id
        if name and name in holders:
            message = f'the id "{name}" is also that of {holders[name]}, which was kept; give each its own'
            failures.append(Failure(made.where, message))
            continue
        if name:
            holders[name] = made.where
        kept.append(made)
    names = distinct([d.names for d in kept if not d.article.id], set(holders))
    articles = [d.article if d.article.id else evolve(d.article, id=names[d.names]) for d in kept]
    return articles, failures
