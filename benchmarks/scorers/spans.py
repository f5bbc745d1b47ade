"""Gold and predicted spans go in, the figures of three papers come out, so that ours can be laid beside theirs.

exact, begin, jaccard   CofeNet (Wang et al., COLING 2022; its exe/eval/evaluation.py): per role, F1 of spans with both
                        ends right, F1 of spans with the first token right, and the mean Jaccard overlap: of each gold
                        span with the predicted one nearest to it, and 0 for each predicted one that touches no gold one
quote exact, overlap    Citron (Newell, Cowlishaw and Man, "Quote Extraction and Analysis for News", DSJM 2018; its
                        citron/metrics.py): whole quotes with cue, sources and contents all exact; tokens of cue,
                        sources and contents that overlap, summed over all pairs of predicted and gold quotes
coverage                Gender Gap Tracker (Asr et al., PLoS ONE 16(1), 2021; its evaluate_quotes.py): each gold content
                        in turn takes the predicted one that covers most of its characters, where that is more than 0.3,
                        or than 0.8; "speaker" is the share of these whose sources touch

Tokens are runs of word characters. Citron counts spaCy's tokens, the Gender Gap Tracker one span per quotation; ours
may have several, and all their characters count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from benchmarks.scorers.attributions import PRF, ROLES, Articles, Listed, prf, tokens_in, views, words

Stretch = tuple[int, int]  # first token, token after the last
Unit = tuple[set[Stretch], set[Stretch]]  # gold and predicted of one role in one article or sentence
THRESHOLDS: Final = (0.3, 0.8)


def overlap(left: Stretch, right: Stretch) -> float:
    """What both share, divided by the stretch from the first start to the last end."""
    shared = min(left[1], right[1]) - max(left[0], right[0])
    return max(0, shared) / (max(left[1], right[1]) - min(left[0], right[0]))


def span_figures(units: Iterable[Unit]) -> dict[str, PRF | float]:
    """exact, begin and jaccard over the units of one role."""
    exact, begin = [0, 0, 0], [0, 0, 0]
    total, number = 0.0, 0
    for gold, predicted in units:
        starts = sorted(start for start, _ in gold), sorted(start for start, _ in predicted)
        for slots, there, made in ((exact, sorted(gold), sorted(predicted)), (begin, *starts)):
            slots[0] += sum(item in made for item in there)
            slots[1] += len(made)
            slots[2] += len(there)
        nearest = [max((overlap(span, other) for other in predicted), default=0.0) for span in gold]
        spurious = sum(all(overlap(span, other) == 0 for other in gold) for span in predicted)
        total += sum(nearest)
        number += len(nearest) + spurious
    return {
        "exact": prf(*exact),
        "begin": prf(*begin),
        "jaccard": round(100 * total / number, 1) if number else 0.0,
    }


def stretches(attributions: Iterable[Listed], role: str, tokens: Sequence[tuple[int, int]]) -> set[Stretch]:
    """The role's spans as stretches of tokens."""
    found = set()
    for attribution in attributions:
        for span in attribution.get(role) or []:
            covered = tokens_in([span], tokens)
            if covered:
                found.add((min(covered), max(covered) + 1))
    return found


def by_role(gold_articles: Articles, predicted_articles: Articles) -> dict[str, dict[str, PRF | float]]:
    """Role -> span_figures, over whole articles."""
    units: dict[str, list[Unit]] = {role: [] for role in ROLES}
    for name, article in gold_articles.items():
        tokens = words(article["text"])
        predicted = predicted_articles.get(name, {}).get("attributions", [])
        for role in ROLES:
            units[role].append((stretches(article["attributions"], role, tokens), stretches(predicted, role, tokens)))
    return {role: span_figures(units[role]) for role in ROLES}


def quotes(gold_articles: Articles, predicted_articles: Articles) -> dict[str, PRF]:
    """Citron's exact and overlap figures for whole quotes."""
    exact, tokens_shared = [0, 0, 0], [0, 0, 0]
    for name, article in gold_articles.items():
        tokens = words(article["text"])
        gold = views(article["attributions"], tokens)
        predicted = views(predicted_articles.get(name, {}).get("attributions", []), tokens)
        there = set(gold)
        exact[0] += sum(quote in there for quote in predicted)
        exact[1] += len(predicted)
        exact[2] += len(gold)
        for role in ROLES:
            sides = [[getattr(quote, role) for quote in side] for side in (gold, predicted)]
            tokens_shared[0] += sum(len(left & right) for left in sides[0] for right in sides[1])
            tokens_shared[1] += sum(map(len, sides[1]))
            tokens_shared[2] += sum(map(len, sides[0]))
    return {"quote exact": prf(*exact), "quote overlap": prf(*tokens_shared)}


def coverage(gold_articles: Articles, predicted_articles: Articles, threshold: float) -> tuple[PRF, float]:
    """Precision, recall, F1 of contents covered by more than the threshold; share of these with the right speaker."""
    hits = made = there = speakers = 0
    for name, article in gold_articles.items():
        gold = [_characters(a) for a in article["attributions"]]
        left = [_characters(a) for a in predicted_articles.get(name, {}).get("attributions", [])]
        made += len(left)
        there += len(gold)
        for content, source in gold:
            shares = [len(content & other) / len(content) if content else 0.0 for other, _ in left]
            best = max(range(len(left)), key=shares.__getitem__, default=None)
            if best is None or shares[best] <= threshold:
                continue
            _, speaker = left.pop(best)
            hits += 1
            speakers += bool(source & speaker) or not (source or speaker)
    return prf(hits, made, there), round(100 * speakers / hits, 1) if hits else 0.0


def _characters(attribution: Mapping[str, Any]) -> tuple[frozenset[int], frozenset[int]]:
    content, source = (
        frozenset(i for start, end in attribution.get(role) or [] for i in range(start, end))
        for role in ("content", "source")
    )
    return content, source
