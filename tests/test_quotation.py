"""Quotations: where they open and close in every style of marks, what is no quotation, and laws for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve
from examples import article_of
from hypothesis import given
from hypothesis import strategies as st

from audit.find.quotation import quotations
from audit.model import Quotation


def quoted(text: str) -> list[Quotation]:
    return list(quotations(text, article_of(text).segments))


def words(text: str) -> list[str]:
    return [quotation.span.of(text) for quotation in quoted(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“The road is shut,” she said.", ["“The road is shut,”"]),
        ('"The road is shut," she said.', ['"The road is shut,"']),
        ("«The road is shut», she said.", ["«The road is shut»"]),
        ("``The road is shut,'' she said.", ["``The road is shut,''"]),
        ("‘The road is shut,’ she said.", ["‘The road is shut,’"]),
        ("She said: 'The road is shut.'", ["'The road is shut.'"]),
        ("“Shut,” she said, “for good.”", ["“Shut,”", "“for good.”"]),
        ('"Shut," she said, "for good."', ['"Shut,"', '"for good."']),
        ("“He said ‘no’ to me,” she said.", ["“He said ‘no’ to me,”"]),
        ("“The road is shut. It is old,” she said.", ["“The road is shut. It is old,”"]),
        ('"We hear of “old roads” and new ones," she said.', ['"We hear of “old roads” and new ones,"']),
        ('"Shut,” she said. The “old” road is "new".', ['"Shut,”', "“old”", '"new"']),
        ("The “old” road and the “new” one.", ["“old”", "“new”"]),
        ("The road isn’t shut, and the mayors’ plan is old.", []),
        ("The road isn't shut, and the mayors' plan is old.", []),
        ("The road of '31 is shut.", []),
        ('The board is 12" long.', []),
        ("A mark that closes nothing” stands here.", []),
        ("The road is shut.", []),
        ("", []),
    ],
)
def test_a_text_holds_these_quotations(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_a_quotation_that_runs_on_is_marked_in_each_paragraph() -> None:
    text = "She said: “The road is shut.\n\n“It is old.\n\n“Nobody cares.”\n\nThe “new” road is open."
    assert [(q.span.of(text), q.runs_on, q.continued) for q in quoted(text)] == [
        ("“The road is shut.", True, False),
        ("“It is old.", True, True),
        ("“Nobody cares.”", False, True),
        ("“new”", False, False),
    ]


def test_a_quotation_that_never_closes_ends_with_its_paragraph() -> None:
    text = "“The road is shut, she said.\n\nThe bridge is old. “Quite,” he said."
    assert [(q.span.of(text), q.runs_on) for q in quoted(text)] == [
        ("“The road is shut, she said.", False),
        ("“Quite,”", False),
    ]


def test_boilerplate_between_two_paragraphs_does_not_end_a_quotation() -> None:
    text = "“The road is shut.\n\nAdvertisement\n\n“It is old,” she said."
    first, second, third = article_of(text).segments
    found = quotations(text, (first, evolve(second, status="boilerplate"), third))
    assert [(q.span.of(text), q.runs_on) for q in found] == [("“The road is shut.", True), ("“It is old,”", False)]


def test_front_matter_and_tables_hold_no_quotations() -> None:
    text = "title: “Roads”\n\n“Roads” | 12\n\nThe “new” road is open."
    first, second, third = article_of(text).segments
    segments = (evolve(first, status="metadata"), evolve(second, status="table"), third)
    assert [q.span.of(text) for q in quotations(text, segments)] == ["“new”"]


def test_the_inner_span_leaves_the_marks_out() -> None:
    text = "She said “shut” twice."
    assert [q.inner.of(text) for q in quoted(text)] == ["shut"]


MARKED = st.text(alphabet="“”‘’\"'`«» \n.,?aB1")


@given(MARKED | st.text())
def test_quotations_lie_in_their_paragraphs_in_order_and_apart(text: str) -> None:
    segments = article_of(text).segments
    end = 0
    for quotation in quotations(text, segments):
        assert end <= quotation.span.start < quotation.span.end
        end = quotation.span.end
        assert segments[quotation.segment].span.start <= quotation.span.start
        assert end <= segments[quotation.segment].span.end


@given(MARKED)
def test_only_the_last_quotation_of_a_paragraph_runs_on_and_only_the_first_is_continued(text: str) -> None:
    found = quoted(text)
    for quotation, after in pairwise(found):
        if quotation.runs_on:
            assert after.segment > quotation.segment
        if after.continued:
            assert after.segment > quotation.segment


# --- what must hold whatever the marks

SAID = st.lists(st.sampled_from(["road", "shut", "Quite", "bridge", "old,", "not"]), min_size=1, max_size=5).map(
    " ".join
)
PIECES = st.lists(st.tuples(SAID, SAID), min_size=1, max_size=3)
PARAGRAPHS = st.lists(PIECES, min_size=1, max_size=3)


def written(paragraphs: list[list[tuple[str, str]]], marks: tuple[str, str]) -> str:
    """Paragraphs of quotations, each with words of the narrator after it."""
    left, right = marks
    return "\n\n".join(" ".join(f"{left}{said}.{right} {rest}." for said, rest in pieces) for pieces in paragraphs)


@given(PARAGRAPHS)
def test_straight_marks_make_the_same_quotations_as_curly_ones(paragraphs: list[list[tuple[str, str]]]) -> None:
    curly, straight = written(paragraphs, ("“", "”")), written(paragraphs, ('"', '"'))
    assert [q.span for q in quoted(curly)] == [q.span for q in quoted(straight)]
    assert len(quoted(curly)) == sum(map(len, paragraphs))


@given(PARAGRAPHS, st.data(), st.sampled_from([("“", "”"), ('"', '"')]))
def test_a_mark_that_is_missing_takes_no_other_quotation_away(
    paragraphs: list[list[tuple[str, str]]], data: st.DataObject, marks: tuple[str, str]
) -> None:
    whole = written(paragraphs, marks)
    before = quoted(whole)
    gone = data.draw(st.sampled_from(before))
    text = whole[: gone.span.end - 1] + whole[gone.span.end :]
    after = quoted(text)
    for other in before:
        if other != gone:
            start = other.span.start - (other.span.start > gone.span.start)
            assert any(q.span.start <= start + 1 < q.span.end for q in after), other.span.of(whole)


def test_a_quotation_goes_on_to_the_mark_that_closes_it_in_a_later_paragraph() -> None:
    text = "He wrote: “The road is shut.\n\nIt is old.” The “new” road is open.\n\nThe bridge is old."
    assert [(q.span.of(text), q.runs_on, q.continued) for q in quoted(text)] == [
        ("“The road is shut.", True, False),
        ("It is old.”", False, True),
        ("“new”", False, False),
    ]


def test_a_mark_left_open_ends_at_the_comma_before_the_speaker() -> None:
    text = "“We have time, she said. “It is early.”"
    assert words(text) == ["“We have time,", "“It is early.”"]
    assert words(text.replace("“", '"').replace("”", '"')) == ['"We have time,', '"It is early."']
