"""Learn models/echo.json: echo.py --mrpc msr_paraphrase_train.txt --articles train.jsonl --out audit/models/echo.json

A logistic regression over ``audit.trace.echo.features`` whose coefficients may not have the wrong sign: what two claims
share never counts against them, what is at odds never for them. It is learned from half of our own stories
(``benchmarks.distort.CHOOSE``): retellings (same), claims of one story told by the other outlet (different), planted
distortions (different), a claim and itself (same); from our seeds, labelled by fact (benchmarks/data/seed_facts.toml);
with little weight, from the pairs of the Microsoft Research Paraphrase Corpus (Dolan and Brockett 2005), whose "same"
is another than an editor's; and from the sentences of one article that are nearest to each other, which seldom say the
same (--articles: PolNeAR's training part, one object with "text" per line; the first ARTICLES of it). How telling a
word is (idf) is counted over the sentences of the Paraphrase Corpus. Everything is parsed once (some eight minutes on
two cores) and kept in --cache. The other half of the stories is for reporting (benchmarks/echo.py) and is not looked at
here.

    echo.py --mrpc msr_paraphrase_train.txt --recount --out audit/models/echo.json

counts the words' weights anew, where the stemmer has changed, and keeps the coefficients that are there.

    echo.py --mrpc msr_paraphrase_train.txt --together --out audit/models/echo.json

learns anew how much counts what was made of two texts read together (training/together.py), beside the features; the
other coefficients stay. It is learned from the same pairs of ours, from every fourth of the Paraphrase Corpus, and from
those topics of our own pairs that the reader was not trained on, with which goes most of the weight.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from audit.lexicon import load_lexicon
from audit.parse.protocol import Paired, Side
from audit.parse.stanza_parser import EMBEDDED
from audit.parse.together import Together
from audit.trace.echo.content import content_of_text
from audit.trace.echo.features import AGAINST, NAMES
from audit.trace.echo.judge import EchoJudge
from audit.trace.echo.marks import marks
from audit.trace.echo.senses import senses_of
from audit.trace.echo.weights import ENCODER, WORDS, Model, evidence
from benchmarks.distort import CHOOSE, distortions, retellings, seed_pairs
from benchmarks.echo import Parsed, mrpc, parsed, related
from benchmarks.pairs import own_pairs

Array = np.ndarray[Any, Any]
FOR: frozenset[str] = (
    frozenset(NAMES)
    - AGAINST
    - frozenset("difference soft short names_both numbers_extra swapped lone_least lone_most".split())
)
# A long claim that has more to tell is no less of an echo.
UNUSED = ("lone_least", "lone_most", "difference", "length")
RAREST, LEAST = 8.0, 3
# How much a pair of each sort counts.
MRPC_SAME, MRPC_OTHER, RETELLING, ITSELF, BESIDE = 0.05, 0.02, 5.0, 0.5, 0.3
SEEDS_SAME, SEEDS_OTHER = 4.0, 0.3
ARTICLES, NEAREST = 200, 2
OWN, EVERY = 4.0, 4


def word_weights(found: Parsed, texts: list[str]) -> dict[str, float]:
    """Stem -> log(sentences / sentences that hold it), at most RAREST; those in fewer than LEAST sentences are left
    out."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({word.stem for word in found[text][0].words})
    kept = {form: count for form, count in counts.items() if count >= LEAST}
    return {form: round(min(RAREST, math.log(len(texts) / count)), 2) for form, count in sorted(kept.items())}


def fit(
    values: Array, labels: Array, weight: Array, ridge: float = 1.0, more: tuple[tuple[float | None, ...], ...] = ()
) -> tuple[Array, float]:
    """Coefficients and intercept: logistic loss with a ridge, signs held, by L-BFGS-B (Byrd and others 1995); ``more``
    are the bounds of columns after those of the features."""
    middle = np.average(values, axis=0, weights=weight)
    spread = np.maximum(np.sqrt(np.average((values - middle) ** 2, axis=0, weights=weight)), 0.02)
    rows = np.c_[(values - middle) / spread, np.ones(len(values))]
    bounds: list[tuple[float | None, ...]] = [
        (0.0, 0.0) if name in UNUSED else (0.0, None) if name in FOR else (None, 0.0) for name in NAMES
    ]
    bounds += more
    ridges = np.r_[np.full(len(bounds), ridge), 0.0]

    def loss(at: Array) -> tuple[float, Array]:
        told = rows @ at
        slope = rows.T @ (weight * (expit(told) - labels)) + ridges * at
        return float(weight @ (np.logaddexp(0.0, told) - labels * told) + ridges @ at**2 / 2), slope

    start = np.zeros(rows.shape[1])
    best = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options={"maxiter": 2500}
    ).x
    coefficients = best[:-1] / spread
    return coefficients, float(best[-1] - (coefficients * middle).sum())


def beside(path: Path, cache: Path | None) -> list[tuple[str, str]]:
    """Sentences of one article, each with those nearest to it; near copies (a lead and its caption) are left out."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:ARTICLES]]
    articles = [
        [line.strip() for line in row["text"].splitlines() if len(line.split()) >= 6 and len(line) < 400]
        for row in rows
    ]
    found, _ = parsed([line for lines in articles for line in lines], cache)
    pairs: set[tuple[str, str]] = set()
    for lines in articles:
        vectors = np.array([found[line][1] for line in lines]).reshape(len(lines), -1)
        near = vectors @ vectors.T - 2 * np.eye(len(lines))
        for n, row in enumerate(near):
            for m in np.argsort(-row, kind="stable")[:NEAREST]:
                if 0.3 <= row[m] < 0.85:
                    pairs.add((min(lines[n], lines[m]), max(lines[n], lines[m])))
    return sorted(pairs)


def examples(
    pairs: list[tuple[int, str, str]], apart: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], Array, Array]:
    """Pairs of texts, labels and weights of all that is learned from."""
    rows: list[tuple[str, str, int, float]] = []
    rows += [(a, b, same, MRPC_SAME if same else MRPC_OTHER) for same, a, b in pairs]
    rows += [(a, b, 0, BESIDE) for a, b in apart]
    rows += [(a, b, int(same), SEEDS_SAME if same else SEEDS_OTHER) for a, b, same in seed_pairs()]
    told = [row for row in retellings() if row["story"] in CHOOSE]
    rows += [(row["one"], row["two"], 1, RETELLING) for row in told]
    rows += [(a, b, 0, 1.0) for story, a, b in related() if story in CHOOSE]
    planted = [one for one in distortions() if one.story in CHOOSE]
    rows += [(one.before, one.after, 0, 1.0) for one in planted]
    rows += [(text, text, 1, ITSELF) for text in sorted({one.before for one in planted})]
    return [(a, b) for a, b, _, _ in rows], np.array([r[2] for r in rows]), np.array([r[3] for r in rows])


def together(pairs: list[tuple[int, str, str]], known: dict[str, Any], cache: Path | None) -> dict[str, Any]:
    """The coefficients of features and of readings, and the intercept, for pairs that were read together; ``known``
    is what was learned of words. Pairs whose words would never bring them to the reader are left out."""
    texts, labels, weight = examples(pairs[::EVERY], [])
    own = own_pairs("held")
    texts = texts + [(row["a"], row["b"]) for row in own]
    labels = np.r_[labels, [int(row["label"] == "same") for row in own]]
    weight = np.r_[weight, np.full(len(own), OWN)]
    found, _ = parsed(sorted({text for pair in texts for text in pair}), cache)
    by_words = {WORDS: tuple(known[WORDS]["coefficients"])}
    judge = EchoJudge(load_lexicon(), model=Model(by_words, {WORDS: known[WORDS]["intercept"]}, known["weights"]))
    reader = Together(EMBEDDED)
    vectors = dict(zip(found, map(np.array, reader.vectors(list(found))), strict=True))
    rows, asked, met = [], [], []
    for n, (a, b) in enumerate(texts):
        one, two = found[a][0], found[b][0]
        measured, alignment, _ = judge.measure(one, two, None)
        if not judge.worth(measured, float(vectors[a] @ vectors[b])):
            continue
        met.append(n)
        left, right = marks(one, two, alignment)
        rows.append(attrs.astuple(measured))
        asked.append(Paired(Side(a, left), Side(b, right), attrs.astuple(measured)))
    read = reader(asked)
    values = np.c_[np.array(rows), np.array([evidence(one) for one in read])]
    print(f"{len(met)} of {len(texts)} pairs are worth reading")
    coefficients, intercept = fit(values, labels[met], weight[met], more=((0.0, None), (None, 0.0), (0.0, None)))
    rounded = [round(float(c), 4) for c in coefficients]
    print({n: c for n, c in zip((*NAMES, "same", "against", "alike"), rounded, strict=True) if c}, intercept)
    size = len(NAMES)
    return {"coefficients": rounded[:size], "reading": rounded[size:], "intercept": round(intercept, 4)}


def main() -> None:
    """The command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mrpc", type=Path, required=True)
    parser.add_argument("--articles", type=Path, help="needed but for --recount")
    parser.add_argument("--together", action="store_true", help="only what counts of pairs read together")
    parser.add_argument("--recount", action="store_true", help="only the weights of words; the coefficients stay")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    pairs = mrpc(options.mrpc)
    if options.recount:
        found, _ = parsed(sorted({text for _, a, b in pairs for text in (a, b)}), options.cache)
        data = json.loads(options.out.read_text(encoding="utf-8"))
        before = data["weights"]
        data["weights"] = word_weights(found, list(found))
        print(f"{len(before)} weights before, {len(data['weights'])} now")
        write(data, options.out)
        return
    if options.together:
        data = json.loads(options.out.read_text(encoding="utf-8"))
        data["together"] = together(pairs, data, options.cache)
        write(data, options.out)
        return
    if options.articles is None:
        parser.error("--articles is needed")
    texts, labels, weight = examples(pairs, beside(options.articles, options.cache))
    print(
        f"{len(texts)} pairs, weight of those that say the same {weight[labels == 1].sum():.0f} of {weight.sum():.0f}"
    )
    found, encode = parsed(sorted({text for pair in texts for text in pair}), options.cache)
    weights = word_weights(found, sorted({text for _, a, b in pairs for text in (a, b)}))
    lexicon = load_lexicon()
    senses = senses_of(lexicon)
    bare = {text: content_of_text(text, senses) for text in found}
    judge = EchoJudge(lexicon, encode, Model({}, {}, weights))
    judge.learn(content for content, _ in found.values())
    parts: dict[str, Any] = {}
    for name in (ENCODER, WORDS):
        rows = []
        for a, b in texts:
            if name == ENCODER:
                cosine = float(found[a][1] @ found[b][1])
                rows.append(attrs.astuple(judge.measure(found[a][0], found[b][0], cosine)[0]))
            else:
                rows.append(attrs.astuple(judge.measure(bare[a], bare[b], None)[0]))
        coefficients, intercept = fit(np.array(rows), labels, weight)
        rounded = [round(float(c), 4) for c in coefficients]
        parts[name] = {"coefficients": rounded, "intercept": round(intercept, 4)}
        print(name, {n: c for n, c in zip(NAMES, rounded, strict=True) if c}, parts[name]["intercept"])
    parts["together"] = together(pairs, {**parts, "weights": weights}, options.cache)
    data = {
        "features": NAMES,
        **parts,
        "learned_from": {
            "mrpc": hashlib.sha256(options.mrpc.read_bytes()).hexdigest(),
            "articles": hashlib.sha256(options.articles.read_bytes()).hexdigest(),
            "stories": sorted(CHOOSE),
            "pairs": len(texts),
        },
        "weights": weights,
    }
    write(data, options.out)


def write(data: dict[str, Any], out: Path) -> None:
    """Writes the model and, beside it, its line of SHA256SUMS, which is verified before any model is read."""
    out.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    sums = out.with_name("SHA256SUMS")
    if sums.exists():
        lines = [line for line in sums.read_text(encoding="utf-8").splitlines() if not line.endswith("  " + out.name)]
        lines.append(f"{hashlib.sha256(out.read_bytes()).hexdigest()}  {out.name}")
        sums.write_text("\n".join(sorted(lines, key=lambda line: line.split("  ")[1])) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
