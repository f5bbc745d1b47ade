"""Speakers before a colon or after a dash: transcripts ("TAPPER: …"), headlines ("Poll: …"), signed quotations ("“…”
— Jane Doe")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from audit.model import Sentence, Span

_LONGEST_NAME: Final = 6
_TITLE: Final = re.compile(
    r"(?:mr|ms|mrs|dr|sen|gov|rep|president|secretary|senator|governor|host|anchor|q|a|question|poll|report|study|survey)\.?$",
    re.I,
)


@frozen
class Speaker:
    """Source, cue and where the content starts, as spans of the article."""

    source: Span
    cue: Span
    content: Span


def colon_speakers(text: str, sentence: Sentence, whole: Span) -> Iterator[Speaker]:
    """A paragraph that opens with a name and a colon: all that follows in it is what the name says.

    ``whole`` is the paragraph's span. A name is capitalised throughout, or one of a few words for a speaker or a
    survey.
    """
    if sentence.span.start != whole.start:
        return
    colon = next((t for t in sentence.tokens[: _LONGEST_NAME + 1] if t.text == ":"), None)
    if colon is None or colon.index == 0:
        return
    name = sentence.tokens[: colon.index]
    capital = all(t.text[:1].isupper() or t.upos in ("PUNCT", "ADP", "DET", "CCONJ") for t in name)
    person = any(t.upos == "PROPN" or t.text.isupper() or _TITLE.match(t.text) for t in name)
    if not (capital and person) or any(t.upos in ("VERB", "AUX") and not t.text.isupper() for t in name):
        return
    start = colon.span.end
    while start < whole.end and text[start].isspace():
        start += 1
    if start == whole.end:
        return
    yield Speaker(Span(name[0].span.start, name[-1].span.end), colon.span, Span(start, whole.end))


_SIGNED: Final = re.compile(r"[”\"]\s*(—|–|―|--|-)\s*(?P<name>[A-Z][^.!?\n\"“]{2,60})$")


def signed_quotation(text: str, whole: Span) -> Speaker | None:
    """A paragraph that is a quotation with its speaker after a dash."""
    stretch = whole.of(text)
    if stretch[:1] not in '“"':
        return None
    match = _SIGNED.search(stretch)
    if match is None:
        return None
    quoted = Span(whole.start, whole.start + match.start() + 1)
    dash = Span(whole.start + match.start(1), whole.start + match.end(1))
    return Speaker(Span(whole.start + match.start("name"), whole.start + match.end("name")), dash, quoted)
