"""Nothing goes in, the records of a plan come out: who says what, how, and which trace each sentence must get.

A Story is plain data: change one part of it, write it again, and only that part has changed.
"""

from __future__ import annotations

from typing import Final

import attrs
from attrs import frozen

from audit.model import Article

ORIGIN: Final = "NBC News"
OTHER_OUTLET: Final = "Reuters"
# How a sentence ties source, cue and content together: "X said that P", "P, X said", "“P,” X said",
# "P, according to X", "X told O that P", "O reported that P", "P reportedly", "P"
CONSTRUCTIONS: Final = ("clause", "postposed", "quoted", "according to", "told", "outlet", "hedge", "bare")


@frozen
class Voice:
    """Somebody who speaks: by name, or unnamed by a noun with its affiliation, basis of knowledge and reason.

    ``number`` is how many they are said to be, None where that is left open.
    ``again`` is a back-reference ("the two diplomats"), whose kind is that of whom it refers to.
    """

    kind: str
    name: tuple[str, str] | None = None
    title: str | None = None
    noun: str = "official"
    number: int | None = None
    affiliation: str | None = None
    basis: str | None = None
    reason: str | None = None
    again: bool = False


@frozen
class Content:
    """What is said: subject, verb, object; what ``needs`` an attribution tells of plans that nobody can have seen."""

    subject: str
    verb: str
    object: str
    needs: bool = False


@frozen
class Saying:
    """One sentence: its construction (one of CONSTRUCTIONS), who speaks, to which outlet, what, and the trace it
    must get.

    ``fresh`` begins a new paragraph.
    """

    construction: str
    content: Content
    trace: str
    voice: Voice | None = None
    verb: str = "said"
    outlet: str | None = None
    fresh: bool = True

    @property
    def kind(self) -> str:
        """The kind that the claim must have."""
        if self.voice is not None:
            return self.voice.kind
        return {"outlet": "named", "hedge": "sources said"}.get(self.construction, "none")


@frozen
class Story:
    """An article as a plan: its id and its sentences; a heading stands before each of the places in ``headings``."""

    id: str
    sayings: tuple[Saying, ...]
    headings: tuple[int, ...] = ()


@frozen
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
        return attrs.evolve(self.records, attributions=(), claims=())

    @property
    def text(self) -> Article:
        """The article after read: no sentences either."""
        return attrs.evolve(self.trees, sentences=())

    @property
    def untraced(self) -> Article:
        """The article as a tracer is given it."""
        claims = (attrs.evolve(claim, trace=None, evidence=None) for claim in self.records.claims)
        return attrs.evolve(self.records, claims=tuple(claims))
