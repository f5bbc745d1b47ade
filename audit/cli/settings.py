"""A folder goes in, the settings that it or a folder above it keeps come out, and are laid under the command line.

They stand in ``.audit.toml`` or in the table ``[tool.audit]`` of ``pyproject.toml``: ``origin``, ``lexicon``,
``preset``, ``select``, ``ignore``, ``jobs``. The nearest file counts, and what the command line says counts more.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from audit.cli.output import CommandError

OWN, SHARED = ".audit.toml", "pyproject.toml"
KEYS: Final = ("origin", "lexicon", "preset", "select", "ignore", "jobs")
_LISTS: Final = ("origin", "lexicon", "select", "ignore")


def with_settings(options: argparse.Namespace, folder: Path) -> None:
    """Puts the settings of a folder where the command line is silent, as far as the command asks for them.

    Raises CommandError, naming file and key, for a file that cannot be read, a key that there is not, or a value of
    another type.
    """
    if getattr(options, "no_config", True):
        return
    path = settings_file(folder)
    if path is None:
        return
    for key, value in read_settings(path).items():
        if hasattr(options, key) and not getattr(options, key):
            setattr(options, key, value)


def settings_file(folder: Path) -> Path | None:
    """The nearest file with settings, in the folder or above it; ``.audit.toml`` before ``pyproject.toml``.

    Raises CommandError for a pyproject.toml that is no TOML.
    """
    for place in (folder, *folder.parents):
        if (place / OWN).is_file():
            return place / OWN
        if (place / SHARED).is_file() and "audit" in _table(place / SHARED).get("tool", {}):
            return place / SHARED
    return None


def read_settings(path: Path) -> dict[str, Any]:
    """The settings of a file, as values of the command line's options: lists of strings, and strings; paths, which
    count from the file's folder, are whole. Raises CommandError, naming file and key."""
    table = _table(path)
    if path.name == SHARED:
        table = table["tool"]["audit"]
    if not isinstance(table, Mapping):
        raise CommandError(f"{path}: tool.audit must be a table")
    found: dict[str, Any] = {}
    for key, value in table.items():
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1)
            meant = f'; did you mean "{near[0]}"?' if near else ""
            raise CommandError(f'{path}: there is no setting "{key}"{meant} (there are {", ".join(KEYS)})')
        if key == "jobs":
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise CommandError(f'{path}: "jobs" must be a number of processes, 1 or more')
            found[key] = value
            continue
        many = [value] if isinstance(value, str) else value
        if not isinstance(many, list) or not all(isinstance(one, str) and one.strip() for one in many):
            raise CommandError(f'{path}: "{key}" must be text, or a list of texts')
        if key not in _LISTS and not isinstance(value, str):
            raise CommandError(f'{path}: "{key}" must be one text')
        found[key] = _as_option(key, many, path.parent)
    return found


def _as_option(key: str, many: list[str], folder: Path) -> list[str] | str:
    if key == "lexicon":
        return [str(folder / one) for one in many]
    if key == "preset":
        return str(folder / many[0]) if many[0].endswith(".toml") else many[0]
    if key == "origin":
        return [" ".join(name.split()) for name in many]
    return [name.strip() for one in many for name in one.split(",") if name.strip()]


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CommandError(f"{path}: these settings cannot be read: {error}") from error
