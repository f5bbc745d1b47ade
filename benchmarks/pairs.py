"""Whether two sentences are told to say the same, on pairs that nothing was trained on.

    python -m benchmarks.pairs [--half b] [--cache FOLDER] [--types] [--wrong N]

Our own pairs (training/pairs; the judge was trained on half a, so half b is the figure): the share of pairs whose label
(same, otherwise, contradicts) is right; how many retellings are told as the same, or at least as possible; how many of
the pairs that differ in one thing are told as the same, and that of the worst type. Every pair is read, whatever its
words; "searched" is the share of retellings that the search for candidates would bring to the judge.

With AUDIT_SHARED also: headlines of 2015 with graded similarity (SemEval STS 2015), the correlation (Pearson); one-word
contradictions (Breaking NLI, Glockner and others 2018), the share told as the same; and the Microsoft Research
Paraphrase Corpus, whose "same" is another, nearer to shared words: a classifier on what the judge makes of a pair and
on the words that both have, five folds. The judge was
trained on none of these.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import astuple, frozen

from audit.lexicon import load_lexicon
from audit.model import Article, Claim, Segment, Span
from audit.parse.stanza_parser import EMBEDDED
from audit.parse.together import Together
from audit.trace.across.index import SEARCH_FLOOR
from audit.trace.echo.features import Features
from audit.trace.echo.judge import EchoJudge, Judgement
from benchmarks.trees import FOLDER, parsed

PAIRS: Final = Path(__file__).resolve().parents[1] / "training" / "pairs"
HEADLINES: Final = "pairs/sts-headlines-2015.tsv"
ONE_WORD: Final = "pairs/breaking-nli.jsonl"
PARAPHRASES: Final = "mrpc/msr_paraphrase_train.txt"
LEARNED: Final = ("a", "more", "further", "later", "desks")  # parts of our own pairs that the judge learned from
FILES: Final = {n: f"{n}.jsonl" for n in LEARNED} | {"a": "half-a.jsonl", "b": "half-b.jsonl"}
LABELS: Final = ("same", "otherwise", "contradicts")
_TEXTS_AN_ARTICLE: Final = 100
_MINIMAL: Final = frozenset(
    "roles antonym quantifier number name place date modality tense negation factive part cause".split()
)


@frozen
class Judged:
    """What the judge makes of a pair: its judgement, the features, whether the search brings the two together; how
    alike they read, 0 to 1."""

    judgement: Judgement
    features: Features
    searched: bool
    alike: float

    @property
    def label(self) -> str:
        """The likeliest of LABELS; what is at odds for certain is never the same."""
        read = self.judgement.read
        if read is None:
            return "otherwise"
        shares = [0.0 if self.judgement.contrary else read.same, read.otherwise, read.against]
        return LABELS[int(np.argmax(shares))]


def own_pairs(part: str) -> list[dict[str, str]]:
    """The pairs of a part, one of FILES or "held", those of LEARNED on whose topics choices are made: topic, id, a, b,
    label, type."""
    if part == "held":
        return [row for learned in LEARNED for row in own_pairs(learned) if chosen_on(row["topic"])]
    lines = (PAIRS / FILES[part]).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def chosen_on(topic: str) -> bool:
    """Whether a topic of LEARNED was not trained on, but kept to choose epochs, weights and bars by: every fifth."""
    return int(hashlib.sha256(topic.encode()).hexdigest(), 16) % 5 == 0


def articles_of(texts: Sequence[str]) -> list[Article]:
    """Articles of so many texts each, a paragraph and a claim of each text."""
    made = []
    for start in range(0, len(texts), _TEXTS_AN_ARTICLE):
        part, at = texts[start : start + _TEXTS_AN_ARTICLE], 0
        name = f"pairs-{start}"
        spans = []
        for text in part:
            spans.append(Span(at, at + len(text)))
            at += len(text) + 2
        claims = tuple(
            Claim(f"{name}:{n}", name, (span,), text, "none", sentence=n, paragraph=n)
            for n, (span, text) in enumerate(zip(spans, part, strict=True))
        )
        segments = tuple(Segment(span, "prose") for span in spans)
        made.append(Article(name, "\n\n".join(part), segments=segments, claims=claims))
    return made


def judged(pairs: Sequence[tuple[str, str]], cache: Path = FOLDER, words: float = 0.0) -> list[Judged]:
    """The judgement on each pair, in order, by the judge as it is shipped; all are read."""
    lexicon = load_lexicon()
    texts = sorted({text for pair in pairs for text in pair})
    articles = parsed(articles_of(texts), cache, vectors=False)
    claims = {claim.text: claim for article in articles for claim in article.claims}
    reader = Together(EMBEDDED)
    judge = EchoJudge(lexicon, together=reader)
    judge.read(articles)
    met = [(claims[a], claims[b], None) for a, b in pairs]
    judge.ahead(met, every=True)
    vectors = dict(zip(texts, map(np.array, reader.vectors(texts)), strict=True))
    found = []
    for (a, b), (one, two, _) in zip(pairs, met, strict=True):
        measured, _, _ = judge.measure(judge.content(one), judge.content(two), None)
        near = float(vectors[a] @ vectors[b])
        searched = near >= SEARCH_FLOOR and judge.worth(measured, near)
        read = judge.reading(one, two)
        alike = 0.0 if read is None else read.alike
        found.append(Judged(judge.alone(one, two), measured, searched, alike))
    return found


def own_figures(part: str, cache: Path = FOLDER) -> tuple[dict[str, float], list[tuple[dict[str, str], Judged]]]:
    """The figures on a part of our own pairs, in percent, those told as the same as shares of one; and every pair."""
    rows = own_pairs(part)
    done = list(zip(rows, judged([(row["a"], row["b"]) for row in rows], cache), strict=True))
    told = [(row, one) for row, one in done if row["type"] == "retelling"]
    unlike = [(row, one) for row, one in done if row["type"] in _MINIMAL]
    same = {"same"}
    by_type = {name: share(same, [p for p in unlike if p[0]["type"] == name]) for name in sorted(_MINIMAL)}
    right = sum(one.label == row["label"] for row, one in done)
    echoes = [row["label"] == "same" for row, one in done if one.judgement.decision == "same"]
    figures = {
        "three-way": 100 * right / len(done),
        "retellings told as the same": 100 * share(same, told),
        "retellings at least possible": 100 * share({"same", "possible"}, told),
        "retellings searched": 100 * float(np.mean([one.searched for _, one in told])),
        "right of those told as the same": 100 * float(np.mean(echoes)) if echoes else 100.0,
        "distortions told as the same": share(same, unlike),
        "worst type told as the same": max(by_type.values()),
    }
    return figures | {f"type {name}": value for name, value in by_type.items()}, done


def share(decisions: set[str], done: Sequence[tuple[dict[str, str], Judged]]) -> float:
    """The share of pairs whose decision is one of these, 0 to 1."""
    return float(np.mean([one.judgement.decision in decisions for _, one in done])) if done else 0.0


def headlines(path: Path, cache: Path = FOLDER) -> float:
    """Pearson's correlation of how alike two headlines are with their graded similarity."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row[0]]  # the others were never graded
    done = judged([(a.strip(), b.strip()) for _, a, b in rows], cache)
    alike = [one.alike for one in done]
    return float(np.corrcoef(alike, [float(grade) for grade, _, _ in rows])[0, 1])


def one_word(path: Path, cache: Path = FOLDER) -> float:
    """The share of one-word contradictions told as the same, 0 to 1."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [(row["sentence1"], row["sentence2"]) for row in rows if row["gold_label"] == "contradiction"]
    done = judged(pairs, cache)
    return float(np.mean([one.judgement.decision == "same" for one in done]))


def paraphrases(path: Path, cache: Path = FOLDER) -> tuple[float, float]:
    """F1 and accuracy in percent of a classifier on features, on what was read and on the words that both have, five
    folds, mean of three seeds."""
    from benchmarks.echo import f1_and_accuracy, mrpc, ridged  # they need the extra "training", the gate does not
    from benchmarks.overlap import overlaps

    rows = mrpc(path)
    done = judged([(a, b) for _, a, b in rows], cache)
    values = np.array([[*astuple(one.features), *_numbers(one.judgement)] for one in done])
    values = np.c_[values, overlaps([(a, b) for _, a, b in rows])]
    labels = np.array([same for same, _, _ in rows])
    both = [f1_and_accuracy(ridged(values, labels, seed), labels) for seed in (0, 1, 2)]
    return float(np.mean([f1 for f1, _ in both])), float(np.mean([accuracy for _, accuracy in both]))


def _numbers(judgement: Judgement) -> tuple[Any, ...]:
    return astuple(judgement.read) if judgement.read is not None else (0.0,) * 4


def main() -> None:
    """The command line: prints the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument(
        "--half", choices=("a", "b", "more", "held"), default="b", help="which part, held: see chosen_on"
    )
    options.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    options.add_argument("--types", action="store_true", help="also each type of pair that differs in one thing")
    options.add_argument("--wrong", type=int, default=0, metavar="N", help="also N pairs told as the same wrongly")
    options.add_argument("--only", nargs="+", choices=("own", "headlines", "one-word", "mrpc"))
    given = options.parse_args()
    if not given.only or "own" in given.only:
        figures, done = own_figures(given.half, given.cache)
        for name, value in figures.items():
            if given.types or not name.startswith("type "):
                print(f"{name}: {value:.3f}")
        wrong = [(row, one) for row, one in done if row["label"] != "same" and one.judgement.decision == "same"]
        for row, one in wrong[: given.wrong]:
            print(f"{row['type']} {one.judgement.similarity} {one.judgement.reason}\n  {row['a']}\n  {row['b']}")
    shared = Path(os.environ["AUDIT_SHARED"]) if "AUDIT_SHARED" in os.environ else None
    rest: dict[str, tuple[str, Callable[[Path, Path], Any]]] = {
        "headlines": (HEADLINES, headlines),
        "one-word": (ONE_WORD, one_word),
        "mrpc": (PARAPHRASES, paraphrases),
    }
    for name, (path, measure) in rest.items():
        if (not given.only or name in given.only) and shared is not None and (shared / path).is_file():
            print(f"{name}: {measure(shared / path, given.cache)}")


if __name__ == "__main__":
    main()
