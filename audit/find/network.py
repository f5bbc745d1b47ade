"""A batch of sentences and of drafts drawn in them goes in; labels of the words and a verdict on each draft come out.

The network reads each sentence once, by small attention layers over the encoder's vectors, and then each draft by an
LSTM over the sentence as read and the rules' proposal. The labels of a draft's words are chosen together, as a chain
whose steps are scored too, so that a content is not broken for one word.

Source: Lafferty, McCallum and Pereira 2001 for the chain, Vaswani et al. 2017 for attention; the sizes are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import torch
from attrs import frozen
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from audit.parse.packed import Padded

ROLES: Final = ("none", "source", "cue", "content", "addressee")  # what a rule gave a word
LABELS: Final = ("none", "source", "cue", "content")  # what the network gives it
WIDTH: Final = 384  # of the encoder's vectors
FAR: Final = 8  # a distance to the cue's head of more words counts as so many
READ: Final = 112  # numbers a word, once a sentence is read
HEADS: Final = 4  # of the attention
INNER: Final = 224  # numbers between its two linear layers


@frozen
class Batch:
    """Sentences and the drafts in them as numbers, padded with zeros.

    ``vectors`` (sentences, words, WIDTH); ``seen`` (sentences, words, 3): part of speech, relation, whether quoted;
    ``sizes`` (sentences) in words. A draft has a window of words of its sentence, which is the ``rows``-th:
    ``places`` (drafts, words) in the sentence, ``columns`` (drafts, words, 7), the window's ``lengths`` and its
    ``heads`` (drafts).
    """

    vectors: torch.Tensor
    seen: torch.Tensor
    sizes: torch.Tensor
    rows: torch.Tensor
    places: torch.Tensor
    columns: torch.Tensor
    lengths: torch.Tensor
    heads: torch.Tensor


class Layer(nn.Module):
    """A small attention layer: each word looks at all words of its sentence, and what it sees is added to it. It begins
    as one that adds nothing (its last weights are zeros)."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.joined = nn.Linear(READ, 3 * READ), nn.Linear(READ, READ)
        self.widened, self.narrowed = nn.Linear(READ, INNER), nn.Linear(INNER, READ)
        self.first, self.second = nn.LayerNorm(READ), nn.LayerNorm(READ)
        self.drop = nn.Dropout(0.1)
        for last in (self.joined, self.narrowed):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, states: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
        """States as they went in, (sentences, words, READ); ``inside``, (sentences, words): where words are."""
        count, longest, _ = states.shape
        query, key, value = self.asked(self.first(states)).view(count, longest, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(query, key, value, inside[:, None, None, :])
        states = states + self.drop(self.joined(seen.transpose(1, 2).reshape(count, longest, READ)))
        added = self.narrowed(self.drop(nn.functional.gelu(self.widened(self.second(states)))))
        found: torch.Tensor = states + self.drop(added)
        return found


class Recurrent(nn.LSTM):
    """An LSTM over padded rows that reads no padding."""

    def forward(self, rows: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
        """Rows (drafts, words, numbers) and their lengths -> states (drafts, words, 2 × hidden), noughts beyond."""
        packed = pack_padded_sequence(rows, lengths, batch_first=True, enforce_sorted=False)
        states: torch.Tensor = pad_packed_sequence(super().forward(packed)[0], True, total_length=rows.shape[1])[0]
        return states


class Network(nn.Module):
    """Reads sentences, then drafts: a label for each word and one verdict for each draft."""

    def __init__(self, sizes: Mapping[str, int], hidden: int = 128, layers: int = 2) -> None:
        super().__init__()
        self.project = nn.Linear(WIDTH, READ)
        self.seen_tag = nn.Embedding(sizes["tags"], READ)
        self.seen_relation = nn.Embedding(sizes["relations"], READ)
        self.seen_quoted = nn.Embedding(2, READ)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.role = nn.Embedding(len(ROLES), 12)
        self.relation = nn.Embedding(sizes["relations"], 16)
        self.tag = nn.Embedding(sizes["tags"], 8)
        self.distance = nn.Embedding(2 * FAR + 1, 12)
        self.flags = nn.Embedding(8, 8)
        self.construction = nn.Embedding(sizes["constructions"], 16)
        self.listed = nn.Embedding(3, 8)
        width = READ + 12 + 16 + 8 + 12 + 8 + 16 + 8
        self.drop = nn.Dropout(0.33)
        self.lstm: Recurrent | Padded = Recurrent(width, hidden, num_layers=1, batch_first=True, bidirectional=True)
        self.label = nn.Linear(2 * hidden, len(LABELS))
        self.steps = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))  # score of a label after another
        self.verdict = nn.Sequential(nn.Linear(4 * hidden + READ, 96), nn.ReLU(), nn.Dropout(0.33), nn.Linear(96, 1))
        for new in (self.seen_tag, self.seen_relation, self.seen_quoted):
            nn.init.zeros_(new.weight)

    def read(self, batch: Batch) -> torch.Tensor:
        """The words of the sentences as read, (sentences, words, READ)."""
        inside = torch.arange(batch.vectors.shape[1])[None, :] < batch.sizes[:, None]
        states = torch.relu(self.project(self.drop(batch.vectors)))
        if len(self.layers):
            for place, table in enumerate((self.seen_tag, self.seen_relation, self.seen_quoted)):
                states = states + table(batch.seen[..., place])
        for layer in self.layers:
            states = layer(states, inside)
        return states

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Labels (drafts, words, 4) and verdicts (drafts), both as logits."""
        read = self.read(batch)[batch.rows[:, None], batch.places]
        tables = (self.role, self.relation, self.tag, self.distance, self.flags, self.construction, self.listed)
        inputs = torch.cat([read, *(table(batch.columns[..., i]) for i, table in enumerate(tables))], dim=-1)
        states = self.drop(self.lstm(self.drop(inputs), batch.lengths))
        rows = torch.arange(len(batch.heads))
        outside = torch.arange(read.shape[1])[None, :] >= batch.lengths[:, None]
        pooled = states.masked_fill(outside[..., None], -1e4).max(1).values
        verdict = self.verdict(torch.cat([states[rows, batch.heads], pooled, read[rows, batch.heads]], dim=-1))
        return self.label(states), verdict.squeeze(-1)


def chain_loss(logits: torch.Tensor, steps: torch.Tensor, labels: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Minus the logarithm of the chain's probability of the labels, (drafts, words), per word."""
    count, longest, _ = logits.shape
    inside = torch.arange(longest)[None, :] < lengths[:, None]
    labels = labels.clamp(min=0)
    scored = logits.gather(2, labels[..., None]).squeeze(2)
    scored = scored + torch.cat([scored.new_zeros(count, 1), steps[labels[:, :-1], labels[:, 1:]]], 1)
    total = (scored * inside).sum()
    alpha = logits[:, 0]
    for place in range(1, longest):
        moved = torch.logsumexp(alpha[:, :, None] + steps[None], 1) + logits[:, place]
        alpha = torch.where(inside[:, place, None], moved, alpha)
    return (torch.logsumexp(alpha, 1).sum() - total) / lengths.sum()


def best_labels(logits: torch.Tensor, steps: torch.Tensor, lengths: torch.Tensor) -> list[list[int]]:
    """The numbers of the labels that score best together, a row for each draft."""
    count, longest, number = logits.shape
    stays = torch.arange(number).expand(count, number)
    best, back = logits[:, 0], []
    for place in range(1, longest):
        inside = (place < lengths)[:, None]
        scores, came = (best[:, :, None] + steps[None]).max(1)
        best = torch.where(inside, scores + logits[:, place], best)
        back.append(torch.where(inside, came, stays))
    here = best.argmax(1)
    found = [here]
    for came in reversed(back):
        here = came.gather(1, here[:, None]).squeeze(1)
        found.append(here)
    rows = torch.stack(found[::-1], 1).tolist()
    return [row[:length] for row, length in zip(rows, lengths.tolist(), strict=True)]
