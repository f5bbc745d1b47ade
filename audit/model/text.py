"""What every record speaks of: the vocabularies, stretches of text, words, trees, the parts of an article."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, total_ordering
from typing import Any, Final

import attrs
from attrs import field, frozen, validators

KINDS: Final = ("named", "anonymous", "sources said", "none")
GENRES = ("opinion", "transcript", "listing", "live")  # of articles that are no news
TRACES: Final = ("credited", "carried", "independent", "echoed", "untraced")
CUE_CLASSES: Final = ("speech", "knowledge", "document", "hedge", "attitude")
STATUSES: Final = (
    "prose",
    "heading",
    "metadata",
    "caption",
    "table",
    "boilerplate",
    "vague credit",
    "question",
    "imperative",
    "fragment",
    "failed",
)
# How words that name an outlet make it the one that something came through (audit.find.credit finds them): it was told
# ("told NBC News"), it says so ("NBC News reported"), it is cited ("according to", "obtained by", "citing NBC News"),
# its report or its sources say so, somebody speaks in or on it ("in an interview with", "wrote in"), it stands as a
# label ("(NBC News)", "NBC News:")
CREDITED: Final = ("addressee", "speaker", "cited", "report", "venue", "label")
# On what sort of occasion something was said, the channel or the document (guideline: benchmarks/data/guidelines)
HOWS: Final = (
    "statement",
    "conference",
    "interview",
    "reporters",
    "speech",
    "hearing",
    "filing",
    "report",
    "poll",
    "letter",
    "post",
    "programme",
    "article",
    "call",
    "other",
)
# Below this probability an attribution is shown as doubtful, and tables count it apart.
DOUBTFUL: Final = 0.6
SEVERITIES: Final = ("note", "warning", "error")
# How an unnamed source knows, the best first ("familiar with" is the weakest: NPR Ethics Handbook)
BASES: Final = ("present", "document", "briefed", "familiar")
# Why a source is not named: what it would risk or break; a stock phrase; nothing said
REASONS: Final = ("specific", "boilerplate", "none")
# What a source's words name: one person, several, a body (an organisation, an office, a government), something written
# or measured, a thing that neither speaks nor tells, a word that only points ("he", "who"), or what cannot be told
SORTS: Final = ("person", "people", "body", "document", "thing", "pronoun", "unclear")
# What a noun may stand for, as learned; a place that speaks is a body
TYPES: Final = ("person", "people", "body", "place", "document", "thing")
# The criterion of the row that closes a ledger whose other rows would pass 100
FLOOR: Final = "floor"
# The row that draws the score of a short article towards the mean
SHORT: Final = "short"
CLOSING: Final = (FLOOR, SHORT)
# What a score is made of, in the order in which it is told
PARTS: Final = ("attributed", "identified", "placed", "credited", "own voice")


@total_ordering
@frozen
class Span:
    """A stretch of an article's text: ``start`` and ``end`` in code points, end exclusive; in order of these two."""

    start: int
    end: int = field()

    @end.validator
    def _not_before_start(self, _: attrs.Attribute[int], value: int) -> None:
        if self.start < 0:
            raise ValueError(f"a span cannot start ({self.start}) before its text")
        if value < self.start:
            raise ValueError(f"a span cannot end ({value}) before it starts ({self.start})")

    def __lt__(self, other: Span) -> bool:
        return self.start < other.start or (self.start == other.start and self.end < other.end)

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The text that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


Spans = tuple[Span, ...]


@frozen
class Quotation:
    """A quotation with its marks, in the segment at this place; ``runs_on`` where it does not close in its paragraph
    but goes on in the next, ``continued`` where it goes on from the one before."""

    span: Span
    segment: int
    runs_on: bool = False
    continued: bool = False

    @property
    def inner(self) -> Span:
        """The quotation without its outer marks, as far as they are one character each."""
        return Span(self.span.start + 1, max(self.span.start + 1, self.span.end - 1))


@frozen
class Token:
    """A syntactic word of a dependency tree (Universal Dependencies).

    ``index`` is its place in the sentence from 0, ``head`` that of its governor, -1 for the root. The words of a
    contraction that cannot be told apart in the text ("cannot" can) share the span of the whole.
    """

    index: int
    span: Span
    text: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str


@frozen
class Sentence:
    """One dependency tree; ``paragraph`` and ``segment`` count from 0 within the article.

    ``vectors`` are the encoder's, one row of numbers per token (a NumPy array of half floats), where the parser keeps
    them; they are no part of what a sentence is equal to.
    """

    span: Span
    tokens: tuple[Token, ...] = field(repr=False)
    paragraph: int = 0
    segment: int = 0
    vectors: Any = field(default=None, eq=False, repr=False)

    @cached_property
    def dependents(self) -> tuple[tuple[int, ...], ...]:
        """For each token the places of those that hang on it, in text order."""
        lists: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head >= 0:
                lists[token.head].append(token.index)
        return tuple(map(tuple, lists))

    @cached_property
    def root(self) -> Token | None:
        """The token without a governor; None in an empty tree."""
        return next((token for token in self.tokens if token.head < 0), None)

    def children(self, index: int, *relations: str) -> tuple[Token, ...]:
        """Dependents of a token in text order; only those in the given relations, where any are given.

        A relation matches its subtypes: "nsubj" also finds "nsubj:pass".
        """
        below = self.dependents[index]
        if not below:  # most words
            return ()
        tokens = self.tokens
        if not relations:
            return tuple([tokens[i] for i in below])
        found = []
        for i in below:
            token = tokens[i]
            relation = token.deprel
            if relation in relations or (":" in relation and relation.partition(":")[0] in relations):
                found.append(token)
        return tuple(found)

    def touching(self, spans: Iterable[Span]) -> tuple[Token, ...]:
        """The words that share a character with one of these spans of the article's text, in order."""
        wanted = tuple(spans)
        if not wanted:
            return ()
        start, end = wanted[0].start, wanted[0].end
        if len(wanted) > 1:
            start, end = min(span.start for span in wanted), max(span.end for span in wanted)
        near = [t for t in self.tokens if t.span.start < end and start < t.span.end]
        if len(wanted) > 1:
            near = [t for t in near if any(t.span.overlaps(span) for span in wanted)]
        return tuple(near)

    def subtree(self, index: int) -> tuple[int, ...]:
        """Places of the token and all below it, in text order."""
        dependents = self.dependents
        if not dependents[index]:
            return (index,)
        reached, stack = set[int](), [index]
        while stack:
            here = stack.pop()
            if here not in reached:  # a stored tree may hold a cycle
                reached.add(here)
                stack.extend(dependents[here])
        return tuple(sorted(reached))


@frozen
class Segment:
    """A part of the article's text and what it is (one of STATUSES); only ``prose`` makes claims."""

    span: Span
    status: str = field(validator=validators.in_(STATUSES))
    reason: str = ""


@frozen
class Link:
    """Words of an article that lead to another page: where they stand, and its address."""

    span: Span
    url: str
