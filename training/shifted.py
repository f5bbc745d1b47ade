"""A folder of models goes in, the same with some relations found more or less readily comes out:
shifted.py --out FOLDER [--models FOLDER] RELATION=NUMBER …, as ccomp=-0.5

A rare relation may be found too often or too seldom by a parser that scores all relations well. The number is added to
the relation's score wherever it stands, in the bias of depparse.pt; heads stay as they are, and so does every other
file. How much is to be added, the dev part tells (``python -m benchmarks.treebank --part dev --models FOLDER``), never
the test part. --out is a new folder: what ``audit … --model FOLDER`` takes. Exit status: 0 made, 2 nothing made.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE

from audit.parse import ModelError
from audit.parse.embedded import verify
from audit.parse.stanza_parser import EMBEDDED

PARSER: Final = "depparse.pt"
BIAS: Final = "deprel.scorer.W_bilin.bias"  # of Stanza's graph parser: a number for each relation


class ShiftError(ValueError):
    """Nothing can be made; the message says what to do."""


def shift(models: Path, out: Path, by: Mapping[str, float]) -> None:
    """Writes the new folder. Raises ShiftError and ModelError."""
    if out.exists():
        raise ShiftError(f"{out}: is there already; give --out a folder that is not")
    verify(models)
    known: dict[str, Any] = torch.load(models / PARSER, map_location="cpu", weights_only=True)
    if BIAS not in known["model"]:
        raise ShiftError(f"{models / PARSER}: not a graph parser of Stanza's whose relations have a score each")
    numbers = known["vocab"]["deprel"]["_unit2id"]
    unknown = sorted(name for name in by if numbers.get(name, -1) < VOCAB_PREFIX_SIZE)
    if unknown:
        told = ", ".join(sorted(name for name, number in numbers.items() if number >= VOCAB_PREFIX_SIZE))
        raise ShiftError(f"{', '.join(unknown)}: this parser has no such relation; it has {told}")
    for name, number in by.items():
        known["model"][BIAS][numbers[name] - VOCAB_PREFIX_SIZE] += number
    making = out.with_name(f"{out.name}.making")
    shutil.copytree(models, making, dirs_exist_ok=True)
    torch.save(known, making / PARSER)
    listed = making / "SHA256SUMS"
    checksum = hashlib.sha256((making / PARSER).read_bytes()).hexdigest()
    lines = listed.read_text("utf-8").splitlines()
    lines = [f"{checksum}  {PARSER}" if line.endswith(f"  {PARSER}") else line for line in lines]
    listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    making.replace(out)


def _asked(text: str) -> tuple[str, float]:
    name, _, number = text.rpartition("=")
    try:
        value = float(number)
    except ValueError:
        value = math.nan
    if not name or not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text}: give a relation and a number, as ccomp=-0.5")
    return name, value


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    ask = argparse.ArgumentParser(description="let a parser find some relations more or less readily")
    ask.add_argument("--out", type=Path, required=True, help="the new folder of models")
    ask.add_argument("--models", type=Path, default=EMBEDDED, help="a folder of models; without it our own")
    ask.add_argument("shifts", nargs="+", type=_asked, metavar="RELATION=NUMBER", help="what to add to its score")
    asked = ask.parse_args(argv)
    try:
        shift(asked.models, asked.out, dict(asked.shifts))
    except (ShiftError, ModelError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"wrote {asked.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
