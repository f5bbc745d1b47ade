"""Claims that are near each other go in, pair by pair; the judgements that somebody asks for come out, each made once.

Of all near pairs those within one article are most, and few of them tell anything: whether two claims of an article say
the same is asked only where the one may echo the other, and where another article says so too.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from attrs import define, field

from audit.model import Article, Claim
from audit.trace.echo.bridge import bridge
from audit.trace.echo.quoted import judged
from audit.trace.echo.verdict import Judged, PairScorer

KEPT: Final = ("same", "possible", "contradicts")

Near = Mapping[tuple[int, int], float | None]  # places of claims, that with the smaller id first, and their cosine


@define(eq=False)
class Judging:
    """The ``claims`` that are compared, by place, and what was judged of them by ``scorer``; ``articles`` gives those
    of some ids, which ``scorer`` reads first."""

    scorer: PairScorer
    claims: Sequence[Claim] = field(repr=False)
    articles: Callable[[Iterable[str]], Iterable[Article]] = field(repr=False)
    _near: Near = field(init=False, factory=dict, repr=False)
    _quoted: frozenset[tuple[int, int]] = field(init=False, default=frozenset(), repr=False)
    _verdicts: dict[tuple[int, int], Judged | None] = field(init=False, factory=dict, repr=False)

    def take(self, near: Near, quoted: frozenset[tuple[int, int]]) -> None:
        """Takes the pairs that may be asked about from now on, and those that hold one quotation, of which nobody need
        ask, the smaller place first."""
        self._near, self._quoted = near, quoted

    def judge(self, wanted: Callable[[Claim, Claim], bool]) -> None:
        """Judges, both ways, the near pairs that are wanted and were not judged before."""
        new = {
            (i, j): cosine
            for (i, j), cosine in self._near.items()
            if (i, j) not in self._verdicts and wanted(self.claims[i], self.claims[j])
        }
        if not new:
            return
        some = [self.claims[place] for pair in new for place in pair]
        articles = self.articles(sorted({claim.article for claim in some}))
        self.scorer.read(articles, frozenset(claim.id for claim in some))
        self.scorer.ahead([(self.claims[i], self.claims[j], cosine) for (i, j), cosine in new.items()])
        for (i, j), cosine in new.items():
            there, back = self.scorer.both(self.claims[i], self.claims[j], cosine)
            self._verdicts[i, j] = there if there.decision in KEPT else None
            self._verdicts[j, i] = back if back.decision in KEPT else None

    def judged(self) -> Iterator[tuple[Claim, Claim, Judged]]:
        """What was judged of near pairs and was kept, either way, by their places."""
        known = {
            pair: verdict
            for i, j in self._near
            for pair in ((i, j), (j, i))
            if (verdict := self._verdicts.get(pair)) is not None
        }
        for i, j in self._quoted:
            known[i, j] = known[j, i] = judged(self.claims[i].text, self.claims[j].text)
        for i, j in sorted(known):
            yield self.claims[i], self.claims[j], known[i, j]

    def pairs(self) -> list[tuple[Claim, Claim, Judged]]:
        """Pairs of claims of different articles that say the same, may say so, or contradict each other, by their ids;
        with them those of one article, of which one says the same as a claim of another article, itself or by way of
        others of its own: what claims of one article are to each other else joins nothing."""
        self.judge(_across)
        told: frozenset[str] = frozenset()
        new = {claim.id for one, two, _ in filter(_same, self.judged()) if _across(one, two) for claim in (one, two)}
        while new:
            told |= new
            self.judge(partial(_one_of, told))
            new = {two.id for one, two, _ in filter(_same, self.judged()) if one.id in told} - told
        kept = [(one, two, v) for one, two, v in self.judged() if _across(one, two) or _one_of(told, one, two)]
        kept.sort(key=lambda item: (item[0].id, item[1].id))  # not as they were added
        best: dict[tuple[str, str], tuple[Claim, Claim, Judged]] = {}
        for one, two, verdict in kept:  # judged both ways; the more doubtful counts
            first, second = (one, two) if one.id < two.id else (two, one)
            held = best.get((first.id, second.id))
            if held is None or _doubt(verdict) > _doubt(held[2]):
                best[first.id, second.id] = (first, second, verdict)
        return [best[key] for key in sorted(best)]

    def echoes(self, found: Collection[str], targets: Collection[str]) -> dict[str, list[tuple[Claim, Judged]]]:
        """By id of a claim without a trace of its own, which those in ``found`` have: the claims in ``targets``, all
        found, that it says the same as, best first."""

        def may_echo(one: Claim, two: Claim) -> bool:
            return one.id not in found and two.id in targets

        self.judge(lambda one, two: _across(one, two) or may_echo(one, two) or may_echo(two, one))
        matches: dict[str, list[tuple[Claim, Judged]]] = {}
        for one, two, verdict in self.judged():
            if may_echo(one, two):
                matches.setdefault(one.id, []).append((two, verdict))
        sure = {id for id, rows in matches.items() if any(verdict.decision == "same" for _, verdict in rows)}
        self.judge(lambda one, two: {one.id, two.id} <= matches.keys() and _one_of(sure, one, two))
        bridge(
            matches,
            [(one.id, two.id, v) for one, two, v in self.judged() if one.id not in found and two.id not in found],
        )
        for rows in matches.values():
            rows.sort(key=lambda row: (*_doubt(row[1]), row[0].id))
        return matches


def _across(one: Claim, two: Claim) -> bool:
    return one.article != two.article


def _one_of(ids: Collection[str], one: Claim, two: Claim) -> bool:
    return one.id in ids or two.id in ids


def _same(row: tuple[Claim, Claim, Judged]) -> bool:
    return row[2].decision == "same"


def _doubt(verdict: Judged) -> tuple[int, float]:
    return (KEPT.index(verdict.decision), -verdict.similarity)
