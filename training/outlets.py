"""Learns which names are outlets', for ``audit.find.press``:
outlets.py --news train.jsonl --cache FOLDER [--out FOLDER]

A logistic regression over ``audit.find.press.numbers``, learned from

- articles of news (PolNeAR's training part: {"id", "text", "title"} a line): the outlets that our lexicon lists, under
  every name, against all other names in them; training/outlets.toml says which of those are outlets too, and which are
  left out;
- sentences of our own wording with the names of training/outlets.toml in them, half of them outlets'.

Of the articles only the first half (by a hash of their ids) is learned from: the other is for looking. The texts are
parsed with the embedded models and kept in --cache. Printed is how well names are told that were not learned (fivefold,
by name). Written, with --out: outlets.safetensors and outlets.json (thresholds, checksum).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from audit.find.credit import outlets_in
from audit.find.press import NAME, Name, names_in, numbers
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Sentence, Span
from audit.read.segment import segments
from benchmarks import trees

LISTS: Final = Path(__file__).with_name("outlets.toml")
FRAMES: Final = 6  # that each name is put into
# From which score a name is an outlet's, by the place (``audit.find.press.PLACES``)
BARS: Final = {"speaker": 1.5, "report": 0.5, "addressee": -1.0, "first": -2.5}
_STRENGTH: Final = 0.02  # of the regression: the inverse of its penalty
_FOLDS: Final = 5


def half_of(name: str) -> int:
    """0 or 1 by a hash of an article's id: the half that is learned from, and the other."""
    return int(hashlib.md5(name.encode()).hexdigest(), 16) % 2


def spans_in(sentence: Sentence, text: str, lexicon: Lexicon) -> Iterator[tuple[Name, str | None]]:
    """Every name in a sentence, and the outlet that the lexicon lists under it."""
    known = [(span, name) for span, name in outlets_in(lexicon)(sentence.span.of(text), sentence.span.start)]
    for span, name in known:
        yield name_at(sentence, span), name
    for one in names_in(sentence):
        if not any(one.span.overlaps(span) for span, _ in known):
            yield one, None


def name_at(sentence: Sentence, span: Span) -> Name:
    """The name that stands at a place in a sentence."""
    words = [token for token in sentence.tokens if token.span.overlaps(span)]
    inside = {word.index for word in words}
    return Name(words, next((word for word in words if word.head not in inside), words[-1]))


def of_the_news(
    articles: Sequence[Article], lexicon: Lexicon, lists: dict[str, list[str]]
) -> Iterator[tuple[Any, str, bool]]:
    """Numbers, the name and whether it is an outlet's, of every name in the articles that is either."""
    more, neither = set(lists["more"]), set(lists["neither"])
    for article in articles:
        for sentence in article.sentences:
            if sentence.vectors is None or not sentence.tokens:
                continue
            for name, outlet in spans_in(sentence, article.text, lexicon):
                words = name.span.of(article.text)
                if outlet is not None or words not in neither:
                    yield numbers(sentence, name, lexicon), words, outlet is not None or words in more


def of_our_own(lists: dict[str, list[str]], lexicon: Lexicon, cache: Path) -> Iterator[tuple[Any, str, bool]]:
    """The same of the names that are put into sentences of our own."""
    frames, given, told = lists["frames"], list[Article](), list[tuple[str, Span, bool]]()
    place = 0
    for key in ("outlets", "others"):
        for written in lists[key]:
            for _ in range(FRAMES):
                frame = frames[place % len(frames)]
                place += 5 if place % 3 else 7
                at = frame.index("{x}")
                text = frame.replace("{x}", written[:1].upper() + written[1:] if at == 0 else written)
                bare = written.removeprefix("the ")
                start = at + len(written) - len(bare)
                given.append(Article(f"{len(given):05}", text, segments=segments(text)))
                told.append((bare, Span(start, start + len(bare)), key == "outlets"))
    for article, (bare, span, outlet) in zip(trees.parsed(given, cache), told, strict=True):
        sentence = next(s for s in article.sentences if s.span.overlaps(span))
        yield numbers(sentence, name_at(sentence, span), lexicon), bare, outlet


def fitted(rows: Any, labels: Any, weights: Any) -> tuple[Any, float]:
    """The regression's weights and shift for numbers as they come."""
    middle, spread = rows.mean(0), rows.std(0) + 1e-6
    model = LogisticRegression(C=_STRENGTH, max_iter=400).fit((rows - middle) / spread, labels, weights)
    found = model.coef_[0] / spread
    return found, float(model.intercept_[0] - found @ middle)


def main() -> int:
    """The command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--news", type=Path, required=True, metavar="FILE")
    options.add_argument("--cache", type=Path, default=trees.FOLDER, metavar="FOLDER")
    options.add_argument("--out", type=Path, metavar="FOLDER")
    given = options.parse_args()
    lexicon, lists = load_lexicon(), tomllib.loads(LISTS.read_text(encoding="utf-8"))
    articles = []
    for row in map(json.loads, given.news.read_text(encoding="utf-8").splitlines()):
        text, title = row["text"], row.get("title")
        if half_of(row["id"]) == 0:
            articles.append(Article(id=row["id"], text=text, title=title, segments=segments(text, title)))
    news = list(of_the_news(trees.parsed(articles, given.cache), lexicon, lists))
    ours = list(of_our_own(lists, lexicon, given.cache))
    rows = np.stack([row for row, _, _ in (*news, *ours)]).astype(np.float32)
    labels = np.array([outlet for _, _, outlet in (*news, *ours)])
    weights = np.ones(len(labels))
    folds = np.array([int(hashlib.md5(n.lower().encode()).hexdigest(), 16) % _FOLDS for _, n, _ in (*news, *ours)])
    scores = np.zeros(len(labels))
    for fold in range(_FOLDS):
        kept = folds != fold
        found, shift = fitted(rows[kept], labels[kept], weights[kept])
        scores[~kept] = rows[~kept] @ found + shift
    for title, part in (("news", slice(0, len(news))), ("ours", slice(len(news), None))):
        area, precision = roc_auc_score(labels[part], scores[part]), average_precision_score(labels[part], scores[part])
        print(f"{title}: {len(labels[part])} names, {labels[part].sum()} of outlets; names held out: area {area:.3f}, "
              f"average precision {precision:.3f}")  # fmt: skip
        for bar in BARS.values():
            told = scores[part] >= bar
            right = (told & labels[part]).sum()
            print(f"  from {bar:g}: {right} of {told.sum()} are outlets, {right} of {labels[part].sum()} are told")
    found, shift = fitted(rows, labels, weights)
    if given.out:
        path = given.out / f"{NAME}.safetensors"
        save_file({"weights": found.astype(np.float16)}, str(path))
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        settings = {"shift": round(shift, 4), "bars": BARS, "sha256": checksum}
        (given.out / f"{NAME}.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
