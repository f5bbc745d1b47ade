"""The encoder beside transformers' own, of the same files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from audit.parse import embedded
from audit.parse.encoder import Encoder, is_known, tokenizer_of
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


def test_the_tokenizer_is_the_one_that_transformers_finds() -> None:
    from transformers import AutoTokenizer

    ours, theirs = tokenizer_of(FOLDER), AutoTokenizer.from_pretrained(str(FOLDER), local_files_only=True)
    one, two = (tokenizer(TEXTS, is_split_into_words=True) for tokenizer in (ours, theirs))
    assert one["input_ids"] == two["input_ids"]
    assert all(one.word_ids(n) == two.word_ids(n) for n in range(len(TEXTS)))
    assert (ours.model_max_length, ours.pad_token_id) == (theirs.model_max_length, theirs.pad_token_id)


@pytest.mark.parametrize(("key", "value"), [("hidden_size", 768), ("model_type", "electra"), ("num_hidden_layers", 12)])
def test_another_encoder_is_left_to_transformers(key: str, value: object, tmp_path: Path) -> None:
    told = json.loads((FOLDER / "config.json").read_text("utf-8"))
    (tmp_path / "config.json").write_text(json.dumps(told))
    assert is_known(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(told | {key: value}))
    assert not is_known(tmp_path)
