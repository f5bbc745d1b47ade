"""A tree and the places where it names one outlet go in, a tree in which these are one name comes out: "NBC’s “Meet the
Press”", where each word of the programme hangs on what it would mean elsewhere.

The name of a programme or a newspaper keeps the shape of a phrase or a clause ("Meet the Press", "Face the Nation"), so
parsers read it as one; yet as a name it stands where one noun would. In Universal Dependencies its first word heads it,
and the others are flat below that.

Source: Quirk et al. 1985, 5.60, and Huddleston and Pullum 2002, 5.20.2, on names that have the form of other phrases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from attrs import evolve

from audit.model import Sentence, Span, Token

_BETWEEN: Final = re.compile(r"(?:['’]s?)?\s*['’]?s?\s*[“\"‘'`]*\s*")
_TITLE: Final = re.compile(r"['’]s?\s+[“\"‘'`]{1,2}(?P<title>[A-Z][\w’]*(?: (?:[A-Z&][\w’]*|[a-z]{1,4}))*)[,.]?[”\"’']")
_NAMING: Final = ("PROPN", "NOUN", "ADJ", "NUM", "X")  # a name of these alone is read as one
_PLACED: Final = ("obj", "iobj", "nsubj", "obl", "nmod", "root", "appos", "conj")


def joined(text: str, mentions: Sequence[tuple[Span, str | None]]) -> list[Span]:
    """For each mention the span of the whole name that it is part of: of an outlet and its own programme, where
    nothing but a possessive and quotation marks stands between them, or of a title in quotation marks after a
    possessive; else its own. ``text`` is that of the article, ``mentions`` are those of one sentence in order, each
    with a name of its outlet."""
    titles = [_TITLE.match(text, span.end) for span, _ in mentions]
    wholes = [Span(s.start, t.end("title") if t else s.end) for (s, _), t in zip(mentions, titles, strict=True)]
    for place in range(1, len(mentions)):
        (one, first), (two, second) = mentions[place - 1], mentions[place]
        if first is not None and first == second and _BETWEEN.fullmatch(text, one.end, two.start):
            whole = Span(wholes[place - 1].start, max(two.end, wholes[place].end))
            wholes = [whole if whole.start <= span.start and span.end <= whole.end else span for span in wholes]
    return wholes


def with_unit(sentence: Sentence, inside: Sequence[Token]) -> Sentence:
    """The sentence with the words ``inside`` as one name: the first heads it and takes over what holds it and all that
    hangs on the others; the same sentence where they are one already."""
    places = {token.index for token in inside}
    tops = [token for token in inside if token.head not in places]
    first = inside[0]
    held = len({token.head for token in tops}) == 1
    plain = all(token.upos in _NAMING for token in inside[1:])
    if plain or (held and tops[0].upos != "VERB" and not _split(sentence, places, tops)):
        return sentence
    top = next((token for token in tops if token.deprel.split(":")[0] in _PLACED), tops[-1])
    cased = any(t.upos == "ADP" and t.index < first.index for p in places for t in sentence.children(p))
    relation = top.deprel if top.deprel.split(":")[0] in _PLACED else "obl" if cased else "dep"
    relation = "obl" if cased and relation in ("root", "obj", "iobj", "nsubj") and top.head >= 0 else relation
    tokens = []
    for token in sentence.tokens:
        if token.index == first.index:
            token = evolve(token, head=top.head, deprel=relation, upos="PROPN")
        elif token.index in places:
            token = evolve(token, head=first.index, deprel="flat")
        elif token.head in places:
            placing = token.upos == "ADP" and token.index < first.index
            token = evolve(token, head=first.index, deprel="case" if placing else token.deprel)
        tokens.append(token)
    return evolve(sentence, tokens=tuple(tokens))


def _split(sentence: Sentence, places: set[int], tops: Sequence[Token]) -> bool:
    """Whether the preposition of the words hangs on another of them than their head."""
    before = min(places)
    return any(case.index < before for place in places - {tops[0].index} for case in sentence.children(place, "case"))
