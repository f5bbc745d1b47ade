"""A parser goes in, the laws that any parser's trees and vectors must keep come out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from audit.lexicon import load_lexicon
from audit.model import Article, Link, Segment, Sentence, Span
from audit.parse import Parser
from audit.testing.laws.gold import differences, walked
from audit.testing.laws.run import Law
from audit.testing.laws.shown import quoted
from audit.testing.strategies import Known, known_articles, short_articles, short_texts
from audit.testing.strategies.choice import short_lists

_Parse = Callable[[Sequence[Article]], list[Article]]
_KEPT = 5_000
_SENTENCE = "The ferry company opened the bridge."
_SCRIPTS = (
    "The 𝓐 ferry opened the bridge in 𝓝orvik.",
    "Ångström’s naïve façade cost 12½ crowns.",
    "The sign said 東京 and שלום beside the quay.",
    "Ships 🚢🚢 left Norvik 🌊 at noon.",
)
_ENDS = (
    "The ferry company opened the bridge",
    "A street in Norvik",
    "The council met. Then the rain",
    "It cost 3.5 million crowns, the U.S. office said",
    "“It is over,” said J. Okafor. “We leave”",
    "The company didn't open it; it won’t",
)
_ONE_WORD = (
    ("The ferry company opened the bridge in Norvik.", "The ferry company opened the bridge in Ravensby."),
    ("The ferry company opened the bridge.", "The ferry company opened the tunnel."),
    ("The ferry company sold the bridge.", "The ferry company opened the bridge."),
    ("The school opened the bridge.", "The museum opened the bridge."),
)
_FEATURE = re.compile(r"[A-Z][A-Za-z]*(?:\[[a-z]+\])?=[^|=]+")
_TAGS = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ"),
    *("SYM", "VERB", "X"),
)
_RELATIONS = (
    *("acl", "advcl", "advmod", "amod", "appos", "aux", "case", "cc", "ccomp", "clf", "compound", "conj", "cop"),
    *("csubj", "dep", "det", "discourse", "dislocated", "expl", "fixed", "flat", "goeswith", "iobj", "list", "mark"),
    *("nmod", "nsubj", "nummod", "obj", "obl", "orphan", "parataxis", "punct", "reparandum", "root", "vocative"),
    "xcomp",
)
_MISSED = 2  # of the claims of a few articles, where they are few
_SAME = 0.99  # cosine of a text's vectors alone and beside others: the last bits of a number may turn
_APART = 0.999_999  # cosine above which two vectors are one


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

    unparsed = short_articles(done=False).map(_with_head)
    # Several at once: a learned parser may err on a sentence, and is no worse for it
    plain = st.lists(known_articles(plain=True), min_size=3, max_size=3, unique_by=lambda one: one.text.text)
    known = known_articles().map(lambda one: _with_head(one.text))

    def each(name: str, says: str, law: Callable[[Article], str | None]) -> tuple[Law, Law]:
        """A law for any text, and for drawn news, with its headings, quotations, emoji and long articles."""
        return (
            Law(name, says, unparsed, law),
            Law(f"known {name}", f"in news, {says}", known, law),
        )

    return (
        *each("text as it is", "whatever was read stays as it is", lambda a: _as_it_is(a, parse(a))),
        *each(
            "words of the text", "a word's span lies in its sentence, and holds the word", lambda a: _words(parse(a))
        ),
        *each("trees", "every sentence is a tree: one root, and every word hangs on it", lambda a: _trees(parse(a))),
        *each(
            "paragraphs end sentences",
            "no sentence runs over the end of its segment, and its paragraph is that of its segment",
            lambda a: _within_segments(parse(a)),
        ),
        *each(
            "nothing lost",
            "every letter of the prose stands in a word, or in a segment that says it failed",
            lambda a: _nothing_lost(parse(a)),
        ),
        Law(
            "no words",
            "an article without words, or without any text, comes back without sentences",
            [_with_head(Article("empty", text)) for text in ("", " \n", "…\n\n—")],
            lambda a: _empty(a, parse(a)),
        ),
        Law(
            "long sentences",
            "a sentence of two hundred words is a tree like any other, and loses none of them",
            [_long(number) for number in (40, 100, 200)],
            lambda a: _trees(parse(a)) or _words(parse(a)) or _nothing_lost(parse(a)),
        ),
        Law(
            "long articles",
            "of an article of a hundred sentences and more nothing is lost",
            [_many(number) for number in (40, 120)],
            lambda a: _trees(parse(a)) or _words(parse(a)) or _within_segments(parse(a)) or _nothing_lost(parse(a)),
        ),
        Law(
            "letters of any script",
            "accents, letters beyond the basic plane, of other scripts and beside emoji are letters like others",
            [_prose(text) for text in _SCRIPTS],
            lambda a: _trees(parse(a)) or _words(parse(a)) or _nothing_lost(parse(a)),
        ),
        Law(
            "no full stop",
            "what ends without a full stop, or holds one within a word, is prose like any other",
            [_prose(text) for text in _ENDS],
            lambda a: _trees(parse(a)) or _words(parse(a)) or _nothing_lost(parse(a)),
        ),
        *each("lemmas and features", "a word has a lemma, and features are pairs or none", lambda a: _filled(parse(a))),
        Law(
            "names of relations",
            "relations and parts of speech are those of Universal Dependencies",
            known,
            lambda a: _named(parse(a)),
        ),
        Law(
            "nothing to do",
            "of no articles come none, and of no texts no vectors",
            [()],
            lambda _: _nothing(parser),
        ),
        Law(
            "company is nothing",
            "an article has the same sentences alone and beside others",
            short_lists(unparsed),
            lambda given: _alone(parser.parse, parse, given),
        ),
        Law(
            "vectors",
            "encode gives each text a vector of length one, the same whatever stands beside it, or gives none at all",
            short_lists(short_texts()),
            lambda given: _vectors(parser, given),
        ),
        Law(
            "vectors of every word",
            "texts that differ in one word have different vectors, wherever it stands",
            _ONE_WORD,
            lambda given: _vectors(parser, given),
        ),
        Law(
            "known attributions",
            "plain sentences have trees in which their attributions are found, but for one in eight at the most",
            plain,
            lambda known: _known(parse, known, lambda article: walked(article, lexicon)),
        ),
    )


def _with_head(article: Article) -> Article:
    """The article with all that read may find at its head, and a link."""
    link = (Link(Span(0, 1), "https://example.org/news/1"),) if article.text else ()
    head = {"outlet": "The Norvik Post", "published": "2024-03-05", "url": "https://example.org/news/1"}
    named: dict[str, Any] = {**head, "title": "The quay", "byline": "Ruth Okafor", "path": "news/1.txt"}
    return evolve(article, links=link, **named)


def _long(number: int) -> Article:
    """One sentence of so many words."""
    text = "The ferry company opened " + " and ".join(["the bridge"] * (number // 3)) + "."
    return _with_head(Article(f"long-{number}", text, segments=(Segment(Span(0, len(text)), "prose"),)))


def _prose(text: str) -> Article:
    return _with_head(Article("prose", text, segments=(Segment(Span(0, len(text)), "prose"),)))


def _many(number: int) -> Article:
    """An article of so many sentences, three to a paragraph."""
    lines = [" ".join([_SENTENCE] * 3)] * (number // 3)
    starts = range(0, len(lines) * (len(lines[0]) + 2), len(lines[0]) + 2)
    segments = tuple(Segment(Span(start, start + len(lines[0])), "prose") for start in starts)
    return _with_head(Article(f"many-{number}", "\n\n".join(lines), segments=segments))


def _named(article: Article) -> str | None:
    for sentence in article.sentences:
        for token in sentence.tokens:
            shown = f"in {quoted(sentence.span.of(article.text))} the word {token.text!r}"
            if token.upos and token.upos not in _TAGS:
                return f"{shown} has the part of speech {token.upos!r}; there are {', '.join(_TAGS)}"
            if token.deprel.partition(":")[0] not in _RELATIONS:
                return f"{shown} has the relation {token.deprel!r}; there are {', '.join(_RELATIONS)}"
    return None


def _filled(article: Article) -> str | None:
    for sentence in article.sentences:
        for token in sentence.tokens:
            shown = f"in {quoted(sentence.span.of(article.text))} the word {token.text!r}"
            if _letters(token.text) and not _letters(token.lemma):
                return f"{shown} has the lemma {token.lemma!r}"
            if token.feats and not all(map(_FEATURE.fullmatch, token.feats.split("|"))):
                return f"{shown} has the features {token.feats!r}; write Name=Value|Name=Value, or nothing"
    return None


def _nothing(parser: Parser) -> str | None:
    articles, vectors = list(parser.parse([])), list(parser.encode([]))
    if articles or vectors:
        return f"of nothing come {len(articles)} articles and {len(vectors)} vectors"
    return None


def _as_it_is(given: Article, parsed: Article) -> str | None:
    for name in ("id", "text", "title", "outlet", "published", "url", "byline", "path", "links"):
        if getattr(given, name) != getattr(parsed, name):
            before, after = str(getattr(given, name)), str(getattr(parsed, name))
            return f"of {quoted(given.text)} the {name} {quoted(before)} becomes {quoted(after)}"
    lost = [s for s in given.segments if s not in parsed.segments]
    if lost:
        return f"of {quoted(given.text)} the segment {quoted(lost[0].span.of(given.text))} is lost"
    return None


def _empty(given: Article, parsed: Article) -> str | None:
    if parsed.text != given.text or any(any(map(str.isalnum, t.text)) for s in parsed.sentences for t in s.tokens):
        return f"of {given.text!r} come {quoted(parsed.text)} and {len(parsed.sentences)} sentences"
    return None


def _words(article: Article) -> str | None:
    for sentence in article.sentences:
        for token in sentence.tokens:
            if not (sentence.span.start <= token.span.start < token.span.end <= sentence.span.end):
                return f"in {quoted(article.text)} the word {token.text!r} lies outside of its sentence"
            here = token.span.of(article.text)
            # the words of a contraction may share its span: "cannot", "du"
            if token.text not in here and _letters(token.text) not in _letters(here):
                return f"in {quoted(article.text)} the span of the word {token.text!r} holds {here!r}"
            if not _letters(token.text) and token.text != here:
                return f"in {quoted(article.text)} the mark {here!r} has become {token.text!r}"
            if token.text != here and token.text.lower() == here.lower():
                return f"in {quoted(article.text)} the word {here!r} has become {token.text!r}"
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
    paragraphs: dict[int, int] = {}
    for sentence in article.sentences:
        if not article.segments:
            continue
        shown = quoted(sentence.span.of(article.text))
        span, status = article.segments[sentence.segment].span, article.segments[sentence.segment].status
        if not (span.start <= sentence.span.start and sentence.span.end <= span.end):
            return f"the sentence {shown} lies outside of its segment {quoted(span.of(article.text))}"
        if status != "prose":
            continue  # headings may have trees, too
        if paragraphs.setdefault(sentence.segment, sentence.paragraph) != sentence.paragraph:
            return f"the sentence {shown} is in another paragraph than the sentence before it in the same segment"
    if len(set(paragraphs.values())) < len({_line(article, segment) for segment in paragraphs}):
        return f"of {quoted(article.text)} several paragraphs have one number: {sorted(set(paragraphs.values()))}"
    return None


def _line(article: Article, segment: int) -> int:
    """How many blank lines stand before a segment."""
    return article.text[: article.segments[segment].span.start].count("\n\n")


def _nothing_lost(article: Article) -> str | None:
    failed = [s.span for s in article.segments if s.status == "failed"]
    held = bytearray(len(article.text))
    for span in (*failed, *(token.span for sentence in article.sentences for token in sentence.tokens)):
        held[span.start : span.end] = b"\1" * (min(span.end, len(held)) - span.start)
    for segment in article.segments:
        if segment.status != "prose":
            continue
        for place in range(segment.span.start, segment.span.end):
            if article.text[place].isalnum() and not held[place]:
                shown = quoted(segment.span.of(article.text))
                return f"the letter {article.text[place]!r} of {shown} stands in no word"
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
    if len(vectors) == 0:  # an array has no truth
        return None
    if len(vectors) != len(texts):
        return f"for {len(texts)} texts there are {len(vectors)} vectors"
    for text, vector in zip(texts, vectors, strict=True):
        length = math.sqrt(math.fsum(value * value for value in vector))
        if not abs(length - 1) < 0.01:
            return f"the vector of {quoted(text)} has the length {length:g}"
    for text, vector in zip(texts, vectors, strict=True):
        (alone,) = parser.encode([text])
        if len(alone) != len(vector) or _cosine(alone, vector) < _SAME:
            return f"the vector of {quoted(text)} is another alone than beside {len(texts) - 1} other texts"
    for one, other in combinations(range(len(texts)), 2):
        if _words_of(texts[one]) != _words_of(texts[other]) and _cosine(vectors[one], vectors[other]) > _APART:
            return f"{quoted(texts[one])} and {quoted(texts[other])} have the same vector"
    return None


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


def _words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _known(
    parse: Callable[[Article], Article], articles: Sequence[Known], walk: Callable[[Article], Article]
) -> str | None:
    claims = sum(len(known.records.claims) for known in articles)
    missed = [how for known in articles for how in differences(known, walk(parse(known.text)))]
    if len(missed) <= max(_MISSED, claims // 8):
        return None
    return f"of {claims} claims in {len(articles)} articles {len(missed)} are not found as they are: " + "; ".join(
        missed
    )
