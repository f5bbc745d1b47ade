"""An audit goes in, its brief comes out: who broke the story and who credits whom, each article in a line, the claims
that lean on one origin or on nobody, and what could not be judged. Records of plain words, drawn elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from attrs import frozen

from audit.lexicon import Entry
from audit.model import CLOSING, DOUBTFUL, KINDS, SEVERITIES, AuditedArticle, Claim, Failure, Finding, Spans
from audit.read.places import shown_place
from audit.report.cells import clean
from audit.report.rank import TO_ORIGIN
from audit.report.rows import Audited, labels
from audit.score.merged import merged
from audit.trace.across.broke import Broke, Share
from audit.trace.across.cluster import Cluster

LOCAL: Final = 3  # places that a finding beside the text has at most; one of more is about the whole article
_COUNTED: Final = 6  # words that tell how many claims, and where the first stands
SOME: Final = 0.25  # points of a finding, below which how grave it is tells more than what it costs
WORDS: Final = 10  # of what is worst in an article, its line not counted
LEANING: Final = 5  # claims at most, three where there are as many
_CRITERION: Final = re.compile(r"[A-Z]+\d+ .*: ")
_END: Final = re.compile(r"\.(?=\s|$)")


class Briefed(Audited, Protocol):
    """The part of an Audit that a brief is made from."""

    @property
    def failures(self) -> tuple[Failure, ...]: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...
    @property
    def broke(self) -> Broke | None: ...
    @property
    def shares(self) -> tuple[Share, ...]: ...


@frozen
class Credited:
    """An outlet that claims were traced to, and the ids of the articles: ``own`` are its own, ``credit`` those that
    credit it, ``repeat`` those that say what it is credited with and give it no credit, each with how many claims,
    ``neither`` the others; ``first`` where the audit says that it broke the story (``audit.broke``); ``claim`` is the
    id of one that it is credited with, None where none is known, and ``told`` its words."""

    outlet: str
    claims: int  # how many trace to it, uncredited echoes included
    rests: int  # how many of these are credited to it, or carried from it, in articles of others
    own: tuple[str, ...]
    credit: tuple[str, ...]
    repeat: tuple[tuple[str, int], ...]
    neither: tuple[str, ...]
    first: bool = False
    claim: str | None = None
    told: str = ""


@frozen
class Worst:
    """The worst thing to mend in an article: the ``criterion``, what is wrong in a few words (``fault``), the
    ``points`` that the article loses by it in all, the ``words`` it is about, the ``line`` on which they stand and the
    id of the ``claim``; what has no place has none of these three. ``findings`` counts those of this criterion; 0 where
    no finding stands beside the text, and the costliest row is one that only counts: then line and claim are of the
    first. ``counted`` says how many claims the points are lost for."""

    criterion: str
    fault: str
    points: float
    words: str | None = None
    line: int | None = None  # from 1
    claim: str | None = None
    findings: int = 0
    counted: int = 0

    def quoted(self) -> list[str]:
        """The words it is about, one by one, without quotation marks around them."""
        return unquoted(self.words or "").split()

    def told(self, most: int = WORDS) -> str:
        """The fault, and as many of the words as make so ``most`` words with it; of what is only counted how many
        claims, and where the first stands."""
        fault, quoted = in_few_words(self.fault), self.quoted()
        left = most - len(fault.split())
        if self.counted and not self.findings and self.line and left >= _COUNTED:
            return f"{fault}: {self.counted} claim{'s, first' * (self.counted > 1)} on line {self.line}"
        kept = quoted[: max(0, left)]
        if not kept:
            return fault
        return f"{fault}: “{' '.join(kept).rstrip(',;:')}{' …' if len(kept) < len(quoted) else ''}”"


@frozen
class Standing:
    """One article: its ``score`` (0 to 100, None without claims), its ``place`` among ``of`` scored ones here, and the
    share of other articles that score less (``better``, 0 to 1, None where that is not known); ``kinds`` counts its
    claims of each of KINDS, ``traces`` those credited, carried and echoed, but for what goes back to its own outlet
    (None where nothing was traced); ``own`` where its outlet is an origin; ``unnamed`` counts its unnamed sources,
    ``asked`` those of whom a reason for going unnamed is asked or told, ``reasoned`` those of whom it is told;
    ``worst`` is the worst thing to mend, None where no points were lost; ``genre`` is what the article was read as
    where it is no news and so held against no others."""

    id: str
    label: str
    score: float | None
    place: int | None  # from 1
    of: int
    better: float | None
    kinds: tuple[int, ...]
    traces: tuple[int, ...] | None
    own: bool
    unnamed: int
    asked: int
    reasoned: int
    worst: Worst | None
    genre: str | None = None


@frozen
class Leaning:
    """A claim that several articles make and that has one origin, or none that they tell; ``claims`` are the ids,
    ``articles`` counts them, ``told`` those of them that say whom they have it from, ``before`` those of these that say
    so by a credit given before, and not at the claim; ``place`` is where one of them stands, as ``file:line``."""

    text: str
    claims: tuple[str, ...]
    articles: int
    told: int
    before: int
    on: str | None
    place: str | None


@frozen
class Brief:
    """What an audit comes to. ``origin`` is what was asked for, None where nothing was traced; ``open`` says in a
    sentence why nobody is said to have broken the story though somebody is credited; ``unlisted`` counts the repeated
    claims that are not among ``leanings``: those of one origin or none, and those of several; ``unjudged`` are
    sentences."""

    origin: str | None
    open: str | None
    credited: tuple[Credited, ...]
    articles: tuple[Standing, ...]
    leanings: tuple[Leaning, ...]
    unlisted: tuple[int, int]
    unjudged: tuple[str, ...]


def brief_of(audit: Briefed, criteria: Mapping[str, Entry] | None = None) -> Brief:
    """The brief of an audit; its articles are those of the highest score first, those without a score last.
    ``criteria`` are those of a lexicon, by id, and say in few words what is wrong; without them, the ledger does."""
    names = labels(audit.articles)
    counted: dict[str, list[Claim]] = {id: [] for id in names}
    for claim in audit.claims:
        if not claim.attitude and claim.article in counted:
            counted[claim.article].append(claim)
    scores = sorted((a.score for a in audit.articles if a.score is not None), reverse=True)
    places = {score: place for place, score in reversed(list(enumerate(scores, start=1)))}
    findings: dict[str, list[Finding]] = {id: [] for id in names}
    for finding in merged(audit.findings):
        findings.setdefault(finding.article, []).append(finding)
    standings = []
    for article in audit.articles:
        claims = counted[article.id]
        kinds = Counter(c.kind for c in claims)
        traces = Counter(c.trace for c in claims if not at_home(c, article))
        unnamed = [one for one in article.dossiers if one.kind != "named"]
        standings.append(
            Standing(
                *(article.id, names[article.id], article.score),
                *(None if article.score is None else places[article.score], len(scores), article.standing),
                tuple(kinds[kind] for kind in KINDS),
                None if audit.origin is None else tuple(traces[trace] for trace in TO_ORIGIN),
                any(is_of(article, outlet) for outlet in audit.origins),
                *(len(unnamed), sum(one.asked or one.reason != "none" for one in unnamed)),
                sum(one.reason != "none" for one in unnamed),
                _worst(article, findings[article.id], claims, criteria or {}),
                article.genre,
            )
        )
    standings.sort(key=lambda one: (one.score is None, one.place or 0))
    broke = audit.broke
    unclear = broke.reason if broke is not None and broke.origin is None else None
    leanings = leanings_of(audit)
    alone = sum(cluster.independent == 1 for cluster in audit.clusters)
    unlisted = alone - sum(one.articles > 1 for one in leanings), len(audit.clusters) - alone
    return Brief(audit.origin, unclear, credits_of(audit), tuple(standings), leanings, unlisted, unjudged(audit))


def unquoted(text: str) -> str:
    """A text, safe to print, without the quotation marks around it."""
    return clean(text).strip(" “”\"'")


def is_of(article: AuditedArticle, outlet: str) -> bool:
    """Whether an outlet published the article, as far as the article tells."""
    return clean(article.outlet or "").casefold() == outlet.casefold()


def at_home(claim: Claim, article: AuditedArticle) -> bool:
    """Whether a claim traces to the outlet of its own article, which owes itself no credit."""
    return claim.evidence is not None and claim.evidence.origin is not None and is_of(article, claim.evidence.origin)


def credits_of(audit: Briefed) -> tuple[Credited, ...]:
    """Who was credited, by whom, and who repeats it without credit: the one that broke the story first, then those of
    most claims."""
    broke = audit.broke.origin if audit.broke is not None else None
    words = {claim.id: " ".join(claim.text.split()) for claim in audit.claims}
    telling = {s.origin: (s.claim, unquoted(s.told or words[s.claim])) for s in audit.shares if s.claim in words}
    found: dict[str, dict[str, Counter[str]]] = {outlet: {} for outlet in audit.origins}
    for claim in audit.claims:
        outlet = claim.evidence.origin if claim.evidence else None
        if outlet in found and claim.trace in TO_ORIGIN and not claim.attitude:
            found[outlet].setdefault(claim.article, Counter())[claim.trace] += 1
    made = []
    for outlet, articles in found.items():
        own = tuple(a.id for a in audit.articles if is_of(a, outlet))
        credit = tuple(
            id for id, traces in articles.items() if id not in own and traces["credited"] + traces["carried"]
        )
        repeat = tuple((id, traces["echoed"]) for id, traces in articles.items() if id not in own and id not in credit)
        met = {*own, *credit, *(id for id, _ in repeat)}
        neither = tuple(a.id for a in audit.articles if a.id not in met)
        many = sum(map(Counter.total, articles.values()))
        rests = sum(articles[id]["credited"] + articles[id]["carried"] for id in credit)
        first, with_ = bool(credit) and outlet == broke, telling.get(outlet, (None, ""))
        made.append(Credited(outlet, many, rests, own, credit, repeat, neither, first, *with_))
    return tuple(sorted(made, key=lambda one: (not one.first, -len(one.credit), -one.claims, one.outlet)))


def leanings_of(audit: Audited) -> tuple[Leaning, ...]:
    """The claims that most depend on one origin or on nobody: of those that several articles make first; where these
    are fewer than three, those of unnamed sources of whom nothing is told."""
    claims = {claim.id: claim for claim in audit.claims}
    homes = {article.id: article for article in audit.articles}

    def leaning(text: str, ids: tuple[str, ...], counts: tuple[int, int, int], on: str | None) -> Leaning:
        said = next((claims[id] for id in ids if " ".join(claims[id].text.split()).casefold() == text.casefold()), None)
        claim = said or next(claims[id] for id in ids)
        home = homes.get(claim.article)
        place = None if home is None else shown_place(home.path, home.id, home.line(claim.spans))
        return Leaning(text, ids, *counts, on, place)

    made: list[Leaning] = []
    for cluster in sorted(audit.clusters, key=_most_alone):
        known = tuple(id for id in cluster.claims if id in claims)
        if cluster.independent == 1 and known and len(made) < LEANING:
            telling = [claims[id] for id in known if id not in cluster.bare]
            told = {claim.article for claim in telling}
            here = {claim.article for claim in telling if claim.trace != "carried"}
            counts = len(cluster.articles), len(told), len(told - here)
            made.append(leaning(cluster.headline, known, counts, next(iter(cluster.origins), None)))
    met = {id for one in made for id in one.claims}
    bare = (c for c in audit.claims if c.kind == "sources said" and not c.attitude and c.id not in met)
    for claim in sorted(
        bare, key=lambda c: (c.trace in ("credited", "carried"), not c.text[:1].isupper(), -len(c.text), c.id)
    ):
        text = " ".join(claim.text.split())
        if len(made) < 3 and all(one.text.casefold() != text.casefold() for one in made):
            made.append(leaning(text, (claim.id,), (1, 0, 0), None))
    return tuple(made)


def _most_alone(cluster: Cluster) -> tuple[int, bool, int, int]:
    return -len(cluster.articles), bool(cluster.origins), -len(cluster.claims), cluster.id


def _worst(
    article: AuditedArticle,
    findings: Sequence[Finding],
    claims: Sequence[Claim],
    criteria: Mapping[str, Entry],
) -> Worst | None:
    """The costliest of an article's findings that stand beside its text, of those that cost alike the gravest: what a
    criterion takes is shared by its findings. Where none costs SOME points, the gravest. Where there is none, the
    costliest row, which counts without any."""
    rows = {row.criterion: row for row in article.ledger if row.criterion not in CLOSING}
    if not rows:
        return None
    found = [one for one in findings if 0 < len(one.spans) <= LOCAL]
    many = Counter(id for one in found for id in one.criteria)
    points = {id: rows[id].points if id in rows else 0.0 for id in many}
    if found:

        def costs(one: Finding) -> tuple[float, int, float, bool]:
            sourced = any(c.source and not {*one.spans}.isdisjoint(c.source.spans) for c in claims)
            cost = sum(points[id] / many[id] for id in one.criteria)
            return cost if cost >= SOME else 0.0, SEVERITIES.index(one.severity), cost, sourced

        one = max(found, key=costs)
        id = max(one.criteria, key=lambda id: points[id] / many[id])
        claim = next(iter(touched_by(one.spans, claims)), None)
        fault = _fault(id, one.reason, criteria)
        words, line = _words(claim, one.spans) if claim else None, article.line(one.spans)
        counted = len(touched_by(rows[id].spans, claims)) if id in rows else 0
        return Worst(id, fault, points[id], words, line, claim.id if claim else None, many[id], counted)
    dearest = max(rows.values(), key=lambda row: row.points)
    touched = touched_by(dearest.spans, claims)
    first = min(touched, key=lambda claim: claim.spans, default=None)
    line = article.line(first.spans if first else dearest.spans)
    at = first.id if first else None
    return Worst(
        dearest.criterion,
        _fault(dearest.criterion, dearest.reason, criteria),
        dearest.points,
        None,
        line,
        at,
        counted=len(touched),
    )


def _words(claim: Claim, spans: Spans) -> str:
    """What a finding at these places of a claim is about: its source, its cue, or what it says."""
    source = claim.source
    if source is not None and any(mine.overlaps(span) for mine in source.spans for span in spans):
        return source.text
    if claim.cue and not any(mine.overlaps(span) for mine in claim.spans for span in spans):
        return claim.cue
    return claim.text


def touched_by(spans: Spans, claims: Sequence[Claim]) -> list[Claim]:
    """The claims at whose words, or at whose source's, these places are; else those that they overlap."""
    its = {*spans}
    own = {c.id: (*c.spans, *(c.source.spans if c.source else ())) for c in claims}
    exact = [claim for claim in claims if not its.isdisjoint(own[claim.id])]
    return exact or [c for c in claims if any(mine.overlaps(span) for mine in own[c.id] for span in spans)]


def _fault(id: str, reason: str, criteria: Mapping[str, Entry]) -> str:
    """What is wrong by this criterion, in a few words."""
    entry = criteria.get(id)
    return clean(str(entry.get("fault") or entry["title"]) if entry else in_few_words(reason))


def in_few_words(text: str) -> str:
    """The first sentence of a text, at most WORDS words of it."""
    end = _END.search(text)
    words = (text[: end.start()] if end else text).split()
    return " ".join(words) if len(words) <= WORDS else " ".join(words[: WORDS - 1]).rstrip(",") + " …"


def unjudged(audit: Briefed) -> tuple[str, ...]:
    """What could not be judged, each in a sentence, beginning with what was not done at all."""
    said = [f"Not audited: {failure.where}: {failure.message}." for failure in audit.failures]
    said += [f"{warning.rstrip('.')}." for warning in audit.warnings]
    if audit.origin is None:
        said.append("Nothing was traced, for no origin was given (--origin NAME, or --origin auto).")
    claims = [claim for claim in audit.claims if not claim.attitude]
    rules = Counter(claim.evidence.rule for claim in claims if claim.evidence is not None)
    undated = [article for article in audit.articles if not article.published]
    said += [
        *_count(sum(c.doubtful for c in claims), f"with an attribution in doubt (confidence below {DOUBTFUL:g})"),
        *_count(
            sum(c.kind == "named" and not (c.source and c.source.clear) for c in claims),
            "whose speaker the text does not tell",
        ),
        *_count(rules["echo-possible"], "that may repeat another, too unsure to count"),
        *_plans(len(audit.claims) - len(claims)),
    ]
    if undated and audit.origin is not None and len(audit.articles) > 1:
        many = f"{len(undated)} of {len(audit.articles)} articles have" if len(undated) > 1 else "One article has"
        said.append(f"{many} no date, so who was first is known by credit alone.")
    return (*said, *_not_assessed(audit.articles))


def _count(number: int, words: str) -> tuple[str, ...]:
    return (f"{number} claim{'s' if number > 1 else ''} {words}.",) if number else ()


def _plans(number: int) -> tuple[str, ...]:
    return (f"{number} {'wishes and plans' if number > 1 else 'wish or plan'}, counted nowhere.",) if number else ()


def _not_assessed(articles: Sequence[AuditedArticle]) -> tuple[str, ...]:
    """The criteria that articles were not checked for, in one sentence, then what no text shows."""
    shared: Mapping[str, int] = Counter(told for article in articles for told in article.not_assessed)
    of = len(articles)
    ids: dict[str, int] = {}
    for told, many in shared.items():
        if _CRITERION.match(told):
            id = told.split(" ", 1)[0]
            ids[id] = ids.get(id, 0) + many
    listed = ", ".join(id if many >= of else f"{id} ({many} of {of} articles)" for id, many in ids.items())
    said = [f"Criteria not assessed: {listed}."] if ids else []
    return (*said, *(told for told in shared if ": " in told and not _CRITERION.match(told)))
