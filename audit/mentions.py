"""An article's trees go in, the people and organisations it names come out, mention by mention, joined into who is who.

A name is joined with an earlier one that ends in the same surname ("Jane Alvarez", "Ms. Alvarez", "Alvarez"), or that
it stands for in capitals ("IMF"). Descriptions around a name ("Sen.", "the mayor of Springfield, …") are kept as its
roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from attrs import field, frozen

from audit.lexicon import Entry, Lexicon
from audit.model import Article, Sentence, Span, Token

_SUFFIXES: Final = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_ORGANISATION: Final = frozenset(
    (
        "administration agency alliance army assembly association authority bank board bureau campaign center "
        "centre chamber channel church city club coalition college commission committee company conference "
        "congress corp corp. corporation council court daily department embassy federation force foundation "
        "fund gazette government group herald house inc inc. institute institution journal league ministry "
        "museum nation network news office organization organisation pac panel parliament party police post "
        "press project radio review school senate service society state states station street team television "
        "times today tribune tv union university watch guild kingdom republic emirates"
    ).split()
)
_PLACE: Final = frozenset("in into near across throughout within around outside".split())
_POSSESSIVES: Final = {"his": "masculine", "her": "feminine"}
_PLURAL_PEOPLE: Final = frozenset({"NNPS"})
_FULL: Final = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "dr": "doctor", "prof": "professor",
    "col": "colonel", "capt": "captain", "lt": "lieutenant", "sgt": "sergeant", "adm": "admiral", "rev": "reverend",
}  # fmt: skip


@frozen
class Mention:
    """One place where a name stands: the sentence's and the head word's place, the words of the name, its roles.

    ``place``: a preposition of place governs it ("in Springfield"); ``modifier``: it stands before a noun ("the Reyes
    campaign"); ``owned``: the gender of what is its own by the sentence ("Reyes sold her house"); ``main``: it stands
    in the sentence's main clause.
    """

    sentence: int
    head: int
    span: Span
    name: tuple[str, ...]
    roles: frozenset[str] = frozenset()
    gender: str | None = None
    organisation: bool = False
    subject: bool = False
    possessive: bool = False
    place: bool = False
    modifier: bool = False
    owned: str | None = None
    main: bool = False

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
    groups = _join_acronyms(_join_late_full_names(groups))
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
        before, words = _split_title(tokens, words, titles, names)
        roles = {_FULL.get(word := tokens[i].text.lower().rstrip("."), word) for i in before}
        gender = next((g for i in before if (g := _gender(titles.get(tokens[i].text.lower(), ())))), None)
        words = _with_of_phrase(sentence, words)
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
        texts = tuple("".join(tokens[i].text for i in run) for run in _written_together(tokens, words))
        organisation = _is_organisation(sentence, words, gender is not None or bool(roles))
        yield Mention(
            number,
            head.index,
            Span(tokens[words[0]].span.start, head.span.end),
            texts,
            frozenset(roles),
            gender,
            organisation,
            _is_subject(sentence, top, titles),
            any(c.xpos == "POS" for c in sentence.children(top.index, "case")),
            any(c.lemma.lower() in _PLACE for c in sentence.children(top.index, "case")),
            top.deprel == "compound" and top.head > top.index,
            _owned(sentence, top),
            in_main_clause(sentence, top),
        )


def _split_title(
    tokens: Sequence[Token],
    words: list[int],
    titles: Mapping[str, tuple[Entry, ...]],
    names: Mapping[str, tuple[Entry, ...]],
) -> tuple[list[int], list[int]]:
    """What stands before a personal name, and the name: a known given name begins it, else it follows the last
    title."""
    for place in range(1, len(words) - 1):
        if tokens[words[place]].text.lower() in names and tokens[words[place - 1]].text.lower() not in names:
            return words[:place], words[place:]
    last = max((i for i in range(len(words) - 1) if tokens[words[i]].text.lower() in titles), default=-1)
    if tokens[words[-1]].text.lower() in titles or any(tokens[w].text.lower() in _ORGANISATION for w in words):
        return [], words
    return words[: last + 1], words[last + 1 :]


def _with_of_phrase(sentence: Sentence, words: list[int]) -> list[int]:
    """Commission on Presidential Debates, University of Ohio: a body's name goes on after the preposition."""
    head = sentence.tokens[words[-1]]
    if head.text.lower() not in _ORGANISATION:
        return words
    for child in sentence.children(head.index, "nmod"):
        cases = sentence.children(child.index, "case")
        below = sentence.subtree(child.index)
        adjoining = below[0] == words[-1] + 1 and below == tuple(range(below[0], below[-1] + 1))
        if child.upos == "PROPN" and adjoining and any(c.lemma in ("of", "on", "for") for c in cases):
            return [*words, *below] if len(below) <= 5 else words
    return words


def _written_together(tokens: Sequence[Token], words: Sequence[int]) -> list[list[int]]:
    """Words of the tree that the text writes as one (O'Neill) as one group."""
    groups: list[list[int]] = []
    for i in words:
        if groups and tokens[groups[-1][-1]].span.end == tokens[i].span.start and tokens[i].text.isalpha():
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _is_subject(sentence: Sentence, top: Token, titles: Mapping[str, tuple[Entry, ...]]) -> bool:
    """Whether the name is a subject, itself or through the title it hangs on ("Secretary of State John Kerry said")."""
    here, seen = top, set[int]()
    while here.index not in seen:
        seen.add(here.index)
        if here.deprel.startswith("nsubj"):
            return True
        if here.head < 0:
            return False
        above = sentence.tokens[here.head]
        by_title = here.deprel == "nmod" and above.text.lower() in titles
        if here.deprel.split(":")[0] not in ("flat", "appos") and not by_title:
            return False
        here = above
    return False


def in_main_clause(sentence: Sentence, token: Token) -> bool:
    """Whether no subordinate clause stands between the word and the root."""
    here, seen = token, set[int]()
    while here.head >= 0 and here.index not in seen:
        seen.add(here.index)
        if here.deprel.split(":")[0] in ("ccomp", "csubj", "advcl", "acl", "parataxis"):
            return False
        here = sentence.tokens[here.head]
    return True


def _owned(sentence: Sentence, top: Token) -> str | None:
    """The gender that "his" or "her" in the same clause gives its subject: a possessive without another subject
    between is the subject's own (binding: Reinhart 1983)."""
    if not top.deprel.startswith("nsubj") or top.head < 0:
        return None
    for child in sentence.children(top.head, "obj", "iobj", "obl", "xcomp"):
        for index in sentence.subtree(child.index):
            token = sentence.tokens[index]
            gender = _POSSESSIVES.get(token.text.lower()) if token.deprel == "nmod:poss" else None
            if gender and not any(sentence.children(place, "nsubj") for place in _between(sentence, token, top.head)):
                return gender
    return None


def _between(sentence: Sentence, token: Token, above: int) -> list[int]:
    """The places that the tree passes from a word up to one above it, both left out."""
    passed: list[int] = []
    here = token.head
    while here >= 0 and here != above and here not in passed:
        passed.append(here)
        here = sentence.tokens[here].head
    return passed


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


def _gender(entries: Sequence[Entry]) -> str | None:
    return next((gender for entry in entries if (gender := entry.get("gender"))), None)


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
