"""Attributions and credits of an article go in, the attributions with what a disputed report says come out, as the
outlet's: "the mayor denied a CNN report that she had sold the harbour".

The dispute is the disputer's, and what the report says is the outlet's, whoever denies it.

Source: the README's words on credits; relations of Universal Dependencies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from audit.find.draft import LIKELY
from audit.find.lookup import Cues
from audit.find.outlet import standing
from audit.lexicon import Lexicon
from audit.model import Attribution, Crediting, Cue, Sentence, Source, Span, Token

_SURE: Final = 0.8  # of what such a report says, that it is the outlet's
_CONSTRUCTION: Final = "noun clause"
_DISPUTING: Final = ("speech.deny", "speech.judge")
_OBJECTS: Final = ("obj", "obl", "nsubj:pass")


def with_disputed(
    attributions: Sequence[Attribution], credits: Sequence[Crediting], sentences: Sequence[Sentence], lexicon: Lexicon
) -> tuple[Attribution, ...]:
    """The attributions, in text order of their cues, with one more for each report of an outlet that is denied or
    judged and tells by a clause what it says; the clause is then no one else's, and the one who disputes it is a likely
    source."""
    found = list(attributions)
    for credit in credits:
        for verb, made in _reports(credit, sentences, lexicon):
            found = [a for a in found if not (a.construction == _CONSTRUCTION and _same(a, made))]
            found = [evolve(a, confidence=max(a.confidence, LIKELY)) if _by(a, verb, made) else a for a in found]
            found.append(made)
    return tuple(sorted(found, key=lambda a: a.cue.spans)) if len(found) != len(attributions) else tuple(found)


def disputes(lemma: str, lexicon: Lexicon) -> bool:
    """Whether a verb denies or judges what its object says."""
    return any(entry.id in _DISPUTING for entry in lexicon.by_word("cues").get(lemma, ()))


def _reports(credit: Crediting, sentences: Sequence[Sentence], lexicon: Lexicon) -> Iterator[tuple[Token, Attribution]]:
    """The verb that disputes a report of the outlet's, and what the report says."""
    if credit.how != "report" or credit.outlet is None:
        return
    sentence = sentences[credit.sentence]
    inside = [token for token in sentence.tokens if token.span.overlaps(credit.span)]
    head = next((t for t in inside if all(t.head != other.index for other in inside)), None)
    stands = standing(sentence, head, lexicon) if head is not None else None
    if stands is None or stands.sort != "report" or stands.noun.head < 0 or stands.noun.deprel not in _OBJECTS:
        return
    noun, verb = stands.noun, sentence.tokens[stands.noun.head]
    if not disputes(verb.lemma.lower(), lexicon):
        return
    for clause in sentence.children(noun.index, "acl", "ccomp", "acl:relcl"):
        marks = {mark.lemma.lower() for mark in sentence.children(clause.index, "mark")}
        if clause.index > noun.index and marks & lexicon.once(Cues).complementizers:
            held = sorted(sentence.subtree(clause.index))
            content = Span(sentence.tokens[held[0]].span.start, sentence.tokens[held[-1]].span.end)
            name = credit.span
            words = " ".join(token.text for token in inside)
            cue = Cue(noun.text, (noun.span,), noun.lemma.lower(), "speech")
            source = Source(words, (name,))
            sure = _SURE
            yield verb, Attribution(cue, (content,), _CONSTRUCTION, source, sentence=credit.sentence, confidence=sure)
            return


def _same(one: Attribution, other: Attribution) -> bool:
    return one.sentence == other.sentence and any(a.overlaps(b) for a in one.content for b in other.content)


def _by(one: Attribution, verb: Token, made: Attribution) -> bool:
    """Whether an attribution is the dispute itself: its cue holds the verb, its content the report."""
    return any(verb.span.overlaps(span) for span in one.cue.spans) and _same(one, made)


def is_dispute(outer: Attribution, inner: Attribution, lexicon: Lexicon) -> bool:
    """Whether the outer one denies or judges what the inner one reports, or says that it was reported wrongly."""
    undoing = {word for entry in lexicon.file("polarity") if entry["role"] == "undoing" for word in entry.words}
    return disputes(outer.cue.head, lexicon) or not undoing.isdisjoint(inner.cue.text.lower().split())
