"""A View goes in, what the reader is not told of unnamed sources, or should be spared, comes out: B1 to B13.

Source: the handbooks named by each criterion's entry in lexicons/criteria.toml.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve

from audit.model import Claim, Sentence, Spans, Token
from audit.score.criteria.bare import headlinese, is_bare, leans_itself
from audit.score.criteria.confided import confided, excused, kept_back, relayed, seen_to_act
from audit.score.criteria.view import (
    Firing,
    View,
    claim_spans,
    name,
    of_claim,
    of_claims,
    of_source,
    quoted,
    source_spans,
)
from audit.score.dossier import source_key
from audit.score.page import start

# Half of the claims on named sources costs nothing under B1: the rest of a story is scene, background and context.
NAMED_ENOUGH: Final = 0.5
TOLD_FROM: Final = 0.25  # share of claims on unnamed sources, of which an article with fewer does not lean on them
_OPENING: Final = 5  # paragraphs that open a story
_BEFORE: Final = 300  # letters before a source in which it may have been said whose it is


def named_share(view: View) -> list[Firing]:
    """B1: named beats unnamed, by the share of claims on named sources (Reuters; BBC 3.3; Washington Post).

    What a poll or a document tells has a source that can be looked up. What the article says itself counts as resting
    on nobody, but where the claims that somebody is said to have made rest on names, the finding is not shown: then it
    tells of scene and background.
    """
    weak = [claim for claim in view.claims if claim.kind != "named" and not view.written(claim)]
    named = len(view.claims) - len(weak)
    short = NAMED_ENOUGH * len(view.claims) - named
    if short <= 0:
        return []
    unnamed = [claim for claim in weak if claim.kind != "none" and not view.answered(claim)]
    reason = (
        f"Resting on named sources or documents: {named} of {len(view.claims)} claims; on unnamed ones {len(unnamed)}."
    )
    shown = claim_spans(unnamed or weak)
    kept = [claim for claim in unnamed if kept_back(view, claim) and not relayed(view, claim)]
    leaning = len(kept) > max(named, TOLD_FROM * len(view.claims))
    return [Firing(reason, shown, tuple(c.id for c in weak), short / NAMED_ENOUGH, leaning)]


def bare_sources(view: View) -> list[Firing]:
    """B2: not bare "sources said", "reportedly", "some say" (AP; NPR); those of one sentence are told at once."""
    by_sentence: dict[int, list[Claim]] = {}
    for place, claim in enumerate(view.claims):
        if claim.kind == "sources said" and is_bare(view, claim):
            by_sentence.setdefault(claim.sentence if claim.sentence >= 0 else -1 - place, []).append(claim)
    found, told = [], set[tuple[int, str]]()
    for claims in by_sentence.values():
        who = ", ".join(dict.fromkeys(name(claim) for claim in claims))
        fired = of_claims(claims, f"Resting on nobody in particular: {who}.")
        words = claims[0].paragraph, who.lower()
        shown = words not in told and any(leans_itself(view, claim) for claim in claims)
        told.add(words)
        found.append(evolve(fired, spans=source_spans(claims), shown=shown))
    return found


def _asked(view: View, claims: list[Claim], reason: str) -> Firing:
    """A firing at one source, told where it is sure that the article promised it not to be named."""
    return evolve(of_source(claims, reason), shown=confided(view, claims))


def position(view: View) -> list[Firing]:
    """B3: rank, agency, side or party of an unnamed source (AP; NPR; Reuters)."""
    found = []
    generic = view.lexicon.words("standards.generic-role")
    for key, claims in view.insiders.items():
        if _placed_before(view, claims[0]):
            continue
        told = view.told[key]
        ranked = told.role is not None and not view.heads(claims[0]) <= generic
        if not ranked and not told.affiliation and not told.side and not _field_told(view, claims[0]):
            reason = f"No office, agency, side or party is given for {name(claims[0])}."
            found.append(_asked(view, claims, reason))
    return found


def _placed_before(view: View, claim: Claim) -> bool:
    """Whether a source points back ("the insider"), or the words just before tell whom it serves.

    Bare "aides" after "Sanders" are his; bare "officials" after "military officials" are the same ones, so are those
    who spoke earlier; "officials there" are of the place or body just named.
    """
    if claim.source is None or not claim.source.text.strip():
        return False
    if view.page.phrase(claim).pointing or view.described_before(claim) or _of_there(view, claim):
        return True
    heads = view.heads(claim)
    place = claim.source.spans[0].start if claim.source.spans else start(claim)
    before = list(view.page.before(place, _BEFORE))
    if heads & view.lexicon.words("standards.relational") and any(t.text in view.surnames for _, t in before):
        return True
    forms = {word.text.lower() for word in view.page.source(claim) if word.lemma.lower() in heads}
    return any(token.text.lower() in forms and _set_apart(view, sentence, token) for sentence, token in before)


def _of_there(view: View, claim: Claim) -> bool:
    """Whether an adverb of place stands right behind a source's noun, before any verb: "officials there said"."""
    spans = claim.source.spans if claim.source else ()
    places = view.lexicon.words("standards.pointing-place")
    return any(
        noun.lemma.lower() in view.heads(claim)
        and noun.index + 1 < len(sentence.tokens)
        and sentence.tokens[noun.index + 1].text.lower() in places
        for sentence, noun in view.page.tokens(spans)
    )


def _field_told(view: View, claim: Claim) -> bool:
    """Whether a source's words tell its field, or whom it is close to: "an intelligence official", "close to Lund"."""
    heads, own = view.heads(claim), view.page.source(claim)
    close = view.lexicon.phrases("standards.close-to").first(own)
    if close is not None and not view.page.has("standards.affair", own[close.last + 1 :]):
        return True
    spans = claim.source.spans if claim.source else ()
    return any(t.lemma.lower() in heads and _set_apart(view, s, t) for s, t in view.page.tokens(spans))


def _set_apart(view: View, sentence: Sentence, noun: Token) -> bool:
    """Whether a noun has a word beside it that tells which ones these are: no number, no rank."""
    neutral = view.lexicon.words("people.neutral", "people.rank", "people.several", "people.former", "people.current")
    belonging = view.lexicon.words("standards.belonging")
    for child in sentence.children(noun.index, "compound", "amod", "nmod"):
        if child.upos not in ("NOUN", "PROPN", "ADJ") or child.lemma.lower() in neutral:
            continue
        if child.index < noun.index:
            return True
        cases = {case.lemma.lower() for case in sentence.children(child.index, "case")}
        if cases & belonging and noun.lemma.lower() in view.lexicon.words("standards.generic-role"):
            return True
    return False


def basis(view: View) -> list[Firing]:
    """B4: how they know; "familiar with" is the weakest and counts half (NPR; Washington Post; Gannett)."""
    found = []
    for key, claims in view.insiders.items():
        told = view.told[key].basis
        if told is None:
            found.append(of_source(claims, f"How they know is not said of {name(claims[0])}."))
        elif told == "familiar":
            found.append(of_source(claims, f"“Familiar with” is all that is said of how {name(claims[0])} know.", 0.5))
    return found


def number(view: View) -> list[Firing]:
    """B5: how many, and a plural only where there are several (AP; Reuters; BBC; Gannett)."""
    found = []
    for key, claims in view.countable.items():
        told = view.told[key]
        plural = any(view.page.phrase(claim).plural for claim in claims)
        if plural and told.number is None and told.quantity is None:
            found.append(_asked(view, claims, f"How many they are is not said of {name(claims[0])}."))
    return found


def no_reason(view: View) -> list[Firing]:
    """B6: why the source is not named (AP; SPJ; NYT; NPR)."""
    found = []
    for key, claims in view.insiders.items():
        if view.told[key].reason == "none":
            fired = _asked(view, claims, f"No reason for going unnamed is given for {name(claims[0])}.")
            found.append(evolve(fired, shown=fired.shown and not excused(view, claims)))
    return found


def stock_reason(view: View) -> list[Firing]:
    """B7: and not in boilerplate: half credit (NYT, standards memo of 2010)."""
    return [
        _stock(view, claims, f"Only a stock reason for going unnamed is given for {name(claims[0])}.")
        for key, claims in view.insiders.items()
        if view.told[key].reason == "boilerplate"
    ]


def _stock(view: View, claims: list[Claim], reason: str) -> Firing:
    """A firing at one source, told where the reason is plainly its own: its noun, or a pronoun, may not speak."""
    spans = view.told[source_key(view.page, claims[0])].reason_spans
    whose = [
        t
        for sentence in {id(s): s for s, _ in view.page.tokens(spans)}.values()
        for t in sentence.tokens
        if t.deprel.startswith("nsubj") and t.span.start < max(span.end for span in spans)
    ]
    beside = {id(view.article.sentences[place]) for claim in claims for place in view.page.beside(claim)}
    here = any(id(sentence) in beside for sentence, _ in view.page.tokens(spans))
    own = here and any(t.upos == "PRON" or t.lemma.lower() in view.heads(claims[0]) for t in whose)
    return evolve(of_source(claims, reason), shown=own and not _particular(view, spans) and confided(view, claims))


def _particular(view: View, spans: Spans) -> bool:
    """Whether a reason says of something what makes it delicate: "a plan that had not been announced"."""
    inside = {(id(sentence), token.index) for sentence, token in view.page.tokens(spans)}
    return any(
        token.deprel.startswith("acl") and (id(sentence), token.head) in inside
        for sentence, token in view.page.tokens(spans)
    )


def motive(view: View) -> list[Firing]:
    """B8: motive, when it matters: here, where an unnamed source attacks or judges (AP; NYT; SPJ; NPR)."""
    found = []
    for key, claims in view.insiders.items():
        told = view.told[key]
        if told.side or told.affiliation or told.reason == "specific":
            continue
        judging = [claim for claim in claims if _judges(view, claim)]
        if judging:
            found.append(of_source(judging, f"Whose side {name(claims[0])} are on is not said."))
    return found


def opinions(view: View) -> list[Firing]:
    """B9: unnamed sources give facts, not opinion, speculation or attacks (AP; NPR; Washington Post)."""
    return [
        evolve(
            of_claim(claim, f"An unnamed source ({name(claim)}) is used for {what}."),
            shown=_is_verdict(view, claim) and confided(view, claims),
        )
        for claims in view.insiders.values()
        for claim in claims
        if (what := _judges(view, claim)) and not _passed_on(view, claim)
    ]


def _is_verdict(view: View, claim: Claim) -> bool:
    """Whether a judgement is all that a claim says: "the mayor is incompetent"; not one in a clause that gives a ground
    or tells what somebody advised."""
    inside = {token.index for _, token in view.page.tokens(claim.spans)}
    return any(
        token.upos in ("ADJ", "NOUN") and token.head not in inside
        for _, token in view.page.found("standards.judgement", claim.spans)
    )


def _passed_on(view: View, claim: Claim) -> bool:
    """Whether a source tells what somebody else said: "…, aides said Lund told the room"; then the opinion is hers."""
    sentence, cues = view.page.sentence(claim), view.lexicon.by_word("cues")
    if sentence is None:
        return False
    return any(
        not any(verb.span.overlaps(span) for span in claim.spans)
        and any(entry["class"] == "speech" for entry in cues.get(verb.lemma.lower(), ()))
        and bool(sentence.children(verb.index, "nsubj"))
        for word in view.page.cue(claim)
        if isinstance(word, Token)
        for verb in sentence.children(word.index, "ccomp")
    )


def _judges(view: View, claim: Claim) -> str | None:
    """What a claim is instead of a fact; None where it is none."""
    if view.page.has("standards.attack", view.page.cue(claim)):
        return "an attack"
    if any(_is_said_of(sentence, token) for sentence, token in view.page.found("standards.judgement", claim.spans)):
        return "opinion"
    if any(_predicated(sentence, token) for sentence, token in view.page.found("standards.superlative", claim.spans)):
        return "opinion"
    guesses = view.page.found("standards.speculation", claim.spans)
    return "speculation" if any(not _of_oneself(sentence, token) for sentence, token in guesses) else None


def _of_oneself(sentence: Sentence, token: Token) -> bool:
    """Whether a word tells what "I" or "we" may do, which is no guess about others."""
    verb = sentence.tokens[token.head] if token.upos in ("AUX", "ADV") and token.head >= 0 else token
    return any("Person=1" in subject.feats for subject in sentence.children(verb.index, "nsubj"))


def _is_said_of(sentence: Sentence, token: Token) -> bool:
    """Whether a word says something of what a clause is about; "the corrupt clerk" who is its subject is only named."""
    above, seen = token, set[int]()
    while above.head >= 0 and above.index not in seen:
        seen.add(above.index)
        if above.deprel.startswith("nsubj"):
            return False
        if above.deprel.split(":")[0] in ("ccomp", "acl", "advcl", "conj", "parataxis"):
            return True
        above = sentence.tokens[above.head]
    return True


def _predicated(sentence: Sentence, token: Token) -> bool:
    """Whether a superlative is what is said: "it is the worst", "the worst idea", not "the best route is closed"."""
    noun = sentence.tokens[token.head] if token.deprel == "amod" and token.head >= 0 else token
    return bool(sentence.children(noun.index, "cop")) or noun.deprel == "xcomp"


def opening(view: View) -> list[Firing]:
    """B10: no unnamed source as the first quotation, nor as the lede's only support (Washington Post; NYT 2016)."""
    ids = {claim.id for claims in view.insiders.values() for claim in claims}
    ids |= {c.id for c in view.claims if c.kind == "sources said" and c.source is not None and is_bare(view, c)}
    lede = [c for c in view.claims if view.paragraphs[c.paragraph] == 0 and c.kind != "none" and not view.in_deck(c)]
    if lede and all(
        claim.id in ids and claim.cue_class in (None, "speech") and not headlinese(view, claim) for claim in lede
    ):
        fired = of_claims(lede, "The first paragraph rests on unnamed sources only.")
        alone = not any(c.kind == "named" and view.paragraphs[c.paragraph] == 1 and view.tells(c) for c in view.claims)
        return [evolve(fired, shown=alone and all(_opens(view, claim) for claim in lede))]
    quotes = [c for c in view.claims if c.kind != "none" and c.source is not None and quoted(c, view.article.text)]
    if quotes and quotes[0].id in ids:
        fired = of_claim(quotes[0], "The first quotation is from an unnamed source.")
        early = view.paragraphs[quotes[0].paragraph] < _OPENING
        early = early and quotes[0].construction != "floating quotation"  # whose one is stays a guess
        return [evolve(fired, shown=early and kept_back(view, quotes[0]))]
    return []


def _opens(view: View, claim: Claim) -> bool:
    """Whether it is sure that a lede's claim rests on whoever is kept back."""
    if claim.kind == "sources said" and not leans_itself(view, claim):
        return False
    return kept_back(view, claim) and not seen_to_act(view, claim)


def declined(view: View) -> list[Firing]:
    """B11: nobody both speaks unnamed and "declined to comment" (AP)."""
    return [
        of_source(claims, f"{name(claims[0])} speak unnamed, and the same office declined to comment.")
        for key, claims in view.insiders.items()
        if view.told[key].declined
    ]


def documents(view: View) -> list[Firing]:
    """B12: how documents were obtained (AP)."""
    found = []
    for claim in view.claims:
        private = _private(view, claim)
        if private and not view.page.has("standards.obtained", view.page.near(claim)):
            found.append(of_claim(claim, f"How “{private}” was obtained is not said."))
    return found


def _private(view: View, claim: Claim) -> str | None:
    """The words for a document that is not for the public, where a claim's source is one ("internal memo")."""
    for sentence, word in view.page.found("standards.private", claim.source.spans if claim.source else ()):
        noun = sentence.tokens[word.head] if word.head >= 0 else word
        if noun.lemma.lower() in view.heads(claim) and view.page.is_document(noun):
            return f"{word.text} {noun.text}"
    return None


def byline(view: View) -> list[Firing]:
    """B13: a byline on a story with unnamed sources; only where the article's metadata say that it has none (AP)."""
    if view.article.byline != "":
        return []
    weak = [claim for claims in view.insiders.values() for claim in claims]
    return [of_claims(weak, "A story with unnamed sources has no byline.")] if weak else []


def has_metadata(view: View) -> bool:
    """Whether the article came with metadata, so that what is missing there is missing."""
    return bool(view.article.outlet or view.article.published or view.article.url)
