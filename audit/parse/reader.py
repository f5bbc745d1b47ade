"""The encoder's layers as they are read here: its embeddings of one text alone, all of its layers of two together.

The encoder is a BERT (Devlin et al. 2019) of six layers. What its embeddings of a text's pieces are in the mean tells
what it is about. To judge a pair both texts stand in one row: each word looks at the words of both, and whether a word
is the other text's is told by a number per head that is added to what it sees there. So the two sides are alike: a pair
is read the same in either order.

Source: the papers named; the marks and the head are ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import torch
from torch import nn
from torch.nn import functional

WIDTH: Final = 384
HEADS: Final = 12
INNER: Final = 1536
LAYERS: Final = 6
RANK: Final = 48  # of the adapter
MARKS: Final = 14  # what a word of the one text is to the other (audit.trace.echo.marks)
ROLES: Final = 8  # what a word is in its clause
HIDDEN: Final = 160  # numbers of the head
ANSWERS: Final = 3  # the same, otherwise, contradicts
_LINEAR: Final = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "joined": "attention.output.dense",
    "widened": "intermediate.dense",
    "narrowed": "output.dense",
}
_NORMS: Final = {"first": "attention.output.LayerNorm", "second": "output.LayerNorm"}


class _Linear(nn.Linear):
    """A linear layer that nobody takes the time to fill, as it takes the encoder's weights."""

    def reset_parameters(self) -> None:
        """Leaves the weights as they are."""


class Layer(nn.Module):
    """One layer of the encoder, in inference or in training; its weights are whatever they are until it takes some."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key = _Linear(WIDTH, WIDTH), _Linear(WIDTH, WIDTH)
        self.value, self.joined = _Linear(WIDTH, WIDTH), _Linear(WIDTH, WIDTH)
        self.widened, self.narrowed = _Linear(WIDTH, INNER), _Linear(INNER, WIDTH)
        self.first, self.second = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, states: torch.Tensor, seen: torch.Tensor | None) -> torch.Tensor:
        """States (rows, pieces, WIDTH) as they went in; ``seen``, (rows, 1 or HEADS, 1 or pieces, pieces), says which
        pieces each one sees, or is added to what it makes of them; None where each sees all."""
        rows, pieces, _ = states.shape
        query, key, value = (
            layer(states).view(rows, pieces, HEADS, -1).transpose(1, 2) for layer in (self.query, self.key, self.value)
        )
        if seen is not None and seen.dtype != torch.bool:
            seen = seen.to(query.dtype)
        looked = functional.scaled_dot_product_attention(query, key, value, seen)
        states = self.first(states + self.drop(self.joined(looked.transpose(1, 2).reshape(rows, pieces, WIDTH))))
        found: torch.Tensor = self.second(states + self.drop(self.narrowed(functional.gelu(self.widened(states)))))
        return found

    def take(self, weights: Mapping[str, torch.Tensor], number: int) -> None:
        """Takes the weights of a layer of the encoder's file."""
        for mine, theirs in (_LINEAR | _NORMS).items():
            for part in ("weight", "bias"):
                value = weights[f"encoder.layer.{number}.{theirs}.{part}"]
                getattr(getattr(self, mine), part).data.copy_(value.float())


class Pieces(nn.Module):
    """What the first layer reads: the encoder's embeddings of pieces and of their places."""

    def __init__(self, weights: Mapping[str, torch.Tensor]) -> None:
        super().__init__()
        words = weights["embeddings.word_embeddings.weight"].float()
        self.words = nn.Embedding(words.shape[0], words.shape[1], _weight=words)
        self.places = nn.Parameter(weights["embeddings.position_embeddings.weight"].float(), False)
        self.kind = nn.Parameter(weights["embeddings.token_type_embeddings.weight"].float()[0], False)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        for part in ("weight", "bias"):
            getattr(self.norm, part).data.copy_(weights[f"embeddings.LayerNorm.{part}"].float())

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        """Numbers of pieces (texts, pieces) -> what the first layer reads of them."""
        states: torch.Tensor = self.norm(self.words(pieces) + self.kind + self.places[: pieces.shape[1]])
        return states


def mean_of(rows: Sequence[Sequence[int]], words: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """The mean of the embeddings ``words`` (vocabulary, WIDTH) of each row's pieces, each counted by its weight
    (vocabulary); noughts for a row in which nothing counts."""
    pieces = torch.tensor([piece for row in rows for piece in row], dtype=torch.long)
    lengths = torch.tensor([len(row) for row in rows])
    counted, of = weights[pieces], torch.arange(len(rows)).repeat_interleave(lengths)
    sums = functional.embedding_bag(pieces, words, lengths.cumsum(0) - lengths, mode="sum", per_sample_weights=counted)
    total = torch.zeros(len(rows)).index_add(0, of, counted)
    return sums / total.clamp(min=1e-6)[:, None]


class Both(nn.Module):
    """What reads two texts together, and answers."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.across = nn.Parameter(torch.zeros(LAYERS, HEADS))
        self.marks, self.roles = nn.Embedding(MARKS, WIDTH), nn.Embedding(ROLES, WIDTH)
        for table in (self.marks, self.roles):
            nn.init.normal_(table.weight, std=0.05)
            table.weight.data[0] = 0
        self.norm = nn.LayerNorm(3 * WIDTH)
        self.features = nn.Linear(features, HIDDEN)
        self.pooled = nn.Linear(3 * WIDTH, HIDDEN)
        self.drop = nn.Dropout(0.2)
        self.answers = nn.Linear(HIDDEN, ANSWERS + 1)  # and how alike, for graded similarity

    def learned(self, base: Mapping[str, torch.Tensor], added: Mapping[str, torch.Tensor]) -> None:
        """Takes the encoder's weights and adds what was learned: "up" @ "down" to those of a linear layer; the other
        weights of this part are as they were learned. Raises KeyError for a weight that is missing."""
        for number, layer in enumerate(self.layers):
            assert isinstance(layer, Layer)
            layer.take(base, number)
        held = self.state_dict()
        for name, value in held.items():
            part = name.rpartition(".")[0]
            if f"{part}.up" in added:
                if name.endswith(".weight"):
                    value += added[f"{part}.up"].float() @ added[f"{part}.down"].float()
            else:
                value.copy_(added[name].float())

    def forward(
        self,
        states: torch.Tensor,
        sides: torch.Tensor,
        marks: torch.Tensor,
        roles: torch.Tensor,
        features: torch.Tensor,
    ) -> torch.Tensor:
        """States of both texts (pairs, pieces, WIDTH), ``sides`` (pairs, pieces): 1, 2, or 0 for padding, ``marks`` and
        ``roles`` of the same shape, ``features`` (pairs, features) -> (pairs, ANSWERS + 1) before the softmax."""
        states = states + self.marks(marks) + self.roles(roles)
        barred = (sides == 0)[:, None, None, :]
        apart = (sides[:, :, None] != sides[:, None, :])[:, None].float()
        for number, layer in enumerate(self.layers):
            seen = (apart * self.across[number][None, :, None, None]).masked_fill(barred, -1e9)
            states = layer(states, seen)
        first, one, two = (states[:, 0], _mean(states, sides == 1), _mean(states, sides == 2))
        second = states[torch.arange(len(states)), (sides == 1).sum(1)]
        pooled = self.norm(torch.cat([first + second, (one - two).abs(), one * two], 1))
        hidden = functional.gelu(self.pooled(self.drop(pooled)) + self.features(features))
        found: torch.Tensor = self.answers(self.drop(hidden))
        return found


def _mean(states: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
    held = inside.unsqueeze(-1).to(states.dtype)
    return (states * held).sum(1) / held.sum(1)
