"""What steps have learned goes into a file every few minutes, and comes out of it in the next run, which goes on as if
it had never been cut off: weights, optimizer, batches, random states, step, loss.

With as many threads on such a machine the weights at the end are the same, bit by bit. A file is there whole or not at
all, and counts for its own run alone: where settings or data are others, that is told, and the steps begin anew.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import torch
from attrs import frozen
from torch import nn

EVERY: Final = 300.0  # seconds of work from one file to the next
ENDING: Final = ".checkpoint"


class Batches:
    """Batches without end. ``begin`` is given an epoch's number, from 0, and gives its batches: the same ones wherever
    the random states are the same, so the midst of an epoch is found again by the states at its beginning."""

    def __init__(self, begin: Callable[[int], Iterator[Any]]) -> None:
        self._begin = begin
        self._epoch, self._taken, self._states = -1, 0, random_states()
        self._left: Iterator[Any] = iter(())

    def take(self) -> Any:
        """The next one."""
        batch = next(self._left, None)
        if batch is None:
            self._turn(self._epoch + 1)
            batch = next(self._left)
        self._taken += 1
        return batch

    def _turn(self, epoch: int) -> None:
        self._epoch, self._taken, self._states = epoch, 0, random_states()
        self._left = self._begin(epoch)

    def state(self) -> dict[str, Any]:
        """Where they stand."""
        return {"epoch": self._epoch, "taken": self._taken, "states": self._states}

    def go_on(self, state: Mapping[str, Any]) -> None:
        """Goes where others of the same data stood; leaves the random states in disorder."""
        set_random_states(state["states"])
        self._turn(state["epoch"])
        for _ in range(state["taken"]):
            self.take()


def random_states() -> dict[str, Any]:
    """Those of Python and torch."""
    cards = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    return {"python": random.getstate(), "torch": torch.get_rng_state(), "cuda": cards}


def set_random_states(states: Mapping[str, Any]) -> None:
    """Sets them again."""
    random.setstate(states["python"])
    torch.set_rng_state(states["torch"])
    if states["cuda"]:
        torch.cuda.set_rng_state_all(states["cuda"])


@frozen
class Learner:
    """What changes from step to step: the weights that learn, and what teaches them."""

    weights: list[nn.Parameter]
    optimizer: torch.optim.Optimizer
    batches: Batches


class Checkpoints:
    """The files of one part's steps in a folder. ``of`` is what they must be of: plain values that tell settings and
    data; ``every``: seconds of work from one file to the next."""

    def __init__(self, folder: Path, part: str, of: Mapping[str, Any], every: float = EVERY) -> None:
        self._folder, self._part, self._of, self._every = folder, part, dict(of), every
        self._begun = self._written = (time.perf_counter(), time.process_time())
        self._before: dict[str, tuple[float, float]] = {}

    def also(self, files: Mapping[str, Path]) -> None:
        """What else they must be of: files, each by a name."""
        self._of |= {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}

    def _path(self, name: str) -> Path:
        return self._folder / f"{name.replace(', ', '-').replace(' ', '-')}{ENDING}"

    def read(self, name: str, learner: Learner) -> tuple[int, float]:
        """Puts all where it was; the steps taken by then, and the loss heard since it was last told. Without a file of
        these steps all stays as it is: 0 and 0.0."""
        known = self._known(name)
        number, heard = 0, 0.0
        if known is not None:
            with torch.no_grad():
                for weight, value in zip(learner.weights, known["weights"], strict=True):
                    weight.copy_(value)
            learner.optimizer.load_state_dict(known["optimizer"])
            learner.batches.go_on(known["batches"])
            set_random_states(known["states"])
            number, heard, self._before[name] = known["number"], known["heard"], known["took"]
            print(f"{name}: goes on after step {number}", file=sys.stderr)
        self._begun = self._written = (time.perf_counter(), time.process_time())
        return number, heard

    def _known(self, name: str) -> dict[str, Any] | None:
        path = self._path(name)
        if not path.is_file():
            return None
        try:
            known: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        except (OSError, RuntimeError, EOFError, pickle.UnpicklingError):
            print(f"{name}: begun anew; {path.name} cannot be read", file=sys.stderr)
            return None
        other = sorted(key for key in known["of"].keys() | self._of if known["of"].get(key) != self._of.get(key))
        if other:
            print(f"{name}: begun anew; {path.name} is of other {', '.join(other)}", file=sys.stderr)
            return None
        return known

    def due(self) -> bool:
        """Whether it is time to write again."""
        return time.perf_counter() - self._written[0] >= self._every

    def write(self, name: str, learner: Learner, number: int, heard: float) -> None:
        """Writes a file beside, then puts it in the place of the one before."""
        self._written = (time.perf_counter(), time.process_time())
        before = self._before.get(name, (0.0, 0.0))
        known = {
            "of": self._of,
            "weights": [weight.detach() for weight in learner.weights],
            "optimizer": learner.optimizer.state_dict(),
            "batches": learner.batches.state(),
            "states": random_states(),
            "number": number,
            "heard": heard,
            "took": tuple(b + w - s for b, w, s in zip(before, self._written, self._begun, strict=True)),
        }
        path = self._path(name)
        beside = path.with_name(f"{path.name}.part")
        with beside.open("wb") as stream:
            torch.save(known, stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)

    def before(self) -> tuple[float, float]:
        """The seconds of the runs before this one whose steps count, and those of the processor."""
        return sum(wall for wall, _ in self._before.values()), sum(own for _, own in self._before.values())

    def remove(self) -> None:
        """The part is made."""
        for path in self._folder.glob(f"{self._part}*{ENDING}*"):
            path.unlink()
