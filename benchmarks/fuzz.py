"""Hostile texts and files go in; how many crash, hang or get lost, and what leaks into what is printed, come out.

    python -m benchmarks.fuzz [--texts 2000] [--files 200] [--seed 1] [--from 0] [--together 25] [--seconds 60]
                              [--real 200] [--whole 40]

Each text is written into a file of a format drawn for it (text, front matter, JSON Lines, ninjs, HTML, a feed, NITF,
NewsML-G2, a web archive), read from it, and, where that file cannot be read, taken as it is; it is divided, gets trees
at random over its own words (benchmarks/wild.py) and goes with ``--together`` others through one audit with an origin:
rules, traces, scores. In every fourth such batch the parser fails on one article. What is lost that should not be, and
whatever is neither among the articles nor among the failures, is a finding. Of each batch the brief, JSON and four
tables, each in a format drawn for it, are made, of every third the page; of one text in ``--whole`` every form that
people open. One batch in
``--real`` goes through the real parser and all that was learned. A control character, a mark of direction or a cell
that a spreadsheet would run in what comes out counts as a leak. A batch in which something is found is halved until
the texts that do it stand alone; the others are run again without them.

With every hundredth text a lexicon, a store of parses and a file of trees are damaged and read. Files are read and
audited together, as a folder with links in it, and by a stream into JSON Lines and into Parquet. What takes more than
``--seconds`` hangs. Text N of a seed is the same in every run: ``--from`` goes on where a run was broken off, as its
last line says. Exit status 1 where anything is found.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import re
import signal
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import product
from pathlib import Path
from types import FrameType
from typing import Final

from attrs import evolve, frozen

from audit import (
    Article,
    LexiconError,
    ModelError,
    Parser,
    Span,
    audit_articles,
    audit_files,
    explain_article,
    load_lexicon,
    load_parser,
    read_articles,
)
from audit.check.shown import Asked, shown
from audit.lexicon import Lexicon
from audit.model import Failure, Segment
from audit.parse.conllu import ConlluError, read_conllu, write_conllu
from audit.parse.store import Store
from audit.read.articles import from_bytes
from audit.read.segment import segments
from audit.record.linked import linked_text
from audit.record.result import Audit
from audit.report.changes import told
from audit.report.why import compare, why
from benchmarks import hostile
from benchmarks.wild import Wild

_LEAK: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # in CSV, which keeps a text as it is
_NO_PAGE: Final = re.compile(r"[\x00\r\ud800-\udfff]")
_RUN: Final = re.compile(r"[=+\-@\t\r]")
FORMATS: Final = ("simple", "grid", "github", "html", "latex", "csv", "tsv", "json", "jsonl")
TABLES: Final = (
    "articles",
    "sources",
    "claims",
    "findings",
    "traces",
    "clusters",
    "matrix",
    "credit",
    "echoes",
    "origins",
)
REFUSED: Final = 0.25  # of the batches: one article fails in the parser
DRAWN: Final = 4  # tables of a batch
PAGES: Final = 1 / 3  # of the batches: the page is drawn
DAMAGED: Final = 100  # texts, with each of which something is damaged
AT_MOST: Final = 5  # times the seconds of one text for a batch; where it takes more than those, each is run alone
TOLD: Final = 1_000  # texts after which a line is printed
FOLDER: Final = 20  # files in one


def leaks(drawn: str, fmt: str) -> str | None:
    """What of a text that was drawn in a format should not be there; None where nothing is."""
    leak = {"csv": _CONTROL, "the page": _NO_PAGE}.get(fmt, _LEAK)
    if fmt not in ("json", "jsonl") and (
        found := leak.search(drawn.replace("\t", " ").replace("\r", "\n") if fmt == "csv" else drawn.replace("\t", " "))
    ):
        return f"{found[0]!r} in {fmt}"
    if fmt in ("csv", "tsv"):
        csv.field_size_limit(1 << 30)
        for row in csv.reader(io.StringIO(drawn), delimiter="," if fmt == "csv" else "\t"):
            for cell in row:
                if _RUN.match(cell) and not re.fullmatch(r"-?[\d.]+", cell.strip()):
                    return f"the cell {cell[:20]!r} in {fmt}"
    return None


def _drawn(
    result: Audit, articles: Sequence[Article] | None, lexicon: Lexicon, tables: Iterable[tuple[str, str]]
) -> list[str]:
    """What leaks from an audit in the brief, these tables, each with its format, and, where articles are given, the
    page; raises what drawing them raises."""
    made = [(fmt, result.table(table, fmt)) for table, fmt in tables]
    made.append(("the brief", result.brief(lexicon)))
    if articles is not None:
        made.append(("the page", result.page(articles, lexicon)))
    json.dumps(result.to_dict())
    return [leak for name, text in made if (leak := leaks(text, name))]


def all_drawn(result: Audit, articles: Sequence[Article], lexicon: Lexicon) -> list[str]:
    """What leaks from an audit in any form that people open; raises what drawing it raises."""
    found = _drawn(result, articles, lexicon, product(TABLES, FORMATS))
    found += [leak for name, text in printed(result, articles, lexicon) if (leak := leaks(text, name))]
    result.to_xlsx(("claims",))
    json.loads(linked_text(result))
    text = json.dumps(result.to_dict())
    if Audit.from_dict(json.loads(text)) != Audit.from_dict(result.to_dict()):
        found.append("JSON does not read back the same")
    return found


def printed(result: Audit, articles: Sequence[Article], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """What the commands print of an audit, each by a name."""
    texts = {article.id: article.text for article in articles}
    for one in result.articles:
        yield "why", why(one, texts[one.id], lexicon)
        yield "compare", compare(one, result.articles[0], lexicon)
    for form in ("text", "github"):
        seen = shown(result, articles, lexicon, Asked(form=form, level="note"))
        yield f"check as {form}", f"{seen.text}{seen.summary}"
    yield "diff", told(result, evolve(result, articles=result.articles[1:]))
    yield "dot", result.graph("dot")
    yield "explain", explain_article(articles[0], parser=Wild(), lexicon=lexicon, rules_only=True)
    yield "explain --tree", explain_article(articles[0], parser=Wild(), lexicon=lexicon, rules_only=True, tree=True)


@frozen
class Road:
    """What the texts of a seed go through: with trees at random and the rules, or, where ``parser`` is given, with it
    and all that was learned; one text in ``whole`` is drawn in every form."""

    seed: int
    lexicon: Lexicon
    parser: Parser | None = None
    whole: int = 1

    def __call__(self, numbers: Sequence[int]) -> list[str]:
        """What is wrong with the road of these texts, audited together."""
        drawn = random.Random(f"{self.seed}:{numbers[0]}:{len(numbers)}")
        made = [_as_read(number, self.seed, self.lexicon) for number in numbers]
        articles = [article for article, _ in made]
        refused = articles[-1].id if len(articles) > 1 and drawn.random() < REFUSED else None
        found = [leak for _, told in made if told and (leak := leaks(told, "a message"))]
        result = self._audit(articles, refused)
        found += _lost(articles, result, refused)
        tables = [(table, drawn.choice(FORMATS)) for table in drawn.sample(TABLES, DRAWN)]
        found += _drawn(result, articles if drawn.random() < PAGES else None, self.lexicon, tables)
        whole = [article for number, article in zip(numbers, articles, strict=True) if number % self.whole == 0]
        return found + (all_drawn(self._audit(whole), whole, self.lexicon) if whole else [])

    def _audit(self, articles: Sequence[Article], refused: str | None = None) -> Audit:
        used = self.parser or Wild(self.seed, frozenset([refused] if refused else []))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return audit_articles(
                articles, origin="NBC News", parser=used, lexicon=self.lexicon, rules_only=self.parser is None
            )


def _lost(articles: Sequence[Article], result: Audit, refused: str | None) -> list[str]:
    """The failures that should not be, and the articles of which nothing is said; one that the parser refuses is to
    fail, alone."""
    told = [failure for failure in result.failures if "its language is" not in failure.message]
    names = {article.path: article.id for article in articles}
    found = [one.message for one in told if refused is None or names.get(one.where) != refused]
    said = {one.id for one in result.articles} | {names.get(one.where) for one in result.failures}
    return found + [f"nothing is said of {article.id!r}" for article in articles if article.id not in said]


def _as_read(number: int, seed: int, lexicon: Lexicon) -> tuple[Article, str]:
    """The text of a number as an article with a hostile text, and what is known of it: as it is read from a file, or,
    where that tells why it cannot be read (the words beside it), as it was drawn."""
    drawn = random.Random(f"{seed}:{number}")
    words = hostile.text(drawn)
    file, name = hostile.wrapped(drawn, words, number), f"{number}{hostile.named(drawn)}"
    told, path = "", f"{hostile.named(drawn)}-{number}"
    for found in from_bytes(file.content, Path(file.name), file.name, lexicon, sniff=False):
        if isinstance(found, Failure):
            told += found.message
        else:
            return evolve(found.article, id=name, path=path), told
    title, outlet, byline = (hostile.title(drawn) for _ in range(3))
    return Article(name, words, title, outlet, byline=byline, path=path), told


def apart(numbers: Sequence[int], run: Callable[[Sequence[int]], list[str]]) -> Iterator[tuple[Sequence[int], str]]:
    """What is wrong with some texts, each finding with the fewest texts that show it, found by halving; the others are
    run again without these."""
    rest = list(numbers)
    while rest and (found := run(rest)):
        some: Sequence[int] = rest
        while len(some) > 1:
            halves = (some[: len(some) // 2], some[len(some) // 2 :])
            shown = next(((half, here) for half in halves if (here := run(half))), None)
            if shown is None:
                break
            some, found = shown
        yield from ((some, one) for one in found)
        rest = [number for number in rest if number not in set(some)]


def wild_audit(text: str, lexicon: Lexicon) -> tuple[list[Article], Audit]:
    """An article of a text with trees at random, and its audit by the rules."""
    articles = Wild().parse([evolve(_segmented(text), segments=segments(text, None, lexicon))])
    return articles, audit_articles(articles, origin="NBC News", parser=Wild(), lexicon=lexicon, rules_only=True)


def damaged(number: int, seed: int) -> list[str]:
    """What is wrong with how a broken lexicon, a broken store and broken trees are read: each is read, or refused with
    an error of its own."""
    drawn, found = random.Random(f"{seed}:{number}:damaged"), list[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lexicon = folder / f"{drawn.choice(('cues', 'sources', 'outlets', 'layout', 'criteria', 'names'))}.toml"
        lexicon.write_bytes(hostile.lexicon(drawn))
        try:
            load_lexicon(folder)
        except LexiconError as error:
            found += [f"the error does not name {lexicon.name}"] * (lexicon.name not in str(error))
        trees = write_conllu(Wild(number).parse([_segmented(hostile.text(drawn))])[0].sentences)
        with suppress(ConlluError):
            read_conllu(hostile.spoilt(drawn, trees.encode("utf-8", "surrogatepass")).decode("utf-8", "replace"))
        store = folder / "kept.sqlite"
        Store(store).put({bytes([n]) * 32: trees for n in range(3)})
        store.write_bytes(hostile.spoilt(drawn, store.read_bytes()))
        with suppress(ModelError):
            again = Store(store)
            again.get([b"\0" * 32, b"\1" * 32])
            again.put({b"\2" * 32: trees})
            again.trim(10)
            again.holding()
    return found


def _segmented(text: str) -> Article:
    return Article("a", text, segments=(Segment(Span(0, len(text)), "prose"),))


def of_files(made: Sequence[hostile.File], lexicon: Lexicon) -> list[str]:
    """What is wrong with a folder of files, read at once and by a stream."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in made:
            (folder / file.name).write_bytes(file.content)
        for link, target in (("loop.txt", "loop.txt"), ("up", ".."), ("zero.txt", "/dev/zero"), ("gone.txt", "gone")):
            (folder / link).symlink_to(folder / target)
        os.mkfifo(folder / "waits.txt")
        (folder / "good.txt").write_text("Ida Lund said that it is shut.\n", encoding="utf-8")
        out = folder / "out" / "o.jsonl"
        out.parent.mkdir()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reading = read_articles(folder, lexicon=lexicon)
            far = audit_files(folder, output=out, parser=Wild(), lexicon=lexicon, rules_only=True)
            audit_files(
                folder / "*", output=out.with_suffix(".parquet"), parser=Wild(), lexicon=lexicon, rules_only=True
            )
            result = audit_articles(reading, parser=Wild(), lexicon=lexicon, rules_only=True)
        lost = [failure.message for failure in result.failures if "was left out" in failure.message]
        if "good" not in {article.id for article in result.articles}:
            lost.append("an article was lost because others failed")
        lines = [Audit.from_dict(json.loads(line)) for line in out.read_text("utf-8").split("\n") if line]
        if len(lines) != far.articles:
            lost.append(f"{far.articles} articles told, {len(lines)} written")
        return lost


def timed(run: Callable[[], list[str]], seconds: float) -> tuple[list[str], float]:
    """What a run found, or its crash or hang, and how many seconds it took."""

    def late(number: int, frame: FrameType | None) -> None:
        where = "".join(traceback.format_stack(frame, 4)) if frame else ""
        raise TimeoutError(f"more than {seconds} s in\n{where}")

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    began = time.monotonic()
    try:
        found = run()
    except Exception:
        found = [f"crash: {traceback.format_exc(limit=-6)}"]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return found, time.monotonic() - began


def main() -> int:
    """Runs texts and files, prints what was found and the slowest of them."""
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=(__doc__ or "").splitlines()[0])
    asked = (("texts", 2000), ("files", 200), ("seed", 1), ("seconds", 60), ("real", 200), ("whole", 40))
    for name, number in (*asked, ("from", 0), ("together", 25)):
        wanted.add_argument(f"--{name}", type=int, default=number)
    options = wanted.parse_args()
    first, together, lexicon = getattr(options, "from"), options.together, load_lexicon()
    warnings.simplefilter("ignore")
    began, real, found, slowest = time.monotonic(), 0, 0, (0.0, "")
    parser: Parser | None = None

    def tried(name: str, run: Callable[[], list[str]], seconds: float) -> tuple[list[str], float]:
        nonlocal slowest
        here, took = timed(run, seconds)
        slowest = max(slowest, (took, name))
        return here, took

    def tell(name: str, what: str) -> None:
        nonlocal found
        found += 1
        print(f"{name}: {what}", flush=True)

    for start in range(first, options.texts, together):
        numbers = range(start, min(start + together, options.texts))
        with_all = options.real > 0 and start // together % options.real == options.real - 1
        parser = (parser or load_parser()) if with_all else parser
        real += len(numbers) * with_all
        road = Road(options.seed, lexicon, parser if with_all else None, options.whole)

        def run(some: Sequence[int], road: Road = road, whole: int = len(numbers)) -> list[str]:
            closely = road if len(some) == whole else evolve(road, whole=1)
            many = AT_MOST if len(some) > 1 else 1
            here, took = tried(f"texts {some[0]} to {some[-1]}", partial(closely, some), many * options.seconds)
            return here if many == 1 or took <= options.seconds else [one for n in some for one in run([n])]

        for some, what in apart(numbers, run):
            tell(f"text{'s' * (len(some) > 1)} {', '.join(map(str, some))}", what)
        for number in (number for number in numbers if number % DAMAGED == 0):
            for what in tried(f"damage {number}", partial(damaged, number, options.seed), options.seconds)[0]:
                tell(f"damage {number}", what)
        done, took = numbers[-1] + 1, time.monotonic() - began
        if done // TOLD > start // TOLD:
            rate = (done - first) / took
            print(
                f"{done:,} texts, {took:.0f} s, {rate:.1f} a second, {found} findings; on by --from {done}", flush=True
            )
    made = [*hostile.files(options.seed, options.files)]
    for place in range(0, len(made), FOLDER):
        name = f"files from {place}"
        some_files = partial(of_files, made[place : place + FOLDER], lexicon)
        for what in tried(name, some_files, FOLDER * options.seconds)[0]:
            tell(name, what)
    slow = f"the slowest {slowest[1]}, {slowest[0]:.1f} s; {time.monotonic() - began:.0f} s in all"
    texts = f"{max(0, options.texts - first)} texts" + (f" from {first} on" if first else "")
    print(f"{texts} ({real} by the real parser), {options.files} files: {found} findings; {slow}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
