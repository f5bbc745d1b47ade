"""A web archive (WARC) goes in, the articles of the pages kept in it come out, one after the other.

Of the records only answers that are a page of HTML with status 200 are read; robots.txt, pictures, styles and
redirections are no articles, and are passed over. Nothing is fetched.

Source: WARC 1.1 (ISO 28500:2017), read by warcio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final

from attrs import evolve

from audit.lexicon import Lexicon
from audit.model import Failure, reason_of
from audit.read.drafts import Draft, Unreadable, extra
from audit.read.webpage import from_html

_PAGES: Final = ("text/html", "application/xhtml+xml")
_READ: Final = ("response", "resource")


def pages(
    stream: IO[bytes], path: Path, where: str, lexicon: Lexicon, limit: int
) -> Iterator[tuple[int, int, Callable[[], Draft | Failure]]]:
    """Of each page kept: its number among the archive's pages, from 1, how many bytes end with its record, and what
    reads it; a page longer than ``limit`` bytes is a failure. Where the archive breaks off, that is the last."""
    number, reached = 0, 0
    try:
        archive: Any = extra("warcio.archiveiterator", "warc", "WARC", where).ArchiveIterator(stream)
        archive.INC_RECORD = ""  # what it would write to standard error is told below
        for record in archive:
            if not _is_page(record):
                continue
            number += 1
            content = record.content_stream().read(limit + 1)
            reached = max(reached, archive.get_record_offset())  # a record that lies about its length may tell less
            url = record.rec_headers.get_header("WARC-Target-URI")
            yield number, reached, _reader(content, url, path, f"{where}:{number}", lexicon, number, limit)
    except Unreadable as error:
        failure = error.failure
        yield 1, 0, lambda: failure
        return
    except Exception as error:  # whatever a broken archive makes of its reader, the pages before it are kept
        broken = Failure(where, f"this web archive cannot be read beyond page {number}: {reason_of(error)}")
        yield number + 1, reached, lambda: broken
        return
    if archive.err_count:
        told = f"{archive.err_count} records are not as long as they say; what stands between them was passed over"
        short = Failure(where, told)
        yield number + 1, reached, lambda: short
    elif not number:
        empty = Failure(where, "no page of HTML is kept in this web archive")
        yield 1, reached, lambda: empty


def _is_page(record: Any) -> bool:
    if record.rec_type not in _READ:
        return False
    headers = record.http_headers
    if headers is None:
        form = record.rec_headers.get_header("Content-Type") or ""
    else:
        form = headers.get_header("Content-Type") or ""
        if headers.get_statuscode() not in ("200", "203"):
            return False
    return form.partition(";")[0].strip().lower() in _PAGES


def _reader(
    content: bytes, url: str | None, path: Path, where: str, lexicon: Lexicon, number: int, limit: int
) -> Callable[[], Draft | Failure]:
    def read() -> Draft | Failure:
        if len(content) > limit:
            return Failure(where, f"longer than {limit / (1 << 20):g} MiB; raise the limit (--limit)")
        made = from_html(content, path, where, lexicon, number)
        return made if made.article.url or not url else evolve(made, article=evolve(made.article, url=url))

    return read
