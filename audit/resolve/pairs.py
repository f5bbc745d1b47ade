"""One candidate and those that it may stand for go in, an array of what holds between each two comes out.

How far apart they are, whether number, gender and form agree, whose clause stands within whose, which of them stands
in which quotation, how many others lie between.

Source: binding (Reinhart 1983); centering (Grosz, Joshi and Weinstein 1995); mention ranking (Durrett and Klein 2013).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from audit.model import Sentence, Token
from audit.resolve.candidates import Candidate, Table, third_person
from audit.resolve.pronoun import weights

NAMES_BACK: Final = 8  # sentences back that a name may lie; further than this the writer names the speaker again
OTHERS_BACK: Final = 4  # the same of nouns and pronouns


def before(table: Table, place: int) -> list[int]:
    """The rows that the candidate at this place may stand for: names of the last sentences, nouns and pronouns of
    fewer, and names later in its own sentence ("When he came, Lee said …"). None within its own phrase, and nobody of
    another gender."""
    row = table.rows[place]
    found = []
    within = set(table.context.article.sentences[row.sentence].subtree(row.token.index))
    for other in range(place - 1, -1, -1):
        one = table.rows[other]
        distance = row.sentence - one.sentence
        if distance > NAMES_BACK:
            break
        if distance > OTHERS_BACK and one.entity < 0:
            continue
        if not (distance == 0 and one.token.index in within) and agree(row, one):
            found.append(other)
    found.reverse()
    for other in range(place + 1, len(table.rows)):
        one = table.rows[other]
        if one.sentence != row.sentence:
            break
        if one.entity >= 0 and one.token.index not in within and agree(row, one):
            found.append(other)
    return found


def agree(row: Candidate, one: Candidate) -> bool:
    """Whether neither gender keeps them apart, nor that two pronouns point in other ways."""
    apart = row.gender is not None and one.gender is not None and row.gender != one.gender
    pronouns = third_person(row.points) and third_person(one.points)
    return not apart and not (pronouns and row.points != one.points)


def pair_numbers(table: Table, place: int, others: Sequence[int]) -> Any:
    """What holds between the candidate at this place and each of the others: an array [other, column] of floats."""
    import numpy as np

    row = table.rows[place]
    sentence = table.context.article.sentences[row.sentence]
    above = _above(sentence, row.token)
    governed = set(sentence.subtree(row.token.head)) if row.token.head >= 0 else set()
    rows = []
    ranks = _ranks(table, row, place, others)
    seen = _weights(table, row)
    most = max((table.counts[table.rows[o].entity] for o in others if table.rows[o].entity >= 0), default=0)
    for other, rank in zip(others, ranks, strict=True):
        one = table.rows[other]
        rows.append(
            _pair(table, row, one, sentence, above, governed)
            + rank
            + _about(table, row, one, most)
            + _by_rule(seen, one)
        )
    return np.array(rows, dtype=np.float32).reshape(len(rows), -1)


def _pair(
    table: Table, row: Candidate, one: Candidate, sentence: Sentence, above: Sequence[int], governed: set[int]
) -> list[float]:
    distance = row.sentence - one.sentence
    words = abs(row.words - one.words)
    after = one.words > row.words
    known = row.gender is not None and one.gender is not None
    numbered = row.plural is not None and one.plural is not None
    quoted, theirs = row.quotation, one.quotation
    values: list[float] = [
        *(distance == d for d in range(5)),
        distance > 4,
        after,
        float(_LOG[min(words, 999)]),
        known and row.gender == one.gender,
        known and row.gender != one.gender,
        numbered and row.plural == one.plural,
        numbered and row.plural != one.plural,
        row.points == one.points,
        row.token.deprel == one.token.deprel,
        row.subject and one.subject,
        quoted >= 0 and quoted == theirs,
        quoted < 0 <= theirs,
        theirs < 0 <= quoted,
        quoted >= 0 and theirs >= 0 and quoted != theirs,
    ]
    if distance == 0:
        values += _in_tree(sentence, row.token, one.token, above, governed)
    else:
        values += [0.0] * 9
    return [float(value) for value in values]


def _in_tree(sentence: Sentence, token: Token, other: Token, above: Sequence[int], governed: set[int]) -> list[float]:
    """How two words of a sentence stand to each other in its tree."""
    over = other.head
    subject = other.deprel.startswith("nsubj")
    path = above.index(over) if over in above else -1
    theirs = _above(sentence, other)
    meet = next((n for n, index in enumerate(above) if index in theirs), len(above))
    down = theirs.index(above[meet]) if meet < len(above) and above[meet] in theirs else len(theirs)
    return [
        float(over == token.head),
        float(subject and path == 0),
        float(subject and path == 1),
        float(subject and path > 1),
        float(not subject and path >= 0),
        float(other.index in above),
        float(other.index in governed),
        min(meet, 6) / 6,
        min(down, 6) / 6,
    ]


def _above(sentence: Sentence, token: Token) -> list[int]:
    """The places on the way from a word to the root, its own left out."""
    found: list[int] = []
    here = token.head
    while here >= 0 and here not in found:
        found.append(here)
        here = sentence.tokens[here].head
    return found


def _ranks(table: Table, row: Candidate, place: int, others: Sequence[int]) -> list[list[float]]:
    """How many others that agree lie between, of all, of names (each once) and of subjects."""
    found: dict[int, list[float]] = {}
    every, subjects = 0, 0
    names: list[int] = []
    alike, sentences = 0, set[int]()
    for other in sorted(others, reverse=True):
        one = table.rows[other]
        clash = row.gender is not None and one.gender is not None and row.gender != one.gender
        clash = clash or (row.plural is not None and one.plural is not None and row.plural != one.plural)
        rank = len(names) if one.entity not in names else names.index(one.entity)
        values = [min(every, 20) / 20, *(one.entity >= 0 and rank == n for n in range(3))]
        values += [one.subject and subjects == n for n in range(3)]
        values += [clash, one.entity in names, alike == 0, alike == 1, min(alike, 8) / 8]
        values += [one.entity >= 0 and one.sentence not in sentences]  # the last name of its sentence
        found[other] = [float(value) for value in values]
        if not clash and other < place:
            every += 1
            subjects += one.subject
            alike += one.points == row.points and one.points is not None
            if one.entity >= 0:
                sentences.add(one.sentence)
                if one.entity not in names:
                    names.append(one.entity)
    return [found[other] for other in others]


def _weights(table: Table, row: Candidate) -> dict[int, float]:
    """What the rules go by, for a pronoun."""
    if not third_person(row.points):
        return {}
    reference = table.context.reference(row.sentence, row.token, frozenset())
    return weights(table.context, reference, row.points or "")


def _by_rule(seen: Mapping[int, float], one: Candidate) -> list[float]:
    """How the rules weigh it: not at all, how much, how far below what they take."""
    weight = None if one.joined else seen.get(one.start)
    if weight is None:
        return [0.0] * 4
    best = max(seen.values())
    return [1.0, max(-2.0, weight / 4), float(weight == best), min(best - weight, 8.0) / 4]


def _about(table: Table, row: Candidate, one: Candidate, most: int) -> list[float]:
    """What the words share, and how the name stands among the names."""
    lemma, other = row.token.lemma.lower(), one.token.lemma.lower()
    entity = table.context.mentions.entities[one.entity] if one.entity >= 0 else None
    values = [
        lemma == other,
        row.token.text.lower() == one.token.text.lower(),
        entity is not None and lemma in entity.roles,
        entity is not None and lemma in entity.name.casefold().split(),
        entity is not None and bool(most) and table.counts[one.entity] == most,
        entity is not None and bool(most) and table.counts[one.entity] * 2 > most,
    ]
    return [float(value) for value in values]


def _logs() -> list[float]:
    from math import log1p

    return [log1p(words) / 7 for words in range(1000)]


_LOG: Final = _logs()
