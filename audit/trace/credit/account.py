"""One article and the outlets in question go in, what the article alone tells of its claims' traces comes out.

What an article says of an outlet does not depend on other articles; so it is read once, for every outlet that it
names, and kept: which of these are origins may be decided later.

Source: ours: the rules listed in the docstring of audit.trace, each with its confidence (0 to 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
Origins = str | Sequence[str]  # an outlet, several of them, or AUTO
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


def is_auto(origin: Origins) -> bool:
    """Whether the origins are to be found among the outlets that articles credit."""
    return isinstance(origin, str) and origin.strip().casefold() == AUTO


def origins_given(origin: Origins, index: OutletIndex) -> tuple[str, ...] | None:
    """The outlets that a caller names, each once; None where they are to be found. Raises ValueError for one that
    names nothing, for a list in one text, for an empty list, and for "auto" beside others."""
    names = (origin,) if isinstance(origin, str) else tuple(origin)
    if not names:
        raise ValueError("origin: the list is empty; give an outlet, or None to trace nothing")
    for name in names:
        Origin(name, index)
        if "," in name and index.name_of(name, fold=True) is None:
            each = ", ".join(f'"{part.strip()}"' for part in name.split(",") if part.strip())
            raise ValueError(f'origin: "{name}" is a list in one text; give each by itself: {each}')
    if len(names) > 1 and any(map(is_auto, names)):
        raise ValueError('origin: "auto" finds the outlets by itself; give it alone, or the outlets without it')
    return None if is_auto(names[0]) else tuple({key_of(name, index): name for name in reversed(names)}.values())[::-1]


def account_of(article: Article, index: OutletIndex, origins: Sequence[str] | None) -> Account:
    """What an article tells of its claims' traces to the origins given, or, where that is None, to every outlet it
    credits."""
    given = credits_of(article, index)
    given_as = {key_of(name, index): name for name in origins or ()}
    if origins is not None:
        names = {key: Origin(name, index).name for key, name in given_as.items()}
    else:
        names = {}
        ordered = [credit.outlet for credit in given if credit.outlet]
        ordered += [name for claim in sorted(article.claims, key=place_of) for name in claim.via]
        ordered += [article.outlet] if article.outlet else []
        for name in ordered:
            if not is_vague(name, index):
                names.setdefault(key_of(name, index), index.canonical(name))
    occasions = occasions_of(article, index.lexicon, article.credits)
    found: dict[str, dict[str, Found]] = {}
    independent: dict[str, Found] = {}
    for key, typed in names.items():
        mine = _named(Walk(article, Origin(given_as.get(key, typed), index), occasions).run(), names[key])
        found[key] = {id: f for id, f in mine.items() if f[0] in ("credited", "carried")}
        independent |= {id: f for id, f in mine.items() if f[0] == "independent" and id not in independent}
    if not names:
        independent = dict(Walk(article, Origin(_NOBODY, index), occasions).run())
    return Account(article, given, names, found, independent)


def origins_named(origin: Origins, accounts: Iterable[Account], index: OutletIndex) -> dict[str, str]:
    """Key of each origin -> its name: those given, or each outlet that articles of others credit, by the name that
    they use most. Raises ValueError as ``origins_given`` does."""
    given = origins_given(origin, index)
    if given is not None:
        return {key_of(name, index): Origin(name, index).name for name in given}
    ordered = sorted(accounts, key=lambda one: one.article.id)
    return most_credited(pair for account in ordered for pair in _credited(account.article, account.credits, index))


def credited_by(article: Article, index: OutletIndex) -> list[tuple[str, str]]:
    """The key and the name of each outlet of others that an article credits, as often as it does."""
    return _credited(article, credits_of(article, index), index)


def _credited(article: Article, credits: Iterable[Credit], index: OutletIndex) -> list[tuple[str, str]]:
    own = key_of(article.outlet, index) if article.outlet else None
    credited = [credit.outlet for credit in credits if credit.outlet and credit.how != "credit line"]
    credited += [name for claim in article.claims for name in claim.via]
    keyed = ((key_of(name, index), name) for name in credited)
    return [(key, index.canonical(name)) for key, name in keyed if key != own and not is_vague(name, index)]


def most_credited(credited: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Key of each outlet -> the name that is used most, the first of those used alike."""
    counts: dict[str, dict[str, int]] = {}
    for key, name in credited:
        names = counts.setdefault(key, {})
        names[name] = names.get(name, 0) + 1
    return {key: max(names, key=names.__getitem__) for key, names in counts.items()}


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


def uncredited(origin: str, vague: bool) -> Evidence:
    """Why a claim is untraced; ``vague``: it has a credit, which names no outlet."""
    if vague:
        return Evidence("vague-credit", "Its credit names no outlet, so nothing can be traced by it.", 0.7)
    return Evidence("no-credit", f"No credit to {origin} found, and no other named source.", 0.8)
