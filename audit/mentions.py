"""An article's trees go in, the people and organisations it names come out, mention by mention, joined into who is who.

A name is joined with an earlier one that ends in the same surname ("Jane Alvarez", "Ms. Alvarez", "Alvarez"), or that it
stands for in capitals ("IMF"). Descriptions around a name ("Sen.", "the mayor of Springfield, …") are kept as its roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from attrs import field, frozen

from audit.lexicon import Lexicon
from audit.model import Article, Sentence, Span, Token

_SUFFIXES: Final = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_ORGANISATION: Final = frozenset(
    "administration agency alliance army assembly association authority bank board bureau campaign center centre chamber "
    "channel church city club coalition college commission committee company conference congress corp corp. corporation "
    "council court daily department embassy federation force foundation fund gazette government group herald house inc inc. "
    "institute institution journal league ministry museum nation network news office organization organisation pac panel "
    "parliament party police post press project radio review school senate service society state states station street "
    "team television times today tribune tv union university watch guild kingdom republic emirates".split()
)
_PLURAL_PEOPLE: Final = frozenset({"NNPS"})


@frozen
class Mention:
    """One place where a name stands: the sentence's and the head word's place, the words of the name, its roles."""

    sentence: int
    head: int
    span: Span
    name: tuple[str, ...]
    roles: frozenset[str] = frozenset()
    gender: str | None = None
    organisation: bool = False
    subject: bool = False
    possessive: bool = False

    @property
    def last(self) -> str:
        """The surname, or the last word of a name."""
        return self.name[-1]


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
    found = [m for number, s in enumerate(article.sentences) for m in _in_sentence(number, s, lexicon)]
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
    groups = _join_late_full_names(groups)
    entities = tuple(_entity(group) for group in groups)
    at = {
        (mention.sentence, index): place
        for place, group in enumerate(groups)
        for mention in group
        for index in range(mention.head - len(mention.name) + 1, mention.head + 1)
        if index >= 0
    }
    return Mentions(entities, at)


def _in_sentence(number: int, sentence: Sentence, lexicon: Lexicon) -> Iterable[Mention]:
    titles, names = lexicon.by_word("titles"), lexicon.by_word("names")
    tokens = sentence.tokens
    index = 0
    while index < len(tokens):
        if not _is_name(tokens[index]):
            index += 1
            continue
        end = index
        while end + 1 < len(tokens) and _continues(tokens, end, sentence):
            end += 1
        words = list(range(index, end + 1))
        index = end + 1
        roles, gender = set[str](), None
        while len(words) > 1 and tokens[words[0]].text.lower() in titles and not _given(tokens[words[0]].text, names):
            title = tokens[words[0]].text.lower().rstrip(".")
            roles.add(title)
            gender = gender or _gender(titles[tokens[words[0]].text.lower()])
            words = words[1:]
        while len(words) > 1 and tokens[words[-1]].text.lower() in _SUFFIXES:
            words = words[:-1]
        if len(words) == 1 and tokens[words[0]].text.lower() in titles and tokens[words[0]].text.lower() != "justice":
            continue
        if tokens[words[-1]].xpos in _PLURAL_PEOPLE and len(words) == 1:
            continue
        head = tokens[words[-1]]
        top = _top(sentence, words)
        roles |= _roles(sentence, top, words, lexicon)
        given = tokens[words[0]].text.lower()
        gender = gender or (_gender(names[given]) if given in names and len(words) > 1 else None)
        gender = gender or next((g for r in sorted(roles) if r in titles and (g := _gender(titles[r]))), None)
        texts = tuple(tokens[i].text for i in words)
        organisation = _is_organisation(sentence, words, gender is not None or bool(roles))
        yield Mention(
            number,
            head.index,
            Span(tokens[words[0]].span.start, head.span.end),
            texts,
            frozenset(roles),
            gender,
            organisation,
            top.deprel.startswith("nsubj"),
            any(c.xpos == "POS" for c in sentence.children(top.index, "case")),
        )


def _is_name(token: Token) -> bool:
    return token.upos == "PROPN" and token.text[:1].isalpha() and not token.text.islower()


def _continues(tokens: Sequence[Token], place: int, sentence: Sentence) -> bool:
    here, after = tokens[place], tokens[place + 1]
    if after.text in ("'s", "’s") or not (_is_name(after) or after.text.lower() in _SUFFIXES):
        return (
            after.text.lower() in ("de", "la", "del", "von", "van", "bin", "al", "el", "of", "and")
            and place + 2 < len(tokens)
            and _is_name(tokens[place + 2])
            and (after.text.lower() not in ("of", "and"))
        )
    # two names side by side are one only where the tree holds them together: "Monday Trump" are two
    linked = after.head == here.index or here.head == after.index
    shared = here.head == after.head and here.deprel in ("compound", "flat") and after.deprel in ("compound", "flat")
    above = after.head >= 0 and here.head >= 0 and (after.head == here.head or tokens[here.head].head == after.head)
    return linked or shared or (above and after.deprel in ("flat", "compound"))


def _top(sentence: Sentence, words: Sequence[int]) -> Token:
    inside = set(words)
    for index in words:
        if sentence.tokens[index].head not in inside:
            return sentence.tokens[index]
    return sentence.tokens[words[-1]]


def _given(text: str, names: object) -> bool:
    return text.lower() in names  # type: ignore[operator]


def _gender(entries: Sequence[object]) -> str | None:
    return next((g for e in entries if (g := e.get("gender"))), None)  # type: ignore[attr-defined]


def _roles(sentence: Sentence, top: Token, words: Sequence[int], lexicon: Lexicon) -> set[str]:
    """The common nouns that describe the name: before it, in apposition, or that it stands in apposition to."""
    near: set[int] = set()
    for child in sentence.children(top.index, "compound", "nmod", "appos", "amod", "flat"):
        if child.upos == "NOUN" and (child.deprel != "nmod" or child.index < top.index):
            near.add(child.index)
    if top.deprel in ("appos", "flat") and top.head >= 0 and sentence.tokens[top.head].upos == "NOUN":
        near.add(top.head)
    if top.deprel.startswith("nsubj") and top.head >= 0:
        predicate = sentence.tokens[top.head]
        if predicate.upos == "NOUN" and sentence.children(predicate.index, "cop"):
            near.add(predicate.index)
    return {sentence.tokens[i].lemma.lower() for i in near if i not in words}


def _is_organisation(sentence: Sentence, words: Sequence[int], person: bool) -> bool:
    tokens = sentence.tokens
    last = tokens[words[-1]].text
    if any(tokens[i].text.lower() in _ORGANISATION for i in words):
        return True
    if person:
        return False
    if last.isupper() and len(last) > 1 and "." not in last[:-1]:
        return True
    return any(c.lemma == "the" for c in sentence.children(_top(sentence, words).index, "det"))


def _group_of(mention: Mention, groups: Sequence[Sequence[Mention]], by_last: dict[str, list[int]]) -> int | None:
    """The latest group that the mention joins: the same last word, and no given name or gender against it."""
    for place in reversed(by_last.get(mention.last.casefold(), [])):
        fullest = max(groups[place], key=lambda m: len(m.name))
        genders = {m.gender for m in groups[place]} - {None}
        if mention.gender and genders and mention.gender not in genders:
            continue
        mine, theirs = mention.name[:-1], fullest.name[:-1]
        if not mine or not theirs or _same_given(mine, theirs):
            return place
    return None


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


def _entity(group: Sequence[Mention]) -> Entity:
    fullest = max(group, key=lambda m: (len(m.name), -m.span.start))
    genders = [m.gender for m in group if m.gender]
    people = sum(bool(m.gender or m.roles) for m in group)
    return Entity(
        " ".join(fullest.name),
        tuple(group),
        max(sorted(set(genders)), key=genders.count) if genders else None,
        sum(m.organisation for m in group) * 2 > len(group) and people * 2 < len(group) + 1,
        frozenset().union(*(m.roles for m in group)),
    )
