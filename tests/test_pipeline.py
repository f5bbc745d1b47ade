"""The road as a whole, with steps and a parser of the tests' own: what it keeps, what it survives, what it says."""

from __future__ import annotations

import json
import random
import warnings
from collections.abc import Sequence
from typing import Any

import attrs
import pytest
from audits import claim
from fakes import LEARNED, Recorder, take_fake_steps
from hypothesis import given
from hypothesis import strategies as st

import audit
from audit import pipeline
from audit.lexicon import Lexicon, LexiconError, load_lexicon
from audit.model import Article, Failure, Rating, Sentence, Source, Span
from audit.parse.batches import BATCH_ARTICLES, BATCH_WORDS
from audit.pipeline import (
    AuditWarning,
    OriginError,
    audit_articles,
    list_attributions,
)
from audit.read import Reading
from audit.record.summary import summarize

LEXICON = load_lexicon()


@pytest.fixture(autouse=True)
def fake_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    take_fake_steps(monkeypatch)


def article(id: str, text: str = "Ida Lund: the pier will close.", **more: Any) -> Article:
    return Article(id, text, **more)


def run(articles: Any, **more: Any) -> Any:
    return audit_articles(articles, **{"parser": Recorder(), "lexicon": LEXICON} | more)


# ------------------------------------------------------------------------------------------------ what it keeps


def test_an_audit_keeps_what_the_steps_found_and_what_made_it() -> None:
    result = run([article("b", title="B", outlet="Post"), article("a")])
    assert [a.id for a in result.articles] == ["a", "b"]
    assert [c.id for c in result.claims] == ["a:1", "b:1"]
    assert result.articles[1].outlet == "Post"
    assert result.articles[0].score == 90.0
    assert result.articles[0].ledger[0].points == 9.96
    assert result.articles[0].characters == len("Ida Lund: the pier will close.")
    assert [f.criterion for f in result.findings] == ["B1", "B1"]
    assert set(result.models) == {
        "parser",
        "none.pt",
        *(f"{name}.safetensors" for name in LEARNED),
    }
    assert result.models["parser"] == "recorder"
    assert result.lexicons == dict(LEXICON.checksums)
    assert result.version == audit.__version__
    assert result.sources[0].name == "Ida Lund"
    assert result.sources[0].articles == ("a", "b")
    assert not result.failures


def test_articles_without_segments_are_divided_first() -> None:
    assert [s.status for s in run([article("a")]).articles[0].segments] == ["prose"]


@given(st.randoms())
def test_the_order_of_articles_changes_nothing(order: random.Random) -> None:
    articles = [article(f"{n}", f"Ida Lund: it is {n}.\n") for n in range(6)]
    shuffled = articles[:]
    order.shuffle(shuffled)
    with pytest.MonkeyPatch.context() as patch:
        take_fake_steps(patch)
        first, second = (run(given, origin="Ida Lund").to_dict() for given in (articles, shuffled))
    assert json.dumps(first) == json.dumps(second)


def test_without_an_origin_traces_are_null_and_with_one_every_claim_has_one() -> None:
    assert {c.trace for c in run([article("a")]).claims} == {None}
    result = run([article("a", "NBC News: it is so.\nIda Lund: it is not.\n")], origin="NBC News")
    assert [c.trace for c in result.claims] == ["credited", "independent"]
    assert all(c.evidence for c in result.claims)


def test_a_reading_brings_its_failures_along() -> None:
    failure = Failure("empty.txt", "empty")
    assert run(Reading([article("a")], [failure])).failures == (failure,)


def test_a_user_may_bring_a_scorer_and_a_tracer() -> None:
    def tracer(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
        assert encode is not None
        return [attrs.evolve(a, claims=tuple(attrs.evolve(c, trace="carried") for c in a.claims)) for a in articles]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = run([article("a")], origin="Nobody", tracer=tracer, scorer=lambda article, lexicon: Rating(7.0))
    assert result.claims[0].trace == "carried"
    assert result.articles[0].score == 7.0


def test_progress_goes_from_none_to_all() -> None:
    seen: list[tuple[int, int]] = []
    run([article(f"{n:02}") for n in range(BATCH_ARTICLES + 1)], progress=lambda *step: seen.append(step))
    assert seen == [(0, BATCH_ARTICLES + 1), (BATCH_ARTICLES, BATCH_ARTICLES + 1), (BATCH_ARTICLES + 1,) * 2]


def test_batches_hold_so_many_words_and_a_long_article_is_one_of_its_own() -> None:
    parser = Recorder()
    half = "word " * (BATCH_WORDS // 2)
    run([article("a", half), article("b", half), article("c", half * 5), article("d", "x")], parser=parser)
    assert parser.batches == [["a", "b"], ["c"], ["d"]]


def test_vectors_of_words_are_not_kept_after_the_steps_that_use_them() -> None:
    seen: list[Any] = []

    def tracer(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
        seen.extend(sentence.vectors for a in articles for sentence in a.sentences)
        return list(articles)

    given = article("a", sentences=(Sentence(Span(0, 4), (), vectors=[[1.0]]),))
    run([given], origin="Ida Lund", tracer=tracer)
    assert seen == [None]


def test_no_articles_give_an_empty_audit() -> None:
    result = run([])
    assert (result.articles, result.claims, result.warnings) == ((), (), ())
    assert result.table("articles")


# ------------------------------------------------------------------------------------------------ what it survives


@pytest.mark.parametrize("step", ["parse", "find", "resolve", "claims", "score"])
def test_an_article_that_fails_is_left_out_and_named_and_the_others_are_unharmed(step: str) -> None:
    bad = article("bad", f"Ida Lund: {step} fails.", path="news/bad.txt")
    result = run([article("a"), bad, article("c")])
    assert [a.id for a in result.articles] == ["a", "c"]
    assert [c.id for c in result.claims] == ["a:1", "c:1"]
    assert [f.where for f in result.failures] == ["news/bad.txt"]
    assert f'article "bad" failed in {step}' in result.failures[0].message
    assert "\n" not in result.failures[0].message


def test_only_the_culprit_of_a_batch_is_parsed_alone_and_lost() -> None:
    parser = Recorder()
    run([article("a"), article("b", "parse fails"), article("c")], parser=parser)
    assert parser.batches == [["a", "b", "c"], ["a"], ["b"], ["c"]]


def test_a_parser_that_loses_articles_is_a_failure_and_not_a_silent_gap() -> None:
    class Loser(Recorder):
        def parse(self, articles: Sequence[Article]) -> list[Article]:
            return list(articles)[:0]

    result = run([article("a")], parser=Loser())
    assert not result.articles
    assert "failed in parse" in result.failures[0].message


def test_an_article_that_cannot_be_traced_is_left_out() -> None:
    def tracer(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
        if any(a.id == "b" for a in articles):
            raise ZeroDivisionError
        return [attrs.evolve(a, claims=tuple(attrs.evolve(c, trace="untraced") for c in a.claims)) for a in articles]

    with pytest.warns(AuditWarning):
        result = run([article("a"), article("b"), article("c")], origin="Norvik Post", tracer=tracer)
    assert [c.trace for c in result.claims] == ["untraced", "untraced"]
    assert "failed in trace and was left out: ZeroDivisionError" in result.failures[0].message


def test_articles_that_cannot_be_traced_together_stay_untraced_and_the_audit_says_so() -> None:
    def tracer(articles: Sequence[Article], origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
        if len(articles) > 1:
            raise MemoryError
        return list(articles)

    with pytest.warns(AuditWarning):
        result = run([article("a"), article("b")], origin="Norvik Post", tracer=tracer)
    assert len(result.articles) == 2
    assert result.failures == (Failure("trace", "no claim was traced: MemoryError"),)


def test_a_broken_lexicon_is_not_the_fault_of_an_article() -> None:
    def scorer(article: Article, lexicon: Lexicon) -> Rating:
        raise LexiconError("criteria.toml: broken")

    with pytest.raises(LexiconError):
        run([article("a")], scorer=scorer)


def test_two_articles_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match='the id "a" is that of two articles'):
        run([article("a"), article("a", "other")])


@pytest.mark.parametrize("given", [["seeds/"], "seeds/", [None]])
def test_anything_but_articles_is_refused_with_what_makes_them(given: Any) -> None:
    with pytest.raises(TypeError, match="read_articles"):
        run(given)


@pytest.mark.parametrize("origin", ["", " ", "’s"])
def test_an_origin_that_names_nothing_is_refused_before_anything_is_parsed(origin: str) -> None:
    parser = Recorder()
    with pytest.raises(OriginError, match="name of an outlet"):
        run([article("a")], origin=origin, parser=parser)
    assert not parser.batches


def test_a_parser_and_a_model_are_one_too_many() -> None:
    with pytest.raises(ValueError, match="not both"):
        run([article("a")], model="stanza:default")


# ------------------------------------------------------------------------------------------------ what it says


def test_an_origin_that_no_article_names_earns_a_warning() -> None:
    with pytest.warns(AuditWarning, match='no article names "Norvik Post"'):
        result = run([article("a")], origin="Norvik Post")
    assert len(result.warnings) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert run([article("a", "As the Norvik Post wrote.")], origin="Norvik Post").warnings == ()
        assert run([article("a", outlet="Norvik Post")], origin="Norvik Post").warnings == ()


def test_the_default_parser_is_loaded_once_for_each_model(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Any] = []
    monkeypatch.setattr(pipeline, "load_parser", lambda model: loaded.append(model) or Recorder())
    pipeline.default_parser.cache_clear()
    for model in (None, None, "folder", "folder"):
        audit_articles([article("a")], model=model)
    pipeline.default_parser.cache_clear()
    assert loaded == [None, "folder"]


def test_attributions_are_listed_without_claims_being_made() -> None:
    listed = list_attributions([article("b"), article("a", "find fails")], parser=Recorder(), lexicon=LEXICON)
    assert [a.id for a in listed.articles] == ["b"]
    assert listed.articles[0].to_dict() == {
        "schema": 1,
        "id": "b",
        "attributions": [
            {
                "source": [[0, 8]],
                "cue": [[8, 9]],
                "content": [[10, 30]],
                "kind": "named",
                "resolved": None,
                "cue_class": "speech",
                "construction": "colon",
                "confidence": 0.333,
            }
        ],
    }
    assert "failed in find" in listed.failures[0].message


# ------------------------------------------------------------------------------------------------ sources


def source(text: str, resolved: str | None = None) -> Source:
    return Source(text, (Span(0, 1),), resolved)


def test_sources_are_grouped_by_who_they_are() -> None:
    claims = [
        claim("a:1", "x", "named", source=source("Lund", "Ida Lund")),
        claim("b:1", "x", "named", source=source("the mayor", "Ida Lund")),
        claim("b:2", "x", "anonymous", source=source("The officials")),
        claim("a:2", "x", "anonymous", source=source("officials")),
        claim("a:3", "x", "anonymous", source=source("some  officials")),
        claim("a:4", "x", "sources said", cue="reportedly"),
        claim("a:5", "x", "named", source=source("Lund", "Ida Lund"), cue="wants", cue_class="attitude"),
        claim("a:6", "x", "none"),
        claim("a:7", "x", "named", source=source("the White House")),
    ]
    assert [(s.name, s.kind, s.claims, s.articles) for s in summarize(claims, load_lexicon())] == [
        ("officials", "anonymous", 3, ("a", "b")),
        ("Ida Lund", "named", 2, ("a", "b")),
        ("(not said who)", "sources said", 1, ("a",)),
        ("the White House", "named", 1, ("a",)),
    ]
