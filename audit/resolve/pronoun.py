"""A pronoun that is a source goes in, whom it stands for comes out: "he", "she", "they", "it", "I", "we".

References are followed within the article only. What the text does not tell stays unresolved (None).

Source: centering, Grosz, Joshi and Weinstein 1995; the weights are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from attrs import frozen

from audit.find.letter import UNMARKED
from audit.lexicon import Lexicon
from audit.model import Attribution, Sentence, Token
from audit.resolve.context import Context, Reference, plain
from audit.resolve.description import description
from audit.resolve.mentions import Entity
from audit.resolve.names import Mention
from audit.resolve.nouns import gender_told, points_by
from audit.resolve.parts import phrase
from audit.resolve.persons import is_known_body, may_be_person

# How far back a pronoun may look: further than this the writer names the speaker again
_SENTENCES_BACK: Final = 8
# How far back a quotation without a speaker of its own looks for the one who spoke last
_SPEAKER_BACK: Final = 3
# How many sentences of a quotation may stand between a pronoun and the sentence before it that is none
_TOLD_BACK: Final = 6
# A pronoun that was a source keeps its person in view: as much as this, less the sentences between, and so far back
_CHAINED: Final = 1.6
_CHAINED_BACK: Final = 3
_SPEAKERS: Final = frozenset({"anonymous", "vague", "office", "institution"})


@frozen
class _Candidate:
    """Somebody the pronoun may stand for: how much the text has them in view, where, and who that is: a name's entity,
    or a noun in the sentence of this number."""

    weight: float
    start: int
    entity: Entity | None
    number: int = 0
    noun: Token | None = None


def fits(pronoun: Token, gender: str | None) -> bool:
    """Whether a pronoun may stand for somebody of this gender, None where it is not known."""
    return gender in (None, gender_told(pronoun))


def person(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """The kind and the name of the person that "he" or "she" stands for: of those who fit, the one the text has most in
    view.

    In view are, first, the subjects and speakers of the nearest clause or sentence before (centering: Grosz, Joshi and
    Weinstein 1995, subjects before objects), then any name. Words inside quotations are the speaker's, not the
    narrator's. None where nobody fits.
    """
    best = _most_in_view(context, reference, "person")
    return _chained(context, reference, best) or (_told(context, best) if best else None)


def last_told(context: Context, reference: Reference) -> Entity | None:
    """The person whom the last sentence outside of quotations has for its main subject, else the only one it names,
    where that fits "he" or "she"; None where nobody does."""
    for number in range(reference.number - 1, max(-1, reference.number - 1 - _TOLD_BACK), -1):
        sentence = context.article.sentences[number]
        words = [t for t in sentence.tokens if t.upos != "PUNCT"]
        if all(context.quoted(t.span.start) is not None for t in words):
            continue
        near = [(m, e) for m, e in context.mentions.in_order if m.sentence == number]
        near = [(m, e) for m, e in near if context.quoted(m.span.start) is None and may_be_person(context, e)]
        first = next((e for m, e in near if m.subject and m.main), None)
        root = sentence.root
        subjects = sentence.children(root.index, "nsubj") if root is not None else ()
        same = [t for t in subjects if t.upos == "PRON" and _alike(t, reference.head)]
        told = [d.source.resolved for p, d in context.done if d.source and any(p == t.span for t in same)]
        if told:
            return context.entity_named(told[0])  # "she said … she added"
        nouns = context.kinds.nouns
        human = any(t.upos == "PRON" or nouns.is_human(t) or nouns.roles(t) & _SPEAKERS for t in subjects)
        only = near[0][1] if len({e.name for _, e in near}) == 1 and not human else None
        found = first or only
        return found if found is not None and fits(reference.head, found.gender) else None
    return None


def _most_in_view(context: Context, reference: Reference, points: str) -> _Candidate | None:
    ranked = sorted(_in_sight(context, reference, points), key=lambda c: (-c.weight, -c.start))
    bodies = points == "person"
    return next((c for c in ranked if not (bodies and c.entity and is_known_body(context, c.entity, c.start))), None)


def _chained(context: Context, reference: Reference, best: _Candidate | None) -> tuple[str, str | None] | None:
    """Whom the last source that is such a pronoun too stands for, where it is more in view than the best other
    candidate: "Jane Alvarez … She said … She added …"."""
    for span, done in reversed(context.done):
        if span.start >= reference.head.span.start or done.source is None:
            continue
        distance = reference.number - context.sentence_at(span.start)
        if distance > _CHAINED_BACK:
            return None
        if done.source.resolved and (best is None or _CHAINED - distance > best.weight):
            sentence = context.article.sentences[reference.number - distance]
            if any(t.span == span and _alike(t, reference.head) for t in sentence.tokens):
                return done.kind, done.source.resolved
    return None


def _alike(earlier: Token, pronoun: Token) -> bool:
    return points_by(earlier) == points_by(pronoun) and gender_told(earlier) == gender_told(pronoun)


def weights(context: Context, reference: Reference, points: str) -> dict[int, float]:
    """How much the text has each in view for whom a pronoun may stand, by the offset where they begin: the weights that
    the rules go by."""
    return {c.start: c.weight for c in _in_sight(context, reference, points)}


def _in_sight(context: Context, reference: Reference, points: str) -> list[_Candidate]:
    if points == "person":
        return [*_named_people(context, reference), *_unnamed_people(context, reference)]
    if points == "group":
        return [*_plural_people(context, reference), *_bodies(context, reference)]
    return list(_bodies(context, reference))


def _told(context: Context, candidate: _Candidate) -> tuple[str, str | None]:
    """The kind and the name of a candidate."""
    if candidate.entity is not None:
        return "named", candidate.entity.name
    assert candidate.noun is not None
    return _described(context, candidate.number, candidate.noun)


def _named_people(context: Context, reference: Reference) -> Iterator[_Candidate]:
    pronoun = reference.head
    known = any(e.gender for e in context.mentions.entities)
    for mention, entity in context.mentions.in_order:
        if mention.span.start >= pronoun.span.start:
            break
        distance = reference.number - mention.sentence
        if distance > _SENTENCES_BACK or not may_be_person(context, entity) or not fits(pronoun, entity.gender):
            continue
        if addressed(context, mention, pronoun):
            continue
        weight = _in_view(context, mention.span.start, distance, mention.subject, pronoun)
        weight += 0.9 if entity.gender is not None and known else 0.0
        weight += 0.2 if mention.main else 0.0
        weight -= 0.4 if mention.possessive else 0.0
        weight -= 0.6 if mention.modifier else 0.0
        if distance == 0 and _said(reference, mention.span.start):
            weight -= 1.5
        yield _Candidate(weight, mention.span.start, entity)


def addressed(context: Context, mention: Mention, pronoun: Token) -> bool:
    """Whether a name is that of the person spoken to where the pronoun stands too, who is "you" there and no "he":
    "That is what the clerk signed, Justice Lund. He said …"."""
    tokens = context.article.sentences[mention.sentence].tokens[mention.first : mention.head + 1]
    if all(token.deprel != "vocative" for token in tokens):
        return False
    return context.quoted(mention.span.start) == context.quoted(pronoun.span.start)


def _said(reference: Reference, place: int) -> bool:
    """Whether an offset stands in what the attribution says, not in who says it."""
    attribution = reference.attribution
    return attribution is not None and any(span.start <= place < span.end for span in attribution.content)


def _unnamed_people(context: Context, reference: Reference) -> Iterator[_Candidate]:
    """People who are subjects without a name and new to the reader: "a neighbor", "her father". "The candidate" is
    somebody the article has named."""
    number, pronoun = reference.number, reference.head
    for back in range(max(0, number - 2), number + 1):
        sentence = context.article.sentences[back]
        for noun in sentence.tokens:
            if noun.span.start >= pronoun.span.start:
                return
            if noun.deprel != "nsubj" or noun.upos != "NOUN" or "Number=Plur" in noun.feats:
                continue
            if not context.kinds.nouns.is_human(noun) and not context.kinds.nouns.roles(noun) & {"anonymous", "office"}:
                continue
            gender = gender_of(noun, context.lexicon)
            new = any(
                c.text.lower() in context.kinds.nouns.one or c.deprel == "nmod:poss"
                for c in sentence.children(noun.index, "det", "nummod", "nmod")
            )
            names = (
                *sentence.children(noun.index, "appos", "flat", "compound"),
                *sentence.tokens[noun.index + 1 :][:1],
            )
            if not new or not fits(pronoun, gender) or any(t.upos == "PROPN" for t in names):
                continue
            asks = sentence.tokens[noun.head].lemma in context.lexicon.words("people.asking")  # who is asked answers
            weight = _in_view(context, noun.span.start, number - back, not asks, pronoun)
            yield _Candidate(weight + (0.9 if gender else 0.0), noun.span.start, None, back, noun)


def gender_of(noun: Token, lexicon: Lexicon) -> str | None:
    """ "feminine" or "masculine" where a common noun tells it ("spokeswoman", "uncle"), else None."""
    if lexicon.phrases("people.feminine").has(noun):
        return "feminine"
    return "masculine" if lexicon.phrases("people.masculine").has(noun) else None


def _described(context: Context, number: int, noun: Token) -> tuple[str, str | None]:
    """A noun phrase by itself: the name that it goes back to, else its own words."""
    told = context.reference(number, noun, phrase(context.article.sentences[number], noun))
    earlier = description(context, told) if told.described.points == "definite" else None
    return earlier or (told.described.kind, plain(context.words_of(told.sentence, told.inside)))


def _in_view(context: Context, start: int, distance: int, subject: bool, pronoun: Token) -> float:
    weight = 1.2 * subject - distance
    weight += 0.8 * context.speaks_at(start)
    quoted = context.quoted(start)
    return weight - (2.5 if quoted is not None and quoted != context.quoted(pronoun.span.start) else 0.0)


def unnamed_person(context: Context, reference: Reference) -> tuple[str, str | None]:
    """The kind and the words that "she" stands for after "one official": the unnamed person last spoken of; named, but
    unresolved, where there is none."""
    for span, done in reversed(context.done):
        distance = reference.number - context.sentence_at(span.start)
        if distance > 3 or done.source is None:
            break
        if done.kind in ("anonymous", "sources said") and done.source.number == 1:
            return done.kind, done.source.resolved or plain(done.source.text)
    return "named", None


def group(context: Context, reference: Reference) -> tuple[str, str | None]:
    """The kind and the name that "they" stands for: the people, named or not, or the body that the text has most in
    view; anonymous without a name where there is none."""
    best = _most_in_view(context, reference, "group")
    chained = _chained(context, reference, best)
    if chained is not None:
        return chained
    if best is None:
        return "anonymous", None
    kind, name = _told(context, best)
    return (kind if kind != "none" else "anonymous"), name


def _plural_people(context: Context, reference: Reference) -> Iterator[_Candidate]:
    number, pronoun = reference.number, reference.head
    for back in range(max(0, number - 3), number + 1):
        sentence = context.article.sentences[back]
        for noun in sentence.tokens:
            if noun.span.start >= pronoun.span.start:
                return
            if noun.upos not in ("NOUN", "PROPN") or noun.deprel in ("conj", "compound", "flat", "appos"):
                continue
            several = joined(sentence, noun, context.lexicon)
            if noun.upos == "PROPN" and noun.xpos != "NNPS" and not several:
                continue
            if noun.upos == "NOUN" and not several and "Number=Plur" not in noun.feats:
                continue
            if (
                noun.upos == "NOUN"
                and not context.kinds.nouns.is_human(noun)
                and not context.kinds.nouns.roles(noun) & _SPEAKERS
            ):
                continue
            inside = phrase(sentence, noun)
            if any(sentence.tokens[i].span == pronoun.span for i in inside):
                continue
            subject = noun.deprel.startswith("nsubj")
            weight = _in_view(context, noun.span.start, number - back, subject, pronoun)
            if back == number and _said(reference, noun.span.start):
                weight -= 1.5
            yield _Candidate(weight, noun.span.start, None, back, noun)


def joined(sentence: Sentence, noun: Token, lexicon: Lexicon) -> bool:
    """Whether one noun stands for several: "Lee and Ortiz", "the mayor, along with two aides"."""
    joins, along = lexicon.words("people.and"), lexicon.phrases("people.along-with")
    for other in sentence.children(noun.index, "conj", "nmod", "obl"):
        marks = sentence.children(other.index, "cc", "case")
        if other.deprel.startswith("conj"):
            first = sentence.tokens[sentence.subtree(other.index)[0]]  # "and Deputy Mayor Lund", wherever it hangs
            if other.upos == noun.upos and any(t.lemma in joins for t in (*marks, first)):
                return True
        elif along.first([sentence.tokens[i] for mark in marks for i in sentence.subtree(mark.index)]):
            return True
    return False


def _bodies(context: Context, reference: Reference) -> Iterator[_Candidate]:
    pronoun = reference.head
    for mention, entity in context.mentions.in_order:
        if mention.span.start >= pronoun.span.start:
            break
        distance = reference.number - mention.sentence
        if distance <= 1 and entity.organisation:
            weight = _in_view(context, mention.span.start, distance, mention.subject, pronoun) - 0.5
            yield _Candidate(weight - 0.6 * mention.modifier, mention.span.start, entity)


def thing(context: Context, reference: Reference) -> tuple[str, str | None]:
    """The kind and the name that "it" stands for: the organisation, outlet or document last in view; "none" where there
    is none."""
    for span, done in reversed(context.done):
        if span.start >= reference.head.span.start or done.source is None:
            continue
        if reference.number - context.sentence_at(span.start) > 2:
            break
        if done.kind == "named" and context.points_at(span) in (None, "thing"):
            entity = context.entity_named(done.source.resolved)
            if entity is None or _is_body(entity):
                return "named", done.source.resolved or plain(done.source.text)
    organisation = _latest(context, reference, _is_body, back=2)
    return ("named", organisation.name) if organisation else ("none", None)


def _is_body(entity: Entity) -> bool:
    """An organisation, or a country or town that acts: nothing makes it a person, and it is a place elsewhere."""
    place = any(m.place for m in entity.mentions) and any(m.subject for m in entity.mentions)
    return entity.organisation or (place and entity.gender is None and not entity.roles)


def author(context: Context, pronoun: Token) -> tuple[str, str | None]:
    """The kind and the name that "I" and "we" stand for: inside a quotation its speaker, else the last one who spoke
    before it outside of quotations; outside of quotations the article's author, by the byline where there is one.

    Who is quoted without a speaker is somebody of whom nothing is said.
    """
    quotation = context.quoted(pronoun.span.start)
    if quotation is None:
        for place, done in context.done:  # a letter, a turn of an interview
            printed = done.construction in UNMARKED and not place.overlaps(pronoun.span)
            if printed and done.source is not None and any(pronoun.span.overlaps(span) for span in done.content):
                return done.kind, done.source.resolved or plain(done.source.text)
        return "named", context.article.byline
    last: Attribution | None = None
    for place, done in context.done:
        if done.source is None or done.kind == "none" or quotation.span.start <= place.start < quotation.span.end:
            continue
        if any(span.overlaps(quotation.span) for span in done.content):
            return done.kind, done.source.resolved or plain(done.source.text)
        if context.quoted(place.start) is None and place.start < quotation.span.start:
            last = done
    near = context.sentence_at(quotation.span.start) - _SPEAKER_BACK
    if last is not None and last.source is not None and context.sentence_at(last.source.spans[0].start) >= near:
        return last.kind, last.source.resolved or plain(last.source.text)
    return "sources said", None


def _latest(context: Context, reference: Reference, fits: Callable[[Entity], bool], back: int) -> Entity | None:
    found: Entity | None = None
    for mention, entity in context.mentions.in_order:
        if mention.span.start >= reference.head.span.start:
            break
        if reference.number - mention.sentence <= back and fits(entity):
            found = entity
    return found
