"""An article with claims and a lexicon go in, what the dossiers and the criteria ask of them both comes out, made once.

A Page knows sentences and words; what is told of a source its Phrase knows (``audit.resolve``). Where an article has no
sentences, a claim's words are read from its text, and its source, which then has no phrase, tells nothing.

Source: ours: what is asked; the words are those of lexicons/standards.toml and sources.toml.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise

from attrs import define, field

from audit.lexicon import Lexicon
from audit.lexicon.forms import tokens_of
from audit.lexicon.phrases import Word, forms_of
from audit.model import Article, Claim, Phrase, Segment, Sentence, Span, Spans, Token
from audit.resolve.reasons import Found, reason_in, unnamed_places
from audit.score.refusals import Refusal, refusals_in

NEUTRAL = Phrase()


@define(slots=False, eq=False)
class Page:
    """An article, the lexicon that it is read by, and what both are asked again and again."""

    article: Article
    lexicon: Lexicon
    _reasons: dict[int, Found | None] = field(init=False, factory=dict, repr=False)
    _forms: dict[Spans, frozenset[str]] = field(init=False, factory=dict, repr=False)
    _standing: dict[Spans, Sequence[tuple[Sentence, Token]]] = field(init=False, factory=dict, repr=False)

    @cached_property
    def refusals(self) -> tuple[Refusal, ...]:
        """Where the article says that somebody would not comment, in text order."""
        return tuple(r for sentence in self.article.sentences for r in refusals_in(sentence, self.lexicon))

    @cached_property
    def limits(self) -> int:
        """How many sentences outside quotation marks tell what is not known, or that somebody would not answer."""
        admitted = self.lexicon.phrases("needs.admitted")
        told = {refusal.span.start for refusal in self.refusals}
        number = 0
        for sentence in self.article.sentences:
            found = admitted.first(sentence.tokens)
            start = sentence.tokens[found.first].span.start if found is not None else None
            quoted = start is not None and any(q.span.start < start < q.span.end for q in self.article.quotations)
            refused = any(sentence.span.start <= place < sentence.span.end for place in told)
            number += refused or (start is not None and not quoted)
        return number

    @cached_property
    def headline(self) -> tuple[str, Spans]:
        """The article's headline and where it stands: a heading before everything else, else its title."""
        for segment in self.article.segments:
            if segment.status == "heading":
                return segment.span.of(self.article.text).strip("# \n"), (segment.span,)
            if segment.status == "prose":
                break
        title = self.article.title or ""
        place = self.article.text.find(title) if title else -1
        return title, (Span(place, place + len(title)),) if place >= 0 else ()

    def segments(self, status: str) -> list[Segment]:
        """The segments of a status."""
        return [segment for segment in self.article.segments if segment.status == status]

    # -------------------------------------------------------------------------------------------- sentences

    def sentence(self, claim: Claim) -> Sentence | None:
        """The sentence that a claim says it stands in; None where the article has no trees."""
        sentences = self.article.sentences
        return sentences[claim.sentence] if 0 <= claim.sentence < len(sentences) else None

    def standing(self, word: str) -> Sequence[tuple[Sentence, int]]:
        """Where a word stands, as the article writes it: sentences and places in them, in text order."""
        return self._words.get(word, ())

    @cached_property
    def _words(self) -> dict[str, list[tuple[Sentence, int]]]:
        found: dict[str, list[tuple[Sentence, int]]] = {}
        for sentence in self.article.sentences:
            for token in sentence.tokens:
                found.setdefault(token.text, []).append((sentence, token.index))
        return found

    def beside(self, claim: Claim) -> range:
        """The places of a claim's sentence and of those beside it in its paragraph; none without trees."""
        sentences = self.article.sentences
        if self.sentence(claim) is None:
            return range(0)
        first = last = claim.sentence
        here = sentences[first].paragraph
        if first > 0 and sentences[first - 1].paragraph == here:
            first -= 1
        if last + 1 < len(sentences) and sentences[last + 1].paragraph == here:
            last += 1
        return range(first, last + 1)

    def near(self, claim: Claim) -> Sequence[Word]:
        """The words of a claim's sentence and of those beside it in its paragraph; without trees its own and its
        source's."""
        found = [token for place in self.beside(claim) for token in self.article.sentences[place].tokens]
        return found or tokens_of(" ".join([claim.text, claim.source.text if claim.source else ""]))

    def line(self, claim: Claim) -> Sequence[Word]:
        """The words of a claim's sentence; without trees its own."""
        sentence = self.sentence(claim)
        return sentence.tokens if sentence is not None else tokens_of(claim.text)

    def reason_at(self, place: int) -> Found | None:
        """Why somebody in the sentence at a place is not named, None where it does not say so."""
        if place not in self._reasons:
            self._reasons[place] = reason_in(self.article.sentences[place], self.lexicon)
        return self._reasons[place]

    def reasons_after(self, claim: Claim) -> Iterator[Found]:
        """Why those brought in before go unnamed, where a later sentence says it of all of them, or of this one: "Both
        people spoke on condition of anonymity because …"."""
        heads, anybody = {*self.phrase(claim).heads}, self.lexicon.words("standards.anybody", "standards.any-speaker")
        for place, noun, reason in self._reasons_of_all:
            if place > claim.sentence and (noun in heads or noun in anybody or noun is None):
                yield reason

    @cached_property
    def _reasons_of_all(self) -> Sequence[tuple[int, str | None, Found]]:
        """The sentences that say so: their places, the noun of whom they say it (None: a pronoun), and why."""
        pointing = self.lexicon.words("standards.all-of-them")
        found = []
        for place, sentence in enumerate(self.article.sentences):
            verbs = {*unnamed_places(sentence, self.lexicon)}
            if not verbs:
                continue  # most sentences
            for who in (t for t in sentence.tokens if t.deprel.startswith("nsubj") and t.head >= 0):
                does = (sentence.tokens[who.head], *sentence.children(who.head, "conj"))
                reason = self.reason_at(place) if any(verb.span in verbs for verb in does) else None
                words = (who, *sentence.children(who.index, "det"))
                if reason is not None and any(word.lemma.lower() in pointing for word in words):
                    found.append((place, None if who.upos in ("PRON", "DET", "NUM") else who.lemma.lower(), reason))
        return found

    # -------------------------------------------------------------------------------------------- words

    def tokens(self, spans: Spans) -> Sequence[tuple[Sentence, Token]]:
        """The words that stand in spans, each with its sentence, in text order."""
        found = self._standing.get(spans)
        if found is None:
            found = self._standing[spans] = tuple(self._within(spans))
        return found

    def forms(self, spans: Spans) -> frozenset[str]:
        """The forms and lemmas of the words that stand in spans (``audit.lexicon.phrases.forms_of``)."""
        found = self._forms.get(spans)
        if found is None:
            found = self._forms[spans] = forms_of(token for _, token in self.tokens(spans))
        return found

    def _within(self, spans: Iterable[Span]) -> Iterator[tuple[Sentence, Token]]:
        wanted, sentences = sorted(spans), self.article.sentences
        if not wanted or not sentences:
            return
        start, end = wanted[0].start, max(span.end for span in wanted)
        for place in range(max(0, bisect_right(self._starts, start) - 1), len(sentences)):
            sentence = sentences[place]
            if sentence.span.start >= end:
                return
            for token in sentence.touching(wanted):
                yield sentence, token

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.span.start for sentence in self.article.sentences]

    def found(self, id: str, spans: Spans) -> Iterator[tuple[Sentence, Token]]:
        """Where the phrases of a list stand in spans, each by the word that its others hang on, with its sentence."""
        phrases, standing = self.lexicon.phrases(id), self.tokens(spans)
        if not phrases.may_stand(self.forms(spans)):
            return  # most lists in most claims
        for _, own in groupby(standing, key=lambda pair: pair[0].span):
            pairs = list(own)
            sentence, tokens = pairs[0][0], [token for _, token in pairs]
            for match in phrases.find(tokens):
                words = tokens[match.first : match.last + 1]
                inside = {word.index for word in words}
                yield sentence, next((word for word in words if word.head not in inside), words[0])

    def before(self, place: int, letters: int) -> Iterator[tuple[Sentence, Token]]:
        """The words that end at a place of the text or before it, so many letters back, each with its sentence."""
        return self._within([Span(max(0, place - letters), place)]) if place else iter(())

    def is_document(self, noun: Word) -> bool:
        """Whether a noun is that of something written or measured, of sources.toml, or of a paper that can leak."""
        if self.lexicon.phrases("standards.paper").has(noun):
            return True
        return any(entry["role"] == "document" for entry in self.lexicon.by_word("sources").get(noun.lemma.lower(), ()))

    def said(self, claim: Claim) -> Sequence[Word]:
        """The words of a claim."""
        return [token for _, token in self.tokens(claim.spans)] or tokens_of(claim.text)

    def words(self, claim: Claim) -> int:
        """How many words a claim has, at least one; a name of several is one, marks are none."""
        kept = [word for word in self.said(claim) if word.text.isalnum() or any(map(str.isalnum, word.text))]
        names = [isinstance(word, Token) and word.upos == "PROPN" for word in kept]
        return max(1, len(kept) - sum(one and other for one, other in pairwise(names)))

    def source(self, claim: Claim) -> Sequence[Word]:
        """The words of a claim's source; none where it has none."""
        if claim.source is None:
            return []
        return [token for _, token in self.tokens(claim.source.spans)] or tokens_of(claim.source.text)

    def cue(self, claim: Claim) -> Sequence[Word]:
        """The words of a claim's cue, each with its lemma; none where it has none."""
        words, sentence = (claim.cue or "").split(), self.sentence(claim)
        if sentence is not None:
            own = [t for t in sentence.tokens if t.text in words and not any(t.span.overlaps(s) for s in claim.spans)]
            if own:
                return own
        return tokens_of(claim.cue or "")

    def phrase(self, claim: Claim) -> Phrase:
        """What the words of a claim's source tell; of a source without a phrase, nothing."""
        return (claim.source.phrase if claim.source else None) or NEUTRAL

    def has(self, id: str, words: Sequence[Word]) -> bool:
        """Whether a phrase of a list stands among words."""
        return self.lexicon.phrases(id).first(words) is not None


def start(claim: Claim) -> int:
    """Where a claim begins: an offset into the article's text, 0 where it stands nowhere."""
    spans = claim.spans
    return spans[0].start if len(spans) == 1 else min((span.start for span in spans), default=0)
