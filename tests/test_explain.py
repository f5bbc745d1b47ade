"""The account of a sentence: which sentences stand at a line, and that the line asked for is the line shown."""

from __future__ import annotations

import pytest

from audit.explain import LineError, account, sentences_at
from audit.model import Article, Sentence, Span
from audit.read.places import Lines


def one_sentence_a_piece(text: str) -> Article:
    """An article whose sentences end where a full stop stands."""
    spans, start = [], 0
    for end in (place + 1 for place, letter in enumerate(text) if letter == "."):
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        spans.append(Span(first, end))
        start = end
    return Article("quay", text, path="quay.txt", sentences=tuple(Sentence(span, ()) for span in spans))


QUAY = one_sentence_a_piece("The quay is shut.\u2028It rained.\nNobody came.\vA dog did.\r\nIt left.\rThe sun came.")


@pytest.mark.parametrize(("line", "places"), [(1, [0, 1]), (2, [2, 3]), (3, [4]), (4, [5]), (None, [0, 1, 2, 3, 4, 5])])
def test_lines_are_those_that_an_editor_counts(line: int | None, places: list[int]) -> None:
    assert sentences_at(QUAY, line) == places


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_the_line_asked_for_is_the_line_shown(line: int) -> None:
    shown = [row for row in account(QUAY, (), line).splitlines() if row.startswith("quay.txt:")]
    assert shown
    assert set(shown) == {f"quay.txt:{line}"}


@pytest.mark.parametrize("line", [0, 5, -1])
def test_a_line_that_there_is_not_is_refused_with_how_many_there_are(line: int) -> None:
    with pytest.raises(LineError, match=rf"quay\.txt: there is no line {line}; it has 4"):
        sentences_at(QUAY, line)


def test_lines_and_columns_lead_back_to_the_text() -> None:
    lines = Lines("\ufeffone\r\ntwo\u2028still two\n")
    assert len(lines) == 2
    assert [lines.span(number).of(lines.text) for number in (1, 2)] == ["\ufeffone\r\n", "two\u2028still two\n"]
    assert [lines.at(offset) for offset in (0, 1, 4, 6, 10)] == [(1, 1), (1, 1), (1, 4), (2, 1), (2, 5)]
    assert len(Lines("")) == 0
