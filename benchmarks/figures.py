"""A run goes in, its figures come out by name, and the tables they are read in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.run import Run
from benchmarks.scorers import attributions, calibration, cofenet, sources, spans
from benchmarks.scorers.attributions import PRF, Articles

Rows = list[tuple[str, ...]]
Figures = dict[str, float]


def attribution_figures(run: Run) -> dict[str, PRF | float]:
    """Name -> (precision, recall, F1) or a share, of everything that needs no other gold than the attributions."""
    gold, predicted = run.gold, run.predicted
    found = dict(attributions.score(gold, predicted))
    reporting = attributions.score(gold, predicted, reporting=True)
    for name in ("detected", "attributed", "source|match"):
        found[f"{name}, reporting"] = reporting[name]
    for role, values in spans.by_role(gold, predicted).items():
        found |= {f"{measure}/{role}": value for measure, value in values.items()}
    found |= spans.quotes(gold, predicted)
    for threshold in spans.THRESHOLDS:
        covered, speaker = spans.coverage(gold, predicted, threshold)
        found |= {f"coverage {threshold}": covered, f"coverage {threshold} speaker": speaker}
    return found


def cofenet_figures(run: Run, instances: Path) -> cofenet.Figures:
    """The figures on CofeNet's own instances."""
    return cofenet.score(cofenet.read_instances(instances), run.gold, run.predicted)


def source_figures(run: Run, labels: Path) -> sources.Figures:
    """Kinds and resolved names."""
    return sources.score(sources.read_labels(labels), run.gold, run.predicted)


def calibration_bins(run: Run) -> list[calibration.Bin]:
    """The bins of confidence."""
    return calibration.bins(calibration.judge(run.gold, run.predicted))


def flat(found: Mapping[str, PRF | float], prefix: str = "") -> Figures:
    """Each figure as one number: F1 of a triple, a share as it is."""
    return {
        f"{prefix}{name}{' F1' if isinstance(value, tuple) else ''}": value[2] if isinstance(value, tuple) else value
        for name, value in found.items()
    }


def by_group(run: Run, key: str) -> Rows:
    """Predicted attributions by one of their keys ("construction", "cue_class"): how many, how many right, how sure."""
    rows: dict[str, list[tuple[bool, bool, float]]] = defaultdict(list)
    for article, gold, predicted, pairs in _matched(run.gold, run.predicted):
        partner = {p: g for g, p in pairs}
        for place, found in enumerate(article["attributions"]):
            g = partner.get(place)
            right = g is not None and attributions.attributed(gold[g], predicted[place])
            rows[found[key]].append((g is not None, right, found["confidence"]))
    head = (key.replace("_", " "), "predicted", "detected %", "attributed %", "confidence")
    body = sorted(rows.items(), key=lambda item: (-len(item[1]), item[0]))
    return [head, *((name, str(len(row)), *_shares(row)) for name, row in body)]


def _shares(row: Sequence[tuple[bool, bool, float]]) -> Iterator[str]:
    for column in zip(*row, strict=True):
        mean = sum(column) / len(row)
        yield f"{mean:.2f}" if isinstance(column[0], float) else f"{100 * mean:.1f}"


def _matched(
    gold_articles: Articles, predicted_articles: Articles
) -> Iterator[tuple[Mapping[str, Any], list[attributions.View], list[attributions.View], list[tuple[int, int]]]]:
    for name, article in gold_articles.items():
        predicted_article = predicted_articles.get(name, {"attributions": []})
        tokens = attributions.words(article["text"])
        gold = attributions.views(article["attributions"], tokens)
        predicted = attributions.views(predicted_article["attributions"], tokens)
        yield predicted_article, gold, predicted, attributions.match(gold, predicted)


def by_publisher(run: Run) -> Rows:
    """Detected and attributed for each publisher of the gold."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name, article in run.gold.items():
        groups[article.get("publisher") or "(not stated)"].append(name)
    rows: Rows = [("publisher", "articles", "gold", "predicted", "detected P", "R", "F1", "attributed F1")]
    for publisher, names in sorted(groups.items()):
        gold = {name: run.gold[name] for name in names}
        found = flat(attributions.score(gold, run.predicted))
        precision, recall, f1 = attributions.score(gold, run.predicted)["detected"]  # type: ignore[misc]
        counts = (sum(len(side[name]["attributions"]) for name in names) for side in (gold, run.predicted))
        rows.append((publisher, *map(str, (len(names), *counts, precision, recall, f1, found["attributed F1"]))))
    return rows


def table(rows: Iterable[Sequence[str]]) -> str:
    """Rows as aligned lines, the first column to the left, the others to the right."""
    rows = list(rows)
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    align: list[Callable[[str, int], str]] = [str.ljust, *[str.rjust] * (len(widths) - 1)]
    return "\n".join("  ".join(a(c, w) for a, c, w in zip(align, row, widths, strict=True)).rstrip() for row in rows)


def figure_rows(found: Mapping[str, PRF | float]) -> Rows:
    """Figures as rows of precision, recall and F1, or of one value."""
    rows: Rows = [("", "P", "R", "F1")]
    for name, value in found.items():
        cells = [f"{v:.1f}" for v in value] if isinstance(value, tuple) else ["", "", f"{value:.1f}"]
        rows.append((name, *cells))
    return rows


def bin_rows(found: Iterable[calibration.Bin]) -> Rows:
    """The bins of confidence as rows."""
    body = ((f"{b.low:.1f}-{b.high:.1f}", str(b.number), f"{b.confidence:.3f}", f"{b.right:.3f}") for b in found)
    return [("confidence", "number", "mean", "right"), *body]
