"""What the words of a source tell, read from real trees: tests/data/phrases.toml."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from claimed import phrase_of
from examples import name_of, table
from hypothesis import given

from audit.model import Article, Detail, Phrase
from audit.testing.strategies import articles


@pytest.mark.parametrize("expected", table("phrases"), ids=name_of)
def test_what_a_sources_words_tell(expected: dict[str, Any]) -> None:
    source = expected["source"]
    assert expected["text"].casefold().startswith(source.casefold())
    phrase = phrase_of(source)
    assert phrase is not None
    for name in expected.keys() & {field.name for field in attrs.fields(Phrase)}:
        found: Any = getattr(phrase, name)
        if isinstance(found, Detail):
            assert [span.of(source) for span in found.spans] == [found.text]
            found = found.text
        assert (list(found) or "" if isinstance(found, tuple) else found or "") == (expected[name] or ""), name
    assert bool(phrase.basis_spans) == (phrase.basis is not None)
    assert bool(phrase.reason_spans) == (phrase.reason != "none")


@given(articles())
def test_the_details_of_a_phrase_are_words_of_the_text(article: Article) -> None:
    for claim in article.claims:
        phrase = claim.source.phrase if claim.source else None
        for detail in (phrase.role, phrase.rank, phrase.affiliation, phrase.side) if phrase else ():
            assert detail is None or [span.of(article.text) for span in detail.spans] == [detail.text]
