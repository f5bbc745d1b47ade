"""What was written to a file goes in, a line of its journal comes out, from which a run that was killed goes on.

The journal lies beside the output, ``OUT.journal``, and only grows. Its first line holds the settings of the run, each
later one how many inputs are done, how long both files are since, and the checksums of what was added to them; the
last says that the run is done. Where the output is made of parts, whole files in a folder, the first of the files
holds what is in no part yet, and a line says that a part was made of it. Every line ends with a checksum of itself and
of the line before, so that half a line, or one of another run, counts for nothing. What the files hold beyond the last
line that holds is cut off.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, Final

import attrs
from attrs import frozen

from audit.model.plain import PlainError, from_plain, to_plain

FORM: Final = 1  # of the journal; another is not gone on from
_CHUNK: Final = 1 << 20


class JournalError(ValueError):
    """A run cannot go on from what lies there; the message says what to do."""


@frozen
class Entry:
    """How far a run is: ``inputs``, ``articles`` and ``failed`` count from the beginning, ``reached`` is the bytes of
    all inputs that are done, ``lengths`` the bytes of each file, ``sums`` the CRC-32 (whole numbers) of what this entry
    added to each; ``done`` where nothing follows. ``parts`` counts the parts of the output, ``part`` is the CRC-32 of
    the last one where this entry made it."""

    inputs: int = 0
    articles: int = 0
    failed: int = 0
    reached: int = 0
    lengths: tuple[int, ...] = (0, 0)
    sums: tuple[int, ...] = (0, 0)
    done: bool = False
    parts: int = 0
    part: int = 0


class Journal:
    """The journal of a run and the files it speaks of, opened for more; ``last`` is how far they are."""

    def __init__(
        self,
        path: Path,
        files: Sequence[Path],
        settings: dict[str, Any],
        anew: bool = False,
        parts: Callable[[int], Path] | None = None,
    ) -> None:
        """Begins a run, or goes on with the one that lies there, its files cut to what the journal says.

        ``parts`` tells where the part of a number, from 0, lies; without, the output has none.

        ``settings`` (plain data) must be those of the run that lies there; ``anew`` begins again whatever does. Raises
        JournalError where they are not, where a file lies there without a journal, or while another process writes it.
        """
        self._files: list[IO[bytes]] = []
        self._part = parts
        self._journal = path.open("r+b" if path.exists() else "x+b")
        try:
            _lock(self._journal, path)
            if anew:
                _cut(self._journal, 0)
                for file in files:
                    file.unlink(missing_ok=True)
            self._crc, self.last = self._begun(path, files, settings)
            self._files = [file.open("r+b" if file.exists() else "x+b") for file in files]
            for stream, length in zip(self._files, self.last.lengths, strict=True):
                _cut(stream, length)
        except BaseException:
            self.close()
            raise

    def _begun(self, path: Path, files: Sequence[Path], settings: dict[str, Any]) -> tuple[int, Entry]:
        """The checksum of the journal's last line that holds, and how far that line says the run is."""
        head = {"journal": FORM, "settings": settings}
        line = self._journal.readline()
        crc = _crc_of(line, 0)
        if crc is None:
            here = next((file for file in files if file.exists() and file.stat().st_size), None)
            if here is not None:
                raise JournalError(f"{here}: there is a file without a journal; name another output, or begin anew")
            _cut(self._journal, 0)
            return self._put(head, 0), Entry()
        if (was := _read(line)) != head:
            raise JournalError(
                f"{path}: another run lies there ({_differing(was, head)}); name another output, or begin anew"
            )
        last, end = Entry(), self._journal.tell()
        made, safe = self._made(crc), (Entry(), crc, end)
        self._journal.seek(end)
        streams = [file.open("rb") if file.exists() else None for file in files]
        try:
            while (line := self._journal.readline()) and (later := _crc_of(line, crc)) is not None:
                entry = _entry(line)
                gone = last.parts < made  # the first file holds it no more: the part itself is looked at
                if entry is None or not self._whole(entry, last) or not _holds(streams, last, entry, gone):
                    if gone:
                        last, crc, end = safe
                    break
                if entry.parts > last.parts:
                    safe = (entry, later, self._journal.tell())
                last, crc, end = entry, later, self._journal.tell()
        finally:
            for stream in filter(None, streams):
                stream.close()
        _cut(self._journal, end)
        return crc, last

    def _made(self, crc: int) -> int:
        """How many parts the lines that hold together say were made."""
        made = 0
        while (line := self._journal.readline()) and (later := _crc_of(line, crc)) is not None:
            crc, entry = later, _entry(line)
            made = made if entry is None else entry.parts
        return made

    def _whole(self, entry: Entry, last: Entry) -> bool:
        """Whether the part that an entry says was made is there, byte for byte."""
        if self._part is None or entry.parts == last.parts:
            return True
        try:
            with self._part(entry.parts - 1).open("rb") as stream:
                return _sum_of(stream) == entry.part
        except OSError:
            return False

    def close_part(self, write: Callable[[Path], None]) -> None:
        """Makes the next part of all that the first file holds: ``write`` writes it to the path that it is given.
        Raises ValueError where the output has no parts."""
        if self._part is None:
            raise ValueError("this output has no parts")
        path, last = self._part(self.last.parts), self.last
        draft = path.with_name(f".{path.name}")
        write(draft)
        with draft.open("r+b") as stream:
            crc = _sum_of(stream)
            os.fsync(stream.fileno())
        os.replace(draft, path)
        self._note(
            attrs.evolve(
                last, lengths=(0, *last.lengths[1:]), sums=(0,) * len(last.sums), parts=last.parts + 1, part=crc
            )
        )
        _cut(self._files[0], 0)

    def add(self, parts: Sequence[bytes], inputs: int, articles: int, failed: int, reached: int) -> None:
        """Writes the parts to the files, one each, and then that so many more inputs are done; ``reached`` is the bytes
        of all inputs that are done."""
        for stream, part in zip(self._files, parts, strict=True):
            stream.write(part)
            stream.flush()
        last = self.last
        self._note(
            Entry(
                last.inputs + inputs,
                last.articles + articles,
                last.failed + failed,
                reached,
                tuple(length + len(part) for length, part in zip(last.lengths, parts, strict=True)),
                tuple(map(zlib.crc32, parts)),
                parts=last.parts,
            )
        )

    def end(self) -> None:
        """Writes that nothing follows, once all is on the disk."""
        self.sync()
        self._note(attrs.evolve(self.last, sums=(0,) * len(self._files), part=0, done=True))
        self.sync()

    def sync(self) -> None:
        """Waits until the disk has the files, then the journal: for a machine that may lose its power."""
        for stream in (*self._files, self._journal):
            stream.flush()
            os.fsync(stream.fileno())

    def close(self) -> None:
        """Lets go of all files."""
        for stream in (*self._files, self._journal):
            stream.close()

    def _note(self, entry: Entry) -> None:
        self._crc = self._put(to_plain(entry), self._crc)
        self.last = entry

    def _put(self, data: dict[str, Any], before: int) -> int:
        text = json.dumps(data, sort_keys=True).encode()
        crc = zlib.crc32(text, before)
        self._journal.write(b"%s %08x\n" % (text, crc))
        self._journal.flush()
        return crc


def _crc_of(line: bytes, before: int) -> int | None:
    """The checksum at a line's end; None where it is not that of the line and the one before."""
    text, _, said = line.removesuffix(b"\n").rpartition(b" ")
    crc = zlib.crc32(text, before)
    return crc if line.endswith(b"\n") and said == b"%08x" % crc else None


def _read(line: bytes) -> Any:
    return json.loads(line.rpartition(b" ")[0])


def _entry(line: bytes) -> Entry | None:
    try:
        return from_plain(Entry, _read(line))
    except PlainError:
        return None


def _differing(was: Any, head: dict[str, Any]) -> str:
    """What sets the settings of another run apart, in words."""
    old, new = (one.get("settings", {}) if isinstance(one, dict) else {} for one in (was, head))
    return ", ".join(key for key in sorted({*old, *new}) if old.get(key) != new.get(key)) or "of another form"


def _holds(streams: Sequence[IO[bytes] | None], last: Entry, entry: Entry, gone: bool) -> bool:
    """Whether the files hold what an entry says it added, read from where the last one ended; ``gone`` where that of
    the first became a part."""
    if not len(entry.lengths) == len(entry.sums) == len(streams):
        return False
    rows = zip(streams, last.lengths, entry.lengths, entry.sums, strict=True)
    for stream, start, end, wanted in list(rows)[gone:]:
        crc, left = 0, end - start
        while left > 0 and stream is not None and (read := stream.read(min(left, _CHUNK))):
            crc, left = zlib.crc32(read, crc), left - len(read)
        if left or crc != wanted:
            return False
    return True


def _sum_of(stream: IO[bytes]) -> int:
    crc = 0
    while read := stream.read(_CHUNK):
        crc = zlib.crc32(read, crc)
    return crc


def _cut(stream: IO[bytes], length: int) -> None:
    if stream.seek(0, os.SEEK_END) != length:
        stream.truncate(length)
    stream.seek(length)


def _lock(stream: IO[bytes], path: Path) -> None:
    """Keeps other processes out, until this one ends, however it does; where the system has such locks."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise JournalError(f"{path}: another process is writing this; wait for it, or name another output") from None
