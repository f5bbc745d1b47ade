"""A draft in its sentence goes in, the same comes out with a content that reaches as far as the words say.

"The pier is old, Lund said, and the wall leaks": what is coordinated after a cue put in between is said too. "The pier
is old and, as of May, shut, two guards have said": a cue that ends its sentence after a comma is of all before it. "His
vow to leave pleased them": what a noun has as its content ends with the noun's own phrase.

Source: comment clauses and their place, Quirk et al. 1985, 15.53 to 15.55; of thirteen such coordinations in PolNeAR's
training part all eleven after a verb of saying are counted to what is said.
"""

from __future__ import annotations

from typing import Final

import attrs

from audit.find.draft import Draft, Words, below, is_clause, is_finite
from audit.find.lookup import Cues
from audit.model import Sentence, Token

_NOMINAL: Final = ("noun", "adjective")


def reached(sentence: Sentence, draft: Draft, quoted: Words, cues: Cues) -> Draft:
    """The draft with its content made longer or shorter; ``quoted`` are the places of words inside quotations."""
    content = draft.content
    if not content:
        return draft
    if draft.construction.startswith(_NOMINAL):
        content = _within_phrase(sentence, draft)
    elif draft.source and draft.cue_class == "speech" and not content & quoted:
        who = draft.source | draft.cue | draft.addressee
        if max(content) < min(who):
            content |= _coordinated(sentence, draft, max(who), cues) | _all_before(sentence, min(who), max(who))
    return attrs.evolve(draft, content=content - draft.source - draft.cue) if content != draft.content else draft


def _within_phrase(sentence: Sentence, draft: Draft) -> Words:
    """The content of a noun or adjective without the predicate that its phrase is a part of."""
    root = sentence.root
    head = sentence.tokens[draft.head]
    if root is None or root.index not in draft.content or head.upos not in ("NOUN", "PROPN"):
        return draft.content
    return draft.content & below(sentence, draft.head) or draft.content


def _coordinated(sentence: Sentence, draft: Draft, last: int, cues: Cues) -> Words:
    """The clause that goes on after a cue between commas, with a subject of its own: "…, Lund said, and the wall
    leaks"."""
    tokens = sentence.tokens
    if last + 2 >= len(tokens) or tokens[last + 1].text != "," or tokens[last + 2].upos != "CCONJ":
        return frozenset()
    joint = tokens[last + 2]
    clause = tokens[joint.head]
    fits = joint.deprel == "cc" and clause.index > joint.index and is_finite(sentence, clause)
    own = sentence.children(clause.index, "nsubj", "expl", "csubj")
    tells = cues.of(sentence, clause) is not None and sentence.children(clause.index, "ccomp", "parataxis")
    if not fits or not is_clause(sentence, clause) or not own or tells:
        return frozenset()
    return frozenset(i for i in below(sentence, clause.index) if i > joint.index)


def _all_before(sentence: Sentence, first: int, last: int) -> Words:
    """All words before a cue that ends its sentence, after a comma, where the sentence's main verb is among them."""
    tokens, root = sentence.tokens, sentence.root
    ends = all(token.upos == "PUNCT" for token in tokens[last + 1 :])
    if root is None or not ends or first < 2 or tokens[first - 1].text != "," or root.index >= first - 1:
        return frozenset()
    return frozenset(range(first - 1)) if _is_whole(sentence, root) else frozenset()


def _is_whole(sentence: Sentence, root: Token) -> bool:
    """Whether a finite clause stands by itself."""
    return is_finite(sentence, root) and bool(sentence.children(root.index, "nsubj", "expl", "csubj"))
