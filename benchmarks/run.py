"""Gold goes in; out come our attributions of the same texts, in the records and in the form that the scorers take."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from audit.find import find, univocal
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Attribution
from audit.resolve import resolve
from audit.result import ListedArticle
from audit.segment import segments
from benchmarks.gold import GoldError
from benchmarks.trees import FOLDER, parsed


@frozen
class Run:
    """Everything by article id: the gold, the articles with all attributions, the univocal ones, and these as JSON."""

    gold: Mapping[str, Mapping[str, Any]]
    articles: Mapping[str, Article]
    univocal: Mapping[str, tuple[Attribution, ...]]
    predicted: Mapping[str, Mapping[str, Any]]


def shared_folder() -> Path | None:
    """The folder that AUDIT_SHARED names, where gold and corpora lie that cannot be published; None without one."""
    named = os.environ.get("AUDIT_SHARED")
    return Path(named) if named and Path(named).is_dir() else None


def locate(path: str) -> Path:
    """A path as it is given, else within the folder that AUDIT_SHARED names. Raises GoldError."""
    shared = shared_folder()
    if Path(path).exists() or shared is None:
        if not Path(path).exists():
            raise GoldError(f"{path}: no such file or folder; give another, or set AUDIT_SHARED to the folder it is in")
        return Path(path)
    return shared / path


def run(
    gold: Mapping[str, Mapping[str, Any]],
    cache: Path = FOLDER,
    lexicon: Lexicon | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """The pipeline as far as the attributions: segments, parse, find, resolve."""
    rules = lexicon or load_lexicon()
    given = [
        Article(id=name, text=row["text"], title=row.get("title"), segments=segments(row["text"], row.get("title")))
        for name, row in gold.items()
    ]
    done = {tree.id: resolve(find(tree, rules), rules) for tree in parsed(given, cache, progress=progress)}
    flat = {name: univocal(article.attributions) for name, article in done.items()}
    predicted = {
        name: ListedArticle.of(evolve(article, attributions=flat[name])).to_dict() for name, article in done.items()
    }
    return Run(gold, done, flat, predicted)
