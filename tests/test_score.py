"""The score: every criterion's own examples, and the laws of the ledger."""

from __future__ import annotations

from random import Random

import attrs
import pytest
from claimed import example
from fakes import tell_by_rules
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import Lexicon, LexiconError, load_lexicon
from audit.model import FLOOR, SHORT, Article, Deduction, Rating, Segment, Span
from audit.score import View, findings, score
from audit.testing.strategies import articles

LEXICON = load_lexicon()
CRITERIA = LEXICON.file("criteria")
LADDER = ("sources said", "anonymous", "named")


def rows(article: Article) -> dict[str, float]:
    return {row.criterion: row.points for row in score(article, LEXICON).ledger}


def test_an_article_of_documents_loses_nothing_but_for_being_short() -> None:
    rating = score(example("[named; the report] The bridge is safe. [named; a court filing] It was not."), LEXICON)
    assert [row.criterion for row in rating.ledger] == [SHORT]
    rating = score(example("[named; the report] The bridge is safe. " * 10), LEXICON)
    assert (rating.score, rating.ledger) == (100.0, ())
    assert [part.score for part in rating.parts] == [100.0] * 4
    assert sum(part.weight for part in rating.parts) == pytest.approx(1.0, abs=0.002)


def test_a_part_of_credit_is_told_where_an_outlet_is_credited_and_never_costs_more_than_none() -> None:
    without = score(example("[anonymous; two aides] The plan is dead. " * 10), LEXICON)
    credited = score(example("[anonymous; two aides; via The Courier] The plan is dead. " * 10), LEXICON)
    assert "credited" not in {part.name for part in without.parts}
    assert "credited" in {part.name for part in credited.parts}
    assert (credited.score or 0.0) >= (without.score or 0.0)


def test_a_short_article_is_drawn_towards_the_mean_and_says_so() -> None:
    words = "[named; the report] The bridge is safe. "
    scores = [score(example(words * number), LEXICON).score or 0.0 for number in (1, 4, 8, 12)]
    assert scores == sorted(scores)
    assert scores[0] < scores[-1]
    (row,) = score(example(words), LEXICON).ledger
    assert row.criterion == SHORT
    assert "mean" in row.reason


def test_worse_sourcing_scores_lower() -> None:
    named = "[named; Mayor Ruth Okafor] The plan is dead. [named; Judge Ann Lee] It was unlawful."
    anonymous = "[anonymous; two aides] The plan is dead. [anonymous; one clerk] It was unlawful."
    bare = "[sources said; sources] The plan is dead. [sources said] It was unlawful."
    none = "[none] The ministry is considering a ban. [none] There is no doubt that it was unlawful."
    scores = [score(example(words * 6), LEXICON).score or 0.0 for words in (named, anonymous, bare, none)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] - scores[2] > 10
    assert scores[0] - scores[3] > 25


def test_twice_the_article_with_twice_the_faults_scores_the_same() -> None:
    once = "[anonymous; two aides] It is dead. [named; Ann Lee] It is. [none] It rained. [sources said; sources] It is."
    assert score(example(once), LEXICON) != score(example("[named; Ann Lee] It is."), LEXICON)
    once = f"{once} {once} {once} {once}"  # so that either half of either is alike
    twice = f"{once} {once}"
    one, two = rows(example(once)), rows(example(twice))
    for made in (one, two):
        made.pop("B10", None)  # there is one opening in either
    assert one == pytest.approx(two, abs=0.11)  # rounded so that the rows add up


def test_stock_reasons_get_half_credit_and_real_ones_all() -> None:
    stock = "[anonymous; two aides who spoke anonymously because they were not authorized to speak] It is dead."
    real = "[anonymous; two aides who spoke on condition of anonymity for fear of reprisals] It is dead."
    none = "[anonymous; two aides] It is dead."
    assert rows(example(stock))["B7"] == pytest.approx(rows(example(none))["B6"] / 2, abs=0.06)
    assert "B6" not in rows(example(stock))
    assert not {"B6", "B7"} & set(rows(example(real)))


def test_a_vague_credit_segment_costs_points() -> None:
    article = example("[named; Mayor Ruth Okafor] The bridge is safe.")
    credit = Segment(Span(0, 5), "vague credit")
    assert set(rows(attrs.evolve(article, segments=(credit,)))) - set(rows(article)) == {"C8"}


def test_attitude_claims_do_not_count() -> None:
    article = example("[none] The ministry plans to close the road.")
    attitudes = tuple(attrs.evolve(claim, cue_class="attitude") for claim in article.claims)
    assert score(attrs.evolve(article, claims=attitudes), LEXICON) == Rating(None)


def test_the_ledger_stops_at_zero_and_a_closing_row_says_so() -> None:
    heavy = tuple(
        attrs.evolve(e, data={**e.data, "points": 90.0, "cap": 90.0}) for e in CRITERIA if e.id in ("B2", "B6")
    )
    lexicon = Lexicon({**LEXICON.entries, "criteria": heavy}, {})
    rating = score(example("[sources said; sources] The plan is dead. " * 4), lexicon)
    assert rating.score == 0.0
    assert [(row.criterion, row.points) for row in rating.ledger] == [("B2", 90.0), ("B6", 90.0), (FLOOR, -80.0)]
    assert 100 - sum(row.points for row in rating.ledger) == rating.score


def test_only_the_closing_row_may_give_points_back() -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        Deduction("B2", -1.0, "why")
    with pytest.raises(ValueError, match="less than 0"):
        Deduction(FLOOR, 1.0, "why")


def test_an_attribution_taken_away_never_pays() -> None:
    """The weights of our lexicon: all that can touch one attributed claim together costs less than A1."""
    points = {entry.id: entry["points"] for entry in CRITERIA}
    instead = {"B7": "B6", "C3": "C4", "B12": "B3"}  # never both for one claim
    also = {"A1", "B1", "A2", "B14", "C2", "C5", "C7"}  # what an unattributed claim can cost as well
    made = {entry.id for entry in CRITERIA if entry.get("quiet")}  # these count what nobody said in full
    assert sum(p for id, p in points.items() if id not in also | made | set(instead)) < points["A1"]


def test_a_criterion_without_a_rule_is_an_error() -> None:
    entry = attrs.evolve(CRITERIA[0], id="Z9")
    with pytest.raises(LexiconError, match=r'criteria.toml: entry "Z9"'):
        score(example("[none] It rained."), Lexicon({**LEXICON.entries, "criteria": (entry,)}, {}))


def test_every_place_is_a_finding_with_its_remedy_and_echoes_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    tell_by_rules(monkeypatch)
    article = example("[sources said; sources] The plan is dead. [none] It rained. [sources said; some] It is not.")
    rating = score(article, LEXICON)
    found = findings(View(article, LEXICON), rating)
    made = {entry.id for entry in CRITERIA if entry.get("quiet")} | {SHORT}
    assert {f.criterion for f in found} - {"B1"} == {row.criterion for row in rating.ledger} - made
    assert [f.criterion for f in found].count("B2") == 2
    assert all(f.remedy and f.standards and f.article == "x" for f in found)
    traced = attrs.evolve(article, claims=tuple(attrs.evolve(c, trace="echoed") for c in article.claims))
    assert score(traced, LEXICON) == rating
    assert {f.severity for f in findings(View(traced, LEXICON), rating) if f.criterion == "C7"} == {"note"}


def test_a_row_of_a_scorer_of_ones_own_is_a_finding_too() -> None:
    article = example("[named; Ann Lee] It is so. [none] It rained.")
    rating = Rating(90.0, (Deduction("X1", 10.0, "too short"),))
    assert [(f.criterion, f.reason) for f in findings(View(article, LEXICON), rating)] == [("X1", "too short")]


@given(articles())
def test_score_lies_in_range_the_ledger_adds_up_and_spans_lie_in_the_text(article: Article) -> None:
    rating = score(article, LEXICON)
    assert (rating.score is None) == all(claim.attitude for claim in article.claims)
    if rating.score is None:
        assert rating.ledger == ()
        return
    assert 0.0 <= rating.score <= 100.0
    assert round(100 - sum(row.points for row in rating.ledger), 1) == rating.score
    caps = {entry.id: entry["cap"] for entry in CRITERIA}
    whole = sum(entry["cap"] for entry in CRITERIA if entry.get("quiet"))  # 100, but for rounding
    shared = [(entry["cap"], one) for entry in CRITERIA for one in entry.get("shares", ())]
    credit = sum(cap * float(one.rpartition("/")[2]) for cap, one in shared if one.startswith("credited/"))
    for row in rating.ledger:
        if row.criterion not in (FLOOR, SHORT):  # without credit the other parts cost a little more
            most = caps[row.criterion] * 100 / (whole - credit)
            assert 0 < row.points <= most + 0.1  # rounded so that the rows add up
        assert row.reason
        assert all(span.end <= len(article.text) for span in row.spans)


@given(articles(), st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nothing(article: Article, random: Random) -> None:
    shuffled = list(article.claims)
    random.shuffle(shuffled)
    assert score(attrs.evolve(article, claims=tuple(shuffled)), LEXICON) == score(article, LEXICON)


@given(articles(), st.data())
def test_a_better_kind_never_lowers_the_score(article: Article, data: st.DataObject) -> None:
    weak = [n for n, claim in enumerate(article.claims) if claim.kind in LADDER[:2]]
    if not weak:
        return
    place = data.draw(st.sampled_from(weak))
    claims = list(article.claims)
    step = LADDER.index(claims[place].kind)
    claims[place] = attrs.evolve(claims[place], kind=data.draw(st.sampled_from(LADDER[step + 1 :])))
    before = score(article, LEXICON).score
    after = score(attrs.evolve(article, claims=tuple(claims)), LEXICON).score
    assert before is None or (after is not None and after >= before)


def test_a_claim_counts_by_its_words_a_name_being_one() -> None:
    view = View(example("[named; Mayor Ruth Okafor] The bridge is safe. [none] It rained."), LEXICON)
    one, other = (view.weights[claim.id] for claim in view.claims)
    assert one + other == pytest.approx(2.0)
    assert one == pytest.approx(2 * other)  # four words, and two


@given(articles())
def test_claims_count_as_many_as_they_are(article: Article) -> None:
    view = View(article, LEXICON)
    assert sum(view.weights.values()) == pytest.approx(len(view.claims))
    assert all(weight > 0 for weight in view.weights.values())


def test_every_other_document_costs_less() -> None:
    rest = "[named; Ann Lee] It is over. " * 6
    lists = (
        "",
        "[named; the report] It is safe. ",
        "[named; the report] It is safe. [named; a court filing] It is not. ",
    )
    costs = [rows(example(documents + rest))["S12"] for documents in lists]
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == 3


def test_words_that_judge_weigh_twice_at_the_beginning() -> None:
    judging, rest = "[none] It was a disaster. ", "[named; the report] The bridge is safe. " * 30
    assert rows(example(judging + rest))["S7"] > 1.5 * rows(example(rest + judging))["S7"]


def test_limits_told_cost_less() -> None:
    rest = "[named; Ann Lee] It is over. " * 6
    without, told = (example(words + rest) for words in ("", "[none] The firm did not respond to a request. "))
    assert [View(article, LEXICON).page.limits for article in (without, told)] == [0, 1]
    assert rows(told)["S13"] < rows(without)["S13"]
