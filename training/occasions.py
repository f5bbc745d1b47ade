"""Train ``audit.trace.placed.learned``: python -m training.occasions --wide FOLDER --out FOLDER

Learned from are the sentences of benchmarks/data/occasions-wide.jsonl that are not ``held``; --wide is the folder that
benchmarks.wide puts their articles into (--of benchmarks/data/wide-occasions.json). These are parsed once with the
embedded models and kept in --cache with their word vectors. With --folds the articles are divided by a hash of their
ids, each part is answered by networks that learned from the others, and the figures and the margin are told by which
the learned answer must be surer than the rules'; nothing is written. Then, without --folds, --margin is written with
the networks that learned from all.

Written: occasions.safetensors (half floats) and occasions.json (vocabulary, margin, checksum, counts).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from attrs import evolve, frozen
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from audit.claims import claimed
from audit.find import Finder
from audit.lexicon import load_lexicon
from audit.model import HOWS, Article
from audit.pipeline import default_refiner, default_voices, learned_to_resolve
from audit.read.segment import segments
from audit.resolve import resolve
from audit.trace.placed.carried import found_by_rules
from audit.trace.placed.learned import NAME
from audit.trace.placed.network import ROUNDS
from audit.trace.placed.numbers import AROUND, Found, Told, told
from audit.trace.placed.words import ANSWERS, ROLES, SIZES
from benchmarks.agreement import rows
from benchmarks.occasions import BARE, answer_of, articles_of
from benchmarks.trees import FOLDER, parsed
from training.stepped import learn

AT_ONCE: Final = 20  # articles
ARTICLES_A_STEP: Final = 8
WIDTH, READ, HEADS, DRAWN, WEIGHED = 384, 40, 3, 48, 32
_EITHER: Final = 0.35  # what a reader's second answer counts
_ALONE: Final = 0.4  # what finding the words counts against finding the answer
_ROUND: Final = 0.4  # what an answer counts before the neighbours were heard
_ANSWERS: Final = {how: place for place, how in enumerate((BARE, *HOWS))}
_MARGINS: Final = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)


@frozen(eq=False)
class Label:
    """What readers answered of a claim: the place of the claim among those read, the first answer, the second or -1,
    whether the occasion is carried, and the rules' answer."""

    claim: int
    how: int
    other: int
    carried: bool
    rules: int


@frozen(eq=False)
class Known:
    """A labelled article: as the rules read it, its labels, and the answers to the sentences without a claim."""

    article: Article
    found: Found
    labels: Sequence[tuple[str, Label]]
    unclaimed: Sequence[bool]


def read_all(options: argparse.Namespace) -> list[Known]:
    """The labelled articles in the open half, as the rules read them."""
    labels: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows("occasions-wide"):
        if not row["held"]:
            labels.setdefault(row["article"], []).append(row)
    lexicon = load_lexicon()
    finder, voices, learned = Finder(lexicon, default_refiner()), default_voices(), learned_to_resolve()
    given = [evolve(a, segments=segments(a.text, a.title, lexicon)) for a in articles_of(sorted(labels), options.wide)][
        : options.limit
    ]
    found = []
    for start in range(0, len(given), AT_ONCE):
        for article in parsed(given[start : start + AT_ONCE], options.cache):
            heard = claimed(resolve(finder(article), lexicon, **learned), lexicon, voices)
            read = found_by_rules(heard, lexicon)
            claims = [evolve(claim, occasion=read.occasions.get(claim.id)) for claim in heard.claims]
            known, unclaimed = [], []
            for row in labels[article.id]:
                answer, (reader,) = answer_of(row, claims), row["readers"]
                if answer.claim is None:
                    unclaimed.append(answer.right)
                elif reader["how"] in _ANSWERS:
                    other = _ANSWERS.get(reader.get("alt") or "", -1)
                    mine = Label(0, _ANSWERS[reader["how"]], other, bool(reader.get("carried")), _ANSWERS[answer.how])
                    known.append((answer.claim.id, mine))
            found.append(Known(heard, read, known, unclaimed))
    return found


def vocabulary_of(known: Sequence[Known]) -> dict[str, list[str]]:
    """What the numbers of tags, relations, constructions and cues stand for; 0 for all that was hardly seen."""
    tokens = [t for one in known for s in one.article.sentences for t in s.tokens]
    claims = [claim for one in known for claim in one.article.claims if claim.construction is not None]

    def often(words: Iterable[str], least: int) -> list[str]:
        seen = Counter(words)
        return ["?", *sorted(word for word in seen if seen[word] >= least)]

    return {
        "tags": often((t.upos for t in tokens), 20),
        "relations": often((t.deprel for t in tokens), 20),
        "constructions": often((c.construction or "" for c in claims), 5),
        "cues": often(((c.cue or "").lower() for c in claims), 8),
    }


def numbers_of(known: Sequence[Known], vocabulary: Mapping[str, Sequence[str]]) -> list[tuple[Told, list[Label]]]:
    """The articles as numbers with their labels, those without a label left out."""
    places = {key: {word: place for place, word in enumerate(words)} for key, words in vocabulary.items()}
    lexicon, found = load_lexicon(), []
    for one in known:
        read = told(one.article, one.found, places, lexicon) if one.labels else None
        if read is not None:
            place = {claim.id: number for number, claim in enumerate(read.claims)}
            found.append((read, [evolve(label, claim=place[id]) for id, label in one.labels]))
    return found


class Network(nn.Module):
    """What is learned: ``audit.trace.placed.network`` with torch, of several articles at once."""

    def __init__(self, sizes: Mapping[str, int], sorts: int, marks: int, drop: float) -> None:
        super().__init__()
        self.words = nn.Linear(WIDTH, READ)
        self.tables = nn.ModuleList(nn.Embedding(n, READ) for n in (sizes["tags"], sizes["relations"], *SIZES))
        self.roles, self.looks = nn.Embedding(ROLES, READ), nn.Linear(READ, HEADS)
        self.drawn, self.alone = nn.Linear((HEADS + 1) * READ, DRAWN), nn.Linear(DRAWN, ANSWERS)
        near = 1 + 2 * AROUND
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
        self.drop, self.less = nn.Dropout(drop), 0.1
        for table in (*self.tables, self.roles):
            nn.init.normal_(table.weight, std=0.02)  # type: ignore[arg-type]
        for table in (self.answers, self.constructions, self.cues):
            nn.init.normal_(table.weight, std=0.1)
        for one in (self.straight, self.straight_near, self.straight_heard, self.out_again):
            nn.init.zeros_(one.weight)
        with torch.no_grad():  # the rules' answer, to begin with
            self.straight.weight[0, :3] = torch.tensor([2.0, 3.0, 3.0])

    def forward(self, articles: Sequence[Told]) -> tuple[list[Tensor], Tensor]:
        """The answers' chances after each round, (articles, claims, ANSWERS), and those of a claim's words alone."""
        units, alone = self._read(articles)
        numbers = [len(one.claims) for one in articles]
        parts = [len(one.sizes) for one in articles]
        both = zip(torch.split(units, parts), torch.split(alone, parts), numbers, strict=True)
        split = [(u[:n], a[:n], a[n:]) for u, a, n in both]
        units, mine, others = (pad_sequence([one[k] for one in split], batch_first=True) for k in range(3))
        sorts, marks, near = (_padded([getattr(one, name) for one in articles]) for name in ("sorts", "marks", "near"))
        if self.training:
            sorts = sorts * (torch.rand(len(articles), 1, 1, sorts.shape[-1]) > self.less)
            marks = marks * (torch.rand(len(articles), 1, marks.shape[-1]) > self.less)
        size, sentences = mine.shape[1], others.shape[1]
        around = torch.zeros(len(articles), AROUND, size, sentences)
        beside = torch.full((len(articles), size, 4), size)
        there = torch.zeros(len(articles), size, 1)
        for row, one in enumerate(articles):
            around[row, :, : numbers[row], : parts[row] - numbers[row]] = torch.tensor(one.around)
            links = torch.tensor(one.beside)
            beside[row, : numbers[row]] = torch.where(links < 0, size, links)
            there[row, : numbers[row]] = 1
        most = (around[..., None] * others[:, None, None]).amax(3)
        mean = around @ others[:, None] / around.sum(3).clamp(min=1)[..., None]
        close = torch.cat([mine[:, None], most, mean], 1).permute(0, 2, 3, 1)
        ids = [torch.from_numpy(_flat([getattr(one, k) for one in articles], size)) for k in ("construction", "cue")]
        claim = self.marks(marks) + self.constructions(ids[0]) + self.cues(ids[1]) + self.units(units)
        hidden = self.sorts(sorts) + self.near(close) + self.answers.weight + claim[:, :, None]
        first = self.out(self.drop(torch.relu(hidden))) + self.straight(sorts) + self.straight_near(close)
        first = first.squeeze(-1) + self.shift
        again = self.sorts_again(sorts) + self.marks_again(marks)[:, :, None] + self.answers.weight
        steps = near[:, :, None].expand(-1, -1, ANSWERS, -1)
        told_of = [first.softmax(2)]
        row = torch.arange(len(articles))[:, None]
        nobody = torch.zeros(len(articles), 1, ANSWERS)
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
        return told_of, mine

    def _read(self, articles: Sequence[Told]) -> tuple[Tensor, Tensor]:
        vectors = torch.cat([torch.from_numpy(one.vectors) for one in articles]).float()
        if self.training:
            vectors = vectors * (torch.rand(1, WIDTH) > 0.2) / 0.8
        states = self.words(vectors)
        seen = torch.cat([torch.from_numpy(one.seen) for one in articles])
        for column, table in enumerate(self.tables):
            states = states + table(seen[:, column])
        states = self.drop(states)
        starts = np.cumsum([0, *(len(one.vectors) for one in articles)])
        words = np.concatenate([one.words + start for one, start in zip(articles, starts[:-1], strict=True)])
        sizes = np.concatenate([one.sizes for one in articles]).tolist()
        index = pad_sequence(torch.split(torch.from_numpy(words), sizes), batch_first=True)
        roles = torch.from_numpy(np.concatenate([one.roles for one in articles]))
        roles = pad_sequence(torch.split(roles, sizes), batch_first=True)
        away = (torch.arange(index.shape[1])[None] >= torch.tensor(sizes)[:, None])[..., None]
        read = torch.relu(states[index] + self.roles(roles))
        looks = self.looks(read).masked_fill(away, -1e4).softmax(1)
        pooled = torch.einsum("ulh,uld->uhd", looks, read).flatten(1)
        most = read.masked_fill(away, -1e4).amax(1)
        units = self.drop(torch.relu(self.drawn(self.drop(torch.cat([pooled, most], 1)))))
        return units, self.alone(units).softmax(1)

    def weights(self) -> dict[str, Tensor]:
        """The weights by the names that ``audit.trace.placed.network`` has for them, half floats."""
        found: dict[str, Tensor] = {}
        for name, value in self.state_dict().items():
            part, _, what = name.rpartition(".")
            if name == "shift":
                found[name] = value
            elif part.startswith("tables."):
                found["seen" + part.partition(".")[2]] = value
            elif part in ("roles", "answers", "constructions", "cues"):
                found[part] = value
            elif what == "bias":
                found[{"sorts_again": "again"}.get(part, part) + "_shift"] = value
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


def loss_of(network: Network, batch: Sequence[tuple[Told, list[Label]]]) -> Tensor:
    """A batch's loss, a scalar."""
    rounds, mine = network([read for read, _ in batch])
    flat = [(row, one) for row, (_, labels) in enumerate(batch) for one in labels]
    row = torch.tensor([place for place, _ in flat])
    claim = torch.tensor([one.claim for _, one in flat])
    how, other = torch.tensor([one.how for _, one in flat]), torch.tensor([one.other for _, one in flat])
    stated = torch.tensor([0 if one.carried else one.how for _, one in flat])
    either = _EITHER * (other >= 0)
    loss = mine.new_zeros(())
    for number, likely in enumerate(rounds, 1):
        found = (1 - either) * likely[row, claim, how] + either * likely[row, claim, other.clamp(min=0)]
        loss = loss - (1.0 if number == len(rounds) else _ROUND) * torch.log(found + 1e-6).mean()
    alone = torch.log(mine[row, claim, stated] + 1e-6) * torch.where(other >= 0, 0.5, 1.0)
    return loss - _ALONE * alone.mean()


def trained(
    known: Sequence[tuple[Told, list[Label]]], sizes: Mapping[str, int], options: argparse.Namespace, seed: int
) -> Network:
    """A network that has learned from these articles."""
    torch.manual_seed(seed)
    network = Network(sizes, known[0][0].sorts.shape[2], known[0][0].marks.shape[1], options.drop)
    learn(network, known, partial(loss_of, network), options, ARTICLES_A_STEP, 5e-2, seed)
    return network


def answers(networks: Sequence[Network], known: Sequence[tuple[Told, list[Label]]]) -> list[tuple[Label, Any]]:
    """Of each label's claim how likely each answer is, by the mean of the networks."""
    found = []
    with torch.inference_mode():
        for read, labels in known:
            likely = sum(network([read])[0][-1][0] for network in networks).numpy() / len(networks)  # type: ignore
            found += [(label, likely[label.claim]) for label in labels]
    return found


def share(given: Sequence[tuple[Label, Any]], unclaimed: Sequence[bool], margin: float | None = None) -> float:
    """How many sentences are right, in percent; by the rules alone without a margin."""
    right = sum(unclaimed)
    for label, likely in given:
        best = int(likely.argmax())
        if margin is None or likely[best] < likely[label.rules] + margin:
            best = label.rules
        right += best in (label.how, label.other)
    return 100 * right / max(1, len(given) + len(unclaimed))


def part_of(name: str, parts: int) -> int:
    """Which part an article is in."""
    return hashlib.sha256(name.encode()).digest()[1] % parts


def crossed(known: Sequence[Known], options: argparse.Namespace) -> None:
    """Prints what networks answer that learned from the other parts' articles."""
    every: list[tuple[Label, Any]] = []
    unclaimed: list[bool] = []
    for part in range(options.folds):
        inside = [one for one in known if part_of(one.article.id, options.folds) == part]
        outside = [one for one in known if part_of(one.article.id, options.folds) != part]
        outside = outside[: int(options.share * len(outside))]
        vocabulary = vocabulary_of(outside)
        sizes = {key: len(words) for key, words in vocabulary.items()}
        learn, asked = numbers_of(outside, vocabulary), numbers_of(inside, vocabulary)
        networks = [trained(learn, sizes, options, seed) for seed in range(options.networks)]
        mine, bare = answers(networks, asked), [right for one in inside for right in one.unclaimed]
        own = share(answers(networks, learn), [right for one in outside for right in one.unclaimed], 0.0)
        told_of = [round(share(mine, bare, margin), 1) for margin in (None, *_MARGINS)]
        print(f"part {part}: rules {told_of[0]}, by margin {told_of[1:]}; learned from {own:.1f}", flush=True)
        every += mine
        unclaimed += bare
    print("all", {margin: round(share(every, unclaimed, margin), 2) for margin in (None, *_MARGINS)})


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line: see the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--wide", type=Path, required=True)
    options.add_argument("--out", type=Path)
    options.add_argument("--cache", type=Path, default=FOLDER)
    options.add_argument("--folds", type=int, default=0, help="only tell what is right, across so many parts")
    options.add_argument("--share", type=float, default=1.0, help="of the articles to learn from, for a learning curve")
    options.add_argument("--epochs", type=int, default=28)
    options.add_argument("--networks", type=int, default=3, help="whose chances are averaged")
    options.add_argument("--rate", type=float, default=4e-3, help="the highest learning rate")
    options.add_argument("--drop", type=float, default=0.25)
    options.add_argument("--margin", type=float, default=0.05)
    options.add_argument("--limit", type=int, help="only so many articles, to try the script out")
    chosen = options.parse_args(list(arguments) if arguments is not None else None)
    torch.set_num_threads(1)
    known = read_all(chosen)
    if chosen.folds:
        crossed(known, chosen)
        return
    vocabulary = vocabulary_of(known)
    learn = numbers_of(known, vocabulary)
    sizes = {key: len(words) for key, words in vocabulary.items()}
    networks = [trained(learn, sizes, chosen, seed) for seed in range(chosen.networks)]
    chosen.out.mkdir(parents=True, exist_ok=True)
    weights = chosen.out / f"{NAME}.safetensors"
    save_file(
        {f"{place}.{key}": value for place, one in enumerate(networks) for key, value in one.weights().items()},
        str(weights),
    )
    settings = {
        "margin": chosen.margin,
        "articles": len(learn),
        "labels": sum(len(labels) for _, labels in learn),
        "vocabulary": vocabulary,
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
    }
    (chosen.out / f"{NAME}.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({key: settings[key] for key in ("articles", "labels", "margin")}))


if __name__ == "__main__":
    main()
