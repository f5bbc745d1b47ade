"""Listed attributions go in, brat's standoff comes out, to be corrected by hand, and is read back the same.

An attribution is an event: its trigger is the cue (of one without a cue, the content), its arguments Source and
Content, its attributes Kind and Class. brat takes no line's end within an annotation, so spans are cut at lines and
joined again. Only this module knows the format: https://brat.nlplab.org/standoff.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from audit.model import CUE_CLASSES, KINDS, Span, Spans
from audit.record.result import ListedArticle, ListedAttribution

_EVENT: Final = "Attribution"
_LINE: Final = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BETWEEN: Final = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class BratError(ValueError):
    """A file of annotations cannot be read; the message names the file and the line."""


def configuration() -> str:
    """brat's ``annotation.conf`` for these files."""
    kinds, classes = ("|".join(map(_word, names)) for names in (KINDS, CUE_CLASSES))
    return (
        "[entities]\nSource\nContent\n\n[relations]\n\n[events]\n"
        f"{_EVENT}\tSource?:Source, Content?:Content\n\n[attributes]\n"
        f"Kind\tArg:<EVENT>, Value:{kinds}\nClass\tArg:<EVENT>, Value:{classes}\n"
    )


def file_name(id: str) -> str:
    """The name, without a suffix, of the files of an article: its id, with what no file's name may hold as %XX."""
    return quote(id, safe=" ()[],;=+!'@~", errors="backslashreplace") or "%"


def id_of(name: str) -> str:
    """The id of an article whose files have this name."""
    return "" if name == "%" else unquote(name)


def standoff(listed: ListedArticle, text: str) -> str:
    """The annotations (.ann) of an article's attributions in its text; those without a word are left out."""
    lines: list[str] = []
    places: dict[tuple[str, Spans], str] = {}

    def placed(kind: str, spans: Spans) -> str:
        fragments = _cut(spans, text)
        if (kind, fragments) not in places:
            name = places[kind, fragments] = f"T{len(places) + 1}"
            where = ";".join(f"{span.start} {span.end}" for span in fragments)
            lines.append(f"{name}\t{kind} {where}\t{_words(fragments, text)}")
        return places[kind, fragments]

    for number, one in enumerate(listed.attributions, start=1):
        trigger, content = (one.cue, one.content) if _cut(one.cue, text) else (one.content, ())
        if not _cut(trigger, text):
            continue
        parts = [f"{_EVENT}:{placed(_EVENT, trigger)}"]
        parts += [f"{role}:{placed(role, spans)}" for role, spans in (("Source", one.source), ("Content", content))
                  if _cut(spans, text)]  # fmt: skip
        lines.append(f"E{number}\t{' '.join(parts)}")
        lines.append(f"A{2 * number - 1}\tKind E{number} {_word(one.kind)}")
        lines.append(f"A{2 * number}\tClass E{number} {_word(one.cue_class)}")
    return "".join(f"{line}\n" for line in lines)


def read_standoff(id: str, annotations: str, text: str, where: str = "") -> ListedArticle:
    """The attributions that annotations (.ann) tell of a text; ``where`` is the file's name in errors.

    Without Kind or Class they are "named" and "speech". Raises BratError for what is no annotation, lies outside the
    text or was made in another text.
    """
    spans: dict[str, Spans] = {}
    events: dict[str, tuple[int, dict[str, str]]] = {}
    told: dict[tuple[str, str], str] = {}
    for number, line in enumerate(annotations.split("\n"), start=1):
        name, _, rest = line.rstrip("\r").partition("\t")
        try:
            if name[:1] == "T":
                spans[name] = _spans(rest, text)
            elif name[:1] == "E":
                events[name] = (number, dict(map(_role, rest.split())))
            elif name[:1] in ("A", "M"):
                attribute, target, *value = rest.split()
                told[attribute, target] = value[0] if value else ""
        except (ValueError, IndexError) as error:
            raise BratError(f"{where}:{number}: {error}") from error
    found = []
    for event, (number, roles) in events.items():
        missing = [target for target in roles.values() if target not in spans]
        if _EVENT not in roles or missing:
            raise BratError(f"{where}:{number}: the event {event} has no {', '.join(missing) or _EVENT}")
        trigger, content = spans[roles[_EVENT]], spans.get(roles.get("Content", ""), ())
        cue, content = (trigger, content) if content else ((), trigger)
        kind, cue_class = (_known(told.get((a, event)), names, f"{where}:{number}")
                           for a, names in (("Kind", KINDS), ("Class", CUE_CLASSES)))  # fmt: skip
        source = spans.get(roles.get("Source", ""), ())
        found.append(ListedAttribution(source, cue, content, kind, None, cue_class, "by hand", 1.0))
    return ListedArticle(id, tuple(found))


def write_brat(listed: Iterable[ListedArticle], texts: Mapping[str, str]) -> dict[str, str]:
    """The files of a folder for brat, name -> text: for each article its text and its annotations, and the settings.

    ``texts`` are those of the articles, by id. Half of a surrogate pair, which no file can hold, is written as U+FFFD.
    """
    files = {"annotation.conf": configuration()}
    for one in listed:
        text = "".join(chr(0xFFFD) if 0xD800 <= ord(letter) <= 0xDFFF else letter for letter in texts[one.id])
        files |= {f"{file_name(one.id)}.txt": text, f"{file_name(one.id)}.ann": standoff(one, text)}
    return files


def read_brat(folder: str | Path, texts: Mapping[str, str] | None = None) -> tuple[ListedArticle, ...]:
    """The attributions of a folder of brat's files, in the order of the articles' ids.

    ``texts`` are those of the articles as they are now, by id; without them the folder's own are taken. Raises
    BratError, naming file and line, where one is missing or cannot be read, or its words are not those of the text.
    """
    found = []
    paths = sorted(Path(folder).glob("*.ann"))
    if not paths:
        raise BratError(f"{folder}: no annotations here; a folder holds an .ann and a .txt for each article")
    for path in paths:
        try:
            annotations, text = (path.with_suffix(suffix).read_bytes().decode("utf-8") for suffix in (".ann", ".txt"))
        except OSError as error:
            raise BratError(f"{error.filename}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise BratError(f"{path}: not UTF-8") from error
        id = id_of(path.stem)
        found.append(read_standoff(id, annotations, (texts or {}).get(id, text), str(path)))
    return tuple(sorted(found, key=lambda one: one.id))


def _role(part: str) -> tuple[str, str]:
    role, colon, target = part.partition(":")
    if not colon:
        raise ValueError(f'"{part}" is no role and its target')
    return re.sub(r"\d+$", "", role), target


def _known(given: str | None, names: tuple[str, ...], where: str) -> str:
    if given is None:
        return "named" if names is KINDS else "speech"
    for name in names:
        if _word(name) == given:
            return name
    raise BratError(f'{where}: there is no "{given}"; there are {", ".join(map(_word, names))}')


def _spans(rest: str, text: str) -> Spans:
    """The spans of a line of text-bound annotation, once its words are those of the text."""
    head, _, words = rest.partition("\t")
    _, _, where = head.partition(" ")
    pieces = [Span(*map(int, piece.split())) for piece in where.split(";")]
    if any(piece.end > len(text) for piece in pieces):
        raise ValueError(f"{where} lies outside the text, which has {len(text)} characters")
    if _words(tuple(pieces), text) != words:
        raise ValueError(f'the text has "{_words(tuple(pieces), text)[:40]}" there, not "{words[:40]}": it was changed')
    joined: list[Span] = []
    for piece in sorted(pieces, key=lambda span: span.start):
        if joined and (not (gap := text[joined[-1].end : piece.start]) or _BETWEEN.fullmatch(gap)):
            piece = Span(joined.pop().start, piece.end)
        joined.append(piece)
    return tuple(joined)


def _cut(spans: Iterable[Span], text: str) -> Spans:
    """The spans without line's ends: a piece for each line."""
    return tuple(piece for span in spans for piece in _lines(span, text))


def _lines(span: Span, text: str) -> Iterator[Span]:
    for match in _LINE.finditer(text, span.start, span.end):
        yield Span(*match.span())


def _words(pieces: Iterable[Span], text: str) -> str:
    return " ".join(re.sub(r"\t", " ", piece.of(text)) for piece in pieces)


def _word(name: str) -> str:
    return name.replace(" ", "_")
