"""A claim without a source and the claim that opened the window go in; whether the window reaches so far comes out.

It spans the rest of the paragraph. Where newspapers make a paragraph of every sentence, the next one is as often about
something else: it belongs to the window where the article retells the origin's report and does not only mention it,
where a poll is told on, or where it tells of one more of those just told of.

Source: measured on benchmarks/data/windows.json and the stories of benchmarks/data: in the paragraph 18 of 21 sentences
are facts of the report, in the next one 12 of 27, of them 6 of 7 in an article that retells it; comparative and
partitive reference after Halliday and Hasan 1976, 2.5, and Quirk et al. 1985, 5.23.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from audit.lexicon import Lexicon
from audit.model import Claim, Crediting, Evidence, Sentence
from audit.trace.credit.speakers import is_year

RETELLS: Final = 0.5  # of what was told so far traces to the origin


def retells(read: Sequence[Claim], found: Mapping[str, tuple[str, Evidence]]) -> bool:
    """Whether an article, as far as it was read, retells a report: half of its claims trace to it, those aside that
    only a window carried."""
    traces = list(map(found.get, (claim.id for claim in read)))
    own = [one for one in traces if one is None or one[1].rule != "carry-window"]
    traced = sum(one is not None and one[0] in ("credited", "carried") for one in own)
    return traced >= RETELLS * len(own)


def is_dated(sentence: Sentence | None, credits: Sequence[Crediting]) -> bool:
    """Whether what credits an outlet in a sentence lies in a year gone by, "Politico reported in 2014": what follows is
    the article's own again."""
    tokens = () if sentence is None else sentence.tokens
    words = [span for credit in credits for span in credit.words]
    return any(is_year(t) and any(tokens[t.head].span.overlaps(span) for span in words) for t in tokens)


def tells_on(opening: Sentence | None, sentence: Sentence | None, next_one: bool, lexicon: Lexicon) -> bool:
    """Whether a sentence of the next paragraph goes on with what opened the window: another figure of its poll, or, if
    it is the ``next_one``, one more of those told of ("One of the piers was safe", "Another diver left")."""
    if opening is None or sentence is None:
        return False
    polls = lexicon.phrases("find.survey")
    named = (t for t in sentence.tokens if polls.has(t))
    figures = any(t.upos == "NUM" for t in sentence.tokens)
    if figures and any(map(polls.has, opening.tokens)) and not any(_of_its_own(sentence, t.index) for t in named):
        return True
    root = sentence.root
    subject = next(iter(sentence.children(root.index, "nsubj")), None) if root is not None else None
    if subject is None or not next_one:
        return False
    more = lexicon.phrases("crediting.one_more")
    beside = sentence.children(subject.index, "det", "amod", "nummod")
    part = more.has(subject) and bool(sentence.children(subject.index, "nmod"))
    return part or any(map(lexicon.phrases("crediting.further").has, beside))


def _of_its_own(sentence: Sentence, poll: int) -> bool:
    """Whether a poll is one that its sentence brings in: "a Marist poll"; not "the poll"."""
    beside = sentence.children(poll, "compound", "det")
    return any(t.upos == "PROPN" or "Definite=Ind" in t.feats for t in beside)
