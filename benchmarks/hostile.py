"""A seed goes in, texts and files as nobody would write them but to do harm come out.

Texts are cut from harmless ones and from mischief: control characters, terminal escapes, marks of direction, halves of
surrogate pairs, words of a megabyte, nested markup, front matter with tags and anchors of YAML, cells that a
spreadsheet would run, ids that are paths.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from attrs import frozen

PLAIN: Final = (
    "The north pier will close in May, two engineers told NBC News.",
    "“It is shut,” said Ida Lund, who asked not to be named.",
    "According to people familiar with the matter, the dam is safe.",
    "By Ann Lee",
    "Reports surfaced on Monday.",
    "| a | b | c |",
    "- The Courier",
    "# A heading",
    "In an interview with the BBC, he said that “nobody knows”.",
)
SIGNS: Final = (
    *("\0", "\x07", "\x1b[2J", "\x1b]0;owned\x07", "\x1b[31m", "\x9b31m", "\x08" * 40, "\r", "\v", "\f", "\x85"),
    *("\u2028", "\u2029", "\u202e", "\u2066", "\u2069", "\u200f", "\ufeff", "\u200b", "\u00ad", "\ufffe", "\U0010ffff"),
    *("\ud800", "\udfff", "\ud83d", "\u0301" * 30, "ﷺ", "👩‍👩‍👧‍👦", "🇪🇺", "İ", "ß", "ǅ", "Ⅷ", "①", "٣", "ﬁ", "\u1160"),
    *("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2", "<script>alert(1)</script>", "]]>", "<!--", "-->", "{{ 7*7 }}"),
    *("{% for %}", "${x}", "%s%n", "%00", "\\", "\\N{BULLET}", "`" * 9, "*" * 60, "_" * 60, "[" * 200, "(" * 200),
    *('"', "“", "”", "‘", "’", "''", "«", "“" * 80, "”" * 80, "“‘" * 60, "—", "...", "…" * 40, "?!" * 50, ":" * 50),
    *("---\n", "...\n", "---\ntitle: ", "!!python/object:os.system", "&a [*a]", "<<: *x", "|", "|" * 99, "\t" * 99),
)
SHAPES: Final = (
    "word",  # one word of many letters
    "quotes",  # many marks that open and none that closes
    "deep",  # nested markup
    "lines",  # many empty or short lines
    "repeat",  # one sentence many times
    "mixed",
)
_IDS: Final = (
    "../../etc/passwd",
    "/etc/passwd",
    "..",
    ".",
    "a/../../b",
    "C:\\x",
    "CON",
    "a\0b",
    "\x1b[2J",
    "x" * 300,
    "\ud800",
)


def text(random: random.Random, longest: int = 4_000) -> str:
    """A text of at most about so many characters; halves of surrogate pairs that meet are one, as in any file."""
    return _text(random, longest).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _text(random: random.Random, longest: int) -> str:
    shape = random.choice(SHAPES)
    size = random.choice((1, 20, 200, longest))
    if shape == "word":
        unit = random.choice(("x", "aB", "-", ".", "1", "ä", "’s", "a-", "x.", "Mc", "http://", "@", "_"))
        return f"{random.choice(PLAIN)} {unit * (size // len(unit) + 1)} {random.choice(PLAIN)}"
    if shape == "quotes":
        return " ".join(random.choice(("“", "‘", '"', "«", "(", "”It", "“It")) for _ in range(size // 2)) + PLAIN[0]
    if shape == "deep":
        unit, end = random.choice(
            (("<b>", "</b>"), ("[", "]"), ("> ", ""), ("(“", "”)"), ("* ", ""), ("<!-- ", " -->"))
        )
        return f"{unit * (size // 3)}{random.choice(PLAIN)}{end * (size // 3)}"
    if shape == "lines":
        return "".join(
            random.choice(("\n", "\r\n", "\r", " \n", "|\n", "- \n", "a\n", "A B\n", "* a | b | c\n"))
            for _ in range(size)
        )
    if shape == "repeat":
        return random.choice(("\n", " ", "\n\n")).join([random.choice(PLAIN)] * (size // 60 + 1))
    parts = [random.choice(random.choice((PLAIN, SIGNS))) for _ in range(random.randrange(1, 30))]
    return random.choice((" ", "", "\n", "\n\n")).join(parts)


def title(random: random.Random) -> str:
    """A short text for a title, an outlet or a name."""
    made = "".join(random.choice((*SIGNS, "News", " ", "Ida")) for _ in range(random.randrange(1, 5)))
    return made.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def named(random: random.Random) -> str:
    """An id that no file should be called by."""
    return random.choice(_IDS) + random.choice(("", "a", str(random.randrange(1000))))


@frozen
class File:
    """A file's name and its content."""

    name: str
    content: bytes


def front(random: random.Random) -> str:
    """A front matter with what YAML allows and nobody needs."""
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghi")
    )
    rows = random.choice(
        (
            bomb,
            f"title: {title(random)!r}\n",
            "title: !!python/object/apply:os.system ['echo owned']\n",
            "title: &t *t\n",
            "? [a, b]\n: c\n",
            "title: " + "[" * 2_000 + "\n",
            "title: " + "{a: " * 500 + "}" * 500 + "\n",
            "published: 2024-13-45\nid: 007\n",
            "published: " + "9" * 5_000 + "\n",
            "title: |\n  a\n  b\nid: >\n  x\n",
            "x: " + "y" * 100_000 + "\ntitle: long\n",
            "\n" * 5_000 + "title: late\n",
            "# only a comment\n" * 2_000,
            "id: ../../../x\n",
            "<<: *nobody\n",
            'title: "\\ud800"\n',
            "title: \x1b[2J\n",
        )
    )
    return f"---\n{rows}---\n"


def page(random: random.Random) -> bytes:
    """A page of HTML that is broken, nested or lies about itself."""
    depth = random.choice((1, 50, 3_000))
    tag = random.choice(("div", "b", "table", "svg", "blockquote", "a href=x", "p", "ul"))
    head = random.choice(
        (
            '<meta charset="utf-16">',
            '<meta charset="nonsense">',
            '<script type="application/ld+json">{"@type": "NewsArticle", "author": ' + "[" * 900 + "</script>",
            '<script type="application/ld+json">{"@graph": [1, null, {"@type": 3}]}</script>',
            "<title>\x1b[2J</title>",
            f"<base href='{title(random)}'>".replace("\ud800", ""),
        )
    )
    body = (
        f"<{tag}>" * depth
        + "".join(f"<p>{random.choice(PLAIN)}</p>" for _ in range(8))
        + "&#0;&#xd800;&#x1b;[2J<a href='http://[x'>y</a>"
    )
    return f"<!doctype html><html><head>{head}</head><body>{body}".encode("utf-8", "replace")


def file(random: random.Random, number: int) -> File:
    """A file as it would lie in a folder of articles."""
    kind = random.randrange(8)
    words = text(random)
    if kind == 0:
        return File(f"{number}.md", (front(random) + words).encode("utf-8", "surrogatepass"))
    if kind == 1:
        rows = [
            {"id": named(random), "title": title(random), "outlet": title(random), "text": text(random, 400)}
            for _ in range(4)
        ]
        lines = [json.dumps(row) for row in rows] + [
            "[" * 5_000,
            '{"text": ' + "1" * 6_000 + "}",
            '{"text": NaN}',
            "null",
            '{"text": "\\ud800"}',
        ]
        random.shuffle(lines)
        return File(f"{number}.jsonl", "\n".join(lines).encode())
    if kind == 2:
        return File(f"{number}.html", page(random))
    if kind == 3:
        return File(f"{number}.txt", words.encode(random.choice(("utf-16", "utf-16-le", "utf-8", "utf-32")), "replace"))
    if kind == 4:
        return File(f"{number}.txt", random.randbytes(random.randrange(1, 3_000)))
    if kind == 5:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("bomb", b"\0" * 1_000_000)
        return File(random.choice((f"{number}.txt", f"{number}.parquet")), out.getvalue())
    if kind == 6:
        return File(f"{number}.txt", b"\xef\xbb\xbf" * 3 + zlib.compress(b"x" * 100_000))
    return File(f"{number}-\x1b[2J.txt", words.encode("utf-8", "replace"))


def files(seed: int, number: int) -> Iterator[File]:
    """So many files, the same for the same seed."""
    drawn = random.Random(seed)
    return (file(drawn, place) for place in range(number))
