"""Nothing goes in, parts come out that are right and unlike ours: no law may reject one of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import fmean, harmonic_mean, median
from typing import Any

from attrs import evolve, frozen

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Deduction, Evidence, Rating, Token
from audit.parse import Parser
from audit.testing.laws import Rules
from audit.trace import trace


@frozen
class Unusual:
    """A part that is right: how it differs from ours, the part, and what it declares of itself."""

    name: str
    part: Any
    rules: Rules | None = None


SCORERS: list[Unusual] = []
WORTH = {"named": 1.0, "anonymous": 0.6, "sources said": 0.3, "none": 0.0}


def scorer(name: str, rules: Rules | None = None) -> Callable[[Callable[[list[Claim]], Any]], None]:
    """A scorer that is told by what an article's claims are worth together, from 0 to 1; the rest is one row."""

    def add(worth: Callable[[list[Claim]], Any]) -> None:
        def rate(article: Article, lexicon: Lexicon) -> Rating:
            claims = [claim for claim in article.claims if not claim.attitude]
            if rules is not None and rules.attributed:
                claims = [claim for claim in claims if claim.kind != "none"]
            if len(claims) < (rules.least if rules else 1):
                return Rating(None)
            points = 100 - 100 * worth(claims)
            return Rating(100 - points, (Deduction("own", points, "what its claims rest on"),) if points > 0 else ())

        SCORERS.append(Unusual(name, rate, rules))

    return add


def values(claims: Sequence[Claim]) -> list[float]:
    return sorted(WORTH[claim.kind] for claim in claims)


scorer("the mean of all claims")(lambda claims: fmean(values(claims)))
scorer("the weakest claim decides")(lambda claims: min(values(claims)))
scorer("the best claim decides")(lambda claims: max(values(claims)))
scorer("the middle claim decides")(lambda claims: median(values(claims)))
scorer("fractions")(lambda claims: sum(Fraction(str(v)) for v in values(claims)) / len(claims))
scorer("decimals")(lambda claims: sum(Decimal(str(v)) for v in values(claims)) / len(claims))
scorer("all or nothing")(lambda claims: float(all(claim.kind == "named" for claim in claims)))
scorer("everybody is perfect")(lambda claims: 1.0)
scorer("nobody is any good")(lambda claims: 0.0)
scorer("three grades")(lambda claims: round(2 * fmean(values(claims)) + 1e-9) / 2)
scorer("roots")(lambda claims: math.sqrt(fmean(values(claims))))
scorer("squares")(lambda claims: fmean(values(claims)) ** 2)
scorer("harmonic")(lambda claims: harmonic_mean([max(v, 0.01) for v in values(claims)]))
scorer("the share of claims by name")(lambda claims: fmean(claim.kind == "named" for claim in claims))
scorer("the opening counts twice")(
    lambda claims: fmean([*(WORTH[c.kind] for c in claims), WORTH[min(claims, key=lambda c: c.spans).kind]])
)
scorer("none below three claims", Rules(least=3))(lambda claims: fmean(values(claims)))
scorer("only attributed claims count", Rules(attributed=True))(lambda claims: fmean(values(claims)))


def _words(claim: Claim) -> int:
    return len(claim.text.split()) or 1


scorer("the share of words, not of claims")(
    lambda claims: 1 - sum(_words(c) * (c.kind == "none") for c in claims) / sum(map(_words, claims))
)
scorer("in steps of twenty")(lambda claims: math.ceil(5 * fmean(values(claims)) - 1e-9) / 5)
scorer("thirty points where nobody has a name")(
    lambda claims: 1.0 if any(claim.kind == "named" for claim in claims) else 0.7
)
scorer("who has one name alone has none", Rules(full=True))(
    lambda claims: fmean(
        claim.kind == "named" and " " in (claim.source.text if claim.source else "") for claim in claims
    )
)


def _best_of_each_paragraph(claims: list[Claim]) -> float:
    best: dict[int, float] = {}
    for claim in claims:
        best[claim.paragraph] = max(best.get(claim.paragraph, 0.0), WORTH[claim.kind])
    return fmean(best.values())


scorer("the best source of a paragraph speaks for it")(_best_of_each_paragraph)


def _wishes_too(article: Article, lexicon: Lexicon) -> Rating:
    """Wishes count as other claims do."""
    if not article.claims:
        return Rating(None)
    points = 50 * fmean(claim.kind != "named" for claim in article.claims)
    return Rating(100 - points, (Deduction("own", points, "what its claims rest on"),) if points else ())


SCORERS.append(Unusual("wishes count", _wishes_too))


def _rows(article: Article, lexicon: Lexicon) -> Rating:
    claims = [claim for claim in article.claims if not claim.attitude]
    lost = [(claim, 50 * (1 - WORTH[claim.kind]) / len(claims)) for claim in claims]
    rows = tuple(Deduction("own", points, claim.text, claim.spans) for claim, points in lost if points > 0)
    return Rating(100 - sum(row.points for row in rows), rows) if claims else Rating(None)


class _Remembers:
    """A scorer with a memory that changes nothing."""

    def __init__(self) -> None:
        self.known: dict[Article, Rating] = {}
        self.counted: Counter[str] = Counter()

    def __call__(self, article: Article, lexicon: Lexicon) -> Rating:
        self.counted[article.id] += 1
        return self.known.setdefault(article, _rows(article, lexicon))


SCORERS += [Unusual("a row for every claim", _rows), Unusual("it remembers what it has read", _Remembers())]

# ------------------------------------------------------------------------------------------------ tracers


def _because(traced: list[Article], reason: str) -> list[Article]:
    def told(claim: Claim) -> Claim:
        assert claim.evidence is not None
        return evolve(claim, evidence=Evidence("own", f"{reason}: {claim.trace}", origin="NBC News"))

    return [evolve(article, claims=tuple(map(told, article.claims))) for article in traced]


def _backwards(articles: Any, origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
    return trace(list(articles)[::-1], origin, lexicon, encode)[::-1]


def _twice(articles: Any, origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
    return trace(trace(articles, origin, lexicon, encode), origin, lexicon, encode)


class _Tracer:
    """A tracer that remembers articles it was given together."""

    def __init__(self) -> None:
        self.known: dict[Any, list[Article]] = {}

    def __call__(self, articles: Any, origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
        key = (tuple(articles), origin)
        if key not in self.known:
            self.known[key] = trace(articles, origin, lexicon, encode)
        return list(self.known[key])


TRACERS = [
    Unusual(
        "evidence without spans", lambda a, origin, lexicon, encode=None: _because(trace(a, origin, lexicon), "so")
    ),
    Unusual("it reads from behind", _backwards),
    Unusual("it traces what is traced once more", _twice),
    Unusual("it gives a tuple", lambda a, origin, lexicon, encode=None: tuple(trace(a, origin, lexicon))),
    Unusual("it remembers", _Tracer()),
]

# ------------------------------------------------------------------------------------------------ parsers


class Wrapped:
    """A parser made of another."""

    name = "wrapped"

    def __init__(self, sound: Parser, change: Callable[[Article], Article] = lambda a: a, vectors: bool = True) -> None:
        self.sound, self.change, self.vectors = sound, change, vectors
        self.models: dict[str, str] = {}

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        return [self.change(self.sound.parse([article])[0]) for article in articles]

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        return [list(map(float, v)) for v in self.sound.encode(texts)] if self.vectors else []


def _each(change: Callable[..., Any]) -> Callable[[Article], Article]:
    def run(article: Article) -> Article:
        kept = (evolve(s, tokens=tuple(change(t) for t in s.tokens)) for s in article.sentences)
        return evolve(article, sentences=tuple(kept))

    return run


def _untagged(token: Token) -> Token:
    return evolve(token, xpos="") if token.upos == "SYM" else token


PARSERS = [
    Unusual("no vectors", lambda sound: Wrapped(sound, vectors=False)),
    Unusual("one article at a time", Wrapped),
    Unusual(
        "marks have no tags",
        lambda sound: Wrapped(sound, _each(lambda t: evolve(t, xpos="") if t.upos == "SYM" else t)),
    ),
    Unusual(
        "vectors of words are left out",
        lambda sound: Wrapped(
            sound, lambda a: evolve(a, sentences=tuple(evolve(s, vectors=None) for s in a.sentences))
        ),
    ),
    Unusual(
        "paragraphs count from a hundred",
        lambda sound: Wrapped(
            sound, lambda a: evolve(a, sentences=tuple(evolve(s, paragraph=s.paragraph + 100) for s in a.sentences))
        ),
    ),
]


class Arrays(Wrapped):
    """A parser that gives the vectors as one array."""

    def encode(self, texts: Sequence[str]) -> Any:
        import numpy as np

        return np.asarray(super().encode(texts))


PARSERS.append(Unusual("vectors are an array", Arrays))
