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

import torch
from attrs import evolve, frozen
from safetensors.torch import save_file
from torch import Tensor

from audit.claims import claimed
from audit.find import Finder
from audit.lexicon import load_lexicon
from audit.model import HOWS, Article
from audit.parse.spelled import our_own
from audit.pipeline import default_refiner, default_voices, learned_to_resolve
from audit.read.segment import segments
from audit.resolve import resolve
from audit.trace.placed.carried import found_by_rules
from audit.trace.placed.learned import NAME, OccasionsError
from audit.trace.placed.numbers import Told, told
from audit.trace.placed.words import Found
from benchmarks.agreement import rows
from benchmarks.occasions import BARE, answer_of, articles_of
from benchmarks.trees import FOLDER, parsed
from training.occasions_network import Network
from training.stepped import learn

AT_ONCE: Final = 20  # articles
ARTICLES_A_STEP: Final = 8
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
    lexicon, spelled = load_lexicon(), our_own(OccasionsError)
    found = []
    for one in known:
        read = told(one.article, one.found, places, lexicon, spelled) if one.labels else None
        if read is not None:
            place = {claim.id: number for number, claim in enumerate(read.claims)}
            found.append((read, [evolve(label, claim=place[id]) for id, label in one.labels]))
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
    network = Network(sizes, known[0][0], options.drop)
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
    options.add_argument("--epochs", type=int, default=16)
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
