"""An article with claims goes in; a transparency score, the ledger that makes it, and findings for an editor come out.

The score is 100 less what the ledger takes off. Attitude claims do not count, nor do traces: the score is a property of
the article alone. A criterion of ``lexicons/criteria.toml`` costs its ``points`` times the share of the article's
claims that it touches, and never more than its ``cap``; so an article twice as long with twice as many faults scores
the same. The criteria S1 to S14 make the sub-scores: what is lost in the rows of a part, of what it can cost; in them a
claim counts by its words, and a row may count under several parts, by its ``shares``. Their points were fitted to
grades that readers gave (training/score.py); the handbooks' criteria take a little more off. Where no other outlet is
credited, nothing is asked of credit, and its points are shared among the other parts; where one is, that part loses at
most the share that the others lose.

An article of fewer than FEWEST_CLAIMS claims is scored as if it had so many, and one of fewer than ENOUGH is drawn
towards the mean, by a closing row "short" that says so. Points are rounded to a tenth so that the rows add up to the
rounded sum; where they pass 100, a closing row "floor" gives back what is too much.

What the article says on its own word counts in the rows that ask something of a source, and no criterion asks more of a
better kind of source: so taking an attribution away from a claim that needs one never raises the score, and a claim
that rises from ``sources said`` over ``anonymous`` to ``named``, or is given an occasion, never lowers it.

Source: ours: the formula; the handbooks behind each criterion stand in lexicons/criteria.toml, the fit in
benchmarks/score.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import evolve

from audit.lexicon import Entry, Lexicon
from audit.model import (
    CLOSING,
    FLOOR,
    PARTS,
    SHORT,
    Article,
    AuditedArticle,
    Deduction,
    Finding,
    Rating,
    Span,
    Spans,
    SubScore,
)
from audit.read.places import Lines
from audit.score.criteria import CRITERIA, Firing, View, active, not_assessed
from audit.score.dossier import fully_identified
from audit.score.genre import OPINION, genre_of
from audit.score.news import no_news
from audit.score.standing import mean, standing
from audit.score.worth import told

__all__ = ["CRITERIA", "View", "audited", "findings", "rated", "score"]

# A share of fewer claims than these says little: one doubtful claim of one is not a doubtful article.
FEWEST_CLAIMS: Final = 4
# An article of fewer claims is drawn towards the mean, by half of the way where there are next to none.
ENOUGH: Final = 10
CREDITED: Final = "credited"  # the part of which nothing is asked where no outlet is credited
_SHOWN: Final = 3
_TINY: Final = 1e-9
_KNOWN: Final = ("id", "title", "outlet", "published", "url", "byline", "path", "principles")  # of every article


def score(article: Article, lexicon: Lexicon) -> Rating:
    """The article's Rating: 0 to 100, or None without claims other than attitudes; 100 - sum of points == score.

    Raises LexiconError for a criterion that no function knows.
    """
    return rated(View(article, lexicon))


def rated(view: View) -> Rating:
    """The Rating of the article that a View was made of; as ``score``."""
    rules = view.lexicon.once(_Rules)
    if not view.claims:
        return Rating(None)
    rows: list[Deduction] = []
    exact, whole = 0.0, 0  # points so far, and the tenths that they were rounded to
    weights = _weights(rules, view)
    lost = dict.fromkeys(weights, 0.0)
    found = {entry.id: view.firings(entry.id, rule) if entry["points"] else [] for entry, rule in rules.active}
    costs = {entry.id: cost(entry, found[entry.id], len(view.claims)) for entry, _ in rules.active}
    factors = _factors(rules, costs, weights)
    for entry, _ in rules.active:
        fired, quiet = found[entry.id], entry.get("quiet")
        taken = 0.0 if quiet else costs[entry.id]
        for part, share in rules.parts[entry.id].items():
            points = costs[entry.id] * share * (factors.get(part, 0.0) if quiet else 1.0)
            if part in lost:
                lost[part] += points
            taken += points if quiet else 0.0
        exact += taken
        tenths = _tenths(exact) - whole
        if tenths > 0:
            whole += tenths
            rows.append(Deduction(entry.id, tenths / 10, _reason(entry, fired, view), _spans(fired)))
    if whole > 1000:
        reason = "The rows above take off more than 100; a score does not fall below 0."
        rows.append(Deduction(FLOOR, (1000 - whole) / 10, reason))
        whole = 1000
    if weights and (drawn := _drawn(whole / 10, len(view.claims))):
        reason = f"{len(view.claims)} claims tell little: the score is drawn towards {mean():g}, the mean of articles."
        rows.append(Deduction(SHORT, drawn / 10, reason))
        whole += drawn
    parts = tuple(
        SubScore(part, round(100 * max(0.0, 1 - lost[part] / weights[part]), 1), round(weights[part] / 100, 3))
        for part in weights
    )
    return Rating((1000 - whole) / 10, tuple(rows), parts)


class _Rules:
    """The criteria of a lexicon that are on, and what the rows that make a part can cost together; made once for it.

    Raises LexiconError for a criterion that no function knows.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.active = tuple(active(lexicon))
        self.parts = {entry.id: _parts(entry) for entry, _ in self.active}
        self.making = tuple(entry.id for entry, _ in self.active if entry.get("quiet"))
        self.able = dict.fromkeys(PARTS, 0.0)
        for entry, _ in self.active:
            for part, share in self.parts[entry.id].items() if entry.get("quiet") else ():
                self.able[part] += float(entry["cap"]) * share


def _weights(rules: _Rules, view: View) -> dict[str, float]:
    """What each part can cost, in points that add up to 100; credit nothing where no outlet is credited."""
    found = {part: rules.able[part] for part in PARTS}
    if not any(view.others(claim) for claim in view.claims):
        found[CREDITED] = 0.0
    total = sum(found.values())
    return {part: 100 * points / total for part, points in found.items() if points}


def _parts(entry: Entry) -> dict[str, float]:
    """The parts that a row is counted under, each with its share of the row's points; the shares add up to 1."""
    listed = entry.get("shares") or ([f"{entry['part']}/1"] if entry.get("part") else [])
    found = {part: float(share) for part, _, share in (one.partition("/") for one in listed)}
    total = sum(found.values())
    return {part: share / total for part, share in found.items()}


def _factors(rules: _Rules, costs: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, float]:
    """By what the points of a row are multiplied in each part, so that the parts can cost 100 together.

    Naming an outlet may not cost more than naming none, which asks nothing of credit: that part loses at most the share
    that the others lose.
    """
    factors = {part: weight / max(_TINY, rules.able[part]) for part, weight in weights.items()}
    made = dict.fromkeys(weights, 0.0)
    for id in rules.making:
        for part, share in rules.parts[id].items():
            if part in made:
                made[part] += costs[id] * share * factors[part]
    if CREDITED in made and made[CREDITED] > 0:
        others = sum(points for part, points in made.items() if part != CREDITED)
        most = weights[CREDITED] * others / max(_TINY, 100 - weights[CREDITED])
        factors[CREDITED] *= min(1.0, most / made[CREDITED])
    return factors


def _drawn(lost: float, claims: int) -> int:
    """How many tenths of a point more (or less) a short article loses, for the points that it lost."""
    share = max(0.0, 1 - claims / ENOUGH) / 2
    return round(10 * share * (100 - mean() - lost))


def cost(entry: Entry, fired: Sequence[Firing], claims: int) -> float:
    """What a criterion takes off: its points times the share of claims that it touches, at most its cap."""
    share = sum(firing.amount for firing in fired) / max(claims, FEWEST_CLAIMS)
    return min(float(entry["cap"]), float(entry["points"]) * share)


def _tenths(points: float) -> int:
    return int(10 * points + 0.5 + 1e-9)


def findings(view: View, rating: Rating) -> tuple[Finding, ...]:
    """One Finding for every place where a criterion is not met and an editor should look, in text order.

    Rows of the rating whose criterion the lexicon lacks (a user's own scorer's) become one finding each.
    """
    article, lexicon = view.article, view.lexicon
    found: list[Finding] = []
    known = {entry.id for entry in lexicon.file("criteria")} | {*CLOSING}
    asked = [(entry, rule) for entry, rule in lexicon.once(_Rules).active if view.claims and not entry.get("quiet")]
    worth = told(view, {entry.id: view.firings(entry.id, rule) for entry, rule in asked})
    for entry, _ in asked:
        standards = tuple(entry.get("standards", ()))
        shown = worth[entry.id]
        if shown and entry.get("news") and genre_of(view) == OPINION:
            continue  # whoever writes it is who says so
        found += [
            Finding(article.id, entry.id, entry["severity"], firing.reason, entry["remedy"], firing.spans, standards)
            for firing in shown
        ]
    found += [
        Finding(article.id, row.criterion, "warning", row.reason, "", row.spans)
        for row in rating.ledger
        if row.criterion not in known
    ]
    return tuple(sorted(found, key=lambda finding: finding.spans[:1] or (Span(0, 0),)))


def audited(view: View, rating: Rating) -> AuditedArticle:
    """What an audit keeps of the article: its rating, its sources' dossiers, and what it could not be checked for."""
    article, genre = view.article, genre_of(view)
    dossiers = tuple(evolve(one, asked=key in view.insiders) for key, one in view.dossiers.items())
    held = rating.parts and rating.score is not None and genre is None
    return AuditedArticle(
        **{
            name: getattr(article, name)
            for name in ("id", "title", "outlet", "published", "url", "byline", "path", "principles")
        },
        characters=len(article.text),
        score=rating.score,
        ledger=rating.ledger,
        segments=article.segments,
        dossiers=dossiers,
        identified=fully_identified(dossiers),
        not_assessed=not_assessed(view),
        lines=Lines(article.text).starts,
        no_news=no_news(article),
        parts=rating.parts,
        standing=standing(rating.score or 0.0) if held else None,
        genre=genre,
    )


def _reason(entry: Entry, fired: Sequence[Firing], view: View) -> str:
    """The first reasons in words, and how much of the article they touch."""
    reasons = list(dict.fromkeys(firing.reason for firing in fired))
    shown = " ".join(reasons[:_SHOWN])
    more = f" And {len(reasons) - _SHOWN} more." if len(reasons) > _SHOWN else ""
    touched = len({claim for firing in fired for claim in firing.claims})
    if entry.id == "B1" or entry.get("quiet") or not touched:
        return shown + more
    return f"{shown}{more} ({touched} of {len(view.claims)} {'claim' if len(view.claims) == 1 else 'claims'})"


def _spans(fired: Iterable[Firing]) -> Spans:
    return tuple(sorted({span for firing in fired for span in firing.spans}))
