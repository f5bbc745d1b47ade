"""A text with its segments, and stretches of it that mean something, go in; blocks of pieces come out.

Nothing of the text is lost and nothing stands twice: the pieces of all blocks, one after the other, are the text. A
piece lies as a whole inside or outside every stretch, however these nest or overlap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import frozen

from audit.model import Segment, Span, Spans
from audit.model.places import Places
from audit.read.places import PARAGRAPH_END, Lines

ROLES: Final = ("claim", "source", "via", "criterion")
FOLDED: Final = 2  # more blocks than these that nothing marks, and that are no prose, are folded


@frozen
class Stretch:
    """Spans that mean something: ``role`` is one of ROLES, ``number`` counts the claim or finding on its page."""

    role: str
    number: int  # of the claim or finding on the page
    spans: Spans


@frozen
class Piece:
    """Text that no boundary divides: by role the numbers of the stretches it lies in, the shortest first, and the
    numbers of those that begin here."""

    text: str
    inside: Mapping[str, tuple[int, ...]]  # numbers of claims and findings
    begins: Mapping[str, tuple[int, ...]]  # numbers of claims and findings

    @property
    def plain(self) -> bool:
        """Whether no stretch touches it."""
        return not any(self.inside.values())


@frozen
class Block:
    """A line or paragraph: its pieces, what it is (one of STATUSES), and why; ``line`` is that of the text on which its
    words begin, from 1."""

    pieces: tuple[Piece, ...]
    status: str
    reason: str
    line: int

    @property
    def begins(self) -> dict[str, tuple[int, ...]]:
        """By role the numbers of the stretches that begin in it, in text order."""
        return {role: tuple(n for p in self.pieces for n in p.begins.get(role, ())) for role in ROLES}

    @property
    def idle(self) -> bool:
        """Whether it is no prose and nothing in it is marked."""
        return self.status != "prose" and all(piece.plain for piece in self.pieces)


def cut(text: str, segments: Sequence[Segment], stretches: Iterable[Stretch]) -> list[list[Block]]:
    """The blocks of a text in runs: a run of several is one of idle blocks, more than FOLDED, that may be folded away;
    any other block is a run of its own."""
    blocks = _blocks(text, segments, [one for one in stretches if any(len(span) for span in one.spans)])
    runs: list[list[Block]] = []
    for block in blocks:
        if block.idle and runs and runs[-1][0].idle:
            runs[-1].append(block)
        else:
            runs.append([block])
    return [part for run in runs for part in ([run] if len(run) > FOLDED else [[block] for block in run])]


def _blocks(text: str, segments: Sequence[Segment], stretches: Sequence[Stretch]) -> list[Block]:
    lines = _lines(text)
    cuts = {0, len(text), *lines}
    for one in stretches:
        cuts |= {min(place, len(text)) for span in one.spans if len(span) for place in (span.start, span.end)}
    places = sorted(cuts)
    lengths = {(one.role, one.number): sum(map(len, one.spans)) for one in stretches}
    inside: dict[int, list[Stretch]] = {}
    first: dict[tuple[str, int], int] = {}
    for one in stretches:
        for span in one.spans:
            if not len(span):
                continue
            for at in range(bisect_right(places, span.start) - 1, len(places) - 1):
                if places[at] >= span.end:
                    break
                here = inside.setdefault(at, [])
                if one not in here:
                    here.append(one)
                key = (one.role, one.number)
                first[key] = min(first.get(key, at), at)
    pieces: list[tuple[int, Piece]] = []
    for at, (start, end) in enumerate(pairwise(places)):
        held = sorted(inside.get(at, ()), key=lambda one: (lengths[one.role, one.number], one.number))
        covered = {role: tuple(one.number for one in held if one.role == role) for role in ROLES}
        begun = {
            role: tuple(sorted(n for n in covered[role] if first[role, n] == at)) for role in ROLES if covered[role]
        }
        pieces.append((start, Piece(text[start:end], covered, begun)))
    return _gathered(pieces, lines, segments)


def _lines(text: str) -> list[int]:
    """Where blocks begin: at every line that is not empty; what stands empty before the first belongs to it."""
    starts, at = [], 0
    for match in [*PARAGRAPH_END.finditer(text), None]:
        end = len(text) if match is None else match.end()
        if text[at:end].strip():
            starts.append(at)
        at = end
    return [0, *starts[1:]] if starts else [0]


def _gathered(pieces: Sequence[tuple[int, Piece]], lines: Sequence[int], segments: Sequence[Segment]) -> list[Block]:
    held: dict[int, list[Piece]] = {line: [] for line in lines}
    for start, piece in pieces:
        held[lines[bisect_right(lines, start) - 1]].append(piece)
    near = Places((one, (one.span,)) for one in segments)
    numbers = Lines("".join(piece.text for _, piece in pieces))
    blocks = []
    for place, line in enumerate(lines):
        end = lines[place + 1] if place + 1 < len(lines) else line + sum(len(p.text) for p in held[line])
        here = Span(line, end)
        over = near.touching((here,))
        widest = max(over, key=lambda one: min(one.span.end, end) - max(one.span.start, line), default=None)
        status, reason = (widest.status, widest.reason) if widest else ("prose", "")
        words = numbers.text[line:end]
        number, _ = numbers.at(line + len(words) - len(words.lstrip()))
        blocks.append(Block(tuple(held[line]), status, reason, number))
    return blocks
