"""A finished text goes in and reaches standard output, a file or a folder; files are written whole or not at all."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

_SUFFIXES: Final = {
    **{".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".html": "html", ".htm": "html"},
    **{".markdown": "github", ".md": "github", ".rst": "rst", ".tex": "latex", ".txt": "simple", ".text": "simple"},
    **{".xlsx": "xlsx", ".jsonld": "jsonld", ".dot": "dot", ".gv": "dot"},
}
FILE_SUFFIXES: Final = {format: suffix for suffix, format in reversed(_SUFFIXES.items())} | {"github": ".md"}


class CommandError(ValueError):
    """The command line asks for something that cannot be done; the message says what to ask for instead."""


class Output:
    """Where the result goes: standard output, a file, or a folder; files are written whole or not at all."""

    def __init__(self, given: str | None) -> None:
        self._given = None if given == "-" else given
        self.folder = self._given is not None and (self._given.endswith(("/", os.sep)) or os.path.isdir(self._given))

    def format(self, known: Collection[str] = tuple(_SUFFIXES.values())) -> str | None:
        """The format, of those that are known, that the file's suffix stands for; None for standard output, a folder
        or a device. Raises CommandError for a suffix that stands for none."""
        if self._given is None or self.folder or _is_device(Path(self._given)):
            return None
        suffix = Path(self._given).suffix.lower()
        if _SUFFIXES.get(suffix) not in known:
            there = ", ".join(sorted(name for name, form in _SUFFIXES.items() if form in known))
            raise CommandError(f"{self._given}: the suffix says no format; say which with --format, or end in {there}")
        return _SUFFIXES[suffix]

    def unicode(self) -> bool:
        """Whether what is written may hold more than ASCII: files are UTF-8, standard output is what it is."""
        if self._given is not None:
            return True
        try:
            return codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name == "utf-8"
        except LookupError:
            return False

    def coloured(self, asked: str) -> bool:
        """Whether to write in colours: "always", "never", or "auto": on a terminal that knows them, unless the user
        wants none (https://no-color.org)."""
        if asked != "auto":
            return asked == "always"
        wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return self._given is None and wanted and sys.stdout.isatty()

    def prepare(self) -> None:
        """Makes missing folders and sees that they can be written to, before an audit is begun. Raises CommandError."""
        if self._given is None:
            return
        folder = Path(self._given) if self.folder else Path(self._given).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{folder}: this folder cannot be made: {error.strerror}") from error
        if not os.access(folder, os.W_OK) and not _is_device(Path(self._given)):
            raise CommandError(f"{folder}: this folder cannot be written to; name another with -o")

    def write(self, text: str | bytes) -> None:
        """Writes to the file or to standard output. Raises CommandError for bytes that would go to a terminal."""
        if self._given is not None:
            _replace(Path(self._given), text)
        elif isinstance(text, str):
            _print(text)
        elif sys.stdout.isatty():
            raise CommandError("this is no text for a terminal: write it to a file with -o FILE")
        else:
            sys.stdout.buffer.write(text)
            sys.stdout.buffer.flush()

    def write_all(self, files: Mapping[str, str | bytes]) -> None:
        """Writes each file into the folder."""
        for name, text in files.items():
            _replace(Path(self._given or ".") / name, text)


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _replace(path: Path, text: str | bytes) -> None:
    """Puts a file in its place at once, so that no reader ever sees half of it; a link stays a link."""
    data = (
        text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
    )  # half a surrogate pair in JSON becomes its escape, \udXXX
    try:
        if _is_device(path):
            path.write_bytes(data)
            return
        target = Path(os.path.realpath(path))
        draft = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            draft.write_bytes(data)
            if target.exists():
                draft.chmod(target.stat().st_mode & 0o7777)
            os.replace(draft, target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(f"{path}: cannot be written: {error.strerror}") from error


def _print(text: str) -> None:
    """Prints, whatever the encoding of standard output; a reader that has gone away is no error."""
    stream = sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    on_error = "backslashreplace" if codecs.lookup(encoding).name == "utf-8" else "replace"
    try:
        stream.write(text.encode(encoding, on_error).decode(encoding))
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # Python flushes once more at its end
