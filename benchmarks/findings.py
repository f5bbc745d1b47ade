"""How many findings are right and worth saying: python -m benchmarks.findings [--draw N] [--seed S]

Findings of the real stories that have no sentence-level gold (stories/ of the folder that AUDIT_SHARED names), with
the criteria that are on, those at the same words joined as the linter and the tables join them.
benchmarks/data/findings.jsonl holds labels, made by reading each finding against its text: "article" (story/article),
"criterion", "spans" (where it stands), "draw" (the seed it was drawn with), and "label": "yes" where it is right and
worth an editor's time, "no" where what it says is false, "idle" where it is right and nobody needs to be told, or says
of a phrase what another finding has said.

Printed are, for each draw, the share of it that was right when it was drawn ("first"), how many of its findings still
stand ("now"), and the share of those that is right.

--draw N prints N findings, drawn by --seed over all stories, with their text around: that quotes the articles.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from audit import audit_articles, read_articles
from audit.model import Article, Finding
from audit.score.merged import merged
from benchmarks.gold import GoldError
from benchmarks.run import locate
from benchmarks.trees import FOLDER, ParsedOnce

LABELS: Final = Path(__file__).with_name("data") / "findings.jsonl"
# Stories with sentence-level gold, and those that nobody reads
APART: Final = frozenset(("f688c56d", "576116e5", "dd1e6e3b", "8abec8d9", "542cd22c"))
_BESIDE: Final = 400  # characters of the article on either side of a finding that is to be read

Label = Mapping[str, Any]
Key = tuple[str, str, int]  # article, criterion, where it begins


def findings_of(folder: Path, parser: ParsedOnce) -> tuple[list[tuple[str, Finding]], dict[str, Article]]:
    """The findings of one story, each with its "story/article", and its articles by that. Raises GoldError."""
    articles = list(read_articles(folder))
    result = audit_articles(articles, parser=parser)
    if result.failures:
        raise GoldError("; ".join(f"{folder}: {failure.where}: {failure.message}" for failure in result.failures))
    names = {article.id: f"{folder.name}/{Path(article.id).stem}" for article in articles}
    return [(names[f.article], f) for f in merged(result.findings)], {
        names[article.id]: article for article in articles
    }


def keys_of(article: str, finding: Finding) -> set[Key]:
    """What labels know a finding by: its article, each of its criteria, each of its places."""
    return {(article, criterion, span.start) for criterion in finding.criteria for span in finding.spans}


def read_labels(lines: Iterable[str]) -> list[Label]:
    """The labels of JSON lines."""
    return [json.loads(line) for line in lines if line.strip()]


def figures(labels: Iterable[Label], standing: set[Key]) -> dict[str, float]:
    """Of one draw: ``drawn``, the share of it that was right at ``first``, how many stand ``now``, and the share of
    these that is ``right``; shares in percent."""
    rows = list(labels)
    now = [row for row in rows if (row["article"], row["criterion"], row["spans"][0][0]) in standing]

    def share(some: list[Label]) -> float:
        return round(100 * sum(row["label"] == "yes" for row in some) / len(some), 1) if some else 0.0

    return {"drawn": len(rows), "first": share(rows), "now": len(now), "right": share(now)}


def shown(number: int, article: str, finding: Finding, text: str) -> str:
    """A finding to be read: what it says, its words marked, and the text around."""
    first, last = finding.spans[0].start, finding.spans[0].end
    around = f"{text[max(0, first - _BESIDE) : first]}[[{text[first:last]}]]{text[last : last + _BESIDE]}"
    others = "; ".join(" ".join(span.of(text).split())[:80] for span in finding.spans[1:4])
    places = [[span.start, span.end] for span in finding.spans]
    lines = (finding.reason, " ".join(around.split()), f"+ {others}")
    return "\n   ".join((f"{number}. {article} {finding.criterion} {places}", *lines))


def main() -> int:
    """The command line; exit status 2 where the stories are not there."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", default="stories", metavar="FOLDER")
    options.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    options.add_argument("--draw", type=int, default=0, metavar="N", help="print N findings; these quote the articles")
    options.add_argument("--seed", type=int, default=0, metavar="S")
    given = options.parse_args()
    found: list[tuple[str, Finding]] = []
    texts: dict[str, Article] = {}
    try:
        parser = ParsedOnce(given.cache)
        for folder in sorted(locate(given.articles).iterdir()):
            if folder.is_dir() and folder.name not in APART:
                some, articles = findings_of(folder, parser)
                found += some
                texts |= articles
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    if given.draw:
        chosen = random.Random(given.seed).sample([one for one in found if one[1].spans], given.draw)
        for number, (article, finding) in enumerate(chosen, start=1):
            print(shown(number, article, finding, texts[article].text))
        return 0
    labels = read_labels(LABELS.read_text(encoding="utf-8").splitlines()) if LABELS.is_file() else []
    standing = {key for article, finding in found for key in keys_of(article, finding)}
    print(f"findings {len(found)} in {len(texts)} articles")
    for seed in sorted({label["draw"] for label in labels}):
        told = figures([label for label in labels if label["draw"] == seed], standing)
        print(f"draw {seed}: " + "  ".join(f"{name} {value:g}" for name, value in told.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
