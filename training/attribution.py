"""Train the learned part of ``audit.find`` on PolNeAR's training part: attribution.py --gold train.jsonl --out FOLDER

--gold is a JSONL file, one article per line: {"id", "text", "attributions": [{"source": SPANS, "cue": SPANS, "content":
SPANS}]}, spans as [start, end] (PolNeAR: Newell, Margolin and Ruths 2018, LREC; its texts are not ours to publish). The
articles are parsed once with the embedded models (some ten minutes on two cores) and kept in --cache with their word
vectors (1.2 GB for 840 articles). Every tenth article, by a hash of its id, is held out: the epoch, the threshold and
the calibration are chosen on it. Written: attribution.safetensors (half floats) and attribution.json (vocabulary,
settings, checksum, the held-out figures).

Nothing else may be tuned on what is reported: the development part is for reporting, the test part is not to be
touched.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import pickle
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn

from audit.find.draft import Draft, Words
from audit.find.gather import drafts_of, quoted_words
from audit.find.lookup import Cues
from audit.find.quotation import quotations
from audit.find.refine import NAME, Example, Network, collate, construction_of, example
from audit.lexicon import load_lexicon
from audit.model import Article, Sentence, Span
from audit.parse import load_parser
from audit.read.segment import segments

ARTICLES_A_FILE = 60
WORDS_A_STEP = 4000


def parsed(gold: Sequence[dict[str, Any]], cache: Path) -> Iterator[Article]:
    """The gold's articles with trees and vectors, from the cache where it has them. The cache is ours: unpickled as
    it is."""
    cache.mkdir(parents=True, exist_ok=True)
    parser = None
    for start in range(0, len(gold), ARTICLES_A_FILE):
        part = gold[start : start + ARTICLES_A_FILE]
        key = hashlib.sha256("".join(a["id"] + a["text"] for a in part).encode()).hexdigest()[:16]
        path = cache / f"{key}.pickle"
        if not path.exists():
            parser = parser or load_parser()
            articles = [Article(a["id"], a["text"], title=a.get("title"), segments=segments(a["text"])) for a in part]
            path.write_bytes(pickle.dumps(parser.parse(articles), protocol=5))
            print(f"parsed {start + len(part)} of {len(gold)}", file=sys.stderr)
        yield from pickle.loads(path.read_bytes())  # our own file, just written or by an earlier run


Case = tuple[Sentence, Draft, Words, int, list[int] | None]  # …, verdict (1 or 0), label per word of the sentence


def cases(article: Article, gold: Sequence[dict[str, Any]], cues: Cues) -> Iterator[Case]:
    """Every draft of an article with what the annotators say of it.

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
    for place, (sentence, draft) in enumerate(drafts):
        if sentence.vectors is None:
            continue
        quoted = quoted_words(sentence, marks)
        if place in chosen:
            yield sentence, draft, quoted, 1, _labels(sentence, spans[chosen[place]])
            continue
        cue = sentence.tokens[draft.head].span
        if not any(cue.overlaps(s) for a in spans for s in a["content"]):
            yield sentence, draft, quoted, 0, None


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


# a draft, its verdict (1 or 0), and the labels of its words where it is right
Row = tuple[Example, int, torch.Tensor | None]


def steps(examples: Sequence[Row], shuffle: random.Random | None) -> Iterator[list[Row]]:
    """The examples in batches of about WORDS_A_STEP words, like lengths together; in any order with ``shuffle``."""
    order = sorted(
        range(len(examples)), key=lambda i: len(examples[i][0].columns) + (shuffle.random() * 6 if shuffle else 0)
    )
    batches: list[list[Row]] = [[]]
    for i in order:
        if len(batches[-1]) * len(examples[i][0].columns) > WORDS_A_STEP:
            batches.append([])
        batches[-1].append(examples[i])
    if shuffle:
        shuffle.shuffle(batches)
    yield from filter(None, batches)


def loss_of(network: Network, batch: list[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """A batch's loss, a scalar; the logits of its verdicts, (batch,), and of its words' labels, (batch, words, 4)."""
    vectors, columns, heads, lengths = collate([e for e, _, _ in batch])
    labels = torch.full(columns.shape[:2], -100)
    for row, (_, _, gold) in enumerate(batch):
        if gold is not None:
            labels[row, : len(gold)] = gold
    verdicts = torch.tensor([v for _, v, _ in batch])
    logits, verdict = network(vectors, columns, heads, lengths)
    total = nn.functional.binary_cross_entropy_with_logits(verdict, verdicts.float())
    if (labels >= 0).any():
        total = total + 1.5 * nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
    return total, verdict, logits


def evaluate(network: Network, examples: Sequence[Row]) -> tuple[list[tuple[float, int]], dict[str, float]]:
    """(verdict, right or not) of every draft, and how often a role's words are all right."""
    network.eval()
    verdicts: list[tuple[float, int]] = []
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    with torch.inference_mode():
        for batch in steps(examples, None):
            _, verdict, logits = loss_of(network, batch)
            guesses = logits.argmax(-1)
            for row, (_, gold_verdict, gold) in enumerate(batch):
                verdicts.append((float(verdict[row]), gold_verdict))
                if gold is not None:
                    guess = guesses[row, : len(gold)]
                    for value, role in ((1, "source"), (2, "cue"), (3, "content")):
                        if (gold == value).any():
                            total[role] += 1
                            right[role] += bool(((guess == value) == (gold == value)).all())
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


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line: see the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--cache", type=Path, default=Path(".cache/training"))
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--hidden", type=int, default=128)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--limit", type=int, help="only so many articles, to try the script out")
    chosen = options.parse_args(list(arguments) if arguments is not None else None)
    random.seed(chosen.seed)
    torch.manual_seed(chosen.seed)
    gold = [json.loads(line) for line in chosen.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    gold = gold[: chosen.limit]
    cues = load_lexicon().once(Cues)
    train, held, unreached = list[Case](), list[Case](), 0
    for row, article in zip(gold, parsed(gold, chosen.cache), strict=True):
        found = list(cases(article, row["attributions"], cues))
        if held_out(article.id):
            unreached += sum(bool(a["cue"]) for a in row["attributions"]) - sum(
                verdict == 1 for _, _, _, verdict, _ in found
            )
        (held if held_out(article.id) else train).extend(found)
    seen = Counter(construction_of(draft) for _, draft, _, _, _ in train)
    relations = sorted({t.deprel for s, _, _, _, _ in train for t in s.tokens})
    tags = sorted({t.upos for s, _, _, _, _ in train for t in s.tokens})
    vocabulary = {
        "constructions": ["?", *sorted(c for c in seen if seen[c] >= 5)],
        "relations": ["?", *relations],
        "tags": ["?", *tags],
    }
    places = {key: {word: place for place, word in enumerate(words)} for key, words in vocabulary.items()}

    def prepared(found: Iterable[Case]) -> list[Row]:
        rows = list[Row]()
        for sentence, draft, quoted, verdict, labels in found:
            one = example(sentence, draft, quoted, places)
            kept = None if labels is None else torch.tensor(labels[one.start : one.start + len(one.columns)])
            rows.append((one, verdict, kept))
        return rows

    train_rows, held_rows = prepared(train), prepared(held)
    print(
        f"{len(train_rows)} drafts to train on, {len(held_rows)} held out, {unreached} gold ones unreached",
        file=sys.stderr,
    )
    network = Network({key: len(words) for key, words in vocabulary.items()}, chosen.hidden)
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-2)
    shuffle = random.Random(chosen.seed)
    per_epoch = sum(1 for _ in steps(train_rows, random.Random(0)))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2.5e-3, total_steps=per_epoch * chosen.epochs + 8)
    best: tuple[float, dict[str, torch.Tensor], dict[str, Any]] | None = None
    for epoch in range(1, chosen.epochs + 1):
        network.train()
        began, losses = time.time(), []
        for batch in steps(train_rows, shuffle):
            loss, _, _ = loss_of(network, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        verdicts, roles = evaluate(network, held_rows)
        threshold, f1 = best_threshold(verdicts, unreached)
        figures = {"drafts F1": round(f1, 1), "all words of a role right": {k: round(v, 1) for k, v in roles.items()}}
        print(
            f"epoch {epoch}: loss {sum(losses) / len(losses):.3f}, {figures}, {time.time() - began:.0f} s",
            file=sys.stderr,
        )
        value = f1 + sum(roles.values()) / 3
        if best is None or value > best[0]:
            scale, shift = platt(verdicts)
            state = {key: tensor.detach().clone().half() for key, tensor in network.state_dict().items()}
            probability = 1 / (1 + math.exp(-(scale * threshold + shift)))
            told = {"threshold": probability, "calibration": [scale, shift], "epoch": epoch, "held out": figures}
            best = (value, state, told)
    assert best is not None
    chosen.out.mkdir(parents=True, exist_ok=True)
    weights = chosen.out / f"{NAME}.safetensors"
    save_file({key: tensor.contiguous() for key, tensor in best[1].items()}, str(weights))
    told = best[2] | {
        "hidden": chosen.hidden,
        "vocabulary": vocabulary,
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
        "trained on": f"{len(gold)} articles, {len(train_rows)} drafts; every tenth article held out",
        "seed": chosen.seed,
    }
    (chosen.out / f"{NAME}.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {weights}: {json.dumps(best[2])}", file=sys.stderr)


if __name__ == "__main__":
    main()
