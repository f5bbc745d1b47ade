"""An article's context and a name go in, whether the name may be a person's comes out.

Source: ours: how names of bodies, sites and countries are written; the press gives a person's full name or title first
(AP Stylebook, "names").
"""

from __future__ import annotations

from audit.resolve.bodies import is_acronym
from audit.resolve.context import Context
from audit.resolve.mentions import Entity


def is_bodily(context: Context, entity: Entity) -> bool:
    """Whether a name is a body's by its words, or by how it is written: initials, a capital run within a word
    ("HarbourTV") or a site's address, with nothing that makes it a person's; or a country's."""
    if context.is_body(entity):
        return True
    if entity.gender is None and not entity.roles and _is_land(context, entity):
        return True
    word = entity.name.removesuffix("'s")
    run = any(word[place].islower() and word[place + 1 : place + 3].isupper() for place in range(len(word) - 2))
    run = run or context.lexicon.pattern("people.site").search(word) is not None
    titled = any(m.titled < m.first for m in entity.mentions)
    return (run or is_acronym(word)) and " " not in word and entity.gender is None and not titled


def _is_land(context: Context, entity: Entity) -> bool:
    """Whether a name is a country's, and no name that people bear too ("Jordan")."""
    lands, word = context.lexicon.pairs("forms.country"), entity.name.lower()
    return word not in context.lexicon.by_word("names") and (word in lands or word in lands.values())


def may_be_person(context: Context, entity: Entity) -> bool:
    """Not a body, and not one that is only ever a place or what a noun is called by."""
    if is_bodily(context, entity):
        return False
    if entity.gender is not None or entity.roles or any(m.subject for m in entity.mentions):
        return True
    aside = any(m.place for m in entity.mentions) or all(m.modifier for m in entity.mentions)
    return not aside and any(len(m.name) > 1 for m in entity.mentions)


def is_known_body(context: Context, entity: Entity, start: int) -> bool:
    """Whether what was learned of names takes one without a gender or a title, which stands at this offset, for a
    body's or a document's."""
    if entity.gender is not None or entity.roles:
        return False
    mention = next(m for m in entity.mentions if m.span.start == start)
    name = context.article.sentences[mention.sentence].tokens[mention.head]
    return context.reference(mention.sentence, name, frozenset()).phrase.sort in ("body", "document")
