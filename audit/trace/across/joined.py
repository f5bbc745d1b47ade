"""Traced articles go in, what only all of them together tell comes out: origins, chains, clusters and credits.

Source: ours: what is told of several articles, as the README's tables show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article
from audit.parse.protocol import Reader
from audit.trace.across.broke import Broke, Share, broke_it, shares_of
from audit.trace.across.chain import Chain
from audit.trace.across.cluster import Cluster, chains_of, clusters_of
from audit.trace.credit.account import Origins, is_auto
from audit.trace.credit.copied import Credit
from audit.trace.credit.lines import credits_of
from audit.trace.credit.public import public_spans
from audit.trace.echo.judge import Encode
from audit.trace.echo.verbatim import Run, shared_runs

if TYPE_CHECKING:
    from audit.trace.across.index import TraceIndex


@frozen
class Joined:
    """The part of an audit that is about several articles."""

    origins: tuple[str, ...] = ()
    chains: tuple[Chain, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    credits: tuple[Credit, ...] = ()
    runs: tuple[Run, ...] = ()
    shares: tuple[Share, ...] = ()
    broke: Broke | None = None

    def kept(self, articles: Iterable[str]) -> dict[str, Any]:
        """The fields as an audit of these articles takes them."""
        ids = set(articles)
        return {
            "origins": self.origins,
            "chains": tuple(chain for chain in self.chains if chain.claim.rpartition(":")[0] in ids),
            "clusters": tuple(cluster for cluster in self.clusters if ids.issuperset(cluster.articles)),
            "credits": tuple(credit for credit in self.credits if credit.article in ids),
            "runs": tuple(run for run in self.runs if run.one in ids and run.two in ids),
            "shares": self.shares,
            "broke": self.broke,
        }


@frozen(eq=False)
class Traced:
    """Articles with a trace for every claim, and the index that they were traced with; None where it was another's."""

    articles: tuple[Article, ...]
    index: TraceIndex | None = field(default=None, repr=False)


def traced(
    articles: Sequence[Article],
    origin: Origins,
    lexicon: Lexicon,
    encode: Encode | None = None,
    together: Reader | None = None,
) -> Traced:
    """The same articles, in the same order, with traces, and the index for ``join``, which need not compare anew.

    Raises ValueError for an origin that names nothing, and for two articles with one id.
    """
    index = _indexed(articles, origin, lexicon, encode, together)
    done = {article.id: article for article in index.traced()}
    return Traced(tuple(done[article.id] for article in articles), index)


def _indexed(
    articles: Sequence[Article], origin: Origins, lexicon: Lexicon, encode: Encode | None, together: Reader | None
) -> TraceIndex:
    from audit.trace.across.index import TraceIndex  # NumPy is loaded only where something is traced

    index = TraceIndex(lexicon, origin, encode, together=together)
    index.add(articles)
    return index


def join(
    articles: Sequence[Article],
    origin: Origins,
    lexicon: Lexicon,
    encode: Encode | None = None,
    index: TraceIndex | None = None,
    together: Reader | None = None,
) -> Joined:
    """What traced articles tell together; their own traces are taken as they are, whoever made them.

    ``index`` is used where it holds these articles and no others.
    """
    outlets = lexicon.once(OutletIndex)
    if index is None or index.ids != {article.id for article in articles}:
        index = _indexed(articles, origin, lexicon, encode, together)
    origins = tuple(index.origins().values())
    clusters = clusters_of(articles, index.pairs(), outlets)
    shares = shares_of(articles, origins, clusters, lexicon)
    return Joined(
        origins=tuple(share.origin for share in shares),
        chains=chains_of(articles, outlets),
        clusters=clusters,
        credits=tuple(credit for article in articles for credit in credits_of(article, outlets)),
        runs=runs_of(articles, lexicon),
        shares=shares,
        broke=broke_it(articles, shares, outlets, is_auto(origin)) if len(articles) > 1 else None,
    )


def runs_of(articles: Sequence[Article], lexicon: Lexicon) -> tuple[Run, ...]:
    """Runs of words that articles share, of those alone in which claims without credit say what another's say."""
    homes = {claim.id: article.id for article in articles for claim in article.claims}
    claims = (claim for article in articles for claim in article.claims)
    matched = ((c.article, homes.get(c.evidence.claim or "")) for c in claims if c.evidence and c.trace == "echoed")
    concerned = {id for pair in matched for id in pair}
    compared = [article for article in articles if article.id in concerned]
    return shared_runs(compared, public={article.id: public_spans(article, lexicon) for article in compared})


def remembered(encode: Encode | None) -> Encode | None:
    """The same encoder, which keeps what it made as long as it is held: a text is encoded once."""
    if encode is None:
        return None
    made: dict[str, Sequence[float]] = {}

    def look_up(texts: Sequence[str]) -> list[Sequence[float]]:
        new = [text for text in dict.fromkeys(texts) if text not in made]
        if new:
            vectors = encode(new)
            if len(vectors) != len(new):
                return []  # this parser has no vectors
            made.update(zip(new, vectors, strict=True))
        return [made[text] for text in texts]

    return look_up
