"""A sentence's tree goes in, who stands before a colon that a quotation follows, with no verb of saying, comes out:
"According to the Gazette: “…”", "Ida Lund, director of the union: “…”".

Source: ours: how articles set statements side by side, each after the name of who made it.
"""

from __future__ import annotations

from typing import Final

from audit.find.draft import NOTHING, Draft
from audit.find.lookup import Cues
from audit.model import Sentence

_LONGEST: Final = 30  # words before the colon
_OPENING: Final = ("“", '"', "``", "«", "„")
_SURE: Final = 0.7
_NAMES: Final = ("PROPN", "NOUN", "PRON")


def presented(sentence: Sentence, cues: Cues) -> Draft | None:
    """Whoever stands alone before a colon, with what he is or after words such as "according to"; None for any other
    sentence. The draft has no content: the quotation is for audit.find.owner to give it."""
    tokens = sentence.tokens
    colon = next((t for t in tokens[: _LONGEST + 1] if t.text == ":"), None)
    if colon is None or colon.index < 2:
        return None
    before, after = tokens[: colon.index], tokens[colon.index + 1 : colon.index + 2]
    if any("VerbForm=Fin" in t.feats or cues.tells_time(t) for t in before):
        return None  # "June 30, 2018: “…”" tells when
    cue = cues.fixed(sentence, before[0])
    if cue is not None and max(cue) < colon.index - 1:
        if after and after[0].text not in _OPENING:
            return None
        source = frozenset(range(max(cue) + 1, colon.index))
        named = any(tokens[i].upos in _NAMES for i in source)
        return Draft("according to", 0, cue, NOTHING, "speech", _SURE, source=source, open=True) if named else None
    apposed = any(t.text == "," for t in before[1:-1])
    if not after or after[0].text not in _OPENING or not apposed or before[0].upos != "PROPN":
        return None
    source = frozenset(range(colon.index))
    return Draft(
        "introduced quotation",
        colon.index,
        frozenset([colon.index]),
        NOTHING,
        "speech",
        _SURE,
        source=source,
        open=True,
    )
