"""An article's trees go in, what it sets off in a paragraph of its own from somebody else's text comes out: block
quotations, which have no marks, behind a paragraph that ends with who says so and a colon ("The Gazette writes:",
"According to the mayor:", "More from the Gazette:", "The pier is closed (via the Gazette):").

Source: Chicago Manual of Style 13.9 and 13.17 (block quotations: no marks, a colon before them); that they are one
paragraph is ours, of how pages print them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from attrs import frozen

from audit.find.draft import Words, is_finite, is_infinitive
from audit.find.lay import spans_of
from audit.find.lookup import Cues
from audit.find.source import phrase, subject
from audit.find.verb import is_negative, is_passive
from audit.lexicon import Lexicon
from audit.model import Article, Attribution, Cue, Sentence, Source, Span, Token

SET_OFF: Final = "plain text"
_SURE: Final = 0.7
_OPENING: Final = "“\"'‘«„`"
_NAMING: Final = ("PROPN", "NOUN", "PRON")
_OWN: Final = ("Person=1", "Person=2")
_MAIN: Final = ("root", "conj", "parataxis", "advcl", "xcomp")
_LEAST: Final = 6  # words of a paragraph that is set off
_LEADING: Final = 3  # words before "from" where nothing else leads on: "And more from the Gazette:"


@frozen
class _Leads:
    """Who speaks, and the cue, as places of words; the cue's main word and its class."""

    source: Words
    cue: Words
    head: int
    cue_class: str


def set_off(article: Article, lexicon: Lexicon, taken: Sequence[Span]) -> Iterator[Attribution]:
    """What is set off, in text order; nothing that shares a character with ``taken``."""
    cues = lexicon.once(Cues)
    for number, (before, after) in enumerate(pairwise(article.sentences)):
        if after.segment == before.segment or not article.segments:
            continue
        if article.segments[after.segment].status != "prose" or not before.span.of(article.text).endswith(":"):
            continue
        paragraphs = list(_paragraphs(article, number + 1))
        body = tuple(Span(p[0].span.start, p[-1].span.end) for p in paragraphs)
        if not _reads(article, paragraphs[0]) or any(span.overlaps(other) for span in body for other in taken):
            continue
        leads = _by_preposition(before, cues) or _by_verb(before, cues)
        if leads is None:
            continue
        text = article.text
        cue, source = (spans_of(before, places, text) for places in (leads.cue, leads.source))
        if any(span.overlaps(q.span) for q in article.quotations for span in cue):
            continue
        yield Attribution(
            cue=Cue(_joined(text, cue), cue, cues.lemma(before.tokens[leads.head]), leads.cue_class),
            content=body,
            construction=SET_OFF,
            source=Source(_joined(text, source), source),
            sentence=number,
            confidence=_SURE,
        )


def _paragraphs(article: Article, first: int) -> Iterator[list[Sentence]]:
    """The sentences of the paragraph that begins at this place; and of those after it, as long as each of them is in
    the first or second person."""
    rows = groupby(article.sentences[first:], key=lambda s: s.segment)
    for number, (segment, sentences) in enumerate(rows):
        found = list(sentences)
        if number and (article.segments[segment].status != "prose" or not _is_personal(article, found)):
            return
        yield found
        if not _is_personal(article, found):
            return


def _is_personal(article: Article, sentences: Sequence[Sentence]) -> bool:
    pronouns = [t for s in sentences for t in s.tokens if t.upos == "PRON"]
    own = [t.span for t in pronouns if "Person=1" in t.feats or "Person=2" in t.feats]
    return any(not any(q.span.overlaps(span) for q in article.quotations) for span in own)


def _reads(article: Article, sentences: Sequence[Sentence]) -> bool:
    """Whether a paragraph is somebody's text without marks, and no heading and no item of a list."""
    words = [t for sentence in sentences for t in sentence.tokens if t.upos != "PUNCT"]
    told = any("VerbForm=Fin" in t.feats for t in words)
    return len(words) >= _LEAST and told and article.text[sentences[0].span.start] not in _OPENING


def _by_verb(sentence: Sentence, cues: Cues) -> _Leads | None:
    """Whose words the last verb of saying before the colon leads on to, where nothing else says what they are: "The
    mayor wrote on Monday:", "as the Gazette reported:"; not "She said that the crane was old:"."""
    last = next((t.index for t in reversed(sentence.tokens) if t.upos != "PUNCT"), 0)
    for verb in reversed(sentence.tokens):
        clue = cues.of(sentence, verb, "verb") if verb.upos == "VERB" else None
        if clue is None or not clue.takes("clause"):
            continue
        entry = clue.entry_for("clause")
        if entry["class"] != "speech" or last not in sentence.subtree(verb.index) or not _is_main(sentence, verb):
            continue
        if any("VerbForm=Fin" in t.feats and t.upos in ("VERB", "AUX") for t in sentence.tokens[verb.index + 1 :]):
            return None
        if any(map(is_negative, sentence.children(verb.index, "advmod"))):
            return None
        if sentence.children(verb.index, "ccomp") or is_infinitive(sentence, verb) or is_passive(sentence, verb):
            return None
        if not is_finite(sentence, verb) and verb.xpos not in ("VBG", "VBZ", "VBD", "VBP"):
            return None
        who = subject(sentence, verb, cues)
        if who is None or who.upos not in _NAMING or any(person in who.feats for person in _OWN):
            return None  # the article itself
        if "PronType=Rel" in who.feats:
            return None
        return _Leads(phrase(sentence, who) - clue.words, clue.words, verb.index, entry["class"])
    return None


def _is_main(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb rules its sentence, or a clause beside the one that does: "…, as the Gazette reported:"."""
    here: Token | None = verb
    for _ in sentence.tokens:
        if here is None or here.deprel.split(":")[0] not in _MAIN:
            return False
        if here.head < 0:
            return True
        here = sentence.tokens[here.head]
    return False


def _by_preposition(sentence: Sentence, cues: Cues) -> _Leads | None:
    """Whose words a preposition leads on to that stands alone before its name, or in brackets after a sentence."""
    tokens, leading = sentence.tokens, cues.lexicon.words("find.taken-from")
    bracket = next((t.index for t in reversed(tokens) if t.text == "("), None)
    if bracket is not None and any(t.text == ")" for t in tokens[-2:]):
        first, end = bracket + 1, max(t.index for t in tokens if t.text == ")")
    elif any("VerbForm=Fin" in t.feats for t in tokens):
        return None
    else:
        first, end = next((t.index for t in tokens[:_LEADING] if t.lemma.lower() in leading), 0), tokens[-1].index
    cue = cues.fixed(sentence, tokens[first]) if first < end else None
    if cue is None and tokens[first].lemma.lower() in leading:
        cue = frozenset([first])
    if cue is None:
        return None
    source = frozenset(range(max(cue) + 1, end))
    if not any(_names(tokens[i], cues) for i in source):
        return None
    return _Leads(source, cue, first, "speech")


def _names(token: Token, cues: Cues) -> bool:
    return (token.upos == "PROPN" and not cues.tells_time(token)) or cues.lexicon.phrases("people.written").has(token)


def _joined(text: str, spans: Sequence[Span]) -> str:
    return " … ".join(span.of(text) for span in spans)
