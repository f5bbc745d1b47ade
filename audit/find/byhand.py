"""An article after find goes in with attributions marked by hand; it comes out with those in the place of its own.

Source: ours: what somebody marked is what counts; of an attribution that find drew with the same cue, or, without one,
the same content, the name of the rule stays.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

from attrs import evolve

from audit.find.gather import with_status
from audit.find.relay import with_relays
from audit.model import Article, Attribution, Cue, Source, Spans


class Marked(Protocol):
    """An attribution as somebody marked it: spans of source, cue and content, and the class of the cue."""

    @property
    def source(self) -> Spans: ...
    @property
    def cue(self) -> Spans: ...
    @property
    def content(self) -> Spans: ...
    @property
    def cue_class(self) -> str: ...


def by_hand(article: Article, marked: Sequence[Marked]) -> Article:
    """The article with the attributions that were marked; outlets that it credits stay those that find told."""
    rules = {one.cue.spans or one.content: one.construction for one in article.attributions}
    made = [_made(article, one, rules.get(one.cue or one.content, "by hand")) for one in marked]
    made.sort(key=lambda one: (one.cue.spans or one.content)[0])
    relayed = with_relays(made, article.credits or ())
    kept = (evolve(one, relays=other.relays) for one, other in zip(made, relayed, strict=True))
    return evolve(article, attributions=tuple(kept))


def _made(article: Article, one: Marked, construction: str) -> Attribution:
    text, anchor = article.text, (one.cue or one.content)[0].start
    number = max(0, bisect_right([sentence.span.start for sentence in article.sentences], anchor) - 1)
    cue = Cue(_words(text, one.cue), one.cue, _head(article, number, one.cue), one.cue_class)
    source = Source(_words(text, one.source), one.source) if one.source else None
    made = Attribution(cue, one.content, construction, source, sentence=number)
    return with_status(article, made) if article.sentences else made


def _head(article: Article, number: int, cue: Spans) -> str:
    """The lemma of the cue's highest word: the first whose governor stands outside the cue."""
    sentence = article.sentences[number] if article.sentences else None
    tokens = sentence.touching(cue) if sentence else ()
    inner = {token.index for token in tokens}
    return next((token.lemma for token in tokens if token.head not in inner), _words(article.text, cue))


def _words(text: str, spans: Spans) -> str:
    return " … ".join(span.of(text) for span in spans)
