"""A sentence's tree goes in, who would not comment comes out, with the words that say so.

A verb of refusing governs one of commenting or a request, a verb of commenting stands under "would not", one of
replying under "did not", or "no comment" is had or said.

Source: AP Stylebook, anonymous sources (nobody both speaks unnamed and declines to comment).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Sentence, Span, Token

_OBJECTS: Final = ("obj", "obl", "ccomp", "parataxis")  # the last two where "no comment" is what was said


@frozen
class Refusal:
    """Somebody would not comment: ``who`` are the subject's words with their places, ``span`` where it says so."""

    who: tuple[Token, ...]
    span: Span


def refusals_in(sentence: Sentence, lexicon: Lexicon) -> Iterator[Refusal]:
    """Every refusal of a sentence that has a subject, in text order."""
    asked = lexicon.phrases("standards.refusing", "standards.commenting", "standards.replying", "standards.request")
    found = [sentence.tokens[match.first] for match in asked.find(sentence.tokens)]
    verbs = {t.index for t in found} | {t.head for t in found if t.head >= 0}
    for token in (sentence.tokens[place] for place in sorted(verbs)):
        last = _refused(sentence, token, lexicon)
        subject = _subject(sentence, token) if last is not None else None
        if last is None or subject is None:
            continue
        clauses = {i for c in sentence.children(subject.index, "acl", "appos") for i in sentence.subtree(c.index)}
        who = tuple(sentence.tokens[i] for i in sentence.subtree(subject.index) if i not in clauses)
        first = min((token, last), key=lambda t: t.span.start)
        yield Refusal(who, Span(first.span.start, max(token.span.end, last.span.end)))


def _refused(sentence: Sentence, verb: Token, lexicon: Lexicon) -> Token | None:
    """The word that a refusal ends in, where a verb is one; None where it is none."""
    below = sentence.children(verb.index)
    asked = [c for c in below if c.deprel.split(":")[0] in _OBJECTS and lexicon.phrases("standards.request").has(c)]
    commenting = lexicon.phrases("standards.commenting")
    if lexicon.phrases("standards.refusing").has(verb):
        return next(
            (c for c in (*sentence.children(verb.index, "xcomp"), *asked) if c in asked or commenting.has(c)), None
        )
    if any("PronType=Neg" in d.feats for c in asked for d in sentence.children(c.index, "det")):
        return asked[0]
    if not any("Polarity=Neg" in c.feats for c in below if c.deprel.startswith("advmod")):
        return None
    if commenting.has(verb) and any(lexicon.phrases("standards.unwilling").has(c) for c in below if c.deprel == "aux"):
        return verb
    return asked[0] if asked and lexicon.phrases("standards.replying").has(verb) else None


def _subject(sentence: Sentence, verb: Token) -> Token | None:
    """Whoever a verb is said of: its own subject, that of the verb it is joined to, the noun its clause hangs on."""
    here, seen = verb, set[int]()
    while here.index not in seen:
        seen.add(here.index)
        own = next(iter(sentence.children(here.index, "nsubj")), None)
        above = sentence.tokens[here.head] if here.head >= 0 else None
        relation = here.deprel.split(":")[0]
        if own is not None and not (own.upos == "PRON" and above is not None and relation in ("acl", "ccomp")):
            return own
        if above is None or (own is None and relation not in ("conj", "xcomp", "acl", "advcl")):
            return own
        if relation == "acl":
            return above
        here = above
    return None
