"""A run over files goes in; it is killed at random moments, begun again until it is done, and its files come out.

    python -m benchmarks.killed [--kills 50] [--articles 100] [--parquet]

Each try is a process of its own, forked from one that has everything loaded, and ended with SIGKILL. The articles are
those of seeds/ over and over, with trees that are made once; some lines are broken. ``--parquet`` writes Parquet, in
parts of sixteen articles. Exit status 1 where the files are not those of an undisturbed run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from audit import Article, audit_files, load_lexicon, load_parser, read_articles
from audit.lexicon import Lexicon
from audit.stream import parts

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


@frozen
class Survived:
    """The bytes of the files that a run left, by name; ``kills`` counts the processes that were killed while they
    worked, ``seconds`` is what the last process took."""

    files: dict[str, bytes]
    kills: int
    seconds: float


def survived(run: Callable[[], object], folder: Path, moments: list[float]) -> Survived:
    """Runs in a process for each of the moments (seconds from its start) and kills it then, until a run is done: the
    last is left to end. What the journals hold is no output and left out."""
    kills = 0
    for moment in moments:
        child = _forked(run)
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        kills += os.WIFSIGNALED(status)
    began = time.monotonic()
    _, status = os.waitpid(_forked(run), 0)
    assert status == 0, f"the last run failed ({status})"
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".journal"
    }
    return Survived(files, kills, time.monotonic() - began)


def moments(number: int, longest: float, seed: int) -> list[float]:
    """So many random moments, in seconds, none later than ``longest``."""
    drawn = random.Random(seed)
    return [drawn.uniform(0, longest) for _ in range(number)]


def _forked(run: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            run()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return child


class Known:
    """A parser of texts whose trees are known."""

    name = "known"
    models: Mapping[str, str] = {}

    def __init__(self, lexicon: Lexicon) -> None:
        parsed = load_parser().parse(list(read_articles(SEEDS, lexicon=lexicon)))
        self._trees = {article.text: article.sentences for article in parsed}

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with their trees."""
        return [evolve(article, sentences=self._trees[article.text]) for article in articles]

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """No vectors."""
        return []


def main() -> int:
    """Kills, compares, and prints what came of it."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--kills", type=int, default=50)
    wanted.add_argument("--articles", type=int, default=100)
    wanted.add_argument("--parquet", action="store_true")
    options = wanted.parse_args()
    parts.ROWS = 16  # type: ignore[misc]
    out = "out.parquet" if options.parquet else "out.jsonl"
    lexicon = load_lexicon()
    parser, texts = Known(lexicon), [article.text for article in read_articles(SEEDS, lexicon=lexicon)]
    with tempfile.TemporaryDirectory() as name:
        wire, whole, killed = (Path(name) / part for part in ("wire.jsonl", "whole", "killed"))
        rows = [json.dumps({"text": texts[n % len(texts)]}) if n % 17 else "{broken" for n in range(options.articles)]
        wire.write_text("\n".join(rows), encoding="utf-8")

        def run(folder: Path) -> Any:
            return audit_files(wire, output=folder / out, parser=parser, lexicon=lexicon, rules_only=True)

        for folder in (whole, killed):
            folder.mkdir()
        undisturbed = survived(lambda: run(whole), whole, [])
        longest = max(0.2, 3 * undisturbed.seconds / max(1, options.kills))
        found = survived(lambda: run(killed), killed, moments(options.kills, longest, seed=17))
        same = found.files == undisturbed.files
    size = sum(map(len, found.files.values()))
    print(
        f"{found.kills} of {options.kills} processes killed while they worked (undisturbed {undisturbed.seconds:.1f} s)"
    )
    print(f"{size:,} bytes written; the same as those of an undisturbed run: {'yes' if same else 'NO'}")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
