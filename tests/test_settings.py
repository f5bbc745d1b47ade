"""Settings of a folder: found in the nearest file, laid under the command line, refused by file and key."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from audit.cli.output import CommandError
from audit.cli.settings import KEYS, read_settings, settings_file, with_settings

ALL = """
origin = "NBC News"
lexicon = "words"
preset = "house.toml"
select = ["B", "C1, C2"]
ignore = "B6,B9"
jobs = 2
"""


def options(**given: object) -> argparse.Namespace:
    """What the command line leaves open, but for what is given."""
    silent = {"origin": None, "lexicon": [], "preset": None, "select": [], "ignore": [], "no_config": False}
    return argparse.Namespace(**{**silent, **given})


def test_every_setting_becomes_the_option_of_its_name(tmp_path: Path) -> None:
    (tmp_path / ".audit.toml").write_text(ALL, encoding="utf-8")
    assert read_settings(tmp_path / ".audit.toml") == {
        "origin": ["NBC News"],
        "lexicon": [str(tmp_path / "words")],
        "preset": str(tmp_path / "house.toml"),
        "select": ["B", "C1", "C2"],
        "ignore": ["B6", "B9"],
        "jobs": 2,
    }
    assert set(read_settings(tmp_path / ".audit.toml")) == set(KEYS)


def test_the_command_line_counts_more_and_a_command_takes_only_what_it_knows(tmp_path: Path) -> None:
    (tmp_path / ".audit.toml").write_text(ALL, encoding="utf-8")
    said = options(origin="CNN", select=["A"])
    with_settings(said, tmp_path)
    assert (said.origin, said.select, said.ignore) == ("CNN", ["A"], ["B6", "B9"])
    bare = argparse.Namespace(lexicon=[], no_config=False)
    with_settings(bare, tmp_path)
    assert vars(bare) == {"lexicon": [str(tmp_path / "words")], "no_config": False}
    silent = options(no_config=True)
    with_settings(silent, tmp_path)
    assert silent == options(no_config=True)


def test_the_nearest_file_counts_and_our_own_before_the_projects(tmp_path: Path) -> None:
    inner = tmp_path / "desk" / "story"
    inner.mkdir(parents=True)
    assert settings_file(inner) is None
    (tmp_path / "pyproject.toml").write_text('[tool.audit]\norigin = "AP"\n', encoding="utf-8")
    (tmp_path / "desk" / "pyproject.toml").write_text("[project]\n", encoding="utf-8")  # says nothing of us
    assert settings_file(inner) == tmp_path / "pyproject.toml"
    (tmp_path / ".audit.toml").write_text("", encoding="utf-8")
    assert settings_file(inner) == tmp_path / ".audit.toml"
    assert read_settings(tmp_path / "pyproject.toml") == {"origin": ["AP"]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('orgin = "AP"', r'there is no setting "orgin"; did you mean "origin"\? \(there are origin, lexicon'),
        ("colour = 1", r'there is no setting "colour" \(there are'),
        ("origin = 3", '"origin" must be text, or a list of texts'),
        ('origin = " "', '"origin" must be text'),
        ('preset = ["ap"]', '"preset" must be one text'),
        ("jobs = 0", '"jobs" must be a number of processes, 1 or more'),
        ("jobs = true", '"jobs" must be a number of processes'),
        ("origin = ", "these settings cannot be read: "),
    ],
)
def test_what_is_no_setting_is_refused_by_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / ".audit.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=rf"\.audit\.toml: {words}"):
        with_settings(options(), tmp_path)


def test_the_settings_that_the_readme_shows_are_settings(tmp_path: Path) -> None:
    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
    start = readme.index('    origin = "NBC News"\n')
    shown = "\n".join(line.strip() for line in readme[start : readme.index("\n\n", start)].splitlines())
    (tmp_path / ".audit.toml").write_text(shown, encoding="utf-8")
    assert set(read_settings(tmp_path / ".audit.toml")) == set(KEYS)
