"""Articles go in, the same ones come out in batches for a parser, one batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from audit.model import Article

# Long enough that the encoder's batches are full, short enough that a progress bar moves and one failure costs little.
BATCH_WORDS: Final = 4_000
BATCH_ARTICLES: Final = 64


def batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """The articles, in order, in lists of at most BATCH_ARTICLES and BATCH_WORDS words; no more are asked for than
    the next list takes, and the one after."""
    batch: list[Article] = []
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
