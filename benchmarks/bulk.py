"""Two numbers of articles with stored parses go in; the time and memory that `audit stream` takes for each come out.

    python -m benchmarks.bulk [--sizes 10000 100000] [--words 600] [--scale-down 10] [--folder FOLDER]
    python -m benchmarks.bulk --folder FOLDER --fill    # then, one by one and in any order:
    python -m benchmarks.bulk --folder FOLDER --one 10000

Articles are made of paragraphs of seeds/ and of our own example sentences (tests/data/parses.conllu), three to a
paragraph, drawn anew for each until it has so many words. Their trees are made once, those of seeds/ with the embedded
models, and put together for each article, by a process for each core; all are in a store before the clock runs. Each
size is then audited by the command, in a process of its own. ``--scale-down`` divides the sizes. Exit status 1 where
the larger takes more than eleven tenths of its share of the time of the smaller, or more than 3 GiB.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, Final

from attrs import evolve, frozen

import audit
from audit.lexicon import load_lexicon
from audit.model import Article, Sentence, Span, Token
from audit.parse import load_parser
from audit.parse.conllu import read_conllu
from audit.parse.store import stored
from audit.read import read_articles
from audit.read.flow import flow_of, items

ROOT: Final = Path(__file__).resolve().parents[1]
SIZES: Final = (10_000, 100_000)
MOST_TIMES, MOST_GIB = 1.1, 3.0
_TOGETHER: Final = 3  # example sentences in a paragraph
_SHORTEST: Final = 8  # words of an example sentence
_BATCH: Final = 100  # articles put into the store at once
_DOCUMENT: Final = re.compile(r"^# newdoc id = \w+\n", re.MULTILINE)


@frozen
class Paragraph:
    """A paragraph and its trees, with places as if it stood alone."""

    text: str
    words: int
    sentences: tuple[Sentence, ...]


class Drawn:
    """A parser of articles that are drawn, each by its id, whose trees are those of their paragraphs."""

    name = "drawn"
    models: Mapping[str, str] = {}

    def __init__(self, words: int) -> None:
        """``words`` is how many an article has, or a few more."""
        self._words, self._told, self._examples = words, _of_seeds(), _of_examples()

    def paragraphs(self, id: str) -> list[list[Paragraph]]:
        """Those of the article with this id, each in its parts: one of seeds/, then three example sentences, and so
        on."""
        random, words = Random(id), 0
        found: list[list[Paragraph]] = []
        while words < self._words:
            for parts in ([random.choice(self._told)], random.sample(self._examples, _TOGETHER)):
                found.append(parts)
                words += sum(part.words for part in parts)
        return found

    def text(self, id: str) -> str:
        """The text of the article with this id."""
        return "\n\n".join(" ".join(part.text for part in parts) for parts in self.paragraphs(id))

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with their trees."""
        return [self._parsed(article) for article in articles]

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """No vectors."""
        return []

    def _parsed(self, article: Article) -> Article:
        places = [n for n, segment in enumerate(article.segments) if segment.status == "prose"]
        sentences: list[Sentence] = []
        start = 0
        for number, parts in enumerate(self.paragraphs(article.id)):
            for part in parts:
                assert article.text.startswith(part.text, start), article.id
                inside = (n for n in places if article.segments[n].span.overlaps(Span(start, start + len(part.text))))
                if (segment := next(inside, None)) is not None:
                    sentences += [_moved(sentence, start, number, segment) for sentence in part.sentences]
                start += len(part.text) + 1
            start += 1
        return evolve(article, sentences=tuple(sentences))


def _of_seeds() -> list[Paragraph]:
    """The paragraphs of seeds/ that have trees and stand in one line."""
    found = []
    for article in load_parser().parse(list(read_articles(ROOT / "seeds"))):
        for match in re.finditer(r"[^\n]+", article.text):
            inside = [s for s in article.sentences if match.start() <= s.span.start and s.span.end <= match.end()]
            if inside and inside[0].span.start == match.start():
                moved = tuple(_moved(s, -match.start()) for s in inside)
                found.append(Paragraph(match.group(), len(match.group().split()), moved))
    return found


def _of_examples() -> list[Paragraph]:
    """Our example sentences, their texts read off their trees."""
    found = []
    for block in _DOCUMENT.split((ROOT / "tests" / "data" / "parses.conllu").read_text(encoding="utf-8"))[1:]:
        sentences = tuple(read_conllu(block))
        tokens = [token for sentence in sentences for token in sentence.tokens]
        letters = [" "] * (tokens[-1].span.end if tokens else 0)
        for token in tokens:
            letters[token.span.start : token.span.end] = token.text
        text = "".join(letters)
        whole = len(letters) == len(text) and all(token.span.of(text) == token.text for token in tokens)
        if whole and len(text.split()) >= _SHORTEST and text[0].isupper() and text[-1] in ".?!”":
            found.append(Paragraph(text, len(text.split()), sentences))
    return found


def _moved(sentence: Sentence, by: int, paragraph: int = 0, segment: int = 0) -> Sentence:
    """The tree, so many characters further on."""
    tokens = [
        Token(
            t.index,
            Span(t.span.start + by, t.span.end + by),
            t.text,
            t.lemma,
            t.upos,
            t.xpos,
            t.feats,
            t.head,
            t.deprel,
        )
        for t in sentence.tokens
    ]
    return Sentence(Span(sentence.span.start + by, sentence.span.end + by), tuple(tokens), paragraph, segment)


def fill(folder: Path, size: int, length: int) -> int:
    """Writes so many articles of so many words into ``news-SIZE.jsonl`` of a folder and their trees into its store, in
    processes of its own: what is begun by a large one counts its memory too. How many words."""
    shares = os.cpu_count() or 1
    bounds = [size * n // shares for n in range(shares + 1)]
    stored(folder / "parses.sqlite", lambda: Drawn(length), None, audit.__version__)
    with ProcessPoolExecutor(shares, mp_context=get_context("spawn")) as apart:
        each = [apart.submit(_fill, folder, *between, length) for between in pairwise(bounds)]
        words = sum(one.result() for one in each)
    with (folder / f"news-{size}.jsonl").open("w", encoding="utf-8") as stream:
        for between in pairwise(bounds):
            part = _part(folder, *between)
            stream.writelines(part.open(encoding="utf-8"))
            part.unlink()
    return words


def _part(folder: Path, first: int, last: int) -> Path:
    return folder / f"part-{first}-{last}.jsonl"


def _fill(folder: Path, first: int, last: int, length: int) -> int:
    news, words, drawn = _part(folder, first, last), 0, Drawn(length)
    with news.open("w", encoding="utf-8") as stream:
        for number in range(first, last):
            text = drawn.text(f"article-{number:07}")
            words += len(text.split())
            stream.write(json.dumps({"id": f"article-{number:07}", "text": text}) + "\n")
    parser = stored(folder / "parses.sqlite", lambda: drawn, None, audit.__version__)
    read = (item.read() for item in items(flow_of(news), load_lexicon()))
    batch: list[Article] = []
    for article in _articles(read):
        batch.append(article)
        if len(batch) == _BATCH:
            parser.parse(batch)
            batch = []
    parser.parse(batch)
    return words


def _articles(read: Iterator[Any]) -> Iterator[Article]:
    for one in read:
        assert isinstance(one, Article), one
        yield one


@frozen
class Measured:
    """Seconds, seconds of ``processor`` and GiB that the command took, and of ``first``, the seconds of processor until
    its first tenth was written: what one run takes for more can be held against what it took for less, whatever else
    the machine did meanwhile."""

    seconds: float
    processor: float
    gib: float
    first: float


def measure(folder: Path, size: int) -> Measured:
    """What the command takes for so many articles."""
    output = folder / f"out-{size}.jsonl"
    command = [sys.executable, "-m", "audit", "stream", str(folder / f"news-{size}.jsonl"), "-o", str(output)]
    command += ["--parses", str(folder / "parses.sqlite"), "--anew", "--quiet"]
    began = time.perf_counter()
    running = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    seen: list[tuple[int, float]] = []  # bytes written, seconds of processor
    while not (ended := os.wait4(running.pid, os.WNOHANG))[0]:
        if output.exists():
            seen.append((output.stat().st_size, _processor(running.pid)))
        time.sleep(1)
    _, status, used = ended
    seconds = time.perf_counter() - began
    assert os.waitstatus_to_exitcode(status) == 0, f"audit stream ended with {os.waitstatus_to_exitcode(status)}"
    lines = bytes_ = tenth = 0
    with output.open("rb") as written:
        for line in written:
            lines, bytes_ = lines + 1, bytes_ + len(line)
            tenth = bytes_ if lines == size // 10 else tenth
    assert lines == size, "articles are missing from the output"
    output.unlink()
    processor = used.ru_utime + used.ru_stime
    first = next((busy for length, busy in seen if length >= tenth), processor)
    return Measured(seconds, processor, used.ru_maxrss / 2**20, first)


def _processor(pid: int) -> float:
    """The seconds of processor that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _row(folder: Path, size: int) -> Measured:
    """Measures one size and prints its line."""
    row = measure(folder, size)
    print(
        f"{size:>7,} articles: {row.seconds:,.0f} s ({row.processor:,.0f} s of processor, "
        f"{1000 * row.processor / size:.1f} ms an article; {row.processor / row.first:.1f} times its first tenth), "
        f"{row.gib:.2f} GiB at most",
        flush=True,
    )
    return row


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line for each size and the ratio."""
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--sizes", type=int, nargs=2, default=list(SIZES))
    wanted.add_argument("--words", type=int, default=600)
    wanted.add_argument("--scale-down", type=int, default=1, metavar="TIMES")
    wanted.add_argument("--folder", type=Path, help="where articles and trees lie meanwhile")
    wanted.add_argument("--fill", action="store_true", help="make articles and trees in the folder and stop")
    wanted.add_argument("--one", type=int, metavar="SIZE", help="measure this size in a folder that was filled")
    options = wanted.parse_args(arguments)
    sizes = sorted(max(1, size // options.scale_down) for size in options.sizes)
    if (options.fill or options.one) and options.folder is None:
        wanted.error("--fill and --one want a --folder")
    if options.one:
        return 0 if _row(options.folder, options.one).gib <= MOST_GIB else 1
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = options.folder if options.fill else Path(name)
        for size in sizes:
            print(f"{size:,} articles of {fill(folder, size, options.words) / size:.0f} words", flush=True)
        if options.fill:
            return 0
        rows = [_row(folder, size) for size in sizes]
    times, more = rows[1].processor / rows[0].processor, sizes[1] / sizes[0]
    print(f"{more:.0f} times the articles took {times:.1f} times the processor's time")
    return 0 if times <= MOST_TIMES * more and rows[1].gib <= MOST_GIB else 1


if __name__ == "__main__":
    sys.exit(main())
