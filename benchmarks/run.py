"""Gold goes in; out come our attributions of the same texts, in the records and in the form that the scorers take."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

import audit.parse
from audit.find import find, univocal
from audit.find.lay import with_closing_marks
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Attribution
from audit.parse import without_vectors
from audit.read.segment import segments
from audit.record.result import ListedArticle
from audit.resolve import resolve
from audit.resolve.ranking import load_ranker
from audit.resolve.weigher import load_weigher
from benchmarks.gold import GoldError
from benchmarks.trees import FOLDER, parsed


@frozen
class Run:
    """Everything by article id: the gold, the articles with all attributions, the univocal ones, and these as JSON."""

    gold: Mapping[str, Mapping[str, Any]]
    articles: Mapping[str, Article]
    univocal: Mapping[str, tuple[Attribution, ...]]
    predicted: Mapping[str, Mapping[str, Any]]


def learned_folder() -> Path | None:
    """Where the package keeps find's learned part; None where this checkout has none."""
    folder = Path(audit.parse.__file__).parents[1] / "models"
    return folder if (folder / "attribution.safetensors").is_file() else None


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
    learned: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """The pipeline as far as the attributions: segments, parse, find, resolve.

    ``learned`` is the folder of find's learned part; without one the rules and the lexicon decide alone.
    """
    rules = lexicon or load_lexicon()
    refiner = types = ranker = weigher = None
    if learned is not None:
        from audit.find.refine import load_refiner
        from audit.resolve.types import load_types

        refiner = load_refiner(learned)
        types = load_types(learned) if (learned / "types.json").is_file() else None
        ranker, weigher = load_ranker(), load_weigher()
    given = [
        Article(id=name, text=row["text"], title=row.get("title"), segments=segments(row["text"], row.get("title")))
        for name, row in gold.items()
    ]
    trees = parsed(given, cache, progress=progress, vectors=refiner is not None)
    done = {
        tree.id: without_vectors(resolve(find(tree, rules, refiner), rules, types, ranker, weigher)) for tree in trees
    }
    flat = {name: univocal(article.attributions) for name, article in done.items()}
    predicted = {}
    for name, article in done.items():
        listed = tuple(with_closing_marks(attribution, article.text) for attribution in flat[name])
        predicted[name] = ListedArticle.of(evolve(article, attributions=listed)).to_dict()
    return Run(gold, done, flat, predicted)
