"""Nothing or a text goes in, strategies for every other record and for lexicon entries come out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
from hypothesis import strategies as st

from audit.lexicon import FILES, RULES, Entry
from audit.model import (
    BASES,
    CREDITED,
    CUE_CLASSES,
    KINDS,
    PARTS,
    REASONS,
    SEVERITIES,
    STATUSES,
    Article,
    AuditedArticle,
    Crediting,
    Cue,
    Deduction,
    Detail,
    Dossier,
    Failure,
    Finding,
    Need,
    Rating,
    Relay,
    Segment,
    SourceSummary,
    Span,
    SubScore,
)
from audit.testing.strategies.drawn import Draw, articles, spans, spans_in, text_of
from audit.testing.strategies.vocabulary import ready, vocabulary

_CRITERIA = ("A1", "B2", "B4", "C1")
_REASONS = ("Resting on named sources: 1 of 4 claims.", "No reason for going unnamed is given for “two officials”.")


@ready
@st.composite
def cues(draw: Draw, text: str) -> Cue:
    """Cues whose words stand in ``text``, which must hold one word at least."""
    places = draw(spans_in(text, Span(0, len(text)), most=1))
    known = vocabulary()
    head = known.lemmas[draw(st.sampled_from(known.speech))]
    return Cue(text_of(text, places), places, head, draw(st.sampled_from(CUE_CLASSES)))


@ready
@st.composite
def relays(draw: Draw, text: str) -> Relay:
    """Outlets through which a content passed, named somewhere in ``text``, which must hold one word at least."""
    places = draw(spans_in(text, Span(0, len(text)), most=1))
    return Relay(draw(st.sampled_from(vocabulary().outlets)), places, draw(st.sampled_from(CREDITED)))


@ready
@st.composite
def creditings(draw: Draw, text: str) -> Crediting:
    """Outlets that ``text``, which must hold one word at least, names: credited in one of the ways, or only named."""
    (place,) = draw(spans_in(text, Span(0, len(text)), most=1))
    outlet = draw(st.none() | st.sampled_from(vocabulary().outlets))
    return Crediting(outlet, place, 0, draw(st.none() | st.sampled_from(CREDITED)))


def segments(text: str) -> st.SearchStrategy[Segment]:
    """Segments of ``text`` of any status, with a reason or without."""
    return st.builds(Segment, spans(text), st.sampled_from(STATUSES), st.sampled_from(("", "paragraph")))


def sub_scores() -> st.SearchStrategy[SubScore]:
    """Parts of a score."""
    return st.builds(SubScore, st.sampled_from(PARTS), st.floats(0, 100), st.floats(0, 1))


def needs(text: str = "") -> st.SearchStrategy[Need]:
    """How far a claim without a source asks for one, with words of the text."""
    shares, told = st.floats(0, 1), st.booleans()
    places = st.lists(spans(text, 1), max_size=2).map(lambda found: tuple(sorted(found))) if text else st.just(())
    return st.builds(Need, shares, shares, told, told, told, told, places)


def deductions(text: str = "") -> st.SearchStrategy[Deduction]:
    """Rows of a ledger, of half a point to twelve; spans lie in ``text``."""
    points = st.integers(1, 24).map(lambda halves: halves / 2)
    places = st.lists(spans(text, 1), max_size=2).map(lambda found: tuple(sorted(found))) if text else st.just(())
    return st.builds(Deduction, st.sampled_from(_CRITERIA), points, st.just("drawn"), places)


@st.composite
def ratings(draw: Draw) -> Rating:
    """Ratings whose ledger adds up: the score is 100 less all points, None with an empty ledger."""
    ledger = draw(st.lists(deductions(), max_size=8))
    if not ledger and draw(st.booleans()):
        return Rating(None)
    return Rating(100.0 - sum(deduction.points for deduction in ledger), tuple(ledger))


@ready
@st.composite
def findings(draw: Draw, article: Article | None = None) -> Finding:
    """Findings on an article (one that is drawn, where none is given); their spans lie in its text."""
    article = article if article is not None else draw(articles(done=False))
    text = article.text
    places = draw(st.lists(spans(text, 1), max_size=3)) if text else []
    return Finding(
        article=article.id,
        criterion=draw(st.sampled_from(_CRITERIA)),
        severity=draw(st.sampled_from(SEVERITIES)),
        reason=draw(st.sampled_from(_REASONS)),
        remedy=draw(st.sampled_from(("", "Say why the source is not named."))),
        spans=tuple(sorted(places)),
    )


@ready
@st.composite
def details(draw: Draw, text: str) -> Detail:
    """Words of ``text``, which must hold one word at least."""
    places = draw(spans_in(text, Span(0, len(text)), most=1))
    return Detail(text_of(text, places), places)


@ready
@st.composite
def dossiers(draw: Draw, text: str) -> Dossier:
    """What an article with this text, of one word at least, might tell of one source."""
    unnamed = draw(st.booleans())
    detail = st.none() | details(text)
    basis, reason = draw(st.none() | st.sampled_from(BASES)), draw(st.sampled_from(REASONS))
    places = draw(spans_in(text, Span(0, len(text)), most=1))
    return Dossier(
        name=text_of(text, places),
        kind=draw(st.sampled_from(("anonymous", "sources said"))) if unnamed else "named",
        claims=("drawn:1",),
        spans=places,
        number=draw(st.none() | st.integers(1, 12)) if unnamed else None,
        role=draw(detail),
        affiliation=draw(detail),
        tense=draw(st.none() | st.sampled_from(("current", "former"))),
        basis=basis if unnamed else None,
        basis_spans=places if unnamed and basis else (),
        asked=unnamed and draw(st.booleans()),
        reason=reason if unnamed else "none",
        reason_spans=places if unnamed and reason != "none" else (),
        holder=draw(st.none() | st.sampled_from(vocabulary().outlets)),
    )


@ready
@st.composite
def audited_articles(draw: Draw) -> AuditedArticle:
    """What an audit keeps of a drawn article, with a rating of its own."""
    article, rating = draw(articles(done=False)), draw(ratings())
    values: dict[str, Any] = {
        "characters": len(article.text),
        "score": rating.score,
        "ledger": rating.ledger,
        "segments": article.segments,
    }
    shared = {name.name for name in attrs.fields(AuditedArticle)} & {name.name for name in attrs.fields(Article)}
    return AuditedArticle(**{name: getattr(article, name) for name in shared if name not in values}, **values)


def source_summaries() -> st.SearchStrategy[SourceSummary]:
    """Sources over all articles, each of one claim or more in one article or more."""
    places = st.lists(st.from_regex(r"article-[1-9]", fullmatch=True), min_size=1, max_size=4, unique=True)
    names = st.sampled_from(vocabulary().sources)
    return places.flatmap(
        lambda ids: st.builds(
            SourceSummary, names, st.sampled_from(KINDS[:-1]), st.integers(len(ids), 40), st.just(tuple(sorted(ids)))
        )
    )


def failures() -> st.SearchStrategy[Failure]:
    """Inputs that could not be audited."""
    return st.builds(
        Failure, st.sampled_from(("news/empty.txt", "desk.jsonl:3")), st.just("empty; an article needs text")
    )


@ready
@st.composite
def lexicon_entries(draw: Draw, stem: str | None = None) -> Entry:
    """Entries that a lexicon file would accept: of the file ``stem`` ("cues", "sources", …), or of any.

    Raises KeyError where no lexicon file is called that.
    """
    stem = stem or draw(st.sampled_from(sorted(FILES)))
    known = [word for word in vocabulary().anything if word.isalpha()]
    words = st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True)
    values: dict[type, Callable[[tuple[str, ...] | None], st.SearchStrategy[Any]]] = {
        str: lambda allowed: st.sampled_from(allowed or vocabulary().sources),
        list: lambda allowed: words if allowed is None else st.lists(st.sampled_from(allowed), min_size=1, unique=True),
        float: lambda _: st.integers(1, 40).map(lambda halves: halves / 2),
        int: lambda _: st.integers(1, 40),
        bool: lambda _: st.booleans(),
    }
    data = {
        key: draw(values[kind](allowed))
        for key, (kind, required, allowed) in FILES[stem].items()
        if required or (stem not in RULES and draw(st.booleans()))
    }
    if stem in RULES:  # a list, or what words come to, or a pattern
        pairs = words.map(lambda drawn: [f"{word}/{place}" for place, word in enumerate(drawn)])
        data = draw(st.fixed_dictionaries({"words": words}) | st.fixed_dictionaries({"pairs": pairs}))
    return Entry(
        file=stem,
        id=draw(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)),
        origin="drawn",
        words=tuple(data.pop("words", ())),
        data=data,
    )


def lexicons(stem: str) -> st.SearchStrategy[tuple[Entry, ...]]:
    """What one lexicon file might hold: up to five entries with different ids."""
    return st.lists(lexicon_entries(stem), min_size=1, max_size=5, unique_by=lambda entry: entry.id).map(tuple)
