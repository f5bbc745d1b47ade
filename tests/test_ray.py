"""A cluster of two workers gives what one process gives: the test starts it on this machine, and stops it."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_news import ABROAD

from audit import Article, AuditWarning, __version__, audit_articles, load_lexicon, read_articles
from audit.parse.store import stored
from audit.read import Reading
from benchmarks.wild import Wild

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Ray on this machine: two processors, no network but the loopback, nothing told to anybody, nothing left."""
    pytest.importorskip("ray", reason="the extra ray is not installed")
    with tempfile.TemporaryDirectory(prefix="ray") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_AUTH_MODE", "disabled")
        patch.setenv("PYTHONPATH", os.pathsep.join([str(SEEDS.parent), os.environ.get("PYTHONPATH", "")]))
        import ray

        ray.init(
            num_cpus=2,
            include_dashboard=False,
            object_store_memory=100 << 20,
            log_to_driver=False,
            logging_level="ERROR",
            _temp_dir=folder,
            _node_ip_address="127.0.0.1",
        )
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield ray
        ray.shutdown()


def rows_and_parses(folder: Path) -> tuple[list[dict[str, Any]], Path, list[tuple[str, Article]]]:
    """Rows of two stories, with what is no article among them; a store that has their trees; the articles."""
    rows: list[dict[str, Any]] = [
        {"id": one.id, "story": f"story {place % 2}", "title": one.title, "outlet": one.outlet, "text": one.text}
        for place, one in enumerate(read_articles(SEEDS))
    ]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    articles = [Article(**{**_plain(one), "path": None}) for one in read_articles(folder / "rows.jsonl")]
    parses = folder / "kept.sqlite"
    stored(parses, Wild, None, __version__).parse(articles)
    more = {"title": None, "outlet": None}
    rows += [
        {"id": "empty", "story": "story 0", "text": " ", **more},
        {"id": "abroad", "story": "story 1", "text": ABROAD["de"], **more},
        {**rows[0], "text": rows[2]["text"] + "zz"}
        | {"id": rows[2]["id"], "story": "story 0", "text": rows[2]["text"]},
        {"id": None, "story": None, "text": rows[1]["text"], "title": rows[1]["title"], "outlet": None},
    ]
    return rows, parses, [(row["story"], one) for row, one in zip(rows, articles, strict=False)]


def _plain(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in ("id", "text", "title", "outlet", "byline", "segments")}


def test_two_workers_give_what_one_process_gives(cluster: Any, tmp_path: Path) -> None:
    from audit.ray import COLUMNS, audit_dataset

    rows, parses, articles = rows_and_parses(tmp_path)
    dataset = cluster.data.from_items(rows)
    audits = audit_dataset(dataset, origin="NBC News", parses=parses, workers=2)
    audits.write_parquet(str(tmp_path / "out"))
    from pyarrow import parquet

    made = {row["story"]: row for row in parquet.read_table(tmp_path / "out").to_pylist()}
    assert set(next(iter(made.values()))) == set(COLUMNS)
    alone = next(name for name in made if name.startswith("article:"))
    assert set(made) == {"story 0", "story 1", alone}
    assert (made[alone]["articles"], made[alone]["failures"]) == (1, 0)
    lexicon = load_lexicon()
    for story in ("story 0", "story 1"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AuditWarning)
            wanted = audit_articles(
                Reading([article for name, article in articles if name == story]),
                origin="NBC News",
                parser=stored(parses, Wild, None, __version__),
                lexicon=lexicon,
                rules_only=True,
            ).to_dict()
        found = json.loads(made[story]["audit"])
        lost = [failure["message"] for failure in found.pop("failures")]
        assert found == {key: value for key, value in wanted.items() if key != "failures"}
        assert made[story]["claims"] == len(wanted["claims"]) > 0
        assert len(lost) == made[story]["failures"]
        said = ("is empty", "is also that of another") if story == "story 0" else ("its language is “de”",)
        assert all(any(word in message for message in lost) for word in said)
        assert len(lost) == len(said)
