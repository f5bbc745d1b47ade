"""Learn models/echo-pairs.safetensors, the judge that reads two texts together:

    together.py --nli FILE --work FOLDER                                      first, once: weights to begin with
    together.py --shared FOLDER --work FOLDER --start FOLDER/nli.pt --out audit/models [--epochs 4] [--rate 5e-4]
    together.py --mean FILE FILE … --work FOLDER --out audit/models          the mean of checkpoints of one run or more

What is learned from stands in ``paired``; every fifth topic of our own pairs is left out, and epochs and bars are
chosen on these (``benchmarks.pairs.chosen_on``). Half b of our own pairs, the headlines of 2015 and the one-word
contradictions are not opened.

The encoder's weights stay; its layers get an adapter of low rank (Hu and others 2021, LoRA), their norms and the head
are learned whole. What is written is the running mean of the weights over the last steps (Polyak and Juditsky 1992). Of
the pairs that a program made, each epoch sees a random part. Trees are kept in --work. What finds pairs (``search``)
stays as it is in --out. One core: some minutes of parsing, then some twenty-five pairs a second.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from paired import LABELS, Ready, entailed, prepared
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional

from audit.parse.reader import ANSWERS, RANK, WIDTH, Both, Pieces
from audit.parse.stanza_parser import EMBEDDED
from audit.trace.echo.features import NAMES
from benchmarks.pairs import chosen_on

UNLIKE, ALIKE = 0.56, 0.92  # grades, of 1, up to which two headlines are not, and from which they are, the same
SMOOTHED: Final = 0.1  # of a label's weight, over all answers alike
PIECES_AT_ONCE: Final = 1600
KEPT_OF_MEAN: Final = 0.995  # of the running mean of the weights, a step
HEAD_RATE: Final = 1e-3
WARMING: Final = 60  # steps
BY_HAND: Final = ("own", "seed", "tell", "nli", "sts", "mrpc")  # kinds of rows of which every epoch sees all

States = dict[str, torch.Tensor]


def states_of(pieces: dict[str, list[int]], base: dict[str, torch.Tensor]) -> States:
    """What the first layer reads of every text, as half floats."""
    first = Pieces(base).eval()
    with torch.inference_mode():
        return {text: first(torch.tensor([row]))[0].half() for text, row in pieces.items()}


class Adapted(nn.Module):
    """A linear layer that stays as it is, and the low-rank change to it that is learned."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(RANK, layer.in_features) / layer.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, RANK))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The layer's output for rows of its input, changed."""
        changed = functional.linear(functional.linear(rows, self.down), self.up)
        found: torch.Tensor = self.layer(rows) + changed
        return found


def network(base: dict[str, torch.Tensor]) -> Both:
    """The part that reads two texts, with an adapter in every linear layer of the encoder's."""
    both = Both(len(NAMES))
    for number, layer in enumerate(both.layers):
        layer.take(base, number)  # type: ignore[operator]
        for name, inner in list(layer.named_children()):
            if isinstance(inner, nn.Linear):
                setattr(layer, name, Adapted(inner))
    return both


def inputs(rows: Sequence[Ready], states: States, middle: Any, spread: Any) -> list[torch.Tensor]:
    """What ``Both`` takes, for these rows."""
    longest = max(len(r.one) + len(r.two) for r in rows)
    held = torch.zeros(len(rows), longest, WIDTH)
    sides, told, roles = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(3))
    for n, r in enumerate(rows):
        half, end = len(r.one), len(r.one) + len(r.two)
        for text, marked, start, stop, side in ((r.row.a, r.one, 0, half, 1), (r.row.b, r.two, half, end, 2)):
            held[n, start:stop] = states[text]
            sides[n, start:stop] = side
            told[n, start:stop], roles[n, start:stop] = torch.from_numpy(marked).T
    numbers = torch.from_numpy(np.stack([(r.numbers - middle) / spread for r in rows])).float()
    return [held, sides, told, roles, numbers.clamp(-5, 5)]


def loss(out: torch.Tensor, rows: Sequence[Ready]) -> torch.Tensor:
    """Cross entropy, SMOOTHED of it for all answers alike; of "not same" that of the other two together; of grades the
    square of what is missed."""
    logs = functional.log_softmax(out[:, :ANSWERS], 1)
    labels, weights, grades = (
        torch.tensor([getattr(r.row, name) for r in rows]) for name in ("label", "weight", "grade")
    )
    other = torch.logsumexp(logs[:, 1:], 1)
    known = logs.gather(1, labels.clamp(max=ANSWERS - 1)[:, None])[:, 0]
    told = -((1 - SMOOTHED) * known + SMOOTHED * logs.mean(1))
    missed = 4 * (torch.sigmoid(out[:, ANSWERS]) - grades) ** 2
    missed = missed - 0.3 * other * (grades <= UNLIKE) - 0.3 * logs[:, 0] * (grades >= ALIKE)
    each = torch.where(labels < ANSWERS, told, torch.where(labels == LABELS["not same"], -other, missed))
    return (weights * each).sum() / len(rows)


def batches(rows: Sequence[Ready], rng: random.Random) -> list[list[Ready]]:
    """Rows of about one length together, the batches in random order."""
    made: list[list[Ready]] = [[]]
    for _, row in sorted(((len(r.one) + len(r.two) + 10 * rng.random(), r) for r in rows), key=lambda one: one[0]):
        if made[-1] and (len(row.one) + len(row.two) + 10) * (len(made[-1]) + 1) > PIECES_AT_ONCE:
            made.append([])
        made[-1].append(row)
    rng.shuffle(made)
    return made


def report(both: Both, rows: Sequence[Ready], states: States, middle: Any, spread: Any) -> str:
    """How the rows kept for choices are told: three ways, and the same where 95 % of those told are right."""
    rows = sorted(rows, key=lambda r: len(r.one) + len(r.two))
    both.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        parts = [rows[start : start + 24] for start in range(0, len(rows), 24)]
        out = torch.cat([both(*inputs(part, states, middle, spread))[:, :ANSWERS].float() for part in parts])
    both.train()
    shares, labels = torch.softmax(out, 1).numpy(), np.array([r.row.label for r in rows])
    order = np.argsort(-shares[:, 0])
    right = np.cumsum(labels[order] == 0) / np.arange(1, len(rows) + 1)
    told = int(np.max(np.flatnonzero(right >= 0.95), initial=-1)) + 1
    kept = 100 * float((labels[order[:told]] == 0).sum() / (labels == 0).sum())
    surprise = -float(np.log(np.maximum(shares[np.arange(len(rows)), labels], 1e-6)).mean())
    exact = 100 * float((shares.argmax(1) == labels).mean())
    return f"three ways {exact:.1f}, surprise {surprise:.3f}, kept at 95 % right {kept:.1f}"


def learn(both: Both, learned: list[Ready], held: list[Ready], states: States, options: argparse.Namespace) -> Any:
    """Learns; the running mean of the weights comes out as a state, with the middle and spread of the features."""
    rng = random.Random(options.seed)
    numbers = np.stack([r.numbers for r in learned])
    middle, spread = numbers.mean(0), np.maximum(numbers.std(0), 0.05)
    named = [(name, p) for name, p in both.named_parameters() if p.requires_grad]
    parts = [[p for name, p in named if name.startswith("layers") == inner] for inner in (True, False)]
    optimizer = torch.optim.AdamW([{"params": p, "lr": 0.0} for p in parts], weight_decay=0.01)
    mean = {name: p.detach().clone() for name, p in named}

    def epoch() -> list[list[Ready]]:
        return batches([r for r in learned if r.row.kind.startswith(BY_HAND) or rng.random() < options.made], rng)

    total, step = options.epochs * len(epoch()), 0
    for number in range(options.epochs):
        for batch in epoch():
            step += 1
            slowed = min(1.0, step / WARMING) * max(0.02, 1 - step / total)
            for group, rate in zip(optimizer.param_groups, (options.rate, HEAD_RATE), strict=True):
                group["lr"] = rate * slowed
            with torch.autocast("cpu", torch.bfloat16):
                out = both(*inputs(batch, states, middle, spread))
            wrong = loss(out.float(), batch)
            optimizer.zero_grad()
            wrong.backward()
            nn.utils.clip_grad_norm_([p for _, p in named], 1.0)
            optimizer.step()
            kept = min(KEPT_OF_MEAN, (1 + step) / (10 + step))
            with torch.no_grad():
                for name, p in named:
                    mean[name].lerp_(p, 1 - kept)
            if step % 100 == 0:
                print(f"step {step} of {total}", flush=True)
        last = {name: p.detach().clone() for name, p in named}
        both.load_state_dict(mean, strict=False)
        print(f"epoch {number + 1}: {report(both, held, states, middle, spread)}", flush=True)
        state = {"state": {k: v.clone() for k, v in both.state_dict().items()}, "middle": middle, "spread": spread}
        torch.save(state, options.work / ("nli.pt" if options.nli else f"{options.name}.pt"))
        both.load_state_dict(last, strict=False)
    return state


def main() -> None:
    """The command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, help="the folder with pairs/ and mrpc/")
    parser.add_argument("--nli", type=Path, help="learn weights to begin with from this file, see paired.entailed")
    parser.add_argument("--start", type=Path, help="a checkpoint of an earlier run to go on from")
    parser.add_argument("--mean", type=Path, nargs="+", help="write the mean of these checkpoints, learn nothing")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="where the files of the judge are written")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--made", type=float, default=0.4, help="the share of made pairs that an epoch sees")
    parser.add_argument(
        "--kinds", nargs="*", default=[], help="only these: own far near beside sts seed tell other planted mrpc"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--name", default="pairs", help="of the checkpoint")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    if options.mean:
        write(mean_of(options.mean), searching(options.out), options.out)
        return
    base = load_file(str(EMBEDDED / "encoder" / "model.safetensors"))
    if options.nli:
        done, pieces = entailed(options.nli)
        learned, held = done[600:], done[:600]
    else:
        done, pieces = prepared(options.shared, options.work / "trees.pickle", tuple(options.kinds) or ("",))
        own = [bool(r.row.topic) and chosen_on(r.row.topic) for r in done]
        learned = [r for r, mine in zip(done, own, strict=True) if not mine]
        held = [r for r, mine in zip(done, own, strict=True) if mine and r.row.kind.startswith("own:")]
    states = states_of(pieces, base)
    both = network(base)
    if options.start:
        both.load_state_dict(torch.load(options.start, weights_only=False)["state"])
    print(f"{len(learned)} rows to learn from, {len(held)} to choose on", flush=True)
    made = learn(both, learned, held, states, options)
    if options.out:
        write(made, searching(options.out), options.out)


def mean_of(paths: Sequence[Path]) -> dict[str, Any]:
    """The mean of what checkpoints hold (Wortsman and others 2022, model soups)."""
    parts = [torch.load(path, weights_only=False) for path in paths]
    states = [part["state"] for part in parts]
    state = {name: sum(one[name] for one in states) / len(states) for name in states[0]}
    return {"state": state} | {name: sum(part[name] for part in parts) / len(parts) for name in ("middle", "spread")}


def searching(folder: Path) -> States:
    """What finds pairs, of the files that are there."""
    held = load_file(str(folder / "echo-pairs.safetensors"))
    return {name: value for name, value in held.items() if name.startswith("search.")}


def write(made: Any, search: States, out: Path) -> None:
    """Writes the weights that were learned, as half floats, and beside them the settings and the checksum."""
    kept = {k: v.half().contiguous() for k, v in made["state"].items() if ".layer." not in k}
    path = out / "echo-pairs.safetensors"
    save_file(kept | search, str(path))
    path.chmod(0o644)
    told = {
        "middle": [round(float(value), 5) for value in made["middle"]],
        "spread": [round(float(value), 5) for value in made["spread"]],
        "temperature": 1.0,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    path.with_suffix(".json").write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
