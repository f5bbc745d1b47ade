"""Articles go in, the same ones come out in batches for a parser; a batch goes in, its articles come out with trees.
What a network reads goes in by its length, batches with little padding come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

from audit.model import Article, Failure
from audit.parse.protocol import Parser

# Long enough that the encoder's batches are full, short enough that a progress bar moves and one failure costs little.
BATCH_WORDS: Final = 4_000
BATCH_ARTICLES: Final = 64
# A batch of so many pieces keeps a processor busy; a larger one is worth no more than so much padding, which costs what
# pieces cost.
FULL: Final = 250
PADDING: Final = 0.1


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


def of_like_length(order: Iterable[int], lengths: Sequence[int], most: int, full: int = FULL) -> Iterator[list[int]]:
    """Places in ``lengths``, given from short to long, in batches that with padding are at most ``most`` long; what is
    longer than that is alone. One that is ``full`` grows no further where more than PADDING of it would be padding."""
    batch: list[int] = []
    filled = 0
    for place in order:
        length = lengths[place]
        padded, held = length * (len(batch) + 1), filled + length
        if batch and (padded > most or (filled >= full and held < padded * (1 - PADDING))):
            yield batch
            batch, held = [], length
        batch.append(place)
        filled = held
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
