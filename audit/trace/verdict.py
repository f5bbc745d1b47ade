"""Two claims and the cosine of their vectors go in, a verdict on whether they say the same comes out, of these two
alone.

Nothing here knows how many other claims there are: a verdict stays what it is when articles are added.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

import numpy as np
from attrs import define, field, frozen, validators

from audit.model import Article, Claim
from audit.trace.echo import COSINE, OWN_SOURCE, STRANGE
from audit.trace.groups import says_only_sources
from audit.trace.likeness import Words, disagreement, overlap, strange_names, words_of

CLASSES: Final = ("same", "possible", "contradicts", "different")
# Higher than where the rarity of a word among all claims can be weighed in: in five articles on one story, claims that
# are only related score up to 0.573.
SAME: Final = 0.575
SAME_WORDS: Final = 0.5
POSSIBLE: Final = 0.06  # below the bar by no more than this a pair is "possible", and shown apart
WORD_FLOOR: Final = 0.3  # of vectors made of words; those of the encoder have their own
_SIZE: Final = 384
# A name or a number tells more than another word; how rare a word is among other articles does not count here.
_COMMON: Final = frozenset(
    """officia presiden governme year week day month people state country report news time plan group countri could
    make take go come get give told call want work first new last two three nation secretar minister campaign
    meet talk issue public adminis member statemen spokesma leader""".split()
)


@frozen
class Verdict:
    """Whether two claims say the same: one of CLASSES, how alike they are (0 to 1), and why, where they cannot be."""

    decision: str = field(validator=validators.in_(CLASSES))
    similarity: float
    bar: float
    reason: str = ""


class Judged(Protocol):
    """What a scorer's answer must tell: a decision of CLASSES, how alike (0 to 1), the bar it had to pass, and why."""

    @property
    def decision(self) -> str: ...
    @property
    def similarity(self) -> float: ...
    @property
    def bar(self) -> float: ...
    @property
    def reason(self) -> str: ...


class PairScorer(Protocol):
    """What judges a pair; ``cosine`` is None without an encoder. The first claim is the one that may repeat the
    other."""

    def __call__(self, one: Claim, two: Claim, cosine: float | None) -> Judged: ...

    def read(self, articles: Iterable[Article]) -> None:
        """Is told of articles, with their trees, before their claims are judged."""


@define
class WordScorer:
    """The scorer by words: content shared, polarity, numbers and names, with the cosine where there is one."""

    _words: dict[str, Words] = field(init=False, factory=dict, repr=False)

    def __call__(self, one: Claim, two: Claim, cosine: float | None) -> Verdict:
        """The verdict on ``one`` as a repetition of ``two``."""
        mine, theirs = self.words(one.text), self.words(two.text)
        bar = SAME_WORDS if cosine is None else SAME
        if one.source is not None and not says_only_sources(one.source.text):
            bar += OWN_SOURCE
        weights = {form: weight(form, mine, theirs) for form in mine.signs.keys() | theirs.signs.keys()}
        shared = overlap(mine, theirs, weights)
        similarity = shared if cosine is None else COSINE * max(0.0, cosine) + (1 - COSINE) * shared
        similarity -= STRANGE * strange_names(mine, theirs)
        similarity = round(min(1.0, max(0.0, similarity)), 4)
        against = disagreement(mine, theirs, weights) if similarity >= bar - POSSIBLE else None
        if against is not None:
            return Verdict("contradicts", similarity, bar, against)
        if similarity >= bar:
            return Verdict("same", similarity, bar)
        return Verdict("possible" if similarity >= bar - POSSIBLE else "different", similarity, bar)

    def read(self, articles: Iterable[Article]) -> None:
        """Nothing: words are read from a claim's text."""

    def words(self, text: str) -> Words:
        """The words of a text, read once."""
        if text not in self._words:
            self._words[text] = words_of(text)
        return self._words[text]


def weight(form: str, *claims: Words) -> float:
    """How telling a stem is by itself."""
    if form in _COMMON:
        return 0.6
    return 1.3 if any(form in words.names for words in claims) else 1.0


def word_vectors(texts: Sequence[str]) -> Any:
    """A unit vector per text made of its content words, for candidates without an encoder (feature hashing)."""
    rows = np.zeros((len(texts), _SIZE), np.float32)
    for row, text in zip(rows, texts, strict=True):
        words = words_of(text)
        for form in words.signs:
            digest = hashlib.blake2b(form.encode(), digest_size=4).digest()
            place = int.from_bytes(digest, "big")
            row[place % _SIZE] += (1.0 if place & 0x80000000 else -1.0) * weight(form, words)
        length = math.sqrt(float((row * row).sum()))
        row /= length or 1.0
    return rows
