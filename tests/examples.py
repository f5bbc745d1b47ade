"""Example texts go in, articles with their stored parses come out: rules are tested on real trees in milliseconds.

The texts are the ``fires`` and ``silent`` lines of the lexicons and the ``text`` of every example in tests/data/*.toml.
Their trees lie in tests/data/parses.conllu; ``python tests/make_parses.py`` parses what is missing there.
"""

from __future__ import annotations

import ast
import hashlib
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve

from audit.lexicon import RULES, load_lexicon
from audit.model import Article, Segment, Span
from audit.parse import read_conllu
from audit.testing.laws.notation import NOTATION, source_of, told_sentence

DATA = Path(__file__).resolve().parent / "data"
PARSES = DATA / "parses.conllu"
# The files whose examples are sentences for find and resolve; those of outlets and criteria need no trees.
PARSED = ("cues", "sources", "titles", "names", "occasions", "hows")
_PARAGRAPH = re.compile(r"\S(?:.*\S)?")
_DOCUMENT = re.compile(r"^# newdoc id = (\w+)\n", re.MULTILINE)


def article_of(text: str, name: str = "example") -> Article:
    """An unparsed article: every line that is not blank is a paragraph, one that begins with "# " a heading."""
    segments = []
    for match in _PARAGRAPH.finditer(text):
        heading = match.group().startswith("# ")
        segments.append(Segment(Span(match.start() + 2 * heading, match.end()), "heading" if heading else "prose"))
    return Article(name, text, segments=tuple(segments))


def key_of(text: str) -> str:
    """What a text's stored parse is called."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def table(stem: str) -> tuple[dict[str, Any], ...]:
    """The examples of tests/data/<stem>.toml."""
    examples = tomllib.loads((DATA / f"{stem}.toml").read_text(encoding="utf-8"))["example"]
    ids = [example["id"] for example in examples]
    assert len(ids) == len(set(ids)), f"{stem}.toml: {[i for i in ids if ids.count(i) > 1]} stands twice"
    return tuple(examples)


def name_of(example: dict[str, Any]) -> str:
    """What pytest calls an example."""
    return str(example["id"])


def texts() -> list[str]:
    """Every text that needs a parse, each once, in a stable order."""
    found: dict[str, None] = {}
    lexicon = load_lexicon()
    for stem in PARSED:
        for entry in lexicon.file(stem):
            found.update(dict.fromkeys((*entry.fires, *entry.silent)))
    for stem in RULES:
        for entry in lexicon.file(stem):
            if entry.listed:  # a pattern reads text without a tree
                found.update(dict.fromkeys((*entry.fires, *entry.silent)))
    for path in sorted(DATA.glob("*.toml")):
        found.update(dict.fromkeys(example["text"] for example in table(path.stem)))
    found.update(dict.fromkeys(piece for words in notations() for piece in pieces(words)))
    written_out = [path.read_text(encoding="utf-8") for path in sorted(DATA.parent.glob("test_*.py"))]
    found.update(dict.fromkeys(told_sentence(words) for text in written_out for words in sources_in(text)))
    return list(found)


# ------------------------------------------------------------------------------------------------ claims as a notation

# A source in it, and whoever it stands for where that is written after "="
_CLAIMED = re.compile(
    r"\[(?:named|anonymous|sources said|none)(?:; (?:via|trace) [^;\]]+)*; (?:< )?(?!via |trace )([^;=\]\\]+)"
    r"(?:=([^;\]\\]+))?"
)
_KINDS = ("named", "anonymous", "sources said", "none")


def notations() -> list[str]:
    """Every text in the notation of criteria.toml (claimed.py): that file's own, and those of the tests."""
    found = [line for entry in load_lexicon().file("criteria") for line in (*entry.fires, *entry.silent)]
    for path in sorted(DATA.parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if any(f"[{kind}{end}" in text for kind in _KINDS for end in ";]"):
                found.append(text)
    return found


def pieces(words: str) -> list[str]:
    """What needs a tree of a text in the notation of criteria.toml: claims, asides, titles, sources as they speak."""
    found = []
    for part in NOTATION.finditer(words):
        found += [text.strip() for text in (part["title"], part["aside"], part["text"]) if text and text.strip()]
        source = source_of(part["more"] or "")
        found += [told_sentence(source)] if source else []
    return found


def sources_in(line: str) -> list[str]:
    """The sources in a line of that notation, and those that they stand for."""
    return [words for pair in _CLAIMED.findall(line) for words in pair if words]


@cache
def blocks() -> dict[str, str]:
    """Key of a text -> the CoNLL-U of its trees."""
    if not PARSES.is_file():
        return {}
    parts = _DOCUMENT.split(PARSES.read_text(encoding="utf-8"))[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def written(documents: Iterable[tuple[str, str]]) -> str:
    """The file of stored parses: (key, CoNLL-U) of each text."""
    return "".join(f"# newdoc id = {key}\n{trees.rstrip()}\n\n" for key, trees in documents)


def stored(text: str, name: str = "example") -> Article:
    """The article with its stored trees; fails, and says what to do, where there are none."""
    block = blocks().get(key_of(text))
    assert block is not None, f"no stored parse for {text!r}: run python tests/make_parses.py"
    return evolve(article_of(text, name), sentences=tuple(read_conllu(block)))
