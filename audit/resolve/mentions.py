"""An article's trees go in, the people and organisations it names come out, mention by mention, joined into who is who.

A name is joined with an earlier one that ends in the same surname ("Jane Alvarez", "Ms. Alvarez", "Alvarez"), or that
it stands for in capitals ("IMF"). Descriptions around a name ("Sen.", "the mayor of Springfield, …") are kept as its
roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from attrs import field, frozen

from audit.lexicon import Lexicon
from audit.model import Article
from audit.resolve.names import Mention, names_in


@frozen
class Entity:
    """Who or what several mentions stand for; ``name`` is the fullest one."""

    name: str
    mentions: tuple[Mention, ...]
    gender: str | None
    organisation: bool
    roles: frozenset[str]


@frozen
class Mentions:
    """The names of one article: ``entities`` and which of them each place names."""

    entities: tuple[Entity, ...]
    _at: dict[tuple[int, int], int] = field(repr=False)

    def at(self, sentence: int, token: int) -> Entity | None:
        """The entity that the word at this place names, any word of the name."""
        place = self._at.get((sentence, token))
        return None if place is None else self.entities[place]

    @cached_property
    def in_order(self) -> tuple[tuple[Mention, Entity], ...]:
        """All mentions in text order."""
        pairs = [(mention, entity) for entity in self.entities for mention in entity.mentions]
        return tuple(sorted(pairs, key=lambda pair: (pair[0].span, pair[0].sentence)))


def mentions_of(article: Article, lexicon: Lexicon) -> Mentions:
    """The article's names, joined."""
    found = [m for number, s in enumerate(article.sentences) for m in names_in(number, s, lexicon)]
    groups: list[list[Mention]] = []
    by_last: dict[str, list[int]] = {}
    order = sorted(found, key=lambda m: m.span)
    for mention in order:
        place = _group_of(mention, groups, by_last)
        if place is None:
            place = len(groups)
            groups.append([])
            by_last.setdefault(mention.last.casefold(), []).append(place)
        groups[place].append(mention)
    groups = _join_acronyms(_join_late_full_names(groups))
    entities = tuple(_entity(group) for group in groups)
    at = {
        (mention.sentence, index): place
        for place, group in enumerate(groups)
        for mention in group
        for index in range(mention.first, mention.head + 1)
    }
    return Mentions(entities, at)


def _group_of(mention: Mention, groups: Sequence[Sequence[Mention]], by_last: dict[str, list[int]]) -> int | None:
    """The group that the mention joins: the same last word, and no given name or gender against it.

    Of several that fit ("Trump" after Donald and Melania Trump) the one that the surname alone has stood for most
    often, then the one named most, then the latest: the press writes the others in full.
    """
    fitting = []
    for place in by_last.get(mention.last.casefold(), []):
        fullest = max(groups[place], key=lambda m: len(m.name))
        genders = {m.gender for m in groups[place]} - {None}
        if mention.gender and genders and mention.gender not in genders:
            continue
        mine, theirs = mention.name[:-1], fullest.name[:-1]
        if not mine or not theirs or _same_given(mine, theirs):
            fitting.append(place)
    return max(
        fitting,
        key=lambda place: (sum(len(m.name) == 1 for m in groups[place]), len(groups[place]), place),
        default=None,
    )


def _same_given(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    one, other = mine[0].casefold().rstrip("."), theirs[0].casefold().rstrip(".")
    return one == other or (min(len(one), len(other)) >= 2 and (one.startswith(other) or other.startswith(one)))


def _join_late_full_names(groups: Sequence[list[Mention]]) -> list[list[Mention]]:
    """A lone surname before the first full name ("Clinton" in a headline) goes with the full name that follows it."""
    joined: list[list[Mention]] = []
    lone: dict[str, int] = {}
    for group in groups:
        key = group[0].last.casefold()
        longest = max(len(m.name) for m in group)
        if longest > 1 and key in lone:
            joined[lone.pop(key)].extend(group)
            continue
        if longest == 1:
            lone[key] = len(joined)
        joined.append(list(group))
    return joined


def _join_acronyms(groups: Sequence[list[Mention]]) -> list[list[Mention]]:
    """ "IMF" goes with the one name of the article whose capitals it spells ("International Monetary Fund")."""
    spelled: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        fullest = max(group, key=lambda m: len(m.name)).name
        capitals = "".join(word[0] for word in fullest if word[0].isupper())
        if len(capitals) >= 3:
            spelled.setdefault(capitals, []).append(place)
    joined = [list(group) for group in groups]
    for place, group in enumerate(groups):
        name = group[0].name
        full = (
            spelled.get(name[0].replace(".", ""), []) if len(name) == 1 and name[0].replace(".", "").isupper() else []
        )
        if len(full) == 1 and full[0] != place:
            joined[full[0]].extend(group)
            joined[place] = []
    return [sorted(group, key=lambda m: m.span) for group in joined if group]


def _entity(group: Sequence[Mention]) -> Entity:
    fullest = max(group, key=lambda m: (len(m.name), -m.span.start))
    genders = [m.gender for m in group if m.gender] or [m.owned for m in group if m.owned]
    people = sum(bool(m.gender or m.roles) for m in group)
    return Entity(
        " ".join(fullest.name),
        tuple(group),
        max(sorted(set(genders)), key=genders.count) if genders else None,
        sum(m.organisation for m in group) * 2 > len(group) and people * 2 < len(group) + 1,
        frozenset().union(*(m.roles for m in group)),
    )
