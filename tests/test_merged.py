"""A phrase is one finding with all that it lacks: what must hold of findings that are joined."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from audit.model import SEVERITIES, Finding, Span
from audit.score.merged import merged

places = st.lists(st.builds(Span, st.integers(0, 3), st.integers(4, 6)), max_size=2, unique=True).map(
    lambda spans: tuple(sorted(spans))
)
findings = st.builds(
    Finding,
    article=st.sampled_from("ab"),
    criterion=st.sampled_from(["B3", "B5", "B6", "A1"]),
    severity=st.sampled_from(SEVERITIES),
    reason=st.sampled_from(["No rank.", "No number.", "No reason."]),
    remedy=st.sampled_from(["", "Say it."]),
    spans=places,
)


def lacks(some: list[Finding]) -> Counter[tuple[str, str]]:
    """Which criteria the findings of each article name, each counted once a group of words."""
    return Counter((finding.article, criterion) for finding in some for criterion in finding.criteria)


@given(st.lists(findings, max_size=6))
def test_joining_loses_no_criterion_no_reason_and_no_place(given_: list[Finding]) -> None:
    found = merged(given_)
    assert set(lacks(found)) == set(lacks(given_))
    assert {(f.article, span) for f in found for span in f.spans} == {(f.article, s) for f in given_ for s in f.spans}
    for finding in given_:
        one = [f for f in found if f.article == finding.article and finding.criterion in f.criteria]
        assert any(finding.reason in f.reason and set(finding.spans) <= set(f.spans) for f in one)


@given(st.lists(findings, max_size=6))
def test_joining_twice_changes_nothing_more_where_words_begin_apart(given_: list[Finding]) -> None:
    found = merged(given_)
    starts = [(f.article, f.spans[0].start) for f in found if f.spans]
    assert len(starts) == len(set(starts))
    assert merged(found) == found


@given(st.lists(findings, min_size=1, max_size=6))
def test_the_gravest_speaks_for_all(given_: list[Finding]) -> None:
    for one in merged(given_):
        mine = [f for f in given_ if f.article == one.article and set(f.spans) <= set(one.spans)]
        assert one.severity in {f.severity for f in mine}
