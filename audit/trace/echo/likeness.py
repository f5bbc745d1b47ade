"""The text of a source goes in, its numbers come out; for credit's groups alone, until they read the source phrase."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_WORD: Final = re.compile(r"\d[\d.,]*\d|[^\W_](?:[^\W_]|[.’'-](?=[^\W_]))*")
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
