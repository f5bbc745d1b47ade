"""A View and the claims of one unnamed source go in; whether it is sure that this article promised it not to be named,
or only seems so, comes out.

Who passes on what another outlet's sources said promised nothing; officials who tell what their body holds, and
whoever speaks in public or in writing, hide from nobody. There the criteria for unnamed sources count and no editor is
told, since the article may be right.

Source: AP Stylebook, anonymous sources (whose transmission of information from sources is whose); SPJ Code of Ethics
(anonymity is for those who may face harm); which signs make it sure is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from audit.lexicon.phrases import Word
from audit.model import Claim, Token
from audit.score.criteria.view import View
from audit.score.dossier import UNNAMED, source_key
from audit.score.page import start

_SOON: Final = 2  # paragraphs in which sources may be summed up


def confided(view: View, claims: Sequence[Claim]) -> bool:
    """Whether it is sure that a source told this article's own reporters, in confidence, what it tells; one that points
    back ("the sources") was asked of where it was brought in."""
    if view.page.phrase(claims[0]).pointing and view.described_before(claims[0]):
        return False
    if _counted_before(view, claims[0]):
        return False
    return (
        any(set_apart(view, claim) for claim in claims)
        and not any(
            relayed(view, claim) or in_public(view, claim) or told_another(view, claim) or seen_to_act(view, claim)
            for claim in claims
        )
        and not any(_named_next(view, claim) for claim in claims)
    )


def _counted_before(view: View, claim: Claim) -> bool:
    """Whether the same words stood before with a number: "people close to her", after "two people close to her"."""
    words = source_key(view.page, claim)
    return any(
        other.kind in UNNAMED
        and start(other) < start(claim)
        and view.page.phrase(other).number is not None
        and source_key(view.page, other).endswith(f" {words}")
        for other in view.claims
    )


def excused(view: View, claims: Sequence[Claim]) -> bool:
    """Whether it is told elsewhere why somebody goes unnamed who may be the same one: before, of somebody of the same
    noun; soon after, of "both sources", "the people", by which those before are summed up."""
    anybody = view.lexicon.words("standards.any-speaker", "standards.anybody")
    return any(
        view.told[key].reason != "none"
        and (
            view.heads(other) & view.heads(claims[0])
            if start(other) < start(claims[0])
            else view.heads(other) & anybody and _steps(view, claims[0], other) <= _SOON
        )
        for key, group in view.unnamed.items()
        for other in group
    )


def seen_to_act(view: View, claim: Claim) -> bool:
    """Whether a claim is made beside an act that is no saying: whoever "sued the mayor, claiming that …" is seen."""
    sentence, cues = view.page.sentence(claim), view.lexicon.by_word("cues")
    return sentence is not None and any(
        word.deprel == "advcl"
        and "VerbForm=Part" in word.feats
        and not any(entry["class"] == "speech" for entry in cues.get(sentence.tokens[word.head].lemma.lower(), ()))
        for word in view.page.cue(claim)
        if isinstance(word, Token)
    )


def _named_next(view: View, claim: Claim) -> bool:
    """Whether officials in a body are summed up and whoever speaks next does so by name, as in a report of a briefing:
    "officials said on Monday. …, said Director Lee"."""
    phrase = view.page.phrase(claim)
    if not phrase.plural or phrase.number is not None or phrase.quantity is not None:
        return False
    if not view.heads(claim) <= view.lexicon.words("standards.office"):
        return False
    after = next((c for c in view.claims if c.kind != "none" and c.sentence > claim.sentence), None)
    return after is not None and after.kind == "named" and _steps(view, claim, after) <= 1 and view.tells(after)


def _steps(view: View, one: Claim, other: Claim) -> int:
    """How many paragraphs that make claims lie between two claims, and one."""
    return abs(view.paragraphs[one.paragraph] - view.paragraphs[other.paragraph])


def kept_back(view: View, claim: Claim) -> bool:
    """Whether it is sure that a claim rests on somebody who is kept back, and not on a body or on what was said to
    all."""
    return claim.kind == "sources said" or (set_apart(view, claim) and not in_public(view, claim))


def told_another(view: View, claim: Claim) -> bool:
    """Whether a source told it to somebody else than reporters ("told investigators"): then those promised, or not."""
    hearers = view.lexicon.words("standards.hearer")
    sentence = view.page.sentence(claim)
    cue = [word for word in view.page.cue(claim) if isinstance(word, Token)]
    heard = [c for word in cue for c in (sentence.children(word.index, "iobj", "obj") if sentence else ())]
    return any(
        noun.upos in ("NOUN", "PROPN")
        and not any(noun.span.overlaps(span) for span in claim.spans)
        and noun.lemma.lower() not in hearers
        and not any(noun.span.overlaps(credit.span) for credit in view.article.credits or ())
        for noun in heard
    )


def set_apart(view: View, claim: Claim) -> bool:
    """Whether a source is some of its sort, picked out by number, rank or what they know, and not the body that speaks
    through them ("Treasury officials"), nor those who speak for a field ("economists and consultants")."""
    phrase, heads, words = view.page.phrase(claim), view.heads(claim), view.page.source(claim)
    inside = view.lexicon.words("people.insider")
    experts = view.lexicon.words("people.expert") - inside
    if not heads <= inside or any(word.lemma.lower() in experts or is_relative(word) for word in words):
        return False
    if _holds_office(view, claim):
        return False
    if view.goes_unnamed(claim) or not phrase.plural:
        return True
    if heads <= view.lexicon.words("standards.confidant") and not view.page.has("standards.campaign", words):
        return True
    return any(one is not None for one in (phrase.number, phrase.quantity, phrase.rank, phrase.tense, phrase.basis))


def _holds_office(view: View, claim: Claim) -> bool:
    """Whether a source is told by an office that one holds: "Norvik's top diplomat"."""
    heads, foremost = view.heads(claim), view.lexicon.words("standards.foremost")
    return not view.page.phrase(claim).plural and any(
        noun.lemma.lower() in heads
        and bool(sentence.children(noun.index, "nmod:poss"))
        and any(word.lemma.lower() in foremost for word in sentence.children(noun.index, "amod", "compound"))
        for sentence, noun in view.page.tokens(claim.source.spans if claim.source else ())
    )


def is_relative(word: Word) -> bool:
    """Whether a word is a relative pronoun: whoever it stands for is told of before."""
    return isinstance(word, Token) and "PronType=Rel" in word.feats


def in_public(view: View, claim: Claim) -> bool:
    """Whether a source said it before everybody or in writing, and asked for nothing."""
    how = claim.occasion.how if claim.occasion is not None else None
    return how in view.lexicon.words("standards.public-occasion") and not view.goes_unnamed(claim)


def relayed(view: View, claim: Claim) -> bool:
    """Whether another outlet heard a source, or may have: it is credited for what the source says, in the source's own
    words, or in the lines just before."""
    told = [*claim.via, claim.occasion.outlet if claim.occasion is not None and claim.occasion.outlet else ""]
    if any(_is_own(view, name) for name in told if name):
        return False
    if any(told) or view.others(claim):
        return True
    words = claim.source.text if claim.source else ""
    if any(entry["kind"] != "vague" and not _is_own(view, str(entry["name"])) for _, entry in view.outlets.find(words)):
        return True
    if _among_theirs(view, claim) or _quoted_by_another(view, claim):
        return True
    return any(
        credit.span.start < start(claim) and view.article.sentences[credit.sentence].paragraph in _near(view, claim)
        for credit in view.article.credits or ()
        if credit.outlet and credit.how not in (None, "venue") and not _is_own(view, credit.outlet)
    )


def _among_theirs(view: View, claim: Claim) -> bool:
    """Whether another outlet's unnamed sources came before, of whom these may be some ("sources said", after "six
    officials told Reuters")."""
    heads, anybody = view.heads(claim), view.lexicon.words("standards.any-speaker", "standards.anybody")
    return any(
        other.kind in UNNAMED
        and start(other) < start(claim)
        and (view.heads(other) & heads or heads & anybody)
        and any(not view.is_vague(outlet) for outlet in view.others(other))
        for other in view.claims
    )


def _quoted_by_another(view: View, claim: Claim) -> bool:
    """Whether a source is whom somebody quotes: "the story quotes some officials saying …"."""
    heads, quoting = view.heads(claim), view.lexicon.words("standards.quoting")
    return any(
        noun.lemma.lower() in heads and noun.deprel == "obj" and sentence.tokens[noun.head].lemma.lower() in quoting
        for sentence, noun in view.page.tokens(claim.source.spans if claim.source else ())
    )


def _near(view: View, claim: Claim) -> set[int]:
    """A claim's paragraph and the one before it that says something."""
    place = view.paragraphs[claim.paragraph]
    return {number for number, other in view.paragraphs.items() if place - 1 <= other <= place}


def _is_own(view: View, name: str) -> bool:
    return bool(view.article.outlet) and view.outlets.same(name, view.article.outlet or "")
