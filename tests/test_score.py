"""The score: every criterion's own examples, and the laws of the ledger."""

from __future__ import annotations

import re
from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import Entry, Lexicon, LexiconError, load_lexicon
from audit.model import Article, Claim, Rating, Segment, Source, Span
from audit.score import RULES, findings, score
from audit.strategies import articles

LEXICON = load_lexicon()
CRITERIA = LEXICON.file("criteria")
LADDER = ("sources said", "anonymous", "named")
_EXAMPLE = re.compile(r"\[(?P<kind>[\w ]+)(?:; (?P<source>[^;\]]+))?(?:; via (?P<via>[^\]]+))?\] (?P<text>[^\[]+)")
_NUMBERS = {"one": 1, "an": 1, "a": 1, "two": 2, "six": 6}


def example(words: str) -> Article:
    """An article from the notation of criteria.toml; every claim is a paragraph that starts with its source."""
    text, claims = "", []
    for n, match in enumerate(_EXAMPLE.finditer(words)):
        source = None
        start = len(text)
        if match["source"]:
            text += match["source"] + ": "
            count = _NUMBERS.get(match["source"].split()[0])
            source = Source(match["source"], (Span(start, start + len(match["source"])),), number=count)
        body = match["text"].strip()
        span = Span(len(text), len(text) + len(body))
        text += body + "\n"
        via = (match["via"],) if match["via"] else ()
        claims.append(
            Claim(f"x:{n + 1}", "x", (span,), body, match["kind"], source=source, via=via, sentence=n, paragraph=n)
        )
    assert claims, words
    return Article("x", text, claims=tuple(claims))


def rows(article: Article) -> dict[str, float]:
    return {row.criterion: row.points for row in score(article, LEXICON).ledger}


@pytest.mark.parametrize("entry", CRITERIA, ids=lambda entry: entry.id)
def test_every_criterion_fires_and_is_silent_where_it_says_so(entry: Entry) -> None:
    assert entry.fires
    assert entry.silent
    for words in entry.fires:
        assert entry.id in rows(example(words)), words
    for words in entry.silent:
        assert entry.id not in rows(example(words)), words


def test_every_rule_has_its_weights() -> None:
    assert {entry.id for entry in CRITERIA} == set(RULES)


def test_an_article_of_named_sources_loses_nothing() -> None:
    rating = score(example("[named; Mayor Ruth Okafor] The bridge is safe. [none] It opened on Monday."), LEXICON)
    assert rating == Rating(100.0)


def test_worse_sourcing_scores_lower() -> None:
    named = "[named; Mayor Ruth Okafor] The plan is dead. [named; Judge Ann Lee] It was unlawful."
    anonymous = "[anonymous; two aides] The plan is dead. [anonymous; one clerk] It was unlawful."
    bare = "[sources said; sources] The plan is dead. [sources said] It was unlawful."
    scores = [score(example(words), LEXICON).score or 0.0 for words in (named, anonymous, bare)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] - scores[2] > 40


def test_the_same_unnamed_source_counts_once() -> None:
    once = rows(example("[anonymous; two aides] The plan is dead."))
    thrice = rows(example("[anonymous; two aides] It is dead. [anonymous; the two aides] It is over. " * 2))
    assert once["B6"] == thrice["B6"]


def test_stock_reasons_get_half_credit_and_real_ones_all() -> None:
    stock = "[anonymous; two aides who spoke anonymously because they were not authorized to speak] It is dead."
    real = "[anonymous; two aides who spoke on condition of anonymity for fear of reprisals] It is dead."
    assert rows(example(stock))["B7"] == 1.0
    assert "B6" not in rows(example(stock))
    assert not {"B6", "B7"} & set(rows(example(real)))


def test_a_vague_credit_segment_costs_points() -> None:
    article = example("[named; Mayor Ruth Okafor] The bridge is safe.")
    credit = Segment(Span(0, 5), "vague credit")
    assert rows(attrs.evolve(article, segments=(credit,))) == {"C8": 2.0}


def test_attitude_claims_do_not_count() -> None:
    article = example("[none] The ministry plans to close the road.")
    attitudes = tuple(attrs.evolve(claim, cue_class="attitude") for claim in article.claims)
    assert score(attrs.evolve(article, claims=attitudes), LEXICON) == Rating(None)


def test_the_ledger_stops_at_zero_and_says_so() -> None:
    heavy = tuple(
        attrs.evolve(e, data={**e.data, "points": 90.0, "cap": 90.0}) for e in CRITERIA if e.id in ("B2", "B6")
    )
    lexicon = Lexicon({**LEXICON.entries, "criteria": heavy}, {})
    rating = score(example("[sources said; sources] The plan is dead."), lexicon)
    assert rating.score == 0.0
    assert [row.points for row in rating.ledger] == [90.0, 10.0]
    assert "Cut to what was left" in rating.ledger[1].reason


def test_a_criterion_without_a_rule_is_an_error() -> None:
    entry = attrs.evolve(CRITERIA[0], id="Z9")
    with pytest.raises(LexiconError, match=r'criteria.toml: entry "Z9"'):
        score(example("[none] It rained."), Lexicon({**LEXICON.entries, "criteria": (entry,)}, {}))


def test_each_row_is_a_finding_with_its_remedy_and_echoes_are_noted() -> None:
    article = example("[sources said; sources] The plan is dead. [none] It rained.")
    rating = score(article, LEXICON)
    found = findings(article, rating, LEXICON)
    assert [f.criterion for f in found] == [row.criterion for row in rating.ledger]
    assert all(f.remedy and f.article == "x" for f in found)
    traced = attrs.evolve(article, claims=tuple(attrs.evolve(c, trace="echoed") for c in article.claims))
    assert score(traced, LEXICON) == rating
    assert [f.severity for f in findings(traced, rating, LEXICON) if f.criterion == "C7"] == ["note"]


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
    for row in rating.ledger:
        assert 0 < row.points <= caps[row.criterion]
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
