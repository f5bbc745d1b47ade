"""Batches go to several processes, what each makes of them comes back in the order of the batches.

Each process has models of its own, some 1 GB; they are begun afresh (spawned), since a process whose torch has run
threads cannot be copied.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, TypeVar

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
_AHEAD: Final = 2  # batches that wait for each process, so that none idles and not all are held at once


class WorkerError(RuntimeError):
    """A process ended before its work was done: it was killed, or ran out of memory. What it had is not lost."""


def spread(
    batches: Iterable[_Given],
    jobs: int,
    begin: Callable[..., None],
    arguments: Sequence[Any],
    work: Callable[[_Given], _Made],
) -> Iterator[tuple[_Given, _Made | WorkerError]]:
    """Each batch with what ``work`` makes of it, in order, in so many processes; in each ``begin(*arguments)`` is
    called first. All that goes there and back must be picklable.

    Where a process dies, what is left comes back with a WorkerError, for the caller to do itself. What ``begin`` and
    ``work`` raise is raised here, but an error in ``begin`` ends the process.
    """
    left = iter(batches)
    waiting: deque[tuple[_Given, Future[_Made]]] = deque()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _begun, (begin, tuple(arguments), threads(jobs))) as pool:
        try:
            for batch in left:
                waiting.append((batch, pool.submit(work, batch)))
                if len(waiting) < jobs * _AHEAD:
                    continue
                given, future = waiting[0]
                made = future.result()
                waiting.popleft()
                yield given, made
            while waiting:
                given, future = waiting[0]
                made = future.result()
                waiting.popleft()
                yield given, made
        except BrokenProcessPool:
            dead = WorkerError("a worker process ended before its work was done (killed, or out of memory)")
            yield from ((given, dead) for given, _ in waiting)
            yield from ((given, dead) for given in left)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def threads(jobs: int) -> int:
    """How many threads a process may use when so many share this machine."""
    return max(1, (os.cpu_count() or 1) // jobs)


def _begun(begin: Callable[..., None], arguments: Sequence[Any], count: int) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", str(count))  # before torch is loaded; what the user set wins
    begin(*arguments)
