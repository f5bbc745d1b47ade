"""Measures time and memory: python -m benchmarks.speed [--only PART …]

throughput  words a second of the whole audit (origin and all) on 20 articles of PolNeAR's development part, where
            AUDIT_SHARED has it, by rules alone and with what is learned, as a ratio to the embedded parse alone with
            one pass of the encoder; all in one process, in turn, median of five runs of each, by the wall clock and by
            the processor's time, which other work on the machine hardly lengthens; words are what white space separates
growth      seconds for 25, 50 and 100 articles of 1,000 words, made of the sentences of seeds/ in any order, and the
            peak memory of the process that audits them
encoder     words a second of the parse on the same articles, as a ratio to its bare encoder in torch, fp32, on the same
            pieces sorted by length and batched by 2,000; in turn, median of three
length      seconds for one article of 40,000 words as a ratio to one of 5,000: parse, and the rest of the audit
busy        words a second of the parse on four articles of 500 words in a process of its own, beside one other process
            that is busy all the time, as a ratio to the same alone; in turn, median of three, torch's own threads
jobs        seconds of an audit of 15, 30 and 60 articles of 800 words in one process and in two, which begin anew
            each time, models and all
command     the five articles of seeds/ with the command, `audit --help`, `import audit`, and torch and Stanza imported
            and nothing else, to which the first is a ratio; median of five

Run it on a quiet machine: beside other work the figures mean little, but for those of the processor.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from audit.model import Article
from audit.parse.batches import batches
from audit.read import read_articles
from audit.read.segment import segments
from benchmarks.attribution import GOLD
from benchmarks.run import learned_folder, shared_folder
from benchmarks.seeds import ORIGIN, ROOT

RUNS: Final = 5
ARTICLES: Final = 20
SIZES: Final = (25, 50, 100)
WORDS: Final = 1_000
_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?][”’]?")


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def both_seconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long one call takes, and how much of the processors it uses."""
    used = time.process_time()
    return seconds(work), time.process_time() - used


def words(articles: Sequence[Article]) -> int:
    """Words of the articles, as white space separates them."""
    return sum(len(article.text.split()) for article in articles)


def made_articles(number: int, length: int = WORDS, seed: int = 20) -> list[Article]:
    """Articles of about ``length`` words: the sentences of seeds/ in any order, the same ones every time."""
    sentences = [
        found.strip()
        for article in read_articles(ROOT / "seeds")
        for segment in article.segments
        if segment.status == "prose"
        for found in _SENTENCE.findall(segment.span.of(article.text))
    ]
    order = random.Random(seed)
    articles = []
    for n in range(number):
        chosen: list[str] = []
        count = 0
        while count < length:
            order.shuffle(sentences)
            for sentence in sentences:
                if count >= length:
                    break
                chosen.append(sentence)
                count += len(sentence.split())
        paragraphs = [" ".join(chosen[i : i + 3]) for i in range(0, len(chosen), 3)]
        text = "\n\n".join(paragraphs) + "\n"
        articles.append(Article(id=f"made-{n:03}", text=text, segments=segments(text)))
    return articles


def throughput() -> str:
    """The audit's words a second beside those of the parse alone."""
    from audit import audit_articles, load_parser

    shared = shared_folder()
    if shared is None or not (shared / GOLD).is_file():
        return f"throughput: skipped, AUDIT_SHARED names no folder that holds {GOLD}"
    articles = read_articles(shared / GOLD)[:ARTICLES]
    parser = load_parser()

    def parse() -> None:
        for batch in batches(articles):
            parser.parse(batch)

    def audit(rules_only: bool) -> None:
        with warnings.catch_warnings(action="ignore"):  # that no article names the origin
            audit_articles(articles, origin=ORIGIN, parser=parser, rules_only=rules_only)

    works: dict[str, Callable[[], object]] = {"parse alone": parse, "rules alone": partial(audit, rules_only=True)}
    if learned_folder() is not None:
        works["with what is learned"] = partial(audit, rules_only=False)
    for work in works.values():
        work()  # once before it counts
    times = [{name: both_seconds(work) for name, work in works.items()} for _ in range(RUNS)]
    total = words(articles)
    lines = [f"throughput: {ARTICLES} articles, {total} words"]
    for name in works:
        for place, clock in enumerate(("words/s", "words/s of processor")):
            taken = statistics.median(row[name][place] for row in times)
            ratios = [row["parse alone"][place] / row[name][place] for row in times]
            each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
            lines.append(f"  {name}: {total / taken:.0f} {clock}, ratio {statistics.median(ratios):.2f} ({each})")
    return "\n".join(lines)


def grow(sizes: Sequence[int]) -> dict[str, object]:
    """Seconds by number of articles, in this process, and its peak memory in MiB."""
    from audit import audit_articles, load_parser

    parser = load_parser()

    def audit(articles: Sequence[Article]) -> None:
        audit_articles(articles, origin=ORIGIN, parser=parser, rules_only=learned_folder() is None)

    audit(made_articles(2))
    taken = {number: seconds(partial(audit, made_articles(number))) for number in sizes}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": taken, "peak": peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)}


def growth(sizes: Sequence[int] = SIZES) -> str:
    """``grow`` in a process of its own."""
    script = f"import json; from benchmarks.speed import grow; print(json.dumps(grow({tuple(sizes)})))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    found = json.loads(done.stdout.splitlines()[-1])
    taken = {int(number): value for number, value in found["seconds"].items()}
    lines = [f"{number} articles {value:.1f} s ({value / number:.2f} s each)" for number, value in taken.items()]
    times = taken[sizes[-1]] / taken[sizes[0]]
    return (
        f"growth: {', '.join(lines)}; {sizes[-1] // sizes[0]} times as many take {times:.2f} times as long; "
        f"peak memory {found['peak']:.0f} MiB"
    )


def encoder(runs: int = 3) -> str:
    """The parse beside nothing but the encoder's own work, in one process."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    from audit import load_parser
    from audit.parse.stanza_parser import EMBEDDED

    shared = shared_folder()
    of_gold = shared is not None and (shared / GOLD).is_file()
    articles = read_articles(shared / GOLD)[:ARTICLES] if shared and of_gold else made_articles(ARTICLES)
    parser = load_parser()
    parsed = parser.parse(articles)
    tokenizer = AutoTokenizer.from_pretrained(str(EMBEDDED / "encoder"), local_files_only=True)
    model = AutoModel.from_pretrained(str(EMBEDDED / "encoder"), local_files_only=True, add_pooling_layer=False)
    model = model.float().eval()
    sentences = [[token.text for token in sentence.tokens] for article in parsed for sentence in article.sentences]
    pieces = sorted((row[:512] for row in tokenizer(sentences, is_split_into_words=True)["input_ids"]), key=len)

    def bare() -> None:
        rest = list(pieces)
        with torch.inference_mode():
            while rest:
                size = 1
                while size < len(rest) and len(rest[size]) * (size + 1) <= 2000:
                    size += 1
                batch, rest = rest[:size], rest[size:]
                model(**tokenizer.pad({"input_ids": batch}, return_tensors="pt"))

    def parse() -> None:
        for batch in batches(articles):
            parser.parse(batch)

    bare()
    rows = [(seconds(bare), seconds(parse)) for _ in range(runs)]
    ratios = [alone / whole for alone, whole in rows]
    taken = statistics.median(whole for _, whole in rows)
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    return (
        f"encoder: parse {words(articles) / taken:.0f} words/s, {statistics.median(ratios):.0%} of the bare encoder "
        f"({each}); {torch.get_num_threads()} threads"
    )


def length(sizes: Sequence[int] = (5_000, 40_000)) -> str:
    """One short and one long article, each parsed and then audited with the trees that it has."""
    from audit import audit_articles, load_parser
    from audit.parse import StoredParser

    parser = load_parser()
    parser.parse(made_articles(2, 500))
    parses, rests = [], []
    for size in sizes:
        article = made_articles(1, size)[0]
        started = time.perf_counter()
        (done,) = parser.parse([article])
        parses.append(time.perf_counter() - started)
        stored = StoredParser({done.id: done.sentences})
        rests.append(seconds(partial(audit_articles, [article], parser=stored, rules_only=learned_folder() is None)))
    lines = [
        f"{size} words: parse {parse:.1f} s, the rest {rest:.1f} s ({rest / parse:.2f} of it)"
        for size, parse, rest in zip(sizes, parses, rests, strict=True)
    ]
    times = sizes[-1] / sizes[0]
    whole = (parses[-1] + rests[-1]) / (parses[0] + rests[0])
    return (
        f"length: {'; '.join(lines)}; {times:.0f} times the words take {parses[-1] / parses[0]:.1f} times as long to "
        f"parse, {whole:.1f} times in all"
    )


def parse_beside(runs: int) -> list[tuple[float, float]]:
    """Seconds of a parse alone, and of the same beside a process that is busy all the time; as often as ``runs``."""
    from audit import load_parser

    parser, articles = load_parser(), made_articles(4, 500)
    parser.parse(articles)
    found = []
    for _ in range(runs):
        alone = seconds(partial(parser.parse, articles))
        other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        try:
            found.append((alone, seconds(partial(parser.parse, articles))))
        finally:
            other.kill()
            other.wait()
    return found


def busy(runs: int = 3) -> str:
    """``parse_beside`` in a process of its own, which loads torch with what the package sets."""
    script = f"import json; from benchmarks.speed import parse_beside; print(json.dumps(parse_beside({runs})))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    found = json.loads(done.stdout.splitlines()[-1])
    ratios = [alone / beside for alone, beside in found]
    total = words(made_articles(4, 500))
    alone = statistics.median(row[0] for row in found)
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    return (
        f"busy: alone {total / alone:.0f} words/s, beside a busy process {statistics.median(ratios):.0%} of it ({each})"
    )


def jobs() -> str:
    """The audit in one process, and in two."""
    from audit import audit_articles

    lines = []
    for number in (15, 30, 60):
        articles = made_articles(number, 800)
        took = [seconds(partial(audit_articles, articles, origin=ORIGIN, jobs=jobs)) for jobs in (1, 2)]
        told = f"{number} articles, {words(articles)} words: one process {took[0]:.1f} s, two {took[1]:.1f} s"
        lines.append(f"{told}, {took[0] / took[1]:.2f} times as fast")
    return "\n".join(lines)


def command() -> str:
    """The command on seeds/, its help, and the import."""
    without = () if learned_folder() else ("--rules-only",)
    calls = {
        'audit report seeds/ --origin "NBC News"': ("-m", "audit", "report", "seeds/", "--origin", ORIGIN, *without),
        "audit --help": ("-m", "audit", "--help"),
        "import audit": ("-c", "import audit"),
        "import torch, stanza": ("-c", "import torch, stanza"),
    }
    taken = {}
    for name, arguments in calls.items():
        call = [sys.executable, *arguments]

        def once(call: list[str] = call) -> None:
            subprocess.run(call, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        taken[name] = statistics.median(seconds(once) for _ in range(RUNS))
    report, *_, bare = taken.values()
    lines = [f"{name}: {value:.2f} s" for name, value in taken.items()]
    return "\n".join([*lines, f"the report takes {report / bare:.2f} times as long as the bare import"])


PARTS: Final = {
    "throughput": throughput,
    "growth": growth,
    "encoder": encoder,
    "length": length,
    "busy": busy,
    "jobs": jobs,
    "command": command,
}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    for name in parser.parse_args().only:
        print(PARTS[name](), flush=True)


if __name__ == "__main__":
    main()
