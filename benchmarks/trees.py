"""Articles go in, the same articles with their trees come out, parsed once and kept on disk as CoNLL-U.

A parse is stored under a key made of the text, its segments, the models' checksums and the sources of `audit.parse`:
whatever can change a tree changes the key, and a change of the rules does not. Only the missing ones are parsed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import attrs

import audit.parse
from audit.model import Article
from audit.parse import ConlluError, Parser, load_parser, read_conllu, write_conllu

PARSE_FORMAT: Final = 1  # raise it when what is stored changes
FOLDER: Final = Path(__file__).resolve().parents[1] / ".cache" / "parses"
_BATCH_WORDS: Final = 4_000  # as the pipeline does, so that trees are the same


def parsed(
    articles: Sequence[Article],
    folder: Path = FOLDER,
    parser: Parser | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Article]:
    """The articles with sentences, from the folder where they are there; the embedded parser is loaded only if need be."""
    stamp = _stamp(parser)
    paths = [folder / f"{_key(article, stamp)}.conllu" for article in articles]
    found = [_stored(article, path) for article, path in zip(articles, paths, strict=True)]
    missing = [place for place, article in enumerate(found) if article is None]
    if missing:
        parser = parser or load_parser()
        folder.mkdir(parents=True, exist_ok=True)
    done = 0
    for batch in _batches(articles, missing):
        for place, article in zip(batch, parser.parse([articles[place] for place in batch]), strict=True):
            _store(article, articles[place], paths[place])
            found[place] = article
        done += len(batch)
        if progress:
            progress(done, len(missing))
    return [article for article in found if article is not None]


def _batches(articles: Sequence[Article], places: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    words = 0
    for place in places:
        length = len(articles[place].text.split())
        if batch and words + length > _BATCH_WORDS:
            yield batch
            batch, words = [], 0
        batch.append(place)
        words += length
    if batch:
        yield batch


def _stamp(parser: Parser | None) -> str:
    """What the trees depend on besides the article: the models and the code that calls them."""
    digest = hashlib.sha256(f"{PARSE_FORMAT}".encode())
    package = Path(audit.parse.__file__).parent
    for path in sorted(package.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    if parser is None:  # the checksums, without loading what they are of
        digest.update((package.parent / "models" / "SHA256SUMS").read_bytes())
    else:
        digest.update(repr((parser.name, sorted(parser.models.items()))).encode())
    return digest.hexdigest()


def _key(article: Article, stamp: str) -> str:
    segments = [(segment.span.start, segment.span.end, segment.status) for segment in article.segments]
    return hashlib.sha256(f"{stamp}\n{segments}\n{article.text}".encode("utf-8", "surrogatepass")).hexdigest()


def _stored(article: Article, path: Path) -> Article | None:
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError:
        return None
    return attrs.evolve(article, sentences=tuple(read_conllu(text)))


def _store(article: Article, given: Article, path: Path) -> None:
    """Writes the trees, whole or not at all; not those of a sentence that failed, nor what CoNLL-U cannot hold."""
    if article.segments != given.segments:
        return
    text = write_conllu(article.sentences)
    try:
        same = tuple(read_conllu(text)) == article.sentences
    except ConlluError:
        same = False
    if same:
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_bytes(text.encode("utf-8"))
        beside.replace(path)
