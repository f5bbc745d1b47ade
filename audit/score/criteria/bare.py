"""A View and a claim of a vague source go in; whether the article itself leans on nobody in it, and whether that is
sure enough to be told, come out.

Source: AP Stylebook and NPR Ethics Handbook ("sources said", "some say", "reportedly"); what answers them is ours.
"""

from __future__ import annotations

import re
from typing import Final

from audit.model import Claim, Sentence, Token
from audit.score.criteria.around import in_order
from audit.score.criteria.confided import in_public, relayed
from audit.score.criteria.view import View, count_words, quoted
from audit.score.page import start

_NOTHING: Final = 2  # words of a claim that tells nothing: "no", "they did"
_BELOW: Final = 2  # paragraphs in which one of a crowd may be quoted after it
_BEFORE: Final = 2  # sentences in which one of a crowd may have spoken before it
_POSTED: Final = re.compile(r"(?:—|–|--)[^\n]{2,60}\(@\w+\)")  # who signs a post that is shown whole


def is_bare(view: View, claim: Claim) -> bool:
    """Whether the article itself leans on "sources", "some", "reportedly"; not a speaker whom it quotes."""
    if view.in_quotation(claim) or view.written(claim) or _posted(view, claim):
        return False
    if claim.source is None:  # a hedge beside a name in the same sentence rests on that name
        return not (view.named_in_sentence(claim) or _credited_beside(view, claim)) and (
            claim.cue is None or view.page.has("standards.hedge", view.page.cue(claim))
        )
    if _not_said(view, claim) or _only_named(view, claim) or count_words(claim.text) <= _NOTHING:  # nothing is told
        return False
    phrase, heads = view.page.phrase(claim), view.heads(claim)
    if view.answered(claim) or headlinese(view, claim) or (phrase.pointing and view.described_before(claim)):
        return False
    if view.page.has("standards.share", view.page.source(claim)) or not heads & view.lexicon.words("standards.nobody"):
        return False
    speakers = view.lexicon.words("standards.speaker")
    thinking = view.page.has("standards.thinking", view.page.cue(claim))
    return bool(heads & speakers) or claim.cue is None or thinking or view.tells(claim)


def _posted(view: View, claim: Claim) -> bool:
    """Whether a claim stands in somebody's post, which is shown whole and signed."""
    text, place = view.article.text, claim.spans[0].start if claim.spans else 0
    end = text.find("\n", place)
    line = text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)]
    return _POSTED.search(line) is not None


def _credited_beside(view: View, claim: Claim) -> bool:
    """Whether the sentence before or after, in this paragraph or the next, credits an outlet or a document, on whose
    word a hedge rests."""
    place = in_order(view.claims)
    return any(
        abs(place[other.sentence] - place[claim.sentence]) == 1
        and (view.credited(other) or view.written(other) or _from_article(other))
        for other in view.claims
    )


def _from_article(claim: Claim) -> bool:
    return claim.occasion is not None and claim.occasion.how == "article" and claim.occasion.outlet is not None


def _not_said(view: View, claim: Claim) -> bool:
    """Whether a cue stands under a negation, or tells what might be said: "some will say", "it will be heard, with some
    saying that …"."""
    cue = [word for word in view.page.cue(claim) if isinstance(word, Token)]
    sentence = view.page.sentence(claim)
    cue += [above for word in cue if sentence is not None and (above := _over(sentence, word)) is not None]
    below = [c for word in cue for c in (sentence.children(word.index, "advmod", "aux") if sentence else ())]
    return any("Polarity=Neg" in token.feats or token.xpos == "MD" for token in (*cue, *below))


def _over(sentence: Sentence, word: Token) -> Token | None:
    """The verb that a participle hangs on, with or without the noun that it is said of: "it will be heard, with some
    saying"."""
    if "VerbForm=Part" not in word.feats:
        return None
    while word.head >= 0 and (word.upos != "VERB" or "VerbForm=Part" in word.feats):
        word = sentence.tokens[word.head]
    return word


def _only_named(view: View, claim: Claim) -> bool:
    """Whether a cue says who is meant, or what might be said, and not that it was: "people who thought so voted early",
    "ways to say so"."""
    cue = [word for word in view.page.cue(claim) if isinstance(word, Token)]
    sentence = view.page.sentence(claim)
    own = {token.index for _, token in view.page.tokens(claim.source.spans)} if claim.source else set[int]()
    if sentence is None or not own:
        return False
    return any(
        (word.deprel == "acl:relcl" and own <= {*sentence.subtree(word.head)} - {*sentence.subtree(word.index)})
        or (word.deprel == "acl" and "VerbForm=Inf" in word.feats and word.head not in own)
        for word in cue
    )


def headlinese(view: View, claim: Claim) -> bool:
    """ "Official says", with no article before it: a deck that was printed as a paragraph, not a lede."""
    phrase, words = view.page.phrase(claim), claim.source.text.split() if claim.source else []
    if not phrase.heads or phrase.sort == "pronoun" or len(words) > 3:
        return False
    return not phrase.plural and phrase.determiner is None and phrase.name is None and phrase.quantity is None


def leans_itself(view: View, claim: Claim) -> bool:
    """Whether it is sure that the article leans on nobody: not where another outlet's sources are passed on, nor where
    "allegedly" keeps the writer apart from an allegation that the story is about, nor with "the backers" of what was
    just told, nor with a crowd that writes, or beside one who may be of it, nor with people who are counted or to whom
    something is done, nor with what a crowd does ("many protested ending it")."""
    if claim.source is None:
        return not view.page.has("standards.distancing", view.page.cue(claim))
    if view.heads(claim) & view.lexicon.words("standards.crowd", "people.expert") and _quoted_below(view, claim):
        return False
    if view.heads(claim) & view.lexicon.words("standards.crowd") and _heard_before(view, claim):
        return False
    if _counted(view, claim) or _acted_on(view, claim) or claim.construction == "infinitive":
        return False
    return not (view.page.phrase(claim).pointing or relayed(view, claim) or in_public(view, claim))


def _heard_before(view: View, claim: Claim) -> bool:
    """Whether somebody who is named speaks just before a crowd, and so may be one of it."""
    place = in_order(view.claims)
    return any(
        other.kind == "named"
        and place[claim.sentence] - _BEFORE <= place[other.sentence] < place[claim.sentence]
        and not view.written(other)
        for other in view.claims
    )


def _quoted_below(view: View, claim: Claim) -> bool:
    """Whether somebody who is named is quoted in one of the next paragraphs, and so may be one of a crowd."""
    place = view.paragraphs[claim.paragraph]
    return any(
        other.kind == "named"
        and start(other) > start(claim)
        and view.paragraphs[other.paragraph] <= place + _BELOW
        and quoted(other, view.article.text)
        for other in view.claims
    )


def _counted(view: View, claim: Claim) -> bool:
    """Whether a number tells how many people did something: they are counted, and not asked for their word."""
    phrase = view.page.phrase(claim)
    source, some = view.page.source(claim), view.lexicon.words("standards.anybody")
    number = any(isinstance(word, Token) and word.upos == "NUM" for word in source)
    return (
        bool({*phrase.heads} & some) and (number or view.page.has("standards.number", source)) and phrase.basis is None
    )


def _acted_on(view: View, claim: Claim) -> bool:
    """Whether a source's noun is the object of a verb, or hangs on a preposition of what is done to somebody ("a ban on
    some people"): then a tree has taken somebody for a speaker."""
    heads, against = view.heads(claim), view.lexicon.words("standards.acted-on")
    return any(
        noun.lemma.lower() in heads
        and (
            noun.deprel == "obj" or any(case.lemma.lower() in against for case in sentence.children(noun.index, "case"))
        )
        for sentence, noun in view.page.tokens(claim.source.spans if claim.source else ())
    )
