"""A claim goes in, where it stands in its article comes out: its place in order, its end, its sentence, its source
and what that one is known by; the places of an article's paragraphs."""

from __future__ import annotations

from audit.model import Article, Claim, Source, Span, Spans


def place_of(claim: Claim) -> tuple[int, int, str]:
    """What claims are sorted by: the offset where they begin (0 without spans), how long their id is, their id."""
    return (claim.spans[0].start if claim.spans else 0, len(claim.id), claim.id)


def end_of(claim: Claim) -> int:
    """Where its words end, in code points of the article; 0 without spans."""
    return max((span.end for span in claim.spans), default=0)


def source_spans(claim: Claim) -> Spans:
    """Where its source is named; empty where it has none."""
    return claim.source.spans if claim.source else ()


def keys_of(source: Source) -> frozenset[str]:
    """A source's words and what it stands for, in lower case: the same source has the same ones."""
    return frozenset({source.text.casefold(), (source.resolved or source.text).casefold()})


def lies_in(claim: Claim, other: Claim) -> bool:
    """Whether another claim's words hold those of this one, as a sentence holds what its source says."""
    return all(any(o.start <= s.start and s.end <= o.end for o in other.spans) for s in claim.spans)


def sentence_of(claim: Claim, article: Article) -> Span:
    """The span of its sentence; where the article has none that holds it, that of all its words, source and relays."""
    hull = Span(min(s.start for s in claim.spans), end_of(claim)) if claim.spans else Span(0, 0)
    if 0 <= claim.sentence < len(article.sentences) and article.sentences[claim.sentence].span.overlaps(hull):
        return article.sentences[claim.sentence].span
    parts = [hull, *claim.via_spans, *source_spans(claim)]
    start, end = min(s.start for s in parts), min(len(article.text), max(s.end for s in parts))
    return Span(min(start, end), end)


def paragraph_order(article: Article) -> dict[int, int]:
    """Number of a paragraph -> its place without gaps, so that an advertisement or a heading between two does not count
    as one."""
    prose = {n for n, segment in enumerate(article.segments) if segment.status == "prose"}
    numbers = {claim.paragraph for claim in article.claims}
    if prose:
        numbers |= {s.paragraph for s in article.sentences if s.segment in prose}
    return {number: place for place, number in enumerate(sorted(numbers))}
