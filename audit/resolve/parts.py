"""The words of a source go in with their tree, the same come out taken apart: its nouns, what counts them, what stands
before them.

Source: the parts of a noun phrase, Quirk et al. 1985, ch. 17; relations of Universal Dependencies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from attrs import field, frozen

from audit.model import Detail, Sentence, Span, Token
from audit.resolve.nouns import Nouns


@frozen
class Parts:
    """A source's words taken apart: the noun that says who they are, its conjuncts, what counts them.

    ``core`` is the head noun ("officials" in "one of the officials"), ``heads`` it and its conjuncts, ``outer`` the
    words that count a part of it ("one"); ``inside`` are the places of the words.
    """

    sentence: Sentence
    inside: frozenset[int]
    text: str
    nouns: Nouns
    core: Token
    heads: tuple[Token, ...]
    outer: tuple[Token, ...] = ()
    _before: dict[int, tuple[Token, ...]] = field(init=False, factory=dict, eq=False, repr=False)

    def children(self, token: Token, *relations: str) -> list[Token]:
        """Those dependents of a word that are among the source's words."""
        return [c for c in self.sentence.children(token.index, *relations) if c.index in self.inside]

    def detail(self, places: Iterable[int]) -> Detail:
        """The words from the first to the last of these places, as the article has them."""
        found = sorted(places)
        tokens = self.sentence.tokens
        span = Span(tokens[found[0]].span.start, tokens[found[-1]].span.end)
        return Detail(span.of(self.text), (span,))

    def before(self, head: Token) -> tuple[Token, ...]:
        """The words before a head noun that hang on it or below it, in text order, marks left out."""
        found = self._before.get(head.index)
        if found is None:
            inside, tokens = self.inside, self.sentence.tokens
            below = [tokens[i] for i in self.sentence.subtree(head.index) if i < head.index and i in inside]
            found = self._before[head.index] = tuple([token for token in below if token.upos != "PUNCT"])
        return found


def head_of(sentence: Sentence, inside: frozenset[int]) -> Token | None:
    """The word that the others at these places hang on, no function word if it can be; None for no places."""
    for index in sorted(inside):
        token = sentence.tokens[index]
        if (token.head not in inside and token.upos not in ("PUNCT", "ADP", "DET", "CCONJ", "ADV")) or len(inside) == 1:
            return token
    return next((sentence.tokens[i] for i in sorted(inside) if sentence.tokens[i].head not in inside), None)


def take_apart(sentence: Sentence, head: Token, inside: frozenset[int], text: str, nouns: Nouns) -> Parts:
    """The parts of a source's words: ``inside`` are their places, ``head`` is the one that the others hang on."""
    head = _last_of_its_kind(sentence, head, inside)
    outer: list[Token] = []
    core = head
    for place in sorted(inside):  # "eight of 10 voters"
        token = sentence.tokens[place]
        if place < head.index and token.upos == "NUM" and token.head == head.head and token.head >= 0:
            outer.append(token)
    while core.upos == "NUM" or {nouns.lemma(core), core.text.lower()} & nouns.part or nouns.counts(core.text.lower()):
        below = [
            c
            for c in sentence.children(core.index, "nmod", "obl")
            if c.index in inside and c.index > core.index and has_case(sentence, c, nouns.of) and c not in outer
        ]
        if not below or core in outer:
            break
        outer.append(core)
        core = below[0]
    heads = [core]
    for here in heads:
        for c in sentence.children(here.index, "conj"):
            if c.index in inside and c.upos in ("NOUN", "PROPN", "PRON", "ADJ") and c not in heads:
                heads.append(c)
    return Parts(sentence, inside, text, nouns, core, tuple(heads), tuple(outer))


def _last_of_its_kind(sentence: Sentence, head: Token, inside: frozenset[int]) -> Token:
    """Of two nouns side by side that the tree hangs on the same word the later one: "doctor" in "candidate Lee's
    doctor", "voters" in "eight of 10 voters"."""
    for place in sorted(inside, reverse=True):
        token = sentence.tokens[place]
        twin = token.head == head.head and token.deprel == head.deprel and token.upos in ("NOUN", "PROPN")
        if place <= head.index or head.head < 0 or head.deprel == "conj" or not twin:
            continue
        owned = any(c.index < place for c in sentence.children(place, "nmod:poss"))
        marked = any(sentence.tokens[i].upos == "PUNCT" for i in range(head.index, place))
        if (owned or head.upos == "NUM") and not marked:
            return token
    return head


def own_names(sentence: Sentence, head: Token, inside: Collection[int]) -> list[Token]:
    """The proper nouns that stand beside a common noun as the name of the same person: "the mayor, Jane Alvarez";
    ``inside`` are the places of the words that are a source.

    A noun has one relation to its verb: of two that have the same, with no coordinator between, the later is the
    earlier's apposition ("the lawyer, Mark Lund, said", which trees have as two subjects). Those whom a part is taken
    of may have the apposition ("one of the candidates, Jane Alvarez").
    """
    tops = [head, *_whole_of(sentence, head, inside)]
    tops += [c for c in sentence.children(head.index, "appos") if c.upos == "NOUN" and c.index in inside]
    twins = [t for t in sentence.tokens[head.index + 1 :] if _is_twin(sentence, head, t) and t.index in inside]
    beside = [c for top in tops for c in sentence.children(top.index, "appos", "flat")]
    found: list[Token] = []
    for token in (*beside, *twins):
        runs_on = found and token.deprel == "flat"
        if token.index > head.index and token.index in inside and token.upos == "PROPN" and not runs_on:
            found.append(token)
    return [t for t in found if t.xpos != "NNPS"]


def _whole_of(sentence: Sentence, head: Token, inside: Collection[int]) -> list[Token]:
    """The noun under a numeral or a pronoun ("one of the candidates")."""
    if head.upos not in ("NUM", "PRON", "DET"):
        return []
    return [c for c in sentence.children(head.index, "nmod") if c.index in inside and c.index > head.index]


def _is_twin(sentence: Sentence, head: Token, token: Token) -> bool:
    same = token.head == head.head and token.head >= 0 and token.deprel == head.deprel
    if not same or head.deprel.split(":")[0] not in ("nsubj", "obl", "obj"):
        return False
    return not sentence.children(token.index, "cc", "case")


def has_case(sentence: Sentence, noun: Token, words: Collection[str]) -> bool:
    """Whether one of these words, in lower case, governs the noun as its preposition."""
    return any(c.text.lower() in words for c in sentence.children(noun.index, "case"))


def is_people(parts: Parts, token: Token) -> bool:
    """Mexicans, African-Americans, Muslims: whom one is born among, not what one does. A capital at the start of a
    sentence tells nothing."""
    return parts.nouns.is_of_people(token) and (token.upos in ("PROPN", "ADJ") or not begins(parts.sentence, token))


def begins(sentence: Sentence, token: Token) -> bool:
    """Whether a word is the first of its sentence, so that its capital tells nothing."""
    return all(t.upos in ("PUNCT", "SYM") for t in sentence.tokens[: token.index])


def phrase(sentence: Sentence, noun: Token) -> frozenset[int]:
    """The places of a noun phrase, without its preposition and the clauses that hang on it."""
    clauses = sentence.children(
        noun.index, "acl", "appos", "parataxis", "punct", "cop", "aux", "advcl", "nsubj", "case"
    )
    left_out = {index for clause in clauses for index in sentence.subtree(clause.index)}
    return frozenset(sentence.subtree(noun.index)) - left_out | {noun.index}
