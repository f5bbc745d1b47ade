"""The encoder beside transformers' own, of the same files."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audit.parse import embedded
from audit.parse.cut import Cutter
from audit.parse.encoder import Encoder, is_known
from audit.parse.stanza_parser import EMBEDDED

FOLDER = EMBEDDED / "encoder"
TEXTS = [
    "The ferry line is sold, said a person familiar with the talks.".split(),
    "“No.”".split(),
    "Café owners on the quay — all of them — fear ЖКХ and 😀 …".split(),
    "a b c d e f g h i j k l m n o p q r s t u v w x y z".split() * 4,
]


@pytest.mark.parametrize("adapted", [False, True])
def test_the_encoder_gives_what_transformers_gives_bit_by_bit(adapted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, tokenizer = embedded.load_encoder(EMBEDDED, adapted)
    monkeypatch.setattr(embedded, "is_known", lambda folder: False)
    theirs, _ = embedded.load_encoder(EMBEDDED, adapted)
    assert isinstance(ours, Encoder)
    assert not isinstance(theirs, Encoder)
    with torch.inference_mode():
        for texts in (TEXTS, TEXTS[:1], TEXTS[1:3]):
            inputs = dict(tokenizer(texts, is_split_into_words=True, padding=True, return_tensors="pt"))
            inputs.pop("token_type_ids", None)
            one, two = (model(**inputs, output_hidden_states=True) for model in (ours, theirs))
            there = inputs["attention_mask"].bool()
            for mine, other in zip(one.hidden_states, two.hidden_states, strict=True):
                assert torch.equal(mine[there], other[there])
            assert torch.equal(one.last_hidden_state, one.hidden_states[-1])


def theirs() -> Any:
    """Transformers' own tokenizer of the encoder."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(FOLDER), local_files_only=True)


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(min_size=1), min_size=1, max_size=40), min_size=1, max_size=4), st.integers(3, 60))
@example(TEXTS, 512)
def test_texts_are_cut_as_transformers_cuts_them(texts: list[list[str]], most: int) -> None:
    ours, other = Cutter(FOLDER), theirs()
    one, two = (tokenizer(texts, is_split_into_words=True, return_attention_mask=False) for tokenizer in (ours, other))
    assert one["input_ids"] == two["input_ids"]
    assert all(one.word_ids(n) == two.word_ids(n) for n in range(len(texts)))
    asked = {"truncation": True, "max_length": most, "return_offsets_mapping": True}
    one, two = (tokenizer([" ".join(words) for words in texts], **asked) for tokenizer in (ours, other))
    assert one["input_ids"] == two["input_ids"]
    assert one["offset_mapping"] == [list(map(tuple, row)) for row in two["offset_mapping"]]
    rows = {"input_ids": one["input_ids"]}
    one, two = (tokenizer.pad(rows, return_tensors="pt") for tokenizer in (ours, other))
    assert all(torch.equal(one[key], two[key]) for key in ("input_ids", "attention_mask"))


def test_what_stanza_asks_beside_is_answered_by_transformers() -> None:
    ours, other = Cutter(FOLDER), theirs()
    assert (ours.model_max_length, ours.pad_token_id) == (other.model_max_length, other.pad_token_id)
    one, two = (tokenizer(TEXTS, padding="longest", is_split_into_words=True) for tokenizer in (ours, other))
    assert one["attention_mask"] == two["attention_mask"]
    assert one.input_ids == two.input_ids
    assert copy.deepcopy(ours).model_max_length == other.model_max_length


ASIDE = """
import sys
from audit.parse.aside import set_aside
with set_aside("networkx", "transformers", "no_such_library"):
    import networkx as held, networkx
    from audit.parse.stanza_parser import load
    assert not any(name.startswith(("networkx.", "transformers.")) for name in sys.modules), "imported at once"
    assert "no_such_library" not in sys.modules
assert "networkx" not in sys.modules and "transformers" not in sys.modules
load(None)
assert "transformers" not in sys.modules, "the embedded models ask for it"
import networkx.classes, transformers
assert held.MultiDiGraph is networkx.MultiDiGraph and held is not networkx
import stanza.models.depparse.trainer as trainer
assert trainer.transformers.AutoModel is transformers.AutoModel
with set_aside("networkx"):
    import networkx as again
assert again is networkx is sys.modules["networkx"]
print("done")
"""


def test_libraries_that_are_set_aside_are_imported_when_they_are_asked() -> None:
    told = subprocess.run([sys.executable, "-c", ASIDE], capture_output=True, text=True)
    assert told.stdout == "done\n", told.stderr


@pytest.mark.parametrize(("key", "value"), [("hidden_size", 768), ("model_type", "electra"), ("num_hidden_layers", 12)])
def test_another_encoder_is_left_to_transformers(key: str, value: object, tmp_path: Path) -> None:
    told = json.loads((FOLDER / "config.json").read_text("utf-8"))
    (tmp_path / "config.json").write_text(json.dumps(told))
    assert is_known(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(told | {key: value}))
    assert not is_known(tmp_path)
