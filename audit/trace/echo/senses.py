"""The lexicon goes in, what its words mean to each other comes out: alike, opposed, negating, doubting.

Words are compared by ``stem``, a short form that their inflections and derivations share, so that "approve" finds
"approval".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from attrs import field, frozen

from audit.lexicon import Lexicon

_SPELLING: Final[Mapping[str, str]] = {
    "defence": "defense",
    "harbour": "harbor",
    "labour": "labor",
    "metre": "meter",
    "kilometre": "kilometer",
    "litre": "liter",
    "centre": "center",
    "programme": "program",
    "km": "kilometer",
    "kg": "kilogram",
}
# Past forms of verbs that a text without a tree shows as they are.
_IRREGULAR: Final[Mapping[str, str]] = {
    form: verb
    for row in """rise rose risen|fall fell fallen|grow grew grown|buy bought|sell sold|win won|lose lost|find found
    |leave left|keep kept|begin began begun|give gave given|take took taken|pay paid|fight fought|hide hid hidden
    |steal stole stolen|free freed|hire hired|fire fired|die died|lie lied|hold held|send sent|lend lent|sink sank
    sunk|shrink shrank shrunk|forget forgot
    |forbid forbade forbidden|withdraw withdrew withdrawn|shut shutting|strike struck|hit hitting|break broke broken
    |build built|catch caught|teach taught|die dying|lie lying|choose chose chosen|come came|become became|go went gone
    |know knew known|say said|tell told|see saw seen|speak spoke spoken|shoot shot|flee fled|meet met|lead led|rebuild
    rebuilt|overthrow overthrew overthrown|fly flew flown|drive drove driven|write wrote written|swell swollen""".split(
        "|"
    )
    for verb, *forms in [row.split()]
    for form in forms
}
_ENDINGS: Final = tuple("ization isation ation ition ements ement ments ment ings ing ions ion".split())
_SHORT_ENDINGS: Final = ("edly", "ed", "ly", "al", "er")
_NEGATING: Final = ("un", "non", "dis", "mis", "anti")
_NEGATING_ADJECTIVES: Final = ("in", "im", "il", "ir")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A short form that the inflections of a word share; crude on purpose, it only has to agree with itself."""
    if "_" in word:
        return "_".join(map(stem, word.split("_")))
    word = word.lower().replace("’", "'").removesuffix("'s").replace(".", "").replace("-", "").replace("'", "")
    word = _SPELLING.get(word, word)
    word = _IRREGULAR.get(word, word)
    if len(word) > 4 and word.endswith(("ies", "ied")):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    word = _SPELLING.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    else:
        for ending in _SHORT_ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                word = word[: -len(ending)]
                break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.removesuffix("e")[:9]


@frozen(eq=False)
class Senses:
    """What the lexicon says of stems: groups of words alike, words opposed, roles, and words that stand together."""

    groups: Mapping[str, frozenset[int]] = field(repr=False)
    opposites: Mapping[str, frozenset[str]] = field(repr=False)
    roles: Mapping[str, str] = field(repr=False)
    joined: frozenset[str] = field(repr=False)

    def alike(self, one: str, two: str) -> bool:
        """Whether two stems stand in one group."""
        return bool(self.groups.get(one, frozenset()) & self.groups.get(two, frozenset()))

    def opposed(self, one: str, two: str) -> bool:
        """Whether two stems are opposites."""
        return two in self.opposites.get(one, frozenset())


def opposed_by_prefix(one: str, two: str, adjectives: bool) -> bool:
    """Whether two lemmas differ by a prefix that negates ("stable", "unstable"); some prefixes do so to adjectives
    only."""
    short, long = sorted((one, two), key=len)
    prefixes = (*_NEGATING, *_NEGATING_ADJECTIVES) if adjectives else _NEGATING
    return len(short) >= 4 and any(long in (prefix + short, f"{prefix}-{short}") for prefix in prefixes)


def senses_of(lexicon: Lexicon) -> Senses:
    """The entries of synonyms.toml, antonyms.toml and polarity.toml by stem."""
    groups: dict[str, set[int]] = {}
    number = 0
    for entry in lexicon.file("synonyms"):
        for row in entry["groups"]:
            number += 1
            for word in row.split():
                groups.setdefault(stem(word), set()).add(number)
    opposites: dict[str, set[str]] = {}
    for entry in lexicon.file("antonyms"):
        crossed = ((one, two) for one in entry.words for two in entry.get("against", ()))
        for one, two in (*crossed, *_pairs(entry.get("pairs", ()))):
            a, b = stem(one), stem(two)
            if a != b:
                opposites.setdefault(a, set()).add(b)
                opposites.setdefault(b, set()).add(a)
    roles = {
        word.lower().replace(" ", "_"): entry["role"] for entry in lexicon.file("polarity") for word in entry.words
    }
    rows = [word for entry in lexicon.file("synonyms") for row in entry["groups"] for word in row.split()]
    joined = frozenset(word.lower() for word in (*rows, *roles) if "_" in word)
    frozen_groups = {word: frozenset(found) for word, found in groups.items()}
    return Senses(frozen_groups, {word: frozenset(found) for word, found in opposites.items()}, roles, joined)


def _pairs(rows: Iterable[str]) -> Iterable[tuple[str, str]]:
    for row in rows:
        one, _, two = row.partition("/")
        if two:
            yield one, two
