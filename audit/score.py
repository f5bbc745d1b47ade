"""An article with claims goes in; a transparency score, the ledger that makes it, and findings for an editor come out.

The score is 100 less what the ledger takes off. Attitude claims do not count, nor do traces: the score is a property of
the article alone. Each criterion of ``lexicons/criteria.toml`` makes one row at most, and no row costs more than its
cap. Three criteria go by shares of the article's claims, the others count each unnamed source once per article (as the
studies of the Committee of Concerned Journalists did). Where the rows would pass 100, the last ones are cut to what is
left, and say so. No criterion asks more of a better kind of source, so a claim that rises from ``sources said`` over
``anonymous`` to ``named`` never lowers the score.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from attrs import define, field, frozen

from audit.lexicon import Entry, Lexicon, LexiconError
from audit.model import Article, Claim, Deduction, Finding, Rating, Span, Spans
from audit.outlets import OutletIndex
from audit.trace.groups import group_of

UNNAMED: Final = ("anonymous", "sources said")
# Half of the claims on named sources costs nothing under B1: the rest of a story is scene, background and context.
NAMED_ENOUGH: Final = 0.5
# AP 2010 says "within the first paragraphs"; three is what its own examples keep to.
FIRST_PARAGRAPHS: Final = 3

# What a reporter cannot have seen (plans, talks behind doors), and judgements and figures that somebody must have made.
_NEEDS_SOURCE: Final = re.compile(
    r"\b(?:(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:considering|weighing|mulling|planning|preparing|discussing|contemplating|said"
    r"|believed|thought|feared|alleged|rumou?red|poised)"
    r"|(?:plans?|planned|intends?|intended)\s+to|privately|secretly|behind\s+closed\s+doors|allegedly|supposedly"
    r"|no\s+(?:question|doubt)\s+that|undoubtedly|(?:more|most|less|least)\s+(?:effective|promising|dangerous|likely)"
    r"|(?:widely|often|generally)\s+(?:seen|regarded|viewed)|unprecedented|disastrous"
    r"|(?:could|may|might|would)\s+(?:be\s+)?(?:seen\s+as|amount\s+to|constitute|backfire|collapse))\b"
    r"|\d\s?%|\b\d[\d.,]*\s+(?:percent|per\s+cent)\b|\b\d{1,3}(?:,\d{3})+\b",
    re.IGNORECASE,
)
# Words that speak of a source going unnamed; stock reasons; reasons that tell what the source would risk.
_UNNAMED: Final = re.compile(
    r"\b(?:anonymity|anonymously|(?:asked|requested|wished|preferred|wanted)\s+(?:not\s+)?to\s+(?:be\s+(?:named|identified"
    r"|anonymous)|remain\s+anonymous)|declined\s+to\s+(?:be\s+(?:named|identified)|give\s+(?:his|her|their)\s+names?)"
    r"|(?:not|never|un|n['’]t)\s*(?:be\s+)?authori[sz]ed\s+to|sensitivity\s+of|sensitive\s+(?:matter|nature|talks))\b",
    re.IGNORECASE,
)
_STOCK: Final = re.compile(
    r"authori[sz]ed\s+to|sensitiv|\b(?:to|because|citing|so\s+as|in\s+order)\s+\w+", re.IGNORECASE
)
_RISK: Final = re.compile(
    r"\b(?:fear\w*|afraid|retaliat\w+|reprisals?|retribution|risk\w*|safety|(?:lose|losing|cost)\s+(?:his|her|their)\s+jobs?"
    r"|to\s+protect|be\s+(?:fired|dismissed|punished|harassed))\b",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile('["“”«„]')
_PLURAL: Final = re.compile(r"\b(?:people|\w{2,}s)\b", re.IGNORECASE)
_ONE: Final = re.compile(r"^(?:an?|one|another|the\s+(?:source|official|person))\b", re.IGNORECASE)


def score(article: Article, lexicon: Lexicon) -> Rating:
    """The article's Rating: 0 to 100, or None without claims other than attitudes; 100 - sum of points == score.

    Points and score are rounded to a tenth. Raises LexiconError for a criterion that no rule here knows.
    """
    facts = _Facts(article, lexicon)
    rules = [(entry, _rule(entry)) for entry in lexicon.file("criteria")]
    if not facts.claims:
        return Rating(None)
    ledger: list[Deduction] = []
    left = 1000  # tenths, so that the sum is exact
    for entry, rule in rules:
        fired = rule(facts)
        tenths = round(10 * min(float(entry["cap"]), float(entry["points"]) * fired.count)) if fired else 0
        if fired is None or tenths < 1 or left < 1:
            continue
        reason = fired.reason
        if tenths > left:
            tenths, reason = left, f"{reason} (Cut to what was left: a score does not fall below 0.)"
        left -= tenths
        ledger.append(Deduction(entry.id, tenths / 10, reason, fired.spans))
    return Rating(left / 10, tuple(ledger))


def findings(article: Article, rating: Rating, lexicon: Lexicon) -> tuple[Finding, ...]:
    """One Finding per row of the ledger, with the lexicon's remedy; then notes that cost nothing (echoes)."""
    entries = {entry.id: entry for entry in lexicon.file("criteria")}
    found = []
    for row in rating.ledger:
        entry = entries.get(row.criterion)  # a user's own scorer may have criteria that are in no lexicon
        severity, remedy = (entry["severity"], entry["remedy"]) if entry else ("warning", "")
        found.append(Finding(article.id, row.criterion, severity, row.reason, remedy, row.spans))
    echoes = [claim for claim in article.claims if claim.trace == "echoed"]
    if echoes:
        reason = f"No credit found; says what is credited to the origin elsewhere: {_count(len(echoes), 'claim')}."
        remedy = "Credit the outlet, or say how the claim was confirmed."
        found.append(Finding(article.id, "C7", "note", reason, remedy, _claim_spans(echoes)))
    return tuple(found)


@frozen
class _Fired:
    """How often a criterion fired (or how many tenths of the claims it holds for), why, and where."""

    count: float
    reason: str
    spans: Spans


@define
class _Facts:
    """What the criteria ask of an article, counted once."""

    article: Article
    lexicon: Lexicon
    outlets: OutletIndex = field(init=False)
    documents: frozenset[str] = field(init=False)
    claims: list[Claim] = field(init=False)
    unnamed: dict[str, list[Claim]] = field(init=False)
    by_key: dict[str, list[Claim]] = field(init=False)
    paragraphs: dict[int, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        # in text order, whatever order the claims are given in
        counted = (claim for claim in self.article.claims if not claim.attitude)
        self.documents = frozenset(
            word
            for word, entries in self.lexicon.by_word("sources").items()
            if all(entry["role"] == "document" for entry in entries)
        )
        self.outlets = OutletIndex(self.lexicon)
        self.claims = sorted(counted, key=lambda c: (_start(c), len(c.id), c.id))
        self.by_key, self.unnamed = {}, {}
        for claim in self.claims:
            if claim.source is not None:
                self.by_key.setdefault(_key(claim), []).append(claim)
        for key, claims in self.by_key.items():
            weak = [claim for claim in claims if claim.kind in UNNAMED and not self.written(claim)]
            if weak:
                self.unnamed[key] = weak
        self.paragraphs = {number: n for n, number in enumerate(sorted({c.paragraph for c in self.claims}))}

    def written(self, claim: Claim) -> bool:
        """Whether the source is something written or measured ("data"), which has no rank and no fear of its own."""
        heads = group_of(claim.source.text).heads if claim.source else frozenset()
        return bool(heads) and heads <= self.documents

    def tenths(self, count: float) -> float:
        """A count of claims as tenths of all claims."""
        return 10 * count / len(self.claims)

    def near(self, claim: Claim) -> str:
        """The text of the claim's sentence, of those beside it in its paragraph, and of the source."""
        sentences = self.article.sentences
        spans = [*claim.spans, *(claim.source.spans if claim.source else ())]
        beside = range(max(0, claim.sentence - 1), min(len(sentences), claim.sentence + 2))
        spans += [sentences[n].span for n in beside if sentences[n].paragraph == claim.paragraph]
        parts = [span.of(self.article.text) for span in spans]
        return " ".join([*parts, claim.source.text if claim.source else ""])


def _unattributed(facts: _Facts) -> _Fired | None:
    # A2: later uses may lean on an attribution while the context is clear: here, within its paragraph.
    leaning: dict[int, int] = {}
    for claim in facts.claims:
        if claim.kind != "none":
            leaning[claim.paragraph] = min(leaning.get(claim.paragraph, _start(claim)), _start(claim))
    bare = [
        claim
        for claim in facts.claims
        if claim.kind == "none"
        and _start(claim) <= leaning.get(claim.paragraph, _start(claim))
        and _NEEDS_SOURCE.search(claim.text)
    ]
    if not bare:
        return None
    reason = f"Plans, judgements or figures with no word on where they come from: {_of(len(bare), facts)}."
    return _Fired(facts.tenths(len(bare)), reason, _claim_spans(bare))


def _named_share(facts: _Facts) -> _Fired | None:
    named = sum(claim.kind == "named" for claim in facts.claims)
    short = NAMED_ENOUGH * len(facts.claims) - named
    if short <= 0:
        return None
    weak = [claim for claim in facts.claims if claim.kind != "named"]
    return _Fired(facts.tenths(short), f"Resting on named sources: {_of(named, facts)}.", _claim_spans(weak))


def _bare_sources(facts: _Facts) -> _Fired | None:
    bare = [claim for claim in facts.claims if claim.kind == "sources said"]
    if not bare:
        return None
    reason = f"Resting on nobody in particular (bare sources, “reportedly”): {_of(len(bare), facts)}."
    return _Fired(facts.tenths(len(bare)), reason, _claim_spans(bare))


def _position(facts: _Facts) -> _Fired | None:
    weak = [claims for claims in facts.unnamed.values() if any(c.kind == "sources said" for c in claims)]
    return _sources(weak, "No rank, agency, side or party is given for")


def _number(facts: _Facts) -> _Fired | None:
    weak = [
        claims
        for key, claims in facts.unnamed.items()
        if all(c.source is not None and c.source.number is None for c in facts.by_key[key])
        and any(_several(c) for c in claims)
    ]
    return _sources(weak, "How many they are is not said of")


def _no_reason(facts: _Facts) -> _Fired | None:
    weak = [claims for key, claims in facts.unnamed.items() if _reason_given(facts, key) == "none"]
    return _sources(weak, "No reason for going unnamed is given for")


def _boilerplate_reason(facts: _Facts) -> _Fired | None:
    weak = [claims for key, claims in facts.unnamed.items() if _reason_given(facts, key) == "boilerplate"]
    return _sources(weak, "Only a stock reason for going unnamed is given for")


def _reason_given(facts: _Facts, key: str) -> str:
    """The best reason for anonymity near any claim of the source, whatever the kind: "full", "boilerplate", "none"."""
    best = "none"
    for claim in facts.by_key[key]:
        text = facts.near(claim)
        for match in _UNNAMED.finditer(text):
            around = text[max(0, match.start() - 80) : match.end() + 160]
            if _RISK.search(around):
                return "full"
            if _STOCK.search(text[match.start() : match.end() + 160]):
                best = "boilerplate"
    return best


def _opening(facts: _Facts) -> _Fired | None:
    lede = [c for c in facts.claims if facts.paragraphs[c.paragraph] == 0 and c.kind != "none"]
    if lede and all(claim.kind in UNNAMED for claim in lede):
        return _Fired(1, "The first paragraph rests on unnamed sources only.", _claim_spans(lede))
    quotes = [c for c in facts.claims if c.kind != "none" and _quoted(c, facts.article.text)]
    if quotes and quotes[0].kind in UNNAMED:
        return _Fired(1, "The first quotation is from an unnamed source.", quotes[0].spans)
    return None


def _late_credit(facts: _Facts) -> _Fired | None:
    credits = [claim for claim in facts.claims if _outlets(claim, facts.outlets, vague=False)]
    if not credits or facts.paragraphs[credits[0].paragraph] < FIRST_PARAGRAPHS:
        return None
    name = _outlets(credits[0], facts.outlets, vague=False)[0]
    place = facts.paragraphs[credits[0].paragraph] + 1
    return _Fired(1, f"The first credit to an outlet ({name}) stands in paragraph {place}.", credits[0].spans)


def _relayed_sources(facts: _Facts) -> _Fired | None:
    weak = [
        relayed
        for claims in facts.unnamed.values()
        if (
            relayed := [
                c for c in claims if c.kind == "sources said" and any(not _is_vague(o, facts.outlets) for o in c.via)
            ]
        )
    ]
    return _sources(weak, "Another outlet is credited, with nothing on who its sources are, for")


def _vague_credit(facts: _Facts) -> _Fired | None:
    segments = [segment.span for segment in facts.article.segments if segment.status == "vague credit"]
    claims = [claim for claim in facts.claims if _outlets(claim, facts.outlets, vague=True)]
    names = sorted({name for claim in claims for name in _outlets(claim, facts.outlets, vague=True)})
    count = len(segments) + len(names)
    if not count:
        return None
    text = facts.article.text
    words = [" ".join(span.of(text).split()) for span in segments] + names
    spans = tuple(sorted({*segments, *_claim_spans(claims)}))
    return _Fired(count, f"Credit that names nobody: {'; '.join(words)}.", spans)


RULES: Final[dict[str, Callable[[_Facts], _Fired | None]]] = {
    "A1": _unattributed,
    "B1": _named_share,
    "B2": _bare_sources,
    "B3": _position,
    "B5": _number,
    "B6": _no_reason,
    "B7": _boilerplate_reason,
    "B10": _opening,
    "C1": _late_credit,
    "C4": _relayed_sources,
    "C8": _vague_credit,
}


def _rule(entry: Entry) -> Callable[[_Facts], _Fired | None]:
    rule = RULES.get(entry.id)
    if rule is None:
        known = ", ".join(RULES)
        raise LexiconError(f'{entry.file}.toml: entry "{entry.id}": key "id": no rule of this name; known are {known}')
    return rule


def _sources(groups: Sequence[Sequence[Claim]], what: str) -> _Fired | None:
    """One firing per unnamed source."""
    if not groups:
        return None
    names = [f"“{' '.join(claims[0].source.text.split())}”" for claims in groups if claims[0].source]
    shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    return _Fired(len(groups), f"{what} {shown}.", _source_spans(claim for claims in groups for claim in claims))


def _outlets(claim: Claim, index: OutletIndex, *, vague: bool) -> list[str]:
    """The outlets of a claim's chain, and its source where that is one: those that are vague credits, or the others."""
    names = [*claim.via]
    if claim.source is not None:
        entry = index.name_of(claim.source.text) or index.name_of(claim.source.resolved or "")
        names += [str(entry["name"])] if entry else []
    return [name for name in dict.fromkeys(names) if _is_vague(name, index) == vague]


def _is_vague(name: str, index: OutletIndex) -> bool:
    entry = index.name_of(name)
    return entry is not None and entry["kind"] == "vague"


def _key(claim: Claim) -> str:
    """The same unnamed source counts once per article: by what it stands for, else by its words."""
    words = (claim.source.resolved or claim.source.text).casefold() if claim.source else ""
    return re.sub(r"^(?:the|these|those|an?)\s+", "", " ".join(words.split()))


def _several(claim: Claim) -> bool:
    text = claim.source.text if claim.source else ""
    return not _ONE.match(text) and bool(_PLURAL.search(text))


def _quoted(claim: Claim, text: str) -> bool:
    """Whether the claim opens with a quotation mark; a word or two in marks further on are no quotation."""
    return any(_QUOTED.search(text[max(0, span.start - 1) : span.start + 1]) for span in claim.spans[:1])


def _start(claim: Claim) -> int:
    return min((span.start for span in claim.spans), default=0)


def _claim_spans(claims: Iterable[Claim]) -> Spans:
    return tuple(sorted({span for claim in claims for span in claim.spans}))


def _source_spans(claims: Iterable[Claim]) -> Spans:
    found: set[Span] = set()
    for claim in claims:
        found |= set(claim.source.spans if claim.source and claim.source.spans else claim.spans)
    return tuple(sorted(found))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _of(number: int, facts: _Facts) -> str:
    return f"{number} of {_count(len(facts.claims), 'claim')}"
