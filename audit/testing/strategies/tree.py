"""Phrases go in, the text and the dependency tree of the sentence they make come out: known, not guessed.

A phrase is a word with its dependents on either side; each word may play a role ("source", "cue", "content",
"outlet"), which those below it play too where they have none of their own. Relations are those of Universal
Dependencies for English.
"""

from __future__ import annotations

from typing import Final

import attrs
from attrs import frozen

from audit.model import Sentence, Span, Spans, Token

NO_ROLE: Final = "-"


@frozen
class Phrase:
    """A word, its dependents to the left and to the right, and the role it plays; "" for that of the word above it."""

    text: str
    lemma: str
    upos: str
    xpos: str
    relation: str = "dep"
    feats: str = ""
    role: str = ""
    left: tuple[Phrase, ...] = ()
    right: tuple[Phrase, ...] = ()

    def as_(self, relation: str, role: str = "") -> Phrase:
        """The same phrase in another relation, and another role where one is given."""
        return attrs.evolve(self, relation=relation, role=role or self.role)

    def with_(self, left: tuple[Phrase, ...] = (), right: tuple[Phrase, ...] = ()) -> Phrase:
        """The same phrase with more dependents: on the left before those it has, on the right after them."""
        return attrs.evolve(self, left=(*left, *self.left), right=(*self.right, *right))


@frozen
class Drawn:
    """A sentence's text, its tree, and for each role the spans of its words, in the article's offsets."""

    text: str
    sentence: Sentence
    roles: dict[str, Spans]


def word(text: str, tag: str, relation: str = "dep", lemma: str = "", role: str = "") -> Phrase:
    """A word without dependents; ``tag`` is "UPOS XPOS" or "UPOS XPOS Feature=Value|…"."""
    upos, xpos, *feats = tag.split()
    return Phrase(text, lemma or text.lower(), upos, xpos, relation, feats[0] if feats else "", role)


def mark(text: str, role: str = NO_ROLE) -> Phrase:
    """A punctuation mark."""
    return Phrase(text, text, "PUNCT", {"“": "``", "”": "''"}.get(text, text), "punct", role=role)


def lay(root: Phrase, start: int, paragraph: int, segment: int) -> Drawn:
    """The sentence that a phrase makes, laid into an article at ``start``; its first letter is a capital."""
    flat: list[tuple[Phrase, int, str]] = []

    def walk(phrase: Phrase, role: str) -> int:
        role = phrase.role or role
        lefts = [walk(child, role) for child in phrase.left]
        here = len(flat)
        flat.append((phrase, -1, role))
        rights = [walk(child, role) for child in phrase.right]
        for child in (*lefts, *rights):
            flat[child] = (flat[child][0], here, flat[child][2])
        return here

    walk(root.as_("root"), NO_ROLE)
    text, tokens, roles = "", list[Token](), dict[str, list[Span]]()
    for index, (phrase, head, role) in enumerate(flat):
        shown = phrase.text
        if not any(token.upos != "PUNCT" for token in tokens) and phrase.upos != "PUNCT":
            shown = shown[0].upper() + shown[1:]
        glued = not text or phrase.text in (".", ",", "”", "'s") or text.endswith("“")
        text += shown if glued else f" {shown}"
        span = Span(start + len(text) - len(shown), start + len(text))
        roles.setdefault(role, []).append(span)
        if len(roles[role]) > 1 and tokens and roles[role][-2].end == tokens[-1].span.end:
            roles[role][-2:] = [Span(roles[role][-2].start, span.end)]
        tokens.append(
            Token(index, span, shown, phrase.lemma, phrase.upos, phrase.xpos, phrase.feats, head, phrase.relation)
        )
    sentence = Sentence(Span(start, start + len(text)), tuple(tokens), paragraph, segment)
    return Drawn(text, sentence, {role: tuple(spans) for role, spans in roles.items()})
