"""How many findings are right and worth saying: python -m benchmarks.findings [--draw N] [--seed S]

Findings of the real stories that have no sentence-level gold (stories/ of the folder that AUDIT_SHARED names), with
the criteria that are on, those at the same words joined as the linter and the tables join them.
benchmarks/data/findings.jsonl holds labels, made by reading each finding against its text: "article" (story/article),
"criterion", "spans" (where it stands), "draw" (the seed it was drawn with), and "label": "yes" where it is right and
worth an editor's time, "no" where what it says is false, "idle" where it is right and nobody needs to be told, or says
of a phrase what another finding has said.

data/findings-wide.jsonl holds those of single articles of other news, which nothing was made with: their folders come
out of a public dataset (benchmarks/wide.py, of data/wide-findings.json), and are told of by --articles and --labels.

Of a draw that two have read, apart from each other, "labels" has what each said; a finding is right where both say so.

Printed are how many findings there are in the stories that labels speak of, and for each draw the share of it that was
right when it was drawn ("first"), how many of its findings still stand ("now"), and the share of those that is right.

--draw N prints N findings that nobody has labelled, drawn by --seed over all stories but those that are kept closed,
with their text around: that quotes the articles. --again draws from all.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from audit.model import Article, Finding
from audit.score.merged import merged
from benchmarks.gold import GoldError
from benchmarks.labelled import Label, Story, arguments, audited, drawn, figures, line_of, marked, read_labels, unread
from benchmarks.run import locate
from benchmarks.trees import ParsedOnce

LABELS: Final = Path(__file__).with_name("data") / "findings.jsonl"
_BESIDE: Final = 400  # characters of the article on either side of a finding that is to be read

Key = tuple[str, str, int]  # article, criterion, where it begins


def findings_of(story: Story) -> list[tuple[str, Finding]]:
    """The findings of one story, each with its "story/article"."""
    return [(story.called(finding.article), finding) for finding in merged(story.audit.findings)]


def keys_of(article: str, finding: Finding) -> set[Key]:
    """What labels know a finding by: its article, each of its criteria, each of its places."""
    return {(article, criterion, span.start) for criterion in finding.criteria for span in finding.spans}


def key_of(label: Label) -> Key:
    """The key of the finding that a label is of."""
    return label["article"], label["criterion"], label["spans"][0][0]


def shown(number: int, article: str, finding: Finding, text: str) -> str:
    """A finding to be read: what it says, its words marked, and the text around."""
    others = "; ".join(" ".join(span.of(text).split())[:80] for span in finding.spans[1:4])
    places = [[span.start, span.end] for span in finding.spans]
    lines = (finding.reason, marked(text, finding.spans[:1], _BESIDE), f"+ {others}")
    return "\n   ".join((f"{number}. {article} {finding.criterion} {places}", *lines))


def main() -> int:
    """The command line; exit status 2 where the stories are not there."""
    options = arguments(__doc__, "findings without a label")
    options.add_argument("--labels", type=Path, default=LABELS, metavar="FILE")
    given = options.parse_args()
    labels = read_labels(given.labels)
    found: list[tuple[str, Finding]] = []
    texts: dict[str, Article] = {}
    try:
        parser = ParsedOnce(given.cache)
        spoken_of = sorted({label["article"].split("/")[0] for label in labels})
        for folder in unread(given.articles) if given.draw else [locate(given.articles) / name for name in spoken_of]:
            story = audited(folder, parser)
            found += findings_of(story)
            texts |= story.articles
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    if given.draw:
        read = set() if given.again else {key_of(label) for label in labels}
        left = [one for one in found if one[1].spans and not keys_of(*one) & read]
        for number, (article, finding) in enumerate(drawn(left, given.draw, given.seed), start=1):
            print(shown(number, article, finding, texts[article].text))
        return 0
    standing = {key for one in found for key in keys_of(*one)}
    print(f"findings {len(found)} in {len(texts)} articles")
    for seed in sorted({label["draw"] for label in labels}):
        told = figures([label for label in labels if label["draw"] == seed], lambda label: key_of(label) in standing)
        print(f"draw {seed}: {line_of(told)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
