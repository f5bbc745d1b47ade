"""A text or nothing goes in, strategies for texts, trees, attributions, claims and articles at random come out.

Where a strategy takes a ``lexicon``, words, names and outlets are those of its ``drawn.toml``; of ours by default.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

import attrs
from hypothesis import strategies as st

from audit.lexicon import Lexicon
from audit.model import (
    CUE_CLASSES,
    KINDS,
    TRACES,
    Article,
    Attribution,
    Claim,
    Cue,
    Evidence,
    Occasion,
    Phrase,
    Relay,
    Segment,
    Sentence,
    Source,
    Span,
    Spans,
    Token,
)
from audit.testing.strategies.parts import BYTES, TOKEN, Parts
from audit.testing.strategies.vocabulary import ready, vocabulary

Draw = st.DrawFn

_MARKS: Final = (",", ";", ":", "—", "“", "”", '"', "(", ")", "’s")
_RELATIONS: Final = (
    *("nsubj", "ccomp", "obj", "obl", "nmod", "case", "mark", "advmod", "amod", "det", "compound", "flat", "appos"),
    *("parataxis", "advcl", "acl", "acl:relcl", "xcomp", "conj", "cc", "aux", "aux:pass", "nsubj:pass", "obl:agent"),
)
# a pattern would read the whole of Unicode once in a process: four seconds
_IDS: Final = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=8)
_ROW: Final = st.binary(min_size=BYTES, max_size=BYTES)
_CONSTRUCTIONS: Final = ("complement", "inverted", "according to", "adverb", "quotation")
_PROSE: Final = re.compile(r"\S(?:[^\n]*\S)?")
_SENTENCE: Final = re.compile(r"\S[^.!?]*[.!?]*")


def spans(text: str, min_size: int = 0) -> st.SearchStrategy[Span]:
    """Spans within ``text``, at least ``min_size`` code points long; none where the text is shorter."""
    if len(text) < min_size:
        return st.nothing()
    return st.integers(0, len(text) - min_size).flatmap(
        lambda start: st.integers(start + min_size, len(text)).map(partial(Span, start))
    )


def texts(lexicon: Lexicon | None = None) -> st.SearchStrategy[str]:
    """Any text: half of them news-like, half whatever Unicode allows (controls, emoji, right to left, nothing)."""
    return st.one_of(_news(short_texts(lexicon)), st.text())


@st.composite
def _news(draw: Draw, lines: st.SearchStrategy[str]) -> str:
    paragraph = st.lists(lines, min_size=1, max_size=3).map(" ".join)
    paragraphs = draw(st.lists(paragraph, min_size=1, max_size=4))
    blank = draw(st.sampled_from(("\n\n", "\n", "\r\n\r\n", "\n \n")))
    return draw(st.sampled_from(("", "\n", " "))) + blank.join(paragraphs)


def short_texts(lexicon: Lexicon | None = None) -> st.SearchStrategy[str]:
    """One sentence of one word or more, as the news might have it."""
    # One draw of bytes for all words: a tenth of the time of one draw for each, and it shrinks as well.
    known, ends = (*vocabulary(lexicon).anything, *_MARKS), (".", "?", "!", ".”")
    return st.binary(min_size=2, max_size=12).map(
        lambda drawn: " ".join(known[byte % len(known)] for byte in drawn[1:]) + ends[drawn[0] % len(ends)]
    )


@ready
@st.composite
def sentences(
    draw: Draw,
    text: str,
    span: Span | None = None,
    paragraph: int = 0,
    segment: int = 0,
    lexicon: Lexicon | None = None,
) -> Sentence:
    """A random projective tree over the words of ``text`` within ``span`` (all of it by default).

    Every token's text is what its span covers; a span without words makes an empty tree. Words that the vocabulary
    does not know are nouns.
    """
    known = vocabulary(lexicon)
    span = span or Span(0, len(text))
    found = list(TOKEN.finditer(text, span.start, span.end))
    # Again one draw: half of the bytes shape the tree, the others name its relations.
    drawn = draw(st.binary(min_size=2 * len(found), max_size=2 * len(found)))
    tokens = []
    for index, (match, head) in enumerate(zip(found, _heads(drawn[: len(found)]), strict=True)):
        word = match[0]
        lemma = known.lemmas.get(word, word.lower())
        upos = known.tags.get(word, "NOUN" if any(map(str.isalnum, word)) else "PUNCT")
        relation = "punct" if upos == "PUNCT" else _RELATIONS[drawn[len(found) + index] % len(_RELATIONS)]
        deprel = "root" if head < 0 else relation
        tokens.append(Token(index, Span(*match.span()), word, lemma, upos, xpos="", feats="", head=head, deprel=deprel))
    return Sentence(span, tuple(tokens), paragraph, segment)


def _heads(choices: bytes) -> list[int]:
    """Heads of a projective tree: two neighbouring subtrees join, one root under the other, until one is left."""
    heads = [-1] * len(choices)
    roots = list(range(len(choices)))
    for choice in choices[1:]:
        place, rightwards = divmod(choice % (2 * (len(roots) - 1)), 2)
        left, right = roots[place], roots[place + 1]
        heads[left if rightwards else right] = right if rightwards else left
        roots.remove(left if rightwards else right)
    return heads


def spans_in(text: str, within: Span, most: int = 2) -> st.SearchStrategy[Spans]:
    """One or more spans of ``within`` in text order, as many as ``most``, that do not touch; trimmed of white space at
    the ends."""
    return _parts(text, None).map(lambda parts: parts.spans(within, most))


def _parts(text: str, lexicon: Lexicon | None) -> st.SearchStrategy[Parts]:
    words = vocabulary(lexicon)
    return _ROW.map(lambda drawn: Parts(drawn, text, words))


def text_of(text: str, places: Spans) -> str:
    """The words of several spans of a text, with " … " between."""
    return " … ".join(place.of(text) for place in places)


@ready
def phrases(text: str, within: Span | None = None, lexicon: Lexicon | None = None) -> st.SearchStrategy[Phrase]:
    """What the words of a source might tell; its details stand in ``text`` within the span (all of it by default),
    which must hold one word at least."""
    return _parts(text, lexicon).map(lambda parts: parts.phrase(within or Span(0, len(text))))


@ready
def sources(text: str, within: Span, lexicon: Lexicon | None = None) -> st.SearchStrategy[Source]:
    """Sources whose words stand in the text within the span, which must hold one word at least; some with a phrase."""
    return _parts(text, lexicon).map(lambda parts: parts.source(within))


def _speaking(article: Article) -> list[tuple[int, Sentence]]:
    """Sentences that can make a claim, with their places: those with a word in them."""
    return [(place, sentence) for place, sentence in enumerate(article.sentences) if sentence.tokens]


@ready
@st.composite
def attributions(draw: Draw, article: Article, lexicon: Lexicon | None = None) -> tuple[Attribution, ...]:
    """Attributions for an article that has sentences, at most one per sentence, in text order.

    Raises nothing: an article without sentences gets none.
    """
    known = vocabulary(lexicon)
    drawn = []
    for place, sentence in _speaking(article):
        parts = draw(_parts(article.text, lexicon))
        one_of = parts.choices.one_of
        if not one_of((False, True)):
            continue
        cue = parts.spans(sentence.span)
        kind = one_of(KINDS[:-1])
        voiced = kind != "sources said" or one_of((False, True))
        drawn.append(
            Attribution(
                cue=Cue(parts.of(cue), cue, known.lemmas[known.speech[0]], one_of(CUE_CLASSES)),
                content=parts.spans(sentence.span, most=2),
                construction=one_of(_CONSTRUCTIONS),
                source=parts.source(sentence.span) if voiced else None,
                kind=kind,
                relays=tuple(Relay(outlet, parts.spans(sentence.span)) for outlet in parts.outlets()),
                sentence=place,
                status=article.segments[sentence.segment].status if article.segments else "prose",
                confidence=parts.confidence(),
            )
        )
    return tuple(drawn)


@ready
@st.composite
def claims(
    draw: Draw, article: Article, traced: bool | None = None, lexicon: Lexicon | None = None
) -> tuple[Claim, ...]:
    """Claims for an article that has sentences, one kind each, ids "<article id>:<n>" in text order.

    ``traced``: whether they carry a trace with its evidence; None draws it, once for all.
    """
    traced = draw(st.booleans()) if traced is None else traced
    drawn: list[Claim] = []
    for place, sentence in _speaking(article):
        if article.segments and article.segments[sentence.segment].status != "prose":
            continue
        parts = draw(_parts(article.text, lexicon))
        one_of, speech, within = parts.choices.one_of, parts.words.speech, sentence.span
        places, kind = parts.spans(within, most=2), one_of(KINDS)
        voiced = kind not in ("none", "sources said") or (kind == "sources said" and one_of((False, True)))
        via = parts.outlets() if kind != "none" else []
        earlier = [claim.id for claim in drawn]
        drawn.append(
            Claim(
                id=f"{article.id}:{len(drawn) + 1}",
                article=article.id,
                spans=places,
                text=parts.of(places),
                kind=kind,
                source=parts.source(within) if voiced else None,
                cue=None if kind == "none" else one_of(speech),
                cue_class=None if kind == "none" else one_of(CUE_CLASSES),
                construction=None if kind == "none" else one_of(_CONSTRUCTIONS),
                via=tuple(via),
                via_spans=tuple(parts.spans(within)[0] for _ in via),
                sentence=place,
                paragraph=sentence.paragraph,
                confidence=parts.confidence(),
                trace=one_of(TRACES) if traced else None,
                evidence=parts.evidence(within, earlier) if traced else None,
                occasion=parts.maybe(parts.occasion(within, earlier)) if kind == "named" else None,
            )
        )
    return tuple(drawn)


@ready
def occasions(
    text: str, within: Span, earlier: Sequence[str] = (), lexicon: Lexicon | None = None
) -> st.SearchStrategy[Occasion]:
    """Occasions that words of ``within`` name, of which the text must hold one at least, or a claim of ``earlier``."""
    return _parts(text, lexicon).map(lambda parts: parts.occasion(within, earlier))


def evidence(text: str, within: Span, earlier: list[str]) -> st.SearchStrategy[Evidence]:
    """Evidence that points to words of the span or to one of the claims named ``earlier``."""
    return _parts(text, None).map(lambda parts: parts.evidence(within, earlier))


@ready
@st.composite
def articles(
    draw: Draw,
    ids: st.SearchStrategy[str] | None = None,
    text: st.SearchStrategy[str] | None = None,
    done: bool = True,
    lexicon: Lexicon | None = None,
) -> Article:
    """Articles with segments, and where ``done`` also with sentences, attributions and claims.

    One segment per line that is not blank; most are prose, which alone makes claims. ``ids`` and ``text`` take
    strategies of your own. Without ``done`` the article is as read leaves it.
    """
    known = vocabulary(lexicon)
    whole = draw(text if text is not None else texts(lexicon))
    statuses = st.sampled_from(("prose", "prose", "prose", "heading", "boilerplate", "vague credit"))
    lines = [Span(*match.span()) for match in _PROSE.finditer(whole)]
    article = Article(
        id=draw(ids if ids is not None else _IDS),
        text=whole,
        title=draw(st.none() | st.sampled_from(("Ships leave Norvik", "A title: with “marks”"))),
        outlet=draw(st.none() | st.sampled_from(known.outlets)),
        published=draw(st.none() | st.dates().map(str)),
        segments=tuple(Segment(line, draw(statuses)) for line in lines),
    )
    if not done:
        return article
    trees = tuple(
        draw(sentences(whole, Span(*match.span()), number, number, lexicon))
        for number, line in enumerate(lines)
        if article.segments[number].status == "prose"
        for match in _SENTENCE.finditer(whole, line.start, line.end)
    )
    parsed = attrs.evolve(article, sentences=trees)
    return attrs.evolve(
        parsed, attributions=draw(attributions(parsed, lexicon)), claims=draw(claims(parsed, lexicon=lexicon))
    )


@ready
@st.composite
def corpora(
    draw: Draw,
    min_size: int = 1,
    max_size: int = 4,
    done: bool = True,
    short: bool = False,
    lexicon: Lexicon | None = None,
) -> tuple[Article, ...]:
    """Several articles with different ids that share some of their paragraphs, as articles on one story do.

    With ``short`` a paragraph is one sentence.
    """
    line = short_texts(lexicon)
    pool = draw(st.lists(line if short else _news(line), min_size=1, max_size=4))
    text = st.lists(st.sampled_from(pool), min_size=1, max_size=3).map("\n\n".join)
    count = draw(st.integers(min_size, max_size))
    return tuple(draw(articles(st.just(f"article-{number}"), text, done, lexicon)) for number in range(1, count + 1))


def short_articles(done: bool = True, lexicon: Lexicon | None = None) -> st.SearchStrategy[Article]:
    """Articles of one to three sentences in one or two paragraphs: quick to draw, and enough for most laws."""
    paragraph = st.lists(short_texts(lexicon), min_size=1, max_size=2).map(" ".join)
    return articles(text=st.lists(paragraph, max_size=2).map("\n\n".join), done=done, lexicon=lexicon)
