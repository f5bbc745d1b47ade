"""A page goes in, the groups come out whose anonymity the article explains once for all of them, and why.

"The Courier spoke with six officials, who asked not to be named because they feared reprisals": whoever is heard
before or after may be one of these, unless noun, number, body or time in office say otherwise.

Source: New York Times, "Confidential Sources" (2004): a story tells why its sources go unnamed, once; whom the words
can stand for is ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from audit.model import Claim, Phrase, Sentence, Span, Spans, Token
from audit.resolve.phrase import phrase_at
from audit.resolve.reasons import Found, unnamed_places
from audit.score.page import Page, start

_WITHIN: Final = ("nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "nmod", "nmod:poss")
_UP: Final = ("xcomp", "conj", "advcl", "acl", "acl:relcl", "obl", "nmod", "obj")
_NEAR: Final = 1  # sentences


@frozen
class Granted:
    """A group: the place of its sentence, what its words tell, why it goes unnamed, and whether the article sums up
    with it whom it heard (``summed``) or whom it brought in before (``definite``), or tells that it holds for others as
    well (``of_others``)."""

    sentence: int
    phrase: Phrase
    reason: Found
    summed: bool
    definite: bool
    of_others: bool = False


def groups_of(page: Page) -> Iterator[Granted]:
    """The groups of an article that go unnamed for a reason which is told of all."""
    for place, sentence in enumerate(page.article.sentences):
        verbs = {*unnamed_places(sentence, page.lexicon)}
        reason = page.reason_at(place) if verbs else None
        if reason is None:
            continue  # most sentences
        seen = set[tuple[int, int]]()
        for verb in (t for t in sentence.tokens if t.span in verbs):
            for where, noun in _whose(page, place, verb):
                if (where, noun.index) in seen:
                    continue
                seen.add((where, noun.index))
                said = page.article.sentences[where]
                phrase = phrase_at(said, _own_words(said, noun), page.article.text, page.lexicon)
                if phrase is None or not set(phrase.heads) & page.lexicon.words("people.insider"):
                    continue
                if where == place and _like_others(page, sentence, noun, verb):
                    yield Granted(place, phrase, reason, summed=False, definite=False, of_others=True)
                elif phrase.plural:
                    definite = _points_to_all(page, said, noun)
                    summed = not definite and _is_summed(page, said, noun)
                    yield Granted(place, phrase, reason, summed, definite)


def stands_for(page: Page, group: Granted, claim: Claim) -> bool:
    """Whether the source of a claim may be of a group, so far as the words tell."""
    one, all_of = page.phrase(claim), group.phrase
    if not set(one.heads) & page.lexicon.words("people.insider"):
        return False
    if group.of_others:
        return True
    if _contradicts(one, all_of):
        return False
    after = claim.sentence > group.sentence
    if not after and all_of.other:
        return False
    if after and one.other and not (group.summed and _heard_between(page, group, claim)):
        return False
    anybody = page.lexicon.words("standards.anybody", "standards.any-speaker")
    near = 0 <= claim.sentence - group.sentence <= _NEAR
    first, second = {*one.heads}, {*all_of.heads}
    if first & second or (first & anybody and second & anybody):
        # "the sources" are those before, not who is brought in after
        return group.summed or near or (group.definite and (not after or one.bare or one.pointing))
    if second & anybody:
        return group.summed or near
    return group.summed and one.basis is None and bool(first & page.lexicon.words("standards.any-speaker"))


def _contradicts(one: Phrase, all_of: Phrase) -> bool:
    """Whether number, body or time in office say that somebody is none of a group."""
    if all_of.number is not None and (one.number or 0) > all_of.number:
        return True
    if one.tense is not None and all_of.tense is not None and one.tense != all_of.tense:
        return True
    if one.affiliation is None or all_of.affiliation is None:
        return False
    return not {*one.affiliation.text.lower().split()} & {*all_of.affiliation.text.lower().split()}


def _heard_between(page: Page, group: Granted, claim: Claim) -> bool:
    """Whether somebody unnamed was heard between a group and a claim: then "another source" is other than that one."""
    return any(
        other.kind in ("anonymous", "sources said") and group.sentence < other.sentence and start(other) < start(claim)
        for other in page.article.claims
        if other.source is None or claim.source is None or other.source.text != claim.source.text
    )


def _like_others(page: Page, sentence: Sentence, noun: Token, verb: Token) -> bool:
    """Whether it is told of others, too, that they go unnamed: "who, like others interviewed, spoke on condition …"."""
    below = {*sentence.subtree(verb.index), *range(noun.index, verb.index)}
    return any(match.last in below for match in page.lexicon.found("standards.like-others", sentence))


def _whose(page: Page, place: int, verb: Token) -> Iterator[tuple[int, Token]]:
    """The nouns of those who go unnamed, by a verb that says so, with the places of their sentences."""
    sentence, here, seen = page.article.sentences[place], verb, set[int]()
    while here.index not in seen:
        seen.add(here.index)
        for child in sentence.children(here.index, *_WITHIN):
            yield from _meant(page, place, child)
        if here.head < 0 or here.deprel not in _UP:
            break
        here = sentence.tokens[here.head]
        if here.upos in ("NOUN", "PROPN", "NUM", "DET", "PRON"):
            yield from _meant(page, place, here)
            break


def _meant(page: Page, place: int, word: Token) -> Iterator[tuple[int, Token]]:
    """A noun, and those whom "they", "them" or "their" below it take up."""
    sentence = page.article.sentences[place]
    if word.upos == "NOUN":
        yield place, word
    below = [sentence.tokens[i] for i in sorted(sentence.subtree(word.index))]
    if any("PronType=Rel" in t.feats for t in below):  # "with aides and officials, many of whom …"
        before = [t for t in sentence.tokens[: word.index] if _is_plural_insider(page, t)]
        yield from ((place, one) for one in _joined(sentence, before[-1:]))
    if any(t.upos == "PRON" and "Person=3" in t.feats and "Number=Plur" in t.feats for t in below):
        for where in (place, place - 1):
            some = page.article.sentences[where].tokens if where >= 0 else ()
            before = [t for t in some if _is_plural_insider(page, t) and (where < place or t.index < word.index)]
            if before:
                yield where, before[0]
                return


def _joined(sentence: Sentence, nouns: Sequence[Token]) -> Iterator[Token]:
    """Nouns, and those that they are joined to by "and"."""
    for noun in nouns:
        first = sentence.tokens[noun.head] if noun.deprel == "conj" else noun
        yield from (first, *(one for one in sentence.children(first.index, "conj") if one.upos == "NOUN"))


def _is_plural_insider(page: Page, token: Token) -> bool:
    insider = token.upos == "NOUN" and token.lemma.lower() in page.lexicon.words("people.insider")
    return insider and "Number=Plur" in token.feats


def _own_words(sentence: Sentence, noun: Token) -> Spans:
    """A noun and what hangs on it, without clauses."""
    clauses = {i for c in sentence.children(noun.index, "acl", "acl:relcl", "advcl") for i in sentence.subtree(c.index)}
    places = [i for i in sentence.subtree(noun.index) if i not in clauses]
    return tuple(Span(t.span.start, t.span.end) for t in (sentence.tokens[i] for i in sorted(places)))


def _is_summed(page: Page, sentence: Sentence, noun: Token) -> bool:
    """Whether an article tells with a noun whom it heard: it "spoke with six people", "interviewed six people", has it
    from "interviews with six people"; six people "spoke on condition of anonymity", and nothing is told that they say
    there."""
    while noun.deprel == "conj":
        noun = sentence.tokens[noun.head]
    verb = sentence.tokens[noun.head] if noun.head >= 0 else None
    if verb is not None and noun.deprel == "nmod" and page.lexicon.phrases("crediting.interview").has(verb):
        return True
    if verb is None or not page.lexicon.phrases("standards.hearing").has(verb):
        return False
    if sentence.children(verb.index, "ccomp", "parataxis"):
        return False
    return verb.deprel in ("root", "conj") or not noun.deprel.startswith("nsubj")


def _points_to_all(page: Page, sentence: Sentence, noun: Token) -> bool:
    """Whether a noun takes up all who were brought in before: "both sources", "the people"."""
    pointing = page.lexicon.words("standards.all-of-them")
    return any(word.lemma.lower() in pointing for word in sentence.children(noun.index, "det", "det:predet"))
