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

from audit.testing.strategies.tree import INFINITIVE, NAME, NOUN, NOUNS, PASSIVE, PAST, Branch, word
from audit.testing.strategies.vocabulary import Vocabulary

_CONTENT: Final = ("VERB", "NOUN", "PROPN", "ADJ")
_NOMINAL: Final = ("NOUN", "PROPN")
_TAGS: Final = {
    "ADJ": "ADJ JJ Degree=Pos",
    "ADP": "ADP IN",
    "ADV": "ADV RB",
    "AUX": "AUX VBD",
    "DET": "DET DT",
    "NUM": "NUM CD NumType=Card",
    "PART": "PART RB",
    "PRON": "PRON PRP PronType=Prs",
    "SCONJ": "SCONJ IN",
}
_BESIDE: Final = {"ADJ": "amod", "NOUN": "compound", "PROPN": "compound", "DET": "det", "NUM": "nummod", "ADP": "case"}
_ABOVE: Final = {"AUX": "aux:pass", "SCONJ": "mark"}
_Word = tuple[str, str]  # form and part of speech


@define
class _Node:
    """A content word with what hangs on it."""

    form: str
    tag: str
    relation: str
    left: list[Branch]
    right: list[_Node] = field(factory=list)

    def branch(self, words: Vocabulary) -> Branch:
        node = word(self.form, self.tag, self.relation, words.lemmas.get(self.form, ""))
        return node.with_(tuple(self.left), tuple(child.branch(words) for child in self.right))


def grow(text: str, words: Vocabulary) -> Branch:
    """The branch of a noun phrase, of what may stand behind a noun ("familiar with the matter", "with knowledge of the
    talks", "who asked not to be named"), or of one word; a word that the vocabulary does not know is a noun.

    Raises ValueError for a phrase without a noun, verb or adjective.
    """
    forms = text.split()
    tags = [words.tags.get(form, "PROPN" if form[:1].isupper() else "NOUN") for form in forms]
    grown: list[_Node] = []
    waiting: list[int] = []
    for place, tag in enumerate(tags):
        following = tags[place + 1] if place + 1 < len(tags) else ""
        if tag not in _CONTENT or (tag != "VERB" and following in _NOMINAL):
            waiting.append(place)
            continue
        before = [(forms[at], tags[at]) for at in waiting]
        node = _node(forms[place], tag, before, words, first=not grown)
        _hang(node, before, grown)
        grown.append(node)
        waiting = []
    if not grown or waiting:
        raise ValueError(f"{text!r} does not end in a noun, a verb or an adjective")
    return grown[0].branch(words)


def _node(form: str, tag: str, before: Sequence[_Word], words: Vocabulary, first: bool) -> _Node:
    """A content word with the words before it that have none; its relation is that of a phrase's first."""
    kinds = [kind for _, kind in before]
    bare = words.lemmas.get(form, form) == form
    if tag != "VERB":
        said = {"ADJ": _TAGS["ADJ"], "PROPN": NAME}.get(tag, NOUN if bare else NOUNS)
        return _Node(form, said, "amod" if tag == "ADJ" else "nmod", [_beside(one, words) for one in before])
    said = PASSIVE if "AUX" in kinds else INFINITIVE if "PART" in kinds and bare else PAST
    left = [_above(one, "AUX" in kinds, first, words) for one in before]
    return _Node(form, said, "acl:relcl" if "PRON" in kinds else "acl", left)


def _above(one: _Word, passive: bool, first: bool, words: Vocabulary) -> Branch:
    """A word before a verb; the pronoun of a phrase's first verb is relative, that of a later one personal."""
    form, kind = one
    lemma = words.lemmas.get(form, form)
    tag, relation = _TAGS.get(kind, "X FW"), _ABOVE.get(kind, "advmod")
    if kind == "PRON":
        tag = "PRON WP PronType=Rel" if first else tag
        relation = "nsubj:pass" if passive else "nsubj"
    elif kind == "AUX" and lemma == form:
        tag = "AUX VB VerbForm=Inf"
    elif form == "to":
        tag, relation = "PART TO", "mark"
    return word(form, tag, relation, lemma)


def _beside(one: _Word, words: Vocabulary) -> Branch:
    """A word before a noun or an adjective."""
    form, kind = one
    if kind == "PRON":
        return word(form, "PRON PRP$ Poss=Yes|PronType=Prs", "nmod:poss", words.lemmas.get(form, form))
    tag = {"NOUN": NOUN, "PROPN": NAME}.get(kind, _TAGS.get(kind, "X FW"))
    return word(form, tag, _BESIDE.get(kind, "advmod"), words.lemmas.get(form, form))


def _hang(node: _Node, before: Sequence[_Word], grown: Sequence[_Node]) -> None:
    """Hangs a content word on one of those before it."""
    if not grown:
        return
    kinds = [kind for _, kind in before]
    verbs = [one for one in grown if one.tag.startswith("VERB")]
    prepositions = [form for form, kind in before if kind == "ADP"]
    above = (verbs or list(grown))[-1]
    if node.tag.startswith("VERB"):
        above = verbs[0] if verbs and "SCONJ" in kinds else above
        node.relation = "advcl" if "SCONJ" in kinds else "xcomp"
    elif "of" in prepositions:
        above = grown[-1]
        node.relation = "nmod"
    elif prepositions:
        node.relation = "nmod" if above.tag.startswith("NOUN") else "obl"
    else:
        node.relation = "obj"
    above.right.append(node)
