"""An article and what is known of it go in, one place to ask comes out: what references need while one article is
resolved.

Source: ours; that only somebody can say, that a thing cannot: Levin 1993, 37.7 (people.speaking).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import attrs

from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import TYPES, Article, Attribution, Phrase, Places, Quotation, Sentence, Span, Token
from audit.resolve.kind import Described, Kinds
from audit.resolve.mentions import Entity, Mentions
from audit.resolve.nouns import points_by
from audit.resolve.parts import begins
from audit.resolve.phrase import Typing, read_phrase
from audit.resolve.types import Types

_SOURCES: Final = tuple(name for name in TYPES if name != "place")  # what a noun may be: a place that tells is a body
_MENTIONS: Final = 6  # of a name, at most so many are asked what it stands for


@attrs.frozen(eq=False)
class Reference:
    """A phrase that may stand for somebody whom the article names elsewhere: where it is, and what it tells by itself.

    ``number`` is its sentence's place in the article, ``head`` the noun or pronoun that the others hang on, ``inside``
    are the places of its words in the sentence, ``attribution`` is the one whose source it is or stands in.
    """

    number: int
    sentence: Sentence
    head: Token
    inside: frozenset[int]
    phrase: Phrase
    described: Described
    attribution: Attribution | None = None


@attrs.define(slots=False)
class Context:
    """What one article offers to references; lives for one call of resolve. ``ranking`` is what was learned of
    antecedents, None where the rules alone decide."""

    article: Article
    kinds: Kinds
    mentions: Mentions
    outlets: OutletIndex
    quotations: Sequence[Quotation]
    starts: list[int]  # offsets of the sentences
    done: list[tuple[Span, Attribution]] = attrs.field(factory=list)
    types: Types | None = None
    phrases: dict[str, Phrase] = attrs.field(factory=dict)
    _typed: dict[tuple[int, int, bool, bool], str | None] = attrs.field(init=False, factory=dict)
    told: dict[str, Any] = attrs.field(factory=dict)  # name -> what audit.resolve.bearers read of its bearer
    ranking: Any = None  # an audit.resolve.ranking.Ranking, which reads this record

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that the article is resolved by."""
        return self.kinds.lexicon

    def reference(
        self, number: int, head: Token, inside: frozenset[int], attribution: Attribution | None = None
    ) -> Reference:
        """The phrase at these places of a sentence, read; its Phrase is kept by the words, so that what refers to them
        finds it. No places: the head alone."""
        inside = inside or frozenset({head.index})
        sentence = self.article.sentences[number]
        typed = self._typing(number, attribution) if self.types is not None else None
        phrase = read_phrase(sentence, head, inside, self.article.text, self.lexicon, typed)
        self.phrases.setdefault(plain(self.words_of(sentence, inside)).casefold(), phrase)
        described = self.kinds.describe(phrase, sentence, head, inside)
        return Reference(number, sentence, head, inside, phrase, described, attribution)

    def _typing(self, number: int, attribution: Attribution | None) -> Typing:
        """What was learned of the nouns of a sentence, as a Phrase has it. Whoever speaks is no thing, and may be a
        body or a document though that is not sure; what is cited is a thing only where that is sure."""
        speaking = attribution is not None and speaks(attribution, self.lexicon)
        cited = attribution is not None and self._cited(number, attribution)

        def typed(noun: Token) -> str | None:
            key = number, noun.index, speaking, cited
            if key not in self._typed:
                told = self._told_by_name(number, noun)
                self._typed[key] = told or self._learned(self._places(number, noun), speaking, cited)
            return self._typed[key]

        return typed

    def _told_by_name(self, number: int, noun: Token) -> str | None:
        """What the words of a name, its title or its given name tell of whom it names."""
        entity = self.mentions.at(number, noun.index) if self.kinds.nouns.is_name(noun) else None
        if entity is not None and self.is_body(entity):
            return "body"
        title = noun.text.lower() in self.lexicon.by_word("titles")
        titled = title and self.article.sentences[number].children(noun.index, "flat")
        return "person" if titled or (entity is not None and entity.gender is not None) else None

    def _places(self, number: int, noun: Token) -> list[tuple[Sentence, Token]]:
        """The noun in its sentence; a name stands for the same wherever the article has it."""
        entity = self.mentions.at(number, noun.index) if self.kinds.nouns.is_name(noun) else None
        mentions = entity.mentions[:_MENTIONS] if entity is not None else ()
        places = dict.fromkeys([(number, noun.index), *((m.sentence, m.head) for m in mentions)])
        sentences = self.article.sentences
        return [(sentences[at], sentences[at].tokens[index]) for at, index in places]

    def _learned(self, places: Sequence[tuple[Sentence, Token]], speaking: bool, cited: bool) -> str | None:
        if self.types is None:
            return None
        name = places[0][1].upos == "PROPN"
        among = TYPES if name else _SOURCES
        found = self.types.of_all(places, among[:-1] if speaking else among)
        if found is not None and cited and not (found.sure and found.type == "thing"):
            found = self.types.of_all(places, _SOURCES[:-1])
        elif found is not None and not found.sure:
            told = speaking and not name and found.type in ("body", "document")
            return found.type if told else "unclear"
        if found is None:
            return None
        return "body" if found.type == "place" else found.type

    def _cited(self, number: int, attribution: Attribution) -> bool:
        """Whether a source stands after an "according to" that is set off; "sorted according to colour" tells how."""
        tokens, start = self.article.sentences[number].tokens, attribution.cue.spans[0].start
        first = next((token for token in tokens if token.span.end > start), tokens[-1])
        set_off = begins(self.article.sentences[number], first) or tokens[first.index - 1].upos == "PUNCT"
        return attribution.construction == "according to" and set_off

    def is_body(self, entity: Entity) -> bool:
        """Whether a name is a body's by its own words, or an outlet's."""
        return entity.organisation or self.outlets.name_of(entity.name) is not None

    def words_of(self, sentence: Sentence, inside: frozenset[int]) -> str:
        """The words from the first to the last of these places, as the article has them."""
        tokens = sentence.tokens
        return self.article.text[tokens[min(inside)].span.start : tokens[max(inside)].span.end]

    def points_at(self, span: Span) -> str | None:
        """How the pronoun that fills a span points (``nouns.points_by``); None where it holds anything else."""
        sentence = self.article.sentences[self.sentence_at(span.start)]
        return next((points_by(token) for token in sentence.tokens if token.span == span), None)

    def sentence_at(self, place: int) -> int:
        """The sentence (its place in the article) that holds an offset, or the last that begins before it."""
        return max(0, bisect_right(self.starts, place) - 1)

    @cached_property
    def _outlets(self) -> tuple[list[int], list[str]]:
        """Where each outlet that the article names begins, in text order, and its name; vague ones left out."""
        named = [
            (span.start, str(entry["name"]))
            for span, entry in self.outlets.find(self.article.text)
            if entry["kind"] != "vague"
        ]
        return [start for start, _ in named], [name for _, name in named]

    @cached_property
    def _credited(self) -> tuple[list[int], list[str]]:
        """The same of the outlets that it credits, those of datelines and of polls left out."""
        polls, sentences = self.lexicon.phrases("find.survey"), self.article.sentences
        named = [
            (credit.span.start, credit.outlet)
            for credit in self.article.credits or ()
            if credit.outlet is not None
            and credit.how not in (None, "label")
            and not any(
                polls.has(t) for t in sentences[credit.sentence].tokens if any(t.span.overlaps(w) for w in credit.words)
            )
        ]
        return [start for start, _ in named], [name for _, name in named]

    def latest_outlet(self, before: int, credited: bool = False) -> str | None:
        """The outlet last named before an offset, or last ``credited``; None where there is none."""
        starts, names = self._credited if credited else self._outlets
        place = bisect_left(starts, before)
        return names[place - 1] if place else None

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that people and bodies go by in the article."""
        return frozenset(entity.name for entity in self.mentions.entities)

    def entity_named(self, name: str | None) -> Entity | None:
        """Who has this name among those the article mentions; None where nobody has."""
        return next((e for e in self.mentions.entities if e.name == name), None)

    def speaks_at(self, place: int) -> bool:
        """Whether a source stands at this offset to whom something was attributed so far."""
        for span, attribution in reversed(self.done):  # in text order
            if span.end <= place:
                return False
            if span.start <= place and attribution.kind != "none":
                return True
        return False

    def told_at(self, place: Span) -> bool:
        """Whether a place lies in what a source said so far: whoever is spoken of there does not speak."""
        return any(place.overlaps(span) for _, done in self.done[-8:] for span in done.content if done.kind != "none")

    def quoted(self, place: int) -> Quotation | None:
        """The quotation that holds an offset; None outside of quotation marks."""
        return next(iter(self._quotations.touching([Span(place, place + 1)])), None)

    @cached_property
    def _quotations(self) -> Places[Quotation]:
        return Places((quotation, (quotation.span,)) for quotation in self.quotations)


def speaks(attribution: Attribution, lexicon: Lexicon) -> bool:
    """Whether the cue is one that only somebody, or something written, can be the source of ("said")."""
    return attribution.cue.cue_class == "speech" and attribution.cue.head in lexicon.words("people.speaking")


def plain(text: str) -> str:
    """The words with single spaces and no punctuation around them."""
    return " ".join(text.split()).strip(" ,;:—–-")
