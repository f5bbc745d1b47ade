"""Sentences that readers labelled go in, what an encoder that learned from them says of others goes out:
teacher.py --wide FOLDER --out FILE [--cache FOLDER]

The network of training/needs.py reads vectors that the parser's encoder made of words: these tell what a word does in
the sentence, and keep less of what it means. Here the plain encoder of audit/models, but for its embeddings and lowest
layers, is trained on with the labels of benchmarks/data/needs*.jsonl; it tells better what needs a source, and would
take a pass of its own in every audit. So it stays here, and ``training/score.py --taught FILE`` lets the network learn
from what it says of the claims without a source of articles that nobody labelled (benchmarks/data/wide-occasions.json,
the open ones) before it learns from labels.

It reads no label of a story that has grades: what the network says of these stories is then told by nobody who had
read them. --wide is the folder of articles (benchmarks.wide; of wide.json, wide-needs.json and wide-occasions.json).
Written: an .npz of ``articles``, ``starts`` (where the claims begin) and ``told`` (claims, 1 + letters), logits.

Source: Hinton, Vinyals and Dean 2015, Distilling the Knowledge in a Neural Network.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from attrs import frozen
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, PreTrainedTokenizerFast

from audit.lexicon import load_lexicon
from audit.parse.stanza_parser import EMBEDDED
from benchmarks.grades import DATA, NEEDS, NEITHER, Sentence, articles, f1, graded, needs
from benchmarks.score import with_claims
from benchmarks.trees import FOLDER
from training.needs import DOUBT, LETTERS, NEEDING
from training.stepped import stepped

WIDTH: Final = 384  # numbers of a piece
FROZEN: Final = 2  # layers that stay as they are
BESIDE: Final = 24  # pieces that are read on either side of a claim
LONGEST: Final = 90  # pieces of a claim
EPOCHS: Final = 2
BATCH: Final = 32
RATE: Final = (1.5e-4, 1e-3)  # of the encoder's layers, and of what is above them
OPENS: Final = 101  # the piece that opens a text
ENDS: Final = 102  # the piece that ends one


@frozen(eq=False)
class Claim:
    """A claim as it is read: its pieces and those beside it, which are its own, how far down its article it stands, and
    where each of its own pieces begins and ends in the article."""

    article: str
    start: int
    pieces: Sequence[int]
    own: Sequence[bool]
    place: float
    spans: Sequence[tuple[int, int]]


class Teacher(nn.Module):
    """The encoder, and what tells by its states whether a claim needs a source and each letter, as logits, and of each
    piece the letters that ask for a source and "any"."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(EMBEDDED / "encoder"), local_files_only=True).float()
        still = ("embeddings.", *(f"encoder.layer.{number}." for number in range(FROZEN)))
        for name, weight in self.encoder.named_parameters():
            weight.requires_grad_(not name.startswith(still))
        self.drop = nn.Dropout(0.15)
        self.telling, self.looks = nn.Linear(WIDTH, len(NEEDING) + 1), nn.Linear(WIDTH, 2)
        self.hidden = nn.Linear(3 * WIDTH + len(NEEDING) + 2, 128)
        self.out = nn.Linear(128, 1 + len(LETTERS))

    def forward(self, pieces: Tensor, there: Tensor, own: Tensor, place: Tensor) -> tuple[Tensor, Tensor]:
        """Arrays (claims, pieces) of their numbers, of where some are, of which are the claim's own; (claims,)."""
        with torch.autocast("cpu", torch.bfloat16):  # 1.6 times as fast
            states = self.encoder(input_ids=pieces, attention_mask=there.long()).last_hidden_state
        states, inside = states.float(), own[..., None]
        telling = self.telling(self.drop(states))
        looked = self.looks(states).masked_fill(~inside, -1e4).softmax(1)
        drawn = torch.einsum("bth,btz->bhz", looked, states).flatten(1)
        mean = (states * inside).sum(1) / inside.sum(1)
        most = telling.masked_fill(~inside, -1e4).amax(1)
        both = torch.cat([drawn, mean, torch.tanh(most / 3), place[:, None]], 1)
        out: Tensor = self.out(self.drop(functional.gelu(self.hidden(self.drop(both)))))
        return out, telling


def batch_of(claims: Sequence[Claim]) -> tuple[Tensor, ...]:
    """What the teacher takes, for these claims."""
    shape = len(claims), max(len(one.pieces) for one in claims)
    pieces = torch.zeros(shape, dtype=torch.long)
    there, own = torch.zeros(2, *shape, dtype=torch.bool)
    for row, one in enumerate(claims):
        size = len(one.pieces)
        pieces[row, :size], there[row, :size], own[row, :size] = torch.tensor(one.pieces), True, torch.tensor(one.own)
    return pieces, there, own, torch.tensor([one.place for one in claims])


def loss_of(teacher: Teacher, batch: Sequence[tuple[Claim, Sentence]]) -> Tensor:
    """How far what is said of claims lies from their labels, a scalar."""
    claims = [claim for claim, _ in batch]
    given = batch_of(claims)
    out, telling = teacher(*given)
    letters, asked, named = torch.zeros(len(batch), len(LETTERS)), torch.zeros(len(batch)), torch.zeros(given[0].shape)
    known = torch.zeros(len(batch), 1)
    for row, (claim, one) in enumerate(batch):
        for letter in one.letters:
            letters[row, LETTERS.index(letter)] += 1 / len(one.letters)
        share, doubt = one.share(NEEDS), DOUBT * one.unsure / len(one.letters)
        asked[row] = share * (1 - doubt) + (1 - share) * doubt
        known[row] = bool(one.words) or not share
        first = claim.own.index(True)
        for place, (start, end) in enumerate(claim.spans):
            named[row, first + place] = any(a < end and start < b for a, b in one.words)
    asserted = 1 - letters[:, LETTERS.index(NEITHER)]
    whole = functional.binary_cross_entropy_with_logits(out[:, 0], asked, reduction="none")
    loss: Tensor = (whole * asserted).mean() - 0.6 * (letters * out[:, 1:].log_softmax(1)).sum(1).mean()
    of_letter = letters[:, [LETTERS.index(letter) for letter in NEEDING]]
    wanted = torch.cat([named[..., None] * of_letter[:, None], named[..., None]], 2)
    each = functional.binary_cross_entropy_with_logits(telling, wanted, reduction="none", pos_weight=torch.tensor(3.0))
    counted = given[2] * known
    weighed = each[..., :-1].sum(2) / 4 + 0.7 * each[..., -1]
    words: Tensor = (weighed * counted).sum() / counted.sum().clamp(min=1)
    return loss + words


def trained(given: Sequence[tuple[Claim, Sentence]], epochs: int = EPOCHS, seed: int = 0) -> Teacher:
    """A teacher that has read the labelled claims so many times."""
    torch.manual_seed(seed)
    rng, teacher = random.Random(seed), Teacher()
    below = [weight for weight in teacher.encoder.parameters() if weight.requires_grad]
    above = [weight for name, weight in teacher.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW([{"params": below}, {"params": above}], weight_decay=0.02)
    steps = epochs * math.ceil(len(given) / BATCH) + epochs + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, list(RATE), total_steps=steps, pct_start=0.1)
    rows = list(given)
    for epoch in range(1, epochs + 1):
        teacher.train()
        rng.shuffle(rows)
        began, batches = time.time(), []
        for start in range(0, len(rows), 10 * BATCH):
            alike = sorted(rows[start : start + 10 * BATCH], key=lambda row: len(row[0].pieces))
            batches += [alike[place : place + BATCH] for place in range(0, len(alike), BATCH)]
        rng.shuffle(batches)
        losses = [stepped(teacher, loss_of(teacher, batch), optimizer, schedule) for batch in batches]
        print(f"epoch {epoch}: {sum(losses) / len(losses):.4f}, {time.time() - began:.0f} s", file=sys.stderr)
    teacher.eval()
    return teacher


def told(teacher: Teacher, claims: Sequence[Claim]) -> Any:
    """Of each claim the logits: (claims, 1 + letters)."""
    found = np.zeros((len(claims), 1 + len(LETTERS)), np.float32)
    order = sorted(range(len(claims)), key=lambda place: len(claims[place].pieces))
    with torch.inference_mode():
        for start in range(0, len(order), 64):
            some = order[start : start + 64]
            found[some] = teacher(*batch_of([claims[place] for place in some]))[0].numpy()
    return found


def claim_of(tokenizer: Any, article: str, text: str, start: int, end: int) -> Claim | None:
    """The claim that stands there in an article of this id and text, as it is read; None where it has no pieces."""
    cut = tokenizer(text[start:end], add_special_tokens=False, return_offsets_mapping=True)
    own = cut["input_ids"][:LONGEST]
    around = [text[max(0, start - 10 * BESIDE) : start], text[end : end + 10 * BESIDE]]  # enough for as many pieces
    before, after = tokenizer(around, add_special_tokens=False)["input_ids"]
    before, after = before[-BESIDE:], after[:BESIDE]
    pieces = [OPENS, *before, ENDS, *own, ENDS, *after, ENDS]
    inside = [0 <= place - len(before) - 2 < len(own) for place in range(len(pieces))]
    spans = [(start + a, start + b) for a, b in cut["offset_mapping"][:LONGEST]]
    return Claim(article, start, pieces, inside, start / len(text), spans) if own else None


def claims_of(ids: Sequence[str], cache: Path, wide: Path) -> list[Claim]:
    """The claims without a source of these articles."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(str(EMBEDDED / "encoder"), local_files_only=True)
    given = articles(ids, load_lexicon(), cache, with_claims, wide)
    found = (
        claim_of(tokenizer, article.id, article.text, claim.spans[0].start, claim.spans[-1].end)
        for article in given
        for claim in article.claims
        if claim.kind == "none"
    )
    return [one for one in found if one is not None]


def unlabelled() -> list[str]:
    """The open articles of wide-occasions.json, those without any sentence that is held out."""
    held = {one.article for one in needs(wide=True) if one.held}
    rows = map(json.loads, (DATA / "occasions-wide.jsonl").read_text(encoding="utf-8").splitlines())
    held |= {row["article"] for row in rows if row["held"]}
    return sorted(set(json.loads((DATA / "wide-occasions.json").read_text(encoding="utf-8"))) - held)


def _story(claim: Claim) -> str:
    return claim.article.partition("/")[0]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=FOLDER, help="folder of parses")
    parser.add_argument("--wide", type=Path, required=True, help="folder of articles (benchmarks.wide)")
    parser.add_argument("--out", type=Path, required=True, help="what is said of other claims, an .npz")
    options = parser.parse_args()
    stories = {row.story for row in graded(wide=True)}
    at = {(one.article, one.start): one for one in needs(wide=True) if not one.held}
    claims = claims_of([*{article for article, _ in at}, *unlabelled()], options.cache, options.wide)
    given = [(one, at[one.article, one.start]) for one in claims if (one.article, one.start) in at]
    apart = [pair for pair in given if _story(pair[0]) in stories]
    read = [pair for pair in given if _story(pair[0]) not in stories]
    teacher = trained(read)
    asserted = [(claim, one) for claim, one in apart if NEITHER not in one.letters]
    right = [one.share(NEEDS) >= 0.5 for _, one in asserted]
    logits = told(teacher, [claim for claim, _ in asserted])[:, 0]
    best = max(f1(list(logits >= bar), right) for bar in np.quantile(logits, np.linspace(0.05, 0.95, 60)))
    print(f"learned from {len(read)} sentences; of {len(right)} others, F1 at the best bar {100 * best:.1f}")
    asked = [one for one in claims if _story(one) not in stories and (one.article, one.start) not in at]
    np.savez_compressed(
        options.out,
        articles=np.array([one.article for one in asked]),
        starts=np.array([one.start for one in asked]),
        told=told(teacher, asked).astype(np.float16),
    )
    print(f"said of {len(asked)} claims that nobody labelled: {options.out}")


if __name__ == "__main__":
    main()
