"""A source's words and what its article offers go in, the kind and the name they refer to come out: pronouns,
relatives, documents by their maker, definite descriptions.

References are followed within the article only. What the text does not tell stays unresolved (None).
"""

from __future__ import annotations

from audit.model import Attribution, Sentence, Token
from audit.resolve.context import Context, plain
from audit.resolve.description import description, own_name
from audit.resolve.kind import Described
from audit.resolve.pronoun import author, group, person, thing, unnamed_person


def follow(
    context: Context,
    attribution: Attribution,
    described: Described,
    number: int,
    sentence: Sentence,
    head: Token,
    inside: frozenset[int],
) -> tuple[str, str | None]:
    """Kind and resolved name, the reference followed as far as the text goes."""
    if described.points == "relative":
        return _relative(context, described, number, sentence, head)
    if described.points == "person":
        return person(context, attribution, number, head) or unnamed_person(context, number)
    if described.points == "group":
        return group(context, attribution, number, head)
    if described.points == "thing":
        return thing(context, number, head)
    if described.points == "author":
        return author(context, head)
    maker = _maker(context, attribution, number, sentence, head, inside)
    if maker is not None:
        return maker
    if described.points == "definite":
        found = description(context, described, number, sentence, head, inside)
        if found is not None:
            return found
    return described.kind, own_name(context, described, number, sentence, head, inside)


def _maker(
    context: Context, attribution: Attribution, number: int, sentence: Sentence, head: Token, inside: frozenset[int]
) -> tuple[str, str | None] | None:
    """Whose a document is that tells it by a pronoun: "her memoir", "statements he has made"."""
    if "document" not in context.kinds.nouns.roles(head):
        return None
    for index in sorted(inside):
        token = sentence.tokens[index]
        owner = token.deprel == "nmod:poss" and token.head == head.index
        author = token.deprel.startswith("nsubj") and sentence.tokens[token.head].head == head.index
        if not (owner or author):
            continue
        if token.text.lower() in context.lexicon.words("people.pronoun-person"):
            return person(context, attribution, number, token)
        entity = context.mentions.at(number, token.index)
        if entity is not None:
            return "named", entity.name
    return None


def _relative(
    context: Context, described: Described, number: int, sentence: Sentence, head: Token
) -> tuple[str, str | None]:
    """ "who", "which", "whose": the noun that the relative clause hangs on."""
    here, seen = head, set[int]()
    while here.head >= 0 and here.index not in seen:
        seen.add(here.index)
        if here.deprel in ("acl:relcl", "acl") and here.index != head.index:
            noun = sentence.tokens[here.head]
            dropped = {*sentence.subtree(here.index), *(c.index for c in sentence.children(noun.index, "case"))}
            inside = frozenset(i for i in sentence.subtree(noun.index) if i not in dropped)
            text = context.words_of(sentence, inside or frozenset({noun.index}))
            told = context.described(sentence, noun, inside)
            if told.points == "definite":
                found = description(context, told, number, sentence, noun, inside)
                if found is not None:
                    return found
            name = own_name(context, told, number, sentence, noun, inside)
            return told.kind, (name if told.kind == "named" else None) or plain(text)
        here = sentence.tokens[here.head]
    return "none", None
