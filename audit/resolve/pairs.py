"""One candidate and those that it may stand for go in, an array of what holds between each two comes out.

How far apart they are, whether number, gender and form agree, whose clause stands within whose, which of them stands
in which quotation, how many others lie between, who of them tells what.

Source: binding (Reinhart 1983); centering (Grosz, Joshi and Weinstein 1995); mention ranking (Durrett and Klein 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from audit.model import Sentence, Token
from audit.resolve.candidates import Candidate, Table, third_person
from audit.resolve.pronoun import weights
from audit.resolve.salience import Salience, any_of

NAMES_BACK: Final = 8  # sentences back that a name may lie; further than this the writer names the speaker again
TAKEN_UP_BACK: Final = 20  # the same for a definite noun, which takes up whom the article is about
OTHERS_BACK: Final = 4  # the same of nouns and pronouns
_IN_TREE: Final = 9  # columns of what holds in the tree


def before(table: Table, place: int) -> list[int]:
    """The rows that the candidate at this place may stand for: names of the last sentences, nouns and pronouns of
    fewer, and names later in its own sentence ("When he came, Lee said …"). None within its own phrase, and nobody of
    another gender."""
    row = table.rows[place]
    found = []
    names_back = TAKEN_UP_BACK if row.points == "definite" else NAMES_BACK
    within = set(table.context.article.sentences[row.sentence].subtree(row.token.index))
    for other in range(place - 1, -1, -1):
        one = table.rows[other]
        distance = row.sentence - one.sentence
        if distance > names_back:
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
    """Whether neither gender keeps them apart, nor that two pronouns point in other ways, nor that one is spoken to
    where the other is spoken of."""
    if one.token.deprel == "vocative" and third_person(row.points) and one.quotation == row.quotation:
        return False
    apart = row.gender is not None and one.gender is not None and row.gender != one.gender
    pronouns = third_person(row.points) and third_person(one.points)
    return not apart and not (pronouns and row.points != one.points)


def pair_numbers(table: Table, salience: Salience, place: int, others: Sequence[int]) -> Any:
    """What holds between the candidate at this place and each of the others: an array [other, column] of floats."""
    import numpy as np

    at = np.array(others, dtype=np.int64)
    columns = [
        *_apart(table, place, at),
        *_in_tree(table, place, others).T,
        *_ranks(table, place, at),
        *_about(table, place, at),
        *_by_rule(table, place, others).T,
        *salience.columns(place, at),
    ]
    return np.array(columns, dtype=np.float32).T


def _apart(table: Table, place: int, at: Any) -> list[Any]:
    """How far apart they are, and what agrees."""
    import numpy as np

    codes = table.codes
    distance = codes.sentence[place] - codes.sentence[at]
    words = codes.words[place] - codes.words[at]
    gender, theirs = codes.gender[place], codes.gender[at]
    number, numbers = codes.number[place], codes.number[at]
    quoted, quotations = codes.quotation[place], codes.quotation[at]
    known, numbered = (gender > 0) & (theirs > 0), (number > 0) & (numbers > 0)
    return [
        *(distance == d for d in range(5)),
        distance > 4,
        words < 0,
        np.log1p(np.minimum(np.abs(words), 999)) / 7,
        known & (gender == theirs),
        known & (gender != theirs),
        numbered & (number == numbers),
        numbered & (number != numbers),
        codes.points[at] == codes.points[place],
        codes.relation[at] == codes.relation[place],
        (codes.subject[at] & codes.subject[place]) > 0,
        (quoted >= 0) & (quotations == quoted),
        (quoted < 0) & (quotations >= 0),
        (quoted >= 0) & (quotations < 0),
        (quoted >= 0) & (quotations >= 0) & (quotations != quoted),
    ]


def _in_tree(table: Table, place: int, others: Sequence[int]) -> Any:
    """How two words of one sentence stand to each other in its tree; noughts for those of others."""
    import numpy as np

    row = table.rows[place]
    sentence = table.context.article.sentences[row.sentence]
    above = _above(sentence, row.token)
    governed = set(sentence.subtree(row.token.head)) if row.token.head >= 0 else set[int]()
    found = np.zeros((len(others), _IN_TREE), dtype=np.float32)
    for line, other in enumerate(others):
        one = table.rows[other]
        if one.sentence == row.sentence:
            found[line] = _between(sentence, row.token, one.token, above, governed)
    return found


def _between(sentence: Sentence, token: Token, other: Token, above: Sequence[int], governed: set[int]) -> list[float]:
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


def _ranks(table: Table, place: int, at: Any) -> list[Any]:
    """How many others that agree lie between, of all, of names (each once) and of subjects."""
    import numpy as np

    codes = table.codes
    back = np.argsort(-at)  # the nearest first
    rows = at[back]
    clash = np.zeros(len(rows), dtype=bool)
    for values in (codes.gender, codes.number):
        own, theirs = values[place], values[rows]
        clash |= (own > 0) & (theirs > 0) & (own != theirs)
    entities, sentences = codes.entity[rows], codes.sentence[rows]
    counts = ~clash & (rows < place)
    subject = codes.subject[rows] > 0
    points = codes.points[place]
    alike = counts & (codes.points[rows] == points) & bool(points)
    every, subjects, same = (_passed(flags) for flags in (counts, counts & subject, alike))
    named = entities >= 0
    rank, met, last = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=bool), np.zeros(len(rows), bool)
    names, seen = list[int](), set[int]()
    for line in np.flatnonzero(named).tolist():
        entity, sentence = int(entities[line]), int(sentences[line])
        met[line], last[line] = entity in names, sentence not in seen
        rank[line] = names.index(entity) if met[line] else len(names)
        if counts[line]:
            seen.add(sentence)
            if not met[line]:
                names.append(entity)
    forth = np.argsort(back)
    columns = [
        np.minimum(every, 20) / 20,
        *(named & (rank == n) for n in range(3)),
        *(subject & (subjects == n) for n in range(3)),
        clash,
        met,
        same == 0,
        same == 1,
        np.minimum(same, 8) / 8,
        last,  # the last name of its sentence
    ]
    return [column[forth] for column in columns]


def _passed(flags: Any) -> Any:
    """How many of the earlier ones are so."""
    import numpy as np

    return np.cumsum(flags) - flags


def _about(table: Table, place: int, at: Any) -> list[Any]:
    """What the words share, and how the name stands among the names."""
    import numpy as np

    codes, entities = table.codes, table.context.mentions.entities
    lemma = table.rows[place].token.lemma.lower()
    names = codes.entity[at]
    counts = np.array([*table.counts, 0])[names]  # -1, nobody, is the last
    most = counts.max(initial=0)
    near = {n: entities[n] for n in names.tolist() if n >= 0}
    bears = [n for n, entity in near.items() if lemma in entity.roles]
    is_named = [n for n, entity in near.items() if lemma in entity.name.casefold().split()]
    return [
        codes.lemma[at] == codes.lemma[place],
        codes.text[at] == codes.text[place],
        any_of(names, bears),
        any_of(names, is_named),
        (counts == most) & (counts > 0),
        counts * 2 > most,
        codes.above[at] == codes.above[place],
    ]


def _by_rule(table: Table, place: int, others: Sequence[int]) -> Any:
    """How the rules weigh each for a pronoun: not at all, how much, how far below what they take."""
    import numpy as np

    row = table.rows[place]
    found = np.zeros((len(others), 4), dtype=np.float32)
    if not third_person(row.points):
        return found
    seen = weights(table.context, table.context.reference(row.sentence, row.token, frozenset()), row.points or "")
    best = max(seen.values(), default=0.0)
    for line, other in enumerate(others):
        one = table.rows[other]
        weight = None if one.joined else seen.get(one.start)
        if weight is not None:
            found[line] = (1.0, max(-2.0, weight / 4), weight == best, min(best - weight, 8.0) / 4)
    return found
