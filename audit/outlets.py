"""Text and the lexicon's outlets go in, the places where an outlet is named come out; names become canonical names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from attrs import define, field

from audit.lexicon import Entry, Lexicon
from audit.model import Span

# A capitalised single word may be a person's or an organisation's name: "Michael Bloomberg", "the Reuters Institute".
_NOT_A_FIRST_NAME: Final = re.compile(
    r"(?:a|after|also|although|an|and|as|at|because|before|both|but|by|citing|earlier|for|from|how|however|if|in|it|later"
    r"|meanwhile|now|on|or|per|since|so|still|telling|than|that|the|then|though|to|told|until|via|when|where|whether|which"
    r"|while|with|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
    re.IGNORECASE,
)
_ORGANISATION: Final = re.compile(
    r"[’']?\s+(?:Institute|Foundation|Philanthropies|University|Council|Commission|School|College|Center|Centre|Party"
    r"|Prize|Street|Square|Tower|Terminal|Committee|Association|Society)\b"
)
_WORD: Final = re.compile(r"[^\W_](?:\w|[.&](?=\w))*")
_POSSESSIVE: Final = re.compile(r"[’'](?:s|S)?$")
_THE: Final = re.compile(r"^the\s+", re.IGNORECASE)


def bare_name(words: str) -> str:
    """A name without "the", a possessive ending and the spaces around it; runs of spaces become one."""
    return _THE.sub("", _POSSESSIVE.sub("", " ".join(words.split())))


@define(eq=False)
class OutletIndex:
    """The lexicon's outlets, ready to be looked up; make one per lexicon and pass it on.

    Names and aliases are matched as they are written in the lexicon, whole words, the longest first. Vague credits
    ("local media") may also begin with a capital letter; they are entries of kind "vague".
    """

    lexicon: Lexicon
    _by_first: dict[str, list[tuple[str, Entry]]] = field(init=False, factory=dict, repr=False)
    _by_name: dict[str, Entry] = field(init=False, factory=dict, repr=False)
    _by_fold: dict[str, Entry] = field(init=False, factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        for entry in self.lexicon.file("outlets"):
            for alias in (entry["name"], *entry.words):
                forms = {alias, alias[0].upper() + alias[1:]} if entry["kind"] == "vague" else {alias}
                for form in sorted(forms):
                    self._add(form, entry)
                self._by_name.setdefault(bare_name(alias), entry)
                self._by_fold.setdefault(bare_name(alias).casefold(), entry)
        for rows in self._by_first.values():
            rows.sort(key=lambda row: -len(row[0]))

    def _add(self, form: str, entry: Entry) -> None:
        first = _WORD.search(form)
        if first is not None:
            self._by_first.setdefault(first.group(), []).append((form, entry))

    def find(self, text: str, start: int = 0) -> tuple[tuple[Span, Entry], ...]:
        """Every place where the text names an outlet, in order and without overlap; spans leave the possessive out.

        ``start`` is added to the offsets, for a text that is part of a longer one.
        """
        found: list[tuple[Span, Entry]] = []
        at = 0
        for word in _WORD.finditer(text):
            if word.start() < at:
                continue
            for form, entry in self._rows(word.group()):
                match = _pattern(form).match(text, word.start())
                if match and not _other_name(text, match, form):
                    at = match.end()
                    found.append((Span(start + match.start(), start + at), entry))
                    break
        return tuple(found)

    def _rows(self, word: str) -> list[tuple[str, Entry]]:
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
        """The name that tables use; one that is in no lexicon stays as it is, without "the" or possessive."""
        entry = self.name_of(words)
        return str(entry["name"]) if entry else bare_name(words)

    def same(self, a: str, b: str) -> bool:
        """Whether two names mean one outlet: same entry, or same family (stories of a family count as one).

        A name that is in no lexicon is compared as typed: case and "the" do not matter.
        """
        one, two = self.name_of(a, fold=True), self.name_of(b, fold=True)
        if one is None or two is None:
            return one is two and bare_name(a).casefold() == bare_name(b).casefold()
        return one.id == two.id or (bool(one.get("family")) and one.get("family") == two.get("family"))


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    """The form as whole words, over any white space and with either apostrophe."""
    body = r"\s+".join(re.escape(part).replace("'", "[’']") for part in form.split())
    return re.compile(body + r"(?!\w|-\w)")


def _other_name(text: str, match: re.Match[str], form: str) -> bool:
    """Whether the match is only part of a person's or another organisation's name."""
    if _ORGANISATION.match(text, match.end()):
        return True
    if " " in form or "." in form or not form[:1].isupper() or form.isupper():
        return False
    before = re.search(r"(\w[\w’'-]*)[ \u00a0]$", text[max(0, match.start() - 40) : match.start()])
    return before is not None and before.group(1)[0].isupper() and not _NOT_A_FIRST_NAME.fullmatch(before.group(1))
