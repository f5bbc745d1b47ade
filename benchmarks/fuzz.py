"""Hostile texts and files go in; how many crash, hang or get lost, and what leaks into what is printed, come out.

    python -m benchmarks.fuzz [--texts 2000] [--files 200] [--seed 1] [--seconds 60]

A text goes the whole road: it is divided, gets trees at random over its own words (any relation, any part of speech, so
that every rule meets what no parser gives), is audited with an origin and drawn in every format; a control character,
a mark of direction or a cell that a spreadsheet would run in what comes out counts as a leak. Files are read and
audited together, as a folder, and by a stream. One that takes more than ``--seconds`` hangs. Exit status 1 where
anything is found.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import re
import signal
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from attrs import evolve

from audit import (
    Article,
    ReadError,
    Sentence,
    Span,
    Token,
    audit_articles,
    audit_files,
    explain_article,
    load_lexicon,
    read_articles,
)
from audit.check.shown import Asked, shown
from audit.lexicon import Lexicon
from audit.record.linked import linked_text
from audit.record.result import Audit
from audit.report.changes import told
from audit.report.why import compare, why
from benchmarks import hostile

UPOS: Final = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
DEPRELS: Final = (
    "acl acl:relcl advcl advmod amod appos aux aux:pass case cc ccomp compound conj cop csubj dep det discourse "
    "dislocated expl fixed flat goeswith iobj list mark nmod nmod:poss nsubj nsubj:pass nummod obj obl obl:npmod "
    "obl:tmod orphan parataxis punct reparandum vocative xcomp"
).split()
FEATS: Final = (
    "",
    "Number=Plur",
    "Number=Sing",
    "Tense=Past|VerbForm=Fin",
    "PronType=Prs|Person=3",
    "Mood=Imp",
    "Polarity=Neg",
)
_WORD: Final = re.compile(r"\w+|[^\w\s]")
_LONGEST: Final = 40  # words of a sentence
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


class Wild:
    """A parser whose trees are drawn at random over the words of a text."""

    name = "wild"
    models: Mapping[str, str] = {}

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with trees."""
        return [evolve(article, sentences=tuple(self._sentences(article))) for article in articles]

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text that hardly differs from the others."""
        return [[1.0, 0.0] for _ in texts]

    def _sentences(self, article: Article) -> list[Sentence]:
        found = []
        for place, segment in enumerate(article.segments):
            if segment.status in ("boilerplate", "metadata"):
                continue
            words = [*_WORD.finditer(article.text, segment.span.start, segment.span.end)][:400]
            starts = range(0, len(words), _LONGEST)
            found += [self._sentence(words[first : first + _LONGEST], place) for first in starts]
        return found

    def _sentence(self, words: list[re.Match[str]], segment: int) -> Sentence:
        drawn, root = self._random, self._random.randrange(len(words))
        order = [root, *drawn.sample([n for n in range(len(words)) if n != root], len(words) - 1)]
        rank = {number: place for place, number in enumerate(order)}
        tokens = tuple(
            Token(
                index=number,
                span=Span(*word.span()),
                text=word[0],
                lemma=word[0].lower(),
                upos=drawn.choice(UPOS) if word[0][0].isalnum() else drawn.choice(("PUNCT", "SYM", "X")),
                xpos=drawn.choice(("NN", "NNP", "VBD", "VBZ", "PRP", "IN", "DT", ".", "")),
                feats=drawn.choice(FEATS),
                head=-1 if number == root else order[drawn.randrange(rank[number])],
                deprel="root" if number == root else drawn.choice(DEPRELS),
            )
            for number, word in enumerate(words)
        )
        return Sentence(Span(tokens[0].span.start, tokens[-1].span.end), tokens, segment)


def leaks(drawn: str, fmt: str) -> str | None:
    """What of a text that was drawn in a format should not be there; None where nothing is."""
    leak = {"csv": _CONTROL, "the page": _NO_PAGE}.get(fmt, _LEAK)
    if fmt not in ("json", "jsonl") and (
        found := leak.search(drawn.replace("\t", " ").replace("\r", "\n") if fmt == "csv" else drawn.replace("\t", " "))
    ):
        return f"{found[0]!r} in {fmt}"
    if fmt in ("csv", "tsv"):
        for row in csv.reader(io.StringIO(drawn), delimiter="," if fmt == "csv" else "\t"):
            for cell in row:
                if _RUN.match(cell) and not re.fullmatch(r"-?[\d.]+", cell.strip()):
                    return f"the cell {cell[:20]!r} in {fmt}"
    return None


def all_drawn(result: Audit, articles: Sequence[Article], lexicon: Lexicon) -> list[str]:
    """What leaks from an audit in any form that people open; raises what drawing it raises."""
    found = [leak for table in TABLES for fmt in FORMATS if (leak := leaks(result.table(table, fmt), fmt))]
    found += [
        leak
        for leak in (leaks(result.brief(lexicon), "the brief"), leaks(result.page(articles, lexicon), "the page"))
        if leak
    ]
    found += [leak for name, drawn in printed(result, articles, lexicon) if (leak := leaks(drawn, name))]
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


def one_text(number: int, seed: int, lexicon: Lexicon) -> list[str]:
    """What is wrong with the road of one text, the ``number``-th of a seed."""
    drawn = random.Random(f"{seed}:{number}")
    articles = [
        Article(
            f"{place}{hostile.named(drawn)}",
            hostile.text(drawn),
            hostile.title(drawn),
            hostile.title(drawn),
            byline=hostile.title(drawn),
            path=f"{hostile.named(drawn)}{place}",
        )
        for place in range(2)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = audit_articles(articles, origin="NBC News", parser=Wild(number), lexicon=lexicon, rules_only=True)
    lost = [failure.message for failure in result.failures if "its language is" not in failure.message]
    return lost + all_drawn(result, articles, lexicon)


def of_files(made: Sequence[hostile.File], lexicon: Lexicon) -> list[str]:
    """What is wrong with a folder of files, read at once and by a stream."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in made:
            (folder / file.name).write_bytes(file.content)
        (folder / "loop.txt").symlink_to(folder / "loop.txt")
        (folder / "good.txt").write_text("Ida Lund said that it is shut.\n", encoding="utf-8")
        out = folder / "out" / "o.jsonl"
        out.parent.mkdir()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reading = read_articles(folder, lexicon=lexicon)
            far = audit_files(folder, output=out, parser=Wild(), lexicon=lexicon, rules_only=True)
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
    except ReadError:
        found = []
    except Exception:
        found = [f"crash: {traceback.format_exc(limit=-6)}"]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return found, time.monotonic() - began


def main() -> int:
    """Runs texts and files, prints what was found and the slowest of them."""
    wanted = argparse.ArgumentParser()
    for name, number in (("--texts", 2000), ("--files", 200), ("--seed", 1), ("--seconds", 60)):
        wanted.add_argument(name, type=int, default=number)
    options = wanted.parse_args()
    lexicon, found, slowest = load_lexicon(), list[str](), (0.0, "")
    warnings.simplefilter("ignore")
    for number in range(options.texts):
        here, took = timed(lambda: one_text(number, options.seed, lexicon), options.seconds)  # noqa: B023
        slowest = max(slowest, (took, f"text {number}"))
        found += [f"text {number}: {one}" for one in here]
    made = [*hostile.files(options.seed, options.files)]
    for first in range(0, len(made), 20):
        here, took = timed(lambda: of_files(made[first : first + 20], lexicon), 20 * options.seconds)  # noqa: B023
        slowest = max(slowest, (took, f"files from {first}"))
        found += [f"files from {first}: {one}" for one in here]
    for line in found[:50]:
        print(line)
    slow = f"the slowest {slowest[1]}, {slowest[0]:.1f} s"
    print(f"{options.texts} texts, {options.files} files: {len(found)} findings; {slow}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
