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
from audit.model import Claim, Crediting, Sentence, Token
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
    noun; soon after, of "both sources", "the people", by which those before are summed up; anywhere after, of as many
    of the same noun who know it in the same way, since a story's first paragraph tells less of a source than a later
    one."""
    anybody = view.lexicon.words("standards.any-speaker", "standards.anybody")
    return any(
        view.told[key].reason != "none"
        and (
            view.heads(other) & view.heads(claims[0])
            if start(other) < start(claims[0])
            else (view.heads(other) & anybody and _steps(view, claims[0], other) <= _SOON)
            or _knows_alike(view, claims[0], other)
        )
        for key, group in view.unnamed.items()
        for other in group
    )


def _knows_alike(view: View, one: Claim, other: Claim) -> bool:
    """Whether two sources of one noun know what they tell in the same way, and may be as many: "a person familiar with
    the plan", "a person familiar with the talks"."""
    first, second = view.page.phrase(one), view.page.phrase(other)
    alike = first.basis is not None and (first.basis, first.plural) == (second.basis, second.plural)
    return alike and bool(view.heads(one) & view.heads(other))


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
        if _anothers(view, credit)
    )


def second_hand(view: View, claims: Sequence[Claim]) -> bool:
    """Whether it is sure that another outlet heard a source: it is named as who was told, who quotes it, or whose words
    these are. Who the source is and why it goes unnamed is that outlet's to tell."""
    return any(
        _heard_elsewhere(view, claim)
        or _quoted_by_another(view, claim)
        or _told_it(view, claim)
        or _set_out(view, claim)
        or _is_theirs(view, claim)
        for claim in claims
    ) and not any(_is_own(view, name) for claim in claims for name in _hearers(view, claim))


def _hearers(view: View, claim: Claim) -> list[str]:
    """The outlets that were told a claim; not those of which its source is ("a producer at CNN")."""
    words = claim.source.text if claim.source else ""
    own = {str(entry["name"]) for _, entry in view.outlets.find(words)}
    told = [*claim.via, *([claim.occasion.outlet] if claim.occasion is not None and claim.occasion.outlet else [])]
    return [name for name in told if not view.is_vague(name) and not any(view.outlets.same(name, one) for one in own)]


def _heard_elsewhere(view: View, claim: Claim) -> bool:
    """Whether another outlet was told: "two officials told Reuters"; or is the source, by its name."""
    named = claim.source is not None and view.outlets.name_of(claim.source.text) is not None
    return named or any(not _is_own(view, name) for name in _hearers(view, claim))


def _told_it(view: View, claim: Claim) -> bool:
    """Whether a source told "the AFP news agency"; or "the paper", "the outlet", where the paragraph has credited
    another outlet before: "The plan will fail, Reuters reported. Two officials told the agency …"."""
    nouns, sentence = view.lexicon.words("crediting.points_back"), view.page.sentence(claim)
    told = [
        noun
        for word in view.page.cue(claim)
        if sentence is not None and isinstance(word, Token)
        for noun in sentence.children(word.index, "iobj", "obj")
        if noun.lemma.lower() in nouns
    ]
    if sentence is None or not told:
        return False
    if any(_names_another(view, sentence, word) for noun in told for word in sentence.children(noun.index, "compound")):
        return True
    return any(
        credit.sentence < claim.sentence and _paragraph(view, credit.sentence) == claim.paragraph
        for credit in view.article.credits or ()
        if _anothers(view, credit)
    )


def _names_another(view: View, sentence: Sentence, word: Token) -> bool:
    """Whether a word names another outlet than the article's."""
    entry = view.outlets.name_of(word.text)
    return entry is not None and not _is_own(view, str(entry["name"]))


def _set_out(view: View, claim: Claim) -> bool:
    """Whether a claim stands in another outlet's own words, set out below a line that ends in a colon: "As Ann Lee of
    The Courier reported:"."""
    above = _line_above(view, claim)
    if above is None or not view.article.sentences[above].span.of(view.article.text).rstrip().endswith(":"):
        return False
    return any(
        credit.sentence == above if credit.how is None else _paragraph(view, credit.sentence) == _paragraph(view, above)
        for credit in view.article.credits or ()
        if credit.outlet and credit.how != "venue" and not _is_own(view, credit.outlet)
    )


def _is_theirs(view: View, claim: Claim) -> bool:
    """Whether a source is called another outlet's, or one who spoke to it: "CNN's sources", "a source who spoke to
    Reuters"; not "a producer at CNN", who may have told this article."""
    sources, talks = view.lexicon.words("standards.any-speaker"), view.lexicon.words("crediting.talks")
    spans = claim.source.spans if claim.source else ()
    names = [place for span in spans for place in view.outlets.find(span.of(view.article.text), span.start)]
    return any(
        (word.deprel == "nmod:poss" and above.lemma.lower() in sources)
        or (word.deprel == "obl" and above.deprel.startswith("acl") and above.lemma.lower() in talks)
        for place, entry in names
        if not _is_own(view, str(entry["name"]))
        for sentence, word in view.page.tokens((place,))
        if word.head >= 0
        for above in [sentence.tokens[word.head]]
    )


def _line_above(view: View, claim: Claim) -> int | None:
    """The sentence that ends the paragraph before a claim's; one of a single word ("Advertisement") is none."""
    sentences = view.article.sentences
    places = range(min(claim.sentence, len(sentences)) - 1, -1, -1)
    before = (place for place in places if sentences[place].paragraph < claim.paragraph)
    return next((place for place in before if len(sentences[place].tokens) > 1), None)


def recalled(view: View, claims: Sequence[Claim]) -> bool:
    """Whether an article only recalls what it has reported ("an aide said previously"): then it told who that was."""
    recalling = view.lexicon.words("standards.recalling")
    return all(
        any(
            child.lemma.lower() in recalling
            for word in view.page.cue(claim)
            if sentence is not None and isinstance(word, Token)
            for child in sentence.children(word.index, "advmod")
        )
        for claim in claims
        for sentence in [view.page.sentence(claim)]
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


def _paragraph(view: View, sentence: int) -> int:
    return view.article.sentences[sentence].paragraph


def _anothers(view: View, credit: Crediting) -> bool:
    """Whether words credit another outlet with what it told, was told or wrote; not as a place where somebody spoke."""
    return bool(credit.outlet) and credit.how not in (None, "venue") and not _is_own(view, credit.outlet or "")


def _near(view: View, claim: Claim) -> set[int]:
    """A claim's paragraph and the one before it that says something."""
    place = view.paragraphs[claim.paragraph]
    return {number for number, other in view.paragraphs.items() if place - 1 <= other <= place}


def _is_own(view: View, name: str) -> bool:
    return bool(view.article.outlet) and view.outlets.same(name, view.article.outlet or "")
