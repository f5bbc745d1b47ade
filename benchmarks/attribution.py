"""Measures our attributions against gold: python -m benchmarks.attribution [--gold FILE|FOLDER] [--errors FILE]

Without --gold it is PolNeAR's development part, in the folder that the variable AUDIT_SHARED names; a path that is not
found is looked for there too. Parses are kept in .cache/parses, so that a change of the rules is measured in seconds.
CofeNet's instances (cofenet/valid.txt) and the labelled sources (gold/sources.jsonl) are used where the folder has
them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any, Final

from audit.lexicon import load_lexicon
from benchmarks import figures
from benchmarks.errors import report
from benchmarks.gold import GoldError, read_gold
from benchmarks.run import Run, learned_folder, locate, run, shared_folder
from benchmarks.scorers.attributions import PRF
from benchmarks.scorers.calibration import expected_error
from benchmarks.trees import FOLDER

GOLD: Final = "polnear/dev.jsonl"
INSTANCES: Final = "cofenet/valid.txt"
LABELS: Final = "gold/sources.jsonl"


def measure(gold: dict[str, dict[str, Any]], done: Run, shared: Path | None) -> tuple[figures.Figures, list[str]]:
    """Every figure by name, and the text to print, part by part."""
    found = figures.attribution_figures(done)
    values = figures.flat(found)
    count = f"{len(gold)} articles, {sum(len(row['attributions']) for row in gold.values())} attributions in gold"
    predicted = sum(len(row["attributions"]) for row in done.predicted.values())
    parts = [f"{count}, {predicted} predicted", figures.table(figures.figure_rows(found))]
    if shared and (shared / INSTANCES).is_file():
        on_instances = figures.cofenet_figures(done, shared / INSTANCES)
        if on_instances.laid:
            values |= figures.flat(on_instances.rows, "instances ")
            rows: dict[str, PRF | float] = on_instances.rows
            title = f"on CofeNet's instances ({on_instances.laid} of {on_instances.total} laid on their articles)"
            parts.append(f"{title}\n{figures.table(figures.figure_rows(rows))}")
    if shared and (shared / LABELS).is_file():
        sources = figures.source_figures(done, shared / LABELS)
        if sources.kinds:
            values |= {"sources met": sources.met, "kinds right": sources.right, "resolved right": sources.resolved}
            rows_of_kinds = [("kind", "labelled", "met", "right")]
            rows_of_kinds += [(kind, *map(str, numbers)) for kind, numbers in sources.kinds.items()]  # type: ignore[misc]
            summary = (
                f"met {sources.met}  kinds right of met {sources.right}  "
                f"resolved right of met {sources.resolved} ({sources.named} with a name)"
            )
            parts.append(f"{figures.table(rows_of_kinds)}\n{summary}")
    bins = figures.calibration_bins(done)
    values["calibration error"] = round(expected_error(bins), 3)
    error = f"expected calibration error {values['calibration error']:.3f}"
    return values, [
        *parts,
        f"{figures.table(figures.bin_rows(bins))}\n{error}",
        *(figures.table(figures.by_group(done, key)) for key in ("construction", "cue_class")),
        figures.table(figures.by_publisher(done)),
    ]


def _part(text: str) -> slice:
    start, _, end = text.partition(":")
    try:
        return slice(int(start or 0), int(end) if end else None)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is not a part such as 0:200') from error


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {total} articles parsed", end="\n" if done == total else "", file=sys.stderr, flush=True)


def main() -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", default=GOLD, help="a .jsonl or .ann file or a folder of them")
    parser.add_argument("--slice", type=_part, default=slice(None), metavar="FROM:TO", help="only these articles")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N articles (of the slice)")
    parser.add_argument("--rules-only", action="store_true", help="leave out the learned part of find")
    parser.add_argument("--learned", type=Path, metavar="FOLDER", help="take the learned part from another folder")
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write the errors, grouped; never commit this file")
    parser.add_argument("--predicted", type=Path, metavar="FILE", help="write what was predicted, as JSON Lines")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object instead of tables")
    parser.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    parser.add_argument("--lexicon", action="append", default=[], metavar="FOLDER", help="laid over ours")
    options = parser.parse_args()
    try:
        everything = read_gold(locate(options.gold))
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    chosen = list(everything.items())[options.slice][: options.limit]
    gold = dict(chosen)
    lexicon = load_lexicon(*options.lexicon)
    started = time.perf_counter()
    learned = None if options.rules_only else options.learned or learned_folder()
    done = run(gold, options.cache, lexicon, learned, _progress)
    values, parts = measure(gold, done, shared_folder())
    if options.json:
        json.dump(values, sys.stdout, indent=1)
        print()
    else:
        print("rules alone" if learned is None else "rules and what is learned")
        print(*parts, sep="\n\n")
        print(f"\n{time.perf_counter() - started:.1f} s")
    if options.errors:
        options.errors.write_text(report(done, lexicon), encoding="utf-8")
    if options.predicted:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in done.predicted.values())
        options.predicted.write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
