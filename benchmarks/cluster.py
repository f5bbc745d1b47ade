"""Stories go in, how fast two workers of a Ray cluster audit them beside one process on two cores comes out.

    python -m benchmarks.cluster [--stories 30] [--workers 2]
    python -m benchmarks.cluster --workers 0       # the one process alone

The stories are the five articles of seeds/, each time under other ids, with all that was learned and an origin. What is
timed is what more stories take than four, so that neither loading models nor starting a cluster counts; a cluster is
started on this machine and stopped again. Told are the ratio of the two speeds, whether the results are equal, and what
docs/sizing.md works with: words a second of processor, memory a worker, bytes a claim. Exit status 1 where results
differ.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import tempfile
import time
import warnings
import zlib
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from audit import audit_articles, load_lexicon, load_parser, read_articles

ROOT: Final = Path(__file__).resolve().parents[1]
FEW: Final = 4  # stories of the shorter run
ORIGIN: Final = "NBC News"

Row = dict[str, Any]


def rows_of(stories: int) -> list[Row]:
    """The rows of so many stories of five articles."""
    keys = ("title", "outlet", "published", "url", "byline", "text")
    seeds = [{key: getattr(one, key) for key in keys} | {"id": one.id} for one in read_articles(ROOT / "seeds")]
    return [
        one | {"id": f"{story:05}-{one['id']}", "story": f"{story:05}"} for story in range(stories) for one in seeds
    ]


def by_one(rows: list[Row], parser: Any, lexicon: Any) -> dict[str, Row]:
    """Story -> the plain data of its Audit, made by this process."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "rows.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        articles = [evolve(one, path=None) for one in read_articles(path, lexicon=lexicon)]
    found: dict[str, Row] = {}
    for story in dict.fromkeys(row["story"] for row in rows):
        of_story = [one for one, row in zip(articles, rows, strict=True) if row["story"] == story]
        found[story] = audit_articles(of_story, origin=ORIGIN, parser=parser, lexicon=lexicon).to_dict()
    return found


def by_cluster(ray: Any, rows: list[Row], workers: int) -> list[Row]:
    """The rows that a cluster makes of them."""
    from audit.ray import audit_dataset

    blocks = ray.data.from_items(rows, override_num_blocks=max(2 * workers, len(rows) // 64))
    made: list[Row] = audit_dataset(blocks, origin=ORIGIN, workers=workers).take_all()
    return made


def started(workers: int, folder: str) -> Any:
    """Ray on this machine, with so many processors, and nothing told to anybody."""
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    import ray

    quiet = {"include_dashboard": False, "log_to_driver": False, "logging_level": "ERROR"}
    ray.init(num_cpus=workers, object_store_memory=1 << 30, _temp_dir=folder, _node_ip_address="127.0.0.1", **quiet)
    ray.data.DataContext.get_current().enable_progress_bars = False
    return ray


def peaks() -> list[float]:
    """The peak memory of the workers that are alive, in MiB each, the largest first."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if b"ray::MapWorker" in status.with_name("cmdline").read_bytes():
                peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
                found += [int(peak[1]) / 1024] if peak else []
        except OSError:
            continue
    return sorted(found, reverse=True)


def main() -> int:
    """Runs both, compares, and prints what came of it."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--stories", type=int, default=30)
    wanted.add_argument("--workers", type=int, default=2)
    options = wanted.parse_args()
    warnings.simplefilter("ignore")
    few, many = rows_of(FEW), rows_of(options.stories)
    words = sum(len(row["text"].split()) for row in many) - sum(len(row["text"].split()) for row in few)
    lexicon, parser = load_lexicon(), load_parser()
    by_one(few, parser, lexicon)
    began = time.perf_counter(), time.process_time()
    by_one(few, parser, lexicon)
    middle = time.perf_counter(), time.process_time()
    alone = by_one(many, parser, lexicon)
    one, busy = (
        (clock() - later) - (later - first)
        for clock, first, later in zip((time.perf_counter, time.process_time), began, middle, strict=True)
    )
    claims = sum(len(audit["claims"]) for audit in alone.values())
    lines = [json.dumps(audit).encode() for audit in alone.values()]
    packed = sum(len(zlib.compress(line)) for line in lines)
    print(f"{len(many)} articles; {words:,} words more than {len(few)} articles have")
    print(f"one process on all cores: {one:.1f} s, {words / one:.0f} words a second")
    print(f"{busy:.1f} s of processor, {words / busy:.0f} words a second of it")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    print(
        f"{claims} claims, {sum(map(len, lines)) / claims:.0f} bytes of JSON a claim, {packed / claims:.0f} compressed"
    )
    print(f"{handed_on(few, parser) / claims * len(many) / len(few):.0f} bytes a claim go from reading to tracing")
    return against_cluster(few, many, words / one, alone, options.workers) if options.workers else 0


def handed_on(rows: list[Row], parser: Any) -> int:
    """How many bytes a worker that reads hands on to those that trace."""
    import pyarrow

    from audit.ray import Reads

    reader = Reads()
    reader.__dict__["_parser"] = parser  # loaded already
    return sum(map(len, reader(pyarrow.Table.from_pylist(rows)).column("done").to_pylist()))


def against_cluster(few: list[Row], many: list[Row], rate: float, alone: dict[str, Row], workers: int) -> int:
    """Prints how fast so many workers are beside one process that does ``rate`` words a second; 1 where what they make
    differs from ``alone``, else 0."""
    words = sum(len(row["text"].split()) for row in many) - sum(len(row["text"].split()) for row in few)
    with tempfile.TemporaryDirectory(prefix="ray") as folder:
        ray = started(workers, folder)
        try:
            began = time.perf_counter()
            by_cluster(ray, few, workers)
            middle = time.perf_counter()
            made = by_cluster(ray, many, workers)
            seconds = (time.perf_counter() - middle) - (middle - began)
            most = peaks()
        finally:
            ray.shutdown()
    same = {row["story"]: json.loads(row["audit"]) for row in made} == json.loads(json.dumps(alone))
    each = words / seconds / workers
    print(f"{workers} workers: {seconds:.1f} s, {words / seconds:.0f} words a second, {each:.0f} a worker")
    print(f"ratio: {words / seconds / rate:.2f}; results equal: {'yes' if same else 'NO'}")
    print(f"peak memory of a worker: {', '.join(f'{peak:.0f}' for peak in most) or 'not known'} MiB")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
