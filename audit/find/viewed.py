"""A sentence's tree goes in, what it tells in somebody's view or by somebody's count comes out, with no verb of saying:
"in the mayor's words, the pier is a gift", "the poll gives her a lead of ten points".

Source: viewpoint subjuncts, Quirk et al. 1985, 8.89; AAPOR Code on what is told of polls; words in
lexicons/constructions.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audit.find.draft import Draft, below, is_finite
from audit.find.lookup import Cues
from audit.find.source import phrase, possessor, possessor_words
from audit.model import Sentence, Token

_SURE: Final = 0.7
_LEAST: Final = 3  # words of what is told


def viewed(sentence: Sentence, cues: Cues) -> Iterator[Draft]:
    """In the mayor's view, [the pier is a gift]. [The pier is], in her words, [a gift]."""
    for noun in sentence.tokens:
        if noun.head < 0 or noun.deprel.split(":")[0] != "obl" or not cues.views.has(noun):
            continue
        owner, governor = possessor(sentence, noun), sentence.tokens[noun.head]
        cases = [c for c in sentence.children(noun.index, "case") if c.lemma.lower() in cues.inside]
        if owner is None or not cases or "Person=1" in owner.feats or "Person=2" in owner.feats:
            continue
        place = [i for i in below(sentence, noun.index) if sentence.tokens[i].upos != "PUNCT"]
        if not _stands_apart(sentence, min(place), max(place)):
            continue
        finite = is_finite(sentence, governor) or any(is_finite(sentence, t) for t in sentence.children(governor.index))
        content = below(sentence, governor.index, frozenset([noun.index]))
        if not finite or cues.of(sentence, governor) is not None or len(content) < _LEAST:
            continue
        cue = frozenset([cases[0].index, noun.index])
        yield Draft("according to", noun.index, cue, content, "speech", _SURE, source=possessor_words(sentence, owner))


def _stands_apart(sentence: Sentence, first: int, last: int) -> bool:
    """Whether words stand at the beginning and before a comma, or between two."""
    tokens = sentence.tokens
    after = last + 1 < len(tokens) and tokens[last + 1].text == ","
    return after and (not first or tokens[first - 1].text == "," or tokens[first - 1].upos == "CCONJ")


def counted(sentence: Sentence, cues: Cues) -> Iterator[Draft]:
    """The poll gives [her a lead of ten points]: a verb of giving or placing that a survey is the subject of, and a
    number in what it gives."""
    for match in cues.lexicon.found("find.giving", sentence):
        verb = sentence.tokens[match.first]
        given = sentence.children(verb.index, "obj", "iobj")
        surveys = [t for t in sentence.children(verb.index, "nsubj") if cues.surveys.has(t) and t.index < verb.index]
        if not surveys or not is_finite(sentence, verb) or all(t.upos not in ("PROPN", "PRON") for t in given):
            continue  # "the poll has a margin of error of three points"
        content = frozenset(i for i in below(sentence, verb.index) if i > verb.index)
        content -= {i for t in _beside(sentence, verb) for i in below(sentence, t.index)}
        if any(sentence.tokens[i].upos == "NUM" for i in content):
            source = phrase(sentence, surveys[0])
            cue = frozenset([verb.index])
            yield Draft("clause", verb.index, cue, content, "document", _SURE, source=source)


def _beside(sentence: Sentence, verb: Token) -> list[Token]:
    """The clauses beside what a verb gives: "…, while another has her behind"."""
    found = sentence.children(verb.index, "conj", "parataxis", "advcl")
    return [t for t in found if t.index > verb.index]
