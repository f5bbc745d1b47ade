"""Outlets that no list has: how their names are read from a tree, and what a sentence must do to credit them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from examples import stored
from hypothesis import given
from hypothesis import strategies as st

from audit.find import find
from audit.find.credit import credits_in, outlets_in
from audit.find.press import FOLDER, FORMS, NAME, PLACES, Name, Press, PressError, forms, load_press, names_in, numbers
from audit.find.unlisted import with_unlisted
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Sentence

LEXICON = load_lexicon()
TOLD = "Two divers told the Norvik Caller on Monday that the pier was lost."
FIRST = "The closure was first reported by Pier Watch."
SURNAME = "Mayor Ruth Okafor was late. Two divers told Okafor that the pier was lost."
BROKEN = "The Centre for Pier Studies told Harbor Weekly that nine piers were lost."
HOST = "They told host Robert Ellis that the pier was lost."
STATION = "She told a Norvik television station that the pier was lost."


class Sure:
    """What was learned, with the same score for the names that it is given, and none for others."""

    def __init__(self, **scores: float) -> None:
        self.scores = {name.replace("_", " "): score for name, score in scores.items()}
        self.press = Press(
            {"weights": [0.0] * (2 * 384 + FORMS)}, {"shift": 0, "bars": dict.fromkeys(PLACES, 0), "sha256": ""}
        )

    def likely(self, sentence: Sentence, lexicon: Lexicon) -> Iterator[tuple[Name, float]]:
        del lexicon
        for name in names_in(sentence):
            words = " ".join(word.text for word in name.words)
            if words in self.scores:
                yield name, self.scores[words]

    def is_one(self, score: float, place: str | None) -> bool:
        return self.press.is_one(score, place)


def credited(text: str, **scores: float) -> list[tuple[str | None, str | None]]:
    """The outlets of an example with how they are credited, where names have these scores."""
    article = find(stored(text), LEXICON)
    press: Any = Sure(**scores)
    return [(one.outlet, one.how) for one in credits_in(article, LEXICON, press=press)]


def with_vectors(text: str, seed: int = 0) -> Article:
    """An example whose words have vectors, made of a seed."""
    import numpy as np

    drawn, article = np.random.default_rng(seed), stored(text)
    rows = (drawn.normal(size=(len(s.tokens), 384)).astype("float32") for s in article.sentences)
    return attrs.evolve(
        article, sentences=tuple(attrs.evolve(s, vectors=v) for s, v in zip(article.sentences, rows, strict=True))
    )


def test_names_are_runs_of_capitals_without_their_article() -> None:
    (sentence,) = stored(TOLD).sentences
    assert [" ".join(w.text for w in name.words) for name in names_in(sentence)] == ["Norvik Caller", "Monday"]


def test_a_name_that_is_likely_and_credited_is_an_outlets() -> None:
    assert credited(TOLD, Norvik_Caller=1) == [("Norvik Caller", "addressee")]
    assert credited(FIRST, Pier_Watch=1) == [("Pier Watch", "speaker")]
    assert credited(TOLD) == credited(FIRST) == credited(TOLD, Norvik_Caller=-1) == []


def test_the_last_of_a_persons_names_is_no_outlets() -> None:
    assert credited(SURNAME, Okafor=3) == []


@pytest.mark.parametrize("seed", range(3))
def test_parts_of_longer_names_and_where_a_station_is_are_no_outlets(seed: int) -> None:
    press = Press({"weights": [0.0] * (2 * 384 + FORMS)}, {"shift": 5, "bars": dict.fromkeys(PLACES, 0), "sha256": ""})
    for text, names in ((BROKEN, ["Pier Studies", "Harbor Weekly"]), (STATION, []), (HOST, [])):
        (sentence,) = with_vectors(text, seed).sentences
        assert [" ".join(w.text for w in name.words) for name, _ in press.likely(sentence, LEXICON)] == names


@given(st.floats(-9, 9), st.sampled_from([*PLACES, None]))
def test_a_likelier_name_stays_an_outlets_and_one_that_is_not_credited_is_none(score: float, place: str | None) -> None:
    press = load_press()
    assert not press.is_one(score, None)
    assert not press.is_one(score, place) or press.is_one(score + 1, place)
    assert not press.is_one(score, "addressee") or press.is_one(score, "first")


def test_a_score_is_the_sum_of_the_numbers_by_their_weights() -> None:
    press = load_press()
    weights = {"weights": press.weights}
    low = Press(weights, {"shift": 0, "bars": dict.fromkeys(PLACES, -1e9), "sha256": ""})
    for text in (TOLD, BROKEN):
        (sentence,) = with_vectors(text).sentences
        scores = list(low.likely(sentence, LEXICON))
        assert scores
        for name, score in scores:
            assert score == pytest.approx(float(numbers(sentence, name, LEXICON) @ press.weights), abs=1e-3)


def test_nothing_is_likely_without_vectors() -> None:
    assert list(load_press().likely(stored(TOLD).sentences[0], LEXICON)) == []


def test_a_form_of_a_newspaper_makes_a_name_likelier() -> None:
    (sentence,) = with_vectors(TOLD).sentences
    name = next(iter(names_in(sentence)))
    row, weights = numbers(sentence, name, LEXICON), load_press().weights
    assert row.shape == weights.shape == (2 * 384 + FORMS,)
    assert forms(sentence, name, LEXICON)[1]
    assert weights[2 * 384 + 1] > 0


def test_names_that_were_found_are_found_as_whole_words_wherever_they_stand() -> None:
    finds = with_unlisted(outlets_in(LEXICON), {"Pier Watch": "Pier Watch", "Watch": "Watch"})
    text = "CNN and Pier Watch agree; a Pier Watchman does not, and Watch-Tower is quiet."
    assert [(span.of(text), name) for span, name in finds(text, 0)] == [("CNN", "CNN"), ("Pier Watch", "Pier Watch")]


def test_a_sentence_names_the_same_outlets_however_often_and_wherever_it_stands() -> None:
    text = "Two officials told NBC News and the Norvik Tribune what local media had."
    finds = outlets_in(LEXICON)
    told = [
        [(span.start - start, span.of(" " * start + text), name) for span, name in finds(text, start)]
        for start in (0, 7, 0)
    ]
    assert told[0] == told[1] == told[2]
    assert [name for _, _, name in told[0]][:2] == ["NBC News", "Norvik Tribune"]


def test_damaged_or_missing_weights_are_named_with_the_way_without_them(tmp_path: Path) -> None:
    with pytest.raises(PressError, match="--rules-only"):
        load_press(tmp_path)
    (tmp_path / f"{NAME}.json").write_bytes((FOLDER / f"{NAME}.json").read_bytes())
    (tmp_path / f"{NAME}.safetensors").write_bytes(b"none")
    with pytest.raises(PressError, match="damaged"):
        load_press(tmp_path)


def test_the_weights_are_those_that_the_settings_vouch_for() -> None:
    told = json.loads((FOLDER / f"{NAME}.json").read_text(encoding="utf-8"))
    assert hashlib.sha256((FOLDER / f"{NAME}.safetensors").read_bytes()).hexdigest() == told["sha256"]
