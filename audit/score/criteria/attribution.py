"""A View goes in, what is not attributed, or not in its place, comes out: A1 to A3, B14 and the headline."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from audit.model import Claim, Span
from audit.score.criteria.around import start
from audit.score.criteria.view import Firing, View, claim_spans, count_words, of_claim, quoted

# What a reporter cannot have seen: plans, talks behind doors, thoughts; and judgements that somebody must have made.
NEEDS_SOURCE: Final = re.compile(
    r"\b(?:(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:considering|weighing(?!\s+in\b)|mulling|contemplating|believed\s+to"
    r"|thought\s+to|rumou?red|reported\s+to|feared\s+to|alleged\s+to)|(?:has|have|had|is|are|was|were)\s+privately"
    r"|secretly\s+(?:met|plan\w*|discuss\w*|agreed|prepar\w*|paid)|allegedly|supposedly|purportedly|undoubtedly"
    r"|(?:struck|agreed|decided|settled|plotted|planned)\s+behind\s+closed\s+doors|unquestionably"
    r"|(?:there\s+is|there['’]s|there\s+was)\s+(?:no|little)\s+(?:question|doubt)(?:\s+that)?"
    r"|(?:widely|generally)\s+(?:(?:seen|regarded|viewed)\s+as|considered|believed|expected))\b",
    re.IGNORECASE,
)
_FIRST_PERSON: Final = re.compile(r"\b(?:I|we|my|our|us)\b", re.IGNORECASE)
_KNOWN: Final = frozenset("he she they it who the this that these those his her".split())
_GOES_ON: Final = re.compile(r"\b(?:add(?:s|ed|ing)|continu\w+|went\s+on|goes\s+on)\b", re.IGNORECASE)
_JUST_BEFORE: Final = 300  # letters: about two sentences
_LONG: Final = 25  # words of a quotation that is long enough for its speaker to be missed
_STOP: Final = re.compile(
    r"(?<!\bMr|\bMs|\bDr|\bSt|\bvs|\bNo)(?<!\bMrs|\bSen|\bRep|\bGov|\bGen|U\.S)"
    r"[.!?][”\"’']?\s+[“\"‘']?[A-Z]"
)

_WRONGDOING: Final = re.compile(
    r"\b(?:bribed?|bribing|embezzl(?:ed|ing)|launder(?:ed|ing)\s+(?:the\s+)?money|defraud(?:ed|ing)|raped"
    r"|groped|molested"
    r"|committed\s+(?:fraud|perjury|a\s+crime|treason|war\s+crimes)|sexually\s+assaulted|falsified"
    r"|blackmailed|smuggled"
    r"|tortured\s+(?:the\s+|his\s+|her\s+)?(?:men|women|prisoners|detainees|people|boys)|extorted|plagiari[sz]ed"
    r"|(?:lied|lying)\s+(?:to\s+(?:congress|investigators|the\s+(?:court|fbi|police))|under\s+oath))\b",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(
    r"\b(?:alleg\w+|accus\w+|charged?|charges|convict\w+|plead\w*|pled|indict\w+|guilty|sentenced|suspect\w*"
    r"|claim\w*|lawsuit|sued|complaint"
    r"|prosecutor\w*|jury|trial|court|ruled|found\s+(?:that|to)|admitted|confess\w+|acknowledged|arrest\w*"
    r"|prison|jail\w*|verdict|reportedly"
    r"|den(?:y|ied|ies)|disput\w+|if|whether|would|could|might|never|not|n['’]t|no\s+evidence|false\w*|debunked)\b",
    re.IGNORECASE,
)
_CHECKED: Final = re.compile(
    r"\b(?:independently|(?:could|can)\s*not\s+(?:be\s+)?(?:immediately\s+)?(?:verif|confirm)\w+|confirmed"
    r"|verified|corroborat\w+"
    r"|no\s+evidence|declined\s+to\s+comment|den(?:y|ied|ies))\b",
    re.IGNORECASE,
)

_HEDGED: Final = re.compile(
    r"[?:“”\"‘]|\b'|'\s|\b(?:no|appears?|seems?|wants?|says?|said|claims?|accus\w+|alleg\w+|reports?|reportedly|according|sources?"
    r"|poll|survey|study|may|might|could|would"
    r"|will|should|tells?|told|warns?|vows?|urges?|calls?|asks?|denies|defends?|slams?|blasts?|rips?"
    r"|praises?|argues?|suggests?|predicts?"
    r"|finds?|shows?|expected|opinion|review|how|why|what|when|who|i|we|my|he|she)\b",
    re.IGNORECASE,
)
# Whoever announces or signs what is theirs to do does it; there is nothing to attribute.
_OWN_PLAN: Final = re.compile(r"\b(?:announc\w+|sign(?:s|ed)|vow\w*|plan\w*|call\w*|decid\w+)\b", re.IGNORECASE)
_SECOND_HAND: Final = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|claim\w*|alleg\w+|accus\w+|report\w*|according|believ\w+|suggest\w*|argu\w+|told|tells?"
    r"|contend\w*|insist\w*|charg\w+|predict\w*|warn\w*|estimat\w+|show\w*|found|finds?|indicat\w+)\b",
    re.IGNORECASE,
)
_STOPWORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "the a an and or but of to in on at for from with by as is are was were be been has have had its his her "
        "their that this it not no than then into over after before about more new up out off down amid s t he she "
        "they will would said says",
    )
)


def unattributed(view: View) -> list[Firing]:
    """A1: a disputable or second-hand fact carries an attribution (AP; Reuters; BBC 3.2)."""
    return [of_claim(claim, "A plan, a thought or a judgement, with no word on who says so.") for claim in _bare(view)]


def delayed(view: View) -> list[Firing]:
    """A2: the attribution stands beside the first use; here it follows only in the next sentence (AP)."""
    return [
        of_claim(claim, "The attribution comes only after what it is for.")
        for claim in _bare(view)
        if _attributed_after(view, claim)
    ]


def _bare(view: View) -> list[Claim]:
    """Unattributed claims that need a source and cannot lean on an earlier attribution of their paragraph."""
    leaning: dict[int, int] = {}
    for claim in view.claims:
        if claim.kind != "none":
            leaning[claim.paragraph] = min(leaning.get(claim.paragraph, start(claim)), start(claim))
    return [
        claim
        for claim in view.claims
        if claim.kind == "none"
        and start(claim) <= leaning.get(claim.paragraph, start(claim))
        and NEEDS_SOURCE.search(claim.text)
        and not _FIRST_PERSON.search(claim.text)
    ]


def _attributed_after(view: View, claim: Claim) -> bool:
    return any(
        other.kind != "none" and other.sentence == claim.sentence + 1 and other.paragraph == claim.paragraph
        for other in view.claims
    )


def late_speaker(view: View) -> list[Firing]:
    """A3: a long quotation's speaker is named after its first sentence; quotations never run together (Reuters)."""
    text, found = view.article.text, list[Firing]()
    spoken = [c for c in view.claims if c.source is not None and c.source.spans and quoted(c, text)]
    for claim in spoken:
        assert claim.source is not None
        speaker = claim.source.spans[0].start
        before = text[start(claim) : speaker]
        if speaker <= start(claim) or "\n" in before or count_words(before) < _LONG or _named_before(view, claim):
            continue
        if len(_STOP.findall(before)) >= 1:
            found.append(of_claim(claim, "A long quotation whose speaker is named only after several sentences."))
    for one, other in pairwise(spoken):
        assert one.source is not None
        assert other.source is not None
        end = max(one.spans[-1].end, one.source.spans[-1].end)
        between = text[end : start(other)]
        together = start(other) >= end and re.fullmatch(r"[ .,”\"“]*", between) and one.spans[-1].end == end
        speakers = {one.source.resolved, other.source.resolved}
        if together and other.source.spans[0].start > start(other) and len(speakers - {None}) == 2:
            found.append(of_claim(other, "Two speakers’ quotations run together with no word between them."))
    return found


def _named_before(view: View, claim: Claim) -> bool:
    """Whether a reader knows the speaker already.

    So it is with a pronoun, "the senator" and "she added", and with somebody whom the sentences before name or quote.
    """
    source = claim.source
    assert source is not None
    words, first = (source.resolved or source.text).split(), start(claim)
    before = view.article.text[max(0, first - _JUST_BEFORE) : first]
    if not words or (source.text.split()[0].lower() in _KNOWN and before.strip(' \n“"')):
        return True
    if _GOES_ON.search(claim.cue or ""):
        return True
    return re.search(rf"\b{re.escape(words[-1])}\b", before) is not None or any(
        other.source is not None
        and 0 <= claim.sentence - other.sentence <= 2
        and start(other) < first
        and (other.source.resolved or other.source.text) == (source.resolved or source.text)
        for other in view.claims
    )


def allegations(view: View) -> list[Firing]:
    """B14: an allegation is labelled as one, and it is said whether it was independently confirmed (BBC)."""
    found = []
    for claim in view.claims:
        if not _WRONGDOING.search(claim.text):
            continue
        around = view.near(claim)
        if claim.kind == "none":
            if not _LABELLED.search(view.sentence(claim)) and not _LABELLED.search(around):
                found.append(of_claim(claim, "Wrongdoing told as a fact, not as an allegation."))
        elif claim.kind != "named" and not _CHECKED.search(around) and not _LABELLED.search(view.sentence(claim)):
            found.append(of_claim(claim, "An accusation by somebody unnamed, not labelled as one or confirmed."))
    return found


def headline(view: View) -> list[Firing]:
    """H1, ours: a headline states as fact what the body only attributes."""
    title, spans = view.headline
    if not title or _HEDGED.search(title):
        return []
    wanted = _content(title)
    if len(wanted) < 4:
        return []
    best = dict.fromkeys(("said", "own"), 0.0)
    match: Claim | None = None
    for claim in view.claims:
        if spans and any(span.overlaps(s) for span in claim.spans for s in spans):
            continue
        share = len(wanted & _content(claim.text)) / len(wanted)
        if claim.cue and _OWN_PLAN.search(claim.cue):
            continue
        place = "own" if claim.kind == "none" else "said"
        if place == "said" and not (claim.cue is None or _SECOND_HAND.search(claim.cue)):
            continue  # what somebody does in saying it ("nominated", "refuses") is a fact
        if place == "said" and share > best["said"]:
            match = claim
        best[place] = max(best[place], share)
    if match is None or best["said"] < 0.6 or best["own"] >= best["said"] - 0.2:
        return []
    where = tuple(sorted({*spans, *(span for span in claim_spans([match]))}))
    return [Firing("The headline states as a fact what the article only attributes.", where, (match.id,))]


def _content(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W_]{2,}", text.casefold())
    return frozenset(_stem(word) for word in words if word not in _STOPWORDS)


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|es|s|ed|ing|e)$", "", word) if len(word) > 4 else word


def spans_of(text: str, pattern: re.Pattern[str]) -> list[Span]:
    """Where a pattern matches."""
    return [Span(match.start(), match.end()) for match in pattern.finditer(text)]
