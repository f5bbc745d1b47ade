"""Claims go in, the sources that they rest on come out, over all articles: what the table of sources shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from audit.lexicon import Lexicon
from audit.model import Claim, SourceSummary

# what a source is called of whom nothing is said: only a cue ("reportedly"), or a pronoun that stands for nobody known
UNSTATED: Final = "(not stated)"


def _name(claim: Claim) -> str:
    source = claim.source
    pronoun = source is not None and source.phrase is not None and source.phrase.sort == "pronoun"
    if source is None or (pronoun and source.resolved is None):
        return UNSTATED
    return " ".join((source.resolved or source.text).split())


def summarize(claims: Iterable[Claim], lexicon: Lexicon) -> tuple[SourceSummary, ...]:
    """The sources that claims rest on, those of most claims first; claims of attitude and of kind "none" do not count.

    Claims of one kind whose sources have the same name, or the same description whatever its case and determiner
    ("the officials", "officials"), are one row, called by the form that is used most.
    """
    determiners = lexicon.words("forms.determiner")
    forms: dict[tuple[str, str], Counter[str]] = {}
    places: dict[tuple[str, str], set[str]] = {}
    for claim in claims:
        if claim.attitude or claim.kind == "none":
            continue
        name = _name(claim)
        first, _, rest = name.partition(" ")
        bare = rest if rest and first.lower() in determiners else name
        key = (bare.casefold(), claim.kind)
        forms.setdefault(key, Counter())[name if claim.kind == "named" else bare] += 1
        places.setdefault(key, set()).add(claim.article)
    rows = [
        SourceSummary(
            name=min(counts, key=lambda form: (-counts[form], len(form), form)),
            kind=key[1],
            claims=counts.total(),
            articles=tuple(sorted(places[key])),
        )
        for key, counts in forms.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.claims, row.name.casefold(), row.name, row.kind)))
