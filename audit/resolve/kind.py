"""The words of a source go in, its kind comes out: could the reader find out who said it?

The borderline decisions are those of the attribution vocabulary that the README's table of kinds repeats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Sentence, Token

_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen twenty"
        ).split()
    )
}
# Words that count or point without saying anything of who it is
_BARE: Final = frozenset(
    (
        "some many several few most other another all both more multiple various numerous certain one two "
        "three four five six seven eight nine ten dozen dozens hundreds two-thirds the these those this that "
        "such unnamed anonymous unidentified additional separate different own same recent latest new "
        "previous former current"
    ).split()
)
_INDEFINITE: Final = frozenset(
    {"a", "an", "some", "one", "another", "any", "several", "many", "few", "most", "other", "various"}
)
_QUANTIFIERS: Final = frozenset(
    (
        "some many several few most other others another all both none one each half either neither everyone "
        "everybody nobody anyone anybody someone somebody more those these two three four five six seven "
        "eight nine ten"
    ).split()
)


@frozen
class Described:
    """What the words of a source tell: its kind before any reference is followed, the number, and how it points.

    ``points`` is "person" (he, she), "group" (they), "thing" (it), "relative" (who), "author" (I, we), "definite" ("the
    senator"), or None where it stands for itself.
    """

    kind: str
    number: int | None = None
    points: str | None = None


@frozen
class Kinds:
    """Decides kinds by the lexicon's nouns; make one per lexicon."""

    lexicon: Lexicon

    @cached_property
    def _roles(self) -> Mapping[str, frozenset[str]]:
        table: dict[str, set[str]] = {}
        for entry in self.lexicon.file("sources"):
            for word in entry.words:
                table.setdefault(word.lower(), set()).add(entry["role"])
        return {word: frozenset(roles) for word, roles in table.items()}

    @cached_property
    def _basis(self) -> re.Pattern[str]:
        words = [
            re.escape(word)
            for entry in self.lexicon.file("sources")
            if entry["role"] == "basis"
            for word in entry.words
        ]
        return re.compile(r"\b(?:" + "|".join(words or ["(?!)"]) + r")\b", re.IGNORECASE)

    def roles(self, token: Token) -> frozenset[str]:
        """The lexicon's roles for a noun, by lemma or by text in lower case."""
        return self._roles.get(token.lemma.lower()) or self._roles.get(token.text.lower()) or frozenset()

    def has_basis(self, text: str) -> bool:
        """Whether the words tell how the source knows ("familiar with the matter")."""
        return self._basis.search(text) is not None

    def describe(self, sentence: Sentence, head: Token, inside: frozenset[int], text: str) -> Described:
        """What the source's words tell; ``inside`` are the places of its words, ``text`` the words themselves."""
        number = _number(sentence, head, inside)
        if head.upos == "PRON" or head.xpos in ("WP", "WDT", "PRP", "PRP$", "WP$"):
            return self._pronoun(sentence, head, inside, text, number)
        if _names_a_member(sentence, head, inside):
            return Described("named", None)
        if head.upos == "PROPN" and not self._group_of_people(head):
            return Described("named", None)
        roles = self._phrase_roles(sentence, head) or self.roles(head)
        if head.upos in ("DET", "NUM", "ADJ", "SYM") or head.text.lower() in _QUANTIFIERS or head.lemma == "percent":
            return self._quantity(sentence, head, inside, text, number)
        definite = _definite(sentence, head, inside)
        plural = (
            "Number=Plur" in head.feats or head.xpos in ("NNS", "NNPS") or head.text.lower().endswith(("men", "people"))
        )
        told = self._told(sentence, head, inside, text)
        if "vague" in roles:
            points = "definite" if definite else None
            if head.lemma == "source":
                narrowed = any(_narrows(word) for word in told) or self.has_basis(text)
                return Described("anonymous" if narrowed else "sources said", number, points)
            return Described("anonymous" if told or self.has_basis(text) else "sources said", number, points)
        if "document" in roles:
            # a document is named where the reader can find it: by its maker's or its own name, or as the one spoken
            # of before
            maker = any(t.upos == "PROPN" or t.xpos in ("PRP", "PRP$") for t in _words(sentence, inside))
            maker = maker or any(
                self.roles(sentence.tokens[i]) & {"institution", "office"} for i in inside if i != head.index
            )
            maker = maker or any(t.text.lower() in ("federal", "official", "court", "government") for t in told)
            if not definite and not maker:
                return Described("sources said", number)
            return Described("named", None, "definite" if definite else None)
        if "institution" in roles and not (plural and not definite):
            if _determiner(sentence, head, inside) in _INDEFINITE - {"a", "an"}:
                return Described("anonymous", number)
            return Described("named", None, "definite" if definite else None)
        if "office" in roles and not plural and (definite or not _determiner(sentence, head, inside)):
            return Described("named", None, "definite")
        if not roles and not is_human(head):
            # "serving and former officials": of coordinated heads the one with a role decides, wherever the tree starts
            for other in sentence.children(head.index, "conj"):
                if other.index in inside and other.upos == "NOUN" and (self.roles(other) or is_human(other)):
                    return self.describe(sentence, other, inside, text)
            return Described("none", None, "definite" if definite else None)
        if not plural and definite and "anonymous" not in roles:
            return Described("named", None, "definite")
        return Described(
            "anonymous", number if number is not None else (None if plural else 1), "definite" if definite else None
        )

    def _phrase_roles(self, sentence: Sentence, head: Token) -> frozenset[str]:
        """The roles of a noun of two words: "attorney general", "prime minister", "exit poll"."""
        for neighbour in (head.index - 1, head.index + 1):
            if 0 <= neighbour < len(sentence.tokens):
                first, second = sorted((head.index, neighbour))
                phrase = f"{sentence.tokens[first].text} {sentence.tokens[second].lemma}".lower()
                if phrase in self._roles:
                    return self._roles[phrase]
        return frozenset()

    def _pronoun(
        self, sentence: Sentence, head: Token, inside: frozenset[int], text: str, number: int | None
    ) -> Described:
        word = head.text.lower()
        if word in ("he", "she", "him", "her", "his", "hers", "himself", "herself"):
            return Described("named", None, "person")
        if word in ("they", "them", "their", "theirs", "themselves"):
            return Described("anonymous", None, "group")
        if word in ("it", "its", "itself"):
            return Described("named", None, "thing")
        if word in ("who", "which", "that", "whose", "whom"):
            return Described("named", None, "relative")
        if word in ("i", "we", "me", "us", "my", "our", "mine", "ours"):
            return Described("named", None, "author")
        if word in ("you", "your", "what", "whoever", "whatever", "there"):
            return Described("none", None)
        return self._quantity(sentence, head, inside, text, number)

    def _quantity(
        self, sentence: Sentence, head: Token, inside: frozenset[int], text: str, number: int | None
    ) -> Described:
        """ "Some", "six of them", "73 percent of voters", "others familiar with the matter"."""
        below = [t for t in sentence.children(head.index, "nmod", "obl") if t.index in inside and t.index > head.index]
        told = self.has_basis(text) or any(t.upos in ("NOUN", "PROPN") for t in below)
        told = told or any(t.index in inside for t in sentence.children(head.index, "acl"))
        if head.lemma == "percent" or head.text == "%":
            return Described("anonymous", None)
        return Described("anonymous" if told else "sources said", number)

    def _group_of_people(self, head: Token) -> bool:
        """Republicans, Democrats, Americans: a plural name that is no organisation's."""
        if head.xpos != "NNPS" or "institution" in self.roles(head) or not head.text[:1].isupper():
            return False
        word = head.text.lower()
        return head.lemma.lower() in self._roles or word.endswith(("ans", "ats", "ers", "ists", "ives", "als", "ees"))

    def _told(self, sentence: Sentence, head: Token, inside: frozenset[int], text: str) -> list[Token]:
        """The modifiers that narrow a noun down: a field, an affiliation, a side, not a mere number or pointer."""
        found = []
        for child in sentence.children(head.index):
            if child.index not in inside:
                continue
            relation = child.deprel.split(":")[0]
            if relation in ("amod", "compound", "nmod", "acl", "appos", "flat") and child.text.lower() not in _BARE:
                found.append(child)
        return found


def is_human(noun: Token) -> bool:
    """Whether a noun that is in no lexicon has the form of a word for people: protester, realtor, economist, Texan.

    Agent and gentilic suffixes: Quirk et al. 1985, I.30–I.42. Words of the same ending that name things are set apart.
    """
    word = noun.lemma.lower()
    return _PEOPLE.search(word) is not None and _THINGS.search(word) is None


_PEOPLE: Final = re.compile(
    r"(?:er|or|ist|ian|can|ican|ant|ent|ee|eer|man|woman|men|women|people|folk|folks|crat|ster|wright|smith|kid|child|boy|girl"
    r"|guy|gal|youth|teen|adult|twin|crowd|fellow|chief|head|guru|ace|star|peer|mate|ally|native|local|elder|refugee|nun|monk"
    r"|cop|medic|tech|vet|pro|spouse|bride|groom|cousin|uncle|aunt|nephew|niece)s?$"
)
_THINGS: Final = re.compile(
    r"(?:"
    r"ment|tent|vent|dent|cent|number|order|matter|letter|water|paper|power|chapter|center|"
    r"quarter|border|weather|offer|answer|computer|counter|corner|cover|danger|disaster|dollar|"
    r"effort|error|factor|favor|fever|floor|flower|folder|former|fear|humor|labor|layer|manner|"
    r"minor|mirror|monitor|motor|murder|never|october|november|september|december|odor|other|"
    r"plant|poster|pressor|rumor|sector|server|shower|silver|slander|soccer|summer|winter|supper|"
    r"dinner|temper|tenor|terror|theater|thunder|timber|tower|vapor|vector|wonder|year|war|car|"
    r"bar|door|color|behavior|endeavor|restaurant|grant|talent|moment|event|percent|extent|"
    r"content|intent|accent|silent|current|absent|warrant|instant|want|elephant|can|plan|ban|fan|"
    r"span|scan|van|pan|loan|clan|ocean|caravan|career|engineering|committee|guarantee|degree|"
    r"fee|knee|tree|coffee|drawer|trigger|helicopter|transfer|shelter|surrender|cancer|hunger|"
    r"anger|container|register|filter|fiber|tenure|primer|newsletter|banner|barrier|carrier|"
    r"frontier|trailer|thriller|bumper|sticker"
    r")s?$"
)


def _narrows(word: Token) -> bool:
    """Whether a modifier of "source" gives a role, an affiliation or a basis."""
    return word.text.lower() not in (
        "anonymous",
        "unnamed",
        "unidentified",
        "confidential",
        "reliable",
        "credible",
        "good",
    )


def _words(sentence: Sentence, inside: frozenset[int]) -> list[Token]:
    return [sentence.tokens[i] for i in sorted(inside)]


def _determiner(sentence: Sentence, head: Token, inside: frozenset[int]) -> str:
    for child in sentence.children(head.index, "det", "nummod", "nmod:poss"):
        if child.index in inside:
            return child.text.lower()
    first = min(inside, default=head.index)
    word = sentence.tokens[first].text.lower()
    return word if word in _QUANTIFIERS or word in _INDEFINITE else ""


def _definite(sentence: Sentence, head: Token, inside: frozenset[int]) -> bool:
    for child in sentence.children(head.index):
        if child.index not in inside:
            continue
        if child.deprel == "det" and child.lemma.lower() in ("the", "this", "that", "these", "those"):
            return True
        if child.deprel == "nmod:poss":
            return True
    return False


def _number(sentence: Sentence, head: Token, inside: frozenset[int]) -> int | None:
    """How many the words say there are: "six", "12", "two former"; one for "a", "an", "one"."""
    candidates = [c for c in sentence.children(head.index, "nummod", "det") if c.index in inside]
    if head.upos == "NUM":
        candidates.append(head)
    for child in candidates:
        word = child.text.lower()
        if word in _NUMBERS and (child.upos == "NUM" or word == "one"):
            return _NUMBERS[word]
        if word.isdigit() and int(word) < 1000:
            return int(word)
        if word in ("a", "an"):
            return 1
    return None


def _names_a_member(sentence: Sentence, head: Token, inside: frozenset[int]) -> bool:
    """A person's name in apposition or inside: "the mayor, Jane Alvarez", "officials, including Ronald Johnson"."""
    for child in sentence.children(head.index, "appos", "flat"):
        if child.index in inside and child.upos == "PROPN" and child.xpos != "NNPS":
            return True
    if head.upos == "PROPN" and head.xpos != "NNPS":
        return True
    for child in sentence.children(head.index, "nmod", "obl", "advcl", "acl"):
        if child.index in inside and any(
            c.lemma in ("include", "including", "such", "like") for c in sentence.children(child.index, "case", "mark")
        ):
            return any(sentence.tokens[i].upos == "PROPN" for i in sentence.subtree(child.index))
    return False
