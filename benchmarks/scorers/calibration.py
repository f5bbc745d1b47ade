"""Confidences and whether each was right go in, the expected calibration error and the bins it is made of come out.

Ten bins of equal width; the error is the mean over all predictions of how far the share that is right lies from the
mean confidence of the bin (Naeini, Cooper and Hauskrecht, AAAI 2015; Guo et al., ICML 2017).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from benchmarks.scorers.attributions import Articles, match, views, words

BINS = 10


@frozen
class Bin:
    """Predictions with a confidence above ``low`` (the first bin also holds 0) and up to ``high``."""

    low: float
    high: float
    number: int
    confidence: float
    right: float


def bins(judged: Iterable[tuple[float, bool]], number: int = BINS) -> list[Bin]:
    """The bins that hold something; ``judged`` are pairs of a confidence (0 to 1) and whether it was right."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(number)]
    for confidence, right in judged:
        # a confidence at an edge belongs below it, whatever binary fractions make of it
        place = next(i for i in range(number) if i == number - 1 or confidence <= (i + 1) / number + 1e-9)
        held[place].append((confidence, right))
    found = []
    for place, row in enumerate(held):
        if row:
            means = (sum(column) / len(row) for column in zip(*row, strict=True))
            found.append(Bin(place / number, (place + 1) / number, len(row), *means))
    return found


def expected_error(found: Sequence[Bin]) -> float:
    """The expected calibration error, 0 to 1; 0 where there is nothing."""
    total = sum(row.number for row in found)
    return sum(row.number * abs(row.right - row.confidence) for row in found) / total if total else 0.0


def judge(gold_articles: Articles, predicted_articles: Articles) -> list[tuple[float, bool]]:
    """Every predicted attribution's confidence, and whether it is detected in the sense of scorers.attributions."""
    judged = []
    for name, article in gold_articles.items():
        tokens = words(article["text"])
        predicted = predicted_articles.get(name, {}).get("attributions", [])
        matched = {p for _, p in match(views(article["attributions"], tokens), views(predicted, tokens))}
        judged += [(attribution["confidence"], place in matched) for place, attribution in enumerate(predicted)]
    return judged
