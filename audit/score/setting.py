"""An article with word vectors goes in, what stands around a claim in it comes out: its place, and the vectors of the
sentence before it, of the one after it, and of the whole.

An editor asks "says who?" of a sentence where it stands: the first one sums up what is borne out below, the one behind
a quotation leads to it, and a column judges in every line. Nothing here hangs on who is found to say what, so that an
attribution given or taken away changes no other claim.

Source: ours; that it tells something is what readers' labels say (benchmarks/score.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from audit.model import Article, Claim

HALF: Final = 0.5  # of an article's paragraphs: what stands behind has nothing below it
_FIRST: Final = 3  # paragraphs that are told apart by name
_MANY: Final = (20, 60)  # paragraphs, claims or sentences, of which more say no more
PLACES: Final = _FIRST + 7  # numbers of a place


@frozen(eq=False)
class Setting:
    """What stands around a claim: numbers of its place, PLACES of them, and vectors; None where nothing stands."""

    place: tuple[float, ...]
    before: Any
    after: Any
    whole: Any


class Settings:
    """The settings of an article's claims; ``claims`` are those that count, in any order."""

    def __init__(self, article: Article, claims: Sequence[Claim]) -> None:
        import numpy as np

        self._article, self._claims = article, len(claims)
        self._means = [np.asarray(s.vectors, dtype=np.float32).mean(0) for s in article.sentences]
        self._whole = np.mean(self._means, axis=0) if self._means else None
        self._ranks = ranks(claims)
        self._first: dict[int, int] = {}
        for claim in claims:
            self._first[claim.paragraph] = min(claim.sentence, self._first.get(claim.paragraph, claim.sentence))

    def of(self, claim: Claim) -> Setting:
        """What stands around one of the claims."""
        at, rank = max(0, claim.sentence), self._ranks[claim.paragraph]
        most, more = _MANY
        place = (
            *(float(rank == first) for first in range(_FIRST)),
            min(rank, most) / most,
            rank / max(1, len(self._ranks)),
            float(self._first[claim.paragraph] < claim.sentence),
            self._quoted(at - 1),
            self._quoted(at + 1),
            min(self._claims, more) / more,
            len(self._article.sentences) / more,
        )
        return Setting(place, self._mean(at - 1), self._mean(at + 1), self._whole)

    def _mean(self, at: int) -> Any:
        return self._means[at] if 0 <= at < len(self._means) else None

    def _quoted(self, at: int) -> float:
        """Whether a sentence holds words in quotation marks, 1 or 0."""
        if not 0 <= at < len(self._means):
            return 0.0
        span = self._article.sentences[at].span
        return float(any(one.span.overlaps(span) for one in self._article.quotations))


def ranks(claims: Sequence[Claim]) -> dict[int, int]:
    """Paragraph -> its place among those that make claims."""
    return {number: place for place, number in enumerate(sorted({claim.paragraph for claim in claims}))}


def numbers(setting: Setting | None, made: Mapping[str, Any]) -> Any:
    """The numbers that a network reads of a setting: its place, then each vector as ``made`` draws it together
    ("beside" and "whole" with their shifts); noughts for what is not there."""
    import numpy as np

    beside, whole = (made["beside"], made["beside_shift"]), (made["whole"], made["whole_shift"])
    place = setting.place if setting else (0.0,) * PLACES
    vectors = (setting.before, setting.after, setting.whole) if setting else (None,) * 3
    found = [np.asarray(place, dtype=np.float32)]
    for vector, (ways, shift) in zip(vectors, (beside, beside, whole), strict=True):
        found.append(np.zeros_like(shift) if vector is None else vector @ ways + shift)
    return np.concatenate(found)
