"""Articles go in; their trees come from a store where it has them, else from a parser, and are then kept there.

The store is one SQLite file in WAL mode, so that several processes may use it at once and none that is killed harms
it. Trees are found by a digest of the text, its segments, the model and the version of this package, whatever the
article is called, and lie there as compressed CoNLL-U with a checksum. Where the store grows beyond its bound, which
stands in the file and holds for whoever opens it, those that were longest not asked for go first, and it is said once.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import attrs
from attrs import frozen

from audit.model import Article
from audit.parse.conllu import ConlluError, read_conllu, write_conllu
from audit.parse.protocol import ModelError, Parser, without_vectors

SUFFIX: Final = ".sqlite"
# Bytes of compressed trees that a store keeps where nobody said otherwise: 18 to 19 a word, so some 380,000 articles of
# 600 words.
MOST: Final = 4 << 30
_FORM: Final = 1  # of the tables
_WAIT: Final = 60.0  # seconds for another process to end its writing
_DAY: Final = 86_400  # seconds


@frozen
class Holding:
    """What a store holds: how many ``parses``, the ``size`` of their compressed trees, the ``most`` that it may be and
    that of the ``file``, in bytes, and the days since 1970 on which the ``oldest`` and the ``latest`` were last asked
    for."""

    parses: int
    size: int
    most: int
    file: int
    oldest: int | None
    latest: int | None


class Store:
    """Trees by digest in a SQLite file; every method may raise ModelError where that cannot be read or written."""

    def __init__(
        self, path: str | Path, most: int | None = None, make: bool = True, told: Callable[[str], None] | None = None
    ) -> None:
        """``most`` is how many bytes of compressed trees it keeps while it is open so; None: what its file says
        (``keep``), else MOST. A missing file is made, unless ``make`` is False. ``told`` is called once, where trees
        had to go, with a message; by default it is a warning."""
        self._path, self._given, self._say = Path(path), most, told or _warned
        self._since: int | None = None  # bytes since it was last looked at how much there is
        self._lost = False
        self._open: tuple[int, sqlite3.Connection] | None = None
        if not make and not self._path.is_file():
            raise ModelError(f"{path}: there is no such store of parses")
        self._connection()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """The CoNLL-U of those keys that it has; what does not fit its checksum counts as missing."""
        found, today = dict[bytes, str](), _today()
        with _told(self._path):
            link = self._connection()
            stale: list[bytes] = []
            for key in keys:
                row = link.execute("SELECT used, crc, body FROM parses WHERE key = ?", (key,)).fetchone()
                if row is None or zlib.crc32(row[2]) != row[1]:
                    continue
                found[key] = zlib.decompress(row[2]).decode("utf-8", "surrogatepass")
                if row[0] != today:
                    stale.append(key)
            if stale:
                with link:
                    link.executemany("UPDATE parses SET used = ? WHERE key = ?", [(today, key) for key in stale])
        return found

    def put(self, rows: Mapping[bytes, str]) -> None:
        """Keeps the CoNLL-U of each key, all of them or none."""
        packed = {key: zlib.compress(text.encode("utf-8", "surrogatepass")) for key, text in rows.items()}
        made = [(key, _today(), len(body), zlib.crc32(body), body) for key, body in packed.items()]
        with _told(self._path):
            link = self._connection()
            with link:
                link.executemany("INSERT OR REPLACE INTO parses VALUES (?, ?, ?, ?, ?)", made)
            new, most = sum(map(len, packed.values())), self.most()
            self._since = None if self._since is None else self._since + new
            if self._since is None or self._since > most // 100:
                self._since = 0
                gone = self.trim(most)
                if gone and not self._lost:
                    self._lost = True
                    self._say(
                        f"{self._path}: it keeps {most / (1 << 20):,.0f} MiB of trees and had more, so {gone:,} parses "
                        "were taken away; those asked for again are made anew. To keep more: audit cache "
                        f"{self._path} --most MIB"
                    )

    def most(self) -> int:
        """How many bytes of compressed trees it keeps."""
        if self._given is not None:
            return self._given
        asked = "SELECT most FROM bound WHERE typeof(most) = 'integer' AND most > 0"
        with _told(self._path):
            row = self._connection().execute(asked).fetchone()
        return MOST if row is None else int(row[0])

    def keep(self, most: int) -> None:
        """Lets it keep so many bytes of compressed trees from now on, whoever opens it."""
        with _told(self._path):
            link = self._connection()
            with link:
                link.execute("DELETE FROM bound")
                link.execute("INSERT INTO bound VALUES (?)", (most,))

    def trim(self, most: int) -> int:
        """Takes away what was longest not asked for, until at most ``most`` bytes are left; how many parses went."""
        with _told(self._path):
            link = self._connection()
            with link:
                (size,) = link.execute("SELECT coalesce(sum(size), 0) FROM parses").fetchone()
                gone = []
                if size > most:
                    for row, its in link.execute("SELECT rowid, size FROM parses ORDER BY used, size DESC").fetchall():
                        if size <= most:
                            break
                        gone.append((row,))
                        size -= its
                    link.executemany("DELETE FROM parses WHERE rowid = ?", gone)
            if gone:
                link.execute("PRAGMA incremental_vacuum")
            return len(gone)

    def holding(self) -> Holding:
        """What it holds now."""
        with _told(self._path):
            asked = "SELECT count(*), coalesce(sum(size), 0), min(used), max(used) FROM parses"
            number, size, oldest, latest = self._connection().execute(asked).fetchone()
            return Holding(number, size, self.most(), self._path.stat().st_size, oldest, latest)

    def _connection(self) -> sqlite3.Connection:
        """The connection of this process: one must not be carried into a forked one."""
        if self._open is None or self._open[0] != os.getpid():
            with _told(self._path):
                link = sqlite3.connect(self._path, timeout=_WAIT)
                link.execute("PRAGMA auto_vacuum = INCREMENTAL")
                link.execute("PRAGMA journal_mode = WAL")
                link.execute("PRAGMA synchronous = NORMAL")
                (form,) = link.execute("PRAGMA user_version").fetchone()
                if form not in (0, _FORM):
                    raise ModelError(f"{self._path}: another version made this store; name another, or remove it")
                link.executescript(
                    "BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS "
                    "parses (key BLOB PRIMARY KEY, used INTEGER, size INTEGER, crc INTEGER, body BLOB); "
                    "CREATE INDEX IF NOT EXISTS by_use ON parses (used, size); "
                    "CREATE TABLE IF NOT EXISTS bound (most INTEGER); "
                    f"PRAGMA user_version = {_FORM}; COMMIT;"
                )
            self._open = (os.getpid(), link)
        return self._open[1]


class StoreParser:
    """A Parser that keeps its trees in a store; the parser behind it is made only when an article has none there.

    Word vectors are not kept, and none are given, so that an audit is the same whether its trees are new or kept.
    ``model`` is what that parser is called; ``version`` is that of what makes the trees.
    """

    def __init__(self, store: Store, make: Callable[[], Parser], model: str = "embedded", version: str = "") -> None:
        self._store, self._make, self._model, self._version = store, make, model, version
        self._parser: Parser | None = None
        self.name = f"kept ({model})"
        self.models: Mapping[str, str] = {}

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with their trees, in order. Raises ModelError and what the parser behind it raises."""
        keys = [self._key(article) for article in articles]
        kept = self._store.get(list(dict.fromkeys(keys)))
        found = [_with_trees(article, kept.get(key)) for article, key in zip(articles, keys, strict=True)]
        new = [article for article, one in zip(articles, found, strict=True) if one is None]
        if not new:
            return [one for one in found if one is not None]
        self._parser = self._parser or self._make()
        made = [without_vectors(article) for article in self._parser.parse(new)]
        whole = (one for one in made if not any(segment.status == "failed" for segment in one.segments))
        of = {id(article): key for article, key in zip(articles, keys, strict=True)}
        given = {id(one): of[id(article)] for article, one in zip(new, made, strict=True)}
        self._store.put({given[id(one)]: write_conllu(one.sentences) for one in whole})
        rest = iter(made)
        return [next(rest) if one is None else one for one in found]

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """None: tracing falls back on shared words."""
        return []

    def _key(self, article: Article) -> bytes:
        parts = ";".join(f"{s.span.start},{s.span.end},{s.status}" for s in article.segments)
        digest = hashlib.sha256(f"{self._model}\0{self._version}\0{parts}\0".encode("utf-8", "surrogatepass"))
        digest.update(article.text.encode("utf-8", "surrogatepass"))
        return digest.digest()


def stored(
    path: str | Path,
    make: Callable[[], Parser],
    model: str | Path | None,
    version: str,
    told: Callable[[str], None] | None = None,
) -> StoreParser:
    """The parser that keeps trees in a store; ``model`` is what ``load_parser`` is given, ``version`` that of this
    package, ``told`` as in ``Store``. Other models in the same place make other trees. Raises ModelError."""
    folder = Path(__file__).resolve().parents[1] / "models" if model is None else Path(model)
    sums = folder / "SHA256SUMS"
    digest = hashlib.sha256(sums.read_bytes()).hexdigest()[:12] if sums.is_file() else ""
    return StoreParser(Store(path, told=told), make, f"{model or 'embedded'} {digest}".strip(), version)


def is_store(path: str | Path) -> bool:
    """Whether a path names a store, by its suffix, and not a folder of CoNLL-U."""
    return Path(path).suffix.lower() == SUFFIX and not Path(path).is_dir()


def _with_trees(article: Article, text: str | None) -> Article | None:
    try:
        return None if text is None else attrs.evolve(article, sentences=tuple(read_conllu(text)))
    except ConlluError:  # kept by a version that wrote it otherwise
        return None


def _warned(message: str) -> None:
    warnings.warn(message, stacklevel=3)


def _today() -> int:
    return int(time.time()) // _DAY


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors of SQLite within it are ModelErrors that name the file."""
    try:
        yield
    except (sqlite3.Error, zlib.error, UnicodeDecodeError) as error:
        remedy = "see that it is a store of parses and can be written, or name another"
        raise ModelError(f"{path}: this store cannot be used: {error}; {remedy}") from error
