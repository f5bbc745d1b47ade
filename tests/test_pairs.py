"""What must hold of the hand-written pairs in training/pairs/, whoever learns from them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "training" / "pairs"
FILES = {"half-a": 40, "half-b": 40, "more": 90}  # topics
MINIMAL = "roles antonym quantifier number name place date modality tense negation factive part cause".split()
TYPES = {"retelling": 18, "safe": 3, "neighbour": 3, **dict.fromkeys(MINIMAL, 2)}


def rows(file: str) -> list[dict[str, Any]]:
    """The pairs of one file."""
    return [json.loads(line) for line in (FOLDER / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("file", "topics"), FILES.items())
def test_every_topic_has_its_pairs_of_each_type(file: str, topics: int) -> None:
    found: dict[str, Counter[str]] = {}
    for row in rows(file):
        assert list(row) == ["topic", "id", "a", "b", "label", "type"]
        found.setdefault(row["topic"], Counter())[row["type"]] += 1
    assert len(found) == topics
    assert all(counts == TYPES for counts in found.values())


@pytest.mark.parametrize("file", FILES)
def test_labels_fit_the_types(file: str) -> None:
    for row in rows(file):
        same = row["type"] in ("retelling", "safe")
        assert row["label"] in (("same",) if same else ("otherwise", "contradicts")), row["id"]


def test_the_files_share_no_topic_and_no_sentence() -> None:
    parts = [rows(file) for file in FILES]
    assert len({row["topic"] for part in parts for row in part}) == sum(FILES.values())
    sentences = Counter(row[side] for part in parts for row in part for side in "ab")
    assert sentences.most_common(1)[0][1] == 1
    assert len({row["id"] for part in parts for row in part}) == sum(map(len, parts))
