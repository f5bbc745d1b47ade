"""A name goes in, how the article introduces it comes out: its first full mention, and the words that describe it.

Source: PEJ, State of the News Media 2005 (a source is fully identified by name and relation to the story);
appositions after Quirk et al. 1985, 17.65.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from audit.model import Detail, Sentence, Span, Spans, Token
from audit.score.page import Page

_TITLES = ("compound", "nmod:desc", "amod", "nmod")  # a title before a name; parsers draw it in one of these relations


@frozen
class Introduced:
    """Where a source is first given its full name, and what the words beside say that it does and whom it serves."""

    spans: Spans = ()
    role: Detail | None = None
    affiliation: Detail | None = None


def introduced(page: Page, name: str) -> Introduced:
    """How a name of two words or more is introduced where it first stands whole; of one word nothing is told.

    A person is fully identified by name and relation to the story (PEJ, State of the News Media 2005).
    """
    wanted = name.split()
    if len(wanted) < 2:
        return Introduced()
    for sentence, place in page.standing(wanted[0]):
        tokens = sentence.tokens[place : place + len(wanted)]
        if [token.text for token in tokens] == wanted:
            return _described(page.article.text, sentence, tokens)
    at = page.article.text.find(name)
    return Introduced((Span(at, at + len(name)),) if at >= 0 else ())


def _described(text: str, sentence: Sentence, name: Sequence[Token]) -> Introduced:
    inside = {token.index for token in name}
    span = Span(name[0].span.start, name[-1].span.end)
    tops = [token for token in name if token.head not in inside]
    after = [c for t in name for c in sentence.children(t.index, "appos", "acl") if c.index > name[-1].index]
    for description in after:
        if description.deprel == "acl:relcl" and not sentence.children(description.index, "cop"):
            continue  # "who left": what somebody did is no position
        below = [i for i in sentence.subtree(description.index) if i > name[-1].index]
        skipped = {c.index for c in sentence.children(description.index, "punct", "nsubj", "cop")}
        places = [i for i in below if i not in skipped]
        if sentence.tokens[description.index].upos in ("NOUN", "PROPN"):
            return Introduced((span,), _detail(text, sentence, places), _body(text, sentence, below))
    # "Mayor Ann Lee": the title hangs on the name, or the name on the title
    holders = [
        sentence.tokens[top.head]
        for top in tops
        if 0 <= top.head < name[0].index and top.deprel in ("appos", "flat", "compound")
    ]
    titles = [c for t in (*name, *holders) for c in sentence.children(t.index, *_TITLES) if c.index < name[0].index]
    below = [i for t in (*titles, *holders) for i in sentence.subtree(t.index) if i < name[0].index]
    nouns = [i for i in below if sentence.tokens[i].upos in ("NOUN", "PROPN", "ADJ")]
    if not nouns:
        return Introduced((span,))
    return Introduced((span,), _detail(text, sentence, range(min(nouns), name[0].index)), _body(text, sentence, below))


def _detail(text: str, sentence: Sentence, places: Iterable[int]) -> Detail | None:
    """The words from the first to the last of these places."""
    tokens = [sentence.tokens[i] for i in places]
    if not tokens:
        return None
    span = Span(min(t.span.start for t in tokens), max(t.span.end for t in tokens))
    return Detail(span.of(text), (span,))


def _body(text: str, sentence: Sentence, places: Iterable[int]) -> Detail | None:
    """The first name below a description that stands under a preposition: "the head of the Ferry Company"."""
    below = set(places)
    for place in sorted(below):
        token = sentence.tokens[place]
        placed = token.deprel == "nmod:poss" or sentence.children(place, "case")
        if token.upos == "PROPN" and token.deprel.split(":")[0] in ("nmod", "obl") and placed:
            own = sentence.children(place, "compound", "flat", "amod", "nmod:desc")
            return _detail(text, sentence, sorted({place, *(c.index for c in own if c.upos == "PROPN")}))
    return None
