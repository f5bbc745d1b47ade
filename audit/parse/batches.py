"""Articles go in, the same ones come out in batches for a parser; a batch goes in, its articles come out with trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

from audit.model import Article, Failure
from audit.parse.protocol import Parser

# Long enough that the encoder's batches are full, short enough that a progress bar moves and one failure costs little.
BATCH_WORDS: Final = 4_000
BATCH_ARTICLES: Final = 64


class Texted(Protocol):
    """What has a text, as an article has."""

    @property
    def text(self) -> str: ...


T = TypeVar("T", bound=Texted)


def batches(articles: Iterable[T]) -> Iterator[list[T]]:
    """The articles, in order, in lists of at most BATCH_ARTICLES and BATCH_WORDS words; no more are asked for than
    the next list takes, and the one after."""
    batch: list[T] = []
    words = 0
    for article in articles:
        length = len(article.text.split())
        if batch and (words + length > BATCH_WORDS or len(batch) == BATCH_ARTICLES):
            yield batch
            batch, words = [], 0
        batch.append(article)
        words += length
    if batch:
        yield batch


def with_trees(batch: Sequence[Article], parser: Parser, failures: list[Failure]) -> list[Article]:
    """The batch with its trees; where it fails as a whole, each article alone, so that only the culprit is lost.

    What is lost is added to the failures.
    """
    try:
        return [found for _, found in zip(batch, parser.parse(batch), strict=True)]
    except Exception as error:
        if len(batch) == 1:
            failures.append(Failure.of(batch[0], "parse", error))
            return []
    return [found for article in batch for found in with_trees([article], parser, failures)]
