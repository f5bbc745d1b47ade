"""Pairs of texts and what is known of them go in, rows that the judge of pairs learns from come out.

Written by hand (training/pairs, all but half b); the same pairs with one thing changed on one side (``distorted``), and
other claims of the same topic; headlines of 2013 and 2014 and forum news with graded similarity (SemEval STS), how
alike they are and, at either end, whether they say the same; our seeds, retellings and planted distortions, as
training/echo.py has them; and, with little weight, sentences of the Microsoft Research Paraphrase Corpus with one thing
changed: its own labels are not looked at, since its "same" is not an editor's, and so that it can be reported.

Source: ours; the corpora named, whose licences the card in audit/models tells.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import astuple, frozen
from distorted import SAME, Distorter
from transformers import AutoTokenizer

from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Segment, Span, Token
from audit.parse import load_parser
from audit.parse.protocol import Mark
from audit.parse.stanza_parser import EMBEDDED
from audit.parse.together import PIECES_A_TEXT
from audit.trace.echo.content import content_of_tokens, stems_of_text
from audit.trace.echo.features import NAMES
from audit.trace.echo.judge import EchoJudge
from audit.trace.echo.marks import marks
from audit.trace.echo.senses import senses_of
from benchmarks.distort import CHOOSE, distortions, retellings, seed_pairs
from benchmarks.echo import mrpc, related
from benchmarks.pairs import LEARNED, PARAPHRASES, own_pairs

GRADED: Final = ("headlines-2013", "headlines-2014", "deft-news-2014")
LABELS: Final = {"same": 0, "otherwise": 1, "contradicts": 2, "not same": 3, "graded": 4}
ENTAILED: Final = {"entailment": 0, "neutral": 1, "contradiction": 2}
ALIKE: Final = 0.88  # the grade, of 1, from which a headline with one thing changed is learned from
FAR, NEAR, BESIDE, CORPUS, STORY = 0.7, 0.5, 0.6, 0.4, 2.0  # weights of what is made; those written by hand have 1
PARSED_AT_ONCE: Final = 1024

Trees = dict[str, tuple[Token, ...]]


@frozen
class Row:
    """A pair to learn from: its label of LABELS, its grade (0 to 1, for "graded"), the kind, topic and weight."""

    a: str
    b: str
    label: int
    kind: str
    topic: str = ""
    weight: float = 1.0
    grade: float = 0.0


@frozen(eq=False)
class Ready:
    """A row as the network takes it: the features (features,), and of each text the marks and roles of its pieces
    (pieces, 2)."""

    row: Row
    numbers: Any
    one: Any
    two: Any


def prepared(shared: Path, cache: Path, kinds: tuple[str, ...] = ("",)) -> tuple[list[Ready], dict[str, list[int]]]:
    """Everything that is learned from, of the kinds that begin so, and the pieces of every text; trees are kept in
    ``cache``, a file of ours."""
    lexicon = load_lexicon()
    texts = {row[side] for part in LEARNED for row in own_pairs(part) for side in ("a", "b")}
    texts |= {text for name in GRADED for _, *both in graded(shared, name) for text in both}
    texts |= {text for _, *both in mrpc(shared / PARAPHRASES) for text in both}
    texts |= {text for a, b, _ in seed_pairs() for text in (a, b)}
    trees = parsed(sorted(texts), cache)
    rows = [row for row in rows_of(trees, shared, lexicon) if row.kind.startswith(kinds)]
    trees |= parsed(sorted({text for row in rows for text in (row.a, row.b)}), cache)
    return ready(rows, trees)


def parsed(texts: Sequence[str], cache: Path) -> Trees:
    """Text -> the tokens of its sentences; those that are not in ``cache`` are parsed and kept there."""
    held: Trees = pickle.loads(cache.read_bytes()) if cache.exists() else {}
    missing = [text for text in dict.fromkeys(texts) if text not in held]
    parser = load_parser() if missing else None
    for start in range(0, len(missing), PARSED_AT_ONCE):
        part = missing[start : start + PARSED_AT_ONCE]
        names = [hashlib.sha256(text.encode()).hexdigest()[:12] for text in part]
        articles = [
            Article(name, text, segments=(Segment(Span(0, len(text)), "prose"),))
            for name, text in zip(names, part, strict=True)
        ]
        assert parser is not None
        for text, article in zip(part, parser.parse(articles), strict=True):
            held[text] = tuple(token for sentence in article.sentences for token in sentence.tokens)
        cache.write_bytes(pickle.dumps(held, protocol=5))
        print(f"parsed {start + len(part)} of {len(missing)}", flush=True)
    return {text: held[text] for text in texts}


def graded(shared: Path, name: str) -> Iterator[tuple[float, str, str]]:
    """Grade (0 to 1) and two texts, of a file of SemEval STS."""
    for line in (shared / "pairs" / f"sts-{name}.tsv").read_text(encoding="utf-8").splitlines():
        grade, a, b = line.split("\t")
        yield float(grade) / 5, a.strip(), b.strip()


def rows_of(trees: Trees, shared: Path, lexicon: Lexicon) -> list[Row]:
    """Everything that is learned from."""
    rng, maker, senses = random.Random(3), Distorter(lexicon), senses_of(lexicon)
    maker.learn(trees[text] for text in sorted(trees))
    own = [row for part in LEARNED for row in own_pairs(part)]
    rows = [Row(r["a"], r["b"], LABELS[r["label"]], f"own:{r['type']}", r["topic"]) for r in own]
    by_topic: dict[str, list[dict[str, str]]] = defaultdict(list)
    for r in own:
        by_topic[r["topic"]].append(r)

    def add(a: str, b: str, label: str, kind: str, topic: str, weight: float) -> None:
        rows.append(Row(a, b, LABELS[label], kind, topic, weight))

    def made(text: str) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
        changed = maker.distorted(text, trees[text])
        unlike = [one for one in changed if one[1] != SAME]
        rng.shuffle(unlike)
        return unlike, [one for one in changed if one[1] == SAME]

    for topic, held in by_topic.items():
        rng.seed(topic)
        maker.rng.seed(topic)
        for r in held:
            if r["label"] == "same":
                x, y = (r["a"], r["b"]) if rng.random() < 0.5 else (r["b"], r["a"])
                unlike, alike = made(x)
                for kind, label, text in unlike[:2]:
                    add(text, y, label, f"far:{kind}", topic, FAR)
                for kind, label, text in unlike[2:3]:
                    add(x, text, label, f"near:{kind}", topic, NEAR)
                for kind, label, text in alike[:1]:
                    add(text, y, label, f"far:{kind}", topic, FAR)
        told = [r for r in held if r["type"] == "retelling"]
        stems = {r["id"]: (set(stems_of_text(r["a"], senses)), set(stems_of_text(r["b"], senses))) for r in told}
        for r in told:
            others = sorted((o for o in told if o is not r), key=lambda o: -len(stems[r["id"]][0] & stems[o["id"]][1]))
            for other in others[:1]:
                add(r["a"], other["b"], "otherwise", "beside", topic, BESIDE)
    for name in GRADED:
        for grade, a, b in graded(shared, name):
            rows.append(Row(a, b, LABELS["graded"], "sts", grade=grade))
            if grade >= ALIKE:
                for x, y in ((a, b), (b, a)):
                    for kind, label, text in made(x)[0][:1]:
                        add(text, y, label, f"sts:{kind}", "", NEAR)
    told_alike = [(a, b, same, "seed") for a, b, same in seed_pairs()]
    told_alike += [(r["one"], r["two"], True, "tell") for r in retellings() if r["story"] in CHOOSE]
    told_alike += [(a, b, False, "tell") for story, a, b in related() if story in CHOOSE]
    for a, b, same, kind in told_alike:
        add(a, b, *(("same", kind, "", STORY) if same else ("otherwise", f"other:{kind}", "", BESIDE)))
    planted = [one for one in distortions() if one.story in CHOOSE]
    for one in rng.sample(planted, min(400, len(planted))):
        label = "not same" if one.kind == "modality" else "contradicts"
        add(one.before, one.after, label, f"planted:{one.kind}", "", NEAR)
    for _, text, _ in mrpc(shared / PARAPHRASES)[::3]:
        unlike, alike = made(text)
        for kind, label, other in (*unlike[:1], *alike[:1]):
            add(text, other, label, f"mrpc:{kind}", "", CORPUS)
    return [row for row in rows if row.a != row.b]


def ready(rows: Sequence[Row], trees: Trees) -> tuple[list[Ready], dict[str, list[int]]]:
    """The rows as the network takes them, and the pieces of every text."""
    lexicon = load_lexicon()
    judge, senses = EchoJudge(lexicon), senses_of(lexicon)
    contents = {text: content_of_tokens(tokens, senses) for text, tokens in trees.items()}
    pieces, places = cut(text for row in rows for text in (row.a, row.b))

    def numbered(text: str, told: Iterable[Mark]) -> Any:
        at = {n: (mark.mark, mark.role) for mark in told for n in range(mark.start, mark.end)}
        return np.array([at.get(start, (0, 0)) if end > start else (0, 0) for start, end in places[text]], np.int8)

    done = []
    for row in rows:
        one, two = contents[row.a], contents[row.b]
        measured, alignment, _ = judge.measure(one, two, None)
        left, right = marks(one, two, alignment)
        numbers = np.array(astuple(measured), np.float32)
        done.append(Ready(row, numbers, numbered(row.a, left), numbered(row.b, right)))
    return done, pieces


def entailed(path: Path) -> tuple[list[Ready], dict[str, list[int]]]:
    """Rows of a file of natural language inference, JSON Lines with "premise", "hypothesis" and "label" (entailment,
    neutral, contradiction), without features and marks; and the pieces of every text."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [Row(r["premise"], r["hypothesis"], ENTAILED[r["label"]], "nli") for r in lines]
    pieces, _ = cut(text for row in rows for text in (row.a, row.b))
    bare = {text: np.zeros((len(row), 2), np.int8) for text, row in pieces.items()}
    nothing = np.zeros(len(NAMES), np.float32)
    return [Ready(row, nothing, bare[row.a], bare[row.b]) for row in rows], pieces


def cut(texts: Iterable[str]) -> tuple[dict[str, list[int]], dict[str, list[tuple[int, int]]]]:
    """Text -> the numbers of its pieces, and where each stands in it."""
    tokenizer = AutoTokenizer.from_pretrained(str(EMBEDDED / "encoder"), local_files_only=True)
    held = sorted(set(texts))
    split = tokenizer(held, truncation=True, max_length=PIECES_A_TEXT, return_offsets_mapping=True)
    pieces, places = split["input_ids"], split["offset_mapping"]
    return dict(zip(held, pieces, strict=True)), dict(zip(held, places, strict=True))
