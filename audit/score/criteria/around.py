"""A claim on an unnamed source and its neighbours go in; whether they say who stands behind it comes out.

Much that looks unnamed in its sentence is answered beside it: a crowd ("experts say") is borne out by one of them in
the next sentence, or a named speaker tells what others said.

Source: ours; what an unnamed source is to be told by: B2 and B3 in lexicons/criteria.toml, with their handbooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from audit.model import Claim
from audit.score.page import Page, start

_FOLLOWING: Final = 2  # sentences that make claims, in which the one who speaks for a group has to come
_FURTHER: Final = 5  # and in which one may whom a title makes an expert


def answered(page: Page, claim: Claim, claims: Iterable[Claim]) -> bool:
    """Whether the words around say who stands behind a source that goes without a name; ``claims`` are those that
    count."""
    return (
        _named_beside(page, claim)
        or _holds_name(page, claim)
        or _told_by_another(page, claim)
        or _exemplified(page, claim, claims)
    )


def for_their_body(page: Page, claim: Claim) -> bool:
    """Whether officials of a body, none of them set apart, tell what they do or hold: "Treasury officials said they
    would wait". Then the body speaks, as by a spokesman, and nobody was promised not to be named."""
    phrase = page.phrase(claim)
    apart = phrase.number, phrase.quantity, phrase.determiner, phrase.rank, phrase.tense, phrase.basis
    if not phrase.plural or phrase.affiliation is None or any(one is not None for one in apart):
        return False
    if not {*phrase.heads} <= page.lexicon.words("standards.office"):
        return False
    said = [token for _, token in page.tokens(claim.spans)]
    inside = {token.index for token in said}
    top = next((token for token in said if token.head not in inside), None)
    return top is not None and any(
        token.head == top.index and token.deprel == "nsubj" and {"Person=3", "Number=Plur"} <= {*token.feats.split("|")}
        for token in said
        if token.upos == "PRON" and "PronType=Prs" in token.feats
    )


def _named_beside(page: Page, claim: Claim) -> bool:
    """Whether a name follows the words that were taken for the whole source ("a former aide, Ann Lee, ...")."""
    if claim.source is None or page.phrase(claim).plural:
        return False
    own = list(page.tokens(claim.source.spans))
    if not own:
        return False
    sentence, last = own[-1]
    after = sentence.tokens[last.index + 1 :]
    if after and after[0].text == ",":
        after = after[1:]
    return len(after) > 1 and after[0].upos == after[1].upos == "PROPN"


def _holds_name(page: Page, claim: Claim) -> bool:
    """Whether the source's own words name one of them ("aides, led by Ann Lee", "and others" beside a name)."""
    own, phrase = page.source(claim), page.phrase(claim)
    if (own and own[0].upos == "CCONJ") or (phrase.name is not None and " " in phrase.name):
        return True
    for noun, given, surname in zip(own, own[1:], own[2:], strict=False):  # "Lund’s strategist Ann Lee"
        if noun.lemma.lower() in phrase.heads and given.upos == surname.upos == "PROPN":
            return True
    found = page.lexicon.phrases("standards.among").first(own)
    return found is not None and any(word.upos == "PROPN" for word in own[found.last + 1 :])


def _told_by_another(page: Page, claim: Claim) -> bool:
    """Whether somebody else tells what the unnamed one says ("Ms. Lee said that experts had found …"): then that one is
    the article's source, named or not ("two aides told the committee …, according to people familiar with it")."""
    if claim.source is None or not claim.source.spans:
        return False
    place = claim.source.spans[0]
    return any(
        place.overlaps(span)
        for told in page.article.attributions
        if told.kind in ("named", "anonymous") and told.cue.cue_class != "attitude"
        if told.source is not None and place not in told.source.spans
        for span in told.content
    )


def _exemplified(page: Page, claim: Claim, claims: Iterable[Claim]) -> bool:
    """Whether one of a group speaks by name within the next two sentences.

    Of a crowd, or of lawmakers, anybody may; for officials and aides, somebody in whose sentence what sets them apart
    returns ("Democratic Party officials … Sam Lau of the Democratic Party").
    """
    phrase = page.phrase(claim)
    crowd = set(phrase.heads) & page.lexicon.words("standards.crowd", "people.expert", "standards.public-people")
    if claim.source is None or not (phrase.plural or crowd):
        return False
    place = in_order([*claims, claim])
    after = [
        other
        for other in claims
        if other.kind == "named"
        and not other.attitude
        and other.source is not None
        and place[claim.sentence] <= place[other.sentence] <= place[claim.sentence] + _FOLLOWING
        and start(other) > start(claim)
    ]
    if crowd & page.lexicon.words("people.expert") and _expert_after(page, claim, claims, place):
        return True
    if crowd:
        return bool(after)
    return any(set(phrase.marks) & _described(page, other) for other in after)


def in_order(claims: Iterable[Claim]) -> dict[int, int]:
    """Sentence -> its place among those that make claims: a question or a heading between two sets nothing apart."""
    return {number: place for place, number in enumerate(sorted({claim.sentence for claim in claims}))}


def _expert_after(page: Page, claim: Claim, claims: Iterable[Claim], place: Mapping[int, int]) -> bool:
    """Whether a named expert speaks a little further on: what experts say, and then what one of them says."""
    titles = page.lexicon.words("people.expert", "standards.expert-title")
    return any(
        other.kind == "named"
        and place[claim.sentence] < place[other.sentence] <= place[claim.sentence] + _FURTHER
        and titles & _described(page, other)
        for other in claims
    )


def _described(page: Page, claim: Claim) -> set[str]:
    """The lemmas of what stands beside a source's name: "of the Democratic Party", "a campaign spokeswoman"."""
    source = claim.source
    called = (source.resolved or page.phrase(claim).name or "") if source else ""
    name = {word.lower() for word in called.split()}
    places = [(s, i) for s, t in page.tokens(source.spans if source else ()) for i in s.subtree(t.index)]
    return {s.tokens[i].lemma.lower() for s, i in places if s.tokens[i].text.lower() not in name}
