"""Our figures must not fall below their floors: python -m benchmarks.gate [--pin]

floors.toml pins, for each gold file, its SHA-256, and for each figure the worst it may be. A figure worse than that, a
figure that is gone, or gold that is not the pinned one fails (exit status 1). A figure better than its floor by twice
the slack is pointed out, so that the floor may be raised. --pin sets every floor to what is measured now, less the
slack, and the checksums to those of the gold as it is; comments stay. Gold that cannot be published is looked for in
the folder that AUDIT_SHARED names; without it, only what lies in this repository is checked, and that is said.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from audit.pipeline import default_parser
from benchmarks import english
from benchmarks import laws as known_texts
from benchmarks.attribution import GOLD, INSTANCES, LABELS, measure
from benchmarks.gold import read_gold
from benchmarks.pairs import PAIRS, own_figures
from benchmarks.run import learned_folder, run, shared_folder
from benchmarks.seeds import seed_figures, seed_sets
from benchmarks.stories import story_figures
from benchmarks.trees import FOLDER, ParsedOnce

FLOORS: Final = Path(__file__).with_name("floors.toml")
FRESH: Final = Path(__file__).parent / "data" / "stories-fresh.json"
_SECTION: Final = re.compile(r'\s*\[\s*"?(?P<section>[^"\].]+)"?\s*(?:\.\s*(?P<side>\w+)\s*)?\]')
_PAIR: Final = re.compile(r'(?P<head>\s*"(?P<key>[^"]+)"\s*=\s*)(?P<value>"[0-9a-f]*"|[-\d.]+)(?P<tail>.*)', re.DOTALL)

Figures = Mapping[str, Mapping[str, float]]  # section -> name -> value


class FloorsError(ValueError):
    """floors.toml is broken; the message names the key."""


@frozen
class Floors:
    """What floors.toml holds: checksums of gold, the slack of either side, floors and ceilings by section."""

    gold: Mapping[str, str]
    slack: Mapping[str, float]
    at_least: Figures
    at_most: Figures


def read_floors(text: str) -> Floors:
    """The floors of a TOML text. Raises FloorsError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FloorsError(f"floors.toml: not a TOML file: {error}") from error
    gold, slack = (_table(table, key) for key in ("gold", "slack"))
    sides: dict[str, dict[str, dict[str, float]]] = {"at_least": {}, "at_most": {}}
    for name, section in table.items():
        for side, values in section.items():
            if side not in sides:
                raise FloorsError(f'floors.toml: [{name}]: "{side}" is neither at_least nor at_most')
            for key, value in values.items():
                if isinstance(value, bool) or not isinstance(value, int | float):
                    raise FloorsError(f'floors.toml: [{name}.{side}]: "{key}" must be a number, not {value!r}')
            sides[side][name] = {key: float(value) for key, value in values.items()}
    for key in sides:
        if not isinstance(slack.get(key), int | float):
            raise FloorsError(f'floors.toml: [slack]: "{key}" is missing')
    return Floors(gold, slack, **sides)


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    found = table.pop(key, None)
    if not isinstance(found, dict):
        raise FloorsError(f"floors.toml: [{key}] is missing")
    return found


def check(floors: Floors, figures: Figures, checksums: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """What is wrong, and what may be set closer; sections that were not measured are passed over."""
    wrong, notes = [], []
    for path, found in checksums.items():
        pinned = floors.gold.get(path)
        if pinned is None:
            wrong.append(f"{path}: no checksum is pinned for this gold; set it with --pin")
        elif pinned != found:
            wrong.append(
                f"{path}: another gold than the floors were pinned on (SHA-256 {found[:12]}…, pinned {pinned[:12]}…); "
                "where that is meant, set the floors anew with --pin and say so in the changelog"
            )
    for side, sign, below in (("at_least", 1, "below its floor"), ("at_most", -1, "above its ceiling")):
        for section, bounds in getattr(floors, side).items():
            if section not in figures:
                continue
            for name, bound in bounds.items():
                value = figures[section].get(name)
                if value is None:
                    wrong.append(f"{section}: {name}: pinned at {bound:g}, but not measured any more")
                elif sign * (value - bound) < -1e-9:
                    wrong.append(f"{section}: {name}: {value:g} is {below} of {bound:g}")
                elif sign * (value - bound) > 2 * floors.slack[side]:
                    notes.append(f"{section}: {name}: {value:g}, pinned at {bound:g}; the bound may be set closer")
    return wrong, notes


def pin(text: str, figures: Figures, checksums: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text of floors.toml with bounds set to the figures less the slack; and a line for each bound made laxer."""
    slack = read_floors(text).slack
    laxer: list[str] = []
    section, side = "", ""
    lines = []
    for line in text.splitlines(keepends=True):
        if header := _SECTION.match(line):
            section, side = header["section"].strip(), header["side"] or ""
        elif pair := _PAIR.fullmatch(line):
            value = _new_value(section, side, pair["key"], figures, checksums, slack)
            if value is not None:
                line = f"{pair['head']}{value}{pair['tail']}"
                if side and (float(value) - float(pair["value"])) * (1 if side == "at_least" else -1) < 0:
                    laxer.append(f"{section}: {pair['key']}: {pair['value']} -> {value}")
        lines.append(line)
    return "".join(lines), laxer


def _new_value(
    section: str, side: str, key: str, figures: Figures, checksums: Mapping[str, str], slack: Mapping[str, float]
) -> str | None:
    if section == "gold":
        return f'"{checksums[key]}"' if key in checksums else None
    value = figures.get(section, {}).get(key)
    if not side or value is None:
        return None
    if side == "at_least":
        return f"{max(0.0, value - slack[side]):.1f}"
    if value >= 1:  # a number of things, not a share of one
        return f"{value:.0f}"
    return f"{value + slack[side]:.3f}"


def measured(cache: Path, progress: Callable[[str], None]) -> tuple[dict[str, Mapping[str, float]], dict[str, str]]:
    """Every figure that this checkout can measure, by section, and the checksums of the gold it was measured on."""
    figures: dict[str, Mapping[str, float]] = {}
    checksums: dict[str, str] = {}
    figures["package"] = english.figures()
    learned = learned_folder()
    if learned is None:
        progress("this checkout has no learned part: rules alone")
    for seeds in seed_sets():
        progress(f"{seeds.name}: auditing")
        figures[seeds.name], _ = seed_figures(seeds, rules_only=learned is None)
        checksums[f"{seeds.name}: articles"] = _sha256(*sorted(p for p in seeds.articles.iterdir() if p.is_file()))
        checksums[f"{seeds.name}: gold"] = _sha256(seeds.gold)
    progress("pairs: 2,000 that nothing was trained on")
    figures["pairs"], _ = own_figures("b", cache)
    checksums["pairs: half b"] = _sha256(PAIRS / "half-b.jsonl")
    progress(f"known texts: {known_texts.TEXTS} drawn")
    figures["known texts"] = known_texts.figures(default_parser())
    shared = shared_folder()
    if shared is None or not (shared / GOLD).is_file():
        progress(f"attributions and real seeds: skipped, AUDIT_SHARED names no folder that holds {GOLD}")
        return figures, checksums
    progress("stories: auditing fifteen")
    rows = json.loads(FRESH.read_text(encoding="utf-8"))
    found, _ = story_figures(rows, shared / "stories", ParsedOnce(cache), learned is None)
    figures["stories"] = {name: found["all"][name] for name in ("covered", "kinds", "sources", "traces")}
    checksums["stories: gold"] = _sha256(FRESH)
    gold = read_gold(shared / GOLD)
    for name, folder in (("attribution", learned), ("attribution, rules only", None)):
        if name == "attribution" and folder is None:
            continue
        progress(f"{name}: {len(gold)} articles")
        figures[name], _ = measure(gold, run(gold, cache, learned=folder), shared)
    for path in (GOLD, INSTANCES, LABELS):
        if (shared / path).is_file():
            checksums[path] = _sha256(shared / path)
    return figures, checksums


def _sha256(*paths: Path) -> str:
    """Of one file its SHA-256; of several, that of their names and contents."""
    if len(paths) == 1:
        return hashlib.sha256(paths[0].read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def main() -> int:
    """The command line; exit status 0 when every figure holds, 1 when one does not, 2 when floors.toml is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", action="store_true", help="set the floors to what is measured now, less the slack")
    parser.add_argument("--floors", type=Path, default=FLOORS, metavar="FILE", help="another file of floors")
    parser.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    options = parser.parse_args()
    text = options.floors.read_text(encoding="utf-8")
    try:
        floors = read_floors(text)
    except FloorsError as error:
        print(error, file=sys.stderr)
        return 2
    figures, checksums = measured(options.cache, lambda line: print(line, flush=True))
    if options.pin:
        new, laxer = pin(text, figures, checksums)
        options.floors.write_text(new, encoding="utf-8")
        print(f"{options.floors.name} is set anew")
        print(*(f"laxer than before, so say why: {line}" for line in laxer), sep="\n")
        return 0
    wrong, notes = check(floors, figures, checksums)
    print(*notes, sep="\n", end="\n" if notes else "")
    print(*(f"FAILED {line}" for line in wrong), sep="\n", end="\n" if wrong else "")
    held = sum(len(floors.at_least.get(s, {})) + len(floors.at_most.get(s, {})) for s in figures)
    print(f"{len(wrong)} of the checks failed" if wrong else f"all {held} figures hold")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
