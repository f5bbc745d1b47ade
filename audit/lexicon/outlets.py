"""Text and the lexicon's outlets go in, the places where an outlet is named come out; names become canonical names.

Source: lexicons/outlets.toml, each entry with its own; that the longest name wins is ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from attrs import define, field

from audit.lexicon.load import Entry, Lexicon
from audit.model import Span

_WORD: Final = re.compile(r"[^\W_](?:\w|[.&](?=\w))*")
_FEW: Final = 2  # forms that are tried one by one
_DOTTED: Final = re.compile(r"\.\w")
_NEXT: Final = re.compile(r"[’'”\"]?\s+(\w+)\b")
_OPENS: Final = ("“", '"', "‘", "'")
_CLOSES: Final = re.compile(r"[,.]?[”\"’']")
_LAST: Final = re.compile(r"(\w[\w’'-]*\.?)[ \u00a0]$")
_POSSESSIVE: Final = re.compile(r"[’'](?:s|S)?$")
_THE: Final = re.compile(r"^the\s+", re.IGNORECASE)
_CALL_LETTERS: Final = re.compile("[KW][A-Z]{3}")  # of an American station


@lru_cache(maxsize=1 << 13)  # the names of a text come again and again
def bare_name(words: str) -> str:
    """A name without "the", a possessive ending and the spaces around it; runs of spaces become one."""
    return _THE.sub("", _POSSESSIVE.sub("", " ".join(words.split())))


@define(eq=False)
class OutletIndex:
    """The lexicon's outlets, ready to be looked up; made once per lexicon: ``lexicon.once(OutletIndex)``.

    Names and aliases are matched as they are written in the lexicon, whole words, the longest first. Vague credits
    ("local media") may also begin with a capital letter; they are entries of kind "vague". A programme that is called
    by everyday words counts in quotation marks or before a word for a programme: “Today”, the Today show.
    """

    lexicon: Lexicon
    _by_first: Mapping[str, Sequence[tuple[str, Entry]]] = field(init=False, repr=False)
    _by_name: Mapping[str, Entry] = field(init=False, repr=False)
    _by_fold: Mapping[str, Entry] = field(init=False, repr=False)
    _before: frozenset[str] = field(init=False, repr=False)
    _after: frozenset[str] = field(init=False, repr=False)
    _shows: frozenset[str] = field(init=False, repr=False)
    _surnames: frozenset[str] = field(init=False, repr=False)
    _titles: frozenset[str] = field(init=False, repr=False)
    _patterns: dict[str, re.Pattern[str]] = field(init=False, factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        self._by_first, self._by_name, self._by_fold = _tables(self.lexicon.file("outlets"))
        self._titles = self.lexicon.words("people.address").union(*(e.words for e in self.lexicon.file("titles")))
        self._surnames = frozenset(s for e in self.lexicon.file("outlets") for s in e.get("surnames", ()))
        self._shows = self.lexicon.words("forms.after-a-programme")
        self._before = self.lexicon.words("forms.before-a-name", "forms.weekday")
        self._after = self.lexicon.words("forms.after-a-name")

    def find(self, text: str, start: int = 0) -> tuple[tuple[Span, Entry], ...]:
        """Every place where the text names an outlet, in order and without overlap; spans leave the possessive out.

        ``start`` is added to the offsets, for a text that is part of a longer one.
        """
        if self._by_first.keys().isdisjoint(_WORD.findall(text)) and not _DOTTED.search(text):
            return ()  # most sentences
        found: list[tuple[Span, Entry]] = []
        at = 0
        for word in _WORD.finditer(text):
            written = word.group()
            if word.start() < at or not (written in self._by_first or "." in written):
                continue  # most words
            rows = self._rows(written)
            if len(rows) > _FEW and not self._one_of(rows).match(text, word.start()):
                continue  # "The" begins many names, and most sentences
            for form, entry in rows:
                match = _pattern(form).match(text, word.start())
                if match and self._is_meant(text, match, form, entry):
                    at = match.end()
                    found.append((Span(start + match.start(), start + at), entry))
                    break
        return tuple(found)

    def _is_meant(self, text: str, match: re.Match[str], form: str, entry: Entry) -> bool:
        """Whether the name stands for the outlet there: a programme's only where something marks it as a name."""
        if form not in entry.get("programmes", ()):
            return not self._other_name(text, match, form)
        after = _NEXT.match(text, match.end())
        if after and after[1].lower() in self._shows:
            return True
        quoted = text[max(0, match.start() - 1) : match.start()] in _OPENS
        return quoted and _CLOSES.match(text, match.end()) is not None

    def _other_name(self, text: str, match: re.Match[str], form: str) -> bool:
        """Whether the match is only part of another name: "Michael Bloomberg", "the Reuters Institute"."""
        after = _NEXT.match(text, match.end())
        if after and after[1][0].isupper() and after[1].lower() in self._after:
            return True
        if " " in form or "." in form or not form[:1].isupper() or form.isupper():
            return False
        return self._follows_a_name(text, match.start())

    def _follows_a_name(self, text: str, start: int) -> bool:
        """Whether a given name or a title stands right before."""
        before = _LAST.search(text[max(0, start - 40) : start])
        if before is None or not before[1][0].isupper():
            return False
        word = before[1].lower()  # a full stop ends a sentence unless a title is shortened by it
        return word in self._titles if word.endswith(".") else word not in self._before

    def people_in(self, text: str) -> frozenset[str]:
        """Names of outlets that a person has in this text: "Bloomberg" where it tells of Michael Bloomberg. The bare
        name is then that person's."""
        return frozenset(
            form
            for form in self._surnames
            if form in text
            and any(self._follows_a_name(text, match.start()) for match in _pattern(form).finditer(text))
        )

    def _one_of(self, rows: Sequence[tuple[str, Entry]]) -> re.Pattern[str]:
        """A pattern of all the forms of rows, which are those of one word."""
        longest, _ = rows[0]
        found = self._patterns.get(longest)
        if found is None:
            found = self._patterns[longest] = re.compile("|".join(_written(form) for form, _ in rows))
        return found

    def _rows(self, word: str) -> Sequence[tuple[str, Entry]]:
        rows = self._by_first.get(word)
        if rows is None and "." in word:  # "AP." at the end of a sentence is one word only with what follows it
            rows = self._by_first.get(word.split(".")[0])
        return rows or []

    def name_of(self, words: str, fold: bool = False) -> Entry | None:
        """The entry that the words as a whole name ("the NBC", "NBC's"); with ``fold`` their case is ignored."""
        name = bare_name(words)
        found = self._by_name.get(name)
        if found is None and name:
            vague = self._by_fold.get(name.casefold())
            if vague is not None and (fold or vague["kind"] == "vague"):
                return vague
        return found

    def canonical(self, words: str) -> str:
        """The name that tables use; one that is in no lexicon stays as it is, without "the" or possessive, and a
        station's call letters without what sort of station it is ("WVLK Radio")."""
        entry = self.name_of(words)
        if entry is not None:
            return str(entry["name"])
        first, *others = bare_name(words).split() or [""]
        sorts = self.lexicon.words("crediting.channels")
        station = _CALL_LETTERS.fullmatch(first) and others and all(word.casefold() in sorts for word in others)
        return first if station else bare_name(words)

    def same(self, a: str, b: str) -> bool:
        """Whether two names mean one outlet: same entry, or same family (stories of a family count as one).

        A name that is in no lexicon is compared as typed: case and "the" do not matter.
        """
        one, two = self.name_of(a, fold=True), self.name_of(b, fold=True)
        if one is None or two is None:
            return one is two and self.canonical(a).casefold() == self.canonical(b).casefold()
        return one.id == two.id or (bool(one.get("family")) and one.get("family") == two.get("family"))


def _tables(
    entries: Sequence[Entry],
) -> tuple[Mapping[str, Sequence[tuple[str, Entry]]], Mapping[str, Entry], Mapping[str, Entry]]:
    """First word -> forms that begin with it, longest first; bare name -> entry; the same whatever the case."""
    by_first: dict[str, list[tuple[str, Entry]]] = {}
    by_name: dict[str, Entry] = {}
    by_fold: dict[str, Entry] = {}
    for entry in entries:
        for alias in (entry["name"], *entry.words):
            forms = {alias, alias[0].upper() + alias[1:]} if entry["kind"] == "vague" else {alias}
            for form in sorted(forms):
                _put(by_first, form, entry)
            by_name.setdefault(bare_name(alias), entry)
            by_fold.setdefault(bare_name(alias).casefold(), entry)
        for programme in entry.get("programmes", ()):
            _put(by_first, programme, entry)
    for rows in by_first.values():
        rows.sort(key=lambda row: -len(row[0]))
    return by_first, by_name, by_fold


def _put(by_first: dict[str, list[tuple[str, Entry]]], form: str, entry: Entry) -> None:
    first = _WORD.search(form)
    if first is not None:
        by_first.setdefault(first.group(), []).append((form, entry))


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(_written(form))


def _written(form: str) -> str:
    """The form as whole words, over any white space and with either apostrophe: a regular expression."""
    body = r"\s+".join(re.escape(part).replace("'", "[’']") for part in form.split())
    return body + r"(?!\w|-\w)"
