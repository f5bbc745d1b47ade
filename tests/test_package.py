"""The wheel, away from the checkout, holds and does what the checkout does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str | Path, folder: Path, path: Path) -> str:
    """Standard output of our Python with ``path`` before everything installed, in an otherwise empty ``folder``."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(path), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder)
    run("-m", "pip", "wheel", *options, ROOT, folder=folder, path=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the unpacked wheel alone; everything it depends on comes from the tests' own environment."""
    folder = tmp_path_factory.mktemp("installed")
    run("-m", "pip", "install", "--no-deps", "--no-index", "--target", folder, wheel, folder=folder, path=folder)
    return folder


def test_the_wheel_holds_modules_lexicons_models_and_licences_and_nothing_else(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}
    ours = [path for path in (ROOT / "audit").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    expected = {path.relative_to(ROOT).as_posix() for path in ours}
    expected |= {f"audit/lexicons/{p.relative_to(ROOT / 'lexicons')}" for p in (ROOT / "lexicons").rglob("*.toml")}
    assert {name for name in held if ".dist-info/" not in name} == expected
    assert {name.rsplit("/", 1)[1] for name in held if "/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_the_installed_package_reads_its_own_lexicons_and_models(installed: Path, tmp_path: Path) -> None:
    script = """
import audit
from audit.lexicon import builtin_folder, load_lexicon
print(audit.__file__)
print(builtin_folder())
print(sorted(load_lexicon().checksums.items()))
"""
    module, folder, checksums = run("-c", script, folder=tmp_path, path=installed).splitlines()
    assert Path(module) == installed / "audit" / "__init__.py"
    assert Path(folder) == installed / "audit" / "lexicons"
    script = "from audit.lexicon import load_lexicon; print(sorted(load_lexicon().checksums.items()))"
    assert checksums == run("-c", script, folder=tmp_path, path=ROOT).strip()
    models = [path for path in (ROOT / "audit" / "models").rglob("*") if path.is_file()]
    changed = [path for path in models if path.read_bytes() != (installed / path.relative_to(ROOT)).read_bytes()]
    assert models
    assert not changed


def test_the_installed_command_explains_itself(installed: Path, tmp_path: Path) -> None:
    assert run("-m", "audit", "--help", folder=tmp_path, path=installed).startswith("usage: audit")
    assert (installed / "bin" / "audit").is_file() or (installed / "Scripts" / "audit.exe").is_file()


def test_the_installed_package_audits_as_the_checkout_does(installed: Path, tmp_path: Path) -> None:
    article = min((ROOT / "seeds").glob("0*.md"), key=lambda path: path.stat().st_size)
    command = ("-m", "audit", "report", article, "--origin", "NBC News", "--format", "json")
    theirs, ours = (json.loads(run(*command, folder=tmp_path, path=path)) for path in (installed, ROOT))
    assert theirs["claims"]
    # A checkout that was never installed does not know its version.
    assert theirs | {"version": None} == ours | {"version": None}


@pytest.mark.parametrize("first", ["audit.testing.strategies", "hypothesis"])
def test_hypothesis_finds_our_strategies_whichever_is_imported_first(
    installed: Path, tmp_path: Path, first: str
) -> None:
    script = f"""
import {first}
from hypothesis import find, settings, strategies as st
from audit.lexicon import Entry
print(find(st.from_type(Entry), lambda entry: True, settings=settings(database=None)).origin)
"""
    assert run("-c", script, folder=tmp_path, path=installed) == "drawn\n"
