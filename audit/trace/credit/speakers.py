"""Credited claims go in as they are read, what they tell of the origin's speakers and staff is kept: whose words go on?

"Sanders told MSNBC that …" makes Sanders a source that the article credits to MSNBC: what he "added" in the next
sentence came the same way, until another outlet is credited, or the words give another occasion ("he wrote in his
memoir", "at a rally"). The same holds for the origin's own people ("NBC News correspondent Ann Lee … Lee added").
"""

from __future__ import annotations

import re
from typing import Final

from attrs import define, field

from audit.lexicon import Lexicon
from audit.model import Article, Claim
from audit.trace.credit.origin import Origin

# Words that give another occasion than the interview.
_ELSEWHERE: Final = re.compile(
    r"\b(?:wrote|writes|tweeted|tweets|posted|testified|testimony|autobiography|memoir|book|tweet|Twitter|Facebook"
    r"|Instagram|statement|press conference|news conference|conference call|news release|press release|speech|rally"
    r"|rallies|debate|hearing|town hall|op-ed|column|email|e-mail"
    r"|letter|told (?:reporters|supporters|a crowd|the crowd|lawmakers)"
    r"|previously|had (?:initially |earlier |previously )?(?:said|told|called|welcomed)|initially"
    r"|(?:last|that|earlier that) (?:week|month|year)|(?:in|since) (?:19|20)\d\d)\b"
)
# After these the credited words themselves belong to the past; what is said without them is said now.
_THEN: Final = re.compile(
    r"\b(?:then|at the time|back then|last (?:week|month|year)|years? ago|months? ago|in (?:19|20)\d\d)\b"
)
_STAFF: Final = re.compile(
    r"(?:[’']s?)?\s+(?:(?:[A-Z][\w.’'-]*|senior|chief|national|political|news|co-?host|host|anchor|reporter"
    r"|correspondent|journalist|columnist|editor|moderator)\s+){0,5}(?P<name>[A-Z][\w.’'-]*[a-z])"
)
_TELLER: Final = re.compile(r"(?P<name>[A-Z][\w’'-]*[a-zé])(?:,[^,]{2,60},)?\s+(?:told|tells|telling)\s+(?:the\s+)?$")
_NAME: Final = re.compile(r"[A-Z][\w’'-]*[a-zé]\b")
ALWAYS: Final = 10_000  # paragraphs over which a source's words count as told to the origin
_MYSELF: Final = frozenset({"i", "we", "me", "us"})


def surname(words: str) -> str:
    """The last capitalised word of a name, without a possessive: what later sentences call somebody by."""
    found = _NAME.findall(words)
    return re.sub(r"[’']s?$", "", found[-1]).casefold() if found else ""


def says_i(claim: Claim) -> bool:
    """Whether its source is the speaker of a quotation that the claim stands in."""
    return claim.source is not None and claim.source.text.casefold() in _MYSELF


def names_of(claim: Claim) -> frozenset[str]:
    """The surnames that its source may be known by."""
    if claim.source is None:
        return frozenset()
    both = (claim.source.text, claim.source.resolved or "")
    return frozenset(filter(None, map(surname, both)))


def elsewhere(sentence: str) -> bool:
    """Whether a sentence's words give an occasion of their own."""
    return _ELSEWHERE.search(sentence) is not None


@define
class Speakers:
    """Who spoke to the origin or for it so far, each with the claim that says so, and who spoke before that."""

    origin: Origin
    known: dict[str, tuple[Claim, int, int]] = field(factory=dict)
    before: set[str] = field(factory=set)

    def hear(self, claim: Claim, sentence: str, paragraph: int, credited: bool) -> None:
        """Takes note of a claim in text order; ``credited`` says whether it reached the article through the origin."""
        if credited:
            for span in self.origin.find(sentence):
                staff = _STAFF.match(sentence, span.end)
                told = _TELLER.search(sentence[: span.start])
                if told:
                    self.known.setdefault(surname(told["name"]), (claim, paragraph, 1))
                if staff:
                    self.known.setdefault(surname(staff["name"]), (claim, paragraph, ALWAYS))
            if claim.kind == "named" and not says_i(claim):
                for name in names_of(claim) - {surname(self.origin.name)}:
                    reach = 0 if _THEN.search(sentence) else 1 if name in self.before else ALWAYS
                    self.known[name] = (claim, paragraph, reach)
        elif claim.kind == "named":
            self.before |= names_of(claim)

    def forget(self) -> None:
        """Another outlet was credited: those heard so far may have spoken to it as well."""
        self.known = {name: (claim, place, min(reach, 1)) for name, (claim, place, reach) in self.known.items()}

    def carrier(self, claim: Claim, sentence: str, paragraph: int) -> Claim | None:
        """The claim by which a named source's words are known to have come through the origin; None for any other.

        Of those who spoke elsewhere too, only what stands in the same or the next paragraph counts; of those whose
        words to the origin lie in the past, only what stands in the same one.
        """
        if elsewhere(sentence):
            return None
        for name in sorted(names_of(claim)):
            if name in self.known:
                carrier, where, reach = self.known[name]
                if paragraph - where <= reach:
                    return carrier
        return None

    def go_on(self, claim: Claim, paragraph: int) -> None:
        """The window of those who spoke elsewhere too moves on with what they say."""
        for name in names_of(claim) & self.known.keys():
            carrier, _, reach = self.known[name]
            self.known[name] = (carrier, paragraph, reach)


def names_a_speaker(article: Article, claim: Claim, lexicon: Lexicon) -> bool:
    """Whether the main verb of an unsourced claim's sentence lets a named one speak, though no content was found.

    "The bishop released a statement", "Pence echoed what Trump had said", "his book details the gifts".
    """
    if not 0 <= claim.sentence < len(article.sentences):
        return False
    sentence = article.sentences[claim.sentence]
    root = sentence.root
    if root is None or root.upos != "VERB":
        return False
    subjects = sentence.children(root.index, "nsubj")
    if not any(t.upos == "PROPN" or sentence.children(t.index, "nmod:poss") for t in subjects):
        return False
    if any(t.lemma.lower() == "statement" for t in sentence.children(root.index, "obj")):
        return True
    entries = lexicon.by_word("cues").get(root.lemma.lower(), ())
    return any(entry["class"] in ("speech", "document") and entry["pos"] == "verb" for entry in entries)
