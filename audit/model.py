"""The records that every step takes and returns: plain, frozen, picklable data; nothing here imports anything of ours.

All offsets are code points into an article's ``text`` exactly as it was read, end exclusive. The words are those of the
attribution literature (PARC 3, Pareti 2015; PolNeAR, Newell et al. 2018) wherever it has one.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import attrs
from attrs import field, frozen, validators

KINDS: Final = ("named", "anonymous", "sources said", "none")
TRACES: Final = ("credited", "carried", "independent", "echoed", "untraced")
CUE_CLASSES: Final = ("speech", "knowledge", "document", "hedge", "attitude")
STATUSES: Final = (
    *("prose", "heading", "metadata", "caption", "table", "boilerplate", "vague credit"),
    *("question", "imperative", "fragment", "failed"),
)
# Below this probability an attribution is shown as doubtful, and tables count it apart.
DOUBTFUL: Final = 0.6
SEVERITIES: Final = ("note", "warning", "error")
# How an unnamed source knows, the best first, and why it is not named
BASES: Final = ("present", "document", "briefed", "familiar")
REASONS: Final = ("specific", "boilerplate", "none")
FLOOR: Final = "floor"  # the row that closes a ledger whose other rows would pass 100

_probability = validators.and_(validators.ge(0.0), validators.le(1.0))


@frozen(order=True)
class Span:
    """A stretch of an article's text: ``start`` and ``end`` in code points, end exclusive."""

    start: int = field(validator=validators.ge(0))
    end: int = field()

    @end.validator
    def _not_before_start(self, _: attrs.Attribute[int], value: int) -> None:
        if value < self.start:
            raise ValueError(f"a span cannot end ({value}) before it starts ({self.start})")

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
    def _dependents(self) -> tuple[tuple[int, ...], ...]:
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
        found = (self.tokens[i] for i in self._dependents[index])
        if not relations:
            return tuple(found)
        return tuple(t for t in found if t.deprel in relations or t.deprel.split(":")[0] in relations)

    def subtree(self, index: int) -> tuple[int, ...]:
        """Places of the token and all below it, in text order."""
        reached, stack = set[int](), [index]
        while stack:
            here = stack.pop()
            if here not in reached:  # a stored tree may hold a cycle
                reached.add(here)
                stack.extend(self._dependents[here])
        return tuple(sorted(reached))


@frozen
class Segment:
    """A part of the article's text and what it is (one of STATUSES); only ``prose`` makes claims."""

    span: Span
    status: str = field(validator=validators.in_(STATUSES))
    reason: str = ""


@frozen
class Source:
    """Who or what a content comes from, with appositive and title.

    ``resolved`` is the name or description that the words stand for in this article, None where the text does not tell.
    ``number`` is how many people an unnamed source is said to be, None where it is not said.
    """

    text: str
    spans: Spans
    resolved: str | None = None
    number: int | None = None


@frozen
class Relay:
    """An outlet through which a content passed: ``how`` is "addressee" ("told NBC News") or "credit" ("NBC News
    reported")."""

    outlet: str
    spans: Spans
    how: str = field(default="credit", validator=validators.in_(("addressee", "credit")))


@frozen
class Cue:
    """The words that make it an attribution; ``head`` is the lemma of the main one, ``cue_class`` one of
    CUE_CLASSES."""

    text: str
    spans: Spans
    head: str
    cue_class: str = field(validator=validators.in_(CUE_CLASSES))


@frozen
class Attribution:
    """A source, a cue and a content that belong together.

    ``construction`` names the rule that drew it; ``sentence`` is the place of the cue's sentence in the article;
    ``status`` is that of its segment or sentence ("prose" where it makes a claim); ``relays`` are nearest first.
    """

    cue: Cue
    content: Spans
    construction: str
    source: Source | None = None
    kind: str = field(default="none", validator=validators.in_(KINDS))
    relays: tuple[Relay, ...] = ()
    sentence: int = 0
    status: str = field(default="prose", validator=validators.in_(STATUSES))
    confidence: float = field(default=1.0, validator=_probability)

    @property
    def doubtful(self) -> bool:
        """Whether it is less sure than DOUBTFUL."""
        return self.confidence < DOUBTFUL


@frozen
class Evidence:
    """Why a trace was given.

    ``rule`` names the rule; ``spans`` lie in the claim's own article (the crediting words); ``claim`` is the id of
    the matched or carrying claim, ``similarity`` (0 to 1) how close that one is.
    """

    rule: str
    reason: str
    confidence: float = field(default=1.0, validator=_probability)
    spans: Spans = ()
    claim: str | None = None
    similarity: float | None = None


@frozen
class Claim:
    """An assertion the article makes: the content of an attribution, or a declarative sentence with none.

    ``text`` is the spans' text joined by " … ". ``via`` are the outlets it passed through, nearest to the source first,
    ``via_spans`` where the text names them. ``trace`` is one of TRACES, None without an origin.
    """

    id: str
    article: str
    spans: Spans
    text: str
    kind: str = field(validator=validators.in_(KINDS))
    source: Source | None = None
    cue: str | None = None
    cue_class: str | None = None
    construction: str | None = None
    via: tuple[str, ...] = ()
    via_spans: Spans = ()
    sentence: int = 0
    paragraph: int = 0
    confidence: float = field(default=1.0, validator=_probability)
    trace: str | None = field(default=None, validator=validators.optional(validators.in_(TRACES)))
    evidence: Evidence | None = None

    @property
    def doubtful(self) -> bool:
        """Whether its attribution is less sure than DOUBTFUL; what the article says itself never is."""
        return self.construction is not None and self.confidence < DOUBTFUL

    @property
    def attitude(self) -> bool:
        """Whether it reports a wish or a plan rather than something said or known: then it is left out of the score."""
        return self.cue_class == "attitude"


@frozen
class Detail:
    """Words of the article that tell something of a source, and where they stand."""

    text: str
    spans: Spans = ()


@frozen
class Dossier:
    """What an article tells of one source; ``claims`` are the ids of what rests on it, ``spans`` its mentions.

    ``quantity`` is said where no number is ("several"), ``steady`` is whether all mentions agree on the number,
    ``holder`` the outlet whose source it is (None: the article's own), ``introduced`` where a name is first given in
    full; ``declined`` and ``denied`` are where the same person or office would not comment, or denied something."""

    name: str
    kind: str = field(validator=validators.in_(KINDS))
    claims: tuple[str, ...] = ()
    spans: Spans = ()
    number: int | None = None
    quantity: str | None = None
    steady: bool = True
    role: Detail | None = None
    affiliation: Detail | None = None
    tense: str | None = None  # "current" or "former"
    basis: str | None = field(default=None, validator=validators.optional(validators.in_(BASES)))
    basis_spans: Spans = ()
    reason: str = field(default="none", validator=validators.in_(REASONS))
    reason_spans: Spans = ()
    side: Detail | None = None
    holder: str | None = None
    introduced: Spans = ()
    declined: Spans = ()
    denied: Spans = ()


@frozen
class Article:
    """One article on its way through the steps: read fills the first fields, each later step those below."""

    id: str
    text: str = field(repr=False)
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    byline: str | None = None
    path: str | None = None
    segments: tuple[Segment, ...] = field(default=(), repr=False)
    sentences: tuple[Sentence, ...] = field(default=(), repr=False)
    attributions: tuple[Attribution, ...] = field(default=(), repr=False)
    claims: tuple[Claim, ...] = field(default=(), repr=False)

    @property
    def label(self) -> str:
        """What tables call it: the outlet, else the title, else the id."""
        return self.outlet or self.title or self.id


@frozen
class Deduction:
    """One row of a ledger: ``points`` (greater than 0) taken off for ``criterion``, where, and why in words.

    Only the closing row ``FLOOR`` gives points back (less than 0): what the others take off beyond 100."""

    criterion: str
    points: float = field()
    reason: str
    spans: Spans = ()

    @points.validator
    def _taken_off(self, _: attrs.Attribute[float], value: float) -> None:
        if value == 0.0 or (value < 0.0) != (self.criterion == FLOOR):
            raise ValueError(f"{self.criterion}: points must be greater than 0, those of {FLOOR} less than 0")


@frozen
class Rating:
    """A transparency score, 0 to 100, and the ledger that adds up to it; ``score`` is None for an article without
    claims."""

    score: float | None = field(
        validator=validators.optional(validators.and_(validators.ge(0.0), validators.le(100.0)))
    )
    ledger: tuple[Deduction, ...] = ()


@frozen
class Finding:
    """Something an editor should look at: the criterion, where it is, why, what would mend it, and who asks for it."""

    article: str
    criterion: str
    severity: str = field(validator=validators.in_(SEVERITIES))
    reason: str
    remedy: str = ""
    spans: Spans = ()
    standards: tuple[str, ...] = field(default=(), metadata={"added": "0.2"})


@frozen
class AuditedArticle:
    """What an audit keeps of one article; ``segments`` also hold the sentences that made no claim, and why;
    ``identified`` counts the fully identified sources; ``not_assessed`` says what could not be checked, and why."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    byline: str | None
    path: str | None
    characters: int
    score: float | None
    ledger: tuple[Deduction, ...]
    segments: tuple[Segment, ...] = field(repr=False)
    dossiers: tuple[Dossier, ...] = field(default=(), repr=False, metadata={"added": "0.2"})
    identified: int | None = field(default=None, metadata={"added": "0.2"})
    not_assessed: tuple[str, ...] = field(default=(), repr=False, metadata={"added": "0.2"})

    @property
    def label(self) -> str:
        """What tables call it: the outlet, else the title, else the id."""
        return self.outlet or self.title or self.id

    @property
    def level(self) -> str | None:
        """The PEJ transparency level (State of the News Media 2005): how many sources are fully identified."""
        return (
            None
            if self.identified is None
            else ("none", "one", "two or three", "two or three", "four or more")[min(self.identified, 4)]
        )


@frozen
class SourceSummary:
    """One source over all articles: its name or description, kind, how many claims rest on it, and in which
    articles."""

    name: str
    kind: str = field(validator=validators.in_(KINDS))
    claims: int
    articles: tuple[str, ...]


@frozen
class Failure:
    """An input that could not be audited: where, and what to do about it."""

    where: str
    message: str
