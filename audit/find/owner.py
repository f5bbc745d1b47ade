"""Attributions on the text and an article's quotations go in, the attributions come out with the quotations in which
they go on.

"…," she said. "…" A quotation that follows, or comes just before, a cue that takes quotations belongs to it; one that
runs on over paragraphs belongs to whom its beginning belongs to; one that stands alone belongs to who spoke last, which
is said with less confidence.

Source: ours, after the typographic custom of the Chicago Manual of Style 2017, 13.32 (quotations over paragraphs).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import attrs
from attrs import frozen

from audit.find.lay import merged
from audit.model import Article, Attribution, Places, Quotation, Sentence, Span

_BACK: Final = 11  # sentences of one quotation that may stand between it and its cue
FLOATING: Final = "floating quotation"
_FLOATS: Final = 0.6  # how sure it is that who spoke last speaks on
_LEAST: Final = 4  # words of a quotation that stands alone
_DOUBLE: Final = ("“", '"', "„", "«", "`")
_DASHES: Final = ("—", "–", "―", "-")
_PARAGRAPHS: Final = 2  # before a floating quotation, in which somebody must have spoken


@frozen
class Laid:
    """A draft on the text: the attribution, and whether its content may go on beyond the sentence."""

    attribution: Attribution
    open: bool


def with_quotations(article: Article, laid: Sequence[Laid], quoted: Sequence[Quotation]) -> list[Laid]:
    """The same attributions, each with every quotation without an owner that goes on from it, in its paragraph or the
    one before; after them one for each speaker to whom quotations belong that stand alone."""
    items = list(laid)
    page = _Page(article, laid, quoted)
    owner = page.owners_within()
    extra: dict[int, list[Span]] = {}
    floats: dict[int, int] = {}
    for place, quotation in enumerate(quoted):
        if place in owner:
            continue
        chosen = owner.get(place - 1) if quotation.continued else None
        if chosen is None:
            chosen = page.nearest(place, owner)
        if chosen is None:
            speaker = page.last_speaker(place, owner)
            if speaker is None:
                continue
            chosen = speaker if speaker >= len(laid) else floats.get(speaker)
            if chosen is None:
                chosen = floats[speaker] = len(items)
                told = items[speaker].attribution
                items.append(Laid(attrs.evolve(told, content=(), construction=FLOATING, confidence=_FLOATS), False))
        owner[place] = chosen
        extra.setdefault(chosen, []).append(quotation.span)
    return [_longer(item, extra[i], article.text) if i in extra else item for i, item in enumerate(items)]


def _longer(item: Laid, more: Sequence[Span], text: str) -> Laid:
    """The attribution with these quotations in its content."""
    told = item.attribution
    floats = told.construction == FLOATING
    better = attrs.evolve(
        told,
        content=tuple(merged([*told.content, *more], text)),
        construction=told.construction if told.content or floats else "quotation",
        confidence=told.confidence if floats else max(told.confidence, 0.85),
    )
    return attrs.evolve(item, attribution=better)


@frozen
class _Page:
    """What decides to whom a quotation belongs: the article, its attributions, all its quotations.

    Attributions are spoken of by their place in ``laid``, quotations by their place in ``quoted``.
    """

    article: Article
    laid: Sequence[Laid]
    quoted: Sequence[Quotation]

    @cached_property
    def starts(self) -> list[int]:
        """Where the article's sentences start."""
        return [sentence.span.start for sentence in self.article.sentences]

    @cached_property
    def unquoted(self) -> dict[int, list[int]]:
        """Sentence -> its attributions whose cue stands outside of quotations."""
        found: dict[int, list[int]] = {}
        quoted = Places((q, (q.span,)) for q in self.quoted)
        for index, item in enumerate(self.laid):
            start = item.attribution.cue.spans[0].start
            if not quoted.touching([Span(start, start + 1)]):
                found.setdefault(item.attribution.sentence, []).append(index)
        return found

    @cached_property
    def outer(self) -> dict[int, list[int]]:
        """Sentence -> those of them that may go on beyond it; what goes on is not said by who tells that another says
        it ("“…,” Ms. Lund said, according to the Gazette. “…”")."""
        kept = {number: [i for i in found if self.laid[i].open] for number, found in self.unquoted.items()}
        told = {number: [i for i in found if not self._holds(i, found)] or found for number, found in kept.items()}
        return {number: found for number, found in told.items() if found}

    def _holds(self, index: int, others: Sequence[int]) -> bool:
        """Whether what one says holds the cue of another of them."""
        content = self.laid[index].attribution.content
        cues = (self.laid[other].attribution.cue.spans[0] for other in others if other != index)
        return any(cue.overlaps(span) for cue in cues for span in content)

    def sentence_at(self, place: int) -> int:
        """The sentence in which a character of the text stands; the first where it stands before all."""
        return max(0, bisect_right(self.starts, place) - 1)

    def owners_within(self) -> dict[int, int]:
        """Quotation -> the first attribution whose content shares a place with it, and whose cue does not."""
        owner: dict[int, int] = {}
        quoted = Places((place, (quotation.span,)) for place, quotation in enumerate(self.quoted))
        for index, item in enumerate(self.laid):
            outside = set(quoted.touching(item.attribution.cue.spans))
            for place in quoted.touching(item.attribution.content):
                if place not in outside:
                    owner.setdefault(place, index)
        return owner

    def nearest(self, place: int, owner: Mapping[int, int]) -> int | None:
        """The attribution that an ownerless quotation belongs to, by the sentences around it; None where nothing says
        so."""
        if not self.article.sentences:
            return None
        span = self.quoted[place].span
        first, last = self.sentence_at(span.start), self.sentence_at(max(span.start, span.end - 1))
        same = [index for number in range(first, last + 1) for index in self.outer.get(number, ())]
        if same:
            return min(same, key=lambda index: self._distance(index, span))
        before = self._before(place, first, owner)
        return self._after(place, last) if before is None else before

    def _distance(self, index: int, quotation: Span) -> tuple[bool, int]:
        """How far a cue of the same sentence is from the quotation; one that has what it says already comes last."""
        told = self.laid[index].attribution
        cue = told.cue.spans[0]
        gap = quotation.start - cue.end if cue.end <= quotation.start else cue.start - quotation.end
        return bool(told.content) and told.construction != "quotation", gap

    def _before(self, place: int, first: int, owner: Mapping[int, int]) -> int | None:
        """ "…," he said. "…": the sentence before had a cue, and nothing but quotations since."""
        quotation, sentences, text = self.quoted[place], self.article.sentences, self.article.text
        alone = not self._says_more(sentences[first])
        for back in range(first - 1, max(-1, first - 1 - _BACK), -1):
            before = sentences[back]
            same_paragraph = before.segment == quotation.segment
            near = self.outer.get(back)
            if not near:
                if not same_paragraph or self._says_more(before):
                    return None
                continue
            last = max(near, key=lambda index: self.laid[index].attribution.cue.spans[0].start)
            told = self.laid[last].attribution
            closing = text[told.cue.spans[-1].end : before.span.end].strip().endswith(":")
            quotes = any(owner.get(p) == last for p in range(max(0, place - 4), place))
            if same_paragraph and alone and (quotes or closing or not told.content):
                return last
            if not same_paragraph and closing and self._nothing_between(before.span.end, quotation.span.start):
                return last
            return None
        return None

    def _after(self, place: int, last: int) -> int | None:
        """ "…" he said, where the sentence that ends the quotation is cut off before its cue; a quotation that ends in
        a comma has not ended its sentence, whatever else that goes on to tell: "“…,” he said of the plan"."""
        quotation, after = self.quoted[place], last + 1
        if after >= len(self.article.sentences):
            return None
        following = self.article.sentences[after]
        cut = self.article.text[: quotation.span.end].rstrip("”\"'").endswith(",")
        near = [
            i
            for i in self.outer.get(after, ())
            if not (told := self.laid[i].attribution).content
            or (cut and told.source is not None and told.source.spans[0].start == following.span.start)
        ]
        fits = following.segment == quotation.segment
        fits = fits and self._nothing_between(quotation.span.end, following.span.start)
        return near[0] if near and fits else None

    def last_speaker(self, place: int, owner: Mapping[int, int]) -> int | None:
        """Who spoke last before a quotation that stands alone; None for any other.

        It stands alone where its sentences say nothing else and no dash signs it; a heading in marks, or a part of a
        longer one, is no such quotation. Somebody must have spoken before it, in its paragraph or one of the two
        before.
        """
        quotation, segments, sentences = self.quoted[place], self.article.segments, self.article.sentences
        if not sentences or not self._is_whole(quotation):
            return None
        first = self.sentence_at(quotation.span.start)
        last = self.sentence_at(max(quotation.span.start, quotation.span.end - 1))
        if any(self._says_more(sentence) for sentence in sentences[first : last + 1]):
            return None
        if place and owner.get(place - 1) is not None and self._follows(self.quoted[place - 1], quotation):
            return owner[place - 1]
        prose = [n for n, s in enumerate(segments) if s.status != "boilerplate" and n <= quotation.segment]
        for number in range(first - 1, -1, -1):
            segment = sentences[number].segment
            if segments[segment].status == "boilerplate":
                continue  # "Story continues below"
            if segments[segment].status != "prose" or segment not in prose[-1 - _PARAGRAPHS :]:
                return None
            near = [i for i in self.unquoted.get(number, ()) if self._speaks(self.laid[i].attribution)]
            near = [i for i in near if not self._in_passing(self.laid[i].attribution, near)] or near
            if near:
                return max(near, key=lambda index: self.laid[index].attribution.cue.spans[0].start)
        return None

    def _is_whole(self, quotation: Quotation) -> bool:
        """Whether a quotation in double marks says something and is not signed by who follows a dash."""
        words = quotation.span.of(self.article.text)
        if (quotation.runs_on or quotation.continued) and self._tells(quotation):
            return False
        after = self.article.text[quotation.span.end :].lstrip()
        return words[0] in _DOUBLE and len(words.split()) >= _LEAST and not after.startswith(_DASHES)

    def _tells(self, quotation: Quotation) -> bool:
        """Whether others are quoted within: a tale with speakers of its own."""
        cues = (item.attribution.cue.spans[0].start for item in self.laid if item.attribution.source is not None)
        return any(quotation.span.start <= start < quotation.span.end for start in cues)

    def _speaks(self, told: Attribution) -> bool:
        """Whether somebody says something in so many words."""
        return told.source is not None and told.cue.cue_class == "speech"

    def _in_passing(self, told: Attribution, near: Sequence[int]) -> bool:
        """Whether somebody speaks only in a relative clause, "…,” she said, repeating a claim that captains deny", or
        in what others say: "she told them that the council denied it"."""
        cue = told.cue.spans[0]
        if any(cue.overlaps(span) for i in near for span in self.laid[i].attribution.content):
            return True
        sentence = self.article.sentences[told.sentence]
        here, seen = next((t for t in sentence.touching(told.cue.spans) if t.upos == "VERB"), None), set[int]()
        while here is not None and here.head >= 0 and here.index not in seen:
            if here.deprel == "acl:relcl":
                return True
            seen.add(here.index)
            here = sentence.tokens[here.head]
        return False

    def _follows(self, before: Quotation, after: Quotation) -> bool:
        """Whether nothing is said between two quotations."""
        return self._nothing_between(before.span.end, after.span.start)

    def _nothing_between(self, left: int, right: int) -> bool:
        """Whether no letter or digit stands between two places of the text."""
        return not any(character.isalnum() for character in self.article.text[left:right])

    def _says_more(self, sentence: Sentence) -> bool:
        """Whether the sentence says something outside of quotations."""
        start = sentence.span.start
        while start < sentence.span.end:
            inside = next((q for q in self.quoted if q.span.start <= start < q.span.end), None)
            if inside is not None:
                start = inside.span.end
            elif self.article.text[start].isalnum():
                return True
            else:
                start += 1
        return False
