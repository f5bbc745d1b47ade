"""Outlets: where text names one, and which names mean the same one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import Entry, load_lexicon
from audit.lexicon.outlets import OutletIndex, bare_name

INDEX = OutletIndex(load_lexicon())
ENTRIES = INDEX.lexicon.file("outlets")


def named(text: str) -> list[str]:
    return [entry["name"] for _, entry in INDEX.find(text)]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_entry_fires_and_is_silent_where_it_says_so(entry: Entry) -> None:
    assert entry.fires
    assert entry.silent
    for sentence in entry.fires:
        assert entry["name"] in named(sentence), sentence
    for sentence in entry.silent:
        assert entry["name"] not in named(sentence), sentence


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_alias_is_found_and_means_its_entry(entry: Entry) -> None:
    for alias in (entry["name"], *entry.words):
        assert named(f"It was told to {alias} on Monday.") == [entry["name"]], alias
        assert INDEX.name_of(alias) is entry, alias


def test_spans_are_exact_and_the_longest_name_wins() -> None:
    text = "On Friday CNBC, NBC’s business arm, and NBC News International wrote about Fox News and local media."
    assert [span.of(text) for span, _ in INDEX.find(text)] == ["CNBC", "NBC", "NBC News", "Fox News", "local media"]
    assert INDEX.find("told AP.", start=100)[0][0].start == 105


def test_a_name_may_be_broken_over_lines() -> None:
    assert named("two officials told NBC\nNews so") == ["NBC News"]


def test_names_with_article_and_possessive_mean_the_outlet() -> None:
    for words in ("the Associated Press", "The Associated Press", "AP", "AP's", "AP’s"):
        entry = INDEX.name_of(words)
        assert entry is not None
        assert entry.id == "associated-press"
    assert INDEX.name_of("nbc news") is None
    assert INDEX.name_of("nbc news", fold=True) is not None
    assert INDEX.canonical("the Springfield Echo") == "Springfield Echo"


def test_a_station_is_called_by_its_letters_whatever_sort_of_station_is_named_with_them() -> None:
    assert INDEX.canonical("WQZX Radio") == "WQZX"
    assert INDEX.same("WQZX", "WQZX radio")
    assert INDEX.canonical("Norvik Radio") == "Norvik Radio"
    assert INDEX.canonical("WQZX Harbor Council") == "WQZX Harbor Council"


def test_same_holds_for_aliases_families_and_unknown_names_as_typed() -> None:
    assert INDEX.same("NBC", "NBC News")
    assert INDEX.same("MSNBC", "NBC News")
    assert not INDEX.same("CNBC", "NBC News")
    assert INDEX.same("the Springfield Echo", "springfield echo")
    assert not INDEX.same("Springfield Echo", "NBC News")


@given(st.text(alphabet="NBCnbc ewstheAP.’'s\n", max_size=60))
def test_found_spans_are_in_order_and_name_their_outlet(text: str) -> None:
    end = 0
    for span, entry in INDEX.find(text):
        assert end <= span.start < span.end <= len(text)
        assert INDEX.name_of(span.of(text)) is entry
        end = span.end


@given(st.text(max_size=30), st.text(max_size=30))
def test_same_is_symmetric_and_bare_names_are_stable(a: str, b: str) -> None:
    assert INDEX.same(a, b) == INDEX.same(b, a)
    assert INDEX.same(a, a)
    assert bare_name(" ".join(a.split())) == bare_name(a)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Michael Bloomberg spent a million. Bloomberg will not run.", {"Bloomberg"}),
        ("Mr. Bloomberg was tired, and Forbes wrote so.", {"Bloomberg"}),
        ("On Monday Bloomberg reported the loss. Bloomberg News has the list.", set()),
        ("Thomson Reuters sold it.", set()),
        ("It closed on Friday. Bloomberg reported it.", set()),
    ],
)
def test_a_person_whose_name_is_an_outlets_has_it_in_the_whole_text(text: str, people: set[str]) -> None:
    assert INDEX.people_in(text) == people
