"""What the score does on PolNeAR's training part, and how often each criterion is right: python -m benchmarks.score

Needs AUDIT_SHARED with polnear/train.jsonl. Parses are made once and kept. Attributions are found as the audit finds
them, or, with ``--rules-only``, by lexicon and rules alone. Everything drawn at random is seeded. What came out stands
in score.md. ``--draw FILE`` writes firings that nobody has read yet, up to 50 a criterion with those that were; it
quotes the articles, so it must never be committed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
from scipy.stats import spearmanr

from audit.claims import claimed as heard
from audit.find import find
from audit.find.refine import Refiner, load_refiner
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Sentence
from audit.parse import without_vectors
from audit.pipeline import default_needs, default_occasions, default_voices, learned_to_resolve
from audit.read.segment import segments
from audit.resolve import resolve
from audit.score import score
from audit.score.criteria import CRITERIA, Firing, View
from audit.score.dossier import fully_identified
from audit.score.learned import with_needs
from audit.trace.placed import with_occasions
from benchmarks.trees import parsed

READINGS: Final = Path(__file__).with_name("criteria.jsonl")
OUTLETS: Final = {
    "breitbart": "Breitbart",
    "huff-post": "HuffPost",
    "nyt": "The New York Times",
    "politico": "Politico",
    "usa-today": "USA Today",
    "wash-post": "The Washington Post",
    "west-journal": "Western Journalism",
}
SEED: Final = 6
NOISE: Final = 0.05
READ: Final = 50  # firings of a criterion that are to be read
_DRAWS: Final = 2000


def corpus() -> tuple[list[Article], dict[str, str]]:
    """The articles of PolNeAR's training part by id, and each one's publisher."""
    path = Path(os.environ["AUDIT_SHARED"]) / "polnear" / "train.jsonl"
    with open(path, encoding="utf-8") as lines:
        given = {row["id"]: row for row in map(json.loads, lines)}
    bare = [
        # there are no bylines in the corpus, so their lack tells nothing
        Article(id, row["text"], title=row["title"], outlet=OUTLETS[row["publisher"]], byline="-")
        for id, row in sorted(given.items())
    ]
    publisher = {id: row["publisher"] for id, row in given.items()}
    return [attrs.evolve(a, segments=segments(a.text, a.title)) for a in bare], publisher


def with_trees(articles: Sequence[Article], vectors: bool) -> Iterator[Article]:
    """The articles with trees, a few at a time: the words' vectors of all would fill the memory."""
    for start in range(0, len(articles), 20):
        yield from parsed(articles[start : start + 20], vectors=vectors)


def with_claims(article: Article, lexicon: Lexicon, refiner: Refiner | None) -> Article:
    """The article with claims, found as the audit finds them, or, without a refiner, by lexicon and rules alone."""
    learned = refiner is not None
    resolved = resolve(find(article, lexicon, refiner), lexicon, **learned_to_resolve(not learned))
    return heard(resolved, lexicon, default_voices() if learned else None)


def claimed(article: Article, lexicon: Lexicon, refiner: Refiner | None) -> Article:
    """The article with claims, their occasions and needs, as the audit has them, without the words' vectors, which of
    many articles fill the memory."""
    learned = default_occasions() if refiner is not None else None
    placed = with_occasions(with_claims(article, lexicon, refiner), lexicon, learned)
    return without_vectors(with_needs(placed, lexicon, default_needs() if refiner is not None else None))


def noisy(article: Article, rng: random.Random, share: float = NOISE) -> Article:
    """The article with that share of its heads attached to another word of the sentence, never to one below it."""
    return attrs.evolve(article, sentences=tuple(_noisy(s, rng, share) for s in article.sentences))


def _noisy(sentence: Sentence, rng: random.Random, share: float) -> Sentence:
    changed = sentence
    for token in sentence.tokens:
        if token.head < 0 or rng.random() >= share:
            continue
        below = set(changed.subtree(token.index))
        others = [t.index for t in sentence.tokens if t.index not in below]
        if others:
            tokens = list(changed.tokens)
            tokens[token.index] = attrs.evolve(tokens[token.index], head=rng.choice(others))
            changed = attrs.evolve(changed, tokens=tuple(tokens))
    return changed


def interval(values: Sequence[float], rng: random.Random) -> tuple[float, float]:
    """The 95 % interval of the mean, by resampling."""
    means = sorted(statistics.fmean(rng.choices(values, k=len(values))) for _ in range(_DRAWS))
    return means[int(0.025 * _DRAWS)], means[int(0.975 * _DRAWS)]


def spearman(left: Sequence[float], right: Sequence[float]) -> float:
    """The rank correlation of two series; 0 where one of them is constant."""
    if len(set(left)) < 2 or len(set(right)) < 2:
        return 0.0
    return float(spearmanr(left, right).statistic)


def weighted(lexicon: Lexicon, id: str, factor: float) -> Lexicon:
    """The lexicon with one criterion's points and cap multiplied."""
    entries = tuple(
        attrs.evolve(e, data={**e.data, "points": e["points"] * factor, "cap": e["cap"] * factor}) if e.id == id else e
        for e in lexicon.file("criteria")
    )
    return Lexicon({**lexicon.entries, "criteria": entries}, lexicon.checksums)


def scores(articles: Sequence[Article], lexicon: Lexicon) -> list[float]:
    """The scores of articles that have claims."""
    return [100.0 if (value := score(article, lexicon).score) is None else value for article in articles]


def precision(articles: Sequence[Article], lexicon: Lexicon) -> None:
    """How many of the firings that were read are right, of those that still fire."""
    fires: dict[tuple[str, str], set[int]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for article in articles:
        view = View(article, lexicon)
        for id, rule in CRITERIA.items():
            for firing in rule(view):
                counts[id] += 1
                fires[id, article.id] |= {span.start for span in firing.spans}
    read: dict[str, list[bool]] = defaultdict(list)
    for row in map(json.loads, _lines()):
        if row["spans"][0][0] in fires[row["criterion"], row["id"]]:
            read[row["criterion"]].append(row["right"])
    on = {entry.id: entry.get("on", True) for entry in lexicon.file("criteria")}
    print("\ncriterion  fires  read  right  share  on")
    for id in CRITERIA:
        n, right = len(read[id]), sum(read[id])
        share = f"{100 * right / n:5.0f}%" if n else "     –"
        print(f"{id:9} {counts[id]:6} {n:5} {right:6} {share}  {'on' if on[id] else 'off'}")


def distribution(articles: Sequence[Article], publisher: dict[str, str], lexicon: Lexicon) -> None:
    """Scores over all, by publisher, and beside the number of fully identified sources."""
    found = scores(articles, lexicon)
    cuts = statistics.quantiles(found, n=20)
    print(
        f"articles {len(found)}, mean {statistics.fmean(found):.1f}, standard deviation {statistics.stdev(found):.1f}"
    )
    print("5 %, 25 %, 50 %, 75 %, 95 %: " + ", ".join(f"{cuts[n]:.1f}" for n in (0, 4, 9, 14, 18)))
    rng = random.Random(SEED)
    print("\npublisher        n   mean   95 % interval")
    groups: dict[str, list[float]] = defaultdict(list)
    for article, value in zip(articles, found, strict=True):
        groups[publisher[article.id]].append(value)
    for name, values in sorted(groups.items(), key=lambda item: -statistics.fmean(item[1])):
        low, high = interval(values, rng)
        print(f"{name:14} {len(values):3} {statistics.fmean(values):6.1f}   {low:.1f} to {high:.1f}")
    identified = [float(fully_identified(View(article, lexicon).dossiers.values())) for article in articles]
    levels = [float(min(n, 4) if n != 3 else 2) for n in identified]
    print(
        f"\nfully identified sources: mean {statistics.fmean(identified):.2f}; rank correlation of the score with the"
    )
    print(f"PEJ level {spearman(found, levels):.2f}, with their number {spearman(found, identified):.2f}")
    lengths = [float(len(article.claims)) for article in articles]
    print(f"rank correlation of the score with the number of claims {spearman(found, lengths):.2f}")


def sensitivity(articles: Sequence[Article], lexicon: Lexicon) -> None:
    """What happens to scores and their order when one weight is halved or doubled."""
    base = scores(articles, lexicon)
    print("\ncriterion  points  halved: mean change, rank correlation  doubled: mean change, rank correlation")
    for entry in lexicon.file("criteria"):
        if not entry.get("on", True) or not entry["points"]:
            continue
        cells = []
        for factor in (0.5, 2.0):
            other = scores(articles, weighted(lexicon, entry.id, factor))
            moved = statistics.fmean(abs(a - b) for a, b in zip(base, other, strict=True))
            cells.append(f"{moved:8.2f} {spearman(base, other):20.3f}")
        print(f"{entry.id:9} {entry['points']:7g} {'        '.join(cells)}")


def stability(articles: Sequence[Article], lexicon: Lexicon, refiner: Refiner | None) -> None:
    """What happens to scores when one head in twenty is attached elsewhere at random."""
    rng = random.Random(SEED)
    clean, shaken = [], []
    for article in with_trees(articles, vectors=refiner is not None):
        clean.append(claimed(article, lexicon, refiner))
        shaken.append(claimed(noisy(article, rng), lexicon, refiner))
    base, other = scores(clean, lexicon), scores(shaken, lexicon)
    moved = sorted(abs(a - b) for a, b in zip(base, other, strict=True))
    mean = statistics.fmean(moved)
    print(f"\n{100 * NOISE:g} % of heads attached elsewhere, {len(base)} articles: mean change {mean:.2f}, ")
    print(f"median {statistics.median(moved):.2f}, 95 % below {moved[int(0.95 * len(moved))]:.1f}; ", end="")
    means = f"{statistics.fmean(base):.1f} → {statistics.fmean(other):.1f}"
    print(f"rank correlation {spearman(base, other):.3f}; mean score {means}")


def draw(articles: Sequence[Article], lexicon: Lexicon, file: Path) -> None:
    """Writes firings to be read, as JSON Lines with the text they are about: up to READ of each criterion in all."""
    known = {(row["criterion"], row["id"], row["spans"][0][0]) for row in map(json.loads, _lines())}
    rng = random.Random(SEED)
    rows = []
    fired = [(id, a, f) for a in articles for id, rule in CRITERIA.items() for f in rule(View(a, lexicon)) if f.spans]
    for id in CRITERIA:
        mine = [(a, f) for criterion, a, f in fired if criterion == id]
        new = [(a, f) for a, f in mine if (id, a.id, f.spans[0].start) not in known]
        for article, firing in rng.sample(new, max(0, min(len(new), READ - (len(mine) - len(new))))):
            rows.append(_row(id, article, firing))
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _row(id: str, article: Article, firing: Firing) -> dict[str, Any]:
    start, end = firing.spans[0].start, firing.spans[0].end
    return {
        "criterion": id,
        "id": article.id,
        "spans": [[span.start, span.end] for span in firing.spans],
        "reason": firing.reason,
        "title": article.title,
        "words": [span.of(article.text) for span in firing.spans],
        "around": article.text[max(0, start - 600) : end + 400],
    }


def _lines() -> list[str]:
    return READINGS.read_text(encoding="utf-8").splitlines()


def main() -> None:
    """The command line: prints everything, or the parts that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=[], help="distribution, precision, sensitivity, stability")
    parser.add_argument("--rules-only", action="store_true", help="without what was learned")
    parser.add_argument("--noisy", type=int, default=300, help="articles for the test of stability")
    parser.add_argument("--draw", type=Path, metavar="FILE", help="write firings to be read, and nothing else")
    options = parser.parse_args()
    lexicon = load_lexicon()
    refiner = None if options.rules_only else load_refiner()
    bare, publisher = corpus()
    articles = [claimed(article, lexicon, refiner) for article in with_trees(bare, vectors=refiner is not None)]
    if options.draw:
        draw(articles, lexicon, options.draw)
        return
    few = random.Random(SEED).sample(bare, min(options.noisy, len(bare)))
    parts: dict[str, Callable[[], Any]] = {
        "distribution": lambda: distribution(articles, publisher, lexicon),
        "precision": lambda: precision(articles, lexicon),
        "sensitivity": lambda: sensitivity(articles, lexicon),
        "stability": lambda: stability(few, lexicon, refiner),
    }
    for name, run in parts.items():
        if not options.parts or name in options.parts:
            run()


if __name__ == "__main__":
    main()
