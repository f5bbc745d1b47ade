"""Articles go in one after the other, an Audit of each comes out as soon as it is made, however many there are.

What stands in several articles at once (echoes, clusters, names that articles share) is found by ``audit_articles``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from attrs import evolve, frozen

from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Failure
from audit.parse import Parser, as_parser, batches
from audit.pipeline import AuditWarning, Scorer, Tracer, audit_articles, default_parser
from audit.read import Reading, in_english
from audit.read.segment import segments
from audit.record.result import Audit
from audit.trace import Origins

Alone = Callable[[Article | Failure, Parser], Audit]


@frozen
class Auditor:
    """What audits one article by itself: the parser, the lexicon, and ``alone``, which takes an article and whatever
    gives its trees; a failure to read becomes an Audit without articles."""

    parser: Parser
    lexicon: Lexicon
    alone: Alone


def auditor(
    *,
    origin: Origins | None = None,
    parser: Parser | None = None,
    model: str | Path | None = None,
    lexicon: Lexicon | str | Path | None = None,
    tracer: Tracer | None = None,
    scorer: Scorer | None = None,
    rules_only: bool = False,
) -> Auditor:
    """The Auditor for these arguments, which are those of ``audit_articles``; raises what that raises for them."""
    if parser is not None and model is not None:
        raise ValueError("give a parser or a model, not both")
    used = default_parser(model) if parser is None else as_parser(parser)
    rules = lexicon if isinstance(lexicon, Lexicon) else load_lexicon(*([] if lexicon is None else [lexicon]))

    def alone(given: Article | Failure, by: Parser) -> Audit:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AuditWarning)
            return audit_articles(
                Reading((), (given,)) if isinstance(given, Failure) else [given],
                origin=origin,
                parser=by,
                lexicon=rules,
                tracer=tracer,
                scorer=scorer,
                rules_only=rules_only,
            )

    return Auditor(used, rules, alone)


def audit_stream(
    articles: Iterable[Article],
    *,
    origin: Origins | None = None,
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
    by = auditor(
        origin=origin,
        parser=parser,
        model=model,
        lexicon=lexicon,
        tracer=tracer,
        scorer=scorer,
        rules_only=rules_only,
    )
    divided = (_divided(article, by.lexicon) for article in articles)
    return (audit for batch in batches(divided) for audit in of_batch(batch, by))


def of_batch(batch: Sequence[Article | Failure], by: Auditor) -> list[Audit]:
    """An Audit for each article of a batch, in order; each is that of its article alone, whatever the others are."""
    articles = [one for one in batch if isinstance(one, Article)]
    english, _ = in_english(articles, by.lexicon)  # another language is not worth its parse
    try:
        parsed = [found for _, found in zip(english, by.parser.parse(english), strict=True)] if english else []
    except Exception:  # the parser fails on one of them: each goes alone, so that only that one is lost
        return [by.alone(one, by.parser) for one in batch]
    ready = _Parsed(by.parser)
    trees = {id(given): found for given, found in zip(english, parsed, strict=True)}
    return [by.alone(trees.get(id(one), one) if isinstance(one, Article) else one, ready) for one in batch]


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
