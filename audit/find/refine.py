"""Drafts of one article and its word vectors go in, each draft's probability and its words as learned come out.

The rules on the tree propose: every verb, noun, adjective or phrase that could be a cue, with the source and content
that its construction draws. A small network, trained on the training part of PolNeAR (see the card in audit/models),
reads the proposal as one of its inputs, says how likely an annotator would mark it, and which words are source, cue
and content. This and ``network`` alone need torch in this package, and both are left out with ``rules_only``.

Source: PolNeAR (Newell et al. 2018) for what was learned; the model's card in audit/models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from attrs import frozen
from safetensors.torch import load_file
from torch.nn.utils.rnn import pad_sequence

from audit.find.draft import Draft, Words
from audit.find.network import FAR, LABELS, WIDTH, Batch, Network, best_labels
from audit.find.press import NAME as PRESS
from audit.find.press import Press, load_press
from audit.model import Sentence
from audit.parse.checked import checked
from audit.parse.packed import Padded, pack

LONGEST: Final = 160  # words of a sentence that the network reads for a draft, around the cue
BATCH_WORDS: Final = 6000  # of drafts' windows, padding included, that it takes at once
FULL: Final = 1000  # of these words; a batch of as many grows no further where more than PADDING of it is padding
PADDING: Final = 0.15
FOLDER: Final = Path(__file__).resolve().parent.parent / "models"
NAME: Final = "attribution"

Vocabulary = Mapping[str, Mapping[str, int]]


class RefinerError(ValueError):
    """The learned part is missing or damaged; the message names the file and the way without it."""


@frozen
class Refined:
    """A draft as the network sees it: how likely it is an attribution, and which words play which part."""

    probability: float  # 0 to 1
    source: Words
    cue: Words
    content: Words


@frozen
class Example:
    """One draft as numbers: the role that the rule gave each word of its window, (words,); places in the sentence;
    numbers in the vocabulary."""

    roles: torch.Tensor
    start: int  # the place of the window's first word in the sentence
    head: int  # the place of the cue's main word in the sentence
    above: int  # the place of the word that governs it; -1 for none
    construction: int  # its number in the vocabulary, 0 for one that is not there
    listed: int  # 0 for a cue without an entry, 1 for one that any word matches, 2 for one of a lexicon


@frozen
class Setting:
    """A sentence as numbers: its words' vectors, (words, WIDTH), and their parts of speech, relations, whether they are
    quoted, and heads, (words, 4)."""

    vectors: Any
    seen: torch.Tensor


def setting(sentence: Sentence, quoted: Words, vocabulary: Vocabulary) -> Setting:
    """The numbers that stand for a sentence; ``quoted`` are the places of words inside quotations."""
    tags, relations = vocabulary["tags"], vocabulary["relations"]
    rows = [(tags.get(t.upos, 0), relations.get(t.deprel, 0), int(t.index in quoted), t.head) for t in sentence.tokens]
    return Setting(sentence.vectors, torch.tensor(rows, dtype=torch.long))


def example(sentence: Sentence, draft: Draft, vocabulary: Vocabulary) -> Example:
    """The numbers that stand for a draft.

    ``vocabulary`` gives "constructions", "relations" and "tags" their numbers, from 1; what it does not know is 0.
    """
    count = len(sentence.tokens)
    start = 0 if count <= LONGEST else max(0, min(draft.head - LONGEST // 2, count - LONGEST))
    roles = [0] * count
    for role, words in ((4, draft.addressee), (3, draft.content), (1, draft.source), (2, draft.cue)):
        for place in words:
            roles[place] = role
    construction = vocabulary["constructions"].get(construction_of(draft), 0)
    listed = 0 if draft.entry is None else 1 if draft.entry.id.startswith("any.") else 2
    window = torch.tensor(roles[start : start + LONGEST])
    return Example(window, start, draft.head, sentence.tokens[draft.head].head, construction, listed)


def construction_of(draft: Draft) -> str:
    """The construction with the cue's class, as far as the lexicon knows it."""
    return f"{draft.construction}/{draft.cue_class}"


def collate(settings: Sequence[Setting], drafts: Sequence[Sequence[Example]]) -> Batch:
    """Sentences and the drafts of each, one at least in all, as tensors padded with zeros."""
    sizes = [len(one.seen) for one in settings]
    vectors = torch.zeros(len(settings), max(sizes), WIDTH)
    for row, one in enumerate(settings):
        vectors[row, : sizes[row]] = torch.as_tensor(one.vectors)
    seen = pad_sequence([one.seen for one in settings], batch_first=True)
    flat = [(row, one) for row, examples in enumerate(drafts) for one in examples]
    numbers = torch.tensor([(row, e.start, e.head, e.above, e.construction, e.listed) for row, e in flat])
    rows, start, head, above, construction, listed = numbers.unbind(1)
    roles = pad_sequence([one.roles for _, one in flat], batch_first=True)
    lengths = torch.tensor([len(one.roles) for _, one in flat])
    places = start[:, None] + torch.arange(roles.shape[1])
    inside = torch.arange(roles.shape[1])[None, :] < lengths[:, None]
    places = places.clamp(max=seen.shape[1] - 1)
    tags, relations, quoted, heads = seen[rows[:, None], places].unbind(2)
    distance = (places - head[:, None]).clamp(-FAR, FAR) + FAR
    flags = quoted + 2 * (heads == head[:, None]) + 4 * (places == above[:, None])
    whole = (construction[:, None].expand_as(roles), listed[:, None].expand_as(roles))
    columns = torch.stack([roles, relations, tags, distance, flags, *whole], 2) * inside[..., None]
    return Batch(vectors, seen[..., :3], torch.tensor(sizes), rows, places, columns, lengths, head - start)


class Refiner:
    """The trained network with its vocabularies, threshold and calibration, ready to be asked; ``press`` is what was
    learned of outlets' names, where it is there."""

    def __init__(self, network: Network, settings: Mapping[str, Any], press: Press | None = None) -> None:
        self._network = network.eval()
        self.press = press
        self._vocabulary = {
            key: {word: place for place, word in enumerate(words)} for key, words in settings["vocabulary"].items()
        }
        self.checksum = str(settings["sha256"])
        self.threshold = float(settings["threshold"])
        self._scale, self._shift = map(float, settings["calibration"])

    def refine(self, sentences: Sequence[Sentence], drafts: Sequence[Draft], quoted: Sequence[Words]) -> list[Refined]:
        """One answer per draft; the three sequences run side by side (a draft, its sentence, that sentence's quoted
        words)."""
        answers: dict[int, Refined] = {}
        with torch.inference_mode():
            for batch in _batches(sentences):
                examples = [[example(sentences[i], drafts[i], self._vocabulary) for i in s] for s in batch]
                settings = [setting(sentences[s[0]], quoted[s[0]], self._vocabulary) for s in batch]
                numbers = collate(settings, examples)
                logits, verdicts = self._network(numbers)
                rows = best_labels(logits, self._network.steps, numbers.lengths)
                probabilities = torch.sigmoid(self._scale * verdicts + self._shift).tolist()
                flat = [(i, one) for s, row in zip(batch, examples, strict=True) for i, one in zip(s, row, strict=True)]
                for (i, one), labels, probability in zip(flat, rows, probabilities, strict=True):
                    answers[i] = _answer(one, labels, probability)
        return [answers[i] for i in range(len(drafts))]


def _batches(sentences: Sequence[Sentence]) -> Iterator[list[list[int]]]:
    """The numbers of the drafts, given the sentence of each: those of one sentence together, sentences of like length
    in a batch."""
    groups: dict[int, list[int]] = {}
    for i in range(len(sentences)):
        groups.setdefault(id(sentences[i]), []).append(i)
    batch: list[list[int]] = []
    held = filled = 0
    for group in sorted(groups.values(), key=lambda g: (len(sentences[g[0]].tokens), g[0])):
        length = len(sentences[group[0]].tokens)
        padded, words = (held + len(group)) * length, filled + len(group) * length
        if batch and (padded > BATCH_WORDS or (filled >= FULL and words < padded * (1 - PADDING))):
            yield batch
            batch, held, words = [], 0, len(group) * length
        batch.append(group)
        held, filled = held + len(group), words
    if batch:
        yield batch


def _answer(one: Example, labels: Sequence[int], probability: float) -> Refined:
    places: list[list[int]] = [[] for _ in LABELS]
    for offset, label in enumerate(labels[: len(one.roles)]):
        if label:
            places[label].append(one.start + offset)
    return Refined(probability, frozenset(places[1]), frozenset(places[2]), frozenset(places[3]))


def load_refiner(folder: Path = FOLDER) -> Refiner:
    """The learned part from its two files; its weights are checked against the checksum in the other. Raises
    RefinerError."""
    weights, told = checked(folder, NAME, RefinerError)
    sizes = {key: len(words) for key, words in told["vocabulary"].items()}
    network = Network(sizes, told["hidden"], told["layers"])
    network.load_state_dict({key: value.float() for key, value in load_file(str(weights)).items()})
    pack(network, BATCH_WORDS // 2)
    assert isinstance(network.lstm, torch.nn.LSTM)
    network.lstm = Padded(network.lstm)
    return Refiner(network, told, load_press(folder) if (folder / f"{PRESS}.json").is_file() else None)
