"""Rows of articles in a Ray dataset go in, a row for each story with its Audit comes out, made by a cluster (Ray Data).

    rows = ray.data.read_json("wire/", file_extensions=["jsonl"])    # or read_parquet
    audits = audit.ray.audit_dataset(rows, story="story", origin="auto", workers=16)
    audits.write_parquet("audited/")

A worker is a process that keeps its models for all the batches that it is given. First each article is read, parsed and
divided into claims by itself (``map_batches``), then the articles of a story are brought together (``groupby``), traced
and scored (``map_groups``): the Audit of a story is that which ``audit_articles`` makes of its articles, whatever the
number of workers. Nothing here plans, schedules or moves data: Ray does.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import pickle
import zlib
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Failure
from audit.parse import Parser, load_parser
from audit.parse.store import stored
from audit.parse.walk import walked
from audit.pipeline import Plan, assembled, checked_origin
from audit.read import in_english
from audit.read.drafts import FIELDS, Unreadable, from_record
from audit.trace import Origins

BATCH: Final = 64  # articles that a worker is given at once
STORY: Final = "story"
COLUMNS: Final = ("story", "articles", "claims", "failures", "audit")
"""Of what comes out: the story's name, how many articles, claims and failures it has, and the JSON of its Audit."""


def audit_dataset(
    rows: Any,
    *,
    story: str = STORY,
    origin: Origins | None = None,
    model: str | Path | None = None,
    lexicon: str | Path | None = None,
    parses: str | Path | None = None,
    rules_only: bool = False,
    workers: int = 2,
    cores: float = 1,
) -> Any:
    """A Ray dataset with COLUMNS, one row a story, of a Ray dataset of articles.

    A row of ``rows`` has a column "text" and may have those of front matter; ``story`` names the column that tells
    which rows are traced together; a row with nothing there is a story of its own. An article without an id has one
    that its text decides. ``workers`` processes take ``cores`` of the cluster's processors each; they load the models
    once, some 1 GB. ``parses`` is a store on a disk that all share, and then
    rules decide alone; the other arguments are those of ``audit_articles``. An article that cannot be read stands among
    its story's failures. Raises OriginError, LexiconError, and ImportError where Ray is missing.
    """
    ray_data = _ray_data()
    checked = None if origin is None else checked_origin(origin, _rules(lexicon))
    told = {"model": model, "lexicon": lexicon, "parses": parses, "rules_only": rules_only or parses is not None}
    pool = ray_data.ActorPoolStrategy(size=workers)
    claimed = rows.map_batches(
        Reads,
        fn_constructor_kwargs={**told, "story": story},
        batch_size=BATCH,
        batch_format="pyarrow",
        zero_copy_batch=True,
        compute=pool,
        num_cpus=cores,
    )
    # all that was read lies in the cluster's store before stories are brought together; the readers' processors are
    # free then, and the grouping needs some of them beside those that trace
    stories = claimed.materialize().groupby(STORY, num_partitions=4 * workers)
    return stories.map_groups(
        Traces,
        fn_constructor_kwargs={**told, "origin": checked},
        batch_format="pyarrow",
        compute=ray_data.ActorPoolStrategy(size=workers),
        num_cpus=cores / 2,
    )


class _Worker:
    """What a process of the cluster keeps: lexicon and models, loaded when they are first needed."""

    def __init__(
        self,
        model: str | Path | None = None,
        lexicon: str | Path | None = None,
        parses: str | Path | None = None,
        rules_only: bool = False,
    ) -> None:
        self._model, self._parses, self._rules_only = model, parses, rules_only
        self._lexicon = _rules(lexicon)

    @cached_property
    def _parser(self) -> Parser:
        from audit import __version__

        if self._parses is not None:
            return stored(self._parses, lambda: load_parser(self._model), self._model, __version__)
        return load_parser(self._model)


class Reads(_Worker):
    """Called with a batch of rows, it gives a row for each: its story, and the Article with its claims or the Failure,
    pickled."""

    def __init__(self, story: str = STORY, **told: Any) -> None:
        super().__init__(**told)
        self._story = story
        self._plan = Plan(self._lexicon, self._rules_only)

    def __call__(self, batch: Any) -> Any:
        """A table of Arrow with the columns "story" and "done" (bytes), of one with "text"."""
        made: list[tuple[str, Article | Failure]] = []
        given: list[tuple[str, Article]] = []
        for row in batch.to_pylist():
            id = _id_of(row)
            name = f"article:{id}" if row.get(self._story) is None else str(row[self._story])
            try:
                given.append((name, _article(row, id, self._lexicon)))
            except Unreadable as error:
                made.append((name, error.failure))
        # while they are read, the place of each in its batch stands for its path: so a failure tells whose it is
        placed = [evolve(article, path=str(place)) for place, (_, article) in enumerate(given)]
        english, lost = in_english(placed, self._lexicon)
        for article in walked(english, self._parser, self._plan, lost, None):
            name, known = given[int(article.path or "")]
            made.append((name, evolve(article, path=known.path)))
        for failure in lost:
            name, known = given[int(failure.where)]
            made.append((name, Failure(known.path or known.id, failure.message)))
        return _arrow().table(
            {STORY: [name for name, _ in made], "done": [zlib.compress(pickle.dumps(one), 1) for _, one in made]}
        )


class Traces(_Worker):
    """Called with the rows of one story that Reads gave, it gives a row with COLUMNS."""

    def __init__(self, origin: Origins | None = None, **told: Any) -> None:
        super().__init__(**told)
        self._origin = origin

    def __call__(self, rows: Any) -> Any:
        """A table of Arrow with one row, of one with the columns "story" and "done"."""
        # pickles of our own, that no other process than those of this cluster wrote
        done = [pickle.loads(zlib.decompress(one)) for one in rows.column("done").to_pylist()]
        articles = sorted((one for one in done if isinstance(one, Article)), key=lambda one: (one.id, one.text))
        failures = sorted((one for one in done if isinstance(one, Failure)), key=lambda one: (one.where, one.message))
        apart: dict[str, Article] = {}
        for article in articles:
            if apart.setdefault(article.id, article) is not article:
                told = f'the id "{article.id}" is also that of another article of its story, which was kept'
                failures.append(Failure(article.path or article.id, told))
        audit = assembled(
            list(apart.values()),
            failures,
            self._parser,
            self._lexicon,
            origin=self._origin,
            rules_only=self._rules_only,
        )
        row = {
            STORY: rows.column(STORY)[0].as_py(),
            "articles": len(audit.articles),
            "claims": len(audit.claims),
            "failures": len(audit.failures),
            "audit": json.dumps(audit.to_dict()),
        }
        return _arrow().table({name: [row[name]] for name in COLUMNS})


def _id_of(row: Mapping[str, Any]) -> str:
    """The id that a row gives, or one that its text alone decides, wherever it stands."""
    given = row.get("id")
    if isinstance(given, int | str) and given != "":
        return str(given)
    return hashlib.sha256(str(row.get("text")).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _article(row: Mapping[str, Any], id: str, lexicon: Lexicon) -> Article:
    """The article of a row. Raises Unreadable."""
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
    known = {"text", *FIELDS}
    record = {**{key: value for key, value in told.items() if key in known}, "id": id}
    path = told.get("path")
    return evolve(from_record(record, Path(id), id, lexicon, 1).article, path=path if isinstance(path, str) else None)


def _rules(lexicon: str | Path | None) -> Lexicon:
    return load_lexicon() if lexicon is None else load_lexicon(lexicon)


def _arrow() -> Any:
    return importlib.import_module("pyarrow")


def _ray_data() -> Any:
    try:
        return importlib.import_module("ray.data")
    except ModuleNotFoundError as error:
        raise ImportError('a cluster needs the extra "ray": pip install news-sourcing-audit[ray]') from error
