"""An Audit and a list of attributions go to JSON and come back the same; other data is refused by its path."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from attrs import field, frozen
from audits import audits, claim, harbour
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.model import Article, Claim, Deduction, Failure, Span
from audit.model.plain import PlainError, from_plain, to_plain
from audit.record.result import SCHEMA, AttributionList, Audit, ListedArticle
from audit.testing.strategies import articles


@settings(max_examples=40)  # an audit takes a while to draw
@given(audits())
def test_an_audit_comes_back_from_its_json_the_same(audit: Audit) -> None:
    written = json.dumps(audit.to_dict())
    again = Audit.from_dict(json.loads(written))
    assert again == audit
    assert json.dumps(again.to_dict()) == written


@settings(max_examples=40)
@given(articles())
def test_a_list_of_attributions_comes_back_from_its_json_the_same(article: Article) -> None:
    listed = ListedArticle.of(article)
    assert ListedArticle.from_dict(json.loads(json.dumps(listed.to_dict()))) == listed
    whole = AttributionList("1", {"parser": "x"}, {}, (listed,), (Failure("here", "broken"),))
    assert AttributionList.from_dict(json.loads(json.dumps(whole.to_dict()))) == whole
    assert [row.cue for row in listed.attributions] == [found.cue.spans for found in article.attributions]


@settings(max_examples=40)
@given(articles())
def test_an_article_with_all_its_trees_comes_back_too(article: Article) -> None:
    assert from_plain(Article, json.loads(json.dumps(to_plain(article)))) == article


def test_the_json_has_the_keys_it_is_documented_with() -> None:
    data = harbour().to_dict()
    assert list(data) == [
        *("schema", "version", "models", "lexicons", "origin", "articles", "claims", "sources", "findings"),
        *("failures", "warnings", "origins", "chains", "clusters", "credits", "runs", "shares", "broke"),
    ]
    assert data["schema"] == SCHEMA == 1
    assert list(data["articles"][0]) == [
        *("id", "title", "outlet", "published", "url", "byline", "path", "characters", "score", "ledger", "segments"),
        *("dossiers", "identified", "not_assessed", "lines", "no_news", "parts", "standing", "principles", "genre"),
    ]
    assert data["articles"][0]["segments"] == [{"span": [0, 1000], "status": "prose", "reason": "paragraph"}]
    assert data["claims"][0] == {
        "id": "courier:1",
        "article": "courier",
        "spans": [[0, 36]],
        "text": "the north pier will close for a year",
        "kind": "anonymous",
        "source": {
            **{"text": "two harbour engineers", "spans": [[30, 51]], "resolved": None, "number": 2},
            "phrase": None,
            "referent": None,
            "listed": [],
        },
        "cue": "told",
        "cue_class": "speech",
        "construction": "clause",
        "via": ["Norvik Post"],
        "via_spans": [[57, 68]],
        "sentence": 0,
        "paragraph": 0,
        "confidence": 0.912,
        "trace": "credited",
        "evidence": {
            "rule": "credit-chain",
            "reason": "Its sentence credits Norvik Post.",
            "confidence": 0.97,
            "spans": [[57, 68]],
            "claim": None,
            "similarity": None,
            "origin": None,
        },
        "occasion": None,
    }
    assert data["claims"][1]["source"] is None
    assert data["claims"][3]["evidence"]["similarity"] == 0.812


def test_numbers_are_rounded_when_the_record_is_made() -> None:
    audit = harbour()
    assert audit.articles[0].score == 90.5
    exact = attrs.evolve(audit.articles[0], ledger=(Deduction("B1", 1 / 3, "x"),))
    assert attrs.evolve(audit, articles=(exact,)).articles[0].ledger[0].points == 0.333


def test_the_line_of_an_article_has_the_keys_that_scorers_read() -> None:
    found: dict[str, Any] = ListedArticle("a", ()).to_dict()
    assert found == {"schema": 1, "id": "a", "attributions": []}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": 2}, "schema: this version reads schema 1, the data has schema 2"),
        ({"schema": None}, "the data has schema None"),
        ({"colour": 1}, "colour: unknown key; known are version"),
        ({"claims": [{}]}, r"claims\[0\].id: missing key"),
        ({"claims": {}}, "claims: must be a list"),
        ({"origin": 3}, "origin: must be a string"),
        ({"models": {"pos.pt": 3}}, r"models\['pos.pt'\]: must be a string"),
        (
            {"findings": [{**harbour().to_dict()["findings"][0], "spans": [[4, 2]]}]},
            r"findings\[0\].spans\[0\]: .*before",
        ),
        ({"findings": [{**harbour().to_dict()["findings"][0], "spans": [[4, True]]}]}, r"spans\[0\]: must be \[start"),
        ({"findings": [{**harbour().to_dict()["findings"][0], "severity": "mild"}]}, r"findings\[0\]: 'severity'"),
        (
            {"articles": [{**harbour().to_dict()["articles"][0], "score": True}]},
            r"articles\[0\].score: must be a number",
        ),
        (
            {"articles": [{**harbour().to_dict()["articles"][0], "characters": 1.5}]},
            "characters: must be a whole number",
        ),
    ],
)
def test_other_data_is_refused_by_the_path_of_its_key(change: Mapping[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Audit.from_dict({**harbour().to_dict(), **change})


def test_data_without_a_schema_or_that_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match="no schema"):
        Audit.from_dict({})
    with pytest.raises(ValueError, match="must be an object"):
        Audit.from_dict([])  # type: ignore[arg-type]


@frozen
class Grown:
    """A record that got a key later."""

    name: str
    colour: str = field(default="grey", metadata={"added": "0.2"})


def test_a_key_that_was_added_later_may_be_missing() -> None:
    assert from_plain(Grown, {"name": "x"}) == Grown("x")
    with pytest.raises(PlainError, match="name: missing key"):
        from_plain(Grown, {"colour": "red"})


def test_what_is_no_plain_data_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no plain form"):
        to_plain({1, 2})


@given(st.integers(0, 9), st.integers(0, 9))
def test_a_span_is_two_numbers(start: int, length: int) -> None:
    span = Span(start, start + length)
    assert to_plain(span) == [start, start + length]
    assert from_plain(Span, to_plain(span)) == span


def test_a_claim_reads_back_alone() -> None:
    made = claim("a:1", "x", "named", confidence=1.0)
    assert from_plain(Claim, to_plain(made) | {"confidence": 1}) == made
