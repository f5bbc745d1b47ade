"""Whether we know on what occasion it was said: python -m benchmarks.occasions [--wide FOLDER] [--held] [--misses]

benchmarks/data/occasions.jsonl has 200 attributed contents of real articles by article and offsets, each with how it
was said by two readers (``guidelines/occasions.md``). Half of the articles are ``held``: they are read by nobody who
makes rules, and counted with --held only. A content's answer is the ``how`` of the claim that shares most letters with
it, "none" where that has no occasion. It is right where it is what a reader answered, or wrote down as defensible too
(``alt``). "first": right by a reader's first answer alone. Left out, and counted, are contents that both readers call
no words of anybody ("bad").

With --wide the sentences of benchmarks/data/occasions-wide.jsonl are counted instead, read once and quickly, of
articles that benchmarks.wide puts into that folder (--of benchmarks/data/wide-occasions.json).

--misses prints what is wrong in the open half; it quotes the articles.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from audit import audit_articles, read_articles
from audit.model import Article, Claim, Span
from benchmarks.agreement import rows
from benchmarks.gold import GoldError, read_gold
from benchmarks.run import locate
from benchmarks.trees import FOLDER, ParsedOnce

BARE: Final = "none"
NOBODY: Final = "bad"

Row = Mapping[str, Any]


@frozen
class Answer:
    """What was answered of a labelled content: ``how`` by us, ``first`` by the readers, ``fit`` all that they allow."""

    row: Row
    how: str
    first: frozenset[str]
    fit: frozenset[str]
    claim: Claim | None = None

    @property
    def counts(self) -> bool:
        """Whether somebody said it, by one reader at least."""
        return self.first != {NOBODY}

    @property
    def right(self) -> bool:
        """Whether ours is one that a reader allows."""
        return self.how in self.fit


def answer_of(row: Row, claims: Sequence[Claim]) -> Answer:
    """The answer for one labelled content, of the claims of its article."""
    given = [Span(start, end) for start, end in row["spans"]]
    best, most = None, 0
    for claim in claims:
        shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in claim.spans for b in given)
        if shared > most and claim.construction is not None:
            best, most = claim, shared
    said = best.occasion.how if best is not None and best.occasion is not None else None
    first = frozenset(reader["how"] for reader in row["readers"])
    also = frozenset(reader["alt"] for reader in row["readers"] if reader.get("alt"))
    return Answer(row, said or BARE, first, first | also, best)


def figures(answers: Sequence[Answer]) -> dict[str, float]:
    """``rows`` that count, ``bad`` ones left out, and the shares of rows ``right`` and right by a ``first`` answer."""
    counted = [answer for answer in answers if answer.counts]
    share = 100 / max(1, len(counted))
    return {
        "rows": len(counted),
        "bad": len(answers) - len(counted),
        "right": round(share * sum(answer.right for answer in counted), 1),
        "first": round(share * sum(answer.how in answer.first for answer in counted), 1),
    }


def by_how(answers: Sequence[Answer]) -> dict[str, tuple[int, int, int]]:
    """First reader's answer -> rows, those of them that are right, and how often we give that answer at all."""
    counted = [answer for answer in answers if answer.counts]
    asked = Counter(answer.row["readers"][0]["how"] for answer in counted)
    right = Counter(answer.row["readers"][0]["how"] for answer in counted if answer.right)
    given = Counter(answer.how for answer in counted)
    return {how: (asked[how], right[how], given[how]) for how in sorted({*asked, *given})}


def articles_of(names: Sequence[str], wide: Path | None = None) -> list[Article]:
    """The labelled articles: "story/outlet" lies in ``wide`` or, without it, in stories/, all others in PolNeAR's
    training part. Raises GoldError."""
    corpus = read_gold(locate("polnear/train.jsonl")) if wide is None else {}
    found: list[Article] = []
    for name in names:
        story, slash, outlet = name.partition("/")
        if slash:
            told = read_articles((locate("stories") if wide is None else wide) / story)
            found += [evolve(a, id=name) for a in told if Path(a.id).stem.rpartition("/")[2] == outlet]
        else:
            whole = next((id for id in corpus if id.startswith(name)), None)
            found += [Article(id=name, text=corpus[whole]["text"])] if whole else []
    missing = set(names) - {article.id for article in found}
    if missing:
        raise GoldError(f"no such article: {', '.join(sorted(missing))}")
    return found


def shown(answer: Answer, text: str) -> str:
    """A miss to be read: ours, the readers', its words and who is said to have said them."""
    words = " … ".join(" ".join(text[start:end].split()) for start, end in answer.row["spans"])
    source = answer.claim.source.text if answer.claim and answer.claim.source else "-"
    by = f"{answer.how} for {'/'.join(sorted(answer.fit))}"
    return f"{by}: {answer.row['article']} {answer.row['spans'][0]} | {source} | {words[:120]}"


def main() -> int:
    """The command line; exit status 2 where an article is not there."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    options.add_argument("--held", action="store_true", help="count the held half too")
    options.add_argument("--misses", action="store_true", help="print misses of the open half; these quote articles")
    options.add_argument("--wide", type=Path, metavar="FOLDER", help="count the wide articles, which lie there")
    given = options.parse_args()
    labels = [row for row in rows("occasions-wide" if given.wide else "occasions") if given.held or not row["held"]]
    try:
        articles = articles_of(sorted({row["article"] for row in labels}), given.wide)
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    result = audit_articles(articles, parser=ParsedOnce(given.cache))
    if result.failures:
        print(*(f"{failure.where}: {failure.message}" for failure in result.failures), sep="\n", file=sys.stderr)
        return 2
    claims: dict[str, list[Claim]] = {}
    for claim in result.claims:
        claims.setdefault(claim.article, []).append(claim)
    for held in (False, True) if given.held else (False,):
        answers = [answer_of(row, claims.get(row["article"], ())) for row in labels if row["held"] == held]
        told = "  ".join(f"{name} {value:g}" for name, value in figures(answers).items())
        print(f"{'held' if held else 'open'}: {told}")
        for how, (asked, right, ours) in by_how(answers).items():
            print(f"  {how:10} {right:3} of {asked:3} right, given {ours}")
        if given.misses and not held:
            texts = {article.id: article.text for article in articles}
            print(*(shown(a, texts[a.row["article"]]) for a in answers if a.counts and not a.right), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
