"""A text or nothing goes in, strategies for texts, trees, attributions, claims and articles at random come out.

Where a strategy takes a ``lexicon``, words, names and outlets are those of its ``drawn.toml``; of ours by default.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Final, TypeVar

import attrs
from hypothesis import strategies as st

from audit.lexicon import Lexicon
from audit.model import (
    BASES,
    CUE_CLASSES,
    HOWS,
    KINDS,
    REASONS,
    SORTS,
    TRACES,
    Article,
    Attribution,
    Claim,
    Cue,
    Detail,
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
from audit.testing.strategies.vocabulary import ready, vocabulary

Draw = st.DrawFn
_T = TypeVar("_T")

_MARKS: Final = (",", ";", ":", "—", "“", "”", '"', "(", ")", "’s")
_RELATIONS: Final = (
    *("nsubj", "ccomp", "obj", "obl", "nmod", "case", "mark", "advmod", "amod", "det", "compound", "flat", "appos"),
    *("parataxis", "advcl", "acl", "acl:relcl", "xcomp", "conj", "cc", "aux", "aux:pass", "nsubj:pass", "obl:agent"),
)
_CONSTRUCTIONS: Final = ("complement", "inverted", "according to", "adverb", "quotation")
_TOKEN: Final = re.compile(r"[^\W_]+(?:[,.]\d+)*|\S")
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
    found = list(_TOKEN.finditer(text, span.start, span.end))
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


@st.composite
def spans_in(draw: Draw, text: str, within: Span, most: int = 2) -> Spans:
    """One or more spans of ``within`` in text order, as many as ``most``, that do not touch; trimmed of white space at
    the ends."""
    found = list(_TOKEN.finditer(text, within.start, within.end))
    ends = sorted(draw(st.sets(st.integers(0, len(found)), min_size=2, max_size=2 * most)))
    pairs = list(zip(ends[::2], ends[1::2], strict=False))
    return tuple(Span(found[first].start(), found[last - 1].end()) for first, last in pairs)


def text_of(text: str, places: Spans) -> str:
    """The words of several spans of a text, with " … " between."""
    return " … ".join(place.of(text) for place in places)


@ready
@st.composite
def phrases(draw: Draw, text: str, within: Span | None = None, lexicon: Lexicon | None = None) -> Phrase:
    """What the words of a source might tell; its details stand in ``text`` within the span (all of it by default),
    which must hold one word at least."""
    known = vocabulary(lexicon)
    place = draw(spans_in(text, within or Span(0, len(text)), most=1))
    chosen = iter(draw(st.binary(min_size=10, max_size=10)))  # one draw for all: see short_texts

    def one_of(things: Sequence[_T]) -> _T:
        return things[next(chosen) % len(things)]

    detail = (None, Detail(text_of(text, place), place))
    basis, reason = one_of((None, *BASES)), one_of(tuple(reversed(REASONS)))
    return Phrase(
        heads=(known.lemmas[one_of((*known.roles, *known.vague)).split()[-1]],),
        sort=one_of(SORTS),
        plural=one_of((False, True)),
        number=one_of((None, *known.numbers)),
        name=one_of((None, *known.sources)),
        role=one_of(detail),
        affiliation=one_of(detail),
        tense=one_of((None, "current", "former")),
        basis=basis,
        basis_spans=place if basis else (),
        reason=reason,
        reason_spans=place if reason != "none" else (),
    )


@ready
@st.composite
def sources(draw: Draw, text: str, within: Span, lexicon: Lexicon | None = None) -> Source:
    """Sources whose words stand in the text within the span, which must hold one word at least; some with a phrase."""
    known = vocabulary(lexicon)
    places = draw(spans_in(text, within, most=1))
    resolved = draw(st.none() | st.sampled_from(known.sources))
    number = draw(st.none() | st.integers(1, 12))
    phrase = draw(st.none() | phrases(text, places[0], lexicon))
    return Source(text_of(text, places), places, resolved, number, phrase)


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
        if not draw(st.booleans()):
            continue
        cue = draw(spans_in(article.text, sentence.span, most=1))
        kind = draw(st.sampled_from(KINDS[:-1]))
        voiced = kind != "sources said" or draw(st.booleans())
        outlets = draw(st.lists(st.sampled_from(known.outlets), max_size=2, unique=True))
        drawn.append(
            Attribution(
                cue=Cue(
                    text_of(article.text, cue), cue, known.lemmas[known.speech[0]], draw(st.sampled_from(CUE_CLASSES))
                ),
                content=draw(spans_in(article.text, sentence.span)),
                construction=draw(st.sampled_from(_CONSTRUCTIONS)),
                source=draw(sources(article.text, sentence.span, lexicon)) if voiced else None,
                kind=kind,
                relays=tuple(Relay(outlet, draw(spans_in(article.text, sentence.span, most=1))) for outlet in outlets),
                sentence=place,
                status=article.segments[sentence.segment].status if article.segments else "prose",
                confidence=draw(confidences()),
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
    known = vocabulary(lexicon)
    traced = draw(st.booleans()) if traced is None else traced
    drawn: list[Claim] = []
    for place, sentence in _speaking(article):
        if article.segments and article.segments[sentence.segment].status != "prose":
            continue
        places = draw(spans_in(article.text, sentence.span))
        kind = draw(st.sampled_from(KINDS))
        voiced = kind not in ("none", "sources said") or (kind == "sources said" and draw(st.booleans()))
        via = draw(st.lists(st.sampled_from(known.outlets), max_size=2, unique=True)) if kind != "none" else []
        earlier = [claim.id for claim in drawn]
        drawn.append(
            Claim(
                id=f"{article.id}:{len(drawn) + 1}",
                article=article.id,
                spans=places,
                text=text_of(article.text, places),
                kind=kind,
                source=draw(sources(article.text, sentence.span, lexicon)) if voiced else None,
                cue=None if kind == "none" else draw(st.sampled_from(known.speech)),
                cue_class=None if kind == "none" else draw(st.sampled_from(CUE_CLASSES)),
                construction=None if kind == "none" else draw(st.sampled_from(_CONSTRUCTIONS)),
                via=tuple(via),
                via_spans=tuple(draw(spans_in(article.text, sentence.span, most=1))[0] for _ in via),
                sentence=place,
                paragraph=sentence.paragraph,
                confidence=draw(confidences()),
                trace=draw(st.sampled_from(TRACES)) if traced else None,
                evidence=draw(evidence(article.text, sentence.span, earlier)) if traced else None,
                occasion=draw(st.none() | occasions(article.text, sentence.span, earlier)) if kind == "named" else None,
            )
        )
    return tuple(drawn)


@ready
@st.composite
def occasions(
    draw: Draw, text: str, within: Span, earlier: Sequence[str] = (), lexicon: Lexicon | None = None
) -> Occasion:
    """Occasions that words of ``within`` name, of which the text must hold one at least, or a claim of ``earlier``."""
    by = draw(st.none() | st.sampled_from(earlier)) if earlier else None
    words = st.none() | st.sampled_from([word for word in vocabulary(lexicon).anything if word.isalpha()])
    return Occasion(
        what=draw(words),
        outlet=draw(st.none() | st.sampled_from(vocabulary(lexicon).outlets)),
        person=draw(st.none() | st.sampled_from(vocabulary(lexicon).sources)),
        when=draw(words),
        spans=draw(spans_in(text, within, most=1)),
        claim=by,
        how=draw(st.none() | st.sampled_from(HOWS)),
        where=draw(words),
    )


@st.composite
def evidence(draw: Draw, text: str, within: Span, earlier: list[str]) -> Evidence:
    """Evidence that points to words of the span or to one of the claims named ``earlier``."""
    matched = draw(st.sampled_from(earlier)) if bool(earlier) and draw(st.booleans()) else None
    return Evidence(
        rule="drawn",
        reason="drawn at random",
        confidence=draw(confidences()),
        spans=draw(spans_in(text, within, most=1)) if matched is None else (),
        claim=matched,
        similarity=None if matched is None else draw(confidences()),
    )


def confidences() -> st.SearchStrategy[float]:
    """Probabilities in whole hundredths, from 0 to 1."""
    return st.integers(0, 100).map(lambda percent: percent / 100)


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
        id=draw(ids if ids is not None else st.from_regex(r"[a-z][a-z0-9_-]{0,7}", fullmatch=True)),
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
