"""A loss goes in, the network has learned from it: one step of the optimizer and of its schedule, gradients clipped."""

from __future__ import annotations

from typing import Final

import torch
from torch import nn

LONGEST: Final = 5.0  # the longest that a step's gradient may be


def stepped(
    network: nn.Module,
    loss: torch.Tensor,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> float:
    """The loss, a scalar, as a number, after the step."""
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), LONGEST)
    optimizer.step()
    schedule.step()
    return float(loss.detach())
