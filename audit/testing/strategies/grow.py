"""Plain words with their parts of speech go in, a branch of a dependency tree comes out, for phrases of simple shapes.

What the words are, the vocabulary tells; how they hang together follows from their order, as it does in short phrases
of English: what has no content of its own (articles, prepositions, auxiliaries, "who", "not") hangs on the next word
that has, the nouns of one row on the last of them; what has content hangs on what stands before it: with "of" on the
nearest noun, with another preposition, a conjunction or "to" on a verb. Relations: Universal Dependencies for English.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import define, field

from audit.testing.strategies.tree import INFINITIVE, NAME, NOUN, NOUNS, PARTICIPLE, PASSIVE, PAST, Branch, word
from audit.testing.strategies.vocabulary import Vocabulary, Word

_CONTENT: Final = ("VERB", "NOUN", "PROPN", "ADJ")
_NOMINAL: Final = ("NOUN", "PROPN")
_TAGS: Final = {
    "ADJ": "ADJ JJ Degree=Pos",
    "ADP": "ADP IN",
    "ADV": "ADV RB",
    "AUX": "AUX VBD",
    "DET": "DET DT",
    "NUM": "NUM CD NumType=Card",
    "PART": "PART RB Polarity=Neg",
    "PRON": "PRON PRP PronType=Prs",
    "SCONJ": "SCONJ IN",
}
_BESIDE: Final = {"ADJ": "amod", "NOUN": "compound", "PROPN": "compound", "DET": "det", "NUM": "nummod", "ADP": "case"}
_ABOVE: Final = {"AUX": "aux:pass", "SCONJ": "mark"}


@define
class _Node:
    """A content word with what hangs on it."""

    said: Branch
    right: list[_Node] = field(factory=list)

    @property
    def verb(self) -> bool:
        return self.said.upos == "VERB"

    def branch(self) -> Branch:
        return self.said.with_((), tuple(child.branch() for child in self.right))


def grow(text: str, words: Vocabulary) -> Branch:
    """The branch of a noun phrase, of what may stand behind a noun ("familiar with the matter", "with knowledge of the
    talks", "who asked not to be named"), or of one word; a word that the vocabulary does not know is a noun.

    Raises ValueError for a phrase that does not end in a noun, verb or adjective.
    """
    tagged = words.tagged(text)
    grown: list[_Node] = []
    waiting: list[Word] = []
    for place, one in enumerate(tagged):
        following = tagged[place + 1][2] if place + 1 < len(tagged) else ""
        if one[2] not in _CONTENT or (one[2] != "VERB" and following in _NOMINAL):
            waiting.append(one)
            continue
        node = _Node(_content(one, waiting, first=not grown))
        _hang(node, waiting, grown)
        grown.append(node)
        waiting = []
    if not grown or waiting:
        raise ValueError(f"{text!r} does not end in a noun, a verb or an adjective")
    return grown[0].branch()


def _content(one: Word, before: Sequence[Word], first: bool) -> Branch:
    """A content word with the words before it that have none; its relation is that of a phrase's first."""
    form, lemma, tag = one
    kinds = [kind for _, _, kind in before]
    if tag != "VERB":
        said = {"ADJ": _TAGS["ADJ"], "PROPN": NAME}.get(tag, NOUN if lemma == form else NOUNS)
        left = tuple(map(_beside, before))
        return word(form, said, "amod" if tag == "ADJ" else "nmod", lemma).with_(left)
    passive = "AUX" in kinds
    said = PASSIVE if passive else INFINITIVE if "PART" in kinds and lemma == form else PAST
    if first and "PRON" not in kinds:
        said = PARTICIPLE
    left = tuple(_above(other, passive, first) for other in before)
    return word(form, said, "acl:relcl" if "PRON" in kinds else "acl", lemma).with_(left)


def _above(one: Word, passive: bool, first: bool) -> Branch:
    """A word before a verb; the pronoun of a phrase's first verb is relative, that of a later one personal."""
    form, lemma, kind = one
    tag, relation = _TAGS.get(kind, "X FW"), _ABOVE.get(kind, "advmod")
    if kind == "PRON":
        tag = "PRON WP PronType=Rel" if first else tag
        relation = "nsubj:pass" if passive else "nsubj"
    elif kind == "AUX" and lemma == form:
        tag = "AUX VB VerbForm=Inf"
    elif form == "to":
        tag, relation = "PART TO", "mark"
    return word(form, tag, relation, lemma)


def _beside(one: Word) -> Branch:
    """A word before a noun or an adjective."""
    form, lemma, kind = one
    if kind == "PRON":
        return word(form, "PRON PRP$ Poss=Yes|PronType=Prs", "nmod:poss", lemma)
    tag = {"NOUN": NOUN, "PROPN": NAME}.get(kind, _TAGS.get(kind, "X FW"))
    return word(form, tag, _BESIDE.get(kind, "advmod"), lemma)


def _hang(node: _Node, before: Sequence[Word], grown: Sequence[_Node]) -> None:
    """Hangs a content word on one of those before it."""
    if not grown:
        return
    kinds = [kind for _, _, kind in before]
    verbs = [one for one in grown if one.verb]
    prepositions = [form for form, _, kind in before if kind == "ADP"]
    above = (verbs or list(grown))[-1]
    if node.verb:
        above = verbs[0] if verbs and "SCONJ" in kinds else above
        relation = "advcl" if "SCONJ" in kinds else "xcomp"
    elif "of" in prepositions:
        above, relation = grown[-1], "nmod"
    elif prepositions:
        relation = "nmod" if above.said.upos in _NOMINAL else "obl"
    else:
        relation = "obj"
    node.said = node.said.as_(relation)
    above.right.append(node)
