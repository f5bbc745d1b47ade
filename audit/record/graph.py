"""An audit goes in, the graph of who had it from whom comes out: Graphviz DOT, JSON, or PROV-JSON.

Nodes are articles, outlets and other sources; an edge leads from what is nearer to the facts to what repeats it, and
counts the claims that took it. Uncredited echoes are edges of their own between articles: "no credit found" where one
was published before the other; else "say the same, no credit found", which has no direction, since nothing tells one.
PROV-JSON follows https://www.w3.org/submissions/prov-json/ : a claim ``wasQuotedFrom`` the report of the outlet that
it is credited to and ``hadPrimarySource`` the words of the source nearest to the facts; it is made by the package
``prov``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise, product
from typing import Any, Final, Protocol

from attrs import frozen

from audit.model import AuditedArticle, Claim
from audit.trace.across.chain import Chain
from audit.trace.across.cluster import Cluster
from audit.trace.credit.published import first_published

FORMATS: Final = ("dot", "json", "prov")
HOW: Final = ("told", "relayed", "no credit found", "say the same, no credit found")
_SPACE: Final = "urn:audit:"


class Graphed(Protocol):
    """The part of an Audit that the graph is made from."""

    @property
    def articles(self) -> tuple[AuditedArticle, ...]: ...
    @property
    def claims(self) -> tuple[Claim, ...]: ...
    @property
    def chains(self) -> tuple[Chain, ...]: ...
    @property
    def clusters(self) -> tuple[Cluster, ...]: ...


@frozen
class Node:
    """An article, an outlet or another source; ``kind`` says which."""

    id: str
    name: str
    kind: str


@frozen
class Edge:
    """How many ``claims`` went from one node to another; ``how`` is one of HOW, of which the last leads neither way."""

    start: str
    end: str
    how: str
    claims: int

    @property
    def directed(self) -> bool:
        """Whether it leads from ``start`` to ``end``, and not as well the other way."""
        return self.how != HOW[3]


@frozen
class Graph:
    """The nodes and edges, in a fixed order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(audit: Graphed) -> Graph:
    """The graph of an audit's chains; claims that rest on nothing but their article make no edge, nor do wishes and
    plans, which count nowhere."""
    nodes: dict[str, Node] = {}
    counts: dict[tuple[str, str, str], int] = {}
    outlets = {link.name for chain in audit.chains for link in chain.links if link.role == "relay"}
    where = {claim.id: claim.article for claim in audit.claims}
    listed = {claim.id: claim.source.listed for claim in audit.claims if claim.source is not None}
    for article in audit.articles:
        nodes[f"article:{article.id}"] = Node(f"article:{article.id}", article.label, "article")
    wishes = {claim.id for claim in audit.claims if claim.attitude}
    for chain in audit.chains:
        if chain.claim in wishes:
            continue
        stations: list[list[str]] = []  # several where a source is several people
        for link in chain.links[:-1]:
            kind = "outlet" if link.role == "relay" or link.name in outlets else "source"
            # an unnamed source is somebody else in every article
            apart = "" if kind == "outlet" or link.kind == "named" else f":{where[chain.claim]}"
            several = listed.get(chain.claim, ()) if link.role == "source" and link.kind == "named" else ()
            keys = []
            for name in several if len(several) > 1 else (link.name,):
                keys.append(f"{kind}{apart}:{name}")
                nodes.setdefault(keys[-1], Node(keys[-1], name, kind))
            stations.append(keys)
        stations.append([f"article:{where[chain.claim]}"])
        for starts, ends in pairwise(stations):
            for start, end in product(starts, ends):
                how = "relayed" if nodes[start].kind == "outlet" else "told"
                counts[start, end, how] = counts.get((start, end, how), 0) + 1
    days = {article.id: article.published for article in audit.articles}
    for claim in audit.claims:
        counts_here = claim.trace == "echoed" and not claim.attitude
        if counts_here and claim.evidence is not None and claim.evidence.claim in where:
            start, end = where[claim.evidence.claim], claim.article
            if start != end:
                before = first_published(days.get(start), days.get(end)) == "first"
                if not before:
                    start, end = sorted((start, end))
                key_ = (f"article:{start}", f"article:{end}", HOW[2 if before else 3])
                counts[key_] = counts.get(key_, 0) + 1
    edges = tuple(Edge(*key, number) for key, number in sorted(counts.items()))
    return Graph(tuple(nodes[key] for key in sorted(nodes)), edges)


def draw_graph(audit: Graphed, fmt: str) -> str:
    """The graph as text in one of FORMATS. Raises ValueError for another, ImportError where "prov" is not installed."""
    if fmt == "prov":
        return json.dumps(prov_json(audit), ensure_ascii=False, indent=1, sort_keys=True)
    if fmt not in FORMATS:
        raise ValueError(f'there is no graph format "{fmt}"; there are {", ".join(FORMATS)}')
    graph = graph_of(audit)
    if fmt == "json":
        return json.dumps(graph_json(graph), ensure_ascii=False, indent=1)
    return dot(graph)


def graph_json(graph: Graph) -> dict[str, Any]:
    """Plain data: the lists ``nodes`` (``id, name, kind``) and ``edges`` (``start, end, how, claims``)."""
    return {
        "nodes": [{"id": n.id, "name": n.name, "kind": n.kind} for n in graph.nodes],
        "edges": [{"start": e.start, "end": e.end, "how": e.how, "claims": e.claims} for e in graph.edges],
    }


# told by their numbers, so that two ids never become one; a terminal obeys them, or turns what follows
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SHAPES: Final[Mapping[str, str]] = {"article": "box", "outlet": "oval", "source": "plaintext"}


def dot(graph: Graph) -> str:
    """The graph in Graphviz's language: articles are boxes, outlets ovals; edges without credit are dashed, and have no
    head where nothing tells which came first."""
    lines = ["digraph origins {", "  rankdir=LR;"]
    lines += [f"  {_quoted(n.id)} [label={_quoted(n.name)}, shape={_SHAPES[n.kind]}];" for n in graph.nodes]
    for e in graph.edges:
        style = ", style=dashed" if e.how in HOW[2:] else ""
        style += "" if e.directed else ", dir=none"
        words = f"{e.claims} {e.how}"
        lines.append(f"  {_quoted(e.start)} -> {_quoted(e.end)} [label={_quoted(words)}{style}];")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNPRINTABLE.sub(lambda found: rf"\\u{ord(found[0]):04x}", plain) + '"'


def prov_json(audit: Graphed) -> dict[str, Any]:
    """A PROV-JSON document: claims, articles and reports are entities, outlets and sources are agents.

    Raises ImportError, saying what to install, where the package ``prov`` is missing.
    """
    try:
        from prov.model import ProvDocument
    except ImportError as error:
        raise ImportError("PROV needs the extra: pip install 'news-sourcing-audit[prov]'", name=error.name) from error
    document = ProvDocument()
    document.add_namespace("audit", _SPACE)
    label = "prov:label"
    articles = {a.id: f"audit:article-{_key(a.id)}" for a in audit.articles}
    for article in audit.articles:
        document.entity(articles[article.id], {label: article.label})
    ids = {claim.id: f"audit:claim-{_key(claim.id)}" for claim in audit.claims}
    made: set[str] = set()
    chains = {chain.claim: chain for chain in audit.chains}
    for claim in audit.claims:
        document.entity(ids[claim.id], {label: claim.text})
        if claim.article in articles:
            document.hadMember(articles[claim.article], ids[claim.id])
        chain = chains.get(claim.id)
        links = chain.links[:-1] if chain is not None else ()
        for place, link in enumerate(links):
            agent = f"audit:{link.role}-{_key(link.name)}"
            report = f"audit:report-{_key(claim.id, str(place))}"
            if agent not in made:
                made.add(agent)
                document.agent(agent, {label: link.name})
            document.entity(report, {label: f"what {link.name} said or reported"})
            document.wasAttributedTo(report, agent)
            if link.role == "relay":
                document.quotation(ids[claim.id], report)  # wasQuotedFrom
            elif link.kind != "none":
                document.primary_source(ids[claim.id], report)  # hadPrimarySource
    for claim in audit.claims:
        if claim.trace == "echoed" and claim.evidence is not None and claim.evidence.claim in ids:
            document.alternateOf(ids[claim.id], ids[claim.evidence.claim])  # says the same; no credit, so no quotation
    for cluster in audit.clusters:
        whole = f"audit:cluster-{cluster.id}"
        document.collection(whole, {label: cluster.headline})
        for member in _known(cluster.claims, ids):
            document.hadMember(whole, member)
    result: dict[str, Any] = json.loads(document.serialize(format="json"))
    return result


def _known(claims: Iterable[str], ids: Mapping[str, str]) -> list[str]:
    return [ids[claim] for claim in claims if claim in ids]


def _key(*parts: str) -> str:
    """A name that a URI may hold, the same for the same words."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
