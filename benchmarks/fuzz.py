"""Hostile texts and files go in; how many crash, hang or get lost, and what leaks into what is printed, come out.

    python -m benchmarks.fuzz [--texts 2000] [--files 200] [--seed 1] [--seconds 60] [--real 100] [--whole 10]

Texts go in twos. Each is written into a file of a format drawn for it (text, front matter, JSON Lines, ninjs, HTML, a
feed, NITF, NewsML-G2, a web archive), read from it, and, where that file cannot be read, taken as it is; it is divided,
gets trees at random over its own words (any relation, any part of speech, so that every rule meets what no parser
gives), and is audited with an origin by the rules, traced and scored. The brief, the page, JSON and two tables are
drawn of each two texts; every form that people open of one in ``--whole``. One in ``--real`` goes through the real
parser and all that was learned, and has every form drawn. A control character, a mark of direction or a cell that a
spreadsheet would run in what comes out counts as a leak.

With every fiftieth two texts a lexicon, a store of parses and a file of trees are damaged and read. Files are read and
audited together, as a folder with links in it, and by a stream into JSON Lines and into Parquet. What takes more than
``--seconds`` hangs. Exit status 1 where anything is found.
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final

from attrs import evolve

from audit import (
    Article,
    LexiconError,
    ModelError,
    Parser,
    ReadError,
    Sentence,
    Span,
    Token,
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
CUES: Final = "say tell report accord claim insist warn believe want write quote interview deny confirm".split()
SOURCES: Final = "official source spokesman he they analyst people report paper network nbc expert poll who".split()
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
        drawn, number = self._random, len(words)
        order = drawn.sample(range(number), number)
        telling = (
            number > 3 and drawn.random() < 0.6
        )  # somebody tells something: else hardly a rule would find a source
        rank = {word: place for place, word in enumerate(order)}
        heads = [-1 if word == order[0] else order[drawn.randrange(rank[word])] for word in range(number)]
        upos = [
            drawn.choice(UPOS) if word[0][0].isalnum() else drawn.choice(("PUNCT", "SYM", "X", "NOUN"))
            for word in words
        ]
        deprels = [drawn.choice(DEPRELS) for _ in words]
        lemmas = [word[0].lower() for word in words]
        if telling:
            cue, source, content, subject = order[:4]
            heads[source] = heads[content] = cue
            heads[subject] = content
            upos[cue], upos[content] = "VERB", drawn.choice(("VERB", "VERB", "NOUN", "ADJ"))
            upos[source], upos[subject] = (drawn.choice(("PROPN", "NOUN", "PRON")) for _ in range(2))
            lemmas[cue], lemmas[source] = drawn.choice(CUES), drawn.choice((lemmas[source], drawn.choice(SOURCES)))
            deprels[source] = drawn.choice(("nsubj", "nsubj", "nsubj:pass", "obl", "obj"))
            deprels[content] = drawn.choice(("ccomp", "ccomp", "parataxis", "xcomp", "obj", "acl"))
            deprels[subject] = "nsubj"
        deprels[order[0]] = "root"
        tokens = tuple(
            Token(
                index=place,
                span=Span(*word.span()),
                text=word[0],
                lemma=lemmas[place],
                upos=upos[place],
                xpos=drawn.choice(("NN", "NNP", "VBD", "VBZ", "PRP", "IN", "DT", ".", "")),
                feats=drawn.choice(FEATS),
                head=heads[place],
                deprel=deprels[place],
            )
            for place, word in enumerate(words)
        )
        return Sentence(Span(tokens[0].span.start, tokens[-1].span.end), tokens, segment, segment)


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


def one_text(number: int, seed: int, lexicon: Lexicon, parser: Parser | None = None, whole: bool = True) -> list[str]:
    """What is wrong with the road of two texts, the ``number``-th of a seed: with trees at random and the rules, or
    with a parser and all that was learned; ``whole`` draws every form."""
    drawn = random.Random(f"{seed}:{number}")
    made = [_as_read(drawn, place, lexicon) for place in range(2)]
    articles = [article for article, _ in made]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        used = parser or Wild(number)
        result = audit_articles(articles, origin="NBC News", parser=used, lexicon=lexicon, rules_only=parser is None)
    lost = [failure.message for failure in result.failures if "its language is" not in failure.message]
    lost += [leak for _, told in made if told and (leak := leaks(told, "a message"))]
    if whole:
        return lost + all_drawn(result, articles, lexicon)
    table, fmt = drawn.choice(TABLES), drawn.choice(FORMATS)
    some = {fmt: result.table(table, fmt), "csv": result.table("claims", "csv")}
    some |= {"the brief": result.brief(lexicon), "the page": result.page(articles, lexicon)}
    json.dumps(result.to_dict())
    return lost + [leak for name, text in some.items() if (leak := leaks(text, name))]


def _as_read(drawn: random.Random, place: int, lexicon: Lexicon) -> tuple[Article, str]:
    """An article with a hostile text and what is known of it: as it is read from a file, or, where that tells why it
    cannot be read (the words beside it), as it was drawn."""
    words = hostile.text(drawn)
    file, name = hostile.wrapped(drawn, words, place), f"{place}{hostile.named(drawn)}"
    told = ""
    for found in from_bytes(file.content, Path(file.name), file.name, lexicon, sniff=False):
        if isinstance(found, Failure):
            told += found.message
        else:
            return evolve(found.article, id=name, path=f"{hostile.named(drawn)}{place}"), told
    return (
        Article(
            name,
            words,
            hostile.title(drawn),
            hostile.title(drawn),
            byline=hostile.title(drawn),
            path=f"{hostile.named(drawn)}{place}",
        ),
        told,
    )


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
    asked = (("texts", 2000), ("files", 200), ("seed", 1), ("seconds", 60), ("real", 100), ("whole", 10), ("first", 0))
    for name, number in asked:
        wanted.add_argument(f"--{name}", type=int, default=number)
    options = wanted.parse_args()
    lexicon, found, slowest = load_lexicon(), list[str](), (0.0, "")
    parser = load_parser() if 0 < options.real <= options.texts // 2 else None
    warnings.simplefilter("ignore")
    began, real = time.monotonic(), 0

    def tried(name: str, run: Callable[[], list[str]], seconds: float) -> None:
        nonlocal slowest
        here, took = timed(run, seconds)
        slowest = max(slowest, (took, name))
        for one in here:
            found.append(f"{name}: {one}")
            print(found[-1], flush=True)

    for number in range(options.first, options.texts // 2):
        used = parser if number % max(1, options.real) == 0 else None
        real += 2 * (used is not None)
        whole = used is not None or number % options.whole == 0
        tried(f"texts {number}", partial(one_text, number, options.seed, lexicon, used, whole), options.seconds)
        if number % 50 == 0:
            tried(f"damage {number}", partial(damaged, number, options.seed), options.seconds)
        if number % 1000 == 999:
            print(f"{2 * (number + 1)} texts in {time.monotonic() - began:.0f} s, {len(found)} findings", flush=True)
    made = [*hostile.files(options.seed, options.files)]
    for first in range(0, len(made), 20):
        tried(f"files from {first}", partial(of_files, made[first : first + 20], lexicon), 20 * options.seconds)
    slow = f"the slowest {slowest[1]}, {slowest[0]:.1f} s; {time.monotonic() - began:.0f} s in all"
    print(f"{options.texts} texts ({real} by the real parser), {options.files} files: {len(found)} findings; {slow}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
