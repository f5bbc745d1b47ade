"""Occasions as learned: what agrees with the rules changes nothing, and no occasion tells more than somebody knows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve, frozen
from examples import name_of, stored, table
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.claims import make_claims
from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import HOWS, Article, Claim
from audit.resolve import resolve
from audit.testing.strategies import articles
from audit.trace.placed import Occasions, OccasionsError, load_occasions, with_occasions
from audit.trace.placed.carried import found_by_rules
from audit.trace.placed.words import ANSWERS, NUMBER, Found

LEXICON = load_lexicon()
LEARNED = load_occasions()


@frozen
class Answers:
    """Chances that are told beforehand, claim by claim, the same again where there are more claims."""

    rows: Sequence[Sequence[float]]
    margin: float = 0.1

    def of(self, article: Article, found: Found, lexicon: object) -> dict[str, Sequence[float]]:
        told = (claim for claim in article.claims if claim.construction is not None)
        return {claim.id: self.rows[n % len(self.rows)] for n, claim in enumerate(told)}


def surely(how: str) -> list[float]:
    """Chances that leave no doubt."""
    number = NUMBER.get(how, 0)
    return [float(place == number) for place in range(ANSWERS)]


def read(article: Article, vectors: bool = True) -> Article:
    """The article with claims, by the rules, its words with vectors of noughts."""
    found = make_claims(resolve(find(article, LEXICON), LEXICON), LEXICON)
    rows = [np.zeros((len(s.tokens), 384), np.float16) if vectors else None for s in found.sentences]
    return evolve(found, sentences=tuple(evolve(s, vectors=v) for s, v in zip(found.sentences, rows, strict=True)))


def learned(article: Article, rows: Sequence[Sequence[float]], margin: float = 0.1) -> Article:
    return with_occasions(article, LEXICON, Answers(rows, margin))  # type: ignore[arg-type]


def told(claim: Claim, article: Article) -> dict[str, Any]:
    """What is told of a claim's occasion, with its words."""
    one = claim.occasion
    if one is None:
        return {}
    named = {name: getattr(one, name) for name in ("how", "what", "outlet", "when", "where", "claim")}
    words = [span.of(article.text) for span in one.spans]
    return {name: value for name, value in named.items() if value is not None} | ({"words": words} if words else {})


@pytest.mark.parametrize("example", table("placed_learned"), ids=name_of)
def test_an_occasion_that_is_learned_tells_what_words_tell_of_it(example: dict[str, Any]) -> None:
    article = learned(read(stored(example["text"])), [surely(how) for how in example["learned"]])
    claims = [claim for claim in article.claims if claim.construction is not None]
    assert [told(claim, article) for claim in claims] == example["told"]


CHANCES = st.lists(
    st.lists(st.floats(0, 1), min_size=ANSWERS, max_size=ANSWERS).map(lambda row: [x / (sum(row) or 1) for x in row]),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60)
@given(articles(), CHANCES, st.floats(0, 1))
def test_the_surer_answer_has_the_last_word_and_words_stand_where_they_are_said_to(
    article: Article, rows: list[list[float]], margin: float
) -> None:
    article = read(article)
    before, after = with_occasions(article, LEXICON), learned(article, rows, margin)
    chances = Answers(rows).of(article, None, None)  # type: ignore[arg-type]
    ids = {claim.id: claim for claim in after.claims}
    for rules, claim in zip(before.claims, after.claims, strict=True):
        assert evolve(rules, occasion=None) == evolve(claim, occasion=None)
        ours = rules.occasion.how if rules.occasion is not None else None
        here = claim.occasion.how if claim.occasion is not None else None
        row = chances.get(claim.id)
        if row is None or here == ours:
            assert claim.occasion == rules.occasion
            continue
        assert row[NUMBER.get(here or "", 0)] == max(row)
        assert row[NUMBER.get(here or "", 0)] >= row[NUMBER.get(ours or "", 0)] + margin
        one = claim.occasion
        if one is not None:
            assert one.claim is None or ids[one.claim].sentence <= claim.sentence
            assert one.spans or not any((one.what, one.outlet, one.person, one.when, one.where))
            assert all(span.of(article.text) for span in one.spans)


@settings(max_examples=60)
@given(articles(), st.floats(0.01, 1))
def test_what_agrees_with_the_rules_changes_nothing(article: Article, margin: float) -> None:
    article = read(article)
    before = with_occasions(article, LEXICON)
    claims = [claim for claim in before.claims if claim.construction is not None]
    rows = [surely((claim.occasion.how if claim.occasion is not None else None) or "none") for claim in claims]
    assert learned(article, rows or [surely("none")], margin) == before


@settings(max_examples=30)
@given(articles(), CHANCES)
def test_without_vectors_the_rules_decide_alone(article: Article, rows: list[list[float]]) -> None:
    article = read(article, vectors=False)
    assert not article.sentences or learned(article, rows) == with_occasions(article, LEXICON)


@settings(max_examples=30)
@given(articles())
def test_every_claim_that_is_somebodys_is_given_chances(article: Article) -> None:
    article = read(article)
    found: list[Found] = []

    class Asked(Answers):
        def of(self, article: Article, found_: Found, lexicon: object) -> dict[str, Sequence[float]]:
            found.append(found_)
            return {}

    with_occasions(article, LEXICON, Asked([surely("none")]))  # type: ignore[arg-type]
    if not found or not all(sentence.tokens for sentence in article.sentences):
        return
    chances = LEARNED.of(article, found[0], LEXICON)
    assert set(chances) == {claim.id for claim in article.claims if claim.construction is not None}
    for row in chances.values():
        assert len(row) == 1 + len(HOWS)
        assert sum(row) == pytest.approx(1, abs=1e-4)
        assert all(0 <= chance <= 1 for chance in row)


def test_what_is_as_long_as_a_book_is_left_to_the_rules() -> None:
    article = read(stored("The pier is lost, the captain said on Monday."))
    found = found_by_rules(article, LEXICON)
    assert LEARNED.of(article, found, LEXICON)
    assert LEARNED.of(evolve(article, sentences=article.sentences * 501), found, LEXICON) == {}


def test_a_damaged_or_missing_part_is_named_with_the_way_without_it(tmp_path: Path) -> None:
    with pytest.raises(OccasionsError, match=r"occasions\.json.*--rules-only"):
        load_occasions(tmp_path)
    (tmp_path / "occasions.json").write_text('{"sha256": "0"}', encoding="utf-8")
    (tmp_path / "occasions.safetensors").write_bytes(b"no weights")
    with pytest.raises(OccasionsError, match="damaged"):
        load_occasions(tmp_path)


def test_a_margin_stands_beside_the_weights() -> None:
    assert isinstance(LEARNED, Occasions)
    assert 0 <= LEARNED.margin < 1
