"""An article goes in, what accounts of networks say in the posts that it embeds comes out: the paragraph that a post's
signature closes ("… — Jane Alvarez (@jalvarez) March 3, 2025").

A post is printed whole and without quotation marks, and all of it is its account's. Its own line breaks stand farther
apart than the article's paragraphs where the text was taken off a page; so paragraphs before the last are the post's
only where they do.

A page also prints a post, or a passage in large letters, that it quotes elsewhere, with no signature and no marks: who
is quoted with the words says the paragraph that begins with them.

Source: ours: how networks sign what a page embeds (lexicons/layout.toml, post-signature).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from typing import Final

import attrs

from audit.find.owner import FLOATING
from audit.lexicon import Lexicon
from audit.model import Article, Attribution, Cue, Source, Span

POST: Final = "post"
QUOTED: Final = "quotation"
_LONGEST: Final = 8  # paragraphs of one post
_APART: Final = 3  # line ends from which on two paragraphs may be set farther apart than others
_SURE: Final = 0.9
_REPEATED: Final = 0.7
_SAME: Final = 8  # words of a quotation that no paragraph repeats by chance
_WORD: Final = re.compile(r"[^\W_]+")


def posts(article: Article, lexicon: Lexicon) -> Iterator[Attribution]:
    """What each embedded post says, in text order. A segment must hold its signature and nothing else, as segments of
    audit.read do."""
    if "(@" not in article.text:
        return
    usual = _usual_gap(article)
    signed = {place: found for place in range(len(article.segments)) if (found := _signature(article, place, lexicon))}
    for place, match in signed.items():
        body = _body(article, place, usual, signed)
        name, mark = (
            Span(*match.span(group if match[group] else other))
            for group, other in (("name", "sharer"), ("mark", "shared"))
        )
        number = next((n for n, s in enumerate(article.sentences) if s.span.overlaps(mark)), None)
        if not body or number is None:
            continue
        words = mark.of(article.text)
        yield Attribution(
            cue=Cue(words, (mark,), words, "speech"),
            content=tuple(body),
            construction=POST,
            source=Source(name.of(article.text), (name,)),
            sentence=number,
            confidence=_SURE,
        )


def headed(article: Article, lexicon: Lexicon) -> Iterator[Attribution]:
    """What embedded posts say whose account stands before their words: "Jane Doe (@janedoe) We are …"."""
    for number, sentence in enumerate(article.sentences):
        segment = article.segments[sentence.segment] if article.segments else None
        if segment is None or segment.status != "prose" or sentence.span.start != segment.span.start:
            continue
        if article.text.find("(@", segment.span.start, segment.span.end) < 0:
            continue
        match = lexicon.pattern("layout.post-head").match(article.text, segment.span.start, segment.span.end)
        if match is None or match.end() >= segment.span.end:
            continue
        name, handle = Span(*match.span("name")), Span(*match.span("handle"))
        words = handle.of(article.text)
        yield Attribution(
            cue=Cue(words, (handle,), words, "speech"),
            content=(Span(match.end(), segment.span.end),),
            construction=POST,
            source=Source(name.of(article.text), (name,)),
            sentence=number,
            confidence=_REPEATED,
        )


def quoted_in(article: Article, found: Sequence[Attribution], lexicon: Lexicon) -> Iterator[Attribution]:
    """What posts quote of others, in paragraphs of theirs that begin with a name and a colon ("Ivo Lund: “It is
    shut.”"); ``found`` are the posts."""
    pattern = lexicon.pattern("layout.post-quote")
    for post in found:
        for span in post.content:
            match = pattern.match(article.text, span.start, span.end)
            if match is None:
                continue
            name, colon = Span(*match.span("name")), Span(*match.span("colon"))
            number = next(n for n, s in enumerate(article.sentences) if s.span.overlaps(name))
            yield attrs.evolve(
                post,
                cue=Cue(":", (colon,), ":", "speech"),
                content=(Span(*match.span("said")),),
                construction=QUOTED,
                source=Source(name.of(article.text), (name,)),
                sentence=number,
            )


def repeated(article: Article, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """What somebody who is quoted says in paragraphs without quotation marks that begin with the quotation word for
    word, those of other posts left out, and those that tell who says it; ``found`` are the article's other
    attributions."""
    quoted = [
        (q.span, words) for q in article.quotations if (words := _folded(q.span.of(article.text))).count(" ") > _SAME
    ]
    if not quoted:
        return
    printed = [span for a in found if a.construction == POST for span in (*a.content, *a.cue.spans)]
    for segment in article.segments:
        span = segment.span
        if segment.status != "prose" or any(span.overlaps(other) for other in printed):
            continue
        if any(span.overlaps(quotation.span) for quotation in article.quotations):
            continue
        if any(a.source and any(part.start <= span.start < part.end for part in a.content) for a in found):
            continue  # who says it stands in the paragraph
        paragraph = _folded(span.of(article.text))
        told = next((quotation for quotation, words in quoted if paragraph.startswith(words)), None)
        if told is None:
            continue
        who = next(
            (a for a in found if a.source and any(told.overlaps(s) for s in a.content) and _outside(a, told)), None
        )
        if who is not None:
            yield attrs.evolve(who, content=(span,), construction=FLOATING, confidence=_REPEATED)


def _outside(attribution: Attribution, quotation: Span) -> bool:
    """Whether a quotation is told with a word of saying that stands outside of it."""
    return not any(span.overlaps(quotation) for span in attribution.cue.spans)


def _folded(words: str) -> str:
    """The words alone, in small letters, each with a space before it and one after the last."""
    return " ".join(["", *_WORD.findall(words.casefold()), ""])


def day_of(article: Article, attribution: Attribution, lexicon: Lexicon) -> Span | None:
    """The words for the day on which a post was made; None where its signature has none."""
    match = lexicon.pattern("layout.post-signature").match(article.text, attribution.cue.spans[0].start)
    group = "date" if match is not None and match["date"] else "day"
    return Span(*match.span(group)) if match is not None and match[group] else None


def _signature(article: Article, place: int, lexicon: Lexicon) -> re.Match[str] | None:
    """The signature that a segment is as a whole; None for any other."""
    segment = article.segments[place]
    if segment.status != "prose" or article.text.find("(@", segment.span.start, segment.span.end) < 0:
        return None
    return lexicon.pattern("layout.post-signature").fullmatch(article.text, segment.span.start, segment.span.end)


def _usual_gap(article: Article) -> int:
    """How many line ends stand between most of the article's paragraphs."""
    gaps = Counter(_gap(article, place) for place in range(1, len(article.segments)))
    return max(gaps, key=lambda gap: (gaps[gap], -gap), default=0)


def _gap(article: Article, place: int) -> int:
    """The line ends before the segment at this place."""
    before, here = article.segments[place - 1], article.segments[place]
    return article.text.count("\n", before.span.end, here.span.start)


def _body(article: Article, place: int, usual: int, signed: Container[int]) -> list[Span]:
    """The paragraphs that the signature at this place closes, in order: the one before it, and those set apart like
    it."""
    segments, first = article.segments, place
    while first and segments[first - 1].status == "prose" and first - 1 not in signed:
        if first < place and (place - first >= _LONGEST or _gap(article, first) < max(_APART, usual + 1)):
            break
        first -= 1
    return [segment.span for segment in segments[first:place]]
