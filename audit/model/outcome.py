"""An article on its way through the steps, and what comes of it: ratings, findings, what an audit keeps."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
from attrs import field, frozen, validators

from audit.model import markup
from audit.model.attribution import Attribution, Claim, Crediting, Dossier, Named
from audit.model.text import (
    FLOOR,
    KINDS,
    PARTS,
    SEVERITIES,
    SHORT,
    TRACES,
    Link,
    Quotation,
    Segment,
    Sentence,
    Spans,
)


def _day(given: Any) -> Any:
    """A date as text (ISO 8601); everything else as it is."""
    return given.isoformat() if isinstance(given, date) else given


def _text(record: Any, part: attrs.Attribute[Any], value: object) -> None:
    """Raises TypeError, naming what was expected, for what is no text; None is none either where there must be one."""
    must = part.default is attrs.NOTHING
    if not (isinstance(value, str) or (value is None and not must)):
        kind = type(record).__name__
        said = "text (str)" if must else "text (str) or None"
        raise TypeError(f"{kind}: {part.name} must be {said}, not {type(value).__name__}: {value!r:.60}")


@frozen
class Need:
    """How far a claim that names no source asks for one: ``source``, 0 to 1, and ``voice``, how far for its judgement.

    ``mind``: whether it tells what goes on in a head; ``loaded``: whether it holds words that judge; ``wrong``: words
    of wrong-doing; ``asks``: whether it is said to need a source; ``words`` are those that ask most, where known.
    """

    source: float
    voice: float
    mind: bool = False
    asks: bool = False
    loaded: bool = False
    wrong: bool = False
    words: Spans = ()


@frozen
class Article:
    """One article on its way through the steps: read fills the first fields, each later step those below.

    ``quotations`` are those of the text and ``credits`` the words that name an outlet, each with whether it is credited
    there; find fills both, and where nobody looked for outlets ``credits`` is None.
    ``links`` are those of the article's own text where it was read from HTML, none where it was read from text.
    ``named`` are the people and bodies that it names, in the order of their first mention. ``needs`` says of claims
    without a source (by id) how far they ask for one, as far as it was learned from words' vectors. ``published`` may
    be given as a date. ``principles`` is the address at which its page says by which principles its outlet works
    (schema.org publishingPrinciples), ``guessed`` what had to be guessed to read its file ("" where nothing was).
    Raises TypeError for anything but text where text is taken.
    """

    id: str = field(validator=_text)
    text: str = field(validator=_text, repr=False)
    title: str | None = field(default=None, validator=_text)
    outlet: str | None = field(default=None, validator=_text)
    published: str | None = field(default=None, converter=_day, validator=_text)
    url: str | None = field(default=None, validator=_text)
    byline: str | None = field(default=None, validator=_text)
    path: str | None = field(default=None, validator=_text)
    segments: tuple[Segment, ...] = field(default=(), repr=False)
    links: tuple[Link, ...] = field(default=(), repr=False, kw_only=True, metadata={"added": "0.2"})
    sentences: tuple[Sentence, ...] = field(default=(), repr=False)
    attributions: tuple[Attribution, ...] = field(default=(), repr=False)
    quotations: tuple[Quotation, ...] = field(default=(), repr=False, kw_only=True, metadata={"added": "0.2"})
    credits: tuple[Crediting, ...] | None = field(default=None, repr=False, kw_only=True, metadata={"added": "0.2"})
    claims: tuple[Claim, ...] = field(default=(), repr=False)
    named: tuple[Named, ...] = field(default=(), repr=False, kw_only=True, metadata={"added": "0.2"})
    principles: str | None = field(default=None, repr=False, kw_only=True, validator=_text, metadata={"added": "0.2"})
    guessed: str = field(default="", repr=False, kw_only=True, validator=_text, metadata={"added": "0.2"})
    needs: Mapping[str, Need] = field(factory=dict, repr=False, hash=False, kw_only=True, metadata={"added": "0.2"})

    @property
    def label(self) -> str:
        """What tables call it: the outlet, else the title, else the id."""
        return self.outlet or self.title or self.id

    def _repr_html_(self) -> str:
        """What a notebook shows: the text, its claims marked with kind and source."""
        marks = [(span.start, span.end, claim.told) for claim in self.claims for span in claim.spans]
        facts = ", ".join(filter(None, (self.title, self.byline, self.published, self.url)))
        return markup.titled(f"{self.label} ({self.id})", markup.said(facts), markup.marked(self.text, marks))


@frozen
class Deduction:
    """One row of a ledger: ``points`` (greater than 0) taken off for ``criterion``, where, and why in words.

    Only closing rows give points back (less than 0): ``FLOOR`` what the others take off beyond 100, ``SHORT`` what
    draws a short article up to the mean.
    """

    criterion: str
    points: float = field()
    reason: str
    spans: Spans = ()

    @points.validator
    def _taken_off(self, _: attrs.Attribute[float], value: float) -> None:
        if self.criterion == SHORT and value:
            return
        if not (value < 0.0 if self.criterion == FLOOR else value > 0.0):
            sign = "less" if self.criterion == FLOOR else "greater"
            raise ValueError(f"{self.criterion}: points must be {sign} than 0")


@frozen
class SubScore:
    """One part of a score: ``name`` is one of PARTS, ``score`` from 0 to 100, ``weight`` the share of the whole score
    that it makes, 0 to 1."""

    name: str = field(validator=validators.in_(PARTS))
    score: float
    weight: float


@frozen
class Rating:
    """A transparency score, 0 to 100, and the ledger that adds up to it; ``score`` is None for an article without
    claims. ``parts`` are the sub-scores that it is made of, none where a scorer has none."""

    score: float | None = field(
        validator=validators.optional(validators.and_(validators.ge(0.0), validators.le(100.0)))
    )
    ledger: tuple[Deduction, ...] = ()
    parts: tuple[SubScore, ...] = ()


@frozen
class Finding:
    """Something an editor should look at: the criterion, where it is, why, what would mend it, and who asks for it.

    ``also`` are the other criteria that the same words do not meet: words are one finding with all that they lack.
    """

    article: str
    criterion: str
    severity: str = field(validator=validators.in_(SEVERITIES))
    reason: str
    remedy: str = ""
    spans: Spans = ()
    standards: tuple[str, ...] = field(default=(), metadata={"added": "0.2"})
    also: tuple[str, ...] = field(default=(), metadata={"added": "0.2"})

    @property
    def criteria(self) -> tuple[str, ...]:
        """All criteria that its words do not meet, the gravest first."""
        return (self.criterion, *self.also)


@frozen
class AuditedArticle:
    """What an audit keeps of one article; ``segments`` also holds the sentences that made no claim, each with its
    reason.

    ``characters`` counts the text's code points, ``score`` is from 0 to 100 (None where there is no claim).
    ``identified`` counts the fully identified sources (None where nothing was counted); ``not_assessed`` says,
    criterion by criterion, what this article could not be checked for, and why. ``lines`` are the offsets at which
    the lines of its text begin, ``no_news`` why it reads like no news (None where it does not). ``parts`` are the
    sub-scores, ``standing`` the share of other articles, 0 to 1, that scored less (None for a scorer without parts, and
    for what is no news). ``principles`` is the address of the principles by which its outlet says it works. ``genre``
    is "opinion", "transcript", "listing" or "live", None for what may be news. ``claims`` are the audit's claims of
    this article; in the JSON they stand beside it.
    """

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
    lines: tuple[int, ...] = field(default=(), repr=False, metadata={"added": "0.2"})
    no_news: str | None = field(default=None, repr=False, metadata={"added": "0.2"})
    parts: tuple[SubScore, ...] = field(default=(), metadata={"added": "0.2"})
    standing: float | None = field(default=None, metadata={"added": "0.2"})
    principles: str | None = field(default=None, repr=False, metadata={"added": "0.2"})
    genre: str | None = field(default=None, metadata={"added": "0.2"})
    claims: tuple[Claim, ...] = field(default=(), repr=False, eq=False)

    @property
    def label(self) -> str:
        """What tables call it: the outlet, else the title, else the id."""
        return self.outlet or self.title or self.id

    @property
    def level(self) -> str | None:
        """The PEJ transparency level (State of the News Media 2005): how many sources are fully identified."""
        if self.identified is None:
            return None
        return ("none", "one", "two or three", "two or three", "four or more")[min(self.identified, 4)]

    def line(self, spans: Spans) -> int | None:
        """The line, from 1, at which spans begin; None where there are none, or the lines are not known."""
        if not spans or not self.lines:
            return None
        return bisect_right(self.lines, min(span.start for span in spans))

    def _repr_html_(self) -> str:
        """What a notebook shows: score and ledger, how many claims of which kind and trace, and the claims."""
        counted = [claim for claim in self.claims if not claim.attitude]
        kinds, traces = Counter(c.kind for c in counted), Counter(c.trace for c in counted)
        tallies = [f"{kinds[kind]} {kind}" for kind in KINDS] + [f"{traces[t]} {t}" for t in TRACES if traces[t]]
        score = "no score, since it makes no claims" if self.score is None else f"{self.score:g} of 100"
        ledger = [(row.criterion, -round(row.points, 1), row.reason) for row in self.ledger]
        claims = [(self.line(c.spans), c.text, c.kind, c.by, c.trace) for c in self.claims]
        return markup.titled(
            f"{self.label} ({self.id}): {score}",
            markup.said(", ".join(tallies)),
            markup.rows(("criterion", "points", "reason"), ledger),
            markup.rows(("line", "claim", "kind", "source", "trace"), claims),
        )


@frozen
class SourceSummary:
    """One source over all articles: its name or description, kind, how many claims rest on it, and in which
    articles.

    ``title`` is the office that articles give it, in their words. ``clear`` is False where the words do not tell who
    is meant ("he", of whom nobody was spoken): such a source counts apart from the others of its kind.
    """

    name: str
    kind: str = field(validator=validators.in_(KINDS))
    claims: int
    articles: tuple[str, ...]
    title: str | None = field(default=None, metadata={"added": "0.2"})
    clear: bool = field(default=True, metadata={"added": "0.2"})


@frozen
class Failure:
    """An input that could not be audited: where, and what to do about it."""

    where: str
    message: str

    @classmethod
    def of(cls, article: Article, step: str, error: Exception) -> Failure:
        """The failure of an article that a step raised an error for."""
        message = f'article "{article.id}" failed in {step} and was left out: {reason_of(error)}'
        return cls(article.path or article.id, message)


def reason_of(error: Exception) -> str:
    """An error on one line: its class and what it says; what no text prints (a control character, a mark of direction,
    half of a surrogate pair), which it may quote from the input, becomes U+FFFD."""
    words = " ".join(str(error).encode("utf-16", "surrogatepass").decode("utf-16", "replace").split())
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in words)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
