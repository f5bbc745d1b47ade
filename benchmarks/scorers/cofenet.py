"""Predicted attributions are scored as the CofeNet paper scores PolNeAR:
python -m benchmarks.scorers.cofenet INSTANCES ARTICLES.jsonl PREDICTED.jsonl

INSTANCES is CofeNet's res/polnear/valid.txt or test.txt (one JSON object per sentence: tokens, BIO labels, id);
ARTICLES.jsonl and PREDICTED.jsonl are as for scorers.attributions. Predictions are made on whole articles and laid
on the instances' tokens, so a system need not know the instances. Per role, in percent: precision, recall and
F1 of exact spans ("exact"), of exact spans once punctuation at both edges is left out ("trimmed"), of first tokens
("begin"), and the mean overlap ("jaccard"; scorers.spans defines both).

Published on test, exact F1 source/cue/content (Wang et al., COLING 2022, table 6): rules 10.7/22.8/5.6, CRF
50.6/53.4/28.6, BiLSTM-CRF 69.6/66.7/59.0, BERT 81.1/74.0/68.9, BERT+Cofe 83.2/75.3/72.9.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from benchmarks.scorers.attributions import PRF, ROLES, Articles, Listed, read
from benchmarks.scorers.spans import Stretch, Unit, span_figures

BRACKETS: Final = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
QUOTES: Final = {
    "``": "[\"“”«»]|``|''|‘‘",
    "''": "[\"“”«»]|''|’’|``",
    "`": "[`'‘’]",
    "'": "['’‘`]",
    "...": r"…|\.\s?\.\s?\.",
    "--": "—|–|--?",
    "-": "[-–—]",
}
Labelled = set[tuple[str, int, int]]  # role, first token, token after the last


@frozen
class Figures:
    """How many of the instances could be laid on their articles, and "exact/source" and the like -> figures."""

    laid: int
    total: int
    rows: dict[str, PRF | float]


def _pattern(token: str) -> str:
    token = BRACKETS.get(token, token)
    if token in QUOTES:
        return QUOTES[token]
    forms = {"'": "['’‘`]", "-": "[-–—]", "\xa0": r"\s"}
    return "".join(forms.get(character) or re.escape(character) for character in token)


def align(tokens: Iterable[str], text: str, start: int) -> list[tuple[int, int]] | None:
    """Character spans of the tokens in the text from start on, else anywhere; None where they cannot be laid on it."""
    regex = re.compile(r"\s*".join(f"({_pattern(token)})" for token in tokens), re.DOTALL)
    found = regex.search(text, start) or regex.search(text)
    return [found.span(i + 1) for i in range(regex.groups)] if found else None


def labelled_spans(labels: Iterable[str]) -> Labelled:
    """The spans of a row of BIO labels."""
    spans: Labelled = set()
    role, begin = "", 0
    for i, label in enumerate([*labels, "O"]):
        if role and label != f"I-{role}":
            spans.add((role, begin, i))
            role = ""
        if label.startswith("B-") or (label.startswith("I-") and not role):
            begin, role = i, label[2:]
    return spans


def predicted_spans(attributions: Iterable[Listed], offsets: Sequence[tuple[int, int]]) -> Labelled:
    """The attributions' spans over an instance's tokens."""
    spans: Labelled = set()
    for attribution in attributions:
        for role in ROLES:
            for start, end in attribution.get(role) or []:
                covered = [i for i, (s, e) in enumerate(offsets) if s < end and start < e]
                if covered:
                    spans.add((role, covered[0], covered[-1] + 1))
    return spans


def trimmed(spans: Labelled, tokens: Sequence[str]) -> Labelled:
    """The spans without punctuation at their edges."""
    out: Labelled = set()
    for role, begin, end in spans:
        while begin < end and not re.search(r"\w", tokens[begin]):
            begin += 1
        while begin < end and not re.search(r"\w", tokens[end - 1]):
            end -= 1
        if begin < end:
            out.add((role, begin, end))
    return out


def score(instances: Iterable[dict[str, Any]], articles: Articles, predicted: Articles) -> Figures:
    """All figures over the instances that belong to the articles and can be laid on them."""
    units: dict[tuple[str, str], list[Unit]] = {(kind, role): [] for kind in ("", "trimmed") for role in ROLES}
    position: dict[str, int] = defaultdict(int)
    laid = total = 0
    for instance in instances:
        name, tokens = instance["id"].rsplit("_", 1)[0], instance["tokens"]
        if name not in articles:
            continue
        total += 1
        offsets = align(tokens, articles[name]["text"], position[instance["id"]])
        if offsets is None:
            continue
        laid += 1
        position[instance["id"]] = offsets[-1][1]
        gold = labelled_spans(instance["labels"])
        made = predicted_spans(predicted.get(name, {}).get("attributions", []), offsets)
        for kind, left, right in (("", gold, made), ("trimmed", trimmed(gold, tokens), trimmed(made, tokens))):
            for role in ROLES:
                units[kind, role].append((_of(left, role), _of(right, role)))
    rows: dict[str, PRF | float] = {}
    for role in ROLES:
        rows |= {f"{name}/{role}": value for name, value in span_figures(units["", role]).items()}
        rows[f"trimmed/{role}"] = span_figures(units["trimmed", role])["exact"]
    return Figures(laid, total, dict(sorted(rows.items())))


def _of(spans: Labelled, role: str) -> set[Stretch]:
    return {(begin, end) for name, begin, end in spans if name == role}


def read_instances(path: str | Path) -> list[dict[str, Any]]:
    """The instances of CofeNet's file."""
    with Path(path).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("instances", "articles", "predicted"):
        parser.add_argument(name)
    options = parser.parse_args()
    found = score(read_instances(options.instances), read(options.articles), read(options.predicted))
    print(f"{found.laid} of {found.total} instances laid on their articles")
    print(f"{'':16} {'P':>6} {'R':>6} {'F1':>6}")
    for name, value in found.rows.items():
        print(f"{name:16} " + (" ".join(f"{v:6.1f}" for v in value) if isinstance(value, tuple) else f"{value:20.1f}"))


if __name__ == "__main__":
    main()
