"""A claim goes in, with its trees or as bare text; what it says comes out: words with polarity, quantities, dates.

A bare text has no relations: its clauses are cut at punctuation, and a word's polarity is that of its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from audit.model import Article, Claim, Sentence, Span, Token
from audit.trace.echo.polarity import Attitude, by_clause, by_tree
from audit.trace.echo.quantities import Day, Quantity, dates_in, quantities_in
from audit.trace.echo.senses import Senses, stem

_CONCEDING: Final = frozenset({"although", "though"})
_WORD: Final = re.compile(r"\d[\d.,]*\d|\d|[^\W_](?:[^\W_]|[.’'-](?=[^\W_]))*|[$€£%]|[,;:—–()]")
_CONTENT: Final = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "INTJ", "SYM", "X", "NUM"})
# Words that say little of what happened, whatever their part of speech.
_LIGHT: Final = frozenset(
    """be have do say tell get go make take also just even still only so then there here how when where why however now
    according reportedly allegedly meanwhile moreover furthermore too very such other own same not n't no
    never one thing way lot 's us$ yet as well that this it they he she we you i his her their its our who which what
    a an the and or but if of in on at by for with from to about into over after before between under against during
    without within through than because while although though since until whether both either neither nor all any some
    each every been being is are was were am has had having does did doing will would can could may might shall should
    must out up down off again once said says told them him me my your those these until upon per toward
    towards""".split()
)


@frozen
class Word:
    """A content word: its place among the claim's words, lemma, stem, and what the tree and its clause make of it.

    ``head`` is the place of the nearest content word above it, -1 for none; ``relation`` the way there ("nsubj",
    "obl").
    """

    place: int
    text: str
    lemma: str
    stem: str
    pos: str
    relation: str
    head: int
    positive: bool
    mode: str
    span: Span | None = None

    @property
    def name(self) -> bool:
        """Whether it is part of a name, or made from one ("Mexican")."""
        return self.pos == "PROPN" or (self.pos == "ADJ" and self.text[:1].isupper() and self.place > 0)


@frozen(eq=False)
class Content:
    """What a claim says: its content words in text order, all its words in lower case, its quantities and dates."""

    words: tuple[Word, ...]
    plain: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[Day, ...]
    parsed: bool


def content_of_tokens(tokens: Sequence[Token], senses: Senses) -> Content:
    """The content of a claim's tokens, which may be of several sentences and lack some heads."""
    places = {id(token): place for place, token in enumerate(tokens)}
    heads = _heads(tokens, places)
    texts = _texts(tokens)
    lemmas = [_lemma(token) for token in tokens]
    units = [_unit(tokens, heads, place) for place in range(len(tokens))]
    attitudes = by_tree(tokens, heads, senses.roles)
    quantities = quantities_in(texts, lemmas, units)
    dates = dates_in(texts)
    taken = {place for quantity in quantities for place in quantity.places} | {day.place for day in dates}
    swallowed, names = _joined(tokens, lemmas, heads, senses.joined)
    kept = [
        place
        for place, token in enumerate(tokens)
        if place not in taken
        and place not in swallowed
        and token.upos in _CONTENT
        and (token.upos == "PROPN" or names.get(place) or lemmas[place] not in _LIGHT)
        and any(map(str.isalnum, texts[place]))
    ]
    at = {place: number for number, place in enumerate(kept)}
    words = []
    for number, place in enumerate(kept):
        token = tokens[place]
        lemma = names.get(place, lemmas[place])
        up, relation = heads[place], token.deprel
        while up >= 0 and up not in at:
            relation = f"{tokens[up].deprel}" if tokens[up].upos in ("AUX", "VERB") else relation
            up = heads[up]
        words.append(
            Word(
                number,
                token.text,
                lemma,
                stem(lemma),
                token.upos,
                relation.split(":")[0] if relation != "nsubj:pass" else "obj",
                at.get(up, -1),
                attitudes[place].positive,
                attitudes[place].mode,
                token.span,
            )
        )
    plain = tuple(text.lower().replace("’", "'") for text in texts if any(map(str.isalnum, text)))
    return Content(tuple(words), plain, tuple(quantities), tuple(dates), True)


def content_of_text(text: str, senses: Senses) -> Content:
    """The content of a claim that has no tree."""
    found = list(_WORD.finditer(text))
    texts = [match.group() for match in found]
    low = [word.lower().replace("’", "'").removesuffix("'s") for word in texts]
    attitudes = by_clause(["" if word == "May" else low[n] for n, word in enumerate(texts)], senses.roles)
    quantities = quantities_in(texts, low, [""] * len(texts))
    dates = dates_in(texts)
    taken = {place for quantity in quantities for place in quantity.places} | {day.place for day in dates}
    words: list[Word] = []
    place = 0
    while place < len(texts):
        lemma, end = low[place], place + 1
        while end < len(low) and end < place + 3 and "_".join(low[place : end + 1]) in senses.joined:
            lemma, end = "_".join(low[place : end + 1]), end + 1
        us = texts[place] in {"US", "U.S", "USA"}
        if place not in taken and lemma[0].isalnum() and (us or lemma not in _LIGHT):
            capital = texts[place][0].isupper() and place > 0
            pos = "PROPN" if us or capital else "X"
            attitude = attitudes[place]
            key = "us" if us else lemma
            span = Span(found[place].start(), found[end - 1].end())
            words.append(
                Word(len(words), texts[place], key, stem(key), pos, "", -1, attitude.positive, attitude.mode, span)
            )
        place = end
    plain = tuple(word for word in low if word[:1].isalnum())
    return Content(tuple(words), plain, tuple(quantities), tuple(dates), False)


def contents_of(article: Article, claims: Iterable[Claim], senses: Senses) -> dict[str, Content]:
    """Claim id -> content, by the article's trees where its sentences cover the claim, else by the claim's text."""
    sentences = article.sentences
    starts = {number: sentence.span for number, sentence in enumerate(sentences)}
    found: dict[str, Content] = {}
    for claim in claims:
        tokens: list[Token] = []
        for number in _near(claim, starts):
            granted = _granted(sentences[number])
            tokens += [
                t
                for t in sentences[number].tokens
                if t.index not in granted and any(t.span.overlaps(span) for span in claim.spans)
            ]
        found[claim.id] = content_of_tokens(tokens, senses) if tokens else content_of_text(claim.text, senses)
    return found


def _granted(sentence: Sentence) -> frozenset[int]:
    """What a sentence only grants before its point: "although the town has done so before, …"."""
    found: set[int] = set()
    for token in sentence.tokens:
        if token.deprel == "advcl" and any(m.lemma in _CONCEDING for m in sentence.children(token.index, "mark")):
            found.update(sentence.subtree(token.index))
    return frozenset(found) if 2 * len(found) < len(sentence.tokens) else frozenset()


def _near(claim: Claim, spans: dict[int, Span]) -> list[int]:
    """The sentences that a claim's spans touch; most claims lie in the one they name."""
    first = max(0, claim.sentence - 1)
    near = range(first, min(len(spans), claim.sentence + 12))
    hit = [n for n in near if any(spans[n].overlaps(span) for span in claim.spans)]
    return hit or [n for n, span in spans.items() if any(span.overlaps(part) for part in claim.spans)]


def _heads(tokens: Sequence[Token], places: dict[int, int]) -> list[int]:
    """The place of each token's head among the tokens, -1 where it is not there."""
    heads: list[int] = []
    sentence: dict[int, int] = {}
    begin = 0
    for place, token in enumerate(tokens):
        if place and token.index <= tokens[place - 1].index:  # the next sentence begins
            heads += [sentence.get(t.head, -1) for t in tokens[begin:place]]
            sentence, begin = {}, place
        sentence[token.index] = place
    heads += [sentence.get(t.head, -1) for t in tokens[begin:]]
    return [head if head != place else -1 for place, head in enumerate(heads)]


def _texts(tokens: Sequence[Token]) -> list[str]:
    """The tokens' texts; "twelve", which a tokenizer may cut like "they've", is one word again."""
    texts = [token.text for token in tokens]
    for place in range(len(texts) - 1):
        if texts[place].lower() == "twel" and texts[place + 1] == "ve":
            texts[place], texts[place + 1] = texts[place] + "ve", ""
    return texts


def _lemma(token: Token) -> str:
    lemma = (token.lemma or token.text).lower().replace("’", "'")
    return lemma.removesuffix("'s")


def _unit(tokens: Sequence[Token], heads: Sequence[int], place: int) -> str:
    """The lemma of what a number counts: the noun above it."""
    token = tokens[place]
    if token.upos not in ("NUM", "SYM", "NOUN", "ADJ"):
        return ""
    if token.deprel.split(":")[0] not in ("nummod", "compound", "amod") or heads[place] < 0:
        return ""
    head = tokens[heads[place]]
    return _lemma(head) if head.upos in ("NOUN", "PROPN", "SYM") else ""


def _joined(
    tokens: Sequence[Token], lemmas: Sequence[str], heads: Sequence[int], known: frozenset[str]
) -> tuple[set[int], dict[int, str]]:
    """Words that stand together in the lexicon ("White House", "rule out"): the places swallowed, the place -> lemma
    kept."""
    swallowed: set[int] = set()
    names: dict[int, str] = {}
    for place, token in enumerate(tokens):
        if token.deprel == "compound:prt" and heads[place] >= 0:
            pair = f"{lemmas[heads[place]]}_{lemmas[place]}"
            if pair in known:
                names[heads[place]] = pair
            swallowed.add(place)
        elif place not in swallowed:
            for end in (place + 3, place + 2):
                phrase = "_".join(t.text.lower() for t in tokens[place:end])
                phrase_of_lemmas = "_".join(lemmas[place:end])
                hit = phrase if phrase in known else phrase_of_lemmas if phrase_of_lemmas in known else None
                if hit and end <= len(tokens):
                    top = next((p for p in range(place, end) if not place <= heads[p] < end), place)
                    names[top] = hit
                    swallowed.update(p for p in range(place, end) if p != top)
                    break
    return swallowed, names


__all__ = ["Attitude", "Content", "Word", "content_of_text", "content_of_tokens", "contents_of"]
