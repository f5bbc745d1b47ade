"""A source's words taken apart go in, how many they say there are comes out.

Source: numerals in lexicons/forms.toml; determiners that tell a number, Quirk et al. 1985, 5.10 to 5.23.
"""

from __future__ import annotations

from typing import Final

from audit.lexicon.forms import number_of
from audit.model import Token
from audit.resolve.parts import Parts, has_case

_LIMIT: Final = 1000  # from here on they are no sources that somebody counted

# How many, or the word where no number is told ("several"); (None, None) where nothing is said of it
Count = tuple[int | None, str | None]
_NOTHING: Final[Count] = (None, None)


def how_many(parts: Parts) -> Count:
    """The number that the words tell, else the word that stands for one ("several"); shares tell none.

    "A", "one" and a bare singular are one; conjuncts are added up where each has its number.
    """
    nouns = parts.nouns
    share = nouns.lexicon.words("people.share")
    if any(nouns.lemma(t) in share for t in (*parts.outer, parts.core)):
        return _NOTHING
    if parts.outer:
        if parts.outer[-1].upos == "NUM" and not has_case(parts.sentence, parts.core, nouns.of):
            return _NOTHING  # "eight of 10 voters"
        outer = parts.outer[0]
        return _told(parts, [*_counting(parts, outer), outer]) or _NOTHING
    if len(parts.heads) == 1:
        return _told(parts, _counting(parts, parts.core)) or _alone(parts)
    found = [(head, _told(parts, _counting(parts, head))) for head in parts.heads]
    numbers = [told[0] for head, told in found if told is not None and told[0] is not None]
    own = [head for head, told in found if told is not None or nouns.plural(head)]
    if numbers and len(numbers) == len(own):
        return sum(numbers), None
    first = found[0][1]
    return first if first is not None and first != (1, None) else _NOTHING


def is_counted(parts: Parts) -> bool:
    """Whether a numeral stands before a noun, or a part of them is spoken of ("one of the officials")."""
    return bool(parts.outer) or any(t.upos == "NUM" for h in parts.heads for t in parts.before(h))


def _counting(parts: Parts, head: Token) -> list[Token]:
    """The words before a noun that may count it: not those of a noun within ("two-party leaders' aides")."""
    found = []
    for token in parts.before(head):
        above, seen = token, set[int]()
        while above.head >= 0 and above.head != head.index and above.index not in seen:
            seen.add(above.index)
            above = parts.sentence.tokens[above.head]
            if above.upos in ("NOUN", "PROPN") and not parts.nouns.counts_with(above.text.lower()):
                break
        else:
            found.append(token)
    return found


def _told(parts: Parts, words: list[Token]) -> Count | None:
    """What counting words say: a number, else a quantifier, else a determiner of one; None where they say nothing."""
    nouns, forms = parts.nouns, [token.text.lower() for token in words]
    number = number_of(forms, nouns.lexicon)
    if number is not None and 0 < number < _LIMIT:
        return number, None
    several = next((form for form in forms if form in nouns.several), None)
    if several is not None:
        return None, several
    return (1, None) if any(form in nouns.one for form in forms) else None


def _alone(parts: Parts) -> Count:
    """A noun in the singular stands for one, with a determiner or without ("her lawyer", "source says")."""
    nouns, core = parts.nouns, parts.core
    forms = {nouns.lemma(core), core.text.lower()}
    if core.text.lower() in nouns.several:
        return None, core.text.lower()
    if forms & nouns.nobody:
        return (1, None) if forms & nouns.one_person and not nouns.plural(core) else _NOTHING
    if core.upos == "NUM":
        return number_of((core.text.lower(),), nouns.lexicon), None
    return (1, None) if core.upos == "NOUN" and not nouns.plural(core) else _NOTHING
