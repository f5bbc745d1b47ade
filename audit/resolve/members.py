"""A source's words go in, the names of all whom they name come out: "Jane Alvarez and Robert Ellis".

Source: coordination and apposition, Quirk et al. 1985, 13.2 and 17.65; relations of Universal Dependencies.
"""

from __future__ import annotations

from typing import Final

from audit.resolve.context import Context, Reference

_JOINED: Final = ("conj", "list", "parataxis", "dep")
_NAMING: Final = ("appos", "flat", "nmod")


def members_of(context: Context, reference: Reference) -> tuple[str, ...]:
    """The names of the people and bodies that stand side by side as the source, in text order, each once.

    A description beside a name is nobody else ("Lee, chair of the Ferry Company"); a noun without a name is left out
    ("Mr. Lee and his aides").
    """
    sentence, inside = reference.sentence, reference.inside
    if reference.phrase.sort == "document":
        return ()
    found: dict[str, int] = {}
    seen: set[int] = set()
    todo = [reference.head.index]
    while todo:
        place = todo.pop()
        if place in seen:
            continue
        seen.add(place)
        entity = context.mentions.at(reference.number, place)
        if entity is not None:
            found.setdefault(entity.name, place)
        for child in sentence.children(place):
            if child.index not in inside or sentence.children(child.index, "case"):
                continue
            relation = child.deprel.split(":")[0]
            names = entity is None and child.upos == "PROPN" and relation in _NAMING
            if relation in _JOINED or names:
                todo.append(child.index)
    return tuple(sorted(found, key=found.__getitem__))
