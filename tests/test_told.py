"""What rules tell an editor and what only counts, on stored trees; and what is left open asks for no source."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from examples import name_of, table
from fakes import tell_by_rules
from test_crowds import view_of

from audit.lexicon import load_lexicon
from audit.score import View
from audit.score.criteria import CRITERIA
from audit.score.rating import findings, rated

LEXICON = load_lexicon()
ASKED = ("A1", "A3", "B2", "B3", "B5", "B6", "B7", "B9", "B10", "C4", "C5")


@pytest.mark.parametrize("example", [one for one in table("told") if "open" not in one], ids=name_of)
def test_an_editor_is_told_where_it_is_sure_and_nothing_is_lost(
    example: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_by_rules(monkeypatch)
    view = view_of(example["text"])
    view = View(attrs.evolve(view.article, outlet=example.get("outlet")), LEXICON)
    fired = {id: view.firings(id, CRITERIA[id]) for id in ASKED}
    told = [id for id in ASKED if any(firing.shown for firing in fired[id])]
    assert told == example.get("told", [])
    assert [id for id in ASKED if fired[id] and id not in told] == example.get("counted", [])
    shown = {finding.criterion for finding in findings(view, rated(view))}
    assert shown & {*ASKED} == {*told}


@pytest.mark.parametrize("example", [one for one in table("told") if "open" in one], ids=name_of)
def test_what_is_left_open_judges_and_foretells_nothing(example: dict[str, Any]) -> None:
    needs = view_of(example["text"]).needs.values()
    assert needs
    assert all((need.source == need.voice == 0.0) == example["open"] for need in needs)
