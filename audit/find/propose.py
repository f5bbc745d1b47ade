"""Articles' trees go in, the drafts that the constructions propose come out, with what the refiner makes of them.

Source: PolNeAR (Newell et al. 2018) on bare hedges; the constructions tell their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from audit.find.draft import Draft, Words
from audit.find.lookup import Cues
from audit.find.phrase import adjective_drafts, hedge_drafts, noun_drafts, prepositional_drafts
from audit.find.verb import verb_drafts
from audit.lexicon import Lexicon
from audit.model import Article, Quotation, Sentence

if TYPE_CHECKING:
    from audit.find.refine import Refined, Refiner

_RULES = (verb_drafts, prepositional_drafts, hedge_drafts, noun_drafts, adjective_drafts)


@attrs.frozen
class Considered:
    """A draft that was proposed for a sentence (its place in the article), and why it was dropped; None where it
    stayed."""

    sentence: int
    draft: Draft
    dropped: str | None = None


@attrs.frozen
class Read:
    """The drafts that the constructions propose for an article, in sentence order, and the refiner's ``answers`` on
    those that it was asked about, by their places among the drafts (from 0); None where it is not asked."""

    drafts: Sequence[Considered]
    answers: Mapping[int, Refined] | None = None


def read_all(articles: Sequence[Article], lexicon: Lexicon, refiner: Refiner | None = None) -> list[Read]:
    """The drafts of each article, which has its quotations, and the refiner's answers; it reads those of all articles
    at once, which costs it less than one article after the other.

    It is not asked of hedges: PolNeAR's annotators leave bare ones ("reportedly") unmarked, so nothing could be learned
    of them there.
    """
    cues = lexicon.once(Cues)
    found: list[tuple[list[Considered], list[int] | None]] = []
    sentences: list[Sentence] = []
    drafts: list[Draft] = []
    inside: list[Words] = []
    for article in articles:
        learned = refiner is not None and all(sentence.vectors is not None for sentence in article.sentences)
        proposed = [one for n, s in enumerate(article.sentences) for one in _proposed(n, s, cues, learned)]
        asked = [i for i, c in enumerate(proposed) if c.dropped is None and c.draft.cue_class != "hedge"]
        found.append((proposed, asked if learned else None))
        if learned:
            near = {
                n: quoted_words(article.sentences[n], article.quotations) for n in {proposed[i].sentence for i in asked}
            }
            sentences += [article.sentences[proposed[i].sentence] for i in asked]
            drafts += [proposed[i].draft for i in asked]
            inside += [near[proposed[i].sentence] for i in asked]
    answers = iter(refiner.refine(sentences, drafts, inside) if refiner is not None else ())
    return [
        Read(proposed, None if asked is None else {place: next(answers) for place in asked})
        for proposed, asked in found
    ]


def _proposed(number: int, sentence: Sentence, cues: Cues, anything: bool) -> list[Considered]:
    """The drafts of the sentence at this place; with ``anything`` also those whose cue is in no lexicon."""
    proposed = [draft for rule in _RULES for draft in rule(sentence, cues, anything)]
    kept = set(map(id, _one_per_cue(proposed)))
    return [Considered(number, d, None if id(d) in kept else "another construction is surer") for d in proposed]


def drafts_of(sentence: Sentence, cues: Cues, anything: bool = False) -> list[Draft]:
    """The drafts of one sentence, one per cue; with ``anything`` also those whose cue is in no lexicon."""
    return _one_per_cue([draft for rule in _RULES for draft in rule(sentence, cues, anything)])


def quoted_words(sentence: Sentence, quoted: Sequence[Quotation]) -> Words:
    """The places of the sentence's words that stand inside quotations."""
    near = [q.span for q in quoted if q.span.overlaps(sentence.span)]
    return frozenset(t.index for t in sentence.touching(near))


def _one_per_cue(drafts: Sequence[Draft]) -> list[Draft]:
    """Where two constructions claim the same head, the one that has a content and is surer stays."""
    best: dict[int, Draft] = {}
    for draft in drafts:
        rival = best.get(draft.head)
        if rival is None or (bool(draft.content), draft.confidence) > (bool(rival.content), rival.confidence):
            best[draft.head] = draft
    return [best[head] for head in sorted(best)]
