"""Gold and predicted attributions go in, figures come out:
python -m benchmarks.scorers.attributions GOLD.jsonl PREDICTED.jsonl

Both files hold one JSON object per article: {"id": str, "attributions": [{"source": SPANS, "cue": SPANS,
"content": SPANS}, …]}; SPANS is a list of [start, end] character offsets into the article's text, end exclusive.
The gold file also holds "text". Articles of the gold file that the predictions lack count as predicted empty.

Tokens are runs of word characters. All figures are in percent:
  tokens/ROLE   precision, recall, F1 over the tokens that any attribution gives that role (micro, all articles)
  detected      an attribution is found where a predicted one shares a cue token with it, or half of the content
                tokens of both (Dice >= 0.5); matching is one to one, best overlap first
  attributed    found as above with content Dice >= 0.5 AND a shared source token (or no source on either side)
  source|match  of the matched pairs whose gold has a source, how many share a source token
With --reporting only gold attributions whose cue holds a reporting verb or "according to" count as recall targets;
predicted ones that match another gold attribution, or match none and have another kind of cue, are left out of the
precision.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from attrs import frozen

Listed = Mapping[str, Any]  # an attribution: source, cue and content, each a list of [start, end]
Articles = Mapping[str, Mapping[str, Any]]  # id -> {"text", "attributions", …}
Tokens = frozenset[int]
PRF = tuple[float, float, float]

ROLES: Final = ("source", "cue", "content")
REPORTING: Final = re.compile(
    r"\b(said|says?|saying|told|tells?|telling|according|added|adds|adding|wrote|writes?|writing|reported|reports?"
    r"|reportedly|announced|announces?|noted|notes|noting|argued|argues?|arguing|explained|explains?|claimed|claims?"
    r"|claiming|stated|states|insisted|insists?|warned|warns?|warning|tweeted|asked|asks|acknowledged|suggested"
    r"|suggests?|declared|declares?|confirmed|confirms?|denied|denies|described|continued|recalled|replied|testified"
    r"|alleged|alleges?|allegedly)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\w+")
_start, _end = itemgetter(0), itemgetter(1)


@frozen
class View:
    """One attribution as sets of token numbers."""

    source: Tokens
    cue: Tokens
    content: Tokens


def read(path: str | Path) -> dict[str, dict[str, Any]]:
    """Article id -> the article's object, of a file with one JSON object per line."""
    with Path(path).open(encoding="utf-8") as lines:
        return {article["id"]: article for article in map(json.loads, filter(str.strip, lines))}


def words(text: str) -> list[tuple[int, int]]:
    """Start and end of every run of word characters."""
    return [match.span() for match in _WORD.finditer(text)]


def tokens_in(spans: Iterable[Sequence[int]], tokens: Sequence[tuple[int, int]]) -> Tokens:
    """Numbers of the tokens that the spans touch; tokens are in order and do not overlap."""
    return frozenset(
        i
        for start, end in spans
        for i in range(bisect_right(tokens, start, key=_end), bisect_left(tokens, end, key=_start))
    )


def views(attributions: Iterable[Listed], tokens: Sequence[tuple[int, int]]) -> list[View]:
    """The attributions over an article's tokens."""
    return [View(*(tokens_in(a.get(role) or [], tokens) for role in ROLES)) for a in attributions]


def dice(left: Tokens, right: Tokens) -> float:
    """Twice what both share, divided by what they hold; 0 where both are empty."""
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0


def prf(hit: float, predicted: float, gold: float) -> PRF:
    """Precision, recall and F1 in percent, to one decimal."""
    precision = hit / predicted if predicted else 0.0
    recall = hit / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return round(100 * precision, 1), round(100 * recall, 1), round(100 * f1, 1)


def match(gold: Sequence[View], predicted: Sequence[View]) -> list[tuple[int, int]]:
    """One-to-one pairs (place in gold, place in predicted), best overlap first."""
    pairs = []
    for g, left in enumerate(gold):
        for p, right in enumerate(predicted):
            overlap = dice(left.content, right.content)
            cue = bool(left.cue & right.cue)
            if cue or overlap >= 0.5:
                pairs.append((cue + overlap, g, p))
    used_gold, used_predicted = set[int](), set[int]()
    chosen = []
    for _, g, p in sorted(pairs, reverse=True):
        if g not in used_gold and p not in used_predicted:
            used_gold.add(g)
            used_predicted.add(p)
            chosen.append((g, p))
    return chosen


def same_source(gold: View, predicted: View) -> bool:
    """Whether they share a source token, or neither has a source."""
    return bool(gold.source & predicted.source) or not (gold.source or predicted.source)


def attributed(gold: View, predicted: View) -> bool:
    """Whether a matched pair agrees in half of its content and in its source."""
    return dice(gold.content, predicted.content) >= 0.5 and same_source(gold, predicted)


def _reports(text: str, attribution: Listed) -> bool:
    return bool(REPORTING.search(" ".join(text[start:end] for start, end in attribution.get("cue") or [])))


def score(gold_articles: Articles, predicted_articles: Articles, reporting: bool = False) -> dict[str, PRF | float]:
    """Name -> (precision, recall, F1), or a share, of each measure of the module's docstring."""
    counts = {name: [0, 0, 0] for name in (*(f"tokens/{role}" for role in ROLES), "detected", "attributed")}
    with_source = right_source = 0
    for name, article in gold_articles.items():
        text = article["text"]
        tokens = words(text)
        gold_list = article["attributions"]
        predicted_list = predicted_articles.get(name, {}).get("attributions", [])
        gold, predicted = views(gold_list, tokens), views(predicted_list, tokens)
        for role in ROLES:
            there = frozenset[int]().union(*(getattr(view, role) for view in gold))
            made = frozenset[int]().union(*(getattr(view, role) for view in predicted))
            _add(counts[f"tokens/{role}"], len(there & made), len(made), len(there))
        target = [not reporting or _reports(text, a) for a in gold_list]
        counted = [not reporting or _reports(text, a) for a in predicted_list]
        pairs = match(gold, predicted)
        matched = {p for _, p in pairs}
        charged = sum(target[g] for g, _ in pairs) + sum(c for p, c in enumerate(counted) if p not in matched)
        kept = [(gold[g], predicted[p]) for g, p in pairs if target[g]]
        with_source += sum(bool(g.source) for g, _ in kept)
        right_source += sum(bool(g.source & p.source) for g, p in kept)
        _add(counts["detected"], len(kept), charged, sum(target))
        _add(counts["attributed"], sum(attributed(g, p) for g, p in kept), charged, sum(target))
    result: dict[str, PRF | float] = {name: prf(*values) for name, values in counts.items()}
    result["source|match"] = round(100 * right_source / with_source, 1) if with_source else 0.0
    return result


def _add(slots: list[int], *values: int) -> None:
    for place, value in enumerate(values):
        slots[place] += value


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("predicted")
    parser.add_argument("--reporting", action="store_true", help="count attributions with a reporting cue only")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    result = score(read(options.gold), read(options.predicted), options.reporting)
    if options.json:
        json.dump(result, sys.stdout, indent=2)
        print()
        return
    print(f"{'':14} {'P':>6} {'R':>6} {'F1':>6}")
    for name, value in result.items():
        print(f"{name:14} " + (" ".join(f"{v:6.1f}" for v in value) if isinstance(value, tuple) else f"{value:20.1f}"))


if __name__ == "__main__":
    main()
