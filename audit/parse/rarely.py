"""A function goes in, the same comes out, in which Python seldom looks for objects that hold each other.

Whatever an audit makes, trees first, is kept to its end, and next to nothing of it goes in circles; to look through all
of it again and again took a tenth of what is done beside the parse.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Final, ParamSpec, TypeVar

RARELY: Final = 50_000  # new objects after which Python looks; 700 where nobody says

Given = ParamSpec("Given")
Made = TypeVar("Made")

_LOCK: Final = Lock()
_BEFORE: Final[list[tuple[int, int, int]]] = []  # what held before, once for each call that is under way


def rarely_searched(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """The function, during which this process looks for circles only after RARELY new objects, where it did so more
    often before; then again as before."""

    @wraps(function)
    def called(*args: Given.args, **options: Given.kwargs) -> Made:
        with _LOCK:
            _BEFORE.append(held := gc.get_threshold())
            if 0 < held[0] < RARELY:
                gc.set_threshold(RARELY, *held[1:])
        try:
            return function(*args, **options)
        finally:
            with _LOCK:
                before = _BEFORE.pop()
                if not _BEFORE:  # the last of those that ran side by side
                    gc.set_threshold(*before)

    return called
