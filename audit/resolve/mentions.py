"""An article's trees go in, the people and organisations it names come out, mention by mention, joined into who is who.

A name is joined with an earlier one that may be the same person's ("Jane Alvarez", "Ms. Alvarez", "Alvarez", "Jane"),
or the same body's ("IMF", "Department of Justice"). Descriptions around a name ("Sen.", "the mayor of Springfield, …")
are kept as its roles.

Source: AP Stylebook, "names": the full name first, then the surname; which of several bears a surname is ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence, Set
from functools import cached_property
from itertools import combinations
from typing import Final

from attrs import evolve, field, frozen

from audit.lexicon import Lexicon
from audit.model import Article, Named, Token
from audit.resolve.bodies import Bodies, bodies_of, is_acronym
from audit.resolve.misspelt import join_misspelt
from audit.resolve.names import Mention, names_in
from audit.resolve.offices import in_office
from audit.resolve.personal import People, folded, people_of
from audit.resolve.titles import title_of

# One kind of apostrophe, whatever the article's
_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "‑": "-"})


@frozen
class Entity:
    """Who or what several mentions stand for.

    ``name`` is the one that it goes by, a person's in its fullest form; ``words`` are those of all its names, in lower
    case.
    """

    name: str
    mentions: tuple[Mention, ...]
    gender: str | None
    organisation: bool
    roles: frozenset[str]
    words: frozenset[str] = frozenset()


Known = Mapping[str, frozenset[str]]  # surname -> given names of those whom everybody knows by it


@frozen
class Mentions:
    """The names of one article: ``entities`` and which of them each place names."""

    entities: tuple[Entity, ...]
    _at: dict[tuple[int, int], int] = field(repr=False)

    def at(self, sentence: int, token: int) -> Entity | None:
        """The entity that the word at this place names, any word of the name."""
        place = self._at.get((sentence, token))
        return None if place is None else self.entities[place]

    def bearer(self, sentence: int, token: int, inside: Container[int]) -> Entity | None:
        """The person whose name follows that of the body at this place, within the words at some places: "Ferry
        Company President Ann Lee"; None where there is none."""
        body = self.at(sentence, token)
        if body is None or not body.organisation:
            return None
        ends = {m.head for m in body.mentions if m.sentence == sentence}
        for mention, entity in self.in_order:
            if mention.sentence == sentence and mention.titled < mention.first and mention.titled - 1 in ends:
                return entity if mention.head in inside and not entity.organisation else None
        return None

    def before(self, token: Token) -> tuple[tuple[Mention, Entity], ...]:
        """The mentions that begin before a word, in text order."""
        return tuple(pair for pair in self.in_order if pair[0].span.start < token.span.start)

    @cached_property
    def in_order(self) -> tuple[tuple[Mention, Entity], ...]:
        """All mentions in text order."""
        pairs = [(mention, entity) for entity in self.entities for mention in entity.mentions]
        return tuple(sorted(pairs, key=lambda pair: (pair[0].span, pair[0].sentence)))


def mentions_of(article: Article, lexicon: Lexicon) -> Mentions:
    """The article's names, joined."""
    found: list[Mention] = []
    for number, sentence in enumerate(article.sentences):
        aside = bool(article.segments) and article.segments[sentence.segment].status != "prose"
        found += (evolve(m, aside=True) if aside else m for m in names_in(number, sentence, lexicon))
    people, bodies = people_of(lexicon), bodies_of(lexicon)
    families, known = _families(found, people), in_office(lexicon, article.published)
    groups: list[list[Mention]] = []
    by_last: dict[str, list[int]] = {}
    for mention in sorted(found, key=lambda m: m.span):
        place = _group_of(mention, groups, by_last, people, families, known)
        if place is None:
            place = len(groups)
            groups.append([])
            by_last.setdefault(_last(mention), []).append(place)
        groups[place].append(mention)
    groups = _join_late_full_names(groups, people, families, known)
    groups = _join_given_names(groups, people, families)
    groups = join_misspelt(groups)
    groups = _join_bodies(groups, article.text, bodies)
    entities = tuple(_entity(group, people, bodies) for group in groups)
    at = {
        (mention.sentence, index): place
        for place, group in enumerate(groups)
        for mention in group
        for index in range(mention.titled, mention.head + 1)
    }
    return Mentions(entities, at)


def named_in(article: Article, mentions: Mentions, lexicon: Lexicon) -> tuple[Named, ...]:
    """The people and bodies that an article names, as its record keeps them, in the order of their first mention."""

    def title(entity: Entity) -> str | None:
        full = [m for m in entity.mentions if len(m.name) > 1 and not m.aside]
        # "President Ellis" may be her father; the full name says what she is
        mentions = full or [m for m in entity.mentions if not m.aside]
        found = (title_of(article.sentences[m.sentence], m, article.text, lexicon) for m in mentions)
        return next((words for words in found if words), None)

    return tuple(
        Named(
            entity.name,
            None if entity.organisation else title(entity),
            tuple(sorted(entity.roles)),
            entity.gender if any(m.gender for m in entity.mentions) else None,
            entity.organisation or (any(m.place for m in entity.mentions) and not (entity.gender or entity.roles)),
            any(len(m.name) == 1 and not m.aside for m in entity.mentions),
            len(entity.mentions),
        )
        for entity in mentions.entities
    )


def _group_of(
    mention: Mention,
    groups: Sequence[Sequence[Mention]],
    by_last: dict[str, list[int]],
    people: People,
    families: Set[str],
    known: Known,
) -> int | None:
    """The group that the mention joins: the same last word, and no given name, suffix or gender against it.

    Of several that fit ("Trump" after Donald and Melania Trump) the one that the surname alone has stood for most
    often, then the one named most, then of a couple who holds an office, then the latest: the press writes the others
    in full.
    """
    fitting = [
        place
        for place in by_last.get(_last(mention), [])
        if _may_join(mention, groups[place], people, families) and not _is_other(mention, groups[place], known)
    ]
    couple = len({m.gender for place in fitting for m in groups[place]} - {None}) > 1

    def rank(place: int) -> tuple[int, int, bool, int]:
        group = groups[place]
        office = couple and any(m.roles & people.offices for m in group)
        return (sum(len(m.name) == 1 for m in group), len(group), office, place)

    return max(fitting, key=rank, default=None)


def _last(mention: Mention) -> str:
    """The last word as names are looked up by it; "U.N." is no surname ("Kim Jong Un")."""
    return mention.last if "." in mention.last[:-1] else folded(mention.last)


def _may_join(mention: Mention, group: Sequence[Mention], people: People, families: Set[str]) -> bool:
    suffixes = ({folded(m.suffix) for m in some if m.suffix} for some in ([mention], group))
    if _against({mention.gender}, {m.gender for m in group}) or _against(*suffixes):
        return False
    if len(mention.name) == 1:
        return True
    full = {m.name: m.organisation for m in group if len(m.name) > 1}
    if not full and _told_apart(group, mention, people.offices, families):
        return False
    return all(
        _one_body(mention.name, name) if body or mention.organisation else people.may_be_one(mention.name, name)
        for name, body in full.items()
    )


def _against(one: Set[str | None], other: Set[str | None]) -> bool:
    return bool(one - {None} and other - {None} and not (one & other) - {None})


def _one_body(one: Sequence[str], other: Sequence[str]) -> bool:
    """The same words, or one is the end of the other: "Park Service", "National Park Service"."""
    short, long = sorted(([folded(w) for w in one], [folded(w) for w in other]), key=len)
    return long[-len(short) :] == short


def _is_other(lone: Mention, group: Sequence[Mention], known: Known) -> bool:
    """Whether a surname alone is that of somebody whom everybody knows by it, and the group's full names another's."""
    given = {folded(m.name[0]) for m in group if len(m.name) > 1 and not m.organisation}
    told = lone.gender is not None or len(lone.name) > 1  # "Ms. Ellis"
    return not told and bool(given) and _last(lone) in known and given.isdisjoint(known[_last(lone)])


def _join_late_full_names(
    groups: Sequence[list[Mention]], people: People, families: Set[str], known: Known
) -> list[list[Mention]]:
    """A lone surname before the first full name ("Clinton" in a headline) goes with the full name that follows it."""
    joined: list[list[Mention]] = []
    lone: dict[str, int] = {}
    for group in groups:
        key = _last(group[0])
        longest = max(len(m.name) for m in group)
        home = joined[lone[key]] if longest > 1 and key in lone else None
        if home is not None and not _against({m.gender for m in group}, {m.gender for m in home}):
            first = min((m for m in group if len(m.name) > 1), key=lambda m: m.span)
            if not (_told_apart(home, first, people.offices, families) or _is_other(home[0], group, known)):
                joined[lone.pop(key)].extend(group)
                continue
        if longest == 1:
            lone[key] = len(joined)
        joined.append(list(group))
    return joined


def _told_apart(lone: Sequence[Mention], full: Mention, offices: Set[str], families: Set[str]) -> bool:
    """Whether a surname in the text is not that of the full name after it: "Mr. Ellis … Ellis Jr.", "President Ellis …
    Governor Anna Ellis", "President Ellis … Anna Ellis … Robert Ellis"."""
    if all(m.aside for m in lone):
        return False
    one, other = ({role for m in some for role in m.roles & offices} for some in (lone, [full]))
    return bool(full.suffix) or _against(one, other) or (bool(one) and not other and _last(full) in families)


def _families(found: Sequence[Mention], people: People) -> Set[str]:
    """The surnames that several people of the text bear with different given names."""
    given: dict[str, set[str]] = {}
    for mention in found:
        if len(mention.name) > 1 and not mention.organisation and not mention.aside:
            given.setdefault(_last(mention), set()).add(folded(mention.name[0]))
    return {
        last
        for last, names in given.items()
        if any(not people.same_given(one, other) for one, other in combinations(sorted(names), 2))
    }


def _join_given_names(groups: Sequence[list[Mention]], people: People, families: Set[str]) -> list[list[Mention]]:
    """A given name alone ("Malia") goes with the one person of the article who bears it and a surname; a woman's name
    with the same and one more surname ("Jane Ellis Alvarez")."""
    by_given: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        for given in {folded(m.name[0]) for m in group if len(m.name) > 1 and not m.organisation and not m.aside}:
            by_given.setdefault(given, []).append(place)

    def home(place: int, group: Sequence[Mention]) -> int | None:
        if any(m.organisation for m in group):
            return None
        bearing = [other for other in by_given.get(folded(group[0].name[0]), []) if other != place]
        if all(len(m.name) == 1 for m in group):
            person = any(m.subject or m.gender for m in group) and not any(m.place for m in group)
            return bearing[0] if person and len(bearing) == 1 else None
        fit = [
            other
            for other in bearing
            if other < place and all(_may_join(m, groups[other], people, families) for m in group)
        ]
        return fit[0] if len(fit) == 1 else None

    return _moved(groups, home)


def _join_bodies(groups: Sequence[list[Mention]], text: str, bodies: Bodies) -> list[list[Mention]]:
    """ "IMF" goes with the one name of the article whose letters it spells ("International Monetary Fund"), or that it
    follows in brackets; "Department of Justice" with "Justice Department", "Treasury" with its department."""
    full = [max(group, key=lambda m: len(m.name)).name for group in groups]
    keys = [bodies.key(bodies.in_full(name)) for name in full]
    organised = [any(m.organisation for m in group) for group in groups]
    by_key: dict[tuple[str, ...], int] = {}
    for place, key in enumerate(keys):
        if len(key) > 1 and organised[place]:
            by_key.setdefault(key, place)
            if (short := bodies.short_of(key)) is not None:
                by_key.setdefault((short,), place)
    begun = {key[:cut]: place for place, key in enumerate(keys) for cut in range(2, len(key)) if organised[place]}
    before_bracket = {m.span.end: place for place, group in enumerate(groups) for m in group if len(m.name) > 1}

    def home(place: int, group: Sequence[Mention]) -> int | None:
        other = by_key.get(keys[place])
        if other is not None and other != place and (len(keys[place]) == 1 or organised[place]):
            return other
        name = full[place]
        if organised[place] and keys[place] in begun:  # "Safari Club", "Safari Club International"
            return begun[keys[place]]
        if len(name) > 1 or not is_acronym(name[0]):
            return None
        for mention in group:
            start = mention.span.start
            if text[start - 2 : start] == " (" and text[mention.span.end : mention.span.end + 1] == ")":
                introduced = before_bracket.get(start - 2)
                if introduced is not None and folded(full[introduced][-1])[0] == folded(name[0])[-1]:
                    return introduced
        spelled = [p for p, words in enumerate(full) if len(words) > 1 and bodies.spells(name[0], words)]
        return spelled[0] if len(spelled) == 1 else None

    return _moved(groups, home)


def _moved(
    groups: Sequence[list[Mention]], home: Callable[[int, Sequence[Mention]], int | None]
) -> list[list[Mention]]:
    """The groups, those that have a home among the others put into it; each in text order."""
    homes = {place: found for place, group in enumerate(groups) if (found := home(place, group)) is not None}

    def last(place: int) -> int:
        seen: set[int] = set()
        while place in homes and place not in seen:
            seen.add(place)
            place = homes[place]
        return min(seen) if place in seen else place

    joined: list[list[Mention]] = [[] for _ in groups]
    for place, group in enumerate(groups):
        joined[last(place)].extend(group)
    return [sorted(group, key=lambda m: m.span) for group in joined if group]


def _entity(group: Sequence[Mention], people: People, bodies: Bodies) -> Entity:
    genders = [m.gender for m in group if m.gender] or [m.owned for m in group if m.owned]
    persons = sum(bool(m.gender or m.roles) for m in group)
    forms = {m.name for m in group}
    initials = {m.last for m in group if len(m.name) == 1 and is_acronym(m.last)}
    spelled = any(bodies.spells(one, name) for one in initials for name in forms if len(name) > 1)
    name = _fullest(group, people, bodies)
    whole = sorted((m for m in group if len(m.name) > 1), key=lambda m: (m.aside, m.span.start))[:1]
    body = [m.organisation for m in group if m.name == name] or [m.organisation for m in group]
    body = body if len(name) > 1 else [m.organisation for m in group]
    return Entity(
        " ".join((*name, *(m.suffix for m in whole if m.suffix))).translate(_PLAIN),
        tuple(group),
        max(sorted(set(genders)), key=genders.count) if genders else None,
        (spelled or sum(body) * 2 > len(body)) and persons * 2 < len(group) + 1,
        frozenset().union(*(m.roles for m in group)),
        frozenset(word.casefold() for name in forms for word in name),
    )


def _fullest(group: Sequence[Mention], people: People, bodies: Bodies) -> tuple[str, ...]:
    """The name that a group goes by: of those with a given name the one the text uses most, then the longest.

    A body that the text calls by its initials goes by its words all the same, unless everybody knows it by them (FBI).
    The end of a longer name is not that full where it begins with a surname ("Peña Nieto"); a headline's capitals
    ("ELLIS", "Ellis Says") count only where there is no other.
    """
    full = [m for m in group if len(m.name) > 1] or list(group)
    short = [m for m in group if len(m.name) == 1 and is_acronym(m.last) and not m.aside]
    full = [m for m in short if bodies.is_everyday(m.last)] or full
    full = [m for m in full if not m.aside] or full
    folds = {m.name: tuple(map(folded, m.name)) for m in full}
    ends = {
        name
        for name, words in folds.items()
        if words[0] not in people.gender and any(o[-len(words) :] == words and o != words for o in folds.values())
    }
    used = Counter(folds[m.name] for m in full)

    def rank(mention: Mention) -> tuple[bool, int, int, bool, int]:
        words = folds[mention.name]
        written = not all(map(str.isupper, mention.name))
        return (mention.name not in ends, used[words], len(words), written, -mention.span.start)

    return bodies.in_full(max(full, key=rank).name)
