"""What learns from folds goes in, what comes of each comes out, several of them at a time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")


def beside(make: Callable[[int], T], number: int, jobs: int) -> list[T]:
    """What ``make`` makes of 0, 1, … up to ``number``, so many (``jobs``) at a time, each in a process that begins as
    this one stands; with one job in this process. Raises EOFError where one ends without an answer."""
    if jobs == 1:
        return [make(place) for place in range(number)]
    found: list[T] = []
    forked = multiprocessing.get_context("fork")
    for first in range(0, number, jobs):
        running = []
        for place in range(first, min(number, first + jobs)):
            answer, sent = forked.Pipe(duplex=False)
            process = forked.Process(target=_answered, args=(make, place, sent))
            process.start()
            sent.close()  # so that the other end hears when the process is gone
            running.append((process, answer))
        for process, answer in running:
            found.append(answer.recv())
            process.join()
    return found


def _answered(make: Callable[[int], object], place: int, answer: Connection) -> None:
    answer.send(make(place))
