"""Documents of a treebank go in, sentences of news attribution come out: their plain clauses, said by somebody.

Treebanks of all genres hold some thirty inverted clauses of speech ("…," said one official), and news is made of them.
The trees are those that the treebanks give the few that they have: what is said is a ccomp of the verb before or after
it; a verb that interrupts it is a parataxis; "according" is a case with a fixed "to", and who follows it an obl. No
letter is made a capital or a small one: the encoder does not tell them apart, and the parser sees nothing else.
Source: English EWT and GUM; Universal Dependencies, relations ccomp and parataxis.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import attrs

from benchmarks.treebank import Document, Word

PHRASES: Final = Path(__file__).with_suffix(".toml")
WORDS: Final = range(5, 26)  # that a clause may have
_NOT_PLAIN: Final = {"parataxis", "vocative", "list", "reparandum", "orphan", "dislocated", "goeswith"}
_MARKS: Final = set("\"“”‘’':;()[]–—?!")


@attrs.define(eq=False)
class Node:
    """A word of a tree that is being made: its columns from the form to the features, the word it hangs on."""

    columns: tuple[str, str, str, str, str]
    head: Node | None
    label: str


@attrs.frozen
class Clause:
    """A clause's words without its full stop, and the word that all hangs on."""

    nodes: tuple[Node, ...]
    root: Node

    def subject_ends(self) -> int:
        """How many words its subject takes at its beginning; 0 where it does not begin with it, or a word that cannot
        stand alone follows ("He'd")."""
        for node in self.nodes:
            if node.head is self.root and node.label.startswith("nsubj"):
                within = [self._under(one, node) for one in self.nodes]
                size = sum(within)
                cut = size < len(within) and self.nodes[size].columns[0].startswith("'")
                return size if all(within[:size]) and not cut else 0
        return 0

    def _under(self, node: Node | None, top: Node) -> bool:
        while node is not None and node is not top:
            node = node.head
        return node is top


def clauses(documents: Sequence[Document]) -> list[tuple[Word, ...]]:
    """The sentences that are one plain clause: a subject, a full stop, nobody's words, nothing thrown in."""
    return [words for document in documents for words in document.words if _plain(words)]


def _plain(words: Sequence[Word]) -> bool:
    rows = [word.columns for word in words]
    roots = [row[0] for row in rows if row[6] == "0"]
    return (
        len(rows) in WORDS
        and rows[-1][1] == "."
        and len(roots) == 1
        and any(row[6] == roots[0] and row[7].startswith("nsubj") for row in rows)
        and rows[0][1][0].isalnum()
        and not any(row[7].partition(":")[0] in _NOT_PLAIN or set(row[1]) & _MARKS - {"'"} for row in rows)
        and not any(row[7] == "ccomp" and int(row[0]) < int(row[6]) for row in rows)
    )


def _clause(words: Sequence[Word]) -> Clause:
    nodes = {word.columns[0]: Node(_columns(word.columns), None, word.columns[7]) for word in words[:-1]}
    for word in words[:-1]:
        nodes[word.columns[0]].head = nodes.get(word.columns[6])
    return Clause(tuple(nodes.values()), next(node for node in nodes.values() if node.head is None))


def _columns(row: Sequence[str]) -> tuple[str, str, str, str, str]:
    return row[1], row[2], row[3], row[4], row[5]


def phrase(written: str) -> Clause:
    """A phrase as made.toml writes it."""
    parts = [word.partition("/") for word in written.split()]
    nodes = [_word(form, "") for form, _, _ in parts]
    for node, (_, _, rest) in zip(nodes, parts, strict=True):
        node.label, _, place = rest.rpartition(">")
        node.head = nodes[int(place) - 1] if place else None
    return Clause(tuple(nodes), next(node for node in nodes if node.head is None))


def _word(form: str, label: str, head: Node | None = None) -> Node:
    upos = "_" if form.isalnum() or form == "'s" else "PUNCT"
    return Node((form, form, upos, "_", "_"), head, label)


def _on(part: Clause, head: Node | None, label: str) -> tuple[Node, ...]:
    part.root.head, part.root.label = head, label
    return part.nodes


# ------------------------------------------------------------------------------------------------ constructions


def quoted(clause: Clause, who: Clause, verb: Clause, inverted: bool) -> list[Node]:
    """In quotation marks: "The gate is shut," said one official."""
    marks = [_word(mark, "punct", clause.root) for mark in ('"', ",", '"')]
    said = _spoken(who, verb, inverted)
    return [marks[0], *_on(clause, verb.root, "ccomp"), *marks[1:], *said, _word(".", "punct", verb.root)]


def afterwards(clause: Clause, who: Clause, verb: Clause, inverted: bool) -> list[Node]:
    """The gate is shut, said one official."""
    comma = _word(",", "punct", clause.root)
    said = _spoken(who, verb, inverted)
    return [*_on(clause, verb.root, "ccomp"), comma, *said, _word(".", "punct", verb.root)]


def before(clause: Clause, who: Clause, verb: Clause, inverted: bool) -> list[Node]:
    """One official said the gate is shut."""
    said = _spoken(who, verb, inverted=False)
    return [*said, *_on(clause, verb.root, "ccomp"), _word(".", "punct", verb.root)]


def between(clause: Clause, who: Clause, verb: Clause, inverted: bool) -> list[Node]:
    """The gate, one official said, is shut."""
    end = clause.subject_ends()
    if not end:
        return afterwards(clause, who, verb, inverted)
    said = _spoken(who, verb, inverted)
    verb.root.head, verb.root.label = clause.root, "parataxis"
    commas = [_word(",", "punct", verb.root) for _ in range(2)]
    inner = [*clause.nodes[:end], commas[0], *said, commas[1], *clause.nodes[end:]]
    return [*inner, _word(".", "punct", _root(clause))]


def according(clause: Clause, who: Clause, verb: Clause, inverted: bool) -> list[Node]:
    """According to one official, the gate is shut; or after it."""
    first = _word("according", "case", who.root)
    source = [first, _word("to", "fixed", first), *_on(who, clause.root, "obl")]
    comma = _word(",", "punct", who.root)
    root = _root(clause)
    ends = [*clause.nodes, comma, *source] if inverted else [*source, comma, *clause.nodes]
    return [*ends, _word(".", "punct", root)]


CONSTRUCTIONS: Final[tuple[Callable[[Clause, Clause, Clause, bool], list[Node]], ...]] = (
    *(quoted, quoted, afterwards, afterwards, before, between, between, according),
)


def _root(clause: Clause) -> Node:
    clause.root.head, clause.root.label = None, "root"
    return clause.root


def _spoken(who: Clause, verb: Clause, inverted: bool) -> list[Node]:
    """Who speaks and the verb, the tree's root; what else belongs to the verb follows both."""
    _root(verb)
    subject = _on(who, verb.root, "nsubj")
    first, rest = verb.nodes[:1], verb.nodes[1:]
    return [*first, *subject, *rest] if inverted else [*subject, *first, *rest]


# ------------------------------------------------------------------------------------------------ sentences


def made(documents: Sequence[Document], count: int, seed: int) -> Iterator[str]:
    """So many sentences as CoNLL-U; none where the documents hold no plain clause."""
    known = tomllib.loads(PHRASES.read_text(encoding="utf-8"))
    draw = random.Random(seed)
    plain = clauses(documents)
    for _ in range(count if plain else 0):
        clause, who = _clause(draw.choice(plain)), phrase(draw.choice(known["speakers"]))
        inverted = draw.random() < 0.6
        verb = phrase(draw.choice(known["verbs"] if inverted or draw.random() < 0.8 else known["told"]))
        yield written(draw.choice(CONSTRUCTIONS)(clause, who, verb, inverted))


def written(nodes: Sequence[Node]) -> str:
    """A tree as CoNLL-U."""
    places = {id(node): number for number, node in enumerate(nodes, start=1)}
    lines = []
    for number, node in enumerate(nodes, start=1):
        head = places[id(node.head)] if node.head is not None else 0
        lines.append("\t".join([str(number), *node.columns, str(head), node.label, "_", "_"]))
    return "\n".join(lines) + "\n\n"
