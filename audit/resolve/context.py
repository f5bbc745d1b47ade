"""An article and what is known of it go in, one place to ask comes out: what references need while one article is
resolved."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import attrs

from audit.find.quotation import Quotation
from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Attribution, Phrase, Sentence, Span, Token
from audit.resolve.kind import Described, Kinds
from audit.resolve.mentions import Entity, Mentions
from audit.resolve.phrase import read_phrase


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
    phrases: dict[str, Phrase] = attrs.field(factory=dict)

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that the article is resolved by."""
        return self.kinds.lexicon

    def phrase_of(self, sentence: Sentence, head: Token, inside: frozenset[int]) -> Phrase:
        """What the words at these places of a sentence tell, kept by the words so that what refers to them finds it."""
        read = read_phrase(sentence, head, inside, self.article.text, self.lexicon)
        words = self.words_of(sentence, inside) if inside else head.text
        self.phrases.setdefault(plain(words).casefold(), read)
        return read

    def described(self, sentence: Sentence, head: Token, inside: frozenset[int]) -> Described:
        """The kind that the words at these places have by themselves."""
        return self.kinds.describe(self.phrase_of(sentence, head, inside), sentence, head, inside)

    def words_of(self, sentence: Sentence, inside: frozenset[int]) -> str:
        """The words from the first to the last of these places, as the article has them."""
        tokens = sentence.tokens
        return self.article.text[tokens[min(inside)].span.start : tokens[max(inside)].span.end]

    def sentence_at(self, place: int) -> int:
        """The sentence (its place in the article) that holds an offset, or the last that begins before it."""
        return max(0, bisect_right(self.starts, place) - 1)

    def entity_named(self, name: str | None) -> Entity | None:
        """Who has this name among those the article mentions; None where nobody has."""
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
        """The quotation that holds an offset; None outside of quotation marks."""
        return next((q for q in self.quotations if q.span.start <= place < q.span.end), None)


def plain(text: str) -> str:
    """The words with single spaces and no punctuation around them."""
    return " ".join(text.split()).strip(" ,;:—–-")
