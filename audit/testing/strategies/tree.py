"""Branches go in, the text and the dependency tree of the sentence they make come out: known, not guessed.

A branch is a word with its dependents on either side; each word may play a role ("source", "cue", "content",
"outlet"), which those below it play too where they have none of their own. Relations are those of Universal
Dependencies for English, tags those of the Penn Treebank.
"""

from __future__ import annotations

from typing import Final

import attrs
from attrs import frozen

from audit.model import Sentence, Span, Spans, Token

NO_ROLE: Final = "-"
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
        return attrs.evolve(self, relation=relation, role=role or self.role)

    def with_(self, left: tuple[Branch, ...] = (), right: tuple[Branch, ...] = ()) -> Branch:
        """The same branch with more dependents: on the left before those it has, on the right after them."""
        return attrs.evolve(self, left=(*left, *self.left), right=(*self.right, *right))


@frozen
class Laid:
    """A sentence's text, its tree, and for each role the spans of its words, in the article's offsets."""

    text: str
    sentence: Sentence
    roles: dict[str, Spans]


def word(text: str, tag: str, relation: str = "dep", lemma: str = "", role: str = "") -> Branch:
    """A word without dependents; ``tag`` is "UPOS XPOS" or "UPOS XPOS Feature=Value|…"; the lemma is the text in lower
    case where none is given."""
    upos, xpos, *feats = tag.split()
    return Branch(text, lemma or text.lower(), upos, xpos, relation, feats[0] if feats else "", role)


def mark(text: str, role: str = NO_ROLE) -> Branch:
    """A punctuation mark."""
    return Branch(text, text, "PUNCT", {"“": "``", "”": "''"}.get(text, text), "punct", role=role)


def lay(root: Branch, start: int, paragraph: int, segment: int) -> Laid:
    """The sentence that a branch makes, laid into an article at ``start`` (a code point), in the paragraph and segment
    of these places; its first letter is a capital."""
    flat: list[tuple[Branch, int, str]] = []

    def walk(branch: Branch, role: str) -> int:
        role = branch.role or role
        lefts = [walk(child, role) for child in branch.left]
        here = len(flat)
        flat.append((branch, -1, role))
        rights = [walk(child, role) for child in branch.right]
        for child in (*lefts, *rights):
            flat[child] = (flat[child][0], here, flat[child][2])
        return here

    walk(root.as_("root"), NO_ROLE)
    text, tokens, roles = "", list[Token](), dict[str, list[Span]]()
    for index, (branch, head, role) in enumerate(flat):
        shown = branch.text
        if not any(token.upos != "PUNCT" for token in tokens) and branch.upos != "PUNCT":
            shown = shown[0].upper() + shown[1:]
        glued = not text or branch.text in (".", ",", "”", "'s") or text.endswith("“")
        text += shown if glued else f" {shown}"
        span = Span(start + len(text) - len(shown), start + len(text))
        roles.setdefault(role, []).append(span)
        if len(roles[role]) > 1 and tokens and roles[role][-2].end == tokens[-1].span.end:
            roles[role][-2:] = [Span(roles[role][-2].start, span.end)]
        tokens.append(
            Token(index, span, shown, branch.lemma, branch.upos, branch.xpos, branch.feats, head, branch.relation)
        )
    sentence = Sentence(Span(start, start + len(text)), tuple(tokens), paragraph, segment)
    return Laid(text, sentence, {role: tuple(spans) for role, spans in roles.items()})
