"""A View goes in, what is not attributed, or not in its place, comes out: A1 to A3, B14 and the headline.

Source: the handbooks named by each criterion's entry in lexicons/criteria.toml; the shares and lengths below are
ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve

from audit.lexicon.forms import stem, tokens_of
from audit.lexicon.phrases import Word
from audit.model import Claim, Sentence, Token
from audit.score.criteria.view import Firing, View, claim_spans, count_words, of_claim, quoted
from audit.score.page import start

_JUST_BEFORE: Final = 300  # letters: about two sentences
_SAID: Final = 0.6  # share of a headline's words that an attributed claim has to hold to be what it says
_OWN: Final = 0.2  # how much fewer of them the article may hold on its own authority
_LONG: Final = 25  # words of a quotation that is long enough for its speaker to be missed
_SIGNED: Final = re.compile(r"(?:—|–|--)\s*$")  # a quotation set off by itself, signed beneath
_TURN: Final = re.compile(r"\s*(?:[A-Z][A-Z .’'-]*:|\d{1,2}[.)]\s|[•*–-]\s)")  # "LEE:", "6)", a bullet
_SURE: Final = 0.6  # chance of being the article’s own judgement; ours, from ten labels: too few to be sure of
_VERY_LONG: Final = 40  # and so long, over three sentences or more, that an editor should look
# Parts of speech whose words tell nothing of what a headline is about
_CLOSED: Final = ("ADP", "AUX", "CCONJ", "DET", "PART", "PRON", "SCONJ")


def unattributed(view: View) -> list[Firing]:
    """A1: a disputable or second-hand fact carries an attribution (AP; Reuters; BBC 3.2)."""
    reason = "A plan, a thought or a judgement, with no word on who says so."
    return [evolve(of_claim(claim, reason), shown=_surely_needs(view, claim)) for claim in _bare(view)]


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
        and _needs_source(view, claim)
    ]


def _needs_source(view: View, claim: Claim) -> bool:
    """Whether a claim tells of plans, talks behind doors or thoughts, which a reporter cannot have seen, or of a
    judgement that somebody must have made; what "we" think is the writer's own."""
    # "weighing in" is another verb than "weighing"
    tells = any(
        not sentence.children(token.index, "compound:prt")
        for sentence, token in view.page.found("standards.needs-source", claim.spans)
    )
    return tells and not any("Person=1" in token.feats for _, token in view.page.tokens(claim.spans))


def _surely_needs(view: View, claim: Claim) -> bool:
    """Whether more than "allegedly" asks for a source: that keeps the writer apart from an allegation, whose maker the
    story may have; the claim is no turn of an interview and no point of a list, which are somebody's; and it is
    most likely a judgement of the article's own."""
    text = view.article.text
    line = text[text.rfind("\n", 0, start(claim)) + 1 :]
    if _TURN.match(line) or (claim.id in view.needs and view.needs[claim.id].voice < _SURE):
        return False
    asking, apart = "standards.needs-source", view.lexicon.phrases("standards.distancing")
    return any(
        not apart.has(token) and not _only_mentioned(sentence, token)
        for sentence, token in view.page.found(asking, claim.spans)
    )


def _only_mentioned(sentence: Sentence, token: Token) -> bool:
    """Whether a word stands in what is told of something mentioned: "a raft widely seen as unsafe"."""
    above = [token]
    while above[-1].head >= 0 and len(above) <= len(sentence.tokens):
        above.append(sentence.tokens[above[-1].head])
    return any(one.deprel.split(":")[0] in ("acl", "appos", "amod") for one in above)


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
        if _SIGNED.search(before):
            continue
        end = min(speaker, claim.spans[-1].end)
        # a parser takes "Jan. 1" for two sentences
        begun = [s for s in view.article.sentences if start(claim) < s.span.start < end and s.tokens]
        begun = [sentence for sentence in begun if not sentence.tokens[0].text[:1].isdigit()]
        if begun:
            reason = "A long quotation whose speaker is named only after several sentences."
            told = len(begun) > 1 and count_words(before) >= _VERY_LONG and not _brought_in(view, claim)
            found.append(evolve(of_claim(claim, reason), shown=told))
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
    phrase = view.page.phrase(claim)
    if not words or ((phrase.sort == "pronoun" or phrase.pointing) and before.strip(' \n“"')):
        return True
    if view.page.has("standards.going-on", view.page.cue(claim)):
        return True
    return _stands_in(words[-1], before) or any(
        other.source is not None
        and 0 <= claim.sentence - other.sentence <= 2
        and start(other) < first
        and (other.source.resolved or other.source.text) == (source.resolved or source.text)
        for other in view.claims
    )


def _brought_in(view: View, claim: Claim) -> bool:
    """Whether a reader may know whose words these are: the article has named the speaker before, or just before a body
    that the speaker is introduced by."""
    last = ((claim.source.resolved or claim.source.text) if claim.source else "").split()[-1:]
    before = view.article.text[: start(claim)]
    names = [word.text for word in view.page.source(claim) if isinstance(word, Token) and word.upos == "PROPN"]
    near = before[-_JUST_BEFORE:]
    places = [*((word, before) for word in last), *((word, near) for word in names)]
    return any(_stands_in(word, text) for word, text in places)


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None


def allegations(view: View) -> list[Firing]:
    """B14: an allegation is labelled as one, and it is said whether it was independently confirmed (BBC)."""
    found = []
    for claim in view.claims:
        if not view.page.has("standards.wrongdoing", view.page.said(claim)):
            continue
        near = view.page.near(claim)
        labelled = _open(view, view.page.line(claim)) or view.page.has("standards.labelled", view.page.line(claim))
        if claim.kind == "none":
            if not labelled and not view.page.has("standards.labelled", near):
                found.append(of_claim(claim, "Wrongdoing told as a fact, not as an allegation."))
        elif claim.kind != "named" and not labelled and not view.page.has("standards.checked", near):
            found.append(of_claim(claim, "An accusation by somebody unnamed, not labelled as one or confirmed."))
    return found


def _open(view: View, line: Sequence[Word]) -> bool:
    """Whether a sentence negates something or leaves it open, so that it may not tell the wrongdoing as a fact."""
    tokens = [word for word in line if isinstance(word, Token)]
    return any("Polarity=Neg" in t.feats for t in tokens) or view.page.has("standards.open", line)


def headline(view: View) -> list[Firing]:
    """H1, ours: a headline states as fact what the body only attributes."""
    title, spans = view.page.headline
    if not title or "?" in title or ":" in title or any(mark in title for mark in '“”"‘') or _hedged(view, title):
        return []
    closed = _closed(view)
    wanted = _content(view, title, closed)
    if len(wanted) < 4 or not closed:
        return []
    best = dict.fromkeys(("said", "own"), 0.0)
    match: Claim | None = None
    for claim in view.claims:
        if spans and any(span.overlaps(s) for span in claim.spans for s in spans):
            continue
        share = len(wanted & _content(view, claim.text, closed)) / len(wanted)
        if share < _SAID - _OWN:
            continue  # neither makes the headline's claim nor bears it out
        cue = view.page.cue(claim)
        if view.page.has("standards.own-act", cue) or view.page.has("standards.refusing", cue):
            continue  # whoever announces or signs what is theirs to do does it; there is nothing to attribute
        place = "own" if claim.kind == "none" else "said"
        if place == "said" and claim.cue is not None and not view.tells(claim, "document"):
            continue  # what somebody does in saying it ("nominated", "refuses") is a fact
        if place == "said" and share > best["said"]:
            match = claim
        best[place] = max(best[place], share)
    if match is None or best["said"] < _SAID or best["own"] >= best["said"] - _OWN:
        return []
    where = tuple(sorted({*spans, *(span for span in claim_spans([match]))}))
    reason = "The headline states as a fact what the article only attributes."
    return [Firing(reason, where, (match.id,), shown=match.kind == "sources said")]


def _hedged(view: View, title: str) -> bool:
    """Whether a headline says that somebody says so, asks, or leaves it open."""
    return re.search(r"\b'|'\s", title) is not None or view.page.has("standards.headline-hedge", tokens_of(title))


def _closed(view: View) -> frozenset[str]:
    """The article's own words of the closed classes, which no headline is about; none without trees."""
    return frozenset(
        token.text.casefold()
        for sentence in view.article.sentences
        for token in sentence.tokens
        if token.upos in _CLOSED
    )


def _content(view: View, text: str, closed: frozenset[str]) -> frozenset[str]:
    """The stems of a text's words that are not of the closed classes."""
    words = (token.text.casefold() for token in tokens_of(text.replace("-", " ")) if not token.marks)
    return frozenset(stem(word, view.lexicon) for word in words if word not in closed and len(word) > 1)
