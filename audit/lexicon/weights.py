"""A lexicon and the name of a preset, or a file of weights, go in; the lexicon with only their criteria comes out.

Source: the handbook that each file of lexicons/presets names; the points are ours.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from attrs import evolve

from audit.lexicon.load import Entry, Lexicon, LexiconError, builtin_folder, read_file


def presets() -> tuple[str, ...]:
    """The names that ``with_weights`` knows: "default" and those of the files in ``lexicons/presets``."""
    return ("default", *sorted(path.stem for path in (builtin_folder() / "presets").glob("*.toml")))


def with_weights(lexicon: Lexicon, given: str | Path) -> Lexicon:
    """The lexicon with only the criteria that a preset or a file of weights names, each with its points.

    ``given`` is one of ``presets()`` or a TOML file: ``name`` and ``note`` (strings) and a table ``[points]``,
    criterion = points; a table ``[cap]`` may lower what one criterion can cost. "default" leaves the lexicon as it is.
    Raises LexiconError, naming file and key.
    """
    if given == "default":
        return lexicon
    path = Path(given)
    if str(given) in presets():
        path = builtin_folder() / "presets" / f"{given}.toml"
    elif path.suffix != ".toml":
        raise LexiconError(f'there is no preset "{given}"; known are {", ".join(presets())}, or give a .toml file')
    content = read_file(path)
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{path}: not a TOML file: {error}") from error
    for key, kind in {"name": str, "note": str, "points": dict, "cap": dict}.items():
        if not isinstance(table.get(key, {} if key == "cap" else None), kind):
            raise LexiconError(f'{path}: key "{key}": must be a {"table" if kind is dict else "string"}')
    known = {entry.id: entry for entry in lexicon.file("criteria")}
    chosen: list[Entry] = []
    for part in ("points", "cap"):
        for id, value in table.get(part, {}).items():
            if id not in known:
                raise LexiconError(f'{path}: key "{part}.{id}": no such criterion; known are {", ".join(known)}')
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
                raise LexiconError(f'{path}: key "{part}.{id}": must be a number from 0 to 100')
    for id, entry in known.items():
        points = table["points"].get(id)
        if points is None:
            data = {**entry.data, "on": False, "off_because": f'not among the criteria of "{table["name"]}"'}
        else:
            cap = float(table.get("cap", {}).get(id, points))
            data = {**entry.data, "points": float(points), "cap": cap, "on": True}
        chosen.append(evolve(entry, data=data))
    digest = hashlib.sha256(content).hexdigest()
    return Lexicon(
        {**lexicon.entries, "criteria": tuple(chosen)}, {**lexicon.checksums, f"presets/{path.name}": digest}
    )
