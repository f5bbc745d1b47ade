"""A claim and its sentence go in; the credits and links of that sentence which govern the claim come out.

Source: ours: a credit governs what nothing nearer governs, as the README's table of traces has it.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from audit.model import Article, Claim, Crediting, Span, Spans
from audit.trace.credit.lines import linked
from audit.trace.credit.origin import Given, Origin, within
from audit.trace.credit.places import lies_in, source_spans


@frozen
class Here:
    """A claim where the walk stands: its paragraph without gaps, the claims of its sentence, the other outlets that it
    rests on, and the claim read before whose words hold it, where that traces to the origin."""

    claim: Claim
    paragraph: int
    beside: Sequence[Claim]
    sentence: Span
    others: Sequence[str] = ()
    outer: Claim | None = None


def links_of(here: Here, article: Article, origin: Origin) -> tuple[Spans, tuple[str, ...]]:
    """The links of a claim's sentence to the origin's reports, and the other outlets that it links to; those
    within another claim of the sentence are left out."""
    mine, others = [], []
    for place, name in linked(article, here.sentence, origin.index):
        inside = any(place.overlaps(span) for span in here.claim.spans)
        if inside or not any(place.overlaps(span) for other in here.beside for span in other.spans):
            if origin.meant_by(name):
                mine.append(place)
            elif not origin.index.same(name, article.outlet or ""):
                others.append(name)
    return tuple(mine), tuple(dict.fromkeys(others))


def sentence_credits(here: Here, given: Given) -> Spans:
    """Crediting words of the claim's sentence that govern it although its attribution does not hold them.

    They do not govern it where it rests on another outlet, where they lie within what a source says, or where they
    already belong to another claim of the sentence.
    """
    claim = here.claim
    if here.others:
        return ()
    sourced = claim.kind == "named" or claim.source is not None
    free = []
    for mention in within(given.mine, (here.sentence,)):
        inside = any(mention.span.overlaps(part) for part in claim.spans)
        # "told | ABC that …": the content begins too early
        cut = mention.how == "addressee" and any(mention.span.start == part.start for part in claim.spans)
        taken = any(_taken(mention, claim, other, inside) for other in here.beside if other.id != claim.id)
        if mention.how is not None and not taken and (cut or not (inside and sourced)):
            free.append(mention.span)
    return tuple(free)


def _taken(mention: Crediting, claim: Claim, other: Claim, inside: bool) -> bool:
    """Whether a credit belongs to another claim of the sentence: to its source or chain, or to what it says."""
    if any(mention.span.overlaps(span) for span in (*other.via_spans, *source_spans(other))):
        return True
    held = any(mention.span.overlaps(span) for span in other.spans)
    return held and not inside and not lies_in(claim, other)
