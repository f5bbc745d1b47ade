"""Several articles with claims go in, the same come out, each source listed by one name in all of them.

A source keeps the name that its own article gives it (``resolved``); ``listed`` is what tables, chains and graphs call
it. Who is who is a function of the articles' names alone: their order changes nothing, nor does an article that names
nobody, and whom an article keeps apart stays apart. What cannot be told keeps its article's name.

Source: names in full, surnames and short forms as newspapers vary them (AP Stylebook, "names"); the rules are ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from attrs import evolve, frozen

from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim, Named
from audit.resolve.bodies import Bodies, bodies_of
from audit.resolve.personal import People, folded, people_of

Names = Mapping[str, Sequence[Named]]  # article id -> whom it names
Key = tuple[str, ...]


@frozen
class Person:
    """Who one is in all articles: the ``name`` to list and the office to list it with, None where none is told."""

    name: str
    title: str | None = None


def listed_together(articles: Sequence[Article], lexicon: Lexicon) -> list[Article]:
    """The same articles, in the same order, with ``listed`` on the sources of their claims."""
    named = {article.id: named_in(article) for article in articles}
    known = who_is_who(named, lexicon)
    return [
        listed_as(article, {one.name: known[article.id, one.name].name for one in named[article.id]})
        for article in articles
    ]


def listed_as(article: Article, names: Mapping[str, str]) -> Article:
    """The article, its claims' sources listed by these names; one that is not among them stays as it is."""

    def listed(claim: Claim) -> Claim:
        if claim.source is None or not claim.source.listed:
            return claim
        found = tuple(dict.fromkeys(names.get(name, name) for name in claim.source.listed))
        return claim if found == claim.source.listed else evolve(claim, source=evolve(claim.source, listed=found))

    return evolve(article, claims=tuple(map(listed, article.claims)))


def titles_of(articles: Iterable[Article], lexicon: Lexicon) -> dict[str, str]:
    """Listed name -> the office that articles give its bearer, for those of whom one is told."""
    known = who_is_who({article.id: named_in(article) for article in articles}, lexicon)
    return {person.name: person.title for person in known.values() if person.title}


def named_in(article: Article) -> list[Named]:
    """Whom an article names, and the sources of its claims that are none of these: outlets, documents, bodies. What
    only a claim has (``number`` 0) the article does not keep apart from others."""
    found = {one.name: one for one in article.named}
    for claim in article.claims:
        for name in claim.source.listed if claim.source is not None else ():
            found.setdefault(name, Named(name, body=True, number=0))
    return list(found.values())


def who_is_who(names: Names, lexicon: Lexicon) -> dict[tuple[str, str], Person]:
    """(article id, name) -> who that is in all articles, for every name of every article."""
    people, bodies, outlets = people_of(lexicon), bodies_of(lexicon), lexicon.once(OutletIndex)
    groups = _groups(names, people, bodies)
    placed = {place for group in groups for place in group.places}
    lone = [
        _Group({(article, one.name)}, [one])
        for article in sorted(names)
        for one in names[article]
        if (article, one.name) not in placed
    ]
    by_word: dict[str, list[_Group]] = {}
    for group in groups:
        if not group.body:
            words = [people.parted(key)[0] for key in group.keys]
            for word in {w for key in words for w in (key[-1], key[0])}:
                by_word.setdefault(word, []).append(group)
    while homes := _homes(lone, by_word, people):
        for one, home in homes:
            home.places.update(one.places)
            home.named.extend(one.named)
        told = {id(one) for one, _ in homes}
        lone = [one for one in lone if id(one) not in told]
    found: dict[tuple[str, str], Person] = {}
    for group in (*groups, *lone):
        person = Person(_name(group, outlets), _title(group))
        found |= dict.fromkeys(group.places, person)
    return found


@frozen(eq=False)
class _Group:
    """The names that are one's: where they stand, and what their articles tell; ``keys`` of names of several words, or
    of a body."""

    places: set[tuple[str, str]]
    named: list[Named]
    keys: frozenset[Key] = frozenset()
    body: bool = False

    @property
    def articles(self) -> set[str]:
        return {article for article, _ in self.places}


_Node = tuple[bool, Key]  # a body's name or a person's, as it is compared


def _groups(names: Names, people: People, bodies: Bodies) -> list[_Group]:
    """The names of two words or more, and those of bodies, joined where they are one's.

    A name joins others only where all whom it may be are one: "J. Ellis" stays alone beside Jane and John Ellis. So
    what is joined does not depend on an order.
    """
    nodes: dict[_Node, _Group] = {}
    standing: dict[_Node, set[str]] = {}  # articles that name both of two keep these apart
    alone: set[_Node] = set()
    for article, some in names.items():
        here: dict[_Node, None] = {}
        for one in some:
            words = one.name.split()
            key = bodies.key(words) if one.body else tuple(map(folded, words))
            if not key or (not one.body and len(words) == 1):
                continue
            node = (one.body, key)
            group = nodes.setdefault(node, _Group(set(), [], frozenset({key}), one.body))
            group.places.add((article, one.name))
            group.named.append(one)
            if one.number:
                here[node] = None
        for node in here:
            standing.setdefault(node, set()).add(article)
        surnames = {folded(one.name) for one in some if not one.body}
        for (
            body,
            key,
        ) in here:  # "Trump" and "Donald Trump Jr." in one article: the son is not the other articles' Trump
            words_, suffix = people.parted(key)
            if not body and suffix and words_[-1] in surnames:
                alone.add((body, key))
    loose = {node for node, group in nodes.items() if not any(one.number for one in group.named)}
    near = _near([node for node in nodes if node not in alone], standing, loose, people, bodies)
    clear = {  # all whom it may be are one
        node for node, some_near in near.items() if all(b in near[a] for a, b in combinations(some_near, 2))
    }
    joined: list[_Group] = []
    seen: set[_Node] = set()
    for node in nodes:
        if node in seen:
            continue
        members = [node, *(other for other in near[node] if other in clear)] if node in clear else [node]
        seen |= set(members)
        some_groups = [nodes[member] for member in members]
        places = {place for group in some_groups for place in group.places}
        named = [one for group in some_groups for one in group.named]
        joined.append(_Group(places, named, frozenset(member[1] for member in members), node[0]))
    return joined


def _near(
    nodes: Iterable[_Node], standing: Mapping[_Node, set[str]], loose: set[_Node], people: People, bodies: Bodies
) -> dict[_Node, dict[_Node, None]]:
    """For each name the others that it may be. Only names that share a word, or the letters of an acronym, are
    compared; a ``loose`` one, which is words of a claim ("a study by the Roads Institute"), is no part of another. No
    list of all pairs is made, which may be long."""
    near: dict[_Node, dict[_Node, None]] = {}
    sharing: dict[tuple[bool, str], list[_Node]] = {}
    for node in sorted(nodes):
        near[node] = {}
        body, key = node
        shared = {key[0], key[-1], *bodies.initials(key)} if body else {people.parted(key)[0][-1], key[0]}
        for word in shared:
            sharing.setdefault((body, word), []).append(node)
    for one, other in (pair for some in sharing.values() for pair in combinations(some, 2)):
        if not standing.get(one, set()).isdisjoint(standing.get(other, ())):
            continue
        whole = one in loose or other in loose
        if _one_body(one[1], other[1], bodies, whole) if one[0] else people.may_be_one(one[1], other[1]):
            near[one][other] = near[other][one] = None
    return {node: dict.fromkeys(sorted(others)) for node, others in near.items()}


def _one_body(one: Key, other: Key, bodies: Bodies, whole: bool) -> bool:
    """Whether one name is the other's initials, or a department's without its noun, or, unless ``whole``, its end or
    beginning; names of one key are one anyway."""
    short, long = sorted((one, other), key=len)
    if len(short) > 1:  # "Washington Hospital Center" is the end of a longer name, "Safari Club" its beginning
        return not whole and short in (long[-len(short) :], long[: len(short)])
    return len(short) == 1 < len(long) and (bodies.short_of(long) == short[0] or short[0] in bodies.initials(long))


def _homes(
    lone: Sequence[_Group], by_word: Mapping[str, Sequence[_Group]], people: People
) -> list[tuple[_Group, _Group]]:
    """The names of one word that can be told, each with the one person whose surname, or else given name, it is.

    Of several persons those count whose office it has ("President Ellis"), then those whom an article calls by the
    surname alone. Two names of one article are never one's: of a surname and a given name it is the surname.
    """
    found: dict[tuple[int, str, bool], list[tuple[_Group, _Group]]] = {}
    for one in lone:
        ((article, name),) = one.places
        word = folded(name)
        bearing = by_word.get(word, ())
        fit = [group for group in bearing if any(people.parted(key)[0][-1] == word for key in group.keys)]
        given = not fit
        fit = fit or [group for group in bearing if word in people.gender]
        fit = [group for group in fit if article not in group.articles and not _against(one, group)]
        offices = _offices(one, people)
        for choice in (
            [group for group in fit if _offices(group, people) & offices],
            [group for group in fit if any(named.alone for named in group.named)],
        ):
            fit = choice if len(fit) > 1 and choice else fit
        if len(fit) == 1:
            found.setdefault((id(fit[0]), article, given), []).append((one, fit[0]))
    return [
        pairs[0]
        for (home, article, given), pairs in found.items()
        if len(pairs) == 1 and not (given and (home, article, False) in found)
    ]


def _against(lone: _Group, group: _Group) -> bool:
    one, other = ({named.gender for named in some.named} - {None} for some in (lone, group))
    return bool(one and other and not one & other)


def _offices(group: _Group, people: People) -> frozenset[str]:
    return frozenset(role for one in group.named for role in one.roles) & people.offices


def _name(group: _Group, outlets: OutletIndex) -> str:
    """The name that most articles give in full, then a person's of fewest words, then the one that is used most."""
    articles = Counter(name for _, name in group.places)
    used = Counter[str]()
    for one in group.named:
        used[one.name] += one.number
    whole = [name for name in articles if group.body or len(name.split()) > 1] or list(articles)
    name = min(whole, key=lambda n: (-articles[n], 0 if group.body else len(n.split()), -used[n], n))
    return outlets.canonical(name) if outlets.name_of(name) is not None else name


def _title(group: _Group) -> str | None:
    """The office that most articles give, then the one told in most words."""
    told = Counter(one.title for one in group.named if one.title)
    return min(told, key=lambda title: (-told[title], -len(title.split()), title), default=None)
