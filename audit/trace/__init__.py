"""Articles with claims and the name of an origin go in; every claim comes out with its trace and the evidence for it.

The rules, in the order in which they count:

| trace | rule | when |
|---|---|---|
| credited | ``credit-chain`` | the origin is among the outlets the claim passed through |
| | ``credit-source`` | its source is the origin, its report, or sources of the origin ("NBC's six sources") |
| | ``credit-sentence`` | other words of its sentence credit the origin, and no other source governs it |
| | ``credit-own-report`` | the article is the origin's own; the claim rests on no named source or other outlet |
| carried | ``carry-source`` | its unnamed source is one that the article credited to the origin before |
| | ``carry-report`` | its source points back to the origin or its report ("the network") |
| | ``carry-window`` | it has no source, and stands soon after a claim credited or carried by its source |
| independent | ``other-outlet`` | another outlet stands in its chain or is its source |
| | ``other-source`` | its source is named and is not the origin |
| echoed | ``echo`` | it has no credit and says what a credited or carried claim says |
| untraced | ``echo-possible`` | it may say what such a claim says: shown apart, not counted |
| | ``contradicts`` | it says the opposite of such a claim, or gives another number or date |
| | ``echo-too-early`` | it says so, but before every article that credits the origin for it |
| | ``no-credit`` | none of these |

So in the origin's own article what named people say in public stays independent, as it does everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Evidence
from audit.outlets import OutletIndex
from audit.trace.echo import Echoes, Match, first_published
from audit.trace.judge import EchoJudge, Encode
from audit.trace.origin import Origin
from audit.trace.reading import Found, Reading

__all__ = ["Encode", "names_origin", "trace"]


def trace(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Encode | None = None) -> list[Article]:
    """The same articles, in the same order, every claim with one of TRACES and its evidence.

    ``origin`` is looked up among the lexicon's outlets (name, aliases, family) and else matched as typed. ``encode``
    turns texts into unit vectors; without it echoes are found by shared words alone. The result for a claim does not
    depend on the order of the articles. Raises ValueError for an origin that names nothing.
    """
    outlet = Origin(origin, OutletIndex(lexicon))
    found: dict[str, Found] = {}
    for article in articles:
        found.update(Reading(article, outlet).run())
    every = sorted((claim for article in articles for claim in article.claims), key=lambda claim: claim.id)
    targets = [claim for claim in every if claim.id in found and found[claim.id][0] in ("credited", "carried")]
    open_claims = [claim for claim in every if claim.id not in found]
    published = {article.id: article.published for article in articles}
    judge = EchoJudge(lexicon, encode)
    judge.read(articles, frozenset(claim.id for claim in (*targets, *open_claims)))
    matched, late = Echoes(every, targets, published, judge, encode).find(open_claims)
    for claim in open_claims:
        found[claim.id] = _uncredited(claim, outlet, matched.get(claim.id), late.get(claim.id), found, published)
    return [
        attrs.evolve(
            article,
            claims=tuple(
                attrs.evolve(claim, trace=found[claim.id][0], evidence=found[claim.id][1]) for claim in article.claims
            ),
        )
        for article in articles
    ]


def names_origin(article: Article, origin: str, lexicon: Lexicon) -> bool:
    """Whether the article names the origin anywhere, or is the origin's own."""
    outlet = Origin(origin, OutletIndex(lexicon))
    return bool(outlet.find(article.text)) or bool(article.outlet and outlet.meant_by(article.outlet))


def _uncredited(
    claim: Claim,
    origin: Origin,
    match: Match | None,
    late: Match | None,
    found: Mapping[str, Found],
    published: Mapping[str, str | None],
) -> Found:
    if match is not None and match.judgement.decision != "same":
        possible = match.judgement.decision == "possible"
        verb = "may say" if possible else "contradicts"
        reason = f"No credit found. It {verb} what claim {match.claim.id} says ({match.judgement.reason})."
        rule = "echo-possible" if possible else "contradicts"
        return "untraced", Evidence(rule, reason, 0.6, (), match.claim.id, match.similarity)
    if match is not None:
        other = match.claim
        how = f"{found[other.id][0]} claim {other.id}"
        if other.article == claim.article:
            order = "in the same article"
        else:
            known = first_published(published.get(claim.article), published.get(other.article))
            order = {
                "unknown": "publication dates are missing, so which came first is unknown",
                "same day": "both were published on the same day",
                "later": "that article was published before this one",
            }[known]
        reason = (
            f"No credit to {origin.name} found here, but it says what the {how} says"
            f" ({order}; {match.judgement.reason})."
        )
        evidence = Evidence("echo", reason, match.similarity, claim.spans, other.id, match.similarity)
        return "echoed", evidence
    if late is not None:
        reason = (
            f"No credit found. It says what claim {late.claim.id} says, but its article was published before every"
            f" article that credits {origin.name} for it, so it cannot repeat them."
        )
        return "untraced", Evidence("echo-too-early", reason, 0.6, (), late.claim.id, late.similarity)
    return "untraced", Evidence("no-credit", f"No credit to {origin.name} found, and no other named source.", 0.8)
