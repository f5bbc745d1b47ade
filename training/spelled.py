"""Treebanks made ready go in, the tokenizer, the expander of contractions and the lemmatizer come out: Stanza's own
commands with the settings of our models."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from stanza.models import lemmatizer, mwt_expander, tokenizer

from training.treebanks import Prepared

SHORTHAND: Final = "en_trees"
Settings = Mapping[str, int]

# What differs from Stanza's own defaults; the setting of a run adds steps and epochs.
TOKENIZE: Final = {"max_seqlen": 300}
LEMMA: Final = {"batch_size": 100}


def _asked(work: Path, name: str, seed: int, device: str, given: Mapping[str, object]) -> list[str]:
    every = {"shorthand": SHORTHAND, "save_dir": work, "save_name": f"{name}.pt", "seed": seed, "device": device}
    return [part for key, value in (every | dict(given)).items() for part in (f"--{key}", str(value))]


def tokenize(data: Prepared, work: Path, settings: Settings, seed: int, device: str) -> None:
    """Writes tokenize.pt."""
    files = {
        **{"txt_file": data.text["train"], "label_file": data.labels["train"], "mwt_json_file": data.contractions},
        **{"dev_txt_file": data.text["dev"], "dev_label_file": data.labels["dev"], "lang": "en"},
    }
    tokenizer.main(_asked(work, "tokenize", seed, device, files | TOKENIZE | dict(settings)))


def mwt(data: Prepared, work: Path, settings: Settings, seed: int, device: str) -> None:
    """Writes mwt.pt."""
    files = {"train_file": data.conllu["train"], "eval_file": data.dev_contracted, "gold_file": data.conllu["dev"]}
    mwt_expander.main(_asked(work, "mwt", seed, device, files | {"lang": "en"} | dict(settings)))


def lemma(data: Prepared, work: Path, settings: Settings, seed: int, device: str) -> None:
    """Writes lemma.pt: the network learns from a few of each form, the dictionary from all."""
    files = {"train_file": data.forms, "secondary_file": data.conllu["train"], "eval_file": data.conllu["dev"]}
    lemmatizer.main(_asked(work, "lemma", seed, device, files | LEMMA | dict(settings)))
