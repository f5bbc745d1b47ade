"""Any text goes in, the same comes out without what would turn, hide or run something where it is printed."""

from __future__ import annotations

import re
import unicodedata

_OTHER = re.compile(r"[^\x20-\x7e]")  # than ASCII that is printed as it is


def clean(text: str) -> str:
    """One line without control characters: they become spaces, runs of white space one space.

    Characters that turn the direction of what follows are dropped (an unbalanced one would turn the rest of the table),
    so are other invisible ones but the joiners inside words and emoji; half of a surrogate pair becomes U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(_OTHER.sub(_printable, text).split())


def printable(text: str) -> str:
    """The text with its lines and its spaces as they are, but each other character as ``clean`` leaves it."""
    if text.isprintable():
        return text
    return "\n".join(_OTHER.sub(_printable, line) for line in text.split("\n"))


def _printable(found: re.Match[str]) -> str:
    character = found[0]
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if category == "Cf":
        return character if character in "\u200c\u200d" else ""
    return "\ufffd" if category == "Cs" else character
