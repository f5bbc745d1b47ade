"""The README's own commands and code do what it says, with the real models."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from tests.readme import README, ROOT, examples, run

TEXT = README.read_text(encoding="utf-8")


def test_every_example_prints_what_the_readme_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    told = 0
    for example in examples(TEXT):
        printed = run(example, names)
        if example.printed is not None:
            told += 1
            assert printed == example.printed, f"{example.run}\nnow prints:\n{printed}"
    assert told >= 3


def test_the_readme_teaches_the_public_names() -> None:
    import audit

    for name in audit.__all__:
        assert name == "__version__" or name in TEXT, f"{name} is public, and the README never says it"


def test_the_install_and_test_lines_are_those_that_the_checks_run() -> None:
    checks = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    line = next(line for line in TEXT.splitlines() if "pytest" in line and line.strip().startswith("pip install"))
    install, _, test = line.strip().partition(" && ")
    run = next(row for row in checks.splitlines() if row.startswith("pip install"))
    assert shlex.split(install)[2:] == [word for word in shlex.split(run)[2:] if word != "--quiet"]
    assert test == "pytest"
    assert any(row.startswith("pytest") for row in checks.splitlines())
