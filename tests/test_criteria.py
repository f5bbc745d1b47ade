"""Every criterion fires and keeps silent where it says so; every row of the standards that a text can show is one."""

from __future__ import annotations

import attrs
import pytest
from claimed import example

from audit.lexicon import Entry, load_lexicon
from audit.model import Crediting, Occasion, Span
from audit.score.criteria import CRITERIA, View, not_assessed

LEXICON = load_lexicon()
ENTRIES = LEXICON.file("criteria")
# The rows of the standards, in their order; H1 is our own, and so are S1 to S15, the rows of the sub-scores.
ROWS = (
    *(f"A{n}" for n in range(1, 4)),
    *(f"B{n}" for n in range(1, 15)),
    *(f"C{n}" for n in range(1, 9)),
    *("D1", "H1"),
    *(f"S{n}" for n in range(1, 16)),
)
CASES = [
    pytest.param(entry, words, fires, id=f"{entry.id} {'fires' if fires else 'silent'} {n}")
    for entry in ENTRIES
    for fires, lines in ((True, entry.fires), (False, entry.silent))
    for n, words in enumerate(lines, start=1)
]


def test_every_row_of_the_standards_is_a_criterion() -> None:
    assert set(CRITERIA) == set(ROWS)
    assert [entry.id for entry in ENTRIES] == list(CRITERIA)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_criterion_has_five_examples_of_either_kind_and_says_who_asks_for_it(entry: Entry) -> None:
    assert len(set(entry.fires)) >= 5
    assert len(set(entry.silent)) >= 5
    assert entry["standards"]
    assert entry["remedy"]


@pytest.mark.parametrize(("entry", "words", "fires"), CASES)
def test_a_criterion_fires_and_is_silent_where_it_says_so(entry: Entry, words: str, fires: bool) -> None:
    article = example(words)
    found = CRITERIA[entry.id](View(article, LEXICON))
    assert bool(found) == fires, words
    for firing in found:
        assert firing.reason
        assert firing.amount > 0
        assert all(0 <= span.start < span.end <= len(article.text) for span in firing.spans)
        assert set(firing.claims) <= {claim.id for claim in article.claims}


def test_an_outlet_in_whose_interview_somebody_spoke_is_credited_too() -> None:
    article = example("[named; Ruth Okafor] It is not. [named; Ann Lee; via CNN] It is over.")
    (found,) = CRITERIA["S6"](View(article, LEXICON))
    spoken = Crediting("The Norvik Hour", Span(0, 1), 0, "venue")
    more = attrs.evolve(article, credits=(spoken, attrs.evolve(spoken, outlet="Reuters", how=None)))
    (other,) = CRITERIA["S6"](View(more, LEXICON))
    assert other.reason == "Other outlets credited: CNN, Norvik Hour; claims that came through them: 1 of 2."
    assert other.amount <= found.amount
    own = attrs.evolve(more, outlet="The Norvik Hour")
    assert CRITERIA["S6"](View(own, LEXICON))[0].reason == found.reason


@pytest.mark.parametrize(("how", "told"), [("post", True), ("reporters", False), ("interview", False)])
def test_a_post_tells_where_it_stands(how: str, told: bool) -> None:
    article = example("[named; Ann Lee] It is over.")
    (claim,) = article.claims
    placed = attrs.evolve(article, claims=(attrs.evolve(claim, occasion=Occasion(how=how)),))
    assert bool(CRITERIA["S3"](View(placed, LEXICON))) is not told


def test_what_a_text_cannot_show_is_listed_and_not_scored() -> None:
    lines = not_assessed(View(example("[anonymous; two aides] The vote is off."), LEXICON))
    assert {"B13", "C7", "D1", "H1"} <= {line.split()[0] for line in lines}
    with_all = example(
        "~outlet ~byline ~meta=title # The vote is off today [named; Ann Lee; trace untraced] It is over."
    )
    told = {line.split()[0] for line in not_assessed(View(with_all, LEXICON))}
    assert not {"B13", "C7", "D1", "H1"} & (told - {e.id for e in ENTRIES if not e.get("on", True)})


def test_a_criterion_that_is_off_says_why() -> None:
    for entry in ENTRIES:
        assert entry.get("on", True) or entry["off_because"]
