"""A sentence and an outlet that it names go in, the word by which somebody spoke in a talk with it comes out, wherever
the tree hangs the phrase.

"The mayor explained why she dropped the plan in an interview with NBC’s “Meet the Press”": such a phrase tells where
the words of its sentence were said, and news puts it at the end, where a tree hangs it on the last verb or noun.

Source: NPR Ethics Handbook and Reuters Handbook of Journalism (say where it was said); adjuncts of place at the end of
a clause belong to its first verb or to its last: Quirk et al. 1985, 8.76 (scope of adjuncts in embedded clauses).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from audit.find.draft import NOTHING, Words
from audit.find.lookup import Cues
from audit.lexicon import Lexicon
from audit.model import Sentence, Token

_LONGEST: Final = 12  # words between the noun of a talk and the outlet: day, hour, interviewer
_NAMES: Final = ("PROPN", "NOUN", "ADJ", "NUM", "DET", "PART", "ADV")
_OPENING: Final = frozenset("“\"‘'") | {"``"}
_OWNING: Final = ("'s", "’s", "'", "’")
_FINITE: Final = ("nsubj", "nsubj:pass", "expl")


def talk_before(sentence: Sentence, inside: Sequence[Token], lexicon: Lexicon) -> Token | None:
    """The noun of the talk whose partner the outlet is by the order of the words: in an | interview | aired Sunday with
    Ann Lee of NBC News; None where there is none."""
    cases = lexicon.phrases("crediting.venue_cases")
    place = inside[0].index - 1
    while place >= 0 and (sentence.tokens[place].upos == "DET" or sentence.tokens[place].text in _OPENING):
        place -= 1
    if (
        place >= 0
        and _is_programme(sentence, inside)
        and lexicon.phrases("crediting.places").has(sentence.tokens[place])
    ):
        return inside[-1]
    joined = place >= 0 and (
        cases.has(sentence.tokens[place]) or lexicon.phrases("crediting.of").has(sentence.tokens[place])
    )
    if not joined and not (place >= 0 and lexicon.phrases("crediting.venues").has(sentence.tokens[place])):
        return None
    for token in reversed(sentence.tokens[max(0, place - _LONGEST) : place + 1]):
        if lexicon.phrases("crediting.venues").has(token):
            return token if _is_placed(sentence, token, lexicon) else None
        between = token.upos in _NAMES or cases.has(token) or lexicon.phrases("crediting.of").has(token)
        if not between and not (token.upos == "VERB" and lexicon.phrases("crediting.shown").has(token)):
            return None
    return None


def _is_programme(sentence: Sentence, inside: Sequence[Token]) -> bool:
    """Whether an outlet's name is a programme's or has one after it: on NBC’s “Meet the Press”."""
    after = [t.text for t in sentence.tokens[inside[-1].index + 1 : inside[-1].index + 3]]
    owned = len(after) > 1 and after[0].lower() in _OWNING and after[1] in _OPENING
    return owned or any(t.text in _OPENING or t.text.lower() in _OWNING for t in inside)


def _is_placed(sentence: Sentence, noun: Token, lexicon: Lexicon) -> bool:
    """Whether the noun stands in a phrase of place, "in an exclusive interview"; not "gave an interview"."""
    for token in reversed(sentence.tokens[max(0, noun.index - 5) : noun.index]):
        if token.upos == "ADP":
            return lexicon.phrases("crediting.during").has(token)
        if token.upos not in ("DET", "ADJ", "NUM", "NOUN", "PROPN", "PRON", "PART"):
            return False
    return False


def saying(sentence: Sentence, noun: Token, heads: Iterable[int], lexicon: Lexicon) -> Token | None:
    """The verb whose words were said in a talk, of ``heads``, the places of the sentence's cues: the nearest above the
    phrase, past verbs of which nobody is told to be another speaker; for a phrase at the opening the main one."""
    cues = frozenset(heads)
    root = sentence.root
    if root is not None and noun.index < root.index and root.index in cues and _opens(sentence, noun):
        return root
    here, seen = noun, {noun.index}
    while 0 <= here.head < len(sentence.tokens) and here.head not in seen:
        here = sentence.tokens[here.head]
        seen.add(here.index)
        if here.upos not in ("VERB", "AUX"):
            continue
        if here.index in cues:
            return here if here.index < noun.index or _opens(sentence, noun) else None
        if _is_others(sentence, here, lexicon):
            return None
    return None


def _opens(sentence: Sentence, noun: Token) -> bool:
    """Whether nothing but the phrase stands before the noun: no verb, and no subject."""
    return all(t.upos not in ("VERB", "AUX", "PRON") and t.deprel not in _FINITE for t in sentence.tokens[: noun.index])


def _is_others(sentence: Sentence, verb: Token, lexicon: Lexicon) -> bool:
    """Whether a verb may be what another one said there: "said that Lund lied in an interview with CNN"."""
    subjects = sentence.children(verb.index, "nsubj", "nsubj:pass")
    if any(who.upos == "PROPN" for who in subjects):
        return True
    clue = lexicon.once(Cues).of(sentence, verb)
    return bool(subjects) and clue is not None and any(entry["class"] == "speech" for entry in clue.entries)


def interviewer(sentence: Sentence, inside: Sequence[Token], lexicon: Lexicon) -> Words:
    """The words of a name right after an outlet's: NBC News’ | Ann Lee."""
    place = inside[-1].index + 1
    tokens = sentence.tokens
    if place >= len(tokens) or tokens[place].text.lower() not in _OWNING:
        return NOTHING
    end = place + 1
    days = lexicon.words("forms.weekday")
    while end < len(tokens) and tokens[end].upos == "PROPN" and tokens[end].text.lower() not in days:
        end += 1
    return frozenset(range(place + 1, end))
