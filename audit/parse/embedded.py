"""A folder of models goes in, a Stanza pipeline and the plain sentence encoder come out, offline and checked.

The encoder that tagger and parser share is a sentence encoder plus a low-rank adapter (weight += up @ down); tracing
reads the plain one.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import stanza
import torch
from safetensors.torch import load_file
from stanza.models.common.foundation_cache import BertRecord, FoundationCache

from audit.parse.batches import of_like_length
from audit.parse.cut import Cutter
from audit.parse.encoder import Encoder, is_known
from audit.parse.packed import pack
from audit.parse.pieces import whole
from audit.parse.protocol import ModelError
from audit.parse.unpickled import quick_loads

PROCESSORS: Final = ("tokenize", "mwt", "pos", "lemma", "depparse")
PIECES_A_PASS: Final = 2000  # word pieces, padding included, that one pass of the adapted encoder takes
PIECES_A_BATCH: Final = 1000  # the same of the plain encoder, whose batches are quickest so
PIECES_A_SENTENCE: Final = 256  # more than the plain encoder was trained on adds nothing to a sentence's vector


def verify(folder: Path) -> dict[str, str]:
    """File name -> SHA-256 of every file in the folder's SHA256SUMS, each compared with the file as it is.

    Raises ModelError where a file is missing or another than the one listed: nothing is unpickled before this passes.
    """
    listed = {}
    remedy = "install the package again, or give a folder of models with --model"
    try:
        lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ModelError(f"{folder}: no list of checksums (SHA256SUMS) in this model folder; {remedy}") from error
    for line in filter(str.strip, lines):
        wanted, _, name = line.partition("  ")
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(f"{folder / name}: this model file is missing; {remedy}") from error
        if found != wanted:
            raise ModelError(
                f"{folder / name}: this model file is damaged (its checksum is not the listed one); {remedy}"
            )
        listed[name] = found
    for name in PROCESSORS:
        if f"{name}.pt" not in listed:
            raise ModelError(f"{folder}: SHA256SUMS does not list {name}.pt; {remedy}")
    return listed


def load_encoder(folder: Path, adapted: bool) -> tuple[Any, Any]:
    """The sentence encoder and its tokenizer; ``adapted`` adds the adapter that tagger and parser read."""
    path = folder / "encoder"
    deltas = load_file(str(folder / "adapter.safetensors")) if adapted else {}
    added = {
        layer: deltas[f"{layer}.up"].float() @ deltas[f"{layer}.down"].float()
        for layer in {name.rsplit(".", 1)[0] for name in deltas}
    }
    model: Any
    if is_known(path):
        tokenizer: Any = Cutter(path)
        weights = load_file(str(path / "model.safetensors"))
        model = Encoder(weights | {f"{n}.weight": weights[f"{n}.weight"].float() + d for n, d in added.items()}).eval()
    else:
        from transformers import AutoModel, AutoTokenizer  # take as long to import as five articles to audit

        tokenizer = AutoTokenizer.from_pretrained(str(path), local_files_only=True)
        with _no_progress_bar():
            model = AutoModel.from_pretrained(str(path), local_files_only=True, add_pooling_layer=False).float().eval()
        with torch.no_grad():
            for layer, delta in added.items():
                model.get_submodule(layer).weight += delta
    pack(model.layers if isinstance(model, Encoder) else model.encoder, PIECES_A_PASS if adapted else PIECES_A_BATCH)
    return model, tokenizer


@contextlib.contextmanager
def _no_progress_bar() -> Iterator[None]:
    from transformers.utils import logging as transformers_logging

    shown = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            transformers_logging.enable_progress_bar()


def load_pipeline(folder: Path) -> Any:
    """The five processors as a stanza.Pipeline that looks nothing up; Stanza loads each file with ``weights_only``."""
    folder = folder.resolve()
    cache = FoundationCache(local_files_only=True)
    cache.bert["encoder"] = BertRecord(*load_encoder(folder, adapted=True), {})
    paths = {f"{name}_model_path": str(folder / f"{name}.pt") for name in PROCESSORS}
    # resources.json is empty and unknown languages are allowed, so that Stanza has nothing to look up
    with _no_compiler(), quick_loads():
        return stanza.Pipeline(
            "en",
            dir=str(folder),
            package=None,
            processors=",".join(PROCESSORS),
            download_method=None,
            allow_unknown_language=True,
            foundation_cache=cache,
            use_gpu=False,
            verbose=False,
            **paths,
        )


@contextlib.contextmanager
def _no_compiler() -> Iterator[None]:
    """Stanza makes an optimizer for its tokenizer even where nothing is learned; torch would import its compiler, which
    takes half a second, to keep its hands off that."""
    held = torch.optim.Optimizer.add_param_group
    torch.optim.Optimizer.add_param_group = getattr(held, "__wrapped__", held)  # type: ignore[method-assign]
    try:
        yield
    finally:
        torch.optim.Optimizer.add_param_group = held  # type: ignore[method-assign]


def sentence_vectors(encoder: tuple[Any, Any], texts: Sequence[str]) -> list[list[float]]:
    """One unit vector of 384 numbers per text: the mean over the pieces' last layer, as the encoder was made for."""
    model, tokenizer = encoder
    if not texts:
        return []
    pieces = tokenizer([whole(text) for text in texts], truncation=True, max_length=PIECES_A_SENTENCE)["input_ids"]
    order = sorted(range(len(texts)), key=lambda i: (len(pieces[i]), texts[i]))
    vectors: list[list[float]] = [[] for _ in texts]
    with torch.inference_mode():
        for rows in of_like_length(order, [len(row) for row in pieces], PIECES_A_BATCH):
            batch = tokenizer.pad({"input_ids": [pieces[i] for i in rows]}, return_tensors="pt")
            mask = batch["attention_mask"].unsqueeze(-1)
            hidden = model(**batch).last_hidden_state * mask
            means = torch.nn.functional.normalize(hidden.sum(1) / mask.sum(1), dim=1)
            for i, vector in zip(rows, means.tolist(), strict=True):
                vectors[i] = vector
    return vectors
