"""An article with claims goes in, a Dossier for every source comes out: what the reader is told of who says so.

One dossier per source and article (the same unnamed source counts once, as in the studies of the Committee of Concerned
Journalists): for an unnamed one its number, role, affiliation, basis, reason and side; for a named one its title,
affiliation and first full identification; for either, where it denied something or declined to comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from audit.lexicon import Lexicon
from audit.model import BASES, Article, Claim, Detail, Dossier, Phrase, Span, Spans
from audit.score.dossier.reasons import DENIED, Found, reason_in, refusals

__all__ = ["dossiers_of", "fully_identified", "near", "refusals", "source_key", "unnamed_dossier"]

UNNAMED: Final = ("anonymous", "sources said")
_RANKS: Final = ("none", "sources said", "anonymous", "named")
_POINTING: Final = re.compile(r"^(?:the|these|those|an?)\s+", re.IGNORECASE)
_APPOSITIVE: Final = re.compile(
    r"\s*,\s+(?P<what>(?:who\s+(?:is|was)\s+)?(?:an?|the|his|her|their|chief|head|former|chairman"
    r"|director)\b[^,.;:()]{3,90})"
)
_TITLE: Final = re.compile(
    r"(?P<what>(?:[A-Z][\w.’'&-]*|of|the|for|former|chief|spokes\w+|[a-z]+(?:man|woman|or|er|ist|ant|ent|ary))"
    r"(?:\s+(?:[A-Z][\w.’'&-]*|of|for|[a-z]{3,})){0,5})\s+$"
)
_OF: Final = re.compile(
    r"\b(?:of|at|for|from|with)\s+(?:the\s+)?(?P<body>[A-Z][\w.&’'-]*(?:\s+(?:(?:of|for|and"
    r"|on)\s+)?[A-Z][\w.&’'-]*)*)"
)


def dossiers_of(article: Article, lexicon: Lexicon) -> tuple[Dossier, ...]:
    """The dossiers of an article's sources, in the order in which they first speak (attitudes included)."""
    groups: dict[str, list[Claim]] = {}
    for claim in sorted(article.claims, key=lambda c: (_start(c), len(c.id), c.id)):
        if claim.source is not None and claim.kind != "none":
            groups.setdefault(source_key(claim), []).append(claim)
    said = refusals(article.text)
    return tuple(_dossier(article, claims, lexicon, said) for claims in groups.values())


def source_key(claim: Claim) -> str:
    """What makes two claims' sources one in an article: what they stand for, else their words without "the" or "a"."""
    words = (claim.source.resolved or claim.source.text).casefold() if claim.source else ""
    return _POINTING.sub("", " ".join(words.split()))


def fully_identified(dossiers: Iterable[Dossier]) -> int:
    """How many named people the article gives a full name and a position (PEJ 2005: name and relation to the story)."""
    return sum(d.kind == "named" and bool(d.introduced) and (d.role or d.affiliation) is not None for d in dossiers)


def near(article: Article, claim: Claim) -> tuple[str, Span | None]:
    """A claim's sentence and those beside it in its paragraph, and where that stands; without trees, its own words."""
    sentences = article.sentences
    if 0 <= claim.sentence < len(sentences):
        first = last = claim.sentence
        here = sentences[first].paragraph
        if first > 0 and sentences[first - 1].paragraph == here:
            first -= 1
        if last + 1 < len(sentences) and sentences[last + 1].paragraph == here:
            last += 1
        whole = Span(sentences[first].span.start, sentences[last].span.end)
        return whole.of(article.text), whole
    places = [*claim.spans, *(claim.source.spans if claim.source else ())]
    if not places:
        return "", None
    whole = Span(min(s.start for s in places), max(s.end for s in places))
    return whole.of(article.text), whole


def unnamed_dossier(article: Article, claims: Sequence[Claim], lexicon: Lexicon) -> Dossier:
    """The dossier of an unnamed source, from all claims of it; mentions of another kind tell something too."""
    return _unnamed(article, _common(article, claims), claims, lexicon, refusals(article.text))


def _dossier(article: Article, claims: Sequence[Claim], lexicon: Lexicon, said: Sequence[tuple[str, Span]]) -> Dossier:
    common = _common(article, claims)
    if common.kind == "named":
        return _named(article, common, said)
    return _unnamed(article, common, claims, lexicon, said)


def _common(article: Article, claims: Sequence[Claim]) -> Dossier:
    name = next((c.source.resolved for c in claims if c.source and c.source.resolved), None)
    name = name or (claims[0].source.text if claims[0].source else "")
    return Dossier(
        name=" ".join(name.split()),
        kind=max((claim.kind for claim in claims), key=_RANKS.index),
        claims=tuple(c.id for c in claims),
        spans=tuple(sorted({span for c in claims if c.source for span in c.source.spans})),
        holder=next((c.via[0] for c in claims if c.via), None),
        denied=tuple(span for c in claims if (span := _denial(article, c)) is not None),
    )


def _denial(article: Article, claim: Claim) -> Span | None:
    if not claim.cue or not DENIED.search(claim.cue) or not claim.spans:
        return None
    return claim.spans[0]


def _unnamed(
    article: Article, common: Dossier, claims: Sequence[Claim], lexicon: Lexicon, said: Sequence[tuple[str, Span]]
) -> Dossier:
    told = [claim.source.phrase or Phrase() for claim in claims if claim.source]
    numbers = [n for c in claims if (n := _number(c)) is not None]
    basis, reason = _best_basis(claims), _best_reason(article, claims)
    return attrs.evolve(
        common,
        number=max(numbers, default=None),
        quantity=next((w.quantity for w in told if w.quantity), None),
        steady=len({n for n in numbers if n > 1}) <= 1,
        role=next((w.role for w in told if w.role), None),
        affiliation=next((w.affiliation for w in told if w.affiliation), None),
        tense=next((w.tense for w in told if w.tense), None),
        basis=basis.value if basis else None,
        basis_spans=_placed(article, basis),
        reason=reason.value if reason else "none",
        reason_spans=_placed(article, reason),
        side=next((w.side for w in told if w.side), None),
        declined=_declined_by(said, [d.text for w in told if (d := w.affiliation)], others=True),
    )


def _number(claim: Claim) -> int | None:
    """The number the record gives, else that of its words."""
    if claim.source is None:
        return None
    return (
        claim.source.number
        if claim.source.number is not None or not claim.source.phrase
        else claim.source.phrase.number
    )


def _best_basis(claims: Sequence[Claim]) -> Found | None:
    """The best basis in the words of any mention, or in the clause that hangs on them ("…, who was in the room")."""
    best: Found | None = None
    for claim in claims:
        phrase = claim.source.phrase if claim.source else None
        if phrase is None or phrase.basis is None:
            continue
        if best is None or BASES.index(phrase.basis) < BASES.index(best.value):
            best = Found(phrase.basis, phrase.basis_spans[0] if phrase.basis_spans else Span(0, 0))
    return best


def _best_reason(article: Article, claims: Sequence[Claim]) -> Found | None:
    """The best reason for anonymity beside any claim of the source."""
    best: Found | None = None
    for claim in claims:
        own = claim.source.phrase if claim.source else None
        text, whole = near(article, claim)
        beside = reason_in(text)
        found = Found(own.reason, own.reason_spans[0]) if own and own.reason_spans else None
        if (
            beside is not None
            and whole is not None
            and (found is None or found.value == beside.value or beside.value == "specific")
        ):
            found = Found(beside.value, Span(beside.span.start + whole.start, beside.span.end + whole.start))
        if found is not None and (best is None or (best.value, found.value) == ("boilerplate", "specific")):
            best = found
    return best


def _placed(article: Article, found: Found | None) -> Spans:
    return (found.span,) if found is not None and len(found.span) > 0 and found.span.end <= len(article.text) else ()


def _named(article: Article, common: Dossier, said: Sequence[tuple[str, Span]]) -> Dossier:
    """A person's first full name, with the title before it or the description after it."""
    text, name = article.text, common.name
    words = name.split()
    declined = _declined_by(said, [words[-1]] if words else [], others=False)
    full = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) if len(words) > 1 else None
    if full is None:
        return attrs.evolve(common, declined=declined)
    before = _TITLE.search(text[max(0, full.start() - 90) : full.start()].rsplit("\n", 1)[-1].rsplit(". ", 1)[-1])
    after = _APPOSITIVE.match(text, full.end())
    role = affiliation = None
    if after:
        role = Detail(after["what"], (Span(after.start("what"), after.end("what")),))
        if body := _OF.search(text, after.start("what"), after.end("what")):
            affiliation = Detail(body["body"], (Span(body.start("body"), body.end("body")),))
    elif before and re.search(r"[A-Za-z]{3,}|\b[A-Z][a-z]+\.", before["what"]):
        start = full.start() - (len(before.group()) - before.start("what") + before.start("what"))
        role = Detail(before["what"], (Span(start, start + len(before["what"])),))
        if role.spans[0].of(text) != role.text:
            role = Detail(role.text)
    return attrs.evolve(
        common, introduced=(Span(full.start(), full.end()),), role=role, affiliation=affiliation, declined=declined
    )


def _declined_by(said: Sequence[tuple[str, Span]], names: Sequence[str], *, others: bool) -> Spans:
    """Where somebody of these names, or of these bodies, declined to comment."""
    wanted = {word.casefold() for name in names for word in re.findall(r"\w[\w.-]+", re.sub(r"[’']s?\b", "", name))}
    wanted -= {"his", "her", "their", "its", "the", "mr", "mrs", "ms", "of", "and", "for"}
    if not others:
        wanted = {word for word in wanted if len(word) > 2}
    return tuple(
        span
        for who, span in said
        if wanted & {w.casefold() for w in re.findall(r"\w[\w.-]+", re.sub(r"[’']s?\b", "", who))}
    )


def _start(claim: Claim) -> int:
    return min((span.start for span in claim.spans), default=0)
