"""Articles go in, they come out after parse and the steps that each takes by itself, batch by batch, in one process or
in several; an article that fails costs none of the others."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Protocol, runtime_checkable

from audit.lexicon import LexiconError
from audit.model import Article, Failure
from audit.parse.batches import batches, with_trees
from audit.parse.freed import give_back
from audit.parse.processes import WorkerError, spread
from audit.parse.protocol import Parser, without_vectors
from audit.parse.rarely import RARELY

Progress = Callable[[int, int], None]
Step = Callable[[Article], Article]
_Made = tuple[list[Article], list[Failure]]

log = logging.getLogger(__name__)


@runtime_checkable
class Ahead(Protocol):
    """A step that does part of its work for several articles at once."""

    def ahead(self, articles: Sequence[Article]) -> None:
        """Takes the articles that it is given next, one by one."""
        ...


class Plan(Protocol):
    """What is done to each article by itself; it can be sent to another process."""

    def steps(self) -> Sequence[tuple[str, Step]]:
        """The steps with their names, ready to be taken."""
        ...


def walked(
    articles: Sequence[Article],
    parser: Parser,
    plan: Plan,
    failures: list[Failure],
    progress: Progress | None,
    jobs: int = 1,
    load: Callable[[], Parser] | None = None,
) -> Iterator[Article]:
    """The articles after parse and the steps, in order, without their words' vectors; failures are added to the list.

    A parser that is ``beside`` parses a batch in a thread of its own while the one before takes the steps here. With
    ``jobs``, several processes do it, each with the parser that ``load`` gives there; what one that dies leaves behind
    is done here. ``progress`` is called with the number of articles done and of all.
    """
    parsed = 0
    if progress:
        progress(0, len(articles))
    steps = plan.steps()
    divided = list(batches(articles))
    if load is not None and min(jobs, len(divided)) > 1:
        made = spread(divided, min(jobs, len(divided)), _begin, (plan, load), _of_batch)
    else:
        made = _here(divided, parser, steps)
    with closing(made):
        for batch, result in made:
            if isinstance(result, WorkerError):
                log.warning("%s; its articles are done in this process", result)
                result = _taken_through(_with_trees(batch, parser), steps)
            done, lost = result
            failures += lost
            yield from done
            parsed += len(batch)
            if progress:
                progress(parsed, len(articles))


def _here(
    divided: Sequence[list[Article]], parser: Parser, steps: Sequence[tuple[str, Step]]
) -> Generator[tuple[list[Article], _Made | WorkerError]]:
    """Each batch with what comes of it. Where the parser is ``beside``, the next batch is parsed meanwhile: networks
    leave a processor idle for a third of their time, and steps use one alone."""
    if len(divided) < 2 or not getattr(parser, "beside", False):
        for batch in divided:
            yield batch, _taken_through(_with_trees(batch, parser), steps)
        return
    with ThreadPoolExecutor(1, thread_name_prefix="parse") as pool:
        coming = pool.submit(_with_trees, divided[0], parser)
        for batch, after in zip(divided, [*divided[1:], None], strict=True):
            trees = coming.result()
            if after is not None:
                coming = pool.submit(_with_trees, after, parser)
            yield batch, _taken_through(trees, steps)


def _with_trees(batch: Sequence[Article], parser: Parser) -> _Made:
    """The articles of a batch with their trees, and what failed."""
    lost: list[Failure] = []
    return with_trees(batch, parser, lost), lost


def _taken_through(parsed: _Made, steps: Sequence[tuple[str, Step]]) -> _Made:
    """What comes of articles with trees after the steps; what failed, before and here."""
    trees, failed = parsed
    lost = list(failed)
    if steps and isinstance(first := steps[0][1], Ahead):
        first.ahead(trees)
    walked = (stepped(article, steps, lost) for article in trees)
    done = [without_vectors(article) for article in walked if article is not None]  # they would fill the memory
    give_back()
    return done, lost


_BEGUN: list[tuple[Parser, Sequence[tuple[str, Step]]]] = []  # of a worker process alone: its parser and its steps


def _begin(plan: Plan, load: Callable[[], Parser]) -> None:
    """In a worker process: the models, loaded once."""
    gc.set_threshold(RARELY)
    _BEGUN[:] = [(load(), plan.steps())]


def _of_batch(batch: Sequence[Article]) -> _Made:
    """In a worker process: what comes of a batch."""
    ((parser, steps),) = _BEGUN
    return _taken_through(_with_trees(batch, parser), steps)


def stepped(article: Article, steps: Sequence[tuple[str, Step]], failures: list[Failure]) -> Article | None:
    """The article after the steps; None where one fails, which is added to the failures. Raises LexiconError."""
    for name, step in steps:
        try:
            article = step(article)
        except LexiconError:
            raise
        except Exception as error:
            failures.append(Failure.of(article, name, error))
            return None
    return article
