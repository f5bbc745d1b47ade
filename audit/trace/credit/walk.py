"""An article's claims and the origin go in; which are credited, carried or independent comes out, read from the top.

What only an echo can explain is left to ``echo``; the rules' names are listed in the package's docstring.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import define, field, frozen

from audit.model import Article, Claim, Evidence, Phrase, Source, Span, Spans
from audit.trace.credit.copied import Credit, copied_from
from audit.trace.credit.groups import phrases_of, points_only, points_to_report, same_group
from audit.trace.credit.lines import linked, quoted_report
from audit.trace.credit.origin import Origin, credited_by_words, other_outlets, told_before
from audit.trace.credit.speakers import Speakers, names_a_speaker, says_i

Found = tuple[str, Evidence]


_NOTE: Final = re.compile(
    r"(?:this|the) (?:post|article|story|report|piece) (?:has been|was|is being) (?:updated|corrected)\b", re.I
)


@frozen
class _Anchor:
    """The claim that opens the window, and the paragraph it stands in."""

    claim: Claim
    paragraph: int


@define
class Reading:
    """One article read from the top: who was credited so far, and whether the window is open."""

    article: Article
    origin: Origin
    known: list[tuple[Source, Claim]] = field(factory=list)
    others: list[Source] = field(factory=list)
    last_outlet: str | None = None
    last_traced: Claim | None = None
    last_spoken: Claim | None = None
    anchor: _Anchor | None = None
    first_credit: Claim | None = None
    speakers: Speakers = field(init=False)
    quoted: tuple[Span, ...] = field(init=False, factory=tuple)
    copied: Credit | None = field(init=False, default=None)
    read: list[Claim] = field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        self.speakers = Speakers(self.origin)
        self.quoted = quoted_report(self.article, self.origin)
        copied = copied_from(self.article, self.origin.index)
        self.copied = next((credit for credit in copied if self.origin.meant_by(credit.outlet or "")), None)

    def run(self) -> dict[str, Found]:
        """Traces by claim id for all claims but those that only an echo can explain."""
        own = bool(self.article.outlet and self.origin.meant_by(self.article.outlet))
        claims = sorted(self.article.claims, key=place_of)
        by_sentence: dict[int, list[Claim]] = {}
        for claim in claims:
            by_sentence.setdefault(claim.sentence, []).append(claim)
        order = self._paragraph_order(claims)
        headings = sorted(s.span.start for s in self.article.segments if s.status == "heading")
        found: dict[str, Found] = {}
        for claim in claims:
            paragraph = order[claim.paragraph]
            beside = by_sentence[claim.sentence]
            others = other_outlets(claim, self.origin) or self._credits_others(claim, beside)
            self._close_at_heading(claim, headings)
            outer = self._outer(claim, found)
            result = (
                self._credited(claim, beside, others, own)
                or self._carried(claim, paragraph, others, outer, beside, found)
                or self._copied(claim, others)
                or self._independent(claim, others)
            )
            if result is not None:
                found[claim.id] = result
            self._go_on(claim, paragraph, others, result)
            self.read.append(claim)
        return found

    def _paragraph_order(self, claims: Iterable[Claim]) -> dict[int, int]:
        """Paragraph numbers without gaps, so that an advertisement or a heading between two does not count as one."""
        prose = {n for n, segment in enumerate(self.article.segments) if segment.status == "prose"}
        numbers = {claim.paragraph for claim in claims}
        if prose:
            numbers |= {s.paragraph for s in self.article.sentences if s.segment in prose}
        return {number: place for place, number in enumerate(sorted(numbers))}

    def _close_at_heading(self, claim: Claim, headings: Sequence[int]) -> None:
        if self.anchor is not None:
            start, end = end_of(self.anchor.claim), place_of(claim)[0]
            if any(start <= heading <= end for heading in headings):
                self.anchor = None

    def _credited(self, claim: Claim, beside: Sequence[Claim], others: Sequence[str], own: bool) -> Found | None:
        name = self.origin.name
        if any(self.origin.meant_by(outlet) for outlet in claim.via):
            named = tuple(s for s in claim.via_spans if self.origin.find(s.of(self.article.text)))
            reason = f"It reached this article through {name}, which its sentence credits."
            return "credited", Evidence("credit-chain", reason, 0.97, named or claim.via_spans)
        source = claim.source
        if source is not None and (
            self.origin.owns(source.text) or (source.resolved and self.origin.owns(source.resolved))
        ):
            if self.origin.owns(source.text):
                return "credited", Evidence("credit-source", f"Its source is {name} or {name}'s.", 0.95, source.spans)
            reason = f"Its source ({source.text}) points back to {source.resolved}."
            return "credited", Evidence("credit-source", reason, 0.85, source.spans)
        spans = self._sentence_credits(claim, beside, others)
        if spans:
            return "credited", Evidence("credit-sentence", f"Words of its sentence credit {name}.", 0.75, spans)
        links = () if others or claim.kind == "named" else self._links(claim, beside)[0]
        if links:
            return "credited", Evidence("credit-link", f"Its sentence links to {name}'s report.", 0.7, links)
        if own and claim.kind != "named" and not others:
            reason = f"The article is {name}'s own, and the claim rests on no named source and no other outlet."
            return "credited", Evidence("credit-own-report", reason, 0.9)
        if (
            self.copied is not None
            and self._sentence_span(claim).overlaps(self.copied.span)
            and claim.kind != "named"
            and not others
        ):
            reason = f"The dateline of its sentence says that the article is {name}'s copy."
            return "credited", Evidence("credit-dateline", reason, 0.85, (self.copied.span,))
        return None

    def _credits_others(self, claim: Claim, beside: Sequence[Claim]) -> tuple[str, ...]:
        """Outlets other than the origin that words or links of the claim's sentence credit, and nothing credits the
        origin: words where it has no source of its own, links where its source is not named."""
        if claim.kind == "named" or any(self.origin.meant_by(outlet) for outlet in claim.via):
            return ()
        span = self._sentence_span(claim)
        text = span.of(self.article.text)
        if self.origin.credits(text):
            return ()
        named = tuple(
            str(entry["name"])
            for place, entry in self.origin.index.find(text)
            if entry["kind"] != "vague" and credited_by_words(text[: place.start], text[place.end :])
        )
        if claim.source is None and named:
            return named
        mine, others = self._links(claim, beside)
        return () if mine else others

    def _links(self, claim: Claim, beside: Sequence[Claim]) -> tuple[Spans, tuple[str, ...]]:
        """The links of a claim's sentence to the origin's reports, and the other outlets that it links to; those
        within another claim of the sentence are left out."""
        mine, others = [], []
        for place, name in linked(self.article, self._sentence_span(claim), self.origin.index):
            inside = any(place.overlaps(span) for span in claim.spans)
            if inside or not any(place.overlaps(span) for other in beside for span in other.spans):
                if self.origin.meant_by(name):
                    mine.append(place)
                elif not self.origin.index.same(name, self.article.outlet or ""):
                    others.append(name)
        return tuple(mine), tuple(dict.fromkeys(others))

    def _outer(self, claim: Claim, found: Mapping[str, Found]) -> Claim | None:
        """The claim read before whose words hold this one's, where it traces to the origin."""
        for other in reversed(self.read[-8:]):
            if other.id in found and found[other.id][0] in ("credited", "carried") and _within(claim, other):
                return other
        return None

    def _sentence_text(self, claim: Claim) -> str:
        return self._sentence_span(claim).of(self.article.text)

    def _sentence_credits(self, claim: Claim, beside: Sequence[Claim], others: Sequence[str]) -> Spans:
        """Crediting words of the claim's sentence that govern it although its attribution does not hold them.

        They do not govern it where it rests on another outlet, where they lie within what a source says, or where they
        already belong to another claim of the sentence.
        """
        if others:
            return ()
        span = self._sentence_span(claim)
        text = self.article.text[: span.end]
        free = []
        for mention in self.origin.credits(span.of(self.article.text), span.start):
            inside = any(mention.overlaps(part) for part in claim.spans)
            taken = any(
                other.id != claim.id
                and (
                    any(mention.overlaps(s) for s in (*other.via_spans, *(other.source.spans if other.source else ())))
                    or (any(mention.overlaps(s) for s in other.spans) and not inside and not _within(claim, other))
                )
                for other in beside
            )
            sourced = claim.kind == "named" or claim.source is not None
            # "told | ABC that …": the content begins too early
            cut = any(mention.start == part.start for part in claim.spans) and told_before(text[: mention.start])
            if not taken and (cut or not (inside and sourced)):
                free.append(mention)
        return tuple(free)

    def _sentence_span(self, claim: Claim) -> Span:
        sentences = self.article.sentences
        hull = Span(min(s.start for s in claim.spans), end_of(claim)) if claim.spans else Span(0, 0)
        if 0 <= claim.sentence < len(sentences) and sentences[claim.sentence].span.overlaps(hull):
            return sentences[claim.sentence].span
        text = self.article.text
        parts = [hull, *claim.via_spans, *(claim.source.spans if claim.source else ())]
        start, end = min(s.start for s in parts), min(len(text), max(s.end for s in parts))
        return Span(min(start, end), end)

    def _carried(
        self,
        claim: Claim,
        paragraph: int,
        others: Sequence[str],
        outer: Claim | None,
        beside: Sequence[Claim],
        found: Mapping[str, Found],
    ) -> Found | None:
        if others:
            return None
        name = self.origin.name
        if any(all(span.start <= s.start and s.end <= span.end for s in claim.spans) for span in self.quoted):
            return "carried", Evidence("carry-quotation", f"It stands in a passage quoted from {name}.", 0.8)
        first = self.first_credit
        if first is None:
            return None
        if outer is not None and (outer.sentence != claim.sentence or outer is self.last_spoken):
            reason = f"It stands within the words of claim {outer.id}, which trace to {name}."
            return "carried", Evidence("carry-nested", reason, 0.75, (), outer.id)
        if claim.kind == "named" and claim.source is not None:
            carrier = self._speaker(claim, paragraph, outer)
            if carrier is not None:
                who = f"Its source ({claim.source.text})"
                reason = f"{who} is one whom claim {carrier.id} ties to {name}; no other occasion is given."
                return "carried", Evidence("carry-speaker", reason, 0.7, source_spans(claim), carrier.id)
        if claim.source is not None:
            told = [c for c in beside if c.id != claim.id and c.source is not None and c.id not in found]
            if any(_within(claim, other) and other in self.read for other in told):
                return None  # who speaks within the words of a source that does not trace to the origin
            return self._carried_by_source(claim, claim.source.text, claim.source.resolved, first)
        if _NOTE.match(claim.text) or self._named_beside(claim, beside):
            return None
        near = self.anchor is not None and paragraph - self.anchor.paragraph <= 1
        if claim.kind in ("none", "sources said") and self.anchor is not None and near:
            follows = f"follows claim {self.anchor.claim.id}"
            where = "in the same paragraph" if paragraph == self.anchor.paragraph else "in the paragraph before"
            reason = f"It names no source and {follows}, {where}, which traces to {self.origin.name}."
            return "carried", Evidence("carry-window", reason, 0.6, (), self.anchor.claim.id)
        return None

    def _copied(self, claim: Claim, others: Sequence[str]) -> Found | None:
        if self.copied is None or others or claim.kind == "named":
            return None
        how = f"by its {self.copied.how}"
        reason = f"The article is {self.origin.name}'s copy {how}, and the claim rests on no named source."
        return "carried", Evidence("carry-dateline", reason, 0.8, (self.copied.span,))

    def _named_beside(self, claim: Claim, beside: Sequence[Claim]) -> bool:
        """Whether a named source speaks in the words before it in its sentence ("Trump had hailed it and said …")."""
        start = place_of(claim)[0]
        for other in beside:
            speaks = other.kind == "named" and other.source is not None and other.id != claim.id
            if speaks and any(span.start < start <= span.end + 2 for span in source_spans(other)):
                return True
        return names_a_speaker(self.article, claim, self.origin.index.lexicon)

    def _speaker(self, claim: Claim, paragraph: int, outer: Claim | None) -> Claim | None:
        if self.last_outlet is not None and not self.origin.meant_by(self.last_outlet):
            return None
        if outer is not None:
            return outer
        if says_i(claim):  # words within a quotation that goes on from the sentence before
            last = self.read[-1] if self.read else None
            traced = last is not None and last is self.last_spoken and claim.paragraph == last.paragraph
            return last if traced else None
        return self.speakers.carrier(claim, self._sentence_text(claim), paragraph)

    def _carried_by_source(self, claim: Claim, text: str, resolved: str | None, first: Claim) -> Found | None:
        name = self.origin.name
        origin_last = self.last_outlet is None or self.origin.meant_by(self.last_outlet)
        if points_to_report(text) and origin_last and (resolved in (None, text) or self.origin.owns(resolved or "")):
            reason = f"Its source ({text}) points back to {name}, the outlet credited last."
            return "carried", Evidence("carry-report", reason, 0.75, source_spans(claim), first.id)
        if claim.kind not in ("anonymous", "sources said"):
            return None
        source = claim.source or Source(text, ())
        plain = source.phrase or Phrase()
        mine = keys_of(source) if not plain.bare else keys_of(source) - {text.casefold()}
        for known, carrier in reversed(self.known):
            if keys_of(known) & mine:
                return self._source_found(claim, text, carrier, 0.9)
        if any(keys_of(other) & mine for other in self.others):
            return None
        if not origin_last:
            return None
        if points_only(plain) and resolved in (None, text):
            last = self.last_traced
            return self._source_found(claim, text, last, 0.6) if last is not None else None
        new = plain if resolved in (None, text) or not points_only(plain) else source.referent or plain
        groups = [phrase for known, _ in self.known for phrase in phrases_of(known)]
        if same_group(new, groups, self.origin.index.lexicon):
            carrier = self.known[-1][1] if self.known else first
            return self._source_found(claim, text, carrier, 0.85 if plain.pointing or plain.bare else 0.75)
        # bare "officials" right after the credit, where the origin's sources were not described
        insiders = self.origin.index.lexicon.words("people.insider")
        if not groups and plain.bare and plain.sort == "people" and insiders >= set(plain.heads) and self.anchor:
            return self._source_found(claim, text, self.anchor.claim, 0.6)
        return None

    def _source_found(self, claim: Claim, text: str, carrier: Claim, sure: float) -> Found:
        reason = (
            f"Its unnamed source ({text}) fits those that claim {carrier.id} ties to {self.origin.name};"
            " no other outlet is credited with it."
        )
        return "carried", Evidence("carry-source", reason, sure, source_spans(claim), carrier.id)

    def _independent(self, claim: Claim, others: Sequence[str]) -> Found | None:
        if others:
            links = linked(self.article, self._sentence_span(claim), self.origin.index)
            spans = claim.via_spans or source_spans(claim) or tuple(place for place, name in links if name in others)
            return "independent", Evidence(
                "other-outlet", f"It rests on another outlet: {', '.join(others)}.", 0.9, spans
            )
        if claim.kind == "named":
            source = claim.source
            who = f" ({source.resolved or source.text})" if source else ""
            return "independent", Evidence(
                "other-source", f"It rests on a named source{who}.", 0.85, source_spans(claim)
            )
        return None

    def _go_on(self, claim: Claim, paragraph: int, others: Sequence[str], result: Found | None) -> None:
        """What the claim changes for those after it."""
        kind = result[0] if result else None
        rule = result[1].rule if result else ""
        named = claim.kind == "named" and not claim.attitude
        through = kind == "credited" and rule not in ("credit-own-report", "credit-dateline")
        self.speakers.hear(claim, self._sentence_text(claim), paragraph, through)
        self.last_spoken = claim if named and (through or rule in ("carry-speaker", "carry-nested")) else None
        if rule == "carry-speaker":
            self.speakers.go_on(claim, paragraph)
        if others:
            self.speakers.forget()
        unnamed = claim.source is not None and claim.kind in ("anonymous", "sources said")
        if kind == "credited" or (kind == "carried" and result is not None and result[1].rule != "carry-window"):
            self.anchor = _Anchor(claim, paragraph)
            self.first_credit = self.first_credit or claim
            self.last_traced = claim if unnamed else self.last_traced
            if kind == "credited":
                self.last_outlet = self.origin.typed
            if unnamed and claim.source is not None and not points_only(claim.source.phrase):
                self.known.append((claim.source, claim))
        elif kind == "independent" and not others and claim.attitude:
            self.last_traced = None  # what somebody wants or plans is told of him; he does not speak, the window stays
        elif kind == "independent":
            self.anchor = None
            self.last_traced = None
            if others:
                self.last_outlet = others[-1]
                if unnamed and claim.source is not None:
                    self.others.append(claim.source)
        elif claim.source is None and kind is None and names_a_speaker(self.article, claim, self.origin.index.lexicon):
            self.anchor = None
        elif claim.source is not None:
            self.last_traced = None
            if any(entry["kind"] == "vague" for _, entry in self.origin.index.find(claim.source.text)):
                self.anchor = None


def keys_of(source: Source) -> frozenset[str]:
    """A source's words and what it stands for, in lower case: the same source has the same ones."""
    return frozenset({source.text.casefold(), (source.resolved or source.text).casefold()})


def _within(claim: Claim, other: Claim) -> bool:
    """Whether another claim's words hold those of this one, as a sentence holds what its source says."""
    return all(any(o.start <= s.start and s.end <= o.end for o in other.spans) for s in claim.spans)


def place_of(claim: Claim) -> tuple[int, int, str]:
    """A key that sorts claims as the text has them; those that begin at one offset by their ids."""
    return (claim.spans[0].start if claim.spans else 0, len(claim.id), claim.id)


def end_of(claim: Claim) -> int:
    """The offset at which the last of a claim's spans ends; 0 without spans."""
    return max((span.end for span in claim.spans), default=0)


def source_spans(claim: Claim) -> Spans:
    """Where a claim's source stands; nowhere without one."""
    return claim.source.spans if claim.source else ()
