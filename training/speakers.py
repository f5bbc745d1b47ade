"""Train ``audit.resolve.weigher``: python -m training.speakers --dataset FOLDER --out FOLDER

--labels is training/news.jsonl: sentences of news with whom their claim comes from, as readers said, in the form that
training/told.py tells; --dataset is the folder data/jsons of the dataset that benchmarks.wide tells of; its texts are
not ours to hand out. The articles are parsed once with the embedded models and kept in --cache with their word vectors.

A source is learned from where an attribution stands on a label's cue, or where the label's sentence goes on with
somebody's words and the attribution covers most of it: right are the entities that the label names, and what the rules
made of the source where the label's words are in it. Where neither is right nothing is learned.

Chosen by are the articles that training/voice.py chooses by and reports; reported is the tenth that the networks of
antecedents (training/resolver.py) have not read, whose answers are read here. Written: speakers.safetensors (half
floats) and speakers.json (margins, checksum, the figures).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import numpy as np
import torch
from attrs import frozen
from safetensors.torch import save_file
from torch import nn

from audit.find import Finder
from audit.lexicon import load_lexicon
from audit.model import Article, Attribution
from audit.pipeline import default_ranker, default_refiner, default_types
from audit.resolve.context import Context
from audit.resolve.sources import walked
from audit.resolve.speakers import WAYS, WIDTH, Asked, Speakers, floats
from audit.resolve.weigher import NAME, Weigher
from benchmarks.scorers.seeds import source_found
from benchmarks.trees import parsed
from training.asked import is_apart
from training.stepped import stepped
from training.told import Label, named, options_of, read_labelled
from training.voice import part_of

ARTICLES_AT_ONCE: Final = 20
SOURCES_A_STEP: Final = 16
MARGINS: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
_SPARED: Final = (
    0.3  # percent of sources that a greater margin may cost: an unnamed one called named is the worse error
)
_UNTOLD: Final = ("-", "x")  # kinds of sentences that are nobody's, or make no claim


@frozen(eq=False)
class Case:
    """A source to learn from: what is read of it, the vectors of its entities' names (entities, WIDTH), which of these
    are right, and whether what the rules made of it is."""

    asked: Asked
    names: Any
    right: Any
    ruled: bool


class Network(nn.Module):
    """What ``audit.resolve.weigher`` does in NumPy; ``own`` and ``theirs`` are the sizes of the numbers read."""

    def __init__(self, own: int, theirs: int, hidden: int, products: int = 16, drop: float = 0.3) -> None:
        super().__init__()
        self.own, self.theirs = nn.Linear(own, hidden), nn.Linear(theirs, hidden)
        self.word, self.name = (nn.Linear(WIDTH, hidden, bias=False) for _ in range(2))
        self.query, self.key = (nn.Linear(WIDTH, products) for _ in range(2))
        self.both = nn.Linear(products, hidden, bias=False)
        self.hidden, self.out = nn.Linear(hidden, hidden), nn.Linear(hidden, 1)
        self.kept, self.kept_out = nn.Linear(own + WIDTH + 2 * theirs, hidden), nn.Linear(hidden, 1)
        self.drop = nn.Dropout(drop)

    def forward(self, case: Case) -> torch.Tensor:
        """The logits of the entities and, last, of what the rules made of the source."""
        own, rows = torch.as_tensor(case.asked.own), torch.as_tensor(case.asked.theirs)
        vector, names = self.drop(torch.as_tensor(case.asked.vector)), self.drop(torch.as_tensor(case.names))
        both = self.both(self.query(vector) * self.key(names))
        read = torch.relu(self.own(own) + self.word(vector) + self.theirs(rows) + self.name(names) + both)
        found = self.out(self.drop(torch.relu(self.hidden(self.drop(read))))).squeeze(-1)
        kept = torch.cat([own, vector, rows.max(0).values, rows[:, 0] @ rows])
        return torch.cat([found, self.kept_out(self.drop(torch.relu(self.kept(kept))))])


def label_of(article: Article, attribution: Attribution, labels: Sequence[Label]) -> Label | None:
    """The label that tells whom an attribution comes from; None where none surely does."""
    floating, start = floats(attribution), attribution.cue.spans[0].start
    if floating and attribution.content:
        start = attribution.content[0].start
    label = next((one for one in labels if one.span.start <= start < one.span.end), None)
    if label is None or label.kinds[0] in _UNTOLD or not label.source:
        return None
    if floating:
        return label
    if label.cue == "^":
        shared = sum(max(0, min(s.end, label.span.end) - max(s.start, label.span.start)) for s in attribution.content)
        return label if 2 * shared >= len(label.span) else None
    words = {word.lower() for s in attribution.cue.spans for word in s.of(article.text).split()}
    return label if label.cue.lower() in words else None


def cases_of(context: Context, done: Sequence[Attribution], labels: Sequence[Label]) -> Iterator[Case]:
    """What an article's labels tell of its sources."""
    speakers = Speakers(context, done)
    for asked in speakers.asked():
        attribution = done[asked.attribution]
        label = label_of(context.article, attribution, labels)
        if label is None or attribution.source is None:
            continue
        source = {"text": attribution.source.text, "resolved": attribution.source.resolved}
        meant = frozenset(named(context, label.source))
        right = np.array([entity in meant for entity in asked.entities])
        yield Case(
            asked,
            speakers.vectors[list(asked.entities)],
            right,
            source_found({"source": label.source}, {"source": source}),
        )


def read_all(options: argparse.Namespace) -> dict[str, list[Case]]:
    """The cases of all articles, by the part that these are in: "train", "chosen", "reported"."""
    lexicon = load_lexicon()
    finder, types, ranker = Finder(lexicon, default_refiner()), default_types(), default_ranker()
    given = list(islice(read_labelled(options.labels, options.dataset), options.limit))
    found: dict[str, list[Case]] = {"train": [], "chosen": [], "reported": []}
    for start in range(0, len(given), ARTICLES_AT_ONCE):
        part = given[start : start + ARTICLES_AT_ONCE]
        for article, (_, labels) in zip(parsed([a for a, _ in part], options.cache), part, strict=True):
            drawn = finder(article)
            if not drawn.attributions:
                continue
            resolved, context = walked(drawn, lexicon, types, ranker)
            here = "train" if part_of(article.id) == "train" else "chosen"
            found["reported" if is_apart(article.id) else here] += cases_of(context, resolved.attributions, labels)
    return found


def target_of(case: Case) -> torch.Tensor | None:
    """Which of the logits are right; None where none is."""
    right = np.append(case.right, case.ruled)
    right[:-1] |= case.ruled & (case.asked.theirs[:, 0] > 0)
    return torch.as_tensor(right) if right.any() else None


def trained(cases: Sequence[Case], options: argparse.Namespace) -> Network:
    """A network that has learned from these cases."""
    torch.manual_seed(options.seed)
    shuffle = random.Random(options.seed)
    told = [(case, target) for case in cases if (target := target_of(case)) is not None]
    network = Network(len(cases[0].asked.own), cases[0].asked.theirs.shape[1], options.hidden)
    optimizer = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=0.02)
    steps = options.epochs * math.ceil(len(told) / SOURCES_A_STEP) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=steps, pct_start=0.15)
    for epoch in range(1, options.epochs + 1):
        network.train()
        shuffle.shuffle(told)
        losses = []
        for start in range(0, len(told), SOURCES_A_STEP):
            batch = told[start : start + SOURCES_A_STEP]
            lost = [-torch.logsumexp(network(case).log_softmax(0)[target], 0) for case, target in batch]
            losses.append(stepped(network, torch.stack(lost).mean(), optimizer, schedule))
        print(f"epoch {epoch}: {sum(losses) / len(losses):.4f}", file=sys.stderr)
    return network.eval()


def figures(weigher: Weigher, cases: Sequence[Case]) -> dict[str, float]:
    """How many sources are right, in percent: by the rules and the networks of antecedents, and as weighed."""
    right = 0
    for case in cases:
        places = {entity: row for row, entity in enumerate(case.asked.entities)}
        names = np.zeros((max(places) + 1, WIDTH), dtype=np.float32)
        names[list(case.asked.entities)] = case.names
        other = weigher.another(case.asked, names)
        right += case.ruled if other is None else bool(case.right[places[other]])
    share = 100 / max(1, len(cases))
    ruled = sum(case.ruled for case in cases)
    return {"sources": len(cases), "before": round(share * ruled, 2), "weighed": round(share * right, 2)}


def margin_of(weights: Mapping[str, Any], cases: Sequence[Case]) -> float:
    """The greatest margin that costs next to nothing in these cases."""
    right = {
        margin: figures(Weigher(weights, {"margins": dict.fromkeys(WAYS, margin), "sha256": ""}), cases)["weighed"]
        for margin in MARGINS
    }
    return max(one for one in MARGINS if right[one] >= max(right.values()) - _SPARED)


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line: see the module's docstring."""
    options = options_of(__doc__, epochs=8, seed=2)
    options.add_argument("--hidden", type=int, default=64)
    chosen = options.parse_args(list(arguments) if arguments is not None else None)
    cases = read_all(chosen)
    network = trained(cases["train"], chosen)
    weights = {key: value.half().contiguous() for key, value in network.state_dict().items()}
    arrays = {key: value.float().numpy() for key, value in weights.items()}

    margins = {way: margin_of(arrays, [c for c in cases["chosen"] if c.asked.way == way]) for way in WAYS}
    weigher = Weigher(arrays, {"margins": margins, "sha256": ""})
    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / f"{NAME}.safetensors"
    save_file(weights, str(path))
    settings = {
        "margins": margins,
        "right": {part: figures(weigher, cases[part]) for part in ("chosen", "reported")},
        "learned from": len(cases["train"]),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    (chosen.out / f"{NAME}.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(settings))


if __name__ == "__main__":
    main()
