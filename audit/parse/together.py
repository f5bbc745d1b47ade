"""Pairs of texts go in, how likely each says the same, another thing or the opposite comes out, of both read together.

A text's vector, by which pairs are found, is the mean of the encoder's embeddings of its pieces, turned; how much each
piece counts, and the turn, were learned (``training/search.py``). The layers that read both texts are the encoder's,
all of them, with what was learned (``echo-pairs.safetensors``) added to their weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file

from audit.parse.batches import of_like_length
from audit.parse.checked import checked
from audit.parse.cut import Cutter
from audit.parse.freed import give_back
from audit.parse.packed import pack
from audit.parse.pieces import whole
from audit.parse.protocol import ModelError, Paired, Read, Side
from audit.parse.reader import ANSWERS, WIDTH, Both, Pieces, mean_of

PIECES_A_TEXT: Final = 96  # word pieces of a text that are read
PIECES_A_BATCH: Final = 1000  # padding included
PAIRS_AT_ONCE: Final = 1_000
TEXTS_HELD: Final = 2_000  # whose pieces are kept; also how many are turned into vectors at once

_Cut = tuple[list[int], Sequence[tuple[int, int]]]  # the numbers of a text's pieces, and where they stand in it


class Together:
    """The loaded judge of pairs; ``folder`` holds the encoder and what was learned. Raises ModelError."""

    def __init__(self, folder: Path) -> None:
        weights, told = checked(folder, "echo-pairs", ModelError)
        base = load_file(str(folder / "encoder" / "model.safetensors"))
        self._tokenizer = Cutter(folder / "encoder")
        self._middle, self._spread = (torch.tensor(told[key]) for key in ("middle", "spread"))
        self._warmth = float(told["temperature"])
        self._pieces = Pieces(base).eval()
        self._both = Both(len(self._middle)).eval()
        added = load_file(str(weights))
        self._both.learned(base, added)
        self._weights, self._centre, self._turn = (added[f"search.{n}"].float() for n in ("weights", "centre", "turn"))
        self._held: dict[str, _Cut] = {}
        self._read = 0  # pairs since freed memory was given back
        pack(self._both, PIECES_A_BATCH)

    def __call__(self, pairs: Sequence[Paired]) -> list[Read]:
        """What is made of each pair, in order; the order of the two texts and the other pairs change nothing but the
        last digits."""
        if len(pairs) > PAIRS_AT_ONCE:
            parts = (pairs[start : start + PAIRS_AT_ONCE] for start in range(0, len(pairs), PAIRS_AT_ONCE))
            return [read for part in parts for read in self(part)]
        found: list[Read | None] = [None] * len(pairs)
        held = self._cut([side.text for pair in pairs for side in (pair.one, pair.two)])
        sizes = [len(held[pair.one.text][0]) + len(held[pair.two.text][0]) for pair in pairs]
        with torch.inference_mode():
            for batch in _batches(sizes):
                answers = self._both(*self._rows([pairs[n] for n in batch], held))
                shares = torch.softmax(answers[:, :ANSWERS] / self._warmth, 1)
                alike = torch.sigmoid(answers[:, ANSWERS])
                for n, share, one in zip(batch, shares.tolist(), alike.tolist(), strict=True):
                    found[n] = Read(share[0], share[1], share[2], one)
        self._read += len(pairs)
        if self._read >= PAIRS_AT_ONCE:
            self._read = 0
            give_back()
        return [read for read in found if read is not None]

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """A unit vector per text, with a high cosine for texts that tell of the like."""
        if len(texts) > TEXTS_HELD:
            parts = (texts[start : start + TEXTS_HELD] for start in range(0, len(texts), TEXTS_HELD))
            return [vector for part in parts for vector in self.vectors(part)]
        if not texts:
            return []
        held = self._cut(texts)
        with torch.inference_mode():
            means = mean_of([held[text][0][1:-1] for text in texts], self._pieces.words.weight, self._weights)
            turned = (means - self._centre) @ self._turn
            found: list[list[float]] = torch.nn.functional.normalize(turned, dim=1).tolist()
        return found

    def _cut(self, texts: Sequence[str]) -> dict[str, _Cut]:
        """The pieces of each text."""
        found = {text: self._held[text] for text in texts if text in self._held}
        new = sorted(set(texts) - found.keys())
        if new:
            known = [whole(text) for text in new]
            split = self._tokenizer(known, truncation=True, max_length=PIECES_A_TEXT, return_offsets_mapping=True)
            found.update(zip(new, zip(split["input_ids"], split["offset_mapping"], strict=True), strict=True))
        if len(self._held) + len(new) > TEXTS_HELD:
            self._held.clear()
        self._held.update({text: found[text] for text in new[:TEXTS_HELD]})
        return found

    def _rows(self, pairs: Sequence[Paired], held: dict[str, _Cut]) -> tuple[torch.Tensor, ...]:
        """What ``Both`` takes, for these pairs."""
        ends = [(len(held[p.one.text][0]), len(held[p.one.text][0]) + len(held[p.two.text][0])) for p in pairs]
        longest = max(end for _, end in ends)
        rows = torch.zeros(len(pairs), longest, WIDTH)
        sides, marks, roles = (torch.zeros(len(pairs), longest, dtype=torch.long) for _ in range(3))
        for n, (pair, (half, end)) in enumerate(zip(pairs, ends, strict=True)):
            for side, start, stop, number in ((pair.one, 0, half, 1), (pair.two, half, end, 2)):
                pieces, places = held[side.text]
                rows[n, start:stop] = self._pieces(torch.tensor([pieces]))[0]
                sides[n, start:stop] = number
                for place, (mark, role) in _marked(side, places):
                    marks[n, start + place], roles[n, start + place] = mark, role
        numbers = (torch.tensor([pair.numbers for pair in pairs]) - self._middle) / self._spread
        return rows, sides, marks, roles, numbers.clamp(-5, 5)


def _marked(side: Side, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    """The places of pieces that begin in a marked stretch, with its mark and role; the last mark counts."""
    told = {at: (one.mark, one.role) for one in side.marks for at in range(one.start, one.end)}
    return ((n, told[start]) for n, (start, end) in enumerate(places) if end > start and start in told)


def _batches(sizes: Sequence[int]) -> Iterable[list[int]]:
    """Numbers from short to long, in batches that with padding are at most PIECES_A_BATCH."""
    return of_like_length(sorted(range(len(sizes)), key=sizes.__getitem__), sizes, PIECES_A_BATCH)


def load_together(folder: Path) -> Together | None:
    """The judge of pairs of a folder of models, None where it holds none. Raises ModelError for a damaged one."""
    return Together(folder) if (folder / "echo-pairs.safetensors").exists() else None
