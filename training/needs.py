"""A network that tells what needs a source, and the words that make it so, for training/score.py.

Read are the vectors that the parser's encoder gave the words of a claim's sentence and of those beside it
(``audit.score.reading``), by layers of attention, as ``audit.find.network`` has them; the claim's own words are then
drawn together, beside what ``audit.score.needs`` counts in them and what stands around (``audit.score.setting``). Each
word has a chance for every letter that says that a source is needed, learned from the words that readers named
(benchmarks/data/needs.jsonl); a claim has the letters' chances, and that it needs a source at all. What an article's
claims come to is held against the sub-grades that it was given, too: there readers told of whole articles what matters
in them. ``audit.score.learned`` asks the same in NumPy.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import torch
from attrs import field, frozen
from torch import Tensor, nn
from torch.nn import functional

from audit.parse.spelled import Spelled
from audit.score.learned import FOLDER
from audit.score.reading import JUDGED, PARTS, TAGS, Reading
from training.occasions_network import Dropped

LETTERS: Final = "scobvfnmpuakx"  # of benchmarks/data/guidelines/needs.md, in the order of the network's outputs
NEEDING: Final = "vfnmpuak"  # those that say that a source is needed, in the order of a word's chances
JUDGING: Final = "vmpuak"  # those that are the article's judgement
WIDTH: Final = 384  # numbers of a word's vector
READ: Final = 112  # numbers a word, once it is read
HEADS: Final = 4  # of the attention
LAYERS: Final = 1  # a second one tells hardly more
HIDDEN: Final = 64
LOOKS: Final = 4  # ways of looking for the words that matter
EPOCHS: Final = 5
BATCH: Final = 32
RATE: Final = 1e-3
KEPT: Final = 0.998  # of the running mean of the weights, a step
LESS: Final = 0.2  # of the numbers of a word's vector, left out at random
GRADED: Final = 0.4  # how much the sub-grades of articles count beside the labels of claims
ARTICLES: Final = 3  # graded articles that are read beside every second batch
DOUBT: Final = 0.2  # how far a label that its reader was not sure of may be wrong


class _Spelled:
    """What words are spelled with (``audit.parse.spelled``), each kept once."""

    def __init__(self) -> None:
        self._asked = Spelled(FOLDER / "encoder")
        self._places: dict[str, int] = {}
        self._rows = torch.zeros(1024, WIDTH, dtype=torch.float16)

    def places(self, words: Sequence[str]) -> Any:
        """The numbers of the words' rows."""
        for word in words:
            if word not in self._places:
                if len(self._places) == len(self._rows):
                    self._rows = torch.cat([self._rows, torch.zeros_like(self._rows)])
                self._rows[len(self._places)] = torch.from_numpy(self._asked.of([word])[0])
                self._places[word] = len(self._places)
        return np.array([self._places[word] for word in words])

    def rows(self, places: Any) -> Tensor:
        """The rows of these numbers."""
        return self._rows[torch.as_tensor(places)].float()

    def middle(self) -> tuple[Any, Any]:
        """The mean of all rows, and how far they spread."""
        known = self._rows[: len(self._places)].float().numpy()
        return known.mean(0), known.std(0) + 1e-3


SPELLED: Final = _Spelled()


@frozen(eq=False)
class Labelled:
    """A claim to learn from: the words that are read of it, what is counted in it, by column; the share of its readers
    for each letter, and how far they say that it needs a source; which of the words they named, or None."""

    reading: Reading
    counted: Any
    letters: Any
    needs: float
    named: Any
    spelled: Any = field(init=False)  # the rows of its words in SPELLED

    @spelled.default
    def _rows_of_words(self) -> Any:
        return SPELLED.places(self.reading.words)


@frozen(eq=False)
class Marked:
    """A graded article: its claims without a source, how much each counts, how many claims it has, what its "sources
    said" add to the share that needs a source, and its grades for attribution and own voice, each less the mean and in
    standard deviations."""

    claims: Sequence[Labelled]
    weights: Sequence[float]
    number: int
    vague: float
    attributed: float
    voice: float


class Layer(nn.Module):
    """A small attention layer: words look at all words that are read of a claim, and what they see is added to them. It
    begins as one that adds nothing (its last weights are zeros)."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.asked, self.joined = nn.Linear(READ, 3 * READ), nn.Linear(READ, READ)
        self.widened, self.narrowed = nn.Linear(READ, 2 * READ), nn.Linear(2 * READ, READ)
        self.first, self.second = nn.LayerNorm(READ), nn.LayerNorm(READ)
        self.drop = Dropped(drop)
        for last in (self.joined, self.narrowed):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, states: Tensor, there: Tensor, asking: Tensor | None) -> Tensor:
        """States (claims, words, READ) and where words are; ``asking``, (claims, own words): the places of the words
        that it is asked for, None for all."""
        normed, (weight, bias) = self.first(states), (self.asked.weight, self.asked.bias)
        querying = normed
        if asking is not None:
            places = asking[..., None].expand(-1, -1, READ)
            states, querying = states.gather(1, places), normed.gather(1, places)
        query = self._divided(functional.linear(querying, weight[:READ], bias[:READ]))
        key, value = functional.linear(normed, weight[READ:], bias[READ:]).chunk(2, -1)
        seen = functional.scaled_dot_product_attention(
            query, self._divided(key), self._divided(value), there[:, None, None, :]
        )
        states = states + self.drop(self.joined(seen.transpose(1, 2).flatten(2)))
        bent = functional.gelu(self.widened(self.second(states)), approximate="tanh")
        found: Tensor = states + self.drop(self.narrowed(self.drop(bent)))
        return found

    def _divided(self, rows: Tensor) -> Tensor:
        return rows.unflatten(-1, (HEADS, -1)).transpose(1, 2)


class Network(nn.Module):
    """What is learned; ``middle`` and ``spread`` are those of the words' vectors, and of what they are spelled with."""

    def __init__(
        self,
        columns: int,
        middle: Any,
        spread: Any,
        spelled: tuple[Any, Any],
        drop: float = 0.35,
        drop_layers: float = 0.1,
    ) -> None:
        super().__init__()
        self.register_buffer("spelled_middle", torch.tensor(spelled[0]))
        self.register_buffer("spelled_spread", torch.tensor(spelled[1]))
        self.register_buffer("middle", torch.tensor(middle))
        self.register_buffer("spread", torch.tensor(spread))
        self.words, self.spelled = nn.Linear(WIDTH, READ), nn.Linear(WIDTH, READ, bias=False)
        self.tags, self.parts = nn.Embedding(len(TAGS), READ), nn.Embedding(PARTS, READ)
        self.layers = nn.ModuleList(Layer(drop_layers) for _ in range(LAYERS))
        self.telling, self.looks = nn.Linear(READ, len(NEEDING) + 1), nn.Linear(READ, LOOKS)
        self.hidden = nn.Linear(2 * (len(NEEDING) + 1) + LOOKS * READ + columns, HIDDEN)
        self.out, self.straight = nn.Linear(HIDDEN, len(LETTERS) + 1), nn.Linear(columns, len(LETTERS) + 1, bias=False)
        nn.init.zeros_(self.straight.weight)
        for table in (self.tags, self.parts):
            nn.init.normal_(table.weight, std=0.05)
        self.drop = Dropped(drop)

    def forward(self, *batch: Tensor) -> tuple[Tensor, Tensor]:
        """Of each claim whether it needs a source and the letters, as logits; of each of its own words the letters and
        "any"; ``batch`` as ``_batch`` makes it."""
        vectors, spelled, tags, parts, there, asking, judged, counted = batch
        states = self._drawn(self.words, (vectors - self.middle) / self.spread) + self.tags(tags) + self.parts(parts)
        states = states + self._drawn(self.spelled, (spelled - self.spelled_middle) / self.spelled_spread)
        for layer in self.layers:
            states = layer(states, there, asking if layer is self.layers[-1] else None)
        own = judged[..., None]
        hidden = self.drop(states)
        telling = self.telling(hidden)
        most = telling.masked_fill(~own, -1e4).max(1).values
        summed = (telling.sigmoid() * own).sum(1) / 3
        looked = self.looks(hidden).masked_fill(~own, -1e4).softmax(1)
        pooled = torch.einsum("bth,btz->bhz", looked, hidden).flatten(1)
        counted = self.drop(counted)
        both = torch.cat([torch.tanh(most / 3), summed, pooled, counted], 1)
        out = self.out(self.drop(functional.gelu(self.hidden(both), approximate="tanh")))
        return out + self.straight(counted), telling

    def _drawn(self, layer: nn.Linear, rows: Tensor) -> Tensor:
        """What a layer makes of rows; while it learns, of some of their numbers, the same of all rows of a batch."""
        weight = layer.weight
        if self.training:
            weight = weight * (torch.rand(1, WIDTH) > LESS) / (1 - LESS)
        return functional.linear(rows, weight, layer.bias)


def _own(reading: Reading) -> list[int]:
    """The places of a claim's own words among those that are read."""
    return [place for place, part in enumerate(reading.parts) if part == JUDGED]


def _batch(claims: Sequence[Labelled]) -> tuple[Tensor, ...]:
    long, most = max(len(one.reading.tags) for one in claims), max(len(_own(one.reading)) for one in claims)
    vectors, there = np.zeros((len(claims), long, WIDTH), np.float32), np.zeros((len(claims), long), bool)
    tags, parts, spelled = np.zeros((3, len(claims), long), int)
    asking, judged = np.zeros((len(claims), most), int), np.zeros((len(claims), most), bool)
    for row, one in enumerate(claims):
        size, own = len(one.reading.tags), _own(one.reading)
        vectors[row, :size], tags[row, :size], there[row, :size] = one.reading.vectors, one.reading.tags, True
        parts[row, :size] = one.reading.parts
        spelled[row, :size] = one.spelled
        asking[row, : len(own)], judged[row, : len(own)] = own, True
    counted = np.stack([one.counted for one in claims])
    others = tuple(torch.tensor(rows) for rows in (tags, parts, there, asking, judged, counted))
    return torch.from_numpy(vectors), SPELLED.rows(spelled), *others


def _loss(network: Network, claims: Sequence[Labelled]) -> Tensor:
    batch = _batch(claims)
    judged = batch[6]
    out, telling = network(*batch)
    letters = torch.tensor(np.stack([one.letters for one in claims]))
    needs = torch.tensor([one.needs for one in claims], dtype=torch.float32)
    asserted = 1 - letters[:, LETTERS.index("x")]
    whole = functional.binary_cross_entropy_with_logits(out[:, 0], needs, reduction="none")
    loss = (whole * asserted).mean() - 0.6 * (letters * functional.log_softmax(out[:, 1:], 1)).sum(1).mean()
    wanted = np.zeros((*judged.shape, len(NEEDING) + 1), np.float32)
    counts = np.zeros((len(claims), 1, 1), np.float32)
    for row, one in enumerate(claims):
        if one.named is None:
            continue
        named = one.named[_own(one.reading)]
        counts[row] = 1
        wanted[row, : len(named), -1] = named
        for place, letter in enumerate(NEEDING):
            wanted[row, : len(named), place] = named * one.letters[LETTERS.index(letter)]
    each = functional.binary_cross_entropy_with_logits(
        telling, torch.tensor(wanted), reduction="none", pos_weight=torch.tensor(3.0)
    )
    words: Tensor = (each * torch.tensor(counts) * judged[..., None]).sum() / judged.sum() / 3
    return loss + words


def _strayed(network: Network, lines: Tensor, some: Sequence[Marked]) -> Tensor:
    """How far what is found in articles lies from their grades; ``lines`` are where nothing is missing and, as a
    logarithm, by how much a share that is missing takes a grade down, for either."""
    out, _ = network(*_batch([claim for one in some for claim in one.claims]))
    needed = out[:, 0].sigmoid()
    judging = [1 + LETTERS.index(letter) for letter in JUDGING]
    judged = torch.minimum(needed, out[:, 1:].softmax(1)[:, [place - 1 for place in judging]].sum(1))
    at, strayed = 0, torch.zeros(())
    for one in some:
        kept = torch.tensor(one.weights)
        here = slice(at, at + len(one.claims))
        at += len(one.claims)
        lacking = (kept * needed[here]).sum() / one.number + one.vague
        own = (kept * judged[here]).sum() / one.number
        strayed = strayed + (lines[0] - lines[1].exp() * lacking - one.attributed) ** 2
        strayed = strayed + (lines[2] - lines[3].exp() * own - one.voice) ** 2
    return strayed / len(some)


def trained(claims: Sequence[Labelled], marked: Sequence[Marked] = (), seed: int = 0, epochs: int = EPOCHS) -> Network:
    """A network that has read the claims so many times, and graded articles beside them; the running mean of its
    weights."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    rows = np.concatenate([one.reading.vectors.astype(np.float32) for one in claims[::9]])
    network = Network(len(claims[0].counted), rows.mean(0), rows.std(0) + 1e-3, SPELLED.middle())
    steps = epochs * ((len(claims) + BATCH - 1) // BATCH)
    lines = nn.Parameter(torch.tensor([1.5, 1.0, 1.0, 1.5]))
    groups = [{"params": network.parameters()}, {"params": [lines], "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.03)
    rates = [RATE, 10 * RATE]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=steps + 2, pct_start=0.15)
    articles = [one for one in marked if one.claims]
    step = 0
    kept: dict[str, Tensor] = {}
    given = list(claims)
    for _ in range(epochs):
        rng.shuffle(given)
        network.train()
        divided = []
        for start in range(0, len(given), 10 * BATCH):
            alike = sorted(given[start : start + 10 * BATCH], key=lambda one: len(one.reading.tags))
            divided += [alike[place : place + BATCH] for place in range(0, len(alike), BATCH)]
        rng.shuffle(divided)
        for some in divided:
            optimiser.zero_grad()
            loss = _loss(network, some)
            if articles and step % 2 == 0:
                loss = loss + GRADED * _strayed(network, lines, rng.sample(articles, ARTICLES))
            step += 1
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            for name, value in network.state_dict().items():
                kept[name] = KEPT * kept[name] + (1 - KEPT) * value if name in kept else value.clone()
    network.load_state_dict(kept)
    network.eval()
    return network


def told(network: Network, claims: Sequence[Labelled]) -> Any:
    """Of each claim the logit that it needs a source, and the chances of the letters: (claims, 1 + letters)."""
    found = np.zeros((len(claims), 1 + len(LETTERS)), np.float32)
    order = sorted(range(len(claims)), key=lambda place: len(claims[place].reading.tags))
    with torch.no_grad():
        for start in range(0, len(order), 128):
            some = order[start : start + 128]
            out, _ = network(*_batch([claims[place] for place in some]))
            found[some, 0] = out[:, 0].numpy()
            found[some, 1:] = out[:, 1:].softmax(1).numpy()
    return found


def weights(network: Network) -> Mapping[str, Any]:
    """The network's weights by the names that ``audit.score.learned`` has for them, half floats."""
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    words = state["words.weight"] / state["spread"]
    spelled = state["spelled.weight"] / state["spelled_spread"]
    found = {
        "words": words.T,
        "words_shift": state["words.bias"] - words @ state["middle"] - spelled @ state["spelled_middle"],
        "spelled": spelled.T,
        "tags": state["tags.weight"],
        "parts": state["parts.weight"],
        "straight": state["straight.weight"].T,
    }
    names = {name: name for name in ("telling", "looks", "hidden", "out")}
    inner = ("asked", "joined", "widened", "narrowed", "first", "second")
    names |= {f"layers.{n}.{name}": f"{name}{n}" for n in range(len(network.layers)) for name in inner}
    for name, short in names.items():
        found |= {short: state[f"{name}.weight"].T, f"{short}_shift": state[f"{name}.bias"]}
    return {name: np.ascontiguousarray(value, dtype=np.float16) for name, value in found.items()}
