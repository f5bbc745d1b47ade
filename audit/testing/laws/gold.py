"""An article with known gold and what was found in it go in; where the two differ comes out, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    """The first known claim that was not found as it is: its words, kind, source, chain, and trace where the article
    has traces. None where all were.

    Attitudes are passed over, and so are words of a content that mark it ("that") and punctuation.
    """
    return next(differences(known, found), None)


def differences(known: Known, found: Article) -> Iterator[str]:
    """Every known claim that was not found as it is, and every one that was found and is not known; as ``difference``.

    A claim that was found in other words is told once.
    """
    text = known.records.text
    counted = [claim for claim in found.claims if not claim.attitude]
    wanted = [claim for claim in known.records.claims if not claim.attitude]
    left, missed = list(counted), 0
    for claim in wanted:
        same = [one for one in left if _words(text, one.spans) == _words(text, claim.spans)]
        same.sort(key=lambda one: _source(text, one) != _source(text, claim))
        if not same:
            missed += 1
            listed = "; ".join(map(of_claim, counted)) or "none"
            yield f"in {quoted(text)} the claim {of_claim(claim)} is not found; found are: {listed}"
            continue
        one = same[0]
        left.remove(one)
        if one.kind != claim.kind or one.via != claim.via or _source(text, one) != _source(text, claim):
            yield f"in {quoted(text)} the claim {of_claim(claim)} is taken for {of_claim(one)}"
        elif one.trace not in (None, claim.trace):
            why = f" ({one.evidence.reason})" if one.evidence else ""
            yield f"in {quoted(text)} the claim {of_claim(claim)} is {one.trace}{why}, and must be {claim.trace}"
    for one in left[missed:]:
        yield f"{quoted(text)} makes {len(wanted)} claims, but {len(counted)} are found, among them {of_claim(one)}"


def _words(text: str, spans: Spans) -> frozenset[tuple[int, int]]:
    """Where the words of the spans stand, without "that"."""
    found = (m for span in spans for m in _WORD.finditer(text, span.start, span.end))
    return frozenset(match.span() for match in found if match.group() not in ("that", "That"))


def _source(text: str, claim: Claim) -> frozenset[tuple[int, int]]:
    return _words(text, claim.source.spans) if claim.source else frozenset()
