"""What must hold of the benchmark of GAP: questions read as they stand, the likelier name taken, F1 as GAP has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples import stored

from audit.lexicon import load_lexicon
from audit.model import Span
from audit.resolve.ranking import load_ranker
from benchmarks.gap import Question, choose, own_f1, read_gap, shares
from benchmarks.gold import GoldError

HEAD = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL"
TEXT = "Jane Alvarez met Robert Ellis on Monday. She said that the road would open. He said that it would stay shut."


def question(right: tuple[bool, bool]) -> Question:
    she, ellis = TEXT.index("She"), TEXT.index("Robert Ellis")
    return Question(stored(TEXT), Span(she, she + 3), (Span(0, 12), Span(ellis, ellis + 12)), right)


def test_a_question_is_read_with_its_places(tmp_path: Path) -> None:
    path = tmp_path / "gap.tsv"
    path.write_text(f"{HEAD}\nq-1\t{TEXT}\tShe\t41\tJane Alvarez\t0\tTRUE\tRobert Ellis\t17\tFALSE\tu\n", "utf-8")
    (found,) = read_gap(path)
    assert [span.of(TEXT) for span in (found.pronoun, *found.names)] == ["She", "Jane Alvarez", "Robert Ellis"]
    assert found.right == (True, False)
    with pytest.raises(GoldError, match=r"missing\.tsv"):
        read_gap(tmp_path / "missing.tsv")


@pytest.mark.parametrize(
    ("pair", "answer"),
    [((0.7, 0.2), (True, False)), ((0.2, 0.7), (False, True)), ((0.05, 0.04), (False, False))],
)
def test_the_likelier_name_is_taken_if_it_is_likely_enough(
    pair: tuple[float, float], answer: tuple[bool, bool]
) -> None:
    assert choose(pair, 0.1) == answer


def test_f1_counts_names_not_questions() -> None:
    questions = [question((True, False)), question((False, False))]
    assert own_f1(questions, [(True, False), (False, False)]) == 100
    assert own_f1(questions, [(True, False), (True, False)]) == pytest.approx(200 / 3)
    assert own_f1(questions, [(False, True), (False, False)]) == 0


def test_a_pronoun_is_hers_whose_name_tells_it() -> None:
    asked = question((True, False))
    ((first, second),) = shares([asked], [asked.article], load_lexicon(), load_ranker())
    assert first > second
