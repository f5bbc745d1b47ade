"""What a construction hands on: an attribution in terms of one sentence's words, before it has spans in the text.

Source: source, cue and content as PARC 3 has them (Pareti 2016); relations of Universal Dependencies.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from audit.lexicon import Entry
from audit.model import Sentence, Token

Words = frozenset[int]
NOTHING: Final[Words] = frozenset()
# An attribution less likely than this is listed as found, but makes no claim and credits nobody.
LIKELY: Final = 0.5


@frozen
class Draft:
    """Source, cue and content as places of words in one sentence; ``head`` is the cue's main word.

    ``entry`` is the lexicon's entry that it was drawn by and ``frame`` the frame of it, "" where it has none.
    ``addressee`` is whom it was said to, ``confidence`` (0 to 1) how sure its construction is. ``open`` says that the
    content may go on, or lie wholly, outside the sentence (a quotation before or after it).
    """

    construction: str
    head: int
    cue: Words
    content: Words
    cue_class: str
    confidence: float
    source: Words = NOTHING
    addressee: Words = NOTHING
    entry: Entry | None = None
    frame: str = ""
    open: bool = False


@frozen
class Clue:
    """The lexicon's word on a candidate cue: the entries that list it, and the words of the cue that the phrase takes
    in."""

    entries: tuple[Entry, ...]
    words: Words = field(default=NOTHING)

    def takes(self, frame: str) -> bool:
        """Whether any of the entries allows this frame."""
        return any(frame in (entry.get("frames") or ()) for entry in self.entries)

    def entry_for(self, frame: str) -> Entry:
        """The entry that the frame chooses: "warned that" tells a statement, "warned him to" a wish.

        An infinitive goes to an entry of attitude where there is one, all else to one that is none.
        """
        fitting = [entry for entry in self.entries if frame in (entry.get("frames") or ())] or list(self.entries)
        wanted = frame == "infinitive"
        return next((entry for entry in fitting if (entry["class"] == "attitude") == wanted), fitting[0])


def words(tokens: Iterable[Token]) -> Words:
    """The places of the tokens."""
    return frozenset(token.index for token in tokens)


def below(sentence: Sentence, index: int, without: Words = NOTHING) -> Words:
    """The word and all it governs, less what is in ``without`` and what that governs."""
    reached, stack, dependents = set[int](), [index], sentence.dependents
    while stack:
        here = stack.pop()
        if here not in reached and here not in without:
            reached.add(here)
            stack.extend(dependents[here])
    return frozenset(reached)


def is_clause(sentence: Sentence, token: Token) -> bool:
    """Whether a word heads a clause of its own: a verb, or a predicate with a copula or a subject."""
    return token.upos in ("VERB", "AUX") or bool(sentence.children(token.index, "nsubj", "cop", "expl", "aux"))


def is_finite(sentence: Sentence, token: Token) -> bool:
    """Whether a predicate is finite, by itself or by an auxiliary or copula (Universal Dependencies' VerbForm)."""
    return "VerbForm=Fin" in token.feats or any(
        "VerbForm=Fin" in child.feats for child in sentence.children(token.index, "aux", "cop")
    )


def is_infinitive(sentence: Sentence, clause: Token) -> bool:
    """Whether "to" marks the clause that the word heads (the tag TO)."""
    return any(mark.xpos == "TO" for mark in sentence.children(clause.index, "mark"))


def takes_a_subject(sentence: Sentence, root: Token) -> bool:
    """Whether the tree has a subject before the main word of a sentence, and an object or an adverb beside it, so that
    it is a finite verb whatever it was tagged as: "The tweets, however, united the captains"."""
    beside = sentence.children(root.index, "obj", "advmod", "compound:prt", "xcomp")
    return (
        root.upos in ("VERB", "ADJ")
        and bool(beside)
        and any(
            subject.index < root.index and subject.deprel == "nsubj"
            for subject in sentence.children(root.index, "nsubj")
        )
    )
