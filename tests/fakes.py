"""A parser that makes no trees and steps that need none: they test the road and the command in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs
import pytest

from audit import pipeline
from audit.lexicon import Lexicon
from audit.model import Article, Attribution, Claim, Cue, Deduction, Finding, Rating, Source, Span
from audit.score import View

LEARNED = ("attribution", "outlets", "types", "resolver", "speakers", "needs-words", "occasions", "voice")  # read by


class Recorder:
    """A parser that makes no trees, remembers its batches, and fails on articles that say so."""

    name = "recorder"

    def __init__(self) -> None:
        self.models = {"none.pt": "00"}
        self.batches: list[list[str]] = []

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        self.batches.append([article.id for article in articles])
        if any("parse fails" in article.text for article in articles):
            raise RuntimeError("cannot\nparse")
        return list(articles)

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        return []


def tell_by_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor is told what rules tell, as where readers have judged no finding."""
    monkeypatch.setattr("audit.score.worth.learned", lambda: {"bar": 1.0, "criteria": {}})


def fails(step: str) -> Callable[..., Any]:
    """A decorator: the step raises for articles that ask for it."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(article: Article, *rest: Any, **named: Any) -> Any:
            if f"{step} fails" in article.text:
                raise KeyError(step)
            return function(article, *rest, **named)

        return run

    return decorate


@fails("find")
def fake_find(article: Article, lexicon: Lexicon, refiner: object = None) -> Article:
    """One attribution per line "who: what"."""
    found, at = [], 0
    for line in article.text.splitlines(keepends=True):
        who, colon, what = line.strip().partition(": ")
        if colon:
            start = at + len(who) + 2
            source = Source(who, (Span(at, at + len(who)),))
            cue = Cue(":", (Span(start - 2, start - 1),), ":", "speech")
            found.append(
                Attribution(cue, (Span(start, start + len(what)),), "colon", source, "named", confidence=1 / 3)
            )
        at += len(line)
    return attrs.evolve(article, attributions=tuple(found))


@fails("resolve")
def fake_resolve(article: Article, lexicon: Lexicon, **learned: object) -> Article:
    return article


@fails("claims")
def fake_claims(article: Article, lexicon: Lexicon, learned: object = None) -> Article:
    claims = [
        Claim(
            f"{article.id}:{n}", article.id, a.content, a.content[0].of(article.text), a.kind, a.source, ":", "speech"
        )
        for n, a in enumerate(article.attributions, start=1)
    ]
    return attrs.evolve(article, claims=tuple(claims))


def fake_rated(view: View) -> Rating:
    if "score fails" in view.article.text:
        raise KeyError("score")
    return Rating(90.04, (Deduction("B1", 9.96, "too few names"),)) if view.article.claims else Rating(None)


def fake_findings(view: View, rating: Rating) -> tuple[Finding, ...]:
    return tuple(Finding(view.article.id, row.criterion, "note", row.reason) for row in rating.ledger)


def take_fake_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the steps above in the place of ours; read, segment and trace stay."""
    monkeypatch.setattr(pipeline, "Finder", lambda *given: lambda article: fake_find(article, *given))
    monkeypatch.setattr(pipeline, "resolve", fake_resolve)
    monkeypatch.setattr(pipeline, "claimed", fake_claims)
    monkeypatch.setattr(pipeline, "rated", fake_rated)
    monkeypatch.setattr(pipeline, "findings", fake_findings)
