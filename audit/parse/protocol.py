"""What a parser is: articles go in, the same articles with dependency trees come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import attrs
from attrs import frozen

from audit.model import Article, Sentence


class ModelError(ValueError):
    """A model is missing, damaged or cannot be had; the message says which and what to do."""


@frozen
class Mark:
    """A stretch of a text, ``start`` and ``end`` in characters of it, with what it is to the other text of a pair
    (``mark``) and what in its clause (``role``): the numbers of ``audit.trace.echo.marks``, 0 for nothing."""

    start: int
    end: int
    mark: int
    role: int


@frozen
class Side:
    """One text of a pair, with the marks of its words."""

    text: str
    marks: tuple[Mark, ...] = ()


@frozen
class Paired:
    """Two texts to be read together; ``numbers`` are what else is known of the pair (the ``Features`` of
    ``audit.trace.echo.features``, in their order), each from 0 to 1 or nearly so."""

    one: Side
    two: Side
    numbers: tuple[float, ...]


@frozen
class Read:
    """How likely two texts say the ``same``, ``otherwise`` (another thing) or contradict each other (``against``): 0 to
    1, together 1; and how ``alike`` they are on the whole, 0 to 1."""

    same: float
    otherwise: float
    against: float
    alike: float


class Reader(Protocol):
    """What reads two texts at once: a parser's ``together``, where it has one."""

    def __call__(self, pairs: Sequence[Paired]) -> Sequence[Read]:
        """What is made of each pair, in order."""

    def vectors(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """A unit vector per text, all of one length, by which texts that may say the same are found."""


@runtime_checkable
class Parser(Protocol):
    """What ``audit_articles(parser=…)`` takes.

    One that has an attribute ``beside``, which is true, is asked to parse in another thread than the one that gave it,
    never twice at a time, while that goes on with the articles before: the whole audit then takes a fifth less.
    """

    @property
    def name(self) -> str:
        """What the audit calls it ("embedded", "stanza:default_accurate")."""

    @property
    def models(self) -> Mapping[str, str]:
        """Model file -> SHA-256, as far as they are known."""

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        """The articles, in order, each with ``sentences``; a sentence that fails becomes a segment of status
        "failed"."""

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """A unit vector per text, all of one length, with a high cosine for texts that say the like; an empty list
        where the parser has none."""


def as_parser(given: object) -> Parser:
    """The given value, which is a Parser. Raises TypeError, naming what it lacks, where it is none."""
    lacking = [name for name in ("name", "models", "parse", "encode") if not hasattr(given, name)]
    if isinstance(given, type) or lacking:
        what = f"the class {given.__name__}; call it" if isinstance(given, type) else f"a {type(given).__name__}"
        has_not = f", which has no {' and no '.join(lacking)}" if lacking else ""
        raise TypeError(f"parser must have name, models, parse and encode (audit.parse.Parser), not {what}{has_not}")
    return given  # type: ignore[return-value]


class StoredParser:
    """A Parser that looks trees up instead of making them: article id -> its sentences."""

    name = "stored"

    def __init__(self, sentences: Mapping[str, Sequence[Sentence]]) -> None:
        self._sentences = sentences
        self.models: Mapping[str, str] = {}

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with their stored sentences. Raises KeyError for an article without any."""
        return [attrs.evolve(article, sentences=tuple(self._sentences[article.id])) for article in articles]

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """None are stored: tracing falls back on shared words."""
        return []


def without_vectors(article: Article) -> Article:
    """The article without its words' vectors, which only find reads; those of many articles fill the memory (0.8 kB a
    word)."""
    if all(sentence.vectors is None for sentence in article.sentences):
        return article
    return attrs.evolve(article, sentences=tuple(attrs.evolve(s, vectors=None) for s in article.sentences))
