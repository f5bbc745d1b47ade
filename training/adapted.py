"""Treebanks made ready go in, the parser with the encoder's adapter and the tagger that reads the same encoder come
out: Stanza's own models, data and steps; only the adapter, what is remembered of the encoder and the rates are ours.

Facts that cost a day to learn: no dropout within the adapter or the recurrent layers, which is two to five times as
slow; the encoder under bf16, the rest not, which does not learn in it; a head over an encoder that stands still reads
it once and remembers the last four layers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest import mock

import torch
from safetensors.torch import load_file, save_file
from stanza.models import parser, tagger
from stanza.models.common.utils import set_random_seed
from stanza.models.depparse.data import DataLoader
from stanza.models.depparse.model import GraphParser
from stanza.models.depparse.trainer import GraphTrainer
from stanza.models.pos.trainer import Trainer as TaggerTrainer
from stanza.utils.conll import CoNLL
from torch import nn
from transformers import AutoModel, AutoTokenizer

from benchmarks.treebank import read_documents
from training.checkpoints import Batches, Checkpoints, Learner
from training.made import made
from training.treebanks import Prepared, of_few_pieces

WEIGHTS: Final = "encoder/model.safetensors"
LAYERS: Final = 4  # the last ones, which both heads mix
RANK: Final = 48
ALPHA: Final = 96
ADAPTED: Final = ("query", "value", "output.dense", "intermediate.dense")
ADAPTER_RATE: Final = 0.3  # of the head's
ADAPTER_WARMUP: Final = 100  # steps
LAST: Final = 0.2  # the share of the steps that go at that share of the rate
MADE_RATE: Final = 0.5  # of the head's, where it learns on from made sentences
LOUD: Final = 25  # steps from one line of progress to the next
OURS: Final = {"rank": RANK, "alpha": ALPHA, "adapted": list(ADAPTED), "last": LAST, "made rate": MADE_RATE}

ENCODER: Final = {"bert_model": "encoder", "bert_hidden_layers": LAYERS, "bert_finetune": False, "pretrain": False}
# The shorthand decides what Stanza takes the treebank's own tags for: one word each, as EWT's
BARE: Final = {"lang": "en", "shorthand": "en_ewt", "charlm": False, "word_emb_dim": 0, "num_layers": 1}
PARSER: Final = {
    **ENCODER,
    **BARE,
    **{"tag_emb_dim": 0, "use_upos": False, "use_xpos": False, "use_ufeats": False, "char": False, "word_cutoff": 0},
    **{"hidden_dim": 256, "deep_biaff_hidden_dim": 200, "rec_dropout": 0.0, "linearization": False, "distance": False},
    **{"optim": "adam", "lr": 2e-3, "beta2": 0.999, "weight_decay": 1e-5, "bert_learning_rate": ADAPTER_RATE},
    **{"bert_start_finetuning": 0, "bert_warmup_steps": ADAPTER_WARMUP, "checkpoint": None},
}
TAGGER: Final = {
    **ENCODER,
    **BARE,
    **{"char_hidden_dim": 96, "char_emb_dim": 48, "transformed_dim": 96, "hidden_dim": 200, "word_cutoff": 7},
    **{"deep_biaff_hidden_dim": 300, "share_hid": True, "word_dropout": 0.1, "dropout": 0.3, "rec_dropout": 0},
    **{"augment_nopunct": 0.0, "drop_initial_punct_prob": 0.0, "lr": 3e-3, "beta2": 0.95},
}
Settings = Mapping[str, int]


class LowRank(nn.Module):
    """A linear layer that stands still, and beside it one of low rank that learns, with nothing to say at first."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.empty(RANK, layer.in_features))
        self.up = nn.Parameter(torch.zeros(layer.out_features, RANK))
        nn.init.kaiming_uniform_(self.down, a=5**0.5)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The sum of both."""
        beside = nn.functional.linear(nn.functional.linear(rows, self.down), self.up)
        return torch.add(self.layer(rows), beside, alpha=ALPHA / RANK)


class Remembered(nn.Module):
    """An encoder that stands still, as Stanza calls it; the last layers of each sentence are worked out once and kept
    as half floats (some 3 kB a word). Each is read alone: beside others it comes out a little otherwise, and a run that
    goes on meets it beside others."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder.eval()
        self.config = encoder.config
        self._hf_peft_config_loaded = False  # what Stanza asks of an encoder
        self._kept: dict[tuple[int, ...], torch.Tensor] = {}

    def train(self, mode: bool = True) -> Remembered:
        """Stands still all the same: a dropout must not be remembered."""
        return super().train(False)

    @torch.no_grad()
    def forward(self, ids: torch.Tensor, attention_mask: torch.Tensor, output_hidden_states: bool = True) -> Any:
        """Its last layers for rows of pieces."""
        sizes = attention_mask.sum(1).tolist()
        keys = [tuple(row[:size]) for row, size in zip(ids.tolist(), sizes, strict=True)]
        for row, key in enumerate(keys):
            if key not in self._kept:
                asked = ids[row : row + 1, : sizes[row]], attention_mask[row : row + 1, : sizes[row]]
                hidden = self.encoder(asked[0], attention_mask=asked[1], output_hidden_states=True).hidden_states
                self._kept[key] = torch.cat(hidden[-LAYERS:]).half().cpu()
        whole = torch.zeros(LAYERS, *ids.shape, self.config.hidden_size, device=ids.device)
        for row, key in enumerate(keys):
            whole[:, row, : sizes[row]] = self._kept[key].to(ids.device)
        return SimpleNamespace(hidden_states=tuple(whole))


def load(folder: Path) -> tuple[Any, Any]:
    """The plain encoder of a folder of models and its tokenizer."""
    path = str(folder / "encoder")
    encoder = AutoModel.from_pretrained(path, local_files_only=True, add_pooling_layer=False).float()
    return encoder.requires_grad_(False), AutoTokenizer.from_pretrained(path, local_files_only=True)


def adapt(encoder: Any) -> list[nn.Parameter]:
    """Puts a LowRank in the place of each layer that is adapted; what is to be learned."""
    found = [name for name, layer in encoder.named_modules() if isinstance(layer, nn.Linear) and name.endswith(ADAPTED)]
    learned: list[nn.Parameter] = []
    for name in found:
        parent, _, last = name.rpartition(".")
        beside = LowRank(encoder.get_submodule(name))
        setattr(encoder.get_submodule(parent), last, beside)
        learned += [beside.down, beside.up]
    return learned


def save_adapter(encoder: Any, path: Path) -> None:
    """The adapter with its scale folded in, as ``audit.parse.embedded`` reads it."""
    weights = {}
    for name, layer in encoder.named_modules():
        if isinstance(layer, LowRank):
            weights[f"{name}.down"] = layer.down.detach().cpu().half().contiguous()
            weights[f"{name}.up"] = (layer.up.detach().cpu() * (ALPHA / RANK)).half().contiguous()
    save_file(weights, str(path), {"format": "pt", "rule": "weight += up @ down"})
    path.chmod(0o644)  # safetensors lets nobody else read it


def with_adapter(encoder: Any, path: Path) -> Any:
    """The encoder with an adapter added to its weights."""
    weights = load_file(str(path))
    with torch.no_grad():
        for layer in {name.rsplit(".", 1)[0] for name in weights}:
            encoder.get_submodule(layer).weight += weights[f"{layer}.up"].float() @ weights[f"{layer}.down"].float()
    return encoder


def in_halves(encoder: Any, device: str) -> None:
    """Lets the encoder work in bf16, where the processor knows it; its layers come out in full floats."""
    knows = torch.cuda.is_bf16_supported() if device.startswith("cuda") else torch.cpu._is_avx512_bf16_supported()
    if knows:
        encoder.forward = torch.autocast(device.partition(":")[0], dtype=torch.bfloat16)(encoder.forward)


def depparse(
    data: Prepared, work: Path, settings: Settings, seed: int, device: str, models: Path, kept: Checkpoints
) -> None:
    """Writes depparse.pt and adapter.safetensors; ``models`` is a folder with the plain encoder.

    First parser and adapter learn together from the treebanks; then the parser alone, the encoder standing still, from
    them and from sentences that are made of them.
    """
    set_random_seed(seed)
    encoder, tokenizer = load(models)
    chosen = data.conllu["train"].with_name("train-few-pieces.conllu")
    left_out = of_few_pieces(data.conllu["train"], chosen, tokenizer)
    print(f"depparse: {left_out} sentences left out, of more than three pieces a word", file=sys.stderr)
    more = chosen.with_name("train-and-made.conllu")
    added = made(read_documents(data.conllu["train"]), settings["made"], seed)
    more.write_text(chosen.read_text("utf-8") + "".join(added), encoding="utf-8")
    kept.also({"sentences": more, "encoder": models / WEIGHTS})
    args = parser.parse_args([]) | PARSER | {"max_steps": settings["steps"], "batch_size": settings["words"]}
    later = DataLoader(CoNLL.conll2doc(str(more)), args["batch_size"], args, None)
    first = DataLoader(CoNLL.conll2doc(str(chosen)), args["batch_size"], args, None, vocab=later.vocab)
    learned = adapt(encoder)
    in_halves(encoder, device)
    model = GraphParser(args, later.vocab, bert_model=encoder, bert_tokenizer=tokenizer)
    for weight in learned:  # Stanza stills an encoder that it is to put nowhere
        weight.requires_grad_(True)
    trainer = GraphTrainer(args, later.vocab, model=model.to(device), build_optimizer=False)
    model.bert_finetuning = True
    head = [weight for name, weight in model.named_parameters() if not name.startswith("bert_model.")]
    trainer.optimizer = {"all": _adam(args, head, learned)}
    learner = Learner([*head, *learned], trainer.optimizer["all"], Batches(_epochs(first)))
    step(trainer, learner, settings["steps"], "depparse", kept)
    save_adapter(encoder, work / "adapter.safetensors")
    trainer.optimizer["all"].zero_grad()  # what is left of the adapter's would count where gradients are clipped
    model.bert_model, model.bert_finetuning = Remembered(encoder.requires_grad_(False)), False
    trainer.optimizer = {"all": _adam(args | {"lr": args["lr"] * MADE_RATE}, head, [])}
    learner = Learner(head, trainer.optimizer["all"], Batches(_epochs(later)))
    step(trainer, learner, settings["made_steps"], "depparse, made sentences too", kept)
    trainer.global_step = trainer.last_best_step = settings["steps"] + settings["made_steps"]
    trainer.save(str(work / "depparse.pt"))


def _epochs(batches: DataLoader) -> Callable[[int], Iterator[Any]]:
    """As Stanza's InfiniteBatch: the first in the order that they were loaded in."""

    def begin(epoch: int) -> Iterator[Any]:
        if epoch:
            batches.reshuffle()
        return iter(batches)

    return begin


def pos(
    data: Prepared, work: Path, settings: Settings, seed: int, device: str, models: Path, kept: Checkpoints
) -> None:
    """Writes pos.pt; ``models`` is a folder with the plain encoder, ``work`` has the adapter."""
    set_random_seed(seed)
    encoder, tokenizer = load(models)
    remembered = Remembered(with_adapter(encoder, work / "adapter.safetensors"))
    in_halves(encoder, device)
    chosen = data.conllu["train"].with_name("train-few-pieces.conllu")
    of_few_pieces(data.conllu["train"], chosen, tokenizer)
    kept.also({"sentences": chosen, "encoder": models / WEIGHTS, "adapter": work / "adapter.safetensors"})
    args = tagger.parse_args(["--batch_size", str(settings["sentences"])]) | TAGGER
    args |= {"train_file": str(chosen), "max_steps": settings["steps"]}
    vocab, _, batches = tagger.load_training_data(args, None)
    with mock.patch("stanza.models.pos.trainer.load_bert", return_value=(remembered, tokenizer)):
        trainer = TaggerTrainer(args, vocab, device=device)
    head = [weight for name, weight in trainer.model.named_parameters() if not name.startswith("bert_model.")]
    trainer.optimizers = {"all": _adam(args, head, [])}
    learner = Learner(head, trainer.optimizers["all"], Batches(lambda _: iter(batches)))
    step(trainer, learner, settings["steps"], "pos", kept)
    trainer.save(str(work / "pos.pt"))


def _adam(args: Mapping[str, Any], head: list[nn.Parameter], adapter: list[nn.Parameter]) -> torch.optim.Adam:
    groups = [
        {"params": head, "most": args["lr"], "warmup": 0, "weight_decay": args.get("weight_decay") or 0.0},
        {"params": adapter, "most": args["lr"] * ADAPTER_RATE, "warmup": ADAPTER_WARMUP, "weight_decay": 0.0},
    ]
    betas = (0.9, args["beta2"])
    return torch.optim.Adam([group for group in groups if group["params"]], lr=args["lr"], betas=betas, eps=1e-6)


def step(trainer: Any, learner: Learner, steps: int, name: str, kept: Checkpoints) -> None:
    """Lets one of Stanza's trainers take so many steps, the last fifth at a fifth of the rate; goes on where a run that
    was cut off left a checkpoint."""
    taken, heard = kept.read(name, learner)
    begun = time.perf_counter()
    for number in range(taken, steps):
        for group in learner.optimizer.param_groups:
            share = min(1.0, (number + 1) / group["warmup"]) if group["warmup"] else 1.0
            group["lr"] = group["most"] * share * (LAST if number >= steps * (1 - LAST) else 1.0)
        found = trainer.update(learner.batches.take())
        heard += float(found[0] if isinstance(found, tuple) else found)
        if (number + 1) % LOUD == 0 or number + 1 == steps:
            loss = heard / (number % LOUD + 1)
            seconds = (time.perf_counter() - begun) / (number + 1 - taken)
            print(f"{name}: step {number + 1}/{steps}, loss {loss:.3f}, {seconds:.2f} s a step", file=sys.stderr)
            heard = 0.0
        if number + 1 == steps or kept.due():
            kept.write(name, learner, number + 1, heard)
