"""Articles go in, they come out after parse and the steps that each takes by itself, batch by batch, in one process or
in several; an article that fails costs none of the others."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from audit.lexicon import LexiconError
from audit.model import Article, Failure
from audit.parse.batches import batches, with_trees
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

    With ``jobs``, several processes do it, each with the parser that ``load`` gives there; what one that dies leaves
    behind is done here. ``progress`` is called with the number of articles done and of all.
    """
    parsed = 0
    if progress:
        progress(0, len(articles))
    steps = plan.steps()
    divided = list(batches(articles))
    made: Iterable[tuple[list[Article], _Made | WorkerError | None]] = ((batch, None) for batch in divided)
    if load is not None and min(jobs, len(divided)) > 1:
        made = spread(divided, min(jobs, len(divided)), _begin, (plan, load), _of_batch)
    for batch, result in made:
        if isinstance(result, WorkerError):
            log.warning("%s; its articles are done in this process", result)
        done, lost = result if isinstance(result, tuple) else _taken_through(batch, parser, steps)
        failures += lost
        yield from done
        parsed += len(batch)
        if progress:
            progress(parsed, len(articles))


def _taken_through(batch: Sequence[Article], parser: Parser, steps: Sequence[tuple[str, Step]]) -> _Made:
    """What comes of a batch after parse and the steps, and what failed."""
    lost: list[Failure] = []
    trees = with_trees(batch, parser, lost)
    if steps and isinstance(first := steps[0][1], Ahead):
        first.ahead(trees)
    walked = (stepped(article, steps, lost) for article in trees)
    return [without_vectors(article) for article in walked if article is not None], lost  # they would fill the memory


_BEGUN: list[tuple[Parser, Sequence[tuple[str, Step]]]] = []  # of a worker process alone: its parser and its steps


def _begin(plan: Plan, load: Callable[[], Parser]) -> None:
    """In a worker process: the models, loaded once."""
    gc.set_threshold(RARELY)
    _BEGUN[:] = [(load(), plan.steps())]


def _of_batch(batch: Sequence[Article]) -> _Made:
    """In a worker process: what comes of a batch."""
    (begun,) = _BEGUN
    return _taken_through(batch, *begun)


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
