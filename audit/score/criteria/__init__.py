"""An article with claims goes in, every place where it falls short of a newsroom standard comes out.

One small function per row of the standards: each takes a View of the article and gives its Firings. The functions say
what is so; titles, remedies, weights and who asks for it stand in ``lexicons/criteria.toml``.

Source: the newsroom handbooks that each criterion's entry there names as its ``standards``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from audit.lexicon import Entry, Lexicon, LexiconError
from audit.score.criteria import attribution, credit, shares, unnamed
from audit.score.criteria.view import Firing, View

__all__ = ["CRITERIA", "Firing", "View", "active", "not_assessed"]

CRITERIA: Final[dict[str, Callable[[View], list[Firing]]]] = {
    "A1": attribution.unattributed,
    "A2": attribution.delayed,
    "A3": attribution.late_speaker,
    "B1": unnamed.named_share,
    "B2": unnamed.bare_sources,
    "B3": unnamed.position,
    "B4": unnamed.basis,
    "B5": unnamed.number,
    "B6": unnamed.no_reason,
    "B7": unnamed.stock_reason,
    "B8": unnamed.motive,
    "B9": unnamed.opinions,
    "B10": unnamed.opening,
    "B11": unnamed.declined,
    "B12": unnamed.documents,
    "B13": unnamed.byline,
    "B14": attribution.allegations,
    "C1": credit.late_credit,
    "C2": credit.first_report,
    "C3": credit.mixed,
    "C4": credit.relayed_sources,
    "C5": credit.repetition,
    "C6": credit.confirmed,
    "C7": credit.uncredited,
    "C8": credit.vague_credit,
    "D1": credit.declared,
    "H1": attribution.headline,
    "S1": shares.on_own_word,
    "S2": shares.unidentified,
    "S3": shares.unplaced,
    "S4": shares.judged,
    "S5": shares.minds_read,
    "S6": shares.uncredited,
    "S7": shares.loaded,
    "S8": shares.accused,
    "S9": shares.undated,
    "S10": shares.one_occasion,
    "S11": shares.crowds,
    "S12": shares.few_documents,
    "S13": shares.no_limits,
    "S14": shares.nobody_early,
    "S15": shares.judged_late,
}


def active(lexicon: Lexicon) -> Iterator[tuple[Entry, Callable[[View], list[Firing]]]]:
    """The criteria that are on, in the order of the lexicon. Raises LexiconError for one that no function knows."""
    for entry in lexicon.file("criteria"):
        if entry.id not in CRITERIA:
            known = ", ".join(CRITERIA)
            message = f'key "id": no rule of this name; known are {known}'
            raise LexiconError(f'{entry.file}.toml: entry "{entry.id}": {message}')
        if entry.get("on", True):
            yield entry, CRITERIA[entry.id]


def not_assessed(view: View) -> tuple[str, ...]:
    """What this article could not be checked for, and why; what cannot be checked costs no points."""
    why = {entry.id: "off" for entry in view.lexicon.file("criteria") if not entry.get("on", True)}
    missing = {"B13": "no byline came with the article", "D1": "no metadata came with the article"}
    if view.article.byline is not None:
        del missing["B13"]
    if unnamed.has_metadata(view) and view.page.segments("metadata"):
        del missing["D1"]
    if not view.page.headline[0]:
        missing["H1"] = "no headline came with the article"
    if all(claim.trace is None for claim in view.claims):
        missing["C7"] = "no origin was given, so nothing was compared with other articles"
    lines = []
    for entry in view.lexicon.file("criteria"):
        if entry.id in why:
            lines.append(f"{entry.id} {entry['title']}: {entry.get('off_because') or 'not asked for'}")
        elif entry.id in missing:
            lines.append(f"{entry.id} {entry['title']}: {missing[entry.id]}")
    lines.append("Whether what is attributed is true, and whether a source said it: no text shows that.")
    return tuple(lines)
