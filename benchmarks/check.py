"""Measures `audit check` on 100 articles whose parses are stored: the median of five runs, each a process of its own.

    python benchmarks/check.py [PATH ...] [--parses FOLDER] [--articles 100] [--runs 5]

Without a path the five articles of seeds/ are taken again and again under ids of their own; with paths the first 100
articles found there. What has no parse in the folder (a temporary one by default) is parsed first, which is not
measured, nor is the compiling of modules, which an installed package does once. Each run is measured twice: the wall
clock, start of Python included, and the processor time, which other work on the machine does not lengthen. Exits with
1 where the median of the processor time is over the limit (--limit, 2 seconds by default).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
_BYTECODE = tempfile.TemporaryDirectory()


def main() -> int:
    """Runs the benchmark and prints one line per figure."""
    options = _options()
    from audit.read import read_articles

    found = list(read_articles(*(options.paths or [ROOT / "seeds"])))
    chosen = [found[n % len(found)] for n in range(options.articles if not options.paths else len(found))]
    chosen = chosen[: options.articles]
    with tempfile.TemporaryDirectory() as scratch:
        news = Path(scratch) / "news.jsonl"
        rows = [{"id": f"{article.id}-{n}", "text": article.text} for n, article in enumerate(chosen)]
        news.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        parses = options.parses or str(Path(scratch) / "parses")
        if not options.paths:
            _share(rows, Path(scratch), Path(parses))
        command = [sys.executable, "-m", "audit", "check", str(news), "--parses", parses, "--format", "json", "--quiet"]
        first = _run(command)
        runs = [_run(command) for _ in range(options.runs)]
        counts = json.loads(runs[0][2])["counts"]
    words = sum(len(article.text.split()) for article in chosen)
    wall, processor = median(run[0] for run in runs), median(run[1] for run in runs)
    print(f"articles {len(chosen)}, words {words}, findings {counts['findings']}")
    print(f"parsing them first, where need was: {first[0]:.1f} s")
    print(f"median of {options.runs}: {wall:.2f} s wall clock, {processor:.2f} s processor time")
    return int(processor > options.limit)


def _share(rows: list[dict[str, str]], scratch: Path, parses: Path) -> None:
    """Parses each text once, and gives the parse to all articles that have it."""
    first = {row["text"]: row["id"] for row in reversed(rows)}
    few = scratch / "few.jsonl"
    few.write_text("".join(json.dumps({"id": id, "text": text}) + "\n" for text, id in first.items()), encoding="utf-8")
    _run([sys.executable, "-m", "audit", "check", str(few), "--parses", str(parses), "--quiet"])
    for row in rows:
        target = parses / f"{row['id']}.conllu"
        if not target.exists():
            shutil.copy(parses / f"{first[row['text']]}.conllu", target)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="*", metavar="PATH")
    parser.add_argument("--parses", metavar="FOLDER")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=2.0)
    return parser.parse_args()


def _run(command: list[str]) -> tuple[float, float, str]:
    """Wall clock, processor time and output of a run; 1 (findings) is as good an end as 0."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": _BYTECODE.name}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled once, not at every start
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(f"audit check ended with {done.returncode}: {done.stderr}")
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return seconds, used, done.stdout


if __name__ == "__main__":
    sys.exit(main())
