"""Phrases of a lexicon: each way of writing one finds what it says, and what is found stands there."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_lexicon import folder_with

from audit.lexicon import LexiconError, load_lexicon
from audit.lexicon.forms import tokens_of
from audit.lexicon.phrases import PhraseError, Phrases
from audit.model import Sentence, Span, Token


def found(phrase: str, text: str) -> list[str]:
    """What a phrase finds in a text, in the text's words."""
    words = tokens_of(text)
    return [
        " ".join(word.text for word in words[match.first : match.last + 1]) for match in Phrases((phrase,)).find(words)
    ]


@pytest.mark.parametrize(
    ("phrase", "text", "wanted"),
    [
        ("familiar with", "Two people familiar with the plan", ["familiar with"]),
        ("decline|refuse to comment", "They refuse to comment", ["refuse to comment"]),
        ("decline|refuse to comment", "We decline to comment", ["decline to comment"]),
        ("with (direct|inside) knowledge", "with knowledge", ["with knowledge"]),
        ("with (direct|inside) knowledge", "with inside knowledge", ["with inside knowledge"]),
        ("with (direct|inside) knowledge", "with little knowledge", []),
        ("out of *", "out of office", ["out of office"]),
        ("allowed to ... speak", "allowed to publicly speak", ["allowed to publicly speak"]),
        ("allowed to ... speak", "allowed to sign, or speak", []),
        ("retaliat-", "They feared retaliation and retaliatory firings", ["retaliation", "retaliatory"]),
        ("-ologist", "A geologist spoke", ["geologist"]),
        ("didn't|don't know", "We don’t know", ["don’t know"]),
        ("a|an", "An aide", ["An"]),
    ],
)
def test_a_phrase_finds_what_it_is_written_for(phrase: str, text: str, wanted: list[str]) -> None:
    assert found(phrase, text) == wanted


def tree(*words: tuple[str, str, str]) -> Sentence:
    """A flat tree of (form, lemma, part of speech)."""
    tokens = []
    for place, (form, lemma, upos) in enumerate(words):
        tokens.append(Token(place, Span(place, place + 1), form, lemma, upos, "", "", place - 1, "dep"))
    return Sentence(Span(0, len(words)), tuple(tokens))


def test_a_word_stands_for_its_lemma_unless_it_is_asked_for_as_it_is() -> None:
    sentence = tree(("declined", "decline", "VERB"), ("to", "to", "PART"), ("comment", "comment", "VERB"))
    assert Phrases(("decline to comment",)).first(sentence.tokens)
    assert not Phrases(("=decline to comment",)).first(sentence.tokens)
    assert Phrases(("=declined to comment",)).first(sentence.tokens)


def test_a_part_of_speech_is_held_against_the_tree() -> None:
    assert Phrases(("fear/NOUN",)).first(tree(("fear", "fear", "NOUN")).tokens)
    assert not Phrases(("fear/NOUN",)).first(tree(("fear", "fear", "VERB")).tokens)


@pytest.mark.parametrize("phrase", ["", "   ", "(a)", "...", "... said", "said ...", "a||b", "a/noun", "a(b"])
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError):
        Phrases((phrase,))


WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=5), min_size=1, max_size=12)


@given(WORDS, st.data())
def test_words_that_stand_in_a_text_are_found_and_nothing_that_is_found_overlaps(
    words: list[str], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(len(words) - 1, first + 3)))
    matches = list(Phrases((" ".join(words[first : last + 1]),)).find(tokens_of(" ".join(words))))
    assert matches
    assert all(one.last < two.first for one, two in pairwise(matches))
    assert all(words[m.first : m.last + 1] == words[first : last + 1] for m in matches)


# --- rules of a room in a user's folder

RULE = '[[entry]]\nid = "layout.mine"\norigin = "ours"\n'


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (RULE, 'or a "pattern"'),
        (RULE + 'words = ["a"]\npattern = "b"\n', 'or a "pattern"'),
        (RULE + 'words = ["... a"]\n', 'key "words"'),
        (RULE + 'pattern = "("\n', 'key "pattern"'),
        (RULE + 'off = "true"\n', 'key "off": must be true or false'),
        (RULE + "off = true\n", 'key "off": there is no such entry'),
        (RULE + 'pattern = "@{layout.nowhere}"\n', "which there is not"),
        (RULE + 'pattern = "x @{layout.mine}"\n', "names itself"),
    ],
)
def test_a_broken_rule_is_named_with_its_file_entry_and_key(tmp_path: Path, rule: str, said: str) -> None:
    with pytest.raises(LexiconError, match=r'own.layout\.toml: entry "layout\.mine"') as error:
        load_lexicon(folder_with(tmp_path / "own", layout=rule))
    assert said in str(error.value)


def test_a_users_rule_is_read_and_one_that_is_taken_away_matches_nothing(tmp_path: Path) -> None:
    inner = '[[entry]]\nid = "layout.inner"\norigin = "ours"\nwords = ["one", "one two"]\n'
    outer = RULE + 'pattern = "^ @{layout.inner} [ ] x"\n'
    own = load_lexicon(folder_with(tmp_path / "own", layout=inner + outer))
    assert own.pattern("layout.mine").search("One two x")
    assert own.words("layout.inner") == {"one", "one two"}
    off = '[[entry]]\nid = "layout.mine"\noff = true\n'
    without = load_lexicon(tmp_path / "own", folder_with(tmp_path / "off", layout=off))
    assert not without.pattern("layout.mine").search("one two x")
    assert without.words("layout.mine") == frozenset()
    assert not without.phrases("layout.mine")
    assert own.once(len_of) is own.once(len_of)


def len_of(lexicon: object) -> list[object]:
    """Something that is made of a lexicon."""
    return [lexicon]
