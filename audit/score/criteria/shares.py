"""A View goes in, for each row of a sub-score the claims that it counts come out, in one Firing with their amount.

What an article says on its own word has nobody behind it and no occasion: so it counts wherever something is asked of a
source, and an attribution taken away from what needs one never pays. A claim counts by its words (``View.weights``).

Source: ours: what is counted; that it counts is what editors' grades say (benchmarks/score.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from audit.model import Claim, Need
from audit.score.criteria.unnamed import bare_sources
from audit.score.criteria.view import Firing, View, claim_spans
from audit.score.dossier import source_key
from audit.score.needs import asking
from audit.score.setting import HALF

_VAGUE: Final = 0.5  # of a claim that needs a source: how far "sources said" leaves it without one
_ANSWERED: Final = 0.5  # of a claim of an unnamed source whom the words around tell, or that is something written
_CREDITED: Final = 0.25  # of the claims: where as many came through outlets that are credited, more say no more
_LATE: Final = 8  # paragraphs before the first credit, of which more say no more
EARLY: Final = 3  # paragraphs that are an article's first
_OCCASIONS: Final = 8  # occasions and documents, of which more say no more
_DOCUMENTS: Final = 10  # documents, of which more say no more
_WRITTEN: Final = ("filing", "report", "letter", "statement", "article")  # sorts of occasion that can be read again
_LIMITS: Final = 3  # sentences that tell a limit, of which more say no more
_TOLD: Final = 3  # claims whose words are told


def on_own_word(view: View) -> list[Firing]:
    """S1: what needs a source has one (Reuters; AP; BBC 3.2); a claim counts as far as it needs one."""

    def amount(claim: Claim) -> float:
        if claim.kind == "none":
            return view.needs[claim.id].source
        return _VAGUE if claim.kind == "sources said" else 0.0

    return _counted(view, amount, "needing a source that they do not have", _asking)


def unidentified(view: View) -> list[Firing]:
    """S2: whoever says something is named (Reuters; BBC 3.3; Washington Post); what the article says itself counts as
    far as it needs a source."""

    def amount(claim: Claim) -> float:
        return view.needs[claim.id].source if claim.kind == "none" else nameless(view, claim)

    return _counted(view, amount, "with nobody named behind them")


def nameless(view: View, claim: Claim) -> float:
    """How far an attributed claim counts as one of nobody who is named: 0 to 1."""
    if claim.kind == "named":
        return 0.0
    return _ANSWERED if view.written(claim) or view.answered(claim) else 1.0


def unplaced(view: View) -> list[Firing]:
    """S3: what is said has an outlet, a channel, a place or a document (Reuters; NPR)."""
    return _counted(view, lambda claim: float(claim.id not in view.channelled), "with no word on where it was said")


def judged(view: View) -> list[Firing]:
    """S4: verdicts, forecasts and accusations are not the article's own (Reuters; AP)."""

    def amount(claim: Claim) -> float:
        return view.needs[claim.id].voice if claim.kind == "none" else 0.0

    return _counted(view, amount, "judging or foretelling on the article's own authority")


def minds_read(view: View) -> list[Firing]:
    """S5: what somebody thinks, hopes or fears is told by that one (AP; Reuters); as far as it needs a source."""
    return _own(
        view,
        lambda need: need.source * need.mind,
        "telling what somebody thinks, wants or fears, with nobody who says so",
    )


def uncredited(view: View) -> list[Firing]:
    """S6: what came through another outlet says so, claim by claim and from the start (NPR; AP's memo on credit)."""
    through = [claim for claim in view.claims if view.others(claim)]
    if not through:
        return []
    share = min(1.0, len(through) / len(view.claims) / _CREDITED)
    missing = 1 - share * (1 - min(1.0, view.paragraphs[through[0].paragraph] / _LATE))
    if missing <= 0:
        return []
    own = view.article.outlet or ""
    given = (one.outlet for one in view.article.credits or () if one.how is not None)
    named = {name for name in given if name and not view.is_vague(name) and not view.outlets.same(name, own)}
    named |= {name for claim in through for name in view.others(claim)}
    names = ", ".join(sorted({view.outlets.canonical(name) for name in named}))
    reason = f"Other outlets credited: {names}; claims that came through them: {len(through)} of {len(view.claims)}."
    return [Firing(reason, claim_spans(through[:1]), (), missing * len(view.claims))]


def loaded(view: View) -> list[Firing]:
    """S7: the article's own words do not judge (Reuters; AP), least of all where it begins: there they count twice; as
    far as the whole claim judges, since a word of a list is not a verdict everywhere."""

    def amount(claim: Claim) -> float:
        if claim.kind != "none" or not view.needs[claim.id].loaded:
            return 0.0
        return view.needs[claim.id].voice * (2.0 if _early(view, claim) else 1.0)

    return _counted(view, amount, "with words of its own that judge, those of the first paragraphs twice")


def accused(view: View) -> list[Firing]:
    """S8: wrong-doing is told by somebody, or by a document (Reuters; BBC); as far as the claim judges."""
    return _own(view, lambda need: need.voice * need.wrong, "telling of wrong-doing, with nobody who says so")


def undated(view: View) -> list[Firing]:
    """S9: what is said has a day (Reuters; NPR)."""
    return _counted(view, lambda claim: float(claim.id not in view.dated), "with no word on when it was said")


def one_occasion(view: View) -> list[Firing]:
    """S10: an article rests on more than one occasion or document, as far as it does not tell where things were said;
    asking a second time is what a second occasion shows (BBC 3.3, two sources)."""
    away = [claim for claim in view.claims if claim.id not in view.channelled]
    if not away:
        return []
    told = len(view.occasions)
    few = _few(told, _OCCASIONS)
    if few <= 0:
        return []
    reason = f"Occasions and documents that are told apart: {told}."
    return [
        Firing(
            reason, claim_spans(away), tuple(c.id for c in away), few * sum(view.weights[claim.id] for claim in away)
        )
    ]


def crowds(view: View) -> list[Firing]:
    """S11: nothing rests on a crowd, or on nobody (AP; NPR)."""
    bare = {id for firing in view.firings("B2", bare_sources) for id in firing.claims}
    return _counted(view, lambda claim: float(claim.id in bare), "resting on a crowd or on nobody in particular")


def few_documents(view: View) -> list[Firing]:
    """S12: an article rests on what can be read again: filings, reports, letters, statements (BBC 3.3)."""
    rest = [claim for claim in view.claims if claim.id in view.placed and _on_document(view, claim)]
    written = {claim.id for claim in rest}
    away = [claim for claim in view.claims if claim.id not in written]
    told = len({source_key(view.page, claim) for claim in rest})
    few = _few(told, _DOCUMENTS)
    if not away or few <= 0:
        return []
    reason = f"Documents and statements that are told apart: {told}."
    return [
        Firing(
            reason, claim_spans(away), tuple(c.id for c in away), few * sum(view.weights[claim.id] for claim in away)
        )
    ]


def _on_document(view: View, claim: Claim) -> bool:
    """Whether the source of a claim is something written, or wrote it."""
    return view.written(claim) or (claim.occasion is not None and claim.occasion.how in _WRITTEN)


def no_limits(view: View) -> list[Firing]:
    """S13: an article says what it could not learn, and who would not answer, as far as it does not tell where things
    were said (NPR; AP)."""
    away = [claim for claim in view.claims if claim.id not in view.channelled]
    few = _few(view.page.limits, _LIMITS)
    if not away or few <= 0:
        return []
    reason = f"Sentences that tell what is not known, or who would not answer: {view.page.limits}."
    return [Firing(reason, (), (), few * sum(view.weights[claim.id] for claim in away))]


def nobody_early(view: View) -> list[Firing]:
    """S14: somebody is named in the first paragraphs (Reuters; AP)."""
    first = [claim for claim in view.claims if _early(view, claim)]
    if not first or any(claim.kind == "named" for claim in first):
        return []
    reason = f"Nobody who is named speaks in the first {EARLY} paragraphs."
    return [Firing(reason, claim_spans(first), tuple(c.id for c in first), float(len(view.claims)))]


def judged_late(view: View) -> list[Firing]:
    """S15: the article's own judgement does not stand in its second half, where nothing below bears it out (Reuters;
    AP); what is summed up at the beginning may be told by somebody further on."""

    def amount(claim: Claim) -> float:
        late = view.paragraphs[claim.paragraph] >= HALF * len(view.paragraphs)
        return view.needs[claim.id].voice if late and claim.kind == "none" else 0.0

    return _counted(view, amount, "of the second half judging or foretelling on the article's own authority")


def _early(view: View, claim: Claim) -> bool:
    """Whether a claim stands in the article's first paragraphs."""
    return view.paragraphs[claim.paragraph] < EARLY


def _few(number: int, enough: int) -> float:
    """How much is missing where there are so many, 1 where there is none, 0 where there are enough."""
    return max(0.0, 1 - math.log1p(number) / math.log1p(enough))


def _asking(view: View, claims: Sequence[Claim]) -> str:
    """The words of the claims that need a source most, in quotation marks; nothing where none is known."""
    found: list[str] = []
    own = [claim for claim in claims if claim.kind == "none" and view.needs[claim.id].asks]
    for claim in sorted(own, key=lambda c: -view.needs[c.id].source)[:_TOLD]:
        tokens = [token for _, token in view.page.tokens(claim.spans)]
        spans = view.needs[claim.id].words or asking(tokens, view.lexicon)
        found += [f"“{' '.join(span.of(view.article.text).split())}”" for span in spans[:1]]
    return f" Such as {', '.join(dict.fromkeys(found))}." if found else ""


def _own(view: View, how_far: Callable[[Need], float], what: str) -> list[Firing]:
    """The claims of the article's own, as far as something is so of them."""
    return _counted(view, lambda claim: how_far(view.needs[claim.id]) if claim.kind == "none" else 0.0, what)


def _counted(
    view: View,
    amount: Callable[[Claim], float],
    what: str,
    such: Callable[[View, Sequence[Claim]], str] = lambda view, claims: "",
) -> list[Firing]:
    """One firing for all claims of which something counts, in text order."""
    amounts = {claim.id: amount(claim) * view.weights[claim.id] for claim in view.claims}
    total = sum(amounts.values())
    if total <= 0:
        return []
    # those that count most are shown: by half or more, or a few
    most = sorted((amount for amount in amounts.values() if amount > 0), reverse=True)
    bar = min(0.5, most[min(_TOLD, len(most)) - 1])
    shown = [claim for claim in view.claims if amounts[claim.id] >= bar]
    number = f"{total:.1f}".removesuffix(".0")
    reason = f"Claims {what}: {number} of {len(view.claims)}.{such(view, shown)}"
    touched = tuple(claim.id for claim in view.claims if amounts[claim.id] > 0)
    return [Firing(reason, claim_spans(shown), touched, total)]
