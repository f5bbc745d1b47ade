"""A claim and its sentence go in; the credits and links of that sentence which govern the claim come out.

Source: ours: a credit governs what nothing nearer governs, as the README's table of traces has it.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Crediting, Sentence, Span, Spans
from audit.trace.credit.lines import linked
from audit.trace.credit.origin import Origin, within
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


def governing(here: Here, mentions: Sequence[Crediting], tree: Sentence | None, lexicon: Lexicon) -> list[Crediting]:
    """Of the credits of the claim's sentence those that govern it although its attribution does not hold them.

    They do not govern it where they lie within what a source says, where they already belong to another claim of the
    sentence, or where they only tell when it was: "it came out after NBC News published the tape".
    """
    claim = here.claim
    sourced = claim.kind == "named" or claim.source is not None
    free = []
    for mention in within(mentions, (here.sentence,)):
        inside = any(mention.span.overlaps(part) for part in claim.spans)
        # "told | ABC that …": the content begins too early
        cut = mention.how == "addressee" and any(mention.span.start == part.start for part in claim.spans)
        taken = any(_taken(mention, claim, other, inside) for other in here.beside if other.id != claim.id)
        when = tree is not None and _tells_when(mention, claim, tree, lexicon)
        if mention.how is not None and not taken and not when and (cut or not (inside and sourced)):
            free.append(mention)
    return free


def _tells_when(mention: Crediting, claim: Claim, tree: Sentence, lexicon: Lexicon) -> bool:
    """Whether an outlet's act is only a clause of time, or a relative clause that tells of the outlet, and the claim is
    what stands around it: "it came out after CNN aired the tape", "those who laughed, such as CNN, which aired it"."""
    for verb in tree.tokens if mention.how == "speaker" else ():
        if verb.deprel not in ("advcl", "acl:relcl") or not any(verb.span.overlaps(span) for span in mention.words):
            continue
        places = tree.subtree(verb.index)
        start, end = tree.tokens[places[0]].span.start, tree.tokens[places[-1]].span.end
        if not any(part.start < start or part.end > end for part in claim.spans):
            continue
        if verb.deprel == "acl:relcl":
            told_of = (tree.tokens[verb.head], *tree.children(verb.head, "compound", "flat", "appos"))
            return any(word.span.overlaps(mention.span) for word in told_of)
        subjects = tree.children(verb.index, "nsubj")
        marks = [*tree.children(verb.index, "mark"), *(c for who in subjects for c in tree.children(who.index, "case"))]
        return any(map(lexicon.phrases("crediting.time-clause").has, marks))
    return False


def _taken(mention: Crediting, claim: Claim, other: Claim, inside: bool) -> bool:
    """Whether a credit belongs to another claim of the sentence: to its source or chain, or to what it says."""
    if any(mention.span.overlaps(span) for span in (*other.via_spans, *source_spans(other))):
        return True
    held = any(mention.span.overlaps(span) for span in other.spans)
    return held and not inside and not lies_in(claim, other)
