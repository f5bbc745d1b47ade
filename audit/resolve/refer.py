"""A source's words and what its article offers go in, the kind and the name they refer to come out: pronouns,
relatives, documents by their maker, definite descriptions.

References are followed within the article only. What the text does not tell stays unresolved (None).

Source: ours: which reference is followed how; the kinds of reference after Quirk et al. 1985, 5.26 to 5.33 and 6.15.
"""

from __future__ import annotations

import attrs

from audit.resolve.context import Context, Reference, plain
from audit.resolve.description import description, own_name
from audit.resolve.nouns import points_by
from audit.resolve.pronoun import author, group, person, thing, unnamed_person


def follow(context: Context, reference: Reference) -> tuple[str, str | None]:
    """Kind and resolved name, the reference followed as far as the text goes."""
    points = reference.described.points
    if points == "relative":
        return _relative(context, reference)
    if points == "person":
        return person(context, reference) or unnamed_person(context, reference)
    if points == "group":
        return group(context, reference)
    if points == "thing":
        return thing(context, reference)
    if points == "author":
        return author(context, reference.head)
    maker = _maker(context, reference)
    if maker is not None:
        return maker
    if points == "definite":
        found = description(context, reference)
        if found is not None:
            return found
    return reference.described.kind, own_name(context, reference)


def _maker(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """Whose a document is that tells it by a pronoun: "her memoir", "statements he has made"."""
    sentence, head = reference.sentence, reference.head
    if "document" not in context.kinds.nouns.roles(head):
        return None
    for index in sorted(reference.inside):
        token = sentence.tokens[index]
        owner = token.deprel == "nmod:poss" and token.head == head.index
        author = token.deprel.startswith("nsubj") and sentence.tokens[token.head].head == head.index
        if not (owner or author):
            continue
        if points_by(token) == "person":
            return person(context, attrs.evolve(reference, head=token))
        entity = context.mentions.at(reference.number, token.index)
        if entity is not None:
            return "named", entity.name
    return None


def _relative(context: Context, reference: Reference) -> tuple[str, str | None]:
    """ "who", "which", "whose": the noun that the relative clause hangs on."""
    sentence, head = reference.sentence, reference.head
    here, seen = head, set[int]()
    while here.head >= 0 and here.index not in seen:
        seen.add(here.index)
        if here.deprel in ("acl:relcl", "acl") and here.index != head.index:
            noun = sentence.tokens[here.head]
            dropped = {*sentence.subtree(here.index), *(c.index for c in sentence.children(noun.index, "case"))}
            inside = frozenset(i for i in sentence.subtree(noun.index) if i not in dropped)
            told = context.reference(reference.number, noun, inside, reference.attribution)
            if told.described.points == "definite":
                found = description(context, told)
                if found is not None:
                    return found
            kind = told.described.kind
            name = own_name(context, told) if kind == "named" else None
            return kind, name or plain(context.words_of(sentence, told.inside))
        here = sentence.tokens[here.head]
    return "none", None
