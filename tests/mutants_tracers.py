"""A sound tracer goes in, broken ones come out: what people get wrong when they trace claims to an origin."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from attrs import evolve, frozen

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Evidence, Span

Trace = Callable[..., list[Article]]
Change = Callable[[list[Article], Sequence[Article], str], list[Article]]


@frozen
class Mutant:
    """A broken tracer: what is wrong with it, and how it is made from a sound one."""

    name: str
    make: Callable[[Trace], Trace]


MUTANTS: list[Mutant] = []


def after(name: str) -> Callable[[Change], None]:
    """A mutant that changes what the tracer gives."""

    def add(change: Change) -> None:
        def make(trace: Trace) -> Trace:
            def run(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
                return change(trace(articles, origin, lexicon, encode), articles, origin)

            return run

        MUTANTS.append(Mutant(name, make))

    return add


def before(name: str) -> Callable[[Callable[[Article], Article]], None]:
    """A mutant that misreads each article."""

    def add(change: Callable[[Article], Article]) -> None:
        def make(trace: Trace) -> Trace:
            def run(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
                traced = trace([change(article) for article in articles], origin, lexicon, encode)
                both = zip(articles, traced, strict=True)
                return [evolve(article, claims=taken(article.claims, found.claims)) for article, found in both]

            return run

        MUTANTS.append(Mutant(name, make))

    return add


def taken(claims: Sequence[Claim], traced: Sequence[Claim]) -> tuple[Claim, ...]:
    pairs = zip(claims, traced, strict=True)
    return tuple(evolve(claim, trace=found.trace, evidence=found.evidence) for claim, found in pairs)


def retraced(article: Article, choose: Callable[[Claim], str | None]) -> Article:
    """The article with other traces, where one is chosen."""
    claims = []
    for claim in article.claims:
        trace = choose(claim)
        claims.append(evolve(claim, trace=trace, evidence=Evidence("mutant", "so it seems")) if trace else claim)
    return evolve(article, claims=tuple(claims))


def sentence(article: Article, claim: Claim) -> str:
    return article.sentences[claim.sentence].span.of(article.text) if article.sentences else ""


@after("whoever names the origin credits it")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    return [retraced(a, lambda c, a=a: "credited" if origin in sentence(a, c) else None) for a in traced]  # type: ignore[misc]


@after("only the full name of the origin counts")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    return [
        retraced(a, lambda c, a=a: "untraced" if c.trace == "credited" and origin not in a.text else None)  # type: ignore[misc]
        for a in traced
    ]


@after("once credited, the rest of the article is carried")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    found = []
    for article in traced:
        first = min((c.spans[0].start for c in article.claims if c.trace == "credited"), default=10**9)
        late = {c.id for c in article.claims if c.kind == "none" and c.spans[0].start > first}
        found.append(retraced(article, lambda c, late=late: "carried" if c.id in late else None))  # type: ignore[misc]
    return found


@after("every unnamed source behind a credit is the credited one")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    found = []
    for article in traced:
        first = min((c.spans[0].start for c in article.claims if c.trace == "credited"), default=10**9)
        late = {c.id for c in article.claims if c.kind == "anonymous" and c.spans[0].start > first and not c.via}
        found.append(retraced(article, lambda c, late=late: "carried" if c.id in late else None))  # type: ignore[misc]
    return found


def bag(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{4,}", text.lower()))


def echoing(alike: Callable[[Claim, Claim], bool]) -> Change:
    def change(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
        held = [c for a in traced for c in a.claims if c.trace in ("credited", "carried")]
        return [
            retraced(a, lambda c: "echoed" if c.trace == "untraced" and any(alike(c, h) for h in held) else None)
            for a in traced
        ]

    return change


after("half of the words make an echo, “not” or no “not”")(
    echoing(lambda one, other: 2 * len(bag(one.text) & bag(other.text)) >= len(bag(other.text)))
)
after("who did it makes an echo, whatever it was")(
    echoing(lambda one, other: one.text.split()[1:3] == other.text.removeprefix("that ").split()[1:3])
)


@before("dates are not read")
def _(article: Article) -> Article:
    return evolve(article, published=None)


@before("whose article it is, is not read")
def _(article: Article) -> Article:
    return evolve(article, outlet=None)


@after("other outlets are credited like the origin")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    return [retraced(a, lambda c: "credited" if c.via else None) for a in traced]


@after("a claim without a trace has no evidence")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    return [
        evolve(a, claims=tuple(evolve(c, evidence=None) if c.trace == "untraced" else c for c in a.claims))
        for a in traced
    ]


@after("carried is called credited")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    return [retraced(a, lambda c: "credited" if c.trace == "carried" else None) for a in traced]


@after("evidence counts within the sentence")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    def moved(claim: Claim) -> Claim:
        if claim.evidence is None:
            return claim
        spans = tuple(Span(s.start + 1000, s.end + 1000) for s in claim.evidence.spans)
        return evolve(claim, evidence=evolve(claim.evidence, spans=spans))

    return [evolve(a, claims=tuple(map(moved, a.claims))) for a in traced]


@after("an echo names the article, not the claim")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    def named(claim: Claim) -> Claim:
        if claim.evidence is None or claim.evidence.claim is None:
            return claim
        return evolve(claim, evidence=evolve(claim.evidence, claim=claim.evidence.claim.partition(":")[0]))

    return [evolve(a, claims=tuple(map(named, a.claims))) for a in traced]


@after("wishes are left out of what comes back")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    return [evolve(a, claims=tuple(c for c in a.claims if not c.attitude)) for a in traced]


@after("articles come back by their names")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    return sorted(traced, key=lambda article: article.text)


@after("only an article that is given later can be an echo")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    first, *others = traced or [None]  # type: ignore[list-item]
    return [retraced(first, lambda c: "untraced" if c.trace == "echoed" else None), *others] if traced else []


@after("named speakers are left without a trace")
def _(traced: list[Article], given: Sequence[Article], origin: str) -> list[Article]:
    return [retraced(a, lambda c: "untraced" if c.trace == "independent" and not c.via else None) for a in traced]


def _remembers(trace: Trace) -> Trace:
    known: dict[str, tuple[Claim, ...]] = {}

    def run(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
        for article in trace(articles, origin, lexicon, encode):
            known.setdefault(article.text, article.claims)
        return [
            evolve(a, claims=taken(a.claims, known[a.text])) if len(known[a.text]) == len(a.claims) else a
            for a in articles
        ]

    return run


MUTANTS.append(Mutant("what an article once was traced to is kept, whatever stands beside it", _remembers))
