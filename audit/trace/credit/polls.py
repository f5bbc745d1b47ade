"""A sentence and what it credits go in; whether it tells of a poll, and whose, comes out.

A poll that an outlet made is the outlet's own reporting: "an NBC News/Wall Street Journal poll" credits its makers, and
"in the poll" goes on with it.

Source: AP Stylebook, polls and surveys (say who made them); definite reference after Quirk et al. 1985, 5.28.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.lexicon import Lexicon
from audit.model import Crediting, Sentence, Span


def makes_poll(sentence: Sentence, credits: Sequence[Crediting], lexicon: Lexicon) -> bool:
    """Whether a sentence credits an outlet with a poll; ``credits`` are the mentions that it credits."""
    polls = lexicon.phrases("find.survey")
    return any(credit.how == "report" for credit in credits) and any(map(polls.has, sentence.tokens))


def the_poll(sentence: Sentence, lexicon: Lexicon) -> Span | None:
    """Where a sentence rests on a poll spoken of before: "in the poll", "the same survey found"; None where it names
    one of its own ("the Marist poll") or only speaks of one."""
    for noun in sentence.tokens:
        if not lexicon.phrases("find.survey").has(noun):
            continue
        beside = sentence.children(noun.index)
        definite = any("Definite=Def" in t.feats or "PronType=Dem" in t.feats for t in beside)
        plain = all(t.upos in ("DET", "ADP", "ADJ", "PUNCT", "VERB") for t in beside if t.index < noun.index)
        if definite and plain and noun.deprel.split(":")[0] in ("obl", "nsubj"):
            return noun.span
    return None
