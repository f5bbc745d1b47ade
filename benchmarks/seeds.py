"""Audits the five articles of seeds/, and the five real ones where AUDIT_SHARED has them, and scores both against their
gold: python -m benchmarks.seeds [-v]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from benchmarks.run import shared_folder
from benchmarks.scorers.seeds import score

ROOT: Final = Path(__file__).resolve().parents[1]
ORIGIN: Final = "NBC News"


@frozen
class SeedSet:
    """Articles, their gold, and what the set is called in floors.toml and in print."""

    name: str
    articles: Path
    gold: Path


def seed_sets() -> Iterator[SeedSet]:
    """Ours, and the real ones where they are."""
    yield SeedSet("seeds", ROOT / "seeds", ROOT / "tests" / "data" / "seeds_gold.json")
    shared = shared_folder()
    if shared and (shared / "gold" / "seeds.json").is_file():
        yield SeedSet("real seeds", shared / "seeds", shared / "gold" / "seeds.json")


def seed_figures(seeds: SeedSet, rules_only: bool = False) -> tuple[dict[str, float], list[str]]:
    """Audits the set; its figures by name, and a line for every sentence with a miss."""
    from audit import audit_articles, read_articles

    result = audit_articles(read_articles(seeds.articles), origin=ORIGIN, rules_only=rules_only)
    gold: list[dict[str, Any]] = json.loads(seeds.gold.read_text(encoding="utf-8"))
    return score(gold, result.to_dict()["claims"])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-v", "--verbose", action="store_true", help="print every miss; these quote the articles")
    parser.add_argument("--rules-only", action="store_true", help="leave out the learned part of find")
    options = parser.parse_args()
    for seeds in seed_sets():
        figures, misses = seed_figures(seeds, options.rules_only)
        print(f"{seeds.name}: " + "  ".join(f"{name} {value:g}" for name, value in figures.items()))
        if options.verbose:
            print(*misses, sep="\n")


if __name__ == "__main__":
    main()
