"""Files of any length go in; one JSON object for each article comes out, traced as one run over all articles traces.

Beside the output, ``OUT``, lie ``OUT.failed`` (as ``audit.stream.files`` writes it), ``OUT.together`` (what stands in
several articles at once, one JSON object a line: first ``{"story": …}``, with origins, shares, who broke it, warnings
and how many blocks the articles fell into, then ``{"cluster": …}`` and ``{"run": …}``), and ``OUT.tracing``, in which
articles lie while they are worked on. A line of ``OUT`` is the JSON of an Audit of one article, as it stands in the
audit of all. A run that was stopped goes on from ``OUT.tracing``; the files of results come into being at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from audit.lexicon import Lexicon, LexiconError
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Failure
from audit.model.plain import to_plain
from audit.parse import Parser, batches
from audit.parse.batches import with_trees
from audit.parse.protocol import without_vectors
from audit.parse.walk import stepped
from audit.pipeline import Plan, Scorer, checked_origin, scored
from audit.read import in_english
from audit.read.articles import LIMIT
from audit.read.flow import flow_of, items
from audit.record.result import Audit
from audit.record.summary import summarize
from audit.score import doubts
from audit.stream import auditor
from audit.stream.files import Far, Taken, beside, failed_row
from audit.stream.journal import JournalError
from audit.stream.together import write_files
from audit.trace import Origins, names_origin
from audit.trace.across.beyond import Portion, Tracing, laid, list_together, origins_of, traced_portions
from audit.trace.across.blocks import MOST, Block
from audit.trace.across.broke import light
from audit.trace.across.cluster import chains_of, clusters_of
from audit.trace.across.joined import runs_of
from audit.trace.across.shelf import Laid, Shelf, ShelfError
from audit.trace.credit.lines import credits_of
from audit.trace.told import by_credit


@frozen
class _Road:
    """What a run is made with: ``head`` is an Audit without articles, of which each line takes what they share."""

    by: Tracing
    parser: Parser
    head: Audit
    scorer: Scorer | None
    rules_only: bool


def trace_files(
    *inputs: str | Path,
    output: str | Path,
    origin: Origins,
    anew: bool = False,
    parser: Parser | None = None,
    model: str | Path | None = None,
    lexicon: Lexicon | str | Path | None = None,
    scorer: Scorer | None = None,
    rules_only: bool = False,
    limit: int = LIMIT,
    most: int = MOST,
    progress: Callable[[Far], None] | None = None,
) -> Far:
    """Audits every article of files, folders, patterns or "-", and traces all of them together; memory is bounded.

    The result for each claim is that of one ``audit_articles`` over all articles. Articles that can tell each other
    nothing are traced apart; of those that can, at most ``most`` together: a larger lot is split by time, and what was
    split says so in its warnings. Runs of shared words are looked for among articles that are traced together. Where an
    earlier call was stopped, however it was, the same call goes on; ``anew`` begins again. Arguments are those of
    ``audit_files``; of two articles with one id the later fails. Raises what ``audit_files`` raises.
    """
    target = Path(output)
    flow = flow_of(*inputs, output=target)
    made = auditor(origin=origin, parser=parser, model=model, lexicon=lexicon, scorer=scorer, rules_only=rules_only)
    head = made.alone(Failure("", ""), made.parser)
    checked = checked_origin(origin, made.lexicon)
    by = Tracing(made.lexicon, checked, made.parser.encode, getattr(made.parser, "together", None), most)
    road = _Road(by, made.parser, evolve(head, failures=()), scorer, rules_only)
    settings = {
        "inputs": [str(one) for one in inputs],
        "files": flow.digest,
        "audit": head.version,
        "models": dict(head.models),
        "lexicons": dict(head.lexicons),
        "origin": checked if isinstance(checked, str) else list(checked),
        "limit": limit,
        "most": most,
    }
    shelf = _opened(target, settings, anew)
    try:
        far = _Counted(shelf, flow.total, progress)
        if not shelf.said("done"):
            left = islice(items(flow, made.lexicon, limit), shelf.said("inputs") or 0, None)
            _lay_down(shelf, (Taken(item, item.read()) for item in left), road, far)
            if not shelf.said("traced"):
                _trace(shelf, road, far)
                shelf.say("traced", True)
            far.tell("writing")
            write_files(shelf, target, road.by, road.head.origin)
            shelf.say("done", True)
        shelf.clear()
        return far.now(done=True)
    finally:
        shelf.close()


class _Counted:
    """How far a run is, and whom to tell."""

    def __init__(self, shelf: Shelf, total: int | None, progress: Callable[[Far], None] | None) -> None:
        self._shelf, self._total, self._progress = shelf, total, progress
        self.reached: int = shelf.said("reached") or 0
        self._already = self.reached
        self.failed: int = shelf.said("failed") or 0
        self.articles: int = shelf.said("articles") or 0

    def now(self, doing: str = "", done: bool = False) -> Far:
        return Far(self.articles, self.failed, self.reached, self._total, self._already, done, doing)

    def tell(self, doing: str = "") -> None:
        if self._progress:
            self._progress(self.now(doing))

    def keep(self) -> None:
        """Within what is laid down together."""
        self._shelf.say("reached", self.reached)
        self._shelf.say("failed", self.failed)
        self._shelf.say("articles", self.articles)


def _opened(target: Path, settings: dict[str, Any], anew: bool) -> Shelf:
    path = beside(target, "tracing")
    written = [file for file in (target, beside(target, "failed"), beside(target, "together")) if file.exists()]
    if not path.exists() and written and not anew:
        raise JournalError(f"{written[0]}: there is a file that no tracing wrote; name another output, or begin anew")
    try:
        shelf = Shelf(path)
        try:
            was = shelf.said("settings")
            if anew and was is not None:
                shelf.clear(said=True)
                was = None
            if was is None:
                shelf.say("settings", settings)
            elif was != json.loads(json.dumps(settings)):
                other = ", ".join(key for key in sorted({*was, *settings}) if was.get(key) != settings.get(key))
                raise JournalError(f"{path}: another run lies there ({other}); name another output, or begin anew")
        except BaseException:
            shelf.close()
            raise
    except ShelfError as error:
        raise JournalError(str(error)) from error
    return shelf


# --------------------------------------------------------------------------------------------- article by article


def _lay_down(shelf: Shelf, taken: Iterable[Taken], road: _Road, far: _Counted) -> None:
    """Every article after the steps that it takes by itself; those of a batch are laid down together."""
    steps = Plan(road.by.lexicon, road.rules_only).steps()
    place = shelf.said("inputs") or 0
    far.tell()
    for batch in batches(taken):
        found = _stepped(batch, place, shelf, road, steps)
        lost = [
            (place + number, 0, "", failed_row(one.stands, one.found, made))
            for number, (one, made) in enumerate(found)
            if isinstance(made, Failure)
        ]
        some = [made for _, made in found if isinstance(made, Laid)]
        place += len(batch)
        far.reached = batch[-1].item.reached
        far.failed += len(lost)
        far.articles += len(some)
        with shelf.together():
            shelf.lay(some)
            shelf.join("failed", lost)
            shelf.say("inputs", place)
            far.keep()
        far.tell()


def _stepped(
    batch: Sequence[Taken], place: int, shelf: Shelf, road: _Road, steps: Any
) -> list[tuple[Taken, Laid | Failure]]:
    """What comes of each of a batch: an article to lay down, or why there is none."""
    found: dict[int, Laid | Failure] = {}
    articles: dict[str, tuple[int, Article]] = {}
    for number, one in enumerate(batch):
        if isinstance(one.found, Failure):
            found[number] = one.found
            continue
        english, foreign = in_english([one.found], road.by.lexicon)
        if foreign:
            found[number] = foreign[0]
        elif one.found.id in articles or shelf.has(one.found.id):
            message = f'the id "{one.found.id}" is that of an earlier article; give each an id of its own'
            found[number] = Failure(one.found.path or one.found.id, message)
        else:
            articles[one.found.id] = (number, english[0])
    failures: list[Failure] = []
    parsed = {one.id: one for one in with_trees([article for _, article in articles.values()], road.parser, failures)}
    unparsed = iter(failures)
    for id, (number, _) in articles.items():
        if id not in parsed:
            found[number] = next(unparsed)
            continue
        lost: list[Failure] = []
        article = stepped(parsed[id], steps, lost)
        if article is None:
            found[number] = lost[0]
            continue
        try:
            made = laid(place + number, without_vectors(article), road.by)
            found[number] = evolve(made, stands=batch[number].stands)
        except LexiconError:
            raise
        except Exception as error:
            found[number] = Failure.of(article, "trace", error)
    return [(one, found[number]) for number, one in enumerate(batch)]


# --------------------------------------------------------------------------------------------- all together


def _trace(shelf: Shelf, road: _Road, far: _Counted) -> None:
    """Traces all articles and keeps what the output says of each, some blocks at a time."""
    far.tell("listing names")
    titles = list_together(shelf, road.by.lexicon)
    origins = origins_of(shelf, road.by)
    for portion in traced_portions(shelf, road.by, origins, far.tell, shelf.has_made):
        with shelf.together():
            _keep(shelf, portion, road, titles, far)
            far.keep()
        far.tell(f"{shelf.count('made'):,} of {shelf.count('articles'):,} traced")


def _keep(shelf: Shelf, portion: Portion, road: _Road, titles: dict[str, str], far: _Counted) -> None:
    lexicon, outlets = road.by.lexicon, road.by.lexicon.once(OutletIndex)
    names = [road.by.origin] if isinstance(road.by.origin, str) else list(road.by.origin)
    articles = [article for _, some in portion.blocks for article in some]
    for block, some in portion.blocks:
        shelf.join("block", [(0, 0, "", [len(some), block.parts, block.of])])
        for article in some:
            place = portion.places[article.id]
            told = [name for name in names if names_origin(article, name, lexicon)]
            kept = {"light": to_plain(light(article)), "named": told, "credit": by_credit(article)}
            count = sum(not claim.attitude for claim in article.claims)
            shelf.join("article", [(0, 0, article.id, {**kept, "claims": count})])
            try:
                row = _line(article, road, titles, _warned(article, block, portion)).to_dict()
            except LexiconError:
                raise
            except Exception as error:
                failure = Failure.of(article, "score", error)
                shelf.join("failed", [(place, 0, "", failed_row(shelf.stands(place), article, failure))])
                shelf.join("unscored", [(0, 0, "", article.id)])
                shelf.make([(place, None)])
                far.failed, far.articles = far.failed + 1, far.articles - 1
            else:
                shelf.make([(place, row)])
        found = runs_of(some, lexicon)
        shelf.join("run", [(0, 0, f"{run.one}\0{run.one_span.start:012}", to_plain(run)) for run in found])
    clusters = clusters_of(articles, portion.pairs, outlets)
    shelf.join(
        "cluster", [(-len(one.articles), -len(one.claims), "\0".join(one.claims), to_plain(one)) for one in clusters]
    )


def _origins(article: Article) -> tuple[str, ...]:
    """The outlets that the article's claims trace to, each once."""
    evidence = (claim.evidence for claim in article.claims)
    return tuple(dict.fromkeys(one.origin for one in evidence if one is not None and one.origin))


def _warned(article: Article, block: Block, portion: Portion) -> list[str]:
    """What is to be said of how an article was traced."""
    found = []
    if block.parts > 1:
        found.append(
            f"{block.of:,} articles tell what another of them tells; they were traced in {block.parts} parts, by time, "
            "and what stands in different parts was not compared"
        )
    if article.id in portion.lost:
        found.append(f"no claim was traced: {portion.lost[article.id]}")
    return found


def _line(article: Article, road: _Road, titles: dict[str, str], warned: Sequence[str]) -> Audit:
    """The Audit of one article as it stands in that of all; what only all of them tell is left out."""
    lexicon, outlets = road.by.lexicon, road.by.lexicon.once(OutletIndex)
    kept, findings = scored(article, lexicon, road.scorer)
    guesses = [article.guessed] if article.guessed else []
    return evolve(
        road.head,
        articles=(kept,),
        claims=article.claims,
        sources=summarize(article.claims, lexicon, titles),
        findings=findings,
        warnings=(*guesses, *warned, *doubts([kept])),
        origins=_origins(article),
        chains=chains_of([article], outlets),
        credits=credits_of(article, outlets),
    )
