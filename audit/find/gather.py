"""An article's trees and quotations go in, its attributions come out, in order and without the same one twice.

Source: PARC 3 and PolNeAR (Newell et al. 2018) on what an attribution spans; which of two stays is ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

import attrs

from audit.find.cited import with_cited
from audit.find.doubted import delivered, ends_quotation, follows_quotation, heard
from audit.find.draft import LIKELY, Draft, Words
from audit.find.equated import equated
from audit.find.lay import merged, runs, spans_of, with_whole_quotations
from audit.find.letter import with_printed
from audit.find.lookup import Cues
from audit.find.misread import misread, with_inverted
from audit.find.owner import FLOATING, Laid, with_quotations
from audit.find.phrase import survey_draft
from audit.find.presented import presented
from audit.find.propose import Considered, Read, quoted_words, read_all
from audit.find.reach import reached
from audit.find.speaker import closing, colon_speaker, introduction, signed_quotation
from audit.find.viewed import counted, viewed
from audit.lexicon import Lexicon
from audit.model import Article, Attribution, Cue, Quotation, Sentence, Source, Span, Spans, Token

if TYPE_CHECKING:
    from audit.find.refine import Refined, Refiner

_EMPTY: Final = ("ADP", "AUX", "CCONJ", "PART", "PUNCT", "SCONJ")
SURE: Final = 0.8  # what served best on articles of PolNeAR's training part that nothing was learned from


def attributions_of(
    article: Article, lexicon: Lexicon, refiner: Refiner | None = None, read: Read | None = None
) -> tuple[Attribution, ...]:
    """Every attribution of the article, nested ones too, in the order of their cues.

    With a refiner, and where the trees carry vectors, any word may be proposed as a cue and the refiner decides;
    ``read`` is what ``read_all`` made of the article with others.
    """
    quoted = article.quotations
    cues = lexicon.once(Cues)
    kept = [(c.sentence, c.draft) for c in considered(article, lexicon, refiner, read) if c.dropped is None]
    inside = {n: quoted_words(article.sentences[n], quoted) for n in {number for number, _ in kept}}
    drafts = [(n, reached(article.sentences[n], draft, inside[n], cues)) for n, draft in kept]
    reread = [(n, draft) for n, sentence in enumerate(article.sentences) for draft in misread(sentence, cues)]
    places = {(n, draft.head) for n, draft in reread}
    drafts = [(n, draft) for n, draft in drafts if (n, draft.head) not in places] + reread
    numbers = sorted({number for number, _ in drafts})
    beside = {number: [draft for n, draft in drafts if n == number] for number in numbers}
    drafts = [
        (n, draft)
        for n in numbers
        for draft in with_cited(article.sentences[n], with_inverted(article.sentences[n], beside[n], cues), cues)
    ]
    drafts += _settings(article, drafts, cues)
    laid = [_laid(article, number, draft, quoted, cues) for number, draft in drafts]
    laid = with_quotations(article, laid, quoted)
    found = [item.attribution for item in laid if item.attribution.content]
    found += _speakers(article, found, cues)
    found = with_printed(article, found, lexicon)
    found = [with_status(article, attribution) for attribution in found]
    return tuple(sorted(_distinct(found), key=_order))


def considered(
    article: Article, lexicon: Lexicon, refiner: Refiner | None = None, read: Read | None = None
) -> list[Considered]:
    """Every draft that any construction proposes, in sentence order, with the reason where it was dropped; ``read`` is
    what ``read_all`` made of the article with others."""
    if read is None:
        (read,) = read_all([article], lexicon, refiner)
    if refiner is None or read.answers is None:
        return list(read.drafts)
    return _refined(article, read.drafts, read.answers, refiner.threshold, lexicon.once(Cues))


def _settings(article: Article, drafts: Sequence[tuple[int, Draft]], cues: Cues) -> list[tuple[int, Draft]]:
    """What no word that the tree takes for a verb of saying brings in, and so was not learned of: quotations before
    their document, and, where no draft has a cue that quotes, those after a colon, and surveys."""
    spoken = {number for number, draft in drafts if draft.open}
    found: list[tuple[int, Draft | None]] = []
    for number, sentence in enumerate(article.sentences):
        found.append((number, closing(sentence, cues)))
        told = {place for n, draft in drafts if n == number for place in (*draft.content, *draft.cue)}
        found += [(number, draft) for draft in equated(sentence, cues) if not {draft.head} & told]
        found += [(number, draft) for draft in counted(sentence, cues)]
        if number not in spoken:
            found += [(number, draft) for draft in viewed(sentence, cues)]
            found += [(number, draw(sentence, cues)) for draw in (introduction, presented, survey_draft)]
    return [(number, draft) for number, draft in found if draft is not None]


def _refined(
    article: Article, found: Sequence[Considered], answers: Mapping[int, Refined], threshold: float, cues: Cues
) -> list[Considered]:
    """The drafts with the words of the refiner's answers, each by the place of its draft, and which of them it takes
    for attributions; those that it was not asked about stay as the rule drew them."""
    numbers = [found[i].sentence for i in answers]
    result = list(found)
    added = _added_up(numbers, list(answers.values()))
    added = heard([article.sentences[n] for n in numbers], [found[i].draft for i in answers], added)
    speaking = {
        (number, place)
        for i, number, answer in zip(answers, numbers, added, strict=True)
        if answer.probability >= threshold
        for place in found[i].draft.source
    }
    by_wish = {n: _by_wish(article.sentences[n], cues) for n in set(numbers)}
    for i, answer in zip(answers, added, strict=True):
        draft = found[i].draft
        sentence = article.sentences[found[i].sentence]
        follows = follows_quotation(article.text, sentence, draft)
        ends = follows or ends_quotation(sentence, draft)
        ends = ends and not any((found[i].sentence, p) in speaking for p in draft.source)
        begins = _begins_quotation(sentence, draft)
        shown = bool(answer.source) and delivered(sentence, draft, cues)
        agents = {t.index for t in sentence.tokens if t.deprel == "case" and t.lemma in cues.agents}
        cue = (answer.cue or draft.cue) | (answer.source & agents - draft.source)  # "confirmed by", whoever it is
        cue = draft.cue if begins else cue
        source = _one_source(sentence, answer.source - cue, draft.source, cues)
        known = draft.source if ends or begins else frozenset()
        source = (source or known) | _unnamed(sentence, draft.source, by_wish[found[i].sentence])
        source = _of_somebody(sentence, source)
        better = attrs.evolve(
            draft,
            cue=cue,
            source=source,
            content=draft.content if follows and ends else answer.content - cue - answer.source - source,
            addressee=draft.addressee - answer.content,
            confidence=round(max(answer.probability, LIKELY if ends or shown else 0), 4),
        )
        unlikely = f"too unlikely ({answer.probability:.2f}, below {threshold:.2f})"
        result[i] = Considered(found[i].sentence, better, None if better.confidence >= threshold else unlikely)
    return [c for _, rows in groupby(result, key=lambda c: c.sentence) for c in _as_full(list(rows))]


def _begins_quotation(sentence: Sentence, draft: Draft) -> bool:
    """Whether a sentence begins with a verb of saying, who says it and a colon: "Said the mayor: “…”"."""
    after = max(draft.source, default=0) + 1
    first = not draft.head and draft.open and draft.cue_class == "speech"
    return first and 1 in draft.source and [t.text for t in sentence.tokens[after : after + 1]] == [":"]


def _added_up(numbers: Sequence[int], answers: Sequence[Refined]) -> list[Refined]:
    """The answers, given the place of each one's sentence; the likeliest of those that say the same of the same source
    with the probability of all together.

    "She wrote in a memoir that …": both the verb and the noun could be the cue, and the annotators marked one; so what
    is learned of each is that it is the cue of one attribution, which is there where either is.
    """
    found = list(answers)
    rivals: dict[tuple[int, Words, Words], list[int]] = {}
    for place, (number, answer) in enumerate(zip(numbers, answers, strict=True)):
        if answer.content:
            rivals.setdefault((number, answer.content, answer.source), []).append(place)
    for places in rivals.values():
        likeliest = max(places, key=lambda place: answers[place].probability)
        together = min(1.0, sum(answers[place].probability for place in places))
        found[likeliest] = attrs.evolve(answers[likeliest], probability=together)
    return found


def _of_somebody(sentence: Sentence, source: Words) -> Words:
    """The words of a source; none where these are articles, prepositions and the like, which stand for nobody."""
    return source if any(_stands_for_somebody(sentence.tokens[place]) for place in source) else frozenset()


def _stands_for_somebody(token: Token) -> bool:
    return token.upos not in _EMPTY and "PronType=Art" not in token.feats


def _one_source(sentence: Sentence, learned: Words, proposed: Words, cues: Cues) -> Words:
    """Of several runs of words learned as source those that share a word with what the rule proposed, if any does.

    "…, according to six officials, according to NBC News": the network sees two sources, each attribution has one. A
    name in the rule's source that the network leaves out beside the rest of it is what the rule says it is ("Third
    Bridge, a group in the capital that has long …"); a preposition at the end names nobody; and of a subject whose
    nouns are coordinated all speak ("the mayor, the port and the ferry companies").
    """
    apart = runs(learned)
    kept = [run for run in apart if proposed & set(run)]
    found = frozenset(place for run in (kept or apart) for place in run)
    found |= {i for i in proposed if {i - 1, i + 1} <= found and sentence.tokens[i].upos == "PUNCT"}
    head = next((i for i in sorted(proposed) if sentence.tokens[i].head not in proposed), None)
    if found and head is not None and head not in found and found < proposed:
        partly = sentence.tokens[min(found)].upos == "ADP"  # "[a number] of lawmakers"
        if partly or sentence.tokens[head].upos == "PROPN":
            return proposed
    if head is not None and _is_told_of(sentence, head, found, proposed):
        found = frozenset(place for place in found if place >= min(proposed))
    first = sentence.tokens[min(found, default=0)]
    if len(found) > 1 and first.upos == "ADP" and first.deprel == "case" and first.index not in proposed:
        found -= {first.index}  # "[of] other lawmakers"
    while len(found) > 1 and _dangles(sentence.tokens[max(found)], proposed, cues):
        found -= {max(found)}
    return found | _beside(sentence, head, found, proposed)


def _is_told_of(sentence: Sentence, head: int, found: Words, proposed: Words) -> bool:
    """Whether a plural noun right before the name that speaks is what a relative clause without "that" tells of: "the
    officers [Lund says took it]". It is no title, which is in the singular before one name."""
    place = min(proposed) - 1
    if place not in found or head not in found or sentence.tokens[head].upos != "PROPN":
        return False
    before = sentence.tokens[place]
    return before.upos == "NOUN" and "Number=Plur" in before.feats and place not in sentence.subtree(head)


def _beside(sentence: Sentence, head: int | None, found: Words, proposed: Words) -> Words:
    """The words of the rule's source that are coordinated with its head noun, where that is in the source, or that a
    participle at its end governs."""
    if head is None or head not in found or sentence.tokens[head].upos not in ("NOUN", "PROPN"):
        return frozenset()
    others = [t for t in sentence.children(head, "conj") if t.index in proposed and t.upos in ("NOUN", "PROPN")]
    ending = sentence.tokens[max(found)]
    if ending.upos == "VERB" and ending.deprel == "acl":  # "a captain briefed [on the plan]"
        others.append(ending)
    last = max((i for other in others for i in sentence.subtree(other.index) if i in proposed), default=head)
    return frozenset(i for i in proposed if head < i <= last)


def _by_wish(sentence: Sentence, cues: Cues) -> Words:
    """Where words begin that say that somebody goes unnamed by wish."""
    return frozenset(match.first for match in cues.lexicon.found("people.unnamed-by-wish", sentence))


def _unnamed(sentence: Sentence, proposed: Words, by_wish: Words) -> Words:
    """The words of the rule's source up to the end of a relative clause in which it goes unnamed ("two aides, who asked
    not to be named because …"): it says who speaks, and why no more is said of them. ``by_wish`` are the places where
    words that say so begin."""
    kept = by_wish & proposed
    if not kept:
        return frozenset()
    clauses = [t.index for t in sentence.tokens if t.index in proposed and t.deprel == "acl:relcl"]
    told = (sentence.subtree(clause) for clause in clauses)
    last = max((max(below) for below in told if any(place in below for place in kept)), default=-1)
    return frozenset(i for i in proposed if i <= last)


def _dangles(last: Token, proposed: Words, cues: Cues) -> bool:
    """Whether the last word of a source names nobody: "the trustees [last] week", "House Democrats [on] [Monday]",
    "lawmakers [who]"."""
    loose = last.deprel.split(":")[0] in ("nmod", "obl") and last.text.lower() in cues.lexicon.words("forms.weekday")
    if loose or last.upos in ("ADP", "DET", "CCONJ") or "PronType=Rel" in last.feats:
        return True
    return last.upos in ("ADJ", "ADV") and last.index not in proposed


def _as_full(drafts: Sequence[Considered]) -> list[Considered]:
    """The drafts of one sentence, a source cut off within a longer one that begins with the same word made as long."""
    longest: dict[int, Words] = {}
    for source in (c.draft.source for c in drafts if c.dropped is None and c.draft.source):
        longest[min(source)] = max(source, longest.get(min(source), source), key=len)
    return [
        attrs.evolve(c, draft=attrs.evolve(c.draft, source=full - c.draft.cue - c.draft.content))
        if c.dropped is None and c.draft.source and (full := longest[min(c.draft.source)]) > c.draft.source
        else c
        for c in drafts
    ]


def _order(attribution: Attribution) -> tuple[Spans, Spans]:
    return attribution.cue.spans, attribution.content


def _laid(article: Article, number: int, draft: Draft, quoted: Sequence[Quotation], cues: Cues) -> Laid:
    """The draft of the sentence at this place as spans of the text, with the quotations that it shares words with."""
    text, sentence = article.text, article.sentences[number]
    cue = spans_of(sentence, draft.cue, text) or (sentence.tokens[draft.head].span,)
    source = spans_of(sentence, draft.source, text)
    content = spans_of(sentence, draft.content, text)
    near = [q for q in quoted if q.span.overlaps(sentence.span)]
    content = with_whole_quotations(content, near, (*cue, *source), text)
    content = tuple(s for s in content if not any(s.start >= c.start and s.end <= c.end for c in (*cue, *source)))
    attribution = Attribution(
        cue=Cue(_joined(text, cue), cue, cues.lemma(sentence.tokens[draft.head]), draft.cue_class),
        content=content,
        construction=draft.construction,
        source=Source(_joined(text, source), source) if source else None,
        sentence=number,
        confidence=draft.confidence,
    )
    return Laid(attribution, draft.open)


def _joined(text: str, spans: Sequence[Span]) -> str:
    return " … ".join(span.of(text) for span in spans)


def _speakers(article: Article, found: Sequence[Attribution], cues: Cues) -> Iterator[Attribution]:
    """Speakers before a colon and after a dash, where no other construction has drawn the same."""
    firsts: dict[int, int] = {}
    for place, sentence in enumerate(article.sentences):
        firsts.setdefault(sentence.segment, place)
    for number, segment in enumerate(article.segments):
        if segment.status in ("metadata", "table", "boilerplate"):
            continue
        first = firsts.get(number)
        if first is None:
            continue
        drawn = colon_speaker(article.text, article.sentences[first], segment.span, cues)
        signed = signed_quotation(article.text, segment.span)
        for speaker in filter(None, (drawn, signed)):
            if any(speaker.cue.overlaps(span) for a in found for span in a.cue.spans):
                continue
            text = article.text
            end = speaker.content.end
            while end > speaker.content.start and text[end - 1] in " .\n\r":
                end -= 1
            if end > speaker.content.start:
                yield Attribution(
                    cue=Cue(speaker.cue.of(text), (speaker.cue,), speaker.cue.of(text), "speech"),
                    content=(Span(speaker.content.start, end),),
                    construction="speaker and colon" if drawn else "signed quotation",
                    source=Source(speaker.source.of(text), (speaker.source,)),
                    sentence=first,
                    confidence=0.8,
                )


def with_status(article: Article, attribution: Attribution) -> Attribution:
    """The attribution with the status of its segment; in a sentence that asks, "question", unless the content asks."""
    sentence = article.sentences[attribution.sentence]
    status = article.segments[sentence.segment].status if article.segments else "prose"
    if status == "prose" and sentence.span.of(article.text).rstrip("\"'”’) ").endswith("?"):
        mark = sentence.span.start + sentence.span.of(article.text).rindex("?")
        inside = any(span.start <= mark < span.end for span in attribution.content)
        inside = inside or any(sentence.span.start < q.span.start <= mark < q.span.end for q in article.quotations)
        status = "prose" if inside else "question"
    return attribution if attribution.status == status else attrs.evolve(attribution, status=status)


def _distinct(found: Sequence[Attribution]) -> list[Attribution]:
    kept: dict[tuple[Spans, Spans], Attribution] = {}
    for attribution in found:
        key = (attribution.cue.spans, attribution.content)
        if key not in kept or attribution.confidence > kept[key].confidence:
            kept[key] = attribution
    return list(kept.values())


def univocal(attributions: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """One voice for every word: of overlapping contents the outermost attribution stays (PolNeAR's flat form), unless
    it is doubtful: below a confidence of SURE its length counts by the square of that."""
    kept: list[Attribution] = []

    def weight(attribution: Attribution) -> float:
        return sum(map(len, attribution.content)) * min(attribution.confidence, SURE) ** 2

    for attribution in sorted(attributions, key=lambda a: (-weight(a), _order(a))):
        clash = any(
            mine.overlaps(theirs)
            for other in kept
            for theirs in other.content
            for mine in (*attribution.content, *attribution.cue.spans)
        )
        if not clash:
            kept.append(attribution)
    return tuple(sorted(_joined_by_cue(kept), key=_order))


def _joined_by_cue(kept: Sequence[Attribution]) -> list[Attribution]:
    """A quotation that stands alone as part of what its speaker said before, where that is there: one cue, one
    content."""
    told = {a.cue.spans: a for a in kept if a.construction != FLOATING}
    joined: list[Attribution] = [a for a in kept if a.construction == FLOATING and a.cue.spans not in told]
    for attribution in told.values():
        more = [s for a in kept if a.construction == FLOATING and a.cue == attribution.cue for s in a.content]
        joined.append(attrs.evolve(attribution, content=tuple(merged([*attribution.content, *more]))))
    return joined
