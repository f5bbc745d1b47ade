"""Several processes give what one gives, in the same order, and a process that dies costs nothing."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

import audit
from audit import pipeline
from audit.parse import Parser
from audit.parse.processes import WorkerError, gainful, spread, threads

ROOT = Path(__file__).resolve().parents[1]
_BEGUN: list[str] = []


def begin(word: str) -> None:
    _BEGUN.append(word)


def doubled(batch: Sequence[int]) -> tuple[list[int], list[str], int]:
    """The numbers twice as great, what this process was begun with, and which it is; -1 ends it, the first batch takes
    its time, 404 is an error."""
    if batch[0] == 0:
        time.sleep(0.3)
    if -1 in batch:
        os._exit(9)
    if 404 in batch:
        raise LookupError("404 is not to be had")
    return [2 * one for one in batch], list(_BEGUN), os.getpid()


def test_what_comes_back_is_in_order_and_made_elsewhere() -> None:
    batches = [[number, number + 1] for number in range(7)]
    done = list(spread(iter(batches), 2, begin, ["a word"], doubled))
    assert [given for given, _ in done] == batches
    made = [result for _, result in done if not isinstance(result, WorkerError)]
    assert [numbers for numbers, _, _ in made] == [[2 * n, 2 * n + 2] for n in range(7)]
    assert all(begun == ["a word"] for _, begun, _ in made)
    assert os.getpid() not in {process for _, _, process in made}
    assert _BEGUN == []


def test_a_process_that_dies_leaves_the_rest_to_its_caller() -> None:
    batches = [[1], [2], [-1], [3], [4], [5], [6], [7], [8]]
    done = list(spread(batches, 2, begin, ["a word"], doubled))
    assert [given for given, _ in done] == batches
    lost = [given for given, result in done if isinstance(result, WorkerError)]
    assert [-1] in lost
    assert [8] in lost


def test_an_error_of_the_work_is_the_callers() -> None:
    with pytest.raises(LookupError, match="404 is not to be had"):
        list(spread([[1], [404], [2]], 2, begin, ["a word"], doubled))


def test_processes_share_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert [threads(jobs) for jobs in (1, 2, 3, 8, 20)] == [8, 4, 2, 1, 1]
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert threads(4) == 1


def test_processes_are_begun_where_they_are_quicker_and_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    free = {"SC_AVPHYS_PAGES": 4 << 20, "SC_PAGE_SIZE": 4096}  # 16 GiB
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    monkeypatch.setattr(os, "sysconf", free.get)
    assert [gainful(words) for words in (0, 29_999, 30_000, 59_999, 10**9)] == [1, 1, 2, 3, 4]
    free["SC_AVPHYS_PAGES"] = 1 << 20
    assert gainful(10**9) == 2
    monkeypatch.delattr(os, "sysconf")
    assert gainful(10**9) == 1


@pytest.mark.parametrize("jobs", [0, -1, True, 1.5, "2"])
def test_jobs_is_a_number_of_processes(jobs: object) -> None:
    with pytest.raises(ValueError, match="jobs is the number of processes, 1 or more"):
        audit.audit_articles([], jobs=jobs)  # type: ignore[arg-type]


def test_a_parser_that_is_given_goes_nowhere_else(parser: Parser) -> None:
    with pytest.raises(ValueError, match="a parser that is given stays in this process"):
        audit.list_attributions([], jobs=2, parser=parser)


def test_two_processes_audit_as_one_does(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "default_parser", lambda model=None: parser)
    monkeypatch.setattr(sys.modules["audit.parse.batches"], "BATCH_ARTICLES", 2)
    articles = audit.read_articles(str(ROOT / "seeds"))
    shown: list[tuple[int, int]] = []
    one = audit.audit_articles(articles, origin="NBC News")
    two = audit.audit_articles(articles, origin="NBC News", jobs=2, progress=lambda *done: shown.append(done))
    assert two == one
    assert shown == [(0, 5), (2, 5), (4, 5), (5, 5)]
