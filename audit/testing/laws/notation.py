"""The notation of criteria.toml goes in, an article with claims and trees comes out.

The trees are those of its pieces, each parsed for itself: a source's where it speaks in a plain sentence, a claim's on
its own. So an example may be put together anew from stored parses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from attrs import evolve

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Phrase, Segment, Sentence, Source, Span, Token
from audit.resolve.phrase import phrase_at

# "[kind; source; via outlet] claim", "# title", "@aside", "~flag": lexicons/criteria.toml says what each is
NOTATION: Final = re.compile(
    r"~(?P<flag>\w+)(?:=(?P<value>\w+))?\s*|#\s(?P<title>[^\[]+)|@(?P<aside>[^\[@]+)"
    r"|(?P<same>\+)?\[(?P<kind>[\w ]+)(?P<more>(?:; [^;\]]+)*)\] (?P<text>[^\[+@]+)"
)
Parsed = Callable[[str], Article]


def source_of(more: str) -> str:
    """The source among what follows a kind ("; via Reuters; < two aides"); empty where there is none."""
    parts = [part for part in more.split("; ")[1:] if not part.startswith(("via ", "trace "))]
    return parts[0].removeprefix("< ") if parts else ""


def told_sentence(source: str) -> str:
    """A sentence in which a source speaks: its words get their tree there."""
    return f"{source[:1].upper()}{source[1:]} said that it was over."


class _Laid:
    """The sentences of an article as its text grows."""

    def __init__(self, parsed: Parsed, lexicon: Lexicon) -> None:
        self.parsed, self.lexicon = parsed, lexicon
        self.sentences: list[Sentence] = []

    def lay(self, text: str, start: int, paragraph: int) -> None:
        """A text's own sentences, from ``start`` on."""
        self._add([[(t, t.head) for t in s.tokens] for s in self.parsed(text).sentences], start, paragraph)

    def lay_source(self, source: str, start: int, paragraph: int) -> None:
        """A source's words as they stand where it speaks, a fragment of their own."""
        first = self.parsed(told_sentence(source)).sentences[0]
        inside = {t.index for t in first.tokens if t.span.end <= len(source)}
        words = [(t, t.head if t.head in inside else -1) for t in first.tokens if t.index in inside]
        # of a source in several parts (a name, its appositive) the first is the head
        top = next(t.index for t, head in words if head < 0)
        self._add([[(t, top if head < 0 and t.index != top else head) for t, head in words]], start, paragraph)

    def join(self, last: int) -> None:
        """Makes one sentence of those from ``last`` on: what a source says hangs on it, as after a colon."""
        one, other = self.sentences[last], self.sentences[last + 1]
        moved = [_moved(t, len(one.tokens), 0) for t in other.tokens]
        top = next(t.index for t in one.tokens if t.head < 0)
        moved = [evolve(t, head=top, deprel="parataxis") if t.head < 0 else t for t in moved]
        span = Span(one.span.start, other.span.end)
        self.sentences[last : last + 2] = [evolve(one, span=span, tokens=(*one.tokens, *moved))]

    def _add(self, parsed: list[list[tuple[Token, int]]], start: int, paragraph: int) -> None:
        for words in parsed:
            places = {token.index: place for place, (token, _) in enumerate(words)}
            tokens = tuple(
                evolve(
                    token,
                    index=places[token.index],
                    head=places[head] if head >= 0 else -1,
                    span=Span(token.span.start + start, token.span.end + start),
                )
                for token, head in words
            )
            span = Span(tokens[0].span.start, tokens[-1].span.end)
            self.sentences.append(Sentence(span, tokens, max(0, paragraph), 0))


def _moved(token: Token, by: int, letters: int) -> Token:
    span = Span(token.span.start + letters, token.span.end + letters)
    return evolve(token, index=token.index + by, head=token.head + by if token.head >= 0 else -1, span=span)


def phrase_of(source: str, parsed: Parsed, lexicon: Lexicon, start: int = 0) -> Phrase | None:
    """What a source's words tell, by the tree of a sentence in which it speaks; they stand at ``start`` (a code
    point)."""
    first = parsed(told_sentence(source)).sentences[0]
    moved = (evolve(t, span=Span(t.span.start + start, t.span.end + start)) for t in first.tokens)
    place = (Span(start, start + len(source)),)
    return phrase_at(evolve(first, tokens=tuple(moved)), place, " " * start + source, lexicon)


def noted(words: str, parsed: Parsed, lexicon: Lexicon) -> Article:
    """An article from the notation; every claim is a paragraph that starts with its source, unless told otherwise.

    ``parsed`` gives a text with its trees. Raises ValueError where the notation names no claim.
    """
    text, title, paragraph = "", None, -1
    claims: list[Claim] = []
    segments: list[Segment] = []
    metadata: dict[str, Any] = {}
    laid = _Laid(parsed, lexicon)
    for part in NOTATION.finditer(words):
        if part["flag"] == "meta":
            text += f"{part['value']}: x\n"
            segments.append(Segment(Span(0, len(text) - 1), "metadata"))
        elif part["flag"]:
            metadata[part["flag"]] = "" if part["value"] == "none" else "The Courier"
        elif part["title"]:
            title = part["title"].strip()
            segments.append(Segment(Span(len(text), len(text) + len(title)), "heading"))
            laid.lay(title, len(text), paragraph)
            text += title + "\n\n"
        elif part["aside"]:
            laid.lay(part["aside"].strip(), len(text), paragraph)
            text += part["aside"].strip() + "\n"
        else:
            if part["same"]:
                text = text.rstrip("\n") + " "
            paragraph += not part["same"]
            claim, body = _claim(part, len(claims), paragraph, text, laid)
            claims.append(claim)
            text += body + "\n"
    if not claims:
        raise ValueError(f"{words!r} names no claim; write “[named; the mayor] The bridge opened.”")
    trees = tuple(laid.sentences)
    return Article("x", text, title=title, claims=tuple(claims), segments=tuple(segments), sentences=trees, **metadata)


def _claim(part: re.Match[str], place: int, paragraph: int, before: str, laid: _Laid) -> tuple[Claim, str]:
    via = trace = None
    for more in part["more"].split("; ")[1:]:
        if more.startswith("via "):
            via = more.removeprefix("via ")
        elif more.startswith("trace "):
            trace = more.removeprefix("trace ")
    source, after, start = source_of(part["more"]), "; < " in part["more"], len(before)
    words = part["text"].strip()
    body = words if not source else f"{words} {source}" if after else f"{source}: {words}"
    begin = start + (0 if after or not source else len(source) + 2)
    number, told = len(laid.sentences), None
    if source and not after:
        laid.lay_source(source, start, paragraph)
    laid.lay(words, begin, paragraph)
    if source and not after:
        laid.join(number)
    if source and after:
        laid.lay_source(source, start + len(words) + 1, paragraph)
        laid.join(len(laid.sentences) - 2)
    if source:
        named = start + (len(words) + 1 if after else 0)
        where = (Span(named, named + len(source)),)
        phrase = phrase_of(source, laid.parsed, laid.lexicon, named)
        told = Source(source, where, number=phrase.number if phrase else None, phrase=phrase)
    claim = Claim(
        id=f"x:{place + 1}",
        article="x",
        spans=(Span(begin, begin + len(words)),),
        text=words,
        kind=part["kind"],
        source=told,
        via=(via,) if via else (),
        sentence=number,
        paragraph=paragraph,
        trace=trace,
    )
    return claim, body
