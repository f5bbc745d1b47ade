"""A phrase that points back goes in, the kind and the name of what was learned to be its antecedent come out; None
where nothing was learned, or where it cannot tell.

Source: ours, over what ``audit.resolve.ranking`` learned.
"""

from __future__ import annotations

from audit.resolve.bearers import deputises
from audit.resolve.candidates import Candidate
from audit.resolve.context import Context, Reference, plain
from audit.resolve.description import description, own_name
from audit.resolve.mentions import Entity
from audit.resolve.parts import phrase


def learned(context: Context, reference: Reference, sure: bool) -> tuple[str, str | None] | None:
    """The kind and the name of what the ranking takes a pronoun, or a definite noun, for; with ``sure`` only where that
    is likely enough to be claimed.

    A definite noun is taken for a name only: what another noun says of it, its own words say too.
    """
    if context.ranking is None:
        return None
    ask = context.ranking.antecedent if sure else context.ranking.likeliest
    # nobody speaks of himself by name in what he says
    said = reference.attribution.content if reference.attribution is not None else ()
    found = ask(reference.number, reference.head.index, said)
    if found is None:
        return None
    if reference.described.points == "person":
        beside = context.reference(found.mention.sentence, found.mention.token, frozenset())
        body = found.entity >= 0 and context.is_body(context.mentions.entities[found.entity])
        if body or beside.phrase.sort not in ("person", "people", "unclear"):
            return None  # what was learned of nouns says otherwise
    if found.entity >= 0:
        entity = context.mentions.entities[found.entity]
        definite = reference.described.points == "definite"
        if definite and (_never(context, reference, entity) or deputises(context, reference, entity)):
            return None
        return "named", entity.name
    if reference.described.points == "definite":
        return None
    return described(context, found.mention, reference)


def _never(context: Context, reference: Reference, entity: Entity) -> bool:
    """Whether a definite noun is another's than this name's by what it is: one who is a source and no more, several
    people, a person by a body's name, a body by a person's, a document that names its maker ("the Treasury report")."""
    words, body = reference.phrase, context.is_body(entity)
    if words.sort == "people" or not context.lexicon.words("people.only-source").isdisjoint(words.heads):
        return True
    if words.sort == "document":
        tokens = (reference.sentence.tokens[index] for index in reference.inside - {reference.head.index})
        return any(token.upos == "PROPN" for token in tokens)
    return (words.sort == "person" and body) or (words.sort == "body" and entity.gender is not None and not body)


def likelihood(context: Context, reference: Reference) -> float:
    """How likely the likeliest antecedent is, 0 to 1; 0 where nothing was learned."""
    said = reference.attribution.content if reference.attribution is not None else ()
    ranking = context.ranking
    found = ranking.likeliest(reference.number, reference.head.index, said) if ranking is not None else None
    return found.probability if found is not None else 0.0


def described(context: Context, mention: Candidate, reference: Reference) -> tuple[str, str | None]:
    """The kind and the name that an antecedent without a name of its own has: the name that it goes back to, else its
    words."""
    sentence = context.article.sentences[mention.sentence]
    inside = phrase(sentence, mention.token)
    if not mention.joined:
        others = sentence.children(mention.token.index, "conj")
        inside -= {index for other in others for index in sentence.subtree(other.index)}
    told = context.reference(mention.sentence, mention.token, inside, reference.attribution)
    if told.described.points == "definite":
        earlier = description(context, told)
        if earlier is not None:
            return earlier
    kind = told.described.kind
    name = own_name(context, told) if kind == "named" and not mention.joined else None
    if kind == "none" and reference.described.points != "thing":
        kind = "anonymous"  # he, she and they are people
    return kind, name or plain(context.words_of(sentence, told.inside))
