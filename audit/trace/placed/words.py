"""An article as the rules read it goes in, its words come out as numbers, with those that each claim and each sentence
has.

Source: ours; words for occasions in lexicons/hows.toml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import CREDITED, HOWS, Article, Claim, Crediting, Occasion, Places
from audit.trace.placed.hows import Hows, Setting

LONGEST: Final = 60  # words of a sentence that are read
NUMBER: Final = {how: place for place, how in enumerate(HOWS, 1)}  # 0: none is told
ANSWERS: Final = 1 + len(HOWS)
SIZES: Final = (1 + 3 * len(HOWS), 2 + len(CREDITED), ANSWERS, 2)  # of what is seen of a word, beside tag and relation
ROLES: Final = 5  # of a word: in a sentence that no claim is read of; source, cue, content of the claim; beside it

Vocabulary = Mapping[str, Mapping[str, int]]


@frozen
class Found:
    """What the rules made of an article: of its sentences the occasions that they name (``settings``), of its claims
    who they are known to come from (``keys``) and their ``occasions``; the mentions of outlets by sentence
    (``credits``), and the places of the paragraphs of prose (``order``)."""

    settings: Mapping[int, Sequence[Setting]]
    keys: Mapping[str, frozenset[str]]
    occasions: Mapping[str, Occasion]
    credits: Mapping[int, Sequence[Crediting]]
    order: Mapping[int, int]


def seen_words(article: Article, found: Found, vocabulary: Vocabulary, lexicon: Lexicon) -> tuple[Any, Any]:
    """Of each word: its tag and relation, the sort of occasion that it may name, the outlet's mention that it is part
    of, the occasion that the rules take it for, whether it is quoted, an array (words, 6); and of each sentence how
    many words may name which sort, an array (sentences, ANSWERS)."""
    import numpy as np

    hows, step = lexicon.once(Hows), len(HOWS)
    tags, relations = vocabulary["tags"], vocabulary["relations"]
    quoted = Places((one.span, (one.span,)) for one in article.quotations)
    rows: list[tuple[int, ...]] = []
    heard = np.zeros((len(article.sentences), ANSWERS), np.float32)
    for number, sentence in enumerate(article.sentences):
        marks = quoted.touching([sentence.span])
        anchors = {one.anchor.index: NUMBER[one.how] for one in found.settings.get(number, ())}
        outlets = {
            t.index: 1 + (CREDITED.index(credit.how) + 1 if credit.how else 0)
            for credit in found.credits.get(number, ())
            for t in sentence.touching([credit.span])
        }
        for token in sentence.tokens:
            lemma, sort = token.lemma.lower(), 0
            if token.upos == "VERB":
                sort = NUMBER.get(hows.verbs.get(lemma, ""), -step) + step
            elif token.upos in ("NOUN", "PROPN"):
                sort = NUMBER.get(hows.nouns.get(lemma, ""), 0)
                sort = sort or NUMBER.get(hows.hearers.get(lemma, ""), -2 * step) + 2 * step
            if sort:
                heard[number, (sort - 1) % step + 1] += 1
            inside = bool(marks) and any(mark.overlaps(token.span) for mark in marks)
            place = token.index
            rows.append(
                (
                    tags.get(token.upos, 0),
                    relations.get(token.deprel, 0),
                    sort,
                    outlets.get(place, 0),
                    anchors.get(place, 0),
                    int(inside),
                )
            )
    return np.array(rows), heard


def units(article: Article, claims: Sequence[Claim]) -> tuple[Any, Any, Any]:
    """Which words each claim, then each sentence has, their roles, and how many they are: three arrays."""
    import numpy as np

    starts = np.cumsum([0, *(len(sentence.tokens) for sentence in article.sentences)])
    by_claim = {(a.sentence, a.content): a for a in article.attributions}
    words, roles, sizes = [], [], []
    for claim in claims:
        sentence = article.sentences[claim.sentence]
        size = min(LONGEST, len(sentence.tokens))
        role = np.full(size, 4)
        one = by_claim.get((claim.sentence, claim.spans))
        source = claim.source.spans if claim.source is not None else ()
        for number, spans in ((3, claim.spans), (1, source), (2, one.cue.spans if one is not None else ())):
            role[[t.index for t in sentence.touching(spans) if t.index < size]] = number
        words.append(np.arange(starts[claim.sentence], starts[claim.sentence] + size))
        roles.append(role)
        sizes.append(size)
    for start, sentence in zip(starts[:-1], article.sentences, strict=True):
        size = min(LONGEST, len(sentence.tokens))
        words.append(np.arange(start, start + size))
        roles.append(np.zeros(size, int))
        sizes.append(size)
    return np.concatenate(words), np.concatenate(roles), np.array(sizes)
