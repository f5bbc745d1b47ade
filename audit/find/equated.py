"""A sentence's tree goes in, what somebody's own words are said to be comes out: "Lund's complaint was that the pier is
old", "the mayor made the case that it is safe".

Source: that-clauses as subject complements, Quirk et al. 1985, 15.4; light verbs, Huddleston and Pullum 2002, 4.7.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audit.find.draft import Draft, below
from audit.find.lookup import Cues, before
from audit.find.source import phrase, possessor, possessor_words, subject
from audit.model import Sentence, Token

_SURE: Final = 0.7
_BETWEEN: Final = ("ADV", "PUNCT")  # what may stand between "was" and "that"


def equated(sentence: Sentence, cues: Cues) -> Iterator[Draft]:
    """The drafts of a sentence whose content is told to be somebody's complaint, argument or view, or the case that
    somebody makes."""
    for noun in sentence.tokens:
        if noun.upos == "NOUN" and noun.deprel.split(":")[0] == "nsubj" and noun.head > noun.index:
            draft = _is(sentence, noun, cues)
            if draft is not None:
                yield draft
    for match in cues.lexicon.found("find.making", sentence):
        draft = _makes(sentence, sentence.tokens[match.first], sentence.tokens[match.last], cues)
        if draft is not None:
            yield draft


def _is(sentence: Sentence, noun: Token, cues: Cues) -> Draft | None:
    clue = cues.of(sentence, noun, "noun")
    if clue is None or not clue.takes("clause"):
        return None
    clause = sentence.tokens[noun.head]
    owner = possessor(sentence, noun)
    author = next((t for t in sentence.children(noun.index, "nmod") if before(sentence, t, cues.authors)), None)
    if author is None:  # "an argument made by Lund is that …"
        made = [t for v in sentence.children(noun.index, "acl") for t in sentence.children(v.index, "obl")]
        author = next((t for t in made if before(sentence, t, cues.agents)), None)
    if owner is not None:
        source = possessor_words(sentence, owner)
    elif author is not None:
        source = phrase(sentence, author)
    else:
        return None
    inside = sentence.subtree(clause.index)
    ties = [t for t in sentence.tokens if t.index in inside and t.upos == "AUX" and t.deprel == "cop"]
    tie = next((t for t in ties if t.index > noun.index and t.head in (clause.index, clause.head)), None)
    if tie is None:
        return None
    mark = next((t for t in sentence.tokens[tie.index + 1 :] if t.upos not in _BETWEEN), None)
    if mark is None or not cues.lexicon.phrases("claims.content-that").has(mark) or mark.upos != "SCONJ":
        return None
    content = frozenset(i for i in below(sentence, clause.index) if i >= mark.index)
    cue = frozenset([noun.index, tie.index])
    entry = clue.entry_for("clause")
    return Draft(
        "noun clause",
        noun.index,
        cue,
        content,
        entry["class"],
        _SURE,
        source=source - content,
        entry=entry,
        frame="clause",
    )


def _makes(sentence: Sentence, verb: Token, noun: Token, cues: Cues) -> Draft | None:
    """She made the case [that it is safe]: wherever the tree hangs the clause."""
    after = next((t for t in sentence.tokens[noun.index + 1 :] if t.upos not in _BETWEEN), None)
    if (
        after is None
        or not cues.lexicon.phrases("claims.content-that").has(after)
        or after.upos != "SCONJ"
        or after.head < 0
    ):
        return None
    clause, who = sentence.tokens[after.head], subject(sentence, verb, cues)
    if clause.head not in (verb.index, noun.index) or who is None:
        return None
    cue = frozenset(t.index for t in (verb, noun)) | frozenset(
        t.index for t in sentence.children(verb.index, "aux") if t.index < noun.index
    )
    content = below(sentence, clause.index)
    source = phrase(sentence, who) - content - cue
    return Draft("noun clause", noun.index, cue, content, "speech", _SURE, source=source) if source else None
