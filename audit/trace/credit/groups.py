"""What an unnamed source's words tell goes in, whether it can be one credited to the origin before comes out.

"The sources", "one of the officials" and bare "sources" lean on a group that was brought in before; "Mexican officials"
or "legal experts" bring a nationality, an office or a field of their own, and so are a new group.

Source: definite and indefinite reference, Quirk et al. 1985, 5.26 to 5.36; which marks part two groups is ours.
"""

from __future__ import annotations

from collections.abc import Iterable

from audit.lexicon import Lexicon
from audit.model import Phrase, Source


def points_to_report(source: Source | None, lexicon: Lexicon) -> bool:
    """Whether the words point back to a report or an outlet spoken of before ("the network", "the same report")."""
    phrase = source.phrase if source is not None else None
    if source is None or phrase is None or not phrase.heads:
        return False
    if source.text.split()[0].lower() not in lexicon.words("crediting.pointing"):
        return False
    beside = lexicon.words("crediting.beside-a-report")
    return set(phrase.heads) <= lexicon.words("crediting.points_back") and set(phrase.marks) <= beside


def phrases_of(source: Source) -> tuple[Phrase, ...]:
    """What the source's own words tell, and those of whom it stands for, each once; none without a tree."""
    return tuple(phrase for phrase in (source.phrase, source.referent) if phrase is not None)


def points_only(phrase: Phrase | None) -> bool:
    """Whether a source's words name nobody by themselves: "they", "he", "one"."""
    return phrase is not None and (phrase.sort == "pronoun" or (phrase.heads == ("one",) and not phrase.marks))


def brings_in(phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether a source's words bring in one who was not spoken of before: "a senior official", "another one"."""
    return phrase.determiner in lexicon.words("crediting.brings_in") and not phrase.plural and not phrase.pointing


def says_only_sources(source: Source) -> bool:
    """Whether the words say no more than that somebody is a source ("sources", "a source")."""
    return source.phrase is not None and source.phrase.bare and set(source.phrase.heads) <= {"source"}


def same_group(new: Phrase, known: Iterable[Phrase], lexicon: Lexicon) -> bool:
    """Whether an unnamed source can be one of the groups known: no mark that none of them has, and a fitting head noun.

    A head noun fits if one of them has it, if it says no more than that somebody is a source, or if all that is known
    of them is that they are sources.
    """
    groups = tuple(known)
    generic = lexicon.words("people.generic")
    new_heads = frozenset(new.heads)
    if not new_heads or new.other or new.sort == "document" or new_heads & lexicon.words("people.crowd"):
        return False
    marks = frozenset(mark for group in groups for mark in group.marks)
    heads = frozenset(head for group in groups for head in group.heads)
    # "one of the former officials" still points back
    times = lexicon.words("people.former") if new.pointing else frozenset[str]()
    if frozenset(new.marks) - marks - times:
        return False
    if not groups:  # the origin itself was credited, its sources were not described
        return (new.pointing and new_heads <= generic | lexicon.words("people.insider")) or (
            new.bare and new_heads <= {"source"}
        )
    return all(
        head in heads or head in generic or (heads <= generic and (new.pointing or new.bare)) for head in new_heads
    )
