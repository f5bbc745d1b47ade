"""A strategy and laws go in, the smallest example that breaks one of them comes out, or how many they held for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Generic, TypeVar

from attrs import field, frozen
from hypothesis import HealthCheck, Phase, Verbosity, given, reject, seed, settings
from hypothesis import errors as hypothesis_errors
from hypothesis import strategies as st

_Example = TypeVar("_Example")
Breaks = Callable[[Any], str | None]
DRAWN_WITH: Final = 20_310_502  # the same examples on every run
_ROUNDS: Final = 12  # in which laws that passed over examples are given more
# A law may have nothing to say on most examples, be run within a test of Hypothesis, or take a slow parser
_UNCHECKED: Final = (HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.nested_given)


@frozen
class Broken(Generic[_Example]):
    """An example that breaks a law, and how, in words; ``law`` is its name, ``cause`` the error where it raised one."""

    example: _Example
    how: str
    law: str = ""
    cause: Exception | None = field(default=None, eq=False)


class Passed(hypothesis_errors.UnsatisfiedAssumption):
    """A law has nothing to say on an example: raised by a law to pass over it, so that it is not counted.

    To Hypothesis it is an assumption that does not hold, so that a law may be asked within a test of your own.
    """


class _Falsified(Exception):
    pass


def smallest(
    strategy: st.SearchStrategy[_Example],
    law: Callable[[_Example], str | None],
    examples: int | None = None,
    drawn_with: int = DRAWN_WITH,
) -> tuple[int, Broken[_Example] | None]:
    """The number of examples that were tried, and the smallest that breaks the law, None where it holds for all.

    ``law`` says in words how an example breaks it, None where it does not; an error that it raises breaks it too. The
    rest is as in ``smallest_of``.
    """
    tried, broken = smallest_of(strategy, {"law": law}, examples, drawn_with)
    return tried["law"], broken


def smallest_of(
    strategy: st.SearchStrategy[_Example],
    laws: Mapping[str, Callable[[_Example], str | None]],
    examples: int | None = None,
    drawn_with: int = DRAWN_WITH,
    told: Callable[[_Example], str] = lambda _: "",
) -> tuple[dict[str, int], Broken[_Example] | None]:
    """The number of examples that each law was tried on, and the smallest that breaks the first one found broken.

    Each example is drawn once and given to all laws; a law that passed over some is tried on more, until it was tried
    on so many ``examples``. What the Hypothesis profile says holds: phases, verbosity, database, and max_examples where
    ``examples`` is None. Examples are the same for the same ``drawn_with`` (any whole number). ``told`` shows an
    example in words, for a law that raised an error on it.
    """
    wanted = examples if examples is not None else settings().max_examples
    tried = dict.fromkeys(laws, 0)
    broken = _run(strategy, dict(laws), wanted, wanted, drawn_with, tried, told)
    for again in range(1, _ROUNDS):
        before = dict(tried)
        short = {name: law for name, law in laws.items() if tried[name] < wanted}
        if broken is not None or not short or len(laws) == 1:
            break
        most = wanted - min(tried[name] for name in short)
        broken = _run(strategy, short, most, wanted, drawn_with + again, tried, told)
        if tried == before:
            break
    return tried, broken


def _run(
    strategy: st.SearchStrategy[_Example],
    laws: dict[str, Callable[[_Example], str | None]],
    examples: int,
    wanted: int,
    drawn_with: int,
    tried: dict[str, int],
    told: Callable[[_Example], str],
) -> Broken[_Example] | None:
    """One run over so many ``examples``; a law that was tried on as many as are ``wanted`` is not asked any more."""
    last: list[Broken[_Example]] = []
    profile = settings()

    def run(example: _Example) -> None:
        asked = False
        for name, law in list(laws.items()):
            if tried[name] >= wanted and not last:
                continue
            cause = None
            try:
                how = law(example)
            except hypothesis_errors.UnsatisfiedAssumption:
                continue
            except Exception as error:
                cause = error
                how = f"{told(example)}it raised {type(error).__name__}: {' '.join(str(error).split())}"
            asked = True
            tried[name] += 1
            if how is not None:
                last[:] = [Broken(example, how, name, cause)]
                for other in laws.keys() - {name}:  # a smaller example is looked for that breaks the same law
                    del laws[other]
                raise _Falsified(how)
        if not asked:
            reject()

    # the key under which a database keeps examples
    run.__name__ = run.__qualname__ = re.sub(r"\W", "_", "_".join(["laws", *laws]))
    chosen = settings(
        max_examples=examples,
        deadline=None,
        phases=[phase for phase in profile.phases if phase is not Phase.explain],
        verbosity=Verbosity.quiet if profile.verbosity is Verbosity.normal else profile.verbosity,
        suppress_health_check=[*{*profile.suppress_health_check, *_UNCHECKED}],
        report_multiple_bugs=False,
        print_blob=False,
    )
    # the seed first: put upon settings, it takes their database away
    runner: Any = chosen(seed(drawn_with)(_given(strategy)(run)))
    try:
        runner()
    except (_Falsified, hypothesis_errors.Flaky):
        return last[0]
    except hypothesis_errors.Unsatisfiable:
        return None
    return None


def _given(strategy: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Hypothesis' ``given``, asked for where no test runs: within a test of a user's own it is refused by a check whose
    settings are that test's, and what is quadratic there has few examples here."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(given, strategy).result()
