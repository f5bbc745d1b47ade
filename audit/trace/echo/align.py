"""Two contents go in, which word of one stands for which of the other comes out, and what in them is at odds.

Words are aligned one to one, the most alike first: the same lemma or stem, a group of the lexicon, an antonym (alike in
all but one thing), else near vectors. Words in the same slot of the two trees are preferred. Names never go by vectors.

Source: ours: the order and the numbers below; what words mean to each other in lexicons/synonyms.toml and
antonyms.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import attrs
from attrs import frozen

from audit.trace.echo.content import Content, Word
from audit.trace.echo.quantities import Day, Quantity
from audit.trace.echo.senses import Senses

# How alike two words have to be to be aligned, and what being in the same slot adds.
LEAST: Final = 0.5
SLOT: Final = 0.08
SAME_STEM: Final = 0.95
SYNONYM: Final = 0.9
ANTONYM: Final = 0.88
# Cosine of two words' vectors that counts as nothing, and the most that vectors alone can count.
FLOOR: Final = 0.25
SOFTEST: Final = 0.85

_ATTRIBUTES: Final = frozenset({"amod", "advmod", "nmod", "compound", "det", "nummod"})
_PREDICATES: Final = frozenset({"VERB", "ADJ"})

Cosines = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]


@frozen
class Pair:
    """Two aligned words by place; ``how`` is "same", "stem", "synonym", "antonym" or "near"; ``likeness`` 0 to 1."""

    one: int  # place among the words of the one content
    two: int  # … of the other
    likeness: float
    how: str
    opposed: bool = False


@frozen(eq=False)
class Alignment:
    """Aligned words, matched quantities, and what is at odds between two contents; words are told by their places."""

    pairs: tuple[Pair, ...]
    swapped: tuple[tuple[int, int], ...]  # words without a match in one another's place
    numbers: tuple[tuple[Quantity, Quantity], ...]
    other_numbers: tuple[tuple[Quantity, Quantity], ...]
    dates: tuple[tuple[Day, Day], ...]
    other_dates: tuple[tuple[Day, Day], ...]
    modes: tuple[tuple[int, int], ...]  # aligned, but "may" against "will"


def align(a: Content, b: Content, senses: Senses, cosines: Cosines | None = None) -> Alignment:
    """The alignment of two contents; ``cosines`` gives how near the vectors of lemmas are, rows by columns."""
    pairs = _words(a, b, senses, cosines)
    to = {pair.one: pair for pair in pairs}
    back = {pair.two: pair.one for pair in pairs}
    numbers, other_numbers = _numbers(a, b, senses)
    dates, other_dates = _dates(a.dates, b.dates)
    modes = tuple(
        (pair.one, pair.two)
        for pair in pairs
        if _unlike(a.words[pair.one].mode, b.words[pair.two].mode) and _tells(a, pair.one) and _tells(b, pair.two)
    )
    return Alignment(tuple(pairs), _swapped(a, b, to, back), numbers, other_numbers, dates, other_dates, modes)


def _words(a: Content, b: Content, senses: Senses, cosines: Cosines | None) -> list[Pair]:
    if not a.words or not b.words:
        return []
    near: Sequence[Sequence[float]] | None = None
    if cosines is not None:
        near = cosines([word.lemma for word in a.words], [word.lemma for word in b.words])
    found: list[tuple[float, int, int, float, str]] = []
    for one in a.words:
        for place in range(len(b.words)) if near is not None else _comparable(one, b, senses):
            two = b.words[place]
            likeness, how = _alike(one, two, senses, None if near is None else near[one.place][place])
            if likeness < LEAST:
                continue
            slot = SLOT if _same_slot(a, b, one, two) else 0.0
            apart = abs(one.place / len(a.words) - place / len(b.words))
            found.append((-likeness - slot + 0.02 * apart, one.place, place, likeness, how))
    found.sort()
    taken_one: set[int] = set()
    taken_two: set[int] = set()
    pairs: list[Pair] = []
    for _, one_place, two_place, likeness, how in found:
        if one_place in taken_one or two_place in taken_two:
            continue
        taken_one.add(one_place)
        taken_two.add(two_place)
        same_sign = a.words[one_place].positive == b.words[two_place].positive
        pairs.append(Pair(one_place, two_place, likeness, how, same_sign == (how == "antonym")))
    to = {pair.one: pair.two for pair in pairs}
    turned = any(pair.how == "antonym" for pair in pairs)
    return [
        attrs.evolve(pair, opposed=pair.opposed and _decides(a, b, pair, to, turned))
        for pair in sorted(pairs, key=_by_place)
    ]


def _comparable(one: Word, b: Content, senses: Senses) -> Iterable[int]:
    """The places of the other content's words in which ``_alike`` may find something without vectors: of the same stem,
    opposed, in one group, both names, or the one with the other's end, as with a prefix before it."""
    lemma, stem, stems = one.lemma, one.stem, b.by_stem
    if not lemma:
        return range(len(b.words))
    found = set(stems.get(stem, ()))
    for other in senses.opposites.get(stem, ()):
        found.update(stems.get(other, ()))
    if groups := senses.groups.get(stem):
        known = senses.groups
        for other, places in stems.items():
            if other in known and not groups.isdisjoint(known[other]):
                found.update(places)
    if one.name:
        found |= b.names
    for place in (*b.by_end.get(lemma[-1], ()), *b.by_end.get("", ())):
        other = b.words[place].lemma
        if other.endswith(lemma) or lemma.endswith(other):
            found.add(place)
    return found


def _by_place(pair: Pair) -> tuple[int, int]:
    return pair.one, pair.two


def _decides(a: Content, b: Content, pair: Pair, to: Mapping[int, int], turned: bool) -> bool:
    """Whether opposed polarity of two words is that of what is told: they are predicates, or go with the same one.

    ``turned``: an antonym is among the pairs, so that a text without a tree may say the same with a negation.
    Two outlets may deny and affirm with different verbs ("denies that …", "nothing was wrong with …").
    """
    one, two = a.words[pair.one], b.words[pair.two]
    if not (a.parsed and b.parsed):
        return pair.how == "antonym" or not turned
    if pair.how == "antonym":
        return _same_part(a, b, one, two, to)
    return _predicate(one) and _predicate(two)


def _predicate(word: Word) -> bool:
    """Whether a clause is about it: a verb, what a copula links, the top of a fragment; not a mere attribute."""
    if word.relation in _ATTRIBUTES:
        return False
    return word.pos in _PREDICATES or word.head < 0


def _same_part(a: Content, b: Content, one: Word, two: Word, to: Mapping[int, int]) -> bool:
    """Whether opposite words play one part: not so "gave them" and "they received", nor "doctors" and "patients"."""
    if not (_predicate(one) and _predicate(two)):
        governed = one.head >= 0 and to.get(one.head, -2) == two.head
        return one.relation == two.relation and (governed or (one.head < 0 and two.head < 0))
    above = {word.place: word.relation for word in a.words if word.head == one.place}
    below = {word.place: word.relation for word in b.words if word.head == two.place}
    return not any(
        relation == "nsubj" and below.get(to.get(place, -1), "nsubj") != "nsubj" for place, relation in above.items()
    )


def _alike(one: Word, two: Word, senses: Senses, cosine: float | None) -> tuple[float, str]:
    if one.lemma == two.lemma:
        return 1.0, "same"
    adjectives = "ADJ" in (one.pos, two.pos)
    if senses.opposed(one.stem, two.stem) or senses.opposed_by_prefix(one.lemma, two.lemma, adjectives):
        return ANTONYM, "antonym"
    if one.stem == two.stem:
        return SAME_STEM, "stem"
    if senses.alike(one.stem, two.stem):
        return SYNONYM, "synonym"
    if one.name or two.name:
        initials = one.lemma.replace(".", "") == two.lemma[:1] or two.lemma.replace(".", "") == one.lemma[:1]
        return (0.5, "near") if initials and one.name and two.name else (0.0, "")
    if cosine is None:
        return 0.0, ""
    return min(SOFTEST, max(0.0, (cosine - FLOOR) / (1 - FLOOR))), "near"


def _same_slot(a: Content, b: Content, one: Word, two: Word) -> bool:
    if one.relation != two.relation:
        return False
    if one.head < 0 or two.head < 0:
        return one.head == two.head
    up, over = a.words[one.head], b.words[two.head]
    return up.stem == over.stem


def _swapped(a: Content, b: Content, to: Mapping[int, Pair], back: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    """Words of one that have no match, and in whose place the other has a word without one, or with a faint one."""
    free_two = [word for word in b.words if word.place not in back]
    found: list[tuple[int, int]] = []
    for one in a.words if free_two else ():
        if one.place in to:
            continue
        name, next_to = one.place in a.names, _after(to, one.place - 1)
        for two in free_two:
            if not one.relation and two.place != next_to:
                continue  # without a tree its neighbours tell
            if name == (two.place in b.names) and _stands_for(a, b, one, two, to):
                found.append((one.place, two.place))
                break
    return tuple(found)


def _after(to: Mapping[int, Pair], place: int) -> int:
    """The place after the match of a word, 0 before the first word; -1 where it has none."""
    return 0 if place < 0 else to[place].two + 1 if place in to else -1


def _matched(to: Mapping[int, Pair], one: int, two: int) -> bool:
    """Whether two places hold words that are aligned, or neither holds any."""
    if one < 0 or two < 0:
        return one == two
    return one in to and to[one].two == two


def _stands_for(a: Content, b: Content, one: Word, two: Word, to: Mapping[int, Pair]) -> bool:
    left = _matched(to, one.place - 1, two.place - 1)
    right = _matched(
        to,
        one.place + 1 if one.place + 1 < len(a.words) else -1,
        two.place + 1 if two.place + 1 < len(b.words) else -1,
    )
    if left and right:
        return True
    same_role = bool(one.relation) and one.relation == two.relation
    return same_role and _matched(to, one.head, two.head) and (one.head >= 0 or left or right or one.pos == two.pos)


def exchanged(a: Content, b: Content, alignment: Alignment) -> tuple[tuple[Pair, Pair], ...]:
    """Aligned words that have exchanged their parts under one verb: who did it in the one had it done to them in the
    other ("the bank sued the mayor", "the bank was sued by the mayor"). A name counts with the part of the phrase that
    it stands in: "the maker Korda bought it from its rival Orbis"."""
    found = []
    for verb in alignment.pairs:
        if verb.how not in _ONE_WORD or a.words[verb.one].pos not in _DEEDS:
            continue
        turned: tuple[list[Pair], list[Pair]] = ([], [])
        for pair in alignment.pairs:
            one, two = a.words[pair.one], b.words[pair.two]
            if pair is verb or pair.how not in _ONE_WORD or not (_takes_part(one) and _takes_part(two)):
                continue
            parts = _part_under(a, one, verb.one), _part_under(b, two, verb.two)
            acts = parts[0] in _ACTS, parts[1] in _ACTS
            if all(parts) and acts[0] != acts[1]:
                turned[acts[0]].append(pair)
        if all(turned):
            found.append((turned[1][0], turned[0][0]))
    return tuple(found)


def _takes_part(word: Word) -> bool:
    """Whether a word tells of somebody or something by itself, not as the attribute of another."""
    return word.name or word.pos == "PRON" or (word.pos == "NOUN" and word.relation != "compound")


def _part_under(content: Content, word: Word, verb: int) -> str:
    """The relation to the verb of the phrase that a word stands in; nothing where it stands in none of the verb's."""
    for _ in content.words:
        if word.head == verb:
            return word.relation
        if word.head < 0:
            break
        word = content.words[word.head]
    return ""


def others(a: Content, b: Content, alignment: Alignment) -> tuple[str, ...]:
    """What is another in two clauses, in words: who does it, what is done, or to whom, where each has a word that
    stands for none of the other's. Of words alone nobody knows whether "the union" is "the company"."""
    found = [
        f"“{a.words[one].text}” for “{b.words[two].text}”"
        for one, two in alignment.swapped
        if a.words[one].head < 0 or a.words[one].relation in _CORE
    ]
    if a.parsed and b.parsed and not found:
        tops = [[word for word in content.words if word.head < 0] for content in (a, b)]
        aligned = {pair.one for pair in alignment.pairs}, {pair.two for pair in alignment.pairs}
        if all(top and not met & {word.place for word in top} for top, met in zip(tops, aligned, strict=True)):
            found.append(f"“{tops[0][0].text}” for “{tops[1][0].text}”")
    return tuple(found)


_DEEDS: Final = frozenset({"VERB", "NOUN"})
_ACTS: Final = frozenset({"nsubj", "agent"})
_CORE: Final = _ACTS | {"obj"}
_ONE_WORD: Final = frozenset({"same", "stem", "synonym"})
_AT_ODDS: Final = frozenset(map(frozenset, (("possible", ""), ("possible", "certain"), ("planned", "certain"))))


def _unlike(one: str, two: str) -> bool:
    """Whether two modes cannot both be right: what may be and what is or will be, what is planned and what is sure."""
    return frozenset({one, two}) in _AT_ODDS


def _tells(content: Content, place: int) -> bool:
    """Whether the word is one that a modal applies to: a verb or what stands at the top of a clause."""
    word = content.words[place]
    return not content.parsed or word.pos == "VERB" or word.head < 0 or word.relation in ("ccomp", "conj", "xcomp")


def _numbers(
    a: Content, b: Content, senses: Senses
) -> tuple[tuple[tuple[Quantity, Quantity], ...], tuple[tuple[Quantity, Quantity], ...]]:
    left, right = list(a.quantities), list(b.quantities)
    same: list[tuple[Quantity, Quantity]] = []
    for one in a.quantities:
        match = next((two for two in right if one.same(two) and (_units(one, two, senses) or not two.unit)), None)
        match = match or next((two for two in right if one.same(two)), None)
        if match is not None:
            same.append((one, match))
            left.remove(one)
            right.remove(match)
    other: list[tuple[Quantity, Quantity]] = []
    for one in left:
        rival = next((two for two in right if _units(one, two, senses)), None)
        if rival is None and len(left) == len(right) == 1 and not (one.unit and right[0].unit):
            rival = right[0]
        if rival is not None:
            other.append((one, rival))
            right.remove(rival)
    return tuple(same), tuple(other)


def _units(one: Quantity, two: Quantity, senses: Senses) -> bool:
    return one.unit == two.unit or senses.alike(one.unit, two.unit)


def _dates(one: Sequence[Day], two: Sequence[Day]) -> tuple[tuple[tuple[Day, Day], ...], tuple[tuple[Day, Day], ...]]:
    same: list[tuple[Day, Day]] = []
    other: list[tuple[Day, Day]] = []
    for tells in dict.fromkeys(day.tells for day in one):
        mine = [day for day in one if day.tells == tells]
        theirs = [day for day in two if day.tells == tells]
        hit = [(x, y) for x in mine for y in theirs if x.value == y.value]
        same += hit[:1]
        strange = [x for x in mine if all(x.value != y.value for y in theirs)]
        odd = [y for y in theirs if all(x.value != y.value for x in mine)]
        other += list(zip(strange, odd, strict=False))
    return tuple(same), tuple(other)
