"""A noun for the head of state goes in, who held that office on the day of publication comes out, if the article names
them: newspapers of the United States write "the president" and the surname, and hardly ever both.

Source: AP Stylebook, "president": the title alone on later references; the terms of office are the lexicon's.
"""

from __future__ import annotations

from audit.resolve.context import Context, Reference
from audit.resolve.mentions import Entity
from audit.resolve.offices import in_office


def incumbent(context: Context, reference: Reference) -> Entity | None:
    """The one in office; None without a date of publication, where the noun is another, or where the article does not
    name them, by the full name or by the surname alone."""
    if reference.head.lemma.lower() not in context.lexicon.words("people.head-of-state"):
        return None
    holders = in_office(context.lexicon, context.article.published)
    for entity in context.mentions.entities:
        given, _, surname = entity.name.casefold().rpartition(" ")
        known = surname in holders and (not given or given.split()[0] in holders[surname])
        if known and not context.is_body(entity) and not any(mention.place for mention in entity.mentions):
            return entity
    return None
