"""A sentence goes in, how many of its words are its dateline comes out.

Source: AP Stylebook, "datelines": where a report was written, in capitals, before a dash, with the wire in brackets.
"""

from __future__ import annotations

from typing import Final

from audit.model import Sentence

_DASHES: Final = ("-", "–", "—", "--")
_LONGEST: Final = 14  # words: "ST. PETERSBURG, Fla., Nov. 3, 2026 (Reuters) -"
_SHORTEST: Final = 3  # letters of a place: "RIO"


def dateline(sentence: Sentence) -> int:
    """How many words of a sentence are its dateline, the dash included: "NORVIK, Ohio (AP) —"; 0 where it has none.

    "NATO — Europe's shield — said …" is none: no other subject comes after its name.
    """
    tokens = sentence.tokens
    end = next((n for n, token in enumerate(tokens[:_LONGEST]) if token.text in _DASHES), 0)
    if not end or any(token.upos in ("VERB", "AUX", "PRON", "DET") for token in tokens[:end]):
        return 0
    place, alone = tokens[0].text, end + 1 == len(tokens)
    capitals = place.isupper() and len(place) >= _SHORTEST
    bracketed = tokens[end - 1].text == ")" and place[:1].isupper()
    if not (capitals or bracketed):
        return 0
    if alone:
        return end + 1
    after = tokens[end + 1]
    if tokens[end].span.end == after.span.start or not (bracketed or after.text[:1].isupper()):
        return 0
    subjects = [token for token in tokens[:end] if token.deprel.startswith("nsubj")]
    doubled = (any(t.index > end for t in sentence.children(one.head, "nsubj", "nsubj:pass")) for one in subjects)
    return end + 1 if all(doubled) else 0
