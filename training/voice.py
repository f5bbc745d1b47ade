"""Train ``audit.claims.heard``: python -m training.voice --labels FILE --dataset FOLDER --out FOLDER

--labels is training/news.jsonl: sentences of news with who their claim comes from, as readers said, in the form that
training/told.py tells; the word that attributes a claim is ^ where the sentence goes on with somebody's words.
--dataset is the folder data/jsons of the dataset that benchmarks.wide tells of; its texts are not ours to hand out. The
articles are parsed once with the embedded models and kept in --cache with their word vectors.

Every tenth article, by a hash of its id, is held out to choose by, another tenth to report. Written: voice.safetensors
(half floats) and voice.json (vocabulary, settings, checksum, the figures).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final

import torch
from attrs import frozen
from safetensors.torch import save_file

from audit.claims import make_claims
from audit.claims.heard import NAME, VoiceError
from audit.claims.main import main_claims
from audit.claims.network import Network, Told
from audit.claims.reading import Vocabulary, construction_of, told
from audit.find import Finder
from audit.lexicon import load_lexicon
from audit.model import Article
from audit.parse.spelled import our_own
from audit.pipeline import default_refiner, learned_to_resolve
from audit.resolve import resolve
from benchmarks.trees import parsed
from training.stepped import learn
from training.told import Label, options_of, read_labelled

ARTICLES_AT_ONCE: Final = 20
ARTICLES_A_STEP: Final = 8
_POINTING: Final = 0.5  # what finding the cue's word counts against finding the way
_EITHER: Final = 0.3  # what a sentence counts that readers could take either way
_BARS: Final = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)  # an attribution below LIKELY makes no claim
_WAY: Final = {"own": 0, "cue": 1, "on": 2}


@frozen(eq=False)
class Known:
    """An article's sentences as numbers, and of each: its way (None where it has no label that tells, "said" where it
    is somebody's and the cue was not told), the weight of that, the places of the cue's word, whether the rules took
    it for somebody's (None without a claim), and what is right ("own", "said")."""

    sentences: tuple[Told, ...]
    ways: tuple[tuple[str, float] | None, ...]
    cues: tuple[tuple[int, ...], ...]
    drawn: tuple[bool | None, ...]
    right: tuple[frozenset[str], ...]


def part_of(name: str) -> str:
    """Which part an article is in: "train", "chosen" by, or "reported"."""
    return {0: "chosen", 1: "reported"}.get(hashlib.sha256(name.encode()).digest()[0] % 10, "train")


def known_of(article: Article, labels: Sequence[Label], vocabulary: Vocabulary) -> Known:
    """An article with claims as the network learns from it."""
    claims = main_claims(article)
    ways: list[tuple[str, float] | None] = []
    cues, drawn, right = [], [], []
    for number, sentence in enumerate(article.sentences):
        label = next((one for one in labels if one.span.overlaps(sentence.span)), None)
        kinds, cue = (label.kinds, label.cue) if label is not None else ("x", "")
        said = kinds[0] not in "-x"
        both = "-" in kinds and kinds != "-"
        way = ("said" if not cue else "on" if cue == "^" else "cue") if said else "own"
        ways.append(None if kinds == "x" else (way, _EITHER if both else 1.0))
        cues.append(tuple(t.index for t in sentence.tokens if said and not both and t.text.lower() == cue.lower()))
        claim = claims.get(number, (None, 0.0))[0]
        drawn.append(None if claim is None else claim.kind != "none")
        right.append(frozenset(["own"] * ("-" in kinds) + ["said"] * bool(set(kinds) & set("nas"))))
    return Known(
        tuple(told(article, vocabulary, our_own(VoiceError))), tuple(ways), tuple(cues), tuple(drawn), tuple(right)
    )


def vocabulary_of(articles: Sequence[Article]) -> dict[str, list[str]]:
    """What the numbers of tags, relations and constructions stand for; 0 for all that was hardly seen."""
    tokens = [t for article in articles for s in article.sentences for t in s.tokens]
    seen = Counter(construction_of(claim) for article in articles for claim in article.claims)
    return {
        "tags": ["?", *sorted({t.upos for t in tokens})],
        "relations": ["?", *sorted({t.deprel for t in tokens})],
        "constructions": ["?", *sorted(c for c in seen if seen[c] >= 5)],
    }


def loss_of(network: Network, batch: Sequence[Known]) -> torch.Tensor:
    """A batch's loss, a scalar."""
    ways, words = network([one.sentences for one in batch])
    likely = ways.log_softmax(1)
    total, weight = likely.new_zeros(()), 0.0
    pointed, number = likely.new_zeros(()), 0
    place = 0
    for one in batch:
        for way, cue in zip(one.ways, one.cues, strict=True):
            if way is not None:
                here = likely[place]
                total = total - way[1] * (torch.logsumexp(here[1:], 0) if way[0] == "said" else here[_WAY[way[0]]])
                weight += way[1]
            if cue:
                pointed = pointed - torch.logsumexp(words[place].log_softmax(0)[list(cue)], 0)
                number += 1
            place += 1
    return total / max(weight, 1.0) + _POINTING * pointed / max(number, 1)


def judged(network: Network, known: Sequence[Known]) -> list[tuple[float, bool, frozenset[str]]]:
    """Of every labelled sentence with a claim: how likely it is somebody's, whether the rules say so, what is right."""
    network.eval()
    found = []
    with torch.inference_mode():
        for one in known:
            chances = (1 - network([one.sentences])[0].softmax(1)[:, 0]).tolist()
            rows = zip(chances, one.drawn, one.ways, one.right, strict=True)
            found += [(chance, drawn, right) for chance, drawn, way, right in rows if way and drawn is not None]
    return found


def share(rows: Sequence[tuple[float, bool, frozenset[str]]], bar: float | None = None) -> float:
    """How many sentences are right, in percent, where from ``bar`` on a sentence is somebody's; the rules' without."""
    taken = ["said" if (drawn if bar is None else chance >= bar) else "own" for chance, drawn, _ in rows]
    return 100 * sum(one in right for one, (*_, right) in zip(taken, rows, strict=True)) / max(1, len(rows))


def figures(rows: Sequence[tuple[float, bool, frozenset[str]]], bar: float) -> dict[str, float]:
    """How many sentences are rightly told the paper's own or somebody's, in percent: by the rules, and as heard."""
    found = {"sentences": len(rows), "rules": share(rows), "heard": share(rows, bar)}
    return {name: round(value, 2) for name, value in found.items()}


def read_all(options: argparse.Namespace) -> list[tuple[Article, tuple[Label, ...]]]:
    """The articles with claims as the rules draw them, and their labels."""
    lexicon = load_lexicon()
    finder, learned = Finder(lexicon, default_refiner()), learned_to_resolve()
    given = list(islice(read_labelled(options.labels, options.dataset), options.limit))
    found = []
    for start in range(0, len(given), ARTICLES_AT_ONCE):
        part = given[start : start + ARTICLES_AT_ONCE]
        for article, (_, labels) in zip(parsed([a for a, _ in part], options.cache), part, strict=True):
            resolved = resolve(finder(article), lexicon, **learned)
            found.append((make_claims(resolved, lexicon), labels))
    return found


def trained(
    known: Sequence[Known], sizes: Mapping[str, int], words: Iterable[str], options: argparse.Namespace
) -> Network:
    """A network that has learned from these articles; ``words`` are those that stand in them."""
    torch.manual_seed(options.seed)
    network = Network(sizes, options.recurrent)
    spelled = torch.from_numpy(our_own(VoiceError).of(sorted(set(words)))).float()
    network.middle, network.spread = spelled.mean(0), spelled.std(0) + 1e-3
    learn(network, known, partial(loss_of, network), options, ARTICLES_A_STEP, 1e-2, options.seed)
    return network


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line: see the module's docstring."""
    options = options_of(__doc__, epochs=7, seed=7)
    options.add_argument("--recurrent", type=int, default=64)
    chosen = options.parse_args(list(arguments) if arguments is not None else None)
    read = read_all(chosen)
    vocabulary = vocabulary_of([a for a, _ in read if part_of(a.id) == "train"])
    places = {key: {word: place for place, word in enumerate(words)} for key, words in vocabulary.items()}
    parts: dict[str, list[Known]] = {"train": [], "chosen": [], "reported": []}
    for article, labels in read:
        parts[part_of(article.id)].append(known_of(article, labels, places))
    words = {t.text for a, _ in read if part_of(a.id) == "train" for s in a.sentences for t in s.tokens}
    del read
    network = trained(parts["train"], {key: len(known) for key, known in vocabulary.items()}, words, chosen)
    rows = judged(network, parts["chosen"])
    bar = max(_BARS, key=lambda e: share(rows, e))
    told_of = {name: figures(judged(network, parts[name]), bar) for name in ("chosen", "reported")}
    chosen.out.mkdir(parents=True, exist_ok=True)
    weights = chosen.out / f"{NAME}.safetensors"
    save_file({key: value.half().contiguous() for key, value in network.state_dict().items()}, str(weights))
    settings = {
        "recurrent": chosen.recurrent,
        "bar": bar,
        "articles": {name: len(known) for name, known in parts.items()},
        "labels": {name: sum(w is not None for k in known for w in k.ways) for name, known in parts.items()},
        "right": told_of,
        "vocabulary": vocabulary,
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
    }
    (chosen.out / f"{NAME}.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({key: settings[key] for key in ("articles", "labels", "bar", "right")}))


if __name__ == "__main__":
    main()
