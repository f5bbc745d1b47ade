"""How many of the sources that tables list as named can be told: python -m benchmarks.listed [STORY …] [--draw N]

The stories are folders of articles in --articles (stories/ of the folder that AUDIT_SHARED names); without STORY those
that the labels speak of. benchmarks/data/listed.jsonl holds the labels, made by reading: "article" (story/article),
"spans" (where a source's words stand), and "label": "yes" where these words stand for a person, body, document or poll
that a reader can tell, "no" where they do not, "unclear" where the article leaves it open.

A row is a source that an article lists as named, by the name that tables list it by. It is right where a label of one
of its places says "yes" and none says "no", and unread where none of its places has a label. Printed are how many rows
there are, how many were read, and the share of these that is right.

--draw N prints N rows that nobody read, drawn by --seed over all stories but those that are kept closed, each with its
words in their line: that quotes the articles. --again draws from all rows.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from audit.model import Article, Span
from benchmarks.gold import GoldError
from benchmarks.labelled import CLOSED, Label, Story, arguments, audited, line_of, marked, read_labels
from benchmarks.run import locate
from benchmarks.trees import ParsedOnce

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


def rows_of(story: Story) -> list[Row]:
    """The rows of one story."""
    places: dict[tuple[str, str], set[Span]] = {}
    for claim in story.audit.claims:
        if claim.kind == "named" and not claim.attitude and claim.source is not None and claim.source.clear:
            for name in claim.source.listed or (claim.source.called,):
                places.setdefault((story.called(claim.article), name), set()).add(claim.source.spans[0])
    return [Row(article, name, tuple(sorted(spans))) for (article, name), spans in sorted(places.items())]


def by_place(labels: Iterable[Label]) -> dict[tuple[str, int, int], str]:
    """What labels say, by place."""
    return {(row["article"], start, end): row["label"] for row in labels for start, end in row["spans"]}


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
    places = [(span, marked(article.text, (span,), _BESIDE)) for span in row.spans[:3]]
    return "\n".join([f"{row.article} «{row.name}»", *(f"    {s.start} {s.end} …{words}…" for s, words in places)])


def main() -> int:
    """The command line."""
    options = arguments(__doc__, "unread rows")
    options.add_argument("stories", nargs="*", metavar="STORY")
    given = options.parse_args()
    labels = by_place(read_labels(LABELS))
    stories = given.stories or sorted({article.split("/")[0] for article, _, _ in labels})
    rows: list[Row] = []
    articles: dict[str, Article] = {}
    try:
        folder, parser = locate(given.articles), ParsedOnce(given.cache)
        for name in stories:
            story = audited(folder / name, parser)
            rows += rows_of(story)
            articles |= story.articles
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    if given.draw:
        left = [row for row in rows if given.again or row.label(labels) is None]
        left = [row for row in left if row.article.split("/")[0] not in CLOSED]
        random.Random(given.seed).shuffle(left)
        print(*(shown(row, articles[row.article]) for row in left[: given.draw]), sep="\n")
    print(line_of(figures(rows, labels)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
