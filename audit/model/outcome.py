"""An article on its way through the steps, and what comes of it: ratings, findings, what an audit keeps."""

from __future__ import annotations

import attrs
from attrs import field, frozen, validators

from audit.model.attribution import Attribution, Claim, Crediting, Dossier, Named
from audit.model.text import FLOOR, KINDS, SEVERITIES, Link, Quotation, Segment, Sentence, Spans


@frozen
class Article:
    """One article on its way through the steps: read fills the first fields, each later step those below.

    ``quotations`` are those of the text and ``credits`` the words that name an outlet, each with whether it is credited
    there; find fills both.
    ``links`` are those of the article's own text where it was read from HTML, none where it was read from text.
    ``named`` are the people and bodies that it names, in the order of their first mention.
    """

    id: str
    text: str = field(repr=False)
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    byline: str | None = None
    path: str | None = None
    segments: tuple[Segment, ...] = field(default=(), repr=False)
    links: tuple[Link, ...] = field(default=(), repr=False, kw_only=True, metadata={"added": "0.2"})
    sentences: tuple[Sentence, ...] = field(default=(), repr=False)
    attributions: tuple[Attribution, ...] = field(default=(), repr=False)
    quotations: tuple[Quotation, ...] = field(default=(), repr=False, kw_only=True, metadata={"added": "0.2"})
    credits: tuple[Crediting, ...] = field(default=(), repr=False, kw_only=True, metadata={"added": "0.2"})
    claims: tuple[Claim, ...] = field(default=(), repr=False)
    named: tuple[Named, ...] = field(default=(), repr=False, kw_only=True, metadata={"added": "0.2"})

    @property
    def label(self) -> str:
        """What tables call it: the outlet, else the title, else the id."""
        return self.outlet or self.title or self.id


@frozen
class Deduction:
    """One row of a ledger: ``points`` (greater than 0) taken off for ``criterion``, where, and why in words.

    Only the closing row ``FLOOR`` gives points back (less than 0): what the others take off beyond 100.
    """

    criterion: str
    points: float = field()
    reason: str
    spans: Spans = ()

    @points.validator
    def _taken_off(self, _: attrs.Attribute[float], value: float) -> None:
        if not (value < 0.0 if self.criterion == FLOOR else value > 0.0):
            sign = "less" if self.criterion == FLOOR else "greater"
            raise ValueError(f"{self.criterion}: points must be {sign} than 0")


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
    """What an audit keeps of one article; ``segments`` also holds the sentences that made no claim, each with its
    reason.

    ``characters`` counts the text's code points, ``score`` is from 0 to 100 (None where there is no claim).
    ``identified`` counts the fully identified sources (None where nothing was counted); ``not_assessed`` says,
    criterion by criterion, what this article could not be checked for, and why.
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
