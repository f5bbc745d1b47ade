"""Branches go in, the text and the dependency tree of the sentence they make come out: known, not guessed.

A branch is a word with its dependents on either side; each word may play a role ("source", "cue", "content",
"outlet"), which those below it play too where they have none of their own. Relations are those of Universal
Dependencies for English, tags those of the Penn Treebank.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from attrs import frozen

from audit.model import Sentence, Span, Spans, Token

NO_ROLE: Final = "-"
_QUOTES: Final = {"“": "``", "”": "''"}
_CLOSING: Final = ("''", ".", ",", "?", "POS")
# what a verb's tag and features are, by its form
PAST: Final = "VERB VBD Mood=Ind|Tense=Past|VerbForm=Fin"
PASSIVE: Final = "VERB VBN Tense=Past|VerbForm=Part|Voice=Pass"
PARTICIPLE: Final = "VERB VBN Tense=Past|VerbForm=Part"
INFINITIVE: Final = "VERB VB VerbForm=Inf"
PROGRESSIVE: Final = "VERB VBG Tense=Pres|VerbForm=Part"
GERUND: Final = "VERB VBG VerbForm=Ger"
NAME: Final = "PROPN NNP Number=Sing"
NOUN: Final = "NOUN NN Number=Sing"
NOUNS: Final = "NOUN NNS Number=Plur"


@frozen
class Branch:
    """A word, its dependents to the left and to the right, and the role it plays; "" for that of the word above it.

    The fields from ``lemma`` to ``feats`` are those of a Token.
    """

    text: str
    lemma: str
    upos: str
    xpos: str
    relation: str = "dep"
    feats: str = ""
    role: str = ""
    left: tuple[Branch, ...] = ()
    right: tuple[Branch, ...] = ()

    def as_(self, relation: str, role: str = "") -> Branch:
        """The same branch in another relation, and another role where one is given."""
        return Branch(
            *(self.text, self.lemma, self.upos, self.xpos, relation, self.feats, role or self.role),
            *(self.left, self.right),
        )

    def with_(self, left: tuple[Branch, ...] = (), right: tuple[Branch, ...] = ()) -> Branch:
        """The same branch with more dependents: on the left before those it has, on the right after them."""
        return Branch(
            *(self.text, self.lemma, self.upos, self.xpos, self.relation, self.feats, self.role),
            *((*left, *self.left), (*self.right, *right)),
        )


@frozen
class Laid:
    """A sentence's text, its tree, and for each role the spans of its words, in the article's offsets."""

    text: str
    sentence: Sentence
    roles: dict[str, Spans]


def word(text: str, tag: str, relation: str = "dep", lemma: str = "", role: str = "") -> Branch:
    """A word without dependents; ``tag`` is "UPOS XPOS" or "UPOS XPOS Feature=Value|…"; the lemma is the text in lower
    case where none is given."""
    upos, xpos, feats = _parted(tag)
    return Branch(text, lemma or text.lower(), upos, xpos, relation, feats, role)


@cache
def _parted(tag: str) -> tuple[str, str, str]:
    upos, xpos, *feats = tag.split()
    return upos, xpos, feats[0] if feats else ""


def mark(text: str, role: str = NO_ROLE, straight: bool = False) -> Branch:
    """A punctuation mark; a quotation mark is straight where that is asked for."""
    shown = '"' if straight and text in _QUOTES else text
    return Branch(shown, shown, "PUNCT", _QUOTES.get(text, text), "punct", role=role)


@frozen
class Draft:
    """A sentence before it has its place: its text; ``words`` are the fields of its tokens, without index, and with
    begin and end for the span; ``roles`` the places of each role's words. Places are code points from 0."""

    text: str
    words: tuple[tuple[str, str, str, str, str, int, int, int, str], ...]
    roles: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]

    def lay(self, start: int, paragraph: int, segment: int) -> Laid:
        """The sentence laid into an article at ``start`` (a code point), in the paragraph and segment of these
        places."""
        tokens = tuple(
            Token(index, Span(start + first, start + end), text, lemma, upos, xpos, feats, head, relation)
            for index, (text, lemma, upos, xpos, feats, first, end, head, relation) in enumerate(self.words)
        )
        sentence = Sentence(Span(start, start + len(self.text)), tokens, paragraph, segment)
        roles = {role: tuple(Span(start + one, start + end) for one, end in places) for role, places in self.roles}
        return Laid(self.text, sentence, roles)


def draft(root: Branch) -> Draft:
    """The sentence that a branch makes; its first letter is a capital."""
    flat: list[Branch] = []
    heads: list[int] = []
    played: list[str] = []

    def walk(branch: Branch, role: str) -> int:
        role = branch.role or role
        lefts = [walk(child, role) for child in branch.left]
        here = len(flat)
        flat.append(branch)
        heads.append(-1)
        played.append(role)
        for place in lefts:
            heads[place] = here
        for child in branch.right:
            heads[walk(child, role)] = here
        return here

    top = walk(root, NO_ROLE)
    parts: list[str] = []
    words: list[tuple[str, str, str, str, str, int, int, int, str]] = []
    roles: dict[str, list[tuple[int, int]]] = {}
    end, glued, begun, before = 0, True, False, ""
    for index, branch in enumerate(flat):
        shown = branch.text
        if not begun and branch.upos != "PUNCT":
            begun, shown = True, shown[0].upper() + shown[1:]
        if not (glued or branch.xpos in _CLOSING):
            parts.append(" ")
            end += 1
        parts.append(shown)
        first, end = end, end + len(shown)
        glued = branch.xpos == "``"
        role = played[index]
        places = roles.setdefault(role, [])
        if places and role == before:
            places[-1] = (places[-1][0], end)
        else:
            places.append((first, end))
        before = role
        relation = "root" if index == top else branch.relation
        words.append((shown, branch.lemma, branch.upos, branch.xpos, branch.feats, first, end, heads[index], relation))
    return Draft("".join(parts), tuple(words), tuple((role, tuple(places)) for role, places in roles.items()))
