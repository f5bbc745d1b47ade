"""Named laws go in and are run: what held comes out, or LawBroken with the smallest example that breaks one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from secrets import randbelow
from typing import Any

from attrs import field, frozen
from hypothesis import strategies as st

from audit.testing.laws.shown import of_example
from audit.testing.strategies.smallest import DRAWN_WITH, Broken, Passed, smallest_of


class LawBroken(AssertionError):
    """A law does not hold: ``law`` is its name, ``says`` what it asks, ``example`` the smallest that breaks it, ``how``
    says so in words; ``seed`` is the number that the examples were drawn with, where that was random. ``__cause__`` is
    the error that a part raised. It can be pickled where the example can."""

    def __init__(self, law: str, says: str, how: str, example: Any, seed: int | None = None) -> None:
        """Puts what the law asks, and how the example breaks it, into the message."""
        self.law, self.says, self.how, self.example, self.seed = law, says, how, example, seed
        again = "" if seed is None else f"\nThe examples were drawn with seed={seed}; give that to draw them again."
        super().__init__(f"the law “{law}” is broken: {says}.\nThe smallest example found: {how}{again}")

    def __reduce__(self) -> tuple[type[LawBroken], tuple[str, str, str, Any, int | None]]:
        """How it is pickled: by what it was made of, not by its message."""
        return type(self), (self.law, self.says, self.how, self.example, self.seed)


@frozen
class Law:
    """A law: its name, what it says in words, what its examples are drawn from, and what finds one that breaks it.

    ``breaks`` takes an example and says how it breaks the law, None where it does not; it raises Passed for one that
    the law has nothing to say on. ``examples`` is a strategy, or a sequence of which every one is tried.
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
    laws: Iterable[Law],
    examples: int | None = None,
    only: Collection[str] | None = None,
    random: bool = False,
    seed: int | None = None,
) -> tuple[Held, ...]:
    """What held, in the order of the laws, each tried on so many ``examples``: those of the Hypothesis profile
    (``max_examples``) where it is None. They are the same on every run, unless ``random``; ``seed`` (any whole number)
    draws those of a random run again.

    ``only`` is a list of the names of those to run, all where it is None. Raises LawBroken for the first law found that
    does not hold; TypeError where ``only`` is a string, ValueError where it is empty or names a law that there is not.
    """
    if isinstance(only, str):
        raise TypeError(f"only must be a list of names, not a string: write [{only!r}]")
    if only is not None and not only:
        raise ValueError("only is empty, and so no law would be run; leave it out to run them all")
    listed = list(laws)
    unknown = set(only or ()) - {law.name for law in listed}
    if unknown:
        raise ValueError(f"no law is called {min(unknown)!r}; there are {', '.join(law.name for law in listed)}")
    if random and seed is None:
        seed = randbelow(1 << 32)
    asked = [law for law in listed if only is None or law.name in only]
    tried: dict[str, int] = {}
    for group in sorted(_groups(asked), key=len):  # what is soon asked first
        counts, broken = _tried(group, examples, DRAWN_WITH if seed is None else seed)
        if broken is not None:
            law = next(law for law in group if law.name == broken.law)
            raise LawBroken(law.name, law.says, broken.how, broken.example, seed) from broken.cause
        tried |= counts
    return tuple(Held(law.name, tried[law.name]) for law in asked)


def _groups(laws: Sequence[Law]) -> list[list[Law]]:
    """Laws that draw from the same strategy, so that each example is drawn once for all of them."""
    found: dict[int, list[Law]] = {}
    for law in laws:
        found.setdefault(id(law.examples), []).append(law)
    return list(found.values())


def _tried(group: Sequence[Law], examples: int | None, seed: int) -> tuple[dict[str, int], Broken[Any] | None]:
    strategy = group[0].examples
    if isinstance(strategy, st.SearchStrategy):
        return smallest_of(strategy, {law.name: law.breaks for law in group}, examples, seed, told=of_example)
    tried = dict.fromkeys((law.name for law in group), 0)
    for law in group:
        for example in strategy:
            try:
                how = law.breaks(example)
            except Passed:
                continue
            except Exception as error:
                how = f"{of_example(example)}it raised {type(error).__name__}: {' '.join(str(error).split())}"
                return tried, Broken(example, how, law.name, error)
            tried[law.name] += 1
            if how is not None:
                return tried, Broken(example, how, law.name)
    return tried, None
