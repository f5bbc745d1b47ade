"""A sentence's attributions go in, what was made of them comes out in plain words, for a reader who wants no tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import frozen

from audit.find.draft import LIKELY
from audit.model import Article, Attribution, Sentence, Source, Span


@frozen
class Worded:
    """How a content comes from its source, in words ("said by")."""

    given: str


_LONGEST: Final = 14  # words of a content that are repeated
_MARKS: Final = frozenset('“”"')
_MOST: Final = 2  # readings that were turned down
_WHOLE: Final = 0.5  # share of a sentence's words from which its content is "this"
_THIS: Final = Worded("this").given
_GIVEN: Final = {  # by the class of a cue
    "speech": Worded("said by"),
    "knowledge": Worded("known or believed by"),
    "document": Worded("told in"),
    "hedge": Worded("said by"),
    "attitude": Worded("wanted or planned by"),
}
_WHY: Final = {
    "named": "since the text tells who that is.",
    "anonymous": "since a role or a group is told, and no name.",
    "sources said": "since it is somebody, and nothing tells who.",
    "none": "since the article says so itself.",
}


def plain_words(
    article: Article,
    sentence: Sentence,
    found: Sequence[Attribution],
    turned_down: Iterable[tuple[Sequence[Span], str]],
) -> Iterator[str]:
    """What a sentence is read as, one line for each attribution, the one that tells most first, or for what the article
    says itself; and what it is not read as: ``turned_down`` are the words of other readings, each with the reason."""
    whats = {id(one): _what(article, sentence, one) for one in found}

    def order(one: Attribution) -> tuple[bool, bool, int]:
        """Of those that give the whole sentence to somebody the innermost first, then what holds most words."""
        whole, size = whats[id(one)] == _THIS, sum(map(len, one.content))
        return one.cue.cue_class == "attitude", not whole, size if whole else -size

    met: set[str] = set()
    for number, one in enumerate(sorted(found, key=order)):
        what = whats[id(one)]
        yield f"{'And' if number else 'Read'} as: {_read_as(article, one, 'the same' if what in met else what)}"
        met.add(what)
    if not found:
        yield f"Read as: {_own(article, sentence)}"
    refused: dict[str, str] = {}
    for spans, reason in turned_down:
        refused.setdefault(_quoted(article, spans), reason)
    for words, reason in list(refused.items())[:_MOST]:
        yield f"Not read as said because of {words}: {reason}."
    if len(refused) > _MOST:
        yield f"More readings were turned down: {len(refused) - _MOST} (--tree tells them)."


def _what(article: Article, sentence: Sentence, one: Attribution) -> str:
    """The content of an attribution: its words, or "this" where it is most of its sentence."""
    words, whole = (len(text.split()) for text in (_plain(article, one.content), sentence.span.of(article.text)))
    return _THIS if words >= _WHOLE * whole else _shortened(_quoted(article, one.content))


def _plain(article: Article, spans: Iterable[Span]) -> str:
    return " ".join(span.of(article.text) for span in spans)


def _read_as(article: Article, one: Attribution, what: str) -> str:
    cue = _plain(article, one.cue.spans)
    because = f", because of the word{'s' * (len(cue.split()) > 1)} {_quoted(article, one.cue.spans)}" if cue else ""
    doubt = f" Not sure ({one.confidence:.2f} of 1)." if one.doubtful else ""
    doubt = f" Too unlikely to make a claim ({one.confidence:.2f} of 1)." if one.confidence < LIKELY else doubt
    left_out = " Wishes and plans count in no table and no score." if one.cue.cue_class == "attitude" else ""
    if one.kind == "none":
        return f"the article itself tells {what}{because}; counted as “none”, {_WHY['none']}{left_out}{doubt}"
    source = one.source
    via = f", by way of {', '.join(relay.outlet for relay in one.relays)}" if one.relays else ""
    unclear = one.kind == "named" and source is not None and not source.clear
    why = "though nothing tells who is meant." if unclear else _WHY[one.kind]
    said = f"{what} is {_GIVEN[one.cue.cue_class].given} {_who(article, source)}{via}{because}"
    return f"{said}; counted as “{one.kind}”, {why}{left_out}{doubt}"


def _who(article: Article, source: Source | None) -> str:
    """The words for a source, and who these stand for where they do not say it."""
    if source is None:
        return "somebody"
    words = " ".join(_plain(article, source.spans).split())
    if not words or not source.resolved:
        return words or source.called or "somebody"
    if any(name in words for name in (source.called, source.resolved)):
        return words
    return f"{source.called} (“{words}”)"


def _own(article: Article, sentence: Sentence) -> str:
    status = article.segments[sentence.segment].status if article.segments else "prose"
    if status != "prose":
        return f"no claim: this is text of the sort “{status}”, and only prose makes claims."
    if sentence.span.of(article.text).rstrip("\"'”’) \n").endswith("?"):
        return "no claim: it asks."
    return "the article itself says this, since nothing gives it to anybody; if it claims anything, counted as “none”."


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
