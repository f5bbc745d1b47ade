"""The firings of an article go in, whether an editor is told of each comes out, as learned; what is not told counts all
the same.

A logistic regression for each criterion weighs what ``audit.score.signs`` counts; a finding is told where its chance of
being right and worth saying reaches a bar. Of criteria that too seldom are, nothing is told. A criterion that no reader
judged is told as its rule says (``Firing.shown``), and so is what touches no claim ("with inputs from agencies") and
every finding of an article without trees.

Source: ours, learned from findings that readers judged (training/findings.jsonl) by training/worth.py; see the card in
audit/models.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from audit.parse.checked import vouched
from audit.parse.protocol import ModelError
from audit.score.criteria import Firing, View
from audit.score.needs import probability
from audit.score.signs import Signs

_FIRST_HAND: Final = (
    "B3",
    "B5",
    "B6",
    "B7",
)  # what whoever spoke with a source has to say of it, when first it is told
WEIGHTS: Final = Path(__file__).resolve().parent.parent / "models" / "worth.json"


@cache
def learned(path: Path = WEIGHTS) -> Mapping[str, Any]:
    """A dict: ``bar``, a chance, 0 to 1, and ``criteria``: by criterion a dict of its ``bias`` and ``weights`` by sign,
    None where nothing is told."""
    found: Mapping[str, Any] = json.loads(vouched(path, ModelError))
    return found


def settled(id: str, signs: Mapping[str, float]) -> bool:
    """Whether a finding has been told, of those whom "both sources" points back to, or is answered elsewhere: why
    somebody goes unnamed; and who somebody is, how many and why unnamed, where another outlet heard them and would have
    to say it, or the article told it when it first reported what it recalls."""
    if "pointing" in signs or (id == "B6" and "excused" in signs):
        return True
    return id in _FIRST_HAND and ("second hand" in signs or "recalled" in signs)


def chance(id: str, signs: Mapping[str, float], weights: Mapping[str, Any]) -> float:
    """How likely a finding is right and worth saying, 0 to 1; ``weights`` is the dict of its criterion."""
    return 0.0 if settled(id, signs) else probability(signs, weights)


def told(view: View, fired: Mapping[str, Sequence[Firing]]) -> dict[str, list[Firing]]:
    """Of what each criterion finds, by its id, that of which an editor is told."""
    signs, known = Signs(view, fired), learned()
    weights: Mapping[str, Any] = known["criteria"] if view.article.sentences else {}
    found: dict[str, list[Firing]] = {}
    for id, some in fired.items():
        own = weights.get(id)
        found[id] = [
            one
            for one in some
            if (
                one.shown
                if id not in weights or not one.claims
                else own is not None and chance(id, signs.of(id, one), own) >= known["bar"]
            )
        ]
    return found
