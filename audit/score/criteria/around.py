"""A claim on an unnamed source and its neighbours go in; whether they say who stands behind it comes out.

Much that looks unnamed in its sentence is answered beside it: a crowd ("experts say") is borne out by one of them in
the next sentence, or a named speaker tells what others said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from audit.lexicon import Lexicon
from audit.model import Article, Attribution, Claim, Phrase, Span

_FOLLOWING: Final = 2  # sentences in which the one who speaks for a group has to come
_LED_BY: Final = re.compile(r"\b(?:led\s+by|including|such\s+as|like|among\s+them)\s+(?:\w+\s+){0,5}[A-Z]")
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_EMPTY: Final = frozenset(
    "many some several other former current senior officials official aides people according".split()
)


def holds_name(claim: Claim) -> bool:
    """Whether the source's own words name one of them ("aides, led by Ann Lee", "and others" beside a name)."""
    words = claim.source.text if claim.source else ""
    return bool(_LED_BY.search(words)) or words.lower().startswith("and ")


def told_by_another(claim: Claim, named: Iterable[Attribution]) -> bool:
    """Whether a named source tells what the unnamed one says ("Ms. Lee said that experts had found …")."""
    if claim.source is None or not claim.source.spans:
        return False
    place = claim.source.spans[0]
    return any(
        place.overlaps(span)
        for attribution in named
        if attribution.source is not None and place not in attribution.source.spans
        for span in attribution.content
    )


def named_attributions(article: Article) -> list[Attribution]:
    """The attributions of statements to named sources."""
    return [a for a in article.attributions if a.kind == "named" and a.cue.cue_class != "attitude"]


def exemplified(claim: Claim, phrase: Phrase, claims: Iterable[Claim], text: str, lexicon: Lexicon) -> bool:
    """Whether one of a group speaks by name within the next two sentences.

    Of a crowd anybody may; for officials and aides, somebody in whose sentence their own words return ("Democratic
    Party officials … Sam Lau of the Democratic Party").
    """
    heads = set(phrase.heads)
    many = heads & lexicon.words("people.other", "people.several")
    if claim.source is None or not (phrase.plural or many):
        return False
    after = [
        other
        for other in claims
        if other.kind == "named"
        and not other.attitude
        and other.source is not None
        and claim.sentence <= other.sentence <= claim.sentence + _FOLLOWING
        and start(other) > start(claim)
    ]
    # groups that nobody promised anything are summed up, then one of them speaks
    if many or heads & lexicon.words("people.side", "people.expert"):
        return bool(after)
    own = _telling(claim.source.text)
    return any(own & _telling(_around(other, text)) for other in after)


def _telling(words: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(words)} - _EMPTY


def _around(claim: Claim, text: str) -> str:
    """The words of a claim's source and those that follow it, to the end of the sentence."""
    if claim.source is None or not claim.source.spans:
        return ""
    span: Span = claim.source.spans[0]
    return re.split(r"[.!?\n]", text[span.start : span.end + 200], maxsplit=1)[0]


def start(claim: Claim) -> int:
    """Where a claim begins."""
    return min((span.start for span in claim.spans), default=0)
