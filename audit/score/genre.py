"""A View goes in, what sort of text the article is comes out, where it is none that a score for news fits.

An opinion piece judges in its own words, in the present tense, and says "I", "we" or "you", or asks the reader; a
transcript is one long quotation, or one turn after the other; a listing counts its lines; a live blog says so in its
headline. All others are taken for news. What such a text scores is told, and held against no other articles.

Source: ours; the shares were set on 264 articles whose genre readers gave (benchmarks/data/grades.jsonl): of what is
called opinion there two thirds are, the others analyses and listings, and none is news; half of opinion is found.
"""

from __future__ import annotations

import re
from typing import Final

from audit.lexicon.forms import tokens_of
from audit.model import GENRES
from audit.score.criteria.view import View

OPINION, TRANSCRIPT, LISTING, LIVE = GENRES
_LEAST: Final = 120  # words of an article whose sort is told
_JUDGING: Final = 0.2  # share of claims that judge on the article's own word
_PRESENT: Final = 0.35  # share of claims that are its own and stand in the present tense
_OWN: Final = 0.45  # share of claims that are its own
_PERSON: Final = 0.006  # words of the first and second person outside quotations, of all words
_ASKED: Final = 0.002  # questions outside quotations, of all words
_QUOTED: Final = 0.3  # share of the text that stands in quotation marks, of which an opinion piece has less
_MOSTLY: Final = 0.7  # and a transcript more
_TURNS: Final = 4  # lines that begin with who speaks
_LINES: Final = 5  # lines that begin with a number
_TURN: Final = re.compile(r"^\s*[A-Z][A-Z.’' -]{2,30}:", re.MULTILINE)
_NUMBERED: Final = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)


def genre_of(view: View) -> str | None:
    """ "opinion", "transcript", "listing" or "live"; None for what may be news, and for what is too short to tell."""
    article = view.article
    prose = [s for s in article.sentences if not article.segments or article.segments[s.segment].status == "prose"]
    words = sum(len(sentence.tokens) for sentence in prose)
    if words < _LEAST or not view.claims:
        return None
    if view.page.has("standards.live-headline", tokens_of(view.page.headline[0])):
        return LIVE
    letters = sum(len(sentence.span) for sentence in prose)
    spans = [quotation.span for quotation in article.quotations]
    quoted = sum(len(span) for span in spans) / max(1, letters)
    if quoted >= _MOSTLY or len(_TURN.findall(article.text)) >= _TURNS:
        return TRANSCRIPT
    if len(_NUMBERED.findall(article.text)) >= _LINES:
        return LISTING
    own = [claim for claim in view.claims if claim.kind == "none"]
    number = len(view.claims)
    if quoted >= _QUOTED or len(own) < _OWN * number:
        return None
    if sum(view.needs[claim.id].voice for claim in own) < _JUDGING * number:
        return None
    present = sum(
        any("Tense=Pres" in token.feats and "VerbForm=Fin" in token.feats for _, token in view.page.tokens(c.spans))
        for c in own
    )
    if present < _PRESENT * number:
        return None
    outside = [s for s in prose if not any(s.span.overlaps(span) for span in spans)]
    speaking = sum(
        "Person=1" in token.feats or "Person=2" in token.feats
        for sentence in outside
        for token in sentence.tokens
        if token.upos == "PRON"
    )
    asked = sum(sentence.tokens[-1].text == "?" for sentence in outside if sentence.tokens)
    return OPINION if speaking >= _PERSON * words or asked >= _ASKED * words else None
