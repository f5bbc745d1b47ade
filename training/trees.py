"""Make the parser's models again: trees.py --ud FOLDER --out FOLDER [--small] [--only PART …] [--device cuda]

--ud is a folder of treebanks of Universal Dependencies (*-ud-train*.conllu, *-ud-dev*.conllu and, to be measured on,
*-ud-test*.conllu; in it or in folders of its own). --out is a new folder: what ``audit … --model FOLDER`` takes, with
a card (README.md: figures, data, licences, settings, times, versions) and SHA256SUMS. It is there whole or not at all:
until then all lies in FOLDER.making, and a run that broke off goes on there with the next part; depparse and pos go on
within, from where they stood at most five minutes before.

Parts, in this order: tokenize, mwt (contractions), lemma, depparse (with the encoder's adapter, and after that on made
sentences of news attribution, training/made.py), pos (which reads that adapter, so it is made with it). --only makes
some; the others, and the plain encoder, are taken from --rest, our own models. --small takes 300 sentences of each
file and a few steps: it proves that all can be made, and is of no use otherwise. Standard error tells the steps;
--verbose what Stanza says, too. Exit status: 0 made, 2 nothing made.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import platform
import random
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from attrs import frozen
from transformers.utils import logging as transformers_logging

from audit.parse import ModelError
from audit.parse.stanza_parser import EMBEDDED
from benchmarks.gold import GoldError
from benchmarks.treebank import Row, as_json, evaluated, treebanks
from training.adapted import ALPHA, OURS, PARSER, RANK, TAGGER, depparse, pos
from training.checkpoints import Checkpoints
from training.spelled import LEMMA, TOKENIZE, lemma, mwt, tokenize
from training.treebanks import Prepared, Source, prepared, read

PARTS: Final = ("tokenize", "mwt", "lemma", "depparse", "pos")
PACKAGES: Final = ("stanza", "torch", "transformers")
FILES: Final = {part: (f"{part}.pt",) for part in PARTS} | {"depparse": ("depparse.pt", "adapter.safetensors")}


class TreesError(ValueError):
    """Nothing can be made; the message says what to do."""


@frozen
class Setting:
    """How much of the data, in sentences of a file (0: all), and how long each part learns; what is measured at the
    end, in documents of a treebank (0: all)."""

    name: str
    sentences: int
    dev_sentences: int
    parts: Mapping[str, Mapping[str, int]]
    measured: int


FULL: Final = Setting(
    "full",
    0,
    0,
    {
        "tokenize": {"steps": 5000, "eval_steps": 1000},
        "mwt": {"num_epoch": 12},
        "lemma": {"num_epoch": 14},
        "depparse": {"steps": 1875, "words": 2000, "made": 6000, "made_steps": 500},
        "pos": {"steps": 1500, "sentences": 250},
    },
    0,
)
SMALL: Final = Setting(
    "small",
    300,
    60,
    {
        "tokenize": {"steps": 120, "eval_steps": 120},
        "mwt": {"num_epoch": 2},
        "lemma": {"num_epoch": 1},
        "depparse": {"steps": 20, "words": 500, "made": 40, "made_steps": 5},
        "pos": {"steps": 20, "sentences": 40},
    },
    2,
)


def make(
    ud: Path, out: Path, setting: Setting, only: Sequence[str] = PARTS, rest: Path = EMBEDDED, seed: int = 1234,
    device: str = "cpu",
) -> list[Row]:  # fmt: skip
    """Makes the models, writes their folder, gives what they score. Raises TreesError, GoldError and ModelError."""
    _possible(out, only, rest, device)
    sources = read(ud, setting.sentences, setting.dev_sentences)
    work = out.with_name(f"{out.name}.making")
    (work / "data").mkdir(parents=True, exist_ok=True)
    data = prepared(sources, work / "data")
    shutil.copytree(rest / "encoder", work / "encoder", dirs_exist_ok=True)
    (work / "resources.json").write_text("{}\n", encoding="utf-8")  # with it Stanza looks nothing up
    made = {part: _part(part, data, work, setting, seed, device, sources) for part in PARTS if part in only}
    for part in (part for part in PARTS if part not in only):
        for name in FILES[part]:
            shutil.copyfile(rest / name, work / name)
    (work / "SHA256SUMS").write_text(sums(work), encoding="utf-8")
    begun = time.perf_counter()
    found = evaluated(ud, str(work), _tested(ud), most=setting.measured)
    took = made | {"measuring": {"seconds": round(time.perf_counter() - begun, 1)}}
    card = told(sources, setting, took, found, _tested(ud), rest, seed, device)
    (work / "README.md").write_text(card, encoding="utf-8")
    shutil.rmtree(work / "data")  # until here a run that broke off knows what it made
    work.replace(out)
    return found


def _possible(out: Path, only: Sequence[str], rest: Path, device: str) -> None:
    if out.exists():
        raise TreesError(f"{out}: is there already; give --out a folder that is not")
    if ("depparse" in only) != ("pos" in only):
        raise TreesError("depparse and pos are made together: the tagger reads the encoder with the parser's adapter")
    needed = ["encoder", *(name for part in PARTS if part not in only for name in FILES[part])]
    missing = [name for name in needed if not (rest / name).exists()]
    if missing:
        raise TreesError(f"{rest}: {', '.join(missing)} missing; give --rest a folder of models such as audit/models")
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise TreesError(f"{device}: torch finds no such device here; leave --device out for the processor")


def _part(
    part: str, data: Prepared, work: Path, setting: Setting, seed: int, device: str, sources: Sequence[Source]
) -> dict[str, Any]:
    """Makes one part, unless a run that broke off made it of the same data by the same settings; what that took."""
    wanted = {"settings": dict(setting.parts[part]), "seed": seed, "setting": setting.name}
    wanted["data"] = {source.path.name: source.sha256 for source in sources}
    kept = work / "data" / f"{part}.made.json"
    if kept.is_file():
        before: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        if {key: before.get(key) for key in wanted} == wanted and all((work / name).is_file() for name in FILES[part]):
            print(f"{part}: made before", file=sys.stderr)
            return before
    if part == "depparse":
        (work / "data" / "pos.made.json").unlink(missing_ok=True)  # it read another adapter
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    wall, processor = time.perf_counter(), time.process_time()
    settings = setting.parts[part]
    by_stanza: dict[str, Callable[..., None]] = {"tokenize": tokenize, "mwt": mwt, "lemma": lemma}
    checkpoints = Checkpoints(work / "data", part, wanted | _always(part, device))
    if part in by_stanza:
        by_stanza[part](data, work, settings, seed, device)
    else:
        {"depparse": depparse, "pos": pos}[part](data, work, settings, seed, device, work, checkpoints)
    if not (work / f"{part}.pt").is_file():
        raise TreesError(f"{part}: Stanza wrote no model; --verbose tells what it says")
    slim(work / f"{part}.pt")
    earlier = checkpoints.before()
    now = time.perf_counter() - wall, time.process_time() - processor
    took = {"seconds": round(earlier[0] + now[0], 1), "processor": round(earlier[1] + now[1], 1)}
    kept.write_text(json.dumps(wanted | took), encoding="utf-8")
    checkpoints.remove()
    print(f"{part}: {took['seconds']} s, {took['processor']} s of processor", file=sys.stderr)
    return wanted | took


def _always(part: str, device: str) -> dict[str, Any]:
    """What else decides what a part learns, beside what the run was asked for and the files that it reads."""
    settings = {"depparse": PARSER, "pos": TAGGER}.get(part, {}) | OURS
    return {"device": device, "always": settings, "versions": {name: version(name) for name in PACKAGES}}


def slim(path: Path) -> None:
    """A model that Stanza saved, in half floats, without the paths and device of the machine it was made on."""
    known: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    known["model"] = {
        name: value.half() if isinstance(value, torch.Tensor) and value.is_floating_point() else value
        for name, value in known["model"].items()
    }
    away = ("_file", "_dir", "_name")
    for name in known["config"]:
        if name.endswith(away) or name in ("device", "checkpoint", "dev_conll_gold", "external_dict"):
            known["config"][name] = None
    known["config"] = {
        name: value for name, value in known["config"].items() if not name.startswith(("lora_", "wandb"))
    }
    known["config"] |= {"wandb": False, "save_name": path.name}
    torch.save(known, path)


def sums(folder: Path) -> str:
    """SHA256SUMS of every file within, but for the card and what the models were made from."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return "".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in names
        if name not in ("README.md", "SHA256SUMS") and not name.startswith("data/")
    )


def _tested(ud: Path) -> str:
    try:
        return "test" if treebanks(ud, "test") else "dev"
    except GoldError:
        return "dev"


def told(
    sources: Sequence[Source], setting: Setting, made: Mapping[str, Mapping[str, Any]], found: Sequence[Row],
    tested: str, rest: Path, seed: int, device: str,
) -> str:  # fmt: skip
    """The card."""
    where = "audit/models" if rest == EMBEDDED else rest.name
    lines = ["# English models made by `training/trees.py`: card", ""]
    if setting.name == "small":
        lines += ["**The reduced setting: it proves that models can be made, and these are of no other use.**", ""]
    lines += ["## What they score", ""]
    some = f"the first {setting.measured} documents of each" if setting.measured else "all documents"
    lines += [f"CoNLL 2018 measures, F1 in percent, from raw text: {tested} files, {some} (`benchmarks.treebank`).", ""]
    rows = as_json(found)
    names = [name for name in next(iter(rows.values())) if name not in ("words", "relations")]
    lines += ["| | words | " + " | ".join(names) + " |", "|---" * (len(names) + 2) + "|"]
    lines += [
        f"| {row} | {one['words']} | " + " | ".join(f"{one[n]:.1f}" for n in names) + " |" for row, one in rows.items()
    ]
    shown = [(name, score) for name, score in found[-1].relations.items() if score.gold]
    by_relation = ", ".join(f"{name} {score.f1:.1f}" for name, score in shown)
    lines += ["", f"Relations (head and whole label; row “{found[-1].name}”): {by_relation}.", "", "## Data", ""]
    lines += [
        "| file | part | sentences used | left out: document in another part too | SHA-256 |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {s.path.name} | {s.part} | {s.sentences} | {s.twice} | {s.sha256} |" for s in sources]
    lines += ["", "## Licences", ""]
    lines += [f"- {licence}" for licence in dict.fromkeys(source.licence for source in sources)]
    lines += [
        "- the encoder, all-MiniLM-L6-v2, by the Sentence Transformers project: Apache-2.0",
        "- Stanza, whose architectures and trainers these are, by the Stanford NLP Group: Apache-2.0",
        "",
        "Whoever passes the files on passes these credits on, and treats them as share-alike where the terms of the "
        "treebanks reach.",
        "",
        "## How they were made",
        "",
        f"Setting “{setting.name}”, seed {seed}, device {device}, {torch.get_num_threads()} threads of "
        f"{os.cpu_count()} processors. Not made but taken from {where} (see its card): "
        f"{', '.join(['the plain encoder', *(part for part in PARTS if part not in made)])}.",
        "",
        "| part | settings | seconds | of processor |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {part} | {_listed(one.get('settings', {}))} | {one['seconds']} | {one.get('processor', '–')} |"
        for part, one in made.items()
    ]
    always: dict[str, Mapping[str, Any]] = {"tokenize": TOKENIZE, "lemma": LEMMA, "depparse": PARSER, "pos": TAGGER}
    lines += ["", f"Beside Stanza's own defaults, always; adapter: rank {RANK}, alpha {ALPHA}."]
    lines += [f"- {part}: {_listed(settings)}" for part, settings in always.items() if part in made]
    packages = ", ".join(f"{name} {version(name)}" for name in (*PACKAGES, "udtools"))
    lines += ["", f"Made with Python {platform.python_version()}, {packages}.", ""]
    return "\n".join(lines)


def _listed(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    ask = argparse.ArgumentParser(description="make the parser's models again")
    ask.add_argument("--ud", type=Path, required=True, help="a folder of treebanks")
    ask.add_argument("--out", type=Path, required=True, help="the new folder of models")
    ask.add_argument("--small", action="store_true", help="a few steps on a few sentences")
    ask.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    ask.add_argument("--rest", type=Path, default=EMBEDDED, help="a folder with what is not made; without it our own")
    ask.add_argument("--device", default="cpu")
    ask.add_argument("--seed", type=int, default=1234)
    ask.add_argument("--verbose", action="store_true", help="what Stanza says, too")
    asked = ask.parse_args(argv)
    logging.getLogger("stanza").setLevel(logging.INFO if asked.verbose else logging.ERROR)
    transformers_logging.disable_progress_bar()
    setting = SMALL if asked.small else FULL
    try:
        make(asked.ud, asked.out, setting, asked.only, asked.rest, asked.seed, asked.device)
    except (TreesError, GoldError, ModelError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"wrote {asked.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
