"""A source that a surname alone tells goes in, the name comes out: one that the tagger took for no name, and those of a
family ("the Hunters").

Source: names in the plural and with an article, Quirk et al. 1985, 5.66; the rest is ours.
"""

from __future__ import annotations

from audit.lexicon.forms import singular
from audit.resolve.context import Context, Reference, plain


def misread(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """Somebody's surname alone that the tagger did not take for a name."""
    word = reference.head.text
    if len(reference.inside) > 1 or reference.head.upos not in ("ADJ", "NOUN", "ADV", "X") or not word[:1].isupper():
        return None
    full = [e for e in context.mentions.entities if " " in e.name and e.name.split()[-1] == word and e.gender]
    return ("named", full[0].name) if len(full) == 1 else None


def family(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """A surname in the plural with "the" names those who bear it: "the Hunters", where the article names a Hunter."""
    sentence, head = reference.sentence, reference.head
    definite = any("Definite=Def" in t.feats for t in sentence.children(head.index, "det"))
    if not definite or head.upos != "PROPN" or "Number=Plur" not in head.feats:
        return None
    borne = singular(head.text, context.lexicon)
    people = (e.name.lower().split() for e in context.mentions.entities if not e.organisation)
    if not any(len(name) > 1 and name[-1] == borne for name in people):
        return None
    return "named", plain(context.words_of(sentence, reference.inside))
