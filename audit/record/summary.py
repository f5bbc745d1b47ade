"""Claims go in, the sources that they rest on come out, over all articles: what the table of sources shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from audit.lexicon import Lexicon
from audit.model import Claim, SourceSummary
from audit.resolve.called import bare_name, keys_of, names_of


def summarize(
    claims: Iterable[Claim], lexicon: Lexicon, titles: Mapping[str, str] | None = None
) -> tuple[SourceSummary, ...]:
    """The sources that claims rest on, those of most claims first; claims of attitude and of kind "none" do not count.

    Claims of one kind whose sources have the same name, or the same description whatever its case and determiner
    ("the officials", "officials"), are one row, called by the form that is used most. A claim that two people made
    rests on either. ``titles`` are the offices of those who are named, by listed name.
    """
    forms: dict[tuple[str, str, bool], Counter[str]] = {}
    places: dict[tuple[str, str, bool], set[str]] = {}
    for claim in claims:
        if claim.attitude or claim.kind == "none":
            continue
        for name, key in zip(names_of(claim), keys_of(claim, lexicon), strict=True):
            forms.setdefault(key, Counter())[name if claim.kind == "named" else bare_name(name, lexicon)] += 1
            places.setdefault(key, set()).add(claim.article)
    rows = []
    for (bare, kind, clear), counts in forms.items():
        name = min(counts, key=lambda form: (-counts[form], len(form), form))
        title = (titles or {}).get(name) if kind == "named" else None
        where = tuple(sorted(places[bare, kind, clear]))
        rows.append(SourceSummary(name, kind, counts.total(), where, title, clear))
    return tuple(sorted(rows, key=lambda row: (not row.clear, -row.claims, row.name.casefold(), row.name, row.kind)))
