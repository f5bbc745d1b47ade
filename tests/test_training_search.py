"""What finds pairs of claims: what is learned of a few topics, and what is written."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from audit.parse.reader import mean_of
from audit.parse.stanza_parser import EMBEDDED
from training import search

PLACES = ("harbour", "school", "bridge", "market", "tower")
ROWS = [
    row
    for place in PLACES
    for row in (
        {"topic": place, "a": f"The {place} will shut on Monday.", "b": f"A {place} closes Monday.", "label": "same"},
        {"topic": place, "a": f"Nobody was hurt at the {place}.", "b": f"The {place} saw no harm.", "label": "same"},
        {
            "topic": place,
            "a": f"The {place} will shut on Monday.",
            "b": f"The {place} opens.",
            "label": "otherwise",
        },
    )
]


@pytest.fixture(scope="module")
def words() -> torch.Tensor:
    return load_file(str(EMBEDDED / "encoder" / "model.safetensors"))["embeddings.word_embeddings.weight"].float()


def test_a_mean_counts_each_piece_by_its_weight_and_nothing_is_noughts() -> None:
    words, weights = torch.eye(3), torch.tensor([1.0, 3.0, 0.0])
    found = mean_of([[0, 1], [2], [0, 0, 1]], words, weights)
    assert found.tolist() == [[0.25, 0.75, 0.0], [0.0, 0.0, 0.0], pytest.approx([0.4, 0.6, 0.0])]


def test_what_says_the_same_comes_nearer(words: torch.Tensor) -> None:
    texts = search.texts_of(ROWS, EMBEDDED / "encoder")
    made = search.Search(words, texts, PLACES)
    with torch.no_grad():
        before = float(search.loss_of(made, texts, PLACES))
    search.learn(made, texts, PLACES[:4], PLACES[4:], epochs=3, seed=1)
    with torch.no_grad():
        assert float(search.loss_of(made, texts, PLACES)) < before


def test_what_is_written_takes_the_place_of_what_was_there(words: torch.Tensor, tmp_path: Path) -> None:
    for name in ("echo-pairs.safetensors", "echo-pairs.json"):
        shutil.copy(EMBEDDED / name, tmp_path)
    made = search.Search(words, search.texts_of(ROWS, EMBEDDED / "encoder"), PLACES)
    search.write(made, tmp_path)
    told = json.loads((tmp_path / "echo-pairs.json").read_text(encoding="utf-8"))
    assert told["sha256"] == sha256((tmp_path / "echo-pairs.safetensors").read_bytes()).hexdigest()
    kept, held = (
        load_file(str(tmp_path / "echo-pairs.safetensors")),
        load_file(str(EMBEDDED / "echo-pairs.safetensors")),
    )
    assert kept.keys() == held.keys()
    assert all(torch.equal(kept[name], held[name]) for name in held if not name.startswith("search."))
