"""Texts go in, a unit vector for each comes out, made of its words alone: what claims and stories are found by.

Nothing here knows how many other claims there are: a text has the same vector in every lot. Numbers are left out; how
telling a word is comes from fixed weights (idf in news), and a name tells more than another word.

Source: inverse document frequency after Spärck Jones 1972; the three weights below are ours.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from audit.trace.echo.content import stems_of_text
from audit.trace.echo.features import DEFAULT_WEIGHT
from audit.trace.echo.senses import Senses

# cosine of two claims' words from which they are candidates; vectors of the encoder have their own
WORD_FLOOR: Final = 0.3
_SIZE: Final = 384
_COMMON: Final = 4.2  # a weight below which a stem stands in much of the news: one sentence in 67 and more
_OF_COMMON, _OF_NAMES, _OF_OTHERS = 0.6, 1.3, 1.0


def word_vectors(texts: Sequence[str], senses: Senses, weights: Mapping[str, float]) -> Any:
    """A unit vector of 384 numbers per text, of its content words; ``weights`` tell how rare a stem is in news."""
    return vectors_of((stems_of_text(text, senses) for text in texts), weights)


def vectors_of(stems: Iterable[Mapping[str, bool]], weights: Mapping[str, float]) -> Any:
    """The same unit vectors for texts whose stems were read before (``audit.trace.echo.content.stems_of_text``)."""
    rows = ({stem: _telling(stem, name, weights) for stem, name in row.items()} for row in stems)
    return hashed(rows, _SIZE)


def _telling(stem: str, name: bool, weights: Mapping[str, float]) -> float:
    if weights.get(stem, DEFAULT_WEIGHT) < _COMMON:
        return _OF_COMMON
    return _OF_NAMES if name else _OF_OTHERS


def hashed(rows: Iterable[Mapping[str, float]], size: int) -> Any:
    """A unit vector of ``size`` numbers per row of weighted stems, as an array of rows (feature hashing: Weinberger et
    al. 2009)."""
    made = []
    for row in rows:
        vector = np.zeros(size, np.float32)
        for stem, value in row.items():
            digest = hashlib.blake2b(stem.encode(), digest_size=4).digest()
            place = int.from_bytes(digest, "big")
            vector[place % size] += (1.0 if place & 0x80000000 else -1.0) * value
        made.append(vector / (math.sqrt(float((vector * vector).sum())) or 1.0))
    return np.stack(made) if made else np.zeros((0, size), np.float32)
