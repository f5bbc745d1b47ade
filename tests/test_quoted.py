"""Two articles that hold the same quotation have the same claim, wherever each newsroom cut it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_stories import FERRY, FERRY_RETOLD, article

from audit.lexicon import load_lexicon
from audit.model import Article
from audit.trace.across.index import TraceIndex
from audit.trace.echo.quoted import LEAST, one_quotation, places_of, quotations
from audit.trace.echo.senses import senses_of
from audit.trace.echo.verbatim import COMMON

LEXICON = load_lexicon()
STEM = senses_of(LEXICON).stem
SAID = "a ferry that sails at night is a ferry that nobody asked for"
STEMS = st.lists(st.sampled_from("abc"), min_size=LEAST, max_size=LEAST + 3).map(tuple)


def same(one: str, two: str) -> bool:
    return bool(places_of([one, two], ["a", "b"], STEM))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (f"“{SAID},” Vargas said", f'Vargas called it "{SAID}."'),
        (f"“We looked at the books. {SAID.capitalize()}. So it ends.”", f"“{SAID}”"),
        (
            "She “looks forward to a harbor without night ferries.”",
            "“I look forward to a harbor without night ferries”",
        ),
        ("“I met Ann, she would run it well indeed,”", "“Yes, I’ll ask,” he said. “She would run it well indeed.”"),
        (f"“I told Ann that {SAID}”", f"“Bob came.” … “{SAID.capitalize()}”"),  # so many words are one utterance
        (f"“{SAID}", f"that “{SAID}”"),  # one that the claim's end cuts off
        ("“The pier can’t bear it another winter,”", '"the pier can\'t bear it another winter"'),
    ],
)
def test_a_quotation_that_stands_whole_in_another_is_the_same_claim(one: str, two: str) -> None:
    assert same(one, two)
    assert same(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (SAID, f"“{SAID}”"),  # not quoted in one of them
        ("“a ferry that nobody asked for”"[:20] + "”", "“a ferry that nobody asked”"),  # too short
        ("“We will never sail at night again”", "“We will sail at night again”"),
        ("“The Safe Harbors and Ferries Act of Norvik”", "the “The Safe Harbors and Ferries Act of Norvik”"),  # a title
        ("“I met Ann, she would run it well indeed,”", "“I met Bob. He is old,” … “She would run it well indeed.”"),
        ("“no”, he said, and went down to look at “the boat”", "and went down to look at the boat"),
    ],
)
def test_other_words_and_titles_are_not(one: str, two: str) -> None:
    assert not same(one, two)


def test_one_article_does_not_repeat_itself_by_quoting() -> None:
    assert not places_of([f"“{SAID}”"] * 2, ["a", "a"], STEM)


def test_what_everybody_quotes_is_a_set_phrase() -> None:
    many = COMMON + 1
    assert not places_of([f"“{SAID}”"] * many, range(many), STEM)
    assert len(places_of([f"“{SAID}”"] * COMMON, range(COMMON), STEM)) == COMMON * (COMMON - 1) // 2


@given(
    st.lists(st.lists(STEMS, max_size=2).map(tuple), max_size=6), st.lists(st.integers(0, 2), min_size=6, max_size=6)
)
def test_pairs_are_those_in_which_one_quotation_holds_another(
    quoted: list[tuple[tuple[str, ...], ...]], homes: list[int]
) -> None:
    def holds(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
        return any(one[at : at + len(two)] == two for at in range(len(one) - len(two) + 1))

    wanted = [
        (i, j)
        for i, j in combinations(range(len(quoted)), 2)
        if homes[i] != homes[j] and any(holds(a, b) or holds(b, a) for a in quoted[i] for b in quoted[j])
    ]
    assert one_quotation(quoted, homes) == wanted


def test_no_word_of_a_quotation_is_lost() -> None:
    assert quotations(f"He said “{SAID}” and left.", STEM) == (tuple(STEM(word) for word in SAID.split()),)


def told(quoting: Sequence[str]) -> list[Article]:
    """Two articles on one story, each with a quotation more."""
    return [
        article(name, [*texts, more]) for name, texts, more in zip("ab", (FERRY, FERRY_RETOLD), quoting, strict=True)
    ]


@pytest.mark.parametrize("apart", [True, False])
def test_the_index_joins_what_holds_one_quotation(apart: bool) -> None:
    articles = told([f"“{SAID}” was all that Vargas had to say of it", f"Vargas called it “{SAID}”"])
    index = TraceIndex(LEXICON)
    for portion in [[one] for one in articles] if apart else [articles]:
        index.add(portion)
    found = {(one.id, two.id): verdict.decision for one, two, verdict in index.pairs()}
    assert found["a:4", "b:4"] == "same"
