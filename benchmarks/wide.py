"""A copy of a public dataset of news goes in, folders of stories as benchmarks.stories takes them come out.

    git clone https://github.com/ramybaly/Article-Bias-Prediction
    python -m benchmarks.wide Article-Bias-Prediction/data/jsons FOLDER
    python -m benchmarks.stories --gold benchmarks/data/stories-wide.json --articles FOLDER

The stories of benchmarks/data/stories-wide*.json: three articles each, of other outlets and years than all that rules
were made with. Their texts are not ours to hand out; benchmarks/data/wide.json tells which article of the dataset each
is, and the checksum of the file that is made of it; `--of benchmarks/data/wide-echoes.json` makes the stories of
benchmarks.echoes instead, `--of benchmarks/data/wide-articles.json` the articles of articles-wide*.json beside it.
Exit status 1 where an article is missing or is another text.

Source: Ramy Baly, Giovanni Da San Martino, James Glass and Preslav Nakov: We Can Detect Your Bias: Predicting the
Political Ideology of News Articles. EMNLP 2020, 4982-4991 (the dataset, without a licence of its own: articles of
outlets that allsides.com lists).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

ARTICLES: Final = Path(__file__).with_name("data") / "wide.json"
_KIND_OF_SITE: Final = re.compile(r" (?:\(Web News\)|Online News|\(Online\))$")  # how the dataset marks some outlets


def story_file(row: Mapping[str, Any]) -> str:
    """A file with front matter of one object of the dataset."""
    head = {
        "title": row["title"],
        "outlet": _KIND_OF_SITE.sub("", row["source"]),
        "published": row["date"][:10],
        "url": row["url"],
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items())
    return f"---\n{''.join(lines)}---\n\n{row['content_original'].replace(chr(13), '').strip()}\n"


def made(dataset: Path, folder: Path, articles: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Writes FOLDER/STORY/ARTICLE.md for each of the articles ("story/article" -> its ``id`` in the dataset and its
    ``checksum``); what is wrong, a line each."""
    wrong = []
    for name, article in articles.items():
        source = dataset / f"{article['id']}.json"
        if not source.is_file():
            wrong.append(f"{source}: no such file ({name}); give the folder data/jsons of the dataset")
            continue
        text = story_file(json.loads(source.read_text(encoding="utf-8"))).encode("utf-8")
        if sha256(text).hexdigest() != article["checksum"]:
            wrong.append(f"{source}: another text than the one that was labelled ({name})")
            continue
        path = folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return wrong


def main() -> int:
    """The command line."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("dataset", type=Path, help="its folder data/jsons")
    wanted.add_argument("folder", type=Path, help="where the stories go")
    wanted.add_argument("--of", type=Path, default=ARTICLES, metavar="FILE", help="which articles of the dataset")
    options = wanted.parse_args()
    wrong = made(options.dataset, options.folder, json.loads(options.of.read_text(encoding="utf-8")))
    print("\n".join(wrong), end="\n" if wrong else "", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
