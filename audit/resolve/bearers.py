"""A definite noun phrase for one person goes in, who of those that the article names bears it comes out: "the Vermont
senator", "the legislator", "the 43-year-old".

What an article tells of a person stands before the name, in apposition to it or after "is"; a later description takes
up one of these words, a wider one ("lawmaker" for a senator), or, as newspapers vary a name, says something new of
whoever is in view.

Source: definite descriptions, Quirk et al. 1985, 5.26 to 5.33; elegant variation, Fowler 1926; the weights are ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Sentence, Token
from audit.resolve.context import Context, Reference
from audit.resolve.mentions import Entity
from audit.resolve.names import Mention
from audit.resolve.parts import own_names

_TOLD: Final = 12  # of a name, at most so many mentions are read for what they tell of its bearer
_IN_VIEW: Final = 4  # sentences before a description in which whom it varies must be named
_NEAR: Final = 2  # sentences before an office in which whoever is named but once must be a subject
_LATER: Final = 12  # sentences after a description in which its bearer must be named
_LONGEST: Final = 12  # words of an apposition that are read
_MARGIN: Final = 0.3  # by which the likeliest must be more in view than the next
_BESIDE: Final = ("appos", "flat", "nmod", "compound", "amod", "acl")
_MARKING: Final = ("NOUN", "PROPN", "ADJ", "VERB", "X")


@frozen
class Told:
    """What an article tells of a person: the ``nouns`` that say what they are, those of them that they are no longer
    (``left``), and all the ``words`` with them, lemmas in lower case."""

    nouns: frozenset[str]
    left: frozenset[str]
    words: frozenset[str]


def bearer(context: Context, reference: Reference) -> tuple[Entity, bool] | None:
    """Who bears a definite description, of the people named before it, and whether its other words are told of them
    too ("the Vermont senator"); None where nobody does."""
    roles = context.lexicon.once(_Roles)
    if "Number=Plur" in reference.head.feats or not _is_person(context, reference):
        return None
    noun, marks, narrow = roles.office(reference.sentence, reference.head), *_marks(context, reference)
    former = bool(marks & roles.former)
    best: tuple[tuple[int, int, bool, int, int], Entity] | None = None
    for entity, mentions in _people_before(context, reference):
        told = told_of(context, entity)
        fit = roles.fit(noun, told.nouns) or roles.fit_by_state(noun, marks, told)
        fit = fit if roles.same_gender(reference.head, entity) else 0
        if not fit or (narrow and not narrow & told.words) or roles.elsewhere(marks, told.words):
            continue
        near = sum(reference.number - mention.sentence <= 1 for mention in mentions)
        same = former == bool(roles.fit(noun, told.left))
        rank = (len(marks & told.words), fit, same, len(mentions) + 3 * near, mentions[-1].span.start)
        if best is None or rank > best[0]:
            best = rank, entity
    return (best[1], best[0][0] > 0) if best is not None else None


def in_view(context: Context, reference: Reference) -> Entity | None:
    """Whom a description varies that says something new ("the 43-year-old", "the presidential hopeful"): the person
    that the sentences before it are about; None where that is not plain."""
    if not _varies(context, reference):
        return None
    weights: dict[str, tuple[float, Entity]] = {}
    roles = context.lexicon.once(_Roles)
    for entity, mentions in _people_before(context, reference):
        known = entity.gender is not None or any(m.titled < m.first for m in mentions)
        if not (known or any(len(m.name) > 1 for m in mentions)) or not roles.same_gender(reference.head, entity):
            continue
        for mention in mentions:
            distance = reference.number - mention.sentence
            if distance > _IN_VIEW or mention.place or mention.modifier:
                continue
            weight = 1.2 * mention.subject + 0.8 * context.speaks_at(mention.span.start) - 0.6 * distance
            quoted = context.quoted(mention.span.start) is not None
            spoken_of = reference.attribution is not None and context.told_at(mention.span)
            weight += min(1.0, 0.1 * len(mentions)) - 0.4 * mention.possessive - 2.5 * quoted
            weight -= 0.8 * (spoken_of and not quoted)
            if entity.name not in weights or weight > weights[entity.name][0]:
                weights[entity.name] = weight, entity
    order = sorted(weights.values(), key=lambda pair: -pair[0])
    if not order or (len(order) > 1 and order[0][0] - order[1][0] < _MARGIN):
        return None
    return order[0][1]


def named_after(context: Context, reference: Reference) -> Entity | None:
    """Who a description stands for that the article names only after it, by the same noun as known: "the lawyer for the
    campaign said … The lawyer, Mark Lund, said"."""
    if not _is_person(context, reference) or "Number=Plur" in reference.head.feats:
        return None
    definite = context.kinds.nouns.definite
    sentences = context.article.sentences
    for number in range(reference.number, min(reference.number + _IN_VIEW, len(sentences))):
        sentence = sentences[number]
        for noun in sentence.tokens:
            same = noun.lemma == reference.head.lemma and noun.upos == "NOUN" and "Number=Plur" not in noun.feats
            if not same or noun.span.start <= reference.head.span.start:
                continue
            if not any(c.text.lower() in definite for c in sentence.children(noun.index, "det")):
                continue
            for name in own_names(sentence, noun, range(len(sentence.tokens))):
                entity = context.mentions.at(number, name.index)
                if entity is not None and not context.is_body(entity):
                    return entity
    return None


def named_later(context: Context, reference: Reference) -> Entity | None:
    """Whom a description stands for that the article names only after it, where what it tells of the name has the noun
    and all that narrows it: "the acting harbor master said … Ivo Lund, the acting harbor master, said"; None where it
    tells that of nobody or of two."""
    roles = context.lexicon.once(_Roles)
    if "Number=Plur" in reference.head.feats or not _is_person(context, reference):
        return None
    owners = reference.sentence.children(reference.head.index, "nmod:poss")
    if any(owner.upos != "PROPN" for owner in owners):
        return None  # "the president's son": who owns must be known first
    noun, (marks, _) = roles.office(reference.sentence, reference.head), _marks(context, reference)
    found = []
    for entity in context.mentions.entities:
        first = entity.mentions[0]
        late = first.span.start > reference.head.span.start and first.sentence - reference.number <= _LATER
        unfit = context.is_body(entity) or not roles.same_gender(reference.head, entity)
        if not late or unfit or roles.is_title(entity.name):
            continue
        told = told_of(context, entity)
        if marks and marks <= told.words and roles.fit(noun, told.nouns) == 2:
            found.append(entity)
    return found[0] if len(found) == 1 else None


def untold(context: Context, reference: Reference) -> Entity | None:
    """Whom an office that one person holds stands for ("the president") where the article tells it of nobody before:
    the one it names most of those of whom it tells no office; None for two, for whom the words said name, and where
    other words stand with the noun."""
    roles, nouns = context.lexicon.once(_Roles), context.kinds.nouns
    if reference.head.lemma.lower() not in roles.sole or (_marks(context, reference)[0] - roles.american):
        return None
    said = reference.attribution.content if reference.attribution is not None else ()
    counts: list[tuple[int, Entity]] = []
    for entity, mentions in _people_before(context, reference):
        told = told_of(context, entity).nouns - roles.address
        if roles.fit(reference.head.lemma.lower(), told):
            return None
        titled = any(m.titled < m.first for m in mentions)
        person = entity.gender is not None or titled or any(m.subject or m.possessive for m in mentions)
        person = person and not any(m.place for m in entity.mentions)
        office = any(noun.split()[-1] in roles.titles or nouns.roles_of(noun) for noun in told)
        spoken = any(span.overlaps(m.span) for span in said for m in entity.mentions)
        if person and not office and not spoken:
            counts.append((len(mentions), entity))
    counts.sort(key=lambda pair: -pair[0])
    if not counts or (len(counts) > 1 and counts[0][0] <= 2 * counts[1][0]):
        return None
    number, one = counts[0]
    near = any(m.subject and m.main and 0 <= reference.number - m.sentence <= _NEAR for m in one.mentions)
    return one if number > 1 or near else None


def deputises(context: Context, reference: Reference, entity: Entity) -> bool:
    """Whether the article tells of somebody that they hold the office under the one that a description names: no vice
    president is "the president"."""
    roles = context.lexicon.once(_Roles)
    noun, told = roles.office(reference.sentence, reference.head), told_of(context, entity).nouns
    return noun not in told and any(f"{under} {noun}" in told for under in roles.under)


def told_of(context: Context, entity: Entity) -> Told:
    """What the article tells of somebody in the words around the name; read once an article."""
    if entity.name not in context.told:
        roles = context.lexicon.once(_Roles)
        nouns, left, held, words = set[str](), set[str](), set[str](), set[str]()
        for mention in entity.mentions[:_TOLD]:
            sentence = context.article.sentences[mention.sentence]
            beside = set[str]()
            for token, heads in _around(sentence, mention):
                if not token.text.strip(".-"):
                    continue
                words |= (full := roles.full(token))
                beside |= full
                if heads:
                    noun = {roles.office(sentence, token)} if len(full) == 1 else full
                    nouns |= noun
                    (left if roles.is_left(sentence, token) else held).update(noun)
            nouns |= roles.seats(beside)
        context.told[entity.name] = Told(frozenset(nouns), frozenset(left - held), frozenset(words))
    told: Told = context.told[entity.name]
    return told


class _Roles:
    """The lists of a lexicon that roles are compared by."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.same: Mapping[str, str] = lexicon.pairs("people.same-role")
        self.wider: Mapping[str, str] = lexicon.pairs("people.wider-role")
        self.short = {**lexicon.pairs("people.short-state"), **lexicon.pairs("people.short-title")}
        self.parties: Mapping[str, str] = lexicon.pairs("people.short-party")
        self.under = lexicon.words("people.under-office")
        self.former = lexicon.words("people.former")
        self.titles = lexicon.by_word("titles")
        self.voices = lexicon.words("people.voice")
        self.sole = lexicon.words("people.sole")
        self.address = lexicon.words("people.address")
        self.states = lexicon.words("people.state")
        self.american = lexicon.words("people.american")
        self.peoples = lexicon.words("people.people")
        self.members = lexicon.pairs("people.member")
        self.leading = lexicon.words("people.leading")
        self.white = lexicon.words("people.no-chamber")
        self.varied = lexicon.phrases("people.varied")
        self.genders = {
            "feminine": lexicon.phrases("people.feminine"),
            "masculine": lexicon.phrases("people.masculine"),
        }

    def same_gender(self, noun: Token, entity: Entity) -> bool:
        """Whether a noun says nothing else than a name of whether it is a woman's or a man's ("the congresswoman")."""
        told = next((gender for gender, words in self.genders.items() if words.has(noun)), None)
        return told is None or entity.gender in (None, told)

    def is_title(self, name: str) -> bool:
        """Whether all that a name has are titles, what bore it cut off ("Rear Adm")."""
        return all(word in self.titles for word in name.lower().split())

    def elsewhere(self, marks: Set[str], words: Set[str]) -> bool:
        """Whether a description names another state or nation than what is told of somebody does."""
        lands = zip(self._lands(marks), self._lands(words), strict=True)
        return any(one and other and not one & other for one, other in lands)

    def _lands(self, words: Set[str]) -> tuple[Set[str], Set[str]]:
        american = {"american"} if words & self.american else set[str]()
        return words & self.states, ((words & self.peoples) - self.american) | american

    def seats(self, words: Set[str]) -> set[str]:
        """What those are who lead a chamber, or a part of it, by the words beside a name: "Senate Finance Committee
        Chairman"."""
        leads = words & self.leading and not words & self.white
        return {member for chamber, member in self.members.items() if chamber in words} if leads else set()

    def full(self, token: Token) -> set[str]:
        """A word as descriptions take it up: its lemma; titles, states and parties in full ("R-Fla.")."""
        low = token.lemma.lower().strip(".-")
        party, joint, place = low.partition("-")
        if party in self.parties and (joint or token.text.isupper()):
            return {self.parties[party], self.short.get(place, place)} - {""}
        return {self.short.get(low, low)}

    def office(self, sentence: Sentence, noun: Token) -> str:
        """The noun of an office, with the word that makes another of it: "vice president"."""
        low = min(self.full(noun))
        before = sentence.tokens[noun.index - 1].text.lower() if noun.index else ""
        return f"{before} {low}" if before in self.under else low

    def is_left(self, sentence: Sentence, noun: Token) -> bool:
        """Whether a word says that an office was left: "a former congressman", "former Gov. Lund"."""
        before = sentence.tokens[noun.index - 1 : noun.index] if noun.index else ()
        return any(t.lemma.lower() in self.former for t in (*sentence.children(noun.index, "amod"), *before))

    def fit_by_state(self, party: str, marks: Set[str], told: Told) -> int:
        """1 where a description has the party and the state of a member of a chamber, of whom the state is told and no
        other party: "the South Carolina Republican", after "Rep. Ivo Lund of South Carolina"."""
        parties, state = set(self.parties.values()), marks & self.states
        seat = told.nouns & set(self.members.values())
        return int(
            party in parties and bool(state and seat) and state <= told.words and not told.words & parties - {party}
        )

    def fit(self, noun: str, nouns: frozenset[str]) -> int:
        """2 where one of the nouns is this one or means the same, 1 where it is of its kind ("lawmaker" for a senator),
        0 else."""
        wanted = self.same.get(noun, noun)
        told = {self.same.get(word, word) for word in nouns}
        return 2 if wanted in told else int(wanted in {self.wider.get(word) for word in told})


def _around(sentence: Sentence, mention: Mention) -> Iterator[tuple[Token, bool]]:
    """The words that stand with a name, and whether each is a noun that says what its bearer is."""
    tokens, name = sentence.tokens, range(mention.first, mention.head + 1)
    for index in range(mention.titled, mention.first):
        if tokens[index].text[-1:].isalpha():  # a stop may be a word of its own ("Rep" ".")
            yield tokens[index], index + 1 == mention.first or tokens[index + 1].upos in ("PUNCT", "ADP", "PROPN")
    for top in (tokens[i] for i in name if tokens[i].head not in name):
        for child in sentence.children(top.index, *_BESIDE):
            if child.index not in name:
                yield from _phrase(sentence, child, name)
        if top.head < 0:
            continue
        governor, relation = tokens[top.head], top.deprel.split(":")[0]
        is_said = relation == "nsubj" and bool(sentence.children(governor.index, "cop"))
        if governor.upos in ("NOUN", "ADJ") and (relation in ("appos", "flat") or is_said):
            yield from _phrase(sentence, governor, name)
        if relation == "nsubj":  # two subjects of one verb are one in apposition to the other
            for twin in sentence.children(governor.index, "nsubj"):
                if twin.index < mention.first and twin.upos == "NOUN":
                    yield from _phrase(sentence, twin, name)


def _phrase(sentence: Sentence, noun: Token, name: range) -> Iterator[tuple[Token, bool]]:
    dropped = {
        i for c in sentence.children(noun.index, "acl:relcl", "nsubj", "advcl") for i in sentence.subtree(c.index)
    }
    for index in sentence.subtree(noun.index)[:_LONGEST]:
        token = sentence.tokens[index]
        if index not in name and index not in dropped and token.upos in (*_MARKING, "NUM"):
            yield token, token is noun or (token.deprel == "conj" and token.head == noun.index)


def _people_before(context: Context, reference: Reference) -> Iterator[tuple[Entity, list[Mention]]]:
    """The people named before the description, each with the mentions that stand before it."""
    start = reference.sentence.tokens[min(reference.inside)].span.start
    for entity in context.mentions.entities:
        known = entity.gender or entity.roles or any(len(m.name) > 1 for m in entity.mentions)
        if known and not context.is_body(entity):
            before = [m for m in entity.mentions if m.span.start < start]
            if before:
                yield entity, before


def _marks(context: Context, reference: Reference) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a description that could tell its bearer from others of the noun, and those of them that make it
    another's: an owner, a noun before the noun ("the president's budget director")."""
    roles, nouns = context.lexicon.once(_Roles), context.kinds.nouns
    marks, narrow = set[str](), set[str]()
    for index in reference.inside - {reference.head.index}:
        token = reference.sentence.tokens[index]
        if token.upos not in _MARKING or (nouns.is_neutral(token) and token.lemma.lower() not in roles.former):
            continue
        marks |= roles.full(token)
        own = token.head == reference.head.index and token.text.lower() not in roles.under
        alone = token.upos == "NOUN" and not reference.sentence.children(token.index)  # no "four-term", "two-time"
        spoken_for = own and token.upos == "PROPN" and reference.head.lemma.lower() in roles.voices
        owner = own and (token.deprel == "nmod:poss" or (token.deprel == "compound" and alone))
        if spoken_for or owner:
            narrow |= roles.full(token)
    return frozenset(marks), frozenset(narrow)


def _is_person(context: Context, reference: Reference) -> bool:
    """Whether a description may be a person's, by what its noun is."""
    nouns, head, sort = context.kinds.nouns, reference.head, reference.phrase.sort
    if sort == "person" or nouns.is_one_of_group(reference.sentence, head):
        return True
    return sort == "unclear" and (nouns.is_human(head) or context.lexicon.once(_Roles).varied.has(head))


def _varies(context: Context, reference: Reference) -> bool:
    """Whether a description is of the kind by which newspapers vary a name: an article, words before the noun, and a
    noun that says what somebody is, not which post they hold."""
    sentence, head = reference.sentence, reference.head
    joined = {i for c in sentence.children(head.index, "conj") for i in sentence.subtree(c.index)}
    if "Number=Plur" in head.feats or max(reference.inside - joined) > head.index:
        return False
    if joined and _is_one(sentence, head):
        return True
    one = context.kinds.nouns.is_one_of_group(sentence, head)
    former = any(c.lemma.lower() in context.kinds.nouns.former for c in sentence.children(head.index, "amod"))
    if former and _is_person(context, reference):
        return True  # who held a post is told of somebody; who holds it is often a name
    if not one and not context.lexicon.once(_Roles).varied.has(head):
        return False
    before = [c for c in sentence.children(head.index) if c.index < head.index and c.deprel != "det"]
    return one or any(c.upos in ("ADJ", "PROPN", "NUM", "VERB", "NOUN") for c in before)


def _is_one(sentence: Sentence, head: Token) -> bool:
    """Whether two nouns with one article between them are said of one: "the former first lady and senator"."""
    others = sentence.children(head.index, "conj")
    shared = all(t.upos == "NOUN" and "Number=Sing" in t.feats for t in (head, *others))
    return shared and not any(sentence.children(other.index, "det", "nmod:poss") for other in others)
