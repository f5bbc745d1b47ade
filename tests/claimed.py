"""The notation of criteria.toml goes in, an article with claims comes out; it has no trees, its sources
have phrases."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from attrs import evolve
from examples import stored, told_sentence

from audit.lexicon import load_lexicon
from audit.model import Article, Claim, Phrase, Segment, Sentence, Source, Span
from audit.resolve.phrase import phrase_at

_PART = re.compile(
    r"~(?P<flag>\w+)(?:=(?P<value>\w+))?\s*|#\s(?P<title>[^\[]+)|@(?P<aside>[^\[@]+)"
    r"|(?P<same>\+)?\[(?P<kind>[\w ]+)(?P<more>(?:; [^;\]]+)*)\] (?P<text>[^\[+@]+)"
)
LEXICON = load_lexicon()
_NUMBERS = {"one": 1, "an": 1, "a": 1, "another": 1, "two": 2, "three": 3, "six": 6}


@cache
def phrase_of(source: str, start: int = 0) -> Phrase | None:
    """What a source's words tell, by the stored tree of a sentence in which it speaks; they stand at ``start``."""
    first: Sentence = stored(told_sentence(source)).sentences[0]
    moved = (evolve(t, span=Span(t.span.start + start, t.span.end + start)) for t in first.tokens)
    place = (Span(start, start + len(source)),)
    return phrase_at(evolve(first, tokens=tuple(moved)), place, " " * start + source, LEXICON)


def example(words: str) -> Article:
    """An article from the notation; every claim is a paragraph that starts with its source, unless told otherwise."""
    text, title, paragraph = "", None, -1
    claims: list[Claim] = []
    segments: list[Segment] = []
    metadata: dict[str, Any] = {}
    for part in _PART.finditer(words):
        if part["flag"] == "meta":
            text += f"{part['value']}: x\n"
            segments.append(Segment(Span(0, len(text) - 1), "metadata"))
        elif part["flag"]:
            metadata[part["flag"]] = "The Courier"
        elif part["title"]:
            title = part["title"].strip()
            segments.append(Segment(Span(len(text), len(text) + len(title)), "heading"))
            text += title + "\n\n"
        elif part["aside"]:
            text += part["aside"].strip() + "\n"
        else:
            if part["same"]:
                text = text.rstrip("\n") + " "
            paragraph += not part["same"]
            claim, body = _claim(part, len(claims), paragraph, len(text))
            claims.append(claim)
            text += body + "\n"
    assert claims, words
    return Article("x", text, title=title, claims=tuple(claims), segments=tuple(segments), **metadata)


def _claim(part: re.Match[str], place: int, paragraph: int, start: int) -> tuple[Claim, str]:
    source = via = trace = None
    after = False
    for more in part["more"].split("; ")[1:]:
        if more.startswith("via "):
            via = more.removeprefix("via ")
        elif more.startswith("trace "):
            trace = more.removeprefix("trace ")
        else:
            after, source = more.startswith("< "), more.removeprefix("< ")
    words = part["text"].strip()
    body = words if not source else f"{words} {source}" if after else f"{source}: {words}"
    begin = start + (0 if after or not source else len(source) + 2)
    told = None
    if source:
        named = start + (len(words) + 1 if after else 0)
        told = Source(
            source,
            (Span(named, named + len(source)),),
            number=_NUMBERS.get(source.split()[0]),
            phrase=phrase_of(source, named),
        )
    claim = Claim(
        id=f"x:{place + 1}",
        article="x",
        spans=(Span(begin, begin + len(words)),),
        text=words,
        kind=part["kind"],
        source=told,
        via=(via,) if via else (),
        sentence=place,
        paragraph=paragraph,
        trace=trace,
    )
    return claim, body
