"""Articles with claims go in, one after the other; they lie in a file until they are asked for, some at a time.

The file is SQLite's. What is laid down together is there whole or not at all, however the process ends; what lies
there already stays when it is opened again. Records are kept as JSON, vectors as whole numbers (``near.rounded``).
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from audit.model import Article
from audit.model.plain import from_plain, to_plain
from audit.resolve.together import listed_as
from audit.trace.across.near import Array

FORM: Final = 1  # of the tables; a file of another is not gone on from
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS said (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS articles (
    place INTEGER PRIMARY KEY, id BLOB UNIQUE, published TEXT, crediting INTEGER, claims INTEGER, length REAL,
    credited BLOB, named BLOB, words BLOB, stems BLOB, given BLOB, texts BLOB, body BLOB, stands BLOB, listed BLOB
);
CREATE TABLE IF NOT EXISTS made (place INTEGER PRIMARY KEY, row BLOB);
CREATE TABLE IF NOT EXISTS together (kind TEXT, first INTEGER, second INTEGER, name BLOB, row BLOB);
"""
_SLICE: Final = 500  # rows asked for at once


class ShelfError(ValueError):
    """What lies there cannot be used; the message names the file and what to do."""


@frozen(eq=False)
class Laid:
    """An article as it is laid down: its ``place`` among the inputs, and what tracing asks of all articles at once.

    ``crediting``: whether it credits an outlet that may be an origin; ``credited`` the keys and names of outlets that
    it credits; ``named`` whom it names, plain; ``words`` and ``length`` what ``stories.words_of`` gives; ``stems`` the
    vectors of its claims' words, ``given`` those that the caller has for its claims, None without; ``stands`` whatever
    plain data the caller wants back (``Shelf.stands``).
    """

    place: int
    article: Article = field(repr=False)
    crediting: bool
    credited: Sequence[tuple[str, str]]
    named: Any = field(repr=False)
    words: Array = field(repr=False)
    length: float
    stems: Array = field(repr=False)
    given: Array | None = field(default=None, repr=False)
    stands: Any = field(default=None, repr=False)


class Shelf:
    """Articles in a file, by place and in the order of their ids; every method may raise ShelfError."""

    def __init__(self, path: str | Path) -> None:
        """Opens the file, or makes it; nobody else may open it until it is closed."""
        self.path = Path(path)
        with self._told():
            self._link = sqlite3.connect(self.path, timeout=1.0, isolation_level=None)
            self._link.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._link.execute("PRAGMA journal_mode = WAL")
            self._link.execute("PRAGMA synchronous = NORMAL")
            (form,) = self._link.execute("PRAGMA user_version").fetchone()
            if form not in (0, FORM):
                raise ShelfError(f"{path}: another version made this; remove it, or begin anew")
            self._link.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {FORM}; COMMIT;")

    def close(self) -> None:
        """Lets go of the file."""
        self._link.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is laid down within is there whole or not at all."""
        with self._told():
            self._link.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._link.execute("ROLLBACK")
                raise
            self._link.execute("COMMIT")

    def said(self, name: str) -> Any:
        """The plain data that was kept under a name; None where none was."""
        with self._told():
            found = self._link.execute("SELECT value FROM said WHERE name = ?", (name,)).fetchone()
        return None if found is None else json.loads(found[0])

    def say(self, name: str, value: Any) -> None:
        """Keeps plain data under a name."""
        with self._told():
            self._link.execute("INSERT OR REPLACE INTO said VALUES (?, ?)", (name, json.dumps(value)))

    # ---------------------------------------------------------------------------------------------- articles

    def lay(self, rows: Iterable[Laid]) -> None:
        """Lays articles down. Raises ShelfError for one whose id or place is taken."""
        with self._told():
            self._link.executemany(f"INSERT INTO articles VALUES ({', '.join('?' * 15)})", map(_row, rows))

    def has(self, id: str) -> bool:
        """Whether an article of this id lies there."""
        with self._told():
            return self._link.execute("SELECT 1 FROM articles WHERE id = ?", (_bytes(id),)).fetchone() is not None

    def stands(self, place: int) -> Any:
        """The data that the caller wanted back of the article of this place."""
        with self._told():
            return unpacked(self._link.execute("SELECT stands FROM articles WHERE place = ?", (place,)).fetchone()[0])

    def by_id(self, columns: str) -> Iterator[tuple[Any, ...]]:
        """These columns, commas between, of every article, in rows by id; the letters of ids are compared by number."""
        with self._told():
            yield from self._link.execute(f"SELECT {columns} FROM articles ORDER BY id")

    def articles(self, places: Sequence[int]) -> list[Article]:
        """The articles of these places, in their order, sources by the names that were listed for them."""
        found: dict[int, Article] = {}
        with self._told():
            for low in range(0, len(places), _SLICE):
                some = list(places[low : low + _SLICE])
                asked = f"SELECT place, body, listed FROM articles WHERE place IN ({', '.join('?' * len(some))})"
                for place, body, listed in self._link.execute(asked, some):
                    article = from_plain(Article, unpacked(body))
                    found[place] = article if listed is None else listed_as(article, unpacked(listed))
        return [found[place] for place in places]

    def list_as(self, rows: Iterable[tuple[int, dict[str, str]]]) -> None:
        """Keeps, for each place, the names of its article that are listed by another name, and that name."""
        with self._told():
            self._link.executemany(
                "UPDATE articles SET listed = ? WHERE place = ?", ((packed(names), place) for place, names in rows)
            )

    # ---------------------------------------------------------------------------------------------- what is made

    def make(self, rows: Iterable[tuple[int, Any]]) -> None:
        """Keeps what was made of the inputs of these places, plain data."""
        with self._told():
            self._link.executemany("INSERT INTO made VALUES (?, ?)", ((place, packed(row)) for place, row in rows))

    def made(self) -> Iterator[tuple[int, Any]]:
        """The data that was made, in the order of the places."""
        with self._told():
            for place, row in self._link.execute("SELECT place, row FROM made ORDER BY place"):
                yield place, unpacked(row)

    def has_made(self, place: int) -> bool:
        """Whether something was made of the input of this place."""
        with self._told():
            return self._link.execute("SELECT 1 FROM made WHERE place = ?", (place,)).fetchone() is not None

    def join(self, kind: str, rows: Iterable[tuple[int, int, str, Any]]) -> None:
        """Keeps what is told of several articles: rows of two whole numbers and a name to order by, and plain data."""
        with self._told():
            self._link.executemany(
                "INSERT INTO together VALUES (?, ?, ?, ?, ?)",
                ((kind, one, two, _bytes(name), packed(row)) for one, two, name, row in rows),
            )

    def joined(self, kind: str) -> Iterator[Any]:
        """The data that was kept of a kind, in the order of its numbers and then of its names."""
        asked = "SELECT row FROM together WHERE kind = ? ORDER BY first, second, name, rowid"
        with self._told():
            for (row,) in self._link.execute(asked, (kind,)):
                yield unpacked(row)

    def count(self, table: str) -> int:
        """How many rows "articles" or "made" has."""
        with self._told():
            return int(self._link.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def clear(self, said: bool = False) -> None:
        """Takes all but what was said away, or that too, and gives the disk its room back."""
        tables = ("articles", "made", "together", *(["said"] if said else []))
        with self._told():
            gone = " ".join(f"DROP TABLE IF EXISTS {table};" for table in tables)
            self._link.executescript(f"BEGIN IMMEDIATE; {gone} {_TABLES} COMMIT; VACUUM;")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of SQLite within it are ShelfErrors that name the file."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise ShelfError(f"{self.path}: another process is writing this; wait for it") from error
            raise ShelfError(f"{self.path}: cannot be used: {error}; see that it can be written") from error
        except (sqlite3.Error, zlib.error) as error:
            raise ShelfError(f"{self.path}: cannot be used: {error}; remove it, or begin anew") from error


def packed(data: Any) -> bytes:
    """Plain data as compressed JSON."""
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 1)


def unpacked(data: bytes) -> Any:
    """The data that ``packed`` took."""
    return json.loads(zlib.decompress(data))


def whole(data: bytes, width: int) -> Array:
    """Rows of so many whole numbers."""
    return np.frombuffer(zlib.decompress(data), np.int16).reshape(-1, width)


def _row(laid: Laid) -> tuple[Any, ...]:
    article = laid.article
    return (
        laid.place,
        _bytes(article.id),
        _plain_text(article.published),
        int(laid.crediting),
        len(article.claims),
        laid.length,
        packed(list(laid.credited)),
        packed(laid.named),
        _numbers(laid.words),
        _numbers(laid.stems),
        None if laid.given is None else laid.given.astype(np.int16).tobytes(),
        packed([[claim.id, claim.text] for claim in article.claims]),
        packed(to_plain(article)),
        packed(laid.stands),
        None,
    )


def _numbers(rows: Array) -> bytes:
    return zlib.compress(np.ascontiguousarray(rows, np.int16).tobytes(), 1)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _plain_text(text: str | None) -> str | None:
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()
