"""An article goes in, every credit it gives to an outlet comes out: in sentences, links, datelines, bylines and
credit lines.

Credits of sentences and links stand for the claims of their sentence; those of datelines, bylines and lines beside the
story (``copied``) for the whole article, or for none.

Source: ours: which lines credit what; lists of addresses in lexicons/crediting.toml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from audit.find.credit import mentions_in
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Span
from audit.trace.credit.copied import Credit, at_foot, copied_from
from audit.trace.credit.origin import Given, Origin, within

_URL: Final = re.compile(r"https?://(?P<host>[\w-]+(?:\.[\w-]+)+)(?:[/?#][^\s)\]>\"]*)?", re.IGNORECASE)
_OPENS: Final = re.compile(r"\s*[\"“«]")


def credits_of(article: Article, index: OutletIndex) -> tuple[Credit, ...]:
    """Every credit that an article gives, in text order; those to its own outlet too."""
    found = [*_in_sentences(article, index), *copied_from(article, index), *at_foot(article, index)]
    unique = {(credit.span, credit.outlet, credit.how): credit for credit in found}
    return tuple(sorted(unique.values(), key=lambda c: (c.span, c.how, c.outlet or "")))


def _in_sentences(article: Article, index: OutletIndex) -> list[Credit]:
    found = []
    for mention in mentions_in(article, index.lexicon):
        if mention.outlet is None:
            found.append(Credit(article.id, None, "vague", mention.span, mention.sentence))
        elif mention.how is not None:
            found.append(Credit(article.id, mention.outlet, "sentence", mention.span, mention.sentence))
    for number, sentence in enumerate(article.sentences):
        links = linked(article, sentence.span, index)
        found += [Credit(article.id, name, "link", place, number) for place, name in links]
    return found


def linked(article: Article, span: Span, index: OutletIndex) -> list[tuple[Span, str]]:
    """Where a stretch of an article leads to a report of an outlet, and the outlet's name: addresses written out in
    the text, and the links that HTML puts behind its words.

    A link credits a report only within a line that says something: one that is a whole line is a teaser or part of a
    menu. Links to an outlet's front page or to a list (of a topic, of an author) say where the outlet is, not what it
    reported.
    """
    found = [(Span(*match.span()), match["host"]) for match in _URL.finditer(article.text, span.start, span.end)]
    for link in article.links:
        if link.span.overlaps(span) and not any(link.span.overlaps(place) for place, _ in found):
            host = _host_of_report(link.url, index.lexicon.pattern("crediting.lists"))
            if host and not _whole_line(article.text, link.span):
                found.append((link.span, host))
    named = [(place, outlet_at(host, index)) for place, host in sorted(found)]
    return [(place, name) for place, name in named if name is not None]


def linked_to(article: Article, span: Span, origin: Origin) -> tuple[Span, ...]:
    """Where a stretch of an article leads to a report of the origin."""
    return tuple(place for place, name in linked(article, span, origin.index) if origin.meant_by(name))


def outlet_at(host: str, index: OutletIndex) -> str | None:
    """The outlet whose site a host is ("www.nbcnews.com", where the lexicon lists "nbcnews.com")."""
    parts = host.split(".")
    for first in range(len(parts) - 1):  # the longest first: "news.sky.com" is not "sky.com"
        entry = index.name_of(".".join(parts[first:]), fold=True)
        if entry is not None:
            return str(entry["name"])
    return None


def _host_of_report(url: str, lists: re.Pattern[str]) -> str | None:
    try:
        parts = urlsplit(url)
        steps = [step for step in parts.path.split("/") if step]
        query = bool(parts.query) and not steps
        return parts.hostname if query or (steps and not lists.fullmatch(steps[0])) else None
    except ValueError:  # no address at all
        return None


def _whole_line(text: str, span: Span) -> bool:
    """Whether nothing but marks stands beside the words in their line."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    beside = text[start : span.start] + text[span.end : len(text) if end < 0 else end]
    return not any(character.isalnum() for character in beside)


def quoted_report(article: Article, given: Given) -> tuple[Span, ...]:
    """Where the article quotes the origin's own words in paragraphs of their own, after a line that credits it.

    "The New York Times reports:", "Ann Lee, writing in The New York Times:" and the paragraphs in quotation marks that
    follow it.
    """
    found: list[Span] = []
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", article.text)]
    for place, line in enumerate(lines[:-1]):
        leads = line.of(article.text).rstrip().endswith(":")
        if leads and any(mention.how is not None for mention in within(given.mine, (line,))):
            found += _quotation(article.text, lines[place + 1 :])
    return tuple(found)


def _quotation(text: str, lines: Sequence[Span]) -> list[Span]:
    found = []
    for line in lines:
        words = line.of(text)
        if not _OPENS.match(words):
            break
        found.append(line)
    return [Span(found[0].start, found[-1].end)] if found else []
