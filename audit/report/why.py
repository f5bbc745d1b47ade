"""An audited article goes in, its ledger in an editor's words comes out; for two, what sets their scores apart."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from audit.lexicon import Entry, Lexicon
from audit.model import CLOSING, FLOOR, SHORT, AuditedArticle, Deduction, Spans
from audit.read.places import Lines
from audit.report.cells import printable

_QUOTES: Final = 4
_WORDS: Final = 14
_INDENT: Final = " " * 8
CLOSING_ROWS: Final = {
    FLOOR: "given back, so that no score falls below 0",
    SHORT: "drawn towards the mean, since a short article tells little",
}


def why(article: AuditedArticle, text: str, lexicon: Lexicon, width: int = 80) -> str:
    """The ledger of an article: each row with its criterion, who asks for it, the words it rests on, and the remedy.

    ``width`` is that of a line; 0 leaves lines as long as they are.
    """
    entries = {entry.id: entry for entry in lexicon.file("criteria")}
    if article.score is None:
        return printable(f"{article.label}: no score, since it makes no claims.\n")
    lines = [f"{article.label}: {article.score:g} of 100"]
    if article.level is not None:
        lines.append(f"Sources identified by full name and position: {article.level} ({article.identified}).")
    if article.genre is not None:
        lines.append(f"Read as {article.genre}, and held against no news.")
    if article.standing is not None:
        lines.append(f"Better sourced than {100 * article.standing:.0f} % of the articles that it is held against.")
    if article.parts:
        told = ", ".join(f"{part.name} {part.score:.0f} ({100 * part.weight:.0f} %)" for part in article.parts)
        lines += _wrapped(f"Parts, and what each counts: {told}.", "", width)
    lines_of = Lines(text)
    for row in sorted(article.ledger, key=lambda row: (row.criterion in CLOSING, -row.points)):
        lines += ["", *_row(row, entries.get(row.criterion), text, lines_of, width)]
    taken = " − ".join(f"{row.points:g}" for row in article.ledger if row.points > 0)
    given = "".join(f" + {-row.points:g}" for row in article.ledger if row.points < 0)
    lines += ["", *_wrapped(f"100{' − ' if taken else ''}{taken}{given} = {article.score:g}", "", width)]
    if article.not_assessed:
        lines += ["", "Not assessed:", *_unassessed(article.not_assessed, width)]
    return printable("\n".join(lines) + "\n")


def compare(one: AuditedArticle, other: AuditedArticle, lexicon: Lexicon, width: int = 80) -> str:
    """Two articles' ledgers row by row, those that set them furthest apart first, in lines of ``width`` columns."""
    if one.score is None or other.score is None:
        silent = " and ".join(a.label for a in (one, other) if a.score is None)
        return printable(f"{silent}: no score, since it makes no claims; there is nothing to compare.\n")
    entries = {entry.id: entry for entry in lexicon.file("criteria")}
    first, second = _name(one, other), _name(other, one)
    apart = abs(one.score - other.score)
    lines = [f"{first}: {one.score:g}", f"{second}: {other.score:g}", f"They are {apart:.3g} points apart."]
    left, right = _by_criterion(one.ledger), _by_criterion(other.ledger)
    ids = sorted({*left, *right}, key=lambda id: (-abs(_points(left, id) - _points(right, id)), id))
    for id in ids:
        a, b = _points(left, id), _points(right, id)
        title = entries[id]["title"] if id in entries else CLOSING_ROWS[id]
        difference = f"{first if a > b else second} loses {abs(a - b):.3g} more" if round(a - b, 1) else "no difference"
        lines += ["", *_wrapped(f"{id} {title}: {difference}", "", width)]
        for name, row, points in ((first, left.get(id), a), (second, right.get(id), b)):
            lines += _wrapped(f"{name} −{points:g}: {row.reason}" if row else f"{name} 0", "  ", width)
    return printable("\n".join(lines) + "\n")


def _row(row: Deduction, entry: Entry | None, text: str, lines: Lines, width: int) -> Iterator[str]:
    sign = "+" if row.points < 0 else "−"
    asked = f" ({', '.join(entry.get('standards', ()))})" if entry and entry.get("standards") else ""
    title = f"{row.criterion}{' ' + entry['title'] if entry else ''}{asked}"
    yield from _wrapped(title, _INDENT, width, f"{sign}{abs(row.points):g}".ljust(8))
    yield from _wrapped(row.reason, _INDENT, width)
    yield from (line for quote in _quotes(row.spans, text, lines) for line in _wrapped(quote, _INDENT, width))
    if entry:
        yield from _wrapped(f"→ {entry['remedy']}", _INDENT, width)


def _unassessed(told: Sequence[str], width: int) -> Iterator[str]:
    """One entry per reason, with the criteria that it holds for."""
    whose: dict[str, list[str]] = {}
    for line in told:
        criterion, colon, reason = line.rpartition(": ")
        whose.setdefault(reason if colon else line, []).append(criterion)
    for reason, criteria in whose.items():
        alone = len(criteria) == 1
        names = criteria[0] if alone else ", ".join(criterion.split(" ")[0] for criterion in criteria)
        yield from _wrapped(f"{names}: {reason}" if names else reason, "  ", width)


def _quotes(spans: Spans, text: str, lines: Lines) -> Iterator[str]:
    for span in spans[:_QUOTES]:
        words = span.of(text).strip(' “”"').split()
        cut = " …" if len(words) > _WORDS else ""
        yield f"line {lines.at(span.start)[0]}: “{' '.join(words[:_WORDS])}{cut}”"
    if len(spans) > _QUOTES:
        yield f"and {len(spans) - _QUOTES} more"


def _wrapped(text: str, indent: str, width: int, head: str = "") -> list[str]:
    line = head + text if head else indent + text
    if not width:
        return [line]
    return textwrap.wrap(line, width, subsequent_indent=indent or "  ", break_long_words=False) or [line]


def _by_criterion(ledger: Iterable[Deduction]) -> dict[str, Deduction]:
    return {row.criterion: row for row in ledger}


def _points(rows: dict[str, Deduction], id: str) -> float:
    return rows[id].points if id in rows else 0.0


def _name(article: AuditedArticle, other: AuditedArticle) -> str:
    return article.label if article.label != other.label else article.id
