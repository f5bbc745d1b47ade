"""The folder of an encoder goes in, what cuts texts into the encoder's pieces comes out: its tokenizer.json, asked
without transformers, which takes long to import.

What Stanza's own calls ask beside what this package does, transformers' own answers; it is imported then. A test
compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from tokenizers import Encoding, Tokenizer


class Cut(dict[str, Any]):
    """Texts cut into pieces: ``input_ids`` and ``offset_mapping``, a list per text, those that open and close it with
    them."""

    def __init__(self, cut: Sequence[Encoding], most: int | None) -> None:
        self._words = [_shortened(one.word_ids, most) for one in cut]
        super().__init__(
            input_ids=[_shortened(one.ids, most) for one in cut],
            offset_mapping=[_shortened(one.offsets, most) for one in cut],
        )

    @property
    def input_ids(self) -> list[list[int]]:
        """Of each text its pieces' places in the vocabulary."""
        found: list[list[int]] = self["input_ids"]
        return found

    def word_ids(self, batch_index: int = 0) -> list[int | None]:
        """Of each piece of a text the number of its word."""
        return list(self._words[batch_index])


class Cutter:
    """The tokenizer of the encoder in a folder, as transformers calls one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._made.no_truncation()
        self._made.no_padding()
        told = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        self.model_max_length = int(told["model_max_length"])

    def __call__(
        self,
        texts: Any,
        *,
        is_split_into_words: bool = False,
        return_attention_mask: bool | None = None,
        return_offsets_mapping: bool = False,
        truncation: bool = False,
        max_length: int | None = None,
        **asked: Any,
    ) -> Any:
        """A list of texts, or of lists of words where they are split already, cut; with ``truncation`` into so many
        pieces (``max_length``) at most. What ``return_offsets_mapping`` asks for is always told. Whatever else is asked
        is asked of transformers."""
        if asked or return_attention_mask or not isinstance(texts, list):
            asked |= {"return_offsets_mapping": return_offsets_mapping, "return_attention_mask": return_attention_mask}
            cutting = {"is_split_into_words": is_split_into_words, "truncation": truncation, "max_length": max_length}
            return self._whole(texts, **asked, **cutting)
        cut = self._made.encode_batch(texts, is_pretokenized=is_split_into_words)
        return Cut(cut, max_length if truncation else None)

    def pad(self, rows: Mapping[str, Sequence[Sequence[int]]], return_tensors: str) -> dict[str, torch.Tensor]:
        """``input_ids``, of each text a list of its pieces' places in the vocabulary, as an array (texts, pieces), with
        an ``attention_mask`` that is 0 where nothing stands."""
        assert return_tensors == "pt"
        given = rows["input_ids"]
        most = max(map(len, given))
        filled, mask = torch.zeros(2, len(given), most, dtype=torch.long)  # what fills it is masked, whatever it is
        for place, row in enumerate(given):
            filled[place, : len(row)], mask[place, : len(row)] = torch.tensor(row), 1
        return {"input_ids": filled, "attention_mask": mask}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # a copy that is being made has nothing yet
            raise AttributeError(name)
        return getattr(self._whole, name)

    @cached_property
    def _whole(self) -> Any:
        from transformers import PreTrainedTokenizerFast  # AutoTokenizer looks through all models first

        return PreTrainedTokenizerFast.from_pretrained(str(self._folder), local_files_only=True)


def _shortened(row: Sequence[Any], most: int | None) -> list[Any]:
    """A row with at most so many, the one that closes it kept."""
    return list(row) if most is None or len(row) <= most else [*row[: most - 1], row[-1]]
