"""What a notebook gets: frames with the cells of the tables, and HTML in which nothing of an article is markup."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any, get_args

import attrs
import pytest
from audits import audits, harbour
from hypothesis import given, settings
from hypothesis import strategies as st

import audit
from audit import Article, Audit, AuditedArticle, Claim, Span
from audit.model.markup import marked, safe
from audit.report import NAMES, make_table
from audit.report.draw import objects

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}\u202egnp.exe</td>'


class Seen(HTMLParser):
    """The elements, attributes and texts of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


OURS = set("div h2 h4 p table thead tbody tr th td mark".split())


def hostile() -> Audit:
    """The harbour's audit with hostile words wherever words stand."""
    data = json.dumps(harbour().to_dict())
    for words in ("the north pier will close for a year", "The Courier", "two harbour engineers", "something to know"):
        data = data.replace(json.dumps(words)[1:-1], json.dumps(HOSTILE)[1:-1])
    return Audit.from_dict(json.loads(data))


def test_hostile_words_stay_words_in_everything_that_a_notebook_shows() -> None:
    made = hostile()
    text = f"{HOSTILE} and {HOSTILE}"
    article = Article("x", text, title=HOSTILE, claims=(Claim("x:1", "x", (Span(3, 20),), text[3:20], "none"),))
    shown = [thing._repr_html_() for thing in (made, *made.articles, *made.claims, article)]
    shown += [made.table(name)._repr_html_() for name in NAMES]  # type: ignore[attr-defined]
    for one in shown:
        seen = Seen(one)
        assert seen.elements <= OURS
        assert not any(name.startswith("on") or name in ("src", "href") for name in seen.attributes)
        assert "\u202e" not in one
    assert "<script>alert(1)</script>" in "".join(Seen(shown[0]).texts)


@given(st.text())
def test_a_safe_text_is_one_text_and_nothing_else(text: str) -> None:
    assert not Seen(f"<td>{safe(text)}</td>").elements - {"td"}
    assert not Seen(f'<td title="{safe(text)}">x</td>').attributes - {"title"}


@given(st.text(st.characters(categories=("L", "P", "S")), max_size=40), st.lists(st.tuples(*[st.integers(0, 40)] * 2)))
def test_marking_places_changes_no_word(text: str, places: list[tuple[int, int]]) -> None:
    found = [(min(place), min(len(text), max(place)), "x") for place in places]
    assert "".join(Seen(marked(text, found)).texts) == text


def test_an_audited_article_has_its_claims_and_knows_their_lines() -> None:
    made = harbour()
    assert [c.id for a in made.articles for c in a.claims] == [c.id for c in made.claims]
    again = Audit.from_dict(made.to_dict())
    assert [a.claims for a in again.articles] == [a.claims for a in made.articles]
    assert "claims" not in made.to_dict()["articles"][0]
    assert pickle.loads(pickle.dumps(made)).articles[0].claims == made.articles[0].claims
    article = AuditedArticle("x", *[None] * 6, 9, None, (), (), lines=(0, 4))
    assert [article.line((Span(place, place + 1),)) for place in (0, 3, 4, 8)] == [1, 1, 2, 2]
    assert article.line(()) is None


@settings(max_examples=15)
@given(audits())
def test_frames_hold_what_the_tables_hold(made: Audit) -> None:
    import pandas

    for name in NAMES:
        rows = objects(make_table(made, name, "json"))
        told = json.loads(json.dumps(rows).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        assert made.to_polars(name).to_dicts() == made.to_arrow(name).to_pylist()
        frame = made.to_pandas(name)
        assert len(frame) == len(rows)
        for got, row in zip(frame.to_dict("records"), told, strict=True):
            plain = {k: list(v) if isinstance(v, tuple) else None if pandas.isna(v) else v for k, v in got.items()}
            assert {k: v or None for k, v in plain.items()} == {k: v or None for k, v in row.items()}


def test_columns_have_the_same_types_whatever_they_hold() -> None:
    full, empty = harbour(), Audit("1", {}, {}, "Norvik Post", (), (), (), ())
    for name in ("claims", "sources", "findings"):
        for to in ("to_polars", "to_arrow"):
            kinds = [str(getattr(made, to)(name).schema) for made in (full, empty)]
            assert kinds[0].count("ist") == kinds[1].count("ist")
    assert full.to_pandas("claims").groupby("via").size().to_dict() == {(): 4, ("Norvik Post",): 1}


@pytest.mark.parametrize(
    ("module", "extra", "to"),
    [("pandas", "pandas", "to_pandas"), ("polars", "polars", "to_polars"), ("pyarrow", "arrow", "to_arrow")],
)
def test_without_its_extra_a_frame_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, module: str, extra: str, to: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=rf"this needs {module}: pip install 'news-sourcing-audit\[{extra}\]'"):
        getattr(harbour(), to)("claims")


def test_a_table_is_a_string_that_a_notebook_shows_as_html() -> None:
    made = harbour().table("articles")
    assert isinstance(made, str)
    assert made == str(made)
    assert copy.deepcopy(made) == pickle.loads(pickle.dumps(made)) == made
    assert "<table>" in made._repr_html_()  # type: ignore[attr-defined]
    assert not hasattr(harbour().table("articles", "csv"), "_repr_html_")


def test_a_date_may_be_given_as_one() -> None:
    assert Article("x", "y", published=date(2031, 5, 2)).published == "2031-05-02"  # type: ignore[arg-type]
    assert Article("x", "y", published=datetime(2031, 5, 2, 7)).published == "2031-05-02T07:00:00"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"id": 3}, "id must be text \\(str\\), not int: 3"),
        ({"text": None}, "text must be text \\(str\\), not NoneType"),
        ({"title": ["x"]}, "title must be text \\(str\\) or None, not list"),
        ({"published": 2031}, "published must be text"),
    ],
)
def test_what_is_no_text_is_refused_where_text_is_taken(given: dict[str, object], words: str) -> None:
    with pytest.raises(TypeError, match=f"Article: {words}"):
        Article(**{"id": "x", "text": "y", **given})  # type: ignore[arg-type]


def test_every_public_name_can_be_had() -> None:
    assert all(getattr(audit, name) is not None for name in audit.__all__)
    assert set(audit.__all__) <= set(dir(audit))


def records(kind: Any, seen: set[type]) -> set[type]:
    """The records that a type holds, itself among them."""
    for inner in get_args(kind):
        records(inner, seen)
    if isinstance(kind, type) and attrs.has(kind) and kind not in seen:
        seen.add(kind)
        attrs.resolve_types(kind)
        for field in attrs.fields(kind):
            records(field.type, seen)
    return seen


@pytest.mark.parametrize("kind", [audit.Audit, audit.Article, audit.AttributionList, audit.Reading, audit.Rating])
def test_every_record_that_a_user_meets_can_be_had(kind: type) -> None:
    assert not {one.__name__ for one in records(kind, set())} - set(audit.__all__)
