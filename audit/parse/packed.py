"""Linear layers go in, the same layers come out with their weights as oneDNN multiplies them soonest."""

from __future__ import annotations

import torch


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


def pack(module: torch.nn.Module, rows: int) -> None:
    """Puts a Packed in the place of every linear layer within."""
    for inner in list(module.modules()):
        for name, layer in list(inner.named_children()):
            if isinstance(layer, torch.nn.Linear):
                setattr(inner, name, packed(layer, rows))
