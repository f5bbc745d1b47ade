"""Articles' sentences as numbers go in; of each sentence, how likely it is the paper's own word, somebody's by a cue in
it, or goes on with somebody's; and which word the cue is.

What the encoder made of a sentence's words is drawn together by attention; what became of the sentences is read in
order by a recurrent layer, so that each stands in its article. Layers of attention between the words, as
``audit.find.network`` has them, told nothing more.

Source: Lin et al. 2017 for drawing a sentence together, Cho et al. 2014 for the recurrent layer, Vinyals et al. 2015
for pointing at a word; the sizes are ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import torch
from attrs import frozen
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

WIDTH: Final = 384  # of the encoder's vectors
READ: Final = 96  # numbers a word, once it is read
HEADS: Final = 4  # ways in which a sentence is looked at
DRAWN: Final = 128  # numbers a sentence
WAYS: Final = ("own", "cue", "on")  # the paper's own word; somebody's by a cue in the sentence; somebody's, going on
ROLES: Final = 7  # of a word: none; source, cue and content of what is likely an attribution, and of what is less so
PLACED: Final = 10  # numbers of a sentence's place and of its claim
AT_ONCE: Final = 64  # sentences of like length that are read together
_NOT_THERE: Final = -1e4  # what padding is to whoever looks for the most


@frozen(eq=False)
class Told:
    """A sentence as numbers: its words' ``vectors`` and what they are ``spelled`` with (``audit.parse.spelled``), both
    (words, WIDTH); ``seen`` (words, 4): part of speech, relation,
    whether quoted, role; ``sure`` (words): the confidence of the attribution that the word is the cue of; ``placed``
    (PLACED); the number of its claim's ``construction``."""

    vectors: torch.Tensor
    spelled: torch.Tensor
    seen: torch.Tensor
    sure: torch.Tensor
    placed: torch.Tensor
    construction: int


class Network(nn.Module):
    """Reads articles' sentences; ``sizes`` are those of the vocabularies "tags", "relations" and "constructions"."""

    def __init__(self, sizes: Mapping[str, int], recurrent: int = 64) -> None:
        super().__init__()
        self.project, self.spelled = nn.Linear(WIDTH, READ), nn.Linear(WIDTH, READ, bias=False)
        self.middle, self.spread = nn.Buffer(torch.zeros(WIDTH)), nn.Buffer(torch.ones(WIDTH))  # of what is spelled
        self.tables = nn.ModuleList(nn.Embedding(n, READ) for n in (sizes["tags"], sizes["relations"], 2, ROLES))
        self.sure = nn.Linear(1, READ, bias=False)
        self.looks = nn.Linear(READ, HEADS)
        self.construction = nn.Embedding(sizes["constructions"], 16)
        self.drawn = nn.Linear(HEADS * READ + READ + 16 + PLACED, DRAWN)
        self.article = nn.GRU(DRAWN, recurrent, batch_first=True, bidirectional=True)
        width = DRAWN + 2 * recurrent
        self.way = nn.Sequential(
            nn.Dropout(0.33), nn.Linear(width, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, len(WAYS))
        )
        self.point, self.sought = nn.Linear(READ, 1), nn.Linear(width, READ)
        self.drop = nn.Dropout(0.33)
        for table in self.tables:
            assert isinstance(table, nn.Embedding)
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, articles: Sequence[Sequence[Told]]) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """The ways of all sentences in order, (sentences, 3), as logits; and for each the logits of its words."""
        flat = [one for article in articles for one in article]
        order = sorted(range(len(flat)), key=lambda place: len(flat[place].sure))
        drawn: list[torch.Tensor] = [torch.empty(0)] * len(flat)
        words: list[torch.Tensor] = [torch.empty(0)] * len(flat)
        for start in range(0, len(order), AT_ONCE):
            places = order[start : start + AT_ONCE]
            pooled, states = self._words([flat[place] for place in places])
            for row, place in enumerate(places):
                drawn[place], words[place] = pooled[row], states[row, : len(flat[place].sure)]
        constructions = self.construction(torch.tensor([one.construction for one in flat]))
        placed = torch.stack([one.placed for one in flat])
        read = torch.relu(self.drawn(self.drop(torch.cat([torch.stack(drawn), constructions, placed], 1))))
        lengths = [len(article) for article in articles]
        padded = pad_sequence(list(torch.split(read, lengths)), batch_first=True)
        packed = pack_padded_sequence(padded, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        around, _ = pad_packed_sequence(self.article(packed)[0], batch_first=True)
        read = torch.cat([read, torch.cat([around[row, :length] for row, length in enumerate(lengths)])], 1)
        sought = self.sought(self.drop(read)) / 10
        return self.way(read), [self.point(w).squeeze(-1) + w @ one for w, one in zip(words, sought, strict=True)]

    def _words(self, sentences: Sequence[Told]) -> tuple[torch.Tensor, torch.Tensor]:
        """What is drawn of each sentence, and its words as read, (sentences, words, READ)."""
        lengths = [len(one.sure) for one in sentences]
        vectors = torch.cat([one.vectors for one in sentences]).float()
        seen, sure = torch.cat([one.seen for one in sentences]), torch.cat([one.sure for one in sentences])
        spelled = (torch.cat([one.spelled for one in sentences]).float() - self.middle) / self.spread
        drawn = self.project(self.drop(vectors)) + self.spelled(self.drop(spelled))
        states = torch.relu(drawn) + self.sure(sure[:, None])
        for place, table in enumerate(self.tables):
            states = states + table(seen[:, place])
        words = states.split(lengths)  # read without padding, then drawn together with it
        looks = pad_sequence(self.looks(states).split(lengths), batch_first=True, padding_value=_NOT_THERE).softmax(1)
        most = pad_sequence(words, batch_first=True, padding_value=_NOT_THERE).max(1).values
        padded = pad_sequence(words, batch_first=True)
        return torch.cat([torch.einsum("swd,swh->shd", padded, looks).flatten(1), most], 1), padded
