"""How many echoes are right: python -m benchmarks.echoes [--draw N] [--seed S] [--of WHICH …]

The stories of stories/ (of the folder that AUDIT_SHARED names) that have no sentence-level gold, each audited with the
origin "auto": every outlet that another's article credits. Pairs of claims that are told to say the same:

echoed    a claim without credit (trace "echoed") and the credited or carried claim that it is said to repeat, as the
          table of echoes has them
same      two claims of different articles that stand in one cluster, as the table of clusters has them
possible  a claim of which it is only possible that it repeats another; never counted as told

data/echoes.jsonl holds labels, made by reading both claims in their texts: "of" (one of the three), "article" and
"spans" of the one, "other" and "other_spans" of the other, "draw" (the seed it was drawn with) and "labels", one of
each reader: "yes" where both state the same fact, "no" where they do not, "unsure".

Printed are how many there are of each, then of each draw the share that was right when it was drawn ("first"), how
many still stand as what they were drawn as ("now"), the share of those that is right, and the two readers.

data/echoes-wide.jsonl holds the same of other outlets and years, in stories that no rule was made with: their folders
come out of a public dataset (benchmarks/wide.py, of data/wide-echoes.json), and are told of by --articles and --labels.

--draw N prints N pairs that nobody has labelled, fewer where there are no more, without what we think of them: that
quotes the articles. --of says of which (those told), --again draws from all. --rows FILE writes the same as lines for
labels, without text.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from audit.model import Article, Claim, Span
from benchmarks.gold import GoldError
from benchmarks.labelled import Label, Story, arguments, audited, drawn, figures, line_of, marked, read_labels, unread
from benchmarks.trees import ParsedOnce

LABELS: Final = Path(__file__).with_name("data") / "echoes.jsonl"
TOLD: Final = ("echoed", "same")
WHICH: Final = (*TOLD, "possible")
_RULES: Final = {"echo": "echoed", "echo-possible": "possible"}
_BESIDE: Final = 300  # characters of the article on either side of a claim that is to be read

Key = frozenset[tuple[str, int]]  # of two claims: the article, and where the claim begins


@frozen
class Pair:
    """Two claims, each of a "story/article" with its spans, and which of WHICH they are."""

    of: str
    article: str
    spans: tuple[Span, ...]
    other: str
    other_spans: tuple[Span, ...]

    @property
    def key(self) -> Key:
        """What labels know it by, whichever claim comes first."""
        return frozenset(((self.article, self.spans[0].start), (self.other, self.other_spans[0].start)))

    def row(self, seed: int) -> dict[str, Any]:
        """The line that labels are added to."""
        spans, other = ([[span.start, span.end] for span in some] for some in (self.spans, self.other_spans))
        one = {"of": self.of, "article": self.article, "spans": spans}
        return {**one, "other": self.other, "other_spans": other, "draw": seed}


def pairs_of(story: Story) -> list[Pair]:
    """The pairs of one story, each once: as an echo rather than as two claims of a cluster. Wishes and plans are left
    out, as the tables leave them out."""
    claims = {claim.id: claim for claim in story.audit.claims}

    def pair(of: str, one: Claim, other: Claim) -> Pair:
        return Pair(of, story.called(one.article), one.spans, story.called(other.article), other.spans)

    found = [
        pair(_RULES[claim.evidence.rule], claim, claims[claim.evidence.claim])
        for claim in claims.values()
        if claim.evidence and claim.evidence.rule in _RULES and not claim.attitude and claim.evidence.claim in claims
    ]
    for cluster in story.audit.clusters:
        for one, other in itertools.combinations([claims[id] for id in cluster.claims], 2):
            if one.article != other.article:
                found.append(pair("same", one, other))
    once: dict[Key, Pair] = {}
    for some in sorted(found, key=lambda pair: WHICH.index(pair.of)):
        once.setdefault(some.key, some)
    return list(once.values())


def key_of(label: Label) -> Key:
    """The key of the pair that a label is of."""
    places = ((label["article"], label["spans"]), (label["other"], label["other_spans"]))
    return frozenset((article, spans[0][0]) for article, spans in places)


def draws(labels: Iterable[Label], pairs: Iterable[Pair]) -> dict[tuple[int, str], dict[str, float]]:
    """Seed of a draw and which of WHICH -> its figures, as ``benchmarks.labelled`` has them."""
    rows = list(labels)
    standing = {(pair.key, pair.of) for pair in pairs}
    return {
        each: figures(
            [row for row in rows if (row["draw"], row["of"]) == each],
            lambda row: (key_of(row), row["of"]) in standing,
        )
        for each in sorted({(row["draw"], row["of"]) for row in rows})
    }


def shown(number: int, pair: Pair, articles: Mapping[str, Article]) -> str:
    """A pair to be read: both claims marked in their texts, each below its outlet, date and title."""
    row = pair.row(0)
    lines = [f"{number}. {pair.article} {row['spans']} | {pair.other} {row['other_spans']}"]
    for name, spans in ((pair.article, pair.spans), (pair.other, pair.other_spans)):
        article = articles[name]
        lines.append(f"{article.outlet}, {article.published}: {article.title}")
        lines.append(f"   … {marked(article.text, spans, _BESIDE)} …")
    return "\n   ".join(lines) + "\n"


def main() -> int:
    """The command line; exit status 2 where the stories are not there."""
    options = arguments(__doc__, "pairs without a label")
    options.add_argument("--of", nargs="+", choices=WHICH, default=TOLD, metavar="WHICH", help=", ".join(WHICH))
    options.add_argument("--labels", type=Path, default=LABELS, metavar="FILE")
    options.add_argument("--rows", type=Path, metavar="FILE", help="where lines for the labels of a draw are written")
    given = options.parse_args()
    labels = read_labels(given.labels)
    pairs: list[Pair] = []
    articles: dict[str, Article] = {}
    try:
        parser = ParsedOnce(given.cache)
        for folder in unread(given.articles):
            story = audited(folder, parser, "auto")
            pairs += pairs_of(story)
            articles |= story.articles
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    if given.draw:
        read = set() if given.again else {key_of(label) for label in labels}
        chosen = drawn([p for p in pairs if p.of in given.of and p.key not in read], given.draw, given.seed)
        print(*(shown(number, pair, articles) for number, pair in enumerate(chosen, start=1)), sep="\n")
        if given.rows:
            rows = (json.dumps(pair.row(given.seed)) for pair in chosen)
            given.rows.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        return 0
    counts = Counter(pair.of for pair in pairs)
    print("  ".join(f"{of} {counts[of]}" for of in WHICH) + f" in {len(articles)} articles")
    for (seed, of), found in draws(labels, pairs).items():
        print(f"draw {seed}, {of}: {line_of(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
