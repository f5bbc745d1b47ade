"""Measures the page of a hundred articles in a real browser: how heavy it is, and how soon one can work with it.

    python -m benchmarks.page [PATH ...] [--articles 100] [--origin "NBC News"] [--runs 3] [--keep FILE.html]
    python -m benchmarks.page --page FILE.html

Without a path the articles are made of the sentences of seeds/, a thousand words each; with paths, those found there;
with --page, a page that was made before. Each run opens the page in a browser of its own, from disk, and ends when the
card of the first claim shows on focus, so that texts, script and keyboard are ready. Measured are the wall clock, which
whatever else the machine does lengthens (so its load is told), and the processor time of the page's main thread. Wants
Playwright and the system's Chromium. Exits with 1 where the page is over --most (10 MB) or the median of the wall clock
over --limit (3 seconds).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from attrs import frozen

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@frozen
class Opened:
    """How long a page took until one could work with it, in seconds."""

    wall: float
    processor: float


def opened(path: Path) -> Opened:
    """Opens a page in a new browser. Raises RuntimeError where the first claim's card does not show."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        started = time.perf_counter()
        page.goto(path.resolve().as_uri())
        page.locator("#c1").focus()
        card = page.locator("#card").text_content() or ""
        wall = time.perf_counter() - started
        found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        browser.close()
    if "Claim 1" not in card:
        raise RuntimeError(f"{path}: the first claim has the focus, and its card does not show")
    return Opened(wall, found["TaskDuration"])


def made_page(options: argparse.Namespace) -> str:
    """The page of the articles that were asked for; what it is made of is printed."""
    from audit.pipeline import audit_articles
    from audit.read import read_articles
    from benchmarks.speed import made_articles

    found = list(read_articles(*options.paths)) if options.paths else made_articles(options.articles)
    articles = found[: options.articles]
    made = audit_articles(articles, origin=options.origin)
    words = sum(len(article.text.split()) for article in articles)
    print(f"{len(articles)} articles of {words:,} words, {len(made.claims):,} claims, {len(made.findings):,} findings")
    started = time.perf_counter()
    page = made.page(articles)
    print(f"page made in {time.perf_counter() - started:.1f} s")
    return page


def main() -> int:
    """Makes the page, opens it, prints a line per run."""
    told = (__doc__ or "").split("\n\n")[0]
    parser = argparse.ArgumentParser(description=told, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="articles; made ones where none are given")
    parser.add_argument("--articles", type=int, default=100, metavar="N", help="how many")
    parser.add_argument("--origin", default="NBC News", help="whose reporting is traced")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="how many times the page is opened")
    parser.add_argument("--page", type=Path, metavar="FILE", help="a page that was made before")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="where the page is kept")
    parser.add_argument("--limit", type=float, default=3.0, metavar="SECONDS", help="until one can work with it")
    parser.add_argument("--most", type=float, default=10.0, metavar="MB", help="how heavy it may be")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path = options.page or options.keep or Path(scratch) / "page.html"
        if options.page is None:
            path.write_text(made_page(options), encoding="utf-8")
        size = path.stat().st_size / 1e6
        print(f"{size:.1f} MB")
        runs = []
        for number in range(1, options.runs + 1):
            load = os.getloadavg()[0]
            runs.append(opened(path))
            print(
                f"run {number}: {runs[-1].wall:.2f} s wall clock, {runs[-1].processor:.2f} s processor time;"
                f" load {load:.1f} on {os.cpu_count()} cores"
            )
    middle = median(run.wall for run in runs)
    print(f"median of {options.runs}: {middle:.2f} s wall clock until one can work with it")
    return int(middle > options.limit or size > options.most)


if __name__ == "__main__":
    sys.exit(main())
