"""LitBank's folder goes in, its texts come out as articles, with the mentions of gold laid on trees of ours.

LitBank (Bamman, Lewke and Mansoor 2020: An Annotated Dataset of Coreference in English Literature; CC BY 4.0) holds the
first 2,000 words of a hundred novels: who and what is a person, a body, a place or a vehicle, by entity. Format:
https://github.com/dbamman/litbank
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

from audit.model import Article, Segment, Span
from benchmarks.coreference import Document, Named, head_at
from benchmarks.gold import GoldError

_WORD, _ENTITIES = 3, -1  # columns
_ASTRAY: Final = 300  # characters that a word may stand after the one before it


@frozen
class Novel:
    """A text without trees, and its mentions as (entity, span)."""

    article: Article
    mentions: tuple[tuple[str, Span], ...]


def read_litbank(folder: Path) -> Iterator[Novel]:
    """The novels whose words are found in their originals. Raises GoldError where there are none."""
    paths = sorted((folder / "coref" / "conll").glob("*.conll"))
    if not paths:
        raise GoldError(f"{folder}: no coref/conll/*.conll; give a checkout of LitBank")
    for path in paths:
        name = path.stem.removesuffix("_brat")
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
        original = (folder / "original" / f"{name}.txt").read_text(encoding="utf-8")
        spans = _places([row[_WORD] for row in rows], original)
        if spans is not None:
            text = _on_one_line(original[: spans[-1].end])
            segments = tuple(Segment(Span(*m.span()), "prose") for m in re.finditer(r"[^\n]+", text) if m[0].strip())
            mentions = _mentions([row[_ENTITIES] for row in rows], spans)
            yield Novel(Article(f"litbank/{name}", text, segments=segments), tuple(mentions))


def _places(words: list[str], text: str) -> list[Span] | None:
    """Where the words stand in the text, blanks and marks of stress aside; None where one does not."""
    found, place = list[Span](), 0
    for word in words:
        pattern = r"\s*".join(map(re.escape, word))
        here = re.compile(rf"[\s_*]*({pattern})").match(text, place)
        here = here or re.compile(rf"({pattern})").search(text, place, place + _ASTRAY)
        if here is None:
            return None
        found.append(Span(here.start(1), here.end(1)))
        place = here.end(1)
    return found


def _on_one_line(text: str) -> str:
    """Each paragraph on one line, all characters in their places."""
    text = re.sub(r"\n[ \t]*\n\s*", lambda m: "\0" * len(m[0]), text)
    return re.sub(r"\n", " ", text).replace("\0", "\n").replace("_", " ")


def _mentions(column: list[str], spans: list[Span]) -> Iterator[tuple[str, Span]]:
    opened: dict[str, list[int]] = defaultdict(list)
    for value, span in zip(column, spans, strict=True):
        for item in value.split("|"):
            entity = item.strip("()")
            if item.startswith("("):
                opened[entity].append(span.start)
            if item.endswith(")"):
                yield entity, Span(opened[entity].pop(), span.end)


def on_trees(novel: Novel, article: Article) -> Document:
    """The novel with its mentions by the words of these trees, which are our parser's."""
    found = []
    for entity, span in novel.mentions:
        for number, sentence in enumerate(article.sentences):
            if sentence.span.start <= span.start < sentence.span.end:
                words = tuple(t.index for t in sentence.tokens if span.start <= t.span.start and t.span.end <= span.end)
                if words:
                    found.append(Named(entity, number, words, head_at(sentence, words)))
                break
    return Document(article, "fiction", tuple(found))
