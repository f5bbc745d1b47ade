"""The files of an encoder go in, what Stanza's models ask of one comes out: a BERT of the size that ours has.

Transformers' own takes as long to import as all that an audit of five articles does; this takes nothing. Stanza's own
calls, and ``audit.parse.annotate``, get from it what transformers' gives, bit by bit (a test compares them).

Source: BERT, Devlin et al. 2019; the layers are those by which pairs are read (``audit.parse.reader``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import torch
from torch import nn

from audit.parse.reader import HEADS, INNER, LAYERS, WIDTH, Layer, Pieces

_FORM: Final[dict[str, object]] = {
    "model_type": "bert",
    "hidden_size": WIDTH,
    "intermediate_size": INNER,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "hidden_act": "gelu",
    "layer_norm_eps": 1e-12,
    "position_embedding_type": "absolute",
}
_USUAL: Final[dict[str, object]] = {"position_embedding_type": "absolute"}  # where a file does not say


def is_known(folder: Path) -> bool:
    """Whether the encoder in a folder is one that ``Encoder`` can be: by its config.json."""
    told = _USUAL | json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return all(told.get(key) == value for key, value in _FORM.items())


class Encoder(nn.Module):
    """An encoder with these weights, by the names that its file has for them. For inference only."""

    _hf_peft_config_loaded = False  # Stanza asks every encoder whether it has adapters of the library peft

    def __init__(self, weights: Mapping[str, torch.Tensor]) -> None:
        super().__init__()
        self.config = SimpleNamespace(hidden_size=WIDTH)
        self.pieces = Pieces(weights)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        for number, layer in enumerate(self.layers):
            assert isinstance(layer, Layer)
            layer.take(weights, number)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None, **_: Any) -> SimpleNamespace:
        """Numbers of pieces (texts, pieces), and an array of 0 for those that pad -> ``hidden_states``, arrays of what
        each layer reads and of what the last one makes of it (texts, pieces, WIDTH), and ``last_hidden_state``."""
        seen = None
        if attention_mask is not None and not attention_mask.all():
            seen = attention_mask.bool()[:, None, None, :]
        states = [self.pieces(input_ids)]
        for layer in self.layers:
            states.append(layer(states[-1], seen))
        return SimpleNamespace(last_hidden_state=states[-1], hidden_states=tuple(states))
