"""Who says what by which words: sources, cues, attributions, claims with their evidence, what is told of a source."""

from __future__ import annotations

from attrs import field, frozen, validators

from audit.model import markup
from audit.model.text import (
    BASES,
    CREDITED,
    CUE_CLASSES,
    DOUBTFUL,
    HOWS,
    KINDS,
    REASONS,
    SORTS,
    STATUSES,
    TRACES,
    Span,
    Spans,
)

_probability = validators.and_(validators.ge(0.0), validators.le(1.0))


@frozen
class Detail:
    """Words of the article that tell something of a source, and where they stand."""

    text: str
    spans: Spans = ()


@frozen
class Phrase:
    """What a source's own words tell of it, read once from the tree (``audit.resolve.phrase``).

    ``heads`` are its head nouns, those of all conjuncts, as lemmas in lower case; ``sort`` is one of SORTS.
    ``determiner`` is the first word where that points or counts ("the", "a", "some", "their"), in lower case.
    ``number`` is how many are spoken of, ``quantity`` the words where no number is given ("several"). ``pointing``:
    it leans on somebody brought in before ("the sources", "one of the officials"); ``other``: it sets itself apart
    from them ("other officials"); ``bare``: nothing stands beside its noun but a determiner or words of rank, and no
    number; ``marks``: the lemmas, in lower case, that set it apart from others of its noun ("mexican", "pentagon").
    ``name`` is the proper name in it. ``role``, ``rank``, ``affiliation`` and ``side`` are words of it; ``tense`` is
    "current" or "former"; ``basis`` is one of BASES, ``reason`` one of REASONS.
    """

    heads: tuple[str, ...] = ()
    sort: str = field(default="unclear", validator=validators.in_(SORTS))
    determiner: str | None = None
    plural: bool = False
    number: int | None = None
    quantity: str | None = None
    pointing: bool = False
    other: bool = False
    bare: bool = False
    marks: tuple[str, ...] = ()
    name: str | None = None
    role: Detail | None = None
    rank: Detail | None = None
    affiliation: Detail | None = None
    side: Detail | None = None
    tense: str | None = field(default=None, validator=validators.optional(validators.in_(("current", "former"))))
    basis: str | None = field(default=None, validator=validators.optional(validators.in_(BASES)))
    basis_spans: Spans = ()
    reason: str = field(default="none", validator=validators.in_(REASONS))
    reason_spans: Spans = ()


@frozen
class Source:
    """Who or what a content comes from, with appositive and title.

    ``resolved`` is the name or description that the words stand for in this article, None where the text does not
    tell. ``number`` is how many people an unnamed source is said to be, None where it is not said. ``phrase`` is
    what the words themselves tell; None where the source was made without a tree. ``referent`` is the phrase of the
    unnamed somebody that ``resolved`` names ("they", "the two"), where the article has that phrase. ``listed`` are the
    names that tables list a named source by, one for each whom the words name: those of its article, and, once several
    articles were audited together, those of all of them; empty where no name is told.
    """

    text: str
    spans: Spans
    resolved: str | None = None
    number: int | None = None
    phrase: Phrase | None = field(default=None, repr=False, metadata={"added": "0.2"})
    referent: Phrase | None = field(default=None, repr=False, metadata={"added": "0.2"})
    listed: tuple[str, ...] = field(default=(), metadata={"added": "0.2"})

    @property
    def called(self) -> str:
        """What tables call it: the names that it is listed by, else what it stands for, else its words."""
        return " and ".join(self.listed) or " ".join((self.resolved or self.text).split())

    @property
    def clear(self) -> bool:
        """Whether the words of a named source, or what they stand for, tell who is meant; where nobody read them, they
        do."""
        return bool(self.listed) or self.phrase is None


@frozen
class Named:
    """Somebody or a body that an article names.

    ``name`` is the one that it goes by there, ``number`` how often it is named, ``alone`` whether the surname alone
    stands for it, ``title`` the words of its office as the article has them, ``roles`` the nouns that describe it, in
    lower case; ``gender`` "feminine", "masculine" or None; ``body``: an organisation or a place, no person.
    """

    name: str
    title: str | None = None
    roles: tuple[str, ...] = ()
    gender: str | None = None
    body: bool = False
    alone: bool = False
    number: int = 1


@frozen
class Relay:
    """An outlet through which a content passed: ``how``, one of CREDITED, says by which words ("told NBC News" makes it
    the "addressee")."""

    outlet: str
    spans: Spans
    how: str = field(default="speaker", validator=validators.in_(CREDITED))


@frozen
class Crediting:
    """Words that name an outlet, and whether their sentence credits it with something.

    ``outlet`` is the name that tables use, None for words that name no one ("local media"). ``how`` is one of CREDITED,
    None where it is only spoken of ("sued NBC News"). ``words`` are those that make it a credit, ``speaker`` is who
    told it, or spoke on it, ``staff`` who asked or spoke for it, where those are names. ``sentence`` is the place of
    the sentence in the article.
    """

    outlet: str | None
    span: Span
    sentence: int
    how: str | None = field(default=None, validator=validators.optional(validators.in_(CREDITED)))
    words: Spans = ()
    speaker: Span | None = None
    staff: Span | None = None


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
    ``status`` is that of the segment or sentence it stands in ("prose" where it makes a claim); ``relays`` are
    nearest first; ``confidence`` is how likely it is right, 0 to 1.
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
    the matched or carrying claim, ``similarity`` (0 to 1) how close that one is; ``origin`` is the outlet that the
    trace leads to; ``confidence`` (0 to 1) is how sure the rule is.
    """

    rule: str
    reason: str
    confidence: float = field(default=1.0, validator=_probability)
    spans: Spans = ()
    claim: str | None = None
    similarity: float | None = None
    origin: str | None = None


@frozen
class Occasion:
    """How, to whom, where and when a claim's source said it, as far as the article tells.

    ``how`` is one of HOWS: the sort of occasion, channel or document; None where only a time is told. ``what`` is the
    noun that names it, in lower case ("interview", "news conference"), None for words only said to somebody; ``outlet``
    is the outlet that was told, or on which it was said; ``person`` is who else was told, or asked; ``where`` are the
    words of its place, ``when`` those of time. ``spans`` are the words that say so, none where nothing is known of it
    but ``how``, learned from the whole article; ``claim`` is the id of the claim whose sentence holds them, None where
    it is the claim's own, or no claim's.
    """

    what: str | None = None
    outlet: str | None = None
    person: str | None = None
    when: str | None = None
    spans: Spans = ()
    claim: str | None = None
    how: str | None = field(default=None, validator=validators.optional(validators.in_(HOWS)))
    where: str | None = None


@frozen
class Claim:
    """An assertion the article makes: the content of an attribution, or a declarative sentence with none.

    ``text`` is the spans' text joined by " … ". ``via`` are the outlets it passed through, nearest to the source first,
    ``via_spans`` where the text names them. ``occasion`` is how, to whom, where and when its source said it, None where
    the article does not tell. ``sentence`` and ``paragraph`` are its first sentence's places in the article, from 0;
    ``confidence`` (0 to 1) is its attribution's. ``trace`` is one of TRACES, None without an origin.
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
    occasion: Occasion | None = field(default=None, metadata={"added": "0.2"})

    @property
    def doubtful(self) -> bool:
        """Whether its attribution is less sure than DOUBTFUL; what the article says itself never is."""
        return self.construction is not None and self.confidence < DOUBTFUL

    @property
    def attitude(self) -> bool:
        """Whether it reports a wish or a plan rather than something said or known; such claims are left out of the
        score."""
        return self.cue_class == "attitude"

    @property
    def by(self) -> str | None:
        """What tables call its source; None where it has none."""
        return self.source.called if self.source else None

    @property
    def told(self) -> str:
        """What is said of it in a few words: its kind, its source, its trace."""
        return ", ".join(filter(None, (self.kind, self.by, self.trace)))

    def _repr_html_(self) -> str:
        """What a notebook shows: a row for each thing that is known of it."""
        via, why = ", ".join(self.via), self.evidence.reason if self.evidence else None
        known = {
            "claim": self.text,
            "kind": self.kind,
            "source": self.source.called if self.source else None,
            "cue": self.cue,
        }
        known |= {"via": via or None, "trace": self.trace, "evidence": why, "id": self.id}
        return markup.rows(("", ""), [(name, value) for name, value in known.items() if value])


@frozen
class Dossier:
    """What an article tells of one source; ``claims`` are the ids of what rests on it, ``spans`` its mentions.

    ``number`` is how many an unnamed source is said to be, ``quantity`` the words where no number is given ("several"),
    ``steady`` whether all mentions agree on the number. ``basis`` is one of BASES, ``reason`` one of REASONS, ``tense``
    "current" or "former" where that is said. ``holder`` is the outlet whose source it is, None where it is the
    article's own. ``introduced`` is where a named source is first given its full name. ``declined`` and ``denied`` are
    where the same person or office would not comment, or denied something. ``asked``: whether it can have been promised
    to go unnamed, so that a reason is asked for.
    """

    name: str
    kind: str = field(validator=validators.in_(KINDS))
    claims: tuple[str, ...] = ()
    spans: Spans = ()
    number: int | None = None
    quantity: str | None = None
    steady: bool = True
    role: Detail | None = None
    affiliation: Detail | None = None
    tense: str | None = field(default=None, validator=validators.optional(validators.in_(("current", "former"))))
    basis: str | None = field(default=None, validator=validators.optional(validators.in_(BASES)))
    basis_spans: Spans = ()
    reason: str = field(default="none", validator=validators.in_(REASONS))
    reason_spans: Spans = ()
    side: Detail | None = None
    holder: str | None = None
    introduced: Spans = ()
    declined: Spans = ()
    denied: Spans = ()
    asked: bool = field(default=False, metadata={"added": "0.2"})
