"""Heads and relations of a sentence go in; out they come with the names put together that the parser tore apart.

Nothing stands between an English preposition and its noun but what belongs to that noun (Huddleston and Pullum 2002,
7.2): where a proper noun right before the last one of a prepositional phrase hangs on a word outside of it, "according
to [Piotr] [Okafor]", both are one name. As elsewhere in Universal Dependencies its first word heads it and the others
are flat below that.
"""

from __future__ import annotations

from collections.abc import Sequence

_ADDED = ("flat", "compound", "nmod:poss")  # what stays with the word that it is a part of


def names_mended(upos: Sequence[str], heads: Sequence[int], relations: Sequence[str]) -> tuple[list[int], list[str]]:
    """Heads, from 1 and 0 for the root, and relations of a sentence's words, of which ``upos`` are the tags; the
    lists that were given stay as they are."""
    mended, named = list(heads), list(relations)
    for case in range(len(heads)):
        last = mended[case] - 1  # the word that the preposition marks, from 0
        if named[case] != "case" or last <= case + 1 or upos[last] != "PROPN":
            continue
        first = last
        while first - 1 > case and upos[first - 1] == "PROPN" and not case < mended[first - 1] - 1 <= last:
            first -= 1
        if first == last or _under(last, first, mended):
            continue
        mended[first], named[first] = mended[last], named[last]
        for place, head in enumerate(mended):
            if head - 1 == last and place != first and named[place] not in _ADDED:
                mended[place] = first + 1
        for place in range(first + 1, last + 1):
            mended[place], named[place] = first + 1, "flat"
    return mended, named


def _under(place: int, top: int, heads: Sequence[int]) -> bool:
    """Whether a word hangs below another; both from 0."""
    seen = set[int]()
    while place >= 0 and place not in seen:
        if place == top:
            return True
        seen.add(place)
        place = heads[place] - 1
    return False
