"""Judged findings of news go in, what tells which of them an editor is told of comes out.

    python -m training.worth --dataset Article-Bias-Prediction/data/jsons --cache FOLDER [--write]

training/findings.jsonl holds articles of the dataset that ``benchmarks.wide`` reads, one a line, as ``training.told``
tells: of each label the first place of a finding, its criterion, and "y" where a reader found it right and worth
saying, "n" where not. What ``audit.score.signs`` counts is weighed by a logistic regression, in which each criterion
that was often judged has weights of its own beside those of its sort and of all.

What is settled without weighing (``audit.score.worth.settled``) teaches nothing. The bar is one for all: the lowest
chance, from HIGHEST down, from which in cross-validation by article the share of what is told that is right is at least
SURE even at the lower end of its interval; told are the criteria of which enough reach it, and of them at least SHARE
are right. Printed are the share of those told that is right and the share of the right ones that is told, by criterion,
and how they go together. --write makes audit/models/worth.json anew.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import frozen

from audit.lexicon import Lexicon, load_lexicon
from audit.pipeline import Plan
from audit.score import View
from audit.score.criteria import active
from audit.score.signs import Signs
from audit.score.worth import WEIGHTS, settled
from benchmarks.gold import GoldError
from benchmarks.trees import FOLDER, ParsedOnce
from training import sums
from training.told import read_rows

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

LABELS: Final = Path(__file__).with_name("findings.jsonl")
SURE: Final = 0.92  # nine of ten are wanted, and first looks lay four points and more below what folds told
SPAN: Final = 1.645  # standard errors from there to the middle: an interval of 90 %
SHARE: Final = 0.88  # of each criterion that is told
LEAST: Final = 4  # findings of it that have to reach the bar
HIGHEST: Final = 0.9
STEP: Final = 0.01
SORTS: Final = (("B3", "B5", "B6", "B7", "B9", "C4"), ("B2", "C5", "C8"), ("B1", "B10"))
OFTEN: Final = 80  # findings of a criterion that has weights of its own
SEEN: Final = 15  # findings in which a sign has to stand
OWN: Final = 0.8  # how readily weights of a criterion or a sort are given, against those of all
SPREAD: Final = 0.25  # least standard deviation that a sign is taken to have
FREE: Final = 4e-3  # of the regression: how little weights are kept small
FOLDS: Final = 10
TIMES: Final = 3  # articles are parted so often, each time otherwise


@frozen(eq=False)
class Judged:
    """A finding that a reader judged: its article, its criterion, what is counted of it, whether it was told by the
    rules, and whether it is right and worth saying."""

    article: str
    criterion: str
    signs: Mapping[str, float]
    ruled: bool
    right: bool


def judged(view: View, rows: Sequence[Sequence[Any]], lexicon: Lexicon) -> Iterator[Judged]:
    """The findings of an article that its rows are of; what the rules no longer find is left out."""
    labels = {(start, criterion): label == "y" for start, _, criterion, label in rows}
    fired = {e.id: view.firings(e.id, rule) for e, rule in active(lexicon) if not e.get("quiet")}
    signs = Signs(view, fired)
    for criterion, some in fired.items():
        for one in some:
            right = labels.pop((one.spans[0].start, criterion), None) if one.spans else None
            if right is not None:
                yield Judged(view.article.id, criterion, signs.of(criterion, one), one.shown, right)


def read(path: Path, dataset: Path, cache: Path) -> list[Judged]:
    """All of a file's findings that still stand. Raises GoldError."""
    lexicon, parser, found = load_lexicon(), ParsedOnce(cache), list[Judged]()
    steps = Plan(lexicon, rules_only=False).steps()
    for given, rows in read_rows(path, dataset):
        (article,) = parser.parse([given])
        for _, step in steps:
            article = step(article)
        found += judged(View(article, lexicon), rows, lexicon)
    return found


@frozen(eq=False)
class Design:
    """How findings become rows of numbers: the signs that are read, their means and spreads, the criteria."""

    names: Sequence[str]
    middle: Any
    spread: Any
    criteria: Sequence[str]

    @classmethod
    def of(cls, findings: Sequence[Judged]) -> Design:
        """That of some findings."""
        counts = Counter(name for one in findings for name in one.signs)
        names = sorted(name for name, number in counts.items() if number >= SEEN)
        values = np.array([[one.signs.get(name, 0.0) for name in names] for one in findings])
        spread = np.maximum(SPREAD, values.std(0))
        return cls(names, values.mean(0), spread, sorted({one.criterion for one in findings}))

    def parts(self, often: Sequence[str]) -> list[tuple[float, frozenset[str]]]:
        """The blocks of a row's columns: how readily weights are given there, and to which criteria they belong."""
        return [
            (1.0, frozenset(self.criteria)),
            *((OWN, frozenset([criterion])) for criterion in often),
            *((OWN, frozenset(sort)) for sort in SORTS),
        ]

    def rows(self, findings: Sequence[Judged], often: Sequence[str]) -> Any:
        """The numbers: first which criterion it is, then the signs in each of the blocks."""
        signs = np.array([[one.signs.get(name, 0.0) for name in self.names] for one in findings])
        signs = (signs - self.middle) / self.spread
        own = np.array([[3.0 * (one.criterion == criterion) for criterion in self.criteria] for one in findings])
        blocks = [
            signs * np.array([[free * (one.criterion in some)] for one in findings]) for free, some in self.parts(often)
        ]
        return np.concatenate([own, *blocks], 1)

    def weights(self, fitted: LogisticRegression, often: Sequence[str], criterion: str) -> dict[str, Any]:
        """What one criterion comes to: a ``bias`` and a weight for each sign."""
        (given,), size, at = fitted.coef_, len(self.names), len(self.criteria)
        summed = np.zeros(size)
        for free, some in self.parts(often):
            summed += given[at : at + size] * free * (criterion in some)
            at += size
        summed /= self.spread
        bias = float(fitted.intercept_[0] + 3.0 * given[self.criteria.index(criterion)] - summed @ self.middle)
        rounded = {name: round(float(one), 3) for name, one in zip(self.names, summed, strict=True)}
        return {"bias": round(bias, 3), "weights": {name: one for name, one in rounded.items() if one}}


def fitted(rows: Any, right: Any) -> LogisticRegression:
    """The regression."""
    from sklearn.linear_model import LogisticRegression  # who only reads what was learned has none

    return LogisticRegression(C=FREE, max_iter=500).fit(rows, right)


def chances(findings: Sequence[Judged], often: Sequence[str]) -> Any:
    """Each finding's chance by regressions that have not read its article; none of one that is settled."""
    right, articles = np.array([one.right for one in findings]), sorted({one.article for one in findings})
    found, known = np.zeros(len(findings)), weighed(findings)
    for seed in range(TIMES):
        random.Random(seed).shuffle(articles)
        part = {article: place % FOLDS for place, article in enumerate(articles)}
        parts = np.array([part[one.article] for one in findings])
        for fold in range(FOLDS):
            learned = (parts != fold) & known
            kept = [one for one, used in zip(findings, learned, strict=True) if used]
            apart = [one for one, where in zip(findings, parts, strict=True) if where == fold]
            design = Design.of(kept)
            made = fitted(design.rows(kept, often), right[learned]).predict_proba(design.rows(apart, often))
            found[parts == fold] += made[:, 1]
    return found / TIMES * known


def weighed(findings: Sequence[Judged]) -> Any:
    """Which findings are weighed at all: those that are not settled."""
    return np.array([not settled(one.criterion, one.signs) for one in findings], bool)


def told_from(least: float, findings: Sequence[Judged], found: Any) -> Any:
    """Which findings are told from a chance on: those of the criteria of which enough reach it and are right."""
    reached: dict[str, list[bool]] = {}
    for one, chance in zip(findings, found, strict=True):
        if chance >= least:
            reached.setdefault(one.criterion, []).append(one.right)
    good = {name for name, some in reached.items() if len(some) >= LEAST and sum(some) >= SHARE * len(some)}
    pairs = zip(findings, found, strict=True)
    return np.array([one.criterion in good and chance >= least for one, chance in pairs])


def bar(findings: Sequence[Judged], found: Any) -> float:
    """The lowest chance from which enough of what is told are right."""
    right, steps = np.array([one.right for one in findings]), 0
    while steps * STEP < HIGHEST:
        told = told_from(HIGHEST - (steps + 1) * STEP, findings, found)
        if at_least(int((told & right).sum()), int(told.sum())) < SURE:
            break
        steps += 1
    return round(HIGHEST - steps * STEP, 2)


def at_least(right: int, of_all: int) -> float:
    """The lower end of an interval of the share that is right (Wilson 1927), 0 to 1."""
    if not of_all:
        return 0.0
    share, spread = right / of_all, SPAN**2 / of_all
    below = SPAN * math.sqrt((share * (1 - share) + spread / 4) / of_all)
    return (share + spread / 2 - below) / (1 + spread)


def main() -> int:
    """The command line; exit status 2 where a text is missing or is another one."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--dataset", type=Path, required=True, metavar="FOLDER", help="its folder data/jsons")
    wanted.add_argument("--labels", type=Path, default=LABELS, metavar="FILE")
    wanted.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    wanted.add_argument("--write", action="store_true", help="make audit/models/worth.json anew")
    options = wanted.parse_args()
    try:
        findings = read(options.labels, options.dataset, options.cache)
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    number = Counter(one.criterion for one in findings)
    often = [criterion for criterion in sorted(number) if number[criterion] >= OFTEN]
    right, found = np.array([one.right for one in findings]), chances(findings, often)
    ruled = np.array([one.ruled for one in findings])
    least = bar(findings, found)
    told = told_from(least, findings, found)
    for criterion in sorted(number):
        of_it = np.array([one.criterion == criterion for one in findings])
        shares = f"{_shares(told & of_it, right, of_it)}; rules {_shares(ruled & of_it, right, of_it)}"
        print(f"{criterion:4} {shares}")
    print(f"bar {least}: at the lower end {at_least(int((told & right).sum()), int(told.sum())):.1%} right")
    every = np.ones(len(findings), bool)
    print(f"all  {_shares(told, right, every)}; rules {_shares(ruled, right, every)}")
    for other in (0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5):
        print(f"from {other}: {_shares(found >= other, right, every)}")
    if options.write:
        known = [one for one, yes in zip(findings, weighed(findings), strict=True) if yes]
        design = Design.of(known)
        made = fitted(design.rows(known, often), np.array([one.right for one in known]))
        some = {one.criterion for one, yes in zip(findings, told, strict=True) if yes}
        rows = {one: design.weights(made, often, one) if one in some else None for one in design.criteria}
        kept = {"findings": len(findings), "bar": least, "criteria": rows}
        WEIGHTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        sums.main()
    return 0


def _shares(told: Any, right: Any, every: Any) -> str:
    """How many of the told are right, and how many of the right ones they are."""
    good, said, of_all = int((told & right).sum()), int(told.sum()), int((right & every).sum())
    return f"{good} of {said} right ({good / max(1, said):.1%}), {good / max(1, of_all):.0%} of the right"


if __name__ == "__main__":
    sys.exit(main())
