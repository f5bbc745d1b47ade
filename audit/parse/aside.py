"""Libraries that Stanza imports and an audit hardly ever asks are imported when somebody asks them.

Transformers and networkx are a third of what importing Stanza takes. While Stanza is imported, something stands in for
each that has not been imported yet, and becomes it at the first question; afterwards whoever imports them gets
themselves.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class _Aside(ModuleType):
    """What stands in for the module of a specification."""

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        self.__spec__, self.__file__ = spec, spec.origin  # torch goes through the files of all modules

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def set_aside(*names: str) -> Iterator[None]:
    """While it lasts, importing modules of these names imports nothing until one is asked for something."""
    placed = {}
    for name in names:
        if name not in sys.modules and (spec := importlib.util.find_spec(name)) is not None:
            placed[name] = sys.modules[name] = _Aside(spec)
    try:
        yield
    finally:
        for name, module in placed.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
