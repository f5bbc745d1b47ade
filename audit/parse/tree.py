"""Scores of heads go in, the tree with one root that scores best comes out.

Stanza's search with its own contraction of circles, which finds them in time that grows with the sentence alone: its
own search for all of them at once took most of what a sentence costs whose best heads are no tree.

Source: Chu and Liu 1965, Edmonds 1967; one root by weights, Stanojević and Cohen 2021.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from stanza.models.common.chuliu_edmonds import expand_contracted_tree, prepare_scores, process_cycle


def best_tree(scores: Any) -> Any:
    """The head of each word as an array, 0 for the root and in the root's own place. ``scores`` is an array of the
    logarithms of probabilities, [word, head], minus infinity where there can be none, the root first."""
    here = scores.astype(np.float64)
    here[:, 0] += here[np.isfinite(here)].min() * len(here)  # one word below the root costs less than two
    contracted = []
    while True:
        prepare_scores(here)
        tree = np.argmax(here, axis=1)
        circle = circle_of(tree.tolist())
        if circle is None:
            break
        inside = np.zeros(len(tree), dtype=bool)
        inside[circle] = True
        here, *places = process_cycle(tree, inside, here)
        contracted.append((tree, places))
    for whole, places in reversed(contracted):
        tree = expand_contracted_tree(whole, tree, *places)
    return tree


def circle_of(heads: Sequence[int]) -> list[int] | None:
    """The words, two at least, each of which governs the next and the last the first; None where there are none. Of
    several circles that of which the first word comes last."""
    walk_of = [-1] * len(heads)  # the walk that came by each word, named by the word that it began with
    found: list[int] | None = None
    for start in range(len(heads)):
        here = start
        while walk_of[here] < 0:
            walk_of[here] = start
            here = heads[here]
        if walk_of[here] == start and heads[here] != here:
            circle = [here]
            while heads[circle[-1]] != here:
                circle.append(heads[circle[-1]])
            if found is None or min(circle) > min(found):
                found = circle
    return found
