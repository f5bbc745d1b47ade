"""Claims go in, the sources that they rest on come out, over all articles: what the table of sources shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from audit.lexicon import Lexicon
from audit.model import Claim, SourceSummary

# what a source is called of whom nothing is said: only a cue ("reportedly"), or a pronoun that stands for nobody known
UNSTATED: Final = "(not stated)"


def names_of(claim: Claim) -> tuple[str, ...]:
    """What tables call a claim's source: the names that it is listed by, else what it stands for, else its words."""
    source = claim.source
    pronoun = source is not None and source.phrase is not None and source.phrase.sort == "pronoun"
    if source is None or (pronoun and source.resolved is None):
        return (UNSTATED,)
    return source.listed or (source.called,)


def summarize(
    claims: Iterable[Claim], lexicon: Lexicon, titles: Mapping[str, str] | None = None
) -> tuple[SourceSummary, ...]:
    """The sources that claims rest on, those of most claims first; claims of attitude and of kind "none" do not count.

    Claims of one kind whose sources have the same name, or the same description whatever its case and determiner
    ("the officials", "officials"), are one row, called by the form that is used most. A claim that two people made
    rests on either. ``titles`` are the offices of those who are named, by listed name.
    """
    determiners = lexicon.words("forms.determiner")
    forms: dict[tuple[str, str, bool], Counter[str]] = {}
    places: dict[tuple[str, str, bool], set[str]] = {}
    for claim in claims:
        if claim.attitude or claim.kind == "none":
            continue
        clear = claim.kind != "named" or (claim.source is not None and claim.source.clear)
        for name in names_of(claim):
            first, _, rest = name.partition(" ")
            bare = rest if rest and first.lower() in determiners else name
            key = (bare.casefold(), claim.kind, clear)
            forms.setdefault(key, Counter())[name if claim.kind == "named" else bare] += 1
            places.setdefault(key, set()).add(claim.article)
    rows = []
    for (bare, kind, clear), counts in forms.items():
        name = min(counts, key=lambda form: (-counts[form], len(form), form))
        title = (titles or {}).get(name) if kind == "named" else None
        where = tuple(sorted(places[bare, kind, clear]))
        rows.append(SourceSummary(name, kind, counts.total(), where, title, clear))
    return tuple(sorted(rows, key=lambda row: (not row.clear, -row.claims, row.name.casefold(), row.name, row.kind)))
