"""A folder of a story goes in, its audit comes out, with what labels that were made by reading are held against.

A label is an object on a line of its own, of an "article" (story/article) and of offsets in it; what a reader said is
its "label", what several said apart from each other its "labels", one each.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from attrs import frozen

from audit import audit_articles, read_articles
from audit.model import Article, Span
from audit.parse import Parser
from audit.record.result import Audit
from benchmarks.agreement import alike
from benchmarks.gold import GoldError
from benchmarks.run import locate
from benchmarks.trees import FOLDER

# Stories with gold for their sentences, to which no label of a draw is needed
GOLD: Final = frozenset(("f688c56d", "576116e5"))
# Those that nobody reads: nothing of them is ever printed, figures of many apart
CLOSED: Final = frozenset(("dd1e6e3b", "8abec8d9", "542cd22c", "96b7046f", "a4edca3f", "58f414e5"))

Label = Mapping[str, Any]
T = TypeVar("T")


@frozen
class Story:
    """A story that was audited: its folder's name, the audit, and its articles by "story/article"."""

    name: str
    audit: Audit
    articles: Mapping[str, Article]

    def called(self, article: str) -> str:
        """What labels call the article of an id."""
        return _called(self.name, article)


def _called(story: str, article: str) -> str:
    return f"{story}/{article.rsplit('/', 1)[-1]}"


def audited(folder: Path, parser: Parser, origin: str | None = None, rules_only: bool = False) -> Story:
    """The audit of one story. Raises GoldError where an article failed."""
    articles = list(read_articles(folder))
    result = audit_articles(articles, origin=origin, rules_only=rules_only, parser=parser)
    if result.failures:
        raise GoldError("; ".join(f"{folder}: {failure.where}: {failure.message}" for failure in result.failures))
    return Story(folder.name, result, {_called(folder.name, article.id): article for article in articles})


def unread(articles: str) -> list[Path]:
    """The folders of stories without gold that may be read, by name. Raises GoldError where there is no such folder."""
    apart = GOLD | CLOSED
    return [folder for folder in sorted(locate(articles).iterdir()) if folder.is_dir() and folder.name not in apart]


def read_labels(path: Path) -> list[Label]:
    """The labels of a file; none where it is not there."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [json.loads(line) for line in lines if line.strip()]


def arguments(about: str | None, drawn: str) -> argparse.ArgumentParser:
    """What every command over such stories takes; ``drawn`` are what --draw prints."""
    options = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", default="stories", metavar="FOLDER")
    options.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    options.add_argument("--draw", type=int, default=0, metavar="N", help=f"print N {drawn}; these quote the articles")
    options.add_argument("--seed", type=int, default=0, metavar="S")
    options.add_argument("--again", action="store_true", help="draw from what has a label, too")
    return options


def drawn(population: Sequence[T], number: int, seed: int) -> list[T]:
    """So many of them by a seed, all where there are no more, in the order of the draw."""
    return random.Random(seed).sample(population, min(number, len(population)))


def marked(text: str, spans: Sequence[Span], beside: int) -> str:
    """The words of spans in [[ ]], with so many characters of the text on either side, on one line."""
    last = max(0, spans[0].start - beside)
    parts: list[str] = []
    for span in spans:
        parts += [text[last : span.start], "[[", text[span.start : span.end], "]]"]
        last = span.end
    return " ".join("".join([*parts, text[last : last + beside]]).split())


def figures(labels: Iterable[Label], stands: Callable[[Label], bool]) -> dict[str, float]:
    """Of one draw: ``drawn``, the share of it that was right at ``first``, how many stand ``now``, and the share of
    these that is ``right``: of what several have read, what all of them say "yes" to. Then the share that each
    ``reader`` finds right, how many labels are ``alike``, and the first two readers' ``kappa`` (-1 to 1). Shares are
    in percent."""
    rows = [(row, tuple(row["labels"]) if "labels" in row else (row["label"],)) for row in labels]
    now = [answers for row, answers in rows if stands(row)]
    found: dict[str, float] = {"drawn": len(rows), "first": _share([_right(a) for _, a in rows])}
    found |= {"now": len(now), "right": _share([_right(a) for a in now])}
    readers = min((len(answers) for _, answers in rows), default=0)
    if readers > 1:
        found |= {f"reader {n + 1}": _share([a[n] == "yes" for _, a in rows]) for n in range(readers)}
        found["alike"] = _share([len(set(answers)) == 1 for _, answers in rows])
        found["kappa"] = round(alike([(a[0], a[1]) for _, a in rows])[1], 2)
    return found


def _right(answers: Iterable[str]) -> bool:
    return all(answer == "yes" for answer in answers)


def _share(held: Sequence[bool]) -> float:
    return round(100 * sum(held) / len(held), 1) if held else 0.0


def line_of(named: Mapping[str, float]) -> str:
    """Figures as they are printed."""
    return "  ".join(f"{name} {value:g}" for name, value in named.items())
