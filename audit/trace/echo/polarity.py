"""The words of a claim go in, per word comes out whether its clause says that it is so, and how surely.

A negator turns its clause ("no choice was made"), an undoing word what depends on it ("denies that …"), so that "has
not
been ruled out" and "is possible" agree, and "was ruled out" does not. Which words do so stands in
lexicons/polarity.toml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from audit.model import Token

# Relations that end a clause: what lies below them is not turned by a negation above.
_ANOTHER_CLAUSE: Final = frozenset({"advcl", "acl", "parataxis", "acl:relcl"})
_CLAUSE: Final = frozenset({"root", "ccomp", "xcomp", "advcl", "acl", "conj", "parataxis", "csubj"})
_EDGES: Final = frozenset(", ; : — – ( ) but while although though whereas".split())


@frozen
class Attitude:
    """Whether a word's clause says it is so; ``mode`` is "" (a fact), "possible", "planned" or "certain"."""

    positive: bool = True
    mode: str = ""


def by_tree(tokens: Sequence[Token], heads: Sequence[int], roles: Mapping[str, str]) -> list[Attitude]:
    """One Attitude per token; ``heads`` are places among the tokens, -1 where there is none."""
    below: list[list[int]] = [[] for _ in tokens]
    for place, head in enumerate(heads):
        if head >= 0:
            below[head].append(place)
    turned = [False] * len(tokens)
    modes = [""] * len(tokens)
    lemmas = [(token.lemma or token.text).lower().replace("’", "'") for token in tokens]
    given = [_role(tokens, lemmas, heads, below, place, roles) for place in range(len(tokens))]
    negators = frozenset(place for place, role in enumerate(given) if role == "negator")
    for place, token in enumerate(tokens):
        role = given[place]
        if role == "negator":
            scope = _scope(tokens, below, _clause_of(tokens, heads, place), within=True, negators=negators)
            _turn(turned, scope)
        elif role == "undoing":
            top = heads[place] if lemmas[place] == "yet" else place
            if lemmas[place] == "yet" and not _yet_to(tokens, below, heads, place):
                continue
            _turn(turned, _scope(tokens, below, top, within=False))
        elif role:
            top, within = place, False
            if token.upos == "AUX" or token.deprel.split(":")[0] in ("aux", "advmod"):
                top, within = heads[place], True
            if top >= 0:
                for other in _scope(tokens, below, top, within=within):
                    if not modes[other] or role == "possible":
                        modes[other] = role
    return [Attitude(not flip, mode) for flip, mode in zip(turned, modes, strict=True)]


def by_clause(words: Sequence[str], roles: Mapping[str, str]) -> list[Attitude]:
    """One Attitude per word of a text without a tree: a clause ends at punctuation and at "but"."""
    found: list[Attitude] = []
    start = 0
    for edge in [*(n for n, word in enumerate(words) if word in _EDGES), len(words)]:
        clause = words[start:edge]
        undone, mode = 0, ""
        undoing: set[int] = set()
        for place, word in enumerate(clause):
            role = _spoken_role(clause, place, roles)
            if role in ("negator", "undoing") or word.endswith("n't"):
                undone += 1
                undoing |= {place} if role == "undoing" else set()
            elif role:
                mode = "possible" if "possible" in (mode, role) else role
        length = min(edge + 1, len(words)) - start
        # a word that denies does not deny itself
        found += [Attitude((undone - (place in undoing)) % 2 == 0, mode) for place in range(length)]
        start = edge + 1
    return found


def _spoken_role(clause: Sequence[str], place: int, roles: Mapping[str, str]) -> str | None:
    word = clause[place]
    if word == "yet":
        return "undoing" if clause[place + 1 : place + 2] == ["to"] else None
    for form in (
        word,
        word.removesuffix("s"),
        word.removesuffix("es"),
        word.removesuffix("ed"),
        word.removesuffix("d"),
    ):
        if form in roles:
            return roles[form]
    if word in ("rule", "ruled", "rules", "ruling") and "out" in clause[place + 1 : place + 6]:
        return roles.get("rule_out")
    return roles.get(word[:-3] + "y") if word.endswith("ied") else None


def _role(
    tokens: Sequence[Token],
    lemmas: Sequence[str],
    heads: Sequence[int],
    below: Sequence[Sequence[int]],
    place: int,
    roles: Mapping[str, str],
) -> str | None:
    if tokens[place].upos == "PROPN":
        return None  # the month of May
    particle = next((p for p in below[place] if tokens[p].deprel == "compound:prt"), None)
    if particle is not None:
        return roles.get(f"{lemmas[place]}_{lemmas[particle]}")
    text = tokens[place].text.lower().replace("’", "'")
    if text in ("would", "could", "might", "may", "should"):  # Stanza's lemma of these may be another
        return roles.get(text)
    role = roles.get(lemmas[place])
    if role == "possible" and tokens[place].deprel == "amod":
        return None  # "a possible target" is not less of a target
    return role


def _yet_to(tokens: Sequence[Token], below: Sequence[Sequence[int]], heads: Sequence[int], place: int) -> bool:
    """Whether a "yet" says that something has not happened: "has yet to decide"."""
    after = tokens[place + 1].text.lower() if place + 1 < len(tokens) else ""
    return heads[place] >= 0 and after == "to"


def _clause_of(tokens: Sequence[Token], heads: Sequence[int], place: int) -> int:
    """The head of the clause that a negator turns: what it modifies, or the predicate that "nobody" and "no choice" go
    with."""
    token = tokens[place]
    if token.deprel == "case" or token.lemma.lower() == "without":
        return heads[place] if heads[place] >= 0 else place
    here = heads[place] if token.deprel.split(":")[0] in ("advmod", "det", "cc") and heads[place] >= 0 else place
    for _ in range(len(tokens)):
        above, relation = heads[here], tokens[here].deprel.split(":")[0]
        if above < 0 or relation in _CLAUSE:
            break
        if token.deprel.split(":")[0] == "advmod" and relation in ("obl", "nmod", "obj", "amod"):
            break  # "not far", "not by force": the phrase, not the clause
        here = above
    return here


def _scope(
    tokens: Sequence[Token],
    below: Sequence[Sequence[int]],
    top: int,
    within: bool,
    negators: frozenset[int] = frozenset(),
) -> list[int]:
    """What a turning word governs: the clause below ``top``, itself with ``within``, without clauses of their own.

    A clause joined to it that has one of the ``negators`` itself is turned by that one ("made no choice and reached no
    deal").
    """
    found = [top] if within else []
    stack, seen = [top], {top}
    while stack:
        here = stack.pop()
        for place in below[here]:
            relation = tokens[place].deprel
            plain = relation.split(":")[0]
            if place in seen or relation in _ANOTHER_CLAUSE or plain in _ANOTHER_CLAUSE:
                continue
            kids = {tokens[p].deprel.split(":")[0] for p in below[place]}
            if plain == "conj" and ("nsubj" in kids or any(tokens[p].text.lower() == "but" for p in below[place])):
                continue
            if plain == "conj" and negators.intersection(p for kid in (place, *below[place]) for p in below[kid]):
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
