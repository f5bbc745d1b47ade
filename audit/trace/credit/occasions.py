"""An article's claims go in, the occasions that tie their sources to outlets come out: in what, to whom, when.

"Sanders told MSNBC in an interview on Friday that …" names one; what Sanders says after that, by name, by a pronoun or
in a quotation that floats, was said on the same occasion, until a sentence gives another one, another outlet is told
something, or a heading comes. "In the interview" and "back on NBC" take up the occasion named before.

Source: NPR Ethics Handbook (say where somebody said it), Reuters Handbook of Journalism (say when and where it was
said); how far an occasion carries is ours, as the README's table of traces has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import define, evolve, field, frozen

from audit.find.credit import mentions_in
from audit.find.draft import below
from audit.find.lookup import Cues
from audit.find.outlet import cases_of, name_of
from audit.find.post import POST
from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim, Crediting, Occasion, Sentence, Span, Spans, Token
from audit.trace.credit.places import end_of, place_of
from audit.trace.credit.public import occasion_at
from audit.trace.credit.speakers import had_said, in_the_past, is_year, names_of, surname

_TOLD: Final = ("addressee", "venue")
_WORDS_OF_TIME: Final = 4  # a longer phrase tells more than when
_MARKS: Final = "“\"‘'"


def occasions_of(
    article: Article, lexicon: Lexicon, credits: Sequence[Crediting] | None = None
) -> Mapping[str, Occasion]:
    """Claim -> the occasion on which its source said it. ``credits`` are the mentions of outlets to go by; without
    them, the article's own."""
    return _Reading(article, lexicon, tuple(mentions_in(article, lexicon) if credits is None else credits)).run()


@frozen
class _Stated:
    """What a claim's own sentence says of its occasion. ``back``: it points to one spoken of before; ``aside``: it
    holds for this claim alone; ``day`` is the day of the week, in lower case."""

    occasion: Occasion | None = None
    back: bool = False
    aside: bool = False
    day: str | None = None


@frozen
class _Current:
    """The occasion that a speaker's words belong to, the claim whose sentence says so, the paragraph of the last of
    them, how many paragraphs further it holds (None: until it is ended), and the day."""

    occasion: Occasion
    by: str
    paragraph: int
    reach: int | None = None
    day: str | None = None

    def later(self, paragraph: int) -> _Current:
        """The same for a claim further on: its sentence no longer says so."""
        return evolve(self, occasion=evolve(self.occasion, claim=self.by), paragraph=paragraph)


@define
class _Reading:
    """One article read from the top: who spoke last on which occasion."""

    article: Article
    lexicon: Lexicon
    credits: Sequence[Crediting]
    index: OutletIndex = field(init=False)
    current: dict[str, _Current] = field(init=False, factory=dict)
    past: dict[str, list[_Current]] = field(init=False, factory=dict)
    last: tuple[Claim, _Current] | None = field(init=False, default=None)
    found: dict[str, Occasion] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.index = self.lexicon.once(OutletIndex)

    def run(self) -> Mapping[str, Occasion]:
        """Claim -> its occasion."""
        headings = sorted(s.span.start for s in self.article.segments if s.status == "heading")
        end, sentence = 0, -1
        for claim in sorted(self.article.claims, key=place_of):
            start = place_of(claim)[0]
            if any(end <= heading <= start for heading in headings):
                self.current, self.past, self.last = {}, {}, None
            if claim.sentence != sentence:
                sentence = claim.sentence
                self._hear_others(sentence)
            self._take(claim)
            end = max(end, end_of(claim))
        return self.found

    def _take(self, claim: Claim) -> None:
        # what somebody wants, and what is told of his vow, he does not say there
        speaks = claim.kind == "named" and not claim.attitude and not (claim.construction or "").startswith("noun")
        speaks = speaks and claim.construction != POST and not self._is_outlet(claim)
        names = names_of(claim, self.lexicon) if speaks else frozenset()
        if not names:
            if claim.source is None and self.last is not None and self._floats(claim, self.last[0]):
                going_on = self.last[1].later(claim.paragraph)
                self.found[claim.id], self.last = going_on.occasion, (claim, going_on)
            elif claim.source is not None:
                self.last = None
            else:
                self._open(claim)
            return
        stated = self._stated(claim, names)
        known = next((self.current[name] for name in sorted(names) if name in self.current), None)
        here = self._here(claim, stated, known, names)
        if here is None:
            self.last = None
            return
        self.found[claim.id] = here.occasion
        self.last = (claim, here)
        if not stated.aside:
            asked = {surname(here.occasion.person, self.lexicon)} if here.occasion.person else set()
            for name in names | asked - {""}:
                if name in self.current and self.current[name].by != here.by:
                    self.past.setdefault(name, []).append(self.current[name])
                self.current[name] = here

    def _open(self, claim: Claim) -> None:
        """Takes note of who spoke on which occasion where a sentence tells only that: "On NBC News, Lund discussed
        the pier"."""
        for mention in self.credits:
            if mention.sentence != claim.sentence or mention.how not in _TOLD or mention.speaker is None:
                continue
            name = surname(mention.speaker.of(self.article.text), self.lexicon)
            stated = self._stated(claim, frozenset({name}))
            if name and name not in self.current and stated.occasion is not None and stated.occasion.outlet:
                reach = 0 if self._is_past(claim) else None
                self.current[name] = _Current(stated.occasion, claim.id, claim.paragraph, reach, stated.day)

    def _here(self, claim: Claim, stated: _Stated, known: _Current | None, names: frozenset[str]) -> _Current | None:
        """The occasion of a named source's claim: the one its sentence gives, or the one that it goes on with."""
        new, place = stated.occasion, claim.paragraph
        before = [one for name in sorted(names) for one in self.past.get(name, ())]
        if new is not None and (stated.back or new.outlet is None):
            far = [] if stated.back or known is None or place - known.paragraph <= 1 else [known]
            both = [*before, known] if stated.back else [known]
            same = [one for one in both if one and one not in far and self._same(new, one.occasion, stated.back)]
            if same:
                known = same[-1].later(place)
                return evolve(known, reach=None)
        if new is not None:
            if known is not None and self._same(new, known.occasion, False):
                return _Current(new, claim.id, place, known.reach, stated.day or known.day)
            others = [one for one in (*before, known) if one and self._is_other(new, one.occasion)]
            reach = 1 if others else None  # of two occasions words may belong to either
            reach = 0 if self._is_past(claim) else reach
            return _Current(new, claim.id, place, reach, stated.day)
        if known is None:
            return None
        if known.day and stated.day and known.day != stated.day:
            return _Current(Occasion(when=stated.day), claim.id, place, None, stated.day)
        if known.reach is not None and place - known.paragraph > known.reach:
            known = next((one for one in reversed(before) if one.reach is None), None)
        return known.later(place) if known is not None else None

    def _is_other(self, new: Occasion, old: Occasion) -> bool:
        """Whether a speaker who tells an outlet something spoke on a wholly other occasion before."""
        unnamed = old.outlet is None and old.person is None and self._is_talk(old.what)
        return bool(new.outlet) and not unnamed and not self.index.same(new.outlet or "", old.outlet or "")

    def _same(self, new: Occasion, old: Occasion, back: bool) -> bool:
        """Whether words may name an occasion spoken of before: its outlet again, or an interview without an outlet."""
        if new.outlet and old.outlet:
            same = self.index.same(new.outlet, old.outlet)
            return same and (back or new.what is None or old.what is None or new.what == old.what)
        if new.outlet or new.person:
            return False
        unnamed = bool(old.outlet) and old.what is None and self._is_talk(new.what)
        return new.what is not None and (new.what == old.what or unnamed)

    def _is_outlet(self, claim: Claim) -> bool:
        """Whether the claim's source is an outlet, its report or its people: they give the news, nobody asks them."""
        spans = claim.source.spans if claim.source is not None else ()
        here = (c for c in self.credits if c.sentence == claim.sentence and c.how in ("speaker", "report", "cited"))
        return any(credit.span.overlaps(span) for credit in here for span in spans)

    def _is_past(self, claim: Claim) -> bool:
        """Whether the claim's sentence puts what was said into the past: "told the paper then"; when that happened of
        which it was said, or what a relative clause tells, is no time of the saying."""
        at = self.article.sentences
        if not 0 <= claim.sentence < len(at):
            return False
        sentence = at[claim.sentence]
        beside = {i for t in sentence.tokens if t.deprel == "acl:relcl" for i in sentence.subtree(t.index)}
        said = {t.index for t in sentence.tokens if any(t.span.overlaps(span) for span in claim.spans)}
        return in_the_past(sentence, self.lexicon, {t.index for t in sentence.tokens} - beside - said)

    def _is_talk(self, what: str | None) -> bool:
        return what in self.lexicon.words("crediting.conversations")

    def _floats(self, claim: Claim, last: Claim) -> bool:
        """Whether a claim without a source is a quotation right after its speaker's words."""
        text = self.article.text
        quoted = bool(claim.spans) and text[claim.spans[0].start] in _MARKS
        return quoted and 0 <= claim.paragraph - last.paragraph <= 1

    def _hear_others(self, sentence: int) -> None:
        """An outlet that a sentence credits ends what others said to another one, or leaves it in doubt after the next
        paragraph."""
        here = [c for c in self.credits if c.sentence == sentence and c.how is not None and c.outlet is not None]
        if not here:
            return
        told = any(c.how in _TOLD for c in here)
        paragraph = self.article.sentences[sentence].paragraph if 0 <= sentence < len(self.article.sentences) else 0
        for name, known in tuple(self.current.items()):
            outlet = known.occasion.outlet
            if outlet is None or any(self.index.same(outlet, c.outlet or "") for c in here):
                continue
            if told:
                ended = evolve(self.current.pop(name), reach=1)  # it is taken up again only where words say so
                self.past.setdefault(name, []).append(ended)
            else:
                self.current[name] = evolve(known, reach=1, paragraph=max(known.paragraph, paragraph - 1))

    # ------------------------------------------------------------------------------------ what one sentence says

    def _stated(self, claim: Claim, names: frozenset[str]) -> _Stated:
        if not 0 <= claim.sentence < len(self.article.sentences):
            return self._by_chain(claim)
        sentence = self.article.sentences[claim.sentence]
        free = [t for t in sentence.tokens if not any(t.span.overlaps(span) for span in claim.spans)]
        days = self.lexicon.words("forms.weekday")
        dated = [t for t in free if t.text.lower() in days and t.deprel.split(":")[0] in ("obl", "nmod")]
        day = dated[0].text.lower() if dated else None
        noun = next((t for t in free if self._is_venue(sentence, t)), None)
        mention = self._mention(claim, names)
        if mention is not None:
            back = noun is None and mention.how == "venue" and self._taken_up(sentence, mention)
            words = (mention.span, *((noun.span,) if noun else ()))
            person = mention.staff.of(self.article.text) if mention.staff else self._person(sentence, free, noun)
            what = noun.lemma.lower() if noun else None
            made = Occasion(what, mention.outlet, person, self._when(sentence, free), _ordered(words))
            return _Stated(made, back, False, day)
        return self._elsewhere(claim, sentence, free, noun, day)

    def _by_chain(self, claim: Claim) -> _Stated:
        """Of a sentence without a tree only the claim's chain tells."""
        return _Stated(Occasion(None, claim.via[0], None, None, claim.via_spans[:1])) if claim.via else _Stated()

    def _mention(self, claim: Claim, names: frozenset[str]) -> Crediting | None:
        """The outlet that the claim's source told, or on which it spoke, by the claim's sentence."""
        text = self.article.text
        for mention in self.credits:
            if mention.sentence != claim.sentence or mention.outlet is None or mention.how not in _TOLD:
                continue
            mine = mention.speaker is not None and surname(mention.speaker.of(text), self.lexicon) in names
            if mine or mention.span in claim.via_spans:
                return mention
        return None

    def _is_venue(self, sentence: Sentence, noun: Token) -> bool:
        """Whether a noun is that of a talk or a programme in which something was said: "in an interview"."""
        phrases = self.lexicon.phrases
        if not phrases("crediting.venues").has(noun) and not phrases("crediting.remarks").has(noun):
            return False
        cases = cases_of(sentence, noun)
        return any(map(phrases("crediting.venue_cases").has, cases)) and noun.deprel.split(":")[0] in ("obl", "nmod")

    def _taken_up(self, sentence: Sentence, mention: Crediting) -> bool:
        """Whether an adverb before the outlet takes up what was left: "back on NBC"."""
        first = next(t.index for t in sentence.tokens if t.span.overlaps(mention.span))
        return any(map(self.lexicon.phrases("crediting.again").has, sentence.tokens[max(0, first - 3) : first]))

    def _elsewhere(
        self, claim: Claim, sentence: Sentence, free: Sequence[Token], noun: Token | None, day: str | None
    ) -> _Stated:
        """An occasion without an outlet: an event, a record, a writing; or a time of its own, which is an aside."""
        if noun is not None and self._is_talk(noun.lemma.lower()):
            marks = sentence.children(noun.index, "det")
            definite = any("Definite=Def" in t.feats or "PronType=Dem" in t.feats for t in marks)
            person = self._person(sentence, free, noun)
            here = person is None and not definite and self._asked_here(claim, sentence, noun)
            asked = self.article.outlet if here else None
            made = Occasion(noun.lemma.lower(), asked, person, self._when(sentence, free), (noun.span,))
            return _Stated(made, definite and person is None, False, day)
        free = [t for t in free if t.index not in self._asked(sentence)]
        places = {t.index for t in free}
        public = occasion_at(sentence, self.lexicon, places)
        if public is not None:
            what = " ".join(t.lemma.lower() for t in public)
            made = Occasion(what, None, None, self._when(sentence, free), _ordered(t.span for t in public))
            return _Stated(made, False, False, day)
        elsewhere = self.lexicon.found("crediting.elsewhere", sentence)
        formerly = self.lexicon.found("crediting.formerly", sentence)
        for matches, aside in ((elsewhere, False), (formerly, True)):
            for match in matches:
                words = sentence.tokens[match.first : match.last + 1]
                if places.issuperset(t.index for t in words) and (aside or self._is_where(sentence, words, claim)):
                    said = " ".join(t.lemma.lower() for t in words)
                    spans = (Span(words[0].span.start, words[-1].span.end),)
                    when = self._when(sentence, free)
                    made = Occasion(None, None, None, said, spans) if aside else Occasion(said, None, None, when, spans)
                    return _Stated(made, False, aside, day)
        past = next((t for t in free if is_year(t) or had_said(sentence, t, self.lexicon)), None)
        if past is not None:
            return _Stated(Occasion(None, None, None, past.text, (past.span,)), False, True, day)
        return _Stated(day=day)

    def _asked(self, sentence: Sentence) -> set[int]:
        """The words of what somebody was asked, "Asked about the vote in 2017, she said": that is not when or where he
        answers."""
        clauses = (t for t in sentence.tokens if t.deprel in ("advcl", "ccomp", "acl"))
        asked = (t for t in clauses if self.lexicon.phrases("crediting.asked").has(t))
        return {place for token in asked for place in sentence.subtree(token.index)}

    def _asked_here(self, claim: Claim, sentence: Sentence, noun: Token) -> bool:
        """Whether an interview is one with the article's own outlet: no other is named, and its speaker was not heard
        elsewhere before; "in a telephone interview on Monday", not "in an interview aired on Monday"."""
        heard = names_of(claim, self.lexicon) & {*self.current, *self.past}
        if heard or not self.lexicon.phrases("crediting.interview").has(noun):
            return False
        beside = sentence.children(noun.index)
        if any(map(self.lexicon.phrases("crediting.aired").has, beside)):
            return False
        more = (t for t in beside if t.deprel.split(":")[0] in ("nmod", "obl", "acl", "appos"))
        return all(self.lexicon.once(Cues).tells_time(token) for token in more)

    def _is_where(self, sentence: Sentence, words: Sequence[Token], claim: Claim) -> bool:
        """Whether the words tell where or how the claim was said: its own verb, or a noun with a preposition of
        place; "they kept the email" does not."""
        head = words[0]
        if head.upos == "VERB":
            return head.text in (claim.cue or "").split()
        noun = words[-1]
        cases = {case.lemma.lower() for case in cases_of(sentence, noun)}
        placed = noun.deprel.split(":")[0] in ("obl", "nmod") and bool(cases & self.lexicon.words("crediting.at"))
        return placed or noun.text in (claim.cue or "").split()

    def _person(self, sentence: Sentence, free: Sequence[Token], noun: Token | None) -> str | None:
        """Who was told, or with whom somebody talked: "in an interview with Charlie Rose", "told Meredith Vieira"."""
        for token in free:
            if token.upos != "PROPN" or token.head < 0:
                continue
            over = sentence.tokens[token.head]
            told = token.deprel in ("obj", "iobj") and over.lemma.lower() in self.lexicon.once(Cues).hearers
            cases = cases_of(sentence, token)
            beside = noun is not None and over.index == noun.index
            if told or (beside and any(map(self.lexicon.phrases("crediting.with").has, cases))):
                words = sorted(name_of(sentence, token))
                if words and not any(sentence.tokens[i].span.overlaps(c.span) for i in words for c in self.credits):
                    return " ".join(sentence.tokens[i].text for i in words)
        return None

    def _when(self, sentence: Sentence, free: Sequence[Token]) -> str | None:
        """The words of time of a sentence outside the claim: "on Thursday", "last week"."""
        cues = self.lexicon.once(Cues)
        for token in free:
            of = any(self.lexicon.phrases("crediting.of").has(case) for case in cases_of(sentence, token))
            if cues.tells_time(token) and token.deprel.split(":")[0] in ("obl", "nmod", "advmod") and not of:
                words = sorted(below(sentence, token.index))
                if len(words) <= _WORDS_OF_TIME and words[-1] - words[0] == len(words) - 1:
                    return self.article.text[sentence.tokens[words[0]].span.start : sentence.tokens[words[-1]].span.end]
                return token.text
        return None


def _ordered(spans: Iterable[Span]) -> Spans:
    return tuple(sorted(set(spans)))
