"""The name of a module that an extra brings goes in, the module comes out, or an error that says what to install."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

_EXTRAS: Final = {"pandas": "pandas", "polars": "polars", "pyarrow": "arrow", "openpyxl": "xlsx"}


def needed(module: str) -> Any:
    """The module, as it is; its data are its own. Raises ImportError that names the extra where it is missing."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        first = module.partition(".")[0]
        message = f"this needs {first}: pip install 'news-sourcing-audit[{_EXTRAS[first]}]'"
        raise ImportError(message, name=error.name) from error
