"""What is no news is told apart: an opinion piece, a transcript, a listing, a live blog; news stays news."""

from __future__ import annotations

import attrs
import pytest
from claimed import example
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import load_lexicon
from audit.model import GENRES, Article, Quotation, Span
from audit.score import View, audited, rated
from audit.score.genre import genre_of
from audit.testing.strategies import articles

LEXICON = load_lexicon()
NEWS = "[named; Mayor Ruth Okafor] The bridge is safe. [none] The bridge opened on Monday. " * 12


def told(article: Article) -> str | None:
    return genre_of(View(article, LEXICON))


def test_news_is_news_and_has_a_place_among_others() -> None:
    article = example(NEWS)
    assert told(article) is None
    view = View(article, LEXICON)
    assert audited(view, rated(view)).standing is not None


@pytest.mark.parametrize(
    ("headline", "genre"),
    [("Harbour strike: live updates", "live"), ("Where the harbour’s workers live", None)],
)
def test_a_live_blog_says_so_in_its_headline(headline: str, genre: str | None) -> None:
    article = attrs.evolve(example(NEWS), title=headline)
    assert told(article) == genre
    view = View(article, LEXICON)
    record = audited(view, rated(view))
    assert record.genre == genre
    assert (record.standing is None) == (genre is not None)


def test_one_long_quotation_is_a_transcript() -> None:
    article = example(NEWS)
    whole = Quotation(Span(0, len(article.text) - 1), 0)
    assert told(attrs.evolve(article, quotations=(whole,))) == "transcript"


def test_a_few_words_are_not_judged() -> None:
    assert told(example("[none] It was a humiliating defeat.")) is None


@given(st.data())
def test_every_article_is_of_a_known_sort_or_of_none(data: st.DataObject) -> None:
    assert told(data.draw(articles())) in (None, *GENRES)
