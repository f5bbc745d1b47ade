"""An article's claims and the origin go in; which are credited, carried or independent comes out, read from the top.

What only an echo can explain is left to ``echo``; the rules' names are listed in the package's docstring.

Source: ours: the README's table of traces; the confidences (0 to 1) are ours too, higher the nearer the credit
stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define, evolve, field, frozen

from audit.find.itself import speaks_of_itself
from audit.model import Article, Claim, Evidence, Occasion, Phrase, Sentence, Source, Span, Spans
from audit.trace.credit.aside import is_aside, is_note
from audit.trace.credit.copied import Credit, copied_from, stands_before
from audit.trace.credit.groups import brings_in, phrases_of, points_only, points_to_report, same_group
from audit.trace.credit.here import Here, governing, links_of
from audit.trace.credit.lines import linked, quoted_report
from audit.trace.credit.occasions import occasions_of
from audit.trace.credit.origin import Given, Origin, given_by, owning, within
from audit.trace.credit.own import rests_on
from audit.trace.credit.papers import note_papers, paper_of
from audit.trace.credit.places import end_of, keys_of, lies_in, paragraph_order, place_of, sentence_of, source_spans
from audit.trace.credit.polls import makes_poll, the_poll
from audit.trace.credit.speakers import Speakers, first_named, names_a_speaker, says_i, spoken_beside
from audit.trace.credit.talks import talk_with
from audit.trace.credit.window import is_dated, retells, tells_on

Found = tuple[str, Evidence]


@frozen
class _Anchor:
    """The claim that opens the window, and the paragraph it stands in."""

    claim: Claim
    paragraph: int


@define
class Walk:
    """One article read from the top: who was credited so far, and whether the window is open."""

    article: Article
    origin: Origin
    occasions: Mapping[str, Occasion] | None = None
    known: list[tuple[Source, Claim]] = field(factory=list)
    others: list[Source] = field(factory=list)
    last_outlet: str | None = None
    last_traced: Claim | None = None
    last_spoken: Claim | None = None
    anchor: _Anchor | None = None
    first_credit: Claim | None = None
    poll: tuple[Claim, str | None] | None = None
    papers: dict[str, Claim] = field(factory=dict)
    aside: bool = False
    speakers: Speakers = field(init=False)
    quoted: tuple[Span, ...] = field(init=False, factory=tuple)
    copied: Credit | None = field(init=False, default=None)
    read: list[Claim] = field(init=False, factory=list)
    given: Given = field(init=False)
    found: dict[str, Found] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.speakers = Speakers(self.origin)
        self.given = given_by(self.article, self.origin)
        if self.occasions is None or not self.origin.known:
            mentions = sorted((*self.given.mine, *self.given.others), key=lambda c: (c.sentence, c.span))
            self.occasions = occasions_of(self.article, self.origin.index.lexicon, mentions or None)
        self.quoted = quoted_report(self.article, self.given)
        copies = (c for c in copied_from(self.article, self.origin.index) if self.origin.meant_by(c.outlet or ""))
        copied = next(copies, None)
        if copied is not None and copied.how == "dateline":  # it stands for the article, not for a sentence
            self.given = self.given.without(copied.span)
        own = self.article.outlet is not None and self.origin.meant_by(self.article.outlet)
        self.copied = None if own else copied  # a wire's own article is no copy: there it tells where that was written

    def run(self) -> dict[str, Found]:
        """Traces by claim id for all claims but those that only an echo can explain."""
        claims = sorted(self.article.claims, key=place_of)
        by_sentence: dict[int, list[Claim]] = {}
        for claim in claims:
            by_sentence.setdefault(claim.sentence, []).append(claim)
        order = paragraph_order(self.article)
        headings = sorted(s.span.start for s in self.article.segments if s.status == "heading")
        for claim in claims:
            self._close_at_heading(claim, headings)
            here = Here(claim, order[claim.paragraph], by_sentence[claim.sentence], sentence_of(claim, self.article))
            others = self.given.others_of(claim, first_named(claim, self.article.text)) or self._credits_others(here)
            here = evolve(here, others=others, outer=self._outer(claim))
            result = self._credited(here) or self._carried(here) or self._copied(here) or self._independent(here)
            if result is not None:
                self.found[claim.id] = result
            self._go_on(here, result)
            self.read.append(claim)
        return self.found

    def _close_at_heading(self, claim: Claim, headings: Sequence[int]) -> None:
        if self.anchor is not None:
            start, end = end_of(self.anchor.claim), place_of(claim)[0]
            if any(start <= heading <= end for heading in headings):
                self.anchor = None

    def _credited(self, here: Here) -> Found | None:
        claim, name = here.claim, self.origin.name
        if any(self.origin.meant_by(outlet) for outlet in claim.via):
            named = tuple(s for s in claim.via_spans if self.origin.find(s.of(self.article.text)))
            reason = f"It reached this article through {name}, which its sentence credits."
            return "credited", Evidence("credit-chain", reason, 0.97, named or claim.via_spans)
        source = claim.source
        if source is not None and self._owns(claim):
            if self.given.owns(evolve(source, resolved=None)):
                return "credited", Evidence("credit-source", f"Its source is {name} or {name}'s.", 0.95, source.spans)
            reason = f"Its source ({source.text}) points back to {source.resolved}."
            return "credited", Evidence("credit-source", reason, 0.85, source.spans)
        occasion = self._told(claim)
        stated = occasion is not None and occasion.claim is None
        spans = occasion.spans if stated and occasion is not None else self._sentence_credits(here)
        if spans:
            return "credited", Evidence("credit-sentence", f"Words of its sentence credit {name}.", 0.75, spans)
        if claim.kind == "named" or here.others:
            return None
        links = links_of(here, self.article, self.origin)[0]
        if links:
            return "credited", Evidence("credit-link", f"Its sentence links to {name}'s report.", 0.7, links)
        if self.copied is not None and stands_before(self.copied.span, here.sentence, self.article):
            reason = f"The dateline of its sentence says that the article is {name}'s copy."
            return "credited", Evidence("credit-dateline", reason, 0.85, (self.copied.span,))
        return None

    def _sentence_credits(self, here: Here) -> Spans:
        """Words of the claim's sentence that credit the origin with it; none where it rests on another outlet."""
        mine = () if here.others else self.given.mine
        return tuple(c.span for c in governing(here, mine, self._tree(here.claim), self.origin.index.lexicon))

    def _spoken(self, here: Here) -> bool:
        """Whether somebody named speaks before the claim in its sentence, or by the sentence's main verb."""
        said = spoken_beside(here.claim, here.beside)
        return said or names_a_speaker(self.article, here.claim, self.origin.index.lexicon)

    def _owns(self, claim: Claim) -> bool:
        """Whether the claim's source is the origin or the origin's, and does not speak of its own affairs."""
        source = owning(claim)
        if source is None or not self.given.owns(source, first_named(claim, self.article.text)):
            return False
        return bool(within(self.given.mine, source.spans)) or not self._of_itself(claim)

    def _of_itself(self, claim: Claim) -> bool:
        """Whether the verb that gives a claim its source lets that one speak of itself: "the network said it will"."""
        sentence = self._tree(claim)
        if sentence is None or claim.source is None:
            return False
        spoken = sentence.touching(claim.source.spans)
        heads = [sentence.tokens[t.head] for t in spoken if t.head >= 0 and t.deprel.startswith("nsubj")]
        return any(speaks_of_itself(sentence, verb, self.origin.index.lexicon) for verb in heads)

    def _tree(self, claim: Claim) -> Sentence | None:
        sentences = self.article.sentences
        return sentences[claim.sentence] if 0 <= claim.sentence < len(sentences) else None

    def _credits_others(self, here: Here) -> tuple[str, ...]:
        """Outlets other than the origin that words or links of the claim's sentence credit, and nothing credits the
        origin: words where it has no source of its own, links where its source is not named."""
        claim = here.claim
        if claim.kind == "named" or any(self.origin.meant_by(outlet) for outlet in claim.via):
            return ()
        if any(mention.how is not None for mention in within(self.given.mine, (here.sentence,))):
            return ()
        credited = (m.outlet for m in within(self.given.others, (here.sentence,)) if m.how is not None)
        named = tuple(outlet for outlet in credited if outlet is not None)
        if claim.source is None and named:
            return named
        mine, others = links_of(here, self.article, self.origin)
        return () if mine else others

    def _outer(self, claim: Claim) -> Claim | None:
        """The claim read before whose words hold this one's, where it traces to the origin."""
        for other in reversed(self.read[-8:]):
            if self.found.get(other.id, ("",))[0] in ("credited", "carried") and lies_in(claim, other):
                return other
        return None

    def _carried(self, here: Here) -> Found | None:
        if here.others:
            return None
        claim, paragraph, outer, beside = here.claim, here.paragraph, here.outer, here.beside
        name = self.origin.name
        if any(all(span.start <= s.start and s.end <= span.end for s in claim.spans) for span in self.quoted):
            return "carried", Evidence("carry-quotation", f"It stands in a passage quoted from {name}.", 0.8)
        first = self.first_credit
        if first is None:
            return None
        poll = self._poll(claim)
        if poll is not None and self.poll is not None and self.poll[1] is None:
            reason = f"It rests on the poll that claim {self.poll[0].id} ties to {name}."
            return "carried", Evidence("carry-report", reason, 0.75, (poll,), self.poll[0].id)
        noun = paper_of(claim.source, self.origin.index.lexicon)
        if noun in self.papers:
            reason = f"Its source ({noun}) is a paper that claim {self.papers[noun].id} ties to {name}."
            return "carried", Evidence("carry-report", reason, 0.75, source_spans(claim), self.papers[noun].id)
        if outer is not None and (outer.sentence != claim.sentence or outer is self.last_spoken):
            reason = f"It stands within the words of claim {outer.id}, which trace to {name}."
            return "carried", Evidence("carry-nested", reason, 0.75, (), outer.id)
        if (claim.kind == "named" and claim.source is not None) or self._told(claim) is not None:
            carrier = self._speaker(here)
            if carrier is not None:
                who = f"Its source ({claim.source.text})" if claim.source is not None else "Whoever said it"
                reason = f"{who} is one whom claim {carrier.id} ties to {name}; no other occasion is given."
                return "carried", Evidence("carry-speaker", reason, 0.7, source_spans(claim), carrier.id)
        if claim.source is not None:
            told = [c for c in beside if c.id != claim.id and c.source is not None and c.id not in self.found]
            if any(lies_in(claim, other) and other in self.read for other in told):
                return None  # who speaks within the words of a source that does not trace to the origin
            return self._carried_by_source(claim, claim.source.text, claim.source.resolved, first)
        if is_note(claim, self.origin.index.lexicon) or self._spoken(here):
            return None
        if claim.kind in ("none", "sources said") and self.anchor is not None and self._goes_on(here, self.anchor):
            follows = f"follows claim {self.anchor.claim.id}"
            where = "in the same paragraph" if paragraph == self.anchor.paragraph else "in the paragraph before"
            reason = f"It names no source and {follows}, {where}, which traces to {self.origin.name}."
            return "carried", Evidence("carry-window", reason, 0.6, (), self.anchor.claim.id)
        return None

    def _goes_on(self, here: Here, anchor: _Anchor) -> bool:
        """Whether the window holds: as far as it reaches, until the article turns to its own."""
        sentence, opening = self._tree(here.claim), self._tree(anchor.claim)
        near = here.paragraph == anchor.paragraph
        if here.paragraph - anchor.paragraph == 1:
            next_one, lexicon = here.claim.sentence - anchor.claim.sentence == 1, self.origin.index.lexicon
            near = retells(self.read, self.found) or tells_on(opening, sentence, next_one, lexicon)
        if near and sentence is not None and anchor.claim.sentence < here.claim.sentence:
            self.aside = is_aside(sentence, self.article, self.origin.index.lexicon)
        return near and not self.aside

    def _poll(self, claim: Claim) -> Span | None:
        """Where the claim rests on a poll that an outlet was credited with before."""
        sentence = self._tree(claim)
        told = claim.kind == "none" or (claim.source is not None and claim.cue_class == "document")
        if sentence is None or not told or self.poll is None or self.poll[0].sentence == claim.sentence:
            return None
        return the_poll(sentence, self.origin.index.lexicon)

    def _copied(self, here: Here) -> Found | None:
        if self.copied is None or here.others or here.claim.kind == "named":
            return None
        copy = f"{self.origin.name}'s copy by its {self.copied.how}"
        reason = f"The article is {copy}, and the claim rests on no named source."
        return "carried", Evidence("carry-dateline", reason, 0.8, (self.copied.span,))

    def _told(self, claim: Claim) -> Occasion | None:
        """The occasion on which the claim's source told it to the origin; None where it did not."""
        found = (self.occasions or {}).get(claim.id)
        return found if found is not None and self.origin.meant_by(found.outlet or "") else None

    def _speaker(self, here: Here) -> Claim | None:
        claim = here.claim
        talk = None if here.outer is not None else talk_with(self.given, self.origin, claim, self.read, self.found)
        if talk is not None:
            return talk
        occasion = (self.occasions or {}).get(claim.id)
        if occasion is not None and here.outer is None:
            by = occasion.claim if self._told(claim) is not None else None
            return next((other for other in self.read if other.id == by), None)
        if self.last_outlet is not None and not self.origin.meant_by(self.last_outlet):
            return None
        if here.outer is not None:
            return here.outer
        if says_i(claim, self.origin.index.lexicon):  # words within a quotation that goes on from the sentence before
            last = self.read[-1] if self.read else None
            traced = last is not None and last is self.last_spoken and claim.paragraph == last.paragraph
            return last if traced else None
        return self.speakers.carrier(claim, here.paragraph)

    def _carried_by_source(self, claim: Claim, text: str, resolved: str | None, first: Claim) -> Found | None:
        name = self.origin.name
        origin_last = self.last_outlet is None or self.origin.meant_by(self.last_outlet)
        back = resolved in (None, text) or self.origin.meant_by(resolved or "")
        if (
            points_to_report(claim.source, self.origin.index.lexicon)
            and origin_last
            and back
            and not self._of_itself(claim)
        ):
            reason = f"Its source ({text}) points back to {name}, the outlet credited last."
            return "carried", Evidence("carry-report", reason, 0.75, source_spans(claim), first.id)
        source = claim.source or Source(text, ())
        plain = source.phrase or Phrase()
        if claim.kind not in ("anonymous", "sources said") or brings_in(plain, self.origin.index.lexicon):
            return None
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
        fits = f"Its unnamed source ({text}) fits those that claim {carrier.id} ties to {self.origin.name}"
        reason = f"{fits}; no other outlet is credited with it."
        return "carried", Evidence("carry-source", reason, sure, source_spans(claim), carrier.id)

    def _independent(self, here: Here) -> Found | None:
        claim = here.claim
        poll = self._poll(claim)
        if poll is not None and self.poll is not None and self.poll[1] is not None:
            reason = f"It rests on another outlet's poll: {self.poll[1]}'s."
            return "independent", Evidence("other-outlet", reason, 0.75, (poll,), self.poll[0].id)
        links = linked(self.article, here.sentence, self.origin.index) if here.others else ()
        linking = tuple(place for place, name in links if name in here.others)
        told = bool(claim.source or claim.via or linking)
        if here.others and (told or governing(here, self.given.others, self._tree(claim), self.origin.index.lexicon)):
            spans = claim.via_spans or source_spans(claim) or linking
            reason = rests_on(here.others, self.origin.index, self.article.outlet)
            return "independent", Evidence("other-outlet", reason, 0.9, spans)
        if claim.kind == "named":
            source = claim.source
            who = f" ({source.resolved or source.text})" if source else ""
            return "independent", Evidence(
                "other-source", f"It rests on a named source{who}.", 0.85, source_spans(claim)
            )
        return None

    def _note_poll(self, here: Here) -> None:
        """A poll that its sentence credits to an outlet, the origin where it is one of the makers."""
        sentence = self._tree(here.claim)
        mine, others = (within(given, (here.sentence,)) for given in (self.given.mine, self.given.others))
        if sentence is not None and makes_poll(sentence, (*mine, *others), self.origin.index.lexicon):
            named = [c.outlet for c in others if c.how == "report" and c.outlet is not None]
            self.poll = (here.claim, None if any(c.how == "report" for c in mine) else next(iter(named), None))

    def _go_on(self, here: Here, result: Found | None) -> None:
        """What the claim changes for those after it."""
        claim, paragraph, others = here.claim, here.paragraph, here.others
        kind = result[0] if result else None
        rule = result[1].rule if result else ""
        named = claim.kind == "named" and not claim.attitude
        through = kind == "credited" and rule != "credit-dateline"
        credited = within(self.given.mine, (here.sentence,)) if through else ()
        self._note_poll(here)
        tree, others_here = self._tree(claim), within(self.given.others, (here.sentence,))
        note_papers(self.papers, claim, tree, (credited, others_here), self.origin.index.lexicon)
        told = self._told(claim) is not None
        self.speakers.hear(claim, (self.article, tree), paragraph, credited if through else None, told)
        self.last_spoken = claim if named and (through or rule in ("carry-speaker", "carry-nested")) else None
        if rule == "carry-speaker":
            self.speakers.go_on(claim, paragraph)
        if others:
            self.speakers.forget()
        unnamed = claim.source is not None and claim.kind in ("anonymous", "sources said")
        if kind == "credited" or (kind == "carried" and result is not None and result[1].rule != "carry-window"):
            spoke = named and (told or self.given.only_hears(here.sentence))
            aside = rule == "credit-sentence" and claim.kind == "none"  # the article speaks, and names the origin there
            inner = rule == "carry-nested" and self.anchor is None  # words of one whose own opened no window
            shut = spoke or aside or inner or is_dated(tree, credited)
            self.anchor = None if shut else _Anchor(claim, paragraph)
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
        elif kind is None and self.aside:
            self.anchor, self.aside = None, False
        elif claim.source is None and kind is None and names_a_speaker(self.article, claim, self.origin.index.lexicon):
            self.anchor = None
        elif claim.source is not None:
            self.last_traced = None
            vague = any(mention.outlet is None for mention in within(self.given.others, claim.source.spans))
            if vague or (claim.kind == "anonymous" and not claim.attitude):
                self.anchor = None
