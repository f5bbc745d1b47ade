"""Measures trees from raw text on the treebanks of Universal Dependencies, by the measures of CoNLL 2018.

python -m benchmarks.treebank [--models FOLDER] [--ud FOLDER] [--part test|dev] [--plain] [--all] [--json]

--ud is a folder of treebanks (*-ud-test.conllu, in it or in folders of its own), without it ``ud`` in the folder that
the variable AUDIT_SHARED names; --models is what ``audit --model`` takes, without it the embedded models. Of a treebank
the models see each document's text alone, a blank line between its paragraphs; they are called as an audit calls them
(``audit.parse``), or with --plain by Stanza's own processors. The measures are udtools' own, F1 in percent; relations
are counted here: one is right if the word, its head and the whole label ("acl:relcl") are. A sentence with a token of
more than 60 characters is left out (eleven of EWT's test part).

Rows apart: GUM's news, and the documents that no train file of the folder holds too (some of GUM's do, in the folder
that our models were made of, so that what they score there is not of texts unread).
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from audit.model import Article, Segment, Sentence, Span
from audit.parse import ModelError, Parser, load_parser
from benchmarks.figures import table
from benchmarks.gold import GoldError
from benchmarks.run import locate

MEASURES: Final = ("Sentences", "Words", "UPOS", "XPOS", "UFeats", "Lemmas", "UAS", "LAS")
RELATIONS: Final = (
    *("nsubj", "obj", "ccomp", "xcomp", "mark", "case", "acl:relcl", "acl", "advcl", "obl", "conj", "parataxis"),
    *("appos", "root"),
)
LONGEST_TOKEN: Final = 60  # characters; a sentence with a longer one (an address) is left out, as in earlier figures
# What models must not fall below: measure or relation -> percent, by the name of the row
HELD: Final = {
    "GUM": {"UAS": 90.3, "LAS": 87.9},
    "EWT": {"LAS": 86.2},
    "all": {"ccomp": 82.0, "parataxis": 45.0, "appos": 42.0},
}

_LINE: Final = re.compile(r"\d+(?:[-.]\d+)?(?:\t[^\t]+){9}")


@frozen
class Word:
    """A word of a treebank: its columns, and where it stands among the characters of its document that are no
    space."""

    columns: tuple[str, ...]
    start: int
    end: int


@frozen
class Document:
    """A document of a treebank: its id, its text, the places of paragraphs in that, and its sentences: each the lines
    of the file (without comments and empty nodes), whether it begins a paragraph, and its words."""

    id: str
    text: str
    paragraphs: tuple[Span, ...]
    lines: tuple[tuple[str, ...], ...]
    begins: tuple[bool, ...]
    words: tuple[tuple[Word, ...], ...]

    @property
    def conllu(self) -> str:
        """Its sentences as the file has them, without comments."""
        return "".join("\n".join(lines) + "\n\n" for lines in self.lines)


@frozen
class Score:
    """How many of a relation the gold has, how many were found, how many of these are right."""

    gold: int
    found: int
    right: int

    @property
    def f1(self) -> float:
        """In percent; 100 where there is nothing to find and nothing was found."""
        return 200 * self.right / (self.gold + self.found) if self.gold + self.found else 100.0


def treebanks(folder: Path, part: str) -> dict[str, list[Path]]:
    """Name of a treebank ("EWT", "GUM") -> its files of a part. Raises GoldError where there is none."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob(f"*-ud-{part}*.conllu")):
        name = path.name.split("-ud-")[0].rpartition("_")[2].upper()
        found.setdefault(name, []).append(path)
    if not found:
        raise GoldError(f"{folder}: no file of a treebank here for this part (*-ud-{part}*.conllu)")
    return found


def read_documents(path: Path) -> list[Document]:
    """The documents of a CoNLL-U file. Raises GoldError for one without sentences or with a line that is none."""
    documents: list[list[tuple[bool, list[str]]]] = []
    id_ = path.stem
    ids: list[str] = []
    here: list[str] = []
    begins = False
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate([*lines, ""], start=1):
        if line.startswith("# newdoc"):
            id_ = line.partition("=")[2].strip() or f"{path.stem} {number}"
            documents.append([])
            ids.append(id_)
        begins = begins or line.startswith(("# newdoc", "# newpar"))
        if line.strip() and not line.startswith("#"):
            if not _LINE.fullmatch(line):
                raise GoldError(f"{path}:{number}: not a line of CoNLL-U: an id and nine columns more, parted by tabs")
            if "." not in line.partition("\t")[0]:  # an empty node has no text
                here.append(line)
        elif not line.strip() and here:
            if not documents:
                documents.append([])
                ids.append(id_)
            documents[-1].append((begins, here))
            here, begins = [], False
    found = [_document(name, sentences) for name, sentences in zip(ids, documents, strict=True) if sentences]
    if not found:
        raise GoldError(f"{path}: no sentence in this file; it should be CoNLL-U (https://universaldependencies.org)")
    return found


def _document(name: str, sentences: Sequence[tuple[bool, list[str]]]) -> Document:
    text, starts, words, place = "", [0], [], 0
    for begins, lines in sentences:
        if begins and text:
            text = text.rstrip() + "\n\n"
            starts.append(len(text))
        here: list[Word] = []
        rows = [line.split("\t") for line in lines]
        covered = 0
        for row in rows:
            first, _, last = row[0].partition("-")
            size = len("".join(row[1].split()))
            if last:
                parts = [other for other in rows if other[0].isdigit() and int(first) <= int(other[0]) <= int(last)]
                here += _parts(parts, place, size)
                covered = int(last)
            elif int(first) > covered:
                here.append(Word(tuple(row), place, place + size))
            if last or int(first) > covered:
                place += size
                text += row[1] + ("" if "SpaceAfter=No" in row[9].split("|") else " ")
        words.append(tuple(here))
    ends = [start - 2 for start in starts[1:]] + [len(text.rstrip())]
    paragraphs = tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))
    lines_ = tuple(tuple(lines) for _, lines in sentences)
    return Document(name, text.rstrip(), paragraphs, lines_, tuple(begins for begins, _ in sentences), tuple(words))


def without_long(document: Document) -> Document | None:
    """The document without sentences that hold a token of more than LONGEST_TOKEN characters; None where none is
    left."""
    kept: list[tuple[bool, list[str]]] = []
    owed = False
    for lines, begins in zip(document.lines, document.begins, strict=True):
        owed = owed or begins
        if all(len(line.split("\t", 2)[1]) <= LONGEST_TOKEN for line in lines):
            kept.append((owed, list(lines)))
            owed = False
    return _document(document.id, kept) if kept else None


def _parts(rows: Sequence[Sequence[str]], start: int, size: int) -> Iterator[Word]:
    """The words of a contraction: each its own place where they are written out in it, else all the whole."""
    spelled = sum(len(row[1]) for row in rows) == size
    here = start
    for row in rows:
        end = here + len(row[1]) if spelled else start + size
        yield Word(tuple(row), here, end)
        here = end if spelled else start


def parsed(parser: Parser, documents: Sequence[Document]) -> list[str]:
    """Each document's sentences as CoNLL-U, parsed as an audit does it."""
    articles = [
        Article(id=one.id, text=one.text, segments=tuple(Segment(span, "prose", "") for span in one.paragraphs))
        for one in documents
    ]
    return [as_conllu(article.text, article.sentences) for article in parser.parse(articles)]


def as_conllu(text: str, sentences: Iterable[Sentence]) -> str:
    """Trees as CoNLL-U that holds every character of the text but for spaces: what no token has stands as a word of
    its own, which hangs on the root and is nothing."""
    lines: list[str] = []
    here = 0
    sentences = list(sentences)
    for last, sentence in enumerate(sentences, start=1):
        rows: list[tuple[str, Any]] = []
        for token in sentence.tokens:
            rows += [(word, None) for word in text[here : token.span.start].split()]
            rows.append((token.text, token))
            here = max(here, token.span.end)
        if last == len(sentences):
            rows += [(word, None) for word in text[here:].split()]
        numbers = {token.index: number for number, (_, token) in enumerate(rows, start=1) if token is not None}
        root = next((numbers[token.index] for _, token in rows if token is not None and token.head < 0), 1)
        before = None
        for number, (form, token) in enumerate(rows, start=1):
            if token is None:
                columns = [str(number), form, "_", "X", "_", "_", str(root), "dep", "_", "_"]
            else:
                head = str(numbers[token.head]) if token.head >= 0 else "0"
                same = [n for n, (_, other) in enumerate(rows, start=1) if other and other.span == token.span]
                if len(same) > 1 and before != token.span:  # a contraction whose words are not written out in it
                    lines.append("\t".join([f"{same[0]}-{same[-1]}", _form(form), *["_"] * 8]))
                before = token.span
                tags = (token.lemma or "_", token.upos or "_", token.xpos or "_", token.feats or "_")
                columns = [str(number), _form(form), *tags, head, token.deprel, "_", "_"]
            lines.append("\t".join(columns))
        lines.append("")
    return "\n".join(lines) + "\n" if lines else ""


def _form(text: str) -> str:
    return "".join(text.split()) or "_"


def by_stanza(models: str | None, documents: Sequence[Document]) -> list[str]:
    """The same by Stanza's own processors. Raises ModelError."""
    from audit.parse.embedded import load_pipeline, verify
    from audit.parse.stanza_parser import EMBEDDED

    folder = Path(models) if models else EMBEDDED
    verify(folder)
    pipeline = load_pipeline(folder)
    return [f"{pipeline(one.text):C}\n\n" for one in documents]


def measured(gold: str, found: str) -> dict[str, float]:
    """Measure -> F1 in percent, by udtools. Raises GoldError where the two are not of the same text."""
    from udtools import udeval

    try:
        one, other = (udeval.load_conllu(io.StringIO(text), "", {}) for text in (gold, found))
        scores = udeval.evaluate(one, other)
    except udeval.UDError as error:
        raise GoldError(f"gold and trees are not of one text: {error}") from error
    return {name: 100 * scores[name].f1 for name in MEASURES}


def relations(documents: Sequence[Document], found: Sequence[str]) -> dict[str, Score]:
    """Relation -> its Score. A word is one of the gold's if it stands in the same place."""
    counts: dict[str, Counter[str]] = {"gold": Counter(), "found": Counter(), "right": Counter()}
    for document, text in zip(documents, found, strict=True):
        gold = set(_edges(document.words))
        lines = [part.splitlines() for part in text.split("\n\n") if part.strip()]
        ours = set(_edges(_document("", [(False, [x for x in one if not x.startswith("#")]) for one in lines]).words))
        for name, edges in (("gold", gold), ("found", ours), ("right", gold & ours)):
            counts[name].update(label for _, _, label in edges)
    names = sorted(set(counts["gold"]) | set(counts["found"]))
    return {name: Score(*(counts[kind][name] for kind in ("gold", "found", "right"))) for name in names}


def _edges(sentences: Iterable[Sequence[Word]]) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...] | None, str]]:
    """(word, head, label) of every word; a word is its place and, where several share one, its form."""
    for words in sentences:
        places = {word.columns[0]: (word.start, word.end, word.columns[1].lower()) for word in words}
        for word in words:
            yield places[word.columns[0]], places.get(word.columns[6]), word.columns[7]


@frozen
class Row:
    """One row of the table: its name, words of the gold, measures (F1 in percent), relations."""

    name: str
    words: int
    measures: Mapping[str, float]
    relations: Mapping[str, Score]


def rows(parts: Mapping[str, Sequence[Document]], found: Mapping[str, Sequence[str]], known: set[str]) -> list[Row]:
    """A row for each treebank, and for what is told apart; ``known`` are the ids of documents that were trained on."""
    chosen: list[tuple[str, list[tuple[Document, str]]]] = []
    for name, documents in parts.items():
        pairs = list(zip(documents, found[name], strict=True))
        chosen.append((name, pairs))
        if name == "GUM":
            chosen.append(("GUM, news", [pair for pair in pairs if pair[0].id.startswith("GUM_news")]))
        unread = [pair for pair in pairs if pair[0].id not in known]
        if len(unread) < len(pairs):
            chosen.append((f"{name}, not in train", unread))
    if len(parts) > 1:
        chosen.append(("all", [pair for name, pairs in chosen if name in parts for pair in pairs]))
    return [_row(name, pairs) for name, pairs in chosen if pairs]


def _row(name: str, pairs: Sequence[tuple[Document, str]]) -> Row:
    documents, found = [one for one, _ in pairs], [text for _, text in pairs]
    measures = measured("".join(one.conllu for one in documents), "".join(found))
    count = sum(len(words) for one in documents for words in one.words)
    return Row(name, count, measures, relations(documents, found))


def evaluated(ud: Path, models: str | None = None, part: str = "test", plain: bool = False, most: int = 0) -> list[Row]:
    """The rows of a folder of treebanks; ``most`` documents of each, 0 for all. Raises GoldError, ModelError."""
    parts = {
        name: [one for path in paths for whole in read_documents(path) if (one := without_long(whole))][: most or None]
        for name, paths in treebanks(ud, part).items()
    }
    known = {one.id for path in ud.rglob("*-ud-train*.conllu") for one in read_documents(path)}
    parser = None if plain else load_parser(models)
    found = {name: by_stanza(models, some) if parser is None else parsed(parser, some) for name, some in parts.items()}
    return rows(parts, found, known)


def told(found: Sequence[Row], every: bool = False) -> str:
    """The two tables: measures, and F1 by relation; ``every`` relation, not only those that attributions hang on."""
    measures: list[tuple[str, ...]] = [("F1, percent", "words", *MEASURES)]
    measures += [(row.name, f"{row.words:,}", *(f"{row.measures[name]:.1f}" for name in MEASURES)) for row in found]
    names = sorted({name for row in found for name in row.relations}) if every else list(RELATIONS)
    by_name: list[tuple[str, ...]] = [("relation, F1", *(row.name for row in found), "gold")]
    for name in names:
        scores = [row.relations.get(name, Score(0, 0, 0)) for row in found]
        cells = [f"{one.f1:.1f}" if one.gold + one.found else "–" for one in scores]
        by_name.append((name, *cells, str(scores[-1].gold)))
    return f"{table(measures)}\n\n{table(by_name)}"


def held(found: Sequence[Row]) -> list[str]:
    """What is below what must be held, in words."""
    lines = []
    for row in found:
        for name, least in HELD.get(row.name, {}).items():
            value = row.measures[name] if name in row.measures else row.relations.get(name, Score(0, 0, 0)).f1
            if round(value, 1) < least:
                lines.append(f"below what is to be held: {row.name}, {name}: {value:.1f}, not {least:.1f}")
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the tables; 2 where nothing could be measured."""
    ask = argparse.ArgumentParser(description="trees from raw text by the measures of CoNLL 2018")
    ask.add_argument("--models", help="as audit --model takes them; without it the embedded models")
    ask.add_argument("--ud", help="a folder of treebanks; without it ud in the folder of AUDIT_SHARED")
    ask.add_argument("--part", default="test", choices=("test", "dev"))
    ask.add_argument("--plain", action="store_true", help="by Stanza's own processors, not as an audit parses")
    ask.add_argument("--all", action="store_true", help="every relation")
    ask.add_argument("--json", action="store_true", help="the figures alone")
    asked = ask.parse_args(argv)
    try:
        found = evaluated(locate(asked.ud or "ud"), asked.models, asked.part, asked.plain)
    except (GoldError, ModelError) as error:
        print(error, file=sys.stderr)
        return 2
    if asked.json:
        print(json.dumps(as_json(found), indent=1))
    else:
        print("\n".join([told(found, asked.all), *held(found)]))
    return 0


def as_json(found: Sequence[Row]) -> dict[str, Any]:
    """Row -> its words, measures and relations (F1 in percent, rounded to a tenth)."""
    return {
        row.name: {"words": row.words}
        | {name: round(value, 1) for name, value in row.measures.items()}
        | {"relations": {name: round(score.f1, 1) for name, score in row.relations.items()}}
        for row in found
    }


if __name__ == "__main__":
    sys.exit(main())
