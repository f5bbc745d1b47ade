"""Places of words go in, spans of the text come out: runs without their outer punctuation, quotations whole.

Source: PolNeAR (Newell et al. 2018) for the marks that its annotators count to a span.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve

from audit.find.draft import Words
from audit.model import Attribution, Quotation, Sentence, Span, Spans

_OPENERS: Final = frozenset("“‘\"'([{`„«") | {"``", "''"}
_CLOSERS: Final = frozenset("”’\"')]}»") | {"''"}
_JOINT: Final = " … "  # between the parts of a split span, where its text is told
_ONLY_PUNCTUATION: Final = re.compile(r"[\W_]*")


def runs(places: Words) -> list[list[int]]:
    """Consecutive places as runs, in order."""
    found: list[list[int]] = []
    for place in sorted(places):
        if found and place == found[-1][-1] + 1:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def spans_of(sentence: Sentence, places: Words, text: str) -> Spans:
    """The text of the words as spans of the article's ``text``, one per run; punctuation at a run's edges is left out,
    brackets and quotation marks stay. What stands in the text between two words, and is none itself, ends a run."""
    spans = []
    for run in (part for whole in runs(places) for part in _unbroken(sentence, whole, text)):
        left, right = run[0], run[-1]
        while left <= right and _is_edge(sentence.tokens[left].text, _OPENERS):
            left += 1
        while right >= left and _is_edge(sentence.tokens[right].text, _CLOSERS):
            right -= 1
        while left <= right and sentence.tokens[left].text in ("”", "’", ")", "]", "»"):
            left += 1
        while right >= left and sentence.tokens[right].text in ("“", "‘", "(", "[", "«"):
            right -= 1
        if left <= right:
            spans.append(Span(sentence.tokens[left].span.start, sentence.tokens[right].span.end))
    return tuple(s for s in merged(spans) if not _ONLY_PUNCTUATION.fullmatch(s.of(text)))


def _unbroken(sentence: Sentence, run: list[int], text: str) -> Iterator[list[int]]:
    """A run of places, cut where the models were not shown the words that stand between two of them."""
    start = 0
    for place in range(1, len(run)):
        end, following = sentence.tokens[run[place - 1]].span.end, sentence.tokens[run[place]].span.start
        if following - end > 1 and any(map(str.isalnum, text[end:following])):
            yield run[start:place]
            start = place
    yield run[start:]


def _is_edge(text: str, kept: frozenset[str]) -> bool:
    if text.isalnum() or text in kept:  # most words
        return False
    return _ONLY_PUNCTUATION.fullmatch(text) is not None and text not in ("$", "%", "#", "@", "…")


def merged(spans: Iterable[Span], text: str | None = None) -> list[Span]:
    """Spans in order, those that touch or overlap made one; with a text, also those with nothing but space between."""
    found: list[Span] = []
    for span in sorted(spans):
        if found:
            gap_end = found[-1].end
            near = span.start <= gap_end or (text is not None and not text[gap_end : span.start].strip())
            if near:
                found[-1] = Span(found[-1].start, max(gap_end, span.end))
                continue
        found.append(span)
    return found


def with_whole_quotations(
    content: Sequence[Span], quotations: Sequence[Quotation], taken: Sequence[Span], text: str
) -> Spans:
    """The content with every quotation that it shares a word with made whole: quoted words have one speaker.

    A quotation that also holds the source or the cue (``taken``) is left as it is: then the attribution stands inside
    it.
    """
    spans = list(content)
    for quotation in quotations:
        if any(quotation.span.overlaps(other) for other in taken):
            continue
        if any(_share_a_word(quotation.span, span, text) for span in content):
            spans.append(quotation.span)
    return tuple(merged(spans, text))


def _share_a_word(left: Span, right: Span, text: str) -> bool:
    start, end = max(left.start, right.start), min(left.end, right.end)
    return start < end and any(character.isalnum() for character in text[start:end])


def with_closing_marks(attribution: Attribution, text: str) -> Attribution:
    """The attribution with the marks at its edges that PolNeAR's annotators count to it: what the univocal form writes.

    The comma that closes what another opened within the source ("Ana Ruiz, a lawyer,": 90 % of the 1,028 in the
    training part, and none of 799 without one inside), and the colon after the cue ("said:", 93 % of 240).
    """
    source, cue = attribution.source, attribution.cue
    if source and "," in source.spans[-1].of(text):
        spans = _closed(source.spans, ",", text)
        source = evolve(source, spans=spans, text=_JOINT.join(span.of(text) for span in spans))
    spans = _closed(cue.spans, ":", text)
    cue = evolve(cue, spans=spans, text=_JOINT.join(span.of(text) for span in spans))
    return evolve(attribution, source=source, cue=cue)


def _closed(spans: Spans, mark: str, text: str) -> Spans:
    last = spans[-1]
    return (*spans[:-1], Span(last.start, last.end + 1)) if text[last.end : last.end + 1] == mark else spans
