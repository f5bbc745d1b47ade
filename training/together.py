"""Learn models/echo-pairs.safetensors, the judge that reads two texts together:

    together.py --shared FOLDER --out audit/models --work FOLDER [--epochs 3] [--kinds …] [--start FILE]

Learned from half a of our own pairs (training/pairs), without every fifth of its topics, on which epochs and bars are
chosen; from the same pairs with one thing changed on one side (``distorted``), and other claims of the same topic; from
headlines of 2013 and 2014 and forum news with graded similarity (SemEval STS), how alike they are and, at either end,
whether they say the same; from our seeds, retellings and planted distortions, as training/echo.py has them; and, with
little weight, from sentences of the Microsoft Research Paraphrase Corpus with one thing changed: its own labels are not
looked at, since its "same" is not an editor's, and so that it can be reported.
Half b, the headlines of 2015 and the one-word contradictions are not opened.

The encoder's weights stay; its upper layers get an adapter of low rank (Hu and others 2021, LoRA), their norms and the
head are learned whole. What the lower layers make of a text is made once. Trees and states are kept in --work: some ten
minutes of parsing, then twenty to thirty seconds for a thousand pairs on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from attrs import astuple, frozen
from distorted import SAME, Distorter
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional
from transformers import AutoTokenizer

from audit.lexicon import Lexicon, load_lexicon
from audit.parse.protocol import Mark
from audit.parse.reader import ANSWERS, LOWER, RANK, WIDTH, Lower, Upper
from audit.parse.stanza_parser import EMBEDDED
from audit.parse.together import PIECES_A_TEXT
from audit.trace.echo.content import stems_of_text
from audit.trace.echo.judge import EchoJudge
from audit.trace.echo.marks import marks
from audit.trace.echo.senses import senses_of
from benchmarks.distort import CHOOSE, distortions, retellings, seed_pairs
from benchmarks.echo import Parsed, mrpc, parsed, related
from benchmarks.pairs import PARAPHRASES, chosen_on, own_pairs

GRADED: Final = ("headlines-2013", "headlines-2014", "deft-news-2014")
LABELS: Final = {"same": 0, "otherwise": 1, "contradicts": 2, "not same": 3, "graded": 4}
UNLIKE, ALIKE = 0.56, 0.92  # grades, of 1, up to which two headlines are not, and from which they are, the same
FAR, NEAR, BESIDE, CORPUS, STORY = 0.7, 0.5, 0.6, 0.4, 2.0  # weights of what is made; those written by hand have 1
AT_ONCE: Final = 24
DIRECTIONS: Final = 128


@frozen
class Row:
    """A pair to learn from: its label of LABELS, its grade (0 to 1, for "graded"), the kind, topic and weight."""

    a: str
    b: str
    label: int
    kind: str
    topic: str = ""
    weight: float = 1.0
    grade: float = 0.0


@frozen(eq=False)
class Ready:
    """A row as the network takes it: the features, and of each text the marks and roles of its pieces."""

    row: Row
    numbers: Any
    one: Any
    two: Any


def graded(shared: Path, name: str) -> Iterator[tuple[float, str, str]]:
    """Grade (0 to 1) and two texts, of a file of SemEval STS."""
    for line in (shared / "pairs" / f"sts-{name}.tsv").read_text(encoding="utf-8").splitlines():
        grade, a, b = line.split("\t")
        yield float(grade) / 5, a.strip(), b.strip()


def rows_of(found: Parsed, trees: dict[str, Any], shared: Path, lexicon: Lexicon) -> list[Row]:
    """Everything that is learned from."""
    rng, maker, senses = random.Random(3), Distorter(lexicon), senses_of(lexicon)
    maker.learn(trees[text] for text in found)
    own = own_pairs("a")
    rows = [Row(r["a"], r["b"], LABELS[r["label"]], f"own:{r['type']}", r["topic"]) for r in own]
    by_topic: dict[str, list[dict[str, str]]] = defaultdict(list)
    for r in own:
        by_topic[r["topic"]].append(r)

    def add(a: str, b: str, label: str, kind: str, topic: str, weight: float) -> None:
        rows.append(Row(a, b, LABELS[label], kind, topic, weight))

    def made(text: str) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
        changed = maker.distorted(text, trees[text])
        unlike = [one for one in changed if one[1] != SAME]
        rng.shuffle(unlike)
        return unlike, [one for one in changed if one[1] == SAME]

    for topic, held in by_topic.items():
        for r in held:
            if r["label"] == "same":
                for x, y in ((r["a"], r["b"]), (r["b"], r["a"])):
                    unlike, alike = made(x)
                    for kind, label, text in unlike[:2]:
                        add(text, y, label, f"far:{kind}", topic, FAR)
                    for kind, label, text in unlike[2:3]:
                        add(x, text, label, f"near:{kind}", topic, NEAR)
                    for kind, label, text in alike[:1]:
                        add(text, y, label, f"far:{kind}", topic, FAR)
        told = [r for r in held if r["type"] == "retelling"]
        stems = {r["id"]: (set(stems_of_text(r["a"], senses)), set(stems_of_text(r["b"], senses))) for r in told}
        for r in told:
            others = sorted((o for o in told if o is not r), key=lambda o: -len(stems[r["id"]][0] & stems[o["id"]][1]))
            for other in others[:2]:
                add(r["a"], other["b"], "otherwise", "beside", topic, BESIDE)
    for name in GRADED:
        for grade, a, b in graded(shared, name):
            rows.append(Row(a, b, LABELS["graded"], "sts", grade=grade))
            if grade >= ALIKE - 0.04:
                for x, y in ((a, b), (b, a)):
                    for kind, label, text in made(x)[0][:1]:
                        add(text, y, label, f"sts:{kind}", "", NEAR)
    told_alike = [(a, b, same, "seed") for a, b, same in seed_pairs()]
    told_alike += [(r["one"], r["two"], True, "tell") for r in retellings() if r["story"] in CHOOSE]
    told_alike += [(a, b, False, "tell") for story, a, b in related() if story in CHOOSE]
    for a, b, same, kind in told_alike:
        add(a, b, "same" if same else "otherwise", kind, "", STORY if same else BESIDE)
    planted = [one for one in distortions() if one.story in CHOOSE]
    for one in rng.sample(planted, min(400, len(planted))):
        label = "not same" if one.kind == "modality" else "contradicts"
        add(one.before, one.after, label, f"planted:{one.kind}", "", NEAR)
    for _, text, _ in mrpc(shared / PARAPHRASES)[::3]:
        unlike, alike = made(text)
        for kind, label, other in (*unlike[:1], *alike[:1]):
            add(text, other, label, f"mrpc:{kind}", "", CORPUS)
    return rows


def ready(rows: Sequence[Row], found: Parsed) -> tuple[list[Ready], dict[str, list[int]]]:
    """The rows as the network takes them, and the pieces of every text."""
    tokenizer = AutoTokenizer.from_pretrained(str(EMBEDDED / "encoder"), local_files_only=True)
    judge = EchoJudge(load_lexicon())
    texts = sorted({text for row in rows for text in (row.a, row.b)})
    split = tokenizer(texts, truncation=True, max_length=PIECES_A_TEXT, return_offsets_mapping=True)
    pieces, places = (
        dict(zip(texts, split["input_ids"], strict=True)),
        dict(zip(texts, split["offset_mapping"], strict=True)),
    )

    def numbered(text: str, told: Iterable[Mark]) -> Any:
        at = {n: (mark.mark, mark.role) for mark in told for n in range(mark.start, mark.end)}
        return np.array([at.get(start, (0, 0)) if end > start else (0, 0) for start, end in places[text]], np.int64)

    done = []
    for row in rows:
        one, two = found[row.a][0], found[row.b][0]
        measured, alignment, _ = judge.measure(one, two, None)
        left, right = marks(one, two, alignment)
        numbers = np.array(astuple(measured), np.float32)
        done.append(Ready(row, numbers, numbered(row.a, left), numbered(row.b, right)))
    return done, pieces


def states_of(pieces: dict[str, list[int]], base: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """What the lower layers make of every text, as half floats."""
    lower, made = Lower(base).eval(), {}
    order = sorted(pieces, key=lambda text: len(pieces[text]))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), 32):
            part = order[start : start + 32]
            longest = max(len(pieces[text]) for text in part)
            numbers = torch.tensor([pieces[text] + [0] * (longest - len(pieces[text])) for text in part])
            sizes = torch.tensor([len(pieces[text]) for text in part])
            for text, rows in zip(part, lower(numbers, torch.arange(longest) < sizes[:, None]), strict=True):
                made[text] = rows[: len(pieces[text])].half().clone()
    return made


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


def network(base: dict[str, torch.Tensor], features: int) -> Upper:
    """The upper part with an adapter in every linear layer of the encoder's."""
    upper = Upper(features)
    for number, layer in enumerate(upper.layers):
        layer.take(base, LOWER + number)  # type: ignore[operator]
        for name, inner in list(layer.named_children()):
            if isinstance(inner, nn.Linear):
                setattr(layer, name, Adapted(inner))
    return upper


def inputs(rows: Sequence[Ready], states: dict[str, torch.Tensor], middle: Any, spread: Any) -> list[torch.Tensor]:
    """What ``Upper`` takes, for these rows."""
    longest = max(len(r.one) + len(r.two) for r in rows)
    held = torch.zeros(len(rows), longest, WIDTH)
    sides, told, roles = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(3))
    for n, r in enumerate(rows):
        half, end = len(r.one), len(r.one) + len(r.two)
        for text, marked, start, stop, side in ((r.row.a, r.one, 0, half, 1), (r.row.b, r.two, half, end, 2)):
            held[n, start:stop] = states[text].float()
            sides[n, start:stop] = side
            told[n, start:stop], roles[n, start:stop] = torch.from_numpy(marked).T
    numbers = torch.from_numpy(np.stack([(r.numbers - middle) / spread for r in rows])).float()
    return [held, sides, told, roles, numbers.clamp(-5, 5)]


def loss(out: torch.Tensor, rows: Sequence[Ready]) -> torch.Tensor:
    """Cross entropy, a tenth of it for all answers alike; of "not same" that of the other two together; of grades the
    square of what is missed."""
    total = out.new_zeros(())
    logs = functional.log_softmax(out[:, :ANSWERS], 1)
    for n, r in enumerate(rows):
        label, weight = r.row.label, r.row.weight
        other = torch.logsumexp(logs[n, 1:], 0)
        if label < ANSWERS:
            total = total - weight * (0.9 * logs[n, label] + 0.1 * logs[n].mean())
        elif label == LABELS["not same"]:
            total = total - weight * other
        else:
            total = total + 4 * weight * (torch.sigmoid(out[n, ANSWERS]) - r.row.grade) ** 2
            if r.row.grade <= UNLIKE:
                total = total - 0.3 * weight * other
            elif r.row.grade >= ALIKE:
                total = total - 0.3 * weight * logs[n, 0]
    return total / len(rows)


def batches(rows: Sequence[Ready], rng: random.Random) -> list[list[Ready]]:
    """Rows of about one length together, the batches in random order."""
    order = sorted(rows, key=lambda r: len(r.one) + len(r.two) + 12 * rng.random())
    made = [list(order[start : start + AT_ONCE]) for start in range(0, len(order), AT_ONCE)]
    rng.shuffle(made)
    return made


def report(upper: Upper, rows: Sequence[Ready], states: dict[str, torch.Tensor], middle: Any, spread: Any) -> str:
    """How the topics kept for choices are told: three ways, and the same where 95 % of those told are right."""
    upper.eval()
    with torch.inference_mode():
        parts = [rows[start : start + 64] for start in range(0, len(rows), 64)]
        out = torch.cat([upper(*inputs(part, states, middle, spread))[:, :ANSWERS] for part in parts])
    upper.train()
    shares, labels = torch.softmax(out, 1).numpy(), np.array([r.row.label for r in rows])
    order = np.argsort(-shares[:, 0])
    right = np.cumsum(labels[order] == 0) / np.arange(1, len(rows) + 1)
    told = int(np.max(np.flatnonzero(right >= 0.95), initial=-1)) + 1
    kept = 100 * float((labels[order[:told]] == 0).sum() / (labels == 0).sum())
    return f"three ways {100 * float((shares.argmax(1) == labels).mean()):.1f}, kept at 95 % right {kept:.1f}"


def main() -> None:
    """The command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with pairs/ and mrpc/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--kinds", nargs="*", default=[], help="only these: own far near beside sts mrpc")
    parser.add_argument("--start", type=Path, help="a checkpoint of an earlier run to go on from")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    rng = random.Random(0)
    done, states, base = prepared(options.shared, options.work)
    kinds = tuple(options.kinds) or ("",)
    learned = [r for r in done if not (r.row.topic and chosen_on(r.row.topic)) and r.row.kind.startswith(kinds)]
    held = [r for r in done if r.row.topic and chosen_on(r.row.topic) and r.row.kind.startswith("own:")]
    numbers = np.stack([r.numbers for r in learned])
    middle, spread = numbers.mean(0), np.maximum(numbers.std(0), 0.05)
    upper = network(base, numbers.shape[1])
    if options.start:
        start = torch.load(options.start, weights_only=False)
        upper.load_state_dict(start["state"])
        middle, spread = start["middle"], start["spread"]
    named = [(name, p) for name, p in upper.named_parameters() if p.requires_grad]
    parts = [[p for name, p in named if name.startswith("layers") == inner] for inner in (True, False)]
    rates = (options.rate, 1e-3)
    optimizer = torch.optim.AdamW([{"params": p, "lr": 0.0} for p in parts], weight_decay=0.01)
    total, step = options.epochs * len(batches(learned, rng)), 0
    for epoch in range(options.epochs):
        for batch in batches(learned, rng):
            step += 1
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * min(1.0, step / 100) * max(0.02, 1 - step / total)
            with torch.autocast("cpu", torch.bfloat16):
                out = upper(*inputs(batch, states, middle, spread))
            wrong = loss(out.float(), batch)
            optimizer.zero_grad()
            wrong.backward()
            nn.utils.clip_grad_norm_([p for _, p in named], 1.0)
            optimizer.step()
        print(f"epoch {epoch + 1}: {report(upper, held, states, middle, spread)}", flush=True)
        state = {"state": upper.state_dict(), "middle": middle, "spread": spread}
        torch.save(state, options.work / "checkpoint.pt")
    write(upper, middle, spread, turning(states), options.out)


def prepared(shared: Path, work: Path) -> tuple[list[Ready], dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """The rows, what the lower layers make of their texts, and the encoder's weights; trees are kept in ``work``."""
    lexicon, cache = load_lexicon(), work / "trees.pickle"
    texts = {row[side] for row in own_pairs("a") for side in ("a", "b")}
    texts |= {text for name in GRADED for _, *both in graded(shared, name) for text in both}
    texts |= {text for _, *both in mrpc(shared / PARAPHRASES) for text in both}
    texts |= {text for a, b, _ in seed_pairs() for text in (a, b)}
    found, _ = parsed(sorted(texts), cache)
    trees = pickle.loads(cache.read_bytes())
    rows = rows_of(found, {text: trees[text][0] for text in texts}, shared, lexicon)
    found, _ = parsed(sorted({text for row in rows for text in (row.a, row.b)}), cache)
    done, pieces = ready(rows, found)
    base = load_file(str(EMBEDDED / "encoder" / "model.safetensors"))
    return done, states_of(pieces, base), base


def turning(states: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """What makes a vector of a text by which pairs are found: the middle of all texts' means, and the first DIRECTIONS
    directions in which these differ, the strong ones held back by the root of their strength."""
    means = torch.stack([rows.float().mean(0) for rows in states.values()])
    centre = means.mean(0)
    _, strength, directions = torch.linalg.svd(means - centre, full_matrices=False)
    turn = directions[:DIRECTIONS].T / strength[:DIRECTIONS].sqrt()
    return {"search.centre": centre.half(), "search.turn": (turn / turn.abs().max()).half().contiguous()}


def write(upper: Upper, middle: Any, spread: Any, search: dict[str, torch.Tensor], out: Path) -> None:
    """Writes the weights that were learned, as half floats, and beside them the settings and the checksum."""
    kept = {k: v.half().contiguous() for k, v in upper.state_dict().items() if ".layer." not in k}
    path = out / "echo-pairs.safetensors"
    save_file(kept | search, str(path))
    path.chmod(0o644)
    told = {
        "middle": [round(float(value), 5) for value in middle],
        "spread": [round(float(value), 5) for value in spread],
        "temperature": 1.0,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    path.with_suffix(".json").write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
