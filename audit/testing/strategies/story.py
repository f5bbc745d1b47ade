"""Who says what and how goes in as a plan, an article whose attributions, kinds, chains and traces are known comes out.

The grammar is small on purpose: sources × cues × constructions × contents, each in plain words, so that what is
expected is beyond dispute. A Story is plain data: change one part of it, write it again, and only that part has
changed.
"""

from __future__ import annotations

from typing import Final

import attrs
from attrs import frozen

from audit.model import Article, Attribution, Claim, Cue, Evidence, Relay, Segment, Sentence, Source, Span, Spans
from audit.testing.strategies.tree import Drawn, Phrase, lay, mark, word

ORIGIN: Final = "NBC News"
OTHER_OUTLET: Final = "Reuters"
NUMBERS: Final = {1: "one", 2: "two", 3: "three", 6: "six"}
# what a source who speaks unnamed may be said to know it from, and why no name is given
BASES: Final = ("familiar with the matter", "with knowledge of the talks")
REASONS: Final = (
    "who asked not to be named because they feared for their jobs",
    "who spoke on condition of anonymity for fear of retaliation",
    "who asked not to be named because they were not authorized to speak",
)
# construction -> whether somebody speaks in it
CONSTRUCTIONS: Final = {"clause": True, "postposed": True, "quoted": True, "according to": True, "told": True} | {
    "outlet": False,
    "hedge": False,
    "bare": False,
}
# verb in the past -> lemma
SPEECH: Final = {"said": "say", "announced": "announce", "confirmed": "confirm", "claimed": "claim", "argued": "argue"}

_PAST: Final = "VERB VBD Mood=Ind|Tense=Past|VerbForm=Fin"


@frozen
class Voice:
    """Somebody who speaks: by name, or unnamed by a noun with its number, affiliation, basis of knowledge and reason.

    ``again`` is a back-reference ("the two diplomats"), whose kind is that of whom it refers to.
    """

    kind: str
    name: tuple[str, str] | None = None
    title: str | None = None
    noun: str = "official"
    number: int | None = None
    affiliation: str | None = None
    basis: str | None = None
    reason: str | None = None
    again: bool = False


@frozen
class Content:
    """What is said: subject, verb, object; what ``needs`` an attribution tells of plans that nobody can have seen."""

    subject: str
    verb: str
    object: str
    needs: bool = False


@frozen
class Saying:
    """One sentence: its construction (one of CONSTRUCTIONS), who speaks, to which outlet, what, and the trace it
    must get.

    ``fresh`` begins a new paragraph.
    """

    construction: str
    content: Content
    trace: str
    voice: Voice | None = None
    verb: str = "said"
    outlet: str | None = None
    fresh: bool = True

    @property
    def kind(self) -> str:
        """The kind that the claim must have."""
        if self.voice is not None:
            return self.voice.kind
        return {"outlet": "named", "hedge": "sources said"}.get(self.construction, "none")


@frozen
class Story:
    """An article as a plan: its id and its sentences; a heading stands before each of the places in ``headings``."""

    id: str
    sayings: tuple[Saying, ...]
    headings: tuple[int, ...] = ()


@frozen
class Known:
    """An article with all that an audit must find in it, and the plan that it was written from.

    ``records`` has trees, attributions and claims with traces; ``trees`` the sentences alone; ``text`` what read
    leaves.
    """

    story: Story
    records: Article
    origin: str = ORIGIN

    @property
    def trees(self) -> Article:
        """The article after parse: no attributions and no claims."""
        return attrs.evolve(self.records, attributions=(), claims=())

    @property
    def text(self) -> Article:
        """The article after read: no sentences either."""
        return attrs.evolve(self.trees, sentences=())

    @property
    def untraced(self) -> Article:
        """The article as a tracer is given it."""
        claims = (attrs.evolve(claim, trace=None, evidence=None) for claim in self.records.claims)
        return attrs.evolve(self.records, claims=tuple(claims))


def write(story: Story) -> Known:
    """The article that a story makes, with trees, attributions, claims and traces."""
    text, segments, paragraph = "", list[Segment](), 0
    sentences, attributions, claims = list[Sentence](), list[Attribution](), list[Claim]()
    met: dict[Voice, str] = {}  # unnamed voice -> its words where it first speaks
    for place, saying in enumerate(story.sayings):
        heading = place in story.headings
        if heading:
            text += "\n\n" * bool(text) + "## What comes next"
            segments.append(Segment(Span(len(text) - 18, len(text)), "heading", "marked heading"))
        new = saying.fresh or heading or not segments
        text += ("\n\n" if new else " ") if text else ""
        drawn = lay(sentence_of(saying), len(text), paragraph + new - 1, len(segments) + new - 1)
        text += drawn.text
        paragraph += new
        span = drawn.sentence.span
        if new:
            segments.append(Segment(span, "prose", "paragraph"))
        else:
            segments[-1] = attrs.evolve(segments[-1], span=Span(segments[-1].span.start, span.end))
        sentences.append(drawn.sentence)
        attribution = _attribution(saying, drawn, text, place, met)
        if attribution is not None:
            attributions.append(attribution)
        claims.append(_claim(f"{story.id}:{place + 1}", story.id, saying, drawn, attribution, text, place))
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


def sentence_of(saying: Saying) -> Phrase:
    """The tree of a saying's sentence, with its roles."""
    content = _content(saying.content, hedged=saying.construction == "hedge").as_("root", "content")
    stop = mark(".")
    if saying.construction in ("bare", "hedge"):
        return content.with_(right=(stop,))
    said = word(saying.verb, _PAST, lemma=SPEECH.get(saying.verb, saying.verb), role="cue")
    that = word("that", "SCONJ IN", "mark", role="content")
    if saying.construction == "outlet":
        outlet = _outlet(saying.outlet or ORIGIN).as_("nsubj", "source")
        reported = word("reported", _PAST, lemma="report", role="cue")
        return reported.with_((outlet,), (content.as_("ccomp").with_((that,)), stop))
    source = _voice(saying.voice or Voice("sources said", noun="source"))
    if saying.construction == "told":
        told = word("told", _PAST, lemma="tell", role="cue")
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
    according = word("according", "VERB VBG VerbForm=Ger", "case", "accord", role="cue").with_((), (to,))
    return content.with_((), (mark(","), source.as_("obl").with_((according,)), stop))


def _outlet(name: str) -> Phrase:
    *before, last = name.split()
    return word(last, "PROPN NNP Number=Sing", lemma=last).with_(
        tuple(word(part, "PROPN NNP Number=Sing", "compound", part) for part in before)
    )


def _noun(words: str, plural: bool = False) -> Phrase:
    """A noun with the nouns before it: "transport ministry official", "fares"."""
    *before, last = words.split()
    many = plural or last in ("fares", "rates", "wages")
    tag = "NOUN NNS Number=Plur" if many else "NOUN NN Number=Sing"
    head = word(last + "s" * plural, tag, lemma=last.removesuffix("s") if many else last)
    return head.with_(tuple(word(part, "NOUN NN Number=Sing", "compound") for part in before))


def _the(phrase: Phrase, article: str = "the") -> Phrase:
    return phrase.with_((word(article, "DET DT", "det"),))


def _content(content: Content, hedged: bool) -> Phrase:
    """A finite clause: "the ferry company raised the fares", "the ferry company is considering a ban on the fares"."""
    subject = _the(_noun(content.subject)).as_("nsubj")
    object_ = _the(_noun(content.object))
    adverb = (word("reportedly", "ADV RB", "advmod", role="cue"),) if hedged else ()
    if content.needs:
        topic = object_.as_("nmod").with_((word("on", "ADP IN", "case"),))
        ban = _the(word("ban", "NOUN NN Number=Sing", "obj"), "a").with_((), (topic,))
        going = word("considering", "VERB VBG Tense=Pres|VerbForm=Part", lemma="consider")
        is_ = word("is", "AUX VBZ Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin", "aux", "be")
        return going.with_((subject, is_, *adverb), (ban,))
    return word(content.verb, _PAST, lemma=content.verb.removesuffix("ed")).with_(
        (subject, *adverb), (object_.as_("obj"),)
    )


def _voice(voice: Voice) -> Phrase:
    if voice.name is not None:
        given, surname = (word(part, "PROPN NNP Number=Sing", "flat", part) for part in voice.name)
        title = (word(voice.title, "PROPN NNP Number=Sing", "compound", voice.title),) if voice.title else ()
        return given.with_(title, (surname,)).as_("nsubj", "source")
    one = voice.number == 1
    affiliation = f"{voice.affiliation} " if voice.affiliation and not voice.again else ""
    head = _noun(f"{affiliation}{voice.noun}", plural=not one)
    if voice.number is not None:
        head = head.with_((word(NUMBERS.get(voice.number, str(voice.number)), "NUM CD NumType=Card", "nummod"),))
    if voice.again:
        return _the(head).as_("nsubj", "source")
    after: tuple[Phrase, ...] = ()
    if voice.basis:
        after = (_basis(voice.basis),)
    if voice.reason:
        after = (*after, mark(",", "source"), _reason(voice.reason), mark(","))
    return head.with_((), after).as_("nsubj", "source")


def _basis(words: str) -> Phrase:
    """ "familiar with the matter", "with knowledge of the talks"."""
    *first, preposition, article, noun = words.split()
    number = "NN Number=Sing" if noun == "matter" else "NNS Number=Plur"
    topic = _the(word(noun, f"NOUN {number}", "nmod", noun.removesuffix("s")), article)
    topic = topic.with_((word(preposition, "ADP IN", "case"),))
    if len(first) == 1:
        return word(first[0], "ADJ JJ Degree=Pos", "amod").with_((), (topic.as_("obl"),))
    with_ = word(first[0], "ADP IN", "case")
    return word(first[1], "NOUN NN Number=Sing", "nmod").with_((with_,), (topic,))


def _reason(words: str) -> Phrase:
    """A relative clause; below its verb the words hang flat, since nothing here looks into them."""
    who, verb, *rest = words.split()
    head = word(verb, _PAST, "acl:relcl", {"asked": "ask", "spoke": "speak"}[verb])
    subject = word(who, "PRON WP PronType=Rel", "nsubj")
    tags = {"named": "VERB VBN Tense=Past|VerbForm=Part", "feared": _PAST, "jobs": "NOUN NNS Number=Plur"}
    tags |= {"not": "PART RB", "to": "PART TO", "be": "AUX VB", "because": "SCONJ IN", "they": "PRON PRP"}
    tags |= {"were": "AUX VBD", "authorized": "VERB VBN Tense=Past|VerbForm=Part", "speak": "VERB VB VerbForm=Inf"}
    tags |= {"for": "ADP IN", "on": "ADP IN", "of": "ADP IN", "their": "PRON PRP$"}
    below = tuple(word(part, tags.get(part, "NOUN NN Number=Sing"), "advmod") for part in rest)
    return head.with_((subject,), below)


# ------------------------------------------------------------------------------------------------ what must be found


def _attribution(saying: Saying, drawn: Drawn, text: str, place: int, met: dict[Voice, str]) -> Attribution | None:
    cue = drawn.roles.get("cue")
    if cue is None:
        return None
    outlets = drawn.roles.get("outlet", ())
    head = next(t for t in drawn.sentence.tokens if t.span.start == cue[0].start)
    return Attribution(
        cue=Cue(_words(text, cue), cue, head.lemma, "hedge" if saying.construction == "hedge" else "speech"),
        content=drawn.roles["content"],
        construction=saying.construction,
        source=_source(saying, drawn, text, met),
        kind=saying.kind,
        relays=(Relay(saying.outlet or ORIGIN, outlets, "addressee"),) if outlets else (),
        sentence=place,
    )


def _source(saying: Saying, drawn: Drawn, text: str, met: dict[Voice, str]) -> Source | None:
    spans = drawn.roles.get("source")
    if spans is None:
        return None
    voice = saying.voice
    if voice is None:
        return Source(_words(text, spans), spans, saying.outlet or ORIGIN)
    words = _words(text, spans)
    if voice.name is not None:
        return Source(words, spans, " ".join(voice.name))
    first = met.setdefault(attrs.evolve(voice, again=False), words)
    return Source(words, spans, first if first != words else None, voice.number)


def _claim(
    id: str, article: str, saying: Saying, drawn: Drawn, attribution: Attribution | None, text: str, place: int
) -> Claim:
    spans = drawn.roles["content"]
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
        paragraph=drawn.sentence.paragraph,
        trace=saying.trace,
        evidence=Evidence("known", "The grammar that wrote the sentence says so."),
    )


def _words(text: str, spans: Spans) -> str:
    return " … ".join(span.of(text) for span in spans)
