"""Phrases of a lexicon and a sentence's words go in, the places where one of the phrases stands come out.

A phrase is words with spaces between, in lower case. A word stands for its form or its lemma, so "decline to comment"
finds "declined to comment". What else a phrase may hold:

| written | meaning |
|---|---|
| ``decline\\|refuse`` | one of these |
| ``(directly)``, ``(his\\|her)`` | may be left out |
| ``*`` | any one word |
| ``...`` | up to four words, no comma or semicolon among them |
| ``retaliat-``, ``-ist`` | a word that begins, or ends, so |
| ``fear/NOUN`` | only as this part of speech (Universal Dependencies) |
| ``=people`` | this form, not the lemma |

Source: ours: the signs; each phrase's own is its entry's ``origin``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final, Protocol

from attrs import define, field, frozen

_REMEMBERED: Final = 1 << 14  # words for which a list remembers whether it has them; a text's come again and again
_GAP: Final = 4  # words that "..." may stand for
_STOPS: Final = frozenset(",;:.?!—–")
_APOSTROPHES: Final = str.maketrans("’‘", "''")


class PhraseError(ValueError):
    """A phrase cannot be read; the message says what is wrong with it."""


@frozen
class _Element:
    """One place of a phrase: the words that may stand there, whether it may be empty, how many words it may span."""

    words: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    upos: str | None = None
    optional: bool = False
    any: bool = False
    gap: bool = False

    def takes(self, form: str, lemma: str, upos: str) -> bool:
        if self.upos is not None and upos and upos != self.upos:
            return False
        return (
            self.any
            or form in self.words
            or lemma in self.words
            or form in self.forms
            or (bool(self.starts) and (form.startswith(self.starts) or lemma.startswith(self.starts)))
            or (bool(self.ends) and (form.endswith(self.ends) or lemma.endswith(self.ends)))
        )


_Lowered = tuple[str, str, str]  # a word's form and lemma, folded, and its part of speech


class Word(Protocol):
    """What is asked of a word: its letters, its lemma and its part of speech."""

    @property
    def text(self) -> str: ...
    @property
    def lemma(self) -> str: ...
    @property
    def upos(self) -> str: ...


@frozen
class Match:
    """A phrase found: the places of its first and last word, and the phrase as the lexicon has it."""

    first: int
    last: int
    phrase: str


@define(eq=False)
class Phrases:
    """A list of phrases, ready to be looked for. Raises PhraseError for one that cannot be read."""

    given: tuple[str, ...]
    _by_word: dict[str, list[tuple[str, tuple[_Element, ...]]]] = field(init=False, factory=dict, repr=False)
    _others: list[tuple[str, tuple[_Element, ...]]] = field(init=False, factory=list, repr=False)
    _had: dict[tuple[str, str, str], bool] = field(init=False, factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        for phrase in self.given:
            elements = _read(phrase)
            first = elements[0]
            plain = not (first.optional or first.any or first.gap or first.starts or first.ends)
            if plain:
                for word in first.words | first.forms:
                    self._by_word.setdefault(word, []).append((phrase, elements))
            else:
                self._others.append((phrase, elements))

    def __bool__(self) -> bool:
        return bool(self.given)

    def may_stand(self, forms: Set[str]) -> bool:
        """Whether a phrase may stand among words of these forms (``forms_of``): one of them begins one."""
        return bool(self._others) or not self._by_word.keys().isdisjoint(forms)

    def may_stand_in(self, words: Sequence[Word]) -> bool:
        """The same of these words."""
        return bool(self._others) or not self._by_word.keys().isdisjoint(_seen(words).forms)

    def find(self, words: Sequence[Word]) -> Iterator[Match]:
        """Every place where a phrase begins, with the longest that does, in order; later ones do not overlap it."""
        if not isinstance(words, tuple):  # nobody asks for them again
            return iter(self._found(_lowered(words)))
        seen = _SEEN.get(id(words)) or _seen(words)
        known = seen.found.get(id(self))
        if known is None:  # what is kept is held, so that nothing else has its identity
            may = self._others or not self._by_word.keys().isdisjoint(seen.forms)  # few lists in most sentences
            known = seen.found[id(self)] = self, self._found(seen.lowered) if may else ()
        return iter(known[1])

    def _found(self, lowered: Sequence[_Lowered]) -> Sequence[Match]:
        first, anywhere, after = self._by_word, bool(self._others), 0
        matches: list[Match] = []
        for place, (form, lemma, _) in enumerate(lowered):
            if (anywhere or form in first or lemma in first) and place >= after:
                found = self._at(lowered, place)
                if found is not None:
                    matches.append(found)
                    after = found.last + 1
        return matches

    def first(self, words: Sequence[Word]) -> Match | None:
        """The first place where a phrase stands, None where none does."""
        return next(self.find(words), None)

    def has(self, word: Word) -> bool:
        """Whether the word by itself is one of the phrases."""
        key = word.text, word.lemma, word.upos
        known = self._had.get(key)
        if known is None:
            if len(self._had) >= _REMEMBERED:
                self._had.clear()
            found = self._at(_lowered([word]), 0)
            known = self._had[key] = found is not None
        return known

    def _at(self, lowered: Sequence[_Lowered], place: int) -> Match | None:
        form, lemma, _ = lowered[place]
        candidates: Sequence[tuple[str, tuple[_Element, ...]]] = self._by_word.get(form, ())
        if lemma != form and lemma in self._by_word:
            candidates = [*candidates, *self._by_word[lemma]]
        if self._others:
            candidates = [*candidates, *self._others]
        best: Match | None = None
        for phrase, elements in candidates:
            end = _end(elements, 0, lowered, place)
            if end is not None and end > place and (best is None or end - 1 > best.last):
                best = Match(place, end - 1, phrase)
        return best


def forms_of(words: Iterable[Word]) -> frozenset[str]:
    """The forms and lemmas of words, as phrases have them: in lower case, with straight apostrophes."""
    folded = _FOLDED
    return frozenset([form for word in words for form in (folded[word.text], folded[word.lemma])])


@frozen(eq=False)
class _Seen:
    """The words of a sentence as phrases have them: each word's form, lemma and part of speech, all forms and lemmas,
    and what was found among them, by the identity of the list."""

    words: Sequence[Word]
    lowered: Sequence[_Lowered]
    forms: frozenset[str]
    found: dict[int, tuple[Phrases, Sequence[Match]]] = field(factory=dict)


_SEEN: Final[dict[int, _Seen]] = {}  # by identity: a sentence is asked for by list after list, then no more
_AT_ONCE: Final = 1024  # sentences that are kept


def _seen(words: Sequence[Word]) -> _Seen:
    known = _SEEN.get(id(words))
    if known is not None:
        return known
    lowered = _lowered(words)
    forms = frozenset([form for form, _, _ in lowered] + [lemma for _, lemma, _ in lowered])
    made = _Seen(words, lowered, forms)
    if isinstance(words, tuple):  # what cannot change
        if len(_SEEN) >= _AT_ONCE:
            _SEEN.clear()
        _SEEN[id(words)] = made
    return made


def _lowered(words: Iterable[Word]) -> list[_Lowered]:
    folded = _FOLDED
    if len(folded) >= _FOLDS:
        folded.clear()
    return [(folded[word.text], folded[word.lemma or word.text], word.upos) for word in words]


class _Folded(dict[str, str]):
    """A word -> it in lower case with straight apostrophes; the words of a text come again and again."""

    def __missing__(self, word: str) -> str:
        low = word.lower()
        found = self[word] = low.translate(_APOSTROPHES) if "’" in low or "‘" in low else low
        return found


_FOLDED: Final = _Folded()
_FOLDS: Final = 1 << 15  # words that are kept


def _end(elements: Sequence[_Element], at: int, lowered: Sequence[_Lowered], place: int) -> int | None:
    """Where the match of the elements from ``at`` on ends; None where they do not match.

    What may be left out is taken where it stands there; "..." stands for as few words as it can.
    """
    while at < len(elements) and not (elements[at].gap or elements[at].optional):  # most phrases to their end
        if place >= len(lowered) or not elements[at].takes(*lowered[place]):
            return None
        at, place = at + 1, place + 1
    if at == len(elements):
        return place
    element = elements[at]
    if element.gap:
        ends = []
        for skipped in range(_GAP + 1):
            if skipped and (place + skipped > len(lowered) or lowered[place + skipped - 1][0] in _STOPS):
                break
            end = _end(elements, at + 1, lowered, place + skipped)
            if end is not None:
                ends.append(end)
        return min(ends, default=None)
    found = None
    if place < len(lowered) and element.takes(*lowered[place]):
        found = _end(elements, at + 1, lowered, place + 1)
    if found is None:
        found = _end(elements, at + 1, lowered, place)
    return found


def _read(phrase: str) -> tuple[_Element, ...]:
    elements = tuple(_element(part, phrase) for part in phrase.split())
    if not elements or all(element.optional or element.gap for element in elements):
        raise PhraseError(f"{phrase!r} has no word that must stand there")
    if elements[0].gap or elements[-1].gap:
        raise PhraseError(f'{phrase!r}: "..." may stand only between words')
    return elements


def _element(part: str, phrase: str) -> _Element:
    if part == "*":
        return _Element(any=True)
    if part == "...":
        return _Element(gap=True)
    optional = len(part) > 2 and part.startswith("(") and part.endswith(")")
    inner = part[1:-1] if optional else part
    inner, slash, upos = inner.partition("/")
    if slash and not (upos.isalpha() and upos.isupper()):
        raise PhraseError(f"{phrase!r}: after a stroke stands a part of speech, such as fear/NOUN")
    options = inner.split("|")
    if not all(options) or (("(" in inner or ")" in inner) and len(inner) > 1):
        raise PhraseError(f"{phrase!r}: write one of several words as a|b, one that may be left out as (a)")
    words, forms, starts, ends = set[str](), set[str](), list[str](), list[str]()
    for option in map(_FOLDED.__getitem__, options):
        if option.startswith("=") and len(option) > 1:
            forms.add(option[1:])
        elif len(option) > 2 and option.endswith("-"):
            starts.append(option[:-1])
        elif len(option) > 2 and option.startswith("-"):
            ends.append(option[1:])
        else:
            words.add(option)
    return _Element(frozenset(words), frozenset(forms), tuple(starts), tuple(ends), upos if slash else None, optional)
