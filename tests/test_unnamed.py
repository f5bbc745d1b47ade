"""Why somebody is not named, and who would not comment, on stored trees."""

from __future__ import annotations

from typing import Any

import pytest
from examples import name_of, stored, table

from audit.lexicon import load_lexicon
from audit.resolve.reasons import reason_in
from audit.score.refusals import refusals_in

LEXICON = load_lexicon()
EXAMPLES = table("unnamed")


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_why_somebody_is_not_named(example: dict[str, Any]) -> None:
    article = stored(example["text"])
    found = [reason for sentence in article.sentences if (reason := reason_in(sentence, LEXICON))]
    assert [reason.value for reason in found] == ([example["reason"]] if "reason" in example else [])
    assert all(0 <= reason.span.start < reason.span.end <= len(article.text) for reason in found)


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_who_would_not_comment(example: dict[str, Any]) -> None:
    article = stored(example["text"])
    found = [refusal for sentence in article.sentences for refusal in refusals_in(sentence, LEXICON)]
    assert [refusal.who[-1].text for refusal in found] == example.get("refused", [])
    if "says" in example:
        assert [refusal.span.of(article.text) for refusal in found] == example["says"]
