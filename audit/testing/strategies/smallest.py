"""A strategy and a law go in, the smallest example that breaks the law comes out, or how many examples it held for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from attrs import frozen
from hypothesis import HealthCheck, Phase, Verbosity, given, reject, seed, settings
from hypothesis import errors as hypothesis_errors
from hypothesis import strategies as st

_Example = TypeVar("_Example")
DRAWN_WITH: Final = 20_310_502  # the same examples on every run


@frozen
class Broken(Generic[_Example]):
    """An example that breaks a law, and how, in words."""

    example: _Example
    how: str


class Passed(Exception):
    """A law has nothing to say on an example: raised by a law to pass over it, so that it is not counted."""


class _Falsified(Exception):
    pass


def smallest(
    strategy: st.SearchStrategy[_Example],
    law: Callable[[_Example], str | None],
    examples: int = 200,
    random: bool = False,
) -> tuple[int, Broken[_Example] | None]:
    """The number of examples that were tried, and the smallest that breaks the law, None where it holds for all.

    ``law`` says in words how an example breaks it, None where it does not; an error that it raises breaks it too.
    Examples are the same on every run unless ``random``.
    """
    tried = 0
    last: list[Broken[_Example]] = []

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(strategy)
    def run(example: _Example) -> None:
        nonlocal tried
        try:
            how = law(example)
        except Passed:
            reject()
        except Exception as error:
            how = f"it raised {type(error).__name__}: {' '.join(str(error).split())}"
        tried += 1
        if how is not None:
            last[:] = [Broken(example, how)]
            raise _Falsified(how)

    runner: Any = run if random else seed(DRAWN_WITH)(run)
    try:
        runner()
    except (_Falsified, hypothesis_errors.Flaky):
        return tried, last[0]
    return tried, None
