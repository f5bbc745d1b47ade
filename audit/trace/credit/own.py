"""The outlets that a claim rests on, or the trace that an echo gave it, go in; what these are in an outlet's own
article comes out.

That an outlet prints something does not make it the outlet's reporting: a speech, a vote, the paper's own comment and
what unnamed officials tell everybody stand in everybody's articles. Its own is what other articles credit it with; what
somebody told it, by name or without, is read from the sentence as in any other article ("told NBC News").

Source: ours: the README's table of traces.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.lexicon.outlets import OutletIndex
from audit.model import Evidence


def rests_on(outlets: Sequence[str], index: OutletIndex, own: str | None) -> str:
    """The reason why a claim is independent that rests on these outlets, one of which may be its article's ``own``."""
    mine = own is not None and any(index.same(name, own) for name in outlets)
    return f"It rests on {'the reporting of its own outlet' if mine else 'another outlet'}: {', '.join(outlets)}."


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
