"""An article goes in, every credit it gives to an outlet comes out: in sentences, links, datelines, bylines and
credit lines.

A credit says where something comes from; each has its class (``HOW``). Those of sentences and links stand for the
claims of their sentence. A dateline or byline of a wire makes the whole article the wire's copy. A credit line at the
foot ("With inputs from Reuters", "Source: NBC News") does not say for which claims, so it credits none; nor does a
vague credit ("local media reported", "with inputs from agencies"), which names nobody (criterion C8).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from attrs import field, frozen, validators

from audit.model import Article, Span
from audit.outlets import OutletIndex
from audit.trace.origin import Origin, credited_by_words

HOW: Final = ("sentence", "link", "dateline", "byline", "credit line", "vague")

_DATELINE: Final = re.compile(
    r"(?:^|\n)[ \t]*(?:[A-Z][\w.’'/ -]{1,40}(?:,[ \w.’'-]{1,30}){0,3}[ ,]*)?"
    r"\((?P<name>[^()\n]{2,40})\)[ \t]*(?:[-–—]{1,2}|:)[ \t]"
)
_FOOT: Final = re.compile(
    r"(?:^|\n)[ \t]*[(\[*_]?(?P<lead>(?:with\s+)?(?:additional\s+)?(?:inputs?|reporting|material"
    r"|information|contributions?)"
    r"\s+(?:from|by)|(?:news\s+)?sources?\s*:|credits?\s*:|via\s*:?|h/t|copyright\b[^\n]{0,20}?|©[^\n]{0,20}?"
    r"|(?:this|the)\s+(?:story|article|report)\s+(?:was\s+)?(?:originally\s+|first\s+)?(?:published|appeared|reported"
    r"|based\s+on\s+reporting)\s+(?:by|in|on|at)?)(?P<rest>[^\n]{2,120})",
    re.IGNORECASE,
)
_LINK: Final = re.compile(
    r"https?://(?:[\w-]+\.)*?(?P<host>[\w-]+\.(?:co\.uk|com\.au|[a-z]{2,}))(?![\w-]|\.\w)(?:[/?#][^\s)\]>\"]*)?", re.I
)
_OPENS: Final = re.compile(r"\s*[\"“«]")
_HEAD: Final = 600  # characters from the top in which a dateline stands


@frozen
class Credit:
    """Words of an article that say where something comes from; ``outlet`` is None for a vague one, ``sentence`` outside
    of sentences."""

    article: str
    outlet: str | None
    how: str = field(validator=validators.in_(HOW))
    span: Span
    sentence: int | None = None


def credits_of(article: Article, index: OutletIndex) -> tuple[Credit, ...]:
    """Every credit that an article gives, in text order; those to its own outlet too."""
    found: list[Credit] = []
    for number, sentence in enumerate(article.sentences):
        found += _in_sentence(article, number, sentence.span, index)
    found += copied_from(article, index)
    found += _at_foot(article, index)
    unique = {(credit.span, credit.outlet, credit.how): credit for credit in found}
    return tuple(sorted(unique.values(), key=lambda c: (c.span, c.how, c.outlet or "")))


def _in_sentence(article: Article, number: int, span: Span, index: OutletIndex) -> list[Credit]:
    text = span.of(article.text)
    found = []
    for place, entry in index.find(text, span.start):
        vague = entry["kind"] == "vague"
        before, after = text[: place.start - span.start], text[place.end - span.start :]
        if vague or credited_by_words(before, after):
            name = None if vague else str(entry["name"])
            found.append(Credit(article.id, name, "vague" if vague else "sentence", place, number))
    for match in _LINK.finditer(text):
        linked = index.name_of(match["host"], fold=True)
        if linked is not None:
            place = Span(span.start + match.start(), span.start + match.end())
            found.append(Credit(article.id, str(linked["name"]), "link", place, number))
    return found


def copied_from(article: Article, index: OutletIndex) -> list[Credit]:
    """The outlets whose copy the article is, by its dateline or byline."""
    found = []
    for match in _DATELINE.finditer(article.text[:_HEAD]):
        entry = index.name_of(match["name"])
        if entry is not None and entry["kind"] == "wire":
            found.append(Credit(article.id, str(entry["name"]), "dateline", Span(*match.span("name"))))
    for _, entry in index.find(article.byline or ""):
        if entry["kind"] == "wire":
            found.append(Credit(article.id, str(entry["name"]), "byline", Span(0, 0)))
    return found


def _at_foot(article: Article, index: OutletIndex) -> list[Credit]:
    found = []
    for match in _FOOT.finditer(article.text):
        names = index.find(match["rest"], match.start("rest"))
        for span, entry in names:
            if entry["kind"] != "vague":
                found.append(Credit(article.id, str(entry["name"]), "credit line", span))
        if re.match(r"(?:with\s+)?inputs?\b", match["lead"], re.I) and re.search(
            r"\bagenc(?:y|ies)\b", match["rest"], re.I
        ):
            found.append(Credit(article.id, None, "vague", Span(match.start("lead"), match.end("rest"))))
    for segment in article.segments:
        if segment.status == "vague credit":
            named = [(span, e) for span, e in index.find(segment.span.of(article.text), segment.span.start)]
            if all(entry["kind"] == "vague" for _, entry in named):
                if not any(credit.how == "vague" and credit.span.overlaps(segment.span) for credit in found):
                    found.append(Credit(article.id, None, "vague", segment.span))
            else:
                found += [
                    Credit(article.id, str(e["name"]), "credit line", span) for span, e in named if e["kind"] != "vague"
                ]
    return found


def linked_to(sentence: str, origin: Origin, start: int = 0) -> tuple[Span, ...]:
    """Where a sentence links to the origin's site; ``start`` is added to the offsets."""
    return tuple(
        Span(start + match.start(), start + match.end())
        for match in _LINK.finditer(sentence)
        if (entry := origin.index.name_of(match["host"], fold=True)) is not None and origin.meant_by(entry["name"])
    )


def quoted_report(article: Article, origin: Origin) -> tuple[Span, ...]:
    """Where the article quotes the origin's own words in paragraphs of their own, after a line that credits it.

    "The New York Times reports:" and the paragraphs in quotation marks that follow it.
    """
    found: list[Span] = []
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", article.text)]
    for place, line in enumerate(lines[:-1]):
        words = line.of(article.text).rstrip()
        if not words.endswith(":") or not (origin.credits(words) or _speaks_in(words, origin)):
            continue
        found += _quotation(article.text, lines[place + 1 :])
    return tuple(found)


def _speaks_in(words: str, origin: Origin) -> bool:
    """Whether a line that ends in a colon lets somebody speak in the origin ("Ann Lee writing at The New York
    Post:")."""
    last = re.split(r"(?<=[.!?])\s+", words)[-1]
    return any(
        re.search(
            r"\b(?:writ|report|explain|not|argu|stat|say)\w*\s+(?:\w+\s+)?(?:at|in|for|on)\s+(?:the\s+)?$",
            last[: s.start],
            re.I,
        )
        for s in origin.find(last)
    )


def _quotation(text: str, lines: Sequence[Span]) -> list[Span]:
    found = []
    for line in lines:
        words = line.of(text)
        if not _OPENS.match(words):
            break
        found.append(line)
    return found
