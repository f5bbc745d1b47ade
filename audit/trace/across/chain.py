"""A traced claim and its article go in, the way it came comes out: source, relays in order, this article; on one line.

six current and former U.S. officials → NBC News → 000

Source: ours: the README's words for who stands between a claim and the article.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from attrs import field, frozen, validators

from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import KINDS, Article, Claim, Source
from audit.resolve.called import UNSTATED
from audit.trace.credit.account import key_of

ARROW: Final = " → "
ROLES: Final = ("source", "relay", "article")


@frozen
class Step:
    """One station: its name, what it is (one of ROLES), the source's kind, and how many people it is said to be."""

    name: str
    role: str = field(validator=validators.in_(ROLES))
    kind: str | None = field(default=None, validator=validators.optional(validators.in_(KINDS)))
    number: int | None = None  # of people


@frozen
class Chain:
    """How a claim reached its article, nearest to the facts first; the last link is the article. No outlet stands
    twice."""

    claim: str
    links: tuple[Step, ...]

    @property
    def line(self) -> str:
        """The chain on one line."""
        return ARROW.join(link.name for link in self.links)


def chain_of(claim: Claim, article: Article, outlets: OutletIndex) -> Chain:
    """The chain of a claim: its source (kind, number), the outlets it passed through, its article.

    An outlet that the article credited earlier stands in the chain of what is carried from it. An echo's match is no
    link: nothing says that the claim came from there.
    """
    links: list[Step] = []
    seen: set[str] = set()

    def relay(name: str, kind: str | None = None) -> None:
        key = key_of(name, outlets)
        if key not in seen:
            seen.add(key)
            links.append(Step(outlets.canonical(name), "source" if kind else "relay", kind))

    own = key_of(article.outlet, outlets) if article.outlet else None
    if own is not None:
        seen.add(own)  # what was told to the article's own outlet passed through no other
    source = claim.source
    if source is not None and claim.kind != "none":
        unnamed = claim.kind != "named" and source.spans
        words = _described(source, article, outlets.lexicon) if unnamed else source.called
        words = " ".join(words.split())
        outlet = outlets.name_of(words)
        if outlet is not None and outlet["kind"] != "vague":
            relay(str(outlet["name"]), claim.kind)
        else:
            links.append(Step(words, "source", claim.kind, source.number))
    elif claim.kind == "sources said":
        links.append(Step(UNSTATED, "source", claim.kind))
    for name in claim.via:
        relay(name)
    evidence = claim.evidence
    if claim.trace in ("credited", "carried") and evidence is not None and evidence.origin:
        relay(evidence.origin)
    return Chain(claim.id, (*links, Step(article.label, "article")))


# What follows a noun and says more of it than who it is: "an aide [who knew]", "officials [familiar with the talks]"
_MORE: Final = frozenset({"acl", "advcl", "amod", "appos", "parataxis"})


def _described(source: Source, article: Article, lexicon: Lexicon) -> str:
    """An unnamed source's words without what comes after its head and says how it knows or why it has no name: that
    stays in the claim, a chain names who. Without a tree all its words."""
    place = bisect_right([sentence.span.start for sentence in article.sentences], source.spans[0].start) - 1
    if place < 0:
        return source.text
    sentence, first = article.sentences[place], source.spans[0]
    inside = [token for token in sentence.tokens if token.span.overlaps(first)]
    places = {token.index for token in inside}
    cases = lexicon.words("sameness.tail")
    end = first.end
    for token in inside:
        after = token.head in places and token.index > token.head and sentence.tokens[token.head].upos != "ADJ"
        relation = token.deprel.split(":")[0]
        with_case = any(case.lemma.lower() in cases for case in sentence.children(token.index, "case"))
        if after and (relation in _MORE or (relation == "nmod" and with_case)):
            begin = min(place for place in sentence.subtree(token.index) if place in places)
            if begin > token.head:
                end = min(end, sentence.tokens[begin].span.start)
    return article.text[first.start : end].rstrip(" ,\n")
