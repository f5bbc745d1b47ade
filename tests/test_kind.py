"""Kinds: the vocabulary's four kinds and each of its borderline decisions, one text for each, through to the claim."""

from __future__ import annotations

from typing import Any

import pytest
from examples import name_of, stored, table

from audit.claims import make_claims
from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import KINDS
from audit.resolve import resolve

LEXICON = load_lexicon()


@pytest.mark.parametrize("example", table("kinds"), ids=name_of)
def test_every_claim_of_a_text_is_of_this_kind(example: dict[str, Any]) -> None:
    article = make_claims(resolve(find(stored(example["text"]), LEXICON), LEXICON), LEXICON)
    assert [claim.kind for claim in article.claims if not claim.attitude] == example["kinds"]


def test_there_are_examples_of_every_kind() -> None:
    assert {kind for example in table("kinds") for kind in example["kinds"]} == set(KINDS)
