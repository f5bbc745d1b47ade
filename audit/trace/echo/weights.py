"""The numbers of a pair go in, the chance that its two claims say the same comes out, by what was learned.

Three logistic regressions over ``features``: by words alone, with the cosine of an encoder's vectors, and with what was
made of both texts read together. They lie in models/echo.json, which training/echo.py writes.

Source: the models' card in audit/models.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Final

from attrs import field, frozen

from audit.parse.checked import vouched
from audit.parse.protocol import ModelError, Read
from audit.trace.echo.features import NAMES, Features, logistic

_MODEL: Final = Path(__file__).resolve().parents[2] / "models" / "echo.json"
WORDS, ENCODER, TOGETHER = "words", "encoder", "together"  # what a regression was learned with
_values: Final = attrgetter(*NAMES)
_LEAST: Final = 1e-3  # a probability nearer to 0 or 1 counts as this near


@frozen(eq=False)
class Model:
    """What was learned: by WORDS, ENCODER and TOGETHER, ``coefficients`` by feature and ``intercepts``; ``reading``,
    those of what ``evidence`` makes of a reading; and ``weights``, how telling each stem is: the logarithm of one over
    the share of sentences of news that have it (idf)."""

    coefficients: Mapping[str, tuple[float, ...]] = field(repr=False)
    intercepts: Mapping[str, float]
    weights: Mapping[str, float] = field(repr=False)
    reading: tuple[float, ...] = ()

    def probability(
        self, measured: Features, by: str, without: frozenset[str] = frozenset(), read: Read | None = None
    ) -> float:
        """The chance that a pair says the same, 0 to 1; features in ``without`` count as nothing; ``read`` is what
        TOGETHER needs."""
        total = self.intercepts[by]
        for name, coefficient, value in zip(NAMES, self.coefficients[by], _values(measured), strict=True):
            if name not in without:
                total += coefficient * value
        if read is not None:
            total += sum(weight * value for weight, value in zip(self.reading, evidence(read), strict=True))
        return logistic(total)


def evidence(read: Read) -> tuple[float, float, float]:
    """What counts of a reading: the logits of the same and of the opposite, and how alike (0 to 1)."""
    return logit(read.same), logit(read.against), read.alike


def logit(share: float) -> float:
    """log(p / (1 - p)) of a probability, which counts as a thousandth from 0 and 1 at the nearest."""
    held = min(1 - _LEAST, max(_LEAST, share))
    return math.log(held / (1 - held))


@cache
def shipped_model(path: Path = _MODEL) -> Model:
    """The model that comes with the package. Raises ValueError where the file is not one of these features."""
    data = json.loads(vouched(path, ModelError))
    if tuple(data["features"]) != NAMES:
        raise ValueError(f"{path}: learned for other features; run training/echo.py again")
    parts = {by: data[by] for by in (WORDS, ENCODER, TOGETHER)}
    return Model(
        {by: tuple(part["coefficients"]) for by, part in parts.items()},
        {by: part["intercept"] for by, part in parts.items()},
        data["weights"],
        tuple(data[TOGETHER]["reading"]),
    )
