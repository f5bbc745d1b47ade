"""A paragraph goes in, a speaker before its first colon or after its last dash comes out: transcripts ("TAPPER: …"),
headlines ("Poll: …"), signed quotations ("“…” — Jane Doe").

Source: ours: the custom of transcripts and of signed quotations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from attrs import evolve, frozen

from audit.find.draft import NOTHING, Draft
from audit.find.lookup import Cues
from audit.find.source import phrase, possessor, possessor_words, subject
from audit.model import Sentence, Span, Token

_LONGEST_NAME: Final = 6  # words
_SIGNED: Final = re.compile(r"[”\"]\s*(—|–|―|--|-)\s*(?P<name>[A-Z][^.!?\n\"“]{2,60})$")
_OPENING: Final = ("“", '"', "``", "«", "„")
_NAMING: Final = ("DET", "ADJ", "NOUN", "PROPN", "NUM")
_BESIDE_TIME: Final = ("NUM", "DET", "ADP", "ADJ", "PUNCT")


@frozen
class Speaker:
    """Source, cue (the colon or the dash) and content, as spans of the article's text."""

    source: Span
    cue: Span
    content: Span


def colon_speaker(text: str, sentence: Sentence, whole: Span, cues: Cues) -> Speaker | None:
    """A paragraph that opens with a name and a colon ("TAPPER: …", "Poll: …"): all that follows in it is what the name
    says. None for any other paragraph.

    ``sentence`` is the first of the paragraph and ``whole`` the paragraph's span. A name is capitalised throughout, and
    has a proper noun, a title or one of the lexicon's words in it ("find.before-colon"). A time is no speaker.
    """
    if sentence.span.start != whole.start:
        return None
    colon = next((t for t in sentence.tokens[: _LONGEST_NAME + 1] if t.text == ":"), None)
    if colon is None or colon.index == 0:
        return None
    name = sentence.tokens[: colon.index]
    capital = all(t.text[:1].isupper() or t.upos in ("PUNCT", "ADP", "DET", "CCONJ") for t in name)
    person = any(t.upos == "PROPN" or t.text.isupper() or t.text.lower() in cues.headings for t in name)
    if not (capital and person) or any(t.upos in ("VERB", "AUX") and not t.text.isupper() for t in name):
        return None
    if all(t.upos in _BESIDE_TIME or cues.tells_time(t) for t in name):
        return None  # "Monday: The Fair Opens"
    start = colon.span.end
    while start < whole.end and text[start].isspace():
        start += 1
    if start == whole.end:
        return None
    return Speaker(Span(name[0].span.start, name[-1].span.end), colon.span, Span(start, whole.end))


def introduction(sentence: Sentence, cues: Cues) -> Draft | None:
    """A clause, or a noun with its owner, before a colon that a quotation follows, in the sentence or after it ("The
    council issued a statement: “…”", "His answer: “…”"): whoever is its subject says what follows. None for any other.

    The draft has no content: the quotation is for audit.find.owner to give it.
    """
    tokens, root = sentence.tokens, sentence.root
    colon = next((t for t in tokens if t.text == ":" and _opens_after(tokens[t.index + 1 :])), None)
    if colon is None or root is None or root.index > colon.index:
        return None
    if root.upos == "VERB":
        who = subject(sentence, root, cues)
        source = phrase(sentence, who) if who is not None and who.deprel != "expl" else NOTHING
    else:
        owner = possessor(sentence, root)
        source = possessor_words(sentence, owner) if owner is not None else NOTHING
    if not source or max(source) > colon.index:
        return None
    cue = frozenset([root.index])
    return Draft("introduced quotation", root.index, cue, NOTHING, "speech", 0.7, source=source - cue, open=True)


def closing(sentence: Sentence, cues: Cues) -> Draft | None:
    """A quotation that a comma and its mark end, and after it only a noun and a word that quotes, which the tree takes
    for a noun too ("“…,” the brief reads."): no noun stands there, so it is a verb. None for any other.

    The draft has no content: the quotation is for audit.find.owner to give it.
    """
    tokens = sentence.tokens
    last = next((t for t in reversed(tokens) if t.upos != "PUNCT"), None)
    if last is None or last.upos != "NOUN":
        return None
    first = last.index
    while first and tokens[first - 1].upos != "PUNCT":
        first -= 1
    marks = [t.text for t in tokens[max(0, first - 2) : first]]
    if marks[:1] != [","] or marks[1:] not in (["”"], ['"'], ["''"]) or not 0 < last.index - first <= _LONGEST_NAME:
        return None
    verb = evolve(last, upos="VERB", xpos="VBZ")
    clue = cues.of(sentence, verb)
    named = tokens[first].upos == "DET" and all(t.upos in _NAMING for t in tokens[first : last.index])
    if clue is None or not clue.takes("quote") or not named or last.index - first < 2:
        return None  # "the mayor said in a tweet" has its verb
    source = frozenset(range(first, last.index))
    entry = clue.entry_for("quote")
    return Draft(
        "quotation", last.index, frozenset([last.index]), NOTHING, entry["class"], 0.7, source=source, open=True
    )


def _opens_after(rest: Sequence[Token]) -> bool:
    """Whether nothing follows a colon in its sentence, or an opening mark."""
    return not rest or rest[0].text in _OPENING


def signed_quotation(text: str, whole: Span) -> Speaker | None:
    """A paragraph that is a quotation with its speaker after a dash ("“…” — Jane Doe"); None for any other.

    ``whole`` is the paragraph's span.
    """
    stretch = whole.of(text)
    if stretch[:1] not in '“"':
        return None
    match = _SIGNED.search(stretch)
    if match is None:
        return None
    quoted = Span(whole.start, whole.start + match.start() + 1)
    dash = Span(whole.start + match.start(1), whole.start + match.end(1))
    return Speaker(Span(whole.start + match.start("name"), whole.start + match.end("name")), dash, quoted)
