"""A parser goes in, the laws that any parser's trees and vectors must keep come out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from attrs import evolve

from audit.lexicon import load_lexicon
from audit.model import Article, Sentence
from audit.parse import Parser
from audit.testing.laws.gold import difference, walked
from audit.testing.laws.run import Law
from audit.testing.laws.shown import quoted
from audit.testing.strategies import Known, known_articles, short_articles, short_texts
from audit.testing.strategies.choice import short_lists
from audit.testing.strategies.smallest import Passed

_Parse = Callable[[Sequence[Article]], list[Article]]
_KEPT = 5_000


def parser_laws(parser: Parser) -> tuple[Law, ...]:
    """The laws, each ready to be run on the parser; what was parsed for one is not parsed again for the next.

    What a tree is: Universal Dependencies (one root, every word below it); what a parser must keep of an article:
    ``audit.parse.Parser``.
    """
    kept: dict[Article, Article] = {}
    lexicon = load_lexicon()

    def parse(article: Article) -> Article:
        if article not in kept:
            if len(kept) == _KEPT:
                kept.clear()
            kept[article] = parser.parse([article])[0]
        return kept[article]

    unparsed = short_articles(done=False)
    return (
        Law(
            "text as it is",
            "the text, the id and the segments that were read stay as they are",
            unparsed,
            lambda a: _as_it_is(a, parse(a)),
        ),
        Law(
            "words of the text",
            "every word's span lies in its sentence, and holds the word",
            unparsed,
            lambda a: _words_there(parse(a)),
        ),
        Law(
            "trees",
            "every sentence is a tree: one root, and every word hangs on it",
            unparsed,
            lambda a: _trees(parse(a)),
        ),
        Law(
            "paragraphs end sentences",
            "no sentence runs over the end of its segment",
            unparsed,
            lambda a: _within_segments(parse(a)),
        ),
        Law(
            "nothing lost",
            "every letter of the prose stands in a sentence, or in a segment that says it failed",
            unparsed,
            lambda a: _nothing_lost(parse(a)),
        ),
        Law(
            "company is nothing",
            "an article has the same sentences alone and beside others",
            short_lists(unparsed),
            lambda given: _alone(parser.parse, parse, given),
        ),
        Law(
            "vectors",
            "encode gives each text a vector of length one, or gives none at all",
            short_lists(short_texts()),
            lambda given: _vectors(parser, given),
        ),
        Law(
            "known attributions",
            "plain sentences have trees in which their attributions are found",
            known_articles(plain=True),
            lambda known: _known(parse, known, lambda article: walked(article, lexicon)),
        ),
    )


def _as_it_is(given: Article, parsed: Article) -> str | None:
    for name in ("id", "text", "title", "outlet"):
        if getattr(given, name) != getattr(parsed, name):
            return f"the {name} {quoted(str(getattr(given, name)))} becomes {quoted(str(getattr(parsed, name)))}"
    lost = [s for s in given.segments if s not in parsed.segments]
    if lost:
        return f"of {quoted(given.text)} the segment {quoted(lost[0].span.of(given.text))} is lost"
    return None


def _words_there(article: Article) -> str | None:
    for sentence in article.sentences:
        for token in sentence.tokens:
            if not (sentence.span.start <= token.span.start < token.span.end <= sentence.span.end):
                return f"in {quoted(article.text)} the word {token.text!r} lies outside of its sentence"
            here = token.span.of(article.text)
            if _letters(token.text) not in _letters(here):
                return f"in {quoted(article.text)} the span of the word {token.text!r} holds {here!r}"
    return None


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _trees(article: Article) -> str | None:
    for sentence in article.sentences:
        tokens = sentence.tokens
        shown = quoted(sentence.span.of(article.text))
        if [token.index for token in tokens] != list(range(len(tokens))):
            return f"in {shown} the words are not numbered from 0"
        if any(not -1 <= token.head < len(tokens) for token in tokens):
            return f"in {shown} a word hangs on one that is not there"
        roots = [token for token in tokens if token.head < 0]
        if len(roots) != 1:
            return f"{shown} has {len(roots)} roots"
        if len(sentence.subtree(roots[0].index)) != len(tokens):
            return f"in {shown} some words do not hang on the root"
    return None


def _within_segments(article: Article) -> str | None:
    for sentence in article.sentences:
        if article.segments:
            span = article.segments[sentence.segment].span
            if not (span.start <= sentence.span.start and sentence.span.end <= span.end):
                shown = quoted(sentence.span.of(article.text))
                return f"the sentence {shown} lies outside of its segment {quoted(span.of(article.text))}"
    return None


def _nothing_lost(article: Article) -> str | None:
    held = [*(s.span for s in article.sentences), *(s.span for s in article.segments if s.status == "failed")]
    for segment in article.segments:
        if segment.status != "prose":
            continue
        inside = [span for span in held if span.overlaps(segment.span)]
        for place in range(segment.span.start, segment.span.end):
            if article.text[place].isalnum() and not any(span.start <= place < span.end for span in inside):
                shown = quoted(segment.span.of(article.text))
                return f"the letter {article.text[place]!r} of {shown} stands in no sentence"
    return None


def _alone(together: _Parse, parse: Callable[[Article], Article], given: Sequence[Article]) -> str | None:
    articles = [evolve(article, id=f"article-{number}") for number, article in enumerate(given)]
    for article, beside in zip(articles, together(articles), strict=True):
        if list(map(_shape, beside.sentences)) != list(map(_shape, parse(article).sentences)):
            return f"{quoted(article.text)} is divided otherwise beside {len(articles) - 1} other articles"
    return None


def _shape(sentence: Sentence) -> tuple[object, ...]:
    """Words and their places; heads may turn on the last bit of a number."""
    return (sentence.span, sentence.paragraph, sentence.segment, tuple((t.span, t.text) for t in sentence.tokens))


def _vectors(parser: Parser, texts: Sequence[str]) -> str | None:
    vectors = parser.encode(texts)
    if not vectors:
        return None
    if len(vectors) != len(texts):
        return f"for {len(texts)} texts there are {len(vectors)} vectors"
    for text, vector in zip(texts, vectors, strict=True):
        length = math.sqrt(math.fsum(value * value for value in vector))
        if not abs(length - 1) < 0.01:
            return f"the vector of {quoted(text)} has the length {length:g}"
    return None


def _known(parse: Callable[[Article], Article], known: Known, walk: Callable[[Article], Article]) -> str | None:
    if not known.records.claims:
        raise Passed
    return difference(known, walk(parse(known.text)))
