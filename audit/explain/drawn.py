"""Accounts of sentences go in; a string comes out that a notebook shows as HTML, each tree drawn with arcs (SVG)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from audit.model import Sentence
from audit.model.markup import safe, said, titled

_LETTER: Final = 8  # points that a letter takes
_GAP: Final = 14
_STEP: Final = 16  # between two levels of arcs


@frozen
class Told:
    """The account of one sentence: where it stands, its words, what it is read as, its tree, and the details."""

    place: str
    words: str
    plain: tuple[str, ...]
    sentence: Sentence
    details: tuple[str, ...]


class Explanation(str):
    """An account as text, and as such a string like any other; ``parts`` are those of its sentences."""

    parts: tuple[Told, ...] = ()

    def _repr_html_(self) -> str:
        return "".join(map(_shown, self.parts))


def explanation(text: str, parts: Sequence[Told]) -> Explanation:
    """The text of an account with its parts."""
    made = Explanation(text)
    made.parts = tuple(parts)
    return made


def _shown(one: Told) -> str:
    details = "".join(f"{safe(line)}\n" for line in one.details)
    tree = f"<details><summary>tree</summary>{arcs(one.sentence)}<pre>{details}</pre></details>"
    return titled(one.place, said(one.words), *(f"<p><b>{safe(line)}</b></p>" for line in one.plain), tree)


def arcs(sentence: Sentence) -> str:
    """A sentence's tree as SVG: its words on a line, over them an arc from each word's governor, with the relation."""
    places: list[float] = []
    at = _GAP
    for token in sentence.tokens:
        wide = max(len(token.text), len(token.upos)) * _LETTER
        places.append(at + wide / 2)
        at += wide + _GAP
    levels = _levels(sentence)
    ground = _STEP * (max(levels, default=0) + 2)
    parts = []
    for token, x, level in zip(sentence.tokens, places, levels, strict=True):
        middle = f'x="{x:g}" text-anchor="middle"'
        parts.append(f'<text {middle} y="{ground + 16}">{safe(token.text)}</text>')
        parts.append(f'<text {middle} y="{ground + 30}" opacity="0.6" font-size="9">{safe(token.upos)}</text>')
        top = ground - _STEP * level
        if token.head < 0:
            parts.append(f'<path d="M{x:g},{top} V{ground}" fill="none" stroke="currentColor"/>')
            continue
        start, between = places[token.head], (places[token.head] + x) / 2
        parts.append(f'<path d="M{start:g},{ground} V{top} H{x:g} V{ground}" fill="none" stroke="currentColor"/>')
        parts.append(
            f'<text x="{between:g}" y="{top - 2}" text-anchor="middle" font-size="9">{safe(token.deprel)}</text>'
        )
    size = f'width="{at}" height="{ground + 36}"'
    style = 'style="font-family:monospace;font-size:12px;fill:currentColor"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {style}>{"".join(parts)}</svg>'


def _levels(sentence: Sentence) -> list[int]:
    """How high each word's arc must be, from 1, to stand over those within it."""
    spans = [
        (min(t.index, t.head), max(t.index, t.head)) if t.head >= 0 else (t.index, t.index) for t in sentence.tokens
    ]
    levels = [1] * len(spans)
    for place in sorted(range(len(spans)), key=lambda number: spans[number][1] - spans[number][0]):
        left, right = spans[place]
        inner = [
            levels[other]
            for other, (a, b) in enumerate(spans)
            if other != place and left <= a and b <= right and (b - a, other) < (right - left, place)
        ]
        levels[place] = 1 + max(inner, default=0)
    return levels
