"""A seed goes in, texts and files as nobody would write them but to do harm come out.

Texts are cut from harmless ones and from mischief: control characters, terminal escapes, marks of direction, halves of
surrogate pairs, words of a megabyte, nested markup, front matter with tags and anchors of YAML, cells that a
spreadsheet would run, ids that are paths. Files are these in every format that is read, and what unpacks to a thousand
times its size: archives, entities of XML, Parquet.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape

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
MEGABYTE: Final = 1 << 20
# characters, or lines: what is wrong shows mostly in few, and many take long
SIZES: Final = (1,) * 2 + (20,) * 5 + (200,) * 6 + (1_000,) * 2 + (4_000,)
DEPTHS: Final = (1, 1, 1, 10, 10, 50, 50, 3_000)  # of marks within marks
SHAPES: Final = (
    "word",  # one word of many letters
    "quotes",  # many marks that open and none that closes
    "deep",  # nested markup
    "lines",  # many empty or short lines
    "repeat",  # one sentence many times
    "mixed",
)
_KEYS: Final = "id class pos frames words origin fires silent pattern pairs off points entry".split()
_VALUES: Final = (
    *('"x"', "[]", '["a"]', "1", "nan", "-inf", "true", "{}", "[[1]]", "1979-05-27", '"(?P<a>"', '"(a+)+$"', "0x_"),
    *("[" * 200, '["a/"]', '["/"]', '[""]', '"@{cue.x}"', '"' + "x" * 5_000 + '"', '""""""', '"\\u0000"', '"\\ud800"'),
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
    size = min(random.choice(SIZES), longest)
    if shape == "word":
        if random.randrange(100) == 0:
            size = MEGABYTE
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


def page(random: random.Random, words: str = "") -> bytes:
    """A page of HTML that is broken, nested or lies about itself, with a text in it."""
    depth = random.choice(DEPTHS)
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
        + (f"<p>{words}</p>" if words else "")
        + "&#0;&#xd800;&#x1b;[2J<a href='http://[x'>y</a>"
    )
    return f"<!doctype html><html><head>{head}</head><body>{body}".encode("utf-8", "replace")


def feed(random: random.Random, words: str) -> bytes:
    """A feed with a text, and with what XML allows and no feed needs."""
    kind = random.choice(("plain", "cdata", "laughs", "foreign", "broken", "deep"))
    head, body = "", escape(words.encode("utf-8", "replace").decode())
    if kind == "cdata":
        body = f"<![CDATA[{body}]]>"
    if kind == "laughs":
        pairs = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi"))
        head, body = f'<!DOCTYPE rss [<!ENTITY a "lol">{pairs}]>', "&i;"
    if kind == "foreign":
        head, body = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;" + body
    if kind == "deep":
        body = "<div>" * 3_000 + body
    entry = f"<item><guid>{escape(named(random))!r}</guid><title>{kind}</title><description>{body}</description></item>"
    whole = f'<?xml version="1.0"?>{head}<rss version="2.0"><channel>{entry * random.choice((1, 3))}</channel></rss>'
    return (whole[: len(whole) // 2] if kind == "broken" else whole).encode("utf-8", "replace")


def wire(random: random.Random, words: str) -> bytes:
    """An agency's XML with a text: NITF or NewsML-G2, whole or not."""
    body = escape(words.encode("utf-8", "replace").decode())
    nitf = f"<nitf><head/><body><body.head><hedline><hl1>{body[:40]}</hl1></hedline></body.head><body.content>"
    nitf += f"<p>{body}</p></body.content></body></nitf>"
    item = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="../x"><contentSet><inlineXML>'
    item += f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{body}</p></body></html></inlineXML></contentSet></newsItem>'
    entity = '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    whole = random.choice((nitf, item, entity + nitf.replace("<p>", "<p>&x;"), nitf[:-20], "<nitf>" * 9_000))
    return f'<?xml version="1.0"?>{whole}'.encode("utf-8", "replace")


def archive(random: random.Random, content: bytes, packed: bool) -> bytes:
    """A web archive with one page, which may tell another length than it has."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    if random.randrange(4) == 0:
        answer, content = answer + b"Content-Encoding: gzip\r\n", gzip.compress(content, 9, mtime=0)
    answer += b"\r\n" + content
    length = random.choice((len(answer),) * 4 + (10, len(answer) + 99, 10**15, -1))
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x/\x1b[2J\r\n"
    head += "WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:x>\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
    whole = head.encode() + answer + b"\r\n\r\n"
    return gzip.compress(whole, 9, mtime=0) if packed else whole


def table(random: random.Random) -> bytes:
    """A Parquet with a column "text" of any type, or one that unpacks to a thousand times its size."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError:
        return b"PAR1"
    long = "x" * random.choice((10, MEGABYTE, 40 * MEGABYTE))
    texts = random.choice(
        (
            [text(random).encode("utf-8", "replace").decode() for _ in range(5)],
            [1, 2, None],
            [b"\xff\xfe", b"It rained.", None],
            [["a"], [], None],
            [{"text": "a"}, None],
            [PLAIN[0], long, PLAIN[1]],
            [long[:MEGABYTE]] * 20,  # a dictionary of one entry
        )
    )
    out = io.BytesIO()
    columns = {"text": texts, "title": [random.choice((None, "T", "\x1b[2J"))] * len(texts)}
    parquet.write_table(pyarrow.table(columns), out, compression=random.choice(("zstd", "snappy", "gzip")))
    whole = out.getvalue()
    cut = random.choice((len(whole),) * 4 + (len(whole) // 2, 8))
    return whole[:cut]


def lexicon(random: random.Random) -> bytes:
    """The TOML of a lexicon with keys that there are and values that there should not be."""
    lines = [
        random.choice(("[[entry]]", "[entry]", f"{random.choice(_KEYS)} = {random.choice(_VALUES)}", title(random)))
        for _ in range(random.randrange(1, 9))
    ]
    return "\n".join(lines).encode("utf-8", "replace") + random.choice((b"", b"\n#\xff"))


def spoilt(random: random.Random, content: bytes) -> bytes:
    """A file with a few bytes changed, or its end cut off."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 9, 200))):
        if changed:
            changed[random.randrange(len(changed))] = random.choice((0, 9, 10, 45, 255, random.randrange(256)))
    return bytes(changed[: random.choice((len(changed),) * 3 + (len(changed) // 2,))])


def wrapped(random: random.Random, words: str, number: int) -> File:
    """A file in any format that holds a text, as a desk, an agency or an archive would deliver it."""
    kind = random.choice(("txt", "md", "jsonl", "json", "rss", "xml") * 2 + ("html", "warc", "warc.gz"))
    name = f"{number}.{kind}"
    if kind == "txt":
        return File(name, words.encode(random.choice(("utf-8", "utf-16", "cp1252")), "replace"))
    if kind == "md":
        return File(name, (front(random) + words).encode("utf-8", "surrogatepass"))
    if kind == "jsonl":
        row = {"id": named(random), "title": title(random), "text": words, "published": title(random)}
        return File(name, json.dumps(row).encode())
    if kind == "json":
        item = {"uri": named(random), "headline": title(random), "body_text": words, "firstcreated": title(random)}
        return File(name, json.dumps(random.choice((item, [item], {"associations": {"a": item}}))).encode())
    if kind == "rss":
        return File(name, feed(random, words))
    if kind == "xml":
        return File(name, wire(random, words))
    content = page(random, words)
    return File(name, content) if kind == "html" else File(name, archive(random, content, kind.endswith("gz")))


def file(random: random.Random, number: int) -> File:
    """A file as it would lie in a folder of articles."""
    kind = random.randrange(11)
    words = text(random)
    if kind == 8:
        return wrapped(random, words, number)
    if kind == 9:
        bomb = b"<html>" + b"x" * random.choice((10, 40 * MEGABYTE))
        return File(
            f"{number}.warc.gz", archive(random, bomb, packed=True) + archive(random, page(random), packed=True)
        )
    if kind == 10:
        return File(f"{number}.parquet", table(random))
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
