"""A score goes in, its place among those of other articles comes out, by a table that was made once.

The table holds the scores below which each hundredth of 799 articles of seven American outlets lies, of
PolNeAR's training part; training/score.py makes it.

Source: ours; the articles are of PolNeAR (Newell et al. 2018).
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from audit.parse.checked import vouched
from audit.parse.protocol import ModelError

TABLE: Final = Path(__file__).resolve().parent.parent / "models" / "score.json"


@cache
def _table(path: Path = TABLE) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(vouched(path, ModelError))
    return found


def standing(score: float) -> float:
    """The share of other articles, 0 to 1, that scored less."""
    hundredths = _table()["hundredths"]
    return bisect_left(hundredths, score) / len(hundredths)


def articles() -> int:
    """How many other articles there are."""
    return int(_table()["articles"])


def mean() -> float:
    """The mean score of other articles, 0 to 100."""
    return float(_table()["mean"])
