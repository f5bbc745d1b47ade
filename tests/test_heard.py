"""Who heard an unnamed source, and where its reason may stand, on stored trees."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from examples import name_of, table
from test_crowds import view_of

from audit.lexicon import load_lexicon
from audit.score import View, worth
from audit.score.criteria.confided import excused, recalled, second_hand
from audit.score.dossier import source_key

LEXICON = load_lexicon()
EXAMPLES = table("heard")


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_who_heard_an_unnamed_source(example: dict[str, Any]) -> None:
    view = View(attrs.evolve(view_of(example["text"]).article, outlet="The Courier"), LEXICON)
    claims = [one for one in view.claims if one.source and one.source.text == example["source"]]
    assert claims
    assert second_hand(view, claims) == example.get("elsewhere", False)
    assert recalled(view, claims) == example.get("recalled", False)
    if "reason" in example:  # the dossier has it, whatever ``excused`` adds
        assert view.told[source_key(view.page, claims[0])].reason == example["reason"]
    else:
        assert excused(view, claims) == example.get("excused", False)


@pytest.mark.parametrize("sign", ["second hand", "recalled"])
def test_what_only_its_hearer_can_say_of_a_source_is_asked_of_no_other(sign: str) -> None:
    assert all(worth.settled(id, {sign: 1.0}) for id in ("B3", "B5", "B6", "B7"))
    assert not any(worth.settled(id, {sign: 1.0}) for id in ("B2", "B10", "C4"))
