"""A text or nothing goes in, Hypothesis strategies for our records come out: for tests of rules, lexicons and scorers.

Whatever they draw is consistent: spans lie within the text, ``text[span]`` is the text, trees are trees, ids count up.
There are two families. ``articles``, ``claims``, ``sentences`` and the like draw any record at random, in cues,
officials and quotation marks, so that rules have something to bite on. ``known_articles``, ``known_trees`` and
``known_corpora`` write plain sentences from a small grammar, whose attributions, kinds, chains and traces are known.

Comes with the extra ``testing``; where that is installed, ``st.from_type`` knows every record. What an audit of several
articles returns is drawn by ``audit.testing.results``. ``audit.testing.laws`` runs whole sets of laws with them on a
scorer, a lexicon, a parser or a tracer of your own.

    from hypothesis import given
    from audit.testing.strategies import known_articles

    @given(known_articles())
    def test_my_scorer_knows_a_claim_when_it_sees_one(known):
        assert my_scorer(known.records, lexicon).score is not None
"""

from __future__ import annotations

try:
    from hypothesis import strategies as st
except ImportError as error:
    raise ImportError(
        "audit.testing.strategies needs Hypothesis: pip install 'news-sourcing-audit[testing]'", name=error.name
    ) from error

from collections.abc import Callable
from typing import Any

from audit.lexicon import Entry
from audit.model import (
    Article,
    Attribution,
    AuditedArticle,
    Claim,
    Crediting,
    Cue,
    Deduction,
    Detail,
    Dossier,
    Evidence,
    Failure,
    Finding,
    Need,
    Occasion,
    Phrase,
    Rating,
    Relay,
    Segment,
    Sentence,
    Source,
    SourceSummary,
    Span,
    SubScore,
    Token,
)
from audit.testing.strategies.drawn import (
    articles,
    attributions,
    claims,
    corpora,
    evidence,
    occasions,
    phrases,
    sentences,
    short_articles,
    short_texts,
    sources,
    spans,
    texts,
)
from audit.testing.strategies.known import known_articles, known_corpora, known_trees, stories
from audit.testing.strategies.plan import Content, Known, Saying, Story, Voice
from audit.testing.strategies.records import (
    audited_articles,
    creditings,
    cues,
    deductions,
    details,
    dossiers,
    failures,
    findings,
    lexicon_entries,
    lexicons,
    needs,
    ratings,
    relays,
    segments,
    source_summaries,
    sub_scores,
)
from audit.testing.strategies.story import write

__all__ = [
    "Content",
    "Known",
    "Saying",
    "Story",
    "Voice",
    "articles",
    "attributions",
    "audited_articles",
    "claims",
    "corpora",
    "creditings",
    "cues",
    "deductions",
    "details",
    "dossiers",
    "evidence",
    "failures",
    "findings",
    "known_articles",
    "known_corpora",
    "known_trees",
    "lexicon_entries",
    "lexicons",
    "needs",
    "occasions",
    "phrases",
    "ratings",
    "relays",
    "segments",
    "sentences",
    "short_articles",
    "short_texts",
    "source_summaries",
    "sources",
    "spans",
    "stories",
    "sub_scores",
    "texts",
    "write",
]


def _in(made: Callable[[str], st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """A strategy that takes a text, with news for text."""
    return short_texts().flatmap(made)


def _of_articles(made: Callable[[Article], tuple[Any, ...]]) -> st.SearchStrategy[Any]:
    """One of what drawn articles hold."""
    return articles(text=short_texts()).map(made).filter(bool).flatmap(st.sampled_from)


# Hypothesis imports this module as a plugin; the lambdas put off the making of strategies until one is asked for.
st.register_type_strategy(Article, lambda _: articles())
st.register_type_strategy(Attribution, lambda _: _of_articles(lambda article: article.attributions))
st.register_type_strategy(Claim, lambda _: _of_articles(lambda article: article.claims))
st.register_type_strategy(Sentence, lambda _: _in(sentences))
st.register_type_strategy(Token, lambda _: _in(sentences).flatmap(lambda drawn: st.sampled_from(drawn.tokens)))
st.register_type_strategy(Span, lambda _: _in(spans))
st.register_type_strategy(Segment, lambda _: _in(segments))
st.register_type_strategy(Cue, lambda _: _in(cues))
st.register_type_strategy(Relay, lambda _: _in(relays))
st.register_type_strategy(Crediting, lambda _: _in(creditings))
st.register_type_strategy(Source, lambda _: _in(lambda text: sources(text, Span(0, len(text)))))
st.register_type_strategy(Phrase, lambda _: _in(phrases))
st.register_type_strategy(Occasion, lambda _: _in(lambda text: occasions(text, Span(0, len(text)))))
st.register_type_strategy(Evidence, lambda _: _in(lambda text: evidence(text, Span(0, len(text)), [])))
st.register_type_strategy(Detail, lambda _: _in(details))
st.register_type_strategy(Dossier, lambda _: _in(dossiers))
st.register_type_strategy(Deduction, lambda _: deductions())
st.register_type_strategy(Need, lambda _: needs())
st.register_type_strategy(SubScore, lambda _: sub_scores())
st.register_type_strategy(Rating, lambda _: ratings())
st.register_type_strategy(Finding, lambda _: findings())
st.register_type_strategy(AuditedArticle, lambda _: audited_articles())
st.register_type_strategy(SourceSummary, lambda _: source_summaries())
st.register_type_strategy(Failure, lambda _: failures())
st.register_type_strategy(Entry, lambda _: lexicon_entries())
st.register_type_strategy(Known, lambda _: known_articles())
