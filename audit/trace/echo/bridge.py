"""Echoes of an origin's claims and pairs of open claims go in; echoes that a third claim makes sure are added.

Three articles tell one thing in three ways: the second is surely what the first says, the third surely what the second
says, but the third may only say what the first does. Then it does.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping

from attrs import frozen

from audit.model import Claim
from audit.trace.echo.verdict import Judged

Matches = MutableMapping[str, list[tuple[Claim, Judged]]]


@frozen
class Bridged:
    """The judgement that a third claim makes sure; ``similarity`` and the ``bar`` that it had to pass (both 0 to 1) are
    those of the weaker of the two that it rests on."""

    similarity: float
    bar: float
    reason: str
    decision: str = "same"


def bridge(matches: Matches, pairs: Iterable[tuple[str, str, Judged]]) -> None:
    """Changes "possible" to "same" in ``matches`` (claim id -> claims of the origin that it is judged against).

    ``pairs`` are of claims that nothing else explains: (one id, another id, whether the one says what the other says).
    """
    direct = {id: {two.id: v for two, v in rows if v.decision == "same"} for id, rows in matches.items()}
    beside: dict[str, list[tuple[str, Judged]]] = {}
    for one, two, verdict in pairs:
        if verdict.decision == "same" and direct.get(two) and not direct.get(one):
            beside.setdefault(one, []).append((two, verdict))
    for id, others in beside.items():
        rows = matches.get(id, [])
        for place, (target, verdict) in enumerate(rows):
            ways = [
                (-min(v.similarity, direct[other][target.id].similarity), other)
                for other, v in others
                if target.id in direct[other]
            ]
            if verdict.decision == "possible" and ways:
                similarity, other = min(ways)
                rows[place] = (
                    target,
                    Bridged(-similarity, verdict.bar, f"claim {other}, which says so, says the same"),
                )
