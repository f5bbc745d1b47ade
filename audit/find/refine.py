"""Drafts of one article and its word vectors go in, each draft's probability and its words as learned come out.

The rules on the tree propose: every verb, noun, adjective or phrase that could be a cue, with the source and content
that its construction draws. A small network, trained on the training part of PolNeAR (see the card in audit/models),
reads the proposal as one of its inputs, says how likely an annotator would mark it, and which words are source, cue
and content. It is the only part of this package that needs torch, and it is left out with ``rules_only``.

Source: PolNeAR (Newell et al. 2018) for what was learned; the model's card in audit/models.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from attrs import frozen
from safetensors.torch import load_file
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from audit.find.draft import Draft, Words
from audit.model import Sentence

ROLES: Final = ("none", "source", "cue", "content", "addressee")  # what a rule gave a word
LABELS: Final = ("none", "source", "cue", "content")  # what the network gives it
LONGEST: Final = 160  # words of a sentence that the network reads, around the cue
BATCH_WORDS: Final = 6000
_FAR: Final = 8
WIDTH: Final = 384
FOLDER: Final = Path(__file__).resolve().parent.parent / "models"
NAME: Final = "attribution"


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
    """One draft as numbers: a row per word in the window, which starts at ``start`` in the sentence."""

    vectors: Any
    columns: torch.Tensor  # (words, 7) of whole numbers
    head: int  # the place of the cue's main word in the window
    start: int


def example(sentence: Sentence, draft: Draft, quoted: Words, vocabulary: Mapping[str, Mapping[str, int]]) -> Example:
    """The numbers that stand for a draft; ``quoted`` are the places of words inside quotations.

    ``vocabulary`` gives "constructions", "relations" and "tags" their numbers, from 1; what it does not know is 0.
    """
    count = len(sentence.tokens)
    start = 0 if count <= LONGEST else max(0, min(draft.head - LONGEST // 2, count - LONGEST))
    end = min(count, start + LONGEST)
    construction = vocabulary["constructions"].get(construction_of(draft), 0)
    listed = 0 if draft.entry is None else 1 if draft.entry.id.startswith("any.") else 2
    rows = []
    for token in sentence.tokens[start:end]:
        i = token.index
        if i in draft.cue:
            role = 2
        elif i in draft.source:
            role = 1
        elif i in draft.addressee and i not in draft.content:
            role = 4
        else:
            role = 3 if i in draft.content else 0
        distance = max(-_FAR, min(_FAR, i - draft.head)) + _FAR
        rows.append(
            (
                role,
                vocabulary["relations"].get(token.deprel, 0),
                vocabulary["tags"].get(token.upos, 0),
                distance,
                int(i in quoted) + 2 * int(token.head == draft.head) + 4 * int(i == sentence.tokens[draft.head].head),
                construction,
                listed,
            )
        )
    return Example(sentence.vectors[start:end], torch.tensor(rows, dtype=torch.long), draft.head - start, start)


def construction_of(draft: Draft) -> str:
    """The construction with the cue's class, as far as the lexicon knows it."""
    return f"{draft.construction}/{draft.cue_class}"


class Network(nn.Module):
    """A bidirectional LSTM over the encoder's vectors and the rules' proposal; a label per word and one verdict per
    draft."""

    def __init__(self, sizes: Mapping[str, int], hidden: int = 128) -> None:
        super().__init__()
        self.project = nn.Linear(WIDTH, 112)
        self.role = nn.Embedding(len(ROLES), 12)
        self.relation = nn.Embedding(sizes["relations"], 16)
        self.tag = nn.Embedding(sizes["tags"], 8)
        self.distance = nn.Embedding(2 * _FAR + 1, 12)
        self.flags = nn.Embedding(8, 8)
        self.construction = nn.Embedding(sizes["constructions"], 16)
        self.listed = nn.Embedding(3, 8)
        width = 112 + 12 + 16 + 8 + 12 + 8 + 16 + 8
        self.drop = nn.Dropout(0.33)
        self.lstm = nn.LSTM(width, hidden, num_layers=1, batch_first=True, bidirectional=True)
        self.label = nn.Linear(2 * hidden, len(LABELS))
        self.verdict = nn.Sequential(nn.Linear(4 * hidden + 112, 96), nn.ReLU(), nn.Dropout(0.33), nn.Linear(96, 1))

    def forward(
        self, vectors: torch.Tensor, columns: torch.Tensor, heads: torch.Tensor, lengths: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Labels (drafts, words, 4) and verdicts (drafts), both as logits."""
        projected = torch.relu(self.project(self.drop(vectors)))
        tables = (self.role, self.relation, self.tag, self.distance, self.flags, self.construction, self.listed)
        inputs = torch.cat([projected, *(table(columns[..., i]) for i, table in enumerate(tables))], dim=-1)
        packed = pack_padded_sequence(self.drop(inputs), lengths, batch_first=True, enforce_sorted=False)
        states, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=vectors.shape[1])
        states = self.drop(states)
        rows = torch.arange(len(heads))
        seen = torch.arange(vectors.shape[1])[None, :] < lengths[:, None]
        pooled = states.masked_fill(~seen[..., None], -1e4).max(1).values
        verdict = self.verdict(torch.cat([states[rows, heads], pooled, projected[rows, heads]], dim=-1)).squeeze(-1)
        return self.label(states), verdict


def collate(examples: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Examples as tensors, padded with zeros: vectors (drafts, words, WIDTH), columns (drafts, words, 7), heads and
    lengths in words (drafts each)."""
    lengths = torch.tensor([len(e.columns) for e in examples])
    longest = int(lengths.max())
    vectors = torch.zeros(len(examples), longest, WIDTH)
    columns = torch.zeros(len(examples), longest, 7, dtype=torch.long)
    for row, one in enumerate(examples):
        vectors[row, : len(one.columns)] = torch.as_tensor(one.vectors).float()
        columns[row, : len(one.columns)] = one.columns
    return vectors, columns, torch.tensor([e.head for e in examples]), lengths


class Refiner:
    """The trained network with its vocabularies, threshold and calibration, ready to be asked."""

    def __init__(self, network: Network, settings: Mapping[str, Any]) -> None:
        self._network = network.eval()
        self._vocabulary = {
            key: {word: place for place, word in enumerate(words)} for key, words in settings["vocabulary"].items()
        }
        self.checksum = str(settings["sha256"])
        self.threshold = float(settings["threshold"])
        self._scale, self._shift = map(float, settings["calibration"])

    def refine(self, sentences: Sequence[Sentence], drafts: Sequence[Draft], quoted: Sequence[Words]) -> list[Refined]:
        """One answer per draft; the three sequences run side by side (a draft, its sentence, that sentence's quoted
        words)."""
        examples = [example(s, d, q, self._vocabulary) for s, d, q in zip(sentences, drafts, quoted, strict=True)]
        order = sorted(range(len(examples)), key=lambda i: (len(examples[i].columns), i))
        answers: list[Refined | None] = [None] * len(examples)
        with torch.inference_mode():
            while order:
                longest = len(examples[order[min(len(order), 256) - 1]].columns)
                size = max(1, min(256, BATCH_WORDS // longest))
                rows, order = order[:size], order[size:]
                labels, verdicts = self._network(*collate([examples[i] for i in rows]))
                chosen = labels.argmax(-1).tolist()
                probabilities = torch.sigmoid(self._scale * verdicts + self._shift).tolist()
                for i, words, probability in zip(rows, chosen, probabilities, strict=True):
                    answers[i] = _answer(examples[i], words, probability)
        return [answer for answer in answers if answer is not None]


def _answer(one: Example, labels: Sequence[int], probability: float) -> Refined:
    places: list[list[int]] = [[] for _ in LABELS]
    for offset, label in enumerate(labels[: len(one.columns)]):
        places[label].append(one.start + offset)
    return Refined(probability, frozenset(places[1]), frozenset(places[2]), frozenset(places[3]))


def load_refiner(folder: Path = FOLDER) -> Refiner:
    """The learned part from its two files; its weights are checked against the checksum in the other. Raises
    RefinerError."""
    weights, settings = folder / f"{NAME}.safetensors", folder / f"{NAME}.json"
    remedy = "install the package again, or go without it (--rules-only)"
    try:
        told = json.loads(settings.read_text(encoding="utf-8"))
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise RefinerError(f"{settings}: the learned part cannot be read ({error}); {remedy}") from error
    if found != told.get("sha256"):
        raise RefinerError(f"{weights}: this model file is damaged (its checksum is not the listed one); {remedy}")
    network = Network({key: len(words) for key, words in told["vocabulary"].items()}, told["hidden"])
    network.load_state_dict({key: value.float() for key, value in load_file(str(weights)).items()})
    return Refiner(network, told)
