"""How much is done goes in; a bar comes out on standard error, or, where that is no terminal, a line now and then."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.stream.files import Far


class Hushed(warnings.catch_warnings):
    """No Python warnings while it lasts: the audit's own are printed as messages, those of libraries help no user."""

    def __enter__(self) -> Any:
        entered = super().__enter__()
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        return entered


class Bar:
    """How far an audit is, on standard error: a bar on a terminal, elsewhere (a log, a pipe) a line every PAUSE
    seconds, none where it is done sooner. ``clock`` tells seconds."""

    PAUSE = 15.0  # seconds
    _WIDTH = 30

    def __init__(self, quiet: bool, stream: IO[str] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.stderr
        self._on = not quiet and self._stream is not None
        self._drawn = self._on and self._stream.isatty()
        self._clock, self._last = clock, clock()
        self._first: tuple[Far, float] | None = None

    def __enter__(self) -> Bar:
        self._draw("loading the models")
        return self

    def __exit__(self, *_: object) -> None:
        self._draw("")

    def show(self, done: int, total: int) -> None:
        """Tells how many articles are parsed, ``done`` of ``total``."""
        filled = self._WIDTH * done // max(total, 1)
        self._draw(f"[{'#' * filled}{'.' * (self._WIDTH - filled)}] {done} of {total} articles parsed")
        if self._on and not self._drawn and self._clock() - self._last >= self.PAUSE:
            self._last = self._clock()
            self._stream.write(f"audit: {done} of {total} articles parsed\n")
            self._stream.flush()

    def warn(self, message: str) -> None:
        """Tells a warning while it lasts, on a line of its own."""
        self._draw("")
        if self._on:
            say(f"warning: {message}")

    def far(self, far: Far) -> None:
        """Tells how far a stream is: articles, failures, how many articles a second, and the time left."""
        self._first = self._first or (far, self._clock())
        told = paced(far, *self._first, self._clock())
        self._draw(told)
        if self._on and not self._drawn and self._clock() - self._last >= self.PAUSE:
            self._last = self._clock()
            self._stream.write(f"audit: {told}\n")
            self._stream.flush()

    def _draw(self, text: str) -> None:
        if self._drawn:
            self._stream.write(f"\r\x1b[K{text}")
            self._stream.flush()


def paced(far: Far, first: Far, began: float, now: float) -> str:
    """How far a stream is, in words: ``first`` is how far it was at ``began``; both times are in seconds."""
    seconds = max(now - began, 1e-9)
    new, read = far.articles + far.failed - first.articles - first.failed, far.reached - first.reached
    parts = [f"{far.articles:,} articles audited"]
    if far.failed:
        parts.append(f"{far.failed:,} failed")
    if new:
        parts.append(f"{new / seconds:.1f} a second")
    if far.total and read > 0 and not far.doing:
        parts.append(f"{100 * far.reached // far.total} %, {lasting((far.total - far.reached) * seconds / read)} left")
    return ", ".join([*parts, far.doing] if far.doing else parts)


def lasting(seconds: float) -> str:
    """A time in seconds as people say it: "40 s", "12 min", "3 h 20 min", "2 d 4 h"."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 24 else f"{hours // 24} d {hours % 24} h"


def say(message: str) -> None:
    """Writes a message to standard error, a line, whatever it holds and wherever that leads."""
    with suppress(OSError, ValueError):  # standard error may be closed
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        if not message.isprintable():  # what an input holds, or is called, does nothing to a terminal
            from audit.report.cells import printable

            message = printable(message)
        safe = f"audit: {message}\n".encode(encoding, "backslashreplace").decode(encoding)
        sys.stderr.write(safe)
        sys.stderr.flush()
