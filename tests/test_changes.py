"""What changed between two audits of a story: an audit has not changed from itself, and every claim is told of once."""

from __future__ import annotations

import json
from typing import Any

import attrs
from audits import audits, claim, harbour
from hypothesis import given, settings

from audit.model import Claim, Source, Span
from audit.record.result import Audit
from audit.report.cells import width
from audit.report.changes import as_data, changes, paired, told
from audit.trace.across.broke import Broke


def with_claims(*claims: Claim, **more: Any) -> Audit:
    """The harbour's audit with other claims."""
    return attrs.evolve(harbour(), claims=claims, **more)


def official(name: str, kind: str, words: str = "the pier will close in May", **more: Any) -> Claim:
    return claim("courier:1", words, kind, source=Source(name, (Span(0, 3),), name), **more)


@settings(max_examples=15)
@given(audits())
def test_an_audit_has_not_changed_from_itself(audit: Audit) -> None:
    assert not any(one.anything for one in changes(audit, audit))
    assert told(audit, audit).strip().endswith("unchanged.")


@settings(max_examples=15)
@given(audits(), audits())
def test_every_claim_is_paired_once_or_left_over(one: Audit, other: Audit) -> None:
    pairs, gone, new = paired(one.claims, other.claims)
    assert sorted(map(id, [*(left for left, _ in pairs), *gone])) == sorted(map(id, one.claims))
    assert sorted(map(id, [*(right for _, right in pairs), *new])) == sorted(map(id, other.claims))
    assert all(width(line) <= 80 for line in told(one, other).split("\n"))
    assert told(one, other, unicode=False).isascii()


@settings(max_examples=15)
@given(audits(), audits())
def test_the_data_tell_what_the_words_tell(one: Audit, other: Audit) -> None:
    data = json.loads(json.dumps(as_data(one, other)))
    changed = [found for found in changes(one, other) if found.anything]
    assert [(a["id"], len(a["changes"]), len(a["new"]), len(a["gone"])) for a in data["articles"]] == [
        (a.article.id, len(a.changes), len(a.new), len(a.gone)) for a in changed
    ]
    shown = [a["id"] for a in data["articles"]]
    assert sorted([*shown, *data["new"], *data["unchanged"]]) == sorted(a.id for a in other.articles)
    assert {*data["gone"]} == {a.id for a in one.articles} - {a.id for a in other.articles}


def test_the_data_of_a_change_have_the_claim_before_and_after() -> None:
    old = with_claims(official("an official", "anonymous", trace="untraced"))
    new = with_claims(official("Ida Lund", "named", "the pier will be closed in May", trace="credited"))
    data = as_data(old, new)
    assert data["traced"]
    kind, trace = data["articles"][0]["changes"]
    assert (kind["what"], kind["before"]["source"], kind["after"]["source"]) == ("kind", "an official", "Ida Lund")
    assert (trace["what"], trace["before"]["trace"], trace["after"]["trace"]) == ("trace", "untraced", "credited")


def test_a_source_that_is_named_now_and_a_credit_that_was_added_are_told() -> None:
    old = with_claims(official("an official", "anonymous", trace="untraced"))
    new = with_claims(official("Ida Lund", "named", "the pier will be closed in May", trace="credited"))
    said = told(old, new)
    assert "  anonymous → named: “the pier will be closed in May” (an official → Ida Lund)\n" in said
    assert "  untraced → credited: “the pier will be closed in May”\n" in said
    assert "2 articles unchanged.\n" in said


def test_scores_new_and_gone_articles_and_claims_are_told() -> None:
    old, new = with_claims(claim("courier:1", "x y")), with_claims(claim("courier:1", "completely other words"))
    first, *others = new.articles
    new = attrs.evolve(new, articles=(attrs.evolve(first, score=95.0), attrs.evolve(others[0], id="new")), origin=None)
    said = told(old, new)
    assert said.startswith("The Courier: 90.5 → 95 (+4.5)\n  new: 1 claim (1 none)\n  gone: 1 claim (1 none)\n")
    assert "New: new (61).\n" in said
    assert "Gone: mirror (61), Norvik Post (–).\n" in said
    assert "different origins, so traces are not compared." in said


def test_who_broke_the_story_now_is_told_where_it_was_not_known() -> None:
    old = attrs.evolve(with_claims(), broke=Broke(None, "unknown", "The dates do not tell."))
    new = attrs.evolve(old, broke=Broke("Norvik Post", "credit", "4 claims of 2 articles rest on it."))
    assert "paragraphs: Norvik Post. 4 claims of 2 articles rest on it. Before: not told." in " ".join(
        told(old, new).split()
    )
    assert "broke the story" not in told(old, old)
    data = as_data(old, new)["broke"]
    assert (data["before"]["origin"], data["after"]["origin"]) == (None, "Norvik Post")


def test_the_line_of_a_claim_is_told_where_it_is_known() -> None:
    old, new = with_claims(official("an aide", "anonymous")), with_claims(official("Lund", "named"))
    new = attrs.evolve(new, articles=(attrs.evolve(new.articles[0], lines=(0,)), *new.articles[1:]))
    assert "anonymous → named: line 1: “the pier" in told(old, new)
