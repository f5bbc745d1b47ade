"""An article and what was learned of outlets' names go in, the outlets that it credits and no list has come out.

A name is an outlet's where it looks like one (``audit.find.press``) and the sentence credits it (``audit.find.role``):
"told the Norvik Caller", "first reported by Pier Watch". Once the article has credited it, it is one wherever it
stands.

Source: ours; AP Stylebook and Reuters Handbook of Journalism on crediting others' reporting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from audit.find.outlet import cases_of
from audit.find.press import Name, names_in
from audit.find.role import Role, Said, role_of
from audit.find.shortened import Namer
from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex, bare_name
from audit.model import Article, Sentence, Span

if TYPE_CHECKING:
    from audit.find.press import Press

_TOLD: Final = ("addressee", "venue", "cited")  # where few but outlets stand


def unlisted(
    article: Article, lexicon: Lexicon, press: Press, find: Namer, said_in: Callable[[int], Sequence[Said]]
) -> Mapping[str, str]:
    """Names as the article writes them -> names that tables use, of outlets that it credits and ``find`` does not
    find; ``said_in`` gives the attributions of a sentence by its place (from 0)."""
    index = lexicon.once(OutletIndex)
    found: dict[str, str] = {}
    written: set[str] | None = None
    for number, sentence in enumerate(article.sentences):
        likely = list(press.likely(sentence, lexicon))
        if not likely:
            continue
        known = [span for span, _ in find(sentence.span.of(article.text), sentence.span.start)]
        for name, score in likely:
            words = bare_name(name.span.of(article.text))
            if words in found or any(name.span.overlaps(span) for span in known):
                continue
            role = role_of(sentence, name.span, lexicon, said_in(number))
            if not press.is_one(score, _place(sentence, name, role, lexicon)):
                continue
            if written is None:
                written = {n.span.of(article.text) for s in article.sentences for n in names_in(s)}
            if not _is_last_name(words, written):
                entry = index.name_of(words, fold=True)
                found[words] = words if entry is None or entry["kind"] == "vague" else str(entry["name"])
    return found


def _place(sentence: Sentence, name: Name, role: Role, lexicon: Lexicon) -> str | None:
    """In which of ``press.PLACES`` a name stands; None where it is only spoken of, or stands in brackets."""
    anchor = sentence.tokens[role.anchor] if role.anchor is not None else None
    if role.how in (None, "label") or anchor is None:
        return None
    first = lexicon.phrases("crediting.first")
    if lexicon.phrases("crediting.news").has(anchor) and any(map(first.has, sentence.children(anchor.index, "advmod"))):
        return "first"
    around = lexicon.phrases("crediting.within")
    loose = lexicon.phrases("crediting.hands").has(anchor) or any(map(around.has, cases_of(sentence, name.head)))
    if role.how in _TOLD and not loose:
        return "addressee"
    gives = role.how == "report" or lexicon.phrases("crediting.news").has(anchor)
    return "report" if gives else "speaker"


def _is_last_name(words: str, written: Collection[str]) -> bool:
    """Whether a name of one word stands behind another in the article, as a surname does: "Don Guardian"."""
    return " " not in words and any(f" {words} " in f"{name} " for name in written)


def with_unlisted(find: Namer, names: Mapping[str, str]) -> Namer:
    """The same finder of outlets, which also finds these names (as they are written -> as tables have them); places
    are offsets into the article's text."""
    if not names:
        return find
    longest = sorted(names, key=lambda name: (-len(name), name))
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w-])")

    def wider(text: str, start: int) -> Sequence[tuple[Span, str | None]]:
        found = list(find(text, start))
        for match in pattern.finditer(text):
            place = Span(start + match.start(), start + match.end())
            if not any(place.overlaps(span) for span, _ in found):
                found.append((place, names[match.group()]))
        return sorted(found, key=lambda one: one[0])

    return wider
