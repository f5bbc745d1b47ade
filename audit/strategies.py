"""A text or nothing goes in, Hypothesis strategies for our records come out: for tests of rules, lexicons and scorers.

Whatever they draw is consistent: spans lie within the text, ``text[span]`` is the text, trees are trees, ids count up.
The articles speak in cues, officials and quotation marks, so that rules have something to bite on. Comes with the extra
``testing``; where that is installed, ``st.from_type`` knows Article, Rating and Entry.

    from hypothesis import given
    from audit.strategies import articles

    @given(articles())
    def test_my_scorer_stays_in_range(article):
        score = my_scorer(article, lexicon).score
        assert (score is None) == (not article.claims)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import attrs

from audit.lexicon import FILES, Entry
from audit.model import (
    CUE_CLASSES,
    KINDS,
    TRACES,
    Article,
    Attribution,
    Claim,
    Cue,
    Deduction,
    Evidence,
    Rating,
    Relay,
    Segment,
    Sentence,
    Source,
    Span,
    Spans,
    Token,
)

try:
    from hypothesis import strategies as st
except ImportError as error:
    raise ImportError(
        "audit.strategies needs Hypothesis: pip install 'news-sourcing-audit[testing]'", name=error.name
    ) from error

__all__ = ("articles attributions claims corpora lexicon_entries ratings sentences spans texts").split()

Draw = st.DrawFn

# word -> lemma, UPOS; the rest of a text gets its lower case and NOUN
_WORDS: Final = {
    "said": ("say", "VERB"),
    "told": ("tell", "VERB"),
    "reported": ("report", "VERB"),
    "according": ("accord", "VERB"),
    "denied": ("deny", "VERB"),
    "wants": ("want", "VERB"),
    "left": ("leave", "VERB"),
    "was": ("be", "AUX"),
    "had": ("have", "AUX"),
    "to": ("to", "ADP"),
    "by": ("by", "ADP"),
    "that": ("that", "SCONJ"),
    "not": ("not", "PART"),
    "the": ("the", "DET"),
    "two": ("two", "NUM"),
    "1,200": ("1,200", "NUM"),
    "he": ("he", "PRON"),
    "she": ("she", "PRON"),
    "they": ("they", "PRON"),
    "reportedly": ("reportedly", "ADV"),
    "former": ("former", "ADJ"),
    "officials": ("official", "NOUN"),
    "sources": ("source", "NOUN"),
    "minister": ("minister", "NOUN"),
    "ships": ("ship", "NOUN"),
    "harbour": ("harbour", "NOUN"),
    "claim": ("claim", "NOUN"),
    "Ana": ("Ana", "PROPN"),
    "Berg": ("Berg", "PROPN"),
    "Norvik": ("Norvik", "PROPN"),
    "Reuters": ("Reuters", "PROPN"),
    "café": ("café", "NOUN"),
    "🙂": ("🙂", "SYM"),
    "שלום": ("שלום", "X"),
}
_MARKS: Final = (",", ";", ":", "—", "“", "”", '"', "(", ")", "’s")
_RELATIONS: Final = (
    *("nsubj", "ccomp", "obj", "obl", "nmod", "case", "mark", "advmod", "amod", "det", "compound", "flat", "appos"),
    *("parataxis", "advcl", "acl", "acl:relcl", "xcomp", "conj", "cc", "aux", "aux:pass", "nsubj:pass", "obl:agent"),
)
_CONSTRUCTIONS: Final = ("complement", "inverted", "according to", "adverb", "quotation")
_OUTLETS: Final = ("NBC News", "Reuters", "The Norvik Post")
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


def texts() -> st.SearchStrategy[str]:
    """Any text: half of them news-like, half whatever Unicode allows (controls, emoji, right to left, nothing)."""
    return st.one_of(_news(), st.text())


@st.composite
def _news(draw: Draw) -> str:
    paragraph = st.lists(_sentence_texts(), min_size=1, max_size=3).map(" ".join)
    paragraphs = draw(st.lists(paragraph, min_size=1, max_size=4))
    blank = draw(st.sampled_from(("\n\n", "\n", "\r\n\r\n", "\n \n")))
    return draw(st.sampled_from(("", "\n", " "))) + blank.join(paragraphs)


def _sentence_texts() -> st.SearchStrategy[str]:
    # One draw of bytes for all words: a tenth of the time of one draw for each, and it shrinks as well.
    words, ends = (*_WORDS, *_MARKS), (".", "?", "!", ".”")
    return st.binary(min_size=2, max_size=12).map(
        lambda drawn: " ".join(words[byte % len(words)] for byte in drawn[1:]) + ends[drawn[0] % len(ends)]
    )


@st.composite
def sentences(draw: Draw, text: str, span: Span | None = None, paragraph: int = 0, segment: int = 0) -> Sentence:
    """A random projective tree over the words of ``text`` within ``span`` (all of it by default).

    Every token's text is what its span covers; a span without words makes an empty tree.
    """
    span = span or Span(0, len(text))
    found = list(_TOKEN.finditer(text, span.start, span.end))
    # Again one draw: half of the bytes shape the tree, the others name its relations.
    drawn = draw(st.binary(min_size=2 * len(found), max_size=2 * len(found)))
    tokens = []
    for index, (match, head) in enumerate(zip(found, _heads(drawn[: len(found)]), strict=True)):
        word = match[0]
        lemma, upos = _WORDS.get(word, (word.lower(), "NOUN" if any(map(str.isalnum, word)) else "PUNCT"))
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
def _spans_in(draw: Draw, text: str, within: Span, most: int = 2) -> Spans:
    """One or more spans of ``within`` in text order that do not touch, trimmed of white space at the ends."""
    words = list(_TOKEN.finditer(text, within.start, within.end))
    ends = sorted(draw(st.sets(st.integers(0, len(words)), min_size=2, max_size=2 * most)))
    pairs = list(zip(ends[::2], ends[1::2], strict=False))
    return tuple(Span(words[first].start(), words[last - 1].end()) for first, last in pairs)


def _text_of(text: str, places: Spans) -> str:
    return " … ".join(place.of(text) for place in places)


@st.composite
def _sources(draw: Draw, text: str, within: Span) -> Source:
    places = draw(_spans_in(text, within, most=1))
    resolved = draw(st.none() | st.sampled_from(("Ana Berg", "two officials", "the Norvik harbour board")))
    number = draw(st.none() | st.integers(1, 12))
    return Source(_text_of(text, places), places, resolved, number)


def _speaking(article: Article) -> list[tuple[int, Sentence]]:
    """Sentences that can make a claim, with their places: those with a word in them."""
    return [(place, sentence) for place, sentence in enumerate(article.sentences) if sentence.tokens]


@st.composite
def attributions(draw: Draw, article: Article) -> tuple[Attribution, ...]:
    """Attributions for an article that has sentences, at most one per sentence, in text order.

    Raises nothing: an article without sentences gets none.
    """
    drawn = []
    for place, sentence in _speaking(article):
        if not draw(st.booleans()):
            continue
        cue = draw(_spans_in(article.text, sentence.span, most=1))
        kind = draw(st.sampled_from(KINDS[:-1]))
        voiced = kind != "sources said" or draw(st.booleans())
        outlets = draw(st.lists(st.sampled_from(_OUTLETS), max_size=2, unique=True))
        drawn.append(
            Attribution(
                cue=Cue(_text_of(article.text, cue), cue, "say", draw(st.sampled_from(CUE_CLASSES))),
                content=draw(_spans_in(article.text, sentence.span)),
                construction=draw(st.sampled_from(_CONSTRUCTIONS)),
                source=draw(_sources(article.text, sentence.span)) if voiced else None,
                kind=kind,
                relays=tuple(Relay(outlet, draw(_spans_in(article.text, sentence.span, most=1))) for outlet in outlets),
                sentence=place,
                status=article.segments[sentence.segment].status if article.segments else "prose",
                confidence=draw(_confidences()),
            )
        )
    return tuple(drawn)


@st.composite
def claims(draw: Draw, article: Article, traced: bool | None = None) -> tuple[Claim, ...]:
    """Claims for an article that has sentences, one kind each, ids "<article id>:<n>" in text order.

    ``traced``: whether they carry a trace with its evidence; None draws it, once for all.
    """
    traced = draw(st.booleans()) if traced is None else traced
    drawn: list[Claim] = []
    for place, sentence in _speaking(article):
        if article.segments and article.segments[sentence.segment].status != "prose":
            continue
        places = draw(_spans_in(article.text, sentence.span))
        kind = draw(st.sampled_from(KINDS))
        voiced = kind not in ("none", "sources said") or (kind == "sources said" and draw(st.booleans()))
        via = draw(st.lists(st.sampled_from(_OUTLETS), max_size=2, unique=True)) if kind != "none" else []
        earlier = [claim.id for claim in drawn]
        drawn.append(
            Claim(
                id=f"{article.id}:{len(drawn) + 1}",
                article=article.id,
                spans=places,
                text=_text_of(article.text, places),
                kind=kind,
                source=draw(_sources(article.text, sentence.span)) if voiced else None,
                cue=None if kind == "none" else draw(st.sampled_from(("said", "told", "reportedly"))),
                cue_class=None if kind == "none" else draw(st.sampled_from(CUE_CLASSES)),
                construction=None if kind == "none" else draw(st.sampled_from(_CONSTRUCTIONS)),
                via=tuple(via),
                via_spans=tuple(draw(_spans_in(article.text, sentence.span, most=1))[0] for _ in via),
                sentence=place,
                paragraph=sentence.paragraph,
                confidence=draw(_confidences()),
                trace=draw(st.sampled_from(TRACES)) if traced else None,
                evidence=draw(_evidence(article.text, sentence.span, earlier)) if traced else None,
            )
        )
    return tuple(drawn)


@st.composite
def _evidence(draw: Draw, text: str, within: Span, earlier: list[str]) -> Evidence:
    matched = draw(st.sampled_from(earlier)) if bool(earlier) and draw(st.booleans()) else None
    return Evidence(
        rule="drawn",
        reason="drawn at random",
        confidence=draw(_confidences()),
        spans=draw(_spans_in(text, within, most=1)) if matched is None else (),
        claim=matched,
        similarity=None if matched is None else draw(_confidences()),
    )


def _confidences() -> st.SearchStrategy[float]:
    return st.integers(0, 100).map(lambda percent: percent / 100)


@st.composite
def articles(
    draw: Draw, ids: st.SearchStrategy[str] | None = None, text: st.SearchStrategy[str] | None = None, done: bool = True
) -> Article:
    """Articles with segments, and where ``done`` also with sentences, attributions and claims.

    One segment per line that is not blank; most are prose, which alone makes claims. ``ids`` and ``text`` take
    strategies of your own. Without ``done`` the article is as read leaves it.
    """
    whole = draw(text if text is not None else texts())
    statuses = st.sampled_from(("prose", "prose", "prose", "heading", "boilerplate", "vague credit"))
    lines = [Span(*match.span()) for match in _PROSE.finditer(whole)]
    article = Article(
        id=draw(ids if ids is not None else st.from_regex(r"[a-z][a-z0-9_-]{0,7}", fullmatch=True)),
        text=whole,
        title=draw(st.none() | st.sampled_from(("Ships leave Norvik", "A title: with “marks”"))),
        outlet=draw(st.none() | st.sampled_from(_OUTLETS)),
        published=draw(st.none() | st.dates().map(str)),
        segments=tuple(Segment(line, draw(statuses)) for line in lines),
    )
    if not done:
        return article
    trees = tuple(
        draw(sentences(whole, Span(*match.span()), number, number))
        for number, line in enumerate(lines)
        if article.segments[number].status == "prose"
        for match in _SENTENCE.finditer(whole, line.start, line.end)
    )
    parsed = attrs.evolve(article, sentences=trees)
    return attrs.evolve(parsed, attributions=draw(attributions(parsed)), claims=draw(claims(parsed)))


@st.composite
def corpora(draw: Draw, min_size: int = 1, max_size: int = 4, done: bool = True) -> tuple[Article, ...]:
    """Several articles with different ids that share some of their paragraphs, as articles on one story do."""
    pool = draw(st.lists(_news(), min_size=1, max_size=4))
    text = st.lists(st.sampled_from(pool), min_size=1, max_size=3).map("\n\n".join)
    count = draw(st.integers(min_size, max_size))
    return tuple(draw(articles(st.just(f"article-{number}"), text, done)) for number in range(1, count + 1))


@st.composite
def ratings(draw: Draw) -> Rating:
    """Ratings whose ledger adds up: the score is 100 less all points, None with an empty ledger."""
    points = st.integers(1, 24).map(lambda halves: halves / 2)
    deductions = st.builds(Deduction, st.sampled_from(("A1", "B2", "B4", "C1")), points, st.just("drawn"))
    ledger = draw(st.lists(deductions, max_size=8))
    if not ledger and draw(st.booleans()):
        return Rating(None)
    return Rating(100.0 - sum(deduction.points for deduction in ledger), tuple(ledger))


@st.composite
def lexicon_entries(draw: Draw, stem: str | None = None) -> Entry:
    """Entries that a lexicon file would accept: of the file ``stem`` ("cues", "sources", …), or of any.

    Raises KeyError where no lexicon file is called that.
    """
    stem = stem or draw(st.sampled_from(sorted(FILES)))
    words = st.lists(st.sampled_from([word for word in _WORDS if word.isalpha()]), min_size=1, max_size=3, unique=True)
    values: dict[type, Callable[[tuple[str, ...] | None], st.SearchStrategy[Any]]] = {
        str: lambda allowed: st.sampled_from(allowed or ("Norvik Wire", "Ana Berg")),
        list: lambda allowed: words if allowed is None else st.lists(st.sampled_from(allowed), min_size=1, unique=True),
        float: lambda _: st.integers(1, 40).map(lambda halves: halves / 2),
    }
    data = {
        key: draw(values[kind](allowed))
        for key, (kind, required, allowed) in FILES[stem].items()
        if required or draw(st.booleans())
    }
    return Entry(
        file=stem,
        id=draw(st.from_regex(r"[a-z]+(-[a-z]+)?", fullmatch=True)),
        origin="drawn",
        words=tuple(data.pop("words", ())),
        data=data,
    )


# Hypothesis imports this module as a plugin; the lambdas put off the making of strategies until one is asked for.
st.register_type_strategy(Article, lambda _: articles())
st.register_type_strategy(Rating, lambda _: ratings())
st.register_type_strategy(Entry, lambda _: lexicon_entries())
