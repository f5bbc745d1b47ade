"""Train the learned part of ``audit.find`` on PolNeAR's training part: attribution.py --gold train.jsonl --out FOLDER

--gold is a JSONL file, one article per line: {"id", "text", "attributions": [{"source": SPANS, "cue": SPANS, "content":
SPANS}]}, spans as [start, end] (PolNeAR: Newell, Margolin and Ruths 2018, LREC; its texts are not ours to publish). The
articles are parsed once with the embedded models (some ten minutes on two cores) and kept in --cache with their word
vectors (700 MB for 840 articles). Every tenth article, by a hash of its id, is held out: the epoch, the threshold
and the calibration are chosen on it. Written: attribution.safetensors (half floats) and attribution.json (vocabulary,
settings, checksum, the held-out figures). A run that broke off goes on from the last epoch that --out holds.

--start gives a folder of earlier weights to start from; what they lack (the attention layers, the chain's steps) starts
as if it were not there.

Nothing else may be tuned on what is reported: the development part is for reporting, the test part is not to be
touched.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from attrs import frozen
from safetensors.torch import load_file, save_file
from torch import nn

from audit.find.draft import Draft, Words
from audit.find.lookup import Cues
from audit.find.network import Batch, Network, best_labels, chain_loss
from audit.find.propose import drafts_of, quoted_words
from audit.find.quotation import quotations
from audit.find.refine import NAME, Example, Setting, collate, construction_of, example, setting
from audit.lexicon import load_lexicon
from audit.model import Article, Sentence, Span
from audit.read.segment import segments
from benchmarks.trees import parsed
from training.stepped import stepped

ARTICLES_AT_ONCE: Final = 20
WORDS_A_STEP: Final = 4000

Case = tuple[Draft, int, list[int] | None]  # …, verdict (1 or 0), label per word of the sentence
Found = tuple[Sentence, Words, list[Case]]  # …, its quoted words, its drafts


@frozen
class Known:
    """A sentence's numbers and those of its drafts: each with its verdict and its labels, (words,)."""

    setting: Setting
    drafts: tuple[tuple[Example, int, torch.Tensor | None], ...]


def cases(article: Article, gold: Sequence[dict[str, Any]], cues: Cues) -> Iterator[Found]:
    """Every sentence of an article that has drafts, its quoted words, and what the annotators say of each draft.

    A draft is right where its head is in a gold cue (else its cue shares a word with one), best content overlap
    first; one inside a gold content is not asked: PolNeAR leaves what stands inside a content unmarked.
    """
    spans = [{role: [Span(*s) for s in a[role]] for role in ("source", "cue", "content")} for a in gold]
    marks = quotations(article.text, article.segments)
    drafts = [(s, d) for s in article.sentences for d in drafts_of(s, cues, True)]
    chosen: dict[int, int] = {}
    for number, attribution in enumerate(spans):
        best, best_score = None, 0.0
        for place, (sentence, draft) in enumerate(drafts):
            if place in chosen or not any(span.overlaps(sentence.span) for span in attribution["cue"]):
                continue
            head = any(sentence.tokens[draft.head].span.overlaps(span) for span in attribution["cue"])
            shared = sum(any(sentence.tokens[i].span.overlaps(s) for s in attribution["cue"]) for i in draft.cue)
            held = [any(sentence.tokens[i].span.overlaps(s) for s in attribution["content"]) for i in draft.content]
            score = 2.0 * head + min(shared, 1) + sum(held) / (len(held) + 1)
            if (head or shared) and score > best_score:
                best, best_score = place, score
        if best is not None:
            chosen[best] = number
    found: dict[int, tuple[Sentence, list[Case]]] = {}
    for place, (sentence, draft) in enumerate(drafts):
        if sentence.vectors is None:
            continue
        rows = found.setdefault(id(sentence), (sentence, []))[1]
        if place in chosen:
            rows.append((draft, 1, _labels(sentence, spans[chosen[place]])))
            continue
        cue = sentence.tokens[draft.head].span
        if not any(cue.overlaps(s) for a in spans for s in a["content"]):
            rows.append((draft, 0, None))
    for sentence, rows in found.values():
        if rows:
            yield sentence, quoted_words(sentence, marks), rows


def _labels(sentence: Sentence, attribution: dict[str, list[Span]]) -> list[int]:
    found = []
    for token in sentence.tokens:
        label = 0
        for value, role in ((3, "content"), (1, "source"), (2, "cue")):
            if any(token.span.overlaps(span) for span in attribution[role]):
                label = value
        found.append(label)
    return found


def held_out(name: str) -> bool:
    """Whether an article is of the tenth that choices are made on."""
    return hashlib.sha256(name.encode()).digest()[0] % 10 == 0


def steps(known: Sequence[Known], shuffle: random.Random | None) -> Iterator[list[Known]]:
    """The sentences in batches of about WORDS_A_STEP words of drafts, like lengths together. With ``shuffle``, to learn
    from: in any order, and of the sentences in which nothing is marked a half, another one each time."""
    lengths = [len(one.setting.seen) for one in known]
    chosen = list(range(len(known)))
    if shuffle:
        chosen = [i for i in chosen if any(v for _, v, _ in known[i].drafts) or shuffle.random() < 0.5]
    order = sorted(chosen, key=lambda i: lengths[i] + (shuffle.random() * 6 if shuffle else 0))
    batches: list[list[Known]] = [[]]
    held = 0
    for i in order:
        held += len(known[i].drafts)
        if held * lengths[i] > WORDS_A_STEP and batches[-1]:
            batches.append([])
            held = len(known[i].drafts)
        batches[-1].append(known[i])
    if shuffle:
        shuffle.shuffle(batches)
    yield from filter(None, batches)


def numbers_of(batch: Sequence[Known]) -> tuple[Batch, torch.Tensor, torch.Tensor]:
    """A batch with its verdicts, (drafts,), and labels, (drafts, words), -1 where there are none."""
    numbers = collate([one.setting for one in batch], [[d[0] for d in one.drafts] for one in batch])
    flat = [draft for one in batch for draft in one.drafts]
    labels = torch.full(numbers.places.shape, -1)
    for row, (*_, gold) in enumerate(flat):
        if gold is not None:
            labels[row, : len(gold)] = gold
    return numbers, torch.tensor([draft[1] for draft in flat]), labels


def loss_of(network: Network, batch: Sequence[Known]) -> torch.Tensor:
    """A batch's loss, a scalar."""
    numbers, verdicts, labels = numbers_of(batch)
    logits, verdict = network(numbers)
    total = nn.functional.binary_cross_entropy_with_logits(verdict, verdicts.float())
    marked = labels[:, 0] >= 0
    if marked.any():
        longest = int(numbers.lengths[marked].max())
        chain = (logits[marked, :longest], network.steps, labels[marked, :longest], numbers.lengths[marked])
        total = total + 1.5 * chain_loss(*chain)
    return total


def evaluate(network: Network, known: Sequence[Known]) -> tuple[list[tuple[float, int]], dict[str, float]]:
    """(verdict, right or not) of every draft, and how often a role's words are all right, in percent."""
    network.eval()
    verdicts: list[tuple[float, int]] = []
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    with torch.inference_mode():
        for batch in steps(known, None):
            numbers, given, labels = numbers_of(batch)
            logits, verdict = network(numbers)
            verdicts += zip(verdict.tolist(), given.tolist(), strict=True)
            guesses = best_labels(logits, network.steps, numbers.lengths)
            for guess, gold in zip(guesses, labels.tolist(), strict=True):
                if gold[0] < 0:
                    continue
                for value, role in ((1, "source"), (2, "cue"), (3, "content")):
                    if value in gold:
                        total[role] += 1
                        right[role] += all((g == value) == (w == value) for g, w in zip(guess, gold, strict=False))
    return verdicts, {role: 100 * right[role] / total[role] for role in sorted(total)}


def best_threshold(verdicts: Sequence[tuple[float, int]], missed: int) -> tuple[float, float]:
    """The logit with the best F1 over drafts, gold ones that no draft reaches counted as missed; and that F1 in
    percent."""
    positives = sum(v for _, v in verdicts) + missed
    best, best_f1, hit = 0.0, 0.0, 0
    for made, (logit, right) in enumerate(sorted(verdicts, reverse=True), start=1):
        hit += right
        f1 = 200 * hit / (made + positives)
        if f1 > best_f1:
            best, best_f1 = logit, f1
    return best, best_f1


def platt(verdicts: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Scale and shift of the logit that make its sigmoid a probability (Platt 1999)."""
    logits = torch.tensor([v for v, _ in verdicts])
    right = torch.tensor([float(r) for _, r in verdicts])
    scale, shift = torch.ones(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([scale, shift], max_iter=100)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(scale * logits + shift, right)
        loss.backward()
        return loss

    optimizer.step(closure)
    return float(scale.detach()), float(shift.detach())


def vocabulary_of(found: Sequence[Found]) -> dict[str, list[str]]:
    """What the numbers of constructions, relations and tags stand for; 0 for all that was hardly seen."""
    seen = Counter(construction_of(draft) for *_, rows in found for draft, *_ in rows)
    return {
        "constructions": ["?", *sorted(c for c in seen if seen[c] >= 5)],
        "relations": ["?", *sorted({t.deprel for s, *_ in found for t in s.tokens})],
        "tags": ["?", *sorted({t.upos for s, *_ in found for t in s.tokens})],
    }


def known_of(found: Found, places: Mapping[str, Mapping[str, int]]) -> Known:
    """A sentence and its drafts as numbers."""
    sentence, quoted, rows = found
    drafts = []
    for draft, verdict, labels in rows:
        one = example(sentence, draft, places)
        kept = None if labels is None else torch.tensor(labels[one.start : one.start + len(one.roles)])
        drafts.append((one, verdict, kept))
    return Known(setting(sentence, quoted, places), tuple(drafts))


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line: see the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--cache", type=Path, default=Path(".cache/training"))
    options.add_argument("--start", type=Path, help="a folder of earlier weights to start from")
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--hidden", type=int, default=128)
    options.add_argument("--layers", type=int, default=2)
    options.add_argument("--rate", type=float, default=1e-3, help="the highest learning rate")
    options.add_argument("--threshold", type=float, help="the least probability, instead of the one best for drafts")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--limit", type=int, help="only so many articles, to try the script out")
    chosen = options.parse_args(list(arguments) if arguments is not None else None)
    random.seed(chosen.seed)
    torch.manual_seed(chosen.seed)
    gold = [json.loads(line) for line in chosen.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    gold = gold[: chosen.limit]
    cues = load_lexicon().once(Cues)
    train: list[Found] = []
    held: list[Found] = []
    unreached = 0
    for start in range(0, len(gold), ARTICLES_AT_ONCE):
        part = gold[start : start + ARTICLES_AT_ONCE]
        bare = [Article(a["id"], a["text"], segments=segments(a["text"], a.get("title"))) for a in part]
        for row, article in zip(part, parsed(bare, chosen.cache), strict=True):
            found = list(cases(article, row["attributions"], cues))
            if held_out(article.id):
                reached = sum(verdict for *_, rows in found for _, verdict, _ in rows)
                unreached += sum(bool(a["cue"]) for a in row["attributions"]) - reached
            (held if held_out(article.id) else train).extend(found)
    vocabulary = vocabulary_of(train)
    earlier = load_file(str(chosen.start / f"{NAME}.safetensors")) if chosen.start else {}
    if earlier:
        vocabulary = json.loads((chosen.start / f"{NAME}.json").read_text(encoding="utf-8"))["vocabulary"]
    places = {key: {word: place for place, word in enumerate(words)} for key, words in vocabulary.items()}
    sizes = {key: len(words) for key, words in vocabulary.items()}
    train_known, held_known = [known_of(f, places) for f in train], [known_of(f, places) for f in held]
    del train, held
    counts = [sum(len(one.drafts) for one in known) for known in (train_known, held_known)]
    print(
        f"{counts[0]} drafts to train on, {counts[1]} held out, {unreached} gold ones unreached",
        file=sys.stderr,
    )
    network = Network(sizes, chosen.hidden, chosen.layers)
    network.load_state_dict({key: v.float() for key, v in earlier.items()}, strict=False)
    optimizer = torch.optim.AdamW(network.parameters(), lr=chosen.rate, weight_decay=1e-2)
    per_epoch = sum(1 for _ in steps(train_known, random.Random(0)))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, chosen.rate, total_steps=(per_epoch + 8) * chosen.epochs, pct_start=0.15
    )
    chosen.out.mkdir(parents=True, exist_ok=True)
    kept, first, best = chosen.out / "epoch.pt", 1, -math.inf
    if kept.exists():
        saved = torch.load(kept, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        first, best = saved["epoch"] + 1, saved["best"]
    for epoch in range(first, chosen.epochs + 1):
        network.train()
        began, losses = time.time(), []
        for batch in steps(train_known, random.Random(chosen.seed * 1000 + epoch)):
            losses.append(stepped(network, loss_of(network, batch), optimizer, schedule))
            if len(losses) % 100 == 0:
                print(f"  {len(losses)} of {per_epoch}: {sum(losses[-100:]) / 100:.3f}", file=sys.stderr, flush=True)
        verdicts, roles = evaluate(network, held_known)
        threshold, f1 = best_threshold(verdicts, unreached)
        figures = {"drafts F1": round(f1, 1), "all words of a role right": {k: round(v, 1) for k, v in roles.items()}}
        print(
            f"epoch {epoch}: loss {sum(losses) / len(losses):.3f}, {figures}, {time.time() - began:.0f} s",
            file=sys.stderr,
            flush=True,
        )
        value = f1 + sum(roles.values()) / 3
        if value > best:
            best = value
            scale, shift = platt(verdicts)
            told = {
                "threshold": chosen.threshold or 1 / (1 + math.exp(-(scale * threshold + shift))),
                "calibration": [scale, shift],
                "epoch": epoch,
                "held out": figures,
                "hidden": chosen.hidden,
                "layers": chosen.layers,
                "vocabulary": vocabulary,
                "trained on": f"{len(gold)} articles, {counts[0]} drafts; every tenth article held out",
                "seed": chosen.seed,
            }
            write(chosen.out, network, told)
        states = {name: one.state_dict() for name, one in (("network", network), ("optimizer", optimizer))}
        torch.save(states | {"epoch": epoch, "best": best, "schedule": schedule.state_dict()}, kept)


def write(folder: Path, network: nn.Module, told: Mapping[str, Any]) -> None:
    """The two files that ``audit.find.refine`` reads."""
    weights = folder / f"{NAME}.safetensors"
    save_file({key: value.detach().half().contiguous() for key, value in network.state_dict().items()}, str(weights))
    settings = dict(told) | {"sha256": hashlib.sha256(weights.read_bytes()).hexdigest()}
    text = json.dumps(settings, indent=1, ensure_ascii=False)
    (folder / f"{NAME}.json").write_text(text + "\n", encoding="utf-8")
    print(f"wrote {weights}", file=sys.stderr)


if __name__ == "__main__":
    main()
