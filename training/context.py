"""Learn models/echo-context.json: python -m training.context --articles FOLDER [--cache FOLDER] [--write]

How likely two claims of one story say the same, with what stands around each: a logistic regression over the numbers of
``audit.trace.echo.context`` of the labelled pairs of real news in benchmarks/data/pairs-wide.jsonl that are not
``held``; --articles is their folder, as benchmarks.context has it. Beside them, at twice the weight of a pair, those of
our seeds, which retell one report in wholly other words, as real news seldom does.

Printed is what regressions tell that did not read a pair's story: for bars from 0.5 on how many are told and the share
of these that is right, with the numbers of the two claims alone and with those of what stands around them, of all and
of those in which a claim says little; and the same for bars on what is possible. --write makes the file; then `python
training/sums.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from audit import read_articles
from audit.lexicon import load_lexicon
from audit.parse.stanza_parser import EMBEDDED
from audit.parse.together import load_together
from audit.trace.echo.context import ALONE, INPUTS, MODEL
from audit.trace.echo.judge import EchoJudge
from benchmarks.context import LABELS, Weighed, average_precision, claimed, weighed
from benchmarks.distort import ROOT, seed_pairs
from benchmarks.gold import GoldError
from benchmarks.labelled import read_labels
from benchmarks.trees import FOLDER

FREE: Final = 0.3  # of the regression, on numbers of one spread: how little weights are kept small
FOLDS: Final = 10
SEEDS: Final = 2.0  # weight of a pair of our seeds
BARS: Final = (0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


def fitted(values: Any, right: Any, weight: Any) -> tuple[Any, float]:
    """The weights of the numbers, a row a pair, and the bias; ``weight`` is how much each pair counts."""
    from sklearn.linear_model import LogisticRegression

    middle, spread = values.mean(0), values.std(0) + 1e-9
    made = LogisticRegression(C=FREE, max_iter=1000).fit((values - middle) / spread, right, sample_weight=weight)
    weights = made.coef_[0] / spread
    return weights, float(made.intercept_[0] - weights @ middle)


def seeds(cache: Path) -> list[tuple[tuple[float, ...], bool]]:
    """The numbers of the pairs of our seeds that are worth reading, and whether both claims tell one fact."""
    told: dict[tuple[str, str], bool] = {}
    for a, b, same in seed_pairs():
        told[a, b] = told[b, a] = same
    sentences = {sentence for pair in told for sentence in pair}
    lexicon, reader = load_lexicon(), load_together(EMBEDDED)
    assert reader is not None
    articles = claimed(list(read_articles(ROOT / "seeds")), lexicon, cache)
    claims = [claim for article in articles for claim in article.claims]
    homes = {claim.id: _home(claim.text, sentences) for claim in claims}
    vectors = np.array(reader.vectors([claim.text for claim in claims]))
    judge = EchoJudge(lexicon, together=reader)
    judge.read(articles)
    pairs = [
        (one, two, float(vectors[n] @ vectors[m]))
        for n, one in enumerate(claims)
        for m, two in enumerate(claims[n + 1 :], n + 1)
        if (homes[one.id], homes[two.id]) in told
    ]
    judge.ahead(pairs)
    found = [(judge.weighed(one, two), told[homes[one.id], homes[two.id]]) for one, two, _ in pairs]
    return [(values, same) for values, same in found if values is not None]


def _home(text: str, sentences: Collection[str]) -> str:
    """The sentence that a claim's words stand in; "" where they stand in none, or in two."""
    parts = [part.strip(" “”\"',.") for part in text.split(" … ")]
    homes = [sentence for sentence in sentences if all(part in sentence for part in parts)]
    return homes[0] if len(homes) == 1 else ""


def crossed(pairs: Sequence[Weighed], values: Any, more: Any, same: Any) -> Any:
    """Each pair's chance by a regression that did not read its story, but those ``more`` pairs, our seeds'."""
    fold = np.array([hashlib.sha256(one.story.encode()).digest()[1] % FOLDS for one in pairs])
    right, found = np.array([one.right for one in pairs]), np.zeros(len(pairs))
    for part in set(fold.tolist()):
        rows, labels = np.r_[values[fold != part], more], np.r_[right[fold != part], same]
        weights, bias = fitted(rows, labels, _weight(len(labels), len(same)))
        found[fold == part] = 1 / (1 + np.exp(-(values[fold == part] @ weights + bias)))
    return found


def _weight(number: int, seeds: int) -> Any:
    return np.r_[np.ones(number - seeds), np.full(seeds, SEEDS)]


def shown(name: str, pairs: Sequence[Weighed], chances: Any) -> None:
    """Prints what is told from each bar on."""
    precision = average_precision([(float(c), one.right) for c, one in zip(chances, pairs, strict=True)])
    print(f"{name}: {len(pairs)} pairs, {sum(one.right for one in pairs)} right, average precision {precision:.1f}")
    for bar in BARS:
        told = [one for c, one in zip(chances, pairs, strict=True) if c >= bar]
        right, parts = sum(one.right for one in told), sum(one.label != "no" for one in told)
        share, some = 100 / max(1, len(told)), 100 * right / max(1, sum(one.right for one in pairs))
        print(
            f"  {bar:.2f}: told {len(told)}, right {share * right:.1f} %, or a part {share * parts:.1f} %; {some:.1f} %"
        )


def main() -> int:
    """The command line; exit status 2 where the stories are not there."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", required=True, metavar="FOLDER")
    options.add_argument("--labels", type=Path, default=LABELS, metavar="FILE")
    options.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    options.add_argument("--write", action="store_true", help=f"make {MODEL.name} anew")
    given = options.parse_args()
    try:
        pairs = list(
            weighed(given.articles, [row for row in read_labels(given.labels) if not row["held"]], given.cache)
        )
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    values = np.array([one.values for one in pairs])
    own = seeds(given.cache)
    more, same = np.array([row for row, _ in own]), np.array([is_same for _, is_same in own])
    little = np.array([one.little for one in pairs])
    few = [one for one in pairs if one.little]
    for name, columns in (("alone", len(ALONE)), ("in context", len(INPUTS))):
        chances = crossed(pairs, values[:, :columns], more[:, :columns], same)
        shown(name, pairs, chances)
        shown(f"{name}, saying little", few, chances[little])
    right = np.r_[[one.right for one in pairs], same]
    weights, bias = fitted(np.r_[values, more], right, _weight(len(right), len(same)))
    if given.write:
        told = {
            "weights": {n: round(float(w), 4) for n, w in zip(INPUTS, weights, strict=True)},
            "bias": round(bias, 4),
        }
        told |= {"pairs": len(pairs), "seeds": len(same), "stories": len({one.story for one in pairs})}
        MODEL.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
