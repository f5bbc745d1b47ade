"""Measures the anonymity dossier on 120 unnamed sources: python -m benchmarks.dossier [--errors] [--pass NAME]

Needs AUDIT_SHARED, a folder with polnear/dev.jsonl (its texts cannot be published); the labels are dossier.jsonl, their
guideline dossier.md; ``--pass independent`` measures against the blind reader's labels alone; ``--cache`` is the folder
of stored parses. A value counts where gold and prediction are the same (number, basis), or overlap (role, affiliation).
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Span
from audit.read.segment import segments
from audit.resolve.phrase import phrase_at
from benchmarks.trees import FOLDER, parsed

FIELDS: Final = ("number", "role", "affiliation", "basis")
LABELS: Final = Path(__file__).with_name("dossier.jsonl")


def told(article: Article, source: list[list[int]], lexicon: Lexicon) -> dict[str, Any]:
    """What the words of a source, spans [start, end] of the text, tell, in the form of the labels."""
    spans = [Span(*place) for place in source]
    sentence = next(s for s in article.sentences if any(t.span.overlaps(spans[0]) for t in s.tokens))
    phrase = phrase_at(sentence, tuple(spans), article.text, lexicon)
    if phrase is None:
        return dict.fromkeys(FIELDS)
    place = {
        name: [piece.spans[0].start, piece.spans[-1].end] if (piece := getattr(phrase, name)) else None
        for name in ("role", "affiliation")
    }
    return {"number": phrase.number or ("several" if phrase.quantity else None), **place, "basis": phrase.basis}


def same(gold: Any, found: Any) -> bool:
    """Whether two values that are not null are one."""
    if isinstance(gold, list):
        return bool(gold[0] < found[1] and found[0] < gold[1])
    return bool(gold == found)


def rows(labels: str, cache: Path = FOLDER) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """The words of each source, its label, and what was found."""
    shared = Path(os.environ["AUDIT_SHARED"])
    labelled = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    wanted = {row["id"] for row in labelled}
    with open(shared / "polnear" / "dev.jsonl", encoding="utf-8") as lines:
        given = [article for article in map(json.loads, lines) if article["id"] in wanted]
    articles = [
        Article(a["id"], a["text"], title=a.get("title"), segments=segments(a["text"], a.get("title"))) for a in given
    ]
    trees = {article.id: article for article in parsed(articles, cache, vectors=False)}
    lexicon = load_lexicon()
    for row in labelled:
        article = trees[row["id"]]
        words = article.text[row["source"][0][0] : row["source"][-1][1]]
        yield words, row[labels], told(article, row["source"], lexicon)


def main() -> None:
    """The command line: prints precision, recall and F1 of each field, and with --errors every difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print every difference")
    parser.add_argument("--pass", dest="labels", default="label", choices=("label", "first", "second", "independent"))
    parser.add_argument("--cache", type=Path, default=FOLDER, help="the folder of stored parses")
    options = parser.parse_args()
    errors = options.errors
    every = list(rows(options.labels, options.cache))
    for name in FIELDS:
        hit = gold = found = 0
        for words, label, was in every:
            right = label[name] is not None and was[name] is not None and same(label[name], was[name])
            hit, gold, found = hit + right, gold + (label[name] is not None), found + (was[name] is not None)
            if errors and not right and (label[name], was[name]) != (None, None):
                print(f"  {name}: {words!r}: gold {label[name]}, found {was[name]}")
        precision, recall = 100 * hit / max(found, 1), 100 * hit / max(gold, 1)
        f1 = 200 * hit / max(gold + found, 1)
        print(f"{name:12} precision {precision:5.1f}  recall {recall:5.1f}  F1 {f1:5.1f}  ({gold} positives)")


if __name__ == "__main__":
    main()
