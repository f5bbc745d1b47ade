"""A loss goes in, the network has learned from it: one step of the optimizer and of its schedule, gradients clipped;
and the whole of it, epoch by epoch."""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

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


def learn(
    network: nn.Module,
    given: Sequence[Any],
    loss_of: Callable[[Sequence[Any]], torch.Tensor],
    options: argparse.Namespace,
    at_once: int,
    decay: float,
    seed: int,
) -> None:
    """Trains a network on what is given, so many (``at_once``) a step, in an order of its own in each epoch; then it is
    ready to be asked. Each epoch's mean loss and the seconds that it took are printed to standard error. ``options``
    has its ``epochs`` and highest ``rate``."""
    shuffle, epochs, rate = random.Random(seed), options.epochs, options.rate
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay)
    steps = epochs * math.ceil(len(given) / at_once) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.15)
    for epoch in range(1, epochs + 1):
        network.train()
        order, began = list(given), time.time()
        shuffle.shuffle(order)
        batches = (order[start : start + at_once] for start in range(0, len(order), at_once))
        losses = [stepped(network, loss_of(batch), optimizer, schedule) for batch in batches]
        print(f"epoch {epoch}: {sum(losses) / len(losses):.4f}, {time.time() - began:.0f} s", file=sys.stderr)
    network.eval()
