"""Find: one text per construction with the source, cue and content it must give, and laws that hold on any trees."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from examples import name_of, stored, table
from hypothesis import given

from audit.find import find, univocal
from audit.lexicon import load_lexicon
from audit.model import Article, Attribution, Spans
from audit.testing.strategies import articles

LEXICON = load_lexicon()


def drawn(text: str, attribution: Attribution) -> dict[str, Any]:
    """An attribution in the form of the examples."""
    row: dict[str, Any] = {"cue": attribution.cue.text, "content": [span.of(text) for span in attribution.content]}
    if attribution.source is not None:
        row["source"] = attribution.source.text
    if attribution.status != "prose":
        row["status"] = attribution.status
    if attribution.relays:
        row["relays"] = [relay.outlet for relay in attribution.relays]
    return row


@pytest.mark.parametrize("example", table("find"), ids=name_of)
def test_a_text_gives_these_attributions_and_no_other(example: dict[str, Any]) -> None:
    text = example["text"]
    found = find(stored(text), LEXICON).attributions
    assert [drawn(text, attribution) for attribution in found] == example["draws"]
    if "construction" in example:
        assert [attribution.construction for attribution in found] == [example["construction"]]


# --- laws that hold on any trees


def laid_in(text: str, places: Spans) -> bool:
    """Whether spans lie within the text, hold a character each, and stand in order without touching the one before."""
    ends = [0, *(span.end for span in places)]
    return all(before <= span.start < span.end <= len(text) for before, span in zip(ends, places, strict=False))


def apart(left: Spans, right: Spans) -> bool:
    """Whether no span of the one overlaps one of the other."""
    return not any(a.overlaps(b) for a in left for b in right)


def text_of(article: Article, places: Spans) -> str:
    return " … ".join(span.of(article.text) for span in places)


@given(articles())
def test_spans_lie_in_the_text_in_order_and_records_hold_their_text(article: Article) -> None:
    for attribution in find(article, LEXICON).attributions:
        cue, source = attribution.cue, attribution.source
        assert cue.spans
        assert attribution.content
        for places in (cue.spans, attribution.content, *(relay.spans for relay in attribution.relays)):
            assert laid_in(article.text, places)
        assert cue.text == text_of(article, cue.spans)
        if source is not None:
            assert source.spans
            assert laid_in(article.text, source.spans)
            assert source.text == text_of(article, source.spans)
            assert apart(cue.spans, source.spans)


@given(articles())
def test_attributions_stand_each_once_in_the_order_of_their_cues_with_their_sentence(article: Article) -> None:
    found = find(article, LEXICON).attributions
    keys = [(attribution.cue.spans, attribution.content) for attribution in found]
    assert keys == sorted(set(keys))
    for attribution in found:
        sentence = article.sentences[attribution.sentence]
        assert any(sentence.span.overlaps(span) for span in attribution.cue.spans)
        assert attribution.status in (article.segments[sentence.segment].status, "question")


@given(articles())
def test_find_changes_nothing_else_and_twice_gives_the_same(article: Article) -> None:
    once = find(article, LEXICON)
    made = dict.fromkeys(("quotations", "attributions", "credits"), ())
    assert evolve(once, **made) == evolve(article, **made)
    assert find(once, LEXICON) == once


@given(articles())
def test_univocal_keeps_a_part_whose_contents_do_not_overlap(article: Article) -> None:
    for attributions in (find(article, LEXICON).attributions, article.attributions):
        kept = univocal(attributions)
        assert set(kept) <= set(attributions)
        assert bool(kept) == bool(attributions)
        for place, one in enumerate(kept):
            for other in kept[place + 1 :]:
                assert apart(one.content, other.content)
        assert univocal(kept) == kept


def test_univocal_keeps_the_outer_of_two_nested_contents() -> None:
    text = "The mayor said that engineers believe that the bridge is safe."
    assert [a.cue.text for a in univocal(find(stored(text), LEXICON).attributions)] == ["said"]


def test_univocal_leaves_a_doubtful_outer_one_for_a_sure_inner_one() -> None:
    text = "The mayor said that engineers believe that the bridge is safe."
    outer, inner = find(stored(text), LEXICON).attributions
    kept = univocal((evolve(outer, confidence=0.4), evolve(inner, confidence=0.9)))
    assert [a.cue.text for a in kept] == ["believe"]


def test_an_article_without_sentences_has_no_attributions() -> None:
    assert find(Article("empty", ""), LEXICON).attributions == ()
