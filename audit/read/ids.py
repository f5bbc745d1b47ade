"""Articles go in, the same ones come out with ids that differ: those that files gave them, as long as they must be."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import evolve

from audit.model import Article

_LINE: Final = re.compile(r":\d+$")


def names_of(path: Path, ending: str = "") -> tuple[str, ...]:
    """The ids that a file may give an article, the shortest first; ``ending`` is put behind each."""
    folder = Path(os.path.abspath(path)).parent
    names = (path.stem, f"{folder.name}/{path.stem}", f"{folder.name}/{path.name}", (folder / path.name).as_posix())
    return tuple(name + ending for name in names)


def told_apart(articles: Sequence[Article]) -> list[Article]:
    """The articles, in order; where files of several folders gave one id, each has the one that reading them together
    would have given it. Ids that were given in words, and those of one file read twice, stay as they are."""
    shared = {id for id, number in Counter(article.id for article in articles).items() if number > 1}
    rows = {place: names for place, a in enumerate(articles) if a.id in shared and (names := _names(a))}
    twice = {names for names, number in Counter(rows.values()).items() if number > 1}
    rows = {place: names for place, names in rows.items() if names not in twice}
    taken = {article.id for place, article in enumerate(articles) if place not in rows}
    chosen = distinct(list(rows.values()), taken)
    return [evolve(a, id=chosen[rows[place]]) if place in rows else a for place, a in enumerate(articles)]


def _names(article: Article) -> tuple[str, ...]:
    """The ids that its file may have given an article; none where its id is not the first of them."""
    path = article.path or ""
    line = _LINE.search(path)
    cuts = ((path, ""), (path[: line.start()], line[0])) if line else ((path, ""),)
    found = (names_of(Path(name), ending) for name, ending in cuts if name)
    return next((names for names in found if names[0] == article.id), ())


def distinct(candidates: Sequence[tuple[str, ...]], taken: set[str]) -> dict[tuple[str, ...], str]:
    """For each row of names the first that is free; rows that share one all go on to the next, whatever their order.
    ``taken`` are names that are not free."""
    chosen: dict[tuple[str, ...], str] = {}
    open_rows = sorted(set(candidates))
    for level in range(max(map(len, open_rows), default=0)):
        groups: dict[str, list[tuple[str, ...]]] = {}
        for row in open_rows:
            groups.setdefault(row[min(level, len(row) - 1)], []).append(row)
        free = {name: rows[0] for name, rows in groups.items() if len(rows) == 1 and name not in taken}
        chosen |= {row: name for name, row in free.items()}
        taken = taken | set(free)
        open_rows = [row for row in open_rows if row not in chosen]
    for row in open_rows:  # even the whole path was given to another article as its id
        number = 2
        while f"{row[-1]} ({number})" in taken:
            number += 1
        chosen[row] = f"{row[-1]} ({number})"
        taken = taken | {chosen[row]}
    return chosen
