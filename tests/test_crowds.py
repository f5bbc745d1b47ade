"""Crowds and hedges that nobody bears out, the outlets that an article uses: what is found, what must hold."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from examples import name_of, stored, table
from hypothesis import given

from audit.claims import make_claims
from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import Article
from audit.resolve import resolve
from audit.score import View
from audit.score.crowds import crowds_of
from audit.score.outlets import uses_of
from audit.testing.strategies import articles
from audit.trace.placed import with_occasions

LEXICON = load_lexicon()
EXAMPLES = table("crowds")


@cache
def view_of(text: str) -> View:
    """A stored text as the criteria see it, by the rules alone."""
    article = make_claims(resolve(find(stored(text), LEXICON), LEXICON), LEXICON)
    return View(with_occasions(article, LEXICON), LEXICON)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if "crowds" in e], ids=name_of)
def test_crowds_are_those_that_nobody_bears_out(example: dict[str, Any]) -> None:
    assert [crowd.text for crowd in crowds_of(view_of(example["text"]))] == example["crowds"]


@pytest.mark.parametrize("example", [e for e in EXAMPLES if "uses" in e], ids=name_of)
def test_every_outlet_used_is_told_with_how_early_and_how_exactly(example: dict[str, Any]) -> None:
    found = [f"{use.outlet}, {use.paragraph}, {use.details}" for use in uses_of(view_of(example["text"]))]
    assert found == example["uses"]


@given(articles())
def test_what_is_told_of_crowds_and_outlets_stands_in_the_text(article: Article) -> None:
    view = View(article, LEXICON)
    crowds = crowds_of(view)
    assert [crowd.spans for crowd in crowds] == sorted({crowd.spans for crowd in crowds})
    known = {claim.id for claim in article.claims}
    for crowd in crowds:
        assert crowd.text
        assert crowd.claim is None or crowd.claim in known
        assert all(span.end <= len(article.text) for span in crowd.spans)
    places = [use.span for use in uses_of(view)]
    assert places == sorted(places)
    for use in uses_of(view):
        assert set(use.claims) <= known
        assert use.words <= len(article.text)
