"""The words of a claim go in, per word comes out whether its clause says that it is so, and how surely.

A negator turns its clause ("no choice was made"), an undoing word what depends on it ("denies that …"), so that "has
not been ruled out" and "is possible" agree, and "was ruled out" does not. Which words do so stands in
lexicons/polarity.toml.

Source: factuality of events after Saurí and Pustejovsky 2009 (FactBank); implicative verbs after Karttunen 1971.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from audit.model import Token
from audit.trace.echo.senses import Senses

# Relations that end a clause: what lies below them is not turned by a negation above.
_ANOTHER_CLAUSE: Final = frozenset({"advcl", "acl", "parataxis", "acl:relcl"})
_CLAUSE: Final = frozenset({"root", "ccomp", "xcomp", "advcl", "acl", "conj", "parataxis", "csubj"})
CLAUSE_MARKS: Final = frozenset(",;:—–()")  # in a text without a tree they end a clause
_REACH: Final = 5  # words after a verb among which its particle may stand: "ruled the sale of the ferry out"


@frozen
class Attitude:
    """Whether a word's clause says it is so; ``mode`` is "" (a fact), "possible", "planned" or "certain"."""

    positive: bool = True
    mode: str = ""


@frozen(eq=False)
class _Tree:
    """The tokens of a claim, their lemmas in lower case, and the places above (-1 for none) and below each."""

    tokens: Sequence[Token]
    lemmas: Sequence[str]
    heads: Sequence[int]
    below: Sequence[Sequence[int]]

    def relation(self, place: int) -> str:
        """The relation of a token to the one above, without what comes after a colon."""
        return self.tokens[place].deprel.split(":")[0]


def by_tree(tokens: Sequence[Token], heads: Sequence[int], senses: Senses, denied: bool = False) -> list[Attitude]:
    """One Attitude per token; ``heads`` are places among the tokens, -1 where there is none. ``denied``: what stands
    outside of the tokens says that it is not so."""
    below: list[list[int]] = [[] for _ in tokens]
    for place, head in enumerate(heads):
        if head >= 0:
            below[head].append(place)
    lemmas = [(token.lemma or token.text).lower().replace("’", "'") for token in tokens]
    tree = _Tree(tokens, lemmas, heads, below)
    turned = [False] * len(tokens)
    modes = [""] * len(tokens)
    given = [_role(tree, place, senses) for place in range(len(tokens))]
    negators = frozenset(place for place, role in enumerate(given) if role == "negator")
    for place, token in enumerate(tokens):
        role = given[place]
        if role == "negator":
            _turn(turned, _scope(tree, _clause_of(tree, place), senses, within=True, negators=negators))
        elif role == "undoing":
            top = heads[place] if token.upos == "ADV" else place  # "has yet to decide" undoes the deciding
            if top >= 0:
                _turn(turned, _scope(tree, top, senses, within=False))
        elif role:
            top, within = place, False
            if token.upos == "AUX" or tree.relation(place) in ("aux", "advmod"):
                top, within = heads[place], True
            if top >= 0:
                for other in _scope(tree, top, senses, within=within):
                    if not modes[other] or role == "possible":
                        modes[other] = role
    if denied:
        for top in (place for place, head in enumerate(heads) if head < 0):
            _turn(turned, _scope(tree, top, senses, within=True))
    return [Attitude(not flip, mode) for flip, mode in zip(turned, modes, strict=True)]


def denies(cue: str, senses: Senses) -> bool:
    """Whether the words that bring a content on say that it is not so: "denied", "wrongly reported", not "did not
    deny"."""
    words = cue.lower().replace("’", "'").split()
    roles = [_spoken_role(words, place, senses) for place in range(len(words))]
    return sum(role in ("negator", "undoing") for role in roles) % 2 == 1


def by_clause(words: Sequence[str], senses: Senses) -> list[Attitude]:
    """One Attitude per lower-case word of a text without a tree: a clause ends at punctuation and at "but"."""
    found: list[Attitude] = []
    start = 0
    edges = [n for n, word in enumerate(words) if word in CLAUSE_MARKS or word in senses.contrast]
    for edge in [*edges, len(words)]:
        clause = words[start:edge]
        undone, mode = 0, ""
        undoing: set[int] = set()
        for place in range(len(clause)):
            role = _spoken_role(clause, place, senses)
            if role in ("negator", "undoing"):
                undone += 1
                undoing |= {place} if role == "undoing" else set()
            elif role:
                mode = "possible" if "possible" in (mode, role) else role
        length = min(edge + 1, len(words)) - start
        # a word that denies does not deny itself
        found += [Attitude((undone - (place in undoing)) % 2 == 0, mode) for place in range(length)]
        start = edge + 1
    return found


def _spoken_role(clause: Sequence[str], place: int, senses: Senses) -> str | None:
    word = clause[place]
    reach = 1 if word in senses.light else _REACH
    for after, role in senses.phrasal_of(word).items():
        if after in clause[place + 1 : place + 1 + reach]:
            return role
    return senses.role(word)


def _role(tree: _Tree, place: int, senses: Senses) -> str | None:
    token, lemma = tree.tokens[place], tree.lemmas[place]
    if token.upos == "PROPN":
        return None  # the month of May
    phrasal = senses.phrasal.get(lemma, {})
    particle = next((p for p in tree.below[place] if tree.tokens[p].deprel == "compound:prt"), None)
    if particle is not None:
        return phrasal.get(tree.lemmas[particle])
    if place + 1 < len(tree.lemmas) and tree.lemmas[place + 1] in phrasal:
        return phrasal[tree.lemmas[place + 1]]
    text = token.text.lower().replace("’", "'")
    if token.upos == "AUX" and text in senses.roles:  # "might" may be lemmatized as another modal
        return senses.roles[text]
    role = senses.roles.get(lemma)
    if role == "possible" and token.deprel == "amod":
        return None  # "a possible target" is not less of a target
    return role


def _clause_of(tree: _Tree, place: int) -> int:
    """The head of the clause that a negator turns: what it modifies, or the predicate that "nobody" and "no choice" go
    with; of a preposition ("without"), what it governs."""
    head, relation = tree.heads[place], tree.relation(place)
    if relation in ("case", "mark"):
        return head if head >= 0 else place
    here = head if relation in ("advmod", "det", "cc") and head >= 0 else place
    for _ in range(len(tree.tokens)):
        above, role = tree.heads[here], tree.relation(here)
        if above < 0 or role in _CLAUSE:
            break
        if relation == "advmod" and role in ("obl", "nmod", "obj", "amod"):
            break  # "not far", "not by force": the phrase, not the clause
        here = above
    return here


def _scope(tree: _Tree, top: int, senses: Senses, within: bool, negators: frozenset[int] = frozenset()) -> list[int]:
    """What a turning word governs: the clause below ``top``, itself with ``within``, without clauses of their own.

    A clause joined to it that has one of the ``negators`` itself is turned by that one ("made no choice and reached no
    deal").
    """
    found = [top] if within else []
    stack, seen = [top], {top}
    while stack:
        here = stack.pop()
        for place in tree.below[here]:
            relation, plain = tree.tokens[place].deprel, tree.relation(place)
            if place in seen or relation in _ANOTHER_CLAUSE or plain in _ANOTHER_CLAUSE:
                continue
            below = tree.below[place]
            if plain == "conj":
                if any(tree.relation(p) == "nsubj" or tree.lemmas[p] in senses.contrast for p in below):
                    continue
                if negators.intersection(p for kid in (place, *below) for p in tree.below[kid]):
                    continue
            if plain == "nsubj" and not within and relation != "nsubj:pass":
                continue  # who denies is not denied
            seen.add(place)
            found.append(place)
            stack.append(place)
    return found


def _turn(turned: list[bool], places: Sequence[int]) -> None:
    for place in places:
        turned[place] = not turned[place]
