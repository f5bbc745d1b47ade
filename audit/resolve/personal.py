"""Two names of people go in, whether they may be one person's comes out: given names, initials, surnames, short forms.

Names are compared by their words without case, accents, periods and the kind of apostrophe or hyphen.

Source: AP Stylebook, "names", "middle names", "junior, senior"; Chicago Manual of Style, 8.5–8.15 (surnames).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from attrs import frozen

from audit.lexicon import Lexicon

_SAME: Final = str.maketrans({"’": "'", "‘": "'", "`": "'", "‑": "-", "–": "-", ".": None})
_SHORTEST: Final = 3  # letters of a given name that may begin a longer one ("Tim", "Timothy")


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """A word of a name as it is compared: "PEÑA" and "Pena", "O’Neill" and "O'Neill" are one."""
    plain = unicodedata.normalize("NFKD", word.translate(_SAME))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@frozen(eq=False)
class People:
    """What a lexicon tells of personal names; ask ``people_of`` for the one of a lexicon."""

    suffixes: frozenset[str]
    short: Mapping[str, frozenset[str]]  # given name -> the names of its group and of others that list it
    gender: Mapping[str, str]
    offices: frozenset[str]  # titles of which a person bears one

    def parted(self, name: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
        """The folded words of a name without its suffix, and the suffix ("jr", "iii") or None."""
        words = tuple(word for word in map(folded, name) if word)
        if len(words) > 1 and words[-1] in self.suffixes:
            return tuple(w.rstrip(",") for w in words[:-1]), words[-1]
        return words, None

    def same_given(self, one: str, other: str) -> bool:
        """Whether two folded given names may be one person's: the same, an initial and its name, a short form."""
        if one == other:
            return True
        if min(len(one), len(other)) == 1:
            return one[:1] == other[:1]
        if other in self.short.get(one, ()):
            return True
        genders = {self.gender.get(one), self.gender.get(other)} - {None, ""}
        begins = one.startswith(other) or other.startswith(one)
        return begins and min(len(one), len(other)) >= _SHORTEST and len(genders) < 2  # "Paul" and "Paula"

    def may_be_one(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Whether two full names (two words or more) may be one person's.

        The same given name or a form of it, middle names that do not differ, the same surname; or one is the end of
        the other ("Peña Nieto", "Ross Perot"); or a woman's name goes on with one more surname ("Jane Ellis",
        "Jane Ellis Alvarez").
        """
        (mine, junior), (theirs, senior) = self.parted(one), self.parted(other)
        if min(len(mine), len(theirs)) < 2 or (junior and senior and junior != senior):
            return False
        short, long = sorted((mine, theirs), key=len)
        if long[-len(short) :] == short:
            return True
        if not self.same_given(mine[0], theirs[0]):
            return False
        if mine[-1] == theirs[-1]:
            return self._same_middle(mine[1:-1], theirs[1:-1])
        if any("-" in a and b in a.split("-") for a, b in ((mine[-1], theirs[-1]), (theirs[-1], mine[-1]))):
            return True  # "Jane Alvarez", "Jane Alvarez-Ellis"
        feminine = self.gender.get(short[0]) == "feminine"
        return feminine and len(long) == len(short) + 1 and long[1 : len(short)] == short[1:] and len(long[-2]) > 1

    @staticmethod
    def _same_middle(one: Sequence[str], other: Sequence[str]) -> bool:
        """Middle names do not differ: those of the one that gives fewer are among the other's, in order."""
        few, many = sorted((one, other), key=len)
        rest = iter(many)
        return all(any(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for b in rest) for a in few)


def people_of(lexicon: Lexicon) -> People:
    """The People of a lexicon, made once."""
    return lexicon.once(_made)


def _made(lexicon: Lexicon) -> People:
    short: dict[str, set[str]] = {}
    gender: dict[str, str] = {}
    for entry in lexicon.file("names"):
        for word in entry.words:
            gender[folded(word)] = entry.get("gender", "")
        for row in entry.get("groups", ()):
            group = [folded(word) for word in row.split()]
            for word in group:
                short.setdefault(word, set()).update(group)
    return People(
        frozenset(folded(word) for word in lexicon.words("people.suffix")),
        {word: frozenset(others) for word, others in short.items()},
        gender,
        lexicon.words("people.high-office"),
    )
