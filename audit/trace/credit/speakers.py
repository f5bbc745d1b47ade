"""Credited claims go in as they are read, what they tell of the origin's speakers and staff is kept: whose words go on?

"Sanders told MSNBC that …" makes Sanders a source that the article credits to MSNBC: what he "added" in the next
sentence came the same way, until another outlet is credited, or the words give another occasion ("he wrote in his
memoir", "at a rally"). The same holds for the origin's own people ("NBC News correspondent Ann Lee … Lee added").

Source: NPR Ethics Handbook (say where somebody said it); how far an interview carries is ours, as the README's table
of traces has it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Final

from attrs import define, field

from audit.lexicon import Lexicon
from audit.lexicon.forms import tokens_of
from audit.model import Article, Attribution, Claim, Crediting, Sentence, Span, Spans, Token
from audit.trace.credit.origin import Origin
from audit.trace.credit.places import place_of, source_spans

ALWAYS: Final = 10_000  # paragraphs over which a source's words count as told to the origin
_YEARS: Final = range(1900, 2100)


def surname(words: str, lexicon: Lexicon) -> str:
    """What later sentences call somebody by: the last word of a name, in lower case, without a possessive or what only
    follows a name ("Jr."). Of parts between commas the first that ends in a name counts. Empty where there is none."""
    after = lexicon.words("people.suffix")
    ends = []
    for part in words.split(","):
        plain = [word.text.removesuffix("'s").removesuffix("’s").strip("'’") for word in tokens_of(part)]
        plain = [word for word in plain if word[:1].isalpha() and word.lower() not in after]
        named = [word for word in plain if word[0].isupper() and word[-1].islower()]
        if named and named[-1] == plain[-1]:
            return named[-1].casefold()
        ends += named
    return ends[-1].casefold() if ends else ""


def says_i(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether its source is the speaker of a quotation that the claim stands in."""
    return claim.source is not None and claim.source.text.casefold() in lexicon.words("crediting.myself")


def names_of(claim: Claim, lexicon: Lexicon) -> frozenset[str]:
    """The surnames that its source may be known by."""
    if claim.source is None:
        return frozenset()
    if claim.source.phrase is not None and claim.source.phrase.sort in ("people", "document"):
        return frozenset()  # a paper that tells is not whoever it is of
    both = (claim.source.text, claim.source.resolved or "", *_nicknames(claim.source.text))
    counsel = lexicon.words("people.counsel").intersection(claim.source.phrase.heads if claim.source.phrase else ())
    if counsel:  # a client's lawyer is somebody else than the client
        return frozenset(f"{min(counsel)} {surname(words, lexicon)}" for words in both[1:])
    return frozenset(filter(None, (surname(words, lexicon) for words in both)))


def _nicknames(words: str) -> list[str]:
    """Names in quotation marks: the hacker known as “Guccifer”."""
    return re.findall(r"[“\"‘']([^”\"’']+)[”\"’']", words)


def is_year(token: Token) -> bool:
    """Whether a word is a year that dates something."""
    return token.text.isdecimal() and int(token.text) in _YEARS and token.deprel.split(":")[0] in ("obl", "nmod")


def had_said(sentence: Sentence, token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is a verb of saying in the pluperfect."""
    if token.upos != "VERB" or not any(aux.text.lower() == "had" for aux in sentence.children(token.index, "aux")):
        return False
    entries = lexicon.by_word("cues").get(token.lemma.lower(), ())
    return any(entry["class"] == "speech" and "object" not in (entry.get("frames") or ()) for entry in entries)


def in_the_past(sentence: Sentence, lexicon: Lexicon, among: Container[int] = range(ALWAYS)) -> bool:
    """Whether a sentence puts what is said into the past, so that what is said without its words is said now; ``among``
    are the places of the words that may tell it."""
    if any(match.first in among for match in lexicon.found("crediting.then", sentence)):
        return True
    return any(is_year(token) for token in sentence.tokens if token.index in among)


@define
class Speakers:
    """Who spoke to the origin or for it so far, and who spoke before that, by surname.

    ``known`` has for each the claim that says so, its paragraph (from 0), and over how many paragraphs it holds.
    """

    origin: Origin
    known: dict[str, tuple[Claim, int, int]] = field(factory=dict)
    before: set[str] = field(factory=set)

    def hear(
        self,
        claim: Claim,
        at: tuple[Article, Sentence | None],
        paragraph: int,
        credits: Sequence[Crediting] | None,
        told: bool = False,
    ) -> None:
        """Takes note of a claim in text order. ``at``: its article, and its sentence where it has one; ``paragraph``:
        the place of its paragraph; ``credits``: what its sentence credits to the origin, None where the claim did not
        reach the article through the origin; ``told``: its source spoke on an occasion, which says how far that
        holds."""
        lexicon = self.origin.index.lexicon
        article, sentence = at
        if credits is not None:
            for mention in credits:
                for place, reach in ((None if told else mention.speaker, 1), (mention.staff, ALWAYS)):
                    if place is not None and mention.how is not None:
                        name = surname(place.of(article.text), lexicon)
                        self.known.setdefault(name, (claim, paragraph, reach))
            if claim.kind == "named" and not told and not says_i(claim, lexicon):
                past = sentence is not None and in_the_past(sentence, lexicon)
                for name in names_of(claim, lexicon) - {surname(self.origin.name, lexicon)}:
                    self.known[name] = (claim, paragraph, 0 if past else 1 if name in self.before else ALWAYS)
        elif claim.kind == "named":
            self.before |= names_of(claim, lexicon)

    def forget(self) -> None:
        """Another outlet was credited: those heard so far may have spoken to it as well."""
        self.known = {name: (claim, place, min(reach, 1)) for name, (claim, place, reach) in self.known.items()}

    def carrier(self, claim: Claim, paragraph: int) -> Claim | None:
        """The claim by which a named source's words are known to have come through the origin; None for any other.

        Of those who spoke elsewhere too, only what stands in the same or the next paragraph counts; of those whose
        words to the origin lie in the past, only what stands in the same one.
        """
        lexicon = self.origin.index.lexicon
        for name in sorted(names_of(claim, lexicon)):
            if name in self.known:
                carrier, where, reach = self.known[name]
                if paragraph - where <= reach:
                    return carrier
        return None

    def go_on(self, claim: Claim, paragraph: int) -> None:
        """The window of those who spoke elsewhere too moves on to this paragraph (its place) with what they say."""
        for name in names_of(claim, self.origin.index.lexicon) & self.known.keys():
            carrier, _, reach = self.known[name]
            self.known[name] = (carrier, paragraph, reach)


def spoken_beside(claim: Claim, beside: Sequence[Claim]) -> bool:
    """Whether a named source speaks in the words before a claim in its sentence ("Trump had hailed it and said …");
    ``beside`` are the sentence's claims."""
    start = place_of(claim)[0]
    others = (c for c in beside if c.kind == "named" and c.source is not None and c.id != claim.id)
    return any(span.start < start <= span.end + 2 for other in others for span in source_spans(other))


def _is_said_by(attribution: Attribution, sentence: int, verb: Token) -> bool:
    """Whether an attribution of a sentence has a verb for its cue, and somebody or something named for its source."""
    told = attribution.sentence == sentence and attribution.kind == "named" and attribution.source is not None
    spoken = attribution.cue.cue_class in ("speech", "document")
    return told and spoken and any(verb.span.overlaps(span) for span in attribution.cue.spans)


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
    named = any(t.upos == "PROPN" or sentence.children(t.index, "nmod:poss") for t in subjects)
    if not named and not any(_is_said_by(one, claim.sentence, root) for one in article.attributions):
        return False
    if any(map(lexicon.phrases("crediting.remarks").has, sentence.children(root.index, "obj"))):
        return True
    if lexicon.phrases("crediting.news").has(root):
        return True
    entries = lexicon.by_word("cues").get(root.lemma.lower(), ())
    return any(entry["class"] in ("speech", "document") and entry["pos"] == "verb" for entry in entries)


def first_named(claim: Claim, text: str) -> Spans:
    """Where an article's text first has the words that a claim's source stands for."""
    words = claim.source.resolved if claim.source is not None else None
    at = text.find(words) if words else -1
    return (Span(at, at + len(words)),) if words and at >= 0 else ()
