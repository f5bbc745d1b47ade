"""Layers go in, the same layers come out as oneDNN works them out soonest."""

from __future__ import annotations

from typing import Final

import torch
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

_SHUT: Final = -1e4  # the sigmoid of so little is nought


class Packed(torch.nn.Module):
    """A linear layer whose weights oneDNN keeps in the order that it multiplies them in: the same sums, a third sooner
    than by torch's own product on processors that this does not know well. For inference only.

    Raises what torch raises where this build or processor cannot.
    """

    def __init__(self, layer: torch.nn.Linear, rows: int) -> None:
        super().__init__()
        with torch.no_grad():
            self._weight = torch.ops.mkldnn._reorder_linear_weight(layer.weight.detach(), rows)
        self._bias = None if layer.bias is None else layer.bias.detach()

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The layer's output for rows of its input."""
        product: torch.Tensor = torch.ops.mkldnn._linear_pointwise(rows, self._weight, self._bias, "none", [], "none")
        return product


def packed(layer: torch.nn.Linear, rows: int) -> torch.nn.Module:
    """A Packed that does what the layer does, for about so many rows at once; the layer itself where this build of
    torch, or this processor, has none."""
    try:
        found = Packed(layer, rows)
        found(torch.zeros(1, layer.in_features))
    except (AttributeError, NotImplementedError, RuntimeError):
        return layer
    return found


class BothWays(torch.nn.Module):
    """A bidirectional LSTM of one layer, each of its ways an LSTM over padded rows, which oneDNN works out in half the
    time of torch's own over packed ones. For inference only."""

    def __init__(self, lstm: torch.nn.LSTM) -> None:
        super().__init__()
        self._there, self._back = (
            torch.nn.LSTM(lstm.input_size, lstm.hidden_size, bias=lstm.bias, batch_first=True) for _ in range(2)
        )
        for name, weight in lstm.named_parameters():
            way = self._back if name.endswith("_reverse") else self._there
            setattr(way, name.removesuffix("_reverse"), weight)

    def forward(self, packed: PackedSequence) -> tuple[PackedSequence, None]:
        """What the LSTM makes of sequences, the longest first, and no last state."""
        rows, lengths = pad_packed_sequence(packed, batch_first=True)
        turn = (lengths[:, None] - 1 - torch.arange(rows.shape[1])).clamp(min=0)[:, :, None]
        back = self._back(rows.gather(1, turn.expand_as(rows)))[0]
        both = torch.cat([self._there(rows)[0], back.gather(1, turn.expand_as(back))], 2)
        return pack_padded_sequence(both, lengths, batch_first=True), None


class Padded(torch.nn.Module):
    """A bidirectional LSTM of one layer over padded rows, which oneDNN works out both ways at once, in half the time of
    torch's own over packed ones. One number more tells it where padding is: there nothing passes the gate by which it
    would be remembered, so the way back begins at each row's last word. For inference only."""

    def __init__(self, lstm: torch.nn.LSTM) -> None:
        super().__init__()
        self._lstm = torch.nn.LSTM(lstm.input_size + 1, lstm.hidden_size, batch_first=True, bidirectional=True)
        for name, weight in lstm.named_parameters():
            if name.startswith("weight_ih"):
                shut = torch.zeros(len(weight), 1)
                shut[: lstm.hidden_size] = _SHUT  # the first of the four gates is the one of what comes in
                weight = torch.nn.Parameter(torch.cat([weight.detach(), shut], 1))
            setattr(self._lstm, name, weight)

    def forward(self, rows: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Rows (sequences, words, numbers) and how many words each has -> states (sequences, words, 2 × hidden), of
        which those of padding mean nothing."""
        outside = torch.arange(rows.shape[1])[None, :] >= lengths[:, None]
        states: torch.Tensor = self._lstm(torch.cat([rows, outside[:, :, None].to(rows.dtype)], 2))[0]
        return states


def pack(module: torch.nn.Module, rows: int) -> None:
    """Puts a Packed in the place of every linear layer within."""
    for inner in list(module.modules()):
        for name, layer in list(inner.named_children()):
            if isinstance(layer, torch.nn.Linear):
                setattr(inner, name, packed(layer, rows))
