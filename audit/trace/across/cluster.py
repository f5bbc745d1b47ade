"""Traced articles and pairs of claims that say the same go in; clusters with a headline and their origins come out.

"N articles, k origins: …": claims that rest on one outlet, on outlets of one family (a wire and those that
print it), or on one named source have one origin. A claim without credit adds none: that several repeat a thing
confirms nothing (criterion C5). Where no claim of a cluster says where it has it from, it still has one origin.

Source: ours; who counts as one origin after the criterion C5's handbooks in lexicons/criteria.toml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import evolve, field, frozen, validators

from audit.lexicon import Lexicon
from audit.lexicon.forms import tokens_of
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim, Source
from audit.trace.across.chain import Chain, chain_of
from audit.trace.credit.account import key_of, wire_of
from audit.trace.credit.origin import is_vague
from audit.trace.credit.published import first_published
from audit.trace.echo.judge import Judgement
from audit.trace.echo.quoted import Stems, quotations, two_utterances
from audit.trace.echo.senses import senses_of
from audit.trace.echo.verdict import Judged

BY: Final = ("credit", "date", "unknown")
_SHORT, _BEST, _LONG = 50, 110, 200  # letters of a claim that reads well alone
_OWN: Final = 2  # faults of a claim that shares no word with one of the other articles
_TRAILING: Final = re.compile(r"[,;:]([”’\"']*)$")  # what went on in the sentence, and what closes a quotation
_STATED: Final = (".", "!")  # what ends a statement
_OPENING: Final = "“‘\"'("  # what may stand before it
_CLOSING: Final = "”’\"' )"  # what may stand after it


@frozen
class Cluster:
    """Claims that say the same: ``headline`` is the one that reads best alone, ``claims`` the ids of all.

    ``origin`` is who had it first, as far as the articles tell: by explicit credit, else by date, else None;
    ``origins`` names every independent origin that is credited, ``independent`` counts them (at least 1).
    ``possible`` are claims that may say the same, ``contradicted`` those that say it is not so; neither is counted.
    ``bare`` are those of ``claims`` that tell neither an outlet nor a named source from which they come.
    """

    id: int  # its place among the clusters, from 1
    headline: str
    claims: tuple[str, ...]
    articles: tuple[str, ...]
    origin: str | None
    by: str = field(validator=validators.in_(BY))
    origins: tuple[str, ...]
    independent: int
    possible: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    bare: tuple[str, ...] = field(default=(), metadata={"added": "0.2"})

    @property
    def line(self) -> str:
        """ "5 articles, one origin: NBC News"; "2 articles, 3 origins: NBC News, CNN, Paul Reed"."""
        articles = f"{len(self.articles)} article{'s' * (len(self.articles) != 1)}"
        if not self.origins:
            return f"{articles}, no origin named"
        many = "one origin" if len(self.origins) == 1 else f"{len(self.origins)} origins"
        return f"{articles}, {many}: {', '.join(self.origins)}"


def chains_of(articles: Iterable[Article], outlets: OutletIndex) -> tuple[Chain, ...]:
    """The chain of every claim, in the order of the articles and then of the text."""
    return tuple(chain_of(claim, article, outlets) for article in articles for claim in article.claims)


def clusters_of(
    articles: Sequence[Article], pairs: Iterable[tuple[Claim, Claim, Judged]], outlets: OutletIndex
) -> tuple[Cluster, ...]:
    """Clusters of claims from two articles or more, those of most articles first; numbered from 1. Wishes and plans
    count nowhere, so here neither.

    ``pairs`` are claims with the judgement on them; pairs of a claim that no article has are an error (KeyError).
    """
    by_id = {claim.id: claim for article in articles for claim in article.claims}
    homes = {article.id: article for article in articles}
    given = [(one.id, two.id, _firm(verdict)) for one, two, verdict in pairs if not (one.attitude or two.attitude)]
    articles_of = {id: claim.article for id, claim in by_id.items()}
    groups = _groups(given, _utterances(given, by_id, outlets.lexicon), articles_of)
    place = {id: number for number, group in enumerate(groups) for id in group}
    beside: dict[tuple[int, str], set[str]] = {}
    for one, two, verdict in given:
        for mine, other in ((one, two), (two, one)):
            if verdict.decision != "same" and mine in place and place.get(other) != place[mine]:
                beside.setdefault((place[mine], verdict.decision), set()).add(other)
    made = []
    for number, group in enumerate(groups):
        members = [by_id[id] for id in sorted(group)]
        where = tuple(sorted({claim.article for claim in members}))
        if len(where) > 1:
            roots = [_root(claim, homes[claim.article], outlets) for claim in members]
            named = _ranked(roots, members, outlets)
            origin, by = _origin(named, members, homes)
            head = headline(members, outlets.lexicon)
            possible = tuple(sorted(beside.get((number, "possible"), ())))
            against = tuple(sorted(beside.get((number, "contradicts"), ())))
            ids = tuple(claim.id for claim in members)
            origins = tuple(name for name, _ in named)
            bare = tuple(claim.id for claim, root in zip(members, roots, strict=True) if root is None)
            many = max(1, len(named))
            made.append(Cluster(0, head, ids, where, origin, by, origins, many, possible, against, bare))
    made.sort(key=lambda cluster: (-len(cluster.articles), -len(cluster.claims), cluster.claims))
    return tuple(evolve(cluster, id=number) for number, cluster in enumerate(made, start=1))


def _utterances(
    pairs: Iterable[tuple[str, str, Judged]], by_id: Mapping[str, Claim], lexicon: Lexicon
) -> dict[str, tuple[Stems, ...]]:
    """Claim -> the words of its quotations that tell something, of those that say the same as another."""
    stem, worn = senses_of(lexicon).stem, lexicon.words("sameness.function", "sameness.light")
    light = frozenset(map(stem, worn))
    ids = sorted({id for one, two, verdict in pairs if verdict.decision == "same" for id in (one, two)})
    whole = {id: quotations(by_id[id].text, stem) for id in ids}
    return {id: tuple(tuple(w for w in said if w not in light) for said in some) for id, some in whole.items()}


def _many(quotations: Iterable[Stems]) -> int:
    return sum(map(len, quotations))


def _firm(verdict: Judged) -> Judged:
    """The judgement; a loose one is of claims that only may say the same, as far as a cluster goes."""
    loose = isinstance(verdict, Judgement) and verdict.loose and verdict.decision == "same"
    return evolve(verdict, decision="possible") if isinstance(verdict, Judgement) and loose else verdict


def _groups(
    pairs: Sequence[tuple[str, str, Judged]], quoted: Mapping[str, tuple[Stems, ...]], homes: Mapping[str, str]
) -> list[list[str]]:
    """Claims joined by "same" pairs, the most alike first; two groups join where at least half of the pairs that
    they make say the same, and none contradict each other or are two utterances that a third quotes both. Every two
    of different articles (``homes``) at least may say the same: claims of one cluster are told to, which nobody found
    of two that were never near each other."""
    met = {frozenset((a, b)) for a, b, _ in pairs}
    same = {(a, b) for a, b, v in pairs if v.decision == "same"}
    against = {frozenset((a, b)) for a, b, v in pairs if v.decision == "contradicts"}
    home: dict[str, list[str]] = {}

    def order(pair: tuple[str, str, Judged]) -> tuple[float, int, str, str]:
        """The most alike first, of them those of which neither quotes more than the other."""
        one, two, verdict = pair
        return -verdict.similarity, abs(_many(quoted[one]) - _many(quoted[two])), one, two

    for one, two, _ in sorted((pair for pair in pairs if pair[2].decision == "same"), key=order):
        left, right = home.setdefault(one, [one]), home.setdefault(two, [two])
        if left is right:
            continue
        meeting = [(min(a, b), max(a, b)) for a in left for b in right]
        if any(frozenset(pair) in against for pair in meeting):
            continue
        if any(homes[a] != homes[b] and frozenset((a, b)) not in met for a, b in meeting):
            continue
        if any(pair not in same and two_utterances(quoted[pair[0]], quoted[pair[1]]) for pair in meeting):
            continue
        if 2 * sum(pair in same for pair in meeting) < len(meeting):  # one bridge does not make two matters one
            continue
        left += right
        for name in right:
            home[name] = left
    unique = {id(group): group for group in home.values() if len(group) > 1}
    return sorted((sorted(group) for group in unique.values()), key=lambda group: group[0])


def headline(members: Sequence[Claim], lexicon: Lexicon) -> str:
    """The text of the claim that reads best alone, its first letter made large."""
    text = _TRAILING.sub(r"\1", _alone(reads_best(members, lexicon), lexicon))
    return text[:1].upper() + text[1:]


def _alone(claim: Claim, lexicon: Lexicon) -> str:
    """A claim's text on one line, without the word that opens a reported clause or links it to what stood before, and
    without the "Mr." of whoever speaks after it."""
    words = claim.text.split()
    while len(words) > 1 and words[-1].casefold() in lexicon.words("people.address"):
        words.pop()
    text = " ".join(words)
    openers = lexicon.words("sameness.opener", "sameness.linker")
    while _first(text) in openers and " " in text:
        text = text.partition(" ")[2]
    return text


def reads_best(members: Sequence[Claim], lexicon: Lexicon) -> Claim:
    """The claim that reads best alone: the fullest plain statement, a whole sentence of middling length, and no more
    than what the other articles say too."""
    dangling = lexicon.words("sameness.dangling")

    held = {claim.id: {token.text.casefold() for token in tokens_of(claim.text)} for claim in members}

    def alone(claim: Claim) -> float:
        """The share of its words that some other article's claims do not have."""
        own, others = held[claim.id], {one.article for one in members} - {claim.article}
        shared = [max(len(own & held[c.id]) for c in members if c.article == other) for other in others]
        return 1 - min(shared, default=len(own)) / max(1, len(own))

    def rank(claim: Claim) -> tuple[int, int, str]:
        text = _alone(claim, lexicon)
        large = text.lstrip(_OPENING)[:1].isupper()
        whole = large and text.rstrip(_CLOSING).endswith(_STATED)
        asked = text.rstrip(_CLOSING).endswith("?")
        faults = 4 * (" … " in text) + 2 * (_first(text) in dangling) + (not large) + 2 * ("\n" in claim.text)
        faults += (
            round(_OWN * alone(claim))
            + 2 * (len(text) < _SHORT)
            + 2 * (2 * len(text) < _SHORT)
            + (len(text) > _LONG)
            + 5 * asked
            + (not whole)
        )
        return (faults, abs(len(text) - _BEST), claim.id)

    return min(members, key=rank)


def _first(text: str) -> str:
    """The first word, in lower case."""
    return next((token.text.lower() for token in tokens_of(text[:_SHORT]) if not token.marks), "")


def _root(claim: Claim, article: Article, outlets: OutletIndex) -> tuple[str, str] | None:
    """The name and key of what a claim rests on: an outlet, a named source, or nothing that the article tells."""
    evidence = claim.evidence
    if claim.trace in ("credited", "carried") and evidence is not None and evidence.origin:
        return evidence.origin, key_of(evidence.origin, outlets)
    for name in claim.via:
        if not is_vague(name, outlets):
            return outlets.canonical(name), key_of(name, outlets)
    told = not claim.attitude  # a plan is told of somebody, not by him
    if claim.kind == "named" and claim.source is not None and claim.source.clear and told and not _points(claim.source):
        name = claim.source.called
        return outlets.canonical(name), key_of(name, outlets)
    wire = wire_of(article, outlets)
    return (wire, key_of(wire, outlets)) if wire is not None else None


def _points(source: Source) -> bool:
    """Whether a source's words only point back to what nothing tells ("this data")."""
    return source.phrase is not None and source.phrase.pointing and source.resolved is None


def _unnamed_paper(root: tuple[str, str], source: Source | None, outlets: OutletIndex) -> bool:
    """Whether what a claim rests on is its source, something written that has no name of its own ("prepared remarks",
    "a question")."""
    phrase = source.phrase if source is not None and source.resolved is None else None
    if source is None or phrase is None or phrase.sort != "document" or phrase.name is not None:
        return False
    return root[1] == key_of(source.called, outlets)


def _ranked(
    roots: Sequence[tuple[str, str] | None], members: Sequence[Claim], outlets: OutletIndex
) -> list[tuple[str, str]]:
    """The different origins: outlets that claims trace to before other sources, then those that most articles give.
    What is written and has no name of its own is no way of its own beside one that has."""
    names: dict[str, str] = {}
    articles: dict[str, set[str]] = {}
    first: Counter[str] = Counter()
    for place, (root, claim) in enumerate(zip(roots, members, strict=True)):
        if root is not None:
            names.setdefault(root[1], root[0])
            articles.setdefault(root[1], set()).add(claim.article)
            first.setdefault(root[1], place)
    traced = {key_of(c.evidence.origin, outlets) for c in members if c.evidence is not None and c.evidence.origin}
    plain: dict[str, bool] = {}  # by key whether nothing but papers without a name stand for it
    for root, claim in zip(roots, members, strict=True):
        if root is not None:
            plain[root[1]] = plain.get(root[1], True) and _unnamed_paper(root, claim.source, outlets)
    papers = {key for key, alone in plain.items() if alone}
    if papers < names.keys():
        names = {key: name for key, name in names.items() if key not in papers}
    ranked = sorted(names, key=lambda key: (key not in traced, -len(articles[key]), first[key]))
    return [(names[key], key) for key in ranked]


def _origin(
    named: Sequence[tuple[str, str]], members: Sequence[Claim], homes: Mapping[str, Article]
) -> tuple[str | None, str]:
    if named:
        return named[0][0], "credit"
    articles = sorted({claim.article for claim in members})
    for id in articles:
        others = [other for other in articles if other != id]
        if all(first_published(homes[id].published, homes[other].published) == "first" for other in others):
            return homes[id].label, "date"
    return None, "unknown"
