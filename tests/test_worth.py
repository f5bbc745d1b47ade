"""Which findings an editor is told of, as learned: what must always hold, and examples on stored trees."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from claimed import example
from examples import name_of, stored, table
from hypothesis import given
from hypothesis import strategies as st
from test_crowds import view_of

from audit.lexicon import load_lexicon
from audit.model import Article
from audit.score import View, findings, rated, worth
from audit.score.criteria import CRITERIA, Firing, active
from audit.score.signs import Signs
from audit.testing.strategies import articles
from training.worth import LEAST, SURE, Design, Judged, at_least, bar, fitted, told_from

LEXICON = load_lexicon()
LEARNED = worth.learned()


def fired(view: View) -> dict[str, list[Firing]]:
    """What the criteria find that make findings."""
    return {entry.id: view.firings(entry.id, rule) for entry, rule in active(LEXICON) if not entry.get("quiet")}


@given(articles())
def test_what_is_told_is_found_told_alike_each_time_and_changes_no_score(article: Article) -> None:
    view, again = View(article, LEXICON), View(article, LEXICON)
    before = rated(view)
    told = worth.told(view, fired(view))
    assert told == worth.told(again, fired(again))
    assert all(one in fired(view)[id] for id, some in told.items() for one in some)
    assert rated(view) == before == rated(View(article, LEXICON))
    assert findings(view, before) == findings(again, before)


@given(articles())
def test_signs_are_finite_and_deterministic(article: Article) -> None:
    view = View(article, LEXICON)
    if not view.claims:
        return
    found = fired(view)
    for id, some in found.items():
        for one in some:
            signs = Signs(view, found).of(id, one)
            assert signs == Signs(view, found).of(id, one)
            assert all(np.isfinite(value) and abs(value) <= 5 for value in signs.values())


@given(articles(), st.sampled_from(sorted({*CRITERIA} - {*LEARNED["criteria"]})), st.booleans())
def test_a_criterion_that_no_reader_judged_is_told_as_its_rule_says(article: Article, id: str, shown: bool) -> None:
    one = Firing("Something is amiss.", (), (), 1.0, shown)
    assert worth.told(View(article, LEXICON), {id: [one]}) == {id: [one] * shown}


def test_without_trees_the_rules_decide() -> None:
    article = attrs.evolve(example("[sources said; sources] The plan is dead. [none] It rained."), sentences=())
    view = View(article, LEXICON)
    assert worth.told(view, fired(view)) == {id: [f for f in some if f.shown] for id, some in fired(view).items()}


@pytest.mark.parametrize("criterion", [id for id, weights in LEARNED["criteria"].items() if weights is None])
def test_of_what_is_too_seldom_right_nothing_is_told(criterion: str) -> None:
    view = View(stored("It rained."), LEXICON)
    one, none = (Firing("Something is amiss.", (), claims, 1.0, True) for claims in (("c0",), ()))
    assert worth.told(view, {criterion: [one, none]}) == {criterion: [none]}


@pytest.mark.parametrize("example", [one for one in table("told") if one.get("worth")], ids=name_of)
def test_an_editor_is_told_of_these_and_of_no_others(example: dict[str, Any]) -> None:
    assert told_of(example) == example["worth"]


def test_who_is_counted_before_or_gives_a_reason_elsewhere_is_told_of_no_more() -> None:
    signs = {"pointing": 1.0}, {"excused": 1.0}
    assert [worth.settled(id, one) for id in ("B3", "B6") for one in signs] == [True, False, True, True]
    weights = {"bias": 9.0, "weights": {}}
    assert worth.chance("B6", signs[1], weights) == 0.0 < LEARNED["bar"] < worth.chance("B3", signs[1], weights)


@pytest.mark.parametrize("example", [one for one in table("told") if one.get("worth") == []], ids=name_of)
def test_an_editor_is_told_of_none_of_these(example: dict[str, Any]) -> None:
    assert told_of(example) == []


def told_of(example: dict[str, Any]) -> list[str]:
    """The criteria of which findings of a stored text are told."""
    view = view_of(example["text"])
    view = View(attrs.evolve(view.article, outlet=example.get("outlet")), LEXICON)
    return sorted({one.criterion for one in findings(view, rated(view))} & {*LEARNED["criteria"]})


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 1), st.booleans()), max_size=40))
def test_from_the_bar_on_enough_is_right(rows: list[tuple[str, float, bool]]) -> None:
    some = [Judged("x", name, {}, True, right) for name, _, right in rows]
    found = np.array([chance for _, chance, _ in rows])
    told = told_from(bar(some, found), some, found) if some else np.zeros(0, bool)
    right = sum(one.right for one, yes in zip(some, told, strict=True) if yes)
    assert not told.any() or at_least(right, int(told.sum())) >= SURE or bar(some, found) == 0.9
    for name in {one.criterion for one, yes in zip(some, told, strict=True) if yes}:
        assert sum(one.criterion == name and yes for one, yes in zip(some, told, strict=True)) >= LEAST


def test_what_a_criterion_comes_to_gives_the_same_chances_as_the_regression() -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed: pip install -e '.[training]'")
    rng = np.random.RandomState(0)
    values, noise = rng.rand(200, 2), rng.rand(200)
    some = [
        Judged(str(n), "B6" if n % 3 else "B2", {"near": near, "far": far}, True, near + noise[n] > 1)
        for n, (near, far) in enumerate(map(tuple, values))
    ]
    design = Design.of(some)
    made = fitted(design.rows(some, ["B6"]), np.array([one.right for one in some]))
    for one, (_, chance) in zip(some, made.predict_proba(design.rows(some, ["B6"])), strict=True):
        weights = design.weights(made, ["B6"], one.criterion)
        assert worth.probability(one.signs, weights) == pytest.approx(chance, abs=0.01)
