"""Attributions and trees go in, claims come out: one per content, one per declarative sentence that no attribution
covers.

Questions, imperatives and fragments make no claim; each becomes a segment with its status and reason.

Source: ours: a claim as the README's first lines have it; the moods of sentences after Quirk et al. 1985, 11.1,
relations and features of Universal Dependencies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import attrs

from audit.find.draft import LIKELY, is_finite
from audit.find.itself import unanswered
from audit.find.lay import merged
from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Attribution, Claim, Cue, Places, Segment, Sentence, Source, Span, Spans, Token

_WORD: Final = re.compile(r"\w")
_WORDS: Final = re.compile(r"\w\S*")
_STOPS: Final = '.!”"'
# Two contents are one claim where at least this share of the smaller one's letters lies in the other, and they differ
# by no more than a cue's worth.
_SAME: Final = 0.8
# Constructions whose content is what somebody said in so many words
_CLAUSAL: Final = ("quotation", "floating quotation", "speaker and colon", "signed quotation")
# Constructions whose content may be a mere name or a word ("dismissed them")
_NOMINAL: Final = ("object", "passive object", "oblique", "small clause", "noun phrase", "adjective phrase")
_LEAST: Final = 3  # words; fewer of them without a verb and without quotation marks say nothing that could be checked
# A longer sentence without a finite verb is a statement that the parser misread: of 87 articles all five were, and the
# longest that was none had eleven words
_LONGEST_FRAGMENT: Final = 14
_NAMING: Final = ("PROPN", "PRON", "DET", "ADP", "PART", "PUNCT")
_QUOTES: Final = '“”"‘’«»„'


def make_claims(article: Article, lexicon: Lexicon) -> Article:
    """The article with ``claims``, numbered in text order, and with segments for the sentences that made none."""
    outlets = lexicon.once(OutletIndex)
    wished = [span for a in article.attributions if a.cue.cue_class == "attitude" for span in a.content]
    stating = [
        a
        for a in article.attributions
        if _states(article, a, wished, lexicon) and not _is_fragment(article, a, lexicon) and not _own_voice(article, a)
    ]
    said = [a for a in stating if a.cue.cue_class != "attitude"]
    drafts = _from_attributions(article, said, outlets, lexicon)
    drafts += [_claim(article, [a], outlets, lexicon) for a in stating if a.cue.cue_class == "attitude"]
    spoken = Places((span, (span,)) for a in said for span in (*a.content, *_said(a)))
    skipped: list[Segment] = []
    for number, sentence in enumerate(article.sentences):
        if not article.segments or article.segments[sentence.segment].status != "prose":
            continue
        drafted = _uncovered(article, number, sentence, spoken, lexicon)
        if isinstance(drafted, Segment):
            skipped.append(drafted)
        elif drafted is not None:
            drafts.append(drafted)
    drafts.sort(key=lambda claim: (claim.spans, claim.construction or ""))
    claims = tuple(attrs.evolve(claim, id=f"{article.id}:{n}") for n, claim in enumerate(drafts, start=1))
    if not skipped:
        return attrs.evolve(article, claims=claims)
    return _with_segments(attrs.evolve(article, claims=claims), skipped)


def _states(article: Article, attribution: Attribution, wished: Sequence[Span], lexicon: Lexicon) -> bool:
    """Whether an attribution makes a claim: it stands in prose, is likely one, somebody is the source, and it asserts
    something.

    A content asserts something where it holds a clause or a quotation, or where its cue is the sentence's own predicate
    ("She denied the report"). What stands under "whether" or "if", or is only wished or planned, is not asserted.
    """
    if attribution.status != "prose" or not attribution.content or attribution.kind == "none":
        return False
    if attribution.confidence < LIKELY:
        return False
    sentence = article.sentences[attribution.sentence]
    head = _token_at(sentence, attribution.cue)
    if head is None:
        return True
    if _unasserted(sentence, head, lexicon) or any(head.span.overlaps(span) for span in wished):
        return False
    cue = [t for t in sentence.tokens if _within(t.span, attribution.cue.spans)]
    if unanswered(sentence, cue, lexicon):
        return False
    if attribution.construction in _CLAUSAL or any(_is_main(sentence, token) for token in cue):
        return True
    return any(
        "VerbForm=Fin" in t.feats for t in sentence.tokens if any(t.span.overlaps(s) for s in attribution.content)
    )


def _is_fragment(article: Article, attribution: Attribution, lexicon: Lexicon) -> bool:
    """Whether the content is a name or a word or two ("…, dismissing it") and no verb of saying rules the sentence."""
    if attribution.construction not in _NOMINAL:
        return False
    sentence = article.sentences[attribution.sentence]
    held = [t for t in sentence.tokens if _within(t.span, attribution.content)]
    few = sum(_WORD.search(t.text) is not None for t in held) < _LEAST
    if not few and not all(t.upos in _NAMING for t in held):
        return False
    if any(t.upos == "VERB" or t.text in _QUOTES for t in held):
        return False
    head = _token_at(sentence, attribution.cue)
    return not (head is not None and _is_listed(attribution, lexicon) and _is_main(sentence, head))


def _is_listed(attribution: Attribution, lexicon: Lexicon) -> bool:
    """Whether the lexicon has the cue as one of speech."""
    entries = lexicon.by_word("cues").get(attribution.cue.head, ())
    return attribution.cue.cue_class == "speech" and any(entry["class"] == "speech" for entry in entries)


def _own_voice(article: Article, attribution: Attribution) -> bool:
    """Whether "I" or "we" speak inside a quotation that another attribution has: "“I think that …,” she said"."""
    source = attribution.source
    if source is None:
        return False
    sentence = article.sentences[attribution.sentence]
    named = [t for t in sentence.tokens if _within(t.span, source.spans) and t.upos != "PUNCT"]
    if not named or not all(t.upos == "PRON" and "Person=1" in t.feats for t in named):
        return False
    cue = attribution.cue.spans[0]
    around = [q.span for q in article.quotations if q.span.start <= cue.start and cue.end <= q.span.end]
    return any(
        other is not attribution
        and any(span.overlaps(part) for span in around for part in other.content)
        and not any(part.overlaps(span) for span in around for part in other.cue.spans)
        for other in article.attributions
    )


def _within(span: Span, spans: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in spans)


def _token_at(sentence: Sentence, cue: Cue) -> Token | None:
    """The cue's main word in the tree."""
    inside = [t for t in sentence.tokens if any(t.span.overlaps(span) for span in cue.spans)]
    return next((t for t in inside if t.lemma.lower() == cue.head), inside[-1] if inside else None)


def _main_chain(sentence: Sentence, token: Token) -> list[Token]:
    """The token and what it hangs on, up to the root."""
    chain, seen = [token], {token.index}
    while chain[-1].head >= 0 and chain[-1].head not in seen:
        seen.add(chain[-1].head)
        chain.append(sentence.tokens[chain[-1].head])
    return chain


def _is_main(sentence: Sentence, head: Token) -> bool:
    """Whether it is a main predicate: the root, or joined to it as an equal or as the verb that carries it."""
    return all(
        t.deprel.split(":")[0] in ("root", "conj", "parataxis", "xcomp", "cop", "obj")
        for t in _main_chain(sentence, head)
    )


def _unasserted(sentence: Sentence, head: Token, lexicon: Lexicon) -> bool:
    markers = lexicon.words("claims.unasserted")
    return any(
        t.deprel.split(":")[0] in ("ccomp", "advcl", "acl", "csubj")
        and any(m.lemma in markers for m in sentence.children(t.index, "mark"))
        for t in _main_chain(sentence, head)[:-1]
    )


def _with_segments(article: Article, more: Sequence[Segment]) -> Article:
    """The article with more segments, in text order; sentences still point to the segment they stand in."""
    count = len(article.segments)
    both = [*article.segments, *more]
    order = sorted(range(len(both)), key=lambda i: (both[i].span.start, i >= count, both[i].span.end))
    segments = tuple(both[i] for i in order)
    moved = {old: new for new, old in enumerate(order)}
    sentences = tuple(attrs.evolve(s, segment=moved[s.segment]) for s in article.sentences)
    return attrs.evolve(article, segments=segments, sentences=sentences)


def _said(attribution: Attribution) -> Spans:
    source = attribution.source.spans if attribution.source else ()
    return (*attribution.cue.spans, *source)


def _letters(spans: Sequence[Span]) -> int:
    return sum(map(len, spans))


def _shared(left: Sequence[Span], right: Sequence[Span]) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in left for b in right)


def _from_attributions(
    article: Article, said: Sequence[Attribution], outlets: OutletIndex, lexicon: Lexicon
) -> list[Claim]:
    """One claim per content; attributions nested around the same words are one, with the innermost's kind and
    source."""
    groups: list[list[Attribution]] = []
    places = Places[int]()
    for attribution in sorted(said, key=lambda a: (_letters(a.content), a.cue.spans)):
        near = sorted(set(places.touching(attribution.content)))
        place = next((n for n in near if _one_claim(groups[n][-1], attribution)), len(groups))
        if place == len(groups):
            groups.append([])
        groups[place].append(attribution)
        places.add(place, attribution.content)
    return [_claim(article, group, outlets, lexicon) for group in groups]


def _one_claim(inner: Attribution, outer: Attribution) -> bool:
    """Whether the outer attribution holds the same claim: nearly the same words, or the inner one with its source and
    cue."""
    shared = _shared(inner.content, outer.content)
    if shared < _SAME * _letters(inner.content):
        return False
    rest = _letters(outer.content) - shared - _shared(_said(inner), outer.content)
    nested = _shared(inner.cue.spans, outer.content) > 0  # then when and where it was said stands in the rest too
    return rest <= max(24 if nested else 12, (1 - _SAME) * _letters(inner.content))


def _claim(article: Article, group: Sequence[Attribution], outlets: OutletIndex, lexicon: Lexicon) -> Claim:
    inner, *around = _nearest_first(group, outlets, lexicon)
    via: list[tuple[str, Span]] = [(relay.outlet, relay.spans[0]) for relay in inner.relays]
    for outer in around:
        via += [(name, span) for name, span in _outlets_of(outer, outlets) if name not in dict(via)]
    spans = inner.content
    sentence = article.sentences[inner.sentence]
    return Claim(
        id=f"{article.id}:0",
        article=article.id,
        spans=spans,
        text=" … ".join(span.of(article.text) for span in spans),
        kind=inner.kind,
        source=inner.source,
        cue=inner.cue.text,
        cue_class=inner.cue.cue_class,
        construction=inner.construction,
        via=tuple(name for name, _ in via),
        via_spans=tuple(span for _, span in via),
        sentence=inner.sentence,
        paragraph=sentence.paragraph,
        confidence=inner.confidence,
    )


def _nearest_first(group: Sequence[Attribution], outlets: OutletIndex, lexicon: Lexicon) -> list[Attribution]:
    """The one that the claim rests on first.

    An outlet and a record stand behind those whom they quote; among all others the one whose words hold the others'
    cues goes first: where the mayor said that the report proved it, the article has it from the mayor. A bare hedge
    stands last, before it a verb that is none of saying ("widened a probe into claims that").
    """

    def rank(attribution: Attribution) -> tuple[bool, bool, bool, int, int, Spans]:
        hedge = attribution.cue.cue_class == "hedge" or attribution.source is None
        loose = attribution.construction in _NOMINAL and not _is_listed(attribution, lexicon)
        behind = _is_outlet(attribution.source, outlets) or _is_record(attribution, group)
        inside = sum(_shared(attribution.cue.spans, other.content) > 0 for other in group)
        letters = _letters(attribution.content)
        return hedge, behind, loose, inside, letters, attribution.cue.spans

    return sorted(group, key=rank)


def _is_record(attribution: Attribution, group: Sequence[Attribution]) -> bool:
    """Whether it is only the document that has somebody's words: "she argued …, according to the minutes"."""
    source = attribution.source
    if attribution.construction != "according to" or source is None or source.phrase is None:
        return False
    others = (a for a in group if a is not attribution and a.kind == "named" and a.construction not in _NOMINAL)
    return source.phrase.sort == "document" and any(a.cue.cue_class == "speech" for a in others)


def _is_outlet(source: Source | None, outlets: OutletIndex) -> bool:
    """Whether an outlet speaks, or its article or reporter ("the Gazette story", "the Gazette's Ann Lee")."""
    if source is None or outlets.name_of(source.text) is not None:
        return source is not None
    return any(entry["kind"] != "vague" for _, entry in outlets.find(source.text.partition(",")[0], 0))


def _outlets_of(attribution: Attribution, outlets: OutletIndex) -> list[tuple[str, Span]]:
    found = [(relay.outlet, relay.spans[0]) for relay in attribution.relays]
    if attribution.source is not None:
        start = attribution.source.spans[0].start
        found += [
            (str(entry["name"]), span)
            for span, entry in outlets.find(attribution.source.text, start)
            if entry["kind"] != "vague"
        ]
    return found


def _uncovered(
    article: Article, number: int, sentence: Sentence, spoken: Places[Span], lexicon: Lexicon
) -> Claim | Segment | None:
    """What the article itself asserts in a sentence: a claim, or the segment of a sentence that asserts nothing, or
    nothing."""
    text, whole = article.text, sentence.span
    taken = [Span(max(s.start, whole.start), min(s.end, whole.end)) for s in spoken.touching([whole])]
    status = sentence_status(sentence, text)
    if status is not None:
        return None if taken else Segment(whole, *status)
    if all(any(t.span.overlaps(span) for span in taken) for t in _main_predicates(sentence)):
        return None
    free = _free(sentence, taken, text)
    if not free or (taken and (_presents(sentence, taken, lexicon) or not _states_something(sentence, free, lexicon))):
        return None
    return Claim(
        id=f"{article.id}:0",
        article=article.id,
        spans=free,
        text=" … ".join(span.of(text) for span in free),
        kind="none",
        sentence=number,
        paragraph=sentence.paragraph,
        confidence=0.6 if taken else 0.9,
    )


def _presents(sentence: Sentence, taken: Sequence[Span], lexicon: Lexicon) -> bool:
    """Whether a sentence only brings its source on: "reports surfaced"; or only tells that its source spoke, with a
    participle beside it that says what: "she fired back, saying that …"."""
    found = [*lexicon.found("claims.presenting", sentence)]
    for match in lexicon.found("claims.speaking-up", sentence):
        beside = [
            t for t in sentence.tokens[match.last + 1 :] if t.xpos == "VBG" and t.deprel in ("advcl", "acl", "xcomp")
        ]
        found += [match] * any(cue.span.overlaps(span) for cue in beside for span in taken)
    subjects = [subject for match in found for subject in sentence.children(match.first, "nsubj")]
    return any(subject.span.overlaps(span) for subject in subjects for span in taken)


def _states_something(sentence: Sentence, spans: Spans, lexicon: Lexicon) -> bool:
    """Whether what is left of a sentence still says something: a finite verb, and no "whether" or "if" before it."""
    left = [t for t in sentence.tokens if any(t.span.overlaps(span) for span in spans)]
    asks = left[0].lemma.lower() in lexicon.words("claims.unasserted") if left else False
    return not asks and any("VerbForm=Fin" in t.feats for t in left)


def _main_predicates(sentence: Sentence) -> list[Token]:
    """The heads of the sentence's main clauses: the root, and what is joined to it with a subject of its own."""
    root = sentence.root
    if root is None:
        return []
    joined = sentence.children(root.index, "conj", "parataxis")
    return [root, *(t for t in joined if is_finite(sentence, t) and sentence.children(t.index, "nsubj", "expl"))]


def _free(sentence: Sentence, taken: Sequence[Span], text: str) -> Spans:
    """What is left of the sentence, without punctuation at the edges, and without a conjunction that led on to what
    has been taken away."""
    whole = sentence.span
    found, here = [], whole.start
    for span in [*merged(taken), Span(whole.end, whole.end)]:
        start, end = here, span.start
        while start < end and not _WORD.match(text[start]) and text[start] not in "“\"‘'($[":
            start += 1
        while end > start and not _WORD.match(text[end - 1]) and text[end - 1] not in "”\"’')]%.!?…":
            end -= 1
        last = next((t for t in reversed(sentence.tokens) if start < t.span.start and t.span.end == end), None)
        if last is not None and last.deprel.split(":")[0] in ("cc", "mark"):
            end = start + len(text[start : last.span.start].rstrip(", \t\n"))
        if end > start and _WORD.search(text[start:end]):
            found.append(Span(start, end))
        here = max(here, span.end)
    return tuple(found)


def sentence_status(sentence: Sentence, text: str) -> tuple[str, str] | None:
    """Status and reason of a sentence that makes no claim by its form; None for a declarative one."""
    body = sentence.span.of(text).strip()
    if body.rstrip("\"'”’)] ").endswith("?"):
        return "question", "a question asserts nothing"
    root = sentence.root
    if root is None or not _WORD.search(body):
        return "fragment", "no words"
    if _imperative(sentence, root):
        return "imperative", "a request asserts nothing"
    misread = body[-1:] in _STOPS and len(_WORDS.findall(body)) > _LONGEST_FRAGMENT
    if not misread and not any(is_finite(sentence, token) for token in sentence.tokens):
        return "fragment", "no finite verb, so no statement"
    return None


def _imperative(sentence: Sentence, root: Token) -> bool:
    """A bare or marked imperative without a subject: "Read more here.", "Let’s look at the plan."."""
    if root.upos != "VERB" or sentence.children(root.index, "nsubj", "csubj", "expl", "aux"):
        return False
    if any("Case=Nom" in token.feats for token in sentence.tokens[: root.index]):
        return False  # "He did not, however, say": a subject that the tree hangs elsewhere
    return "Mood=Imp" in root.feats or (root.xpos == "VB" and root.index <= 2)
