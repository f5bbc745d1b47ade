"""An article whose sources the rules have resolved goes in, the numbers come out by which it is weighed once more whom
each of them stands for: the people and bodies that the article names, or what the rules made of it.

Asked about are sources that do not name anybody themselves: pronouns, descriptions, and the speakers of quotations that
stand alone.

Source: ours; whoever speaks has spoken before, is the one last spoken of, or holds the office that is told.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from attrs import frozen

from audit.find.letter import PRINTED
from audit.find.owner import FLOATING
from audit.model import CUE_CLASSES, KINDS, SORTS, Attribution, Sentence, Token
from audit.resolve.context import Context
from audit.resolve.names import Mention
from audit.resolve.nouns import gender_told, points_by
from audit.resolve.parts import head_of

WIDTH: Final = 384  # numbers of a word's vector
_CONSTRUCTIONS: Final = (FLOATING, *PRINTED, "clause", "quotation", "inserted clause", "according to")
_POINTS: Final = ("person", "group", "thing", "relative", "author", "definite")
# How a source's words lead to somebody: as a pronoun points, or not, or from where they stand before
WAYS: Final = (*_POINTS, "described", "floating")
_ROLES: Final = ("anonymous", "office", "institution", "document", "vague")
_FAR: Final = 30  # sentences, of which more say no more
_MOST: Final = 24  # entities that are asked about, the nearest
_PAST: Final = 4  # of those who spoke before, so many are told apart, the last ones
_COMING: Final = 2  # of those who speak later
_BEHIND, _AHEAD = 11, 7  # attributions among which these are sought
_SEEN: Final = 6  # of a name's mentions, so many are read
_BESIDE: Final = ("appos", "flat", "compound", "nmod:desc")  # what tells of a name what it is
_NEAR: Final = range(4)  # sentences


@frozen(eq=False)
class Asked:
    """A source that is weighed: its attribution's place among those given; its ``way``, one of WAYS; numbers of its own
    and the vector of its head (WIDTH); the entities that it may stand for, by their places among the article's, and
    numbers of each (entities, columns), the first of them 1 for the one that the rules have taken."""

    attribution: int
    way: str
    own: Any
    vector: Any
    entities: tuple[int, ...]
    theirs: Any


@frozen(eq=False)
class _Place:
    """Where a source is asked about: offset, sentence, its head, how that points, and what the networks of antecedents
    give each entity; who spoke before and who speaks next, each once, the nearest first; the gender that it tells."""

    start: int
    number: int
    sentence: Sentence
    head: Token | None
    points: str | None
    ruled: int
    shares: Mapping[int, float]
    behind: Sequence[int]
    ahead: Sequence[int]
    gender: str | None = None


def floats(attribution: Attribution) -> bool:
    """Whether a source's words stand where somebody spoke before, and not at what is said here."""
    return attribution.construction == FLOATING or attribution.construction in PRINTED


def start_of(attribution: Attribution) -> int:
    """The offset at which it is asked who speaks."""
    if attribution.source is None or floats(attribution):
        return (attribution.content or attribution.cue.spans)[0].start
    return attribution.source.spans[0].start


class Speakers:
    """An article's sources and whom they may stand for; ``done`` are its attributions as the rules have resolved them.
    The article has word vectors."""

    def __init__(self, context: Context, done: Sequence[Attribution]) -> None:
        self.context = context
        self._entities = context.mentions.entities
        self._order = sorted(range(len(done)), key=lambda i: (start_of(done[i]), i))
        self._done = [done[i] for i in self._order]
        self._by_name = {entity.name: place for place, entity in reversed([*enumerate(self._entities)])}
        self._spoke = [self._speaker(attribution) for attribution in self._done]
        self._ranks: dict[int, list[int]] = {}  # of the attributions by which each entity speaks, in order
        for rank, who in enumerate(self._spoke):
            self._ranks.setdefault(who, []).append(rank)
        self._mentions = [sorted(entity.mentions, key=lambda m: m.span) for entity in self._entities]
        self._starts = [[m.span.start for m in mentions] for mentions in self._mentions]

    def asked(self) -> list[Asked]:
        """What is weighed, in text order."""
        import numpy as np

        found = []
        for rank, attribution in enumerate(self._done):
            place = self._place(rank, attribution)
            if place is None:
                continue
            people = place.points in ("person", "author")
            able = [e for e in range(len(self._entities)) if not (people and self._places[e] and e != place.ruled)]
            near = sorted(able, key=lambda e: self._distance(e, place.start))[:_MOST]
            if place.ruled >= 0 and place.ruled not in near:
                near[-1] = place.ruled
            if not near:
                continue
            own = np.array(self._own(attribution, place), dtype=np.float32)
            rows = np.array([self._theirs(rank, e, place) for e in near], dtype=np.float32)
            vector = np.zeros(WIDTH, dtype=np.float32)
            if place.head is not None:
                vector = np.asarray(place.sentence.vectors[place.head.index], dtype=np.float32)
            way = "floating" if place.head is None else place.points if place.points in _POINTS else "described"
            found.append(Asked(self._order[rank], way, own, vector, tuple(near), rows))
        return found

    @cached_property
    def vectors(self) -> Any:
        """The mean vector of each entity's name, (entities, WIDTH)."""
        import numpy as np

        sentences = self.context.article.sentences
        return np.stack(
            [
                np.mean([sentences[m.sentence].vectors[m.head] for m in mentions[:_SEEN]], axis=0)
                for mentions in self._mentions
            ]
        ).astype(np.float32)

    def _speaker(self, attribution: Attribution) -> int:
        """The entity that speaks by an attribution, -1 for none."""
        source = attribution.source
        if source is None or attribution.cue.cue_class != "speech":
            return -1
        return self._by_name.get(source.resolved or "", -1)

    def _distance(self, entity: int, start: int) -> int:
        starts = self._starts[entity]
        place = bisect_left(starts, start)
        return min(abs(one - start) for one in starts[max(0, place - 1) : place + 1])

    def _place(self, rank: int, attribution: Attribution) -> _Place | None:
        """Where it is asked; None where a source's own words name somebody, or nobody is named at all."""
        source, context = attribution.source, self.context
        if source is None or not self._entities:
            return None
        start = start_of(attribution)
        number = context.sentence_at(start)
        sentence, ruled = context.article.sentences[number], self._by_name.get(source.resolved or "", -1)
        past = [who for who in self._spoke[max(0, rank - _BEHIND) : rank][::-1] if who >= 0]
        coming = [who for who in self._spoke[rank + 1 : rank + 1 + _AHEAD] if who >= 0]
        behind, ahead = [*dict.fromkeys(past)], [*dict.fromkeys(coming)]
        if floats(attribution):
            return _Place(start, number, sentence, None, None, ruled, {}, behind, ahead)
        inside = frozenset(t.index for t in sentence.touching(source.spans))
        head = head_of(sentence, inside)
        named = (context.mentions.at(number, i) for i in inside)
        if head is None or head.upos == "PROPN" or any(e is not None and e.name == source.resolved for e in named):
            return None
        points = points_by(head)
        if points is None and source.phrase is not None and source.phrase.pointing:
            points = "definite"
        gender = gender_told(head) if points in ("person", "relative") else None
        return _Place(start, number, sentence, head, points, ruled, self._shares(number, head), behind, ahead, gender)

    def _shares(self, number: int, head: Token) -> Mapping[int, float]:
        """How likely a word stands for each entity by the networks of antecedents."""
        ranking = self.context.ranking
        place = ranking.table.headed(number, head.index) if ranking is not None else None
        if place is None or ranking.table.rows[place].points is None:
            return {}
        found: dict[int, float] = {}
        for key, (share, mention) in ranking.standing(place).items():
            entity = key if isinstance(key, int) else ranking.table.entity_of(mention)
            if entity >= 0:
                found[entity] = max(found.get(entity, 0.0), share)
        return found

    def _own(self, attribution: Attribution, place: _Place) -> list[float]:
        """What a source tells by itself, and what the rules made of it."""
        source, head = attribution.source, place.head
        assert source is not None
        phrase, roles = source.phrase, frozenset[str]()
        if head is not None and head.upos == "NOUN":
            roles = self.context.kinds.nouns.roles(head)
        first = phrase.determiner if phrase is not None else None
        lexicon = self.context.lexicon
        return [
            float(floats(attribution)),
            *(float(attribution.construction == one) for one in _CONSTRUCTIONS),
            *(float(place.points == one) for one in (None, *_POINTS)),
            *(float(attribution.cue.cue_class == one) for one in CUE_CLASSES),
            *(float(attribution.kind == one) for one in KINDS),
            *(float(phrase is not None and phrase.sort == one) for one in SORTS),
            *(float(role in roles) for role in _ROLES),
            float(phrase is not None and phrase.plural),
            float(phrase is not None and phrase.bare),
            float(first in lexicon.words("people.definite")),
            float(first in lexicon.words("people.one")),
            float(first is not None and head is not None and bool(place.sentence.children(head.index, "nmod:poss"))),
            float(place.ruled >= 0),
            float(source.resolved is not None),
            max(place.shares.values(), default=0.0),
            sum(place.shares.values()),
            float(self.context.quoted(source.spans[0].start) is not None),
            attribution.confidence,
            float(place.number < len(_NEAR)),
        ]

    def _theirs(self, rank: int, number: int, place: _Place) -> list[float]:
        """How the article has an entity in view where a source stands."""
        entity, share = self._entities[number], place.shares.get(number, 0.0)
        return [
            float(number == place.ruled),
            share,
            float(share > 0 and share >= max(place.shares.values())),
            *self._kinds[number],
            float(place.gender is not None and entity.gender == place.gender),
            float(place.gender is not None and entity.gender not in (None, place.gender)),
            float(place.points in ("person", "relative") and entity.organisation),
            *self._mentioned(number, place),
            float(any(m.span.overlaps(s) for m in entity.mentions for s in self._done[rank].content)),
            *self._speaking(rank, number, place),
            *self._alike(number, place),
        ]

    @cached_property
    def _places(self) -> list[bool]:
        """Whether each entity is but a place: it is named as one, and nothing tells that it is somebody."""
        return [
            any(m.place for m in entity.mentions)
            and not (entity.gender or entity.roles or any(m.subject for m in entity.mentions))
            for entity in self._entities
        ]

    @cached_property
    def _kinds(self) -> list[list[float]]:
        """What each entity is, wherever it is asked about."""
        return [
            [
                float(entity.organisation),
                float(self.context.outlets.name_of(entity.name) is not None),
                float(any(m.place for m in entity.mentions)),
                float(" " not in entity.name),
                float(entity.gender == "masculine"),
                float(entity.gender == "feminine"),
            ]
            for entity in self._entities
        ]

    def _mentioned(self, number: int, place: _Place) -> list[float]:
        """Where an entity was named last before a source, and is named next."""
        mentions, sentences = self._mentions[number], self.context.article.sentences
        before = bisect_left(self._starts[number], place.start)
        after = bisect_right(self._starts[number], place.start)
        last: Mention | None = mentions[before - 1] if before else None
        next_one: Mention | None = mentions[after] if after < len(mentions) else None
        back = place.number - last.sentence if last is not None else _FAR
        forth = next_one.sentence - place.number if next_one is not None else _FAR
        here, theirs = place.sentence.paragraph, sentences[last.sentence].paragraph if last is not None else -_FAR
        stood = (last.subject, last.possessive, last.modifier, last.main) if last is not None else (False,) * 4
        return [
            *(float(back == d) for d in _NEAR),
            min(back, _FAR) / _FAR,
            *(float(forth == d) for d in _NEAR),
            float(last is None),
            float(theirs == here),
            float(theirs == here - 1),
            *map(float, stood),
            float(next_one is not None and next_one.subject),
            math.log1p(before) / 3,
            math.log1p(len(mentions) - after) / 3,
            float(mentions[0].sentence < len(_NEAR) // 2),
        ]

    def _speaking(self, rank: int, number: int, place: _Place) -> list[float]:
        """When an entity has spoken before and speaks next."""
        said = [self._done[one].sentence for one in self._ranks.get(number, ()) if one < rank]
        since = min((abs(place.number - one) for one in said), default=_FAR)
        return [
            *(float(place.behind[n : n + 1] == [number]) for n in range(_PAST)),
            *(float(place.ahead[n : n + 1] == [number]) for n in range(_COMING)),
            min(len(said), 8) / 8,
            *(float(since == d) for d in _NEAR),
            min(since, _FAR) / _FAR,
        ]

    def _alike(self, number: int, place: _Place) -> list[float]:
        """Whether a source's noun is what an entity is told to be, or what is the entity's."""
        import numpy as np

        lemmas, mean = self._told[number]
        owns = follows = like = 0.0
        lemma = place.head.lemma.lower() if place.head is not None and place.head.upos != "PRON" else ""
        if lemma and place.head is not None:
            if mean is not None:
                vector = np.asarray(place.sentence.vectors[place.head.index], dtype=np.float32)
                like = float(vector @ mean / (np.linalg.norm(vector) * np.linalg.norm(mean) + 1e-6))
            owns, follows = float((lemma, True) in self._owned[number]), float((lemma, False) in self._owned[number])
        known = float(bool(lemma) and lemma in lemmas)
        return [known, like, float(mean is not None), owns, follows, float(lemma in self._entities[number].words)]

    @cached_property
    def _told(self) -> list[tuple[frozenset[str], Any]]:
        """The nouns beside each entity's name that tell what it is, as lemmas, and the mean of their vectors."""
        import numpy as np

        sentences, found = self.context.article.sentences, []
        for entity in self._entities:
            lemmas, rows = set(entity.roles), []
            for mention in entity.mentions[:_SEEN]:
                sentence = sentences[mention.sentence]
                for index in range(mention.first, mention.head + 1):
                    token = sentence.tokens[index]
                    beside = [*sentence.children(index, *_BESIDE)]
                    if token.head >= 0 and token.deprel in _BESIDE:
                        beside.append(sentence.tokens[token.head])
                    for word in beside:
                        if word.upos in ("NOUN", "PROPN") and not mention.first <= word.index <= mention.head:
                            lemmas.add(word.lemma.lower())
                            rows.append(sentence.vectors[word.index])
            found.append((frozenset(lemmas), np.mean(rows, axis=0).astype(np.float32) if rows else None))
        return found

    @cached_property
    def _owned(self) -> list[frozenset[tuple[str, bool]]]:
        """The nouns on which each entity's name hangs, and whether it stands before them: "a Lund report", "the report
        by Lund"."""
        sentences, found = self.context.article.sentences, []
        for entity in self._entities:
            nouns = set[tuple[str, bool]]()
            for mention in entity.mentions:
                tokens = sentences[mention.sentence].tokens
                for index in range(mention.first, mention.head + 1):
                    above = tokens[index].head
                    if above >= 0 and not mention.first <= above <= mention.head:
                        nouns.add((tokens[above].lemma.lower(), above > index))
            found.append(frozenset(nouns))
        return found
