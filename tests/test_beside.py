"""A parser that may parse in a thread of its own parses the next batch while steps are taken; nothing else changes."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from attrs import frozen
from fakes import Recorder
from hypothesis import given
from hypothesis import strategies as st

from audit.model import Article, Failure
from audit.parse.batches import BATCH_ARTICLES
from audit.parse.walk import Step, walked


@frozen
class Steps:
    """A plan of one step."""

    step: Step

    def steps(self) -> Sequence[tuple[str, Step]]:
        return [("step", self.step)]


class Beside(Recorder):
    """A parser that remembers in which threads it was asked."""

    beside = True

    def __init__(self) -> None:
        super().__init__()
        self.threads: list[int] = []

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        self.threads.append(threading.get_ident())
        return super().parse(articles)


def of(texts: Sequence[str]) -> list[Article]:
    """Articles enough that each text stands in a batch of its own."""
    return [
        Article(f"{n:02}-{m:02}", text if m == 0 else "a word")
        for n, text in enumerate(texts)
        for m in range(BATCH_ARTICLES)
    ]


def same(article: Article) -> Article:
    if "step fails" in article.text:
        raise KeyError("step")
    return article


def road(articles: Sequence[Article], parser: Recorder, step: Step = same) -> tuple[list[str], list[str], list[int]]:
    """Ids of what comes out, the failures, and what progress was told."""
    failures: list[Failure] = []
    told: list[int] = []
    done = [one.id for one in walked(articles, parser, Steps(step), failures, lambda here, _: told.append(here))]
    return done, [f.message for f in failures], told


@given(st.lists(st.sampled_from(["a word", "parse fails", "step fails"]), max_size=4))
def test_a_parser_beside_gives_what_it_gives_in_turn(texts: list[str]) -> None:
    aside, in_turn = Beside(), Recorder()
    assert road(of(texts), aside) == road(of(texts), in_turn)
    assert aside.batches == in_turn.batches


def test_the_next_batch_is_parsed_while_steps_are_taken() -> None:
    reached = threading.Event()

    class Second(Beside):
        def parse(self, articles: Sequence[Article]) -> list[Article]:
            if articles[0].id.startswith("01"):
                reached.set()
            return super().parse(articles)

    parser = Second()

    def waits(article: Article) -> Article:
        assert reached.wait(10), "the second batch was not begun before the first had taken its steps"
        return article

    done, failures, told = road(of(["a word"] * 3), parser, waits)
    assert (len(done), failures) == (3 * BATCH_ARTICLES, [])
    assert told == [0, BATCH_ARTICLES, 2 * BATCH_ARTICLES, 3 * BATCH_ARTICLES]
    assert len(set(parser.threads)) == 1
    assert threading.get_ident() not in parser.threads


def test_one_batch_alone_and_a_parser_that_does_not_say_so_stay_in_their_thread() -> None:
    alone, silent = Beside(), Beside()
    silent.beside = False
    road(of(["a word"]), alone)
    road(of(["a word"] * 3), silent)
    assert {*alone.threads, *silent.threads} == {threading.get_ident()}


def test_what_stops_the_caller_stops_the_parser() -> None:
    parser = Beside()

    def stopped(article: Article) -> Article:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        road(of(["a word"] * 9), parser, stopped)
    assert len(parser.batches) <= 2
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("parse")]
