"""Agreement of two readers: what must hold of the measures, and that labels stand in the form that they are read in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.agreement import alike, main, need, rank_correlation, rows

letters = st.sampled_from("scobvfx")
pairs = st.lists(st.tuples(letters, letters), min_size=1, max_size=30)


@given(pairs)
def test_kappa_is_at_most_the_share_that_is_alike_and_does_not_mind_who_is_first(given_: list[tuple[str, str]]) -> None:
    share, kappa = alike(given_)
    assert 0 <= share <= 1
    assert kappa <= share or kappa == share == 1
    assert (share, kappa) == pytest.approx(alike([(b, a) for a, b in given_]))


def test_kappa_takes_off_what_chance_alone_would_give() -> None:
    both = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15  # Cohen's own form of table
    assert alike(both) == (pytest.approx(0.7), pytest.approx(0.4))


@given(st.lists(st.integers(0, 9), min_size=3, max_size=20).filter(lambda some: len(set(some)) > 1))
def test_ranks_alone_count(values: list[int]) -> None:
    assert rank_correlation(values, [value**3 + 1 for value in values]) == pytest.approx(1)
    assert rank_correlation(values, [-value for value in values]) == pytest.approx(-1)


def test_every_letter_has_a_group() -> None:
    assert {need(letter) for letter in "scob"} == {"none"}
    assert {need(letter) for letter in "vfnmpuak"} == {"needs"}
    assert need("x") == "neither"


@pytest.mark.parametrize("name", ["needs", "grades", "occasions"])
def test_labels_hold_no_text_of_an_article(name: str) -> None:
    for row in rows(name):
        assert 1 <= len(row["readers"]) <= 2
        for start, end in row.get("spans", ()):
            assert 0 <= start < end
        for answer in row["readers"]:
            told = [answer] if isinstance(answer, str) else [v for v in answer.values() if isinstance(v, str)]
            assert all(len(word) <= len("conference") for word in told)


def test_the_command_prints_every_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines() if line[0] != " "] == [
        "needs",
        "needs-wide",
        "grades",
        "grades-wide",
        "occasions",
    ]
