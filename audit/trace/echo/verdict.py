"""What judges whether two claims say the same has to tell, and vectors of claims made of their words alone.

Nothing here knows how many other claims there are: a judgement stays what it is when articles are added.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np

from audit.model import Article, Claim
from audit.trace.echo.likeness import Words, words_of

WORD_FLOOR: Final = 0.3  # of vectors made of words; those of the encoder have their own
_SIZE: Final = 384
# A name or a number tells more than another word; how rare a word is among other articles does not count here.
_COMMON: Final = frozenset(
    """officia presiden governme year week day month people state country report news time plan group countri could
    make take go come get give told call want work first new last two three nation secretar minister campaign
    meet talk issue public adminis member statemen spokesma leader""".split()
)


class Judged(Protocol):
    """What a scorer must tell: a decision of DECISIONS, how alike (0 to 1), the bar it had to pass, and why."""

    @property
    def decision(self) -> str: ...
    @property
    def similarity(self) -> float: ...
    @property
    def bar(self) -> float: ...
    @property
    def reason(self) -> str: ...


class PairScorer(Protocol):
    """What judges pairs; ``cosine`` is None without an encoder. A judgement is of these two claims alone."""

    def both(self, one: Claim, two: Claim, cosine: float | None) -> tuple[Judged, Judged]:
        """The judgements on ``one`` as a repetition of ``two``, and the other way round."""

    def read(self, articles: Iterable[Article], wanted: frozenset[str]) -> None:
        """Is told of articles, with their trees, before their claims of these ids are judged."""


def weight(form: str, words: Words) -> float:
    """How telling a stem is by itself."""
    if form in _COMMON:
        return 0.6
    return 1.3 if form in words.names else 1.0


def word_vectors(texts: Sequence[str]) -> Any:
    """A unit vector per text made of its content words, for candidates without an encoder."""
    made = map(words_of, texts)
    return hashed(({form: weight(form, words) for form in words.stems} for words in made), _SIZE)


def hashed(rows: Iterable[Mapping[str, float]], size: int) -> Any:
    """A unit vector of ``size`` numbers per row of weighted stems (feature hashing)."""
    made = []
    for row in rows:
        vector = np.zeros(size, np.float32)
        for form, value in row.items():
            digest = hashlib.blake2b(form.encode(), digest_size=4).digest()
            place = int.from_bytes(digest, "big")
            vector[place % size] += (1.0 if place & 0x80000000 else -1.0) * value
        made.append(vector / (math.sqrt(float((vector * vector).sum())) or 1.0))
    return np.stack(made) if made else np.zeros((0, size), np.float32)
