"""A lexicon goes in, a table of what nouns say of a source comes out: roles, numbers, ranks, parties, words for
people.

Source: lexicons/sources.toml and people.toml, each entry with its own; suffixes of people, Quirk et al. 1985, I.30 to
I.42.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from attrs import frozen

from audit.lexicon import Lexicon
from audit.lexicon.forms import number_of, singular
from audit.lexicon.phrases import Phrases
from audit.model import Sentence, Token


@frozen(eq=False)
class Nouns:
    """What a lexicon says of nouns and the words before them; ask ``nouns_of`` for the one of a lexicon.

    The sets are of lemmas or forms in lower case.
    """

    lexicon: Lexicon

    @cached_property
    def _roles(self) -> Mapping[str, frozenset[str]]:
        table: dict[str, set[str]] = {}
        for entry in self.lexicon.file("sources"):
            for word in entry.words:
                table.setdefault(word.lower(), set()).add(entry["role"])
        return {word: frozenset(roles) for word, roles in table.items()}

    def roles(self, token: Token) -> frozenset[str]:
        """The roles of a noun in ``sources.toml``, by its lemma or by its form; none where it is not listed."""
        return self._roles.get(self.lemma(token)) or self._roles.get(token.text.lower()) or frozenset()

    def roles_of(self, phrase: str) -> frozenset[str]:
        """The roles of a noun of several words, in lower case ("prime minister")."""
        return self._roles.get(phrase, frozenset())

    def is_human(self, noun: Token) -> bool:
        """Whether a noun has the form of a word for people: protester, realtor, economist, Texan.

        Agent and gentilic suffixes: Quirk et al. 1985, I.30–I.42. Words of the same endings that name things are set
        apart.
        """
        return self._human.has(noun) and not self._things.has(noun)

    @cached_property
    def _human(self) -> Phrases:
        return self.lexicon.phrases("people.human")

    @cached_property
    def _things(self) -> Phrases:
        return self.lexicon.phrases("people.thing")

    @cached_property
    def several(self) -> frozenset[str]:
        """Words for a number that is not told ("several", "dozens")."""
        return self.lexicon.words("people.several")

    @cached_property
    def one(self) -> frozenset[str]:
        """Determiners of one ("a", "another")."""
        return self.lexicon.words("people.one")

    @cached_property
    def part(self) -> frozenset[str]:
        """Nouns and pronouns that stand before "of" and those they count ("one", "a group", "half")."""
        return self.lexicon.words("people.part", "people.several")

    @cached_property
    def definite(self) -> frozenset[str]:
        """Determiners that point to somebody spoken of before."""
        return self.lexicon.words("people.definite")

    @cached_property
    def nobody(self) -> frozenset[str]:
        """Words that say no more than that there is somebody."""
        return self.lexicon.words("people.nobody")

    @cached_property
    def one_person(self) -> frozenset[str]:
        """Of these, the nouns and pronouns that stand for one."""
        return self.lexicon.words("people.somebody")

    def is_party(self, token: Token) -> bool:
        """Whether a word names a political party or its people: some words do only with a capital that the start of
        the sentence does not explain, or as a noun in the plural ("Conservatives")."""
        forms = {token.text.lower(), token.lemma.lower()}
        if forms & self.lexicon.words("people.party"):
            return True
        if not forms & self.lexicon.words("people.party-or-view") or not token.text[:1].isupper():
            return False
        return token.index > 0 or (token.upos in ("NOUN", "PROPN") and is_plural(token))

    @cached_property
    def sides(self) -> frozenset[str]:
        """Nouns that make a side of whoever stands before them or after "of"."""
        return self.lexicon.words("people.side")

    @cached_property
    def experts(self) -> frozenset[str]:
        """Those who speak for a field; the words alone give no position."""
        return self.lexicon.words("people.expert")

    @cached_property
    def population(self) -> frozenset[str]:
        """Nouns before which a place says where they live, not whom they serve."""
        return self.lexicon.words("people.population", "people.resident") | self.experts | self.sides

    @cached_property
    def residents(self) -> frozenset[str]:
        """Of these, those who serve no body even where one stands before them ("city residents")."""
        return self.lexicon.words("people.resident")

    @cached_property
    def seats(self) -> frozenset[str]:
        """Those who hold a seat: a people's name before them is a government's ("Mexican officials")."""
        return self.lexicon.words("people.seat")

    @cached_property
    def ranks(self) -> frozenset[str]:
        """Words of rank ("senior"), which tell no office."""
        return self.lexicon.words("people.rank")

    @cached_property
    def neutral(self) -> frozenset[str]:
        """Words before a noun that tell nothing of who it is: of number, rank, order, or that a name is kept back."""
        return (
            self.lexicon.words("people.neutral", "people.unnamed")
            | self.ranks
            | self.several
            | self.one
            | self.definite
        )

    def is_neutral(self, token: Token) -> bool:
        """Whether a word is one of these, or a numeral."""
        low = token.text.lower()
        return token.upos == "NUM" or low in self.neutral or token.lemma.lower() in self.neutral or self.counts(low)

    def counts(self, word: str) -> bool:
        """Whether a word in lower case is a number by itself ("six", "both")."""
        return number_of((word,), self.lexicon) is not None

    def counts_with(self, word: str) -> bool:
        """Whether a word in lower case is a number with an article or a numeral before it ("dozen")."""
        return number_of(("two", word), self.lexicon) != 2

    def lemma(self, noun: Token) -> str:
        """A head noun as Phrase has it: its lemma in lower case; "those" and "others" stay as they are written.

        A noun that the tree takes for a name ("Lawmakers said") is known by its form, where it is listed.
        """
        low = noun.text.lower()
        if noun.upos in ("PRON", "DET"):
            return low
        if noun.upos == "PROPN" and singular(low, self.lexicon) in self._roles:
            return singular(low, self.lexicon)
        return (noun.lemma or noun.text).lower()

    def plural(self, noun: Token) -> bool:
        """Whether the tree has a noun as a plural, or it is one that the tree takes for a name."""
        known = noun.upos == "PROPN" and singular(noun.text, self.lexicon) in self._roles
        return (
            is_plural(noun)
            or (noun.upos == "NOUN" and noun.text.lower() in self._collective)
            or (known and singular(noun.text, self.lexicon) != noun.text.lower())
        )

    @cached_property
    def _collective(self) -> frozenset[str]:
        return self.lexicon.words("forms.collective")

    @cached_property
    def quantifiers(self) -> frozenset[str]:
        """Words that count by themselves, as the head of a phrase ("some", "none", "everyone")."""
        return self.lexicon.words("people.quantifier", "people.several")

    def is_bare(self, token: Token) -> bool:
        """Whether a word before a noun counts or points without saying anything of who it is; a rank says something."""
        low = token.text.lower()
        told = self.lexicon.words("people.neutral", "people.unnamed", "people.former", "people.current")
        return (
            token.upos == "NUM"
            or any(low in some for some in (told, self.several, self.one, self.definite))
            or self.counts(low)
        )

    def leading(self, sentence: Sentence, noun: Token) -> list[Token]:
        """Who leads those that a noun stands for, where a participle tells it: "the strikers, led by Ivo Brandt"."""
        led = self.lexicon.words("people.led")
        verbs = [c for c in sentence.children(noun.index, "acl") if c.lemma.lower() in led]
        agents = (agent for verb in verbs for agent in sentence.children(verb.index, "obl"))
        return [agent for agent in agents if agent.deprel == "obl:agent"]

    def names_members(self, sentence: Sentence, noun: Token) -> bool:
        """Whether a phrase after a noun names some of them: "including", "such as", "like"."""
        words = self.lexicon.phrases("people.including")
        return any(words.has(c) for c in sentence.children(noun.index, "case", "mark"))

    @cached_property
    def of(self) -> frozenset[str]:
        """The preposition between a part and the whole."""
        return self.lexicon.words("people.of")

    @cached_property
    def former(self) -> frozenset[str]:
        """Words that say that a post was left."""
        return self.lexicon.words("people.former")

    @cached_property
    def current(self) -> frozenset[str]:
        """Words that say that a post is held now."""
        return self.lexicon.words("people.current")

    def is_of_people(self, token: Token) -> bool:
        """Whether a word with a capital names those one is born or brought up among: Mexicans, Irish, Muslim."""
        low = token.text.lower()
        forms = {low, token.lemma.lower(), singular(low, self.lexicon)}
        return token.text[:1].isupper() and not forms.isdisjoint(self.lexicon.words("people.people"))

    def is_group(self, token: Token) -> bool:
        """Whether a plural name is one of people and no body's: Republicans, Texans, Hunters, and Lawmakers where the
        tagger took the capital of a sentence's start for a name's. A surname in -s has no singular (Sanders)."""
        if token.xpos != "NNPS" or not token.text[:1].isupper() or "institution" in self.roles(token):
            return False
        known = bool(self.roles(token)) or self.is_party(token) or self.is_of_people(token)
        return known or (token.lemma.lower() != token.text.lower() and self.is_human(token))

    def is_one_of_group(self, sentence: Sentence, token: Token) -> bool:
        """Whether a name in the singular is a person's of a party or a people: "a Republican", "the California
        Democrat". A party's own name stands in capitals ("the GOP")."""
        if token.upos != "PROPN" or is_plural(token) or token.text.isupper():
            return False
        counted = sentence.children(token.index, "det", "nummod")
        return bool(counted) and (self.is_party(token) or self.is_of_people(token))

    def is_by_party(self, name: Sequence[Token]) -> bool:
        """Whether words that are written as a name describe somebody by state and party: "the South Carolina
        Republican"."""
        last, states = name[-1], self.lexicon.words("people.state")
        party = not is_plural(last) and not last.text.isupper() and self.is_party(last)
        return party and any(token.text.lower() in states for token in name[:-1])

    def is_name(self, token: Token) -> bool:
        """Whether a word is a name of one: no plural of people, no quantifier ("Many said …"), and where its two tags
        disagree ("Critics said …", PROPN and NNS) or it has no capital, no noun that the lexicon knows."""
        if token.upos != "PROPN" or token.text.lower() in self.quantifiers:
            return False
        doubtful = token.xpos in ("NN", "NNS") or token.text[:1].islower()
        return not (doubtful and self.roles(token)) and not self.is_group(token)

    @cached_property
    def states(self) -> frozenset[str]:
        """Names of one state, which are one mark ("U.S.", "American")."""
        return self.lexicon.words("people.american")

    def is_body(self, token: Token) -> bool:
        """Whether a word before a noun names a body or an office whose people these are: federal, campaign, police."""
        word = token.lemma.lower()
        if word in self._no_body or token.text.lower() in self._no_body:
            return False
        return word in self._bodies or token.text.lower() in self._bodies or "institution" in self.roles(token)

    def is_nowhere(self, token: Token) -> bool:
        """Whether the word is of no body, though it is written as one is ("World leaders", "Business leaders")."""
        return token.lemma.lower() in self._no_body

    @cached_property
    def _bodies(self) -> frozenset[str]:
        return self.lexicon.words("people.body")

    @cached_property
    def _no_body(self) -> frozenset[str]:
        return self.lexicon.words("people.nowhere")


def nouns_of(lexicon: Lexicon) -> Nouns:
    """The table of a lexicon, made once."""
    return lexicon.once(Nouns)


def is_plural(token: Token) -> bool:
    """Whether the tree has a word as a plural (feature Number, or the tag)."""
    return "Number=Plur" in token.feats or token.xpos in ("NNS", "NNPS")


def points_by(token: Token) -> str | None:
    """How a pronoun points, by its features (Universal Dependencies: PronType, Person, Number, Gender).

    "person" (he, her), "group" (they), "thing" (it), "author" (I, our), "relative" (who, which, also where it asks),
    "nobody" (you, there, this); None for any other word ("those", "someone", nouns).
    """
    features = dict(pair.split("=", 1) for pair in token.feats.split("|") if "=" in pair)
    kind, one = features.get("PronType", ""), features.get("Number") != "Plur"
    if token.xpos == "EX" or features.get("Person") == "2" or (kind == "Dem" and one and token.upos == "PRON"):
        return "nobody"
    if kind in ("Rel", "Int") and token.upos in ("PRON", "DET"):
        return "relative"
    if kind != "Prs" or not token.text[:1].isalpha():
        return None
    if features.get("Person") == "1":
        return "author"
    if not one:
        return "group"
    return "person" if gender_told(token) else "thing"


def gender_told(pronoun: Token) -> str | None:
    """ "masculine" or "feminine" where a pronoun's features say so."""
    return {"Masc": "masculine", "Fem": "feminine"}.get(
        next((pair[7:] for pair in pronoun.feats.split("|") if pair.startswith("Gender=")), "")
    )


def in_place(sentence: Sentence, name: Token, lexicon: Lexicon) -> bool:
    """Whether the preposition of a name tells that it is a place's: "in Springfield", "the senator from Ohio"."""
    cases = {c.lemma.lower() for c in sentence.children(name.index, "case")}
    if cases & lexicon.words("people.place-preposition"):
        return True
    if name.deprel != "nmod" or not cases & lexicon.words("people.serving-or-place"):
        return False
    return sentence.tokens[name.head].lemma.lower() in lexicon.by_word("titles")


def roles_of(nouns: Nouns, sentence: Sentence, head: Token) -> frozenset[str]:
    """The roles of a noun, those of its two words where it is one of two: "attorney general", "exit poll"."""
    for neighbour in (head.index - 1, head.index + 1):
        if 0 <= neighbour < len(sentence.tokens):
            first, second = sorted((head.index, neighbour))
            found = nouns.roles_of(f"{sentence.tokens[first].text} {sentence.tokens[second].lemma}".lower())
            if found:
                return found
    return nouns.roles(head)
