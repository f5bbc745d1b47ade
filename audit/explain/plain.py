"""A sentence's attributions go in, what was made of them comes out in plain words, for a reader who wants no tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import frozen

from audit.model import Article, Attribution, Sentence, Span

_LONGEST: Final = 14  # words of a content that are repeated
_MARKS: Final = frozenset('“”"')
_MOST: Final = 3  # readings that were turned down


@frozen
class Worded:
    """How a content comes from its source ("is said by"), and what a cue of this class tells."""

    given: str
    tells: str


_CUES: Final = {
    "speech": Worded("is said by", "tells that somebody says something"),
    "knowledge": Worded("is known or believed by", "tells that somebody knows or believes something"),
    "document": Worded("stands in", "tells that something is written, shown or measured"),
    "hedge": Worded("is said by", "tells that somebody says so"),
    "attitude": Worded("is wanted or planned by", "tells that somebody wants or plans something"),
}
_WHY: Final = {
    "named": "since it is told who that is.",
    "anonymous": "since a role or a group is told, and no name.",
    "sources said": "since it is somebody, and not told who.",
    "none": "since it is the article that says so.",
}


def plain_words(
    article: Article,
    sentence: Sentence,
    found: Sequence[Attribution],
    turned_down: Iterable[tuple[Sequence[Span], str]],
) -> Iterator[str]:
    """What a sentence is read as, one line for each attribution, or for what the article says itself; and what it is
    not read as: ``turned_down`` are the words of other readings, each with the reason."""
    for one in found:
        yield f"Read as: {_read_as(article, one)}"
    if not found:
        yield f"Read as: {_own(article, sentence)}"
    told: dict[str, None] = {}
    for spans, reason in turned_down:
        told[f"Not read as brought in by {_quoted(article, spans)}: {reason}."] = None
    yield from list(told)[:_MOST]
    if len(told) > _MOST:
        yield f"And {len(told) - _MOST} more readings were turned down."


def _read_as(article: Article, one: Attribution) -> str:
    worded = _CUES[one.cue.cue_class]
    source = one.source
    words = _quoted(article, source.spans) if source else ""
    who = (source.called if source else "") or "somebody"
    stands = f" ({words} stands for that)" if source and source.resolved and source.called not in words else ""
    via = f", through {', '.join(relay.outlet for relay in one.relays)}" if one.relays else ""
    because = f", because {_quoted(article, one.cue.spans)} {worded.tells}" if one.cue.spans else ""
    unclear = one.kind == "named" and source is not None and not source.clear
    why = "though nothing tells who is meant." if unclear else _WHY[one.kind]
    left_out = " Wishes and plans are left out of tables and score." if one.cue.cue_class == "attitude" else ""
    doubt = f" Not sure ({one.confidence:.2f} of 1)." if one.doubtful else ""
    content = _shortened(_quoted(article, one.content))
    return f"{content} {worded.given} {who}{stands}{via}{because}; counted as “{one.kind}”, {why}{left_out}{doubt}"


def _own(article: Article, sentence: Sentence) -> str:
    status = article.segments[sentence.segment].status if article.segments else "prose"
    if status != "prose":
        return f"no claim: as text this is “{status}”, and only prose makes claims."
    if sentence.span.of(article.text).rstrip("\"'”’) \n").endswith("?"):
        return "no claim: this asks."
    return "the article's own words: nothing in it gives them to anybody, so, if they claim anything, “none”."


def _quoted(article: Article, spans: Iterable[Span]) -> str:
    """The words of spans in quotation marks, those with only space between them together."""
    whole: list[Span] = []
    for span in sorted(spans):
        if whole and not article.text[whole[-1].end : span.start].strip():
            span = Span(whole.pop().start, span.end)
        whole.append(span)
    return " … ".join(_marked(" ".join(span.of(article.text).split())) for span in whole) or "–"


def _marked(words: str) -> str:
    """The words in quotation marks, unless they bring their own."""
    return words if words[:1] in _MARKS and words[-1:] in _MARKS else f"“{words}”"


def _shortened(words: str) -> str:
    parts = words.split(" ")
    return words if len(parts) <= _LONGEST else f"{' '.join(parts[:_LONGEST]).rstrip('”,')} …”"
