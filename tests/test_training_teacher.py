"""What a teacher reads of claims, and what becomes of what it says of them."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from audit.parse.cut import Cutter
from audit.parse.stanza_parser import EMBEDDED

teacher = pytest.importorskip("training.teacher", reason="scipy is not installed: pip install -e '.[training]'")
CUTTER = Cutter(EMBEDDED / "encoder")
BEFORE, CLAIM, AFTER = (
    "The ferry was late. ",
    "The owners bungled the repair of the old quay.",
    " It sails again on Monday.",
)
TEXT = BEFORE + CLAIM + AFTER


def read(text: str = TEXT, start: int = len(BEFORE), end: int = len(BEFORE) + len(CLAIM)) -> Any:
    found = teacher.claim_of(CUTTER._whole, "a", text, start, end)
    assert found is not None
    return found


def test_a_claim_is_read_with_what_stands_beside_it() -> None:
    claim = read()
    own = [piece for piece, inside in zip(claim.pieces, claim.own, strict=True) if inside]
    assert CUTTER._made.decode(own) == CLAIM.lower()
    assert CUTTER._made.decode(list(claim.pieces)) == TEXT.lower()
    assert claim.pieces[0] == teacher.OPENS
    assert [TEXT[start:end] for start, end in claim.spans][:3] == ["The", "owners", "bun"]
    assert 0 < claim.place < 1


@given(st.text(max_size=400), st.text(min_size=1, max_size=900), st.text(max_size=400))
def test_what_is_read_is_bounded_and_told_apart(before: str, own: str, after: str) -> None:
    text = before + own + after
    claim = teacher.claim_of(CUTTER._whole, "a", text, len(before), len(before) + len(own))
    if claim is not None:
        assert len(claim.pieces) == len(claim.own) <= teacher.LONGEST + 2 * teacher.BESIDE + 4
        assert claim.own.count(True) == len(claim.spans) <= teacher.LONGEST
        assert all(len(before) <= start <= end <= len(before) + len(own) for start, end in claim.spans)


def test_a_claim_without_pieces_is_none() -> None:
    assert teacher.claim_of(CUTTER._whole, "a", "No. \u200b Yes.", 4, 5) is None


def test_a_teacher_learns_what_its_labels_say_and_says_it_of_others() -> None:
    rows = []
    for number in range(24):
        judging = number % 2 == 0
        own = "The owners bungled it shamefully." if judging else "The ferry sails on Monday."
        text = f"Quay {number} is old. {own} Boats lie there."
        start = text.index(own)
        claim = read(text, start, start + len(own))
        at = text.index("shamefully") if judging else 0
        words = ((at, at + 10),) if judging else ()
        rows.append((claim, teacher.Sentence("a", start, ("v" if judging else "s",), False, words)))
    taught = teacher.trained(rows, epochs=3)
    one, two = (text.index("It ") for text in ("Quay. It was shamefully bungled.", "Quay. It sails on Monday."))
    asked = [read("Quay. It was shamefully bungled.", one, 32), read("Quay. It sails on Monday.", two, 25)]
    out = teacher.told(taught, asked)
    assert out[0, 0] > out[1, 0]
    assert not taught.training
    alone = teacher.told(taught, asked[:1])
    assert alone[0] == pytest.approx(out[0], abs=0.1)  # bf16, and other padding


def test_the_lowest_layers_stay_as_they_are() -> None:
    learned = {name for name, weight in teacher.Teacher().named_parameters() if weight.requires_grad}
    assert not any(name.startswith(("encoder.embeddings", "encoder.encoder.layer.1.")) for name in learned)
    assert any(name.startswith("encoder.encoder.layer.2.") for name in learned)
    pieces, there, own, place = teacher.batch_of([read(), read()])
    assert pieces.shape == there.shape == own.shape
    assert place.shape == torch.Size([2])
