"""Kinds and resolved names of sources are scored:
python -m benchmarks.scorers.sources LABELS.jsonl ARTICLES.jsonl PREDICTED.jsonl

LABELS.jsonl holds one labelled gold attribution per line: {"id" of the article, "index" of the attribution in it,
"kind", "also" (other defensible kinds), "resolved" (the name it stands for, or "")}. ARTICLES.jsonl holds the gold
articles, PREDICTED.jsonl what `audit attributions --format jsonl` prints: {"id", "attributions": [{"cue": SPANS,
"content": SPANS, "kind": str, "resolved": str or null, …}]}. A gold attribution is met by the prediction that shares a
cue character or half of its content (best overlap).

Figures: per kind how many are labelled, met, and right (kind or also); kinds right of those met; and, of those met
whose label has a name, how many resolved names hold its last word. Labels of kind "none" are left out.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from benchmarks.scorers.attributions import Articles, Listed, read


@frozen
class Figures:
    """Kind -> (labelled, met, right), and the shares in percent."""

    kinds: dict[str, tuple[int, int, int]]
    met: float
    right: float
    resolved: float
    named: int


def _characters(spans: Iterable[Sequence[int]] | None) -> set[int]:
    return {i for start, end in spans or [] for i in range(start, end)}


def best_match(gold: Listed, predictions: Iterable[Listed]) -> Listed | None:
    """The prediction that shares a cue character or half of the content; None where none does."""
    cue, content = _characters(gold["cue"]), _characters(gold["content"])
    best, best_score = None, 0.0
    for prediction in predictions:
        other = _characters(prediction["content"])
        overlap = 2 * len(other & content) / (len(other) + len(content)) if other or content else 0.0
        score = overlap + bool(_characters(prediction["cue"]) & cue)
        if score >= 0.5 and score > best_score:
            best, best_score = prediction, score
    return best


def kind_is_right(label: dict[str, Any], prediction: Listed) -> bool:
    """Whether the predicted kind is one of the label's."""
    return prediction.get("kind") in {label["kind"], *label["also"]}


def name_is_right(label: dict[str, Any], prediction: Listed) -> bool:
    """Whether the resolved name holds the last word of the label's."""
    return label["resolved"].split()[-1].lower() in (prediction.get("resolved") or "").lower()


def score(labels: Iterable[dict[str, Any]], articles: Articles, predicted: Articles) -> Figures:
    """The figures over the labels whose article is among the articles."""
    labelled, met, right = Counter[str](), Counter[str](), Counter[str]()
    named = resolved = 0
    for label in labels:
        if label["kind"] == "none" or label["id"] not in articles:
            continue
        labelled[label["kind"]] += 1
        gold = articles[label["id"]]["attributions"][label["index"]]
        found = best_match(gold, predicted.get(label["id"], {}).get("attributions", []))
        if found is None:
            continue
        met[label["kind"]] += 1
        right[label["kind"]] += kind_is_right(label, found)
        if label["resolved"]:
            named += 1
            resolved += name_is_right(label, found)
    return Figures(
        {kind: (labelled[kind], met[kind], right[kind]) for kind in labelled},
        _share(met.total(), labelled.total()),
        _share(right.total(), met.total()),
        _share(resolved, named),
        named,
    )


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def read_labels(path: str | Path) -> list[dict[str, Any]]:
    """The labels of a file with one JSON object per line."""
    with Path(path).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("labels", "articles", "predicted"):
        parser.add_argument(name)
    options = parser.parse_args()
    found = score(read_labels(options.labels), read(options.articles), read(options.predicted))
    for kind, (labelled, met, right) in found.kinds.items():
        print(f"{kind:14} labelled {labelled:3} met {met:3} right {right:3}")
    print(
        f"met {found.met:.1f}  kinds right of met {found.right:.1f}  "
        f"resolved right of met {found.resolved:.1f}  ({found.named} with a name)"
    )


if __name__ == "__main__":
    main()
