"""What an audit found goes in as records and comes out as an Audit: tables, and JSON that reads back the same.

The JSON of an audit is one object (schema 1):

``schema``    the number 1
``version``   of this package
``models``    what parsed the articles: name -> checksum or description
``lexicons``  file -> SHA-256
``origin``    the outlet traced to, as the user typed it ("; " between several), or null
``articles``  by id: ``id, title, outlet, published, url, byline, path, characters, score`` (null without claims),
              ``ledger`` (``criterion, points, reason, spans``), ``segments`` (``span, status, reason``), ``dossiers``
              (what the article tells of each source: ``audit.model.Dossier``), ``identified`` (how many sources are
              fully identified, or null), ``not_assessed`` (what it could not be checked for: strings), ``lines`` (the
              offset at which each line of its text begins), ``no_news`` (why it reads like no news, or null),
              ``parts`` (sub-scores: ``name, score, weight``), ``standing`` (share of other articles that scored less),
              ``principles`` (the address of those by which its outlet says it works, or null),
              ``genre`` ("opinion", "transcript", "listing" or "live", or null)
``claims``    in text order: ``id, article, spans, text, kind``, ``source`` (``text, spans, resolved, number``,
              ``phrase``, ``referent``: what its words tell, and those it refers to, ``audit.model.Phrase``; ``listed``:
              the names by which ``sources`` lists it, one for each whom it names, where ``resolved`` is its own
              article's name; or null),
              ``cue, cue_class, construction, via, via_spans, sentence, paragraph, confidence``, ``trace`` (null
              without an origin), ``evidence`` (``rule, reason, confidence, spans, claim, similarity, origin``,
              or null), ``occasion`` (how, to whom, where and when its source said it: ``how`` one of HOWS or
              null, ``what, outlet, person, where, when, spans, claim``; or null)
``origins``   the outlets that claims were traced to: those given, or found for the origin "auto"; the one on which most
              rests first
``shares``    per origin: ``origin, credited, carried, echoed`` (how many claims), ``claims`` (how many there are),
              ``articles`` (the ids of those that credit it), ``claim`` (the id of one credited to it, or null)
``broke``     who broke the story as far as the articles tell: ``origin`` (or null), ``by`` ("credit", "credit and
              date", "date", "unknown"), ``reason``; null where there is one article
``chains``    per claim, where an origin was given: ``claim``, ``links`` from the facts to the article, each with
              ``name``, ``role`` ("source", "relay", "article"), ``kind``, ``number``
``clusters``  claims of several articles that say the same: ``id, headline, claims, articles``, ``origin`` (who had it
              first, or null), ``by`` ("credit", "date", "unknown"), ``origins``, ``independent`` (how many), those of
              ``claims`` that tell of no outlet or named source: ``bare``, and the claims that are not counted:
              ``possible, contradicted``
``credits``   where articles credit an outlet: ``article, outlet`` (null for a vague credit), ``how, span, sentence``
``runs``      words that articles with echoes share outside quotation marks: ``one, one_span, two, two_span`` (ids and
              places), ``words`` (how many), ``exact`` (false where a few words differ)
``sources``   most claims first: ``name, kind, claims, articles``, ``title`` (the office that articles give it, or
              null), ``clear`` (false where nothing tells who is meant; these come last)
``findings``  ``article, criterion, severity, reason, remedy, spans, standards``
``failures``  inputs that could not be audited: ``where, message``
``warnings``  strings

A list of attributions (``audit attributions``) is one object per article, ``schema, id, attributions``, each
attribution with ``source, cue, content`` (lists of spans), ``kind, resolved, cue_class, construction, confidence``;
the form ``json`` puts them into ``{"schema", "version", "models", "lexicons", "articles", "failures"}``.

A span is ``[start, end]`` in code points of the article's text as read, end exclusive. The words of ``kind``,
``trace``, ``status`` and ``cue_class`` are those of ``audit.model``. Numbers are rounded (confidence, similarity and
points to three decimals, scores to one) when the record is made, so a second run gives the same bytes and reading
back the same record. Nothing in either form depends on the time or the machine.

Policy of change: a new key may be added in any release and leaves the schema number as it is, so a program must pass
over keys it does not know; our own ``from_dict`` gives keys added since a default, and refuses keys it does not know
rather than lose them. Removing or renaming a key, or changing what one means, raises the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import attrs
from attrs import field, frozen, validators

from audit.model import (
    CUE_CLASSES,
    KINDS,
    Article,
    AuditedArticle,
    Claim,
    Evidence,
    Failure,
    Finding,
    SourceSummary,
    Spans,
)
from audit.model.plain import PlainError, from_plain, to_plain
from audit.trace.across.broke import Broke, Share
from audit.trace.across.chain import Chain
from audit.trace.across.cluster import Cluster
from audit.trace.credit.copied import Credit
from audit.trace.echo.verbatim import Run

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from audit.lexicon import Lexicon
    from audit.report.draw import Table

SCHEMA: Final = 1
_DECIMALS: Final = 3


def _rounded(record: Any) -> Any:
    """The record or records, and those in them, with every number rounded: scores to one decimal, others to three."""
    if isinstance(record, tuple):
        return tuple(map(_rounded, record))
    changes: dict[str, Any] = {}
    kind: Any = type(record)
    for name in _parts(kind):
        value = getattr(record, name)
        if isinstance(value, float):
            new: Any = round(value, 1 if name == "score" else _DECIMALS)
        elif isinstance(value, Evidence) or name == "ledger":
            new = _rounded(value)
        else:
            continue
        if new != value:
            changes[name] = new
    return attrs.evolve(record, **changes) if changes else record


@cache
def _parts(kind: Any) -> tuple[str, ...]:
    return tuple(part.name for part in attrs.fields(kind))


def _rounded_articles(given: tuple[AuditedArticle, ...]) -> tuple[AuditedArticle, ...]:
    return tuple(map(_rounded, given))


def _rounded_claims(given: tuple[Claim, ...]) -> tuple[Claim, ...]:
    return tuple(map(_rounded, given))


def _number(given: tuple[object, ...]) -> str:
    return f"<{len(given)}>"


@frozen
class Audit:
    """What an audit found, over all its articles; the module's docstring describes its JSON.

    ``articles`` are in the order of their ids, ``claims`` in that of the articles and then of the text. Each article
    also has its claims (``article.claims``).
    """

    version: str
    models: Mapping[str, str] = field(repr=False)
    lexicons: Mapping[str, str] = field(repr=False)
    origin: str | None
    articles: tuple[AuditedArticle, ...] = field(converter=_rounded_articles, repr=_number)
    claims: tuple[Claim, ...] = field(converter=_rounded_claims, repr=_number)
    sources: tuple[SourceSummary, ...] = field(repr=_number)
    findings: tuple[Finding, ...] = field(repr=_number)
    failures: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    chains: tuple[Chain, ...] = field(default=(), repr=_number)
    clusters: tuple[Cluster, ...] = field(default=(), repr=_number)
    credits: tuple[Credit, ...] = field(default=(), repr=_number)
    runs: tuple[Run, ...] = field(default=(), repr=_number)
    shares: tuple[Share, ...] = field(default=(), repr=_number, metadata={"added": "0.2"})
    broke: Broke | None = field(default=None, metadata={"added": "0.2"})

    def __attrs_post_init__(self) -> None:
        """Gives each article its claims."""
        theirs: dict[str, list[Claim]] = {article.id: [] for article in self.articles}
        for claim in self.claims:
            theirs.get(claim.article, []).append(claim)
        articles = tuple(attrs.evolve(article, claims=tuple(theirs[article.id])) for article in self.articles)
        object.__setattr__(self, "articles", articles)

    def table(
        self,
        name: str,
        fmt: str = "simple",
        wide: bool = False,
        width: int = 80,
        unicode: bool = True,
        attitudes: bool = False,
    ) -> str:
        """One table as text: "articles", "traces", "sources", "claims", "findings", "clusters", "matrix", "credit",
        "echoes" or "origins".

        ``fmt`` is any format of tabulate, "csv", "json" or "jsonl". Lines are at most ``width`` characters unless
        ``wide``; ``unicode=False`` gives plain letters. ``attitudes`` adds wishes and plans to the tables of claims.
        Raises ValueError for an unknown table or format.
        """
        from audit.report import table

        return table(self, name, fmt, wide=wide, width=width, unicode=unicode, attitudes=attitudes)

    def to_pandas(self, name: str, attitudes: bool = False) -> pandas.DataFrame:
        """One table as a frame of pandas: the columns of its CSV, nothing rounded or cut; arguments as those of
        ``table``.

        Raises ValueError for an unknown table, ImportError, naming the extra, where pandas is missing.
        """
        from audit.report.frames import to_pandas

        return to_pandas(self._made(name, attitudes))

    def to_polars(self, name: str, attitudes: bool = False) -> polars.DataFrame:
        """One table as a frame of polars, as ``to_pandas`` gives one of pandas; raises as that does."""
        from audit.report.frames import to_polars

        return to_polars(self._made(name, attitudes))

    def to_arrow(self, name: str, attitudes: bool = False) -> pyarrow.Table:
        """One table as a table of Arrow, as ``to_pandas`` gives a frame; raises as that does."""
        from audit.report.frames import to_arrow

        return to_arrow(self._made(name, attitudes))

    def to_xlsx(self, names: Sequence[str] = ("articles", "traces", "sources", "claims", "findings")) -> bytes:
        """The content of an XLSX file with a sheet for each of these tables.

        Raises ValueError for an unknown table, ImportError, naming the extra, where openpyxl is missing.
        """
        from audit.report.sheets import workbook

        return workbook(self._made(name, False) for name in names)

    def _made(self, name: str, attitudes: bool) -> Table:
        from audit.report import make_table

        return make_table(self, name, "json", attitudes=attitudes)

    def _repr_html_(self) -> str:
        """What a notebook shows: articles, the traces where there is an origin, and what could not be audited."""
        from audit.report import make_table
        from audit.report.notebook import page

        names = ("articles", "traces") if self.origin is not None else ("articles",)
        return page([make_table(self, name, "html") for name in names], self.failures, self.warnings)

    def graph(self, fmt: str = "dot") -> str:
        """Who had it from whom, as text: "dot" (Graphviz), "json", or "prov" (PROV-JSON; needs the extra ``prov``).

        Raises ValueError for another format, ImportError where the extra is missing.
        """
        from audit.record.graph import draw_graph

        return draw_graph(self, fmt)

    def brief(
        self, lexicon: Lexicon | None = None, *, colour: bool = False, unicode: bool = True, columns: int = 80
    ) -> str:
        """One screen of text, in lines of at most so many ``columns``, 72 or more: who broke the story and who credits
        whom, each article on a line, the claims that lean on one origin or on nobody, what could not be judged.
        ``lexicon`` says what is wrong where a criterion is not met, ours where none is given."""
        from audit.lexicon import load_lexicon
        from audit.report.brief import brief_of
        from audit.report.screen import on_screen

        criteria = {entry.id: entry for entry in (lexicon or load_lexicon()).file("criteria")}
        return on_screen(brief_of(self, criteria), colour=colour, unicode=unicode, columns=columns)

    def page(self, articles: Iterable[Article], lexicon: Lexicon | None = None) -> str:
        """One page of HTML that stands for itself: the brief, who has what from whom, every article's text with its
        claims, echoes side by side, the graph of origins, all that each source says.

        ``articles`` are those that were audited: their texts, which an audit does not keep; one that is not among them
        is shown without its text. ``lexicon`` is the one that was audited with, ours where none is given.
        """
        from audit.lexicon import load_lexicon
        from audit.record.graph import graph_of
        from audit.report.page import page

        texts = {article.id: article.text for article in articles}
        return page(self, texts, graph_of(self), lexicon or load_lexicon())

    def to_dict(self) -> dict[str, Any]:
        """Dicts, lists, strings, numbers and None: the JSON of an audit."""
        return {"schema": SCHEMA, **to_plain(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Audit:
        """The Audit whose ``to_dict`` gave these dicts; raises ValueError, naming the path, for other data."""
        return from_plain(cls, _unversioned(data))


@frozen
class ListedAttribution:
    """One attribution as ``audit attributions`` lists it: spans, and what was made of them with what confidence (0 to
    1); no relays, no texts."""

    source: Spans
    cue: Spans
    content: Spans
    kind: str = field(validator=validators.in_(KINDS))
    resolved: str | None
    cue_class: str = field(validator=validators.in_(CUE_CLASSES))
    construction: str
    confidence: float


@frozen
class ListedArticle:
    """The attributions of one article: a line of JSON lines."""

    id: str
    attributions: tuple[ListedAttribution, ...] = field(repr=_number)

    @classmethod
    def of(cls, article: Article) -> ListedArticle:
        """The list of an article's attributions, attitudes, headlines and nested ones included, in its own order."""
        return cls(
            article.id,
            tuple(
                ListedAttribution(
                    source=found.source.spans if found.source else (),
                    cue=found.cue.spans,
                    content=found.content,
                    kind=found.kind,
                    resolved=found.source.resolved if found.source else None,
                    cue_class=found.cue.cue_class,
                    construction=found.construction,
                    confidence=round(found.confidence, _DECIMALS),
                )
                for found in article.attributions
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON of one line."""
        return {"schema": SCHEMA, **to_plain(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ListedArticle:
        """The record that ``to_dict`` gave; raises ValueError, naming the path."""
        return from_plain(cls, _unversioned(data))


@frozen
class AttributionList:
    """The attributions of all articles, and what found them: the form ``json`` of ``audit attributions``."""

    version: str
    models: Mapping[str, str] = field(repr=False)
    lexicons: Mapping[str, str] = field(repr=False)
    articles: tuple[ListedArticle, ...]
    failures: tuple[Failure, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the whole list."""
        return {"schema": SCHEMA, **to_plain(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> AttributionList:
        """The record that ``to_dict`` gave; raises ValueError, naming the path."""
        return from_plain(cls, _unversioned(data))


def _unversioned(data: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise PlainError(f"the top: must be an object, not {data!r:.60}")
    if data.get("schema") != SCHEMA:
        found = f"schema {data['schema']!r:.20}" if "schema" in data else "no schema"
        raise PlainError(f"schema: this version reads schema {SCHEMA}, the data has {found}; audit again")
    return {key: value for key, value in data.items() if key != "schema"}
