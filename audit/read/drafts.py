"""A text and what is known of it go in, an article with its segments comes out, on its way to an id."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Article, Failure, Segment
from audit.read.ids import names_of
from audit.read.segment import segments

FIELDS: Final = ("id", "title", "outlet", "published", "url", "byline")  # beside the text, in front matter and JSONL
UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_MARK: Final = "\ufeff"


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


def draft(
    text: str, fields: Mapping[str, str], path: Path, where: str, lexicon: Lexicon, line: int | None = None
) -> Draft:
    """The article of a text with the FIELDS that are known of it, the ``line``-th of its file where that holds many."""
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


def from_record(given: Mapping[str, Any], path: Path, where: str, lexicon: Lexicon, number: int) -> Draft:
    """The article of one JSON object or row of a table, the ``number``-th of its lines from 1; it has the key "text",
    and may have those of FIELDS. Raises Unreadable."""
    if "text" not in given:
        raise Unreadable(where, 'key "text" is missing, and there is no body of ninjs; every line needs one')
    record = dict(given)
    for key in ("text", *FIELDS):
        value = record.get(key)
        if key == "id" and isinstance(value, int) and not isinstance(value, bool):
            record[key] = str(value)
        elif not isinstance(value, str) and (value is not None or key == "text"):
            shown = json.dumps(value, default=str)[:40]
            raise Unreadable(where, f'key "{key}" must be a string, not {shown}')
    if is_blank(record["text"]):
        raise Unreadable(where, 'key "text" is empty; an article needs text')
    fields = {key: record[key] for key in FIELDS if record.get(key)}
    return draft(record["text"], fields, path, where, lexicon, number)


def is_blank(text: str) -> bool:
    """Whether a text holds nothing but white space and a byte order mark."""
    return not text.replace(_MARK, "").strip()


def decoded(content: bytes, where: str) -> str:
    """The text of UTF-8 bytes, or of UTF-16 bytes with a byte order mark; the mark stays its first character. Raises
    Unreadable."""
    codec = UTF16.get(content[:2], "utf-8")
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"not {codec.upper()} (byte 0x{content[error.start]:02x} at {error.start}); save the file as UTF-8"
        raise Unreadable(f"{where}:{line}", message) from None


def guessed(content: bytes, where: str) -> tuple[str, str]:
    """The text of bytes in whatever encoding they seem to be in, and what was guessed ("" for Unicode). Raises
    Unreadable where they seem to be in none."""
    try:
        return decoded(content, where), ""
    except Unreadable:
        if content[:2] in UTF16 or b"\0" in content:
            raise
        from charset_normalizer import from_bytes

        # between two in which nothing is odd, the one that is by far the commoner (WHATWG: what pages without a word
        # about it are read as)
        matches = sorted(from_bytes(content, cp_isolation=_LEGACY), key=lambda one: (one.chaos, one.encoding))
        if not matches:
            raise
        found = matches[0]
        told = found.encoding.replace("_", "-")
        return str(found), f"{where}: not UTF-8; read as {told}, as its bytes suggest: check its accents and quotes"


# Encodings in which English news was kept before Unicode; among all others a short text is easily taken for another
_LEGACY: Final = ["cp1252", "mac_roman"]


def extra(module: str, name: str, what: str, where: str) -> Any:
    """A module that an extra of ours installs, an object with the fields of its names. Raises Unreadable where it is
    not there."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        told = f'reading {what} needs the extra "{name}": pip install news-sourcing-audit[{name}]'
        raise Unreadable(where, told) from None
