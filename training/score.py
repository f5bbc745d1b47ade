"""Fits the score to readers' labels and grades: score.py --cache FOLDER [--write] [--place] [--more FILE …]

1. audit/models/needs.json: two logistic regressions over what ``audit.score.needs`` counts in a sentence that names no
   source: does it need one, and for its judgement (benchmarks/data/needs.jsonl, without what is held out), with the bar
   from which it is said to need one.
2. The points of S1 to S6 in lexicons/criteria.toml: within a part the rows to its sub-grade, then the parts to the
   grade, both by least squares that keep every weight at nought or above; two thirds of what a part counts are the
   guideline's.
3. With --place audit/models/score.json: the scores below which each hundredth of those articles lies that are of
   PolNeAR's training part.

Prints how well it all agrees with the grades, cross-validated by story: both fits are made anew without the stories
that are then scored. Nothing is written without --write.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import frozen
from scipy.optimize import nnls
from sklearn.linear_model import LogisticRegression

from audit.lexicon import load_lexicon
from audit.model import PARTS, Rating, SubScore
from audit.score import View, rated
from audit.score.criteria import CRITERIA
from audit.score.needs import WEIGHTS, asked, learned
from audit.score.rating import CREDITED, ENOUGH, FEWEST_CLAIMS
from audit.score.standing import TABLE
from benchmarks.grades import (
    NEEDS,
    NEITHER,
    SUBGRADES,
    VOICE,
    Graded,
    Sentence,
    articles,
    f1,
    graded,
    handbook,
    needs,
    told,
)
from benchmarks.trees import FOLDER

CRITERIA_FILE: Final = Path(__file__).resolve().parents[1] / "lexicons" / "criteria.toml"
FOLDS: Final = 10
STRENGTH: Final = 0.1  # of the logistic regressions (scikit-learn's C)
RIDGE: Final = 2.0  # of the least squares
WORST: Final = 0.98  # share of graded articles in which less is missing than where a row reaches its cap
# what an attributed claim before it in the paragraph may do: never ask for more
_EASING: Final = ("leaning",)


@frozen
class Read:
    """An article as the fits see it: its graded row, or None; of each claim without a source where it begins and its
    features; the shares of its rows that do not hang on them; whether it credits an outlet; claims; handbook points."""

    id: str
    story: str
    starts: tuple[int, ...]
    features: tuple[Mapping[str, float], ...]
    shares: Mapping[str, float]
    credits: bool
    claims: int
    handbook: Mapping[str, float]


def read(view: View) -> Read:
    """An article as the fits see it."""
    features, starts, leaning = [], [], set[int]()
    for claim in view.claims:
        if claim.kind != "none":
            leaning.add(claim.paragraph)
            continue
        tokens = [token for _, token in view.page.tokens(claim.spans)]
        features.append(asked(tokens, view.lexicon, view.holds_quotation(claim), claim.paragraph in leaning))
        starts.append(claim.spans[0].start)
    number = max(len(view.claims), FEWEST_CLAIMS)
    shares = {id: sum(firing.amount for firing in CRITERIA[id](view)) / number for id in ("S2", "S3", "S5", "S6")}
    shares["vague"] = 0.5 * sum(claim.kind == "sources said" for claim in view.claims) / number
    id = view.article.id
    credits = any(view.credited(claim) for claim in view.claims)
    return Read(
        id, id.partition("/")[0], tuple(starts), tuple(features), shares, credits, len(view.claims), handbook(view)
    )


def fit_needs(sentences: Sequence[tuple[Mapping[str, float], Sentence]]) -> dict[str, Any]:
    """The two regressions, and the bar at which F1 is best on sentences that were not learned from."""
    used = [(features, one) for features, one in sentences if NEITHER not in one.letters]
    names = sorted({name for features, _ in used for name in features} - {"unseen", "unseen, how often"})
    table = _table([features for features, _ in used], names)
    found: dict[str, Any] = {}
    for what, letters in (("source", NEEDS), ("voice", VOICE)):
        right = np.array([one.share(letters) >= 0.5 for _, one in used])
        model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(table, right)
        weights = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}
        weights |= {name: min(0.0, weights.get(name, 0.0)) for name in _EASING}
        found[what] = {"bias": round(float(model.intercept_[0]), 3), "weights": {n: w for n, w in weights.items() if w}}
    return found


def _table(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Any:
    return np.array([[row.get(name, 0.0) for name in names] for row in rows]) if rows else np.zeros((0, len(names)))


def chances(rows: Sequence[Mapping[str, float]], weights: Mapping[str, Any]) -> Any:
    """What a regression makes of rows of features."""
    names = sorted(weights["weights"])
    total = _table(rows, names) @ np.array([weights["weights"][name] for name in names]) + weights["bias"]
    return 1 / (1 + np.exp(-total))


def shares(one: Read, weights: Mapping[str, Any]) -> dict[str, float]:
    """The shares of an article's rows S1 to S6."""
    number = max(one.claims, FEWEST_CLAIMS)
    unseen = np.array(["unseen" in f and "leaning" not in f for f in one.features], dtype=bool)
    source = np.where(unseen, 1.0, chances(one.features, weights["source"]))
    voice = np.minimum(source, chances(one.features, weights["voice"]))
    found = {id: value for id, value in one.shares.items() if id != "vague"}
    return found | {"S1": float(source.sum()) / number + one.shares["vague"], "S4": float(voice.sum()) / number}


ROWS: Final = {
    "attributed": ("S1",),
    "identified": ("S2",),
    "placed": ("S3",),
    "credited": ("S6",),
    "own voice": ("S4", "S5"),
}
# What the readers' guideline says of how much each counts, in points of a hundred: the fit goes a third of the way from
# here, since so few grades tell little of parts that go together.
GUIDE: Final = {"attributed": 30.0, "identified": 15.0, "placed": 25.0, "credited": 5.0, "own voice": 25.0}


def _fitted(columns: Any, grades: Any) -> Any:
    """Weights, none below nought, by which columns of faults take something off a grade."""
    centred = columns - columns.mean(0)
    spread = np.sqrt(RIDGE) * np.diag(columns.std(0) + 0.02)
    weights, _ = nnls(
        np.vstack([-centred, spread]), np.concatenate([grades - grades.mean(), np.zeros(columns.shape[1])])
    )
    return weights


@frozen
class Row:
    """What a row of a part costs: ``points`` where it touches every claim, at most ``cap``."""

    points: float
    cap: float

    def cost(self, share: float) -> float:
        """What it takes off for a share of the claims."""
        return min(self.cap, self.points * share)


def fit_points(rows: Sequence[tuple[dict[str, float], Graded, bool]]) -> dict[str, Row]:
    """What S1 to S6 cost; their caps are together 100. A row reaches its cap where as much is missing as in the WORST
    articles."""
    worst = {
        id: max(0.01, float(np.quantile([s[id] for s, _, _ in rows], WORST))) for ids in ROWS.values() for id in ids
    }
    inside: dict[str, dict[str, float]] = {}
    for part, ids in ROWS.items():
        name = SUBGRADES[part]
        used = [(s, g) for s, g, credits in rows if name in g.grades and (credits or part != CREDITED)]
        columns = np.array([[min(1.0, s[id] / worst[id]) for id in ids] for s, _ in used])
        weights = _fitted(columns, np.array([g.grades[name] for _, g in used])) + 1e-3
        inside[part] = dict(zip(ids, weights / weights.sum(), strict=True))
    parts = [part for part in PARTS if part != CREDITED]
    lost = np.array(
        [[sum(w * min(1.0, s[id] / worst[id]) for id, w in inside[part].items()) for part in parts] for s, _, _ in rows]
    )
    weights = _fitted(lost, np.array([g.grades["grade"] for _, g, _ in rows]))
    fitted = dict(zip(parts, 100 * weights / max(1e-9, weights.sum()), strict=True))
    of = {part: (fitted.get(part, GUIDE[part]) + 2 * GUIDE[part]) / 3 for part in PARTS}
    total = sum(of.values())
    caps = {id: float(round(100 * of[part] / total * w, 1)) for part in PARTS for id, w in inside[part].items()}
    return {id: Row(min(100.0, round(cap / worst[id], 1)), cap) for id, cap in caps.items()}


def rating(one: Read, found: Mapping[str, float], points: Mapping[str, Row], middle: float) -> Rating:
    """The score of an article by these points, as ``audit.score`` makes it, but for the ledger and the rounding."""
    able = {part: sum(points[id].cap for id in ids) for part, ids in ROWS.items() if part != CREDITED or one.credits}
    total = sum(able.values())
    made = {part: sum(points[id].cost(found[id]) for id in ROWS[part]) for part in able}
    if CREDITED in made:  # as audit.score.rating has it
        others = sum(value for part, value in made.items() if part != CREDITED)
        made[CREDITED] = min(made[CREDITED], able[CREDITED] * others / (total - able[CREDITED]))
    lost = {part: value * 100 / total + one.handbook[part] for part, value in made.items()}
    parts = tuple(
        SubScore(part, 100 * max(0.0, 1 - lost[part] * total / 100 / value), value / total)
        for part, value in able.items()
    )
    whole = max(0.0, 100 - sum(lost.values()))
    share = max(0.0, 1 - one.claims / ENOUGH) / 2
    return Rating(whole + share * (middle - whole), (), parts)


def cross_validated(
    reads: Mapping[str, Read], rows: Sequence[Graded], sentences: Sequence[tuple[Mapping[str, float], Sentence]]
) -> tuple[list[Rating], list[float]]:
    """The ratings of graded articles by weights fitted without their stories; so the chances of labelled sentences."""
    stories = sorted({row.story for row in rows} | {one.article.partition("/")[0] for _, one in sentences})
    fold = {story: (7 * place) % FOLDS for place, story in enumerate(stories)}
    ratings: dict[str, Rating] = {}
    found = [0.0] * len(sentences)
    for number in range(FOLDS):
        others = [pair for pair in sentences if fold[pair[1].article.partition("/")[0]] != number]
        weights = fit_needs(others)
        mine = [p for p, pair in enumerate(sentences) if fold[pair[1].article.partition("/")[0]] == number]
        for place, chance in zip(mine, chances([sentences[p][0] for p in mine], weights["source"]), strict=True):
            found[place] = float(chance)
        learned = [(shares(reads[r.id], weights), r, reads[r.id].credits) for r in rows if fold[r.story] != number]
        points = fit_points(learned)
        middle = statistics.fmean(rating(reads[r.id], s, points, 50.0).score or 0.0 for s, r, _ in learned)
        for row in rows:
            if fold[row.story] == number:
                one = reads[row.id]
                ratings[row.id] = rating(one, shares(one, weights), points, middle)
    return [ratings[row.id] for row in rows], found


def bar(found: Sequence[float], sentences: Sequence[Sentence]) -> tuple[float, float]:
    """The chance from which a sentence is best said to need a source, and F1 there."""
    pairs = [
        (chance, one.share(NEEDS) >= 0.5)
        for chance, one in zip(found, sentences, strict=True)
        if NEITHER not in one.letters
    ]
    tried = [
        (f1([c >= step / 100 for c, _ in pairs], [right for _, right in pairs]), step / 100)
        for step in range(20, 60, 2)
    ]
    best = max(tried)
    return best[1], best[0]


def write_points(points: Mapping[str, Row]) -> None:
    """Puts points (and caps) into the entries of lexicons/criteria.toml."""
    text = CRITERIA_FILE.read_text(encoding="utf-8")
    for id, row in points.items():
        for key, value in (("points", row.points), ("cap", row.cap)):
            text = re.sub(rf'(id = "{id}"\n(?:.*\n)*?{key} = )[\d.]+', rf"\g<1>{value:g}", text, count=1)
    CRITERIA_FILE.write_text(text, encoding="utf-8")


def write_table(views: Sequence[View]) -> None:
    """Scores the articles of PolNeAR's training part that were read here, and keeps the hundredths."""
    found = sorted(s for view in views if "/" not in view.article.id and (s := rated(view).score) is not None)
    cuts = [round(cut, 1) for cut in statistics.quantiles(found, n=101)]
    table = {"articles": len(found), "mean": round(statistics.fmean(found), 1), "hundredths": cuts}
    TABLE.write_text(json.dumps(table) + "\n", encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=FOLDER, help="folder of parses")
    parser.add_argument("--write", action="store_true", help="write the weights and the points")
    parser.add_argument("--place", action="store_true", help="write the table of other articles' scores")
    parser.add_argument("--all", action="store_true", help="the closed stories too")
    options = parser.parse_args()
    lexicon = load_lexicon()
    rows, labelled = graded(options.all), [one for one in needs() if not one.held]
    ids = {*(r.id for r in rows), *(s.article for s in labelled)}
    views = [View(article, lexicon) for article in articles(ids, lexicon, options.cache)]
    reads = {view.article.id: read(view) for view in views}
    sentences = []
    for one in labelled:
        mine = reads[one.article]
        if one.start in mine.starts:
            sentences.append((mine.features[mine.starts.index(one.start)], one))
    ratings, found = cross_validated(reads, rows, sentences)
    print(told("cross-validated by story", ratings, rows))
    least, best = bar(found, [one for _, one in sentences])
    print(f"needs a source, {len(sentences)} sentences, by story: F1 {100 * best:.1f} from a chance of {least:g}")
    weights = fit_needs(sentences)
    points = fit_points([(shares(reads[r.id], weights), r, reads[r.id].credits) for r in rows])
    print("points:", ", ".join(f"{id} {row.points:g} (at most {row.cap:g})" for id, row in sorted(points.items())))
    if options.write:
        told_weights = {"bar": least, "sentences": len(sentences), **weights}
        WEIGHTS.write_text(json.dumps(told_weights, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        write_points(points)
    if options.place:
        learned.cache_clear()
        write_table([View(view.article, load_lexicon()) for view in views])


if __name__ == "__main__":
    main()
