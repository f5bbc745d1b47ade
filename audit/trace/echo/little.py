"""Two claims' contents and their alignment go in; why too little of them is the same for the whole to be, comes out.

A reader of both may take two sentences of one matter for one statement; what trees tell for certain holds it back.

Source: a claim's head tells what it is about, and each item of a list is stated (Huddleston and Pullum 2002, 5.2 and
15.1); how much has to be the same is ours, chosen on news that is not among the labels of benchmarks.
"""

from __future__ import annotations

from typing import Final

from audit.trace.echo.align import Alignment
from audit.trace.echo.content import Content

LONG: Final = 10  # content words of a claim that tells more than one thing; a short one may be retold in other words
LITTLE: Final = 0.25  # of the shorter claim's content words
ITEMS: Final = 3  # of a list
HALF_A_LIST: Final = 0.5
# Without a predicate among the aligned words two claims say the same only where as many words, or this share, are
# aligned.
MANY: Final = 5
MOST_OF_IT: Final = 0.6


def too_little(a: Content, b: Content, alignment: Alignment) -> str | None:
    """The reason in words; None where enough is the same."""
    if _headless(a, b, alignment):
        return "what one of them is about is not in the other"
    shorter = min(len(a.words), len(b.words))
    figures = len(alignment.numbers) + len(alignment.dates)
    if shorter >= LONG and len(alignment.pairs) + figures < LITTLE * shorter:
        return "hardly a word of the one is in the other"
    return "their lists name other things" if _other_lists(a, b, alignment) else None


def _headless(a: Content, b: Content, alignment: Alignment) -> bool:
    """Whether the head of a content that is a noun phrase stands for nothing in the other: "the effectiveness of
    strikes" is not "strikes"."""
    sides = ((a, {pair.one for pair in alignment.pairs}), (b, {pair.two for pair in alignment.pairs}))
    for content, aligned in sides:
        tops = [word.place for word in content.words if word.head < 0]
        clause = any(word.pos == "VERB" or word.relation.startswith("nsubj") for word in content.words)
        phrase = content.parsed and not clause
        if phrase and tops and not aligned.intersection(tops):
            return True
    return False


def _other_lists(a: Content, b: Content, alignment: Alignment) -> bool:
    """Whether each gives a list, and less than half of the shorter one stands in the other's."""
    one, two = _items(a), _items(b)
    both = sum(pair.one in one and pair.two in two for pair in alignment.pairs)
    return min(len(one), len(two)) >= ITEMS and both < HALF_A_LIST * min(len(one), len(two))


def _items(content: Content) -> frozenset[int]:
    """The places of the heads of a content's longest list."""
    found: dict[int, set[int]] = {}
    for word in content.words:
        if word.relation == "conj" and word.head >= 0:
            found.setdefault(word.head, {word.head}).add(word.place)
    return frozenset(max(found.values(), key=len, default=()))


def thin(a: Content, b: Content, alignment: Alignment, covered: float) -> bool:
    """Whether two claims share too little to be about one event: one word, or a few names and things but no
    predicate."""
    pairs = alignment.pairs
    if len(pairs) < min(2, len(a.words), len(b.words)):
        return True
    # a verb, or a verb and the noun for what it does; an adjective tells no event, whatever the tagger takes it for
    told = any({a.words[p.one].pos, b.words[p.two].pos} in ({"VERB"}, {"VERB", "NOUN"}) for p in pairs)
    return a.parsed and b.parsed and not told and len(pairs) < MANY and covered < MOST_OF_IT
