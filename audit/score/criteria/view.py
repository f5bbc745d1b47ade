"""An article with claims goes in; what every criterion asks of it comes out, counted once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Final

from attrs import define, field, frozen

from audit.find.quotation import quotations
from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Attribution, Claim, Dossier, Phrase, Segment, Span, Spans
from audit.score.criteria.around import exemplified, holds_name, named_attributions, start, told_by_another
from audit.score.dossier import near, source_key, unnamed_dossier
from audit.score.dossier.reasons import speaks_of_anonymity

UNNAMED: Final = ("anonymous", "sources said")
_OPENING: Final = re.compile(r"[“„«\"]|(?<!\w)'(?=\w)")
_NAME_AFTER: Final = re.compile(r",?\s+(?:[A-Z][\w’'-]*\.?\s+)+[A-Z][\w’'-]+")
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[’'-](?=[^\W_]))*")


@frozen
class Firing:
    """One place where a criterion is not met: why, where, which claims it touches, and for how much it counts.

    ``amount`` is in claims: 1 for one, for a source as many as rest on it, a half where the fault is small.
    """

    reason: str
    spans: Spans
    claims: tuple[str, ...] = ()
    amount: float = field(default=1.0)


@define(slots=False)
class View:
    """What the criteria ask of an article; ``claims`` are those that count (no attitudes), in text order."""

    article: Article
    lexicon: Lexicon
    claims: list[Claim] = field(init=False)
    outlets: OutletIndex = field(init=False)
    _fired: dict[str, list[Firing]] = field(init=False, factory=dict, repr=False)

    def firings(self, id: str, rule: Callable[[View], list[Firing]]) -> list[Firing]:
        """What a criterion finds, asked once."""
        if id not in self._fired:
            self._fired[id] = rule(self)
        return self._fired[id]

    def __attrs_post_init__(self) -> None:
        counted = (claim for claim in self.article.claims if not claim.attitude)
        # in text order, whatever order the claims are given in
        self.claims = sorted(counted, key=lambda c: (start(c), len(c.id), c.id))
        self.outlets = self.lexicon.once(OutletIndex)

    @cached_property
    def groups(self) -> dict[str, list[Claim]]:
        """The claims of each source, of whatever kind."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            if claim.source is not None:
                found.setdefault(source_key(claim), []).append(claim)
        return found

    @cached_property
    def unnamed(self) -> dict[str, list[Claim]]:
        """The claims of each unnamed source that is somebody: not something written or measured ("data", "polls")."""
        found = {}
        for key, claims in self.groups.items():
            weak = [c for c in claims if c.kind in UNNAMED and not self.written(c) and not self.answered(c)]
            if weak:
                found[key] = weak
        return found

    def answered(self, claim: Claim) -> bool:
        """Whether the words around say who stands behind a source that goes without a name."""
        if self.named_beside(claim) or holds_name(claim) or told_by_another(claim, self._named):
            return True
        return exemplified(claim, self.phrase(claim), self.claims, self.article.text, self.lexicon)

    @cached_property
    def _named(self) -> list[Attribution]:
        return named_attributions(self.article)

    def named_in_sentence(self, claim: Claim) -> bool:
        """Whether an outlet or another named source stands behind something in the claim's sentence."""
        return bool(claim.via) or any(
            other.kind == "named" and other.sentence == claim.sentence and other.id != claim.id for other in self.claims
        )

    def described_before(self, claim: Claim) -> bool:
        """Whether an unnamed source was described earlier ("a source close to him … the source said")."""
        first = start(claim)
        return any(
            other.kind in UNNAMED
            and other.source is not None
            and start(other) < first
            and count_words(other.source.text) > 2
            and (self.heads(other) & self.heads(claim) or self.heads(claim) & _ANYBODY)
            for other in self.claims
        )

    def in_deck(self, claim: Claim) -> bool:
        """Whether a claim stands in a deck: a line set right below the headline, where paragraphs stand apart."""
        _, spans = self.headline
        text = self.article.text
        if not spans or "\n\n" not in text.strip():
            return False
        between = text[spans[0].end : start(claim)]
        line_end = text.find("\n", start(claim))
        after = text[line_end : line_end + 2] if line_end >= 0 else ""
        return "\n" in between and "\n\n" not in re.sub(r"[ \t]", "", between) and after.strip(" ") == "\n\n"

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The last words of the named sources' names, where these are written with a capital letter."""
        names = (c.source.resolved or c.source.text for c in self.claims if c.kind == "named" and c.source is not None)
        last = {words[-1] for words in map(str.split, names) if words}
        return frozenset(word for word in last if word[:1].isupper())

    def named_beside(self, claim: Claim) -> bool:
        """Whether a name follows the words that were taken for the whole source ("a former aide, Ann Lee, ...")."""
        if claim.source is None or not claim.source.spans:
            return False
        end = claim.source.spans[-1].end
        return bool(_NAME_AFTER.match(self.article.text, end)) and not self.phrase(claim).plural

    @cached_property
    def _quotations(self) -> tuple[Span, ...]:
        return tuple(found.span for found in quotations(self.article.text, self.article.segments))

    def in_quotation(self, claim: Claim) -> bool:
        """Whether the source of a claim speaks within somebody's quotation: then it is that speaker who is vague."""
        if claim.source is not None and claim.source.spans:
            place = claim.source.spans[0].start
        else:
            place = start(claim)
            if quoted(claim, self.article.text):
                return False
        return any(span.start < place < span.end for span in self._quotations)

    def within_quotation(self, claim: Claim) -> bool:
        """Whether a claim stands within quotation marks as a whole."""
        return bool(claim.spans) and all(
            any(mark.start <= span.start and span.end <= mark.end for mark in self._quotations) for span in claim.spans
        )

    @cached_property
    def told(self) -> dict[str, Dossier]:
        """What the article tells of each unnamed source; mentions of another kind count too."""
        return {key: unnamed_dossier(self.article, self.groups[key], self.lexicon) for key in self.unnamed}

    @cached_property
    def insiders(self) -> dict[str, list[Claim]]:
        """Unnamed sources that can have been promised anonymity: officials, aides, "sources", not voters or critics."""
        return {
            key: claims
            for key, claims in self.unnamed.items()
            if self.heads(claims[0]) & self.lexicon.words("people.insider")
            and self._could_be_promised(claims[0])
            and not _crowd(key)
        }

    def _could_be_promised(self, claim: Claim) -> bool:
        """People, persons, friends and "those" only where it is said how they know, or that they go unnamed."""
        words = claim.source.text if claim.source else ""
        plain = self.heads(claim) <= _ANYBODY
        if re.match(r"(?:\w+\s+)?sources?\s+of\s", words):  # of money, of pride
            return False
        speaks = any(c.cue is None or _SPEAKS.search(c.cue) for c in self.groups.get(source_key(claim), ()))
        if not speaks or self.in_quotation(claim):
            return False
        return not plain or self.phrase(claim).basis is not None or speaks_of_anonymity(words)

    @cached_property
    def countable(self) -> dict[str, list[Claim]]:
        """Unnamed sources of whom a reporter knows how many there are: insiders and experts, not populations."""
        known = {
            key: claims
            for key, claims in self.unnamed.items()
            if self.heads(claims[0]) & self.lexicon.words("people.expert")
        }
        return self.insiders | known

    def phrase(self, claim: Claim) -> Phrase:
        """What the words of a claim's source tell; nothing, where it has none or was made without a tree."""
        return (claim.source.phrase if claim.source else None) or Phrase()

    def heads(self, claim: Claim) -> frozenset[str]:
        """The head nouns of a claim's source, as lemmas."""
        return frozenset(self.phrase(claim).heads)

    def written(self, claim: Claim) -> bool:
        """Whether the source is something written or measured, which has no rank and no fear of its own."""
        return self.phrase(claim).sort == "document"

    @cached_property
    def paragraphs(self) -> dict[int, int]:
        """Paragraph -> its place among those that make claims."""
        return {number: place for place, number in enumerate(sorted({c.paragraph for c in self.claims}))}

    def near(self, claim: Claim) -> str:
        """The claim's sentence with its neighbours in the paragraph, and the source."""
        return " ".join([near(self.article, claim)[0], claim.source.text if claim.source else ""])

    def sentence(self, claim: Claim) -> str:
        """The claim's sentence; without trees, the line it stands on."""
        text = self.article.text
        if 0 <= claim.sentence < len(self.article.sentences):
            return self.article.sentences[claim.sentence].span.of(text)
        first = start(claim)
        begin, end = text.rfind("\n", 0, first) + 1, text.find("\n", first)
        return text[begin : end if end >= 0 else len(text)]

    @cached_property
    def headline(self) -> tuple[str, Spans]:
        """The article's headline and where it stands: its title, else a heading before everything else."""
        for segment in self.article.segments:
            if segment.status == "heading":
                return segment.span.of(self.article.text).strip("# \n"), (segment.span,)
            if segment.status == "prose":
                break
        title = self.article.title or ""
        place = self.article.text.find(title) if title else -1
        return title, (Span(place, place + len(title)),) if place >= 0 else ()

    def segments(self, status: str) -> list[Segment]:
        """The segments of a status."""
        return [segment for segment in self.article.segments if segment.status == status]

    def credited(self, claim: Claim, *, vague: bool = False) -> list[str]:
        """The outlets of a claim's chain, and its source where that is one: the vague credits, or the others."""
        names = [*claim.via]
        if claim.source is not None:
            entry = self.outlets.name_of(claim.source.text) or self.outlets.name_of(claim.source.resolved or "")
            names += [str(entry["name"])] if entry else []
        return [name for name in dict.fromkeys(names) if self.is_vague(name) == vague]

    def is_vague(self, name: str) -> bool:
        """Whether a name of the chain is a credit that names nobody ("media reports")."""
        entry = self.outlets.name_of(name)
        return entry is not None and entry["kind"] == "vague"


# What somebody says to a reporter, not what a narrator sees them do ("praised", "are urging", "expects")
_SPEAKS: Final = re.compile(
    r"\b(?:say|says|said|saying|tell|tells|told|according|argued?|insist(?:s|ed)?|acknowledg\w+|conced\w+|describ\w+|noted?|add(?:s|ed)"
    r"|suggest(?:s|ed)?|believed?|confirm(?:s|ed)?|warn(?:s|ed)?|predict(?:s|ed)?|explain(?:s|ed)?|recall(?:s|ed)?|report(?:s|ed)?|estimat\w+"
    r"|announc\w+|claim(?:s|ed)?|citing|cited|spoke|admit(?:s|ted)?|caution(?:s|ed)?|implie[sd]|denied|denies|:)",
    re.IGNORECASE,
)
_ANYBODY: Final = frozenset(
    {"people", "person", "individual", "those", "colleague", "friend", "employee", "general", "ally", "participant"}
)


def _crowd(key: str) -> bool:
    return bool(re.search(r"\b(?:percent|%|polled|surveyed|respondents?|voters|audience|his|her|their)\s*$", key))


@frozen(eq=False)
class _Same:
    """An article and a lexicon as a key: the same only as themselves."""

    article: Article
    lexicon: Lexicon

    def __hash__(self) -> int:
        return hash((id(self.article), id(self.lexicon)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.article is other.article and self.lexicon is other.lexicon


@lru_cache(maxsize=1)  # score, findings and what is kept of an article ask for the same view one after the other
def _view(key: _Same) -> View:
    return View(key.article, key.lexicon)


def view_of(article: Article, lexicon: Lexicon) -> View:
    """The View of an article; the last one made is kept."""
    return _view(_Same(article, lexicon))


def claim_spans(claims: Iterable[Claim]) -> Spans:
    """All the claims' spans, in order."""
    return tuple(sorted({span for claim in claims for span in claim.spans if len(span)}))


def source_spans(claims: Iterable[Claim]) -> Spans:
    """Where the claims' sources stand; where one stands nowhere, the claim."""
    found: set[Span] = set()
    for claim in claims:
        found |= set(claim.source.spans if claim.source and claim.source.spans else claim.spans)
    return tuple(sorted(span for span in found if len(span)))


def of_claim(claim: Claim, reason: str, amount: float = 1.0) -> Firing:
    """A firing at one claim."""
    return Firing(reason, claim_spans([claim]), (claim.id,), amount)


def of_source(claims: Sequence[Claim], reason: str, weight: float = 1.0) -> Firing:
    """A firing at one source: it counts for every claim that rests on it."""
    return Firing(reason, source_spans(claims), tuple(c.id for c in claims), weight * len(claims))


def name(claim: Claim) -> str:
    """A source's words in quotation marks, at most a dozen of them."""
    words = (claim.source.text if claim.source else claim.cue or claim.text).split()
    return f"“{' '.join(words[:12])}{' …' if len(words) > 12 else ''}”"


def quoted(claim: Claim, text: str) -> bool:
    """Whether the claim opens with a quotation mark; a word or two in marks further on are no quotation."""
    return any(_OPENING.search(text[max(0, span.start - 1) : span.start + 1]) for span in claim.spans[:1])


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))
