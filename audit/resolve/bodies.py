"""The name of a body goes in, what it is compared by comes out: "the Department of Justice" and "Justice Department"
are one, and so are "F.B.I." and the name whose letters it spells.

Source: AP Stylebook, "abbreviations and acronyms", "department", "company names".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from audit.lexicon import Lexicon
from audit.resolve.personal import folded


@frozen(eq=False)
class Bodies:
    """What a lexicon tells of the names of bodies; ask ``bodies_of`` for the one of a lexicon."""

    turned: frozenset[str]  # nouns that stand before their field or, with a preposition, after it
    legal: frozenset[str]
    state: frozenset[str]
    joints: frozenset[str]
    written: Mapping[str, str]  # an acronym in lower case -> the name that it is written for
    everyday: frozenset[str]  # acronyms in lower case by which everybody knows a body

    def is_everyday(self, acronym: str) -> bool:
        """Whether everybody knows a body by these initials."""
        return acronym.replace(".", "").lower() in self.everyday

    def in_full(self, name: Sequence[str]) -> tuple[str, ...]:
        """A body's name in full where it is an acronym that stands for one alone: "DOJ"."""
        full = self.written.get(name[0].replace(".", "").lower()) if len(name) == 1 and is_acronym(name[0]) else None
        return tuple(full.split()) if full is not None else tuple(name)

    def key(self, name: Sequence[str]) -> tuple[str, ...]:
        """The words that a body's name is compared by: no article, no legal form, and its field before its noun.

        "the U.S. Department of the Treasury" and "Treasury Department" have the same; "Wal-Mart" and "Walmart" too.
        """
        words = [folded(word).replace("-", "") for word in name]
        words = [word for place, word in enumerate(words) if word and not (place == 0 and word in self.joints)]
        while len(words) > 1 and words[-1].rstrip(",") in self.legal:
            words = words[:-1]
        for size in (1, 2):
            if len(words) > size + 1 and " ".join(words[:size]) in self.state:
                words = words[size:]
        if len(words) > 2 and words[0] in self.turned and words[1] in self.joints:
            field = words[2:]
            while len(field) > 1 and field[0] in self.joints:
                field = field[1:]
            words = [*field, words[0]]
        return tuple(words)

    def short_of(self, key: Sequence[str]) -> str | None:
        """The one word that stands for a department ("Treasury"); None where there is none."""
        return key[0] if len(key) == 2 and key[1] in self.turned else None

    def initials(self, key: Sequence[str]) -> frozenset[str]:
        """The acronyms that a name of several words may have; of one word, the word itself."""
        if len(key) < 2:
            return frozenset(key)
        large = [word for word in key if word not in self.joints]
        return frozenset("".join(word[0] for word in some) for some in (key, large) if len(some) > 1)

    def spells(self, acronym: str, name: Sequence[str]) -> bool:
        """Whether an acronym is made of the first letters of a name's words, with or without those of small words."""
        letters = folded(acronym)
        words = [folded(part) for word in name for part in word.split("-")]
        words = [word for word in words if word]
        if words and words[0] in self.state and len(words) > len(letters):
            words = words[1:]
        return _spelled(letters, words, self.joints)


def is_acronym(word: str) -> bool:
    """Whether a word is written as initials: FBI, F.B.I., UN."""
    bare = word.replace(".", "")
    return len(bare) >= 2 and bare.isalpha() and bare.isupper()


def _spelled(letters: str, words: Sequence[str], joints: frozenset[str]) -> bool:
    if not words:
        return not letters
    small = words[0] in joints
    if letters and letters[0] == words[0][0] and _spelled(letters[1:], words[1:], joints):
        return True
    return small and _spelled(letters, words[1:], joints)


def bodies_of(lexicon: Lexicon) -> Bodies:
    """The Bodies of a lexicon, made once."""
    return lexicon.once(_made)


def _made(lexicon: Lexicon) -> Bodies:
    words = (
        lexicon.words("people.turned"),
        lexicon.words("people.legal-form"),
        lexicon.words("people.american"),
        lexicon.words("people.joint"),
    )
    turned, legal, state, joints = (frozenset(map(folded, found)) for found in words)
    return Bodies(
        turned, legal, state, joints, lexicon.pairs("people.short-body"), lexicon.words("people.everyday-initials")
    )
