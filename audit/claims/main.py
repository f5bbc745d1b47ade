"""An article with claims goes in, each sentence's main claim comes out: the one that covers most of it.

Source: ours; what editors judge a sentence by (benchmarks/scorers/seeds.py).
"""

from __future__ import annotations

from audit.model import Article, Claim, Places, Span


def main_claims(article: Article) -> dict[int, tuple[Claim, float]]:
    """Sentence -> the claim that covers most of it, and its share of the sentence's characters (0 to 1)."""
    found: dict[int, tuple[Claim, float]] = {}
    placed = Places((claim, claim.spans) for claim in article.claims)
    for number, sentence in enumerate(article.sentences):
        best: tuple[Claim, float] | None = None
        for claim in placed.touching([sentence.span]):
            share = sum(_shared(span, sentence.span) for span in claim.spans) / max(1, len(sentence.span))
            if share > (best[1] if best else 0.0):
                best = claim, share
        if best is not None:
            found[number] = best
    return found


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
