"""An article and its names go in, everybody and everything that a later word may stand for comes out, as numbers.

Names, common nouns and third-person pronouns are candidates alike. Each has what agreement and salience are judged
by: form, number, gender, relation, definiteness, whether it speaks, whether it is quoted, how often it is named.

Source: centering (Grosz, Joshi and Weinstein 1995); the features of mention ranking (Durrett and Klein 2013).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

from attrs import evolve, fields, frozen

from audit.model import Sentence, Token
from audit.resolve.context import Context
from audit.resolve.mentions import Entity
from audit.resolve.names import Mention, in_main_clause
from audit.resolve.nouns import gender_told, is_plural, points_by
from audit.resolve.pronoun import gender_of, joined
from audit.resolve.tellers import tellers

RELATIONS: Final = (
    "nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "nmod:poss", "appos", "conj", "root", "compound", "flat",
    "parataxis", "xcomp", "ccomp", "advcl", "dislocated", "vocative", "list", "dep",
)  # fmt: skip
_GENDERS: Final = {None: 0, "masculine": 1, "feminine": 2}
_ONE_IN: Final = 8  # a gender that fewer mentions tell is not taken as known
_ROLES: Final = ("anonymous", "vague", "office", "institution", "document", "outlet")
_ONE_OF_RELATIONS: Final = {one: tuple(one == known for known in RELATIONS) for one in RELATIONS}
_NO_RELATION: Final = (False,) * len(RELATIONS)
_NO_ROLE: Final = (False,) * len(_ROLES)


@frozen
class Candidate:
    """A word that stands for somebody or something: its sentence and place, its entity among the article's names (-1
    for none), ``points``: what a pronoun points at ("person", "group", "thing"), "definite" of a definite noun, else
    None; ``start``: where it begins; ``joined``: it stands for itself and what is joined to it ("Lee and Ortiz")."""

    sentence: int
    token: Token
    entity: int
    points: str | None
    gender: str | None
    plural: bool | None
    quotation: int  # its place among the article's quotations, -1 outside of all
    words: int  # how many words of the article stand before it
    subject: bool
    start: int
    joined: bool = False


@frozen(eq=False)
class Codes:
    """Candidates as whole numbers, an array [candidate] for each field: -1 is no entity and no quotation, 0 is a gender
    or number that is not known, or that it points in no way; ``words`` stand before it, ``start`` is its offset;
    ``above`` is the word that it hangs on."""

    sentence: Any
    words: Any
    start: Any
    entity: Any
    quotation: Any
    gender: Any
    number: Any
    points: Any
    relation: Any
    subject: Any
    paragraph: Any
    lemma: Any
    text: Any
    above: Any


def third_person(points: str | None) -> bool:
    """Whether this is how a pronoun of the third person points: he, she, they, it."""
    return points == "person" or points == "group" or points == "thing"


def _above(sentence: Sentence, token: Token) -> str:
    """The lemma of the word that a word hangs on; its own place where there is none."""
    return sentence.tokens[token.head].lemma if token.head >= 0 else f"{sentence.span.start}+"


def _plain(relation: str) -> str:
    return relation if relation in RELATIONS else relation.partition(":")[0]


@frozen(eq=False, slots=False)
class Table:
    """The candidates of one article in text order, with the numbers that each has by itself, made when they are asked
    for. ``extra`` are places (sentence, word) of words that are candidates whatever they are."""

    context: Context
    extra: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def rows(self) -> tuple[Candidate, ...]:
        """The candidates."""
        return tuple(_rows(self.context, self.extra))

    def at(self, sentence: int, token: int) -> int | None:
        """The row of the candidate whose head word stands there, or whose name the word is part of."""
        place = self._places.get((sentence, token))
        if place is not None:
            return place
        entity = self.context.mentions.at(sentence, token)
        if entity is None:
            return None
        inside = next(m for m in entity.mentions if m.sentence == sentence and m.first <= token <= m.head)
        return next(
            (p for i in range(inside.first, inside.head + 1) if (p := self._places.get((sentence, i))) is not None),
            None,
        )

    def headed(self, sentence: int, token: int) -> int | None:
        """The row of the candidate whose head word stands there."""
        return self._places.get((sentence, token))

    @cached_property
    def _places(self) -> dict[tuple[int, int], int]:
        return {(row.sentence, row.token.index): place for place, row in enumerate(self.rows) if not row.joined}

    def entity_of(self, place: int) -> int:
        """The entity of the row with this number, as its place among the article's: its name's, or that of the name in
        apposition to a noun ("the mayor, Jane Alvarez"); -1 for none."""
        row = self.rows[place]
        if row.entity >= 0 or row.joined or third_person(row.points):
            return row.entity
        sentence = self.context.article.sentences[row.sentence]
        beside = sentence.children(row.token.index, "appos", "flat")
        found = (self.context.mentions.at(row.sentence, other.index) for other in beside)
        entity = next((entity for entity in found if entity is not None), None)
        return -1 if entity is None else self._numbered[id(entity)]

    @cached_property
    def _numbered(self) -> dict[int, int]:
        return {id(entity): place for place, entity in enumerate(self.context.mentions.entities)}

    @cached_property
    def numbers(self) -> Any:
        """What each candidate tells by itself, an array of single floats [candidate, column]."""
        import numpy as np

        entities = zip(self.context.mentions.entities, self.counts, strict=True)
        names = [_columns_of_name(self.context, entity, count) for entity, count in entities]
        names.append(_columns_of_name(self.context, None, 0))  # -1, nobody, is the last
        tell = tellers(self.context)
        told = [
            [
                *_columns(self.context, row, names[row.entity]),
                not row.joined and (row.sentence, row.token.index) in tell,
            ]
            for row in self.rows
        ]
        return np.array(told, dtype=np.float32)

    @cached_property
    def codes(self) -> Codes:
        """What candidates are told apart and matched by."""
        import numpy as np

        sentences = self.context.article.sentences
        known: dict[str, int] = {}

        def code(kind: str, word: str) -> int:
            return known.setdefault(kind + word, len(known) + 1)

        told = [
            (
                row.sentence,
                row.words,
                row.start,
                row.entity,
                row.quotation,
                _GENDERS[row.gender],
                0 if row.plural is None else 1 + row.plural,
                0 if row.points is None else code(">", row.points),
                code("", row.token.deprel),
                row.subject,
                sentences[row.sentence].paragraph,
                code("=", row.token.lemma.lower()),
                code("-", row.token.text.lower()),
                code("+", _above(sentences[row.sentence], row.token)),
            )
            for row in self.rows
        ]
        return Codes(*np.array(told, dtype=np.int64).reshape(len(told), len(fields(Codes))).T)

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How often each entity is named."""
        return tuple(len(entity.mentions) for entity in self.context.mentions.entities)

    @cached_property
    def vectors(self) -> Any:
        """The word's vector and that of the word it hangs on, [candidate, 2 × 384]; None where a sentence has none."""
        import numpy as np

        sentences = self.context.article.sentences
        if any(sentences[row.sentence].vectors is None for row in self.rows):
            return None
        starts, parts, before = dict[int, int](), [], 0
        for number in dict.fromkeys(row.sentence for row in self.rows):
            starts[number] = before
            parts.append(sentences[number].vectors)
            before += len(parts[-1])
        if not parts:
            return np.zeros((0, 0), dtype=np.float32)
        words = np.concatenate(parts)
        here = [starts[row.sentence] + row.token.index for row in self.rows]
        heads = [row.token.head if row.token.head >= 0 else row.token.index for row in self.rows]
        above = [starts[row.sentence] + head for row, head in zip(self.rows, heads, strict=True)]
        return np.concatenate([words[here], words[above]], axis=1).astype(np.float32)


def _rows(context: Context, extra: frozenset[tuple[int, int]]) -> Iterator[Candidate]:
    named: dict[tuple[int, int], tuple[int, Mention, Entity]] = {}
    inside: set[tuple[int, int]] = set()
    for place, entity in enumerate(context.mentions.entities):
        for mention in entity.mentions:
            top = _top(context.article.sentences[mention.sentence], mention)
            named[mention.sentence, top.index] = (place, mention, entity)
            inside |= {(mention.sentence, i) for i in range(mention.first, mention.head + 1)}
    before = 0
    for number, sentence in enumerate(context.article.sentences):
        for token in sentence.tokens:
            key = number, token.index
            if key in named:
                row: Candidate | None = _named(context, number, token, before, *named[key])
            else:
                row = None if key in inside else _common(context, number, sentence, token, before, key in extra)
            if row is None:
                continue
            yield row
            if not third_person(row.points) and joined(sentence, token, context.lexicon):
                yield evolve(row, entity=-1, points=None, gender=None, plural=True, joined=True)
        before += len(sentence.tokens)


def _top(sentence: Sentence, mention: Mention) -> Token:
    """The word of a name that its other words hang on."""
    within = range(mention.first, mention.head + 1)
    return next(
        (sentence.tokens[i] for i in within if sentence.tokens[i].head not in within), sentence.tokens[mention.head]
    )


def _place_of_quotation(context: Context, start: int) -> int:
    return next((n for n, q in enumerate(context.quotations) if q.span.start <= start < q.span.end), -1)


def _named(
    context: Context, number: int, token: Token, before: int, place: int, mention: Mention, entity: Entity
) -> Candidate:
    return Candidate(
        number,
        token,
        place,
        None,
        _told_gender(entity),
        is_plural(token),
        _place_of_quotation(context, mention.span.start),
        before + token.index,
        mention.subject,
        mention.span.start,
    )


def _told_gender(entity: Entity) -> str | None:
    """The gender that titles and given names tell of a name: not "her house", nor one mention of many, which may be of
    another by that name."""
    told = sum(mention.gender is not None for mention in entity.mentions)
    return entity.gender if told * _ONE_IN >= len(entity.mentions) else None


def _common(
    context: Context, number: int, sentence: Sentence, token: Token, before: int, wanted: bool
) -> Candidate | None:
    """A common noun or a third-person pronoun; None for any other word, or where it is part of a larger noun."""
    points = points_by(token) if "PronType=Prs" in token.feats else None
    points = points if third_person(points) and token.deprel != "expl" else None
    if points == "thing" and "Gender=Neut" not in token.feats:
        return None  # "one" is anybody
    plural: bool | None
    if points is not None:
        gender, plural = gender_told(token), points == "group"
    elif wanted or (
        token.upos in ("NOUN", "PROPN")
        and token.deprel.partition(":")[0] not in ("compound", "flat", "fixed", "goeswith")
        and token.text[:1].isalpha()
    ):
        gender, plural = gender_of(token, context.lexicon), is_plural(token)
        beside = (context.mentions.at(number, c.index) for c in sentence.children(token.index, "appos", "flat"))
        gender = gender or next((_told_gender(entity) for entity in beside if entity is not None), None)
        determiners = sentence.children(token.index, "det")
        if any(d.text.lower() in context.kinds.nouns.definite for d in determiners):
            points = "definite"
    else:
        return None
    subject = token.deprel.startswith("nsubj")
    quoted = _place_of_quotation(context, token.span.start)
    return Candidate(number, token, -1, points, gender, plural, quoted, before + token.index, subject, token.span.start)


def _embedded(sentence: Sentence, token: Token) -> list[float]:
    """How deep a noun stands within other nouns ("the sister of the mayor of Lund"), and as what the outermost of them
    stands in its clause."""
    here, depth = token, 0
    while here.head >= 0 and depth < 6:
        relation = here.deprel.partition(":")[0]
        if relation not in ("nmod", "appos", "conj", "compound", "flat", "nummod", "acl"):
            break
        here, depth = sentence.tokens[here.head], depth + 1
    relation = here.deprel.partition(":")[0]
    clause = here.head if here.head >= 0 else here.index
    return [
        float(depth == 0),
        float(depth == 1),
        float(depth > 1),
        *(float(relation == known) for known in ("nsubj", "obj", "obl", "root")),
        float(here.deprel == "nsubj:pass"),
        float(token.head >= 0 and sentence.tokens[token.head].upos in ("NOUN", "PROPN")),
        float(sentence.tokens[clause].deprel.partition(":")[0] in ("root", "conj", "parataxis")),
        float(sentence.tokens[clause].deprel.partition(":")[0] in ("acl", "advcl", "ccomp", "csubj")),
    ]


def _columns_of_name(context: Context, entity: Entity | None, count: int) -> Sequence[float]:
    """What a name tells wherever it stands; ``count`` is how often it is named."""
    name = entity.name.split() if entity is not None else []
    return (
        entity is not None and entity.organisation,
        entity is not None and bool(entity.roles),
        entity is not None and entity.gender == "masculine",
        entity is not None and entity.gender == "feminine",
        entity is not None and context.outlets.name_of(entity.name) is not None,
        entity is not None and any(m.place for m in entity.mentions),
        entity is not None and any(m.subject for m in entity.mentions),
        entity is not None and all(m.modifier for m in entity.mentions),
        len(name) == 1,
        len(name) == 2,
        len(name) > 2,
        min(count, 10) / 10,
        count == 1,
    )


def _columns(context: Context, row: Candidate, of_name: Sequence[float]) -> list[float]:
    """What a candidate tells by itself; ``of_name`` is what its name does."""
    sentence = context.article.sentences[row.sentence]
    token, lexicon, nouns = row.token, context.lexicon, context.kinds.nouns
    entity = context.mentions.entities[row.entity] if row.entity >= 0 else None
    above = sentence.tokens[token.head] if token.head >= 0 else None
    pronoun = third_person(row.points)
    noun = not pronoun and token.upos == "NOUN"
    relation = _plain(token.deprel)
    roles = nouns.roles(token) if noun else frozenset()
    determiners = [c.text.lower() for c in sentence.children(token.index, "det")] if noun else []
    return [
        entity is not None,
        noun,
        pronoun,
        entity is None and not noun and not pronoun,
        row.points == "person",
        row.points == "group",
        row.points == "thing",
        row.points == "definite",
        row.gender == "masculine",
        row.gender == "feminine",
        bool(row.plural),
        *_ONE_OF_RELATIONS.get(relation, _NO_RELATION),
        pronoun and token.deprel == "nmod:poss",
        *of_name,
        noun and nouns.is_human(token),
        *((known in roles for known in _ROLES) if roles else _NO_ROLE),
        bool(roles),
        any(d in nouns.one for d in determiners),
        noun and not determiners,
        noun and bool(sentence.children(token.index, "nmod:poss")),
        noun and bool(sentence.children(token.index, "appos", "flat")),
        above is not None and above.lemma in lexicon.words("people.speaking"),
        above is not None and above.lemma in lexicon.words("people.asking"),
        above is not None and above.upos == "VERB",
        in_main_clause(sentence, token),
        row.quotation >= 0,
        row.sentence == 0,
        token.index < 3,
        row.subject,
        row.joined,
        bool(sentence.children(token.index, "acl:relcl")),
        *_embedded(sentence, token),
    ]
