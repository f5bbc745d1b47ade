"""Sentence labels of news go in, what they tell of antecedents comes out: whom a word that points and speaks stands
for.

A file of labels has an article of the dataset that ``benchmarks.wide`` reads on each line: its ``id`` there, the
``checksum`` of the file that is made of it, and ``labels``: first offset, the one after the last, the kinds that an
editor could defend, preferred first, as letters ("n" named, "a" anonymous, "s" sources said, "-" none, "x" no claim),
whom the sentence's main claim comes from, in full, and the word that attributes it.

Where an attribution of ours stands on a label's word, its source stands for whom the label names: a pronoun ("he
said") or a definite noun ("the senator", "the report") for the mentions of that name, or, where the label's words are
its own, for nobody that the article named. Where it stands elsewhere in a labelled sentence nothing is told.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from audit.model import Article, Span
from audit.read import read_articles
from audit.resolve.candidates import Table, third_person
from audit.resolve.context import Context
from audit.resolve.parts import head_of
from benchmarks.gold import GoldError
from benchmarks.trees import FOLDER
from benchmarks.wide import story_file

UNNAMED: Final = "as"  # the kinds of sources without a name
_ATTRIBUTED: Final = "n" + UNNAMED
_AFTER_HEAD: Final = re.compile(r"\s*,|\s+(?:of|for|in|at|from|with|on|who|that|to|familiar|close|involved)\b")


def options_of(said: str | None, epochs: int, seed: int) -> argparse.ArgumentParser:
    """The command line of what learns from a file of labels, ``said`` what its help says; ``epochs``: how many times
    it reads them where the user says nothing."""
    options = argparse.ArgumentParser(description=said, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--labels", type=Path, default=Path(__file__).with_name("news.jsonl"))
    options.add_argument("--dataset", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--cache", type=Path, default=FOLDER)
    options.add_argument("--epochs", type=int, default=epochs)
    options.add_argument("--rate", type=float, default=2e-3, help="the highest learning rate")
    options.add_argument("--seed", type=int, default=seed)
    options.add_argument("--limit", type=int, help="only so many articles, to try the script out")
    return options


@frozen
class Label:
    """What a sentence's label tells of its main claim; ``source`` and ``cue`` may be empty."""

    span: Span
    kinds: str
    source: str
    cue: str


@frozen(eq=False)
class Told:
    """Whom a row of the article's candidates stands for: entities by their places, or, without one, nouns by their
    rows; neither where it stands for nobody whom the article names. ``ruled``: the rules take it for a name."""

    source: str
    entities: frozenset[int]
    nouns: frozenset[int]
    ruled: bool


def read_labelled(path: Path, dataset: Path) -> Iterator[tuple[Article, tuple[Label, ...]]]:
    """Each article of a file of labels, not yet parsed, with its labels. Raises GoldError where one is missing or is
    another text."""
    for article, rows in read_rows(path, dataset):
        labels = (Label(Span(start, end), kinds, *[*rest, "", ""][:2]) for start, end, kinds, *rest in rows)
        yield article, tuple(labels)


def read_rows(path: Path, dataset: Path) -> Iterator[tuple[Article, list[list[Any]]]]:
    """The same with its labels as they stand in the file: offsets first, then what it is that they tell."""
    with tempfile.TemporaryDirectory() as folder:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            given = dataset / f"{row['id']}.json"
            if not given.is_file():
                raise GoldError(f"{given}: no such file; give the folder data/jsons of the dataset")
            text = story_file(json.loads(given.read_text(encoding="utf-8"))).encode("utf-8")
            if sha256(text).hexdigest() != row["checksum"]:
                raise GoldError(f"{given}: another text than the one that was labelled")
            made = Path(folder) / f"{row['id']}.md"
            made.write_bytes(text)
            (article,) = read_articles(made)
            yield article, row["labels"]


def told_in(table: Table, labels: tuple[Label, ...]) -> Mapping[int, Told]:
    """Row -> whom it stands for, of the rows that point and speak where a label tells it."""
    context, found = table.context, dict[int, Told]()
    ruled = {span for span, done in context.done if done.source is not None and done.source.resolved in context.names}
    for attribution in context.article.attributions:
        source = attribution.source
        if source is None:
            continue
        number = context.sentence_at(source.spans[0].start)
        sentence = context.article.sentences[number]
        head = head_of(sentence, frozenset(t.index for t in sentence.touching(source.spans)))
        place = table.headed(number, head.index) if head is not None else None
        if place is None or place in found or table.rows[place].points is None:
            continue
        cue = {
            word.lower()
            for span in attribution.cue.spans
            for word in context.article.text[span.start : span.end].split()
        }
        start = attribution.cue.spans[0].start
        label = next((one for one in labels if one.span.start <= start < one.span.end), None)
        if label is None or label.kinds[0] not in _ATTRIBUTED or not label.source or label.cue.lower() not in cue:
            continue
        told = _stands_for(table, place, label, Span(source.spans[0].start, source.spans[-1].end))
        if told is not None:
            found[place] = Told(label.source, *told, source.spans[0] in ruled)
    return found


def _stands_for(table: Table, place: int, label: Label, own: Span) -> tuple[frozenset[int], frozenset[int]] | None:
    """The entities, or the nouns, that the row stands for by its label; None where that is not certain: the name stands
    in its own words, or no name and no noun of the article is the label's."""
    context, row = table.context, table.rows[place]
    words = context.article.text[own.start : own.end].casefold()
    entities = frozenset(named(context, label.source))
    inside = {n for n in entities for m in context.mentions.entities[n].mentions if own.overlaps(m.span)}
    if inside:
        return None
    if entities:
        return entities, frozenset()
    head = _AFTER_HEAD.split(label.source)[0].split()[-1:]
    head = [word.casefold() for word in head]
    if not head:
        return None
    pronoun = third_person(row.points)
    if not pronoun and head[0] == row.token.text.casefold() and label.source.casefold().removeprefix("the ") in words:
        return frozenset(), frozenset()
    if label.kinds[0] not in UNNAMED:
        return None
    nouns = frozenset(
        other
        for other, one in enumerate(table.rows)
        if one.entity < 0 and other != place and not third_person(one.points) and one.token.text.casefold() in head
    )
    before = any(table.rows[other].start < row.start for other in nouns)
    return (frozenset(), nouns) if before or not pronoun else None


def named(context: Context, source: str) -> Iterator[int]:
    """The entities that a label's name is of: one has all the words of the other, the last word or the first among
    them."""
    words = [word for word in re.findall(r"[\w’'-]+", source.casefold()) if word not in ("the", "of", "and")]
    for place, entity in enumerate(context.mentions.entities):
        name = [word for word in re.findall(r"[\w’'-]+", entity.name.casefold()) if word not in ("the", "of", "and")]
        if not name or not words:
            continue
        fewer, more = sorted((name, words), key=len)
        if set(fewer) <= set(more) and (fewer[-1] == more[-1] or (entity.organisation and fewer[0] == more[0])):
            yield place
