"""Bytes that a fuzzer makes, led by what code they reach, go into what reads bytes; a crash is printed with its input.

    pip install atheris
    python -m benchmarks.guided [--runs 20000] [--seed 1] [--target read …]

Targets: ``read`` (a file of any format), ``front`` (front matter), ``trees`` (CoNLL-U), ``lexicon`` (TOML laid over
ours), ``audit`` (the JSON of an audit), ``journal`` (a stream's journal), ``text`` (a text with trees at random on the
whole road, drawn in every form). Each runs in a process of its own. An error that the code says it raises is no
finding, whatever else is one; so is a run of more than a minute. Exit status 1 where anything is found, 2 where atheris
is not installed.

Source: atheris (Google), on LLVM's libFuzzer.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

Target = Callable[[bytes], object]
SECONDS: Final = 60  # of one run, beyond which it hangs
SUFFIXES: Final = ".txt .md .jsonl .json .html .rss .xml .warc .warc.gz".split()


def targets() -> dict[str, Target]:
    """Name -> what takes the bytes; it raises what nobody said it might."""
    from audit import Audit, JournalError, LexiconError, load_lexicon
    from audit.model.plain import PlainError
    from audit.parse.conllu import ConlluError, read_conllu
    from audit.read.articles import from_bytes
    from audit.read.drafts import FIELDS
    from audit.read.frontmatter import FrontMatterError, front_fields, front_matter
    from audit.stream.journal import Journal
    from benchmarks.fuzz import all_drawn, wild_audit

    lexicon = load_lexicon()

    def read(data: bytes) -> None:
        name = f"a{SUFFIXES[data[0] % len(SUFFIXES)]}" if data else "a.txt"
        for _ in from_bytes(data[1:], Path(name), name, lexicon, sniff=False):
            pass

    def front(data: bytes) -> None:
        text = f"---\n{data.decode('utf-8', 'replace')}\n---\nIt rained.\n"
        span = front_matter(text)
        with suppress(FrontMatterError):
            front_fields(text if span is None else span.of(text), FIELDS)

    def trees(data: bytes) -> None:
        with suppress(ConlluError):
            read_conllu(data.decode("utf-8", "replace"))

    def words(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder, suppress(LexiconError):
            Path(folder, "cues.toml").write_bytes(data)
            load_lexicon(folder)

    def audit(data: bytes) -> None:
        try:
            found = json.loads(data)
        except (ValueError, RecursionError):
            return
        with suppress(PlainError):
            Audit.from_dict(found)

    def journal(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder, suppress(JournalError):
            Path(folder, "out.journal").write_bytes(data)
            Journal(Path(folder, "out.journal"), (Path(folder, "out"), Path(folder, "out.failed")), {}).close()

    def text(data: bytes) -> None:
        articles, result = wild_audit(data.decode("utf-8", "replace"), lexicon)
        if leaks := all_drawn(result, articles, lexicon):
            raise AssertionError(leaks)

    return {
        "read": read,
        "front": front,
        "trees": trees,
        "lexicon": words,
        "audit": audit,
        "journal": journal,
        "text": text,
    }


def seeded(name: str, folder: Path) -> None:
    """Files to begin with: what a target takes, whole."""
    import random

    from audit import load_lexicon
    from audit.parse.conllu import write_conllu
    from benchmarks import hostile
    from benchmarks.fuzz import wild_audit

    drawn = random.Random(name)
    made: list[bytes] = []
    if name == "read":
        for number in range(60):
            file = hostile.wrapped(drawn, hostile.text(drawn, 400), number)
            suffix = file.name.partition(".")[2]
            made.append(bytes([SUFFIXES.index(f".{suffix}")]) + file.content[:20_000])
    elif name == "front":
        made = [hostile.front(drawn)[4:-4].encode("utf-8", "replace")[:4_000] for _ in range(30)]
    elif name == "lexicon":
        made = [hostile.lexicon(drawn) for _ in range(30)]
    elif name == "text":
        made = [hostile.text(drawn, 400).encode("utf-8", "replace")[:4_000] for _ in range(30)]
    else:
        articles, result = wild_audit("Ida Lund said that it is shut. It rained.", load_lexicon())
        made = [json.dumps(result.to_dict()).encode()] if name == "audit" else []
        made += [write_conllu(articles[0].sentences).encode()] if name == "trees" else []
    for number, content in enumerate(made):
        (folder / f"{number}").write_bytes(content)


def run_one(name: str, runs: int, seed: int) -> None:
    """Runs a target in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["audit"], enable_loader_override=False):
        take = targets()[name]
    warnings.simplefilter("ignore")

    def once(data: bytes) -> Any:
        if data:
            take(data)

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        seeded(name, corpus)
        limits = [f"-runs={runs}", f"-seed={seed}", f"-timeout={SECONDS}", "-max_len=20000", "-rss_limit_mb=4096"]
        atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", f"-artifact_prefix={folder}/", str(corpus)], once)
        atheris.Fuzz()


def main() -> int:
    """Runs each target in a process of its own, and prints what came of it."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--runs", type=int, default=20_000)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--target", action="append")
    wanted.add_argument("--one", help=argparse.SUPPRESS)
    options = wanted.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not here: pip install atheris", file=sys.stderr)
        return 2
    if options.one:
        run_one(options.one, options.runs, options.seed)
    found = 0
    for name in options.target or ("read", "front", "trees", "lexicon", "audit", "journal", "text"):
        command = [sys.executable, "-m", "benchmarks.guided", "--one", name, f"--runs={options.runs}"]
        done = subprocess.run([*command, f"--seed={options.seed}"], capture_output=True, text=True, errors="replace")
        found += done.returncode != 0
        lines = done.stderr.splitlines()
        print(f"{name}: {options.runs} runs, {'nothing found' if done.returncode == 0 else 'FOUND:'}", flush=True)
        if done.returncode:
            print("\n".join((done.stdout.splitlines() + lines)[-40:]), flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
