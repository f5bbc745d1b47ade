"""A page with claims goes in; what every criterion asks of its sources comes out, counted once.

Source: ours: what is counted; kinds are those of the README's table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final

from attrs import define, field, frozen

from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim, Dossier, Need, Spans, Token
from audit.resolve.reasons import unnamed_places
from audit.score.criteria.around import answered, for_their_body
from audit.score.dossier import UNNAMED, dossier_of, source_key, speaking, unnamed_dossier
from audit.score.needs import need_of
from audit.score.page import Page, start
from audit.score.setting import ranks

_OPENING: Final = re.compile(r"[“„«\"]|(?<!\w)'(?=\w)")
_LONG: Final = 30  # words of a claim, of which more count no more
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[’'-](?=[^\W_]))*")


@frozen
class Firing:
    """One place where a criterion is not met: why, where, which claims it touches, and for how much it counts.

    ``amount`` is in claims: 1 for one, for a source as many as rest on it, a half where the fault is small. ``shown``:
    an editor is told of it; else it only counts.
    """

    reason: str
    spans: Spans
    claims: tuple[str, ...] = ()
    amount: float = 1.0
    shown: bool = True


@define(slots=False, eq=False)
class View:
    """What the criteria ask of an article: its page, its claims that count (no attitudes) in text order, its sources.

    Made once for an article; ratings, findings and dossiers are read off the same one.
    """

    article: Article
    lexicon: Lexicon
    page: Page = field(init=False)
    claims: list[Claim] = field(init=False)
    outlets: OutletIndex = field(init=False)
    _fired: dict[str, list[Firing]] = field(init=False, factory=dict, repr=False)
    _answered: dict[str, bool] = field(init=False, factory=dict, repr=False)
    _dossiers: dict[str, Dossier] = field(init=False, factory=dict, repr=False)
    _credits: dict[int, Sequence[tuple[str, bool]]] = field(init=False, factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        self.page = Page(self.article, self.lexicon)
        counted = (claim for claim in self.article.claims if not claim.attitude)
        # in text order, whatever order the claims are given in
        self.claims = sorted(counted, key=lambda c: (start(c), len(c.id), c.id))
        self.outlets = self.lexicon.once(OutletIndex)

    def firings(self, id: str, rule: Callable[[View], list[Firing]]) -> list[Firing]:
        """What a criterion finds, asked once."""
        if id not in self._fired:
            self._fired[id] = rule(self)
        return self._fired[id]

    # -------------------------------------------------------------------------------------------- sources

    @cached_property
    def dossiers(self) -> dict[str, Dossier]:
        """What the article tells of each of its sources, by ``source_key``, in the order in which they first speak; of
        the unnamed ones of those who are somebody."""
        made = {key: self._dossier(key) for key in self._speaking}
        return {key: one for key, one in made.items() if one.kind == "named" or self._is_somebody(key)}

    def _is_somebody(self, key: str) -> bool:
        """Whether an unnamed source is one who is heard: neither something written or measured, nor who only wishes or
        plans, nor a pronoun of which nobody can tell for whom it stands."""
        said = [claim for claim in self._speaking[key] if not claim.attitude and not self.written(claim)]
        return any(c.source and (c.source.resolved or self.page.phrase(c).sort != "pronoun") for c in said)

    @cached_property
    def _speaking(self) -> dict[str, list[Claim]]:
        return speaking(self.page)

    def _dossier(self, key: str) -> Dossier:
        if key not in self._dossiers:
            self._dossiers[key] = dossier_of(self.page, self._speaking[key])
        return self._dossiers[key]

    @cached_property
    def groups(self) -> dict[str, list[Claim]]:
        """The claims of each source, of whatever kind."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            if claim.source is not None:
                found.setdefault(source_key(self.page, claim), []).append(claim)
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

    @cached_property
    def told(self) -> dict[str, Dossier]:
        """What the article tells of each unnamed source; mentions of another kind count too."""
        found = {}
        for key in self.unnamed:
            dossier = self._dossier(key)
            found[key] = dossier if dossier.kind != "named" else unnamed_dossier(self.page, self.groups[key])
        return found

    @cached_property
    def insiders(self) -> dict[str, list[Claim]]:
        """Unnamed sources that can have been promised anonymity: officials, aides, "sources", not voters or critics."""
        inside = self.lexicon.words("people.insider")
        return {
            key: claims
            for key, claims in self.unnamed.items()
            if self.heads(claims[0]) & inside and self._could_be_promised(claims[0])
        }

    @cached_property
    def countable(self) -> dict[str, list[Claim]]:
        """Unnamed sources of whom a reporter knows how many there are: insiders and experts, not populations."""
        experts = self.lexicon.words("people.expert")
        return self.insiders | {key: claims for key, claims in self.unnamed.items() if self.heads(claims[0]) & experts}

    def _could_be_promised(self, claim: Claim) -> bool:
        """People, persons, friends, lawmakers and "those" only where it is said how they know, or that they go unnamed;
        nobody whom "the" points back to, where no unnamed source came before, nor who tells what their body does."""
        source = self.page.source(claim)
        if self.page.has("standards.nobody-s", source) or self.page.has("standards.counted", source):
            return False
        group = self.groups.get(source_key(self.page, claim), ())
        if not any(c.cue is None or self.tells(c) for c in group) or self.in_quotation(claim):
            return False
        if self.page.phrase(claim).pointing and not self.described_before(claim):
            return False  # "the aide", after a spokesman of a named office
        if any(for_their_body(self.page, one) for one in group):
            return False
        some = self.lexicon.words("standards.anybody", "standards.public-people")
        if not self.heads(claim) <= some:
            return True
        return self.page.phrase(claim).basis is not None or self.goes_unnamed(claim)

    def goes_unnamed(self, claim: Claim) -> bool:
        """Whether a source's own words say that it goes unnamed."""
        spans = claim.source.spans if claim.source else ()
        return any(
            any(place.overlaps(span) for span in spans)
            for sentence in {id(s): s for s, _ in self.page.tokens(spans)}.values()
            for place in unnamed_places(sentence, self.lexicon)
        )

    def answered(self, claim: Claim) -> bool:
        """Whether the words around say who stands behind a source that goes without a name."""
        if claim.id not in self._answered:
            self._answered[claim.id] = answered(self.page, claim, self.claims)
        return self._answered[claim.id]

    def heads(self, claim: Claim) -> frozenset[str]:
        """The head nouns of a claim's source, as lemmas; none of a source without a phrase."""
        return frozenset(self.page.phrase(claim).heads)

    def written(self, claim: Claim) -> bool:
        """Whether the source is something written or measured, which has no rank and no fear of its own."""
        return self.page.phrase(claim).sort == "document"

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The last words of the named sources' names, where these are written with a capital letter."""
        names = (c.source.resolved or c.source.text for c in self.claims if c.kind == "named" and c.source is not None)
        last = {words[-1] for words in map(str.split, names) if words}
        return frozenset(word for word in last if word[:1].isupper())

    # -------------------------------------------------------------------------------------------- its own word

    @cached_property
    def needs(self) -> dict[str, Need]:
        """How far each claim that the article makes on its own authority asks for a source."""
        found: dict[str, Need] = {}
        leaning: set[int] = set()
        for claim in self.claims:
            if claim.kind != "none":
                leaning.add(claim.paragraph)
                continue
            if claim.id in self.article.needs:
                found[claim.id] = self.article.needs[claim.id]
                continue
            tokens = [token for _, token in self.page.tokens(claim.spans)]
            found[claim.id] = need_of(self.article, claim, tokens, self.lexicon, claim.paragraph in leaning)
        return found

    @cached_property
    def weights(self) -> dict[str, float]:
        """How much each claim counts: by its words, a name being one, up to _LONG; all together as many as they are."""
        words = {claim.id: min(_LONG, self.page.words(claim)) for claim in self.claims}
        mean = sum(words.values()) / max(1, len(words))
        return {id: number / mean for id, number in words.items()}

    @cached_property
    def placed(self) -> frozenset[str]:
        """The attributed claims of which the article says where, when or in what they were said."""
        return frozenset(c.id for c in self.claims if c.kind != "none" and (c.occasion is not None or self.written(c)))

    @cached_property
    def channelled(self) -> frozenset[str]:
        """Those of them of which it says where, to which outlet, or in what."""
        return frozenset(c.id for c in self.claims if c.id in self.placed and (self.written(c) or self._tells_where(c)))

    def _tells_where(self, claim: Claim) -> bool:
        told, alone = claim.occasion, self.lexicon.words("standards.own-place")
        return told is not None and bool(told.outlet or told.where or told.what or told.how in alone)

    @cached_property
    def dated(self) -> frozenset[str]:
        """Those of them of which it says when, or in what document."""
        return frozenset(
            claim.id
            for claim in self.claims
            if claim.id in self.placed and (self.written(claim) or (claim.occasion is not None and claim.occasion.when))
        )

    @cached_property
    def occasions(self) -> frozenset[tuple[str | None, str]]:
        """The occasions and documents that the article tells apart: how something was said, and by whom."""
        return frozenset(
            (claim.occasion.how if claim.occasion is not None else None, source_key(self.page, claim))
            for claim in self.claims
            if claim.id in self.placed
        )

    def holds_quotation(self, claim: Claim) -> bool:
        """Whether words in quotation marks stand in a claim."""
        return any(one.span.overlaps(span) for one in self.article.quotations for span in claim.spans)

    def described_before(self, claim: Claim) -> bool:
        """Whether an unnamed source was described earlier ("a source close to him … the source said")."""
        first, heads = start(claim), self.heads(claim)
        anybody, speaker = self.lexicon.words("standards.anybody"), self.lexicon.words("standards.any-speaker")
        return any(
            other.kind in UNNAMED
            and other.source is not None
            and start(other) < first
            and count_words(other.source.text) > 2
            and (self.heads(other) & heads or heads & (anybody | speaker))
            for other in self.claims
        )

    # -------------------------------------------------------------------------------------------- claims

    def tells(self, claim: Claim, *classes: str) -> bool:
        """Whether a claim's cue tells that something is so: "said" and "according to" do, "praised", "refused" do not.

        It does where the lexicon has it take a clause, as speech or in other ``classes`` of cues, and where it tells
        what somebody holds to be so; "apologized for" and "spoke of" name a topic.
        """
        if (claim.construction or "").endswith(("oblique", "noun phrase")) or self._names_topic(claim):
            return False
        cue, classes = self.page.cue(claim), ("speech", *classes)
        forms = {form.lower() for word in cue for form in (word.lemma, word.text)}
        table = self.lexicon.by_word("cues")
        return self.page.has("standards.opining", cue) or any(
            entry["class"] in classes and entry["pos"] in ("verb", "phrase") and "clause" in entry.get("frames", ())
            for form in (*forms, (claim.cue or "").lower())
            for entry in table.get(form, ())
        )

    def _names_topic(self, claim: Claim) -> bool:
        """Whether a claim is no more than a relative pronoun that a verb of its own governs, with a clause of reason or
        time: "warnings, which officials objected to because …"."""
        cues = {word.index for word in self.page.cue(claim) if isinstance(word, Token)}
        words = [token for _, token in self.page.tokens(claim.spans)]
        if not words or not cues or "PronType=Rel" not in words[0].feats:
            return False
        hanging = [token.deprel.split(":")[0] for token in words if token.head in cues]
        return bool(hanging) and not {"ccomp", "xcomp", "parataxis"} & set(hanging) and "advcl" in hanging

    def named_in_sentence(self, claim: Claim) -> bool:
        """Whether an outlet or another named source stands behind something in the claim's sentence."""
        return bool(claim.via) or any(
            other.kind == "named" and other.sentence == claim.sentence and other.id != claim.id for other in self.claims
        )

    def in_deck(self, claim: Claim) -> bool:
        """Whether a claim stands in a deck: a line set right below the headline, where paragraphs stand apart."""
        _, spans = self.page.headline
        text = self.article.text
        if not spans or "\n\n" not in text.strip():
            return False
        between = text[spans[0].end : start(claim)]
        line_end = text.find("\n", start(claim))
        after = text[line_end : line_end + 2] if line_end >= 0 else ""
        return "\n" in between and "\n\n" not in re.sub(r"[ \t]", "", between) and after.strip(" ") == "\n\n"

    def in_quotation(self, claim: Claim) -> bool:
        """Whether the source of a claim speaks within somebody's quotation: then it is that speaker who is vague."""
        if claim.source is not None and claim.source.spans:
            place = claim.source.spans[0].start
        else:  # a hedge stands where it stands
            cue = next((word.span.start for word in self.page.cue(claim) if isinstance(word, Token)), None)
            if cue is None and quoted(claim, self.article.text):
                return False
            place = start(claim) if cue is None else cue
        return any(marked.span.start < place < marked.span.end for marked in self.article.quotations)

    def within_quotation(self, claim: Claim) -> bool:
        """Whether a claim stands within quotation marks as a whole."""
        return bool(claim.spans) and all(
            any(one.span.start <= span.start and span.end <= one.span.end for one in self.article.quotations)
            for span in claim.spans
        )

    @cached_property
    def paragraphs(self) -> dict[int, int]:
        """Paragraph -> its place among those that make claims."""
        return ranks(self.claims)

    # -------------------------------------------------------------------------------------------- outlets

    def credited(self, claim: Claim, *, vague: bool = False) -> list[str]:
        """The outlets of a claim's chain, and its source where that is one: the vague credits, or the others."""
        found = self._credits.get(id(claim))
        if found is None:
            names = [*claim.via]
            if claim.source is not None:
                entry = self.outlets.name_of(claim.source.text) or self.outlets.name_of(claim.source.resolved or "")
                names += [str(entry["name"])] if entry else []
            found = self._credits[id(claim)] = [(name, self.is_vague(name)) for name in dict.fromkeys(names)]
        return [name for name, nobody in found if nobody == vague]

    def others(self, claim: Claim) -> list[str]:
        """Outlets that a claim passed through, or that are its source, which are not the article's own."""
        own = self.article.outlet
        return [name for name in self.credited(claim) if not (own and self.outlets.same(name, own))]

    def is_vague(self, name: str) -> bool:
        """Whether a name of the chain is a credit that names nobody ("media reports")."""
        entry = self.outlets.name_of(name)
        return entry is not None and entry["kind"] == "vague"


# ------------------------------------------------------------------------------------------------ firings


def claim_spans(claims: Iterable[Claim]) -> Spans:
    """All the claims' spans, in order."""
    return tuple(sorted({span for claim in claims for span in claim.spans if len(span)}))


def source_spans(claims: Iterable[Claim]) -> Spans:
    """Where the claims' sources stand; where one stands nowhere, the claim."""
    found = {s for c in claims for s in (c.source.spans if c.source and c.source.spans else c.spans)}
    return tuple(sorted(span for span in found if len(span)))


def of_claim(claim: Claim, reason: str) -> Firing:
    """A firing at one claim."""
    return Firing(reason, claim_spans([claim]), (claim.id,))


def of_source(claims: Sequence[Claim], reason: str, weight: float = 1.0) -> Firing:
    """A firing at one source: it counts for every claim that rests on it, each as much as ``weight`` (1, or a half)."""
    return Firing(reason, source_spans(claims), tuple(c.id for c in claims), weight * len(claims))


def of_claims(claims: Sequence[Claim], reason: str) -> Firing:
    """A firing at several claims at once: it counts for each of them."""
    return Firing(reason, claim_spans(claims), tuple(c.id for c in claims), float(len(claims)))


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
