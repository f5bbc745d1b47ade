"""Mentions: which names of a text are one person's or one body's, and laws that hold for any names."""

from __future__ import annotations

from typing import Any

import pytest
from examples import name_of, stored, table
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import load_lexicon
from audit.resolve.bodies import bodies_of
from audit.resolve.mentions import mentions_of
from audit.resolve.personal import folded, people_of

LEXICON = load_lexicon()
PEOPLE, BODIES = people_of(LEXICON), bodies_of(LEXICON)

given_names = st.sampled_from("Bill William Robert Bob J. R. Jane Hillary Raúl Raul Paul Paula Tim Timothy".split())
middle_names = st.lists(st.sampled_from(["R.", "J.", "Rodham", "Lee", "W."]), max_size=2)
surnames = st.sampled_from(["Alvarez", "Ellis", "Peña Nieto", "van Brandt", "O’Neill", "Alvarez-Ellis"])
suffixes = st.sampled_from([[], ["Jr."], ["III"]])
names = st.builds(
    lambda first, middle, last, end: (first, *middle, *last.split(), *end),
    given_names,
    middle_names,
    surnames,
    suffixes,
)


@pytest.mark.parametrize("example", table("mentions"), ids=name_of)
def test_a_text_names_so_many_people_and_bodies(example: dict[str, Any]) -> None:
    entities = mentions_of(stored(example["text"]), LEXICON).entities
    assert [f"{entity.name} {len(entity.mentions)}" for entity in entities] == example["names"]


@given(names, names)
def test_whether_two_names_may_be_one_persons_does_not_depend_on_their_order(one: Any, other: Any) -> None:
    assert PEOPLE.may_be_one(one, other) == PEOPLE.may_be_one(other, one)


@given(names)
def test_a_name_may_be_its_own_in_any_letters(name: Any) -> None:
    assert PEOPLE.may_be_one(name, name)
    assert PEOPLE.may_be_one(name, [word.upper() for word in name])
    assert [folded(folded(word)) for word in name] == [folded(word) for word in name]


@given(names, names)
def test_given_names_that_are_no_forms_of_one_another_keep_people_apart(one: Any, other: Any) -> None:
    if len(one) == len(other) and not PEOPLE.same_given(folded(one[0]), folded(other[0])):
        assert not PEOPLE.may_be_one(one, other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Department of Justice", "Justice Department", True),
        ("U.S. Department of the Treasury", "the Treasury Department", True),
        ("Wal-Mart Inc.", "Walmart", True),
        ("Justice Department", "Treasury Department", False),
        ("University of Ohio", "Ohio University", False),
    ],
)
def test_names_of_one_body_have_one_key(one: str, other: str, same: bool) -> None:
    assert (BODIES.key(one.split()) == BODIES.key(other.split())) == same


@pytest.mark.parametrize(
    ("acronym", "name", "spelled"),
    [
        ("F.B.I.", "Federal Bureau of Investigation", True),
        ("DOJ", "Department of Justice", True),
        ("FWS", "Fish and Wildlife Service", True),
        ("UN", "United Nations", True),
        ("IMF", "International Monetary Fund", True),
        ("IMF", "International Roads Fund", False),
        ("FBI", "Federal Bureau", False),
    ],
)
def test_initials_spell_a_name(acronym: str, name: str, spelled: bool) -> None:
    assert BODIES.spells(acronym, name.split()) == spelled
