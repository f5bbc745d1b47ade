"""How much is done goes in, a progress bar on standard error comes out, where that is a terminal."""

from __future__ import annotations

import sys
import warnings
from typing import IO, Any


class Hushed(warnings.catch_warnings):
    """No Python warnings while it lasts: the audit's own are printed as messages, those of libraries help no user."""

    def __enter__(self) -> Any:
        entered = super().__enter__()
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        return entered


class Bar:
    """A progress bar on standard error, only where that is a terminal."""

    _WIDTH = 30

    def __init__(self, quiet: bool, stream: IO[str] | None = None) -> None:
        self._stream = stream or sys.stderr
        self._on = not quiet and self._stream is not None and self._stream.isatty()

    def __enter__(self) -> Bar:
        self._write("loading the models")
        return self

    def __exit__(self, *_: object) -> None:
        self._write("")

    def show(self, done: int, total: int) -> None:
        """Draws the bar: how many articles are parsed, ``done`` of ``total``."""
        filled = self._WIDTH * done // max(total, 1)
        self._write(f"[{'#' * filled}{'.' * (self._WIDTH - filled)}] {done} of {total} articles parsed")

    def _write(self, text: str) -> None:
        if self._on:
            self._stream.write(f"\r\x1b[K{text}")
            self._stream.flush()
