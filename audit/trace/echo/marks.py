"""Two contents and their alignment go in, a mark and a role for each word that tells something come out, as numbers.

A mark says what a word is to the other text: whether it stands there, by what, whether the two play one part. So who
did what to whom is told beside the words.

Source: ours; relations of Universal Dependencies.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve

from audit.model import Claim
from audit.parse.protocol import Mark
from audit.trace.echo.align import Alignment
from audit.trace.echo.content import Content

# 0 is a word that tells little
LONE: Final = 1
_HOW: Final = {"same": 2, "stem": 3, "synonym": 4, "antonym": 5, "near": 4}
ANOTHER_PART: Final = 6  # aligned, but of another part in the clause, or under another word
OPPOSED: Final = 7
UNSURE: Final = 8  # "may" against "will"
NUMBER, OTHER_NUMBER, LONE_NUMBER = 9, 10, 11
DATE, OTHER_DATE = 12, 13
_ROLES: Final = {"root": 1, "nsubj": 2, "csubj": 2, "obj": 3, "iobj": 4, "obl": 5, "nmod": 6, "agent": 2}
_OTHER_ROLE: Final = 7
_BETWEEN: Final = " … "  # stands in a claim's text between its spans


def marks(a: Content, b: Content, alignment: Alignment) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """The marks of both contents, in no order; words of quantities and dates are marked by these."""
    to = {pair.one: pair for pair in alignment.pairs}
    back = {pair.two: pair for pair in alignment.pairs}
    unsure = {one for one, _ in alignment.modes}, {two for _, two in alignment.modes}
    found: tuple[list[Mark], list[Mark]] = ([], [])
    for side, content in enumerate((a, b)):
        for word in content.words:
            pair = (to, back)[side].get(word.place)
            mark = LONE
            if pair is not None:
                mark = _HOW[pair.how]
                one, two = a.words[pair.one], b.words[pair.two]
                if pair.opposed:
                    mark = OPPOSED
                elif word.place in unsure[side]:
                    mark = UNSURE
                elif mark < _HOW["antonym"] and _apart(one.relation, two.relation, one.head, two.head, to):
                    mark = ANOTHER_PART
            if word.span is not None:
                role = _ROLES["root"] if word.head < 0 else _ROLES.get(word.relation, _OTHER_ROLE)
                found[side].append(Mark(word.span.start, word.span.end, mark, role if content.parsed else 0))
    numbers = [(q, NUMBER) for q, _ in alignment.numbers] + [(q, OTHER_NUMBER) for q, _ in alignment.other_numbers]
    others = [(q, NUMBER) for _, q in alignment.numbers] + [(q, OTHER_NUMBER) for _, q in alignment.other_numbers]
    days = [(d, DATE) for d, _ in alignment.dates] + [(d, OTHER_DATE) for d, _ in alignment.other_dates]
    other_days = [(d, DATE) for _, d in alignment.dates] + [(d, OTHER_DATE) for _, d in alignment.other_dates]
    for side, (content, quantities, dates) in enumerate(((a, numbers, days), (b, others, other_days))):
        told = {place: mark for quantity, mark in quantities for place in quantity.places}
        lone = {place: LONE_NUMBER for quantity in content.quantities for place in quantity.places}
        dated = {day.place: LONE_NUMBER for day in content.dates} | {day.place: mark for day, mark in dates}
        for place, mark in (lone | told | dated).items():
            span = content.spans[place]
            found[side].append(Mark(span.start, span.end, mark, _OTHER_ROLE if content.parsed else 0))
    return tuple(found[0]), tuple(found[1])


def _apart(one: str, two: str, up: int, over: int, to: object) -> bool:
    """Whether two aligned words play different parts: one is subject and the other is not, or hangs elsewhere."""
    subjects = (one in ("nsubj", "agent"), two in ("nsubj", "agent"))
    return bool(one) and bool(two) and subjects[0] != subjects[1] and up >= 0 and over >= 0


def placed(found: tuple[Mark, ...], content: Content, claim: Claim) -> tuple[Mark, ...]:
    """Marks of a claim's content as they stand in the claim's text; a tree's are told in its article's."""
    if not content.parsed:
        return found
    moved: list[Mark] = []
    here = 0
    for span in claim.spans:
        shift = here - span.start
        inside = (mark for mark in found if span.start <= mark.start < span.end)
        moved += (evolve(m, start=m.start + shift, end=min(m.end, span.end) + shift) for m in inside)
        here += span.end - span.start + len(_BETWEEN)
    return tuple(moved) if here - len(_BETWEEN) == len(claim.text) else ()
