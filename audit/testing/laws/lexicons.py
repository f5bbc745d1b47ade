"""A folder of lexicon files goes in, the laws that rules as data must keep come out."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from itertools import combinations
from math import fsum
from pathlib import Path

from audit.lexicon import Entry, Lexicon, LexiconError, load_lexicon
from audit.lexicon.forms import singular
from audit.lexicon.outlets import OutletIndex, bare_name
from audit.model import Article, Deduction, Rating
from audit.parse import Parser
from audit.read.segment import segments
from audit.score import View, score
from audit.score.criteria import active
from audit.score.rating import cost
from audit.testing.laws.entries import Examples
from audit.testing.laws.gold import difference, walked
from audit.testing.laws.run import Law
from audit.testing.laws.scoring import scorer_laws
from audit.testing.laws.shown import quoted
from audit.testing.laws.tracing import tracer_laws
from audit.testing.strategies import Known, known_articles, known_trees
from audit.testing.strategies.each import each_deed, each_word
from audit.testing.strategies.smallest import Passed
from audit.testing.strategies.vocabulary import vocabulary
from audit.trace import trace
from audit.trace.echo.senses import Senses, senses_of

# Of the laws of a score and of tracing, those that words and weights can break.
_WEIGHED = ("known in range", "known ledger adds up", "wishes")  # and those of what a better source does to the score
_NOT_ALONE = ("hedge",)  # a role in the first paragraph is a finding (B10), which a hedge there is not
_TRACED = ("known traces", "alias", "echo", "negated", "altered", "another number", "mention")
_CARRIERS = (
    "Two officials told {} that the court delayed the budget.",
    "The airport repaired the tunnel, {} reported.",
    "According to {}, the bank printed the timetable.",
    "Nothing was said in {}'s report.",
)
_OPPOSED = ("antonyms", "polarity")
_MEANINGS = ("synonyms", "antonyms")
_Entries = Sequence[tuple[str, Entry]]


def lexicon_laws(folder: Path | None, parser: Parser | None = None) -> tuple[Law, ...]:
    """The laws, each ready to be run on our lexicon with the folder laid over it; on ours alone without one.

    Where it does not load there is one law, that it must. What is asked of an entry is asked of each, the folder's own
    first; its examples are parsed by the ``parser``, by the embedded one where it is None, and so only those of the
    folder are where there is one, beside those of ours that say what opposes what.
    """
    folders = () if folder is None else (folder,)
    says = "every file is TOML, and its entries have the keys that they must have"
    try:
        lexicon = load_lexicon(*folders)
    except LexiconError as error:
        reason = str(error)
        return (Law("loads", says, [folder], lambda _: reason),)
    ours = load_lexicon()
    listed = [(stem, entry) for stem, found in lexicon.entries.items() for entry in found]
    own = [(stem, entry) for stem, entry in listed if entry not in ours.file(stem)]
    entries = [*own, *(one for one in listed if one not in own)]
    asked = own if folder is not None else entries
    kept = [(stem, entry) for stem in _OPPOSED for entry in ours.file(stem)]
    examples = Examples(lexicon, parser)
    drawn = known_trees(lexicon)
    index = lexicon.once(OutletIndex)
    names = [(entry, name) for entry in _first(lexicon.file("outlets"), own) for name in (entry["name"], *entry.words)]

    def each(name: str, says: str, breaks: Callable[[str, Entry], str | None], of: _Entries = entries) -> Law:
        return Law(name, says, of, lambda one: breaks(*one))

    # both scorers are given the same articles
    pairs = zip(scorer_laws(score, lexicon), scorer_laws(by_criteria, lexicon), strict=True)
    weighed = [both for both in pairs if both[0].name in _WEIGHED or both[0].says.endswith("the score")]
    traced = (law for law in tracer_laws(trace, lexicon) if law.name in _TRACED)
    return (
        each("loads", says, lambda stem, entry: _loaded(lexicon, stem, entry)),
        each("origin", "every entry says where its rule comes from", _origin),
        each(
            "examples", "every entry has a sentence that it fires on, and none on which it must and must not", _examples
        ),
        each(
            "off",
            "an entry can be taken away, and nothing goes with it, unless another is made of it",
            lambda stem, entry: _off(lexicon, folders, stem, entry),
            asked if folder is not None else [(stem, found[0]) for stem, found in lexicon.entries.items() if found],
        ),
        Law(
            "outlets are found",
            "every name and alias of an outlet is found in a sentence",
            names,
            lambda one: _found(index, *one),
        ),
        Law("one outlet each", "no two outlets share a name or an alias", names, lambda one: _alone(lexicon, *one)),
        Law("names are names", "no name of an outlet is a common noun", names, lambda one: _common(lexicon, *one)),
        each("fires", "every entry fires on each sentence on which it must", examples.fires, asked),
        each("silent", "no entry fires on a sentence on which it must not", examples.silent, asked),
        each(
            "base forms",
            "a noun of a source is written as a tree gives it, in the singular",
            lambda stem, entry: _base(lexicon, stem, entry),
            [(stem, entry) for stem, entry in own if stem == "sources"],
        ),
        each(
            "one meaning each",
            "no two words both stand for each other and are opposites",
            lambda stem, entry: _meaning(senses_of(lexicon), stem, entry),
            [(stem, entry) for stem, entry in entries if stem in _MEANINGS],
        ),
        each(
            "one gender each",
            "no given name or title tells two genders",
            lambda stem, entry: _gender(lexicon, stem, entry),
            [(stem, entry) for stem, entry in entries if entry.get("gender")],
        ),
        each(
            "opposites",
            "what opposes each other with our words alone still does",
            examples.fires,
            kept,
        ),
        Law(
            "neutral",
            "sentences that attribute nothing stay silent",
            drawn,
            lambda known: _neutral(known, lexicon, index),
        ),
        Law(
            "known attributions",
            "in plain sentences the attributions are found",
            drawn,
            lambda known: difference(known, walked(known.trees, lexicon)),
        ),
        Law(
            "every word",
            "each word that stories are drawn from is found as what it is, in a plain sentence of its own",
            each_word(lexicon),
            lambda known: difference(known, walked(known.trees, lexicon)),
        ),
        Law(
            "doing is not saying",
            "a sentence that tells what was done attributes nothing, whatever was done",
            each_deed(lexicon),
            lambda known: difference(known, walked(known.trees, lexicon)),
        ),
        Law(
            "prose is read",
            "what is told in plain sentences is read as prose",
            known_articles(lexicon=lexicon),
            lambda known: _read(known, lexicon),
        ),
        each(
            "criteria are heard",
            "a criterion of ours that stays as it is still finds what it is for, in one of its examples at least",
            examples.hears,
            [("criteria", entry) for entry in ours.file("criteria") if entry in lexicon.file("criteria")],
        ),
        *(
            Law(f"weights: {law.name}", f"with these weights, {law.says}", law.examples, law.breaks)
            for law, _ in weighed
        ),
        *(
            Law(f"criteria: {law.name}", f"by the handbooks’ criteria alone, {law.says}", law.examples, alone.breaks)
            for law, alone in weighed
            if law.name not in (*_WEIGHED, *_NOT_ALONE)
        ),
        *(Law(f"traces: {law.name}", f"with these words, {law.says}", law.examples, law.breaks) for law in traced),
    )


def by_criteria(article: Article, lexicon: Lexicon) -> Rating:
    """What the handbooks' criteria alone take off, without the sub-scores' rows, in which a wrong weight may drown."""
    view = View(article, lexicon)
    if not view.claims:
        return Rating(None)
    rows = [
        Deduction(entry.id, points, entry["title"])
        for entry, rule in active(lexicon)
        if not entry.get("quiet") and (points := cost(entry, view.firings(entry.id, rule), len(view.claims))) > 0
    ]
    return Rating(100.0 - fsum(row.points for row in rows), tuple(rows))


def _read(known: Known, lexicon: Lexicon) -> str | None:
    article = known.records
    found = segments(article.text, article.title, lexicon)
    for claim in article.claims:
        here = next((one for one in found if one.span.overlaps(claim.spans[0])), None)
        if here is None or here.status != "prose":
            shown = quoted(claim.spans[0].of(article.text))
            return f"of {quoted(article.text)} the claim {shown} is {here.status if here else 'nothing'}, and no prose"
    return None


def _first(entries: Sequence[Entry], own: _Entries) -> list[Entry]:
    """The entries, those of the folder first."""
    mine = [entry for _, entry in own]
    return [*(entry for entry in entries if entry in mine), *(entry for entry in entries if entry not in mine)]


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


def _found(index: OutletIndex, entry: Entry, name: str) -> str | None:
    for carrier in _CARRIERS:
        sentence = carrier.format(name)
        found = [(span.of(sentence), one) for span, one in index.find(sentence)]
        if not any(one.id == entry.id or bare_name(name) in words for words, one in found):
            return f"outlets.toml: entry {entry.id!r}: its name {name!r} is not found in {quoted(sentence)}"
    return None


def _alone(lexicon: Lexicon, entry: Entry, name: str) -> str | None:
    for other in lexicon.file("outlets"):
        if other.id != entry.id and name in (other["name"], *other.words):
            return f"outlets.toml: entry {entry.id!r}: its name {name!r} is also that of {other.id!r}"
    return None


def _common(lexicon: Lexicon, entry: Entry, name: str) -> str | None:
    """A name in small letters that is an everyday noun, or one of a source or a cue; that of a vague credit may be."""
    if entry["kind"] == "vague" or not name.islower():
        return None
    last = name.split()[-1]
    common = vocabulary(lexicon).tags.get(last) == "NOUN" or lexicon.by_word("sources").get(last)
    if not common and not lexicon.by_word("cues").get(last):
        return None
    return f"outlets.toml: entry {entry.id!r}: {name!r} is a common noun, no name"


def _base(lexicon: Lexicon, stem: str, entry: Entry) -> str | None:
    for word in entry.words:
        last = word.split()[-1]
        one = singular(last, lexicon)
        if one != last.lower():
            return f"{_where(stem, entry)}: {word!r} is a plural; write {one!r}, by which a tree has it"
    return None


def _meaning(senses: Senses, stem: str, entry: Entry) -> str | None:
    rows = [row.split() for row in entry.get("groups", ())] + [row.split("/") for row in entry.get("pairs", ())]
    rows += [[one, other] for one in entry.words for other in entry.get("against", ())]
    for row in rows:
        for one, other in combinations(row, 2):
            both = senses.stem(one), senses.stem(other)
            if senses.alike(*both) and senses.opposed(*both):
                return f"{_where(stem, entry)}: {one!r} and {other!r} stand for each other, and are opposites"
    return None


def _gender(lexicon: Lexicon, stem: str, entry: Entry) -> str | None:
    for other in lexicon.file(stem):
        both = set(entry.words) & set(other.words)
        if other.get("gender") and other["gender"] != entry["gender"] and both:
            return f"{_where(stem, entry)}: {min(both)!r} is {entry['gender']}, and {other['gender']} in {other.id!r}"
    return None


def _neutral(known: Known, lexicon: Lexicon, index: OutletIndex) -> str | None:
    if any(claim.kind != "none" for claim in known.records.claims) or "NBC" in known.records.text:
        raise Passed
    text = known.records.text
    if "Reuters" not in text:
        for span, entry in index.find(text):
            return f"in {quoted(text)} the words {span.of(text)!r} are taken for the outlet {entry['name']!r}"
    listed = walked(known.trees, lexicon).attributions
    found = [a for a in listed if a.kind != "none" and a.content and a.cue.cue_class != "attitude"]  # plans are wishes
    if found:
        return f"in {quoted(text)} the word {found[0].cue.text!r} is taken for one that attributes something"
    return None
