"""A stream gives the Audit of each article as it goes, and asks for no more articles than it needs."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest
from fakes import Recorder, take_fake_steps
from hypothesis import given
from hypothesis import strategies as st

import audit
from audit import Article, audit_articles, audit_stream
from audit.lexicon import load_lexicon
from audit.parse.batches import BATCH_ARTICLES

LEXICON = load_lexicon()
LINES = (
    "Ida Lund: the pier will close.\n",
    "NBC News: it is shut.\n",
    "It rained.\n",
    "parse fails\n",
    "find fails: x\n",
)


@given(st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=3).map("".join), max_size=6), st.booleans())
def test_each_audit_is_that_of_its_article_alone(texts: list[str], traced: bool) -> None:
    articles = [Article(str(place), text) for place, text in enumerate(texts)]
    origin = "NBC News" if traced else None
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        take_fake_steps(patch)
        warnings.simplefilter("ignore", audit.AuditWarning)
        streamed = list(
            audit_stream(iter(articles), origin=origin, parser=Recorder(), lexicon=LEXICON, rules_only=True)
        )
        alone = [
            audit_articles([a], origin=origin, parser=Recorder(), lexicon=LEXICON, rules_only=True) for a in articles
        ]
    assert streamed == alone


def test_articles_are_asked_for_as_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    take_fake_steps(monkeypatch)
    asked = 0

    def without_end() -> Iterator[Article]:
        nonlocal asked
        while True:
            asked += 1
            yield Article("same", LINES[0])

    stream = audit_stream(without_end(), parser=Recorder(), lexicon=LEXICON, rules_only=True)
    assert [len(next(stream).claims) for _ in range(3)] == [1, 1, 1]
    assert asked <= BATCH_ARTICLES + 1


def test_what_is_no_article_and_what_is_no_parser_is_refused_with_what_was_expected() -> None:
    with pytest.raises(TypeError, match=r"takes Articles, not str; make them with read_articles"):
        next(audit_stream("seeds/", parser=Recorder(), lexicon=LEXICON))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"parser must have .*, not a int, which has no name and no models"):
        audit_stream([], parser=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="the class Recorder; call it"):
        audit_articles([], parser=Recorder)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"origin must be the name of an outlet \(str\) or “auto”, not dict: "):
        audit_articles([], parser=Recorder(), origin={"NBC News": 1})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="lexicon must be a Lexicon or the path of a folder, not dict"):
        audit_articles([], parser=Recorder(), lexicon={})  # type: ignore[arg-type]
