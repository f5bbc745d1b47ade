"""Treebanks made ready go in, the parser with the encoder's adapter and the tagger that reads the same encoder come
out: Stanza's own models, data and steps; only the adapter, what is remembered of the encoder and the rates are ours.

Facts that cost a day to learn: no dropout within the adapter or the recurrent layers, which is two to five times as
slow; the encoder under bf16, the rest not, which does not learn in it; a head over an encoder that stands still reads
it once and remembers the last four layers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest import mock

import torch
from safetensors.torch import load_file, save_file
from stanza.models import parser, tagger
from stanza.models.common.utils import set_random_seed
from stanza.models.depparse.data import DataLoader, InfiniteBatch
from stanza.models.depparse.model import GraphParser
from stanza.models.depparse.trainer import GraphTrainer
from stanza.models.pos.trainer import Trainer as TaggerTrainer
from stanza.utils.conll import CoNLL
from torch import nn
from transformers import AutoModel, AutoTokenizer

from benchmarks.treebank import read_documents
from training.made import made
from training.treebanks import Prepared, of_few_pieces

LAYERS: Final = 4  # the last ones, which both heads mix
RANK: Final = 48
ALPHA: Final = 96
ADAPTED: Final = ("query", "value", "output.dense", "intermediate.dense")
ADAPTER_RATE: Final = 0.3  # of the head's
ADAPTER_WARMUP: Final = 100  # steps
LAST: Final = 0.2  # the share of the steps that go at that share of the rate
MADE_RATE: Final = 0.5  # of the head's, where it learns on from made sentences
LOUD: Final = 25  # steps from one line of progress to the next

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
    as half floats (some 3 kB a word)."""

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
        new = [place for place, key in enumerate(keys) if key not in self._kept]
        if new:
            longest = max(sizes[place] for place in new)
            asked = ids[new, :longest], attention_mask[new, :longest]
            hidden = self.encoder(asked[0], attention_mask=asked[1], output_hidden_states=True).hidden_states
            layers = torch.stack(hidden[-LAYERS:], 1).half().cpu()
            for row, place in enumerate(new):
                self._kept[keys[place]] = layers[row, :, : sizes[place]].clone()
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


def depparse(data: Prepared, work: Path, settings: Settings, seed: int, device: str, models: Path) -> None:
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
    step(trainer, _endless(first), trainer.optimizer["all"], settings["steps"], "depparse")
    save_adapter(encoder, work / "adapter.safetensors")
    model.bert_model, model.bert_finetuning = Remembered(encoder.requires_grad_(False)), False
    trainer.optimizer = {"all": _adam(args | {"lr": args["lr"] * MADE_RATE}, head, [])}
    step(trainer, _endless(later), trainer.optimizer["all"], settings["made_steps"], "depparse, made sentences too")
    trainer.global_step = trainer.last_best_step = settings["steps"] + settings["made_steps"]
    trainer.save(str(work / "depparse.pt"))


def _endless(batches: DataLoader) -> Iterator[Any]:
    return iter(InfiniteBatch(batches).next_batch, None)


def pos(data: Prepared, work: Path, settings: Settings, seed: int, device: str, models: Path) -> None:
    """Writes pos.pt; ``models`` is a folder with the plain encoder, ``work`` has the adapter."""
    set_random_seed(seed)
    encoder, tokenizer = load(models)
    remembered = Remembered(with_adapter(encoder, work / "adapter.safetensors"))
    in_halves(encoder, device)
    chosen = data.conllu["train"].with_name("train-few-pieces.conllu")
    of_few_pieces(data.conllu["train"], chosen, tokenizer)
    args = tagger.parse_args(["--batch_size", str(settings["sentences"])]) | TAGGER
    args |= {"train_file": str(chosen), "max_steps": settings["steps"]}
    vocab, _, batches = tagger.load_training_data(args, None)
    with mock.patch("stanza.models.pos.trainer.load_bert", return_value=(remembered, tokenizer)):
        trainer = TaggerTrainer(args, vocab, device=device)
    head = [weight for name, weight in trainer.model.named_parameters() if not name.startswith("bert_model.")]
    trainer.optimizers = {"all": _adam(args, head, [])}
    step(trainer, _again(batches), trainer.optimizers["all"], settings["steps"], "pos")
    trainer.save(str(work / "pos.pt"))


def _again(batches: Iterable[Any]) -> Iterator[Any]:
    while True:
        yield from batches


def _adam(args: Mapping[str, Any], head: list[nn.Parameter], adapter: list[nn.Parameter]) -> torch.optim.Adam:
    groups = [
        {"params": head, "most": args["lr"], "warmup": 0, "weight_decay": args.get("weight_decay") or 0.0},
        {"params": adapter, "most": args["lr"] * ADAPTER_RATE, "warmup": ADAPTER_WARMUP, "weight_decay": 0.0},
    ]
    betas = (0.9, args["beta2"])
    return torch.optim.Adam([group for group in groups if group["params"]], lr=args["lr"], betas=betas, eps=1e-6)


def step(trainer: Any, batches: Iterator[Any], optimizer: torch.optim.Adam, steps: int, name: str) -> None:
    """Lets one of Stanza's trainers take so many steps, the last fifth at a fifth of the rate."""
    begun, heard = time.perf_counter(), 0.0
    for number in range(steps):
        for group in optimizer.param_groups:
            share = min(1.0, (number + 1) / group["warmup"]) if group["warmup"] else 1.0
            group["lr"] = group["most"] * share * (LAST if number >= steps * (1 - LAST) else 1.0)
        found = trainer.update(next(batches))
        heard += float(found[0] if isinstance(found, tuple) else found)
        if (number + 1) % LOUD == 0 or number + 1 == steps:
            loss = heard / (number % LOUD + 1)
            seconds = (time.perf_counter() - begun) / (number + 1)
            print(f"{name}: step {number + 1}/{steps}, loss {loss:.3f}, {seconds:.2f} s a step", file=sys.stderr)
            heard = 0.0
