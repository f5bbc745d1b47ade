"""An article with word vectors and a claim in it go in, the words that are read of the claim come out: those of its
sentence, of the one before it and of the one after it, each with its vector and what it is to the claim.

Source: ours; that words beside a claim tell something is what training by folds says (benchmarks/score.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen

from audit.model import Article, Span, Spans, Token

TAGS: Final = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ"),
    *("SYM", "VERB", "X"),
)
PARTS: Final = 4  # what a word is to the claim: of the sentence before, beside it, its own, of the sentence after
BEFORE, BESIDE, JUDGED, AFTER = range(PARTS)
LONGEST: Final = 80  # words of a claim's own sentence that are read
NEAR: Final = 25  # of the sentence before, its last ones, and of the one after, its first


@frozen(eq=False)
class Reading:
    """The words that are read of a claim, in order: ``vectors`` (words, 384), the words, the numbers of their tags in
    TAGS and of their parts, and where each stands. ``own``: the claim's words, of which those that are read come
    first."""

    vectors: Any
    words: tuple[str, ...]
    tags: tuple[int, ...]
    parts: tuple[int, ...]
    spans: Spans
    own: tuple[Token, ...]


def tag_of(upos: str) -> int:
    """The number of a part of speech."""
    return TAGS.index(upos) if upos in TAGS else len(TAGS) - 1


def reading(article: Article, spans: Sequence[Span], first: int) -> Reading | None:
    """What is read of a claim of these spans, which begins in the sentence of that number; None where it has no words
    of a tree."""
    import numpy as np

    around: list[Token] = []
    inside: list[bool] = []
    rows = []
    last = first = max(0, first)
    for number, sentence in enumerate(article.sentences[first:], first):
        if not spans or sentence.span.start >= spans[-1].end:
            break
        judged = {token.index for token in sentence.touching(spans)}
        if judged:
            around += sentence.tokens
            inside += [token.index in judged for token in sentence.tokens]
            rows.append(sentence.vectors)
            last = number
    if not rows:
        return None
    own = [token for token, judged_too in zip(around, inside, strict=True) if judged_too]
    ends = inside.index(True), len(inside) - inside[::-1].index(True)
    start = min(ends[0], max(0, ends[1] - LONGEST))  # of a long sentence, from where the claim is seen whole
    cut = slice(start, start + LONGEST)
    rows, read = [np.concatenate(rows)[cut]], around[cut]
    parts = [JUDGED if judged_too else BESIDE for judged_too in inside[cut]]
    if first:
        before = article.sentences[first - 1]
        rows, read = [before.vectors[-NEAR:], *rows], [*before.tokens[-NEAR:], *read]
        parts = [BEFORE] * len(before.tokens[-NEAR:]) + parts
    if last + 1 < len(article.sentences):
        after = article.sentences[last + 1]
        rows, read = [*rows, after.vectors[:NEAR]], [*read, *after.tokens[:NEAR]]
        parts += [AFTER] * len(after.tokens[:NEAR])
    return Reading(
        np.concatenate(rows),
        tuple(token.text for token in read),
        tuple(tag_of(token.upos) for token in read),
        tuple(parts),
        tuple(token.span for token in read),
        tuple(own),
    )
