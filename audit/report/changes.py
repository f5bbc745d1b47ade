"""An earlier and a later audit of a story go in; what changed comes out: scores, who is named, who is credited.

Articles are the same by their id. Their claims are paired by their words: the same words first, then, likest first,
those of which more than half is the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, Protocol

from attrs import asdict, frozen

from audit.model import AuditedArticle, Claim
from audit.report.cells import clean, shorten, to_ascii, wrap
from audit.report.rank import who_broke
from audit.report.rows import labels
from audit.trace.across.broke import Broke

_ALIKE: Final = 0.6  # share of words in common, in order, from which two claims are one that was reworded
_WORDS: Final = 90  # cells of a claim's text


class Articles(Protocol):
    """The part of an Audit that is compared: its articles, each with its claims."""

    @property
    def articles(self) -> tuple[AuditedArticle, ...]: ...
    @property
    def origin(self) -> str | None: ...
    @property
    def broke(self) -> Broke | None: ...


@frozen
class Change:
    """A claim that stands in both audits and is told otherwise: ``what`` is "kind", "source" or "trace"."""

    what: str
    before: Claim
    after: Claim


@frozen
class ArticleChange:
    """What changed in one article: its scores (0 to 100, None without claims), its claims; ``score`` is before and
    after."""

    article: AuditedArticle
    score: tuple[float | None, float | None]
    changes: tuple[Change, ...]
    new: tuple[Claim, ...]
    gone: tuple[Claim, ...]

    @property
    def anything(self) -> bool:
        """Whether anything changed."""
        return bool(self.score[0] != self.score[1] or self.changes or self.new or self.gone)


def changes(old: Articles, new: Articles) -> list[ArticleChange]:
    """What changed in each article that stands in both audits, in the order of their ids; wishes and plans are left
    out. Traces are compared where both audits have the same origin."""
    before = {article.id: article for article in old.articles}
    traced = old.origin == new.origin
    return [_between(before[a.id], a, traced) for a in new.articles if a.id in before]


def _between(old: AuditedArticle, new: AuditedArticle, traced: bool) -> ArticleChange:
    left, right = ([c for c in a.claims if not c.attitude] for a in (old, new))
    pairs, gone, fresh = paired(left, right)
    found = []
    for one, other in pairs:
        if one.kind != other.kind:
            found.append(Change("kind", one, other))
        elif one.by != other.by and other.kind != "none":
            found.append(Change("source", one, other))
        if traced and one.trace != other.trace:
            found.append(Change("trace", one, other))
    return ArticleChange(new, (old.score, new.score), tuple(found), tuple(fresh), tuple(gone))


def paired(old: Sequence[Claim], new: Sequence[Claim]) -> tuple[list[tuple[Claim, Claim]], list[Claim], list[Claim]]:
    """The claims that say the same, in the order of the new ones; the old ones left over; the new ones left over."""
    words = {id(claim): _words(claim) for claim in (*old, *new)}
    partner: dict[int, Claim] = {}
    left = list(old)
    for claim in new:
        same = next((one for one in left if words[id(one)] == words[id(claim)]), None)
        if same is not None:
            partner[id(claim)] = same
            left.remove(same)
    alike = [
        (share, place, number)
        for place, claim in enumerate(new)
        if id(claim) not in partner
        for number, one in enumerate(left)
        if (share := SequenceMatcher(None, words[id(one)], words[id(claim)], autojunk=False).ratio()) >= _ALIKE
    ]
    taken: set[int] = set()
    for _, place, number in sorted(alike, key=lambda found: (-found[0], found[1:])):
        if id(new[place]) not in partner and number not in taken:
            taken.add(number)
            partner[id(new[place])] = left[number]
    pairs = [(partner[id(claim)], claim) for claim in new if id(claim) in partner]
    return (
        pairs,
        [one for number, one in enumerate(left) if number not in taken],
        [claim for claim in new if id(claim) not in partner],
    )


def _words(claim: Claim) -> list[str]:
    return re.findall(r"\w+", claim.text.casefold())


def as_data(old: Articles, new: Articles) -> dict[str, Any]:
    """What changed, as plain data: ``articles`` are those in which anything did, each with its score before and after,
    its ``changes`` ("kind", "source" or "trace", the claim before and after) and the claims that are ``new`` and
    ``gone``; then the ids of the articles that are new, gone and unchanged. ``traced`` tells whether traces were
    compared; ``broke`` who broke the story (``origin``, ``by``, ``reason``; null where it was not asked)."""
    theirs, ours = ({article.id for article in audit.articles} for audit in (old, new))
    every = changes(old, new)
    return {
        "origin": {"before": old.origin, "after": new.origin},
        "traced": old.origin == new.origin,
        "broke": {"before": old.broke and asdict(old.broke), "after": new.broke and asdict(new.broke)},
        "articles": [_article_as_data(one, old) for one in every if one.anything],
        "new": [article.id for article in new.articles if article.id not in theirs],
        "gone": [article.id for article in old.articles if article.id not in ours],
        "unchanged": [one.article.id for one in every if not one.anything],
    }


def _article_as_data(one: ArticleChange, old: Articles) -> dict[str, Any]:
    before = next(article for article in old.articles if article.id == one.article.id)

    def claim(given: Claim, article: AuditedArticle) -> dict[str, Any]:
        told = {"id": given.id, "line": article.line(given.spans), "text": given.text}
        return told | {"kind": given.kind, "source": given.by, "trace": given.trace}

    return {
        "id": one.article.id,
        "outlet": one.article.outlet,
        "title": one.article.title,
        "score": {"before": one.score[0], "after": one.score[1]},
        "changes": [
            {"what": change.what, "before": claim(change.before, before), "after": claim(change.after, one.article)}
            for change in one.changes
        ],
        "new": [claim(given, one.article) for given in one.new],
        "gone": [claim(given, before) for given in one.gone],
    }


def told(old: Articles, new: Articles, width: int = 80, unicode: bool = True) -> str:
    """What changed, as text in lines of ``width`` columns; ASCII alone unless ``unicode``."""
    lines = [line if not line or unicode else to_ascii(line) for line in _lines(old, new, width)]
    return "\n".join(lines) + "\n"


def _lines(old: Articles, new: Articles, width: int) -> Iterator[str]:
    names = labels(new.articles)
    shown = [one for one in changes(old, new) if one.anything]
    for one in shown:
        before, after = one.score
        moved = f" ({after - before:+.1f})" if before is not None and after is not None else ""
        score = f"{_score(before)} → {_score(after)}{moved}" if before != after else f"{_score(after)}, as before"
        yield from wrap(clean(f"{names[one.article.id]}: {score}"), width)
        for change in one.changes:
            yield from _indented(_sentence(one.article, change), width)
        yield from _counted("new", one.new, width)
        yield from _counted("gone", one.gone, width)
        yield ""
    theirs, ours = ({article.id: article for article in audit.articles} for audit in (old, new))
    yield from _only("New", ours, theirs, width)
    yield from _only("Gone", theirs, ours, width)
    same = sum(id in theirs for id in ours) - len(shown)
    yield from wrap(f"{same} article{'' if same == 1 else 's'} unchanged.", width)
    if new.broke is not None and (old.broke is None or old.broke.origin != new.broke.origin):
        yield from wrap(clean(f"{who_broke(new.broke)} Before: {_broke(old.broke)}."), width)
    if old.origin != new.origin:
        yield from wrap("The two audits have different origins, so traces are not compared.", width)


def _broke(broke: Broke | None) -> str:
    return "not asked" if broke is None else broke.origin or "not told"


def _counted(what: str, claims: Sequence[Claim], width: int) -> Iterator[str]:
    if claims:
        kinds = Counter(claim.kind for claim in claims)
        counted = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
        yield from _indented(f"{what}: {len(claims)} claim{'s' if len(claims) > 1 else ''} ({counted})", width)


def _only(
    what: str, here: Mapping[str, AuditedArticle], there: Mapping[str, AuditedArticle], width: int
) -> Iterator[str]:
    only = [f"{article.label} ({_score(article.score)})" for id, article in here.items() if id not in there]
    if only:
        yield from wrap(clean(f"{what}: {', '.join(only)}."), width)


def _sentence(article: AuditedArticle, change: Change) -> str:
    before, after = change.before, change.after
    line = article.line(after.spans)
    where = f"line {line}: " if line else ""
    words = f"“{shorten(clean(after.text), _WORDS)}”"
    if change.what == "trace":
        return f"{before.trace} → {after.trace}: {where}{words}"
    who = f" ({before.by or 'nobody'} → {after.by or 'nobody'})"
    what = f"{before.kind} → {after.kind}" if change.what == "kind" else "another source"
    return f"{what}: {where}{words}{who}"


def _indented(text: str, width: int) -> Iterator[str]:
    first, *rest = wrap(clean(text), width - 4)
    yield f"  {first}"
    yield from (f"    {line}" for line in rest)


def _score(score: float | None) -> str:
    return "–" if score is None else f"{score:g}"
