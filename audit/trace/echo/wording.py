"""An alignment goes in, the words for it come out: what stands for what, what is left over, what is at odds.

Source: ours: what the reader of a table is told of a judgement.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.trace.echo.align import Alignment, Pair, exchanged
from audit.trace.echo.content import Content, Word


def aligned_words(a: Content, b: Content, alignment: Alignment) -> tuple[tuple[str, str], ...]:
    """The words of the one that stand for words of the other."""
    return tuple((a.words[p.one].text, b.words[p.two].text) for p in alignment.pairs if not p.opposed)


def shown(aligned: Sequence[tuple[str, str]]) -> str:
    """The first of these, in a line."""
    return "aligned: " + ", ".join(one if one.lower() == two.lower() else f"{one} = {two}" for one, two in aligned[:6])


def lone(a: Content, b: Content, alignment: Alignment) -> str:
    """The words of each that stand for none of the other."""
    sides = ((a, {pair.one for pair in alignment.pairs}), (b, {pair.two for pair in alignment.pairs}))
    left, right = ([w.text for w in content.words if w.place not in met] for content, met in sides)
    parts = [", ".join(words[:6]) for words in (left, right)]
    return f"only in one: {parts[0] or '–'}; only in the other: {parts[1] or '–'}; " if left or right else ""


def at_odds(a: Content, b: Content, alignment: Alignment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What contradicts, and what is merely unlike, in words."""
    contrary = [_opposed(a.words[pair.one], b.words[pair.two], pair) for pair in alignment.pairs if pair.opposed]
    contrary += [f"other number: {one.value:g}, {two.value:g}" for one, two in alignment.other_numbers]
    contrary += [f"other date: {one.value}, {two.value}" for one, two in alignment.other_dates]
    unlike = [
        f"not as sure: {a.words[one].text} ({a.words[one].mode or 'fact'}), {b.words[two].mode or 'fact'}"
        for one, two in alignment.modes
    ]
    unlike += [
        f"who does it and to whom is exchanged: {a.words[one.one].text}, {a.words[two.one].text}"
        for one, two in exchanged(a, b, alignment)
    ]
    return tuple(dict.fromkeys(contrary)), tuple(dict.fromkeys(unlike))


def _opposed(one: Word, two: Word, pair: Pair) -> str:
    if pair.how == "antonym":
        return f"opposites: {one.text}, {two.text}"
    sides = ("said", "denied") if one.positive else ("denied", "said")
    return f"{one.text} is {sides[0]} in one and {sides[1]} in the other"
