"""What nothing holds any more goes back to the system.

Between two batches of a network lie large arrays of ever other sizes; the C library keeps what was freed of them in
pieces that fit nothing later, and a process that parses a hundred articles came to twice the memory that it needs.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Asks the C library for what it has kept of freed memory, which takes some hundredths of a second; where it is
    another than GNU's, nothing is done."""
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # no such function; no library of that name; Windows
        return None
    return found
