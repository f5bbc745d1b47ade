"""Train the learned part of ``audit.resolve``: resolver.py --gum FILE --gap FILE --gap-validation FILE --out FOLDER

--gum is a CoNLL-U file with entities in MISC, GUM's free documents (Zeldes 2017; annotations CC BY 4.0); --gap and
--gap-validation are GAP's development and validation parts (Webster et al. 2018; Apache-2.0). The texts are parsed
with the embedded models, once (some fifteen minutes on two cores), and kept in --cache; gold is laid on our trees by
characters. Four networks are trained and asked together: two read numbers alone, two the words' vectors too. Every
sixth document of GUM, by a hash of its id, is held out; it and GAP's validation part are what thresholds are chosen
on.

Written: resolver.safetensors (half floats) and resolver.json (settings, thresholds, checksum, the held-out figures).
Nothing else may be tuned on what is reported: GUM's development part and GAP's test part are for reporting.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from attrs import evolve, frozen
from safetensors.numpy import load_file, save_file
from torch import nn

from audit.find import find
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article
from audit.resolve.candidates import Table, third_person
from audit.resolve.pairs import before, pair_numbers
from audit.resolve.ranking import Ranker
from audit.resolve.sources import walked
from benchmarks.gap import Question, choose, own_f1, read_gap, rows_of, shares
from benchmarks.pronouns import Document, read_documents, rows_in_gold
from benchmarks.trees import parsed

NETWORKS: Final = (("words1", 128), ("words2", 128), ("vectors1", 96), ("vectors2", 96))  # hidden units of each
# How often an answer has to be right, by how its word points: for each the bar above which most can still be answered
WANTED: Final = {"person": 0.85, "group": 0.75, "thing": 0.7, "definite": 0.8}
DOCUMENTS_A_STEP: Final = 4
QUESTIONS_A_STEP: Final = 40


@frozen(eq=False)
class Case:
    """One word that points: its row, the rows it may stand for, what holds between them, which are right, which may
    be chosen, whether none is right, and how much it counts."""

    row: int
    others: Any
    pairs: Any
    right: Any
    open: Any
    none: bool
    weight: float


@frozen(eq=False)
class Part:
    """A text's rows as numbers and vectors, with its cases."""

    numbers: Any
    vectors: Any
    cases: tuple[Case, ...]


def held_out(name: str) -> bool:
    """Whether a document is of the sixth that thresholds are chosen on."""
    return hashlib.sha256(name.encode()).digest()[0] % 6 == 0


def of_gum(document: Document, article: Article, lexicon: Lexicon) -> Part:
    """A document of GUM: every pronoun and definite noun, with all antecedents that gold has."""
    table = Table(walked(find(article, lexicon), lexicon)[1])
    gold = rows_in_gold(document, table)
    cases = []
    for place, row in enumerate(table.rows):
        others = before(table, place) if row.points is not None else []
        if others:
            right = np.array([gold[place] is not None and gold[other] == gold[place] for other in others])
            weight = 0.5 if row.points == "definite" else 1.0
            pairs = pair_numbers(table, place, others)
            cases.append(Case(place, np.array(others), pairs, right, right | True, not right.any(), weight))
    return Part(table.numbers, table.vectors, tuple(cases))


def of_gap(question: Question, article: Article, lexicon: Lexicon) -> Part | None:
    """A question of GAP: names and nouns alone may be chosen, since its gold has no pronouns. None without places."""
    table, rows = rows_of(question, article, lexicon)
    place, *names = rows
    if place is None or table.rows[place].points is None or None in names:
        return None
    others = np.array(sorted({*before(table, place), *names} - {place}))
    entities = np.array([table.rows[other].entity for other in others])
    either = [(others == n) | ((entities == table.rows[n].entity) & (entities >= 0)) for n in names]
    free = np.array([not third_person(table.rows[other].points) for other in others])
    told = [name for name, yes in zip(either, question.right, strict=True) if yes]
    right = (told[0] if told else ~(either[0] | either[1])) & free
    if told and not right.any():
        return None
    case = Case(place, others, pair_numbers(table, place, others), right, free, not told, 1.0)
    return Part(table.numbers, table.vectors, (case,))


class Network(nn.Module):
    """Scores of pairs: what either word is, what holds between them and, with ``vectors``, what their words mean."""

    def __init__(self, columns: int, between: int, vectors: int, hidden: int, products: int = 48) -> None:
        super().__init__()
        self.fa = nn.Linear(columns, hidden)
        self.fc = nn.Linear(columns, hidden, bias=False)
        self.fp = nn.Linear(between, hidden, bias=False)
        self.h2 = nn.Linear(hidden, hidden // 2)
        self.out = nn.Linear(hidden // 2, 1)
        self.n1, self.n2 = nn.Linear(columns, 32), nn.Linear(32, 1)
        self.reads = vectors > 0
        if self.reads:
            self.va, self.vc = (nn.Linear(vectors, hidden, bias=False) for _ in range(2))
            self.q, self.k = (nn.Linear(vectors, products) for _ in range(2))
            self.pp, self.nv = nn.Linear(products, hidden, bias=False), nn.Linear(vectors, 32, bias=False)
            for layer in (self.va, self.vc):
                nn.init.normal_(layer.weight, std=0.01)
        self.drop, self.forget = nn.Dropout(0.3), nn.Dropout(0.4)

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of the pairs, (pairs,), and of "none" for each case, (cases,)."""
        asks, asked = batch.rows[batch.of], batch.others
        x = self.fa(batch.numbers)[asks] + self.fc(batch.numbers)[asked] + self.fp(batch.pairs)
        none = self.n1(batch.numbers[batch.rows])
        if self.reads:
            seen = self.forget(batch.vectors)
            x = x + self.va(seen)[asks] + self.vc(seen)[asked] + self.pp(self.q(seen)[asks] * self.k(seen)[asked])
            none = none + self.nv(self.forget(batch.vectors[batch.rows]))
        x = self.drop(torch.relu(self.h2(self.drop(torch.relu(x)))))
        return self.out(x).squeeze(-1), self.n2(self.drop(torch.relu(none))).squeeze(-1)


@frozen(eq=False)
class Batch:
    """Parts as tensors: ``rows`` are the cases' rows, ``of`` says which case a pair is of."""

    numbers: torch.Tensor
    vectors: torch.Tensor
    rows: torch.Tensor
    of: torch.Tensor
    others: torch.Tensor
    pairs: torch.Tensor
    right: torch.Tensor
    open: torch.Tensor
    none: torch.Tensor
    weight: torch.Tensor


def batch_of(parts: Sequence[Part]) -> Batch | None:
    """The parts side by side; None without a case."""
    starts = np.cumsum([0, *(len(part.numbers) for part in parts)]).tolist()
    cases = [(start, case) for start, part in zip(starts, parts, strict=False) for case in part.cases]
    if not cases:
        return None

    def joined(rows: Iterable[Any], kind: torch.dtype = torch.float) -> torch.Tensor:
        return torch.tensor(np.concatenate(list(rows)), dtype=kind)

    return Batch(
        joined(part.numbers for part in parts),
        joined(part.vectors for part in parts),
        torch.tensor([start + case.row for start, case in cases]),
        torch.tensor([number for number, (_, case) in enumerate(cases) for _ in case.others]),
        joined((start + case.others for start, case in cases), torch.long),
        joined(case.pairs for _, case in cases),
        joined((case.right for _, case in cases), torch.bool),
        joined((case.open for _, case in cases), torch.bool),
        torch.tensor([case.none for _, case in cases]),
        torch.tensor([case.weight for _, case in cases]),
    )


def summed(scores: torch.Tensor, of: torch.Tensor, count: int) -> torch.Tensor:
    """The logarithm of the sum of exponentials of the pairs' scores, for each case."""
    most = torch.full((count,), -1e4).scatter_reduce(0, of, scores, "amax").detach()
    total = torch.zeros(count).index_add(0, of, torch.exp(scores - most[of]))
    return torch.log(total + 1e-20) + most


def loss_of(network: Network, batch: Batch) -> torch.Tensor:
    """What is right against all that may be chosen, none included: the marginal likelihood of the antecedents."""
    scores, none = network(batch)
    scores, count = scores.masked_fill(~batch.open, -1e4), len(batch.rows)
    every = torch.logaddexp(summed(scores, batch.of, count), none)
    right = summed(scores.masked_fill(~batch.right, -1e4), batch.of, count)
    right = torch.where(batch.none, torch.logaddexp(right, none), right)
    return ((every - right) * batch.weight).sum() / batch.weight.sum()


def steps(gum: Sequence[Part], gap: Sequence[Part], shuffle: random.Random) -> Iterator[Batch]:
    """Both corpora in batches, in any order."""
    groups = []
    for parts, size in ((gum, DOCUMENTS_A_STEP), (gap, QUESTIONS_A_STEP)):
        order = list(parts)
        shuffle.shuffle(order)
        groups += [order[start : start + size] for start in range(0, len(order), size)]
    shuffle.shuffle(groups)
    yield from filter(None, map(batch_of, groups))


def train(gum: Sequence[Part], gap: Sequence[Part], reads: bool, hidden: int, epochs: int, seed: int) -> Network:
    """A network trained on both corpora."""
    torch.manual_seed(seed)
    shuffle = random.Random(seed)
    one = gap[0]
    width = one.vectors.shape[1] if reads else 0
    network = Network(one.numbers.shape[1], one.cases[0].pairs.shape[1], width, hidden)
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-2)
    number = -(-len(gum) // DOCUMENTS_A_STEP) - (-len(gap) // QUESTIONS_A_STEP)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=number * epochs + 2)
    for epoch in range(1, epochs + 1):
        losses = []
        for batch in steps(gum, gap, shuffle):
            loss = loss_of(network, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        print(f"epoch {epoch}: loss {sum(losses) / len(losses):.3f}", file=sys.stderr, flush=True)
    return network.eval()


Trial = tuple[float, float, bool]  # probability, margin, right or not


def trials(
    documents: Sequence[Document], articles: Sequence[Article], lexicon: Lexicon, ranker: Ranker
) -> dict[str, list[Trial]]:
    """How every word that points was answered, by how it points."""
    found: dict[str, list[Trial]] = defaultdict(list)
    for document, article in zip(documents, articles, strict=True):
        ranking = ranker.of(Table(walked(find(article, lexicon), lexicon)[1]))
        gold = rows_in_gold(document, ranking.table)
        for place, row in enumerate(ranking.table.rows):
            answer = ranking.likeliest(row.sentence, row.token.index) if row.points and not row.joined else None
            if row.points and answer is not None:
                theirs = gold[ranking.table.rows.index(answer.mention)]
                right = theirs is not None and theirs == gold[place]
                found[row.points].append((answer.probability, answer.probability - answer.next, right))
    return found


def threshold(rows: Sequence[Trial], wanted: float) -> tuple[float, float, float]:
    """The least probability from which answers are right as often as wanted; the share right, and the share answered,
    from there on."""
    best = (1.01, 0.0, 0.0)
    right = 0
    for made, (probability, _, is_right) in enumerate(sorted(rows, reverse=True), start=1):
        right += is_right
        if right >= wanted * made:
            best = (probability, right / made, made / len(rows))
    return best


def best_given(questions: Sequence[Question], pairs: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The least probability of a given name with the best F1, and that F1 in percent."""
    tried = [round(0.02 * n, 2) for n in range(26)]
    scores = [own_f1(questions, [choose(pair, least) for pair in pairs]) for least in tried]
    return max(zip(scores, tried, strict=True))[::-1]


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line: see the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gum", type=Path, required=True)
    options.add_argument("--gap", type=Path, required=True)
    options.add_argument("--gap-validation", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--cache", type=Path, default=Path(".cache/parses"))
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--again", action="store_true", help="choose the thresholds anew for the weights in --out")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args(list(arguments) if arguments is not None else None)
    lexicon = load_lexicon()
    documents = list(read_documents(chosen.gum))
    articles = parsed([evolve(d.article, sentences=()) for d in documents], chosen.cache)
    pairs = list(zip(documents, articles, strict=True))
    if chosen.again:
        write(chosen, load_file(chosen.out / "resolver.safetensors"), [p for p in pairs if held_out(p[1].id)], lexicon)
        return
    questions = read_gap(chosen.gap)
    trees = parsed([q.article for q in questions], chosen.cache)
    gum = [of_gum(d, a, lexicon) for d, a in pairs if not held_out(a.id)]
    gap = [p for q, a in zip(questions, trees, strict=True) if (p := of_gap(q, a, lexicon)) is not None]
    print(f"{len(gum)} documents of GUM, {len(gap)} questions of GAP", file=sys.stderr)
    weights: dict[str, Any] = {}
    for number, (way, hidden) in enumerate(NETWORKS):
        network = train(gum, gap, way.startswith("vectors"), hidden, chosen.epochs, chosen.seed + number)
        state = network.state_dict().items()
        weights |= {f"{way}.{name}": tensor.numpy().astype(np.float16) for name, tensor in state}
    write(chosen, weights, [p for p in pairs if held_out(p[1].id)], lexicon)


def write(chosen: Any, weights: dict[str, Any], held: Sequence[tuple[Document, Article]], lexicon: Lexicon) -> None:
    """Chooses the thresholds on what was held out and writes both files."""
    open_ = {"sha256": "", "thresholds": {}, "given": 0.0}
    ranker = Ranker({name: array.astype(np.float32) for name, array in weights.items()}, open_)
    validation = read_gap(chosen.gap_validation)
    trees = parsed([q.article for q in validation], chosen.cache)
    given, f1 = best_given(validation, shares(validation, trees, lexicon, ranker))
    found = trials([d for d, _ in held], [a for _, a in held], lexicon, ranker)
    least = {way: threshold(found[way], WANTED[way]) for way in sorted(found)}
    figures: dict[str, Any] = {"GAP validation F1": round(f1, 1)}
    for way, (_, right, share) in least.items():
        every = sum(r for *_, r in found[way]) / len(found[way])
        figures[way] = {
            "number": len(found[way]), "right of all": round(100 * every, 1),
            "right of resolved": round(100 * right, 1), "resolved": round(100 * share, 1),
        }  # fmt: skip
    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / "resolver.safetensors"
    save_file(weights, str(path))
    told = {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "thresholds": {way: [round(probability, 3), 0.0] for way, (probability, _, _) in least.items()},
        "given": given,
        "held out": figures,
        "seed": chosen.seed,
        "epochs": chosen.epochs,
    }
    (chosen.out / "resolver.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1), file=sys.stderr)


if __name__ == "__main__":
    main()
