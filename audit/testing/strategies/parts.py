"""A row of choices and a text go in, the parts of attributions and claims come out: sources, phrases, evidence.

One draw of bytes stands for all choices of a part: a tenth of the time of one draw for each, and it shrinks as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeVar

from audit.model import (
    BASES,
    HOWS,
    REASONS,
    SORTS,
    Detail,
    Evidence,
    Occasion,
    Phrase,
    Source,
    Span,
    Spans,
)
from audit.testing.strategies.choice import Choices
from audit.testing.strategies.vocabulary import Vocabulary

_T = TypeVar("_T")
BYTES: Final = 64  # that one part may read
TOKEN: Final = re.compile(r"[^\W_]+(?:[,.]\d+)*|\S")


class Parts:
    """What choices make of a text and a vocabulary."""

    def __init__(self, drawn: bytes, text: str, words: Vocabulary) -> None:
        """The bytes are the choices; where they end, the first of everything is chosen."""
        self.choices, self.text, self.words = Choices(drawn), text, words

    def maybe(self, made: _T) -> _T | None:
        """It, or nothing."""
        return made if self.choices.one_in(2) else None

    def spans(self, within: Span, most: int = 1) -> Spans:
        """One or more spans in text order, as many as ``most``, that do not touch; trimmed of white space at the ends.
        There must be a word in ``within``."""
        found = list(TOKEN.finditer(self.text, within.start, within.end))
        ends: set[int] = set()
        free = list(range(len(found) + 1))
        for _ in range(2 * min(1 + self.choices.below(most), len(free) // 2)):
            ends.add(free.pop(self.choices.below(len(free))))
        pairs = sorted(ends)
        return tuple(
            Span(found[first].start(), found[last - 1].end())
            for first, last in zip(pairs[::2], pairs[1::2], strict=True)
        )

    def of(self, places: Spans) -> str:
        """The words of several spans, with " … " between."""
        return " … ".join(place.of(self.text) for place in places)

    def confidence(self) -> float:
        """A probability in whole hundredths, from 0 to 1."""
        return self.choices.below(101) / 100

    def outlets(self) -> list[str]:
        """Up to two of them."""
        found = [self.choices.one_of(self.words.outlets) for _ in range(self.choices.below(3))]
        return list(dict.fromkeys(found))

    def phrase(self, within: Span) -> Phrase:
        """What the words of a source might tell."""
        words, one_of = self.words, self.choices.one_of
        place = self.spans(within)
        detail = (None, Detail(self.of(place), place))
        basis, reason = one_of((None, *BASES)), one_of(tuple(reversed(REASONS)))
        return Phrase(
            heads=(words.lemmas[one_of((*words.roles, *words.vague)).split()[-1]],),
            sort=one_of(SORTS),
            plural=one_of((False, True)),
            number=one_of((None, *words.numbers)),
            name=one_of((None, *words.sources)),
            role=one_of(detail),
            affiliation=one_of(detail),
            tense=one_of((None, "current", "former")),
            basis=basis,
            basis_spans=place if basis else (),
            reason=reason,
            reason_spans=place if reason != "none" else (),
        )

    def source(self, within: Span) -> Source:
        """A source whose words stand there; some with a phrase."""
        places = self.spans(within)
        resolved = self.choices.one_of((None, *self.words.sources))
        number = self.maybe(1 + self.choices.below(12))
        phrase = self.phrase(places[0]) if self.choices.one_in(2) else None
        return Source(self.of(places), places, resolved, number, phrase)

    def occasion(self, within: Span, earlier: Sequence[str]) -> Occasion:
        """An occasion that words there name, or an earlier claim (ids)."""
        one_of = self.choices.one_of
        plain = [word for word in self.words.anything if word.isalpha()]
        return Occasion(
            what=self.maybe(one_of(plain)),
            outlet=one_of((None, *self.words.outlets)),
            person=one_of((None, *self.words.sources)),
            when=self.maybe(one_of(plain)),
            spans=self.spans(within),
            claim=self.maybe(one_of(earlier)) if earlier else None,
            how=one_of((None, *HOWS)),
            where=self.maybe(one_of(plain)),
        )

    def evidence(self, within: Span, earlier: Sequence[str]) -> Evidence:
        """Evidence that points to words there, or to one of the earlier claims (ids)."""
        matched = one if earlier and (one := self.maybe(self.choices.one_of(earlier))) else None
        return Evidence(
            rule="drawn",
            reason="drawn at random",
            confidence=self.confidence(),
            spans=self.spans(within) if matched is None else (),
            claim=matched,
            similarity=None if matched is None else self.confidence(),
        )
