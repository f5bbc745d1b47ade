"""An audit is scored against sentence-level gold: python -m benchmarks.scorers.seeds GOLD.json AUDIT.json

GOLD.json is a list of {"article", "start", "end", "text", "kinds", "traces", "source"}: one sentence that makes a
claim, the kinds and traces an editor could defend for its main claim (first = preferred), and the head words of its
source. AUDIT.json is what `audit report --format json` prints: "claims" is a list of objects with at least "article"
(an id that starts with the gold's), "spans" ([[start, end], …] into the file as read), "kind", "trace" and "source"
("text" and "resolved", or null). A sentence's main claim is the one that covers most of it.

Figures, in percent: sentences covered by a claim; kinds right; sources right (of the gold that names one: some word of
it longer than three letters stands in the predicted source's text or resolved name); the same where the gold's
"source_alt", a second source that can be defended, is as good, of gold that has some; traces right; precision, recall
and F1 of "traces to the origin" (credited, carried or echoed), ambiguous gold left out.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.scorers.attributions import prf

TO_ORIGIN: Final = {"credited", "carried", "echoed"}
Row = Mapping[str, Any]


def main_claim(item: Row, claims: Sequence[Row]) -> Row | None:
    """The claim that covers most of the gold sentence; None where none touches it."""
    best, most = None, 0
    for claim in claims:
        if not str(claim["article"]).startswith(item["article"]):
            continue
        overlap = sum(max(0, min(e, item["end"]) - max(s, item["start"])) for s, e in claim["spans"])
        if overlap > most:
            best, most = claim, overlap
    return best


def source_found(item: Row, claim: Row | None) -> bool:
    """Whether some longer word of the gold source stands in the claim's; of "the GOP", which has none, the last."""
    source = (claim or {}).get("source") or {}
    said = f"{source.get('text') or ''} {source.get('resolved') or ''}".lower()
    words = re.findall(r"\w+", item["source"].lower())
    return any(word in said for word in [w for w in words if len(w) > 3] or words[-1:])


def score(gold: Sequence[Row], claims: Sequence[Row]) -> tuple[dict[str, float], list[str]]:
    """The figures by name, and a line for every sentence with a miss."""
    covered = kinds = traces = sources = either = with_source = hit = made = true = 0
    misses = []
    for item in gold:
        best = main_claim(item, claims)
        covered += best is not None
        kind, trace = (best["kind"], best["trace"]) if best else (None, None)
        kinds += kind in item["kinds"]
        traces += trace in item["traces"]
        found = True
        if item["source"] and "none" not in item["kinds"]:
            with_source += 1
            found = source_found(item, best)
            sources += found
            either += found or (bool(item.get("source_alt")) and source_found({"source": item["source_alt"]}, best))
        allowed = {t in TO_ORIGIN for t in item["traces"]}
        if len(allowed) == 1:
            is_true, is_made = allowed.pop(), trace in TO_ORIGIN
            hit += is_true and is_made
            made += is_made
            true += is_true
        if kind not in item["kinds"] or trace not in item["traces"] or not found:
            misses.append(
                f"{item['article']}:{item['start']} {kind} for {'/'.join(item['kinds'])}, {trace} for "
                f"{'/'.join(item['traces'])}, source {((best or {}).get('source') or {}).get('text')!r} for "
                f"{item['source']!r}: {item.get('text', '')[:100]}"
            )
    precision, recall, f1 = prf(hit, made, true)
    figures = {
        "sentences": float(len(gold)),
        "covered": _share(covered, len(gold)),
        "kinds": _share(kinds, len(gold)),
        "sources": _share(sources, with_source),
        "or second": _share(either, with_source),
        "traces": _share(traces, len(gold)),
        "to origin P": precision,
        "to origin R": recall,
        "to origin F1": f1,
    }
    if not any(item.get("source_alt") for item in gold):
        del figures["or second"]
    return figures, misses


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("audit", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="print every miss")
    options = parser.parse_args()
    gold = json.loads(options.gold.read_text(encoding="utf-8"))
    figures, misses = score(gold, json.loads(options.audit.read_text(encoding="utf-8"))["claims"])
    if options.verbose:
        print(*misses, sep="\n")
    print("  ".join(f"{name} {value:g}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
