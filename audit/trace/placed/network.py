"""An article as numbers (``audit.trace.placed.numbers``) goes in, of each claim how likely each sort of occasion is
comes out.

What the encoder made of the words of a claim's sentence, and of every other sentence, is drawn together by attention
and says how likely the words alone tell of each sort. Each sort is then weighed for the claim by what the rules found
of it, near and far, in the words of its speaker and of others, by the same weights for every sort; and weighed twice
more by what its neighbours came to, those of the same speaker first, for an occasion holds in a passage. NumPy.

Source: ours; Lin et al. 2017 for drawing a sentence together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from audit.trace.placed.numbers import Told

ROUNDS: Final = 2  # times that neighbours are heard


def chances(w: Mapping[str, Any], told: Told) -> Any:
    """Of each claim how likely each of ANSWERS is, an array (claims, ANSWERS), by the weights of one network."""
    import numpy as np

    number = len(told.claims)
    units, alone = _read(w, told)
    mine, others = alone[:number], alone[number:]
    counts = np.maximum(told.around.sum(2), 1)[:, :, None]
    most = (told.around[..., None] * others[None, None]).max(2)
    mean = told.around @ others / counts
    near = np.concatenate([mine[None], most, mean]).transpose(1, 2, 0)
    claim = told.marks @ w["marks"] + w["constructions"][told.construction] + w["cues"][told.cue]
    claim += units[:number] @ w["units"]
    hidden = told.sorts @ w["sorts"] + near @ w["near"] + w["answers"] + w["sorts_shift"] + claim[:, None]
    first = _bent(hidden) @ w["out"] + told.sorts @ w["straight"] + near @ w["straight_near"] + w["shift"]
    likely = _softmax(first)
    again = told.sorts @ w["sorts_again"] + (told.marks @ w["marks_again"])[:, None] + w["answers"] + w["again_shift"]
    steps = np.broadcast_to(told.near[:, None], (*first.shape, 2))
    for _ in range(ROUNDS):
        shown = np.concatenate([likely, np.zeros((1, likely.shape[1]), likely.dtype)])  # the last row is nobody's
        whole = np.broadcast_to(likely.mean(0), likely.shape)
        above = np.concatenate([shown[-1:], np.maximum.accumulate(likely)[:-1]])
        heard = np.stack([*(shown[told.beside[:, way]] for way in range(4)), whole, above, likely, mine], 2)
        hidden = again + np.concatenate([heard, steps], 2) @ w["heard"]
        likely = _softmax(first + _bent(hidden) @ w["out_again"] + heard @ w["straight_heard"])
    return likely


def _read(w: Mapping[str, Any], told: Told) -> tuple[Any, Any]:
    """What is drawn of each unit's words, and how likely they alone tell of each sort."""
    import numpy as np

    states = told.vectors.astype(np.float32) @ w["words"] + w["words_shift"]
    for column in range(told.seen.shape[1]):
        states += w[f"seen{column}"][told.seen[:, column]]
    states = _bent(states[told.words] + w["roles"][told.roles])
    starts = np.cumsum([0, *told.sizes])[:-1]
    looks = states @ w["looks"] + w["looks_shift"]
    of = np.repeat(np.arange(len(starts)), told.sizes)
    looks = np.exp(looks - np.maximum.reduceat(looks, starts)[of])
    looks /= np.add.reduceat(looks, starts)[of]
    drawn = [np.add.reduceat(looks[:, [head]] * states, starts) for head in range(looks.shape[1])]
    units = _bent(np.concatenate([*drawn, np.maximum.reduceat(states, starts)], 1) @ w["drawn"] + w["drawn_shift"])
    return units, _softmax(units @ w["alone"] + w["alone_shift"])


def _bent(rows: Any) -> Any:
    import numpy as np

    return np.maximum(rows, 0)


def _softmax(rows: Any) -> Any:
    import numpy as np

    rows = np.exp(rows - rows.max(-1, keepdims=True))
    return rows / rows.sum(-1, keepdims=True)
