"""Train the learned part of ``audit.resolve``:
python -m training.resolver --gum FILE --apart FILE… --litbank FOLDER --gap FILE --gap-validation FILE --news FILE
--dataset FOLDER --out FOLDER

--gum is a CoNLL-U file with entities in MISC, GUM's free documents (Zeldes 2017; annotations CC BY 4.0), of which those
that stand in the files of --apart too are left out: some stand in its development and test parts as well. --litbank is
a checkout of LitBank (Bamman, Lewke and Mansoor 2020; CC BY 4.0); --gap and --gap-validation are GAP's development and
validation parts (Webster et al. 2018; Apache-2.0); --news are sentence labels of news, of articles of --dataset
(training/told.py). The texts are parsed with the embedded models, once (some half an
hour on two cores), and kept in --cache; gold is laid on our trees by characters. Four networks are trained and asked
together, two read numbers alone, two the words' vectors too; and four more, which learn from news too, for sources.

Thresholds are chosen by cross-validation: GUM's documents and the articles of news are parted in three, by a hash of
their ids, and each part is answered by two networks that were trained without it. A tenth of the articles is learned
from and chosen on nowhere. That for given names is chosen on GAP's validation part.

Written: resolver.safetensors (half floats) and resolver.json (settings, thresholds, checksum, the held-out figures).
Nothing else may be tuned on what is reported: GUM's development part, GAP's test part and that tenth of the articles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from attrs import evolve, frozen
from safetensors.numpy import save_file
from torch import nn

from audit.find.refine import load_refiner
from audit.lexicon import load_lexicon
from audit.resolve.candidates import Candidate, Table, third_person
from audit.resolve.context import Context
from audit.resolve.ranking import OF_SOURCES, Ranker
from audit.resolve.types import load_types
from benchmarks.coreference import Document, read_documents, rows_in_gold
from benchmarks.gap import Question, choose, own_f1, read_gap, shares
from benchmarks.litbank import on_trees, read_litbank
from benchmarks.trees import parsed
from training.asked import PARTS, Part, Reader, is_apart, is_right, of_document, of_gap, of_news, part_of
from training.stepped import stepped
from training.told import Told, read_labelled, told_in

NETWORKS: Final = (("words1", 128), ("words2", 128), ("vectors1", 96), ("vectors2", 96))  # hidden units of each
TRIED: Final = (("words1", 96), ("vectors1", 96))  # those of cross-validation
# How often an answer has to be right, by how its word points: the bar is the lowest from which it is
WANTED: Final = {"person": 0.945, "group": 0.72, "thing": 0.8, "definite": 0.9}
# The highest bar: few of a way are held out (some 190 and 90), and what was learned of who speaks, which reads what is
# claimed here, mends more than it did when these were chosen
HIGHEST: Final = {"group": 0.4, "thing": 0.4}
LEAD: Final = 0.1  # over the next likeliest; where it is less, nothing is claimed
DOCUMENTS_A_STEP: Final = 4
NOVELS_A_STEP: Final = 2
ARTICLES_A_STEP: Final = 16
QUESTIONS_A_STEP: Final = 40


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


Groups = Sequence[tuple[Sequence[Part], int]]  # parts, and how many of them make a step


def steps(groups: Groups, shuffle: random.Random) -> Iterator[Batch]:
    """All corpora in batches, in any order."""
    made = []
    for parts, size in groups:
        order = list(parts)
        shuffle.shuffle(order)
        made += [order[start : start + size] for start in range(0, len(order), size)]
    shuffle.shuffle(made)
    yield from filter(None, map(batch_of, made))


def train(groups: Groups, reads: bool, hidden: int, epochs: int, seed: int) -> Network:
    """A network trained on all of them."""
    torch.manual_seed(seed)
    shuffle = random.Random(seed)
    one = next(part for part in groups[0][0] if part.cases)
    width = one.vectors.shape[1] if reads else 0
    network = Network(one.numbers.shape[1], one.cases[0].pairs.shape[1], width, hidden)
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-2)
    number = sum(-(-len(parts) // size) for parts, size in groups)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=number * epochs + 2)
    for epoch in range(1, epochs + 1):
        batches = steps(groups, shuffle)
        losses = [stepped(network, loss_of(network, batch), optimizer, schedule) for batch in batches]
        print(f"epoch {epoch}: loss {sum(losses) / len(losses):.3f}", file=sys.stderr, flush=True)
    return network.eval()


def trained(groups: Groups, networks: Sequence[tuple[str, int]], epochs: int, seed: int) -> dict[str, Any]:
    """The weights of these networks, by their names, in half floats."""
    weights: dict[str, Any] = {}
    for number, (way, hidden) in enumerate(networks):
        network = train(groups, way.startswith("vectors"), hidden, epochs, seed + number)
        state = network.state_dict().items()
        weights |= {f"{way}.{name}": tensor.numpy().astype(np.float16) for name, tensor in state}
    return weights


def ranker_of(weights: Mapping[str, Any]) -> Ranker:
    """What asks these weights, with no threshold."""
    floats = {name: array.astype(np.float32) for name, array in weights.items()}
    return Ranker(floats, {"sha256": "", "thresholds": {}, "given": 0.0})


Trial = tuple[float, float, bool]  # a probability, its lead over the next, right or not


def trials(document: Document, table: Table, ranker: Ranker) -> Iterator[tuple[str, Trial]]:
    """How the pronouns that speak were answered, by how they point."""
    ranking = ranker.of(table)
    gold = rows_in_gold(document, table)
    for place, row in enumerate(table.rows):
        if not third_person(row.points) or row.joined:
            continue
        told = ranking.salience.told.get(place, ())
        answer = ranking.likeliest(row.sentence, row.token.index, told)
        if answer is None or not (told or speaks(table.context, row)):
            continue
        theirs = gold[table.rows.index(answer.mention)]
        right = theirs is not None and theirs == gold[place]
        yield row.points or "", (answer.probability, answer.probability - answer.next, right)


def trials_of_news(told: Mapping[int, Told], table: Table, ranker: Ranker) -> Iterator[tuple[str, Trial]]:
    """The same of what labels tell of; a definite noun where the rules take it for no name and the answer is one,
    since it is asked for nowhere else."""
    ranking = ranker.of(table)
    for place, known in told.items():
        row = table.rows[place]
        answer = ranking.likeliest(row.sentence, row.token.index, ranking.salience.told.get(place, ()))
        definite = row.points == "definite"
        if answer is None or (definite and (known.ruled or answer.entity < 0)):
            continue
        right = answer.entity in known.entities or is_right(table, table.rows.index(answer.mention), known, told)
        yield row.points or "", (answer.probability, answer.probability - answer.next, right)


def speaks(context: Context, row: Candidate) -> bool:
    """Whether a candidate is the subject of a verb of speech."""
    verb = context.article.sentences[row.sentence].tokens[row.token.head]
    entries = context.lexicon.by_word("cues").get(verb.lemma, ())
    speech = any(entry["class"] == "speech" and entry["pos"] == "verb" for entry in entries)
    return row.subject and verb.upos == "VERB" and speech


def threshold(rows: Sequence[Trial], wanted: float) -> tuple[float, float, float]:
    """The least probability from which answers that lead are right as often as wanted; the share right, and the share
    answered, from there on."""
    best = (1.01, 0.0, 0.0)
    right, leading = 0, [row for row in rows if row[1] >= LEAD]
    for made, (probability, _, held) in enumerate(sorted(leading, reverse=True), start=1):
        right += held
        if right >= wanted * made:
            best = (probability, right / made, made / len(rows))
    return best


def best_given(questions: Sequence[Question], pairs: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The least probability of a given name with the best F1, and that F1 in percent."""
    tried = [round(0.02 * n, 2) for n in range(26)]
    scores = [own_f1(questions, [choose(pair, least) for pair in pairs]) for least in tried]
    return max(zip(scores, tried, strict=True))[::-1]


def chosen_thresholds(found: Mapping[str, Sequence[Trial]]) -> tuple[dict[str, list[float]], dict[str, Any]]:
    """By how a word points: the least probability and the least lead, and what came out, in percent, with the least
    probability that is as often right as is WANTED."""
    thresholds, figures = {}, {}
    for way in sorted(found):
        least, right, share = threshold(found[way], WANTED[way])
        thresholds[way] = [round(min(least, HIGHEST.get(way, 1.0)), 3), LEAD]
        every = sum(is_right for *_, is_right in found[way]) / len(found[way])
        figures[way] = {
            "number": len(found[way]), "right of all": round(100 * every, 1),
            "right of resolved": round(100 * right, 1), "resolved": round(100 * share, 1),
        }  # fmt: skip
    return thresholds, figures


def of_apart(found: Mapping[str, Sequence[Trial]], thresholds: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """What came out on articles that nothing was learned from or chosen on."""
    figures = {}
    for way in sorted(found):
        least, lead = thresholds[way]
        taken = [right for probability, ahead, right in found[way] if probability >= least and ahead >= lead]
        right = round(100 * sum(taken) / max(1, len(taken)), 1)
        resolved = round(100 * len(taken) / len(found[way]), 1)
        figures[way] = {"number": len(found[way]), "right of resolved": right, "resolved": resolved}
    return figures


def read_news(chosen: argparse.Namespace, reader: Reader) -> Iterator[tuple[str, tuple[Mapping[int, Told], Table]]]:
    """Id -> what its labels tell, and its candidates, of each article of which they tell anything."""
    labelled = list(read_labelled(chosen.news, chosen.dataset))
    for (_, labels), article in zip(labelled, parsed([a for a, _ in labelled], chosen.cache), strict=True):
        table = reader.table(article)
        told = told_in(table, labels)
        if told:
            yield article.id, (told, table)


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line: see the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gum", type=Path, required=True)
    options.add_argument("--apart", type=Path, nargs="*", default=[], help="files whose documents are left out")
    options.add_argument("--litbank", type=Path, required=True)
    options.add_argument("--gap", type=Path, required=True)
    options.add_argument("--gap-validation", type=Path, required=True)
    options.add_argument("--news", type=Path, required=True, help="labels of news, an article a line (told.py)")
    options.add_argument("--dataset", type=Path, required=True, help="the folder data/jsons that they are of")
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--cache", type=Path, default=Path(".cache/parses"))
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args(list(arguments) if arguments is not None else None)
    lexicon, shuffle = load_lexicon(), random.Random(chosen.seed)
    reader = Reader(lexicon, load_refiner(), load_types())
    apart = {document.article.id for path in chosen.apart for document in read_documents(path)}
    documents = [d for d in read_documents(chosen.gum) if d.article.id not in apart]
    articles = parsed([evolve(d.article, sentences=()) for d in documents], chosen.cache)
    documents_read = [(d, reader.table(a)) for d, a in zip(documents, articles, strict=True)]
    gum = {d.article.id: of_document(d, table, shuffle) for d, table in documents_read}
    novels = list(read_litbank(chosen.litbank))
    on_ours = [on_trees(n, a) for n, a in zip(novels, parsed([n.article for n in novels], chosen.cache), strict=True)]
    litbank = [of_document(d, reader.table(d.article), shuffle, novel=True) for d in on_ours]
    questions = read_gap(chosen.gap)
    trees = parsed([q.article for q in questions], chosen.cache)
    gap = [p for q, a in zip(questions, trees, strict=True) if (p := of_gap(q, a, lexicon)) is not None]
    news_read = dict(read_news(chosen, reader))
    news = {name: of_news(table, told) for name, (told, table) in news_read.items() if not is_apart(name)}
    print(
        f"{len(gum)} of GUM, {len(litbank)} novels, {len(gap)} of GAP, {len(news)} of news", file=sys.stderr, flush=True
    )
    beside = [(litbank, NOVELS_A_STEP), (gap, QUESTIONS_A_STEP)]

    def fitted(without: int | None, networks: Sequence[tuple[str, int]]) -> dict[str, Any]:
        """Networks for sources that read all but this part."""
        parts = ([p for name, p in texts.items() if part_of(name) != without] for texts in (gum, news))
        sized = zip(parts, (DOCUMENTS_A_STEP, ARTICLES_A_STEP), strict=True)
        return trained([*sized, *beside], networks, chosen.epochs, chosen.seed)

    found: dict[str, list[Trial]] = defaultdict(list)
    for part in range(PARTS):
        ranker = ranker_of(fitted(part, TRIED))
        of_gum = (trials(d, table, ranker) for d, table in documents_read if part_of(d.article.id) == part)
        of_told = (trials_of_news(*news_read[name], ranker) for name in news if part_of(name) == part)
        for way, trial in chain.from_iterable(chain(of_gum, of_told)):
            found[way].append(trial)
    thresholds, figures = chosen_thresholds(found)
    plain = [([*gum.values()], DOCUMENTS_A_STEP), *beside]
    weights = trained(plain, NETWORKS, chosen.epochs, chosen.seed)
    weights |= {f"{OF_SOURCES}{name}": array for name, array in fitted(None, NETWORKS).items()}
    unread: dict[str, list[Trial]] = defaultdict(list)
    for name in filter(is_apart, news_read):
        for way, trial in trials_of_news(*news_read[name], ranker_of(weights)):
            unread[way].append(trial)
    validation = read_gap(chosen.gap_validation)
    answered = shares(validation, parsed([q.article for q in validation], chosen.cache), lexicon, ranker_of(weights))
    given, f1 = best_given(validation, answered)
    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / "resolver.safetensors"
    save_file(weights, str(path))
    told = {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "thresholds": thresholds, "given": given,
        "held out": {"GAP validation F1": round(f1, 1)} | figures,
        "news apart": of_apart(unread, thresholds), "seed": chosen.seed, "epochs": chosen.epochs,
    }  # fmt: skip
    (chosen.out / "resolver.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1), file=sys.stderr)


if __name__ == "__main__":
    main()
