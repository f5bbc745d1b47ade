"""Fits the score to readers' labels and grades:
score.py --cache FOLDER [--wide FOLDER] [--taught FILE] [--write] [--place] [--jobs N]

1. audit/models/needs-words.safetensors: the network of training/needs.py, which tells what needs a source by what the
   parser's encoder made of the words (benchmarks/data/needs.jsonl, without what is held out), and by what articles were
   graded, calibrated on sentences of stories that it had not read, with the bar from which a sentence is said to need
   one. With --taught it learns from what training/teacher.py says of other sentences, too.
2. audit/models/needs.json: the same where there are no vectors, two logistic regressions over what
   ``audit.score.needs`` counts in a sentence.
3. The points of S1 to S15 in lexicons/criteria.toml and the parts that each counts under: within a part the rows to its
   sub-grade, then the parts to the grade, both by least squares that keep every weight at nought or above.
4. With --place audit/models/score.json: the scores below which each hundredth of the articles of PolNeAR's training
   part lies that were read for this.

Prints how well it all agrees with the grades, cross-validated by story: every fit is made anew without the stories that
are then scored. Nothing is written without --write.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import statistics
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from attrs import evolve, frozen
from safetensors.numpy import save_file
from scipy.optimize import nnls
from sklearn.linear_model import LogisticRegression

from audit.lexicon import Lexicon, load_lexicon
from audit.model import PARTS, Article, Rating, SubScore
from audit.pipeline import default_occasions
from audit.score import View
from audit.score.criteria import CRITERIA
from audit.score.criteria.shares import EARLY, nameless
from audit.score.learned import FOLDER as MODELS
from audit.score.learned import NAME
from audit.score.needs import WEIGHTS, asked, judging
from audit.score.rating import CREDITED, ENOUGH, FEWEST_CLAIMS
from audit.score.reading import Reading, reading
from audit.score.setting import HALF, Setting, Settings, numbers
from audit.score.standing import TABLE
from audit.trace.placed import with_occasions
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
    order,
    told,
)
from benchmarks.score import with_claims
from benchmarks.trees import FOLDER
from training.beside import beside
from training.needs import DOUBT, HEADS, JUDGING, LETTERS, NEEDING, Labelled, Marked, Network, trained, weights
from training.needs import told as told_by

CRITERIA_FILE: Final = Path(__file__).resolve().parents[1] / "lexicons" / "criteria.toml"
FOLDS: Final = 5
# Where graded articles come from, by their ids
ORIGINS: Final[Mapping[str, Callable[[str], bool]]] = {
    "BASIL's stories": lambda id: "/" in id and id[0] not in "xyk",
    "the wide stories": lambda id: "/" in id and id[0] in "xy",
    "single articles of other news": lambda id: "/" in id and id[0] == "k",
    "PolNeAR's training part": lambda id: "/" not in id,
}
STRENGTH: Final = 0.1  # of the logistic regressions (scikit-learn's C)
RIDGE: Final = 20.0  # of the least squares
WORST: Final = 0.98  # share of graded articles in which less is missing than where a row reaches its cap
# The most that rows may cost. Were it more, what "sources said" would cost more than what nobody said, against the law
# that an attribution taken away never raises the score.
MOST: Final[Mapping[str, float]] = {"S11": 6.8}
# what an attributed claim before it in the paragraph may do: never ask for more
_EASING: Final = ("leaning",)
_APART: Final = {"unseen", "unseen, how often", "left open", "leaning"}  # what the network does not read
_LEARNED: Final = ("S1", "S2", "S4", "S5", "S7", "S8", "S15")  # the rows that hang on what needs a source
_BESIDE: Final = {"beside": 24, "whole": 16}  # numbers that a vector around a claim is drawn together to
_SCALE: Final = 0.3  # of these numbers, beside others that go from 0 to 1


@frozen
class Own:
    """A claim without a source: where it begins, what is counted in it, the words that are read of it and what stands
    around; whether words of it judge, and where it stands."""

    start: int
    features: Mapping[str, float]
    reading: Reading
    weight: float
    setting: Setting
    loaded: bool
    early: bool
    late: bool


@frozen
class Read:
    """An article as the fits see it: its claims without a source; the shares of its rows that do not hang on them, and
    of "sources said"; whether it credits another outlet; how many claims; handbook points."""

    id: str
    story: str
    own: tuple[Own, ...]
    shares: Mapping[str, float]
    credits: bool
    claims: int
    handbook: Mapping[str, float]


def read(view: View) -> Read:
    """An article, its words' vectors with it, as the fits see it."""
    own, leaning, settings = [], set[int](), Settings(view.article, view.claims)
    judges = {*view.lexicon.once(judging)}
    for claim in view.claims:
        if claim.kind != "none":
            leaning.add(claim.paragraph)
            continue
        pairs = list(view.page.tokens(claim.spans))
        if not pairs:
            continue
        tokens = [token for _, token in pairs]
        features = asked(tokens, view.lexicon, view.holds_quotation(claim), claim.paragraph in leaning)
        words = reading(view.article, claim.spans, claim.sentence)
        assert words is not None  # it has words
        own.append(
            Own(
                claim.spans[0].start,
                features,
                words,
                view.weights[claim.id],
                settings.of(claim),
                bool(judges & {*features}),
                view.paragraphs[claim.paragraph] < EARLY,
                view.paragraphs[claim.paragraph] >= HALF * len(view.paragraphs),
            )
        )
    number = max(len(view.claims), FEWEST_CLAIMS)
    shares = {id: sum(firing.amount for firing in CRITERIA[id](view)) / number for id in SHARED if id not in _LEARNED}
    shares["S2"] = sum(view.weights[c.id] * nameless(view, c) for c in view.claims if c.kind != "none") / number
    shares["vague"] = 0.5 * sum(view.weights[c.id] for c in view.claims if c.kind == "sources said") / number
    id = view.article.id
    credits = any(view.others(claim) for claim in view.claims)
    return Read(id, id.partition("/")[0], tuple(own), shares, credits, len(view.claims), handbook(view))


# ------------------------------------------------------------------------------------------ what needs a source


def fit_needs(sentences: Sequence[tuple[Own, Sentence]]) -> dict[str, Any]:
    """The two regressions over what is counted."""
    used = [(own.features, one) for own, one in sentences if NEITHER not in one.letters]
    names = sorted({name for features, _ in used for name in features} - (_APART - {"leaning"}))
    table = _table([features for features, _ in used], names)
    found: dict[str, Any] = {}
    for what, letters in (("source", NEEDS), ("voice", VOICE)):
        right = np.array([one.share(letters) >= 0.5 for _, one in used])
        model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(table, right)
        fitted = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}
        fitted |= {name: min(0.0, fitted.get(name, 0.0)) for name in _EASING}
        found[what] = {"bias": round(float(model.intercept_[0]), 3), "weights": {n: w for n, w in fitted.items() if w}}
    return found


def _table(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Any:
    return np.array([[row.get(name, 0.0) for name in names] for row in rows]) if rows else np.zeros((0, len(names)))


def chances(rows: Sequence[Mapping[str, float]], fitted: Mapping[str, Any]) -> Any:
    """What a regression makes of rows of features."""
    names = sorted(fitted["weights"])
    total = _table(rows, names) @ np.array([fitted["weights"][name] for name in names]) + fitted["bias"]
    return 1 / (1 + np.exp(-total))


def columns(reads: Mapping[str, Read]) -> Columns:
    """What the network reads beside the words of claims."""
    names = sorted({name for one in reads.values() for own in one.own for name in own.features} - _APART)
    return Columns(names, drawn_together(reads.values()))


def drawn_together(reads: Iterable[Read]) -> dict[str, Any]:
    """By what the vectors around claims are drawn together: the directions in which those of sentences, and those of
    articles, differ most, each with its shift."""
    found: dict[str, Any] = {}
    all_of = list(reads)
    sentences = [own.setting.before for one in all_of for own in one.own if own.setting.before is not None]
    for name, rows in (
        ("beside", np.stack(sentences[::3])),
        ("whole", np.stack([one.own[0].setting.whole for one in all_of if one.own])),
    ):
        centred = rows - rows.mean(0)
        ways = np.linalg.svd(centred, full_matrices=False)[2][: _BESIDE[name]].T
        ways = _SCALE * ways / (centred @ ways).std(0)
        found |= {name: ways.astype(np.float16), f"{name}_shift": (-rows.mean(0) @ ways).astype(np.float16)}
    return found


@frozen(eq=False)
class Columns:
    """What is counted in claims, by column, and by what the vectors around them are drawn together."""

    names: Sequence[str]
    made: Mapping[str, Any]


def labelled(own: Own, columns: Columns, one: Sentence | None = None) -> Labelled:
    """A claim as the network learns it; without a sentence's labels, as it is asked."""
    letters = np.zeros(len(LETTERS), np.float32)
    needed, named = 0.0, None
    if one is not None:
        for letter in one.letters:
            letters[LETTERS.index(letter)] += 1 / len(one.letters)
        share, doubt = one.share(NEEDS), DOUBT * one.unsure / len(one.letters)
        needed = share * (1 - doubt) + (1 - share) * doubt
        if one.words or not share:
            named = np.array(
                [any(a < at.end and at.start < b for a, b in one.words) for at in own.reading.spans], np.float32
            )
    counted = _table([own.features], columns.names)[0].astype(np.float32)
    counted = np.concatenate([counted, numbers(own.setting, columns.made)]).astype(np.float32)
    return Labelled(own.reading, counted, letters, needed, named)


def marked(reads: Mapping[str, Read], rows: Sequence[Graded], columns: Columns) -> dict[str, Marked]:
    """The graded articles as the network learns from them."""
    grades = {
        name: np.array([row.grades[name] for row in rows if name in row.grades]) for name in ("attributed", "own_voice")
    }
    lines = {name: (float(given.mean()), float(given.std())) for name, given in grades.items()}
    found = {}
    for row in rows:
        if lines.keys() <= row.grades.keys():
            one = reads[row.id]
            grade = {name: (row.grades[name] - mean) / spread for name, (mean, spread) in lines.items()}
            found[row.id] = Marked(
                [labelled(own, columns) for own in one.own],
                [own.weight for own in one.own],
                max(one.claims, FEWEST_CLAIMS),
                one.shares["vague"],
                grade["attributed"],
                grade["own_voice"],
            )
    return found


@frozen
class Told:
    """What is said of a claim: how far it needs a source, and how far for its judgement."""

    source: float
    voice: float


@frozen
class Calibrated:
    """What turns the network's logit into a chance, and what an attributed claim before it takes off."""

    scale: float
    shift: float
    leaning: float

    def chance(self, logit: float, leaning: bool) -> float:
        """The chance that a claim needs a source."""
        return float(1 / (1 + np.exp(-(self.scale * logit + self.shift - self.leaning * leaning))))


def calibrated(logits: Sequence[float], sentences: Sequence[tuple[Own, Sentence]]) -> Calibrated:
    """Platt's scaling of logits of sentences that the network had not read."""
    kept = [p for p, (_, one) in enumerate(sentences) if NEITHER not in one.letters]
    rows = np.array([[logits[p], float("leaning" in sentences[p][0].features)] for p in kept])
    right = np.array([sentences[p][1].share(NEEDS) >= 0.5 for p in kept])
    model = LogisticRegression(C=10.0).fit(rows, right)
    scale, leaning = model.coef_[0]
    return Calibrated(float(scale), float(model.intercept_[0]), max(0.0, -float(leaning)))


def told_of(one: Read, out: Any, made: Calibrated) -> list[Told]:
    """What the network says of an article's claims; ``out`` as training.needs.told gives it."""
    judging = [1 + LETTERS.index(letter) for letter in JUDGING]
    found = []
    for own, row in zip(one.own, out, strict=True):
        leaning = "leaning" in own.features
        source = 1.0 if "unseen" in own.features and not leaning else made.chance(float(row[0]), leaning)
        source *= "left open" not in own.features
        found.append(Told(source, min(source, float(row[judging].sum()))))
    return found


def counted_of(one: Read, fitted: Mapping[str, Any]) -> list[Told]:
    """What the regressions say of an article's claims."""
    features = [own.features for own in one.own]
    unseen = np.array(["unseen" in f and "leaning" not in f for f in features], dtype=bool)
    source = np.where(unseen, 1.0, chances(features, fitted["source"])) * ["left open" not in f for f in features]
    voice = np.minimum(source, chances(features, fitted["voice"]))
    return [Told(float(s), float(v)) for s, v in zip(source, voice, strict=True)]


def shares(one: Read, said: Sequence[Told]) -> dict[str, float]:
    """The shares of an article's rows."""
    number = max(one.claims, FEWEST_CLAIMS)
    found = {id: value for id, value in one.shares.items() if id != "vague"}
    each = list(zip(one.own, said, strict=True))
    asking = sum(own.weight * claim.source for own, claim in each) / number
    found["S1"] = asking + one.shares["vague"]
    found["S2"] += asking
    found["S4"] = sum(own.weight * claim.voice for own, claim in each) / number
    found["S5"] = sum(own.weight * claim.source for own, claim in each if "mind" in own.features) / number
    found["S7"] = sum(own.weight * claim.voice * (1 + own.early) for own, claim in each if own.loaded) / number
    found["S8"] = sum(own.weight * claim.voice for own, claim in each if "accuses" in own.features) / number
    found["S15"] = sum(own.weight * claim.voice for own, claim in each if own.late) / number
    return found


# ------------------------------------------------------------------------------------------ points

# The rows that tell of each part: a row may tell of several.
ROWS: Final = {
    "attributed": ("S1", "S5", "S7", "S8", "S10", "S11", "S12", "S13", "S14", "S15"),
    "identified": ("S2", "S7", "S11", "S12"),
    "placed": ("S3", "S9", "S10", "S12", "S13", "S14"),
    "credited": ("S6", "S8", "S10", "S11"),
    "own voice": ("S4", "S5", "S7", "S8", "S15"),
}
SHARED: Final = tuple(f"S{number}" for number in range(1, 16))
# What the readers' guideline says of how much each counts, in points of a hundred, and how far the fit keeps to it.
GUIDE: Final = {"attributed": 30.0, "identified": 15.0, "placed": 25.0, "credited": 5.0, "own voice": 25.0}
KEPT: Final = 0.4


def _fitted(columns: Any, grades: Any) -> Any:
    """Weights, none below nought, by which columns of faults take something off a grade."""
    centred = columns - columns.mean(0)
    spread = np.sqrt(RIDGE) * np.diag(columns.std(0) + 0.02)
    found, _ = nnls(np.vstack([-centred, spread]), np.concatenate([grades - grades.mean(), np.zeros(columns.shape[1])]))
    return found


@frozen
class Row:
    """What a row costs: ``points`` where it touches every claim, at most ``cap``; ``parts``: the share of that which
    counts under each part."""

    points: float
    cap: float
    parts: Mapping[str, float]

    def cost(self, share: float) -> float:
        """What it takes off for a share of the claims."""
        return min(self.cap, self.points * share)


def fit_points(rows: Sequence[tuple[dict[str, float], Graded, bool]]) -> dict[str, Row]:
    """What S1 to S15 cost; their caps are together 100. A row reaches its cap where as much is missing as in the WORST
    articles."""
    worst = {id: max(0.01, float(np.quantile([s[id] for s, _, _ in rows], WORST))) for id in SHARED}
    inside: dict[str, dict[str, float]] = {}
    for part, ids in ROWS.items():
        name = SUBGRADES[part]
        used = [(s, g) for s, g, credits in rows if name in g.grades and (credits or part != CREDITED)]
        table = np.array([[min(1.0, s[id] / worst[id]) for id in ids] for s, _ in used])
        fitted = _fitted(table, np.array([g.grades[name] for _, g in used])) + 1e-3
        inside[part] = dict(zip(ids, fitted / fitted.sum(), strict=True))
    parts = [part for part in PARTS if part != CREDITED]
    lost = np.array(
        [[sum(w * min(1.0, s[id] / worst[id]) for id, w in inside[part].items()) for part in parts] for s, _, _ in rows]
    )
    fitted = _fitted(lost, np.array([g.grades["grade"] for _, g, _ in rows]))
    free = dict(zip(parts, 95 * fitted / max(1e-9, fitted.sum()), strict=True))
    of = {part: (1 - KEPT) * free.get(part, GUIDE[part]) + KEPT * GUIDE[part] for part in PARTS}
    total = sum(of.values())
    found = {}
    for id in SHARED:
        mine = {part: 100 * of[part] / total * inside[part].get(id, 0.0) for part in PARTS}
        cap = float(round(sum(mine.values()), 1))
        shared = {
            part: float(round(value / max(1e-9, sum(mine.values())), 3)) for part, value in mine.items() if value > 0.05
        }
        if shared:
            first = max(shared, key=lambda part: shared[part])
            shared[first] = float(round(shared[first] + 1 - sum(shared.values()), 3))
        found[id] = Row(min(100.0, round(cap / worst[id], 1)), cap, shared)
    return _held(found)


def _held(rows: Mapping[str, Row]) -> dict[str, Row]:
    """The rows with none above MOST, the others as much larger as makes the caps 100 again."""
    held = {id: most for id, most in MOST.items() if rows[id].cap > most}
    free = sum(row.cap for id, row in rows.items() if id not in held)
    more = (sum(row.cap for row in rows.values()) - sum(held.values())) / free if held else 1.0
    return {
        id: Row(
            min(100.0, round(row.points * more, 1)) if id not in held else row.points,
            held.get(id, float(round(row.cap * more, 1))),
            row.parts,
        )
        for id, row in rows.items()
    }


def rating(one: Read, found: Mapping[str, float], points: Mapping[str, Row], middle: float) -> Rating:
    """The score of an article by these points, as ``audit.score`` makes it, but for the ledger and the rounding."""
    able = {part: sum(row.cap * row.parts.get(part, 0.0) for row in points.values()) for part in PARTS}
    able = {part: value for part, value in able.items() if value and (part != CREDITED or one.credits)}
    total = sum(able.values())
    made = {part: sum(row.cost(found[id]) * row.parts.get(part, 0.0) for id, row in points.items()) for part in able}
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


# ------------------------------------------------------------------------------------------ cross-validated


def folds(stories: Sequence[str]) -> dict[str, int]:
    """Story -> the fold that it is left out in."""
    return {story: (7 * place) % FOLDS for place, story in enumerate(sorted(set(stories)))}


def taught(file: Path, reads: Mapping[str, Read], columns: Columns) -> list[Labelled]:
    """The claims that a teacher told of (training/teacher.py), with what it told in place of labels."""
    given = np.load(file)
    at = {(one.id, own.start): own for one in reads.values() for own in one.own}
    found = []
    for id, start, out in zip(given["articles"].tolist(), given["starts"].tolist(), given["told"], strict=True):
        if (id, start) in at:
            logits = out.astype(np.float32)
            letters = np.exp(logits[1:] - logits[1:].max())
            asked = labelled(at[id, start], columns)
            needed = float(1 / (1 + np.exp(-logits[0])))
            found.append(evolve(asked, letters=letters / letters.sum(), needs=needed))
    return found


def unread(
    reads: Mapping[str, Read],
    sentences: Sequence[tuple[Own, Sentence]],
    rows: Sequence[Graded],
    columns: Columns,
    wanted: Collection[str],
    others: Sequence[Labelled] = (),
    jobs: int = 1,
) -> tuple[dict[str, Any], dict[str, list[Told]]]:
    """Of each article that is ``wanted`` what networks, and what regressions, say of its claims that have not read its
    story; ``others`` are claims to learn from that are of no graded story."""
    fold = folds([one.story for one in reads.values()])
    articles = marked(reads, rows, columns)

    def of_fold(number: int) -> tuple[dict[str, Any], dict[str, list[Told]]]:
        known = [pair for pair in sentences if fold[pair[1].article.partition("/")[0]] != number]
        graded_others = [articles[row.id] for row in rows if row.id in articles and fold[row.story] != number]
        learned = [labelled(own, columns, one) for own, one in known]
        network = trained([*learned, *others], graded_others, seed=number)
        fitted = fit_needs(known)
        asked = [reads[id] for id in sorted(wanted) if fold[reads[id].story] == number]
        return (
            {one.id: told_by(network, [labelled(own, columns) for own in one.own]) for one in asked},
            {one.id: counted_of(one, fitted) for one in asked},
        )

    made = beside(of_fold, FOLDS, jobs)
    return (
        {id: found for learned, _ in made for id, found in learned.items()},
        {id: found for _, counted in made for id, found in counted.items()},
    )


def cross_validated(
    reads: Mapping[str, Read], rows: Sequence[Graded], said: Mapping[str, Sequence[Told]]
) -> list[Rating]:
    """The ratings of graded articles by points fitted without their stories."""
    fold = folds([one.story for one in reads.values()])
    ratings: dict[str, Rating] = {}
    for number in range(FOLDS):
        others = [(shares(reads[r.id], said[r.id]), r, reads[r.id].credits) for r in rows if fold[r.story] != number]
        points = fit_points(others)
        middle = statistics.fmean(rating(reads[r.id], s, points, 50.0).score or 0.0 for s, r, _ in others)
        for row in rows:
            if fold[row.story] == number:
                one = reads[row.id]
                ratings[row.id] = rating(one, shares(one, said[row.id]), points, middle)
    return [ratings[row.id] for row in rows]


def interval(scores: Sequence[float], rows: Sequence[Graded], draws: int = 1000) -> tuple[float, float]:
    """Where the share of pairs in order lies in 95 of 100 draws of as many stories."""
    of: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        of.setdefault(row.story, []).append(place)
    stories = sorted(story for story, places in of.items() if len(places) > 1)
    rng, found = random.Random(0), []
    for _ in range(draws):
        share = pairs = 0.0
        for story in rng.choices(stories, k=len(stories)):
            right, number = order([scores[place] for place in of[story]], [rows[place] for place in of[story]])
            share, pairs = share + right * number, pairs + number
        found.append(share / max(1.0, pairs))
    cuts = statistics.quantiles(found, n=40)
    return cuts[0], cuts[-1]


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


# ------------------------------------------------------------------------------------------ written


def write_points(points: Mapping[str, Row]) -> None:
    """Puts points, caps and the shares of parts into the entries of lexicons/criteria.toml."""
    text = CRITERIA_FILE.read_text(encoding="utf-8")
    for id, row in points.items():
        for key, value in (("points", row.points), ("cap", row.cap)):
            text = re.sub(rf'(id = "{id}"\n(?:.*\n)*?{key} = )[\d.]+', rf"\g<1>{value:g}", text, count=1)
        listed = json.dumps([f"{part}/{share:g}" for part, share in row.parts.items()])
        place = rf'(id = "{id}"\n(?:.*\n)*?part = .*\n)(?:shares = .*\n)?'
        text = re.sub(place, rf"\g<1>shares = {listed}\n", text, count=1)
    CRITERIA_FILE.write_text(text, encoding="utf-8")


def write_network(network: Network, columns: Columns, made: Calibrated, least: float, sentences: int) -> None:
    """The network and what it was calibrated to, as ``audit.score.learned`` reads them."""
    path = MODELS / f"{NAME}.safetensors"
    save_file({**weights(network), **columns.made}, str(path))
    settings = {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "scale": round(made.scale, 4),
        "shift": round(made.shift, 4),
        "leaning": round(made.leaning, 4),
        "bar": least,
        "letters": LETTERS,
        "asking": NEEDING,
        "judging": JUDGING,
        "heads": HEADS,
        "sentences": sentences,
        "features": list(columns.names),
    }
    (MODELS / f"{NAME}.json").write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_table(reads: Iterable[Read], said: Mapping[str, Sequence[Told]], points: Mapping[str, Row]) -> None:
    """Scores the articles of PolNeAR's training part that were read, by what networks that had not read them say of
    them, and keeps the hundredths."""
    given = [(one, shares(one, said[one.id])) for one in reads if one.id in said and "/" not in one.id and one.claims]
    middle = statistics.fmean(rating(one, found, points, 50.0).score or 0.0 for one, found in given)
    scores = sorted(rating(one, found, points, middle).score or 0.0 for one, found in given)
    cuts = [round(cut, 1) for cut in statistics.quantiles(scores, n=101)]
    table = {"articles": len(scores), "mean": round(statistics.fmean(scores), 1), "hundredths": cuts}
    TABLE.write_text(json.dumps(table) + "\n", encoding="utf-8")


def placed(article: Article, lexicon: Lexicon, refiner: Any) -> Article:
    """The article with claims and occasions, its words' vectors kept."""
    learned = default_occasions() if refiner is not None else None
    return with_occasions(with_claims(article, lexicon, refiner), lexicon, learned)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=FOLDER, help="folder of parses")
    parser.add_argument("--wide", type=Path, help="folder of the wide stories (benchmarks.wide), graded too")
    parser.add_argument("--taught", type=Path, help="what training/teacher.py says of other claims, learned from too")
    parser.add_argument("--write", action="store_true", help="write the network, the weights and the points")
    parser.add_argument("--place", action="store_true", help="write the table of other articles' scores")
    parser.add_argument("--jobs", type=int, default=1, help="folds that are learned from at a time")
    options = parser.parse_args()
    torch.set_num_threads(1)
    lexicon = load_lexicon()
    wide = options.wide is not None
    rows, given = graded(wide=wide), [one for one in needs(wide) if not one.held]
    ids = {*(r.id for r in rows), *(s.article for s in given)}
    more = {*np.load(options.taught)["articles"].tolist()} if options.taught else set[str]()
    reads = {
        one.id: one
        for one in (
            read(View(article, lexicon))
            for article in articles(ids | more, lexicon, options.cache, placed, options.wide)
        )
    }
    at = {(one.id, own.start): own for one in reads.values() for own in one.own}
    sentences = [(at[s.article, s.start], s) for s in given if (s.article, s.start) in at]
    seen = columns(reads)
    others = taught(options.taught, reads, seen) if options.taught else []
    learned_out, counted = unread(reads, sentences, rows, seen, ids & reads.keys(), others, options.jobs)
    place = {(one.id, own.start): n for one in reads.values() for n, own in enumerate(one.own)}
    graded_stories = {row.story for row in rows}  # what a teacher has read is of others
    held = [pair for pair in sentences if not others or reads[pair[1].article].story in graded_stories]
    logits = [float(learned_out[s.article][place[s.article, s.start], 0]) for _, s in held]
    made = calibrated(logits, held)
    said = {id: told_of(reads[id], out, made) for id, out in learned_out.items()}
    ratings = cross_validated(reads, rows, said)
    print(told("cross-validated by story", ratings, rows))
    for name, kept in ORIGINS.items():
        some = [place for place, row in enumerate(rows) if kept(row.id)]
        if some:
            print(told(f"  of these {name}", [ratings[place] for place in some], [rows[place] for place in some]))
    low, high = interval([one.score or 0.0 for one in ratings], rows)
    print(f"  pairs within a story, 95 % interval by drawing stories: {100 * low:.0f} to {100 * high:.0f} %")
    print(told("the same without vectors", cross_validated(reads, rows, counted), rows))
    bars = {}
    for what, found in (("network", said), ("counted alone", counted)):
        each = [found[s.article][place[s.article, s.start]].source for _, s in held]
        bars[what], best = bar(each, [s for _, s in held])
        print(f"needs a source, {len(each)} sentences, by story, {what}: F1 {100 * best:.1f} from {bars[what]:g}")
    points = fit_points([(shares(reads[r.id], said[r.id]), r, reads[r.id].credits) for r in rows])
    print("points:", "; ".join(f"{id} {r.points:g} (at most {r.cap:g}; {dict(r.parts)})" for id, r in points.items()))
    if options.write:
        learned = [labelled(own, seen, one) for own, one in sentences]
        network = trained([*learned, *others], list(marked(reads, rows, seen).values()))
        write_network(network, seen, made, bars["network"], len(sentences))
        told_weights = {"bar": bars["counted alone"], "sentences": len(sentences), **fit_needs(sentences)}
        WEIGHTS.write_text(json.dumps(told_weights, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        write_points(points)
    if options.place:
        write_table(reads.values(), said, points)


if __name__ == "__main__":
    main()
