"""Nothing goes in, the records of a plan come out: who says what, how, and which trace each sentence must get.

A Story is plain data: change one part of it, write it again, and only that part has changed.
"""

from __future__ import annotations

from typing import Any, Final

import attrs
from attrs import frozen

from audit.model import Article

ORIGIN: Final = "NBC News"
OTHER_OUTLET: Final = "Reuters"
ALIAS: Final = "NBC"  # another name of the origin
OUTLETS: Final = {ALIAS: ORIGIN}  # as an article names it -> as tables do
# How a sentence ties source, cue and content together: "X said that P", "P, X said", "“P,” X said",
# "P, according to X", "X told O that P", "O reported that P", "P reportedly", "P", "“P.”", "X wants P", "Did P?"
CONSTRUCTIONS: Final = (
    *("clause", "postposed", "quoted", "according to", "told", "outlet", "hedge", "bare"),
    *("quotation", "attitude", "question"),
)
# What stands between the parts of a story and is no prose
ASIDE: Final = ("heading", "caption", "boilerplate", "metadata")


@frozen
class Voice:
    """Somebody who speaks: by name, or unnamed by a noun with its affiliation, basis of knowledge and reason.

    ``name`` is a given name or initials and a surname, or one name alone; each may be several words. ``number`` is how
    many they are said to be, None where that is left open. ``again`` is a back-reference ("the two diplomats"), whose
    kind is that of whom it refers to.
    """

    kind: str
    name: tuple[str, ...] | None = None
    title: str | None = None
    noun: str = "official"
    number: int | None = None
    affiliation: str | None = None
    basis: str | None = None
    reason: str | None = None
    again: bool = False


@frozen
class Content:
    """What is said: subject, verb, object, and where and when that was; what ``needs`` an attribution tells of plans
    that nobody can have seen; ``negated`` says that it was not so. A subject or object with a capital is a name.
    ``count`` is how many of the object there are, which then is in the plural; ``also`` is a second object."""

    subject: str
    verb: str
    object: str
    needs: bool = False
    where: str | None = None
    negated: bool = False
    when: str | None = None
    count: int | None = None
    also: str | None = None


@frozen
class Saying:
    """One sentence, or the second half of one: its construction (one of CONSTRUCTIONS), who speaks, to which outlet,
    what, and the trace it must get.

    ``fresh`` begins a new paragraph; ``joined`` goes on in the sentence before, after "but"; ``straight`` has straight
    quotation marks; ``fronted``: a hedge stands before its clause ("Reportedly, P"), whose words it leaves together.
    """

    construction: str
    content: Content
    trace: str
    voice: Voice | None = None
    verb: str = "said"
    outlet: str | None = None
    fresh: bool = True
    joined: bool = False
    straight: bool = False
    fronted: bool = False

    @property
    def kind(self) -> str:
        """The kind that the claim must have."""
        if self.voice is not None and self.construction not in ("bare", "question"):
            return self.voice.kind
        return {"outlet": "named", "hedge": "sources said"}.get(self.construction, "none")


@frozen
class Line:
    """A line that is no prose: it stands before the saying at this place (from 0), ``status`` is one of ASIDE."""

    place: int
    status: str
    text: str


@frozen
class Story:
    """An article as a plan: its id, its sentences, the lines between them, and what read finds at its head: ``outlet``,
    ``published`` and ``url``, each None where it is not told."""

    id: str
    sayings: tuple[Saying, ...]
    lines: tuple[Line, ...] = ()
    outlet: str | None = None
    published: str | None = None
    url: str | None = None


@frozen(repr=False)
class Known:
    """An article with all that an audit must find in it, and the plan that it was written from.

    ``records`` has trees, attributions and claims with traces; ``trees`` the sentences alone; ``text`` what read
    leaves.
    """

    story: Story
    records: Article
    origin: str = ORIGIN

    @property
    def trees(self) -> Article:
        """The article after parse: no attributions and no claims."""
        return attrs.evolve(self.records, attributions=(), claims=(), quotations=())

    @property
    def text(self) -> Article:
        """The article after read: no sentences either."""
        return attrs.evolve(self.trees, sentences=())

    @property
    def untraced(self) -> Article:
        """The article as a tracer is given it."""
        claims = (attrs.evolve(claim, trace=None, evidence=None) for claim in self.records.claims)
        return attrs.evolve(self.records, claims=tuple(claims))

    def __repr__(self) -> str:
        """The text, and each claim with its kind, source and trace: what a failing test shows."""
        rows = [f"{claim.kind}, {claim.trace}: {claim.text}" for claim in self.records.claims]
        told = [f"{name}={value!r}" for name, value in _head(self.records).items() if value is not None]
        return f"Known({', '.join((repr(self.records.text), *told, f'claims={rows}'))})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What Hypothesis prints: the same, on the printer that it gives."""
        printer.text(repr(self))


def _head(article: Article) -> dict[str, str | None]:
    return {"outlet": article.outlet, "published": article.published, "url": article.url}
