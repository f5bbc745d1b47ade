"""A text goes in, its segments come out: prose, headings, metadata, captions, tables, boilerplate, vague credits.

Every segment is a stretch without blank edges; what lies between two of them is white space. Nothing is dropped, and a
line counts as prose unless a rule says otherwise: real prose must not be lost. A rule's name is the segment's reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple

from attrs import evolve

from audit.lexicon import Lexicon, builtin
from audit.model import Segment, Span
from audit.read.beside import DATELINE, parts, signatures
from audit.read.boilerplate import LONGEST, line_rule, vague_tail
from audit.read.frontmatter import front_matter
from audit.read.places import PARAGRAPH_END

PROSE: Final = "paragraph"
_MARKED_HEADING: Final = re.compile(r"#{1,6}\s+\S.*|\*\*[^*]+\*\*|__[^_]+__", re.DOTALL)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_UNDERLINE: Final = re.compile(r"=+|-{3,}")
_BULLET: Final = re.compile(r"(?:[-*+•–·◦▪‣]|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s+(?=\S)")
_FULL_STOP: Final = re.compile(r"[.!?…。！？؟۔][\"'”’»)\]*_]*\Z")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？؟۔।:;,][\"'”’»)\]*_]*\Z")
_MAYBE_ROW: Final = ("", "no letters", "navigation", "marked heading")  # what a row of a table may look like alone
_NEXT_SENTENCE: Final = re.compile(
    r"(?<![A-Z.])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?][\"'”’)]*\s+(?=[“\"'‘(]?[^\W\da-z])"
)
_WORD: Final = re.compile(r"[^\W_][\w'’.-]*")


class _Line(NamedTuple):
    """A line, or a paragraph of a hard-wrapped text: its edges, whether a blank line stands before it, what it is."""

    start: int
    end: int
    spaced: bool
    status: str = ""
    reason: str = ""


# --- public


def segments(text: str, title: str | None = None, lexicon: Lexicon | None = None) -> tuple[Segment, ...]:
    """The segments of a text, in order, disjoint, holding every character that is not white space; takes linear time.

    ``title``, where it is known, marks a line with the same words as a heading. ``lexicon`` holds the rules for lines
    (``layout.toml``), ours where none is given. Never raises: any string is a text.
    """
    lexicon = lexicon or builtin()
    found = _head(text)
    lines = _lines(text, found[-1].span.end if found else 0)
    width = _width(text, lines)
    if width:
        lines = _unwrap(text, lines, width)
    lines = [_ruled(text, line, lexicon) for line in lines]
    lines = _tables(text, _contents(text, lines, lexicon))
    lines = _headings(text, lines, title, lexicon)
    found.extend(_merged(_split(text, lines, lexicon)))
    return tuple(_without_comments(text, found))


def _without_comments(text: str, found: Sequence[Segment]) -> Iterator[Segment]:
    """The segments, divided where a comment (<!-- … -->) stands in them; a comment is metadata."""
    last = text.rfind("-->") + 3  # beyond it none closes, and looking for its end would cost by the square
    comments = [Span(*match.span()) for match in _COMMENT.finditer(text, 0, last)] if "<!--" in text else []
    first = 0
    for segment in found:
        place = segment.span.start
        while first < len(comments) and comments[first].end <= segment.span.start:
            first += 1
        for comment in islice(comments, first, None):
            if comment.start >= segment.span.end:
                break
            if not comment.overlaps(segment.span) or segment.reason == "front matter":
                continue
            start, end = max(comment.start, place), min(comment.end, segment.span.end)
            yield from _trimmed(text, segment, place, start)
            yield Segment(Span(start, end), "metadata", "comment")
            place = end
        yield from [segment] if place == segment.span.start else _trimmed(text, segment, place, segment.span.end)


def _trimmed(text: str, segment: Segment, start: int, end: int) -> Iterator[Segment]:
    raw = text[start:end]
    bare = raw.strip()
    if bare:
        first = start + len(raw) - len(raw.lstrip())
        yield evolve(segment, span=Span(first, first + len(bare)))


# --- lines and paragraphs


def _head(text: str) -> list[Segment]:
    """The front matter, or else the byte order mark; [] where there is neither."""
    front = front_matter(text)
    if front is not None:
        return [Segment(front, "metadata", "front matter")]
    return [Segment(Span(0, 1), "metadata", "byte order mark")] if text.startswith("\ufeff") else []


def _lines(text: str, start: int) -> list[_Line]:
    lines, blank, place = [], True, start
    for stop in (*(match.span() for match in PARAGRAPH_END.finditer(text, start)), (len(text), len(text))):
        raw = text[place : stop[0]]
        bare = raw.strip()
        if bare:
            first = place + len(raw) - len(raw.lstrip())
            lines.append(_Line(first, first + len(bare), blank))
        blank = not bare
        place = stop[1]
    return lines


def _width(text: str, lines: Sequence[_Line]) -> int:
    """The width in characters that a hard-wrapped text is set to, 0 where single newlines are no mere line breaks.

    They are where, of the lines directly followed by another, four fifths are so full that the next word would not have
    fitted into nine tenths of the text's width (30 to 120 characters), more than half do not end a sentence, and fewer
    than three quarters are followed by a line that starts with a capital. List items begin anew and do not count.
    """
    inner = [
        (here, after)
        for here, after in pairwise(lines)
        if not after.spaced and _BULLET.match(text, after.start, after.end) is None
    ]
    if len(inner) < 2:
        return 0
    lengths = sorted(here.end - here.start for here, _ in inner)
    width = lengths[round(0.95 * (len(lengths) - 1))]  # one long web address does not make the text wide
    if not 30 <= width <= 120:
        return 0
    full = sum(_full(text, here, after, 9 * width // 10) for here, after in inner)
    broken = sum(_FULL_STOP.search(text, max(here.start, here.end - 8), here.end) is None for here, _ in inner)
    capital = sum(text[after.start].isupper() for _, after in inner)
    share = len(inner)
    return width if full >= 0.8 * share and broken > 0.5 * share and capital < 0.75 * share else 0


def _full(text: str, here: _Line, after: _Line, width: int) -> bool:
    word = text[after.start : min(after.end, after.start + width)].split(None, 1)[0]
    return here.end - here.start + 1 + len(word) > width


def _unwrap(text: str, lines: Sequence[_Line], width: int) -> list[_Line]:
    """Joins the lines of a hard-wrapped text into its paragraphs; list items, table rows, headings begin anew."""
    joined: list[_Line] = []
    last: _Line | None = None
    for line in lines:
        words = text[line.start : min(line.end, line.start + 200)]
        anew = last is None or line.spaced or words.startswith(("#", "|")) or _BULLET.match(words) is not None
        if not anew and last is not None:
            # a line far from full ends its paragraph: a headline, a byline, the last line before an unspaced paragraph
            short = not words[0].islower() and not _full(text, last, line, width - 15)
            anew = short or text.startswith("#", last.start)
        if anew:
            joined.append(line)
        else:
            joined[-1] = joined[-1]._replace(end=line.end)
        last = line
    return joined


# --- what a line is


def _ruled(text: str, line: _Line, lexicon: Lexicon) -> _Line:
    if line.end - line.start > LONGEST:
        return line
    words = text[line.start : line.end]
    if "(@" in words and any(True for _ in signatures(words, 0, len(words), lexicon)):
        return line  # words of a network, whatever they look like
    if _MARKED_HEADING.fullmatch(words):
        return line._replace(status="heading", reason="marked heading")
    rule = line_rule(words, lexicon)
    return line if rule is None else line._replace(status=rule.status, reason=rule.name)


def _contents(text: str, lines: list[_Line], lexicon: Lexicon) -> list[_Line]:
    """Marks tables of contents: a title with its list, or three list items in a row that all recur as lines."""
    short = [text[line.start : line.end] if line.end - line.start <= 150 else "" for line in lines]
    items = [_BULLET.sub("", words, count=1) for words in short]
    times = Counter(item.casefold() for item in items if item)
    recurs = [bool(item) and times[item.casefold()] > 1 for item in items]
    bulleted = [item != words for item, words in zip(items, short, strict=True)]
    heads_contents = lexicon.pattern("layout.contents-title")
    out, place = list(lines), 0
    while place < len(lines):
        end = place
        if short[place] and heads_contents.fullmatch(short[place].strip("#* \t_")):
            end = place + 1
            listed = end < len(lines) and bulleted[end]
            seen: set[str] = set()
            while end < len(lines) and (bulleted[end] if listed else recurs[end] and items[end].casefold() not in seen):
                seen.add(items[end].casefold())
                end += 1
        elif bulleted[place] and recurs[place]:
            while end < len(lines) and bulleted[end] and recurs[end]:
                end += 1
            end = end if end - place >= 3 else place
        for number in range(place, end):
            out[number] = lines[number]._replace(status="boilerplate", reason="table of contents")
        place = max(end, place + 1)
    return out


def _tables(text: str, lines: list[_Line]) -> list[_Line]:
    """Marks tables: two or more lines in a row with cells set off by bars or tabs, one of them at least with three."""
    out, place = list(lines), 0
    bars = [_bars(text, line) if line.reason in _MAYBE_ROW else 0 for line in lines]
    while place < len(lines):
        end = place
        while end < len(lines) and bars[end]:
            end += 1
        if end - place >= 2 and max(bars[place:end]) >= 2:
            for number in range(place, end):
                out[number] = lines[number]._replace(status="table", reason="table")
        place = max(end, place + 1)
    return out


def _bars(text: str, line: _Line) -> int:
    """How many bars or tabs stand in a line."""
    return max(text.count("|", line.start, line.end), text.count("\t", line.start, line.end))


# --- headings


def _headings(text: str, lines: list[_Line], title: str | None, lexicon: Lexicon) -> list[_Line]:
    """Marks headings among the lines that no rule has named: a line's words decide, and what stands around it."""
    wanted = _folded(title) if title else None
    follows: list[_Line | None] = [None] * len(lines)
    after: _Line | None = None
    for number in range(len(lines) - 1, -1, -1):
        follows[number] = after
        if lines[number].status in ("", "heading"):
            after = lines[number]
    out, top, before = list(lines), True, ""
    for number, line in enumerate(lines):
        if line.status:
            continue
        words = text[line.start : min(line.end, line.start + 260)]
        after = follows[number]
        under = "" if after is None else text[after.start : min(after.end, after.start + 600)]
        if wanted and len(words) < 250 and _folded(words) == wanted:
            reason = "title"
        elif number + 1 < len(lines) and _underlined(text, line, lines[number + 1]):
            reason = "marked heading"
        elif top:
            reason = "title" if under and _is_title(words, under, lexicon) else ""
        else:
            reason = _heading(words, before, under, lexicon)
        if reason:
            out[number] = line._replace(status="heading", reason=reason)
        top = False
        before = "" if reason else text[max(line.start, line.end - 40) : line.end]
    return out


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold().rstrip(".")


def _underlined(text: str, line: _Line, beneath: _Line) -> bool:
    short = not beneath.spaced and line.end - line.start <= 150 and beneath.end - beneath.start <= 200
    if not short or text[line.end - 1] == ".":
        return False
    return _UNDERLINE.fullmatch(text, beneath.start, beneath.end) is not None


def _is_title(words: str, after: str, lexicon: Lexicon) -> bool:
    """Whether the first line of a text is its title: short, one sentence at most, no full stop unless in capitals."""
    speech, small = lexicon.pattern("layout.speech"), lexicon.words("layout.small-in-headlines")
    if len(words) > 200 or len(words.split()) > 30 or _sentences(words) > 1 or after[:1].islower():
        return False
    stop = _SENTENCE_END.search(words)
    if stop is None or stop.group()[0] in ";!?":
        return not (speech.match(words) and len(after) < 2 * len(words)) or _capitals(words, small)
    return stop.group()[0] == "." and len(words) <= 120 and _capitals(words, small) and not speech.search(words)


def _heading(words: str, before: str, after: str, lexicon: Lexicon) -> str:
    """The rule by which a line further down is a heading, "" where it is prose."""
    count = len(words.split())
    if len(words) > 110 or count > 16 or _BULLET.match(words) or not _WORD.search(words):
        return ""
    if lexicon.pattern("layout.speech").search(words):
        return ""
    if (before and _SENTENCE_END.search(before) is None) or before.endswith((",", ":", ";")) or after[:1].islower():
        return ""
    longer = len(after) >= 2 * len(words)
    stop = _SENTENCE_END.search(words)
    if stop is None:
        if "@" in words or words[0].islower():
            return ""
        if _capitals(words, lexicon.words("layout.small-in-headlines")):
            return "capitalised heading" if longer or not after else ""
        return "short line without a full stop" if longer and count <= 10 and _SENTENCE_END.search(after[-400:]) else ""
    asked = stop.group() == "?" and words.count("?") == _sentences(words) <= 2 and words[0].isupper()
    if asked and longer and before and not lexicon.pattern("layout.goes-on").match(words):
        return "question heading"
    if stop.group() == "." and longer and words.isupper() and count <= 8 and words.count(".") == 1:
        return "capitalised heading"
    return ""


def _sentences(words: str) -> int:
    """How many sentences a short line holds, roughly: stops after initials and short abbreviations do not count."""
    return 1 + len(_NEXT_SENTENCE.findall(words))


def _capitals(words: str, small: Collection[str]) -> bool:
    """Whether nearly all words that count start with a capital, as in an English headline."""
    counted = [word for word in _WORD.findall(words) if word.lower() not in small]
    return len(counted) >= 2 and sum(not word[0].islower() for word in counted) >= 0.8 * len(counted)


# --- segments


def _split(text: str, lines: Sequence[_Line], lexicon: Lexicon) -> Iterator[_Line]:
    """Cuts a vague credit off the end of the paragraph or the label it is glued to, and from prose what stands beside
    its sentences."""
    for line in lines:
        cut = None if line.status == "vague credit" else vague_tail(text, line.start, line.end, lexicon)
        if cut is None:
            yield from _apart(text, line, lexicon)
            continue
        left = line._replace(end=line.start + len(text[line.start : cut].rstrip()))
        if line.status in ("", "heading", "boilerplate"):
            left = _ruled(text, left._replace(status="", reason=""), lexicon)
        yield from _apart(text, left, lexicon)
        yield _Line(cut, line.end, False, "vague credit", "vague credit")


def _apart(text: str, line: _Line, lexicon: Lexicon) -> Iterator[_Line]:
    """A line of prose as its dateline, which is metadata, its sentences, and the signatures of posts; any other as it
    is."""
    if line.status:
        yield line
        return
    for start, end, reason in parts(text, line.start, line.end, lexicon):
        yield _Line(start, end, False, "metadata" if reason == DATELINE else "", reason)


def _merged(lines: Iterator[_Line]) -> Iterator[Segment]:
    held: Segment | None = None
    for line in lines:
        segment = Segment(Span(line.start, line.end), line.status or "prose", line.reason or PROSE)
        if held is not None and held.reason == segment.reason and segment.reason in ("table", "table of contents"):
            held = evolve(held, span=Span(held.span.start, segment.span.end))
            continue
        if held is not None:
            yield held
        held = segment
    if held is not None:
        yield held
