"""A file or folder of gold goes in, articles with their attributions come out, in the form that the scorers take.

JSON Lines: one object per article, {"id", "text", "attributions": [{"source", "cue", "content"}, …]} with lists of
[start, end]; "publisher" where it is known. brat standoff (https://brat.nlplab.org/standoff.html): NAME.ann with its
NAME.txt beside it, or in a folder "text" beside the folder of the .ann, where PolNeAR also puts the annotator's name
after the article's ("article_ab12.ann", "text/article.txt"). An event is an attribution: its arguments Source, Cue and
Content name text-bound annotations, whose spans may be split ("T1 Source 0 5;7 9"); without a Cue, its trigger is
the cue. An argument that names another event stands for all the words of that one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.scorers.attributions import ROLES

Spans = list[list[int]]
_TEXT_BOUND: Final = re.compile(r"(T\S+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t.*)?")
_EVENT: Final = re.compile(r"(E\S+)\t(\S+:[TE]\S+(?: \S+:[TE]\S+)*)\s*")


class GoldError(ValueError):
    """Gold cannot be read; the message names the file, the line and what is expected there."""


def read_gold(path: str | Path) -> dict[str, dict[str, Any]]:
    """Article id -> the article, of a .jsonl or .ann file, or of a folder of them. Raises GoldError."""
    path = Path(path)
    if path.is_dir():
        files = sorted([*path.rglob("*.ann"), *path.rglob("*.jsonl")])
        if not files:
            raise GoldError(f"{path}: no .ann and no .jsonl file in this folder")
    elif path.is_file():
        files = [path]
    else:
        raise GoldError(f"{path}: no such file or folder; give --gold a .jsonl file, a .ann file or a folder of them")
    articles: dict[str, dict[str, Any]] = {}
    for file in files:
        for article in _json_lines(file) if file.suffix == ".jsonl" else [read_brat(file)]:
            if article["id"] in articles:
                raise GoldError(f'{file}: a second article with the id "{article["id"]}"')
            articles[article["id"]] = article
    return articles


def _json_lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                article = json.loads(line)
                article["id"], article["text"], article["attributions"]
            except (ValueError, KeyError, TypeError) as error:
                message = "not an article; each line is an object with id, text and attributions"
                raise GoldError(f"{file}:{number}: {message} ({error!r})") from error
            yield article


def read_brat(file: Path) -> dict[str, Any]:
    """The article of one .ann file. Raises GoldError."""
    text = _text_of(file).read_bytes().decode("utf-8")
    bound: dict[str, tuple[str, Spans]] = {}
    events: dict[str, tuple[int, list[tuple[str, str]]]] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        where = f"{file}:{number}"
        if line.startswith("T"):
            found = _TEXT_BOUND.fullmatch(line)
            if found is None:
                raise GoldError(f'{where}: not a text-bound annotation, such as "T1<tab>Source 0 5;7 9<tab>words"')
            spans = [[int(place) for place in pair.split(" ")] for pair in found[3].split(";")]
            if any(not start < end <= len(text) for start, end in spans):
                raise GoldError(f"{where}: a span that is empty or beyond the {len(text)} characters of the text")
            bound[found[1]] = (found[2], spans)
        elif line.startswith("E"):
            found = _EVENT.fullmatch(line)
            if found is None:
                raise GoldError(f'{where}: not an event, such as "E1<tab>Attribution:T4 Source:T1 Cue:T2 Content:T3"')
            pairs = [argument.partition(":")[::2] for argument in found[2].split(" ")]
            events[found[1]] = (number, pairs)
    attributions = [_attribution(file, name, bound, events) for name in events]
    attributions.sort(key=lambda a: min(span for role in ROLES for span in a[role]))
    return {
        "id": file.stem,
        "publisher": file.stem.partition("_")[0] if "_" in file.stem else None,
        "text": text,
        "attributions": attributions,
    }


def _text_of(file: Path) -> Path:
    folder = file.parent.parent / "text"
    tried = [file.with_suffix(".txt"), folder / f"{file.stem}.txt", folder / f"{file.stem.rpartition('_')[0]}.txt"]
    for path in tried:
        if path.is_file():
            return path
    raise GoldError(f"{file}: its text is missing; put {tried[0].name} beside it")


def _attribution(
    file: Path,
    name: str,
    bound: dict[str, tuple[str, Spans]],
    events: dict[str, tuple[int, list[tuple[str, str]]]],
) -> dict[str, Spans]:
    number, pairs = events[name]
    roles: dict[str, Spans] = {role: [] for role in ROLES}
    for argument, target in pairs[1:]:
        role = argument.rstrip("0123456789").lower()
        if role in roles:
            roles[role] += _spans(file, number, target, bound, events, {name})
    if not roles["cue"]:
        roles["cue"] = _spans(file, number, pairs[0][1], bound, events, {name})
    return {role: sorted(spans) for role, spans in roles.items()}


def _spans(
    file: Path,
    number: int,
    target: str,
    bound: dict[str, tuple[str, Spans]],
    events: dict[str, tuple[int, list[tuple[str, str]]]],
    seen: set[str],
) -> Spans:
    if target in bound:
        return [list(span) for span in bound[target][1]]
    if target not in events:
        raise GoldError(f"{file}:{number}: {target} is not annotated in this file")
    if target in seen:
        return []  # events that name each other
    inner = [_spans(file, number, other, bound, events, seen | {target}) for _, other in events[target][1]]
    return [list(span) for span in sorted({(start, end) for spans in inner for start, end in spans})]
