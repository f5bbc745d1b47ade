"""Who says what and how goes in as a plan, an article whose attributions, kinds, chains and traces are known comes out.

The grammar is small on purpose: sources × cues × constructions × contents, each in plain words, so that what is
expected is beyond dispute; one sentence for each saying, or one for two that are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from audit.lexicon import Lexicon
from audit.model import (
    Article,
    Attribution,
    Claim,
    Cue,
    Evidence,
    Phrase,
    Quotation,
    Relay,
    Segment,
    Sentence,
    Source,
    Span,
    Spans,
)
from audit.testing.strategies.plan import ORIGIN, OUTLETS, Known, Line, Saying, Story, Voice
from audit.testing.strategies.sentence import sentence_of
from audit.testing.strategies.told import told_by, told_of_outlet
from audit.testing.strategies.tree import Draft, Laid, draft
from audit.testing.strategies.vocabulary import Vocabulary, vocabulary

# unnamed voice -> its words where it first speaks, and what they tell
_Met = dict[Voice, tuple[str, Phrase]]
_CLASSES: Final = {"hedge": "hedge", "attitude": "attitude"}
_KEPT: Final = 4_000  # sentences
_KNOWN: Final = Evidence("known", "The grammar that wrote the sentence says so.")


def write(story: Story, lexicon: Lexicon | None = None) -> Known:
    """The article that a story makes, with trees, attributions, claims and traces; with the words of a lexicon (ours).

    Raises ValueError for words of a voice or a content that make no phrase (``grow`` says which do).
    """
    words = vocabulary(lexicon)
    made = _Made(story, words)
    lines = {place: [line for line in story.lines if line.place == place] for place in {x.place for x in story.lines}}
    place = 0
    for sayings in _sentences(story.sayings):
        for line in lines.get(place, ()):
            made.line(line)
        made.sentence(sayings, alone=bool(lines.get(place)))
        place += len(sayings)
    for line in lines.get(place, ()):
        made.line(line)
    return Known(story, made.article())


def _sentences(sayings: Sequence[Saying]) -> Iterator[tuple[Saying, ...]]:
    """The sayings of each sentence."""
    group: list[Saying] = []
    for saying in sayings:
        if group and not saying.joined:
            yield tuple(group)
            group = []
        group.append(saying)
    if group:
        yield tuple(group)


class _Made:
    """An article as it grows."""

    def __init__(self, story: Story, words: Vocabulary) -> None:
        self.story, self.words = story, words
        self.parts: list[str] = []
        self.length, self.paragraph = 0, 0
        self.segments: list[Segment] = []
        self.sentences: list[Sentence] = []
        self.attributions: list[Attribution] = []
        self.quotations: list[Quotation] = []
        self.claims: list[Claim] = []
        self.met: _Met = {}

    def add(self, text: str) -> Span:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return Span(start, self.length)

    def line(self, line: Line) -> None:
        if self.length:
            self.add("\n\n")
        shown = f"## {line.text}" if line.status == "heading" else line.text
        self.segments.append(Segment(self.add(shown), line.status, "known"))

    def sentence(self, sayings: tuple[Saying, ...], alone: bool) -> None:
        """Adds a sentence; ``alone`` where a line that is no prose stands before it."""
        new = sayings[0].fresh or alone or not self.segments
        if self.length:
            self.add("\n\n" if new else " ")
        place, segment = len(self.sentences), len(self.segments) + new - 1
        laid = self.laid(sayings, self.paragraph + new - 1, segment)
        self.add(laid.text)
        self.paragraph += new
        span = laid.sentence.span
        if new:
            self.segments.append(Segment(span, "prose", "paragraph"))
        else:
            self.segments[-1] = attrs.evolve(self.segments[-1], span=Span(self.segments[-1].span.start, span.end))
        self.sentences.append(laid.sentence)
        text = "".join(self.parts)
        for number, saying in enumerate(sayings, start=1):
            if saying.construction != "question":
                self.say(saying, _roles(laid, number), laid, text, place)

    def laid(self, sayings: tuple[Saying, ...], paragraph: int, segment: int) -> Laid:
        """A sentence at the end of the text so far. Articles that differ in one place share the others: what was
        written before is not made again."""
        kept: dict[object, Laid | Draft] = self.words.kept.setdefault("sentences", {})
        key = sayings, self.length, paragraph, segment
        found = kept.get(key)
        if found is None:
            if len(kept) > _KEPT:
                kept.clear()
            drafted = kept.get(sayings)
            if drafted is None:
                drafted = kept[sayings] = draft(sentence_of(sayings, self.words))
            assert isinstance(drafted, Draft)
            found = kept[key] = drafted.lay(self.length, paragraph, segment)
        assert isinstance(found, Laid)
        return found

    def say(self, saying: Saying, roles: dict[str, Spans], laid: Laid, text: str, place: int) -> None:
        """Adds what a saying tells: its attribution, its claim, for a wish the sentence's own claim before it."""
        attribution = _attribution(saying, roles, laid, text, place, self.met, self.words)
        if attribution is not None:
            self.attributions.append(attribution)
        if saying.construction in ("quoted", "quotation"):
            (span,) = roles["content"]
            self.quotations.append(Quotation(span, laid.sentence.segment))
        if saying.construction == "attitude":
            whole = (laid.sentence.span,)
            self.claim(attrs.evolve(saying, construction="bare", voice=None), whole, None, laid, text, place)
            saying = attrs.evolve(saying, trace="independent")
        self.claim(saying, roles["content"], attribution, laid, text, place)

    def claim(
        self, saying: Saying, spans: Spans, attribution: Attribution | None, laid: Laid, text: str, place: int
    ) -> None:
        relays = attribution.relays if attribution else ()
        self.claims.append(
            Claim(
                id=f"{self.story.id}:{len(self.claims) + 1}",
                article=self.story.id,
                spans=spans,
                text=_words(text, spans),
                kind=saying.kind,
                source=attribution.source if attribution else None,
                cue=attribution.cue.text if attribution else None,
                cue_class=attribution.cue.cue_class if attribution else None,
                construction=attribution.construction if attribution else None,
                via=tuple(relay.outlet for relay in relays),
                via_spans=tuple(relay.spans[0] for relay in relays),
                sentence=place,
                paragraph=laid.sentence.paragraph,
                trace=saying.trace,
                evidence=_KNOWN,
            )
        )

    def article(self) -> Article:
        return Article(
            self.story.id,
            "".join(self.parts) + "\n",
            outlet=self.story.outlet,
            published=self.story.published,
            url=self.story.url,
            segments=tuple(self.segments),
            sentences=tuple(self.sentences),
            attributions=tuple(self.attributions),
            quotations=tuple(self.quotations),
            claims=tuple(self.claims),
        )


# ------------------------------------------------------------------------------------------------ what must be found


def _roles(laid: Laid, number: int) -> dict[str, Spans]:
    """The roles of the saying at this place in the sentence, from 1."""
    if number == 1:
        return laid.roles
    end = str(number)
    return {role.removesuffix(end): spans for role, spans in laid.roles.items() if role.endswith(end)}


def _attribution(
    saying: Saying, roles: dict[str, Spans], laid: Laid, text: str, place: int, met: _Met, words: Vocabulary
) -> Attribution | None:
    cue = roles.get("cue")
    if cue is None:
        return None
    outlets = roles.get("outlet", ())
    head = next(t for t in laid.sentence.tokens if t.span.start == cue[0].start)
    outlet = saying.outlet or ORIGIN
    return Attribution(
        cue=Cue(_words(text, cue), cue, head.lemma, _CLASSES.get(saying.construction, "speech")),
        content=roles["content"],
        construction=saying.construction,
        source=_source(saying, roles, text, met, words),
        kind=saying.kind,
        relays=(Relay(OUTLETS.get(outlet, outlet), outlets, "addressee"),) if outlets else (),
        sentence=place,
    )


def _source(saying: Saying, roles: dict[str, Spans], text: str, met: _Met, words: Vocabulary) -> Source | None:
    spans = roles.get("source")
    if spans is None:
        return None
    shown, voice = _words(text, spans), saying.voice
    if voice is None:
        outlet = saying.outlet or ORIGIN
        return Source(shown, spans, OUTLETS.get(outlet, outlet), phrase=told_of_outlet(outlet))
    phrase = told_by(voice, text, spans, words)
    if voice.name is not None:
        return Source(shown, spans, phrase.name, phrase=phrase)
    first, told = met.setdefault(attrs.evolve(voice, again=False), (shown, phrase))
    if not voice.again:
        return Source(shown, spans, None, voice.number, phrase)
    return Source(shown, spans, first, voice.number, phrase, told)


def _words(text: str, spans: Spans) -> str:
    return " … ".join(span.of(text) for span in spans)
