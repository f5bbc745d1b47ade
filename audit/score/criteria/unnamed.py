"""A View goes in, what the reader is not told of unnamed sources, or should be spared, comes out: B1 to B13."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from audit.model import Claim
from audit.score.criteria.around import start
from audit.score.criteria.view import Firing, View, claim_spans, count_words, name, of_claim, of_source, quoted
from audit.score.dossier import refusals

# Half of the claims on named sources costs nothing under B1: the rest of a story is scene, background and context.
NAMED_ENOUGH: Final = 0.5

_GENERIC: Final = frozenset(
    {"official", "officials", "authorities", "aide", "aides", "adviser", "advisers", "advisors", "leaders"}
)
_FIELD: Final = re.compile(
    r"\b(?!(?:top|senior|former|current|other|unnamed|two|three|four|five|six|the|some|many|several|one"
    r"|another|few|more|key|close"
    r"|high-ranking|longtime|chief|these|those|both|certain|anonymous|all|most)\b)[a-z-]{3,}\s+(?:officials?"
    r"|aides?|advis[eo]rs?|sources?)\b"
    r"|\b(?:advis[eo]rs?|aides?|officials?)\s+(?:to|for|of|at|from|in)\s+\w|\bclose\s+to\s+(?!the\s+(?:matter|talks|discussions|situation))\w|\bsources?\s+of\b"
)
_OPINION: Final = re.compile(
    r"\b(?:(?:should|ought\s+to)\s+(?:not\s+)?(?:resign|quit|step\s+(?:down|aside)|drop\s+out|apologi[sz]e"
    r"|be\s+ashamed|go)"
    r"|disast(?:er|rous)|terribl[ey]|horribl[ey]|awful|stupid\w*|idiot\w*|incompetent|unfit|dishonest|liars?|corrupt"
    r"|crooked|pathetic|foolish|crazy|insane|ridiculous|absurd|outrageous|shameful|disgrace\w*|embarrassing|arrogant"
    r"|reckless|clueless|hypocri\w+|cowards?|toxic|racist|bigot\w*|brilliant|fantastic|the\s+(?:worst|best)"
    r"|nonsense)\b",
    re.IGNORECASE,
)
_SPECULATION: Final = re.compile(
    r"\b(?:probably|perhaps|maybe|presumably|(?:is|are|was|were|highly|very|more|most)\s+(?:likely|unlikely)|might"
    r"|may\s+(?:be|have|well)|could\s+(?:\w+ly\s+)?(?:lead|mean|cost|hurt|help|backfire|lose|win|harm|damage"
    r"|undermine)"
    r"|would\s+(?:likely|probably)|is\s+bound\s+to)\b",
    re.IGNORECASE,
)
_ATTACK: Final = frozenset(
    re.findall(
        r"\S+",
        "accused criticized criticised blasted slammed mocked derided denounced attacked ripped blamed condemned",
    )
)
_DETERMINED: Final = re.compile(r"(?i:an?|the|one|another|this|that|his|her|their|its|some)$|.*[’']s$|[A-Z]")
_HEDGES: Final = re.compile(
    r"\b(?:reportedly|allegedly|supposedly|purportedly|(?:is|are|was|were|been"
    r"|['’]s)\s+(?:widely\s+)?(?:said|believed|thought|assumed"
    r"|reported|rumou?red|understood|alleged|claimed|feared|suspected)|said\s+to|rumou?rs?|reports?\s+(?:say"
    r"|suggest|indicate)\w*|talk\s+of)\b",
    re.IGNORECASE,
)
_NOBODY: Final = frozenset(
    re.findall(
        r"\S+",
        "source some many other others critic expert analyst observer insider people person supporter opponent skeptic "
        "sceptic "
        "proponent detractor commentator pundit advocate backer foe rival several report medium media",
    )
)
_SPEAKERS: Final = frozenset({"source", "critic", "expert", "analyst", "insider", "observer"})
SAYS: Final = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|believes?|believed|argu(?:e|ed|es|ing)|claim(?:s|ed|ing)?|suggest(?:s|ed)?"
    r"|worr(?:y|ied)|fear(?:s|ed)?"
    r"|think|thought|warn(?:s|ed)?|contend(?:s|ed)?|told|predict(?:s|ed)?|question(?:s|ed)?|criticiz\w+|note[sd]?|report(?:s|ed)?|according|citing|estimates?)\b",
    re.IGNORECASE,
)
_NOT_SAID: Final = re.compile(r"\b(?:not|never)\b|n['’]t\b", re.IGNORECASE)
_SHARES: Final = re.compile(
    r"%|percent|\b(?:in|of|out\s+of)\s+(?:10|ten|five|5|three|3|four|4)\b"
    r"|\bof\s+(?:us|them|you)\b",
    re.IGNORECASE,
)
_PRIVATE: Final = re.compile(
    r"\b(?:internal|confidential|leaked|secret|classified|draft|hacked|unpublished|undisclosed"
    r"|unreleased|sealed|stolen)\s+"
    r"(?:\w+\s+){0,2}(?:memos?|memorandum|documents?|e-?mails?|records?|report|letters?|files?|recordings?"
    r"|transcripts?|cables?|messages?|papers?"
    r"|draft|analysis|polling|polls?|notes?)\b",
    re.IGNORECASE,
)
_OBTAINED: Final = re.compile(
    r"\b(?:obtained|provided|seen|reviewed|viewed|released|published|posted|leaked\s+(?:by|to|online)"
    r"|hacked\s+by|filed|made\s+public|shared|given\s+to|shown|wikileaks"
    r"|unsealed|disclosed|freedom\s+of\s+information|public\s+records|court|subpoena\w*|stolen\s+by"
    r"|copy\s+of|dcleaks|guccifer|turned\s+over)\b",
    re.IGNORECASE,
)


_POINTING: Final = frozenset("the those these that this".split())
# Nouns for somebody's people: without an "of" they are those of whom the sentence before spoke.
_RELATIONAL: Final = frozenset("aide adviser advisor ally associate confidant staffer deputy".split())
_BEFORE: Final = 300  # letters before a source in which it may have been said whose it is


def named_share(view: View) -> list[Firing]:
    """B1: named beats unnamed, by the share of claims on named sources (Reuters; BBC 3.3; Washington Post).

    What a poll or a document tells has a source that can be looked up. A quotation without a speaker of its own is not
    shown as resting on nobody: it mostly runs on from one.
    """
    weak = [claim for claim in view.claims if claim.kind != "named" and not view.written(claim)]
    named = len(view.claims) - len(weak)
    short = NAMED_ENOUGH * len(view.claims) - named
    if short <= 0:
        return []
    shown = [claim for claim in weak if claim.kind != "none" or not view.within_quotation(claim)] or weak
    reason = f"Resting on named sources or documents: {named} of {len(view.claims)} claims."
    return [Firing(reason, claim_spans(shown), tuple(c.id for c in weak), short / NAMED_ENOUGH)]


def bare_sources(view: View) -> list[Firing]:
    """B2: not bare "sources said", "reportedly", "some say" (AP; NPR)."""
    return [
        of_claim(claim, f"Resting on nobody in particular: {name(claim)}.")
        for claim in view.claims
        if claim.kind == "sources said" and is_bare(view, claim)
    ]


def is_bare(view: View, claim: Claim) -> bool:
    """Whether the article itself leans on "sources", "some", "reportedly"; not a speaker whom it quotes."""
    if view.in_quotation(claim) or view.written(claim):
        return False
    if claim.source is None:  # a hedge beside a name in the same sentence rests on that name
        return not view.named_in_sentence(claim) and (claim.cue is None or bool(_HEDGES.search(claim.cue)))
    if _NOT_SAID.search(claim.cue or "") or count_words(claim.text) < 2:  # nothing is told
        return False
    if view.answered(claim) or _headlinese(claim) or (_points(claim) and view.described_before(claim)):
        return False
    heads = view.heads(claim)
    if _SHARES.search(claim.source.text) or not heads & _NOBODY:
        return False
    return bool(heads & _SPEAKERS) or claim.cue is None or bool(SAYS.search(claim.cue))


def position(view: View) -> list[Firing]:
    """B3: rank, agency, side or party of an unnamed source (AP; NPR; Reuters)."""
    found = []
    for key, claims in view.insiders.items():
        if _placed_before(view, claims[0]):
            continue
        told = view.told[key]
        ranked = told.role is not None and told.role.text.casefold() not in _GENERIC
        placed = told.affiliation or told.side or _FIELD.search(claims[0].source.text if claims[0].source else "")
        if not ranked and not placed:
            found.append(of_source(claims, f"No rank, agency, side or party is given for {name(claims[0])}."))
    return found


def _points(claim: Claim) -> bool:
    """Whether a source points back to somebody: "the insider", "those advisers"."""
    words = claim.source.text.split() if claim.source else []
    return bool(words) and words[0].lower() in _POINTING


def _placed_before(view: View, claim: Claim) -> bool:
    """Whether a source points back ("the insider"), or the words just before tell whom it serves.

    Bare "aides" after "Sanders" are his; bare "officials" after "military officials" are the same ones.
    """
    if claim.source is None or not claim.source.text.strip():
        return False
    if _points(claim):
        return True
    words = claim.source.text.split()
    place = claim.source.spans[0].start if claim.source.spans else start(claim)
    before = view.article.text[max(0, place - _BEFORE) : place]
    if view.heads(claim) & _RELATIONAL and any(re.search(rf"\b{re.escape(who)}\b", before) for who in view.surnames):
        return True
    return any(found.group().split()[-1].lower() == words[-1].lower() for found in _FIELD.finditer(before))


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
        plural = any(view.phrase(claim).plural for claim in claims)
        if plural and told.number is None and told.quantity is None:
            found.append(of_source(claims, f"How many they are is not said of {name(claims[0])}."))
    return found


def no_reason(view: View) -> list[Firing]:
    """B6: why the source is not named (AP; SPJ; NYT; NPR)."""
    return [
        of_source(claims, f"No reason for going unnamed is given for {name(claims[0])}.")
        for key, claims in view.insiders.items()
        if view.told[key].reason == "none"
    ]


def stock_reason(view: View) -> list[Firing]:
    """B7: and not in boilerplate: half credit (NYT, standards memo of 2010)."""
    return [
        of_source(claims, f"Only a stock reason for going unnamed is given for {name(claims[0])}.")
        for key, claims in view.insiders.items()
        if view.told[key].reason == "boilerplate"
    ]


def motive(view: View) -> list[Firing]:
    """B8: motive, when it matters: here, where an unnamed source attacks or judges (AP; NYT; SPJ; NPR)."""
    found = []
    for key, claims in view.insiders.items():
        told = view.told[key]
        if told.side or told.affiliation or told.reason == "specific":
            continue
        judging = [claim for claim in claims if _judges(claim)]
        if judging:
            found.append(of_source(judging, f"Whose side {name(claims[0])} are on is not said."))
    return found


def opinions(view: View) -> list[Firing]:
    """B9: unnamed sources give facts, not opinion, speculation or attacks (AP; NPR; Washington Post)."""
    return [
        of_claim(claim, f"An unnamed source ({name(claim)}) is used for {what}.")
        for claims in view.insiders.values()
        for claim in claims
        if (what := _judges(claim))
    ]


def _judges(claim: Claim) -> str | None:
    if claim.cue and claim.cue.split()[-1].lower() in _ATTACK:
        return "an attack"
    if _OPINION.search(claim.text):
        return "opinion"
    return "speculation" if _SPECULATION.search(claim.text) else None


def opening(view: View) -> list[Firing]:
    """B10: no unnamed source as the first quotation, nor as the lede's only support (Washington Post; NYT 2016)."""
    ids = {claim.id for claims in view.insiders.values() for claim in claims}
    ids |= {c.id for c in view.claims if c.kind == "sources said" and c.source is not None and is_bare(view, c)}
    lede = [c for c in view.claims if view.paragraphs[c.paragraph] == 0 and c.kind != "none" and not view.in_deck(c)]
    if lede and all(
        claim.id in ids and claim.cue_class in (None, "speech") and not _headlinese(claim) for claim in lede
    ):
        reason = "The first paragraph rests on unnamed sources only."
        return [Firing(reason, claim_spans(lede), tuple(c.id for c in lede), float(len(lede)))]
    quotes = [c for c in view.claims if c.kind != "none" and c.source is not None and quoted(c, view.article.text)]
    if quotes and quotes[0].id in ids:
        return [of_claim(quotes[0], "The first quotation is from an unnamed source.")]
    return []


def _headlinese(claim: Claim) -> bool:
    """ "Official says", with no article before it: a deck that was printed as a paragraph, not a lede."""
    words = claim.source.text.split() if claim.source else []
    plural = claim.source is not None and claim.source.phrase is not None and claim.source.phrase.plural
    return bool(words) and len(words) <= 3 and not plural and not _DETERMINED.match(words[0])


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
        source = claim.source.text if claim.source else ""
        match = _PRIVATE.search(source)
        if match and not _OBTAINED.search(view.near(claim)):
            found.append(of_claim(claim, f"How “{' '.join(match.group().split())}” was obtained is not said."))
    return found


def byline(view: View) -> list[Firing]:
    """B13: a byline on a story with unnamed sources; only where the article's metadata is there (AP)."""
    if view.article.byline or not has_metadata(view):
        return []
    weak = _all(view.insiders.values())
    reason = "A story with unnamed sources has no byline."
    return [Firing(reason, claim_spans(weak), tuple(c.id for c in weak), float(len(weak)))] if weak else []


def has_metadata(view: View) -> bool:
    """Whether the article came with metadata, so that what is missing there is missing."""
    return bool(view.article.outlet or view.article.published or view.article.url)


def _all(groups: Iterable[list[Claim]]) -> list[Claim]:
    return [claim for claims in groups for claim in claims]


def refused(view: View) -> list[str]:
    """Who declined to comment."""
    return [who for who, _ in refusals(view.article.text)]
