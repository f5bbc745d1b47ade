"""The graph of who had what from whom goes in, places on a sheet come out: sources, outlets, articles, left to right.

A sheet shows what a reader can follow: the outlets, the articles with most threads, the sources whom outlets pass on,
and those with most claims; the others are counted. Lengths are in user units of SVG: pixels, where nothing is scaled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from attrs import frozen

from audit.report.cells import clean, shorten

MOST: Final[Mapping[str, int]] = {"source": 24, "outlet": 16, "article": 40}
COLUMNS: Final = tuple(MOST)
ROW: Final = 30  # height of a row
WIDTH: Final = 900
_APART: Final = 4
_LEFT: Final[Mapping[str, int]] = {"source": 8, "outlet": 380, "article": 640}
_WIDE: Final[Mapping[str, int]] = {"source": 250, "outlet": 150, "article": 190}
_LETTERS: Final[Mapping[str, int]] = {"source": 36, "outlet": 21, "article": 27}  # that fit a box's width


class NodeLike(Protocol):
    """A node of a graph of origins."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


class EdgeLike(Protocol):
    """An edge of a graph of origins; ``claims`` counts what took it, ``directed`` is whether it leads one way only."""

    @property
    def start(self) -> str: ...
    @property
    def end(self) -> str: ...
    @property
    def how(self) -> str: ...
    @property
    def claims(self) -> int: ...
    @property
    def directed(self) -> bool: ...


class GraphLike(Protocol):
    """A graph of origins, as ``audit.record.graph`` makes it."""

    @property
    def nodes(self) -> Sequence[NodeLike]: ...
    @property
    def edges(self) -> Sequence[EdgeLike]: ...


@frozen
class Box:
    """A node on the sheet: the place of its left upper corner, its size, and its name, short enough to stand in it."""

    id: str
    kind: str
    name: str
    short: str
    x: int  # pixels
    y: int  # pixels
    width: int  # pixels
    height: int  # pixels


@frozen
class Thread:
    """An edge on the sheet: the curve in SVG's language, its width (1 to 7), what it says, whether it is between
    articles (``echo``), and whether it has a head."""

    path: str
    width: float  # pixels
    how: str
    says: str
    echo: bool
    headed: bool


@frozen
class Drawing:
    """Boxes and threads with the sheet's size; ``left_out`` counts the nodes that it has no room for, by kind; ``says``
    holds every edge shown: from, the sign between (an arrow one way or both), to, how, and how many claims."""

    boxes: tuple[Box, ...]
    threads: tuple[Thread, ...]
    width: int  # pixels
    height: int  # pixels
    left_out: tuple[tuple[str, int], ...]
    says: tuple[tuple[str, str, str, str, int], ...]


def drawn(graph: GraphLike, called: Mapping[str, str] | None = None) -> Drawing:
    """The drawing of a graph: in each column the nodes stand near what they lead to. ``called`` has other names for
    nodes, by id."""
    names = {node.id: node.name for node in graph.nodes} | dict(called or {})
    weight: Counter[str] = Counter()
    for edge in graph.edges:
        weight[edge.start] += edge.claims
        weight[edge.end] += edge.claims
    outlets = {node.id for node in graph.nodes if node.kind == "outlet"}
    passed_on = {edge.start for edge in graph.edges if edge.end in outlets}
    columns: dict[str, list[NodeLike]] = {}
    left_out = []
    for kind, most in MOST.items():
        met = [node for node in graph.nodes if node.kind == kind and (weight[node.id] or kind == "article")]
        ranked = sorted(met, key=lambda node: (node.id not in passed_on, -weight[node.id], node.name, node.id))
        columns[kind] = ranked[:most]
        if len(ranked) > most:
            left_out.append((kind, len(ranked) - most))
    shown = {node.id for column in columns.values() for node in column}
    edges = [edge for edge in graph.edges if {edge.start, edge.end} <= shown and edge.start != edge.end]
    columns["article"].sort(key=lambda node: node.id)
    at: dict[str, float] = {node.id: place for place, node in enumerate(columns["article"])}
    for kind in ("outlet", "source"):
        columns[kind] = _near(columns[kind], edges, at)
        at |= _spread(columns[kind], max(map(len, columns.values())))
    at |= _spread(columns["article"], max(map(len, columns.values())))
    boxes = {
        node.id: Box(
            *(node.id, kind, names[node.id], shorten(clean(names[node.id]), _LETTERS[kind]), _LEFT[kind]),
            *(round(8 + at[node.id] * ROW), _WIDE[kind], ROW - 8),
        )
        for kind in COLUMNS
        for node in columns[kind]
    }
    threads = tuple(_thread(boxes[edge.start], boxes[edge.end], edge) for edge in edges)
    says = tuple((boxes[e.start].name, _sign(e), boxes[e.end].name, e.how, e.claims) for e in edges)
    height = 16 + ROW * max(1, *map(len, columns.values()))
    return Drawing(tuple(boxes.values()), threads, WIDTH, height, tuple(left_out), says)


def _near(nodes: Sequence[NodeLike], edges: Sequence[EdgeLike], at: Mapping[str, float]) -> list[NodeLike]:
    """The nodes in the order of the middle of what they lead to."""
    middle: dict[str, float] = {}
    for node in nodes:
        ends = [at[edge.end] for edge in edges if edge.start == node.id and edge.end in at]
        middle[node.id] = sum(ends) / len(ends) if ends else float(len(at))
    return sorted(nodes, key=lambda node: (middle[node.id], node.name, node.id))


def _spread(nodes: Sequence[NodeLike], rows: int) -> dict[str, float]:
    """Rows for a column, spread over the height of the longest."""
    step = rows / max(1, len(nodes))
    return {node.id: step * place + (step - 1) / 2 for place, node in enumerate(nodes)}


def _thread(start: Box, end: Box, edge: EdgeLike) -> Thread:
    count = f"{edge.claims} claim{'s' if edge.claims != 1 else ''}"
    y0, y1 = start.y + start.height // 2, end.y + end.height // 2
    if start.kind == end.kind:  # side by side in one column: a bow beside it
        x = start.x + start.width
        y0, y1 = y0 + _APART, y1 - _APART  # so that one there and one back do not lie on each other
        out = min(WIDTH - 4, x + 18 + abs(y1 - y0) // 8 + (2 * _APART if y1 < y0 else 0))
        path = f"M{x},{y0} C{out},{y0} {out},{y1} {x},{y1}"
    else:
        forward = start.x < end.x
        x0, x1 = (start.x + start.width, end.x) if forward else (start.x, end.x + end.width)
        middle = (x0 + x1) // 2
        path = f"M{x0},{y0} C{middle},{y0} {middle},{y1} {x1},{y1}"
    says = f"{start.name} {_sign(edge)} {end.name}: {count}, {edge.how}"
    echo = start.kind == end.kind == "article"
    return Thread(path, min(7.0, 1 + edge.claims**0.5 / 1.3), edge.how, says, echo, echo and edge.directed)


def _sign(edge: EdgeLike) -> str:
    return "→" if edge.directed else "–"
