"""A piece of marked-up text (HTML, XHTML, NITF) goes in, its text with a blank line between paragraphs and its links
come out.

For text that is an article's body and nothing else, as feeds and news agencies deliver it; what is article and what is
menu in a whole page is for ``webpage`` to tell.
"""

from __future__ import annotations

import re
from typing import Any, Final

from audit.model import Link
from audit.read.drafts import extra
from audit.read.hyperlinks import links_in, without_empty_links

# elements that stand within a line of text, of NITF and of HTML 5; lxml knows those of HTML 4
_INLINE: Final = frozenset(
    "chron classifier copyrite num org postaddr pronounce virtloc person location money event ref mark time".split()
)
_DROPPED: Final = frozenset("script style template head noscript iframe object embed svg form button".split())
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")


def text_and_links(markup: str | bytes | Any, where: str, base: str | None = None) -> tuple[str, tuple[Link, ...]]:
    """The paragraphs of a markup, or of an element of a tree (lxml), and its links; ``base`` makes links whole.

    Raises Unreadable without the extra ``wire``, ``lxml.etree.LxmlError`` for what no parser takes.
    """
    element: Any = markup
    if isinstance(markup, str | bytes):
        html: Any = extra("lxml.html", "wire", "marked-up text", where)
        element = html.fragment_fromstring(markup, create_parent="div") if markup.strip() else html.Element("div")
    if hasattr(element, "drop_tag"):
        without_empty_links(element)
    for link in element.iter():
        if _name(link) == "a" and link.get("href"):
            link.set("target", link.get("href"))
            link.tag = "ref"
    known: Any = extra("lxml.html.defs", "wire", "marked-up text", where)
    inline = (known.phrase_tags | known.font_style_tags | known.special_inline_tags | _INLINE) - {"br"}
    text = "\n\n".join(_paragraphs(element, inline))
    return text, links_in(element, text, base)


def _name(element: Any) -> str:
    """The name of an element without its namespace, in small letters; "" for a comment."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _paragraphs(root: Any, inline: frozenset[str]) -> list[str]:
    """The paragraphs of an element, in order, where elements of these names stand within one; with a stack of its own:
    markup may be nested deeper than Python."""
    found: list[str] = []
    words: list[str] = []

    def close() -> None:
        line = _SPACE.sub(" ", "".join(words)).strip()
        words.clear()
        if line:
            found.append(line)

    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        name = _name(element)
        if done:
            if name not in inline:
                close()
            if element is not root:
                words.append(element.tail or "")
            continue
        if not name or name in _DROPPED:
            words.append((element.tail or "") if element is not root else "")
            continue
        if name not in inline:
            close()
        words.append(element.text or "")
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    close()
    return found
