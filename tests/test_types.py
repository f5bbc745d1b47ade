"""What was learned of nouns: a type for each, sure or not, and the kinds that follow where the lexicon says nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import pytest
from examples import name_of, stored, table
from hypothesis import given
from hypothesis import strategies as st

from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import TYPES, Sentence, Token
from audit.resolve import resolve
from audit.resolve.types import FOLDER, SETTINGS, WEIGHTS, Typed, TypesError, load_types

LEXICON = load_lexicon()
LEARNED = load_types()


def with_vectors(sentence: Sentence, seed: int) -> Sentence:
    rows = np.random.default_rng(seed).normal(size=(len(sentence.tokens), 384)).astype(np.float16)
    return attrs.evolve(sentence, vectors=rows)


@given(st.integers(0, 10_000), st.sets(st.sampled_from(TYPES), min_size=2))
def test_the_types_that_may_be_share_all_the_probability(seed: int, among: set[str]) -> None:
    sentence = with_vectors(stored("The finance ministry said that prices would fall.").sentences[0], seed)
    told = LEARNED.ordered(sentence, sentence.tokens[2], tuple(among))
    assert {name for name, _ in told} == among
    assert sum(share for _, share in told) == pytest.approx(1.0)
    found = LEARNED.of(sentence, sentence.tokens[2], tuple(among))
    assert found is not None
    assert found.type == told[0][0]


def test_nothing_is_told_of_a_tree_without_vectors() -> None:
    sentence = stored("The finance ministry said that prices would fall.").sentences[0]
    assert LEARNED.of(sentence, sentence.tokens[2]) is None


class Told:
    """Types that are given: a noun and what it stands for; "document?": not sure, None: nothing is."""

    def __init__(self, **types: str | None) -> None:
        self._types = types

    def of_all(self, places: Sequence[tuple[Sentence, Token]], among: Sequence[str] = TYPES) -> Typed:
        ((_, noun),) = places
        found = self._types.get(noun.lemma.lower(), "thing") or "thing?"
        kind, sure = found.rstrip("?"), not found.endswith("?") and found in among
        return Typed(kind, 0.9 if sure else 0.3, sure)


def kinds(text: str, types: Any) -> list[tuple[str, str]]:
    article = resolve(find(stored(text), LEXICON), LEXICON, types)
    return [(a.kind, a.source.phrase.sort) for a in article.attributions if a.source and a.source.phrase]


@pytest.mark.parametrize("example", table("types"), ids=name_of)
def test_a_noun_that_no_list_has_is_what_was_learned_of_it(example: dict[str, Any]) -> None:
    told = Told(**{example["noun"]: example["type"] or None})
    assert kinds(example["text"], told) == [(example["kind"], example["sort"])]


def test_the_lexicon_has_the_last_word() -> None:
    text = "The finance ministry said that prices would fall."
    assert kinds(text, Told(ministry="document")) == kinds(text, None) == [("named", "body")]


def test_damaged_or_missing_types_are_named_with_the_way_without_them(tmp_path: Any) -> None:
    with pytest.raises(TypesError, match=r"types\.json.*--rules-only"):
        load_types(tmp_path)
    (tmp_path / "types.json").write_text('{"sha256": "0"}')
    (tmp_path / "types.safetensors").write_bytes(b"not these")
    with pytest.raises(TypesError, match=r"types\.safetensors.*damaged.*--rules-only"):
        load_types(tmp_path)


def test_the_weights_are_those_that_the_settings_vouch_for() -> None:
    settings = json.loads((FOLDER / SETTINGS).read_text("utf-8"))
    assert hashlib.sha256((FOLDER / WEIGHTS).read_bytes()).hexdigest() == settings["sha256"]
