"""The words of two claims go in, how much they say the same comes out: shared content, polarity, numbers and names.

Nothing here reads trees: claims are compared by their text, so that stored, made and parsed claims are treated alike.
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
_NOT: Final = frozenset(
    re.findall(r"\S+", "not no never neither nor none nobody nothing without cannot hardly barely n't unlikely unable")
)
_UNITED_STATES: Final = re.compile(r"\bUnited\s+States\b")
_YET_TO: Final = re.compile(r"\byet to\b", re.IGNORECASE)
# Verbs that turn what they govern into its opposite: "has not been ruled out" says that it is possible.
_UNDOING: Final = re.compile(
    r"\b(?:rul(?:e|es|ed|ing)\s+(?:[\w-]+\s+){0,4}?out|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?|den(?:y|ies|ied|ying)"
    r"|refus(?:e|es|ed|ing)|exclud(?:e|es|ed|ing)|fail(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[,;:—–()]|\s-\s|\b(?:and|but|while|although|though|whereas)\b", re.IGNORECASE)
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
    """What a claim's text is compared by: content stems with their polarity, numbers, names, all its plain words."""

    signs: Mapping[str, frozenset[bool]] = field(repr=False)
    numbers: frozenset[str]
    names: frozenset[str]
    plain: frozenset[str] = field(repr=False)

    @property
    def stems(self) -> frozenset[str]:
        """The content stems."""
        return frozenset(self.signs)


def words_of(text: str) -> Words:
    """The words of a claim; a clause with an odd number of negations turns the sign of every content word in it."""
    text = _UNITED_STATES.sub("US", text)
    signs: dict[str, set[bool]] = {}
    names: set[str] = set()
    plain: set[str] = set()
    start = 0
    edges = [(m.start(), m.end()) for m in _CLAUSE.finditer(text) if not _inside_name(text, m)]
    for edge_start, edge_end in [*edges, (len(text), len(text))]:
        clause = text[start:edge_start]
        tokens = [m.group().replace("’", "'") for m in _WORD.finditer(clause)]
        lowered = [token.lower() for token in tokens]
        undone = sum(word in _NOT or word.endswith("n't") for word in lowered)
        positive = (undone + len(_YET_TO.findall(clause)) + len(_UNDOING.findall(clause))) % 2 == 0
        for place, (token, word) in enumerate(zip(tokens, lowered, strict=True)):
            plain.add(word)
            us = token in {"US", "U.S", "USA", "U.S.A"}
            if (word in _STOP and not us) or word in _NUMBER_WORDS or word[0].isdigit():
                continue
            form = "us" if us else stem(word)
            if len(form) < 2:
                continue
            signs.setdefault(form, set()).add(positive)
            if token[0].isupper() and (place > 0 or start > 0):
                names.add(form)
        start = edge_end
    return Words({s: frozenset(v) for s, v in signs.items()}, numbers_in(text), frozenset(names), frozenset(plain))


def _inside_name(text: str, match: re.Match[str]) -> bool:
    """Whether a clause edge only joins two names ("White House and Pentagon")."""
    if match.group().lower() != "and":
        return False
    before, after = text[: match.start()].split()[-1:], text[match.end() :].split()[:1]
    return bool(before and after and before[0][:1].isupper() and after[0][:1].isupper())


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
