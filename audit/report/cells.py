"""Any text goes in, lines that are safe to print and no wider than asked come out.

Width is counted in terminal cells, as wcwidth tells them from Unicode's tables: 2 for East Asian wide characters and
for emoji, however many characters join into one, 0 for combining marks, 1 for the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from wcwidth import iter_graphemes, wcswidth

from audit.model.printed import clean as clean
from audit.model.printed import printable as printable

# a space of our own that must not be trimmed or wrapped at; those of texts are made plain by clean()
HARD_SPACE = "\u00a0"
# what a spreadsheet takes for something to run, in TSV also within quotation marks: https://owasp.org/www-community/attacks/CSV_Injection
_RUN = re.compile(r"['\"]*[=+\-@\t\r\n＝＋－＠]")
_MARKUP = re.compile(r"[\\`*_\[\]<>&~|$]")
# Latin letters and the marks of print: each one cell wide, and joined to nothing before or after
_ONE_CELL = re.compile(r"[\n\x20-\x7e\xa0-\xa8\xaa-\xac\xaf-\u02ff‐-—‘-”„†•…]*")
_ENDS = frozenset(".!?…")  # of a sentence
_SHORTENED = (" …", " ...")  # as ``shorten`` leaves it
_CLOSING = " \t\n\u00a0”’»\"')]"  # what may stand after its end
_PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "…": "...",
        "×": "x",
        "→": "->",
    }
)


def to_ascii(text: str) -> str:
    """The same with ASCII alone: quotation marks and dashes made plain, accents taken off, "?" for the rest."""
    if text.isascii():
        return text
    kept = unicodedata.normalize("NFKD", text.translate(_PLAIN).replace(HARD_SPACE, "\0"))
    kept = "".join(c for c in kept if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return kept.encode("ascii", "replace").decode("ascii").replace("\0", HARD_SPACE)


def neutral(text: str) -> str:
    """The text of a cell, with an apostrophe before it, which spreadsheets know as "this is text", where it begins with
    "=", "+", "-", "@", a tab or a line's end, so that one would run it."""
    return f"'{text}" if _RUN.match(text) else text


def told(cell: str) -> str:
    """The text that ``neutral`` was given."""
    return cell[1:] if cell.startswith("'") and _RUN.match(cell) else cell


def unmarked(text: str) -> str:
    """The text with a backslash before every sign that Markdown would take for markup within a line."""
    return _MARKUP.sub(r"\\\g<0>", text)


def clusters(text: str) -> list[tuple[str, int]]:
    """The text in pieces that must stay together (a letter and its marks, an emoji and its joints), each with its
    width in cells; a mark with nothing to sit on is drawn alone, and so takes one."""
    return [(piece, max(1, wcswidth(piece))) for piece in iter_graphemes(text)]


def width(text: str) -> int:
    """How many terminal cells the text takes (for a text of several lines, the widest)."""
    if text.isascii() or _ONE_CELL.fullmatch(text):
        return max(map(len, text.split("\n")))
    return max(sum(w for _, w in clusters(line)) for line in text.split("\n"))


def longest_word(text: str) -> int:
    """The width of the widest word."""
    return max(map(width, re.split(r"[ \n]+", text)))


def wrap(text: str, limit: int) -> list[str]:
    """Lines no wider than ``limit``, broken at spaces; a word is cut only where it is wider than a whole line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in filter(None, paragraph.split(" ")):
            for piece in _cut(word, limit):
                if line and width(line) + 1 + width(piece) <= limit:
                    line = f"{line} {piece}"
                else:
                    if line:
                        lines.append(line)
                    line = piece
        lines.append(line)
    return lines


def _cut(word: str, limit: int) -> Iterable[str]:
    if width(word) <= limit:
        return [word]
    pieces, piece, used = [], "", 0
    for cluster, its_width in clusters(word):
        if piece and used + its_width > limit:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + cluster, used + its_width
    return [*pieces, piece]


def shorten(text: str, limit: int) -> str:
    """The text, or as many of its first words as fit ``limit`` together with an ellipsis; never less than one word."""
    if width(text) <= limit:
        return text
    words = text.split(" ")
    kept = words[0]
    for word in words[1:]:
        if width(kept) + width(word) + 3 > limit:
            break
        kept = f"{kept} {word}"
    return kept.rstrip(",;:") + " …"


def stop_after(text: str) -> str:
    """What a text wants before the next sentence: a full stop, or nothing where it has its own end, be it within
    quotation marks or brackets. Where it was shortened, its end is not there."""
    bare = text.rstrip(_CLOSING)
    return "" if not bare or (bare[-1] in _ENDS and not bare.endswith(_SHORTENED)) else "."
