"""A page with claims goes in, a Dossier for every source comes out: what the reader is told of who says so.

One dossier per source and article (the same unnamed source counts once, as in the studies of the Committee of Concerned
Journalists): for an unnamed one its number, role, affiliation, basis, reason and side; for a named one its title,
affiliation and first full identification; for either, where it denied something or declined to comment.

Source: AP, NPR and the New York Times on describing unnamed sources (lexicons/criteria.toml, B3 to B7); for named
ones PEJ, State of the News Media 2005.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from audit.model import BASES, Claim, Detail, Dossier, Phrase, Spans
from audit.resolve.reasons import Found
from audit.score.dossier.named import introduced
from audit.score.granted import groups_of, stands_for
from audit.score.page import Page, start

__all__ = ["dossier_of", "fully_identified", "source_key", "speaking", "unnamed_dossier"]

UNNAMED: Final = ("anonymous", "sources said")
_RANKS: Final = ("none", "sources said", "anonymous", "named")


def speaking(page: Page) -> dict[str, list[Claim]]:
    """The claims of an article's sources by their ``source_key``, in the order in which they first speak (attitudes
    included)."""
    groups: dict[str, list[Claim]] = {}
    for claim in sorted(page.article.claims, key=lambda c: (start(c), len(c.id), c.id)):
        if claim.source is not None and claim.kind != "none":
            groups.setdefault(source_key(page, claim), []).append(claim)
    return groups


def source_key(page: Page, claim: Claim) -> str:
    """What makes two claims' sources one in an article: what they stand for, else their words without "the" or "a"."""
    if claim.source is None:
        return ""
    words = (claim.source.resolved or claim.source.text).casefold().split()
    pointing = page.lexicon.words("forms.determiner")
    return " ".join(words[1:] if len(words) > 1 and words[0] in pointing else words)


def fully_identified(dossiers: Iterable[Dossier]) -> int:
    """How many named people the article gives a full name and a position (PEJ 2005: name and relation to the story)."""
    return sum(d.kind == "named" and bool(d.introduced) and (d.role or d.affiliation) is not None for d in dossiers)


def unnamed_dossier(page: Page, claims: Sequence[Claim]) -> Dossier:
    """The dossier of an unnamed source, from all claims of it; mentions of another kind tell something too."""
    told = [(claim, page.phrase(claim)) for claim in claims if claim.source]
    numbers = [n for c, phrase in told if (n := _number(c, phrase)) is not None]
    knowing = min((p for _, p in told if p.basis), key=lambda p: BASES.index(p.basis or ""), default=None)
    reason = _best_reason(page, claims)
    affiliation = next((p.affiliation for _, p in told if p.affiliation), None)
    return attrs.evolve(
        _common(page, claims),
        number=max(numbers, default=None),
        quantity=next((p.quantity for _, p in told if p.quantity), None),
        steady=len({n for n in numbers if n > 1}) <= 1,
        role=next((p.role for _, p in told if p.role), None),
        affiliation=affiliation,
        tense=next((p.tense for _, p in told if p.tense), None),
        basis=knowing.basis if knowing else None,
        basis_spans=knowing.basis_spans if knowing else (),
        reason=reason.value if reason else "none",
        reason_spans=(reason.span,) if reason else (),
        side=next((p.side for _, p in told if p.side), None),
        declined=_declined_by(page, [p.affiliation for _, p in told if p.affiliation]),
    )


def dossier_of(page: Page, claims: Sequence[Claim]) -> Dossier:
    """The dossier of a source, from all claims of it."""
    if max((claim.kind for claim in claims), key=_RANKS.index) != "named":
        return unnamed_dossier(page, claims)
    common = _common(page, claims)
    told = introduced(page, common.name)
    last = common.name.split()[-1:]
    return attrs.evolve(
        common,
        introduced=told.spans,
        role=told.role,
        affiliation=told.affiliation,
        declined=_declined_by(page, [Detail(word) for word in last if len(word) > 2]),
    )


def _common(page: Page, claims: Sequence[Claim]) -> Dossier:
    name = next((c.source.resolved for c in claims if c.source and c.source.resolved), None)
    name = name or (claims[0].source.text if claims[0].source else "")
    denying = page.lexicon.phrases("standards.denying")
    return Dossier(
        name=" ".join(name.split()),
        kind=max((claim.kind for claim in claims), key=_RANKS.index),
        claims=tuple(c.id for c in claims),
        spans=tuple(sorted({span for c in claims if c.source for span in c.source.spans})),
        holder=next((c.via[0] for c in claims if c.via), None),
        denied=tuple(c.spans[0] for c in claims if c.spans and c.cue and denying.first(page.cue(c))),
    )


def _number(claim: Claim, phrase: Phrase) -> int | None:
    """The number the record gives, else that of its words."""
    return claim.source.number if claim.source and claim.source.number is not None else phrase.number


def _best_reason(page: Page, claims: Sequence[Claim]) -> Found | None:
    """The best reason for anonymity in the source's own words, or in the sentences beside any claim of it."""
    best: Found | None = None
    # whom a group stands for is asked where a source is brought in: later it may be no more than "the source"
    shared = [group.reason for group in groups_of(page) if stands_for(page, group, claims[0])] if claims else []
    for claim in claims:
        phrase = page.phrase(claim)
        own = Found(phrase.reason, phrase.reason_spans[0]) if phrase.reason != "none" and phrase.reason_spans else None
        beside = (page.reason_at(place) for place in page.beside(claim))
        for found in (own, *beside, *page.reasons_after(claim), *shared):
            if found is not None and (best is None or (best.value, found.value) == ("boilerplate", "specific")):
                best = found
    return best


def _declined_by(page: Page, bodies: Sequence[Detail]) -> Spans:
    """Where somebody of these names, or of these bodies, declined to comment; a word of theirs that is a noun or a name
    tells."""
    wanted = {word.casefold() for body in bodies for word in body.text.replace("’", "'").removesuffix("'s").split()}
    return tuple(
        refusal.span
        for refusal in page.refusals
        if any(t.upos in ("NOUN", "PROPN", "ADJ", "X") and t.text.casefold() in wanted for t in refusal.who)
    )
