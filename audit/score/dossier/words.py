"""The words of a source go in, what they tell of it comes out: number, role, affiliation, former or current, side.

What they should tell: AP Stylebook, "anonymous sources"; NPR Ethics Handbook, "describe them as precisely as you can".
Works on text alone, so that records without trees have dossiers too; offsets are those of the words given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from attrs import field, frozen

from audit.lexicon import Lexicon
from audit.score.dossier.nouns import (
    BODIES,
    EMPTY,
    EXPERTS,
    FIELDS,
    IRREGULAR,
    NO_NAME,
    NUMBERS,
    OWNERS,
    POPULATION,
    SEATS,
    SIDES,
    SINGULAR,
    VAGUE_NUMBERS,
)

_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[.’'&-](?=[^\W_]))*(?:\.(?=[^\W_]))?")
_PARTITIVE: Final = re.compile(
    r"(?:at\s+least\s+|nearly\s+|more\s+than\s+|about\s+)?(?P<many>one|two|three|four|five|six|seven|eight|nine|ten|\d+|some|several|many|most|few|all|none|both|each|another"
    r"|any|half|dozens|hundreds|scores|members?)(?:\s+(?:dozen|hundred"
    r"|thousand))?(?P<others>\s+others?)?"
    r"\s+of\s+(?=(?:the|these|those|its|their|his|her|our|my|[\w.’' ]{2,30}?[’']s?)\s)",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(
    r"\b\d+\s*(?:%|percent|per\s+cent)|\b\w+\s+(?:in|of|out\s+of)\s+(?:ten|10|five|5|three|four)\b", re.IGNORECASE
)
_AFTER: Final = re.compile(
    r",|\s[(—–-]|\s+(?:with|familiar|who|whom|that|which|in|from|at|of|on|for|to|near|inside|within|across"
    r"|involved|close|briefed"
    r"|knowledgeable|including|speaking|directly|privy|aware|working|questioning|supporting|backing|worried|marching|looking|quoted|cited"
    r"|interviewed|I|we)\b"
)
_FORMER: Final = re.compile(r"\b(?:former|ex|retired|onetime|one-time|erstwhile|then)\b(?!\s+of\b)", re.IGNORECASE)
_CURRENT: Final = re.compile(r"\b(?:current|sitting|serving|incumbent|present-day)\b", re.IGNORECASE)
_PARTY: Final = re.compile(
    r"(?:republican|democrat|libertarian|conservative|liberal|tory|labou?rite|independent|green)s?"
    r"|democratic|tories|labour|gop|dnc|rnc",
    re.IGNORECASE,
)
_PLACES_BACK: Final = ("at", "for", "of", "from", "to", "in", "on", "within", "inside", "with")


@frozen
class Piece:
    """A stretch of the words given: ``start`` and ``end`` count from their beginning."""

    text: str
    start: int
    end: int


@frozen
class Words:
    """What a source's words tell; pieces are parts of them. ``heads`` are the nouns, singular, lower case."""

    heads: frozenset[str]
    number: int | None = None
    quantity: str | None = None
    role: Piece | None = None
    affiliation: Piece | None = None
    tense: str | None = None
    side: Piece | None = None
    plural: bool = field(default=False)


def words_of(source: str, lexicon: Lexicon) -> Words:
    """What the words of a source ("two former Pentagon officials") tell of it."""
    share = _SHARE.search(source)
    part = _PARTITIVE.match(source)
    rest = part.end() if part else share.end() if share and not share.start() else 0
    cut = _AFTER.search(source, rest + 1) if len(source) > rest else None
    stop = cut.start() if cut else len(source)
    front = [Piece(m.group(), m.start(), m.end()) for m in _WORD.finditer(source, rest, stop)]
    groups = _conjuncts(front)
    heads = [group[-1] for group in groups if group]
    if not heads:
        return Words(frozenset())
    number, quantity = (None, None) if share else _how_many(source, part, front, heads[-1])
    names = frozenset(singular(_plain(head.text)) for head in heads)
    back = source[stop:]
    role = _role(groups, lexicon, back)
    return Words(
        heads=names,
        number=number,
        quantity=quantity,
        role=_exact(role, source),
        affiliation=_exact(_affiliation(groups, lexicon) or _after(source, stop, names), source),
        tense=_tense(source),
        side=_exact(_side(groups, source, stop), source),
        plural=is_plural(heads[-1].text) or len(heads) > 1,
    )


def _exact(piece: Piece | None, source: str) -> Piece | None:
    """The piece with its words as the source has them ("Mr. Lund")."""
    return piece and Piece(source[piece.start : piece.end], piece.start, piece.end)


def _conjuncts(front: Sequence[Piece]) -> list[list[Piece]]:
    """The parts of "regulators and advisers"; "federal and state officials", which share their noun, stay together."""
    groups: list[list[Piece]] = [[]]
    for place, word in enumerate(front):
        ends = word.text.lower() in ("and", "or") and groups[-1] and place + 1 < len(front)
        if ends and is_plural(groups[-1][-1].text) and not groups[-1][-1].text.endswith(("’s", "'s")):
            groups.append([])
        else:
            groups[-1].append(word)
    return [group for group in groups if group]


def _how_many(
    source: str, part: re.Match[str] | None, front: Sequence[Piece], head: Piece
) -> tuple[int | None, str | None]:
    if part:
        return _count(part["many"], plural=False)
    found: tuple[int | None, str | None] = (None, None)
    for word in front:
        text = word.text.lower()
        if word is head and len(front) > 1:
            break
        if text in SINGULAR:
            return 1, None
        found = _count(text, plural=True)
        if found != (None, None):
            return found
    text = head.text.lower()
    if text in ("someone", "somebody", "he", "she"):
        return 1, None
    if text in EMPTY and text not in ("source", "person", "man", "woman", "individual", "insider"):
        return None, None
    return (None, None) if is_plural(head.text) or not re.search(r"\w", source) else (1, None)


def _count(word: str, *, plural: bool) -> tuple[int | None, str | None]:
    text = word.lower()
    if text in NUMBERS and not (plural and text == "dozen"):
        return NUMBERS[text], None
    if text.isdecimal() and 0 < int(text) < 1000:
        return int(text), None
    if text in VAGUE_NUMBERS:
        return None, text
    return None, None


def _role(groups: Sequence[Sequence[Piece]], lexicon: Lexicon, back: str) -> Piece | None:
    for group in groups:
        head, before = group[-1], group[:-1]
        word = singular(_plain(head.text))
        if _PARTY.fullmatch(_plain(head.text)) or word in EMPTY or word in SIDES or _is_people(head.text):
            continue
        if word in NUMBERS or word[:1].isdigit() or _is_written(word, lexicon):
            continue
        if head.text[:1].isupper() and not _known(word, lexicon) and len(groups[0]) > 1:
            continue
        if word in EXPERTS and not _is_role(word, lexicon):
            field_told = any(_plain(piece.text) not in NO_NAME - FIELDS for piece in before)
            if not field_told and not re.match(r"\s+(?:on|in|at|from|of)\s", back):
                continue
        return head
    return None


def _is_role(word: str, lexicon: Lexicon) -> bool:
    return any(entry["role"] in ("anonymous", "office") for entry in lexicon.by_word("sources").get(word, ()))


def _is_written(word: str, lexicon: Lexicon) -> bool:
    """Polls, filings, data: what is written has no rank."""
    roles = {entry["role"] for entry in lexicon.by_word("sources").get(word, ())}
    return bool(roles) and roles <= {"document"}


def _known(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.by_word("sources") or word.endswith(("er", "or", "ist", "ator"))


def _is_people(word: str) -> bool:
    """Mexicans, African-Americans, Muslims: whom one is born among, not what one does."""
    return word[:1].isupper() and bool(
        re.fullmatch(r"[\w-]*(?:ans?|ese|ish|slims?|ews|stians|holics|atinos?|ispanics?|raelis?)", word)
    )


def _affiliation(groups: Sequence[Sequence[Piece]], lexicon: Lexicon) -> Piece | None:
    for group in groups:
        head, before = group[-1], list(group[:-1])
        word = singular(_plain(head.text))
        if _PARTY.fullmatch(_plain(head.text)):
            return head
        if word in SIDES:
            continue
        found = _before(head, before, word, lexicon)
        if found:
            return found
    return None


def _before(head: Piece, before: list[Piece], word: str, lexicon: Lexicon) -> Piece | None:
    if any(_plain(w.text) == "fellow" and not any(_PARTY.fullmatch(_plain(b.text)) for b in before) for w in before):
        return None
    for place, piece in enumerate(before):
        text = _plain(piece.text)
        if text in OWNERS or (re.search(r"[’']s?$", piece.text) and piece.text[:1].isupper()):
            if word not in POPULATION:
                return _joined(before, place)
        elif _PARTY.fullmatch(text):
            return piece
        elif text in BODIES and word not in ("voter", "resident", "student", "friend", "neighbor"):
            if word in EXPERTS and text in ("security", "defense", "defence", "intelligence"):
                continue  # a field, not a body
            return _joined(before, place)
        elif piece.text[:1].isupper() and text not in NO_NAME and word not in POPULATION:
            if _is_people(piece.text) and word not in SEATS:
                continue
            if piece.start == 0 and place + 1 < len(before) and before[place + 1].text.islower() and word not in SEATS:
                continue
            return _joined(before, place)
    return None


def _joined(before: Sequence[Piece], place: int) -> Piece:
    """A name of several words: "Homeland Security Department", "high school"."""
    first = last = place
    while last + 1 < len(before) and before[last + 1].text[:1].isupper() and before[last].text[:1].isupper():
        last += 1
    while first > 0 and before[first - 1].text[:1].isupper() and _plain(before[first - 1].text) not in NO_NAME:
        first -= 1
    text = " ".join(piece.text for piece in before[first : last + 1])
    return Piece(text, before[first].start, before[last].end)


_BACK: Final = re.compile(
    r"(?:^|\s)(?P<how>" + "|".join(_PLACES_BACK) + r")\s+(?:both\s+|the\s+|its\s+|a\s+|an\s+)?"
    r"(?P<name>(?:his|her|their)\s+\w+|both\s+\w+|(?:[A-Z][\w.&’'-]*)(?:\s+(?:of|for|and|on"
    r"|the)?\s*[A-Z][\w.&’'-]*)*|[a-z][\w-]+(?:\s+[a-z]+)?)"
)


def _after(source: str, start: int, heads: frozenset[str]) -> Piece | None:
    """The body after the noun: "officials at the Pentagon", "a spokesman for Mr. Lund"."""
    if heads & SIDES and not heads - SIDES:
        return None
    relative = re.search(
        r",|\b(?:who|whom|that|which|familiar|briefed|involved|interviewed)\b|\s(?:close|speaking|direct)",
        source[start:],
    )
    stop = start + relative.start() if relative and relative.start() else len(source)
    for match in _BACK.finditer(source, max(0, start - 1), max(stop, start)):
        name, how = match["name"], match["how"]
        plain = singular(_plain(name.split()[-1]))
        body = any(_plain(w) in BODIES or singular(_plain(w)) in BODIES for w in name.split())
        if name[:1].isupper() or name.split()[0] in ("his", "her", "their"):
            place_only = how in ("in", "from", "on") and heads <= POPULATION | EXPERTS | EMPTY and not body
            topic = how == "on" and not body
            if not place_only and not topic:
                return Piece(name, match.start("name"), match.end("name"))
        elif (
            plain in ("party", "parties", "side", "camp")
            or (body and how != "in")
            or (body and plain in ("congress", "government"))
        ):
            return Piece(name.split(" ")[0] if not body else name, match.start("name"), match.end("name"))
    return None


def _side(groups: Sequence[Sequence[Piece]], source: str, stop: int) -> Piece | None:
    for group in groups:
        if singular(_plain(group[-1].text)) in SIDES and (len(group) > 1 or re.match(r"\s+(?:of|to)\s", source[stop:])):
            first = next(
                (w for w in group[:-1] if _plain(w.text) not in NO_NAME or _plain(w.text) in OWNERS), group[-1]
            )
            end = group[-1].end if len(group) > 1 else len(source)
            return Piece(source[first.start : end], first.start, end)
    for group in groups:
        for word in group:
            if _PARTY.fullmatch(_plain(word.text)):
                return word
    return None


def _tense(source: str) -> str | None:
    former, current = _FORMER.search(source), _CURRENT.search(source)
    if former and current:
        return None  # "current and former officials": some of them are
    return "former" if former else "current" if current else None


def _plain(word: str) -> str:
    return re.sub(r"[’']s?$", "", word.lower())


@lru_cache(maxsize=4096)
def is_plural(word: str) -> bool:
    """Whether a noun has the form of a plural."""
    text = word.lower()
    return text in IRREGULAR or (
        text.endswith("s") and not text.endswith(("ss", "us", "is", "’s", "'s")) and len(text) > 3
    )


@lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """A noun without its plural ending; irregular ones stay as they are."""
    if word == "men":
        return "man"
    if word == "women":
        return "woman"
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    return word[:-1] if is_plural(word) and word.endswith("s") else word
