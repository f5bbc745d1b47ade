"""Articles as numbers go in, of each claim how likely each sort of occasion is comes out: what
``audit.trace.placed.network`` does, with torch, of several articles at once, to be learned.

``training.occasions`` trains it; ``weights`` has what is learned by the names that the network without torch has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from audit.trace.placed.network import ROUNDS
from audit.trace.placed.numbers import AROUND, Told
from audit.trace.placed.words import ANSWERS, ROLES, SIZES

WIDTH, READ, HEADS, DRAWN, WEIGHED = 768, 40, 3, 48, 32
_LESS: Final = 0.1  # of what the rules tell, left out at random
_AWAY: Final = -1e4
_RENAMED: Final = {"sorts_again": "again"}


class Dropped(nn.Module):
    """Dropout that takes its noughts from a table of random ones, for speed."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share
        self.table = (torch.rand(1 << 22) > share).float() / (1 - share)

    def forward(self, rows: Tensor) -> Tensor:
        """The rows, some of their numbers 0 while it learns."""
        if not self.training:
            return rows
        size, start = rows.numel(), int(torch.randint(1 << 20, ()))
        if start + size > len(self.table):
            return nn.functional.dropout(rows, self.share)
        return rows * self.table[start : start + size].view(rows.shape)


class Network(nn.Module):
    """What is learned."""

    def __init__(self, sizes: Mapping[str, int], one: Told, drop: float) -> None:
        super().__init__()
        sorts, marks, near = one.sorts.shape[2], one.marks.shape[1], 1 + 2 * AROUND
        self.words = nn.Linear(WIDTH, READ)
        self.tables = nn.ModuleList(nn.Embedding(n, READ) for n in (sizes["tags"], sizes["relations"], *SIZES))
        self.roles, self.looks = nn.Embedding(ROLES, READ), nn.Linear(READ, HEADS)
        self.drawn, self.alone = nn.Linear((HEADS + 1) * READ, DRAWN), nn.Linear(DRAWN, ANSWERS)
        self.sorts, self.near = nn.Linear(sorts, WEIGHED), nn.Linear(near, WEIGHED, bias=False)
        self.marks, self.units = nn.Linear(marks, WEIGHED, bias=False), nn.Linear(DRAWN, WEIGHED, bias=False)
        self.answers = nn.Embedding(ANSWERS, WEIGHED)
        self.constructions = nn.Embedding(sizes["constructions"], WEIGHED)
        self.cues = nn.Embedding(sizes["cues"], WEIGHED)
        self.out, self.shift = nn.Linear(WEIGHED, 1, bias=False), nn.Parameter(torch.zeros(ANSWERS))
        self.straight, self.straight_near = nn.Linear(sorts, 1, bias=False), nn.Linear(near, 1, bias=False)
        self.sorts_again, self.marks_again = nn.Linear(sorts, WEIGHED), nn.Linear(marks, WEIGHED, bias=False)
        self.heard, self.out_again = nn.Linear(10, WEIGHED, bias=False), nn.Linear(WEIGHED, 1, bias=False)
        self.straight_heard = nn.Linear(8, 1, bias=False)
        self.drop = Dropped(drop)
        for table in (*self.tables, self.roles):
            nn.init.normal_(table.weight, std=0.02)  # type: ignore[arg-type]
        for table in (self.answers, self.constructions, self.cues):
            nn.init.normal_(table.weight, std=0.1)
        for line in (self.straight, self.straight_near, self.straight_heard, self.out_again):
            nn.init.zeros_(line.weight)
        with torch.no_grad():  # the rules' answer, to begin with
            self.straight.weight[0, :3] = torch.tensor([2.0, 3.0, 3.0])

    def forward(self, articles: Sequence[Told]) -> tuple[list[Tensor], Tensor]:
        """The answers' chances after each round, (articles, claims, ANSWERS), and those of a claim's words alone."""
        numbers, parts = [len(one.claims) for one in articles], [len(one.sizes) for one in articles]
        units, alone = (torch.split(part, parts) for part in self._read(articles))
        units = pad_sequence([part[:number] for part, number in zip(units, numbers, strict=True)], batch_first=True)
        mine = pad_sequence([part[:number] for part, number in zip(alone, numbers, strict=True)], batch_first=True)
        others = pad_sequence([part[number:] for part, number in zip(alone, numbers, strict=True)], batch_first=True)
        sorts, marks, near = (_padded([getattr(one, name) for one in articles]) for name in ("sorts", "marks", "near"))
        if self.training:
            sorts = sorts * (torch.rand(len(articles), 1, 1, sorts.shape[-1]) > _LESS)
            marks = marks * (torch.rand(len(articles), 1, marks.shape[-1]) > _LESS)
        size, sentences = mine.shape[1], others.shape[1]
        around = torch.zeros(len(articles), AROUND, size, sentences)
        beside = torch.full((len(articles), size, 4), size)
        there = torch.zeros(len(articles), size, 1)
        for row, one in enumerate(articles):
            around[row, :, : numbers[row], : parts[row] - numbers[row]] = torch.from_numpy(one.around)
            links = torch.from_numpy(one.beside)
            beside[row, : numbers[row]] = torch.where(links < 0, size, links)
            there[row, : numbers[row]] = 1
        most = (around[..., None] * others[:, None, None]).amax(3)
        mean = around @ others[:, None] / around.sum(3).clamp(min=1)[..., None]
        ids = [torch.from_numpy(_flat([getattr(one, k) for one in articles], size)) for k in ("construction", "cue")]
        close = torch.cat([mine[:, None], most, mean], 1).permute(0, 2, 3, 1)
        claim = self.marks(marks) + self.constructions(ids[0]) + self.cues(ids[1]) + self.units(units)
        hidden = self.sorts(sorts) + self.near(close) + self.answers.weight + claim[:, :, None]
        first = self.out(self.drop(torch.relu(hidden))) + self.straight(sorts) + self.straight_near(close)
        first = first.squeeze(-1) + self.shift
        again = self.sorts_again(sorts) + self.marks_again(marks)[:, :, None] + self.answers.weight
        return self._rounds(first, again, near, mine, beside, there), mine

    def _rounds(
        self, first: Tensor, again: Tensor, near: Tensor, mine: Tensor, beside: Tensor, there: Tensor
    ) -> list[Tensor]:
        """The answers' chances before and after each round of hearing the neighbours."""
        steps = near[:, :, None].expand(-1, -1, ANSWERS, -1)
        told_of = [first.softmax(2)]
        row, nobody = torch.arange(len(first))[:, None], torch.zeros(len(first), 1, ANSWERS)
        for _ in range(ROUNDS):
            likely = told_of[-1]
            shown = torch.cat([likely, nobody], 1)
            whole = (likely * there).sum(1, keepdim=True) / there.sum(1, keepdim=True).clamp(min=1)
            above = torch.cat([nobody, torch.cummax(likely, 1).values[:, :-1]], 1)
            ways = [shown[row, beside[:, :, way]] for way in range(4)]
            heard = torch.stack([*ways, whole.expand_as(likely), above, likely, mine], 3)
            hidden = again + self.heard(torch.cat([heard, steps], 3))
            more = self.out_again(self.drop(torch.relu(hidden))) + self.straight_heard(heard)
            told_of.append((first + more.squeeze(-1)).softmax(2))
        return told_of

    def _read(self, articles: Sequence[Told]) -> tuple[Tensor, Tensor]:
        """What is drawn of each unit's words, and how likely they alone tell of each sort."""
        vectors = torch.from_numpy(np.concatenate([one.vectors for one in articles])).float()
        weight = self.words.weight
        if self.training:
            weight = weight * (torch.rand(1, WIDTH) > 0.2) / 0.8
        states = nn.functional.linear(vectors, weight, self.words.bias)
        seen = torch.from_numpy(np.concatenate([one.seen for one in articles]))
        for column, table in enumerate(self.tables):
            states = states + table(seen[:, column])
        states = self.drop(states)
        starts = np.cumsum([0, *(len(one.vectors) for one in articles)])
        words = np.concatenate([one.words + start for one, start in zip(articles, starts[:-1], strict=True)])
        roles = np.concatenate([one.roles for one in articles])
        sizes = np.concatenate([one.sizes for one in articles])
        places = np.arange(sizes.max())[None]
        away = torch.from_numpy(places >= sizes[:, None])[..., None]
        places = np.minimum(places, sizes[:, None] - 1) + (np.cumsum(sizes) - sizes)[:, None]
        index, role = torch.from_numpy(words[places]), torch.from_numpy(roles[places])
        read = torch.relu(nn.functional.embedding(index, states) + self.roles(role))
        looks = self.looks(read).masked_fill(away, _AWAY).softmax(1)
        pooled = (looks.transpose(1, 2) @ read).flatten(1)
        most = read.masked_fill(away, _AWAY).amax(1)
        units = self.drop(torch.relu(self.drawn(self.drop(torch.cat([pooled, most], 1)))))
        return units, self.alone(units).softmax(1)

    def weights(self) -> dict[str, Tensor]:
        """The weights by the names that ``audit.trace.placed.network`` has for them, half floats."""
        found: dict[str, Tensor] = {}
        for name, value in self.state_dict().items():
            part, _, what = name.rpartition(".")
            if not part or part in ("roles", "answers", "constructions", "cues"):
                found[part or name] = value
            elif part.startswith("tables."):
                found["seen" + part.partition(".")[2]] = value
            elif what == "bias":
                found[_RENAMED.get(part, part) + "_shift"] = value
            else:
                found[part] = value[0] if len(value) == 1 else value.T
        return {name: value.half().contiguous() for name, value in found.items()}


def _padded(parts: Sequence[Any]) -> Tensor:
    return pad_sequence([torch.from_numpy(np.asarray(part, np.float32)) for part in parts], batch_first=True)


def _flat(parts: Sequence[Any], size: int) -> Any:
    found = np.zeros((len(parts), size), int)
    for row, part in zip(found, parts, strict=True):
        row[: len(part)] = part
    return found
