"""Articles go in one after the other, an Audit of each comes out as soon as it is made, however many there are.

What stands in several articles at once (echoes, clusters, names that articles share) is found by ``audit_articles``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from attrs import evolve

from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article
from audit.parse import Parser, as_parser, batches
from audit.pipeline import AuditWarning, Scorer, Tracer, audit_articles, default_parser
from audit.read.segment import segments
from audit.record.result import Audit


def audit_stream(
    articles: Iterable[Article],
    *,
    origin: str | None = None,
    parser: Parser | None = None,
    model: str | Path | None = None,
    lexicon: Lexicon | str | Path | None = None,
    tracer: Tracer | None = None,
    scorer: Scorer | None = None,
    rules_only: bool = False,
) -> Iterator[Audit]:
    """An Audit for each article, in the order given: the one that ``audit_articles`` gives for that article alone.

    Articles are taken as they are needed, a batch for the parser at a time, and none is kept; arguments are those of
    ``audit_articles``. An article that fails is an Audit without articles and with the failure. Warnings stand in each
    Audit alone; the failures of a Reading stay in it. Raises what ``audit_articles`` raises, but for an id that two
    articles have.
    """
    if parser is not None and model is not None:
        raise ValueError("give a parser or a model, not both")
    used = default_parser(model) if parser is None else as_parser(parser)
    rules = lexicon if isinstance(lexicon, Lexicon) else load_lexicon(*([] if lexicon is None else [lexicon]))

    def alone(article: Article, by: Parser) -> Audit:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AuditWarning)
            return audit_articles(
                [article],
                origin=origin,
                parser=by,
                lexicon=rules,
                tracer=tracer,
                scorer=scorer,
                rules_only=rules_only,
            )

    return _streamed(articles, used, rules, alone)


def _streamed(
    articles: Iterable[Article], used: Parser, lexicon: Lexicon, alone: Callable[[Article, Parser], Audit]
) -> Iterator[Audit]:
    ready = _Parsed(used)
    for batch in batches(_divided(article, lexicon) for article in articles):
        try:
            parsed = [found for _, found in zip(batch, used.parse(batch), strict=True)]
        except Exception:  # the parser fails on one of them: each goes alone, so that only that one is lost
            yield from (alone(article, used) for article in batch)
        else:
            yield from (alone(article, ready) for article in parsed)


def _divided(article: Article, lexicon: Lexicon) -> Article:
    """The article with its segments. Raises TypeError for anything but an Article."""
    if not isinstance(article, Article):
        raise TypeError(f"audit_stream takes Articles, not {type(article).__name__}; make them with read_articles")
    return article if article.segments else evolve(article, segments=segments(article.text, article.title, lexicon))


class _Parsed:
    """A Parser of articles that have their trees already."""

    def __init__(self, by: Parser) -> None:
        self.name, self.models, self.encode = by.name, by.models, by.encode

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        return list(articles)
