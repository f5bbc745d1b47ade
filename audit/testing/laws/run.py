"""Named laws go in and are run: what held comes out, or LawBroken with the smallest example that breaks one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from attrs import field, frozen

from audit.testing.strategies.smallest import smallest


class LawBroken(AssertionError):
    """A law does not hold: ``law`` is its name, ``says`` what it asks, ``example`` the smallest that breaks it, ``how``
    says so in words. It can be pickled where the example can."""

    def __init__(self, law: str, says: str, how: str, example: Any) -> None:
        """Puts what the law asks, and how the example breaks it, into the message."""
        self.law, self.says, self.how, self.example = law, says, how, example
        super().__init__(f"the law “{law}” is broken: {says}.\nThe smallest example found: {how}")

    def __reduce__(self) -> tuple[type[LawBroken], tuple[str, str, str, Any]]:
        """How it is pickled: by what it was made of, not by its message."""
        return type(self), (self.law, self.says, self.how, self.example)


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
    """What held, in the order of the laws, each tried on so many ``examples``, the same on every run unless ``random``.

    ``only`` is a list of the names of those to run, all where it is None. Raises LawBroken for the first law that does
    not hold; TypeError where ``only`` is a string, ValueError where it is empty or names a law that there is not.
    """
    if isinstance(only, str):
        raise TypeError(f"only must be a list of names, not a string: write [{only!r}]")
    if only is not None and not only:
        raise ValueError("only is empty, and so no law would be run; leave it out to run them all")
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
