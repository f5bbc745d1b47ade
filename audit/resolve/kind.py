"""What a source's words tell goes in, its kind comes out: could the reader find out who said it?

Source: ours: the borderline decisions of the attribution vocabulary that the README's table of kinds repeats.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Phrase, Sentence, Token
from audit.resolve.nouns import Nouns, is_plural, nouns_of, points_by, roles_of
from audit.resolve.parts import begins, has_case, own_names

# The roles in sources.toml of a noun that is not listed there, by what it stands for
_ROLES: Final = {
    "person": frozenset({"anonymous"}),
    "people": frozenset({"anonymous"}),
    "body": frozenset({"institution"}),
    "document": frozenset({"document"}),
}


@frozen
class Described:
    """What the words of a source tell: its kind before any reference is followed, the number, and how it points.

    ``points`` is "person" (he, she), "group" (they), "thing" (it), "relative" (who), "author" (I, we), "definite" ("the
    senator"), or None where it stands for itself.
    """

    kind: str
    number: int | None = None
    points: str | None = None


@frozen(eq=False)
class Kinds:
    """Decides kinds by the lexicon's nouns; ask ``kinds_of`` for the one of a lexicon."""

    lexicon: Lexicon
    nouns: Nouns

    def describe(self, phrase: Phrase, sentence: Sentence, head: Token, inside: frozenset[int]) -> Described:
        """The kind that a source's words have by themselves; ``inside`` are their places, ``head`` is the main one."""
        nouns = self.nouns
        if head.upos == "PRON" or head.xpos in ("WP", "WDT", "PRP", "PRP$", "WP$"):
            return self._pronoun(phrase, sentence, head, inside)
        if nouns.is_name(head) and not _by_start(phrase, sentence, head) and not nouns.is_one_of_group(sentence, head):
            return Described("none") if phrase.sort == "thing" else Described("named")
        if _names_a_member(sentence, head, inside, nouns):
            return Described("named")
        whole = self._whole(sentence, head, inside)
        if whole is not None:
            return self.describe(phrase, sentence, whole, inside)
        roles = roles_of(nouns, sentence, head) or _ROLES.get(phrase.sort, frozenset())
        share = head.lemma.lower() in self.lexicon.words("people.share") or head.text in self.lexicon.words(
            "people.share"
        )
        if head.upos == "ADJ" and _definite(sentence, head, inside, nouns) and _aged(sentence, head, inside):
            return Described("anonymous", 1, "definite")
        written = head.upos == "ADJ" and "document" in roles  # "the brief", which the tagger may take for short
        counted = head.upos in ("DET", "NUM", "ADJ", "SYM") and not written
        if counted or share or head.text.lower() in nouns.quantifiers:
            return self._quantity(phrase, sentence, head, inside, share)
        number, plural = phrase.number, nouns.plural(head)
        definite = _definite(sentence, head, inside, nouns)
        points = "definite" if definite else None
        told = self._told(sentence, head, inside)
        if "vague" in roles:
            narrowed = _has_basis(phrase, sentence, inside) or any(
                head.lemma not in self.lexicon.words("people.only-source")
                or t.text.lower() not in self.lexicon.words("people.unnamed", "people.trust")
                for t in told
            )
            return Described("anonymous" if narrowed else "sources said", number, points)
        if "document" in roles:
            kept = self.lexicon.phrases("people.filed").find(sentence.tokens)
            filed = any(match.last == head.index for match in kept)
            if not (definite or filed or self._has_maker(sentence, head, inside, told)):
                return Described("sources said", number)
            return Described("named", None, points)
        if "institution" in roles and plural and not definite and self._of_a_state(told):
            return Described("named", None, points)
        if "institution" in roles and not (plural and not definite):
            some = phrase.determiner in self.lexicon.words("people.indefinite")
            return Described("anonymous", number) if some else Described("named", None, points)
        if "office" in roles and not plural and (definite or not phrase.determiner):
            return Described("named", None, "definite")
        if not roles:
            return Described("none", None, points)
        if not plural and definite and "anonymous" not in roles:
            return Described("named", None, "definite")
        post = head.lemma.lower() in self.lexicon.words("people.post") or self._is_top(sentence, head, inside)
        post = not plural and definite and post
        if (
            not plural
            and head.lemma.lower() in self.lexicon.words("people.kin")
            and self._owned(sentence, head, inside)
        ):
            return Described("named", None, points)
        if post and self._is_over(sentence, head, inside):
            return Described("named", None, points)
        board = plural and number is None and head.lemma.lower() in self.lexicon.words("people.board")
        if board and self._is_over(sentence, head, inside):
            return Described("named", None, points)
        if not plural and self._speaks_for(phrase, sentence):
            return Described("named", None, points)
        return Described("anonymous", number, points)

    def _of_a_state(self, told: list[Token]) -> bool:
        """Whether bodies are told by their state and their field, so that everybody knows which: "American intelligence
        agencies"."""
        states = [t for t in told if t.text.lower() in self.nouns.states or self.nouns.is_of_people(t)]
        return bool(states) and any(self.nouns.is_body(t) for t in told if t not in states)

    def _speaks_for(self, phrase: Phrase, sentence: Sentence) -> bool:
        """Whether it is the voice of a body or a person that is named: "a Harbour Authority spokeswoman"."""
        if phrase.affiliation is None or self.lexicon.words("people.voice").isdisjoint(phrase.heads):
            return False
        spans = phrase.affiliation.spans
        return any(t.upos == "PROPN" for t in sentence.touching(spans))

    def _is_over(self, sentence: Sentence, head: Token, inside: frozenset[int]) -> bool:
        """Whether a post is told with what it is over, or whose it is, so that one person holds it: "the president's
        budget director", "the chairman of the Joint Chiefs"."""
        for child in sentence.children(head.index, "nmod", "compound"):
            if child.index not in inside:
                continue
            if child.upos == "PROPN" and (child.index < head.index or has_case(sentence, child, self.nouns.of)):
                return True
            if child.deprel == "nmod:poss" and child.upos != "PRON":
                return True
            posted = child.upos == "PROPN" and child.index > head.index and child.deprel == "nmod"
            if posted and any(self.nouns.is_of_people(c) for c in sentence.children(head.index, "amod", "compound")):
                return True  # "the Danish ambassador to Lund"
        return False

    def _owned(self, sentence: Sentence, head: Token, inside: frozenset[int]) -> bool:
        """Whether a noun has an owner whom a name or an office tells: "Lund's sister", "the mayor's son"."""
        owners = [c for c in sentence.children(head.index, "nmod:poss") if c.index in inside]
        return any(c.upos == "PROPN" or "office" in self.nouns.roles(c) for c in owners)

    def _is_top(self, sentence: Sentence, head: Token, inside: frozenset[int]) -> bool:
        """Whether a noun for somebody has a word of the highest rank, which one person has: "the city's top doctor"."""
        top = self.lexicon.words("people.topmost")
        before = sentence.children(head.index, "amod", "compound")
        somebody = self.nouns.is_human(head) or "anonymous" in self.nouns.roles(head)
        return somebody and any(c.index in inside and c.lemma.lower() in top for c in before)

    def _has_maker(self, sentence: Sentence, head: Token, inside: frozenset[int], told: list[Token]) -> bool:
        """Whether a document is one that the reader can find: by its maker's or its own name, or an office's."""
        for index in inside - {head.index}:
            token = sentence.tokens[index]
            if (
                token.upos == "PROPN"
                or token.xpos in ("PRP", "PRP$")
                or self.nouns.roles(token) & {"institution", "office"}
                or ("document" in self.nouns.roles(token) and _definite(sentence, token, inside, self.nouns))
            ):
                return True
        return head.upos == "PROPN" or any(self.lexicon.phrases("people.official-maker").has(t) for t in told)

    def _pronoun(self, phrase: Phrase, sentence: Sentence, head: Token, inside: frozenset[int]) -> Described:
        points = points_by(head)
        if points == "nobody" or head.text.lower() in self.lexicon.words("people.pronoun-nobody"):
            return Described("none")
        if points is not None:
            return Described("anonymous" if points == "group" else "named", None, points)
        return self._quantity(phrase, sentence, head, inside, share=False)

    def _quantity(
        self, phrase: Phrase, sentence: Sentence, head: Token, inside: frozenset[int], share: bool
    ) -> Described:
        """ "Some", "six of them", "73 percent of voters", "others familiar with the matter"."""
        if share:
            return Described("anonymous")
        below = [t for t in sentence.children(head.index, "nmod", "obl") if t.index in inside and t.index > head.index]
        told = _has_basis(phrase, sentence, inside) or any(t.upos in ("NOUN", "PROPN") for t in below)
        told = told or any(t.index in inside for t in sentence.children(head.index, "acl"))
        return Described("anonymous" if told else "sources said", phrase.number)

    def _whole(self, sentence: Sentence, head: Token, inside: frozenset[int]) -> Token | None:
        """Those of whom a noun of quantity counts a part: "lawmakers" in "a group of lawmakers"; None for any other."""
        if head.upos != "NOUN" or self.nouns.lemma(head) not in self.nouns.part:
            return None
        below = (c for c in sentence.children(head.index, "nmod") if c.index in inside and c.index > head.index)
        many = (c for c in below if is_plural(c) and has_case(sentence, c, self.nouns.of))
        return next(many, None)

    def _told(self, sentence: Sentence, head: Token, inside: frozenset[int]) -> list[Token]:
        """The modifiers that narrow a noun down: a field, an affiliation, a side, not a mere number or pointer."""
        return [
            child
            for child in sentence.children(head.index, "amod", "compound", "nmod", "acl", "appos", "flat")
            if child.index in inside and not self.nouns.is_bare(child)
        ]


def _has_basis(phrase: Phrase, sentence: Sentence, inside: frozenset[int]) -> bool:
    """Whether the words themselves tell how the source knows, and not a clause outside of them ("some, who saw …")."""
    return any(span.overlaps(sentence.tokens[i].span) for span in phrase.basis_spans for i in inside)


def kinds_of(lexicon: Lexicon) -> Kinds:
    """The Kinds of a lexicon, made once."""
    return lexicon.once(_made)


def _made(lexicon: Lexicon) -> Kinds:
    return Kinds(lexicon, nouns_of(lexicon))


def _definite(sentence: Sentence, head: Token, inside: frozenset[int], nouns: Nouns) -> bool:
    """Whether a definite determiner or an owner stands on the noun itself."""
    return any(
        child.deprel == "nmod:poss" or (child.deprel == "det" and child.text.lower() in nouns.definite)
        for child in sentence.children(head.index, "det", "nmod:poss")
        if child.index in inside
    )


def _aged(sentence: Sentence, head: Token, inside: frozenset[int]) -> bool:
    """Whether an adjective is somebody's age: "the 43-year-old"."""
    below = [sentence.tokens[i] for i in sentence.subtree(head.index) if i in inside and i < head.index]
    return any(token.upos == "NUM" or token.text[:1].isdigit() for token in below) or head.text[:1].isdigit()


def _by_start(phrase: Phrase, sentence: Sentence, head: Token) -> bool:
    """Whether a plural that was learned to be people is called a name only for the capital of a sentence's start."""
    return phrase.sort == "people" and head.xpos in ("NNPS", "NNS") and begins(sentence, head) and head.deprel != "flat"


def _names_a_member(sentence: Sentence, head: Token, inside: frozenset[int], nouns: Nouns) -> bool:
    """A name in apposition or inside: "the mayor, Jane Alvarez", "officials, including Ronald Johnson", "lawmakers and
    Governor Ruth Lund"."""
    joined = [c for c in sentence.children(head.index, "conj") if c.index in inside and c.upos == "PROPN"]
    whole = [c.index for c in sentence.children(head.index, "nmod") if has_case(sentence, c, nouns.of)]
    if own_names(sentence, head, inside) or any(c.xpos != "NNPS" for c in joined):
        return True
    if any(nouns.is_name(name) for name in nouns.leading(sentence, head) if name.index in inside):
        return True
    below = [c for i in (head.index, *whole) for c in sentence.children(i, "nmod", "obl", "advcl", "acl")]
    for child in below:  # "a few of the lawmakers, such as Ivo Lund"
        if child.index in inside and nouns.names_members(sentence, child):
            return any(nouns.is_name(sentence.tokens[i]) for i in sentence.subtree(child.index))
    return False
