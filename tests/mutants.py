"""A sound scorer goes in, broken ones come out: what people get wrong when they write one of their own.

They change what goes into a scorer, what comes out of it, or its weights, so they fit any scorer that keeps the laws.
Each is run against all laws of a scorer; none is written for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

from attrs import evolve, frozen

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Deduction, Rating, Span
from audit.pipeline import Scorer

Mutation = Callable[[Scorer, Lexicon], tuple[Scorer, Lexicon]]


@frozen
class Mutant:
    """A broken scorer: what is wrong with it, and how it is made from a sound one."""

    name: str
    make: Mutation


MUTANTS: list[Mutant] = []


def after(name: str) -> Callable[[Callable[[Rating, Article], Rating]], None]:
    """A mutant that changes what the scorer gives."""

    def add(change: Callable[[Rating, Article], Rating]) -> None:
        def make(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
            return (lambda article, rules: change(scorer(article, rules), article)), lexicon

        MUTANTS.append(Mutant(name, make))

    return add


def before(name: str) -> Callable[[Callable[[Article], Article]], None]:
    """A mutant that misreads the article."""

    def add(change: Callable[[Article], Article]) -> None:
        def make(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
            return (lambda article, rules: scorer(change(article), rules)), lexicon

        MUTANTS.append(Mutant(name, make))

    return add


def less(rating: Rating, points: float) -> Rating:
    """The rating with one row more, cut to what is left."""
    taken = round(min(points, rating.score or 0.0), 1)
    if rating.score is None or taken <= 0:
        return rating
    return Rating(round(rating.score - taken, 1), (*rating.ledger, Deduction("X1", taken, "taken by a mutant")))


def of_kind(article: Article, *kinds: str) -> list[Claim]:
    return [claim for claim in article.claims if claim.kind in kinds and not claim.attitude]


def swapped(article: Article, one: str, other: str) -> Article:
    """The article with two kinds taken for each other."""
    kinds = {one: other, other: one}
    return evolve(
        article,
        claims=tuple(evolve(c, kind=kinds.get(c.kind, c.kind)) for c in article.claims),
        attributions=tuple(evolve(a, kind=kinds.get(a.kind, a.kind)) for a in article.attributions),
    )


# ------------------------------------------------------------------------------------------------ the form of a rating


@after("an article without claims gets full marks")
def _(rating: Rating, article: Article) -> Rating:
    return rating if article.claims else Rating(100.0)


@after("where nothing is lost there is no score")
def _(rating: Rating, article: Article) -> Rating:
    return rating if rating.ledger else Rating(None)


@after("no floor: points are taken off below zero")
def _(rating: Rating, article: Article) -> Rating:
    return rating if rating.score is None else Rating(rating.score - 90, rating.ledger)


@after("the score is rounded to whole points, the ledger is not")
def _(rating: Rating, article: Article) -> Rating:
    return rating if rating.score is None else evolve(rating, score=float(round(rating.score)))


@after("the ledger shows the three dearest rows and no more")
def _(rating: Rating, article: Article) -> Rating:
    return evolve(rating, ledger=tuple(sorted(rating.ledger, key=lambda row: -row.points)[:3]))


@after("spans count bytes, not letters")
def _(rating: Rating, article: Article) -> Rating:
    def at(place: int) -> int:
        return len(article.text[:place].encode())

    rows = (evolve(r, spans=tuple(Span(at(s.start), at(s.end)) for s in r.spans)) for r in rating.ledger)
    return evolve(rating, ledger=tuple(rows))


@after("spans count from the end of the front matter")
def _(rating: Rating, article: Article) -> Rating:
    skipped = len(article.segments[0].span) if article.segments and article.segments[0].status == "metadata" else 0
    rows = (
        evolve(r, spans=tuple(Span(max(0, s.start - skipped), max(0, s.end - skipped)) for s in r.spans))
        for r in rating.ledger
    )
    return evolve(rating, ledger=tuple(rows))


@after("a row's reason is left empty")
def _(rating: Rating, article: Article) -> Rating:
    return evolve(rating, ledger=tuple(evolve(row, reason="") for row in rating.ledger))


# ------------------------------------------------------------------------------------------------ memory and order


def _remembering(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
    known: dict[str, Rating] = {}

    def rate(article: Article, rules: Lexicon) -> Rating:
        if article.id not in known:
            known[article.id] = scorer(article, rules)
        return known[article.id]

    return rate, lexicon


MUTANTS.append(Mutant("ratings are remembered by the article's id", _remembering))


def _piling_up(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
    seen: set[str] = set()

    def rate(article: Article, rules: Lexicon) -> Rating:
        names = {c.source.text for c in of_kind(article, "anonymous") if c.source is not None}
        rating = less(scorer(article, rules), 4.0 * len(names & seen))
        seen.update(names)
        return rating

    return rate, lexicon


MUTANTS.append(Mutant("a list of sources seen is kept from one article to the next", _piling_up))


def _drifting(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
    calls = count()
    return (lambda article, rules: less(scorer(article, rules), 1.0 if next(calls) > 50 else 0.0)), lexicon


MUTANTS.append(Mutant("after fifty articles it grows stricter", _drifting))


@after("the claim that is listed last decides")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 3.0) if article.claims and article.claims[-1].kind == "none" else rating


@before("only the first five claims are read")
def _(article: Article) -> Article:
    return evolve(article, claims=article.claims[:5])


# ------------------------------------------------------------------------------------------------ what is no claim


@after("a share of sentences, not of claims")
def _(rating: Rating, article: Article) -> Rating:
    weak = {claim.sentence for claim in of_kind(article, "none", "sources said")}
    return less(rating, 10 * len(weak) / max(1, len(article.sentences)))


@after("questions are held against the article")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 2.0 * article.text.count("?"))


@after("advertisements are counted as paragraphs")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 5.0 * ("\n\nADVERTISEMENT" in article.text or "Comments\n" in article.text))


@after("a heading costs what a claim without a source costs")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 2.0 * sum(segment.status == "heading" for segment in article.segments))


@before("wishes count as claims of those who wish")
def _(article: Article) -> Article:
    claims = (evolve(c, cue_class="speech", kind="sources said") if c.attitude else c for c in article.claims)
    return evolve(article, claims=tuple(claims))


@after("where it was published matters")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 5.0 * (article.outlet == "Reuters" or "://blog." in (article.url or "")))


@after("old articles lose points")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 3.0 * ((article.published or "9999") < "2020"))


@after("noise by the article's id breaks ties")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, sum(map(ord, article.id)) % 7 / 10)


@after("echoes and claims without a trace lose points")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 2.0 * sum(claim.trace in ("echoed", "untraced") for claim in article.claims))


# ------------------------------------------------------------------------------------------------ kinds and dossiers


@before("named and anonymous are mixed up")
def _(article: Article) -> Article:
    return swapped(article, "named", "anonymous")


@after("a bare hedge goes unpunished, an unnamed source does not")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 12.0 * len(of_kind(article, "anonymous")) / max(1, len(article.claims)))


@before("“reportedly” counts as a named source")
def _(article: Article) -> Article:
    claims = (evolve(c, kind="named") if c.cue_class == "hedge" else c for c in article.claims)
    return evolve(article, claims=tuple(claims))


@after("a long reason for anonymity is a warning sign")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 4.0 * sum(c.source is not None and len(c.source.text.split()) > 9 for c in article.claims))


@after("“familiar with the matter” is a warning sign, silence is none")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 6.0 * ("familiar with" in article.text or "with knowledge" in article.text))


@after("many sources count as many leaks")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, sum(1.0 * (c.source.number or 0) for c in of_kind(article, "anonymous") if c.source))


def _dear_boilerplate(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
    entries = tuple(
        evolve(entry, data={**entry.data, "points": 30.0, "cap": 30.0}) if entry.id == "B7" else entry
        for entry in lexicon.file("criteria")
    )
    return scorer, Lexicon({**lexicon.entries, "criteria": entries}, lexicon.checksums)


MUTANTS.append(Mutant("a stock reason costs more than none", _dear_boilerplate))


# ------------------------------------------------------------------------------------------------ no attribution, names


@before("claims without an attribution are passed over")
def _(article: Article) -> Article:
    return evolve(article, claims=tuple(claim for claim in article.claims if claim.kind != "none"))


@after("each attribution is a risk")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 6.0 * len(of_kind(article, "named", "anonymous", "sources said")))


_PLAIN_NAME = re.compile(r"(?:[A-Z][a-z]+ )+[A-Z][a-z]+$")


@after("a name is two words of plain letters")
def _(rating: Rating, article: Article) -> Rating:
    odd = [c for c in of_kind(article, "named") if c.source and not _PLAIN_NAME.search(c.source.text)]
    return less(rating, 4.0 * len(odd))


@after("one name alone is nobody")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 5.0 * any(c.source and " " not in c.source.text for c in of_kind(article, "named")))


@after("a person is told by the surname alone")
def _(rating: Rating, article: Article) -> Rating:
    names = [c.source.text.split()[-1] for c in of_kind(article, "named") if c.source]
    return less(rating, 3.0 * sum(name[0] in "OSV" for name in names))


# ------------------------------------------------------------------------------------------------ crashes


def _raising(wrong: Callable[[Article], object]) -> Mutation:
    def make(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
        def rate(article: Article, rules: Lexicon) -> Rating:
            wrong(article)
            return scorer(article, rules)

        return rate, lexicon

    return make


MUTANTS += [
    Mutant(
        "it takes every attributed claim to have a source",
        _raising(
            lambda a: [
                c.source.text
                for c in a.claims
                if c.cue is not None  # type: ignore[union-attr]
            ]
        ),
    ),
    Mutant(
        "it divides by the number of sources",
        _raising(lambda a: 1 / (not a.claims or sum(c.source is not None or c.kind == "none" for c in a.claims))),
    ),
    Mutant(
        "it takes every source to have been read from a tree",
        _raising(
            lambda a: [
                c.source.phrase.heads
                for c in a.claims
                if c.source  # type: ignore[union-attr]
            ]
        ),
    ),
    Mutant(
        "it looks for the headline before the first claim",
        _raising(lambda a: a.claims and a.text[: a.claims[0].spans[0].start].encode("latin-1")),
    ),
]
