"""A lexicon goes in, the words that strategies draw from come out: people, roles, deeds, outlets, with lemmas and tags.

They stand in ``lexicons/drawn.toml``, whose head says how a word is written; a user's folder laid over ours reaches
them. The built-in lexicon is read once, when a strategy is made, so that drawing reads no files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from attrs import field, frozen

from audit.lexicon import Lexicon, LexiconError, builtin
from audit.model import BASES, REASONS

Word = tuple[str, str, str]  # form, lemma, part of speech
P = ParamSpec("P")
T = TypeVar("T")
# What one or two stories that share a thing may use and a vocabulary must have; one of the others.
_NEEDED: Final = {"given": 4, "surnames": 8, "roles": 3, "trades": 4, "bodies": 4, "deeds": 4, "things": 8}
_LISTS: Final = (
    *("given", "surnames", "mononyms", "initials", "titles", "roles", "affiliations", "vague", "speech", "trades"),
    *("bodies", "deeds", "qualities", "things", "places", "days", "headings", "captions", "boilerplate", "outlets"),
    *("anything", "sources"),
)
_NO_PLAIN_PLURAL: Final = ("s", "x", "z", "ch", "sh", "y", "f", "fe", "o")  # "boxes", "quays", "loaves"
PLAIN: Final = 8  # words of each list that plain sentences use: the first ones, which every parser knows


@frozen(repr=False)
class Vocabulary:
    """The words of ``drawn.toml``, by what they are drawn for, in its order and as they stand in a text.

    ``numbers`` maps how many to its word, ``bases`` and ``reasons`` what a source's words say to what that is (one of
    BASES, of REASONS); ``lemmas`` and ``tags`` (Universal Dependencies) know every single word of the lists and the
    plain plurals of ``things``, ``phrases`` the words of each of their rows. ``kept`` is for what is made of
    words again and again.
    """

    given: tuple[str, ...]
    surnames: tuple[str, ...]
    mononyms: tuple[str, ...]
    initials: tuple[str, ...]
    titles: tuple[str, ...]
    roles: tuple[str, ...]
    affiliations: tuple[str, ...]
    vague: tuple[str, ...]
    numbers: Mapping[int, str]
    bases: Mapping[str, str]
    reasons: Mapping[str, str]
    speech: tuple[str, ...]
    trades: tuple[str, ...]
    bodies: tuple[str, ...]
    deeds: tuple[str, ...]
    qualities: tuple[str, ...]
    things: tuple[str, ...]
    places: tuple[str, ...]
    days: tuple[str, ...]
    headings: tuple[str, ...]
    captions: tuple[str, ...]
    boilerplate: tuple[str, ...]
    outlets: tuple[str, ...]
    sources: tuple[str, ...]
    anything: tuple[str, ...]
    lemmas: Mapping[str, str]
    tags: Mapping[str, str]
    phrases: Mapping[str, tuple[Word, ...]]
    kept: dict[object, Any] = field(init=False, factory=dict, eq=False, repr=False)

    def __repr__(self) -> str:
        """How many words there are: the words themselves would fill pages of a failing test's report."""
        return f"<Vocabulary of {len(self.lemmas)} words>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What Hypothesis prints of a strategy: the same, on the printer that it gives."""
        printer.text(repr(self))

    def tagged(self, text: str) -> tuple[Word, ...]:
        """The words of a text with lemma and part of speech: those of a row that reads so, else each by itself; one
        that no list holds is a noun, or a name where it has a capital."""
        return self.phrases.get(text) or tuple(
            (form, self.lemmas.get(form, form), self.tags.get(form, _tag(form))) for form in text.split()
        )

    def plural(self, thing: str) -> str | None:
        """The plain plural of a thing's last word, None where it has none."""
        return None if thing.endswith(_NO_PLAIN_PLURAL) else f"{thing}s"


def vocabulary(lexicon: Lexicon | None = None) -> Vocabulary:
    """The vocabulary of a lexicon, ours where none is given; made once for each.

    Raises LexiconError where a list is too short or was taken away, or a number is none.
    """
    return (lexicon if lexicon is not None else builtin()).once(_made_of)


def ready(make: Callable[P, T]) -> Callable[P, T]:
    """A function that makes a strategy; with the built-in words read before anything is drawn from it."""

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        vocabulary()
        return make(*args, **kwargs)

    return made


def _made_of(lexicon: Lexicon) -> Vocabulary:
    lemmas: dict[str, str] = {}
    tags: dict[str, str] = {}
    rows: dict[str, tuple[Word, ...]] = {}

    def listed(name: str) -> tuple[str, ...]:
        entry = lexicon.rule(f"drawn.{name}")
        there, needed = len(entry.words) if entry else 0, _NEEDED.get(name, 1)
        if entry is None or there < needed:
            where = f'drawn.toml: entry "drawn.{name}": key "words"'
            raise LexiconError(f"{where}: a story may need {needed}, but there are {there}")
        found = [tuple(_word(part) for part in phrase.split()) for phrase in entry.words]
        for form, lemma, tag in (word for phrase in found for word in phrase):
            lemmas.setdefault(form, lemma)
            tags.setdefault(form, tag)
        plain = {" ".join(form for form, _, _ in phrase): phrase for phrase in found}
        rows.update((text, phrase) for text, phrase in plain.items() if text not in rows)
        return tuple(plain)

    numbers = {_number(lemmas[word]): word for word in listed("numbers")}
    made = {name: listed(name) for name in _LISTS}
    for thing in made["things"]:
        if not thing.endswith(_NO_PLAIN_PLURAL):
            tags.setdefault(f"{thing}s", "NOUN")
            lemmas.setdefault(f"{thing}s", lemmas[thing.split()[-1]])
    return Vocabulary(
        numbers=numbers,
        bases={words: value for value in BASES for words in listed(f"basis-{value}")},
        reasons={words: value for value in REASONS if value != "none" for words in listed(f"reason-{value}")},
        lemmas=lemmas,
        tags=tags,
        phrases=rows,
        **made,
    )


def _word(written: str) -> Word:
    """A word as the lexicon writes it."""
    options, _, tag = written.partition("/")
    lemma, *_, form = options.split("|") * 2
    return form, lemma, tag or _tag(form)


def _tag(form: str) -> str:
    return "PROPN" if form[:1].isupper() else "NOUN"


def _number(lemma: str) -> int:
    if not lemma.isdecimal():
        raise LexiconError(f'drawn.toml: entry "drawn.numbers": key "words": {lemma!r} is no number; write 2|two/NUM')
    return int(lemma)
