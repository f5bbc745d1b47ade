"""Folders of TOML go in, one frozen Lexicon comes out: the rules as data that find, resolve, trace and score read.

Every file is a list of ``[[entry]]`` tables. Each entry has an ``id``, an ``origin`` (where the rule comes from),
sentences it must fire on (``fires``) and sentences it must not (``silent``), which the tests run, and the keys of its
file (FILES below). A user's folder is laid over ours: an entry with an id of ours replaces it, others are added; an
entry with ``off = true`` takes ours away.

Source: ours: the form of the files; what each rule goes back to is its entry's ``origin``.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from attrs import field, frozen

from audit.lexicon.phrases import Match, PhraseError, Phrases
from audit.model import CUE_CLASSES, HOWS, PARTS, SEVERITIES, STATUSES, Sentence

T = TypeVar("T")
# Patterns are verbose: a space is written "\\ " or [ ]; letters count in either case unless (?-i:...) says otherwise.
_FLAGS: Final = re.VERBOSE | re.IGNORECASE
_NAMED: Final = re.compile(r"@\{([\w.-]+)\}")


class LexiconError(ValueError):
    """A lexicon is broken; the message names the file, the entry and the key."""


@frozen
class Entry:
    """One rule: its file's stem, its id, where it comes from, examples, and the keys of its file in ``data``."""

    file: str
    id: str
    origin: str
    words: tuple[str, ...] = ()
    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of an optional key."""
        return self.data.get(key, default)

    @property
    def listed(self) -> tuple[str, ...]:
        """The phrases that a rule lists: its words, and what stands before the stroke in its pairs."""
        return self.words + tuple(row.partition("/")[0] for row in self.get("pairs", ()))


_Schema = dict[str, tuple[type, bool, tuple[str, ...] | None]]  # key -> (type, required, allowed values or None)
_WORDS: _Schema = {"words": (list, True, None)}
# A rule of a room, by its id: a list of phrases (audit.lexicon.phrases says how they are written), which may have to
# stand in one of ``relations``, or hang on one of the words ``under`` which they count; or a pattern, a verbose regular
# expression of text that has no tree, in which @{id} stands for another pattern or list. ``pairs`` are words each with
# what it comes to ("dozen/12"). ``note`` says what is not plain from the id.
_RULE: _Schema = {
    "words": (list, False, None),
    "pairs": (list, False, None),
    "under": (list, False, None),
    "relations": (list, False, None),
    "pattern": (str, False, None),
    "status": (str, False, STATUSES),
    "note": (str, False, None),
}
# The rooms' rules: file stem -> room
RULES: Final = {
    "forms": "lexicon",
    "layout": "read",
    "constructions": "find",
    "claims": "claims",
    "people": "resolve",
    "crediting": "trace/credit",
    "sameness": "trace/echo",
    "standards": "score",
    "placing": "trace/placed",
    "needs": "score",
    "drawn": "testing",
}
FILES: Final[dict[str, _Schema]] = {
    # class: what the cue tells of the content; pos: of its head; frames: its content; hearer: its object hears it
    "cues": _WORDS
    | {
        "class": (str, True, CUE_CLASSES),
        "pos": (str, True, ("verb", "noun", "adjective", "adverb", "phrase")),
        "frames": (list, False, ("clause", "infinitive", "object", "oblique", "quote")),
        "hearer": (bool, False, None),
    },
    # role: what a noun says of an unnamed source (the head of the file defines each)
    "sources": _WORDS | {"role": (str, True, ("anonymous", "vague", "document", "institution", "office"))},
    # name: as tables call it; words: aliases; programmes: names in marks; family: of one story; surnames: people's, too
    "outlets": {
        "name": (str, True, None),
        "words": (list, False, None),
        **dict.fromkeys(("programmes", "surnames"), (list, False, None)),
        "family": (str, False, None),
        "kind": (str, True, ("outlet", "wire", "vague")),
    },
    "titles": _WORDS | {"gender": (str, False, ("feminine", "masculine"))},
    # words: given names of one gender; groups: given names of one person, the full one first, then its short forms
    "names": {
        "words": (list, False, None),
        "gender": (str, False, ("feminine", "masculine")),
        "groups": (list, False, None),
    },
    # words and pairs that turn a claim into its opposite, groups of words that may stand for each other
    "antonyms": {"words": (list, False, None), "against": (list, False, None), "pairs": (list, False, None)},
    "synonyms": {"groups": (list, True, None)},
    "occasions": _WORDS,  # where something was said or done before everybody
    "hows": _WORDS | {"how": (str, True, HOWS), "part": (str, True, ("noun", "verb", "hearer"))},
    # role: what a word does to the clause it governs (lexicons/polarity.toml says how)
    "polarity": _WORDS | {"role": (str, True, ("negator", "undoing", "possible", "planned", "certain"))},
    # points: if it touches each claim; cap: at most so many; standards: who asks; fault: in the brief; on = false:
    # where asked for; part: its sub-score, or shares ("own voice/0.5"); quiet: no finding; news: none in opinion
    "criteria": {
        **dict.fromkeys(("points", "cap"), (float, True, None)),
        "severity": (str, True, SEVERITIES),
        **dict.fromkeys(("title", "remedy"), (str, True, None)),
        **dict.fromkeys(("standards", "shares"), (list, False, None)),
        "part": (str, False, PARTS),
        **dict.fromkeys(("on", "quiet", "news"), (bool, False, None)),
        **dict.fromkeys(("off_because", "fault"), (str, False, None)),
    },
    **dict.fromkeys(RULES, _RULE),
}


@frozen
class Lexicon:
    """All entries by file stem, in file order, and the SHA-256 of every file they were read from."""

    entries: Mapping[str, tuple[Entry, ...]] = field(repr=False)
    checksums: Mapping[str, str]

    def file(self, stem: str) -> tuple[Entry, ...]:
        """The entries of one file ("cues"), in order."""
        return self.entries.get(stem, ())

    def by_word(self, stem: str) -> Mapping[str, tuple[Entry, ...]]:
        """Word or phrase in lower case -> the entries of that file that list it. KeyError for one not in FILES."""
        return self._by_word[stem]

    def rule(self, id: str) -> Entry | None:
        """The entry of this id among the rooms' rules (RULES); None where a user's folder takes it away."""
        return self._rules.get(id)

    def words(self, *ids: str) -> frozenset[str]:
        """The words of these lists of the rooms' rules, in lower case; of a list that was taken away, none."""
        found: frozenset[str] | None = self._made.get(("words", ids))
        if found is None:
            listed = (entry.listed for id in ids if (entry := self.rule(id)))
            found = self._made["words", ids] = frozenset(word.lower() for words in listed for word in words)
        return found

    def pairs(self, *ids: str) -> Mapping[str, str]:
        """What stands before the stroke in the pairs of these lists, in lower case -> what stands after it."""
        if (key := ("pairs", ids)) not in self._made:
            listed = (row.partition("/") for id in ids if (entry := self.rule(id)) for row in entry.get("pairs", ()))
            self._made[key] = {one.lower(): two for one, _, two in listed}
        return cast("Mapping[str, str]", self._made[key])

    def phrases(self, *ids: str) -> Phrases:
        """The phrases of these lists, ready to be looked for; made once."""
        found: Phrases | None = self._made.get(("phrases", ids))
        if found is None:
            listed = [word for id in ids if (entry := self.rule(id)) for word in entry.listed]
            found = self._made["phrases", ids] = Phrases(tuple(listed))
        return found

    def found(self, id: str, sentence: Sentence) -> Iterator[Match]:
        """Where the phrases of a list stand in a sentence, in the relations and under the words that it asks for."""
        entry = self.rule(id)
        if entry is None:
            return
        for match in self.phrases(id).find(sentence.tokens):
            relations, under = entry.get("relations"), entry.get("under")
            inside = range(match.first, match.last + 1)
            top = next((sentence.tokens[i] for i in inside if sentence.tokens[i].head not in inside), None)
            if top is None:
                continue
            if relations and top.deprel not in relations and top.deprel.split(":")[0] not in relations:
                continue
            if under and (top.head < 0 or not self._under(id, tuple(under)).has(sentence.tokens[top.head])):
                continue
            yield match

    def _under(self, id: str, words: tuple[str, ...]) -> Phrases:
        return cast(Phrases, self._made.get(("under", id)) or self._made.setdefault(("under", id), Phrases(words)))

    def pattern(self, id: str) -> re.Pattern[str]:
        """The pattern of this rule, compiled once; one that was taken away matches nothing."""
        if (key := ("pattern", id)) not in self._made:
            self._made[key] = re.compile(pattern_text(id, self._rules) if self.rule(id) else "(?!)", _FLAGS)
        return cast("re.Pattern[str]", self._made[key])

    def once(self, make: Callable[[Lexicon], T]) -> T:
        """What ``make`` makes of this lexicon, made when it is first asked for and kept with it: an index, a table."""
        found: T | None = self._made.get(make)
        if found is None:
            found = self._made[make] = make(self)
        return found

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def _rules(self) -> dict[str, Entry]:
        return {entry.id: entry for stem in RULES for entry in self.file(stem)}

    @cached_property
    def _by_word(self) -> dict[str, dict[str, tuple[Entry, ...]]]:
        tables: dict[str, dict[str, tuple[Entry, ...]]] = {stem: {} for stem in FILES}
        for stem, entries in self.entries.items():
            for entry in entries:
                for word in entry.words:
                    key = word.lower()
                    tables[stem][key] = (*tables[stem].get(key, ()), entry)
        return tables


def builtin_folder() -> Path:
    """Where our own lexicons lie: within the package where it is installed, else at the top of the checkout."""
    package = Path(__file__).resolve().parents[1]
    return package / "lexicons" if (package / "lexicons").is_dir() else package.parent / "lexicons"


def load_lexicon(*folders: str | Path) -> Lexicon:
    """Our lexicon with the users' folders laid over it, later ones over earlier ones.

    Raises LexiconError, naming file, entry and key, where one is missing or broken.
    """
    merged: dict[str, dict[str, Entry]] = {stem: {} for stem in FILES}
    checksums: dict[str, str] = {}
    homes: dict[str, Path] = {}  # rule -> the file that says it last
    for depth, folder in enumerate((builtin_folder(), *map(Path, folders))):
        if not folder.is_dir():
            raise LexiconError(f"{folder}: no such lexicon folder; give a folder that holds {_names()}")
        paths = sorted(folder.glob("*.toml"))
        if not paths:
            raise LexiconError(f"{folder}: no lexicon files in this folder; it may hold {_names()}")
        for path in paths:
            if path.stem not in FILES:
                raise LexiconError(f"{path}: unknown lexicon file; known are {_names()}")
            content = read_file(path)
            checksums[path.name if depth == 0 else f"{depth}/{path.name}"] = hashlib.sha256(content).hexdigest()
            seen: set[str] = set()
            for entry, off in _entries(path, content):
                if entry.id in seen:
                    raise LexiconError(f'{path}: entry "{entry.id}": key "id": stands twice in this file')
                seen.add(entry.id)
                if off and entry.id not in merged[path.stem]:
                    near = get_close_matches(entry.id, merged[path.stem], 1)
                    meant = f"; did you mean {near[0]}?" if near else ""
                    raise LexiconError(f'{path}: entry "{entry.id}": key "off": there is no such entry{meant}')
                if off:
                    del merged[path.stem][entry.id]
                else:
                    merged[path.stem][entry.id] = entry
                    homes[entry.id] = path
    lexicon = Lexicon({stem: tuple(entries.values()) for stem, entries in merged.items()}, checksums)
    _check_rules(lexicon, homes, read=bool(folders))  # that ours can be read, tests see to
    return lexicon


def pattern_text(id: str, rules: Mapping[str, Entry]) -> str:
    """The regular expression of a rule, with the others that it names put in; a list becomes its words, the longest
    first. Raises PhraseError for a name that no rule has, and for rules that name each other in a circle."""

    def text_of(name: str, above: tuple[str, ...]) -> str:
        entry = rules.get(name)
        if entry is None:
            raise PhraseError(f'names "{name}", which there is not; a folder of yours may have taken it away')
        if name in above:
            raise PhraseError(f"names itself, through {' and '.join(above[1:]) or 'nothing else'}")
        if entry.listed:
            longest = sorted(entry.listed, key=lambda word: (-len(word), word))
            return "(?:" + "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest) + ")"
        inner = _NAMED.sub(lambda match: text_of(match[1], (*above, name)), entry.get("pattern", "(?!)"))
        return inner if not above else f"(?:{inner})"

    return text_of(id, ())


def _check_rules(lexicon: Lexicon, homes: Mapping[str, Path], read: bool) -> None:
    """Raises LexiconError for a rule without words and pattern, or, where they are to be ``read`` now, whose phrases or
    pattern cannot be."""
    seen: dict[str, str] = {}
    for stem in RULES:
        for entry in lexicon.file(stem):
            where = f'{homes[entry.id]}: entry "{entry.id}"'
            if entry.id in seen:
                raise LexiconError(f'{where}: key "id": stands in {seen[entry.id]}.toml too')
            seen[entry.id] = stem
            if bool(entry.listed) == ("pattern" in entry.data):
                raise LexiconError(f'{where}: give either "words" (or "pairs") or a "pattern"')
            if not all(all(row.partition("/")) for row in entry.get("pairs", ())):
                raise LexiconError(f'{where}: key "pairs": write a word, a stroke and what it comes to ("dozen/12")')
            if not read:
                continue
            try:
                if entry.listed:
                    lexicon.phrases(entry.id)
                else:
                    lexicon.pattern(entry.id)
            except PhraseError as error:
                key = "words" if entry.listed else "pattern"
                raise LexiconError(f'{where}: key "{key}": {error}') from error
            except re.error as error:
                raise LexiconError(f'{where}: key "pattern": no regular expression: {error}') from error


def _names() -> str:
    return ", ".join(f"{stem}.toml" for stem in FILES)


def read_file(path: Path) -> bytes:
    """The bytes of a lexicon file. Raises LexiconError, naming it, where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read: {error.strerror}") from error


def _entries(path: Path, content: bytes) -> Iterable[tuple[Entry, bool]]:
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{path}: not a TOML file: {error}") from error
    extra = set(table) - {"entry"}
    if extra:
        raise LexiconError(f'{path}: key "{min(extra)}": only [[entry]] tables may stand here')
    rows = table.get("entry", [])
    if not isinstance(rows, list):
        raise LexiconError(f'{path}: key "entry": write [[entry]] with two brackets')
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise LexiconError(f"{path}: entry {number}: write [[entry]] with two brackets, and its keys below it")
        yield _entry(path, number, row)


def _entry(path: Path, number: int, row: dict[str, Any]) -> tuple[Entry, bool]:
    name = row.get("id")
    if not isinstance(name, str) or not name:
        raise LexiconError(f'{path}: entry {number}: key "id": every entry needs one, a string')
    where = f'{path}: entry "{name}"'
    if not isinstance(row.get("off", False), bool):
        raise LexiconError(f'{where}: key "off": must be true or false, not {row["off"]!r}')
    if row.get("off"):
        return Entry(path.stem, name, ""), True
    schema: _Schema = FILES[path.stem] | {
        "id": (str, True, None),
        "origin": (str, True, None),
        "fires": (list, False, None),
        "silent": (list, False, None),
        "off": (bool, False, None),
    }
    for key in row:
        if key not in schema:
            raise LexiconError(f'{where}: key "{key}": unknown; known are {", ".join(sorted(schema))}')
    for key, (kind, required, allowed) in schema.items():
        if key not in row:
            if required:
                raise LexiconError(f'{where}: key "{key}": missing')
            continue
        value = row[key]
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            row[key] = value = float(value)
        if not isinstance(value, kind):
            raise LexiconError(f'{where}: key "{key}": must be a {kind.__name__}, not {value!r}')
        if isinstance(value, list) and not all(isinstance(item, str) and item for item in value):
            raise LexiconError(f'{where}: key "{key}": must be a list of strings that are not empty')
        for item in value if isinstance(value, list) else [value]:
            if allowed is not None and item not in allowed:
                raise LexiconError(f'{where}: key "{key}": {item!r} is not one of {", ".join(allowed)}')
        if isinstance(value, float) and not 0 <= value < math.inf:
            raise LexiconError(f'{where}: key "{key}": must be a number from 0 up, not {value}')
    common = ("id", "origin", "words", "fires", "silent", "off")
    entry = Entry(
        file=path.stem,
        id=name,
        origin=row["origin"],
        words=tuple(row.get("words", ())),
        fires=tuple(row.get("fires", ())),
        silent=tuple(row.get("silent", ())),
        data={key: value for key, value in row.items() if key not in common},
    )
    return entry, False
