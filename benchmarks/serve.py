"""Loads the service and tells what it loses: python -m benchmarks.serve [--seconds 60] [--clients 4]

Starts `audit serve` on a free port of the loopback and lets wrk (https://github.com/wg/wrk; Debian's package wrk) post
an article of seeds/ to it, each client the next one as soon as it has its answer. Printed are how many were answered,
how many were lost (another status than 200, an error of the connection, no answer in time), how long an answer took,
and the memory of the service after the first ten seconds and at the end, with its growth.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Final

from audit.read import read_articles

SEEDS: Final = Path(__file__).resolve().parents[1] / "seeds"
WARMING: Final = 10.0  # seconds
STARTING: Final = 120.0  # seconds that the service may take to answer at all


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _memory(process: int) -> float:
    """The resident memory of a process in MiB (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s*(\d+)", status)[0]) / 1024


def _ready(address: str) -> None:
    end = time.monotonic() + STARTING
    while True:
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def loaded(seconds: int, clients: int) -> dict[str, float]:
    """Name -> figure: answers, lost, seconds an answer took (mean), MiB warm and at the end, growth in percent."""
    article = read_articles(SEEDS)[0]
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    service = subprocess.Popen([sys.executable, "-m", "audit", "serve", "--port", str(port), "-q"])
    try:
        _ready(address)
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "post.lua"
            body = json.dumps({"text": article.text, "origin": "NBC News"})
            script.write_text(f'wrk.method = "POST"\nwrk.body = {json.dumps(body)}\n', encoding="utf-8")
            command = ["wrk", "-t1", f"-c{clients}", "--timeout", "60s", "-s", str(script), f"{address}/audit"]
            subprocess.run([*command, f"-d{WARMING:g}s"], check=True, capture_output=True)
            warm = _memory(service.pid)
            told = subprocess.run([*command, f"-d{seconds}s"], check=True, capture_output=True, text=True).stdout
        end = _memory(service.pid)
    finally:
        service.terminate()
        service.wait(30)
    answers = int(re.findall(r"(\d+) requests in", told)[0])
    errors = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", told)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    lost = sum(map(int, errors.groups())) if errors else 0
    lost += int(refused[1]) if refused else 0
    return {
        "answers": answers,
        "lost": lost,
        "seconds an answer": seconds * clients / max(1, answers),
        "MiB warm": warm,
        "MiB at the end": end,
        "growth, percent": 100 * (end - warm) / warm,
    }


def main() -> int:
    """The command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--clients", type=int, default=4)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        print("wrk is not here: install it (Debian's package wrk)", file=sys.stderr)
        return 2
    for name, figure in loaded(options.seconds, options.clients).items():
        print(f"{name}: {figure:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
