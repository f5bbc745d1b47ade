"""Batches go to several processes, what each makes of them comes back in the order of the batches.

Each process has models of its own, some 1 GB; they are begun afresh (spawned), since a process whose torch has run
threads cannot be copied.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
# From so many words on two processes are quicker than one, for all that they take to begin; each pays for so many more
# (benchmarks.speed --only jobs)
WORTH: Final = 30_000
_MEMORY: Final = 1.5 * (1 << 30)  # bytes that a process with its models may need
_AHEAD: Final = 2  # batches that wait for each process, so that none idles and not all are held at once


class WorkerError(RuntimeError):
    """A process ended before its work was done: it was killed, or ran out of memory. What it had is not lost."""


def spread(
    batches: Iterable[_Given],
    jobs: int,
    begin: Callable[..., None],
    arguments: Sequence[Any],
    work: Callable[[_Given], _Made],
) -> Generator[tuple[_Given, _Made | WorkerError]]:
    """Each batch with what ``work`` makes of it, in order, in so many processes; in each ``begin(*arguments)`` is
    called first. All that goes there and back must be picklable.

    Where a process dies, what is left comes back with a WorkerError, for the caller to do itself. What ``begin`` and
    ``work`` raise is raised here, but an error in ``begin`` ends the process.
    """
    import multiprocessing  # 10 ms, for those who need several
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    left = iter(batches)
    waiting: deque[tuple[_Given, Future[_Made] | None]] = deque()
    dead: WorkerError | None = None
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _begun, (begin, tuple(arguments), threads(jobs))) as pool:
        try:
            while True:
                for batch in islice(left, jobs * _AHEAD - len(waiting)):
                    waiting.append((batch, None if dead else _submitted(pool, work, batch)))
                if not waiting:
                    return
                given, future = waiting.popleft()
                made: _Made | WorkerError | None = dead
                if future is not None:
                    with suppress(BrokenProcessPool):
                        made = future.result()
                if made is None:
                    made = dead = WorkerError(
                        "a worker process ended before its work was done (killed, or out of memory)"
                    )
                yield given, made
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, work: Callable[[_Given], _Made], batch: _Given) -> Future[_Made] | None:
    """None where a process of the pool has died."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        return pool.submit(work, batch)
    except BrokenProcessPool:
        return None


def gainful(words: int) -> int:
    """How many processes read so many words the quickest here: one below WORTH, never more than there are cores, or
    than what memory is free holds."""
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not told on this system
        free = 0
    return max(1, min(2 * words // WORTH, os.cpu_count() or 1, int(free / _MEMORY)))


def threads(jobs: int) -> int:
    """How many threads a process may use when so many share this machine."""
    return max(1, (os.cpu_count() or 1) // jobs)


def _begun(begin: Callable[..., None], arguments: Sequence[Any], count: int) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", str(count))  # before torch is loaded; what the user set wins
    begin(*arguments)
