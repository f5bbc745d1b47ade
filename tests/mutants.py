"""A sound scorer goes in, broken ones come out, made by hand: each with the law that must catch it.

They change what goes into a scorer, what comes out of it, or its weights, so they fit any scorer that keeps the laws.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import count

from attrs import evolve, frozen

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Deduction, Rating, Span
from audit.pipeline import Scorer

Mutation = Callable[[Scorer, Lexicon], tuple[Scorer, Lexicon]]


@frozen
class Mutant:
    """A broken scorer: what is wrong with it, the law that must catch it, and how it is made from a sound one."""

    name: str
    law: str
    make: Mutation


MUTANTS: list[Mutant] = []


def after(name: str, law: str) -> Callable[[Callable[[Rating, Article], Rating]], None]:
    """A mutant that changes what the scorer gives."""

    def add(change: Callable[[Rating, Article], Rating]) -> None:
        def make(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
            return (lambda article, rules: change(scorer(article, rules), article)), lexicon

        MUTANTS.append(Mutant(name, law, make))

    return add


def before(name: str, law: str) -> Callable[[Callable[[Article], Article]], None]:
    """A mutant that misreads the article."""

    def add(change: Callable[[Article], Article]) -> None:
        def make(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
            return (lambda article, rules: scorer(change(article), rules)), lexicon

        MUTANTS.append(Mutant(name, law, make))

    return add


def less(rating: Rating, points: float) -> Rating:
    """The rating with one row more, cut to what is left."""
    taken = round(min(points, rating.score or 0.0), 1)
    if rating.score is None or taken <= 0:
        return rating
    return Rating(round(rating.score - taken, 1), (*rating.ledger, Deduction("X1", taken, "taken by a mutant")))


def swapped(article: Article, one: str, other: str) -> Article:
    """The article with two kinds taken for each other."""
    kinds = {one: other, other: one}
    return evolve(
        article,
        claims=tuple(evolve(c, kind=kinds.get(c.kind, c.kind)) for c in article.claims),
        attributions=tuple(evolve(a, kind=kinds.get(a.kind, a.kind)) for a in article.attributions),
    )


def unnamed(article: Article) -> list[Claim]:
    return [claim for claim in article.claims if claim.kind == "anonymous"]


# ------------------------------------------------------------------------------------------------ the form of a rating


@after("an article without claims gets full marks", "null without claims")
def _(rating: Rating, article: Article) -> Rating:
    return rating if article.claims else Rating(100.0)


@after("an article without a named source gets no score", "in range")
def _(rating: Rating, article: Article) -> Rating:
    return rating if any(claim.kind == "named" for claim in article.claims) else Rating(None)


@after("no floor: points are taken off below zero", "in range")
def _(rating: Rating, article: Article) -> Rating:
    return rating if rating.score is None else Rating(rating.score - 90, rating.ledger)


@after("the score is rounded to tens, the ledger is not", "known ledger adds up")
def _(rating: Rating, article: Article) -> Rating:
    return rating if rating.score is None else evolve(rating, score=float(round(rating.score, -1)))


@after("the score is a share of one", "ledger adds up")
def _(rating: Rating, article: Article) -> Rating:
    return rating if rating.score is None else evolve(rating, score=rating.score / 100)


@after("the last row is left out of the ledger", "known ledger adds up")
def _(rating: Rating, article: Article) -> Rating:
    return evolve(rating, ledger=rating.ledger[:-1])


@after("the first row stands twice in the ledger", "ledger adds up")
def _(rating: Rating, article: Article) -> Rating:
    return evolve(rating, ledger=(*rating.ledger[:1], *rating.ledger))


@after("each row is rounded up to whole points", "known ledger adds up")
def _(rating: Rating, article: Article) -> Rating:
    return evolve(rating, ledger=tuple(evolve(row, points=math.ceil(row.points) + 0.5) for row in rating.ledger))


@after("spans are counted from 1", "spans in the text")
def _(rating: Rating, article: Article) -> Rating:
    rows = (evolve(r, spans=tuple(Span(s.start + 1, s.end + 1) for s in r.spans)) for r in rating.ledger)
    return evolve(rating, ledger=tuple(rows))


@after("spans hold a place and no words", "spans in the text")
def _(rating: Rating, article: Article) -> Rating:
    rows = (evolve(r, spans=tuple(Span(s.start, s.start) for s in r.spans)) for r in rating.ledger)
    return evolve(rating, ledger=tuple(rows))


@after("rows give no reason", "rows speak")
def _(rating: Rating, article: Article) -> Rating:
    return evolve(rating, ledger=tuple(evolve(row, reason=" ") for row in rating.ledger))


# ------------------------------------------------------------------------------------------------ memory and order


def _changing(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
    calls = count()
    return (lambda article, rules: less(scorer(article, rules), next(calls) % 2)), lexicon


MUTANTS.append(Mutant("every second article loses a point", "twice the same", _changing))


def _remembering(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
    known: dict[str, Rating] = {}

    def rate(article: Article, rules: Lexicon) -> Rating:
        if article.id not in known:
            known[article.id] = scorer(article, rules)
        return known[article.id]

    return rate, lexicon


MUTANTS.append(Mutant("ratings are remembered by the article's id", "twice the same", _remembering))


@after("the claim that is listed first weighs more", "order is nothing")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 2.0 * (article.claims[0].kind != "named")) if article.claims else rating


@before("only the first three claims are read", "order is nothing")
def _(article: Article) -> Article:
    return evolve(article, claims=article.claims[:3])


# ------------------------------------------------------------------------------------------------ kinds and dossiers


@before("named and anonymous are mixed up", "better kind")
def _(article: Article) -> Article:
    return swapped(article, "named", "anonymous")


@before("anonymous and bare sources are mixed up", "better kind")
def _(article: Article) -> Article:
    return swapped(article, "anonymous", "sources said")


@after("each described source costs points, bare ones none", "better kind")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 25.0 * len(unnamed(article)))


@after("a reason for anonymity counts as an excuse", "reason")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 12.0 * ("who asked" in article.text or "anonymity" in article.text))


@after("long articles lose points for each word", "reason")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 2.0 * len(article.text.split()))


@after("“familiar with the matter” counts as a warning sign", "basis")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 12.0 * ("familiar with" in article.text or "with knowledge" in article.text))


@after("many sources count as many leaks", "number")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, sum(3.0 * (c.source.number or 0) for c in unnamed(article) if c.source))


def _dear_boilerplate(scorer: Scorer, lexicon: Lexicon) -> tuple[Scorer, Lexicon]:
    entries = tuple(
        evolve(entry, data={**entry.data, "points": 30.0, "cap": 30.0}) if entry.id == "B7" else entry
        for entry in lexicon.file("criteria")
    )
    return scorer, Lexicon({**lexicon.entries, "criteria": entries}, lexicon.checksums)


MUTANTS.append(Mutant("a stock reason costs more than none", "reason", _dear_boilerplate))


# ------------------------------------------------------------------------------------------------ no attribution, names


@before("claims without an attribution are passed over", "no attribution")
def _(article: Article) -> Article:
    return evolve(article, claims=tuple(claim for claim in article.claims if claim.kind != "none"))


@before("what the article says itself counts as named", "no attribution")
def _(article: Article) -> Article:
    return evolve(
        article, claims=tuple(evolve(c, kind="named" if c.kind == "none" else c.kind) for c in article.claims)
    )


@after("unattributed claims are rewarded", "no attribution")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 15.0 * any(claim.kind != "none" for claim in article.claims))


@after("long names weigh more", "renaming")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, sum(len(c.source.text) for c in article.claims if c.source and c.kind == "named") / 10)


@after("one person is not believed", "renaming")
def _(rating: Rating, article: Article) -> Rating:
    return less(rating, 5.0 * ("Okafor" in article.text))
