"""How far two readers agree on labels of ours: python -m benchmarks.agreement [NAME …]

The labels of benchmarks/data/, each made in two passes by readers blind to each other and to any output:

needs.jsonl      does a sentence that names no source need one? A letter a reader (``guidelines/needs.md``); ``held``
                 marks those that nothing may be tuned on.
needs-wide.jsonl the same of other news, nearly all read once.
grades.jsonl     sourcing transparency of an article, 1 to 10, with sub-grades and genre (``guidelines/grades.md``).
grades-wide.jsonl the same of other news, but for 78 articles that one reader read twice.
occasions.jsonl  how, to whom, where and when something was said (``guidelines/occasions.md``).

Printed per file: rows read twice, the share that both answer alike and Cohen's kappa; for grades Spearman's
correlation and the mean difference. What one reader alone has read is counted, not compared.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).with_name("data")
NEEDS: Final = frozenset("vfnmpuak")  # letters that say: this needs a source
GRADES: Final = ("grade", "attributed", "identified", "placed", "credit", "own_voice")
ONE_READER: Final = "x"  # articles of grades-wide.jsonl that begin so were read twice by one reader
PLACES: Final = ("words", "to", "where", "when")

Row = Mapping[str, Any]


def rows(name: str) -> list[Row]:
    """The labels of a file, a row each, with ``readers``: one answer or two."""
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def need(letter: str) -> str:
    """The group of a letter: "needs", "none", or "neither"."""
    return "needs" if letter in NEEDS else "neither" if letter == "x" else "none"


def alike(pairs: Sequence[tuple[Hashable, Hashable]]) -> tuple[float, float]:
    """Share of pairs that are equal and Cohen's kappa, both 0 to 1; kappa is 1 where no other answer was ever given."""
    share = sum(one == other for one, other in pairs) / len(pairs)
    first, second = (Counter(answers) for answers in zip(*pairs, strict=True))
    chance = sum(number * second[answer] for answer, number in first.items()) / len(pairs) ** 2
    return share, 1.0 if chance == 1 else (share - chance) / (1 - chance)


def rank_correlation(left: Sequence[float], right: Sequence[float]) -> float:
    """Spearman's correlation of two rows of numbers."""
    return statistics.correlation(_ranks(left), _ranks(right))


def _ranks(values: Sequence[float]) -> list[float]:
    standing: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        standing.setdefault(value, []).append(place)
    return [statistics.mean(standing[value]) for value in values]


def _needs(file: str = "needs") -> str:
    found = [row["readers"] for row in rows(file)]
    held = [row["readers"] for row in rows(file) if row["held"]]
    lines = [_counted(file, found)]
    for name, some in (("all", found), ("held", held)):
        twice = [both for both in some if len(both) == 2]
        letters = alike([(one, other) for one, other in twice])
        groups = alike([(need(one), need(other)) for one, other in twice])
        lines.append(f"  {name}: needs, none or neither {_told(groups)}; letters {_told(letters)}")
    return "\n".join(lines)


def _grades(file: str = "grades", but: str = "") -> str:
    """The agreement of grades; articles that begin with ``but`` are left out."""
    found = [row["readers"] for row in rows(file) if not (but and row["article"].startswith(but))]
    lines = [_counted(file, found)]
    for name in GRADES:
        pairs = [(a[name], b[name]) for a, b in (both for both in found if len(both) == 2)]
        pairs = [(a, b) for a, b in pairs if a is not None and b is not None]
        left, right = ([pair[n] for pair in pairs] for n in (0, 1))
        apart = statistics.mean(left) - statistics.mean(right)
        lines.append(f"  {name}: Spearman {rank_correlation(left, right):.2f} of {len(pairs)}, apart {apart:+.2f}")
    genres = alike([(a["genre"], b["genre"]) for a, b in (both for both in found if len(both) == 2)])
    return "\n".join([*lines, f"  genre: {_told(genres)}"])


def _occasions() -> str:
    found = [row["readers"] for row in rows("occasions")]
    twice = [both for both in found if len(both) == 2]
    lines = [_counted("occasions", found)]
    if twice:
        lines.append(f"  how: {_told(alike([(a['how'], b['how']) for a, b in twice]))}")
        told = {name: alike([(bool(a[name]), bool(b[name])) for a, b in twice]) for name in PLACES}
        lines += [f"  {name}, told or not: {_told(agreement)}" for name, agreement in told.items()]
    return "\n".join(lines)


def _counted(name: str, readers: Sequence[Sequence[object]]) -> str:
    return f"{name}: {len(readers)} rows, {sum(len(both) == 2 for both in readers)} read twice"


def _told(agreement: tuple[float, float]) -> str:
    return f"alike {100 * agreement[0]:.1f} %, kappa {agreement[1]:.2f}"


FILES: Final[Mapping[str, Callable[[], str]]] = {
    "needs": _needs,
    "needs-wide": partial(_needs, "needs-wide"),
    "grades": _grades,
    "grades-wide": partial(_grades, "grades-wide", ONE_READER),
    "occasions": _occasions,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agreement", description=__doc__.split("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(FILES)}; all without one")
    wanted = parser.parse_args(arguments).names or list(FILES)
    for name in wanted:
        if name not in FILES:
            parser.error(f"{name}: no such labels; known are {', '.join(FILES)}")
        print(FILES[name]())
    return 0


if __name__ == "__main__":
    sys.exit(main())
