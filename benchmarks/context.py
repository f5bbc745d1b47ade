"""Whether what stands around two claims tells more: python -m benchmarks.context --articles FOLDER [--held]

data/pairs-wide.jsonl has pairs of claims of two articles on one story that were read together, drawn from real news:
"article" and "spans" of the one, "other" and "other_spans" of the other, and the "label" that a reader gave, who saw
both where they stand: "yes" (both state the same), "part" (the one is a part of what the other says) or "no". Of 372
pairs of other stories that two readers judged apart, 99 % were alike in whether it is "yes". Two stories of five are
``held``: training/context.py does not read them, and they are counted with --held alone. Their texts come from a
public dataset, which ``benchmarks.wide`` tells of (--of benchmarks/data/wide-pairs.json); --articles is the folder that
it makes.

Printed are, of all pairs and of those in which a claim says little, how many are told as the same, the share of these
that is right, right or a part, and of what is right told; and how well the order of the pairs parts right from wrong
(average precision): "alone" by the judgement on the two claims alone, "in context" by what ships.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from audit import read_articles
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Claim
from audit.parse.stanza_parser import EMBEDDED
from audit.parse.together import load_together
from audit.pipeline import Plan
from audit.trace.echo.context import INPUTS
from audit.trace.echo.judge import EchoJudge
from benchmarks.gold import GoldError
from benchmarks.labelled import Label, read_labels
from benchmarks.run import locate
from benchmarks.trees import FOLDER, ParsedOnce

LABELS: Final = Path(__file__).with_name("data") / "pairs-wide.jsonl"
SAYS_LITTLE: Final = 0.4  # of the number that INPUTS calls "little", 0 to 1: a few words, none of them rare
_LITTLE: Final = INPUTS.index("little")


@frozen(eq=False)
class Weighed:
    """A labelled pair: its story, its label, the numbers of INPUTS, and what the two judgements come to: whether it is
    told as the same, and the chance, of the two ``alone`` and in ``context``."""

    story: str
    label: str
    values: tuple[float, ...]
    alone: tuple[bool, float]
    context: tuple[bool, float]

    @property
    def right(self) -> bool:
        """Whether both claims state the same."""
        return self.label == "yes"

    @property
    def little(self) -> bool:
        """Whether one of them says little."""
        return self.values[_LITTLE] >= SAYS_LITTLE


def claimed(articles: Sequence[Article], lexicon: Lexicon, cache: Path) -> list[Article]:
    """The articles with all that an audit finds in each by itself."""
    found = ParsedOnce(cache).parse(articles)
    for _, step in Plan(lexicon, rules_only=False).steps():
        found = [step(article) for article in found]
    return found


def weighed(articles: str, labels: Sequence[Label], cache: Path) -> Iterator[Weighed]:
    """The labelled pairs that are still claims, story by story. Raises GoldError where a story is missing."""
    lexicon, reader = load_lexicon(), load_together(EMBEDDED)
    for story in sorted({label["article"].partition("/")[0] for label in labels}):
        claims: dict[tuple[str, int, int], Claim] = {}
        done = claimed(list(read_articles(locate(articles) / story)), lexicon, cache)
        for article in done:
            name = f"{story}/{article.id.rsplit('/', 1)[-1]}"
            claims |= {(name, c.spans[0].start, c.spans[-1].end): c for c in article.claims}
        mine = [label for label in labels if label["article"].partition("/")[0] == story]
        sides = [
            (claims.get(_key(label, "article", "spans")), claims.get(_key(label, "other", "other_spans")))
            for label in mine
        ]
        found = [(label, one, two) for label, (one, two) in zip(mine, sides, strict=True) if one and two]
        judge = EchoJudge(lexicon, together=reader)
        judge.read(done, frozenset(claim.id for _, one, two in found for claim in (one, two)))
        judge.ahead([(one, two, None) for _, one, two in found], every=True)
        for label, one, two in found:
            values, alone, there = judge.weighed(one, two), judge.alone(one, two), judge(one, two, None)
            if values is not None:
                told = alone.decision == "same" and not alone.loose, alone.similarity
                yield Weighed(story, label["label"], values, told, (there.decision == "same", there.similarity))


def _key(label: Label, article: str, spans: str) -> tuple[str, int, int]:
    return label[article], label[spans][0][0], label[spans][-1][1]


def line_of(name: str, pairs: Sequence[tuple[str, bool, float]]) -> str:
    """The figures of pairs, each a label, whether it is told, and its chance, on a line."""
    told = [label for label, is_told, _ in pairs if is_told]
    right = sum(label == "yes" for label, _, _ in pairs)
    parts = 100 * sum(label != "no" for label in told) / max(1, len(told))
    share = 100 * told.count("yes") / max(1, len(told))
    found = 100 * told.count("yes") / max(1, right)
    precision = average_precision([(chance, label == "yes") for label, _, chance in pairs])
    return (
        f"{name}: {len(pairs)} pairs, {right} right; told {len(told)}, right {share:.1f} %, right or a part"
        f" {parts:.1f} %; of the right ones told {found:.1f} %; average precision {precision:.1f}"
    )


def average_precision(pairs: Sequence[tuple[float, bool]]) -> float:
    """The mean, over the right ones, of the share that is right among those that are as likely or likelier; percent."""
    ordered = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))
    shares, right = [], 0
    for place, (_, is_right) in enumerate(ordered, start=1):
        right += is_right
        if is_right:
            shares.append(right / place)
    return 100 * sum(shares) / max(1, len(shares))


def main() -> int:
    """The command line; exit status 2 where the stories are not there."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", required=True, metavar="FOLDER")
    options.add_argument("--labels", type=Path, default=LABELS, metavar="FILE")
    options.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    options.add_argument("--held", action="store_true", help="of the stories that nothing was learned from")
    given = options.parse_args()
    labels = [label for label in read_labels(given.labels) if label["held"] == given.held]
    try:
        found = list(weighed(given.articles, labels, given.cache))
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(found)} of {len(labels)} pairs stand")
    for name, some in (("all", found), ("saying little", [one for one in found if one.little])):
        print(line_of(f"{name}, alone", [(one.label, *one.alone) for one in some]))
        print(line_of(f"{name}, in context", [(one.label, *one.context) for one in some]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
