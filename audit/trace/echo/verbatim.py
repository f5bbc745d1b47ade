"""The words of two texts go in, the runs they share and the few words in which near copies differ come out.

Quoted speech is exempt from runs: a quotation is no copying. So are the stretches that the caller says tell of public
events.

Source: ours: the lengths below; runs of words as in work on text re-use (Clough et al. 2002, METER).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final

from attrs import frozen

from audit.lexicon.forms import tokens_of
from audit.model import Article, Span, Spans
from audit.trace.echo.content import Content
from audit.trace.echo.senses import Senses

# A run of as many words tells of copying; shorter ones are how anybody would put it.
LEAST_RUN: Final = 8
# Words that a near-verbatim run may differ by between two exact parts, and how long each part has to be.
GAP: Final = 2
LEAST_PART: Final = 4
# A claim that stands whole in one longer by so many words is quoted there; fewer may be all that makes the difference.
MUCH_LONGER: Final = 5
# The share of words in the same order (of both texts) from which two texts are near copies.
NEAR_COPY: Final = 0.7
# Windows of words held by more articles than this are set phrases.
COMMON: Final = 50
_QUOTED: Final = re.compile(r"“[^”]*(?:”|\Z)|\"[^\"]*\"")
_NONE: Final[Mapping[str, Spans]] = MappingProxyType({})
_TURNING: Final = frozenset({"negator", "undoing", "possible", "certain"})


@frozen(order=True)
class Run:
    """Words that stand in two articles alike: where, how many (``words``), and whether without a gap."""

    one: str
    one_span: Span
    two: str
    two_span: Span
    words: int
    exact: bool


def changes(one: Sequence[str], two: Sequence[str], senses: Senses) -> tuple[tuple[str, str], ...]:
    """What two near copies say differently: exchanged words that are not alike, and turning words that one lacks.

    Empty for texts that are no near copies (less than NEAR_COPY of their words in the same order).
    """
    if _at_most_alike(one, two) < NEAR_COPY:
        return ()
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if matcher.ratio() < NEAR_COPY:
        return ()
    found: list[tuple[str, str]] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        left = [w for w in one[i:j] if w not in senses.slight]
        right = [w for w in two[k:m] if w not in senses.slight]
        if tag == "equal" or (not left and not right):
            continue
        if left and right and len(left) + len(right) <= 4:
            stems_left, stems_right = [senses.stem(w) for w in left], [senses.stem(w) for w in right]
            strange_left = [w for w, s in zip(left, stems_left, strict=True) if not _matched(s, stems_right, senses)]
            strange_right = [w for w, s in zip(right, stems_right, strict=True) if not _matched(s, stems_left, senses)]
            if strange_left and strange_right:
                found.append((" ".join(strange_left), " ".join(strange_right)))
                continue
        turning = [[word for word in side if _turns(word, senses)] for side in (left, right)]
        if len(turning[0]) != len(turning[1]):
            found.append((" ".join(turning[0]), " ".join(turning[1])))
    return tuple(found)


def _at_most_alike(one: Sequence[str], two: Sequence[str]) -> float:
    """The share of words in the same order that two texts would have if order did not matter, as SequenceMatcher's
    ``quick_ratio``."""
    total = len(one) + len(two)
    if total and 2 * min(len(one), len(two)) / total < NEAR_COPY:
        return 0.0
    return 2 * (Counter(one) & Counter(two)).total() / total if total else 1.0


def _matched(form: str, others: Sequence[str], senses: Senses) -> bool:
    return any(form == other or senses.alike(form, other) for other in others)


def _turns(word: str, senses: Senses) -> bool:
    """Whether a word denies, undoes or doubts what it goes with."""
    return word.endswith(senses.clitics) or senses.roles.get(word) in _TURNING


def shared_runs(
    articles: Iterable[Article], least: int = LEAST_RUN, public: Mapping[str, Spans] = _NONE
) -> tuple[Run, ...]:
    """Runs of at least ``least`` words that two articles share outside quotation marks, longest per place, in order.

    ``public`` are stretches by article id that anybody may tell in the same words. Runs with up to GAP other words
    between exact parts are one near-verbatim run. Each pair of articles comes once, the smaller id first; only prose is
    compared.
    """
    ordered = sorted(articles, key=lambda article: article.id)
    tokens = {article.id: _tokens(article, public.get(article.id, ())) for article in ordered}
    holders: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for id, words in tokens.items():
        for place in range(len(words) - LEAST_PART + 1):
            window = words[place : place + LEAST_PART]
            if all(window[n][2] == window[0][2] for n in range(LEAST_PART)):
                holders[tuple(w[0] for w in window)].append((id, place))
    meets: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for places in holders.values():
        if len({id for id, _ in places}) > COMMON:
            continue
        for n, (one, i) in enumerate(places):
            for two, k in places[n + 1 :]:
                if one != two:
                    meets[one, two].add((i, k))
    found: list[Run] = []
    for (one, two), starts in meets.items():
        found += _runs(one, two, tokens[one], tokens[two], starts, least)
    return tuple(sorted(found))


_Token = tuple[str, Span, int]  # word in lower case, where, and the number of the stretch it stands in


def _tokens(article: Article, public: Spans) -> list[_Token]:
    """The words of an article's prose outside quotation marks and ``public``; these and a segment's end part
    stretches."""
    found: list[_Token] = []
    stretch = 0
    prose = [s.span for s in article.segments if s.status == "prose"] or [Span(0, len(article.text))]
    for span in prose:
        text = span.of(article.text)
        edges = [0, *(edge for match in _QUOTED.finditer(text) for edge in match.span()), len(text)]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            stretch += 1
            for token in tokens_of(text[start:end]):
                at = Span(span.start + start + token.span.start, span.start + start + token.span.end)
                if any(at.overlaps(other) for other in public):
                    stretch += 1
                elif not token.marks:
                    found.append((token.text.lower().replace("’", "'"), at, stretch))
    return found


def _runs(
    one: str, two: str, a: Sequence[_Token], b: Sequence[_Token], starts: set[tuple[int, int]], least: int
) -> list[Run]:
    parts: list[tuple[int, int, int]] = []  # place in a, place in b, length
    for i, k in sorted(starts):
        if (i - 1, k - 1) in starts:
            continue
        length = LEAST_PART
        while (i + length - LEAST_PART + 1, k + length - LEAST_PART + 1) in starts:
            length += 1
        parts.append((i, k, length))
    found: list[Run] = []
    used: set[int] = set()
    for n, (i, k, length) in enumerate(parts):
        if n in used:
            continue
        end_i, end_k, words, exact = i + length, k + length, length, True
        for later in range(n + 1, len(parts)):
            p, q, more = parts[later]
            near = 0 <= p - end_i <= GAP and 0 <= q - end_k <= GAP
            if near and a[p][2] == a[i][2] and b[q][2] == b[k][2]:
                end_i, end_k, words, exact = p + more, q + more, words + more, False
                used.add(later)
        if words >= least:
            spans = Span(a[i][1].start, a[end_i - 1][1].end), Span(b[k][1].start, b[end_k - 1][1].end)
            found.append(Run(one, spans[0], two, spans[1], words, exact))
    return found


def whole(a: Content, b: Content, run: float) -> bool:
    """Whether two claims are word for word alike, or the one stands whole in another that is much longer; ``run`` is
    the longest run of words that both have, as a share of the shorter."""
    apart = abs(len(a.plain) - len(b.plain))
    return run == 1.0 and min(len(a.plain), len(b.plain)) >= LEAST_RUN and (not apart or apart >= MUCH_LONGER)
