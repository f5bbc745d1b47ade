"""Forms of words: numbers in words and figures, stems, singulars, tokens; and that a user's words reach them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import load_lexicon
from audit.lexicon.forms import is_plural, number_of, singular, stem, tokens_of

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("six", 6),
        ("a dozen", 12),
        ("at least two dozen", 24),
        ("half a dozen", 6),
        ("half a million", 500_000),
        ("a couple of", 2),
        ("both", 2),
        ("1,200", 1_200),
        ("twenty-seven", 27),
        ("twenty - seven", 27),
        ("two hundred and six", 206),
        ("six and two", 6),
        ("2.4 billion", 2_400_000_000),
        ("80k", 80_000),
        ("a", None),
        ("dozens of", None),
        ("several", None),
        ("2.5", None),
        ("", None),
    ],
)
def test_a_number_is_read_from_words_and_figures_alike(said: str, number: int | None) -> None:
    assert number_of(said.split(), LEXICON) == number


@pytest.mark.parametrize(
    "forms",
    [
        "approve approved approves approval",
        "resign resigned resignation",
        "rise rose risen rises",
        "harbor harbour harbours Harbor’s",
        "ferry ferries",
        "rule_out ruled_out rules_out",
        "U.S. US",
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(form, LEXICON) for form in forms.split()}) == 1


@pytest.mark.parametrize("words", ["privatize private", "important import", "plane plan", "us used", "statement state"])
def test_other_words_have_other_stems(words: str) -> None:
    one, two = words.split()
    assert stem(one, LEXICON) != stem(two, LEXICON)


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("aides", "aide"),
        ("families", "family"),
        ("bosses", "boss"),
        ("women", "woman"),
        ("spokesmen", "spokesman"),
        ("spokeswomen", "spokeswoman"),
        ("analyses", "analysis"),
        ("people", "person"),
        ("police", "police"),
    ],
)
def test_a_plural_has_a_singular(plural: str, one: str) -> None:
    assert is_plural(plural, LEXICON)
    assert singular(plural, LEXICON) == one


@pytest.mark.parametrize("word", ["campus", "boss", "analysis", "man", "aide", "Smith’s"])
def test_what_only_ends_like_a_plural_is_none(word: str) -> None:
    assert not is_plural(word, LEXICON)
    assert singular(word, LEXICON) == word.lower()


@given(st.text(max_size=40))
def test_tokens_are_the_texts_own_letters_in_order(text: str) -> None:
    tokens = tokens_of(text)
    assert [token.span.of(text) for token in tokens] == [token.text for token in tokens]
    assert all(one.span.end <= two.span.start for one, two in pairwise(tokens))
    assert sum(c.isalnum() for c in text) == sum(c.isalnum() for token in tokens for c in token.text)


def test_a_users_number_counts(tmp_path: Path) -> None:
    content = '[[entry]]\nid = "forms.group-number"\norigin = "ours"\npairs = ["quintet/5"]\n'
    (tmp_path / "forms.toml").write_text(content, encoding="utf-8")
    assert number_of("a quintet of judges".split(), load_lexicon(tmp_path)) == 5
    assert number_of("a quintet of judges".split(), LEXICON) is None
