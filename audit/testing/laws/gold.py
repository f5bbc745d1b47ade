"""An article with known gold and what was found in it go in; the first difference comes out, in words."""

from __future__ import annotations

import re

from audit.claims import make_claims
from audit.find import find
from audit.lexicon import Lexicon
from audit.model import Article, Claim, Spans
from audit.resolve import resolve
from audit.testing.laws.shown import of_claim, quoted
from audit.testing.strategies import Known

_WORD = re.compile(r"\w+")


def walked(parsed: Article, lexicon: Lexicon) -> Article:
    """A parsed article after find, resolve and claims."""
    return make_claims(resolve(find(parsed, lexicon), lexicon), lexicon)


def difference(known: Known, found: Article) -> str | None:
    """The first known claim that was not found as it is: its words, kind, source and chain. None where all were.

    Attitudes are passed over, and so are words of a content that mark it ("that") and punctuation.
    """
    text = known.records.text
    counted = [claim for claim in found.claims if not claim.attitude]
    for claim in known.records.claims:
        same = [one for one in counted if _words(text, one.spans) == _words(text, claim.spans)]
        if not same:
            listed = "; ".join(map(of_claim, counted)) or "none"
            return f"in {quoted(text)} the claim {of_claim(claim)} is not found; found are: {listed}"
        one = same[0]
        if one.kind != claim.kind or one.via != claim.via or _source(text, one) != _source(text, claim):
            return f"in {quoted(text)} the claim {of_claim(claim)} is taken for {of_claim(one)}"
    if len(counted) > len(known.records.claims):
        listed = "; ".join(map(of_claim, counted))
        return f"{quoted(text)} makes {len(known.records.claims)} claims, but these are found: {listed}"
    return None


def _words(text: str, spans: Spans) -> frozenset[tuple[int, int]]:
    """Where the words of the spans stand, without "that"."""
    found = (m for span in spans for m in _WORD.finditer(text, span.start, span.end))
    return frozenset(match.span() for match in found if match.group() not in ("that", "That"))


def _source(text: str, claim: Claim) -> frozenset[tuple[int, int]]:
    return _words(text, claim.source.spans) if claim.source else frozenset()
