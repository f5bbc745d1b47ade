"""An article and what is known of it go in, one place to ask comes out: what references need while one article is
resolved."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import attrs

from audit.find.quotation import Quotation
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Attribution, Sentence, Span, Token
from audit.resolve.kind import Kinds
from audit.resolve.mentions import Entity, Mentions


@attrs.define
class Context:
    """What one article offers to references; lives for one call of resolve."""

    article: Article
    kinds: Kinds
    mentions: Mentions
    outlets: OutletIndex
    quotations: Sequence[Quotation]
    starts: list[int]
    done: list[tuple[Span, Attribution]] = attrs.field(factory=list)

    def sentence_at(self, place: int) -> int:
        return max(0, bisect_right(self.starts, place) - 1)

    def entity_named(self, name: str | None) -> Entity | None:
        return next((e for e in self.mentions.entities if e.name == name), None)

    def speaks_at(self, place: int) -> bool:
        """Whether a source stands there to whom something was attributed so far."""
        for span, attribution in reversed(self.done):  # in text order
            if span.end <= place:
                return False
            if span.start <= place and attribution.kind != "none":
                return True
        return False

    def quoted(self, place: int) -> Quotation | None:
        return next((q for q in self.quotations if q.span.start <= place < q.span.end), None)


def head_of(sentence: Sentence, inside: frozenset[int]) -> Token | None:
    for index in sorted(inside):
        token = sentence.tokens[index]
        if (token.head not in inside and token.upos not in ("PUNCT", "ADP", "DET", "CCONJ", "ADV")) or len(inside) == 1:
            return token
    return next((sentence.tokens[i] for i in sorted(inside) if sentence.tokens[i].head not in inside), None)


def plain(text: str) -> str:
    """The words with single spaces and no punctuation around them."""
    return " ".join(text.split()).strip(" ,;:—–-")
