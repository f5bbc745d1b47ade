"""Together: one person has one name in all articles, and laws that hold whoever is named."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import load_lexicon
from audit.model import Article, Claim, Named, Source, Span
from audit.record.summary import summarize
from audit.resolve.personal import folded, people_of
from audit.resolve.together import listed_together, who_is_who

LEXICON = load_lexicon()
PEOPLE = people_of(LEXICON)

Names = Mapping[str, Sequence[Named]]

_GIVEN = ["Bill", "William", "Jane", "J.", "Robert", "Bob", "Melania", "Raúl", "Raul"]
_SURNAMES = ["Alvarez", "Ellis", "Peña Nieto"]
_BODIES = ["FBI", "Federal Bureau of Investigation", "Justice Department", "Department of Justice", "Roads Fund"]
whole = st.builds(
    lambda given, middle, last, end: " ".join([given, *middle, last, *end]),
    st.sampled_from(_GIVEN),
    st.sampled_from([[], ["R."], ["Lee"]]),
    st.sampled_from(_SURNAMES),
    st.sampled_from([[], [], ["Jr."]]),
)
people = st.builds(
    Named,
    st.one_of(whole, st.sampled_from(["Alvarez", "Ellis", "Jane", "Nieto"])),
    title=st.sampled_from([None, "president", "mayor of Springfield"]),
    roles=st.sampled_from([(), ("president",), ("mayor",)]),
    gender=st.sampled_from([None, None, "feminine", "masculine"]),
    alone=st.booleans(),
)
bodies = st.builds(Named, st.sampled_from(_BODIES), body=st.just(True))
crowds = st.lists(st.one_of(people, bodies), max_size=5, unique_by=lambda one: one.name)
articles = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), crowds, max_size=4)


def listed(names: Names) -> dict[tuple[str, str], str]:
    """What each name of each article is listed by."""
    return {place: person.name for place, person in who_is_who(names, LEXICON).items()}


@given(articles)
def test_every_name_is_listed_once_and_by_a_name_that_some_article_gives(names: Names) -> None:
    found = listed(names)
    assert set(found) == {(article, one.name) for article, some in names.items() for one in some}
    assert set(found.values()) <= {one.name for some in names.values() for one in some}


@given(articles, st.randoms(use_true_random=False))
def test_the_order_of_articles_and_of_their_names_changes_nothing(names: Names, chance: random.Random) -> None:
    mixed = [(article, chance.sample(list(some), len(some))) for article, some in names.items()]
    assert who_is_who(dict(chance.sample(mixed, len(mixed))), LEXICON) == who_is_who(names, LEXICON)


@given(articles)
def test_an_article_that_names_nobody_changes_nothing(names: Names) -> None:
    assert who_is_who({**names, "e": ()}, LEXICON) == who_is_who(names, LEXICON)


@given(articles)
def test_whom_an_article_keeps_apart_stays_apart(names: Names) -> None:
    found = listed(names)
    for article, some in names.items():
        keys = {one.name: tuple(map(folded, one.name.split())) for one in some if not one.body}
        for one in keys:
            for other in keys:
                if keys[one] != keys[other]:
                    assert found[article, one] != found[article, other]


@given(articles)
def test_given_names_that_are_no_forms_of_one_another_are_never_one_person(names: Names) -> None:
    found = listed(names)
    for (article, name), joined in found.items():
        one = next(n for n in names[article] if n.name == name)
        if not one.body and len(name.split()) > 1 and len(joined.split()) > 1:
            assert name == joined or PEOPLE.may_be_one(name.split(), joined.split())


@given(articles)
def test_what_is_listed_together_once_stays_as_it_is(names: Names) -> None:
    found = listed(names)
    again = {
        article: list({found[article, one.name]: evolve(one, name=found[article, one.name]) for one in some}.values())
        for article, some in names.items()
    }
    assert all(name == joined for (_, name), joined in listed(again).items())


def full(name: str, **told: object) -> Named:
    """A person or body of this name."""
    return evolve(Named(name), **told)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([["Donald J. Trump"], ["Donald Trump"], ["Trump"]], ["Donald Trump"] * 3),
        ([["Bill Clinton"], ["Hillary Clinton"], ["Clinton"]], ["Bill Clinton", "Hillary Clinton", "Clinton"]),
        ([["Dave Brat"], ["David Brat"], ["Dave Brat"]], ["Dave Brat"] * 3),
        ([["Raúl R. Alvarez"], ["Raul Alvarez"]], ["Raul Alvarez"] * 2),
        ([["J. Ellis"], ["Jane Ellis"], ["John Ellis"]], ["J. Ellis", "Jane Ellis", "John Ellis"]),
        ([["Jane"], ["Jane Ellis"]], ["Jane Ellis"] * 2),
        ([["Jane"], ["Jane Ellis"], ["Jane Brandt"]], ["Jane", "Jane Ellis", "Jane Brandt"]),
        ([["Robert Ellis Jr."], ["Robert Ellis"]], ["Robert Ellis"] * 2),
    ],
)
def test_one_person_has_one_name(names: list[list[str]], expected: list[str]) -> None:
    found = listed({str(place): [full(name) for name in some] for place, some in enumerate(names)})
    assert [found[str(place), name] for place, some in enumerate(names) for name in some] == expected


def test_an_office_or_a_gender_tells_whose_a_surname_is() -> None:
    names = {
        "a": [full("Barack Ellis", roles=("president",)), full("Anna Ellis", gender="feminine")],
        "b": [full("Ellis", roles=("president",))],
        "c": [full("Ellis", gender="feminine")],
    }
    assert listed(names)["b", "Ellis"] == "Barack Ellis"
    assert (
        listed({**names, "a": [full("Barack Ellis", gender="masculine"), names["a"][1]]})["c", "Ellis"] == "Anna Ellis"
    )


def test_a_son_is_not_the_surname_of_his_article() -> None:
    names = {"a": [full("Trump"), full("Donald Trump Jr.")], "b": [full("Donald Trump")]}
    assert listed(names) == {
        ("a", "Trump"): "Donald Trump",
        ("a", "Donald Trump Jr."): "Donald Trump Jr.",
        ("b", "Donald Trump"): "Donald Trump",
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("FBI", "Federal Bureau of Investigation", True),
        ("Justice Department", "U.S. Department of Justice", True),
        ("Treasury", "Treasury Department", True),
        ("Fish and Wildlife Service", "United States Fish and Wildlife Service", True),
        ("Justice Department", "Treasury Department", False),
        ("Roads Fund", "Federal Bureau of Investigation", False),
    ],
)
def test_one_body_has_one_name(one: str, other: str, same: bool) -> None:
    found = listed({"a": [full(one, body=True)], "b": [full(other, body=True)]})
    assert (len(set(found.values())) == 1) == same


def test_claims_keep_their_articles_name_and_are_listed_by_the_joined_one() -> None:
    def article(id: str, name: str, *names: str) -> Article:
        source = Source(name, (Span(0, 1),), name, listed=names or (name,))
        claim = Claim(f"{id}:1", id, (Span(0, 1),), "x", "named", source)
        return Article(id, "x", claims=(claim,), named=tuple(full(n) for n in names or (name,)))

    given_articles = [
        article("a", "Donald Trump"),
        article("b", "Trump"),
        article("c", "Trump and Robert Ellis", "Trump", "Robert Ellis"),
    ]
    done = listed_together(given_articles, LEXICON)
    claims = [claim for one in done for claim in one.claims]
    assert [c.source.resolved for c in claims if c.source] == ["Donald Trump", "Trump", "Trump and Robert Ellis"]
    assert [c.source.called for c in claims if c.source] == [
        "Donald Trump",
        "Donald Trump",
        "Donald Trump and Robert Ellis",
    ]
    rows = summarize(claims, LEXICON, {"Donald Trump": "president"})
    assert [(row.name, row.title, row.claims) for row in rows] == [
        ("Donald Trump", "president", 3),
        ("Robert Ellis", None, 1),
    ]


def test_words_that_hold_a_bodys_name_are_not_that_body() -> None:
    study = full("a study by the Roads Institute", body=True, number=0)
    names = {"a": [full("Roads Institute", body=True), study], "b": [full("National Roads Institute", body=True)]}
    found = listed(names)
    assert found["a", study.name] == study.name
    assert found["a", "Roads Institute"] == found["b", "National Roads Institute"]


def test_a_given_name_alone_does_not_hinder_its_surname() -> None:
    names = {"a": [full("Mo"), full("Jane"), full("Ellis")], "b": [full("Jane Ellis")]}
    found = listed(names)
    assert [found["a", name] for name in ("Mo", "Jane", "Ellis")] == ["Mo", "Jane", "Jane Ellis"]
