"""A sentence's tree goes in, why somebody in it is not named comes out: a risk or a ground of its own, or boilerplate.

A reason hangs on the words of anonymity: "asked not to be named because …", "…, citing …", "for fear of …". What
somebody says unnamed may speak of risks too, and tells no reason.

Source: the New York Times' standards memo of 2010, which calls "not authorized to speak" and "the sensitivity of the
issue" boilerplate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Sentence, Span, Token


@frozen
class Found:
    """A reason that was found: "specific" or "boilerplate" (REASONS), and where it stands in the article's text."""

    value: str
    span: Span


def reason_in(sentence: Sentence, lexicon: Lexicon, inside: Collection[int] | None = None) -> Found | None:
    """Why a source is not named: "specific" or "boilerplate"; None where nothing is said.

    With ``inside``, the places of a source's own words, only what they say of it counts. "Spoke on condition of
    anonymity" alone gives no reason (NPR Ethics Handbook; AP Stylebook, anonymous sources).
    """
    stock: Found | None = None
    for clause in _unnamed(sentence, lexicon, inside):
        for ground in _grounds(sentence, clause, lexicon, inside or ()):
            span = _span(sentence, (clause.index, *sentence.subtree(ground.index)))
            if _specific(sentence, ground, lexicon):
                return Found("specific", span)
            stock = stock or Found("boilerplate", span)
    for bound in _bound(sentence, range(len(sentence.tokens)) if inside is None else inside, lexicon):
        stock = stock or Found("boilerplate", _span(sentence, sentence.subtree(bound.index)))
    return stock


def unnamed_places(sentence: Sentence, lexicon: Lexicon) -> Iterator[Span]:
    """The verbs of a sentence that say that somebody goes unnamed, or may not speak."""
    yield from (token.span for token in _unnamed(sentence, lexicon))
    yield from (token.span for token in _bound(sentence, range(len(sentence.tokens)), lexicon))


def _unnamed(sentence: Sentence, lexicon: Lexicon, inside: Collection[int] | None = None) -> Iterator[Token]:
    """The verbs of the clauses in which somebody goes unnamed: "spoke" on condition of anonymity, "asked" not to be."""
    for match in lexicon.found("people.unnamed-by-wish", sentence):
        if inside is not None and match.first not in inside:
            continue
        words = range(match.first, match.last + 1)
        here = next(t for t in sentence.tokens[match.first : match.last + 1] if t.head not in words)
        seen = set[int]()
        while here.head >= 0 and here.index not in seen and (here.upos != "VERB" or here.deprel == "xcomp"):
            seen.add(here.index)
            here = sentence.tokens[here.head]
        yield here


def _grounds(sentence: Sentence, clause: Token, lexicon: Lexicon, own: Collection[int]) -> Iterator[Token]:
    """The words that give a ground within a clause: an adverbial clause, a purpose, "for fear of"; not what is said.

    In a source's own words (``own``) every ground is one for going unnamed, wherever the tree hangs it.
    """
    said = {i for c in sentence.children(clause.index, "ccomp", "parataxis") for i in sentence.subtree(c.index)}
    first = sentence.tokens[clause.head]
    if clause.deprel == "conj" and (lexicon.phrases("people.risk").has(first) or _may_not(sentence, first, lexicon)):
        yield first
    for place in sorted({*sentence.subtree(clause.index), *own}):
        if place not in said and place != clause.index and _is_ground(sentence, sentence.tokens[place], lexicon):
            yield sentence.tokens[place]


def _is_ground(sentence: Sentence, token: Token, lexicon: Lexicon) -> bool:
    """Whether a word heads what gives a ground: "because they feared", "to protect her", "for fear", "under committee
    rules"."""
    risks, relation = lexicon.phrases("people.risk"), token.deprel.split(":")[0]
    leads = {c.lemma.lower() for c in sentence.children(token.index, "mark", "case")}
    if relation in ("advcl", "acl") and lexicon.phrases("people.citing").has(token):
        return True
    if relation == "acl" and "VerbForm=Inf" in token.feats:  # "on the condition of anonymity in order to speak freely"
        under = {token.head, *sentence.subtree(token.head)}
        return any(match.first in under for match in lexicon.found("people.unnamed-by-wish", sentence))
    if relation == "advcl":
        given = "VerbForm=Inf" in token.feats or bool(leads & lexicon.words("people.reason-clause"))
        modal = any(c.xpos == "MD" for c in sentence.children(token.index, "aux"))
        given = given or (modal and bool(leads & lexicon.words("people.so-that")))
        return given or _tells_private(sentence, token, lexicon)
    if relation in ("obl", "nmod"):
        moved = leads & lexicon.words("people.motive") and (
            risks.has(token) or lexicon.phrases("people.stock").has(token)
        )
        ruled = leads & lexicon.words("people.by-rule") and lexicon.phrases("people.rule").has(token)
        return bool(moved or ruled or leads & lexicon.words("people.reason-noun"))
    return relation == "conj" and risks.has(token)


def _may_not(sentence: Sentence, token: Token, lexicon: Lexicon) -> bool:
    """Whether a verb says that somebody could or would not tell: "could not discuss it publicly and spoke on condition
    of anonymity"."""
    modal = any(c.xpos == "MD" for c in sentence.children(token.index, "aux"))
    negated = any("Polarity=Neg" in c.feats for c in sentence.children(token.index, "advmod"))
    return modal and negated and lexicon.phrases("people.telling").has(token)


def _tells_private(sentence: Sentence, token: Token, lexicon: Lexicon) -> bool:
    """Whether a participle tells that what is told is not for the public: "asked not to be named discussing the firm's
    plans", "…, describing private talks"; set off by a comma, other talk tells nothing."""
    if "VerbForm=Ger" not in token.feats and "VerbForm=Part" not in token.feats:
        return False
    if not lexicon.phrases("people.telling").has(token):
        return False
    below = [sentence.tokens[place] for place in sorted(sentence.subtree(token.index))]
    asked = 0 <= token.head < token.index and not any(
        t.upos == "PUNCT" for t in sentence.tokens[token.head : token.index]
    )
    close = asked and sentence.tokens[token.head].deprel == "xcomp"
    return close or lexicon.phrases("people.stock").first(below) is not None


def _specific(sentence: Sentence, ground: Token, lexicon: Lexicon) -> bool:
    """Whether a ground tells what is risked or why; not that they may not speak, nor what they want to speak of."""
    places = set(sentence.subtree(ground.index))
    if _may_not(sentence, ground, lexicon):
        return False
    bound = list(_bound(sentence, places, lexicon))
    for token in bound:
        places -= {
            token.index,
            *(i for c in sentence.children(token.index, "xcomp") for i in sentence.subtree(c.index)),
        }
    left = [sentence.tokens[i] for i in sorted(places)]
    if lexicon.phrases("people.risk").first(left):
        return True
    purpose = (ground.deprel.startswith(("advcl", "acl")) and "VerbForm=Inf" in ground.feats) or (
        ground.deprel.startswith("advcl") and lexicon.phrases("people.telling").has(ground)
    )
    return not (purpose or bound or lexicon.phrases("people.stock").first(left))


def _bound(sentence: Sentence, places: Collection[int], lexicon: Lexicon) -> Iterator[Token]:
    """The verbs that say that somebody may not speak: "not authorized to discuss it"."""
    permitting = lexicon.phrases("people.permitting")
    if not permitting.may_stand_in(sentence.tokens):
        return  # most sentences
    telling, barring = lexicon.phrases("people.telling"), lexicon.phrases("people.barring")
    for place in places:
        token = sentence.tokens[place]
        if not permitting.has(token) or not any(map(telling.has, sentence.children(place, "xcomp", "advcl"))):
            continue
        negated = any("Polarity=Neg" in c.feats for c in sentence.children(place, "advmod"))
        if negated or barring.has(token):
            yield token


def _span(sentence: Sentence, places: Sequence[int]) -> Span:
    tokens = [sentence.tokens[i] for i in places]
    return Span(min(t.span.start for t in tokens), max(t.span.end for t in tokens))
