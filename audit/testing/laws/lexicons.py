"""A folder of lexicon files goes in, the laws that rules as data must keep come out."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from audit.lexicon import Entry, Lexicon, LexiconError, load_lexicon
from audit.lexicon.outlets import OutletIndex, bare_name
from audit.score import score
from audit.testing.laws.gold import difference, walked
from audit.testing.laws.run import Law
from audit.testing.laws.scoring import scorer_laws
from audit.testing.laws.shown import quoted
from audit.testing.strategies import Known, known_trees
from audit.testing.strategies.choice import one_of_these, with_place
from audit.testing.strategies.smallest import Passed

# Of the laws of a score, those that weights can break.
_WEIGHED = ("in range", "known ledger adds up", "better kind", "reason", "basis", "number", "no attribution")
_CARRIERS = (
    "Two officials told {} that the court delayed the budget.",
    "The airport repaired the tunnel, {} reported.",
    "According to {}, the bank printed the timetable.",
    "Nothing was said in {}'s report.",
)


def lexicon_laws(folder: Path | None) -> tuple[Law, ...]:
    """The laws, each ready to be run on our lexicon with the folder laid over it; on ours alone without one.

    Where it does not load there is one law, that it must. That a rule says where it comes from, and on which sentences
    it fires and does not, is asked of every entry of ours too (CONTRIBUTING, "Add a lexicon entry").
    """
    folders = () if folder is None else (folder,)
    says = "every file is TOML, and its entries have the keys that they must have"
    try:
        lexicon = load_lexicon(*folders)
    except LexiconError as error:
        reason = str(error)
        return (Law("loads", says, one_of_these([folder]), lambda _: reason),)
    entries = [(stem, entry) for stem, found in lexicon.entries.items() for entry in found]
    drawn = with_place(one_of_these(entries))
    laws = [
        Law("loads", says, drawn, lambda one: _loaded(lexicon, *one[0])),
        Law("origin", "every entry says where its rule comes from", drawn, lambda one: _origin(*one[0])),
        Law(
            "examples",
            "every entry has a sentence that it fires on, and none on which it must and must not",
            drawn,
            lambda one: _examples(*one[0]),
        ),
        Law(
            "off",
            "an entry can be taken away, and nothing goes with it, unless another is made of it",
            drawn,
            lambda one: _off(lexicon, folders, *one[0]),
        ),
        Law(
            "known attributions",
            "in plain sentences the attributions are found",
            known_trees(lexicon),
            lambda known: _known(known, lexicon),
        ),
    ]
    outlets = lexicon.file("outlets")
    if outlets:
        index = lexicon.once(OutletIndex)
        laws.append(
            Law(
                "outlets are found",
                "every name and alias of an outlet is found in a sentence, unless a longer name holds it",
                with_place(
                    one_of_these([(entry, name) for entry in outlets for name in (entry["name"], *entry.words)])
                ),
                lambda one: _found(index, one[0][0], one[0][1], one[1]),
            )
        )
    weighed = (law for law in scorer_laws(score, lexicon) if law.name in _WEIGHED)
    laws += [
        Law(f"weights: {law.name}", f"with these weights, {law.says}", law.examples, law.breaks) for law in weighed
    ]
    return tuple(laws)


def _where(stem: str, entry: Entry) -> str:
    return f'{stem}.toml: entry "{entry.id}"'


def _loaded(lexicon: Lexicon, stem: str, entry: Entry) -> str | None:
    listed = lexicon.by_word(stem)
    for word in entry.words:
        if entry not in listed.get(word.lower(), ()):
            return f"{_where(stem, entry)}: the word {word!r} is not found by {word.lower()!r}"
    return None


def _origin(stem: str, entry: Entry) -> str | None:
    return None if entry.origin.strip() else f'{_where(stem, entry)}: key "origin": is empty'


def _examples(stem: str, entry: Entry) -> str | None:
    if not entry.fires:
        return f'{_where(stem, entry)}: key "fires": there is no sentence'
    both = set(entry.fires) & set(entry.silent)
    return f"{_where(stem, entry)}: must fire and be silent on {quoted(min(both))}" if both else None


def _off(lexicon: Lexicon, folders: tuple[Path, ...], stem: str, entry: Entry) -> str | None:
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / f"{stem}.toml").write_text(
            f"[[entry]]\nid = {json.dumps(entry.id, ensure_ascii=False)}\noff = true\n", encoding="utf-8"
        )
        try:
            without = load_lexicon(*folders, made)
        except LexiconError as error:
            if f'names "{entry.id}"' in str(error):
                raise Passed from error  # a part of another's pattern, and the error says so
            raise
    for other, entries in lexicon.entries.items():
        left = tuple(e for e in entries if (other, e.id) != (stem, entry.id))
        if without.file(other) != left:
            return f"{_where(stem, entry)}: with off = true, {other}.toml is not what it was without this entry"
    return None


def _found(index: OutletIndex, entry: Entry, name: str, place: int) -> str | None:
    sentence = _CARRIERS[place % len(_CARRIERS)].format(name)
    found = [(span.of(sentence), one) for span, one in index.find(sentence)]
    if any(one.id == entry.id or bare_name(name) in words for words, one in found):
        return None
    return f"outlets.toml: entry {entry.id!r}: its name {name!r} is not found in {quoted(sentence)}"


def _known(known: Known, lexicon: Lexicon) -> str | None:
    return difference(known, walked(known.trees, lexicon))
