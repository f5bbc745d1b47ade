"""Attributions and trees go in, claims come out: one per content, one per declarative sentence that no attribution
covers.

What no attribution covers is ``left``.

Source: ours: a claim as the README's first lines have it; relations and features of Universal Dependencies.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

import attrs

from audit.claims.left import uncovered
from audit.claims.whole import whole
from audit.find.draft import LIKELY
from audit.find.itself import unanswered
from audit.find.letter import LETTER, UNMARKED
from audit.find.owner import FLOATING
from audit.find.uttered import is_directive, is_nobodys, is_only_done, took_in_its_verb
from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Attribution, Claim, Cue, Places, Segment, Sentence, Span, Spans, Token
from audit.resolve.nearest import NOMINAL, grouped, is_listed, said_by

_WORD: Final = re.compile(r"\w")
_NOUNS: Final = ("noun clause", "noun infinitive", "noun phrase")
# Constructions whose content is what somebody said in so many words
_CLAUSAL: Final = ("quotation", FLOATING, *UNMARKED)
_LEAST: Final = 3  # words; fewer of them without a verb and without quotation marks say nothing that could be checked
_NAMING: Final = ("PROPN", "PRON", "DET", "ADP", "PART", "PUNCT")
_TELLING: Final = ("VBD", "VBZ", "VBP", "VBG")
_QUOTES: Final = '“”"‘’«»„'


def make_claims(article: Article, lexicon: Lexicon, sure: Collection[Attribution] = frozenset()) -> Article:
    """The article with ``claims``, numbered in text order, and with segments for the sentences that made none; each of
    the attributions that are ``sure`` makes one, whatever the rules say."""
    outlets = lexicon.once(OutletIndex)
    wished = [span for a in article.attributions if a.cue.cue_class == "attitude" for span in a.content]
    stating = [
        a
        for a in article.attributions
        if a in sure
        or not (_is_fragment(article, a, lexicon) or _own_voice(article, a) or not _states(article, a, wished, lexicon))
    ]
    stating = [whole(article, a) for a in stating]
    planned = [a for a in stating if a.cue.cue_class == "attitude" and not _is_directive(article, a, lexicon)]
    said = [a for a in stating if not any(a is other for other in planned)]
    drafts = [_claim(article, group, outlets) for group in grouped(article, said, outlets, lexicon)]
    drafts += [_claim(article, [a], outlets) for a in planned]
    spoken = Places((span, (span,)) for a in said for span in (*a.content, *_beside(article, a)))
    skipped: list[Segment] = []
    for number, sentence in enumerate(article.sentences):
        if not article.segments or article.segments[sentence.segment].status != "prose":
            continue
        drafted = uncovered(article, number, sentence, spoken, lexicon)
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
    if (
        attribution.confidence < LIKELY
        or _hedges_a_cue(article, attribution)
        or is_nobodys(article, attribution, _CLAUSAL)
    ):
        return False
    sentence = article.sentences[attribution.sentence]
    head = _token_at(sentence, attribution.cue)
    if head is None:
        return True
    if _unasserted(sentence, head, lexicon):
        return False
    held = sentence.touching(attribution.content)
    if is_only_done(article, attribution, head, held, lexicon):
        return False
    if attribution.construction != "according to" and any(head.span.overlaps(span) for span in wished):
        return False  # "according to" is of the whole, wherever the tree hangs it
    cue = sentence.touching(attribution.cue.spans)
    if attribution.construction != FLOATING and unanswered(sentence, cue, lexicon):
        return False  # of one thing nobody would speak, which leaves what they are quoted as saying right after it
    if attribution.construction in _NOUNS and took_in_its_verb(sentence, head):
        return False
    if attribution.construction in _CLAUSAL or any(_is_main(sentence, token) for token in cue):
        return True
    if _speaks_up(sentence, attribution, cue, lexicon):
        return True
    quoted = [t.index for t in held if t.text in _QUOTES]  # an opening and a closing mark
    listed = attribution.construction == "object" and head.xpos in _TELLING and is_listed(attribution, lexicon)
    if (listed or attribution.construction == "small clause") and any(b - a > _LEAST for a, b in pairwise(quoted)):
        return True  # "…, calling it “a bridge to nowhere”"
    return any("VerbForm=Fin" in t.feats for t in held)


def _speaks_up(sentence: Sentence, attribution: Attribution, cue: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a participle says what its subject is told to have spoken up with: "weighed in, calling for a pier"."""
    source = attribution.source
    if source is None:
        return False
    for match in lexicon.found("claims.speaking-up", sentence):
        said = [t for t in cue if t.xpos == "VBG" and t.index > match.last]
        beside = any(t.index == match.first for verb in said for t in _main_chain(sentence, verb))
        who = sentence.children(match.first, "nsubj")
        if beside and any(subject.span.overlaps(span) for subject in who for span in source.spans):
            return True
    return False


def _hedges_a_cue(article: Article, attribution: Attribution) -> bool:
    """Whether a hedge stands within another's cue, so that it says how sure it is that this one spoke: "Lund reportedly
    told them that …"."""
    return attribution.cue.cue_class == "hedge" and any(
        other.source is not None
        and other.cue.cue_class == "speech"
        and other.confidence >= LIKELY
        and all(_within(span, other.cue.spans) for span in attribution.cue.spans)
        for other in article.attributions
        if other.sentence == attribution.sentence
    )


def _is_directive(article: Article, attribution: Attribution, lexicon: Lexicon) -> bool:
    """Whether a wish or a plan is told as something said: "urged the council to wait"."""
    head = _token_at(article.sentences[attribution.sentence], attribution.cue)
    return head is not None and is_directive(article, attribution, head, lexicon)


def _is_fragment(article: Article, attribution: Attribution, lexicon: Lexicon) -> bool:
    """Whether the content is a name or a word or two ("…, dismissing it") and no verb of saying rules the sentence."""
    quoting = attribution.construction == "quotation"
    if attribution.construction not in NOMINAL and not quoting:
        return False
    sentence = article.sentences[attribution.sentence]
    held = sentence.touching(attribution.content)
    if quoting and not held:
        return False  # what stands in another sentence
    few = sum(_WORD.search(t.text) is not None for t in held) < _LEAST
    if not few and not all(t.upos in _NAMING for t in held):
        return False
    if any(t.upos == "VERB" or t.text in _QUOTES for t in held):
        return False
    head = _token_at(sentence, attribution.cue)
    return not (head is not None and is_listed(attribution, lexicon) and _is_main(sentence, head))


def _own_voice(article: Article, attribution: Attribution) -> bool:
    """Whether "I" or "we" speak inside a quotation that another attribution has: "“I think that …,” she said"."""
    source = attribution.source
    if source is None:
        return False
    sentence = article.sentences[attribution.sentence]
    named = [t for t in sentence.touching(source.spans) if t.upos != "PUNCT"]
    if not named or not all(t.upos == "PRON" and "Person=1" in t.feats for t in named):
        return False
    cue = attribution.cue.spans[0]
    printed = (
        s for a in article.attributions if a.construction in UNMARKED and a is not attribution for s in a.content
    )
    around = [s for s in (*(q.span for q in article.quotations), *printed) if s.start <= cue.start and cue.end <= s.end]
    return any(
        other is not attribution
        and any(span.overlaps(part) for span in around for part in other.content)
        and not any(part.overlaps(span) for span in around for part in other.cue.spans)
        for other in article.attributions
    )


def _beside(article: Article, attribution: Attribution) -> Spans:
    """The words by which a content is somebody's; none of a quotation that stands alone, which says nothing of the
    sentence in which its speaker spoke before, or of a letter, whose sentence tells that there is one."""
    if attribution.construction == FLOATING:
        return ()
    told = article.sentences[attribution.sentence].tokens if attribution.construction == LETTER else ()
    return () if any("VerbForm=Fin" in token.feats for token in told) else said_by(attribution)


def _within(span: Span, spans: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in spans)


def _token_at(sentence: Sentence, cue: Cue) -> Token | None:
    """The cue's main word in the tree."""
    inside = sentence.touching(cue.spans)
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


def _claim(article: Article, group: Sequence[Attribution], outlets: OutletIndex) -> Claim:
    inner, *around = group
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


def _outlets_of(attribution: Attribution, outlets: OutletIndex) -> list[tuple[str, Span]]:
    found = [(relay.outlet, relay.spans[0]) for relay in attribution.relays]
    if attribution.source is not None:
        place = attribution.source.spans[0]
        named = outlets.find(attribution.source.text, place.start)
        stands_for = outlets.name_of(attribution.source.resolved or "")  # "the Journal"
        if not named and stands_for is not None:
            named = ((place, stands_for),)
        found += [(str(entry["name"]), span) for span, entry in named if entry["kind"] != "vague"]
    return found
