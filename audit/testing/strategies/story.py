"""Who says what and how goes in as a plan, an article whose attributions, kinds, chains and traces are known comes out.

The grammar is small on purpose: sources × cues × constructions × contents, each in plain words, so that what is
expected is beyond dispute; one sentence for each saying.
"""

from __future__ import annotations

import attrs

from audit.lexicon import Lexicon
from audit.model import (
    Article,
    Attribution,
    Claim,
    Cue,
    Evidence,
    Phrase,
    Relay,
    Segment,
    Sentence,
    Source,
    Span,
    Spans,
)
from audit.testing.strategies.grow import grow
from audit.testing.strategies.plan import ORIGIN, Content, Known, Saying, Story, Voice
from audit.testing.strategies.told import told_by, told_of_outlet
from audit.testing.strategies.tree import GERUND, NAME, NOUN, PAST, PROGRESSIVE, Branch, Laid, lay, mark, word
from audit.testing.strategies.vocabulary import Vocabulary, vocabulary

# unnamed voice -> its words where it first speaks, and what they tell
_Met = dict[Voice, tuple[str, Phrase]]


def write(story: Story, lexicon: Lexicon | None = None) -> Known:
    """The article that a story makes, with trees, attributions, claims and traces; with the words of a lexicon (ours).

    Raises ValueError for words of a voice or a content that make no phrase (``grow`` says which do).
    """
    words = vocabulary(lexicon)
    text, segments, paragraph = "", list[Segment](), 0
    sentences, attributions, claims = list[Sentence](), list[Attribution](), list[Claim]()
    met: _Met = {}
    for place, saying in enumerate(story.sayings):
        heading = place in story.headings
        if heading:
            shown = f"## {words.headings[0]}"
            text += "\n\n" * bool(text) + shown
            segments.append(Segment(Span(len(text) - len(shown), len(text)), "heading", "marked heading"))
        new = saying.fresh or heading or not segments
        text += ("\n\n" if new else " ") if text else ""
        laid = lay(sentence_of(saying, words), len(text), paragraph + new - 1, len(segments) + new - 1)
        text += laid.text
        paragraph += new
        span = laid.sentence.span
        if new:
            segments.append(Segment(span, "prose", "paragraph"))
        else:
            segments[-1] = attrs.evolve(segments[-1], span=Span(segments[-1].span.start, span.end))
        sentences.append(laid.sentence)
        attribution = _attribution(saying, laid, text, place, met, words)
        if attribution is not None:
            attributions.append(attribution)
        claims.append(_claim(f"{story.id}:{place + 1}", story.id, saying, laid, attribution, text, place))
    article = Article(
        story.id,
        text + "\n",
        segments=tuple(segments),
        sentences=tuple(sentences),
        attributions=tuple(attributions),
        claims=tuple(claims),
    )
    return Known(story, article)


# ------------------------------------------------------------------------------------------------ sentences


def sentence_of(saying: Saying, words: Vocabulary) -> Branch:
    """The tree of a saying's sentence, with its roles; raises ValueError for words that make no phrase."""
    content = _content(saying.content, words, hedged=saying.construction == "hedge").as_("root", "content")
    stop = mark(".")
    if saying.construction in ("bare", "hedge"):
        return content.with_(right=(stop,))
    said = word(saying.verb, PAST, lemma=words.lemmas.get(saying.verb, ""), role="cue")
    that = word("that", "SCONJ IN", "mark", role="content")
    if saying.construction == "outlet":
        outlet = _outlet(saying.outlet or ORIGIN).as_("nsubj", "source")
        reported = word("reported", PAST, lemma="report", role="cue")
        return reported.with_((outlet,), (content.as_("ccomp").with_((that,)), stop))
    source = _voice(saying.voice or Voice("sources said", noun=words.vague[0]), words)
    if saying.construction == "told":
        told = word("told", PAST, lemma="tell", role="cue")
        hearer = _outlet(saying.outlet or ORIGIN).as_("iobj", "outlet")
        return told.with_((source.as_("nsubj"),), (hearer, content.as_("ccomp").with_((that,)), stop))
    if saying.construction == "clause":
        return said.with_((source.as_("nsubj"),), (content.as_("ccomp").with_((that,)), stop))
    if saying.construction == "postposed":
        return said.with_((content.as_("ccomp"), mark(","), source.as_("nsubj")), (stop,))
    if saying.construction == "quoted":
        quoted = content.as_("ccomp").with_((mark("“", "content"),), (mark(",", "content"), mark("”", "content")))
        return said.with_((quoted, source.as_("nsubj")), (stop,))
    to = word("to", "ADP IN", "fixed")
    according = word("according", GERUND, "case", "accord", role="cue").with_((), (to,))
    return content.with_((), (mark(","), source.as_("obl").with_((according,)), stop))


def _outlet(name: str) -> Branch:
    *before, last = name.split()
    return word(last, NAME, lemma=last).with_(tuple(word(part, NAME, "compound", part) for part in before))


def _the(branch: Branch, article: str = "the") -> Branch:
    return branch.with_((word(article, "DET DT", "det"),))


def _content(content: Content, words: Vocabulary, hedged: bool) -> Branch:
    """A finite clause: "the ferry company raised the fares", "the ferry company is considering a ban on the fares"."""
    subject = _the(grow(content.subject, words)).as_("nsubj")
    object_ = _the(grow(content.object, words))
    adverb = (word("reportedly", "ADV RB", "advmod", role="cue"),) if hedged else ()
    if content.needs:
        topic = object_.as_("nmod").with_((word("on", "ADP IN", "case"),))
        ban = _the(word("ban", NOUN, "obj"), "a").with_((), (topic,))
        going = word("considering", PROGRESSIVE, lemma="consider")
        is_ = word("is", "AUX VBZ Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin", "aux", "be")
        return going.with_((subject, is_, *adverb), (ban,))
    verb = word(content.verb, PAST, lemma=words.lemmas.get(content.verb, ""))
    return verb.with_((subject, *adverb), (object_.as_("obj"),))


def _voice(voice: Voice, words: Vocabulary) -> Branch:
    if voice.name is not None:
        given, surname = (word(part, NAME, "flat", part) for part in voice.name)
        title = (word(voice.title, NAME, "compound", voice.title),) if voice.title else ()
        return given.with_(title, (surname,)).as_("nsubj", "source")
    head = grow(voice.noun, words)
    if voice.number != 1:
        head = attrs.evolve(head, text=f"{head.text}s", xpos="NNS", feats="Number=Plur")
    if voice.affiliation and not voice.again:
        head = head.with_((grow(voice.affiliation, words).as_("compound"),))
    if voice.number is not None:
        counted = words.numbers.get(voice.number, str(voice.number))
        head = head.with_((word(counted, "NUM CD NumType=Card", "nummod"),))
    if voice.again:
        return _the(head).as_("nsubj", "source")
    after: tuple[Branch, ...] = ()
    if voice.basis:
        after = (grow(voice.basis, words),)
    if voice.reason:
        after = (*after, mark(",", "source"), grow(voice.reason, words), mark(","))
    return head.with_((), after).as_("nsubj", "source")


# ------------------------------------------------------------------------------------------------ what must be found


def _attribution(saying: Saying, laid: Laid, text: str, place: int, met: _Met, words: Vocabulary) -> Attribution | None:
    cue = laid.roles.get("cue")
    if cue is None:
        return None
    outlets = laid.roles.get("outlet", ())
    head = next(t for t in laid.sentence.tokens if t.span.start == cue[0].start)
    return Attribution(
        cue=Cue(_words(text, cue), cue, head.lemma, "hedge" if saying.construction == "hedge" else "speech"),
        content=laid.roles["content"],
        construction=saying.construction,
        source=_source(saying, laid, text, met, words),
        kind=saying.kind,
        relays=(Relay(saying.outlet or ORIGIN, outlets, "addressee"),) if outlets else (),
        sentence=place,
    )


def _source(saying: Saying, laid: Laid, text: str, met: _Met, words: Vocabulary) -> Source | None:
    spans = laid.roles.get("source")
    if spans is None:
        return None
    shown, voice = _words(text, spans), saying.voice
    if voice is None:
        outlet = saying.outlet or ORIGIN
        return Source(shown, spans, outlet, phrase=told_of_outlet(outlet))
    phrase = told_by(voice, text, spans, words)
    if voice.name is not None:
        return Source(shown, spans, phrase.name, phrase=phrase)
    first, told = met.setdefault(attrs.evolve(voice, again=False), (shown, phrase))
    if not voice.again:
        return Source(shown, spans, None, voice.number, phrase)
    return Source(shown, spans, first, voice.number, phrase, told)


def _claim(
    id: str, article: str, saying: Saying, laid: Laid, attribution: Attribution | None, text: str, place: int
) -> Claim:
    spans = laid.roles["content"]
    relays = attribution.relays if attribution else ()
    return Claim(
        id=id,
        article=article,
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
        evidence=Evidence("known", "The grammar that wrote the sentence says so."),
    )


def _words(text: str, spans: Spans) -> str:
    return " … ".join(span.of(text) for span in spans)
