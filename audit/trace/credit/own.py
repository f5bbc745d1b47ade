"""A claim of the origin's own article goes in; whether it is the newsroom's own finding comes out.

That an outlet prints something does not make it the outlet's reporting: a speech, a vote and the paper's own comment
stand in everybody's articles. Its own is what unnamed people told it, what goes on with that, and what other articles
credit it with; what somebody told it by name is read from the sentence as in any other article.

Source: New York Times, Confidential Sources (2004): whom a newsroom grants anonymity has spoken to the newsroom.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Claim, Evidence
from audit.trace.credit.places import lies_in

_OF_A_THING: Final = ("object", "oblique", "infinitive", "noun", "adjective")  # "criticized the ban" tells no news
_KNOWING: Final = ("document", "briefed", "familiar")  # bases that only somebody inside has


def told_the_newsroom(claim: Claim, beside: Iterable[Claim], lexicon: Lexicon) -> bool:
    """Whether an unnamed insider told the claim to the newsroom whose article it stands in ("two officials said").

    ``beside`` are the claims of its sentence. Not what lawmakers, voters or critics say, whom nobody grants anonymity,
    not what somebody is only said to praise, want or think, nor what is said within another's words.
    """
    source = claim.source
    if source is None or claim.kind not in ("anonymous", "sources said") or claim.cue_class not in (None, "speech"):
        return False
    others = (c for c in beside if c.source is not None and c.kind == "named" and c.id != claim.id)
    told = (claim.construction or "").removeprefix("passive ")
    if told.startswith(_OF_A_THING) or any(lies_in(claim, other) for other in others):
        return False
    phrase = source.referent if source.phrase is not None and source.phrase.sort == "pronoun" else source.phrase
    if phrase is None or not phrase.heads:
        return False
    inside = lexicon.words("people.insider", "people.generic") - lexicon.words("people.elected")
    crowd = lexicon.words("people.crowd").intersection(phrase.heads)
    return phrase.basis in _KNOWING or (not crowd and bool(inside.intersection(phrase.heads)))


def of_its_own(found: tuple[str, Evidence], outlet: str | None, outlets: OutletIndex) -> tuple[str, Evidence]:
    """The trace that an echo gave a claim whose article is ``outlet``'s: the origin does not repeat itself, so what
    another claim is credited to it for is its own report."""
    _, evidence = found
    if outlet is None or evidence.origin is None or not outlets.same(outlet, evidence.origin):
        return found
    if evidence.rule not in ("echo", "echo-too-early"):
        reason = f"{evidence.origin}'s own article tells it, and nothing says that {evidence.origin} reported it."
        return "untraced", Evidence("no-credit", reason, 0.7)
    reason = f"The article is {evidence.origin}'s own, and claim {evidence.claim} credits {evidence.origin} with it."
    sure, like = evidence.confidence, evidence.similarity
    return "credited", Evidence("credit-own-report", reason, sure, (), evidence.claim, like, evidence.origin)
