"""An article's attributions that assert something go in, those that make one claim come out together, whoever stands
nearest the facts first.

Nested attributions of the same words are one claim. An outlet or a record stands behind those whom it quotes, and so
does whoever brings on another speaker ("She cited Mr. Lund, who said that …").

Source: ours: the README's table of kinds; reported speech within reported speech, Quirk et al. 1985, 14.28.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from audit.find.disputed import is_dispute
from audit.find.draft import is_finite
from audit.find.itself import unreal
from audit.find.lay import merged
from audit.find.post import POST
from audit.find.setoff import SET_OFF
from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Attribution, Places, Source, Span, Spans

# Constructions whose content may be a mere name or a word ("dismissed them")
NOMINAL: Final = ("object", "passive object", "oblique", "small clause", "noun phrase", "adjective phrase")
# Two contents are one claim where at least this share of the smaller one's letters lies in the other, and they differ
# by no more than a cue's worth.
_SAME: Final = 0.8
_PEOPLE: Final = ("person", "pronoun")
_HANDING: Final = ("body", "unclear")
_STOPS: Final = " .,;:!?”\n\r\t"
_LEAST: Final = 3  # words that are left of an outlet's quotation, to be a claim of its own


def grouped(
    article: Article, said: Sequence[Attribution], outlets: OutletIndex, lexicon: Lexicon
) -> list[list[Attribution]]:
    """One list for each claim; what outlets quote others as saying is a claim of those others."""
    quoting, said = _quoting(article, said, outlets, lexicon)
    groups: list[list[Attribution]] = []
    places = Places[int]()
    for attribution in sorted(said, key=lambda a: (a.construction == "according to", letters(a.content), a.cue.spans)):
        near = [n for n in sorted(set(places.touching(attribution.content))) if groups[n]]
        near = [n for n in near if not _disputed(attribution, groups[n][-1], outlets, lexicon)]
        same = [n for n in near if _one_claim(article, groups[n][-1], attribution, lexicon)]
        place = same[0] if same else len(groups)
        if not same:
            groups.append([])
        for other in same[1:]:  # "he was reportedly warned, according to the Gazette": the hedge and the cue are one
            if any(_shared(one.content, a.content) for one in groups[other] for a in groups[place]):
                places.add(place, [span for one in groups[other] for span in one.content])
                groups[place] += groups[other]
                groups[other] = []
        groups[place].append(attribution)
        places.add(place, attribution.content)
    found = [_nearest_first(group, outlets, lexicon) for group in groups if group]
    return [[_cut(article, group), *group[1:], *quoting.get(group[0].cue.spans, ())] for group in found]


def _cut(article: Article, group: Sequence[Attribution]) -> Attribution:
    """The first of a group, its content without the words at the end by which another gives its source: "it sank |,
    according to the log"."""
    first, content = group[0], list(group[0].content)
    for other in group[1:]:
        place, last = min(said_by(other)).start, max(said_by(other)).end
        ends = content[-1].start < place and content[-1].end - 1 <= last <= content[-1].end + 1
        if other.construction == "according to" and ends:
            end = content[-1].start + len(article.text[content[-1].start : place].rstrip(" ,\n"))
            content[-1] = Span(content[-1].start, end) if end > content[-1].start else content[-1]
    return attrs.evolve(first, content=tuple(content))


def _quoting(
    article: Article, said: Sequence[Attribution], outlets: OutletIndex, lexicon: Lexicon
) -> tuple[dict[Spans, list[Attribution]], list[Attribution]]:
    """Those whom outlets quote in so many words while they tell what others say, by their cues: the outlets'
    attributions; and all attributions, less in the outlets' of what is these others' ("“A pilot said that the pier was
    shut,” the Gazette reports"). What others asked of somebody, or talked of among themselves, nobody told
    the reader but the outlet."""
    quoting: dict[Spans, list[Attribution]] = {}
    kept: list[Attribution] = []
    unheard: list[Attribution] = []
    for outer in said:
        inner = []
        loose = outer.construction in NOMINAL or outer.construction == "according to"
        told_by_outlet = is_outlet(outer.source, outlets)
        if not loose and (told_by_outlet or _is_report(article, outer, said, outlets, lexicon)):
            inner = [
                a
                for a in said
                if a is not outer
                and a.source is not None
                and all(_within(s, outer.content) for s in (*a.content, *said_by(a)))
                and (told_by_outlet or _is_heard(article, a, outer, outlets, lexicon))
            ]
            unheard += [a for a in inner if a.cue.cue_class == "attitude" or _is_unheard(article, a, lexicon)]
            inner = [a for a in inner if not any(a is one for one in unheard)]
        taken = [s for a in inner for s in (*a.content, *said_by(a))]
        if outer.construction == SET_OFF:  # of a whole text, others have the sentences in which they speak
            taken += [article.sentences[a.sentence].span for a in inner]
        left = _less(article, outer.content, taken) if inner else ()
        for one in inner:
            quoting.setdefault(one.cue.spans, []).append(outer)
        if left or not inner:
            kept.append(attrs.evolve(outer, content=left) if inner else outer)
    return quoting, [a for a in kept if not any(a is one for one in unheard)]


def _is_report(
    article: Article, post: Attribution, said: Sequence[Attribution], outlets: OutletIndex, lexicon: Lexicon
) -> bool:
    """Whether a post may be a reporter's: who holds an office, is quoted elsewhere in the article, or goes on about
    himself posts what he thinks."""
    if post.construction != POST or post.source is None:
        return False
    author = post.source
    if author.text.split()[0].lower() in lexicon.by_word("titles"):
        return False
    if any(a.construction != POST and a.source is not None and a.source.resolved == author.resolved for a in said):
        return False
    heard = [s for a in said if _is_heard(article, a, post, outlets, lexicon) for s in a.content]
    return not any(
        {"Person=1", "Number=Sing"} <= set(token.feats.split("|"))
        and token.deprel.startswith("nsubj")
        and not _within(token.span, heard)
        for sentence in article.sentences
        for token in sentence.touching(post.content)
    )


def _is_heard(
    article: Article, attribution: Attribution, post: Attribution, outlets: OutletIndex, lexicon: Lexicon
) -> bool:
    """Whether a post tells in a sentence of its own what another said ("Ivo Lund says that the pier is shut"); that he
    would not say it is the writer's own reproach."""
    who, author = attribution.source, post.source
    if who is None or author is None or who.phrase is None or who.phrase.sort in ("pronoun", "document"):
        return False
    sentence = article.sentences[attribution.sentence]
    cue = sentence.touching(attribution.cue.spans)
    if any(t.upos == "VERB" and unreal(sentence, t, lexicon) for t in cue):
        return False
    if attribution.construction == "clause" and not any(t.deprel.split(":")[0] in ("root", "parataxis") for t in cue):
        return False  # "it sounds as if they say …"
    another = (who.resolved or who.text) != (author.resolved or author.text)
    return another and _speaks(attribution) and not is_outlet(who, outlets)


def _is_unheard(article: Article, attribution: Attribution, lexicon: Lexicon) -> bool:
    """Whether people only spoke with each other: "they discussed among themselves how it might be shut"."""
    sentence = article.sentences[attribution.sentence]
    found = list(lexicon.found("claims.among-themselves", sentence))
    cue = [t.index for t in sentence.tokens if _within(t.span, attribution.cue.spans)]
    verbs = {sentence.tokens[match.last].head for match in found}
    return attribution.source is not None and not verbs.isdisjoint(cue)


def _without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """What is left of spans beside what is taken."""
    for gap in taken:
        spans = [
            Span(start, end)
            for s in spans
            for start, end in ((s.start, min(s.end, gap.start)), (max(s.start, gap.end), s.end))
            if start < end
        ]
    return list(spans)


def _within(span: Span, spans: Sequence[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in spans)


def _less(article: Article, content: Spans, taken: Sequence[Span]) -> Spans:
    """The pieces of a content beside what is taken that hold some words."""
    found = []
    for span in content:
        here = span.start
        for gap in [*(s for s in merged(taken) if s.overlaps(span)), Span(span.end, span.end)]:
            while here < gap.start and article.text[here] in _STOPS:
                here += 1
            if gap.start > here and len(article.text[here : gap.start].split()) >= _LEAST:
                found.append(Span(here, here + len(article.text[here : gap.start].rstrip())))
            here = max(here, gap.end)
    return tuple(found)


def said_by(attribution: Attribution) -> Spans:
    """Where an attribution has its cue and its source."""
    source = attribution.source.spans if attribution.source else ()
    return (*attribution.cue.spans, *source)


def letters(spans: Sequence[Span]) -> int:
    """How many characters spans hold."""
    return sum(map(len, spans))


def _shared(left: Sequence[Span], right: Sequence[Span]) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in left for b in right)


def is_listed(attribution: Attribution, lexicon: Lexicon) -> bool:
    """Whether the lexicon has the cue as one of speech."""
    entries = lexicon.by_word("cues").get(attribution.cue.head, ())
    return attribution.cue.cue_class == "speech" and any(entry["class"] == "speech" for entry in entries)


def _one_claim(article: Article, inner: Attribution, outer: Attribution, lexicon: Lexicon) -> bool:
    """Whether the outer attribution holds the same claim: nearly the same words, or the inner one with its source and
    cue and at most when and where it was said, or one who is brought on with what he says."""
    if _brings_on(outer, inner, lexicon):
        return True
    nested = _shared(inner.cue.spans, outer.content) > 0
    if inner.sentence == outer.sentence:  # a quotation goes on elsewhere, whoever hands it on
        whole = article.sentences[outer.sentence].span
        outer, inner = (
            attrs.evolve(one, content=tuple(s for s in one.content if s.overlaps(whole)) or one.content)
            for one in (outer, inner)
        )
    first, last = outer.content[0].start, outer.content[-1].end
    # the quotation may go on beyond the sentence; where it was drawn too long, the other's source is no part of it
    near = [s for s in inner.content if not nested or (s.start < last and first < s.end)]
    near = _without(near, said_by(outer))
    shared = _shared(near, outer.content)
    if not shared or shared < _SAME * letters(near):
        return False
    rest = letters(outer.content) - shared - _shared(said_by(inner), outer.content)
    if rest <= max(24 if nested else 12, (1 - _SAME) * letters(near)):
        return True
    return nested and outer.construction == "according to" and not _states_more(article, outer, inner)


def _disputed(outer: Attribution, inner: Attribution, outlets: OutletIndex, lexicon: Lexicon) -> bool:
    """Whether the outer one disputes what the inner one's outlet reports: two claims of two sources."""
    return outer.source is not None and is_outlet(inner.source, outlets) and is_dispute(outer, inner, lexicon)


def _states_more(article: Article, outer: Attribution, inner: Attribution) -> bool:
    """Whether the outer content has a finite verb beside the inner attribution."""
    taken = (*inner.content, *said_by(inner))
    sentence = article.sentences[outer.sentence]
    return any(
        is_finite(sentence, t) and _within(t.span, outer.content) and not any(t.span.overlaps(s) for s in taken)
        for t in sentence.tokens
    )


def _brings_on(outer: Attribution, inner: Attribution, lexicon: Lexicon) -> bool:
    """Whether one only names another who speaks: "cited Mr. Lund, who said that …"."""
    names = outer.construction in NOMINAL and outer.cue.head in lexicon.words("claims.bringing-on")
    says = inner.construction not in NOMINAL and inner.cue.cue_class == "speech"
    if not (names and says) or inner.source is None:
        return False
    return outer.content[0].start < inner.source.spans[0].start < outer.content[-1].end


def _nearest_first(group: Sequence[Attribution], outlets: OutletIndex, lexicon: Lexicon) -> list[Attribution]:
    """The one that the claim rests on first.

    An outlet and a record stand behind those whom they quote, and so does whoever brings them on; among all others the
    one whose words hold the others' cues goes first: where the mayor said that the report proved it, the article has
    it from the mayor. A bare hedge stands last, before it a verb that is none of saying ("widened a probe into claims
    that").
    """

    spoken = [one for one in group if not is_outlet(one.source, outlets)]

    def rank(attribution: Attribution) -> tuple[bool, bool, bool, int, int, Spans]:
        hedge = attribution.cue.cue_class == "hedge" or attribution.source is None
        loose = attribution.construction in NOMINAL and not is_listed(attribution, lexicon)
        behind = is_outlet(attribution.source, outlets) or _is_record(attribution, spoken, lexicon)
        behind = behind or any(
            _brings_on(attribution, other, lexicon) or _hands_on(attribution, other, lexicon) for other in group
        )
        inside = sum(_shared(attribution.cue.spans, other.content) > 0 for other in group)
        return hedge, behind, loose, inside, letters(attribution.content), attribution.cue.spans

    return sorted(group, key=rank)


def _hands_on(outer: Attribution, inner: Attribution, lexicon: Lexicon) -> bool:
    """Whether a body only hands on what somebody said, as outlets do that no list has: "…, Lund said, according to the
    county", "…, the county said, Harbour TV reported"."""
    if outer is inner or outer.source is None or outer.source.phrase is None or inner.source is None:
        return False
    told = inner.source.phrase.sort if inner.source.phrase is not None else None
    sort = outer.source.phrase.sort
    if outer.cue.head in lexicon.words("claims.handing-on") and _after(outer, inner):
        return sort in _HANDING and told not in (None, "document") and _speaks(inner)
    hands = outer.construction == "according to" or outer.cue.head in lexicon.words("claims.handing-on")
    return hands and sort == "body" and told in _PEOPLE and _speaks(inner)


def _after(outer: Attribution, inner: Attribution) -> bool:
    """Whether one is told at the end, behind the other with its content."""
    return min(said_by(outer)).start >= max(*said_by(inner), *inner.content).end - 1


def _speaks(attribution: Attribution) -> bool:
    says = attribution.construction in ("clause", "quotation", "inserted clause")
    return says and attribution.cue.cue_class == "speech" and attribution.kind != "none"


def _is_record(attribution: Attribution, group: Sequence[Attribution], lexicon: Lexicon) -> bool:
    """Whether it is only the document that has somebody's words: "she argued …, according to the minutes", "…, the tape
    showed her saying"."""
    source = attribution.source
    tells = attribution.construction == "according to" or attribution.cue.cue_class == "document"
    if not tells or source is None or source.phrase is None:
        return False
    others = (a for a in group if a is not attribution and a.kind == "named" and a.cue.cue_class == "speech")
    return source.phrase.sort == "document" and any(
        a.construction not in NOMINAL or is_listed(a, lexicon) for a in others
    )


def is_outlet(source: Source | None, outlets: OutletIndex) -> bool:
    """Whether an outlet speaks, by its name or what stands for it ("the Journal", "the newspaper"), or its article or
    reporter ("the Gazette story", "the Gazette's Ann Lee")."""
    if source is None or outlets.name_of(source.text) is not None:
        return source is not None
    if source.phrase is not None and source.phrase.sort != "pronoun":
        newsroom = not outlets.lexicon.words("claims.newsroom").isdisjoint(source.phrase.heads)
        if (newsroom and not source.phrase.plural) or outlets.name_of(source.resolved or "") is not None:
            return True
    return any(entry["kind"] != "vague" for _, entry in outlets.find(source.text.partition(",")[0], 0))
