"""What the words of a source tell, read from real trees: tests/data/phrases.toml."""

from __future__ import annotations

from typing import Any

import pytest
from claimed import phrase_of
from examples import name_of, table
from hypothesis import given

from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import Article, Detail, Source
from audit.resolve import resolve
from audit.testing.strategies import Known, articles, known_articles

LEXICON = load_lexicon()


@pytest.mark.parametrize("expected", table("phrases"), ids=name_of)
def test_what_a_sources_words_tell(expected: dict[str, Any]) -> None:
    source = expected["source"]
    assert expected["text"].casefold().startswith(source.casefold())
    phrase = phrase_of(source)
    assert phrase is not None
    for name in expected.keys() - {"id", "text", "source"}:
        found: Any = getattr(phrase, name)
        if isinstance(found, Detail):
            assert [span.of(source) for span in found.spans] == [found.text]
            found = found.text
        assert (list(found) or "" if isinstance(found, tuple) else found or "") == (expected[name] or ""), name
    assert bool(phrase.basis_spans) == (phrase.basis is not None)
    assert bool(phrase.reason_spans) == (phrase.reason != "none")


def details_are_words_of_the_text(source: Source | None, text: str) -> None:
    phrase = source.phrase if source else None
    for detail in (phrase.role, phrase.rank, phrase.affiliation, phrase.side) if phrase else ():
        assert detail is None or [span.of(text) for span in detail.spans] == [detail.text]


@given(known_articles())
def test_the_details_that_are_read_are_words_of_the_text(known: Known) -> None:
    found = resolve(find(known.trees, LEXICON), LEXICON).attributions
    assert any(a.source and a.source.phrase for a in found) or not any(a.source for a in known.records.attributions)
    for attribution in found:
        details_are_words_of_the_text(attribution.source, known.trees.text)


@given(articles())
def test_the_details_that_are_drawn_are_words_of_the_text(article: Article) -> None:
    for claim in article.claims:
        details_are_words_of_the_text(claim.source, article.text)
