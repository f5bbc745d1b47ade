"""One article and the outlets in question go in, what the article alone tells of its claims' traces comes out.

What an article says of an outlet does not depend on other articles; so it is read once, for every outlet that it
names, and kept: which of these are origins may be decided later.

Source: ours: the rules listed in the docstring of audit.trace, each with its confidence (0 to 1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim, Evidence
from audit.trace.credit.copied import Credit, copied_from
from audit.trace.credit.lines import credits_of
from audit.trace.credit.occasions import occasions_of
from audit.trace.credit.origin import Origin, is_vague
from audit.trace.credit.places import place_of
from audit.trace.credit.walk import Found, Walk

AUTO: Final = "auto"
_NOBODY: Final = "\u2400 no outlet"  # an origin that no article can name


@frozen
class Account:
    """An article as tracing keeps it: by key of an outlet the name it was given here and the traces to it."""

    article: Article
    credits: tuple[Credit, ...]
    names: Mapping[str, str]
    found: Mapping[str, Mapping[str, Found]]
    independent: Mapping[str, Found]


def key_of(name: str, index: OutletIndex) -> str:
    """What outlets that count as one share: their family's name, else their entry's id, else the name in lower case."""
    entry = index.name_of(name, fold=True)
    if entry is None:
        return "name:" + index.canonical(name).casefold()
    return f"family:{entry['family']}" if entry.get("family") else f"outlet:{entry.id}"


def is_auto(origin: str) -> bool:
    """Whether the origins are to be found among the outlets that articles credit."""
    return origin.strip().casefold() == AUTO


def account_of(article: Article, index: OutletIndex, origin: str | None) -> Account:
    """What an article tells of its claims' traces to one origin, or, where that is None, to every outlet it credits."""
    given = credits_of(article, index)
    if origin is not None:
        names = {key_of(origin, index): Origin(origin, index).name}
    else:
        names = {}
        ordered = [credit.outlet for credit in given if credit.outlet]
        ordered += [name for claim in sorted(article.claims, key=place_of) for name in claim.via]
        ordered += [article.outlet] if article.outlet else []
        for name in ordered:
            if not is_vague(name, index):
                names.setdefault(key_of(name, index), index.canonical(name))
    occasions = {claim.id: claim.occasion for claim in article.claims if claim.occasion is not None}
    if not occasions:
        occasions = dict(occasions_of(article, index.lexicon, article.credits))
    found: dict[str, dict[str, Found]] = {}
    independent: dict[str, Found] = {}
    for key, typed in names.items():
        mine = _named(Walk(article, Origin(origin or typed, index), occasions).run(), names[key])
        found[key] = {id: f for id, f in mine.items() if f[0] in ("credited", "carried")}
        independent |= {id: f for id, f in mine.items() if f[0] == "independent" and id not in independent}
    if not names:
        independent = dict(Walk(article, Origin(_NOBODY, index), occasions).run())
    return Account(article, given, names, found, independent)


def _named(found: Mapping[str, Found], origin: str) -> dict[str, Found]:
    """The same, each trace to the origin with its name."""
    return {
        id: (trace, evolve(evidence, origin=origin)) if trace in ("credited", "carried") else (trace, evidence)
        for id, (trace, evidence) in found.items()
    }


def strongest(claim: Claim, account: Account, origins: Sequence[str]) -> tuple[str, Found] | None:
    """The key of the origin that a claim traces to by its own article, and the trace; None where it traces to none.

    Credited counts before carried; of several outlets the one nearest to the source, then the surer evidence, then
    the one that the article credits first.
    """
    found = [(key, account.found[key][claim.id]) for key in origins if claim.id in account.found.get(key, {})]
    if not found:
        return None
    order = list(account.names)

    def rank(item: tuple[str, Found]) -> tuple[bool, int, float, int]:
        key, (trace, evidence) = item
        name = account.names[key]
        near = claim.via.index(name) if name in claim.via else len(claim.via)
        return (trace != "credited", near, -evidence.confidence, order.index(key))

    return min(found, key=rank)


def rests_on(claim: Claim, account: Account) -> Evidence | None:
    """Why a claim is independent: its own sentence credits an outlet that is no origin, such as the article's own."""
    for key, found in account.found.items():
        _, evidence = found.get(claim.id, ("", None))
        if evidence is not None and evidence.rule in (
            "credit-chain",
            "credit-source",
            "credit-sentence",
            "credit-link",
        ):
            reason = f"Its sentence credits {account.names[key]}, whom no other article credits."
            return Evidence("other-outlet", reason, 0.85, evidence.spans)
        if evidence is not None and claim.kind == "named":
            reason = f"It goes on with what was credited to {account.names[key]}, whom no other article credits."
            return Evidence("other-outlet", reason, 0.85, evidence.spans)
    return None


def wire_of(article: Article, index: OutletIndex) -> str | None:
    """The wire whose copy the article is, by dateline or byline; None where it is nobody's."""
    found = copied_from(article, index)
    return found[0].outlet if found else None


def uncredited(origin: str, rule: str) -> Evidence:
    """Why a claim is untraced."""
    if rule == "vague-credit":
        return Evidence(rule, "Its credit names no outlet, so nothing can be traced by it.", 0.7)
    return Evidence("no-credit", f"No credit to {origin} found, and no other named source.", 0.8)
