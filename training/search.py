"""Learn what finds pairs of claims that may say the same, a part of models/echo-pairs.safetensors:

    search.py --out audit/models [--epochs 8] [--seed 1]

A text's vector is the weighted mean of the encoder's embeddings of its pieces, turned. How much each piece counts
begins as its inverse document frequency (Spärck Jones 1972) in our own pairs, the turn as the first DIRECTIONS
directions in which texts differ; both are learned so that of all texts of some topics the one that says the same is
the nearest (van den Oord and others 2018, InfoNCE). Texts of one pair that do not say the same repel nothing: they
should be found too. Every fifth topic of our own pairs is left out, to choose by; half b is not opened. Then
`python training/sums.py`. One core: half a minute.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import torch
from attrs import frozen
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional
from transformers import AutoTokenizer

from audit.parse.reader import mean_of
from audit.parse.stanza_parser import EMBEDDED
from audit.parse.together import PIECES_A_TEXT
from benchmarks.pairs import LEARNED, chosen_on, own_pairs

DIRECTIONS: Final = 128
TOPICS_AT_ONCE: Final = 16
SHARP: Final = 0.1  # the cosine that tells as much as a factor of e
HELD: Final = 1.0  # how strongly the logarithm of a piece's weight is held to what it was
RATES: Final = (0.02, 0.002)  # of the weights of pieces; of centre and turn, by how far the numbers of the turn differ
SLOWER: Final = 0.85  # a rate by that of the epoch before
FAR: Final = -1e4  # of what repels nothing
NEAREST: Final = 4  # among so many a retelling should be, of its topic

States = dict[str, torch.Tensor]


@frozen(eq=False)
class Texts:
    """Texts of topics: the ``pieces`` of each, the ``topics`` with their texts, ``same``: pairs by topic, and by text
    the ``partners`` that it has in any pair; texts go by their places."""

    pieces: Sequence[Sequence[int]]
    topics: dict[str, set[int]]
    same: dict[str, list[tuple[int, int]]]
    partners: dict[int, set[int]]


def texts_of(rows: Sequence[dict[str, str]], vocabulary: Path) -> Texts:
    """The texts of our own pairs, by topic; the first and the last piece, which stand for no word, are left out."""
    texts = sorted({row[side] for row in rows for side in "ab"})
    tokenizer = AutoTokenizer.from_pretrained(str(vocabulary), local_files_only=True)
    pieces = [row[1:-1] for row in tokenizer(texts, truncation=True, max_length=PIECES_A_TEXT)["input_ids"]]
    at = {text: place for place, text in enumerate(texts)}
    topics, same, partners = defaultdict(set), defaultdict(list), defaultdict(set)
    for row in rows:
        one, two = at[row["a"]], at[row["b"]]
        topics[row["topic"]] |= {one, two}
        partners[one].add(two)
        partners[two].add(one)
        if row["label"] == "same":
            same[row["topic"]].append((one, two))
    return Texts(pieces, dict(topics), dict(same), dict(partners))


class Search(nn.Module):
    """What turns texts into vectors; ``words`` are the encoder's embeddings of pieces, which stay as they are."""

    def __init__(self, words: torch.Tensor, texts: Texts, learned: Sequence[str]) -> None:
        super().__init__()
        self._words = words
        known = [texts.pieces[place] for topic in learned for place in sorted(texts.topics[topic])]
        count = Counter(piece for row in known for piece in set(row))
        rare = [math.log((len(known) + 1) / (count[piece] + 1)) for piece in range(len(words))]
        self.register_buffer("before", torch.tensor(rare))
        self.more = nn.Parameter(torch.zeros(len(words)))
        with torch.no_grad():
            means = mean_of(known, self._words, self.weights())
            centre = means.mean(0)
            _, strength, directions = torch.linalg.svd(means - centre, full_matrices=False)
        self.centre = nn.Parameter(centre)
        self.turn = nn.Parameter(directions[:DIRECTIONS].T * (strength[0] / strength[:DIRECTIONS]).sqrt())

    def weights(self) -> torch.Tensor:
        """How much each piece counts."""
        found: torch.Tensor = self.before * self.more.exp()
        return found

    def forward(self, pieces: Sequence[Sequence[int]]) -> torch.Tensor:
        """Unit vectors of texts, (texts, DIRECTIONS)."""
        means = mean_of(pieces, self._words, self.weights())
        return functional.normalize((means - self.centre) @ self.turn, dim=1)


def loss_of(search: Search, texts: Texts, topics: Sequence[str]) -> torch.Tensor:
    """How little likely the texts of some topics find the one that says the same, among all of these."""
    places = sorted({place for topic in topics for place in texts.topics[topic]})
    at = {place: number for number, place in enumerate(places)}
    cosines = (vectors := search([texts.pieces[place] for place in places])) @ vectors.T / SHARP
    barred = torch.zeros_like(cosines).fill_diagonal_(FAR)
    for place, number in at.items():
        barred[number, [at[other] for other in texts.partners[place] if other in at]] = FAR
    pairs = [(at[one], at[two]) for topic in topics for one, two in texts.same.get(topic, ())]
    one, two = torch.tensor(pairs + [(b, a) for a, b in pairs]).unbind(1)
    others = torch.logsumexp(cosines + barred, 1)[one]
    used = torch.tensor(sorted({piece for place in places for piece in texts.pieces[place]}))
    lost: torch.Tensor = (torch.logaddexp(cosines[one, two], others) - cosines[one, two]).mean()
    return lost + HELD * (search.more[used] ** 2).mean()


def found_of(search: Search, texts: Texts, topics: Sequence[str]) -> float:
    """The share of texts whose retelling is among the NEAREST of their topic, 0 to 1."""
    right = []
    for topic in topics:
        places = sorted(texts.topics[topic])
        with torch.no_grad():
            vectors = search([texts.pieces[place] for place in places])
        cosines = (vectors @ vectors.T).fill_diagonal_(-2.0)
        for one, two in texts.same.get(topic, ()):
            row = cosines[places.index(one)]
            right.append(int((row > row[places.index(two)]).sum()) < NEAREST)
    return sum(right) / len(right)


def learn(search: Search, texts: Texts, learned: Sequence[str], held: Sequence[str], epochs: int, seed: int) -> None:
    """Learns from the topics ``learned``; prints how it does on those held."""
    of_pieces, of_turn = RATES[0], RATES[1] * float(search.turn.detach().std()) * 15
    groups = [{"params": [search.more], "lr": of_pieces}, {"params": [search.centre, search.turn], "lr": of_turn}]
    optimizer, order, rng = torch.optim.Adam(groups), list(learned), random.Random(seed)
    print(f"before: {found_of(search, texts, held):.3f}")
    for epoch in range(epochs):
        rng.shuffle(order)
        for start in range(0, len(order), TOPICS_AT_ONCE):
            optimizer.zero_grad()
            loss_of(search, texts, order[start : start + TOPICS_AT_ONCE]).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        for group in optimizer.param_groups:
            group["lr"] *= SLOWER
        print(f"{epoch + 1}: {found_of(search, texts, held):.3f} of retellings among the {NEAREST} nearest", flush=True)


def write(search: Search, out: Path) -> None:
    """Puts what was learned, as half floats, in the place of what the judge's file holds of it, and its checksum."""
    path, settings = out / "echo-pairs.safetensors", out / "echo-pairs.json"
    kept = {name: value for name, value in load_file(str(path)).items() if not name.startswith("search.")}
    turn = (search.turn / search.turn.abs().max()).detach()
    made: States = {"weights": search.weights().detach(), "centre": search.centre.detach(), "turn": turn}
    save_file(kept | {f"search.{name}": value.half().contiguous() for name, value in made.items()}, str(path))
    path.chmod(0o644)
    told = json.loads(settings.read_text(encoding="utf-8"))
    told["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    settings.write_text(json.dumps(told) + "\n", encoding="utf-8")


def main() -> None:
    """The command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the folder with the files of the judge")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    words = load_file(str(EMBEDDED / "encoder" / "model.safetensors"))["embeddings.word_embeddings.weight"].float()
    texts = texts_of([row for part in LEARNED for row in own_pairs(part)], EMBEDDED / "encoder")
    learned = [topic for topic in sorted(texts.topics) if not chosen_on(topic)]
    held = [topic for topic in sorted(texts.topics) if chosen_on(topic)]
    search = Search(words, texts, learned)
    learn(search, texts, learned, held, options.epochs, options.seed)
    write(search, options.out)


if __name__ == "__main__":
    main()
