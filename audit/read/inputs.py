"""The name of a file or a folder, or a glob pattern, goes in; the article files that it stands for come out."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from attrs import field, frozen

from audit.model import Failure

TEXT_SUFFIXES: Final = (".txt", ".text", ".md", ".markdown")
JSONL_SUFFIXES: Final = (".jsonl", ".ndjson")
HTML_SUFFIXES: Final = (".html", ".htm", ".xhtml")
FEED_SUFFIXES: Final = (".rss", ".atom")
WARC_SUFFIXES: Final = (".warc", ".warc.gz")
PARQUET_SUFFIXES: Final = (".parquet",)
SUFFIXES: Final = TEXT_SUFFIXES + JSONL_SUFFIXES + HTML_SUFFIXES + FEED_SUFFIXES + WARC_SUFFIXES
# suffixes that say too little to be taken from a folder: a file of these is read when it is named
JSON_SUFFIXES: Final = (".json",)
XML_SUFFIXES: Final = (*FEED_SUFFIXES, ".xml")


def suffix_of(path: Path) -> str:
    """A file's suffix in small letters, with the one before it where it tells only how the file is packed."""
    return "".join(path.suffixes[-2:]).lower() if path.suffix.lower() == ".gz" else path.suffix.lower()


@frozen
class Held:
    """What an input holds: files to read, what was passed over, and why something cannot be had."""

    paths: tuple[Path, ...] = field(default=(), converter=tuple[Path, ...])
    skipped: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    failures: tuple[Failure, ...] = field(default=(), converter=tuple[Failure, ...])


def held_by(name: str, suffixes: tuple[str, ...] = SUFFIXES) -> Held:
    """The files behind a name, sorted; a name that exists is no pattern, whatever signs stand in it.

    In folders (with subfolders) and patterns, README files, hidden files, linked folders and files of other suffixes
    than ``suffixes`` are passed over; a file that is named itself never is. What is missing or empty of articles is a
    failure.
    """
    try:
        if os.path.isdir(name):
            held = _in_folder(Path(name), suffixes)
        elif os.path.lexists(name):
            held = Held((Path(name),))
        elif glob.has_magic(name):
            held = _in_pattern(name, suffixes)
        else:
            return Held(failures=(_missing(name),))
    except ValueError:  # a NUL in a path
        return Held(failures=(_missing(name),))
    if held.paths or held.failures:
        return held
    message = f"no article found here; articles are files in {', '.join(suffixes)}, but not README files"
    return Held(skipped=held.skipped, failures=(Failure(name, message),))


def _missing(name: str) -> Failure:
    if "\n" in name or len(name) > 255:
        return Failure(f"{name[:40]}…", "no such file; to audit a text, pass an Article with an id and the text")
    if re.match(r"https?://", name):
        return Failure(name, "a web address: nothing is downloaded; save the page and name the file")
    return Failure(name or '""', "no such file or folder; check the path")


def _in_folder(folder: Path, suffixes: tuple[str, ...]) -> Held:
    paths: list[Path] = []
    skipped: list[str] = []
    failures: list[Failure] = []

    def unlisted(error: OSError) -> None:
        failures.append(Failure(str(error.filename), f"cannot be listed: {error.strerror}; check its permissions"))

    for place, folders, files in os.walk(folder, onerror=unlisted):
        here = Path(place)
        shut = {name for name in folders if name.startswith(".") or (here / name).is_symlink()}
        folders[:] = [name for name in folders if name not in shut]
        skipped += [str(here / name) for name in shut]
        for path in (here / name for name in files):
            if not _is_hidden_or_readme(path) and suffix_of(path) in suffixes and _ends(path):
                paths.append(path)
            else:
                skipped.append(str(path))
    return Held(sorted(paths, key=lambda path: path.parts), sorted(skipped), sorted(failures, key=lambda f: f.where))


def _in_pattern(pattern: str, suffixes: tuple[str, ...]) -> Held:
    return _joined([_matched(match, pattern, suffixes) for match in sorted(glob.glob(pattern, recursive=True))])


def _matched(match: str, pattern: str, suffixes: tuple[str, ...]) -> Held:
    path = Path(match)
    if path.is_dir() and path.is_symlink():
        return Held(skipped=(match,))
    if path.is_dir():
        return Held() if "**" in pattern else _in_folder(path, suffixes)
    named = bool(path.suffix) and pattern.endswith(path.suffix)  # *.log asks for .log files
    if not _is_hidden_or_readme(path) and (named or suffix_of(path) in suffixes) and _ends(path):
        return Held((path,))
    return Held(skipped=(match,))


def _ends(path: Path) -> bool:
    """Whether what is read there comes to an end: a pipe would wait for ever, a device go on for ever. A link that
    leads nowhere is read, so that it fails aloud."""
    try:
        return path.is_file() or (path.is_symlink() and not path.exists())
    except OSError:  # a loop of links
        return True


def _joined(parts: Iterable[Held]) -> Held:
    parts = list(parts)
    return Held(
        [path for part in parts for path in part.paths],
        [name for part in parts for name in part.skipped],
        [failure for part in parts for failure in part.failures],
    )


def _is_hidden_or_readme(path: Path) -> bool:
    return path.name.startswith(".") or path.stem.lower() == "readme"
