"""Weights by the unpickler in C are those that torch's own gives, and nothing that torch refuses gets past it."""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch

from audit.parse.stanza_parser import EMBEDDED
from audit.parse.unpickled import quick_loads


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor):
        return one.dtype == other.dtype and torch.equal(one, other)
    if type(one) is not type(other):
        return False
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


@pytest.mark.parametrize("name", ["tokenize", "mwt", "pos", "lemma", "depparse"])
def test_what_is_loaded_quickly_is_what_torch_loads(name: str) -> None:
    """Every model file, tensor by tensor and word by word."""
    path = EMBEDDED / f"{name}.pt"
    by_torch = torch.load(path, weights_only=True)
    with quick_loads():
        quickly = torch.load(path, weights_only=True)
    assert _same(by_torch, quickly)


class _Runs:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def test_what_is_no_weight_is_refused_and_does_not_run(tmp_path: Path) -> None:
    """A file that would call a function when it is unpickled is refused, as by torch alone."""
    torch.save({"weights": _Runs(tmp_path / "ran")}, tmp_path / "bad.pt")
    with quick_loads(), pytest.raises(pickle.UnpicklingError):
        torch.load(tmp_path / "bad.pt", weights_only=True)
    assert not (tmp_path / "ran").exists()


def test_torch_loads_as_before_when_it_is_over() -> None:
    """Whoever loads a file later gets torch's own way, error or not."""
    held = torch.load
    with contextlib.suppress(ValueError), quick_loads():
        assert torch.load is not held
        raise ValueError
    assert torch.load is held


def test_what_is_not_asked_for_as_weights_only_is_torch_s_alone(tmp_path: Path) -> None:
    """Somebody else's file of objects, loaded beside a parser that is being loaded, comes out as it went in."""
    torch.save({"path": Path("a/b")}, tmp_path / "whole.pt")
    with quick_loads():
        assert torch.load(tmp_path / "whole.pt", weights_only=False) == {"path": Path("a/b")}
