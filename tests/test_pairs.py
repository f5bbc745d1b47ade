"""What must hold of the hand-written pairs in training/pairs/, whoever learns from them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "training" / "pairs"
MINIMAL = "roles antonym quantifier number name place date modality tense negation factive part cause".split()
TYPES = {"retelling": 18, "safe": 3, "neighbour": 3, **dict.fromkeys(MINIMAL, 2)}


def rows(half: str) -> list[dict[str, Any]]:
    """The pairs of one half."""
    return [json.loads(line) for line in (FOLDER / f"half-{half}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("half", ["a", "b"])
def test_every_topic_has_its_pairs_of_each_type(half: str) -> None:
    found: dict[str, Counter[str]] = {}
    for row in rows(half):
        assert list(row) == ["topic", "id", "a", "b", "label", "type"]
        found.setdefault(row["topic"], Counter())[row["type"]] += 1
    assert len(found) == 40
    assert all(counts == TYPES for counts in found.values())


@pytest.mark.parametrize("half", ["a", "b"])
def test_labels_fit_the_types(half: str) -> None:
    for row in rows(half):
        same = row["type"] in ("retelling", "safe")
        assert row["label"] in (("same",) if same else ("otherwise", "contradicts")), row["id"]


def test_the_halves_share_no_topic_and_no_sentence() -> None:
    one, two = rows("a"), rows("b")
    assert not {row["topic"] for row in one} & {row["topic"] for row in two}
    sentences = Counter(row[side] for row in (*one, *two) for side in "ab")
    assert sentences.most_common(1)[0][1] == 1
    assert len({row["id"] for row in (*one, *two)}) == len(one) + len(two)
