"""An article's claims go in, the same claims with their occasions come out, carried over within a passage.

"Smith said at a news conference that …" places what Smith says after that too, by name, by a pronoun or in a quotation
that floats, until the words give another occasion or day, or a heading comes. Where the article's first paragraphs tell
of it, the article is about it, and its mention later on goes on with it. What somebody "has said" was said on no one
occasion, and what is written does not go on with what was spoken.

Source: benchmarks/data/guidelines/occasions.md; Reuters Handbook of Journalism (say when and where it was said); how
far an occasion carries is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import define, evolve, field, frozen

from audit.find.credit import mentions_in
from audit.find.post import POST, day_of
from audit.lexicon import Lexicon
from audit.model import Article, Attribution, Claim, Crediting, Occasion, Sentence, Span, Spans, Token
from audit.trace.credit.speakers import names_of, surname
from audit.trace.placed.hows import ORAL, By, Setting, how_of_source, name_at, points_to_an_outlet
from audit.trace.placed.learned import Occasions, judged
from audit.trace.placed.settings import Settings, staff_of
from audit.trace.placed.stated import in_main_clause, nearest, place_beside, subjects_of, time_beside
from audit.trace.placed.words import Found

_LEAD: Final = 3  # paragraphs, a headline among them, that tell what an article is about
_EVENTS: Final = ("conference", "interview", "speech", "hearing", "programme", "statement", "post", "letter")
_PUBLIC: Final = ("conference", "interview", "programme", "statement", "post")


def with_occasions(article: Article, lexicon: Lexicon, learned: Occasions | None = None) -> Article:
    """The article with an ``occasion`` for each claim whose words, or those of its passage, tell of one; ``learned``
    has the last word where the article has word vectors."""
    if not article.claims:
        return article
    passage = _Passage(article, lexicon, mentions_in(article, lexicon))
    found = passage.run()
    if learned is not None and all(sentence.vectors is not None for sentence in article.sentences):
        read = passage.read()
        found = judged(article, read, learned.of(article, read, lexicon), learned.margin, passage.named_here)
    claims = ((claim, found.get(claim.id)) for claim in article.claims)
    return evolve(article, claims=tuple(c if c.occasion == one else evolve(c, occasion=one) for c, one in claims))


def found_by_rules(article: Article, lexicon: Lexicon) -> Found:
    """What the rules alone make of an article with claims."""
    passage = _Passage(article, lexicon, mentions_in(article, lexicon))
    passage.run()
    return passage.read()


@frozen
class _Current:
    """The occasion that a speaker's words belong to, and whether the article is about it."""

    occasion: Occasion
    lasting: bool = False


@define
class _Passage:
    """One article read from the top: who spoke last on which occasion."""

    article: Article
    lexicon: Lexicon
    credits: Sequence[Crediting]
    by_claim: Mapping[tuple[int, Spans], Attribution] = field(init=False)
    here: Mapping[int, list[Claim]] = field(init=False)
    named: Mapping[int, tuple[Crediting, ...]] = field(init=False)
    order: Mapping[int, int] = field(init=False)
    staff: frozenset[str] = field(init=False)
    current: dict[str, _Current] = field(init=False, factory=dict)
    last: frozenset[str] = field(init=False, factory=frozenset)
    found: dict[str, Occasion] = field(init=False, factory=dict)
    settings: dict[int, Sequence[Setting]] = field(init=False, factory=dict)
    keys: dict[str, frozenset[str]] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.by_claim = {(a.sentence, a.content): a for a in self.article.attributions}
        self.staff = staff_of(self.article, self.credits, self.lexicon)
        here: dict[int, list[Claim]] = {}
        for claim in sorted(self.article.claims, key=lambda c: (c.sentence, c.spans)):
            here.setdefault(claim.sentence, []).append(claim)
        self.here = here
        named: dict[int, tuple[Crediting, ...]] = {}
        for credit in self.credits:
            named[credit.sentence] = (*named.get(credit.sentence, ()), credit)
        self.named = named
        prose = {n for n, s in enumerate(self.article.segments) if s.status == "prose"}
        numbers = {s.paragraph for s in self.article.sentences if s.segment in prose}
        self.order = {number: place for place, number in enumerate(sorted(numbers))}

    def run(self) -> Mapping[str, Occasion]:
        """Claim -> its occasion."""
        headings = [s.span.start for s in self.article.segments if s.status == "heading"]
        end = 0
        for number, sentence in enumerate(self.article.sentences):
            if any(end <= heading <= sentence.span.start for heading in headings):
                self.current, self.last = {}, frozenset()
            end = sentence.span.end
            if sentence.paragraph in self.order:
                self._read(number, sentence)
        return self.found

    def read(self) -> Found:
        """What the rules made of it, once they are through."""
        return Found(self.settings, self.keys, self.found, self.named, self.order)

    def _read(self, number: int, sentence: Sentence) -> None:
        credits = self.named.get(number, ())
        settings = self.settings[number] = Settings(sentence, self.lexicon, credits, self.staff).found()
        used: set[int] = set()
        for claim in self.here.get(number, ()):
            if claim.construction is not None:
                used |= self._take(claim, sentence, settings, credits)
        hows = {setting.how for setting in settings if setting.anchor.index in used}
        for setting in settings:
            again = setting.how in hows and setting.asked is None  # told CNN in an interview: one occasion
            if setting.asked is not None or (setting.anchor.index not in used and not again):
                self._narrated(sentence, setting)

    def _posted(self, claim: Claim) -> Occasion:
        """That of an embedded post, whose signature tells the day."""
        post = self.by_claim.get((claim.sentence, claim.spans))
        day = day_of(self.article, post, self.lexicon) if post is not None else None
        spans = (day,) if day is not None else claim.source.spans[:1] if claim.source is not None else ()
        return Occasion(None, None, None, day.of(self.article.text) if day is not None else None, spans, how="post")

    # ------------------------------------------------------------------------------------ one claim

    def _take(
        self, claim: Claim, sentence: Sentence, settings: Sequence[Setting], credits: Sequence[Crediting]
    ) -> set[int]:
        """Finds a claim's occasion; gives the places of the words that named it."""
        if claim.construction == POST:
            self.found[claim.id] = self._posted(claim)
            return set()
        keys = self.keys[claim.id] = self._keys(claim)
        cue = self._cue(claim, sentence)
        hedged = claim.source is None and cue is not None and cue.head >= 0
        cue = sentence.tokens[cue.head] if hedged and cue is not None else cue
        within = frozenset(t.index for t in sentence.touching(claim.spans))
        within = frozenset() if hedged else within
        source = sentence.touching(claim.source.spans if claim.source else ())
        outlet = self._outlet_of(claim, credits)
        named = how_of_source(sentence, source, self.lexicon) if outlet is None or outlet.how == "report" else None
        if named is None and outlet is None and claim.source is not None and source:
            phrase = claim.source.phrase
            if phrase is not None and phrase.sort == "document" and claim.source.referent is None:
                named = "report", tuple(t for t in source if t.lemma.lower() in phrase.heads) or source
        apart = [s for s in settings if s.anchor not in source]
        setting = nearest(sentence, cue, apart, within) if cue is not None else None
        when = time_beside(sentence, cue, setting, within, self.lexicon)
        if named is not None:
            made = self._document(sentence, named, when, credits)
            self.found[claim.id] = made
            return {t.index for t in named[1]}
        known = next((self.current[key] for key in sorted(keys) if key in self.current), None)
        if setting is None and outlet is None and any(points_to_an_outlet(sentence, t, self.lexicon) for t in source):
            self.found[claim.id] = Occasion(None, None, None, self._text(when), (self._span(source),), how="article")
            return set()
        if setting is None and outlet is not None:
            self.found[claim.id] = Occasion(None, outlet.outlet, None, self._text(when), (outlet.span,), how="article")
            return set()
        if setting is not None and not (setting.by is By.PLACE and known is not None):
            occasion = self._made(sentence, setting, cue, within, when)
            goes_on = known is not None and known.lasting and known.occasion.how == setting.how
            lasting = setting.how in _EVENTS and (goes_on or self.order[sentence.paragraph] < _LEAD)
            if setting.asked is None and not self._is_passing(setting, cue, known):
                self._go_on(keys, _Current(occasion, lasting), claim.id)
            self.found[claim.id] = occasion
            return {setting.anchor.index, *({setting.person.index} if setting.person else ())}
        if self._carries(claim, sentence, cue, known, when):
            assert known is not None
            self.found[claim.id] = known.occasion
            self.last = keys
            return set()
        if when:
            self.found[claim.id] = Occasion(when=self._text(when), spans=(self._span(when),))
        for key in keys if known is not None and _differ(known.occasion.when, self._text(when), self.lexicon) else ():
            self.current.pop(key, None)
        self.last = keys or self.last
        return set()

    def _is_passing(self, setting: Setting, cue: Token | None, known: _Current | None) -> bool:
        """Whether an occasion only comes up in the talk that an article is about: his book, a meeting or a funeral that
        he tells of; not what he said at another event."""
        if known is None or not _is_talk(known):
            return False
        return setting.how not in _EVENTS or (cue is not None and setting.over != cue.index and setting.by is By.NOUN)

    def _keys(self, claim: Claim) -> frozenset[str]:
        """What a claim's source is known by further on."""
        if claim.source is None:
            return frozenset()
        source = claim.source
        if source.phrase is not None and source.phrase.sort == "pronoun":
            source = evolve(source, text=source.resolved or source.text)
        known = names_of(evolve(claim, source=source), self.lexicon)
        return known or frozenset({source.called.casefold()})

    def _cue(self, claim: Claim, sentence: Sentence) -> Token | None:
        attribution = self.by_claim.get((claim.sentence, claim.spans))
        if attribution is None:
            return None
        inside = sentence.touching(attribution.cue.spans)
        return next((t for t in inside if t.lemma.lower() == attribution.cue.head), inside[0] if inside else None)

    def _outlet_of(self, claim: Claim, credits: Sequence[Crediting]) -> Crediting | None:
        """The outlet that a claim's source is, whose report or people it is, or that it came through."""
        spans = (*(claim.source.spans if claim.source is not None else ()), *claim.via_spans)
        said = (c for c in credits if c.outlet and c.how in ("speaker", "report", "cited"))
        return next((credit for credit in said if any(credit.span.overlaps(span) for span in spans)), None)

    def _carries(
        self, claim: Claim, sentence: Sentence, cue: Token | None, known: _Current | None, when: Sequence[Token]
    ) -> bool:
        """Whether a claim goes on with what its speaker said before."""
        if known is None or (cue is not None and cue.deprel == "acl:relcl"):
            return False  # "an idea that she pitched as a candidate": what a relative clause tells lies back
        perfect = cue is not None and any(
            map(self.lexicon.phrases("placing.lasting").has, sentence.children(_main(sentence, cue).index, "aux"))
        )
        written = cue is not None and cue.lemma.lower() in self.lexicon.words("placing.writes")
        if perfect or (written and known.occasion.how in ORAL):
            return False
        return not _differ(known.occasion.when, self._text(when), self.lexicon)

    def _go_on(self, keys: frozenset[str], now: _Current, claim: str) -> None:
        """Takes note of who speaks now, and on which occasion."""
        for key in keys:
            self.current[key] = evolve(now, occasion=evolve(now.occasion, claim=claim))
        self.last = keys or self.last

    # ------------------------------------------------------------------------------------ what no claim tells

    def _narrated(self, sentence: Sentence, setting: Setting) -> None:
        """Somebody speaks, or is asked, on an occasion, and the sentence tells nothing of what was said."""
        if setting.how not in _EVENTS or setting.by is By.VERB or not in_main_clause(sentence, setting.over):
            return
        who = (setting.asked, *([setting.person] if setting.person else [])) if setting.asked else ()
        keys = frozenset[str]()
        subjects = subjects_of(sentence, setting.over)
        for one in who or (*subjects, *(t for s in subjects for t in sentence.children(s.index, "conj"))):
            named = {surname(name_at(sentence, one), self.lexicon)} - {""}
            keys |= self.last if one.upos == "PRON" else frozenset(named)
        when = time_beside(sentence, None, setting, frozenset(), self.lexicon)
        made = self._made(sentence, setting, None, frozenset(), when)
        for key in keys:
            known = self.current.get(key)
            if known is not None and (setting.by is By.PLACE or (_is_talk(known) and setting.how not in _PUBLIC)):
                continue  # where he is who talks, or what he tells of
            self.current[key] = _Current(made, self.order[sentence.paragraph] < _LEAD)

    # ------------------------------------------------------------------------------------ the record

    def named_here(self, claim: Claim, sentence: Sentence, setting: Setting) -> Occasion:
        """The occasion that words of a claim's own sentence name."""
        cue = self._cue(claim, sentence)
        within = frozenset(t.index for t in sentence.touching(claim.spans))
        return self._made(sentence, setting, cue, within, time_beside(sentence, cue, setting, within, self.lexicon))

    def _made(
        self, sentence: Sentence, setting: Setting, cue: Token | None, within: frozenset[int], when: Sequence[Token]
    ) -> Occasion:
        where = place_beside(sentence, cue, setting, within, self.lexicon)
        words = [setting.anchor, *([setting.person] if setting.person else []), *where, *when]
        spans = [self._span(part) for part in ([w] for w in words)]
        if setting.outlet is not None:
            spans.append(setting.outlet.span)
        return Occasion(
            what=" ".join(t.lemma.lower() for t in setting.words) or None,
            outlet=setting.outlet.outlet if setting.outlet else None,
            person=setting.person.text if setting.person else None,
            when=self._text(when),
            spans=_joined(spans, self.article.text),
            how=setting.how,
            where=self._text(where),
        )

    def _document(
        self,
        sentence: Sentence,
        named: tuple[str, Sequence[Token]],
        when: Sequence[Token],
        credits: Iterable[Crediting],
    ) -> Occasion:
        how, words = named
        outlet = next((c.outlet for c in credits if c.outlet and c.how == "report"), None)
        what = " ".join(t.lemma.lower() for t in words)
        return Occasion(what, outlet, None, self._text(when), (self._span(words),), how=how)

    def _span(self, tokens: Sequence[Token]) -> Span:
        return Span(tokens[0].span.start, tokens[-1].span.end)

    def _text(self, tokens: Sequence[Token]) -> str | None:
        return self._span(tokens).of(self.article.text) if tokens else None


def _is_talk(known: _Current) -> bool:
    """Whether the article is about a talk: what comes up in it is no other occasion."""
    return known.lasting and known.occasion.how in ORAL


def _main(sentence: Sentence, verb: Token) -> Token:
    """The verb whose tense holds for another without a subject: has questioned his word, | calling him a liar."""
    while verb.deprel.split(":")[0] in ("advcl", "xcomp", "conj") and "VerbForm=Fin" not in verb.feats:
        if sentence.children(verb.index, "nsubj", "nsubj:pass", "aux") or verb.head < 0:
            break
        verb = sentence.tokens[verb.head]
    return verb


def _differ(one: str | None, other: str | None, lexicon: Lexicon) -> bool:
    """Whether two words of time name two days of the week, or two months, or the one a day and the other a month."""
    days = lexicon.words("forms.weekday", "forms.month")
    found = [{word.strip(",.").lower() for word in (words or "").split()} & days for words in (one, other)]
    return bool(found[0] and found[1]) and found[0] != found[1]


def _joined(spans: Sequence[Span], text: str) -> Spans:
    """The spans in order, those with nothing but spaces between them as one."""
    found: list[Span] = []
    for span in sorted(set(spans)):
        if found and not text[found[-1].end : span.start].strip():
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)
