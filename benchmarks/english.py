"""How much English stands in the package's Python, where it should be data: python -m benchmarks.english [--list]

Counted are the lines of ``audit/`` that hold English which decides something: words of a collection, of a string that
is split into words, of a regular expression, of a constant, or of a comparison with what a text says. Not counted is
what a person is told (messages, reasons, headings, help, docstrings) and what is a name of a technical vocabulary:
relations, parts of speech and features of Universal Dependencies, names of fields, of formats, of arguments, the terms
of the records. Read from the syntax trees of the files; nothing is imported but the records, for their fields' names.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs
from attrs import frozen

import audit.model as records
from audit.lexicon import FILES
from audit.model import text as vocabularies

ROOT: Final = Path(__file__).resolve().parents[1]

# Universal Dependencies' and the Penn Treebank's names, and words of formats (JSON Schema's, brat's, schema.org's, the
# elements of HTML and NITF, the fields of ninjs, columns of data sets, the keys that Stanza adds to CoNLL-U), of
# formalisms, files, shells, settings
_TECHNICAL: Final = frozenset(
    """
    acl advcl advmod amod appos aux case cc ccomp clf compound conj cop csubj dep det discourse dislocated expl
    fixed flat goeswith iobj list mark nmod nsubj nummod obj obl orphan parataxis punct reparandum root vocative
    xcomp relcl prt poss pass tmod unmarked outer npmod predet foreign adj adp adv cconj intj noun num part pron
    propn sconj sym verb jj jjr jjs nn nns nnp nnps prp wp wdt wrb vb vbd vbg vbn vbp vbz md cd dt ex fw pos rb
    rbr rbs rp uh nfp add hyph number plur sing tense past pres mood ind gender masc fem neut person degree
    verbform fin inf ger utf csv json jsonl ndjson parquet toml yaml yml html htm xml md txt conllu npy dot prov sarif
    bert gelu hidden size act heads layers layer norm eps position embedding absolute
    attention self query key value output dense intermediate joined widened narrowed first second bias weight
    sqlite simple brief text ascii latex plain github sha nfc nfd nfkc nfkd strict replace surrogateescape ignore ci dev
    xlsx jsonld brat pipe gv bash zsh fish string integer boolean object int float list attribution organization
    rss atom rdf feed warc gz xhtml markdown readme le cp1252 mac_roman xff xfe ufeff resource firstcreated
    contentcreated versioncreated blogposting chron classifier copyrite num org postaddr pronounce virtloc
    noscript iframe embed svg ref hi del em sup sums learned char story failures audit
    lexicon preset select jobs pandas polars pyarrow arrow openpyxl http https models agent cmp sup polarity neg voice
    encoder
    """.split()
)
_OUR_TERMS: Final = (
    frozenset(
        word
        for value in vars(vocabularies).values()
        if isinstance(value, tuple) and all(isinstance(item, str) for item in value)
        for item in value
        for word in item.split()
    )
    | frozenset(
        key for schema in FILES.values() for key, (_, _, allowed) in schema.items() for key in (key, *(allowed or ()))
    )
    | frozenset(FILES)
    | frozenset("id origin fires silent off entry default family feminine masculine".split())
    | frozenset(  # the names of constructions, of ways in which words point, of learned parts
        """
        person group thing relative author definite described according to inserted speakers
        clause object oblique infinitive quotation floating signed noun adjective small passive inserted following
        phrase speaker colon postposed survey hedge letter continuation
        """.split()
    )
)
_FIELDS: Final = frozenset(
    field.name
    for record in vars(records).values()
    if isinstance(record, type) and attrs.has(record)
    for field in attrs.fields(record)
)
# of a regular expression: group names, references, escapes, flags, and classes of characters
_SYNTAX: Final = re.compile(
    r"\(\?P<\w+>|\(\?P=\w+\)|\(\?[aiLmsux-]+[:)]|\\[a-zA-Z]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\[[^\]]*\]|\{[\d,]*\}"
)
_PATTERN: Final = r"\\|\||\(\?"
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_RE: Final = frozenset({"compile", "match", "search", "fullmatch", "sub", "findall", "finditer", "split", "subn"})
_ASKING: Final = frozenset({"startswith", "endswith", "removeprefix", "removesuffix"})
_TEXTUAL: Final = frozenset(
    {"lemma", "text", "lower", "casefold", "lowered", "word", "noun", "stem", "before", "after"}
)
_TOLD: Final = frozenset(
    {"add_argument", "print", "warn", "ArgumentParser", "add_parser", "write", "joinpath", "execute", "by_id"}
)


@frozen
class Counted:
    """Lines that hold English, by module."""

    lines: dict[str, tuple[int, ...]]

    @property
    def total(self) -> int:
        """All lines."""
        return sum(map(len, self.lines.values()))


def count(root: Path = ROOT) -> Counted:
    """The lines of English in the package below ``root``."""
    found = {}
    for path in sorted((root / "audit").rglob("*.py")):
        lines = tuple(sorted(set(_lines(path.read_text(encoding="utf-8")))))
        if lines:
            found[path.relative_to(root).as_posix()] = lines
    return Counted(found)


def figures(root: Path = ROOT) -> dict[str, float]:
    """What floors.toml pins of the package's shape: lines of English, and modules at its top."""
    return {
        "lines of English in Python": float(count(root).total),
        "modules at the top": float(len(list((root / "audit").glob("*.py")))),
    }


def _lines(source: str) -> Iterator[int]:
    tree = ast.parse(source)
    rows = source.splitlines()
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        how = _how(node, above)
        if how is None:
            continue
        assert node.end_lineno is not None
        for number in range(node.lineno, node.end_lineno + 1):
            start = node.col_offset if number == node.lineno else 0
            end = node.end_col_offset if number == node.end_lineno else None
            row = rows[number - 1].encode("utf-8")[start:end].decode("utf-8", "replace")
            if _english(row, how):
                yield number


def _english(row: str, how: str) -> bool:
    text = re.sub(r"^\s*[rbfuRBFU]{0,2}(\"\"\"|'''|\"|')", "", row)
    text = _SYNTAX.sub(" ", text) if how == "pattern" else text
    words = [word.lower() for word in _WORD.findall(text)]
    if how != "pattern" and re.search(r"\w[_.:/]\w", text) and " " not in text.strip():
        return False  # a name with a dot, a path, an address
    return any(word not in _TECHNICAL and word not in _OUR_TERMS and word not in _FIELDS for word in words)


def _how(node: ast.Constant, above: dict[ast.AST, ast.AST]) -> str | None:
    """What a string is to the program: part of a "pattern", "words", or None where it is said or names something."""
    assert isinstance(node.value, str)
    here: ast.AST = node
    collected = asked = False
    while here in above:
        up = above[here]
        if isinstance(up, ast.Expr | ast.Raise | ast.FormattedValue):
            return None  # a docstring, an error, an argument of a format
        if isinstance(up, ast.Call):
            name = up.func.attr if isinstance(up.func, ast.Attribute) else getattr(up.func, "id", "")
            if here is up.func:
                if name == "split":
                    return "words"
            elif name in _RE and isinstance(up.func, ast.Attribute) and getattr(up.func.value, "id", "") == "re":
                return "pattern"
            elif name in _ASKING:
                asked = True
            elif name in _TOLD or name.endswith("Error"):
                return None
            elif name[:1].isupper() and not re.search(_PATTERN, node.value):
                return None  # what a record is called, or tells
        if isinstance(up, ast.Set | ast.List | ast.Tuple | ast.Call):
            collected = True
        if isinstance(up, ast.Compare):
            return "words" if _of_text(up) else None
        if isinstance(up, ast.Subscript) and here is up.slice:
            return None
        if isinstance(up, ast.Assign | ast.AnnAssign):
            target = up.targets[0] if isinstance(up, ast.Assign) else up.target
            name = target.id if isinstance(target, ast.Name) else ""
            if name.lstrip("_").isupper() and name != "__all__":
                return None if _sentence(node.value) else _constant(node.value)
        if isinstance(up, ast.stmt):
            return "words" if (asked and _of_text(up)) or (collected and isinstance(up, ast.For)) else None
        here = up
    return None


def _constant(value: str) -> str:
    return "pattern" if re.search(_PATTERN, value) else "words"


def _sentence(value: str) -> bool:
    """Whether a string reads as something that is said to a person."""
    words = value.split()
    return (
        len(words) >= 3
        and not re.search(_PATTERN, value)
        and (value[:1].isupper() or value.rstrip().endswith((".", ":", "?")) or "," in value)
    )


def _of_text(node: ast.AST) -> bool:
    """Whether an expression asks what a text says: a word's lemma or letters."""
    names = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
    names |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return bool(names & _TEXTUAL)


def main() -> None:
    """Prints the count; with --list the lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="print every line that counts")
    parser.add_argument("--root", type=Path, default=ROOT, help="a checkout (default: this one)")
    options = parser.parse_args()
    found = count(options.root)
    for module, lines in sorted(found.lines.items(), key=lambda item: -len(item[1])):
        print(f"{len(lines):5} {module}")
        if options.list:
            rows = (options.root / module).read_text(encoding="utf-8").splitlines()
            for line in lines:
                print(f"      {line}: {rows[line - 1].strip()}")
    print(f"{found.total} lines of English in {len(found.lines)} modules")


if __name__ == "__main__":
    main()
