"""Audits real stories and scores them against sentence-level gold: python -m benchmarks.stories [STORY …] [-v]

The gold is gold/stories.json of the folder that AUDIT_SHARED names, or --gold: a list of objects as
`benchmarks.scorers.seeds` takes it, each with its "story", a folder of --articles (stories/ by default), and the
"origin" that its claims are traced to; gold without origins is of kinds and sources alone. Printed are that scorer's
figures per story, then over all sentences. Without STORY every story of the gold is scored.

-v prints every miss, which quotes the articles: never of a story that is kept closed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audit.model import TRACES
from audit.parse import Parser
from benchmarks.gold import GoldError
from benchmarks.labelled import audited
from benchmarks.run import locate
from benchmarks.scorers.seeds import score
from benchmarks.trees import FOLDER, ParsedOnce

Row = Mapping[str, Any]


def story_claims(folder: Path, origin: str | None, parser: Parser, rules_only: bool = False) -> list[dict[str, Any]]:
    """The claims that an audit of one story's articles lists, as its JSON has them, articles as "story/article".

    Raises GoldError where an article failed.
    """
    story = audited(folder, parser, origin, rules_only)
    claims: list[dict[str, Any]] = story.audit.to_dict()["claims"]
    return [{**claim, "article": story.called(claim["article"])} for claim in claims]


def story_figures(
    gold: Sequence[Row], articles: Path, parser: Parser, rules_only: bool = False
) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Story, and "all" -> the figures by name, in percent; and a line for every sentence with a miss.

    Raises GoldError where a story has no folder, two origins, or an article that failed.
    """
    figures: dict[str, dict[str, float]] = {}
    every_item: list[Row] = []
    every_claim: list[dict[str, Any]] = []
    misses: list[str] = []
    for story in dict.fromkeys(item["story"] for item in gold):
        items = [{**item, "article": f"{story}/{item['article']}"} for item in gold if item["story"] == story]
        traced = "origin" in items[0]
        items = items if traced else [{**item, "traces": TRACES, "outlets": []} for item in items]
        origins = sorted({item["origin"] for item in items}) if traced else [None]
        if len(origins) != 1:
            named = ", ".join(map(str, origins))
            raise GoldError(f"the gold of story {story} names {len(origins)} origins ({named}); give it one")
        if not (articles / story).is_dir():
            raise GoldError(f"{articles / story}: no such folder; --articles names the one that holds the stories")
        claims = story_claims(articles / story, origins[0], parser, rules_only)
        claims = claims if traced else [{**claim, "trace": TRACES[-1]} for claim in claims]
        figures[story], missed = score(items, claims)
        figures[story] = figures[story] if traced else _untraced(figures[story])
        misses += missed
        every_item += items
        every_claim += claims
    figures["all"], _ = score(every_item, every_claim)
    if not all("origin" in item for item in gold):
        figures["all"] = _untraced(figures["all"])
    return figures, misses


def _untraced(figures: Mapping[str, float]) -> dict[str, float]:
    """The figures of gold that names no origin: nothing of traces."""
    told = ("sentences", "covered", "kinds", "sources", "or second")
    return {name: value for name, value in figures.items() if name in told}


def main() -> int:
    """The command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("stories", nargs="*", metavar="STORY", help="only these stories of the gold")
    options.add_argument("--gold", default="gold/stories.json", metavar="FILE")
    options.add_argument("--articles", default="stories", metavar="FOLDER")
    options.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    options.add_argument("--rules-only", action="store_true", help="leave out what is learned")
    options.add_argument("-v", "--verbose", action="store_true", help="print every miss; these quote the articles")
    given = options.parse_args()
    try:
        gold = json.loads(locate(given.gold).read_text(encoding="utf-8"))
        unknown = set(given.stories) - {item["story"] for item in gold}
        if unknown:
            raise GoldError(f"{given.gold}: no story {', '.join(sorted(unknown))} in this gold")
        chosen = [item for item in gold if not given.stories or item["story"] in given.stories]
        figures, misses = story_figures(chosen, locate(given.articles), ParsedOnce(given.cache), given.rules_only)
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    if given.verbose:
        print(*misses, sep="\n")
    for story, row in figures.items():
        print(f"{story}: " + "  ".join(f"{name} {value:g}" for name, value in row.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
