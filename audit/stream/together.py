"""All that was made of traced articles goes in; the files of results come out: a line for each article, what failed,
and what stands in several articles at once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attrs import evolve

from audit.lexicon.outlets import OutletIndex
from audit.model import Article
from audit.model.plain import from_plain, to_plain
from audit.stream.files import beside
from audit.trace.across.beyond import Tracing, origins_of
from audit.trace.across.broke import broke_it, shares_of
from audit.trace.across.cluster import Cluster
from audit.trace.across.shelf import Shelf
from audit.trace.credit.account import is_auto
from audit.trace.told import of_origins


def write_files(shelf: Shelf, target: Path, by: Tracing, origin: str | None) -> None:
    """Writes the three files; each is there whole or not at all."""
    _put(target, _lines(row for _, row in shelf.made() if row is not None))
    _put(beside(target, "failed"), _lines(shelf.joined("failed")))
    _put(beside(target, "together"), _lines(_together(shelf, by, origin)))


def _put(path: Path, lines: Iterator[bytes]) -> None:
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as stream:
        stream.writelines(lines)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def _together(shelf: Shelf, by: Tracing, origin: str | None) -> Iterator[dict[str, Any]]:
    """What stands in several articles at once; of those that could not be scored nothing is told."""
    articles: list[Article] = []
    claims, named, traced = 0, set[str](), False
    for row in shelf.joined("article"):
        articles.append(from_plain(Article, row["light"]))
        claims += row["claims"]
        named.update(row["named"])
        traced = traced or row["credit"]
    origins = tuple(origins_of(shelf, by).values())
    clusters = [from_plain(Cluster, row) for row in shelf.joined("cluster")]
    shares = tuple(evolve(share, claims=claims) for share in shares_of(articles, origins, clusters, by.lexicon))
    sizes = list(shelf.joined("block"))
    cut = sum(1 for _, parts_, _ in sizes if parts_ > 1)
    warned = list(of_origins(by.origin, traced, named.__contains__)) if articles else []
    if cut:
        warned.append(f"{cut:,} of {len(sizes):,} blocks are parts of larger ones, which were split by time")
    outlets, auto = by.lexicon.once(OutletIndex), is_auto(by.origin)
    broke = broke_it(articles, shares, outlets, auto) if len(articles) > 1 else None
    yield {
        "story": {
            "origin": origin,
            "origins": [share.origin for share in shares],
            "shares": [to_plain(share) for share in shares],
            "broke": None if broke is None else to_plain(broke),
            "articles": len(articles),
            "claims": claims,
            "blocks": len(sizes),
            "largest": max((size for size, _, _ in sizes), default=0),
            "warnings": warned,
        }
    }
    lost = set(shelf.joined("unscored"))
    for number, cluster in enumerate(clusters, start=1):
        if lost.isdisjoint(cluster.articles):
            yield {"cluster": to_plain(evolve(cluster, id=number))}
    yield from ({"run": row} for row in shelf.joined("run") if row["one"] not in lost and row["two"] not in lost)


def _lines(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """JSON Lines; half a surrogate pair becomes its escape."""
    return (f"{json.dumps(row, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace") for row in rows)
