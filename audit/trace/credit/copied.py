"""An article goes in, the credits that stand beside its sentences come out: datelines, bylines, credit lines.

A credit says where something comes from; each has its class (``HOW``). A dateline or byline of a wire makes the whole
article the wire's copy. A credit line at the foot ("With inputs from Reuters", "Source: NBC News") does not say for
which claims, so it credits none; nor does a vague credit ("local media reported", "with inputs from agencies"), which
names nobody (criterion C8). These lines have no tree, so they are read with patterns.

Source: AP Stylebook, datelines and bylines; the patterns of lexicons/layout.toml have each their own.
"""

from __future__ import annotations

from typing import Final

from attrs import field, frozen, validators

from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Span

HOW: Final = ("sentence", "link", "dateline", "byline", "credit line", "vague")

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


def copied_from(article: Article, index: OutletIndex) -> list[Credit]:
    """The outlets whose copy the article is, by its dateline or byline."""
    found = []
    for match in index.lexicon.pattern("layout.wire-dateline").finditer(article.text[:_HEAD]):
        entry = index.name_of(match["name"])
        if entry is not None and entry["kind"] == "wire":
            found.append(Credit(article.id, str(entry["name"]), "dateline", Span(*match.span("name"))))
    for _, entry in index.find(article.byline or ""):
        if entry["kind"] == "wire":
            found.append(Credit(article.id, str(entry["name"]), "byline", Span(0, 0)))
    return found


def stands_before(dateline: Span, sentence: Span, article: Article) -> bool:
    """Whether a sentence begins with a dateline, or right after it; a byline has no place, and stands before none."""
    between = article.text[dateline.end : sentence.start]
    right_after = len(dateline) > 0 and dateline.end <= sentence.start and not any(map(str.isalnum, between))
    return right_after or sentence.overlaps(dateline)


def at_foot(article: Article, index: OutletIndex) -> list[Credit]:
    """The outlets that lines beside the story credit ("With inputs from Reuters", "Source: NBC News"), and the vague
    credits of such lines."""
    found = []
    for match in index.lexicon.pattern("layout.credit-at-foot").finditer(article.text):
        names = index.find(match["rest"], match.start("rest"))
        for span, entry in names:
            if entry["kind"] != "vague":
                found.append(Credit(article.id, str(entry["name"]), "credit line", span))
        line = Span(match.start("lead"), match.end("rest"))
        if index.lexicon.pattern("layout.inputs-of-agencies").match(line.of(article.text)):
            found.append(Credit(article.id, None, "vague", line))
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
