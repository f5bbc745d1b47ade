"""Whether claims that say the same are told from those that do not.

    python -m benchmarks.echo [--mrpc FILE] [--cache FILE] [--verbose]

Three measures. Retellings: pairs of one fact in two outlets' words, written by hand before any scorer; kept as "same"
or "possible". Distortions: our own sentences with one swap each (benchmarks/distort.py); taken for "same". MRPC, with
--mrpc (msr_paraphrase_train.txt): a classifier on the scorer's features, five folds, F1 of "same" and accuracy. Half of
the stories were learned from and thresholds chosen on ("choose"); what counts is the other half ("report"). Also:
claims of one story that tell different facts, and how near the probabilities are to what is so.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import astuple
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from audit.lexicon import load_lexicon
from audit.model import Article, Segment, Span
from audit.parse import load_parser
from audit.trace.echo.content import Content, content_of_tokens
from audit.trace.echo.judge import EchoJudge
from audit.trace.echo.senses import senses_of
from benchmarks.distort import CHOOSE, distortions, retellings

Array = np.ndarray[Any, Any]
Parsed = dict[str, tuple[Content, Array]]
Encode = Callable[[Sequence[str]], Sequence[Sequence[float]]]
CACHE = Path(".cache/echo.pickle")


def mrpc(path: Path) -> list[tuple[int, str, str]]:
    """(same, sentence, sentence) of the Microsoft Research Paraphrase Corpus's file."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8-sig").splitlines()[1:]]
    return [(int(row[0]), row[3], row[4]) for row in rows]


def related() -> list[tuple[str, str, str]]:
    """(story, a claim, another claim of the same story in the other outlet's words): alike in topic, not the same."""
    rows = retellings()
    return [
        (one["story"], one["one"], two["two"])
        for n, one in enumerate(rows)
        for m, two in enumerate(rows)
        if n != m and one["story"] == two["story"]
    ]


def parsed(texts: Sequence[str], cache: Path | None = None) -> tuple[Parsed, Encode]:
    """Text -> content and vector, by the embedded models; trees and vectors are kept in ``cache``, which is ours."""
    cache = cache or CACHE
    held: dict[str, Any] = pickle.loads(cache.read_bytes()) if cache.exists() else {}
    vectors: dict[str, Any] = held.setdefault("", {})
    loaded: list[Any] = []

    def parser() -> Any:
        if not loaded:
            loaded.append(load_parser())
        return loaded[0]

    def encode(words: Sequence[str]) -> list[Any]:
        new = [word for word in words if word not in vectors]
        if new:
            vectors.update(zip(new, (np.array(v, np.float32) for v in parser().encode(new)), strict=True))
            keep()
        return [vectors[word] for word in words]

    def keep() -> None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_bytes(pickle.dumps(held, protocol=5))

    missing = [text for text in dict.fromkeys(texts) if text not in held]
    for start in range(0, len(missing), 512):
        part = missing[start : start + 512]
        articles = [
            Article(
                hashlib.sha256(text.encode()).hexdigest()[:12], text, segments=(Segment(Span(0, len(text)), "prose"),)
            )
            for text in part
        ]
        for text, article, vector in zip(part, parser().parse(articles), parser().encode(part), strict=True):
            tokens = tuple(token for sentence in article.sentences for token in sentence.tokens)
            held[text] = tokens, np.array(vector, np.float32)
        print(f"parsed {start + len(part)} of {len(missing)}", file=sys.stderr)
        keep()
    senses = senses_of(load_lexicon())
    return {text: (content_of_tokens(held[text][0], senses), held[text][1]) for text in texts}, encode


def folds(values: Array, labels: Array, seed: int = 0, number: int = 5) -> Array:
    """Probabilities, (n,), for rows of features, (n, features), by models that did not see their fold: the mean of
    boosted trees (Friedman 2001) and a logistic regression with a ridge."""
    trees = GradientBoostingClassifier(
        n_estimators=200,
        max_depth=3,
        learning_rate=0.05,
        subsample=0.7,
        max_features=0.5,
        min_samples_leaf=20,
        random_state=seed,
    )
    line = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    parts = KFold(number, shuffle=True, random_state=seed)
    curved = np.c_[values, values**2, values[:, :1] * values]
    one, two = (
        cross_val_predict(model, rows, labels, cv=parts, method="predict_proba")[:, 1]
        for model, rows in ((trees, values), (line, curved))
    )
    return np.asarray((one + two) / 2)


def ridged(values: Array, labels: Array, seed: int = 0, number: int = 5) -> Array:
    """As ``folds``, by a logistic regression on features, their squares and their products with the first, whose ridge
    is chosen within each training part."""
    line = LogisticRegressionCV(Cs=[0.01, 0.02, 0.05, 0.1, 0.2], cv=4, scoring="neg_log_loss", max_iter=1500)
    curved = np.c_[values, values**2, values[:, :1] * values]
    parts = KFold(number, shuffle=True, random_state=seed)
    found = cross_val_predict(make_pipeline(StandardScaler(), line), curved, labels, cv=parts, method="predict_proba")
    return np.asarray(found[:, 1])


def f1_and_accuracy(chances: Array, labels: Array) -> tuple[float, float]:
    """F1 of "same" and accuracy in percent; a pair is taken for "same" from a probability of one half on."""
    made = chances >= 0.5
    hit = (made & (labels == 1)).sum()
    return 200 * hit / (made.sum() + labels.sum()), 100 * float((made == (labels == 1)).mean())


def main() -> None:
    """The command line: prints the figures, and with --verbose every pair judged wrongly."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mrpc", type=Path)
    options.add_argument("--cache", type=Path)
    options.add_argument(
        "--verbose", action="store_true", help="print every pair judged wrongly, of the part to report"
    )
    given = options.parse_args()
    cases = [("retelling", row["story"], row["one"], row["two"]) for row in retellings()]
    cases += [("other fact", *row) for row in related()]
    cases += [(one.kind, one.story, one.before, one.after) for one in distortions()]
    pairs = mrpc(given.mrpc) if given.mrpc else []
    texts = {text for case in cases for text in case[2:]} | {text for pair in pairs for text in pair[1:]}
    found, encode = parsed(sorted(texts), given.cache)
    judge = EchoJudge(load_lexicon(), encode)
    judge.learn(content for content, _ in found.values())
    done: dict[tuple[str, str], list[str]] = {}
    sure: list[tuple[float, int]] = []
    for kind, story, a, b in cases:
        judgement = judge.judge(found[a][0], found[b][0], float(found[a][1] @ found[b][1]))
        part = "choose" if story in CHOOSE else "report"
        groups = [kind] if kind in ("retelling", "other fact") else [kind, "all distortions"]
        for group in groups:
            done.setdefault((part, group), []).append(judgement.decision)
        right = judgement.decision in ("same", "possible") if kind == "retelling" else judgement.decision != "same"
        if part == "report":
            if kind in ("retelling", "other fact"):
                sure.append((judgement.similarity, int(kind == "retelling")))
            if given.verbose and not right:
                print(f"{kind}: {judgement.decision} {judgement.similarity} ({judgement.reason})\n  {a}\n  {b}")
    print(f"{'part':8}{'pairs':18}{'n':>6}{'same':>8}{'possible':>10}{'contradicts':>13}{'different':>11}")
    for (part, group), decisions in sorted(done.items()):
        shares = [100 * decisions.count(d) / len(decisions) for d in ("same", "possible", "contradicts", "different")]
        print(
            f"{part:8}{group:18}{len(decisions):6}"
            + "".join(f"{s:{w}.1f}" for s, w in zip(shares, (8, 10, 13, 11), strict=True))
        )
    told = np.array(sure)
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 0.9), (0.9, 1.01)):
        inside = told[(told[:, 0] >= low) & (told[:, 0] < high)]
        if len(inside):
            said, so = inside[:, 0].mean(), inside[:, 1].mean()
            print(f"probability {low:.1f} to {min(high, 1):.1f}: {len(inside)} pairs, mean {said:.2f}, same {so:.2f}")
    if pairs:
        labels = np.array([same for same, _, _ in pairs])
        values = np.array(
            [astuple(judge.measure(found[a][0], found[b][0], float(found[a][1] @ found[b][1]))[0]) for _, a, b in pairs]
        )
        for seed in (0, 1, 2):
            f1, accuracy = f1_and_accuracy(folds(values, labels, seed), labels)
            print(f"MRPC train, five folds (seed {seed}): F1 {f1:.1f}, accuracy {accuracy:.1f}")


if __name__ == "__main__":
    main()
