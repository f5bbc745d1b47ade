"""The example notebook runs, and shows what it was stored with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.notebook import ROOT, ran, read, source_of


def test_every_cell_shows_what_the_notebook_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    figures = 0
    for cell in read()["cells"]:
        if cell["cell_type"] != "code":
            continue
        shown = ran(source_of(cell), names)
        said = f"{source_of(cell)}\nshows something else now: python -m tests.notebook --write"
        assert [set(one.get("data", ())) for one in shown] == [set(one.get("data", ())) for one in cell["outputs"]], (
            said
        )
        for now, then in zip(shown, cell["outputs"], strict=True):
            assert now.get("text") == then.get("text"), said
            assert now.get("data", {}).get("text/html") == then.get("data", {}).get("text/html"), said
            figures += "image/png" in now.get("data", {})
    assert figures >= 2


def test_the_notebook_reads_our_own_articles_alone() -> None:
    code = "\n".join(source_of(cell) for cell in read()["cells"])
    assert code.count("read_articles") == code.count('read_articles("seeds/")') == 1
