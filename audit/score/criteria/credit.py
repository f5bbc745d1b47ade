"""A View goes in, where other outlets' work is not credited comes out: C1 to C8; and what no page declares: D1."""

from __future__ import annotations

import re
from typing import Final

from audit.model import Claim, Span
from audit.score.criteria.around import start
from audit.score.criteria.unnamed import has_metadata, is_bare
from audit.score.criteria.view import Firing, View, claim_spans, name, of_claim, of_source
from audit.trace.credit.public import public_spans

# AP 2010 says "within the first paragraphs"; three is what its own examples keep to.
FIRST_PARAGRAPHS: Final = 3

# What an outlet does with news that it passes on; what the media "claim" or "think" is about them.
_PASSES_ON: Final = re.compile(r"\b(?:sa(?:y|ys|id|ying)|report\w*|according|citing|suggest\w*)\b", re.IGNORECASE)
_FIRST_REPORTED: Final = re.compile(
    r"\b(?:first\s+(?:reported|revealed|disclosed|broken|surfaced\s+in)|broke\s+the\s+(?:story|news)|(?:has"
    r"|have|had)\s+(?:also\s+)?(?:confirmed|matched)\s+"
    r"(?:an?\s+|the\s+|earlier\s+|those\s+|media\s+|press\s+|news\s+)*reports?|confirming\s+(?:an?\s+|the\s+"
    r"|earlier\s+|media\s+|press\s+|news\s+)*reports?"
    r"|as\s+(?:previously|earlier)\s+reported)\b",
    re.IGNORECASE,
)
_MANY: Final = re.compile(
    r"\b(?:(?:several|multiple|many|numerous|various|other|two|three|a\s+number\s+of"
    r"|most\s+major)\s+(?:(?:news|media|major|national|local|u\.s\.)\s+)*"
    r"(?:outlets|organi[sz]ations|networks|newspapers|media|news\s+agencies|publications)\s+(?:have\s+"
    r"|had\s+|has\s+|also\s+|are\s+|were\s+)*"
    r"(?:report(?:ed|ing)?|confirm(?:ed|ing)?|sa(?:y|id)|call(?:ed|ing)?|project(?:ed|ing)?)"
    r"|(?:widely|repeatedly)\s+reported|(?:confirmed|reported)\s+by\s+(?:several|multiple|numerous|many"
    r"|other)\s+(?:\w+\s+){0,2}(?:outlets|organi[sz]ations|media"
    r"|newspapers|networks))\b",
    re.IGNORECASE,
)
_OURS: Final = re.compile(
    r"\b(?:independently\s+(?:confirm|verif)\w*|(?:could|can|has|have|was|were)\s*(?:not"
    r"|n['’]t)?\s*(?:been\s+)?(?:yet\s+)?(?:able\s+to\s+)?(?:immediately\s+)?"
    r"(?:independently\s+)?(?:confirm|verif|authenticat)\w*|has\s+(?:also\s+)?confirmed"
    r"|separately\s+confirmed|not\s+(?:been\s+)?(?:confirmed|verified)|unverified"
    r"|unconfirmed|matched\s+the\s+reporting)\b",
    re.IGNORECASE,
)
_DECLARED: Final = re.compile(
    r"publishingPrinciples|unnamedSourcesPolicy|ethicsPolicy|correctionsPolicy|citation|isBasedOn"
    r"|sources?[_ -]?policy|^sources?:",
    re.IGNORECASE | re.MULTILINE,
)


def late_credit(view: View) -> list[Firing]:
    """C1: another outlet's information is credited to it within the first paragraphs (AP 2010)."""
    credits = [claim for claim in view.claims if _others(view, claim)]
    if not credits or view.paragraphs[credits[0].paragraph] < FIRST_PARAGRAPHS or not _leads(view, credits):
        return []
    place = view.paragraphs[credits[0].paragraph] + 1
    reason = f"The first credit to another outlet ({_others(view, credits[0])[0]}) stands in paragraph {place}."
    return [of_claim(credits[0], reason)]


def _others(view: View, claim: Claim) -> list[str]:
    """Outlets a claim passed through that are not the article's own."""
    own = view.article.outlet
    return [name for name in view.credited(claim) if not (own and view.outlets.same(name, own))]


def _leads(view: View, credits: list[Claim]) -> bool:
    """Whether the story leans on other outlets' work: more than one claim of an article is credited to them."""
    return len(credits) >= 2 or len(view.claims) <= 5


def first_report(view: View) -> list[Firing]:
    """C2: the outlet that broke the story is credited by name, even where it was matched (AP 2010; NPR)."""
    found, seen = list[Firing](), set[int]()
    for claim in view.claims:
        sentence = view.sentence(claim)
        match = _FIRST_REPORTED.search(sentence)
        if not match or claim.sentence in seen or view.credited(claim):
            continue
        named = [entry for _, entry in view.outlets.find(sentence) if entry["kind"] != "vague"]
        if not named and not re.search(
            r"\bby\s+(?:the\s+)?[A-Z]"
            r"|[A-Z]\w+(?:[’']s)?\s+(?:first\s+)?(?:reported|revealed|report)",
            sentence,
        ):
            seen.add(claim.sentence)
            found.append(of_claim(claim, f"“{' '.join(match.group().split())}”, but not by whom."))
    return found


def mixed(view: View) -> list[Firing]:
    """C3: mixed stories say claim by claim what is ours and what is theirs (AP 2010)."""
    relayed = [c for claims in view.unnamed.values() for c in claims if _real(view, c)]
    if not relayed:
        return []
    first = min(start(claim) for claim in relayed)
    heads = frozenset[str]().union(*(view.heads(claim) for claim in relayed))
    found = []
    for claims in view.insiders.values():
        if any(_real(view, claim) for claim in claims):
            continue
        later = [c for c in claims if start(c) > first and view.heads(c) & heads and not _points_back(c)]
        if later:
            found.append(
                of_source(later, f"Whose sources {name(later[0])} are, ours or the other outlet’s, is not said.")
            )
    return found


def _real(view: View, claim: Claim) -> bool:
    return any(not view.is_vague(outlet) for outlet in claim.via)


def _points_back(claim: Claim) -> bool:
    return bool(claim.source and re.match(r"(?:the|these|those|they|he|she)\b", claim.source.text, re.IGNORECASE))


def relayed_sources(view: View) -> list[Firing]:
    """C4: of another outlet's unnamed sources it is said who they are (Washington Post; NPR)."""
    found = []
    for claims in view.unnamed.values():
        weak = [c for c in claims if c.kind == "sources said" and _real(view, c) and is_bare(view, c)]
        if weak:
            reason = f"{weak[0].via[0]} is credited, with nothing on who its sources ({name(weak[0])}) are."
            found.append(of_source(weak, reason))
    return found


def repetition(view: View) -> list[Firing]:
    """C5: repetition by several outlets is no confirmation (Washington Post)."""
    found, seen = list[Firing](), set[int]()
    for claim in view.claims:
        match = _MANY.search(view.sentence(claim))
        if match and start(claim) not in seen and claim.sentence not in seen:
            seen.add(claim.sentence)
            found.append(
                of_claim(claim, f"“{' '.join(match.group().split())}” is offered as if it confirmed something.")
            )
    return found


def confirmed(view: View) -> list[Firing]:
    """C6: what we have and have not confirmed ourselves (NPR; BBC)."""
    inside = {claim.id for claims in view.insiders.values() for claim in claims}
    passed = [claim for claims in view.unnamed.values() for claim in claims if _real(view, claim)]
    weak = [c for c in passed if c.id in inside or (c.kind == "sources said" and is_bare(view, c))]
    if not weak or _OURS.search(view.article.text):
        return []
    names = ", ".join(dict.fromkeys(outlet for claim in weak for outlet in claim.via))
    reason = f"What unnamed sources told {names} is passed on, with no word on whether it was confirmed."
    return [Firing(reason, claim_spans(weak), tuple(c.id for c in weak), float(len(weak)))]


def uncredited(view: View) -> list[Firing]:
    """C7: nothing verbatim or near it without credit, public events exempt; only where an origin was given (NPR)."""
    public = public_spans(view.article, view.lexicon)
    return [
        of_claim(claim, "No credit found; it says what is credited to the origin elsewhere.")
        for claim in view.claims
        if claim.trace == "echoed" and not any(a.overlaps(b) for a in claim.spans for b in public)
    ]


def vague_credit(view: View) -> list[Firing]:
    """C8: a vague credit ("local media reports", "with inputs from agencies") is a defect (NPR; American"
    " Press Institute)."""
    text = view.article.text
    found = [
        Firing(f"Credit that names nobody: {' '.join(segment.span.of(text).split())}.", (segment.span,))
        for segment in view.segments("vague credit")
    ]
    found += [
        of_claim(claim, f"Credit that names nobody: {outlet}.")
        for claim in view.claims
        for outlet in view.credited(claim, vague=True)
        if claim.cue is None or _PASSES_ON.search(claim.cue)
    ]
    return found


def declared(view: View) -> list[Firing]:
    """D1: sources and a policy on unnamed ones in the metadata, if there is any (Trust Project; schema.org)."""
    metadata = view.segments("metadata")
    weak = [claim for claims in view.insiders.values() for claim in claims]
    if not weak or not metadata or not has_metadata(view):
        return []
    if any(_DECLARED.search(segment.span.of(view.article.text)) for segment in metadata):
        return []
    spans: tuple[Span, ...] = (metadata[0].span,)
    return [Firing("The metadata declares no sources and no policy on unnamed ones.", spans, (weak[0].id,))]
