"""Texts with gold go in, what the resolver learns from comes out: each word that points, what it may stand for as
numbers, and which of these is right."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from attrs import frozen

from audit.find import find
from audit.find.refine import Refiner
from audit.lexicon import Lexicon
from audit.model import Article
from audit.resolve.candidates import Table, third_person
from audit.resolve.pairs import before, pair_numbers
from audit.resolve.salience import Salience
from audit.resolve.sources import walked
from audit.resolve.types import Types
from benchmarks.coreference import Document, rows_in_gold
from benchmarks.gap import Question, rows_of
from training.told import Told

PARTS: Final = 3
# What these count against a pronoun of GUM: a definite noun, a pronoun of a novel
_DEFINITE, _NOVEL = 0.5, 0.5
_KEPT: Final = 0.4  # of definite nouns that stand for nothing, this share is learned from, each as much more


@frozen(eq=False)
class Case:
    """One word that points: its row, the rows it may stand for, what holds between them, which are right, which may
    be chosen, whether none is right, and how much it counts."""

    row: int
    others: Any
    pairs: Any
    right: Any
    open: Any
    none: bool
    weight: float


@frozen(eq=False)
class Part:
    """A text's rows as numbers and vectors, with its cases."""

    numbers: Any
    vectors: Any
    cases: tuple[Case, ...]


def part_of(name: str) -> int:
    """The part that a document is of in cross-validation."""
    return hashlib.sha256(name.encode()).digest()[1] % PARTS


def is_apart(name: str) -> bool:
    """Whether an article of news is one of the tenth that is for reporting alone."""
    return hashlib.sha256(name.encode()).digest()[2] % 10 == 1


@frozen(eq=False)
class Reader:
    """Reads articles as an audit does, up to what antecedents are chosen among."""

    lexicon: Lexicon
    refiner: Refiner
    types: Types

    def table(self, article: Article) -> Table:
        """The candidates of a parsed article."""
        return Table(walked(find(article, self.lexicon, self.refiner), self.lexicon, self.types)[1])


def of_document(document: Document, table: Table, shuffle: random.Random, novel: bool = False) -> Part:
    """A document of GUM or a novel: every pronoun and definite noun, with all antecedents that gold has. Of a novel,
    whose gold knows some things alone, its pronouns for what gold knows."""
    salience, gold = Salience(table), rows_in_gold(document, table)
    cases = []
    for place, row in enumerate(table.rows):
        others = before(table, place) if row.points is not None else []
        definite = row.points == "definite"
        if not others or (novel and (definite or gold[place] is None)):
            continue
        right = np.array([gold[place] is not None and gold[other] == gold[place] for other in others])
        weight = _NOVEL if novel else _DEFINITE if definite else 1.0
        if definite and not right.any():
            if shuffle.random() >= _KEPT:
                continue
            weight /= _KEPT
        pairs = pair_numbers(table, salience, place, others)
        cases.append(Case(place, np.array(others), pairs, right, right | True, not right.any(), weight))
    return Part(table.numbers, table.vectors, tuple(cases))


def of_gap(question: Question, article: Article, lexicon: Lexicon) -> Part | None:
    """A question of GAP: names and nouns alone may be chosen, since its gold has no pronouns. None without places."""
    table, rows = rows_of(question, article, lexicon)
    place, names = rows[0], [row for row in rows[1:] if row is not None]
    if place is None or table.rows[place].points is None or len(names) < len(rows) - 1:
        return None
    others = np.array(sorted({*before(table, place), *names} - {place}))
    entities = np.array([table.rows[other].entity for other in others])
    either = [(others == n) | ((entities == table.rows[n].entity) & (entities >= 0)) for n in names]
    free = np.array([not third_person(table.rows[other].points) for other in others])
    told = [name for name, yes in zip(either, question.right, strict=True) if yes]
    right = (told[0] if told else ~(either[0] | either[1])) & free
    if told and not right.any():
        return None
    pairs = pair_numbers(table, Salience(table), place, others.tolist())
    return Part(table.numbers, table.vectors, (Case(place, others, pairs, right, free, not told, 1.0),))


def of_news(table: Table, told: Mapping[int, Told]) -> Part:
    """An article of news: the words that point and speak of which labels tell whom they stand for. What else points in
    it may stand for anybody, so it is no answer, neither right nor wrong."""
    salience, cases = Salience(table), []
    for place, known in told.items():
        others = before(table, place)
        if not others:
            continue
        right = np.array([is_right(table, other, known, told) for other in others])
        free = np.array([other in told or table.rows[other].points is None for other in others])
        nobody = not known.entities and not known.nouns
        if not nobody and not right.any():
            continue
        pairs = pair_numbers(table, salience, place, others)
        cases.append(Case(place, np.array(others), pairs, right, free | right, nobody, 1.0))
    return Part(table.numbers, table.vectors, tuple(cases))


def is_right(table: Table, other: int, known: Told, told: Mapping[int, Told]) -> bool:
    """Whether a row is whom the word stands for that is ``known``; ``told`` are all of the article that are."""
    entity = table.entity_of(other)
    also = told.get(other)
    same = also is not None and bool(known.entities or known.nouns) and also.source == known.source
    return (entity >= 0 and entity in known.entities) or other in known.nouns or same
