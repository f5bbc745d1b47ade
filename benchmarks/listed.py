"""How many of the sources that tables list as named can be told: python -m benchmarks.listed [STORY …] [--draw N]

The stories are folders of articles in --articles (stories/ of the folder that AUDIT_SHARED names); without STORY those
that the labels speak of. benchmarks/data/listed.jsonl holds the labels, made by reading: "article" (story/article),
"spans" (where a source's words stand), and "label": "yes" where these words stand for a person, body, document or poll
that a reader can tell, "no" where they do not, "unclear" where the article leaves it open.

A row is a source that an article lists as named, by the name that tables list it by. It is right where a label of one
of its places says "yes" and none says "no", and unread where none of its places has a label. Printed are how many rows
there are, how many were read, and the share of these that is right.

--draw N prints N rows that nobody read, drawn by --seed, each with its words in their line: that quotes the articles.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from audit import audit_articles, read_articles
from audit.model import Article, Span
from audit.parse import Parser
from benchmarks.gold import GoldError
from benchmarks.run import locate
from benchmarks.trees import FOLDER, ParsedOnce

LABELS: Final = Path(__file__).with_name("data") / "listed.jsonl"
_BESIDE: Final = 120  # characters of the article on either side of a source that is to be read

Labels = Mapping[tuple[str, int, int], str]  # article, start, end -> label


@frozen
class Row:
    """A source that an article lists as named: "story/article", its name, and where its words stand."""

    article: str
    name: str
    spans: tuple[Span, ...]

    def label(self, labels: Labels) -> str | None:
        """What was read of it: "no" where one of its places says so, else "unclear", else "yes"; None if unread."""
        found = {labels.get((self.article, span.start, span.end)) for span in self.spans}
        return next((label for label in ("no", "unclear", "yes") if label in found), None)


def rows_of(folder: Path, parser: Parser) -> tuple[list[Row], dict[str, Article]]:
    """The rows of one story, and its articles by "story/article". Raises GoldError where an article failed."""
    articles = list(read_articles(folder))
    result = audit_articles(articles, parser=parser)
    if result.failures:
        raise GoldError("; ".join(f"{folder}: {failure.where}: {failure.message}" for failure in result.failures))
    places: dict[tuple[str, str], set[Span]] = {}
    for claim in result.claims:
        if claim.kind == "named" and not claim.attitude and claim.source is not None and claim.source.clear:
            for name in claim.source.listed or (claim.source.called,):
                places.setdefault((_id(folder, claim.article), name), set()).add(claim.source.spans[0])
    rows = [Row(article, name, tuple(sorted(spans))) for (article, name), spans in sorted(places.items())]
    return rows, {_id(folder, article.id): article for article in articles}


def _id(folder: Path, article: str) -> str:
    return f"{folder.name}/{article.rsplit('/', 1)[-1]}"


def read_labels(lines: Iterable[str]) -> dict[tuple[str, int, int], str]:
    """The labels of JSON lines, by place."""
    found: dict[tuple[str, int, int], str] = {}
    for line in filter(str.strip, lines):
        row = json.loads(line)
        found |= {(row["article"], start, end): row["label"] for start, end in row["spans"]}
    return found


def figures(rows: Iterable[Row], labels: Labels) -> dict[str, float]:
    """``rows``, ``read`` and ``unclear``: how many; ``identifiable``: the share of those read, in percent."""
    told = [row.label(labels) for row in rows]
    read = [label for label in told if label is not None]
    share = 100 * read.count("yes") / len(read) if read else 0.0
    return {
        "rows": len(told),
        "read": len(read),
        "unclear": read.count("unclear"),
        "identifiable": round(share, 1),
    }


def shown(row: Row, article: Article) -> str:
    """A row to be read: its name, and its first places in their lines."""
    lines = [f"{row.article} «{row.name}»"]
    for span in row.spans[:3]:
        before = article.text[max(0, span.start - _BESIDE) : span.start]
        after = article.text[span.end : span.end + _BESIDE]
        words = " ".join(f"{before}[[{span.of(article.text)}]]{after}".split())
        lines.append(f"    {span.start} {span.end} …{words}…")
    return "\n".join(lines)


def main() -> int:
    """The command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("stories", nargs="*", metavar="STORY")
    options.add_argument("--articles", default="stories", metavar="FOLDER")
    options.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    options.add_argument(
        "--draw", type=int, default=0, metavar="N", help="print N unread rows; these quote the articles"
    )
    options.add_argument("--seed", type=int, default=0, metavar="S")
    given = options.parse_args()
    labels = read_labels(LABELS.read_text(encoding="utf-8").splitlines()) if LABELS.is_file() else {}
    stories = given.stories or sorted({article.split("/")[0] for article, _, _ in labels})
    rows: list[Row] = []
    articles: dict[str, Article] = {}
    try:
        folder, parser = locate(given.articles), ParsedOnce(given.cache)
        for story in stories:
            found, texts = rows_of(folder / story, parser)
            rows += found
            articles |= texts
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    if given.draw:
        unread = [row for row in rows if row.label(labels) is None]
        random.Random(given.seed).shuffle(unread)
        print(*(shown(row, articles[row.article]) for row in unread[: given.draw]), sep="\n")
    print("  ".join(f"{name} {value:g}" for name, value in figures(rows, labels).items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
