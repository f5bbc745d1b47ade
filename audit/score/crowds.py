"""A View goes in, the crowds and hedges that nobody bears out come out: "critics", "some lawmakers", "reportedly", "is
seen as".

A crowd is several people whom nobody counts or names; it is borne out where one of them speaks by name in the same
sentence or the next two, or a named speaker tells of it. A hedge says that somebody says so, and not who; it is borne
out by a name in its sentence.

Source: AP Stylebook on "sources said" and unattributed passives, NPR Ethics Handbook on attributing to groups; what
bears a crowd out is ours (``audit.score.criteria.around``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from audit.model import Claim, Sentence, Span, Spans, Token
from audit.score.criteria.around import answered
from audit.score.criteria.view import View
from audit.score.dossier import UNNAMED

_HUMAN: Final = ("people", "person", "unclear", "pronoun")


@frozen
class Crowd:
    """Words that lean on somebody who is nobody in particular: ``sort`` is "crowd" ("some lawmakers"), "hedge"
    ("reportedly") or "regard" ("is seen as"); ``spans`` are these words, ``claim`` the id of what rests on them, None
    where they stand in a claim of the article's own."""

    sort: str
    text: str
    spans: Spans
    claim: str | None = None


def crowds_of(view: View) -> list[Crowd]:
    """The crowds and hedges of an article's prose that nobody bears out, in text order, each once."""
    found = {crowd.spans: crowd for crowd in (*_regards(view), *_hedges(view), *_groups(view))}
    return [found[spans] for spans in sorted(found)]


def _groups(view: View) -> Iterator[Crowd]:
    claims = sorted(view.article.claims, key=lambda c: (c.sentence, c.spans))
    for claim in claims:
        source = claim.source
        if source is None or not source.spans or claim.kind not in UNNAMED or not _is_crowd(view, claim):
            continue
        if not view.in_quotation(claim) and not answered(view.page, claim, claims):
            yield Crowd("crowd", source.text, source.spans, claim.id)


def _is_crowd(view: View, claim: Claim) -> bool:
    """Whether a source is several people whom nobody counts: "some", "others", "critics"; not bare officials, who may
    have been promised anonymity."""
    phrase, heads = view.page.phrase(claim), view.heads(claim)
    if phrase.sort not in _HUMAN or phrase.number is not None or phrase.basis is not None or phrase.pointing:
        return False
    source = view.page.source(claim)
    if view.page.has("standards.share", source):
        return False
    counted = phrase.quantity is not None or phrase.other
    loose = view.lexicon.words("standards.crowd", "standards.nobody", "people.expert")
    return counted or (bool(heads & loose) and not heads & view.lexicon.words("people.insider"))


def _hedges(view: View) -> Iterator[Crowd]:
    """Hedges of the article itself; what stands in somebody's words is theirs."""
    claims = {(claim.sentence, claim.spans): claim.id for claim in view.article.claims}
    others = [a for a in view.article.attributions if a.status == "prose" and a.kind == "named"]
    for one in view.article.attributions:
        if one.status != "prose" or one.cue.cue_class != "hedge" or one.source is not None:
            continue
        place = one.cue.spans[0]
        named = any(place.overlaps(span) for other in others for span in other.content)
        if not named and not _quoted(view, place):
            yield Crowd("hedge", one.cue.text, one.cue.spans, claims.get((one.sentence, one.content)))


def _regards(view: View) -> Iterator[Crowd]:
    """Passives of thinking and saying without anybody who does: "is widely seen as", "was mentioned as"."""
    told = [span for a in view.article.attributions if a.kind != "none" for span in a.content]
    segments = view.article.segments
    for sentence in view.article.sentences:
        if segments and segments[sentence.segment].status != "prose":
            continue
        for verb in sentence.tokens:
            if _is_agentless(view, sentence, verb):
                if any(verb.span.overlaps(s) for s in told) or _quoted(view, verb.span):
                    continue
                be = [t for t in sentence.children(verb.index, "aux:pass", "advmod") if t.index < verb.index]
                first = min([verb.index, *(t.index for t in be if verb.index - t.index <= 2)])
                span = Span(sentence.tokens[first].span.start, verb.span.end)
                yield Crowd("regard", span.of(view.article.text), (span,))


def _is_agentless(view: View, sentence: Sentence, verb: Token) -> bool:
    """Whether a verb of thinking stands in the passive, with what its subject is taken for, and without an agent."""
    if verb.upos != "VERB" or not view.lexicon.phrases("standards.regarded").has(verb):
        return False
    passive = sentence.children(verb.index, "aux:pass")
    below = sentence.children(verb.index)
    by = view.lexicon.words("find.agent")
    cases = [c.lemma.lower() for t in below if t.deprel.startswith("obl") for c in sentence.children(t.index, "case")]
    if not passive or any(case in by for case in cases):
        return False
    as_ = view.lexicon.words("standards.regarded-as")
    marks = [c.lemma.lower() for t in below for c in sentence.children(t.index, "mark", "case")]
    return any(mark in as_ for mark in marks) or any(t.deprel == "xcomp" for t in below)


def _quoted(view: View, place: Span) -> bool:
    return any(quotation.span.overlaps(place) for quotation in view.article.quotations)
