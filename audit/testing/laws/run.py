"""Named laws go in and are run: what held comes out, or LawBroken with the smallest example that breaks one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from attrs import field, frozen

from audit.testing.strategies.smallest import smallest


class LawBroken(AssertionError):
    """A law does not hold: ``law`` is its name, ``example`` the smallest that breaks it, ``how`` says so in words."""

    def __init__(self, law: str, says: str, how: str, example: Any) -> None:
        self.law, self.says, self.how, self.example = law, says, how, example
        super().__init__(f"the law “{law}” is broken: {says}.\nThe smallest example found: {how}")


@frozen
class Law:
    """A law: its name, what it says in words, what its examples are drawn from, and what finds one that breaks it.

    ``breaks`` takes an example and says how it breaks the law, None where it does not; it raises Passed for one that
    the law has nothing to say on.
    """

    name: str
    says: str
    examples: Any = field(repr=False)
    breaks: Callable[[Any], str | None] = field(repr=False)


@frozen
class Held:
    """A law that held, and for how many examples."""

    law: str
    examples: int


def run_laws(
    laws: Iterable[Law], examples: int, only: Collection[str] | None = None, random: bool = False
) -> tuple[Held, ...]:
    """What held, in the order of the laws; ``only`` names those to run. Raises LawBroken for the first that does not.

    Raises ValueError for a name that no law has.
    """
    listed = list(laws)
    unknown = set(only or ()) - {law.name for law in listed}
    if unknown:
        raise ValueError(f"no law is called {min(unknown)!r}; there are {', '.join(law.name for law in listed)}")
    held = []
    for law in listed:
        if only is not None and law.name not in only:
            continue
        tried, broken = smallest(law.examples, law.breaks, examples, random)
        if broken is not None:
            raise LawBroken(law.name, law.says, broken.how, broken.example)
        held.append(Held(law.name, tried))
    return tuple(held)
