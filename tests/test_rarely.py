"""How often Python looks for circles of objects while an audit is made, and afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from audit.parse.rarely import RARELY, rarely_searched


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    held = gc.get_threshold()
    yield
    gc.set_threshold(*held)


@rarely_searched
def _often() -> int:
    return gc.get_threshold()[0]


@rarely_searched
def _twice() -> tuple[int, int, int]:
    return gc.get_threshold()[0], _often(), gc.get_threshold()[0]


@rarely_searched
def _fails() -> None:
    raise RuntimeError("a step failed")


def test_python_looks_rarely_within_and_as_often_as_before_afterwards() -> None:
    gc.set_threshold(700, 9, 11)
    assert _twice() == (RARELY, RARELY, RARELY)
    assert gc.get_threshold() == (700, 9, 11)


def test_what_fails_leaves_it_as_it_was() -> None:
    gc.set_threshold(700, 10, 10)
    with pytest.raises(RuntimeError):
        _fails()
    assert gc.get_threshold() == (700, 10, 10)


@pytest.mark.parametrize("often", [0, 2 * RARELY])
def test_who_lets_it_look_never_or_more_rarely_has_his_way(often: int) -> None:
    gc.set_threshold(often)
    assert _often() == often


def test_calls_side_by_side_end_with_what_was_before_both() -> None:
    gc.set_threshold(700, 10, 10)
    begun, ended = Event(), Event()

    @rarely_searched
    def later() -> None:
        begun.set()
        ended.wait(10)

    @rarely_searched
    def sooner() -> None:
        thread.start()
        begun.wait(10)

    thread = Thread(target=later)
    sooner()
    assert gc.get_threshold()[0] == RARELY
    ended.set()
    thread.join()
    assert gc.get_threshold() == (700, 10, 10)
