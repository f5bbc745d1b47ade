"""Which of two given names a pronoun stands for, on GAP: python -m benchmarks.gap [--part validation]

GAP (Webster, Recasens, Axelrod and Baldridge 2018, TACL; Apache-2.0) holds paragraphs of Wikipedia with a pronoun and
two names each: the pronoun stands for one of them, or for neither. Both names are given, as places; the one that the
ranking finds likelier is the answer, or neither where it finds both unlikely. The figure is that of GAP's own scorer
(gap_scorer.py, beside the data in the folder that AUDIT_SHARED names). ``--part`` is "validation", on which the
threshold was chosen, or "test", for the figure only: nothing of it is printed.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from audit.find import find
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Span, Token
from audit.read.segment import segments
from audit.resolve.candidates import Table
from audit.resolve.ranking import Ranker, Ranking, load_ranker
from audit.resolve.sources import walked
from benchmarks.gold import GoldError
from benchmarks.run import locate
from benchmarks.trees import FOLDER, parsed

PARTS: Final = ("validation", "test", "development")
_YES: Final = "TRUE"
# GAP's scorer is of Python 2: two of its words are read as Python 3 spells them, nothing else of it is touched
_RUN: Final = """
import pathlib, sys
sys.argv = sys.argv[1:]
scorer = pathlib.Path(sys.argv[0])
sys.path.insert(0, str(scorer.parent))
code = scorer.read_text("utf-8").replace("'rU'", "'r'").replace(".iteritems()", ".items()")
exec(compile(code, str(scorer), "exec"))
"""


@frozen
class Question:
    """A paragraph with a pronoun and two names, as spans, and for whom it stands."""

    article: Article
    pronoun: Span
    names: tuple[Span, Span]
    right: tuple[bool, bool]


def read_gap(path: Path) -> list[Question]:
    """The questions of one of GAP's files. Raises GoldError."""
    found = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                text = row["Text"]
                spans = [_span(row[key], row[f"{key}-offset"]) for key in ("Pronoun", "A", "B")]
                article = Article(row["ID"], text, segments=segments(text))
                right = row["A-coref"] == _YES, row["B-coref"] == _YES
                found.append(Question(article, spans[0], (spans[1], spans[2]), right))
    except (OSError, UnicodeDecodeError, KeyError, ValueError) as error:
        raise GoldError(f"{path}: {error!r}; give a file of GAP's, such as gap-validation.tsv") from error
    return found


def _span(words: str, offset: str) -> Span:
    return Span(int(offset), int(offset) + len(words))


def rows_of(question: Question, parsed_article: Article, lexicon: Lexicon) -> tuple[Table, list[int | None]]:
    """The paragraph's candidates, and which rows are the pronoun's and the names' (None where none is)."""
    places = [_words(parsed_article, span) for span in (question.pronoun, *question.names)]
    extra = frozenset(_head(words) for words in places[1:] if words)
    _, context = walked(find(parsed_article, lexicon), lexicon)
    table = Table(context, extra)
    found: list[int | None] = []
    for words in places:
        tries = [_head(words), *((number, token.index) for number, token in reversed(words))] if words else []
        found.append(next((row for place in tries if (row := table.at(*place)) is not None), None))
    return table, found


def _words(article: Article, span: Span) -> list[tuple[int, Token]]:
    return [
        (number, token)
        for number, sentence in enumerate(article.sentences)
        if sentence.span.overlaps(span)
        for token in sentence.tokens
        if token.span.overlaps(span)
    ]


def _head(words: Sequence[tuple[int, Token]]) -> tuple[int, int]:
    number = words[0][0]
    inside = {token.index for other, token in words if other == number}
    heads = (t.index for other, t in words if other == number and t.head not in inside and t.upos != "PUNCT")
    return number, next(heads, words[-1][1].index)


def shares(
    questions: Sequence[Question], trees: Iterable[Article], lexicon: Lexicon, ranker: Ranker
) -> list[list[float]]:
    """How likely each question's pronoun stands for either name: [A, B]."""
    found = []
    for question, article in zip(questions, trees, strict=True):
        table, (pronoun, *names) = rows_of(question, article, lexicon)
        given = [row for row in names if row is not None]
        if pronoun is None or table.rows[pronoun].points is None or len(given) < 2:
            found.append([0.0, 0.0])
        else:
            found.append(Ranking(ranker, table).among(pronoun, given))
    return found


def choose(pair: Sequence[float], least: float) -> tuple[bool, bool]:
    """Whether the pronoun is taken for A, and for B: the likelier, if it is at least so likely."""
    first, second = pair
    return first >= max(second, least), second > first and second >= least


def own_f1(questions: Sequence[Question], answers: Sequence[tuple[bool, bool]]) -> float:
    """F1 over the names, in percent, as GAP's scorer has it; for choosing thresholds without files."""
    pairs = [(a, b) for q, answer in zip(questions, answers, strict=True) for a, b in zip(q.right, answer, strict=True)]
    both = sum(gold and answer for gold, answer in pairs)
    return 200 * both / max(1, sum(gold for gold, _ in pairs) + sum(answer for _, answer in pairs))


def scored(questions: Sequence[Question], answers: Sequence[tuple[bool, bool]], folder: Path, gold: Path) -> str:
    """What GAP's own scorer, in this folder, prints of the answers. Raises GoldError."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "answers.tsv"
        lines = [f"{q.article.id}\t{a}\t{b}".upper() for q, (a, b) in zip(questions, answers, strict=True)]
        names = [q.article.id for q in questions]
        lines = [f"{name}\t{line.partition(chr(9))[2]}" for name, line in zip(names, lines, strict=True)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        asked = ["--gold_tsv", str(gold), "--system_tsv", str(path)]
        command = [sys.executable, "-B", "-c", _RUN, str(folder / "gap_scorer.py"), *asked]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise GoldError(f"{folder}: GAP's scorer failed: {done.stderr.strip()}")
    return done.stdout.strip()


def main() -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, default="validation")
    parser.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    parser.add_argument("--learned", type=Path, metavar="FOLDER", help="take what was learned from another folder")
    options = parser.parse_args()
    try:
        gold = locate(f"gap/gap-{options.part}.tsv")
        questions = read_gap(gold)
        ranker = load_ranker(options.learned) if options.learned else load_ranker()
        trees = parsed([question.article for question in questions], options.cache)
        found = shares(questions, trees, load_lexicon(), ranker)
        answers = [choose(pair, ranker.given) for pair in found]
        print(scored(questions, answers, gold.parent, gold))
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
