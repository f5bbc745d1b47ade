"""What is read of claims (``audit.score.reading``) and what is counted in them go in, of each claim whether it needs a
source and the letters come out, as logits, and of each of its own words the letters: what training/needs.py learned.

Layers of attention between the words of a claim's sentence and of those beside it, as ``audit.find.network`` has them;
what they make of the claim's own words is drawn together. NumPy.

Source: Vaswani et al. 2017 for attention, Lin et al. 2017 for drawing words together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any, Final

from audit.score.reading import JUDGED, Reading

AT_ONCE: Final = 16  # claims of like length that are read together
_AWAY: Final = -1e4  # what padding is to whoever looks for the most


def told(
    w: Mapping[str, Any], heads: int, claims: Sequence[Reading], counted: Any, spelled: Callable[[Sequence[str]], Any]
) -> tuple[Any, list[Any]]:
    """By these weights and so many heads of attention the logits of claims, (claims, 1 + letters), and of the words
    of each, (its own words that are read, letters and "any"); ``counted`` is an array (claims, columns), ``spelled``
    gives words' rows (``audit.parse.spelled``)."""
    import numpy as np

    found: Any = np.zeros((len(claims), len(w["out_shift"])), np.float32)
    words: list[Any] = [None] * len(claims)
    known = {word: place for place, word in enumerate(sorted({word for one in claims for word in one.words}))}
    rows = spelled(list(known)).astype(np.float32) @ w["spelled"]
    order = sorted(range(len(claims)), key=lambda place: len(claims[place].tags))
    for start in range(0, len(order), AT_ONCE):
        some = order[start : start + AT_ONCE]
        words_of = [known[word] for place in some for word in claims[place].words]
        found[some], telling = _some(w, heads, [claims[place] for place in some], rows[words_of], counted[some])
        for place, of_words in zip(some, telling, strict=True):
            words[place] = of_words[: claims[place].parts.count(JUDGED)]
    return found, words


def _some(w: Mapping[str, Any], heads: int, claims: Sequence[Reading], spelled: Any, counted: Any) -> tuple[Any, Any]:
    import numpy as np

    sizes = np.array([len(one.tags) for one in claims])
    there = np.arange(sizes.max()) < sizes[:, None]
    tags, parts = np.concatenate([one.tags for one in claims]), np.concatenate([one.parts for one in claims])
    rows = np.concatenate([one.vectors for one in claims]).astype(np.float32)
    states = np.zeros((*there.shape, w["words"].shape[1]), np.float32)
    states[there] = rows @ w["words"] + spelled + w["words_shift"] + w["tags"][tags] + w["parts"][parts]
    own = [[place for place, part in enumerate(one.parts) if part == JUDGED] for one in claims]
    most = max(len(places) for places in own)
    judged = np.arange(most) < np.array([len(places) for places in own])[:, None]
    last = np.array([places + [0] * (most - len(places)) for places in own])
    for layer in count():
        if f"asked{layer}" not in w:
            break
        whole = f"asked{layer + 1}" in w  # what the last one makes of other words, nobody asks
        states = _attended(w, layer, heads, states, there, None if whole else last)
    return _drawn(w, states, judged, counted)


def _attended(w: Mapping[str, Any], layer: int, heads: int, states: Any, there: Any, asking: Any) -> Any:
    """What a layer makes of states (claims, words, numbers); ``asking``, (claims, own words): the places of the words
    that it is asked for, None for all."""
    import numpy as np

    number, long, width = states.shape
    normed = _normed(states, w[f"first{layer}"], w[f"first{layer}_shift"])
    asked, shift = w[f"asked{layer}"], w[f"asked{layer}_shift"]
    if asking is not None:
        states, querying = (np.take_along_axis(rows, asking[..., None], 1) for rows in (states, normed))
    else:
        querying = normed
    query = (querying @ asked[:, :width] + shift[:width]).reshape(number, -1, heads, width // heads).swapaxes(1, 2)
    both = (normed @ asked[:, width:] + shift[width:]).reshape(number, long, 2, heads, width // heads)
    key, value = both.transpose(2, 0, 3, 1, 4)
    looked = query @ key.swapaxes(2, 3) / np.float32(np.sqrt(width // heads))
    looked = _softmax(np.where(there[:, None, None, :], looked, np.float32(_AWAY)), -1)
    seen = (looked @ value).swapaxes(1, 2).reshape(number, -1, width)
    states = states + seen @ w[f"joined{layer}"] + w[f"joined{layer}_shift"]
    wide = _normed(states, w[f"second{layer}"], w[f"second{layer}_shift"]) @ w[f"widened{layer}"]
    return states + _bent(wide + w[f"widened{layer}_shift"]) @ w[f"narrowed{layer}"] + w[f"narrowed{layer}_shift"]


def _drawn(w: Mapping[str, Any], states: Any, judged: Any, counted: Any) -> tuple[Any, Any]:
    """The logits of claims and of their words; ``judged``, (claims, own words): where words are."""
    import numpy as np

    inside = judged[..., None]
    telling = states @ w["telling"] + w["telling_shift"]
    most = np.where(inside, telling, _AWAY).max(1)
    summed = (inside / (1 + np.exp(-telling))).sum(1) / 3
    looked = _softmax(np.where(inside, states @ w["looks"] + w["looks_shift"], np.float32(_AWAY)), 1)
    pooled = (looked.swapaxes(1, 2) @ states).reshape(len(states), -1)
    both = np.concatenate([np.tanh(most / 3), summed, pooled, counted], 1)
    out = _bent(both @ w["hidden"] + w["hidden_shift"]) @ w["out"] + w["out_shift"] + counted @ w["straight"]
    return out, telling


def _normed(rows: Any, scale: Any, shift: Any) -> Any:
    """Rows of mean 0 and spread 1, scaled and shifted."""
    import numpy as np

    rows = rows - rows.mean(-1, keepdims=True)
    return rows / np.sqrt((rows * rows).mean(-1, keepdims=True) + 1e-5) * scale + shift


def _bent(rows: Any) -> Any:
    """The Gaussian error linear unit, by its tangent."""
    import numpy as np

    return 0.5 * rows * (1 + np.tanh(0.7978845608 * (rows + 0.044715 * (rows * rows * rows))))


def _softmax(rows: Any, axis: int) -> Any:
    import numpy as np

    rows = np.exp(rows - rows.max(axis, keepdims=True))
    return rows / rows.sum(axis, keepdims=True)
