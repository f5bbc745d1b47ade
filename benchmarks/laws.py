"""Drawn texts go in, what the whole road makes of them comes out: how many of the known claims it finds as they are.

    python -m benchmarks.laws                 # 300 texts, with the real models: about a minute
    python -m benchmarks.laws --misses        # and every claim that was missed, in words
    python -m benchmarks.laws --seed 2        # other texts
    python -m benchmarks.laws --speed         # stories and corpora a second, and check_scorer's seconds

A claim agrees where its words, kind, source, chain of outlets and trace are those that the grammar wrote. Texts are
divided into segments anew, as those of a file are.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from attrs import evolve
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import audit
from audit.parse import Parser
from audit.score import score
from audit.testing.laws import check_scorer
from audit.testing.laws.gold import differences
from audit.testing.strategies import Known, known_articles, known_corpora

TEXTS = 300


def drawn(strategy: st.SearchStrategy[Any], number: int, chosen: int) -> list[Any]:
    """So many examples of a strategy, the same for the same seed (any whole number)."""
    found: list[Any] = []

    @seed(chosen)
    @settings(
        max_examples=number, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=HealthCheck
    )
    @given(strategy)
    def keep(example: Any) -> None:
        found.append(example)

    keep()
    return found


def read(known: Known) -> audit.Article:
    """The article as a file of its text would be read."""
    return evolve(known.text, segments=())


def missed(known: Known, parser: Parser) -> list[str]:
    """What the whole road gets wrong in an article, in words."""
    result = audit.audit_articles([read(known)], origin=known.origin, parser=parser)
    return list(differences(known, evolve(known.text, claims=result.claims)))


def agreement(texts: Sequence[Known], parser: Parser) -> tuple[int, list[str]]:
    """The number of known claims, and what was missed of them."""
    found = [how for known in texts for how in missed(known, parser)]
    return sum(not claim.attitude for known in texts for claim in known.records.claims), found


def seconds(run: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    run()
    return time.process_time() - start


def speed() -> None:
    """Prints how fast examples are drawn and laws run."""
    for name, strategy, number in (("stories", known_articles(), 300), ("corpora", known_corpora(), 100)):
        drawn(strategy, 10, 0)
        taken = min(seconds(lambda s=strategy, n=number: drawn(s, n, 0)) for _ in range(3))
        print(f"{name} a second: {number / taken:.0f}")
    print(f"check_scorer, 200 examples: {seconds(lambda: check_scorer(score, examples=200)):.1f} s")


def main() -> None:
    """Prints the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--texts", type=int, default=TEXTS)
    options.add_argument("--misses", action="store_true")
    options.add_argument("--speed", action="store_true")
    given = options.parse_args()
    if given.speed:
        speed()
        return
    texts = drawn(known_articles(), given.texts, given.seed)
    written = {known.records.text for known in texts}
    forms = {word for text in written for word in re.findall(r"\w+", text)}
    print(f"{len(texts)} drawn: {len(written)} texts, {len(forms)} word forms")
    claims, found = agreement(texts, audit.load_parser())
    if given.misses:
        print(*found, sep="\n")
    print(f"known claims found as they are: {1 - len(found) / claims:.2%} of {claims}")


if __name__ == "__main__":
    main()
