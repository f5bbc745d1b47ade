"""How, to whom, where and when it was said: what a sentence tells, how far it carries, what must hold of both."""

from __future__ import annotations

from typing import Any

import pytest
from examples import name_of as named
from examples import stored, table

from audit.claims import make_claims
from audit.find import find
from audit.lexicon import Entry, load_lexicon
from audit.model import Claim
from audit.resolve import resolve
from audit.trace.placed import with_occasions

LEXICON = load_lexicon()


def claims_of(text: str) -> list[Claim]:
    """The attributed claims of a stored text, with occasions, by the rules alone."""
    article = make_claims(resolve(find(stored(text), LEXICON), LEXICON), LEXICON)
    return [claim for claim in with_occasions(article, LEXICON).claims if claim.construction is not None]


def hows(text: str) -> set[str | None]:
    """The sorts of occasion of a text's claims, None for a bare "said"."""
    return {claim.occasion.how if claim.occasion else None for claim in claims_of(text)}


@pytest.mark.parametrize("entry", LEXICON.file("hows"), ids=lambda entry: entry.id)
def test_every_word_for_an_occasion_tells_it_where_it_says_so_and_nowhere_else(entry: Entry) -> None:
    for text in entry.fires:
        assert entry["how"] in hows(text), text
    for text in entry.silent:
        assert entry["how"] not in hows(text), text


@pytest.mark.parametrize("example", table("placed"), ids=named)
def test_an_occasion_is_told_as_far_as_the_words_tell_it(example: dict[str, Any]) -> None:
    found = claims_of(example["text"])
    told = [claim.occasion.how if claim.occasion else None for claim in found]
    assert [how or "none" for how in told] == example["hows"]
    for name in ("what", "outlet", "person", "when", "where"):
        if name in example:
            first = found[0].occasion
            assert first is not None
            assert getattr(first, name) == example[name]
