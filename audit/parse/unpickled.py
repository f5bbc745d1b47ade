"""While this lasts, whoever has torch load weights only gets them by Python's own unpickler, the one in C, held to the
few names that weights are made of: torch's is written in Python, and takes seven times as long for a file of words.

A file that asks for any other name is left to torch, which refuses what it does not know.
"""

from __future__ import annotations

import codecs
import contextlib
import pickle
from collections import OrderedDict
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

import torch

_KNOWN: Final[dict[tuple[str, str], Any]] = {
    (one.__module__, one.__name__): one for one in (OrderedDict, torch._utils._rebuild_tensor_v2, codecs.encode, set)
}


class _Unpickler(pickle.Unpickler):
    """Finds the names of ``_KNOWN`` and no others; torch adds storages to them, which it makes itself."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _KNOWN[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not what weights are made of") from None


_MODULE: Final = ModuleType("weights")
_MODULE.Unpickler = _Unpickler  # type: ignore[attr-defined]
_MODULE.load = lambda file, **more: _Unpickler(file, **more).load()  # type: ignore[attr-defined]


@contextlib.contextmanager
def quick_loads() -> Iterator[None]:
    """``torch.load`` as said above, wherever it is asked for weights only."""
    held = torch.load

    def load(file: Any, map_location: Any = None, *, weights_only: bool | None = None, **more: Any) -> Any:
        if weights_only and not more:
            with contextlib.suppress(pickle.UnpicklingError):
                return held(file, map_location, pickle_module=_MODULE, weights_only=False)
        return held(file, map_location, weights_only=weights_only, **more)

    torch.load = load  # type: ignore[assignment]
    try:
        yield
    finally:
        torch.load = held
