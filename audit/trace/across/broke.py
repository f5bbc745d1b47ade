"""Traced articles go in; how much of the story rests on each origin, and who broke it as far as they tell, comes out.

An outlet may be credited with the story or with a remark in it. A news story says in its first paragraphs what it is
about, and that is where it credits whose story it is (the lead, and the paragraph that sums up): so the story is an
outlet's where most of the other articles have, within their first OPENING paragraphs, a claim that is credited to it,
or that repeats one so credited. Text counts before dates: such an outlet had it before them. Two outlets credited
alike, or an earlier article that tells the same and never credits it, leave it open; and nothing is guessed where
dates are missing.

Source: AP's memo on credit (2010): at the start of a story, or two or three paragraphs down; ours: OPENING, by which
the paragraph that sums up a story stands, and that most articles must do so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Final

from attrs import evolve, field, frozen, validators

from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim, Evidence
from audit.trace.across.cluster import Cluster, headline, reads_best
from audit.trace.credit.published import first_published

BROKE_BY: Final = ("credit", "credit and date", "date", "unknown")
OPENING: Final = 5  # paragraphs from an article's first claim on, in which it says what it is about
_TO_IT: Final = ("credited", "carried", "echoed")


@frozen
class Share:
    """How much of a story rests on one origin: how many claims are credited to it, carried from it, or echo these
    (``echoed``), of ``claims`` in all, without attitudes; ``articles`` are the ids of those that credit it; ``claim``
    is the id of one that it is credited with: one that several articles make or that stands high, if there is one, and
    ``told`` its words, as they read alone."""

    origin: str
    credited: int
    carried: int
    echoed: int
    claims: int
    articles: tuple[str, ...] = ()
    claim: str | None = field(default=None, metadata={"added": "0.2"})
    told: str = field(default="", metadata={"added": "0.2"})

    @property
    def rests(self) -> int:
        """How many claims rest on it by credit."""
        return self.credited + self.carried


@frozen
class Broke:
    """Who broke the story as far as the articles tell: ``origin`` is None where they do not; ``reason`` says why."""

    origin: str | None
    by: str = field(validator=validators.in_(BROKE_BY))
    reason: str


def shares_of(
    articles: Sequence[Article], origins: Sequence[str], clusters: Sequence[Cluster], lexicon: Lexicon
) -> tuple[Share, ...]:
    """Each origin's share, the largest first."""
    claims = [claim for article in articles for claim in article.claims if not claim.attitude]
    many = {id: len(cluster.articles) for cluster in clusters for id in cluster.claims}
    high = {claim.id for article in articles for claim in _opening(article)}
    leading: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.trace in _TO_IT and claim.evidence is not None and claim.evidence.origin:
            leading.setdefault(claim.evidence.origin, []).append(claim)
    made = []
    for origin in origins:
        mine = leading.get(origin, [])
        counts = {trace: sum(c.trace == trace for c in mine) for trace in _TO_IT}
        rests = [c for c in mine if c.trace != "echoed"]
        where = tuple(dict.fromkeys(c.article for c in rests))
        best = _telling(rests, many, high, lexicon)
        id, told = (None, "") if best is None else (best.id, headline([best], lexicon))
        made.append(Share(origin, **counts, claims=len(claims), articles=where, claim=id, told=told))
    return tuple(sorted(made, key=lambda s: (-s.rests, -len(s.articles), -s.echoed, s.origin)))


def _opening(article: Article) -> list[Claim]:
    """The claims of an article's first paragraphs."""
    claims = [claim for claim in article.claims if not claim.attitude]
    places = sorted({claim.paragraph for claim in claims})[:1]
    return [claim for claim in claims if claim.paragraph < places[0] + OPENING]


def _leads_to(claim: Claim, origin: str) -> bool:
    return claim.trace in _TO_IT and claim.evidence is not None and claim.evidence.origin == origin


def _telling(claims: Sequence[Claim], many: Mapping[str, int], high: Set[str], lexicon: Lexicon) -> Claim | None:
    """The claim that best tells what an outlet is credited with: of those that its sentence credits, of the source who
    says most of it (an interview), that stand high, that most articles make, the one that reads best alone."""
    if not claims:
        return None
    said = Counter(name for claim in claims for name in _whose(claim))
    most = {name for name, number in said.items() if 2 * number > len(claims)}

    def rank(claim: Claim) -> tuple[bool, bool, bool, int]:
        mine = not most.isdisjoint(_whose(claim))
        return claim.trace == "credited", mine, claim.id in high, many.get(claim.id, 0)

    best = max(map(rank, claims))
    return reads_best([claim for claim in claims if rank(claim) == best], lexicon)


def _whose(claim: Claim) -> tuple[str, ...]:
    """The named sources of a claim, as they are listed."""
    return claim.source.listed if claim.kind == "named" and claim.source is not None else ()


def broke_it(articles: Sequence[Article], shares: Sequence[Share], outlets: OutletIndex, auto: bool = True) -> Broke:
    """Who broke the story that these articles tell; ``auto``: whether every outlet that they credit has a share."""
    ranked = [share for share in shares if share.rests]
    if not ranked:
        return _by_date(articles)
    whose = [share for share in ranked if _is_its_story(articles, share, outlets)]
    if not whose:
        who = "No outlet is" if auto or len(shares) > 1 else f"{ranked[0].origin} is not"
        return Broke(None, "unknown", f"{who} credited with the story as a whole.")
    first = whose[0]
    alike = [s.origin for s in whose if (s.rests, len(s.articles)) == (first.rests, len(first.articles))]
    if len(alike) > 1:
        return Broke(None, "unknown", f"These are credited alike, so the credits do not tell: {', '.join(alike)}.")
    own, others = _parted(articles, first, outlets)
    early = [c for a in others if a.id not in first.articles for c in a.claims if _too_early(c, first.origin)]
    if early:
        reason = (
            f"Most rests on {first.origin}, but {_called(early[0].article, others)}, published before, tells it too."
        )
        return Broke(None, "unknown", reason)
    many = f"{first.rests} claims of {len(first.articles)} article{'s' * (len(first.articles) != 1)} rest on it"
    days, other_days = ({article.published for article in some} for some in (own, others))
    orders = {first_published(day, other) for day in days for other in other_days}
    if orders == {"first"}:
        return Broke(first.origin, "credit and date", f"{many}, and its own article was published first.")
    if own and "later" in orders:
        why = "its own article here is not the first one published"
    elif any(not a.published for a in articles):
        why = "dates are missing, so these do not tell"
    else:
        why = "its own first report is not among the articles" if not own else "dates do not part them"
    return Broke(first.origin, "credit", f"{many}; {why}.")


def _called(id: str, articles: Sequence[Article]) -> str:
    return next((article.label for article in articles if article.id == id), id)


def _parted(articles: Sequence[Article], share: Share, outlets: OutletIndex) -> tuple[list[Article], list[Article]]:
    """The articles that the origin itself published, and the others."""
    own = [a for a in articles if a.outlet and outlets.same(a.outlet, share.origin)]
    ids = {article.id for article in own}
    return own, [article for article in articles if article.id not in ids]


def _is_its_story(articles: Sequence[Article], share: Share, outlets: OutletIndex) -> bool:
    """Whether most of the articles that are not the origin's own say high what it is credited with, and one of them
    credits it there."""
    others = _parted(articles, share, outlets)[1]
    high = [[claim for claim in _opening(article) if _leads_to(claim, share.origin)] for article in others]
    credited = any(claim.trace == "credited" for claims in high for claim in claims)
    return credited and 2 * sum(map(bool, high)) > len(others)


def light(article: Article) -> Article:
    """The article with no more than is asked of it here, less the number of its claims: those that lead to an origin or
    are too early to, and the first one, from which its first paragraphs are counted."""
    stated = [claim for claim in article.claims if not claim.attitude]
    first = min(stated, key=lambda claim: claim.paragraph, default=None)
    kept = []
    for claim in stated:
        why = claim.evidence
        if claim is first or (why is not None and why.origin):
            told = None if why is None else Evidence(why.rule, "", origin=why.origin)
            kept.append(evolve(claim, source=None, spans=(), evidence=told))
    return Article(
        article.id, "", title=article.title, outlet=article.outlet, published=article.published, claims=tuple(kept)
    )


def _too_early(claim: Claim, origin: str) -> bool:
    evidence = claim.evidence
    return evidence is not None and evidence.rule == "echo-too-early" and evidence.origin == origin


def _by_date(articles: Sequence[Article]) -> Broke:
    for one in articles:
        others = [other for other in articles if other is not one]
        if others and all(first_published(one.published, other.published) == "first" for other in others):
            return Broke(one.label, "date", "No article credits another outlet; this one was published first.")
    return Broke(None, "unknown", "No article credits another outlet, and the dates do not tell.")
