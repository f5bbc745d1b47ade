"""An article's trees and its other attributions go in, what it prints of somebody's own words without quotation marks
comes out: letters ("From Jane Alvarez:", "Dear neighbours, …", "-Commissioner Lund") and turns of an interview.

Whoever writes stands before a colon, after a dash in a line below, or under the close of a letter; or the sentence
before tells whose text follows ("Here is Lund's letter:"). A letter goes from its salutation to its close. What else is
printed is in the first or second person; where that ends the article goes on.

Source: ours: the custom of letters, their salutation and signature, and of printed interviews; persons of pronouns as
in Universal Dependencies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from attrs import evolve, frozen

from audit.find.lookup import Cues
from audit.find.post import POST, headed, posts, quoted_in, repeated
from audit.find.setoff import SET_OFF, set_off
from audit.find.source import phrase, possessor_words, subject
from audit.find.speaker import Speaker
from audit.lexicon import Lexicon
from audit.model import Article, Attribution, Cue, Sentence, Source, Span, Token

_SIGNED: Final = re.compile(r"(?P<dash>—|–|―|--|-)\s?(?P<name>[A-Z][^.!?\n\"“:;]{2,70})\.?$")
_OPENS, _CLOSES = "“", "”"
_LONGEST_NAME: Final = 3  # words before the colon of a turn
_LONGEST_LETTER: Final = 60  # paragraphs between its salutation and its close
_LONGEST_SIGNATURE: Final = 8  # words
_CLOSE_AND_NAME: Final = 2  # paragraphs
_STOPS: Final = (".", "!", "?", ":")
_SURE: Final = 0.7
LETTER: Final = "letter"
SPEAKER: Final = "speaker and colon"
PRINTED: Final = (LETTER, POST, SPEAKER, "signed quotation")  # constructions of what is printed
UNMARKED: Final = (SET_OFF, *PRINTED)  # of all that is somebody's own words without marks


@frozen
class _Paragraph:
    """A paragraph: the places of its first sentence and of the one after its last, its span, its own words."""

    first: int
    last: int
    span: Span
    personal: bool  # in the first or second person, outside of quotation marks


def with_printed(article: Article, found: Sequence[Attribution], lexicon: Lexicon) -> list[Attribution]:
    """The attributions of an article with what it prints of somebody's own words: letters, turns, embedded posts.

    A post's signature is the surest sign of who speaks, so whatever else was taken for something printed there goes.
    """
    cued = {span for attribution in found for span in attribution.cue.spans}
    both = [*found, *(a for a in letters(article, lexicon) if not cued & set(a.cue.spans))]
    turns = [a.source.spans[0].start for a in both if a.construction == LETTER and a.source is not None]
    both = [_until(article.text, a, turns) if a.construction == SPEAKER else a for a in both]
    posted = [*posts(article, lexicon), *headed(article, lexicon)]
    if posted:
        taken = [span for post in posted for span in (*post.content, *post.cue.spans)]
        both = [
            a
            for a in both
            if a.construction not in PRINTED
            or not any(span.overlaps(other) for span in (*a.content, *a.cue.spans) for other in taken)
        ]
    both += [*posted, *quoted_in(article, posted, lexicon)]
    printed = [span for a in both if a.construction in PRINTED for span in (*a.content, *a.cue.spans)]
    both += set_off(article, lexicon, printed)
    return [*both, *repeated(article, both)]


def _until(text: str, attribution: Attribution, turns: Sequence[int]) -> Attribution:
    """What the speaker before a colon says, up to where in the same paragraph another has the next turn."""
    first, last = attribution.content[0].start, attribution.content[-1].end
    end = min((turn for turn in turns if first < turn < last), default=None)
    if end is None or len(attribution.content) > 1:
        return attribution
    return evolve(attribution, content=(Span(first, first + len(text[first:end].rstrip())),))


def letters(article: Article, lexicon: Lexicon) -> Iterator[Attribution]:
    """What letters and turns of interviews say; a letter of several paragraphs is one attribution."""
    cues = lexicon.once(Cues)
    paragraphs = list(_paragraphs(article))
    taken: set[int] = set()
    for place, end, rest in _closed(article, paragraphs, lexicon):
        taken |= set(range(place, rest))
        number = paragraphs[place - 2].last - 1 if place > 1 else 0
        writer = _introduced(article, article.sentences[number], cues, lexicon) if place > 1 else None
        if writer is None and rest - end == _CLOSE_AND_NAME:
            number, close = paragraphs[end].first, paragraphs[end].span
            writer = Speaker(paragraphs[end + 1].span, close, close)
        if writer is not None:
            yield _attribution(article, writer, number, [p.span for p in paragraphs[place:end]])
    for place, (before, after) in enumerate(pairwise(paragraphs), start=1):
        if place in taken:
            continue
        sentence = article.sentences[before.last - 1]
        body = _body(paragraphs, place) if _prints(article, before, after) else _marked(article, paragraphs, place)
        writer = _introduced(article, sentence, cues, lexicon) if body else None
        if writer is not None:
            taken |= set(body)
            yield _attribution(article, writer, before.last - 1, [paragraphs[i].span for i in body])
    for place, paragraph in enumerate(paragraphs):
        signed = _SIGNED.fullmatch(paragraph.span.of(article.text).strip())
        first = place
        while first and paragraphs[first - 1].personal and first - 1 not in taken:
            first -= 1
        if signed is not None and first < place and _is_named(article.sentences[paragraph.first]):
            at = paragraph.span.start
            name, dash = (Span(at + signed.start(group), at + signed.end(group)) for group in ("name", "dash"))
            spans = [p.span for p in paragraphs[first:place]]
            yield _attribution(article, Speaker(name, dash, spans[0]), paragraph.first, spans)
    for number, turn in _turns(article, paragraphs):
        yield _attribution(article, turn, number, [turn.content])


def _closed(article: Article, paragraphs: Sequence[_Paragraph], lexicon: Lexicon) -> Iterator[tuple[int, int, int]]:
    """Letters with a salutation in a paragraph of its own: the places of the first paragraph after it, of the one after
    the last, and of the first that is no part of the letter. Where no close ends it, it goes on as long as it is in the
    first or second person."""
    greeting, close = lexicon.pattern("find.salutation"), lexicon.pattern("find.close")
    texts = [paragraph.span.of(article.text).strip() for paragraph in paragraphs]
    after = 0
    for place, text in enumerate(texts, start=1):
        if place <= after or not greeting.match(text):
            continue
        ahead = range(place, min(place + _LONGEST_LETTER, len(texts)))
        end = next((i for i in ahead if close.match(texts[i]) or greeting.match(texts[i])), None)
        if end is not None and close.match(texts[end]):
            after = end + 1 + _is_signature(article, paragraphs[end + 1 : end + 2])
        else:
            end = after = _body(paragraphs, place).stop
        if place < end:
            yield place, end, after


def _is_signature(article: Article, paragraphs: Sequence[_Paragraph]) -> bool:
    """Whether a paragraph is nothing but a name."""
    words = [t for p in paragraphs for s in article.sentences[p.first : p.last] for t in s.tokens]
    short = 0 < len(words) <= _LONGEST_SIGNATURE and words[-1].text not in _STOPS
    return short and words[0].upos == "PROPN" and not any(t.upos == "VERB" for t in words)


def _owner(sentence: Sentence, lexicon: Lexicon) -> Speaker | None:
    """Whose text a sentence presents by the noun for it: "Here is Lund's letter", "Read the statement from the mayor",
    "The letter that Lund sent"; not "what we learned from Lund's speech"."""
    tokens, written = sentence.tokens, lexicon.phrases("people.written")
    origin = lexicon.words("people.from") | lexicon.words("find.agent")
    for noun in tokens:
        cases = {case.lemma for case in sentence.children(noun.index, "case")}
        if noun.upos != "NOUN" or not written.has(noun) or cases & origin:
            continue
        found = sentence.children(noun.index, "nmod:poss")
        for child in sentence.children(noun.index, "nmod", "acl", "acl:relcl"):
            below = sentence.children(child.index, "nsubj", "obl", "obl:agent") if child.deprel != "nmod" else (child,)
            found += tuple(
                t
                for t in below
                if t.deprel == "nsubj" or any(case.lemma in origin for case in sentence.children(t.index, "case"))
            )
        who = next((t for t in found if t.upos in ("PROPN", "NOUN", "PRON") and "PronType=Rel" not in t.feats), None)
        if who is not None:
            places = sorted(possessor_words(sentence, who))
            cue = next((t for t in reversed(tokens) if t.upos == "PUNCT"), noun)
            return Speaker(Span(tokens[places[0]].span.start, tokens[places[-1]].span.end), cue.span, cue.span)
    return None


def _paragraphs(article: Article) -> Iterator[_Paragraph]:
    for segment, rows in groupby(enumerate(article.sentences), key=lambda row: row[1].segment):
        if article.segments and article.segments[segment].status not in ("prose", "heading"):
            continue
        numbers = [number for number, _ in rows]
        sentences = article.sentences[numbers[0] : numbers[-1] + 1]
        span = Span(sentences[0].span.start, sentences[-1].span.end)
        around = [q.span for q in article.quotations if q.span.overlaps(span)]
        told = (t.span for s in sentences for t in s.tokens if _personal(t))
        whole = any(quoted.start <= span.start for quoted in around)
        personal = not whole and any(not any(own.overlaps(quoted) for quoted in around) for own in told)
        yield _Paragraph(numbers[0], numbers[-1] + 1, span, personal)


def _personal(token: Token) -> bool:
    return token.upos == "PRON" and ("Person=1" in token.feats or "Person=2" in token.feats)


def _prints(article: Article, before: _Paragraph, after: _Paragraph) -> bool:
    """Whether one paragraph ends with a colon and the next one is somebody's own words."""
    return before.span.of(article.text).rstrip().endswith(":") and after.personal and not before.personal


def _body(paragraphs: Sequence[_Paragraph], place: int) -> range:
    end = place
    while end < len(paragraphs) and paragraphs[end].personal:
        end += 1
    return range(place, end)


def _marked(article: Article, paragraphs: Sequence[_Paragraph], place: int) -> range:
    """The paragraphs of a text behind a colon that has one pair of quotation marks for all of them, where newspapers
    set one before each paragraph; none where the first closes its own."""
    texts = [p.span.of(article.text).strip() for p in paragraphs[place - 1 : place + _LONGEST_LETTER]]
    if not texts[0].endswith(":") or not texts[1].startswith(_OPENS):
        return range(0)
    open_ = 0
    for number, text in enumerate(texts[1:]):
        open_ += text.count(_OPENS) - text.count(_CLOSES)
        if open_ <= 0 or (number and text.startswith(_OPENS)):
            return range(place, place + number + 1) if number and open_ == 0 and text.endswith(_CLOSES) else range(0)
    return range(0)


def _introduced(article: Article, sentence: Sentence, cues: Cues, lexicon: Lexicon) -> Speaker | None:
    """Who writes by the sentence before the colon: its subject ("The mayor wrote in an e-mail:"), or whoever stands
    after "from" where it has no verb ("And from the desk of Jane Alvarez:")."""
    root, colon = sentence.root, sentence.tokens[-1]
    if root is None or colon.upos != "PUNCT":
        return None
    who = subject(sentence, root, cues) if root.upos == "VERB" else None
    places: list[int] = []
    written = any(lexicon.phrases("people.written").has(t) for t in sentence.tokens)
    if who is not None and (written or cues.of(sentence, root) is not None):
        places = sorted(phrase(sentence, who))
    elif root.upos in ("NOUN", "PROPN"):
        origin = lexicon.words("people.from")
        sender = next((t for t in sentence.children(root.index, "case") if t.lemma.lower() in origin), None)
        places = list(range(sender.index + 1, colon.index)) if sender is not None else []
    if not places:
        return _owner(sentence, lexicon)
    if not any(sentence.tokens[i].upos in ("PROPN", "NOUN", "PRON") for i in places):
        return None
    tokens = sentence.tokens
    return Speaker(Span(tokens[places[0]].span.start, tokens[places[-1]].span.end), colon.span, colon.span)


def _is_named(sentence: Sentence) -> bool:
    return any(token.upos == "PROPN" for token in sentence.tokens)


def _turns(article: Article, paragraphs: Sequence[_Paragraph]) -> Iterator[tuple[int, Speaker]]:
    """Turns within a paragraph: a name that the article has before, a colon, and words up to the next turn or the
    paragraph's end, in the first or second person in one of them at least; with the place of the sentence that each
    begins in."""
    for paragraph in paragraphs:
        starts: list[tuple[int, int]] = []
        for number in range(paragraph.first + 1, paragraph.last):
            colon = _turn(article, article.sentences[number])
            if colon is not None:
                starts.append((number, colon))
        turns: list[tuple[int, Speaker]] = []
        personal = False
        for (number, colon), (end, _) in pairwise([*starts, (paragraph.last, 0)]):
            sentences = article.sentences[number:end]
            tokens = sentences[0].tokens
            said = [*tokens[colon + 1 :], *(t for s in sentences[1:] for t in s.tokens)]
            personal = personal or any(map(_personal, said))
            if said:
                name = Span(tokens[0].span.start, tokens[colon - 1].span.end)
                content = Span(said[0].span.start, sentences[-1].span.end)
                turns.append((number, Speaker(name, tokens[colon].span, content)))
        if personal:
            yield from turns


def _turn(article: Article, sentence: Sentence) -> int | None:
    """The place of the colon after a name that begins a sentence; None for any other sentence."""
    tokens = sentence.tokens
    colon = next((t.index for t in tokens[1 : _LONGEST_NAME + 1] if t.text == ":"), None)
    if colon is None or any(t.upos != "PROPN" for t in tokens[:colon]):
        return None
    known = tokens[colon - 1].text in article.text[: sentence.span.start]
    quoted = any(q.span.start <= sentence.span.start < q.span.end for q in article.quotations)
    return colon if known and not quoted else None


def _attribution(article: Article, speaker: Speaker, number: int, content: Sequence[Span]) -> Attribution:
    cue = speaker.cue.of(article.text)
    return Attribution(
        cue=Cue(cue, (speaker.cue,), cue, "speech"),
        content=tuple(content),
        construction=LETTER,
        source=Source(speaker.source.of(article.text), (speaker.source,)),
        sentence=number,
        confidence=_SURE,
    )
