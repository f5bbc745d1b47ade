"""Articles go in; their trees come from a folder where it has them, else from a parser, and are then kept there.

An article's trees are the CoNLL-U file ``<id>.conllu`` in the folder ("desk/harbour" lies in a subfolder). A file
that we wrote says in its first line which text and which model it is of; where either has changed the article is
parsed anew. A file by others, without that line, is taken as it is, provided that its words stand in the text where
it says.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from audit.model import Article, Sentence
from audit.parse.conllu import ConlluError, read_conllu, write_conllu
from audit.parse.protocol import ModelError, Parser, Reader, without_vectors

_SAFE = re.compile(r"[^\0\\:*?\"<>|]+")


class KeptParser:
    """A Parser that keeps its trees in a folder; the parser behind it is made only when an article has no trees there.

    Word vectors are not kept. ``model`` is what that parser is called in the kept files. ``encode`` has vectors only
    where the parser was made: without, tracing falls back on shared words.
    """

    def __init__(self, folder: str | Path, make: Callable[[], Parser], model: str = "embedded") -> None:
        self._folder, self._make, self._model = Path(folder), make, model
        self._parser: Parser | None = None
        if self._folder.exists() and not self._folder.is_dir():
            raise ModelError(f"{folder}: not a folder; name one that holds parses, or that may be made for them")

    @property
    def name(self) -> str:
        """What the audit calls it."""
        return self._parser.name if self._parser else f"stored ({self._model})"

    @property
    def models(self) -> Mapping[str, str]:
        """The files of the parser behind it, where it was made."""
        return self._parser.models if self._parser else {}

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with their trees, in order. Raises ConlluError for a file that does not fit its article."""
        found = {article.id: self._kept(article) for article in articles}
        new = [article for article in articles if found[article.id] is None]
        if new:
            self._parser = self._parser or self._make()
            for article in self._parser.parse(new):
                found[article.id] = without_vectors(article)  # as it will be when its trees come from the folder
                if not any(segment.status == "failed" for segment in article.segments):
                    self._keep(article)
        return [one for article in articles if (one := found[article.id]) is not None]

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """A unit vector per text, as many numbers as the parser behind it gives; none where that was not made."""
        return self._parser.encode(texts) if self._parser else []

    @property
    def together(self) -> Reader | None:
        """The judge of pairs of the parser behind it, where that was made and has one."""
        return getattr(self._parser, "together", None)

    def _path(self, id: str) -> Path | None:
        """Where an article's trees lie; None for an id that cannot be a file within the folder."""
        parts = id.split("/")
        if not _SAFE.fullmatch(id) or any(part in ("", ".", "..") for part in parts) or len(parts[-1]) > 200:
            return None
        return self._folder.joinpath(*parts[:-1], f"{parts[-1]}.conllu")

    def _mark(self, article: Article) -> str:
        digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
        return f"# parsed = {digest} {self._model}"

    def _kept(self, article: Article) -> Article | None:
        path = self._path(article.id)
        try:
            text = path.read_text(encoding="utf-8") if path else None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ConlluError(f"{path}: cannot be read: {error}") from error
        if text is None:
            return None
        first = text.partition("\n")[0]
        if first.startswith("# parsed = "):
            if first != self._mark(article):
                return None
            text = text[len(first) + 1 :]
        try:
            sentences = tuple(read_conllu(text))
        except ConlluError as error:
            raise ConlluError(f"{path}: {error}") from error
        if not all(_fits(sentence, article) for sentence in sentences):
            raise ConlluError(f"{path}: its words do not stand in the article where it says; parse it again")
        return attrs.evolve(article, sentences=sentences)

    def _keep(self, article: Article) -> None:
        path = self._path(article.id)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        draft.write_text(f"{self._mark(article)}\n{write_conllu(article.sentences)}", encoding="utf-8")
        os.replace(draft, path)


def _fits(sentence: Sentence, article: Article) -> bool:
    """Whether the sentence's first and last words stand where they say, and its segment is there."""
    if sentence.span.end > len(article.text) or sentence.segment >= max(1, len(article.segments)):
        return False
    ends = (sentence.tokens[0], sentence.tokens[-1])
    return all(
        t.span.end <= sentence.span.end and (t.text in (here := t.span.of(article.text)) or here in t.text)
        for t in ends
    )
