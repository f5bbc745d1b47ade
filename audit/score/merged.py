"""Findings go in, those at the same words come out as one: a phrase is one finding with all that it lacks.

Source: ours: an editor mends a phrase once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import evolve

from audit.model import SEVERITIES, Finding

_FEW: Final = 4  # places of a finding about a phrase; one with more is about the article as a whole


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, those at the same words joined, in their first order; those without words stay apart.

    They stand at the same words where all their places are the same, or where of a few places the first begins alike.
    """
    groups: dict[tuple[str, object], list[Finding]] = {}
    for number, finding in enumerate(findings):
        key: object = (number,)
        if finding.spans:
            key = finding.spans[0].start if len(finding.spans) <= _FEW else finding.spans
        groups.setdefault((finding.article, key), []).append(finding)
    return [_one(group) for group in groups.values()]


def _one(group: Sequence[Finding]) -> Finding:
    """One finding for all, by the gravest of them."""
    if len(group) == 1:
        return group[0]
    ordered = sorted(group, key=lambda finding: -SEVERITIES.index(finding.severity))
    first = ordered[0]
    return evolve(
        first,
        reason=_said(finding.reason for finding in ordered),
        remedy=_said(finding.remedy for finding in ordered),
        spans=tuple(sorted({span for finding in group for span in finding.spans})),
        standards=tuple(dict.fromkeys(name for finding in ordered for name in finding.standards)),
        also=tuple(dict.fromkeys(f.criterion for f in ordered if f.criterion != first.criterion)),
    )


def _said(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, texts)))
