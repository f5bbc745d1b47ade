"""Drafts and what was learned of them go in; which of them the text itself shows to be said comes out, whatever was
learned.

Source: marks of quotation, Chicago Manual of Style 2017, 6.9 and 6.125; catenative passives with a participle,
Huddleston and Pullum 2002, 14.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from audit.find.draft import Draft
from audit.find.lookup import ANY_VERB, Cues
from audit.find.verb import is_passive
from audit.model import Sentence

if TYPE_CHECKING:
    from audit.find.refine import Refined

_CLOSING: Final = ("”", '"', "''")
_EXCLAIMED: Final = tuple(mark + closing for mark in "!?…" for closing in _CLOSING)  # no comma stands beside these
_GAP: Final = 4  # characters between a quotation and the words that follow it in its line


def ends_quotation(sentence: Sentence, draft: Draft) -> bool:
    """Whether a clause of saying follows the comma and the mark that end a quotation, which says that it is one: "“…,”
    he is expected to say"."""
    before = [t.text for t in sentence.tokens[: min(draft.source, default=0)]]
    ended = len(before) > 2 and before[-1] in _CLOSING and before[-2] == ","
    return ended and draft.construction == "quotation" and draft.cue_class == "speech" and draft.open


def follows_quotation(text: str, sentence: Sentence, draft: Draft) -> bool:
    """Whether a sentence is cut off from the quotation before it by a mark that a comma would stand for: "“Never!” he
    shouted"."""
    if draft.construction != "quotation" or draft.cue_class != "speech" or not draft.open or draft.content:
        return False
    before = text[max(0, sentence.span.start - _GAP) : sentence.span.start].rstrip(" ")
    return 0 in draft.source | draft.cue and before.endswith(_EXCLAIMED)


def delivered(sentence: Sentence, draft: Draft, cues: Cues) -> bool:
    """Whether a participle of saying tells what stands in a statement: "issued a statement denying the report"."""
    verb = sentence.tokens[draft.head]
    if verb.xpos != "VBG" or verb.deprel != "acl" or draft.entry in (None, ANY_VERB) or draft.cue_class != "speech":
        return False
    noun = sentence.tokens[verb.head]
    return bool(draft.source and draft.content) and cues.lexicon.phrases("people.written").has(noun)


def heard(sentences: Sequence[Sentence], drafts: Sequence[Draft], answers: Sequence[Refined]) -> list[Refined]:
    """The answers, given each one's sentence and draft: where somebody is quoted, heard or shown saying something, the
    participle is the cue, as likely as both together."""
    found = list(answers)
    places = {(id(sentence), draft.head): i for i, (sentence, draft) in enumerate(zip(sentences, drafts, strict=True))}
    for i, (sentence, draft) in enumerate(zip(sentences, drafts, strict=True)):
        said = sentence.tokens[draft.head]
        above = places.get((id(sentence), said.head))
        if above is None or said.xpos != "VBG" or said.deprel not in ("xcomp", "advcl") or draft.cue_class != "speech":
            continue
        hears = sentence.tokens[said.head]
        who = sentence.children(hears.index, "nsubj")
        if draft.entry in (None, ANY_VERB) or not who or not is_passive(sentence, hears) or hears.index > said.index:
            continue
        if who[0].index in draft.source and all(t.index > said.index for t in sentence.children(hears.index, "obl")):
            both = min(1.0, answers[i].probability + answers[above].probability)
            found[i] = attrs.evolve(answers[i], probability=both, source=draft.source)
            found[above] = attrs.evolve(answers[above], probability=0.0)
    return found
