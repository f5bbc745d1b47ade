"""The text of a claim goes in, the stems of its words and its numbers come out: what claims are found by.

Nothing here reads trees: claims are taken by their text, so that stored, made and parsed claims are treated alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

_WORD: Final = re.compile(r"\d[\d.,]*\d|[^\W_](?:[^\W_]|[.’'-](?=[^\W_]))*")
_STOP: Final = frozenset(
    re.findall(
        r"\S+",
        """a about above after again against all also although am among an and another any are as at be because been
        before being below between both but by can could did do does doing during each either else even ever
        every few for from further get had has have having he her here hers him his how however i if in into is
        it its itself just less like may me might more most much must my no nor not now of off on once only or
        other our out over own per put rather same she should since so some such than that the their them
        themselves then there these they this those though through to too toward towards under until up upon us
        very was we were what when where whether which while who whom whose why will with within without would
        yet you your one something still said say says told according reportedly allegedly reported report
        reports source sources meanwhile moreover furthermore including include includes involve involves n't s t
        re ve ll d mr mrs ms dr new also part""",
    )
)
_NUMBER_WORDS: Final[Mapping[str, str]] = {
    word: str(value)
    for value, word in enumerate(
        re.findall(
            r"\w+",
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
            seventeen eighteen nineteen twenty""",
        )
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_SCALE: Final[Mapping[str, int]] = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_SPELLING: Final[Mapping[str, str]] = {
    "us": "us",  # only as "US" or "U.S.": the pronoun is a stop word and never gets here
    "american": "us",
    "americans": "us",
    "mexican": "mexico",
    "mexicans": "mexico",
    "russian": "russia",
    "chinese": "china",
    "british": "britain",
    "uk": "britain",
    "u.k": "britain",
    "defence": "defense",
    "america": "us",
}
_UNITED_STATES: Final = re.compile(r"\bUnited\s+States\b")
_ENDINGS: Final = (
    "ization",
    "isation",
    "ation",
    "ition",
    "ements",
    "ement",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
)


def stem(word: str) -> str:
    """A short form that the inflections of a word share; crude on purpose, it only has to agree with itself."""
    word = word.lower().replace("’", "'").removesuffix("'s").replace(".", "").replace("-", "").replace("'", "")
    word = _SPELLING.get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    else:
        for ending in ("edly", "ed", "ly", "al", "er"):
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                word = word[: -len(ending)]
                break
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    return word.removesuffix("e")[:8]


@frozen
class Words:
    """What a claim's text is found by: the stems of its content words in text order, and which of them are names."""

    stems: tuple[str, ...] = field(repr=False)
    names: frozenset[str]


def words_of(text: str) -> Words:
    """The words of a claim's text."""
    stems: dict[str, None] = {}
    names: set[str] = set()
    for place, match in enumerate(_WORD.finditer(_UNITED_STATES.sub("US", text))):
        token = match.group().replace("’", "'")
        word = token.lower()
        us = token in {"US", "U.S", "USA", "U.S.A"}
        if (word in _STOP and not us) or word in _NUMBER_WORDS or word[0].isdigit():
            continue
        form = "us" if us else stem(word)
        if len(form) < 2:
            continue
        stems[form] = None
        if token[0].isupper() and place > 0:
            names.add(form)
    return Words(tuple(stems), frozenset(names))


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text in one form ("six", "6"; "1,000", "a thousand"), without "one", often a pronoun."""
    found: set[str] = set()
    value: float | None = None
    word_made = False
    for match in _WORD.finditer(text):
        word = match.group().lower()
        digits = word.rstrip("%").replace(",", "")
        if re.fullmatch(r"\d+(?:\.\d+)?", digits):
            if value is not None and not (word_made and value == 1):
                found.add(_plain(value))
            value, word_made = float(digits), False
        elif word in _NUMBER_WORDS:
            if value is not None and not (word_made and value == 1):
                found.add(_plain(value))
            value, word_made = float(_NUMBER_WORDS[word]), True
        elif word.removesuffix("s") in _SCALE:
            if value is not None or not word.endswith("s"):
                found.add(_plain((value or 1.0) * _SCALE[word.removesuffix("s")]))
            value = None
        else:
            if value is not None and not (word_made and value == 1):
                found.add(_plain(value))
            value = None
    if value is not None and not (word_made and value == 1):
        found.add(_plain(value))
    return frozenset(found)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
