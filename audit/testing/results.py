"""Nothing goes in, strategies for what reading and an audit of several articles return come out.

An audit is a real one: known articles walk the road from their known trees on, by the rules alone. ``st.from_type``
knows these records, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from audit.lexicon import FILES, Lexicon
from audit.model import KINDS, Article, Link, Named, Quotation, Span
from audit.pipeline import audit_articles, list_attributions
from audit.read.articles import Reading
from audit.record.result import AttributionList, Audit, ListedArticle, ListedAttribution
from audit.stream.files import Far
from audit.testing.strategies.drawn import articles, short_texts, spans
from audit.testing.strategies.known import known_articles, known_corpora
from audit.testing.strategies.plan import Known
from audit.testing.strategies.records import failures, lexicons
from audit.testing.strategies.vocabulary import ready, vocabulary
from audit.trace.across.broke import BROKE_BY, Broke, Share
from audit.trace.across.chain import ROLES, Chain, Step
from audit.trace.across.cluster import Cluster
from audit.trace.credit.copied import HOW, Credit
from audit.trace.echo.verbatim import Run

_SMALL = st.integers(0, 40)


class _Trees:
    """A parser that gives known articles the trees that they were written with."""

    name = "known"

    def __init__(self, known: Sequence[Known]) -> None:
        self._trees = {one.records.id: one.trees for one in known}
        self.models = dict[str, str]()

    def parse(self, given: Sequence[Article]) -> list[Article]:
        return [evolve(self._trees[one.id], segments=one.segments) for one in given]

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        return []


def _of_rows(made: Any) -> tuple[Known, ...]:
    return made if isinstance(made, tuple) else (made,)


@ready
def audits() -> st.SearchStrategy[Audit]:
    """Audits of a known article, or of two of which one repeats the other."""
    return (known_articles(credit=True, long=False) | known_corpora()).map(lambda known: _audited(_of_rows(known)))


def _audited(known: tuple[Known, ...]) -> Audit:
    return audit_articles(
        [one.text for one in known], origin=known[0].origin, parser=_Trees(known), lexicon=None, rules_only=True
    )


@ready
def attribution_lists() -> st.SearchStrategy[AttributionList]:
    """Lists of a known article's attributions."""
    return known_articles(long=False).map(
        lambda known: list_attributions([known.text], parser=_Trees([known]), rules_only=True)
    )


def _in_audits(made: Any) -> st.SearchStrategy[Any]:
    """One of what audits hold."""
    return audits().map(made).filter(bool).flatmap(st.sampled_from)


@ready
def readings() -> st.SearchStrategy[Reading]:
    """What reading returns: articles as read leaves them, and failures."""
    given = st.lists(articles(text=short_texts(), done=False), max_size=3, unique_by=lambda one: one.id)
    return st.builds(
        Reading, articles=given, failures=st.lists(failures(), max_size=2), skipped=st.just(("README.md",))
    )


def named() -> st.SearchStrategy[Named]:
    """Somebody or a body that an article names."""
    words = vocabulary()
    return st.builds(
        Named,
        name=st.sampled_from(words.sources),
        title=st.none() | st.sampled_from(words.titles),
        roles=st.lists(st.sampled_from(words.roles), max_size=2, unique=True).map(tuple),
        gender=st.sampled_from((None, "feminine", "masculine")),
        body=st.booleans(),
        alone=st.booleans(),
        number=st.integers(1, 9),
    )


def _lexicon(stem: str) -> st.SearchStrategy[Lexicon]:
    """A lexicon of one file."""
    return lexicons(stem).map(lambda entries: Lexicon({stem: entries}, {}))


def _placed(made: Any) -> st.SearchStrategy[Any]:
    """What is made of a span of a short text."""
    return short_texts().flatmap(lambda text: spans(text, 1)).flatmap(made)


def _register() -> None:
    """Tells ``st.from_type`` of all of them; the lambdas put off the making of strategies until one is asked for."""
    outlets, ids = st.deferred(lambda: st.sampled_from(vocabulary().outlets)), st.sampled_from(("one", "two", "three"))
    claims = st.integers(1, 9).map(lambda number: f"one:{number}")
    kinds: dict[type, st.SearchStrategy[Any]] = {
        Audit: st.deferred(audits),
        AttributionList: st.deferred(attribution_lists),
        ListedArticle: st.deferred(lambda: attribution_lists().map(lambda one: one.articles[0])),
        ListedAttribution: st.deferred(
            lambda: (
                attribution_lists().map(lambda one: one.articles[0].attributions).filter(bool).flatmap(st.sampled_from)
            )
        ),
        Chain: st.deferred(lambda: _in_audits(lambda audit: audit.chains)),
        Cluster: st.deferred(lambda: _in_audits(lambda audit: audit.clusters)),
        Lexicon: st.deferred(lambda: st.sampled_from(sorted(FILES)).flatmap(_lexicon)),
        Reading: st.deferred(readings),
        Named: st.deferred(named),
        Step: st.builds(
            Step,
            name=outlets,
            role=st.sampled_from(ROLES),
            kind=st.none() | st.sampled_from(KINDS),
            number=st.none() | st.integers(1, 12),
        ),
        Share: st.builds(
            Share,
            origin=outlets,
            credited=_SMALL,
            carried=_SMALL,
            echoed=_SMALL,
            claims=st.integers(120, 200),
            articles=st.lists(ids, max_size=3, unique=True).map(tuple),
            claim=st.none() | ids.map("{}:1".format),
        ),
        Broke: st.builds(Broke, origin=outlets, by=st.sampled_from(BROKE_BY[:-1]), reason=st.just("drawn"))
        | st.just(Broke(None, BROKE_BY[-1], "drawn")),
        Credit: _placed(
            lambda span: st.builds(
                Credit,
                article=ids,
                outlet=outlets,
                how=st.sampled_from(HOW[:-1]),
                span=st.just(span),
                sentence=st.just(0),
            )
        ),
        Run: _placed(
            lambda span: st.builds(
                Run,
                one=st.just("one"),
                one_span=st.just(span),
                two=st.just("two"),
                two_span=st.just(Span(span.start + 5, span.end + 5)),
                words=st.integers(8, 40),
                exact=st.booleans(),
            )
        ),
        Link: _placed(
            lambda span: st.builds(Link, span=st.just(span), url=claims.map("https://example.org/{}".format))
        ),
        Quotation: _placed(
            lambda span: st.builds(
                Quotation, span=st.just(span), segment=st.integers(0, 3), runs_on=st.booleans(), continued=st.booleans()
            )
        ),
        Far: st.builds(
            Far,
            articles=_SMALL,
            failed=_SMALL,
            reached=st.integers(0, 1000),
            total=st.none() | st.integers(1000, 2000),
            already=_SMALL,
            done=st.booleans(),
        ),
    }
    for kind, strategy in kinds.items():
        st.register_type_strategy(kind, strategy)


_register()
