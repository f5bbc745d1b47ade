"""A noun in its sentence goes in, what it stands for comes out, as learned: a person, people, a body, a place, a
document or a thing.

A small network reads the vector that the parser's encoder gave the word in its sentence, the word's last letters and
what it does there (see the card in audit/models). The lexicon has the last word; ``rules_only`` and trees without
vectors do without.

Source: ours, learned from GUM's entities, WordNet and our lexicon by training/noun_types.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from audit.model import TYPES, Sentence, Token
from audit.parse.checked import checked

FOLDER: Final = Path(__file__).resolve().parent.parent / "models"
WEIGHTS: Final = "types.safetensors"
SETTINGS: Final = "types.json"
LETTERS: Final = 3  # how many of a word's last letters are read
_TAGS: Final = ("NN", "NNS", "NNP", "NNPS")
_CHILDREN: Final = ("det", "nmod:poss", "amod", "nummod", "compound", "flat", "appos", "conj", "case", "acl:relcl")


class TypesError(ValueError):
    """The learned types are missing or damaged; the message names the file and the way without them."""


@frozen
class Typed:
    """What a noun stands for: ``type`` is one of TYPES, ``probability`` says how likely it is, from 0 to 1, ``sure``
    that it is far enough ahead of the next one to be told."""

    type: str
    probability: float
    sure: bool


def numbers(sentence: Sentence, head: Token, vocabulary: Mapping[str, Mapping[str, int]]) -> tuple[Any, list[int]]:
    """What the network reads of a noun: the word's vector and the middle of its name's, in one row, and the columns
    that are 1.

    ``vocabulary`` gives relations ("deprel") and endings of lemmas ("lemma") their columns, from 0. Raises TypeError
    without vectors.
    """
    import numpy as np

    children = sentence.children(head.index)
    name = [head.index, *(c.index for c in children if c.upos == "PROPN" and c.deprel in ("flat", "compound"))]
    rows = np.asarray(sentence.vectors[name], dtype=np.float32)
    on = [_TAGS.index(head.xpos) if head.xpos in _TAGS else len(_TAGS)]
    place = len(_TAGS) + 1
    relations = {c.deprel for c in children}
    flags = [relation in relations for relation in _CHILDREN]
    flags += [
        "Number=Plur" in head.feats,
        any("Definite=Def" in c.feats for c in children),
        any("Definite=Ind" in c.feats for c in children),
        head.text[:1].isupper(),
        len(head.text) > 1 and head.text.isupper(),
        len(name) > 1,
        head.index == 0,
    ]
    on += [place + i for i, flag in enumerate(flags) if flag]
    place += len(flags)
    for key, word in (("deprel", head.deprel), ("lemma", head.lemma.lower()[-LETTERS:])):
        column = vocabulary[key].get(word)
        if column is not None:
            on.append(place + column)
        place += len(vocabulary[key])
    return np.concatenate([rows[0], rows.mean(0)]), on


def width(vocabulary: Mapping[str, Sequence[str]]) -> int:
    """How many columns of noughts and ones there are."""
    return len(_TAGS) + 1 + len(_CHILDREN) + 7 + len(vocabulary["deprel"]) + len(vocabulary["lemma"])


class Types:
    """The trained network with its vocabulary and margin, ready to be asked."""

    def __init__(self, weights: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        import numpy as np

        self._hidden, self._columns, self._shift = (
            np.asarray(weights[name], dtype=np.float32) for name in ("hidden", "columns", "hidden_shift")
        )
        self._out, self._out_shift = (np.asarray(weights[name], dtype=np.float32) for name in ("out", "out_shift"))
        self._vocabulary = {
            key: {word: place for place, word in enumerate(words)} for key, words in settings["vocabulary"].items()
        }
        self._scale, self._margin = float(settings["scale"]), float(settings["margin"])
        self.checksum = str(settings["sha256"])

    def of(self, sentence: Sentence, noun: Token, among: Sequence[str] = TYPES) -> Typed | None:
        """What a noun stands for, of the types it may be; None where the tree carries no vectors."""
        return self.of_all([(sentence, noun)], among)

    def of_all(self, places: Sequence[tuple[Sentence, Token]], among: Sequence[str] = TYPES) -> Typed | None:
        """What several words stand for that stand for the same; None where their trees carry no vectors."""
        if any(sentence.vectors is None for sentence, _ in places):
            return None
        told = dict.fromkeys(among, 0.0)
        for sentence, noun in places:
            for name, share in self.ordered(sentence, noun, among):
                told[name] += share / len(places)
        (best, first), (_, second) = sorted(told.items(), key=lambda pair: -pair[1])[:2]
        return Typed(best, first, first - second >= self._margin)

    def ordered(self, sentence: Sentence, noun: Token, among: Sequence[str] = TYPES) -> list[tuple[str, float]]:
        """The types that a noun may stand for with their probabilities, the likeliest first; what may be a body and no
        place counts as a body where it is a place. Raises TypeError without vectors."""
        import numpy as np

        row, on = numbers(sentence, noun, self._vocabulary)
        hidden = np.maximum(row @ self._hidden + self._columns[on].sum(0) + self._shift, 0.0)
        logits = (hidden @ self._out + self._out_shift) * self._scale
        weights = np.exp(logits - logits.max())
        told = {name: float(weight) for name, weight in zip(TYPES, weights, strict=True)}
        if "place" not in among and "body" in among:
            told["body"] += told["place"]
        told = {name: told[name] for name in among}
        total = sum(told.values())
        return sorted(((name, weight / total) for name, weight in told.items()), key=lambda pair: -pair[1])


def load_types(folder: Path = FOLDER) -> Types:
    """The learned types from their two files; the weights are checked against the checksum in the other. Raises
    TypesError."""
    from safetensors.numpy import load_file

    weights, told = checked(folder, "types", TypesError)
    return Types(load_file(str(weights)), told)
