"""Words go in, what their forms tell comes out: tokens, stems, singulars and numbers, the same for every room.

| asked for | gives |
|---|---|
| ``tokens_of(text)`` | the words, numbers and marks of a text without a tree, each with its place |
| ``number_of("at least two dozen".split(), lexicon)`` | 24; None where no exact number is said |
| ``number_at(words, place, lexicon)`` | the number that begins at a place, and the place after it |
| ``stem("approval", lexicon)`` | what the forms and derivations of a word share |
| ``bases_of("ruled", lexicon)`` | what it may be a form of, itself first: "ruled", "rule", … |
| ``singular("women", lexicon)`` | a noun's singular; a tree's lemma is better where there is one |
| ``is_plural("police", lexicon)`` | whether a noun is a plural by its letters |

Irregular forms and spellings are brought to one form before they are stemmed.

Source: lexicons/forms.toml, each list with its own; stems are those of the Snowball stemmer for English (Porter 2001,
https://snowballstem.org).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from attrs import define, field, frozen

from audit.lexicon.load import Lexicon
from audit.model import Span

_TOKEN: Final = re.compile(r"\d[\d.,]*\d|[^\W_]+(?:[.'’-][^\W_]+)*|[^\w\s]")
_REMEMBERED: Final = 1 << 14  # words of which it is known whether they are plurals; a text's come again and again
_FIGURES: Final = 40  # that a number may have
_DIGITS: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?|\.\d+)([a-z]*)")


@frozen
class Bare:
    """A word, a number or a mark of a text without a tree, and where it stands; phrases take it as they take tokens."""

    text: str
    span: Span
    lemma: str = ""
    upos: str = ""

    @property
    def marks(self) -> bool:
        """Whether it is a mark of punctuation or a sign, not a word or number."""
        return not self.text[0].isalnum()


@lru_cache(maxsize=1 << 12)  # a claim's text is asked for by several
def tokens_of(text: str) -> tuple[Bare, ...]:
    """The words, numbers ("2.4", "1,000") and marks of a text without a tree, in order; "U.S", "didn't", "long-time"
    are one word each."""
    return tuple([Bare(match.group(), Span(*match.span())) for match in _TOKEN.finditer(text)])


def number_of(words: Iterable[str], lexicon: Lexicon) -> int | None:
    """How many the words say there are, exactly: "six" 6, "1,200" 1200, "at least two dozen" 24, "a couple of" 2,
    "half a million" 500000, "both" 2; the first number counts.

    None where they say none ("dozens", "several", an article alone), or one that is not whole.
    """
    low = [word.lower() for word in words]
    both = lexicon.once(_tables).both
    for place, word in enumerate(low):
        value = both.get(word) or number_at(low, place, lexicon)[0]
        if value is not None:
            return int(value) if math.isfinite(value) and value == int(value) else None
    return None


def number_at(words: Sequence[str], place: int, lexicon: Lexicon) -> tuple[float | None, int]:
    """The number that begins at this place of words in lower case, and the place after its last word.

    It may be digits, alone or with a scale ("2.4 billion", "80k"), number words ("twenty-seven", "two hundred and
    six"), an article with a scale or a group ("a dozen", "a couple"), or half of a scale ("half a million"). (None,
    place) where no number begins; "dozens" and "hundreds" are none, nor is an article alone.
    """
    tables = lexicon.once(_tables)
    word = words[place]
    after, third = (words[at] if at < len(words) else "" for at in (place + 1, place + 2))
    if word == tables.half and after in tables.articles and third in tables.scales:
        return 0.5 * tables.scales[third], place + 3
    if word in tables.articles:
        value = tables.groups.get(after) or (tables.scales.get(after) if len(after) > 2 else None)
        end = place + 2
    else:
        value, end = _plain_number(word, tables), place + 1
    if value is None:
        return None, place
    while end < len(words):
        word, after = words[end], words[end + 1] if end + 1 < len(words) else ""
        small = tables.units.get(after)
        if word in tables.scales:
            value, end = value * tables.scales[word], end + 1
        elif small is not None and _adds(value, word, small, words[end - 1] in tables.scales, tables):
            value, end = value + small, end + 2
        else:
            break
    return value, end


def _adds(value: float, word: str, small: float, scaled: bool, tables: _Tables) -> bool:
    """Whether a word between two numbers makes them one: "twenty" "-" "seven", "two hundred" "and" "six"."""
    if word == "-":
        return small < 10 and 20 <= value < 100 and value % 10 == 0
    return scaled and word in tables.adding and small < 100 <= value


def _plain_number(word: str, tables: _Tables) -> float | None:
    """What one word says: digits with or without a scale's sign, a number word, two joined by a hyphen, a group."""
    digits = _DIGITS.fullmatch(word)
    if digits:
        scale = tables.scales.get(digits[2]) if digits[2] else 1.0
        # so many figures are no number of anything, and may be more than any float
        return None if scale is None or len(digits[1]) > _FIGURES else float(digits[1].replace(",", "")) * scale
    parts = word.split("-") if "-" in word else [word]
    if all(part in tables.units for part in parts):
        return sum(tables.units[part] for part in parts)
    return tables.groups.get(word)


def stem(word: str, lexicon: Lexicon) -> str:
    """What the forms and derivations of a word share ("approve", "approval"), in lower case, made to be compared with
    other stems only. Words joined by "_" keep it, each stemmed."""
    return lexicon.once(_tables).stem(word)


def bases_of(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The words that a word of a text without a tree may be an inflected form of, in lower case, itself first; what no
    lexicon lists is harmless. Regular endings: Huddleston and Pullum 2002, 18.2."""
    low = word.lower()
    irregular = lexicon.once(_tables).base.get(low)
    cut = [low.removesuffix(ending) for ending in ("s", "es", "d", "ed", "ing")]
    cut += [f"{low[:-3]}y" if low.endswith(("ies", "ied")) else low, f"{low[:-3]}e" if low.endswith("ing") else low]
    return tuple(dict.fromkeys((low, *([irregular] if irregular else ()), *(form for form in cut if len(form) > 1))))


def singular(word: str, lexicon: Lexicon) -> str:
    """The singular of a noun in a text without a tree, in lower case; a word that is none stays as it is."""
    return lexicon.once(_tables).number(word)[0]


def is_plural(word: str, lexicon: Lexicon) -> bool:
    """Whether a noun in a text without a tree has the form of a plural, or is one without the form ("police")."""
    return lexicon.once(_tables).number(word)[1]


@define(eq=False)
class _Tables:
    """The lists of lexicons/forms.toml as functions here look them up, and the stems made so far."""

    units: Mapping[str, float]
    groups: Mapping[str, float]
    both: Mapping[str, float]
    scales: Mapping[str, float]
    half: str
    articles: frozenset[str]
    adding: frozenset[str]
    plurals: Mapping[str, str]
    plural_ends: Mapping[str, str]
    collective: frozenset[str]
    base: Mapping[str, str]
    apart: frozenset[str]
    _stems: dict[str, str] = field(init=False, factory=dict)
    _numbered: dict[str, tuple[str, bool]] = field(init=False, factory=dict)

    def number(self, word: str) -> tuple[str, bool]:
        """The singular of a noun in lower case, and whether the noun is a plural."""
        known = self._numbered.get(word)
        if known is None:
            if len(self._numbered) >= _REMEMBERED:
                self._numbered.clear()
            low = word.lower()
            many = self._is_plural(low)
            known = self._numbered[word] = self._singular(low, many), many
        return known

    def _is_plural(self, low: str) -> bool:
        if low in self.plurals or low in self.collective or low.endswith(tuple(self.plural_ends)):
            return True
        return len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "’s", "'s"))

    def _singular(self, low: str, plural: bool) -> str:
        if low in self.plurals:
            return self.plurals[low]
        for many, one in self.plural_ends.items():
            if low.endswith(many):
                return low.removesuffix(many) + one
        if not plural or low in self.collective:
            return low
        if low.endswith("ies") and len(low) > 5:
            return low[:-3] + "y"
        if low.endswith(("sses", "shes", "ches", "xes", "zzes")):
            return low[:-2]
        return low[:-1]

    def stem(self, word: str) -> str:
        known = self._stems.get(word)
        if known is None:
            known = self._stems[word] = "_".join(map(self._stem, word.split("_")))
        return known

    def _stem(self, word: str) -> str:
        plain = word.lower().replace("’", "'").removesuffix("'s").replace(".", "").replace("'", "")
        base = self.base.get(plain, plain)
        if base == plain and plain.endswith("s") and plain[:-1] in self.base:  # "harbours", "programmes"
            base = self.base[plain[:-1]]
        return base if base in self.apart else str(_snowball().stemWord(base.replace("-", "")))


@lru_cache(maxsize=1)
def _snowball() -> Any:
    import snowballstemmer  # 15 ms, for those who stem; compiled where PyStemmer is installed

    return snowballstemmer.stemmer("english")


def _tables(lexicon: Lexicon) -> _Tables:
    # "women", but not "leaves", which may be a verb's
    many = {word: one for word, one in lexicon.pairs("forms.plural").items() if word[0] != "-" and word[-1] != "s"}
    return _Tables(
        units=_numbers(lexicon.pairs("forms.number")),
        groups=_numbers(lexicon.pairs("forms.group-number")),
        both=_numbers(lexicon.pairs("forms.both")),
        scales=_numbers(lexicon.pairs("forms.scale")),
        half=next((word for word, parts in lexicon.pairs("forms.share").items() if parts == "2"), ""),
        articles=lexicon.words("forms.article"),
        adding=lexicon.words("forms.adding"),
        plurals=lexicon.pairs("forms.plural"),
        plural_ends={many[1:]: one[1:] for many, one in lexicon.pairs("forms.plural").items() if many[0] == "-"},
        collective=lexicon.words("forms.collective"),
        apart=lexicon.words("forms.apart"),
        base={**lexicon.pairs("forms.irregular"), **lexicon.pairs("forms.spelling"), **many},
    )


def _numbers(pairs: Mapping[str, str]) -> dict[str, float]:
    return {word: float(value) for word, value in pairs.items()}
