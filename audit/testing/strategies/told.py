"""A voice and the place of its words in a text go in, what the words tell comes out: known, since they were drawn.

Nothing is read from a tree here, so that what ``audit.resolve.phrase`` reads can be held against it.
"""

from __future__ import annotations

from typing import Final

from audit.model import Detail, Phrase, Span, Spans
from audit.testing.strategies.plan import Voice
from audit.testing.strategies.vocabulary import Vocabulary

DEFINITE: Final = "the"


def told_by(voice: Voice, text: str, spans: Spans, words: Vocabulary) -> Phrase:
    """What the words of a voice tell, which stand in the text at the spans, its number first.

    A basis or a reason that the vocabulary does not list is None or "none". Raises ValueError where the words do not
    stand there.
    """
    if voice.name is not None:
        first, *others = " ".join(voice.name).split()
        title = _detail(voice.title, text, spans) if voice.title else None
        marks = (*((voice.title.lower(),) if voice.title else ()), *map(str.lower, others))
        return Phrase(heads=(first.lower(),), marks=marks, name=" ".join(voice.name), role=title)
    affiliation = voice.affiliation if not voice.again else None
    basis = voice.basis if not voice.again else None
    reason = voice.reason if not voice.again else None
    counted = words.numbers.get(voice.number, str(voice.number)) if voice.number is not None else None
    noun = voice.noun.split()[-1]
    return Phrase(
        heads=(noun,),
        sort="person" if voice.number == 1 else "people",
        determiner=DEFINITE if voice.again else counted,
        plural=voice.number != 1,
        number=voice.number,
        pointing=voice.again,
        bare=voice.number is None and not (affiliation or basis or reason),
        marks=tuple(affiliation.lower().split()) if affiliation else (),
        role=None if noun in words.vague else _detail(noun + "s" * (voice.number != 1), text, spans),
        affiliation=_detail(affiliation, text, spans) if affiliation else None,
        basis=words.bases.get(basis) if basis else None,
        basis_spans=(_place(basis, text, spans),) if basis else (),
        reason=words.reasons.get(reason, "none") if reason else "none",
        reason_spans=(_place(reason, text, spans),) if reason else (),
    )


def told_of_outlet(name: str) -> Phrase:
    """What an outlet's name tells."""
    return Phrase(heads=(name.split()[-1].lower(),), sort="body", name=name)


def _detail(words: str, text: str, spans: Spans) -> Detail:
    place = _place(words, text, spans)
    return Detail(place.of(text), (place,))


def _place(words: str, text: str, spans: Spans) -> Span:
    """Where words first stand within a span; their first letter may have become a capital."""
    start = text.lower().index(words.lower(), spans[0].start, spans[-1].end)
    return Span(start, start + len(words))
