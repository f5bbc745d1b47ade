"""A sentence's words go in, the sort of occasion that a noun, a verb or a hearer makes comes out.

Source: benchmarks/data/guidelines/occasions.md; nouns, verbs and hearers in lexicons/hows.toml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Final

from attrs import field, frozen

from audit.find.outlet import cases_of
from audit.lexicon import Lexicon
from audit.model import Crediting, Sentence, Token

_WINDOW: Final = 3  # words of the longest name of an occasion
NOMINAL: Final = ("NOUN", "PROPN", "SYM", "X", "NUM")
# What is written contains, what takes place has a time and a place: their prepositions differ
WRITTEN: Final = frozenset(("filing", "report", "poll", "letter", "article", "other"))
HELD: Final = frozenset(("conference", "interview", "speech", "hearing", "call"))
# Where somebody stands whose words are to be found there
_PLACES: Final = frozenset(("post", "programme"))
# Where words are spoken and not written
ORAL: Final = frozenset((*HELD, "reporters", "programme"))


class By(IntEnum):
    """Which sort of word tells of an occasion, the more exact first; a record ("a letter from Lee") places what its
    author says later."""

    NOUN = 0
    OUTLET = 1
    HEARER = 2
    ASKED = 3
    VERB = 4
    PLACE = 5
    RECORD = 6


@frozen
class Setting:
    """An occasion that a sentence names.

    ``how`` is one of HOWS, ``by`` which sort of word tells it; ``anchor`` its noun or verb, ``over`` the place of the
    word that it hangs on, ``words`` its name. ``outlet`` is who was told or on which it was said, ``person`` the noun
    of another hearer, ``asked`` who answers there.
    """

    how: str
    by: By
    anchor: Token
    over: int
    outlet: Crediting | None = None
    person: Token | None = None
    asked: Token | None = None
    words: tuple[Token, ...] = ()


@frozen
class Hows:
    """The table of hows.toml, ready to be looked up; made once per lexicon."""

    lexicon: Lexicon
    nouns: Mapping[str, str] = field(init=False)
    verbs: Mapping[str, str] = field(init=False)
    hearers: Mapping[str, str] = field(init=False)
    ends: frozenset[str] = field(init=False)  # the last words of the nouns

    def __attrs_post_init__(self) -> None:
        for part, name in (("noun", "nouns"), ("verb", "verbs"), ("hearer", "hearers")):
            entries = [entry for entry in self.lexicon.file("hows") if entry["part"] == part]
            found = {word.lower(): str(entry["how"]) for entry in entries for word in entry.words}
            object.__setattr__(self, name, found)
        object.__setattr__(self, "ends", frozenset(words.rpartition(" ")[2] for words in self.nouns))

    def of_noun(self, sentence: Sentence, noun: Token) -> tuple[str, tuple[Token, ...]] | None:
        """The sort of occasion that a noun names, and the words that name it; None where it names none, or a paper."""
        if noun.upos not in NOMINAL or not (noun.lemma.lower() in self.ends or noun.text.lower() in self.ends):
            return None
        if self.lexicon.phrases("placing.papers").has(noun):
            return None
        tokens = sentence.tokens
        for size in range(min(_WINDOW, noun.index + 1), 0, -1):
            words = tokens[noun.index + 1 - size : noun.index + 1]
            for last in {noun.lemma.lower(), noun.text.lower()}:
                how = self.nouns.get(" ".join([*(w.text.lower() for w in words[:-1]), last]))
                if how is not None and not (size == 1 and noun.text.isupper() and len(noun.text) > 3):
                    return how, words
        return None


def how_of_source(
    sentence: Sentence, source: Sequence[Token], lexicon: Lexicon
) -> tuple[str, tuple[Token, ...]] | None:
    """The sort of document that a source's words name ("the indictment", "a transcript of the speech", "40 percent of
    voters"), and the words that do; None for whoever speaks."""
    hows, places = lexicon.once(Hows), {token.index for token in source}
    heads = [t for t in source if t.head not in places]
    if len(source) == 1 and "PronType=Rel" in source[0].feats:  # whom a relative clause is about
        clause = next((t for t in sentence.tokens if t.index == source[0].head and t.deprel == "acl:relcl"), None)
        noun = sentence.tokens[clause.head] if clause is not None and clause.head >= 0 else None
        heads = [noun, *([sentence.tokens[noun.head]] if noun.deprel == "nmod" else [])] if noun else []
    for head in heads:
        for noun in (head, *part_of(sentence, head, lexicon)):
            named = hows.of_noun(sentence, noun)
            if named is not None and (named[0] in WRITTEN or named[0] in ("post", "statement") or noun is not head):
                return named
        for noun in sentence.children(head.index, "nmod"):  # "a blogger on the site"
            named = hows.of_noun(sentence, noun)
            cases = {case.lemma.lower() for case in cases_of(sentence, noun)}
            if named is not None and named[0] in _PLACES and cases & lexicon.words("placing.on"):
                return named
    return None


def points_to_an_outlet(sentence: Sentence, noun: Token, lexicon: Lexicon) -> bool:
    """Whether a noun points back to an outlet that was named before: "the newspaper", "the network"."""
    if noun.upos != "NOUN" or not lexicon.phrases("placing.outlets").has(noun):
        return False
    beside = sentence.children(noun.index)
    return bool(beside) and all(
        c.text.lower() in lexicon.words("crediting.pointing") or c.upos == "ADP" for c in beside
    )


def part_of(sentence: Sentence, head: Token, lexicon: Lexicon) -> list[Token]:
    """What a record or a number is one of: the speech of "a transcript of the speech"."""
    if head.lemma.lower() not in lexicon.words("placing.recordings"):
        return []
    of = lexicon.words("placing.of")
    below_ = sentence.children(head.index, "nmod")
    return [t for t in below_ if any(case.lemma.lower() in of for case in cases_of(sentence, t))]


def name_at(sentence: Sentence, token: Token) -> str:
    """The proper name that a word heads or is part of; empty where it is none."""
    words = [token, *sentence.children(token.index, "flat", "compound", "appos")]
    return " ".join(t.text for t in sorted(words, key=lambda t: t.index) if t.upos == "PROPN")
