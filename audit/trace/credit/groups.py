"""An unnamed source's words go in, what they say of the group comes out: is it one credited to the origin before?

"The sources", "one of the officials" and bare "sources" lean on a group that was brought in before; "Mexican officials"
or "legal experts" bring a nationality, an office or a field of their own, and so are a new group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from attrs import frozen

from audit.trace.echo.likeness import numbers_in

_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[.’'-](?=[^\W_]))*")
_PARTITIVE: Final = re.compile(
    r"^(?:at\s+least\s+)?(?:one|two|three|four|five|six|seven|eight|nine|ten|some|several|many|most|all|both|each|another|any|none|\d+)"
    r"\s+of\s+(?=(?:the|these|those|its|their|his|her)\b)",
    re.IGNORECASE,
)
_DEFINITE: Final = frozenset({"the", "these", "those", "same", "such", "its", "their"})
_NEUTRAL: Final = frozenset(
    re.findall(
        r"\S+",
        """a an the these those same such its their this that any some several many most all both each another other
        others of at least more than about nearly few handful number pair group one two three four five six seven
        eight nine ten eleven twelve dozen dozens second third senior junior top high-ranking high-level ranking
        unnamed anonymous unidentified current and or other multiple various well-placed high government people
        person""",
    )
)
_AFTER: Final = re.compile(
    r",|\s\(|\s+(?:with|familiar|who|whom|that|in|from|at|of|on|involved|close|briefed|knowledgeable|including|speaking|directly"
    r"|inside|within|across|for|to|privy|aware|working|quoted|cited)\b",
    re.IGNORECASE,
)
# How a source knows says nothing of which side it is on.
_BASIS: Final = re.compile(
    r"\b(?:familiar\s+with|with\s+(?:direct\s+|first-?hand\s+|intimate\s+)?knowledge|who\s+(?:spoke|asked|requested|declined|were|was|has|have)"
    r"|briefed\s+on|aware\s+of|privy\s+to|knowledgeable|involved\s+in\s+the|speaking\s+on|close\s+to\s+the\s+(?:matter|talks|discussions)"
    r"|directly\s+involved|quoted|cited|working\s+on\s+the)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_TIMES: Final = frozenset({"former", "retired"})  # "one of the former officials" still points back
_LINKS: Final = frozenset(
    re.findall(
        r"\w+",
        "with in from at of on who that to for including involved inside within speaking across whom close directly",
    )
)
_GENERIC: Final = frozenset({"source", "people", "person", "individual", "insider"})
_OFFICE: Final = frozenset({"official", "aide", "adviser", "advisor", "lawmaker", "diplomat", "officer", "staffer"})
_NOT_PEOPLE: Final = frozenset(
    re.findall(
        r"\w+",
        "report reports news media data analysis research study poll survey document record letter some many critic",
    )
)
_PRONOUN: Final = frozenset({"they", "he", "she", "them", "him", "her", "who", "one"})
_REPORT: Final = re.compile(
    r"^(?:the|this|that|its)\s+(?:(?:news|same|TV|television)\s+)*"
    r"(?:report|reports|story|article|outlet|network|broadcaster|channel|newspaper|paper|organi[sz]ation|agency|publication|website)$",
    re.IGNORECASE,
)


@frozen
class Group:
    """What an unnamed source's words say: head nouns, the words that set it apart, whether it points back."""

    heads: frozenset[str]
    marks: frozenset[str]
    pointing: bool
    bare: bool
    other: bool
    pronoun: bool


def points_to_report(source: str) -> bool:
    """Whether the words point back to a report or an outlet spoken of before ("the network", "the report")."""
    return bool(_REPORT.match(" ".join(source.split())))


def group_of(source: str) -> Group:
    """What the words of an unnamed source say of it."""
    text = " ".join(source.split())
    rest = _PARTITIVE.sub("", text)
    lowered = rest.lower()
    first = lowered.split(" ")[0] if lowered else ""
    cut = _AFTER.search(rest)
    front, back = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    heads: set[str] = set()
    marks: set[str] = set()
    parts = re.split(r"\s+and\s+(?:even\s+)?|\s+or\s+|/", front)
    for place, part in enumerate(parts):
        words = [m.group() for m in _WORD.finditer(part)]
        if not words:
            continue
        last = words[-1].lower()
        is_head = place == len(parts) - 1 or (last.endswith("s") and not words[-1][0].isupper()) or last in _GENERIC
        heads |= {_singular(last)} if is_head else set()
        marks |= {_mark(word) for word in (words[:-1] if is_head else words) if _tells(word)}
    back = _BASIS.sub("", back)
    marks |= {_mark(word) for word in _content(back)}
    return Group(
        frozenset(heads),
        frozenset(marks),
        pointing=rest != text or first in _DEFINITE,
        bare=bool(heads) and not marks and not back.strip(" ,") and not numbers_in(text),
        other=bool(re.match(r"(?:some |several |many )?others?\b", lowered)),
        pronoun=lowered in _PRONOUN,
    )


def says_only_sources(source: str) -> bool:
    """Whether the words say no more than that somebody is a source ("sources", "a source")."""
    group = group_of(source)
    return group.bare and group.heads <= {"source"}


def same_group(new: Group, known: Iterable[Group]) -> bool:
    """Whether an unnamed source can be one of the groups known: no mark that none of them has, and a fitting head noun.

    A head noun fits if one of them has it, if it says no more than that somebody is a source, or if all that is known
    of them is that they are sources.
    """
    groups = tuple(known)
    if not new.heads or new.other or new.heads & _NOT_PEOPLE:
        return False
    marks = frozenset[str]().union(*(group.marks for group in groups)) if groups else frozenset()
    heads = frozenset[str]().union(*(group.heads for group in groups)) if groups else frozenset()
    if new.marks - marks - (_TIMES if new.pointing else frozenset()):
        return False
    if not groups:  # the origin itself was credited, its sources were not described
        return (new.pointing and new.heads <= _GENERIC | _OFFICE) or (new.bare and new.heads <= {"source"})
    return all(
        head in heads or head in _GENERIC or (heads <= _GENERIC and (new.pointing or new.bare)) for head in new.heads
    )


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "is", "us")) and len(word) > 3 else word


def _tells(word: str) -> bool:
    return word.lower() not in _NEUTRAL and not word[0].isdigit()


def _content(text: str) -> Iterable[str]:
    """Words that tell of an office or a side, in what follows the head noun ("in the Pentagon")."""
    for match in _WORD.finditer(text):
        word = match.group()
        if _tells(word) and word.lower() not in _LINKS:
            yield word


def _mark(word: str) -> str:
    plain = word.lower().replace("’", "'").removesuffix("'s").replace(".", "")
    return {"american": "us", "usa": "us", "defence": "defense"}.get(plain, _singular(plain))
