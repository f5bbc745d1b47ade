"""Articles go in, the same articles with their trees come out, parsed once and kept on disk: CoNLL-U and word vectors.

A parse is stored under a key made of the strings that the models see, where these stand in the text, and the models'
checksums: a change of the rules changes none of them. Raise PARSE_FORMAT with any change of `audit.parse` that gives
other trees for the same strings. Only what is missing is parsed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

import audit.parse
from audit.model import Article
from audit.parse import ConlluError, Parser, load_parser, read_conllu, write_conllu
from audit.parse.batches import batches
from audit.parse.pieces import pieces

PARSE_FORMAT: Final = 1
FOLDER: Final = Path(__file__).resolve().parents[1] / ".cache" / "parses"
_LEARNED: Final = ("attribution.", "centre.", "echo.")  # weights that read the trees and do not make them


def parsed(
    articles: Sequence[Article],
    folder: Path = FOLDER,
    parser: Parser | None = None,
    progress: Callable[[int, int], None] | None = None,
    vectors: bool = True,
) -> list[Article]:
    """The articles with sentences, from the folder where they are there; the embedded parser is loaded only if need be.

    ``vectors``: whether the words' vectors are wanted too, which the learned part of find reads.
    """
    stamp = _stamp(parser)
    paths = [folder / f"{_key(article, stamp)}.conllu" for article in articles]
    found = [_stored(article, path, vectors) for article, path in zip(articles, paths, strict=True)]
    missing = [place for place, article in enumerate(found) if article is None]
    if not missing:
        return [article for article in found if article is not None]
    parser = parser or load_parser()
    folder.mkdir(parents=True, exist_ok=True)
    done = 0
    for batch in batches([articles[place] for place in missing]):
        for article in parser.parse(batch):
            place = missing[done]
            _store(article, articles[place], paths[place])
            found[place] = article
            done += 1
        if progress:
            progress(done, len(missing))
    return [article for article in found if article is not None]


class ParsedOnce:
    """A Parser whose trees and word vectors are kept in a folder; the embedded one is loaded only if need be."""

    name: Final = "embedded"

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._parser: Parser | None = None

    @property
    def models(self) -> Mapping[str, str]:
        """File -> checksum, as the embedded parser tells them."""
        return self._made().models

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with their trees, in order."""
        return parsed(articles, self._folder, None)

    def encode(self, texts: Sequence[str]) -> Any:
        """One vector a text, as the embedded parser gives them."""
        return self._made().encode(texts)

    @property
    def together(self) -> Any:
        """The judge of pairs that the embedded parser has."""
        return getattr(self._made(), "together", None)

    def _made(self) -> Parser:
        self._parser = self._parser or load_parser()
        return self._parser


def _stamp(parser: Parser | None) -> str:
    """The models that the trees depend on."""
    if parser is not None:
        return repr((parser.name, sorted(parser.models.items())))
    sums = Path(audit.parse.__file__).parents[1] / "models" / "SHA256SUMS"  # without loading what they are of
    lines = sums.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.partition("  ")[2].startswith(_LEARNED))


def _key(article: Article, stamp: str) -> str:
    seen = f"{PARSE_FORMAT}\n{stamp}\n{article.text}\n{list(pieces(article))!r}"
    return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()


def _stored(article: Article, path: Path, vectors: bool) -> Article | None:
    try:
        sentences = read_conllu(path.read_bytes().decode("utf-8"))
        rows = _load(path.with_suffix(".npy")) if vectors and sentences else None
    except OSError:
        return None
    if rows is not None:
        start = 0
        for place, sentence in enumerate(sentences):
            sentences[place] = attrs.evolve(sentence, vectors=rows[start : start + len(sentence.tokens)])
            start += len(sentence.tokens)
    return attrs.evolve(article, sentences=tuple(sentences))


def _load(path: Path) -> Any:
    import numpy as np

    return np.load(path, allow_pickle=False)


def _store(article: Article, given: Article, path: Path) -> None:
    """Writes the trees, whole or not at all; not those of a sentence that failed, nor what CoNLL-U cannot hold."""
    if article.segments != given.segments:
        return
    text = write_conllu(article.sentences)
    try:
        same = tuple(read_conllu(text)) == article.sentences
    except ConlluError:
        same = False
    if not same:
        return
    rows = [sentence.vectors for sentence in article.sentences]
    if rows and all(row is not None for row in rows):
        import numpy as np

        with (beside := path.with_suffix(f".{os.getpid()}")).open("wb") as file:
            np.save(file, np.concatenate(rows), allow_pickle=False)
        beside.replace(path.with_suffix(".npy"))
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_bytes(text.encode("utf-8"))
    beside.replace(path)
