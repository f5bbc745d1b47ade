"""Folds that are learned from side by side come out as one after another, and none goes missing in silence."""

from __future__ import annotations

import multiprocessing
import os

import pytest

from training.beside import beside

pytestmark = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="processes cannot begin as this one stands here"
)


@pytest.mark.parametrize("jobs", [1, 2, 3, 7])
def test_what_comes_of_each_is_the_same_and_in_order_however_many_run_at_a_time(jobs: int) -> None:
    seen = list(range(100, 200))  # what a process begins with needs no sending
    assert beside(lambda place: seen[place] ** 2, 5, jobs) == [place**2 for place in range(100, 105)]


def test_a_process_that_ends_without_an_answer_is_told() -> None:
    with pytest.raises(EOFError):
        beside(lambda place: place if place != 2 else os._exit(3), 4, 2)
