"""Articles go in, an Audit comes out: every step of the house in its order, in batches, none of which harms another.

An article that raises in a step is left out and becomes a Failure that names it and the step; the others go on. The
order in which articles are given changes nothing: they are taken in the order of their ids. The module keeps no state
but one: the parser that is made where none is given stays loaded for the next call.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from attrs import evolve, frozen

from audit.claims import Voices, claimed, load_voices
from audit.find import Finder, by_hand, univocal
from audit.find.lay import with_closing_marks
from audit.lexicon import Lexicon, LexiconError, builtin, load_lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, AuditedArticle, Claim, Failure, Finding, Rating
from audit.parse import Parser, as_parser, load_parser
from audit.parse.rarely import rarely_searched
from audit.parse.walk import Progress, Step, walked
from audit.read import Reading, in_english, told_apart
from audit.read.segment import segments
from audit.record.result import AttributionList, Audit, ListedArticle
from audit.record.summary import summarize
from audit.resolve import listed_together, resolve, titles_of
from audit.resolve.ranking import Ranker, load_ranker
from audit.resolve.weigher import Weigher, load_weigher
from audit.score import View, doubts, findings, rated
from audit.score import audited as audited_article
from audit.score.learned import Needs, load_needs, with_needs
from audit.trace import AUTO, Joined, Origins, join, origins_given, remembered, traced
from audit.trace.followed import by_own, followed
from audit.trace.placed import Occasions, load_occasions, with_occasions
from audit.trace.told import warned

if TYPE_CHECKING:
    from audit.find.refine import Refiner
    from audit.resolve.types import Types


Encode = Callable[[Sequence[str]], Sequence[Sequence[float]]]


class AuditWarning(UserWarning):
    """Something about an audit that its user should know; it is also in ``Audit.warnings``."""


class OriginError(ValueError):
    """What was given as the origin cannot be the name of an outlet."""


class Tracer(Protocol):
    """What ``audit_articles(tracer=…)`` takes: all articles in, the same ones with a trace for each claim out."""

    def __call__(
        self, articles: Sequence[Article], origin: Origins, lexicon: Lexicon, encode: Encode | None = None
    ) -> list[Article]: ...


class Scorer(Protocol):
    """What ``audit_articles(scorer=…)`` takes: one article in, its Rating out."""

    def __call__(self, article: Article, lexicon: Lexicon) -> Rating: ...


@lru_cache(maxsize=1)
def default_parser(model: str | Path | None = None) -> Parser:
    """The parser for a model as ``load_parser`` takes it; the last one stays loaded. Raises ModelError."""
    return load_parser(model)


@lru_cache(maxsize=1)
def default_types() -> Types:
    """The learned types of nouns; they stay loaded. Raises TypesError."""
    from audit.resolve.types import load_types

    return load_types()


@lru_cache(maxsize=1)
def default_refiner() -> Refiner:
    """The learned part of find; it stays loaded. Raises RefinerError."""
    from audit.find.refine import load_refiner  # torch is paid for where it is used

    return load_refiner()


@lru_cache(maxsize=1)
def default_ranker() -> Ranker:
    """The learned part of resolve; it stays loaded. Raises RankerError."""
    return load_ranker()


@lru_cache(maxsize=1)
def default_weigher() -> Weigher:
    """The learned part of who speaks; it stays loaded. Raises WeigherError."""
    return load_weigher()


@lru_cache(maxsize=1)
def default_needs() -> Needs:
    """The learned part of what needs a source; it stays loaded. Raises NeedsError."""
    return load_needs()


@lru_cache(maxsize=1)
def default_voices() -> Voices:
    """The learned part of claims; it stays loaded. Raises VoiceError."""
    return load_voices()


@lru_cache(maxsize=1)
def default_occasions() -> Occasions:
    """The learned part of occasions; it stays loaded. Raises OccasionsError."""
    return load_occasions()


@rarely_searched
def audit_articles(
    articles: Iterable[Article],
    *,
    origin: Origins | None = None,
    parser: Parser | None = None,
    model: str | Path | None = None,
    lexicon: Lexicon | str | Path | None = None,
    tracer: Tracer | None = None,
    scorer: Scorer | None = None,
    attributions: Iterable[ListedArticle] | None = None,
    rules_only: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Audit:
    """Audits articles (a Reading, or any Articles): who every claim is attributed to, how openly, and where from.

    ``origin`` is the outlet to trace to, or a list of them, each claim then tracing to one; "auto" finds those that
    articles credit; without one, traces are None. ``parser`` is used as it is; else one is
    loaded for ``model`` (see ``load_parser``) and kept for the next call. ``lexicon`` is a Lexicon or a folder laid
    over ours. ``tracer`` and ``scorer`` replace ours. ``attributions``, such as ``read_brat`` gives, replace those that
    are found in the articles they are of; names and kinds are worked out anew. With ``rules_only`` attributions are
    found by the lexicon and the rules alone, without what was learned. With ``jobs`` so many processes parse and
    read the articles, with the same result; each loads the models, some 1 GB, so it pays for a hundred articles and
    more, and like all that starts processes it belongs below ``if __name__ == "__main__":``. ``progress`` is called
    with the number of articles parsed and of all.

    An article without segments is divided into them first; one in another language is a failure. The failures of a
    Reading are kept in the Audit. Raises ValueError where two articles have the same id (files of several folders
    get longer ones), OriginError for an origin that names nothing, TypeError for anything but Articles, Parsers and
    Lexicons, ModelError and LexiconError.
    """
    rules = _lexicon(lexicon)
    given, failed = _taken(articles, rules)
    if origin is not None:
        origin = checked_origin(origin, rules)
    _check_jobs(jobs, parser)
    used = _parser(parser, model)
    plan = Plan(rules, rules_only, None if attributions is None else tuple(attributions))
    done = list(walked(given, used, plan, failed, progress, jobs, partial(load_parser, model)))
    made = assembled(done, failed, used, rules, origin=origin, tracer=tracer, scorer=scorer, rules_only=rules_only)
    for message in made.warnings:
        warnings.warn(message, AuditWarning, stacklevel=3)  # past ``rarely_searched``
    return made


def assembled(
    walked_through: Sequence[Article],
    failures: Sequence[Failure],
    parser: Parser,
    lexicon: Lexicon,
    *,
    origin: Origins | None = None,
    tracer: Tracer | None = None,
    scorer: Scorer | None = None,
    rules_only: bool = False,
) -> Audit:
    """The second half of ``audit_articles``: the Audit of articles that have taken the steps of a Plan, in the order
    of their ids, each in whatever process; ``parser`` gives vectors and the judge of pairs. ``origin`` has been
    checked. What is to be warned of stands in it alone. Raises LexiconError."""
    failed = list(failures)
    done = listed_together(walked_through, lexicon)
    joined = Joined()
    if origin is not None:
        encode, together = remembered(parser.encode), getattr(parser, "together", None)
        follow = partial(by_own, tracer) if tracer else partial(traced, together=together)
        known = followed(done, partial(follow, origin=origin, lexicon=lexicon, encode=encode), failed)
        done = list(known.articles)
        joined = join(done, origin, lexicon, encode, known.index, together)
    audited: list[AuditedArticle] = []
    claims: list[Claim] = []
    found: list[Finding] = []
    for article in done:
        try:
            kept, of_article = scored(article, lexicon, scorer)
        except LexiconError:
            raise
        except Exception as error:
            failed.append(Failure.of(article, "score", error))
            continue
        audited.append(kept)
        claims += article.claims
        found += of_article
    guesses = tuple(article.guessed for article in done if article.guessed)
    return Audit(
        version=_version(),
        models=_models(parser, rules_only),
        lexicons=dict(lexicon.checksums),
        origin=origin if origin is None or isinstance(origin, str) else "; ".join(origin),
        articles=tuple(audited),
        claims=tuple(claims),
        sources=summarize(claims, lexicon, titles_of(done, lexicon)),
        findings=tuple(found),
        failures=tuple(failed),
        warnings=(*guesses, *warned(origin, done, lexicon), *doubts(audited)),
        **joined.kept(article.id for article in audited),
    )


def scored(
    article: Article, lexicon: Lexicon, scorer: Scorer | None = None
) -> tuple[AuditedArticle, tuple[Finding, ...]]:
    """An article with its claims, as an audit keeps it, and what was found in it. Raises what the scorer raises."""
    view = View(article, lexicon)
    rating = scorer(article, lexicon) if scorer is not None else rated(view)
    return audited_article(view, rating), tuple(findings(view, rating))


@rarely_searched
def list_attributions(
    articles: Iterable[Article],
    *,
    parser: Parser | None = None,
    model: str | Path | None = None,
    lexicon: Lexicon | str | Path | None = None,
    univocal_only: bool = False,
    rules_only: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> AttributionList:
    """Every attribution of the articles, attitudes, headlines and nested ones included; arguments as above.

    ``univocal_only`` keeps, of attributions whose contents overlap, the one that PolNeAR would have, with the
    commas and colons that it counts to sources and cues.
    """
    rules = _lexicon(lexicon)
    given, failed = _taken(articles, rules)
    _check_jobs(jobs, parser)
    used = _parser(parser, model)
    plan = Plan(rules, rules_only, listed="univocal" if univocal_only else "all")
    listed = tuple(
        map(ListedArticle.of, walked(given, used, plan, failed, progress, jobs, partial(load_parser, model)))
    )
    return AttributionList(_version(), _models(used, rules_only), dict(rules.checksums), listed, tuple(failed))


def _univocal(article: Article) -> Article:
    flat = univocal(article.attributions)
    return evolve(article, attributions=tuple(with_closing_marks(a, article.text) for a in flat))


# -------------------------------------------------------------------------------------- what the steps are given


def _taken(articles: Iterable[Article], lexicon: Lexicon) -> tuple[list[Article], list[Failure]]:
    """The articles in the order of their ids, each with segments; the failures that came with them."""
    failures = list(articles.failures) if isinstance(articles, Reading) else []
    given: list[Article] = []
    for article in [articles] if isinstance(articles, Article) else articles:
        if not isinstance(article, Article):
            raise TypeError(
                f"audit_articles takes Articles, not {type(article).__name__}; make them with read_articles"
            )
        if not article.segments:
            article = evolve(article, segments=segments(article.text, article.title, lexicon))
        given.append(article)
    given, foreign = in_english(told_apart(given), lexicon)
    failures += foreign
    twice = [id for id, number in Counter(article.id for article in given).items() if number > 1]
    if twice:
        raise ValueError(f'the id "{min(twice)}" is that of two articles; give each an id of its own')
    return sorted(given, key=lambda article: article.id), failures


def _check_jobs(jobs: int, parser: Parser | None) -> None:
    if isinstance(jobs, bool) or not isinstance(jobs, int) or jobs < 1:
        raise ValueError(f"jobs is the number of processes, 1 or more, not {jobs!r}")
    if jobs > 1 and parser is not None:
        raise ValueError("a parser that is given stays in this process: give its model, or leave jobs at 1")


def _corrected(given: Iterable[ListedArticle] | None) -> list[tuple[str, Step]]:
    """The step that puts attributions in the place of those that were found; none where none are given."""
    if given is None:
        return []
    listed = {one.id: one.attributions for one in given}
    return [("attributions", lambda one: by_hand(one, listed[one.id]) if one.id in listed else one)]


def _lexicon(given: Lexicon | str | Path | None) -> Lexicon:
    if isinstance(given, Lexicon):
        return given
    if not (given is None or isinstance(given, str | Path)):
        raise TypeError(f"lexicon must be a Lexicon or the path of a folder, not {type(given).__name__}")
    return builtin() if given is None else load_lexicon(given)


def _parser(parser: Parser | None, model: str | Path | None) -> Parser:
    if parser is not None and model is not None:
        raise ValueError("give a parser or a model, not both")
    return default_parser(model) if parser is None else as_parser(parser)


def learned_to_resolve(rules_only: bool = False) -> dict[str, Any]:
    """What was learned to resolve sources by, keys are arguments of ``resolve``, values Types, Ranker or Weigher;
    nothing where rules alone decide. Raises TypesError, RankerError and WeigherError."""
    if rules_only:
        return {}
    return {"types": default_types(), "ranker": default_ranker(), "weigher": default_weigher()}


def checked_origin(origin: Origins, lexicon: Lexicon) -> Origins:
    """The origin, or those of several that differ. Raises OriginError before anything is parsed, not after, and
    TypeError for what is no text and no list of texts."""
    for one in origin if isinstance(origin, list | tuple) else [origin]:
        if not isinstance(one, str):
            raise TypeError(
                f"origin must be the name of an outlet (str) or “auto”, not {type(one).__name__}: {one!r:.60}"
            )
    try:
        given = origins_given(origin, lexicon.once(OutletIndex))
    except ValueError as error:
        raise OriginError(str(error)) from error
    return AUTO if given is None else given if len(given) > 1 else given[0]


def _models(parser: Parser, rules_only: bool) -> dict[str, str]:
    if rules_only:
        return {"parser": parser.name, **parser.models}
    learned = {
        "attribution.safetensors": default_refiner().checksum,
        **({"outlets.safetensors": press.checksum} if (press := default_refiner().press) is not None else {}),
        "types.safetensors": default_types().checksum,
        "resolver.safetensors": default_ranker().checksum,
        "speakers.safetensors": default_weigher().checksum,
        "voice.safetensors": default_voices().checksum,
        "occasions.safetensors": default_occasions().checksum,
        "needs-words.safetensors": default_needs().checksum,
    }
    return {"parser": parser.name, **parser.models, **learned}


def _version() -> str:
    from audit import __version__

    return __version__


# ------------------------------------------------------------------------------------------------ the steps


@frozen
class Plan:
    """What is done to each article by itself: all that a claim needs, or, for a list of attributions (``listed`` is
    "all" or "univocal"), less."""

    lexicon: Lexicon
    rules_only: bool
    corrected: tuple[ListedArticle, ...] | None = None
    listed: str | None = None

    def steps(self) -> list[tuple[str, Step]]:
        """The steps with their names, ready to be taken; what was learned is loaded."""
        rules, alone = self.lexicon, self.rules_only
        found: list[tuple[str, Step]] = [
            ("find", Finder(rules, None if alone else default_refiner())),
            *_corrected(self.corrected),
            ("resolve", partial(resolve, lexicon=rules, **learned_to_resolve(alone))),
        ]
        if self.listed is None:
            found += [
                ("claims", partial(claimed, lexicon=rules, learned=None if alone else default_voices())),
                ("occasions", partial(with_occasions, lexicon=rules, learned=None if alone else default_occasions())),
                ("needs", partial(with_needs, lexicon=rules, learned=None if alone else default_needs())),
            ]
        elif self.listed == "univocal":
            found.append(("univocal", _univocal))
        return found
