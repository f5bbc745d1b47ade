"""Holds the score, and each of its parts, against grades that readers gave:

    python -m benchmarks.grades [--all] [--wide FOLDER]

Articles were read for sourcing transparency: 90 of gold/grades.jsonl in the folder that AUDIT_SHARED names, and those
of benchmarks/data/grades.jsonl, by one or two readers each (guideline: data/guidelines/grades.md); with --wide those of
benchmarks/data/grades-wide.jsonl, too, whose texts benchmarks.wide puts into that folder. Printed: Spearman's
correlation of score and mean grade, and of each part and its sub-grade; of the pairs within a story whose grades differ
by more than half a point, how many are in the same order; how wide the scores spread, and how many are full marks. The
weights were fitted to most of these articles: what holds for others is what training/score.py prints, cross-validated.
The stories of CLOSED are left out, but with --all, which prints pooled figures alone. Then F1 of "needs a source" on
the sentences held out, which nothing was fitted to.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
from attrs import frozen

from audit.find.refine import load_refiner
from audit.lexicon import Lexicon, load_lexicon
from audit.model import PARTS, Article, Rating
from audit.read import read_articles
from audit.read.segment import segments
from audit.score import View, rated
from audit.score.criteria import active
from audit.score.rating import cost
from benchmarks.score import claimed, corpus, spearman
from benchmarks.trees import FOLDER, parsed

DATA: Final = Path(__file__).with_name("data")
CLOSED: Final = ("dd1e6e3b", "8abec8d9", "542cd22c")  # stories that nobody who works on the score reads
SUBGRADES: Final = {
    "attributed": "attributed",
    "identified": "identified",
    "placed": "placed",
    "credited": "credit",
    "own voice": "own_voice",
}
APART: Final = 0.5  # grades of two articles that a score must put in order differ by more
NEEDS: Final = frozenset("vfnmpuak")  # letters of benchmarks/data/needs.jsonl that say: this needs a source
VOICE: Final = frozenset("vmpuak")  # those of them that are the article's judgement
NEITHER: Final = "x"


@frozen
class Graded:
    """An article's id and story, and the mean of its readers' grades and sub-grades, 1 to 10, where they gave one."""

    id: str
    story: str
    grades: Mapping[str, float]


@frozen
class Sentence:
    """A sentence that names no source: article, where it begins, its readers' letters; ``held``: kept apart. ``words``
    are those that readers named as what needs a source (offsets), ``unsure`` is how many nearly said otherwise."""

    article: str
    start: int
    letters: tuple[str, ...]
    held: bool
    words: tuple[tuple[int, int], ...] = ()
    unsure: int = 0

    def share(self, of: frozenset[str]) -> float:
        """The share of its readers whose letter is one of these."""
        return sum(letter in of for letter in self.letters) / len(self.letters)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def graded(closed: bool = False, wide: bool = False) -> list[Graded]:
    """The graded articles, in the order of their ids; those of CLOSED stories, and of the wide stories, only where
    asked for."""
    found: dict[str, Graded] = {}
    given = [
        (f"{row['story']}/{row['article']}", row["story"], row["readers"])
        for row in _rows(Path(os.environ["AUDIT_SHARED"]) / "gold" / "grades.jsonl")
    ]
    for name in ("grades.jsonl", *(["grades-wide.jsonl"] if wide else [])):
        given += [(row["article"], row["article"].split("/")[0], row["readers"]) for row in _rows(DATA / name)]
    for id, story, readers in given:
        if id in found or (not closed and story.startswith(CLOSED)):
            continue
        names = ("grade", *SUBGRADES.values())
        told = {name: [r[name] for r in readers if r.get(name) is not None] for name in names}
        found[id] = Graded(id, story, {name: statistics.fmean(values) for name, values in told.items() if values})
    return [found[id] for id in sorted(found)]


def needs(wide: bool = False) -> list[Sentence]:
    """The sentences that readers asked whether they need a source; those of the wide stories only where asked for."""
    return [
        Sentence(
            row["article"],
            row["spans"][0][0],
            tuple(row["readers"]),
            row["held"],
            tuple((start, end) for start, end in row.get("words", ())),
            row.get("unsure", 0),
        )
        for name in ("needs.jsonl", *(["needs-wide.jsonl"] if wide else []))
        for row in _rows(DATA / name)
    ]


def articles(
    ids: Iterable[str],
    lexicon: Lexicon,
    cache: Path = FOLDER,
    step: Callable[..., Article] = claimed,
    wide: Path | None = None,
) -> Iterator[Article]:
    """The articles of these ids with claims: of the stories ("story/outlet"), those in a folder ``wide`` among them, or
    of PolNeAR's training part; ``step`` makes the claims of one."""
    wanted = set(ids)
    found = [a for a in corpus()[0] if a.id in wanted]
    for story in sorted({id.partition("/")[0] for id in wanted if "/" in id}):
        folder = Path(os.environ["AUDIT_SHARED"]) / "stories" / story
        for article in read_articles(wide / story if wide and not folder.is_dir() else folder):
            one = attrs.evolve(article, id=f"{story}/{article.id}")
            if one.id in wanted:
                one = one if one.segments else attrs.evolve(one, segments=segments(one.text, one.title, lexicon))
                found.append(one)
    refiner = load_refiner()
    for start in range(0, len(found), 20):
        for article in parsed(found[start : start + 20], cache):
            yield step(article, lexicon, refiner)


def order(scores: Sequence[float], rows: Sequence[Graded]) -> tuple[float, int]:
    """The share of pairs within a story, whose grades lie APART, that scores put in order (a tie counts half), and how
    many there are."""
    stories: dict[str, list[tuple[float, float]]] = {}
    for score, row in zip(scores, rows, strict=True):
        stories.setdefault(row.story, []).append((score, row.grades["grade"]))
    pairs = [
        (one, other)
        for told in stories.values()
        for one, other in itertools.combinations(told, 2)
        if abs(one[1] - other[1]) > APART
    ]
    right = sum(0.5 if a[0] == b[0] else float((a[0] - b[0]) * (a[1] - b[1]) > 0) for a, b in pairs)
    return right / max(1, len(pairs)), len(pairs)


def agreement(scores: Sequence[float | None], rows: Sequence[Graded], name: str) -> float:
    """Spearman's correlation of scores with the grade of a name, over the articles that have both."""
    both = [(s, r.grades[name]) for s, r in zip(scores, rows, strict=True) if s is not None and name in r.grades]
    return spearman([s for s, _ in both], [g for _, g in both])


def told(title: str, ratings: Sequence[Rating], rows: Sequence[Graded]) -> str:
    """The figures of ratings, one line."""
    scores = [rating.score or 0.0 for rating in ratings]
    parts = [{part.name: part.score for part in rating.parts} for rating in ratings]
    share, number = order(scores, rows)
    quarter = statistics.quantiles(scores, n=4)
    of_parts = ", ".join(
        f"{part} {agreement([one.get(part) for one in parts], rows, SUBGRADES[part]):.2f}" for part in PARTS
    )
    return (
        f"{title}: articles {len(rows)}, Spearman {agreement(scores, rows, 'grade'):.2f}, pairs within a story "
        f"{100 * share:.0f} % of {number}; {of_parts}; mean {statistics.fmean(scores):.1f}, middle half "
        f"{quarter[0]:.1f} to {quarter[2]:.1f}, full marks {sum(score >= 99.95 for score in scores)}"
    )


def f1(found: Sequence[bool], right: Sequence[bool]) -> float:
    """The harmonic mean of precision and recall."""
    hits = sum(a and b for a, b in zip(found, right, strict=True))
    return 2 * hits / max(1, sum(found) + sum(right))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=FOLDER, help="folder of parses")
    parser.add_argument("--all", action="store_true", help="the closed stories too: pooled figures")
    parser.add_argument("--wide", type=Path, help="folder of the wide stories, whose grades and sentences count, too")
    options = parser.parse_args()
    lexicon = load_lexicon()
    rows = graded(options.all, wide=options.wide is not None)
    sentences = [one for one in needs(options.wide is not None) if one.held and NEITHER not in one.letters]
    views = {
        a.id: View(a, lexicon)
        for a in articles(
            {*(r.id for r in rows), *(s.article for s in sentences)}, lexicon, options.cache, wide=options.wide
        )
    }
    print(told("as it comes", [rated(views[row.id]) for row in rows], rows))
    first = {(one.article, one.start) for one in needs()}
    other = [one for one in sentences if (one.article, one.start) not in first]
    for what, some in (
        ("held out", [one for one in sentences if (one.article, one.start) in first]),
        ("of other news, held out", other),
        ("of these that two have read", [one for one in other if len(one.letters) > 1]),
    ):
        if asked := needed(some, views):
            print(f"needs a source, {len(asked)} sentences {what}: F1 {100 * f1(*zip(*asked, strict=True)):.1f}")


def needed(sentences: Sequence[Sentence], views: Mapping[str, View]) -> list[tuple[bool, bool]]:
    """For each sentence that is still a claim without a source: whether it is found to need one, whether it does."""
    found = []
    for one in sentences:
        view = views[one.article]
        claim = next((c for c in view.claims if c.spans[0].start == one.start and c.id in view.needs), None)
        if claim is not None:
            found.append((view.needs[claim.id].asks, one.share(NEEDS) >= 0.5))
    return found


def handbook(view: View) -> dict[str, float]:
    """What the criteria that make no part take off, by the part that they are told under."""
    lost = dict.fromkeys(PARTS, 0.0)
    for entry, rule in active(view.lexicon):
        if entry["points"] and not entry.get("quiet") and view.claims:
            lost[entry["part"]] += cost(entry, view.firings(entry.id, rule), len(view.claims))
    return lost


if __name__ == "__main__":
    main()
