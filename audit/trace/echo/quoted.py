"""The texts of claims go in; those of different articles that hold the same quotation come out, in pairs.

Quotation marks promise the very words, so two claims say the same where a quotation of the one stands whole in one of
the other's: newsrooms cut one utterance at different places, and fit its first word into their sentence ("looks
forward" for "look forward"). Titles of books and bills stand in quotation marks too; their words have large letters.
Few words may be said of anybody: where what is quoted beside them names one person here and another there, the
quotation promises nothing.

Source: AP Stylebook, "quotations in the news"; ours: from how many words on a quotation is nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from attrs import frozen

from audit.lexicon.forms import tokens_of
from audit.trace.echo.apart import SHARED
from audit.trace.echo.verbatim import COMMON

LEAST: Final = 6  # words of a quotation; fewer may be anybody's
OF_ANYBODY: Final = 12  # words of a quotation; fewer may be said of one person and of another
CHANCE: Final = 0.97  # that two claims with one quotation say the same, as for what stands there word for word
_OPEN: Final = '“"'
_CLOSE: Final = '”"'
_BEGINS: Final = frozenset(".!?…:;" + _OPEN + _CLOSE + "‘'")  # after these a word is large, name or not
_SHOWN: Final = 8  # words of a quotation that the reason tells
Stems = tuple[str, ...]
Stem = Callable[[str], str]  # of a word


@frozen
class Quoted:
    """The judgement on two claims with one quotation, as a judge of pairs tells it; ``similarity`` and ``bar`` are
    probabilities, 0 to 1."""

    reason: str
    decision: str = "same"
    similarity: float = CHANCE
    bar: float = CHANCE


def quotations(text: str, stem: Stem) -> tuple[Stems, ...]:
    """The stems of the words of each quotation of LEAST words or more in a text; what is not closed goes to its end."""
    found: list[Stems] = []
    inside: list[str] = []
    quoting = False
    for token in (*tokens_of(text), None):
        if token is None or (token.text[:1] in (_CLOSE if quoting else _OPEN)):
            small = sum(word[:1].islower() for word in inside)
            if quoting and len(inside) >= LEAST and 2 * small > len(inside):
                found.append(tuple(stem(word.lower().replace("’", "'")) for word in inside))
            inside, quoting = [], not quoting
        elif quoting and not token.marks:
            inside.append(token.text)
    return tuple(found)


def names(text: str) -> frozenset[str]:
    """The words of a text's quotations that are large within a sentence, in lower case, "I" left out."""
    found: set[str] = set()
    quoting, before = False, "."
    for token in tokens_of(text):
        word = token.text
        if word[:1] in (_CLOSE if quoting else _OPEN):
            quoting = not quoting
        elif quoting and word[:1].isupper() and before[-1:] not in _BEGINS and word[:2].rstrip("'’") != "I":
            found.add(word.lower())
        before = word
    return frozenset(found)


def one_quotation(
    quoted: Sequence[tuple[Stems, ...]],
    homes: Sequence[str] | Sequence[int],
    named: Sequence[frozenset[str]] | None = None,
) -> list[tuple[int, int]]:
    """The places of claims, the smaller first, of which one holds a quotation of the other whole, in order.

    ``quoted`` are the quotations of each claim, ``homes`` the id or the number of its article, ``named`` the names in
    its quotations. What more than COMMON claims begin with is a set phrase.
    """

    def of_another(one: int, two: int, words: int) -> bool:
        return named is not None and words < OF_ANYBODY and bool(named[one] - named[two] and named[two] - named[one])

    heads: dict[Stems, list[tuple[int, Stems]]] = {}
    for place, some in enumerate(quoted):
        for stems in some:
            heads.setdefault(stems[:LEAST], []).append((place, stems))
    found: set[tuple[int, int]] = set()
    for place, some in enumerate(quoted):
        for stems in some:
            for at in range(len(stems) - LEAST + 1):
                begun = heads.get(stems[at : at + LEAST], ())
                if len(begun) <= COMMON:
                    found |= {
                        (min(place, other), max(place, other))
                        for other, its in begun
                        if homes[other] != homes[place]
                        and stems[at : at + len(its)] == its
                        and not of_another(place, other, len(its))
                    }
    return sorted(found)


def two_utterances(one: Iterable[Stems], two: Iterable[Stems]) -> bool:
    """Whether two claims have quotations, and none of the one shares half of its words with one of the other: what
    holds both does not make the two say the same."""
    pairs = [(set(left), set(right)) for left in one for right in two]
    return bool(pairs) and all(len(left & right) < SHARED * min(len(left), len(right)) for left, right in pairs)


def judged(one: str, two: str) -> Quoted:
    """The judgement on two claims, by their texts, that hold one quotation; it tells the shorter text's first words."""
    words = min((" ".join(text.split()) for text in (one, two)), key=len).strip(_OPEN + _CLOSE).split()
    return Quoted(f"the same quotation: {' '.join(words[:_SHOWN])}{' …' if len(words) > _SHOWN else ''}")


def places_of(texts: Iterable[str], homes: Sequence[str] | Sequence[int], stem: Stem) -> list[tuple[int, int]]:
    """``one_quotation`` of claims by their texts; ``homes`` are the ids or numbers of their articles."""
    held = list(texts)
    quoted = [quotations(text, stem) for text in held]
    named = [names(text) if some else frozenset[str]() for text, some in zip(held, quoted, strict=True)]
    return one_quotation(quoted, homes, named)
