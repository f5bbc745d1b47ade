"""Sound parts go in, broken ones come out that no law caught when they were written: each names the law that does now.

They were written by somebody who had not read the laws, and run once; what escaped stands here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen
from mutants_lexicons import toml
from mutants_parsers import Changed

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Deduction, Evidence, Rating, Token
from audit.parse import Parser
from audit.trace import trace


@frozen
class Later:
    """A broken part: what is wrong with it, the law that catches it, and the part, or what makes it."""

    name: str
    law: str
    part: Any


WEAK = {"named": 0.0, "anonymous": 0.4, "sources said": 0.7, "none": 1.0}


def share(article: Article, weight: Callable[[Claim], float], claims: Sequence[Claim] | None = None) -> Rating:
    """Sixty points by how weak the claims are, each from 0 to 1."""
    listed = [claim for claim in article.claims if not claim.attitude] if claims is None else claims
    if not listed:
        return Rating(None)
    points = 60 * sum(map(weight, listed)) / len(listed)
    return Rating(100 - points, (Deduction("S1", points, "weak sourcing"),) if points > 0 else ())


def kind(claim: Claim) -> float:
    return WEAK[claim.kind]


def second_hand(article: Article, lexicon: Lexicon) -> Rating:
    return share(article, lambda claim: min(1.0, kind(claim) + (0.3 if claim.via else 0)))


def straight(article: Article, lexicon: Lexicon) -> Rating:
    def weight(claim: Claim) -> float:
        around = "".join(article.text[max(0, span.start - 1) : span.end + 1] for span in claim.spans)
        return kind(claim) * (0.5 if '"' in around else 1)

    return share(article, weight)


def thinned(article: Article, lexicon: Lexicon) -> Rating:
    rating = share(article, kind)
    said = sum(not claim.attitude for claim in article.claims)
    points = sum(row.points for row in rating.ledger) * said / max(1, len(article.claims))
    return Rating(100 - points, (Deduction("S1", points, "weak sourcing"),)) if points else rating


def searched(article: Article, lexicon: Lexicon) -> Rating:
    rating, hits = share(article, kind), len(re.findall(r"\b(?:officials?|sources?)\b", article.text, re.IGNORECASE))
    points = min(rating.score or 0.0, 2 * min(hits, 4))
    row = Deduction("V", points, "vague words") if points else None
    return Rating((rating.score or 0.0) - points, (*rating.ledger, row)) if row else rating


def last_digit(article: Article, lexicon: Lexicon) -> Rating:
    kept = {claim.id[-1]: claim for claim in article.claims if not claim.attitude}
    return share(article, kind, list(kept.values()))


def by_words(article: Article, lexicon: Lexicon) -> Rating:
    kept = {claim.text: claim for claim in article.claims if not claim.attitude}
    return share(article, kind, list(kept.values()))


SCORERS = [
    Later("claims are kept by their words", "order is nothing", by_words),
    Later("what came through another outlet is second-hand and costs", "outlet told", second_hand),
    Later("only straight marks quote", "marks", straight),
    Later("wishes are counted, and never found wanting", "wishes", thinned),
    Later("telling words are searched in headings and captions, too", "no prose", searched),
    Later("claims are kept by the last digit of their ids", "long stories", last_digit),
]


def each(change: Callable[[Article, int, Claim], str | None]) -> Any:
    """A tracer that gives some claims another trace."""

    def run(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
        return [evolve(a, claims=tuple(map(turned(a), range(len(a.claims))))) for a in trace(articles, origin, lexicon)]

    def turned(article: Article) -> Callable[[int], Claim]:
        def one(place: int) -> Claim:
            claim = article.claims[place]
            other = change(article, place, claim)
            return evolve(claim, trace=other, evidence=Evidence("rule", "so it seems")) if other else claim

        return one

    return run


def first_only(article: Article, place: int, claim: Claim) -> str | None:
    again = any(c.sentence == claim.sentence and c.trace == "credited" for c in article.claims[:place])
    return "untraced" if claim.trace == "credited" and again else None


def name_first(article: Article, place: int, claim: Claim) -> str | None:
    return "independent" if claim.kind == "named" and claim.trace == "credited" and claim.via else None


def full_name(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
    return trace(articles, origin if " " in origin else f"{origin} of nowhere", lexicon)


def carrying_on(article: Article, place: int, claim: Claim) -> str | None:
    before = article.claims[place - 1] if place else claim
    bare = claim.kind == before.kind == "none" and (claim.trace, before.trace) == ("untraced", "carried")
    return "carried" if bare and claim.paragraph - before.paragraph <= 1 else None


def backwards(article: Article, place: int, claim: Claim) -> str | None:
    after = article.claims[place + 1] if place + 1 < len(article.claims) else claim
    near = after.trace == "credited" and after.paragraph == claim.paragraph
    return "carried" if near and claim.kind == "none" and claim.trace == "untraced" else None


def elsewhere_only(article: Article, place: int, claim: Claim) -> str | None:
    found = claim.evidence.claim if claim.evidence and claim.trace == "echoed" else None
    return "untraced" if found and found.rpartition(":")[0] == article.id else None


def first_credit(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
    traced = trace(articles, origin, lexicon)
    first = next((a.id for a in traced if any(claim.trace == "credited" for claim in a.claims)), None)

    def other(article: Article, place: int, claim: Claim) -> str | None:
        found = claim.evidence.claim if claim.evidence and claim.trace == "echoed" else None
        return "untraced" if found and found.rpartition(":")[0] not in (first, article.id) else None

    return each(other)(articles, origin, lexicon) if first else traced


TRACERS = [
    Later("what is carried carries on", "the window's end", each(carrying_on)),
    Later("what stands before a credit in its paragraph is carried", "before the credit", each(backwards)),
    Later("an echo is looked for in other articles only", "echo at home", each(elsewhere_only)),
    Later("echoes are those of the first article that credits", "the second credit", first_credit),
    Later("only the first content of a sentence is credited", "both credited", each(first_only)),
    Later("whoever has a name is independent, even who told the origin", "named teller", each(name_first)),
    Later("the origin has to be asked for by its full name", "asked by another name", full_name),
]

DESK = {"origin": "our desk"}
LEXICONS = [
    Later(
        "a pattern of advertisements takes companies along",
        "prose is read",
        {
            "layout": toml(
                {
                    "id": "layout.advertisement",
                    "status": "boilerplate",
                    "pattern": r"(advertisement|.*\bcompany\b.*)",
                    **DESK,
                    "fires": ["Advertisement"],
                    "silent": ["The bridge opened."],
                }
            )
        },
    ),
    Later(
        "a list of insiders has lost officials and aides",
        "criteria are heard",
        {
            "people": toml(
                {
                    "id": "people.insider",
                    "words": ["insider", "staffer"],
                    **DESK,
                    "fires": ["An insider said that the airfield was flooded."],
                    "silent": ["A voter said that the airfield was flooded."],
                }
            )
        },
    ),
    Later(
        "a noun stands in the plural",
        "base forms",
        {
            "sources": toml(
                {
                    "id": "mine.hands",
                    "role": "anonymous",
                    "words": ["stagehands"],
                    **DESK,
                    "fires": ["Stagehands said that the curtain was torn."],
                    "silent": ["The stagehands left."],
                }
            )
        },
    ),
    Later(
        "words that stand for each other are opposites",
        "one meaning each",
        {
            "antonyms": toml(
                {
                    "id": "mine.opposed",
                    "pairs": ["die/perish"],
                    **DESK,
                    "fires": ["Two men died in the mine. | Two men perished in the mine."],
                    "silent": ["Two men died. | Two men slept."],
                }
            )
        },
    ),
    Later(
        "a shorter list has lost “never”",
        "opposites",
        {
            "polarity": toml(
                {
                    "id": "polarity.negator",
                    "words": ["not", "n't", "no"],
                    "role": "negator",
                    **DESK,
                    "fires": ["A choice has been made. | A choice has not been made."],
                    "silent": ["No choice was made. | A choice was not made."],
                }
            )
        },
    ),
    Later(
        "a given name is of both genders",
        "one gender each",
        {
            "names": toml(
                {
                    "id": "mine.names",
                    "gender": "feminine",
                    "words": ["Robert", "Ottilie"],
                    **DESK,
                    "fires": ["Ottilie Alvarez said that the road would open."],
                    "silent": ["The road is red."],
                }
            )
        },
    ),
]


def tokens(change: Callable[[Token], Token]) -> Callable[[Parser], Parser]:
    def parsed(article: Article) -> Article:
        trees = (evolve(s, tokens=tuple(map(change, s.tokens))) for s in article.sentences)
        return evolve(article, sentences=tuple(trees))

    return lambda sound: Changed(sound, parsed)


OLD: Mapping[str, str] = {"nsubj:pass": "nsubjpass", "obj": "dobj", "aux:pass": "auxpass", "flat": "name"}


def without_wide(article: Article) -> Article:
    def kept(token: Token) -> Token:
        text = "".join(letter for letter in token.text if ord(letter) < 0x10000)
        end = evolve(token.span, end=token.span.start + max(1, len(text)))
        return evolve(token, text=text or "?", span=end)

    return evolve(article, sentences=tuple(evolve(s, tokens=tuple(map(kept, s.tokens))) for s in article.sentences))


class Greedy(Changed):
    def parse(self, articles: Sequence[Article]) -> list[Article]:
        longest = max(len(article.text) for article in articles)
        return super().parse(articles) if longest >= 0 else []


PLAIN = str.maketrans("“”‘’", "\"\"''")


class Short(Changed):
    def encode(self, texts: Sequence[str]) -> Any:
        return super().encode([text[:12] or "." for text in texts])


def full_stops_only(article: Article) -> Article:
    kept = (s for s in article.sentences if s.span.of(article.text)[-1] in ".!?”\"'")
    return evolve(article, sentences=tuple(kept))


PARSERS = [
    Later(
        "curly marks are made straight",
        "words of the text",
        tokens(lambda token: evolve(token, text=token.text.translate(PLAIN))),
    ),
    Later("texts are cut before they are encoded", "vectors of every word", lambda sound: Short(sound, lambda a: a)),
    Later(
        "what ends without a full stop is no sentence",
        "no full stop",
        lambda sound: Changed(sound, full_stops_only),
    ),
    Later(
        "relations have their older names",
        "names of relations",
        tokens(lambda token: evolve(token, deprel=OLD.get(token.deprel, token.deprel))),
    ),
    Later(
        "letters beyond the basic plane are left out",
        "letters of any script",
        lambda sound: Changed(sound, without_wide),
    ),
    Later("it takes a batch to have an article", "nothing to do", Greedy),
    Later(
        "an article has thirty sentences at most",
        "long articles",
        lambda sound: Changed(sound, lambda article: evolve(article, sentences=article.sentences[:30])),
    ),
]
