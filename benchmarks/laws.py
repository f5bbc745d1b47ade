"""Drawn texts go in, what the whole road makes of them comes out: how many of the known claims it finds as they are.

    python -m benchmarks.laws                 # 300 texts, with the real models: about a minute; floors.toml pins it
    python -m benchmarks.laws --misses        # and every claim that was missed, in words
    python -m benchmarks.laws --seed 2        # other texts
    python -m benchmarks.laws --speed         # stories and corpora a second, and check_scorer's seconds

A claim agrees where its words, kind, source, chain of outlets and trace are those that the grammar wrote. Texts are
divided into segments anew, as those of a file are. One text in thirty has some forty claims and a thousand words.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
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
LONG_IN = 30  # one text in so many is long


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


def texts_of(number: int, chosen: int) -> list[Known]:
    """So many articles, one in thirty of them long, of which no two share a sentence, the same for the same seed (any
    whole number). Hypothesis draws many that differ in one place: what is misread there would count many times."""
    long = number // LONG_IN
    seen: set[str] = set()
    short = list(unlike(drawn(known_articles(long=False), 3 * number, chosen), seen))
    more = list(unlike(drawn(known_articles(long=True), 6 * long, chosen), seen))
    return [*short[: number - long], *more[:long]]


def unlike(texts: Sequence[Known], seen: set[str]) -> Iterator[Known]:
    """Those that share no sentence with one before; ``seen`` are the sentences so far, to which theirs are added."""
    for known in texts:
        said = {sentence.span.of(known.records.text) for sentence in known.records.sentences}
        if not said & seen:
            seen |= said
            yield known


def figures(parser: Parser, number: int = TEXTS, chosen: int = 0) -> dict[str, float]:
    """What floors.toml pins: the share of known claims that is found as it is (percent), how many of the texts and word
    forms differ, the words and claims of the longest article."""
    texts = texts_of(number, chosen)
    claims, found = agreement(texts, parser)
    return {"known claims": 100 * (1 - len(found) / claims), **measures(texts)}


def measures(texts: Sequence[Known]) -> dict[str, float]:
    """How rich drawn texts are: how many differ, their word forms, the words and the claims of the longest."""
    words = [re.findall(r"\w+", known.records.text) for known in texts]
    return {
        "texts": float(len({known.records.text for known in texts})),
        "word forms": float(len({word for some in words for word in some})),
        "words of the longest": float(max(map(len, words))),
        "claims of the longest": float(max(len(known.records.claims) for known in texts)),
    }


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
        # other seeds: what was written before is remembered
        taken = min(seconds(partial(drawn, strategy, number, chosen)) for chosen in (1, 2, 3))
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
    texts = texts_of(given.texts, given.seed)
    print(", ".join(f"{name} {value:.0f}" for name, value in measures(texts).items()))
    claims, found = agreement(texts, audit.load_parser())
    if given.misses:
        print(*found, sep="\n")
    print(f"known claims found as they are: {1 - len(found) / claims:.2%} of {claims}")


if __name__ == "__main__":
    main()
