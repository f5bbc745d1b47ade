"""What must hold of the files in seeds/ and of their sentence-level gold, before any of our code reads them."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from audit.model import KINDS, TRACES

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
GOLD: list[dict[str, Any]] = json.loads((ROOT / "tests" / "data" / "seeds_gold.json").read_text("utf-8"))
NAMES = ("000-daily-brief", "001-explainer", "002-foreign-desk", "003-no-credit", "004-commentary")
KEYS = {"title", "outlet", "published", "url", "byline"}
TO_ORIGIN = {"credited", "carried", "echoed"}

# Lines of the articles that make no claim: boilerplate, headings, and questions (one stands inside a paragraph).
NOT_CLAIMS = {
    "2 Min Read",
    "- Advertisement -",
    "5 Comments",
    "This will close in 20 seconds",
    "By Dana Whitlock",
    "Could they slow the fentanyl trade?",
    "How has surveillance grown?",
    "What has Mexico done?",
    "More Shorts",
    "With inputs from agencies",
    "Note: The picture above serves as an illustration only and was not taken for this article.",
    "Advertisement",
}
# Longer runs that any article may share: words reported as spoken, and notices that are nobody's prose.
SHARED = ("all cards are on the table", "advertisement", "5 comments", "this will close in 20 seconds")


def text_of(name: str) -> str:
    with (SEEDS / f"{name}.md").open(encoding="utf-8", newline="") as file:
        return file.read()


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """Keys and values of the front matter, and the offset at which it ends."""
    match = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    assert match is not None, "an article opens with front matter between two lines of three dashes"
    rows = [line.split(": ", 1) for line in match[1].split("\n")]
    return {key: value.strip('"') for key, value in rows}, match.end()


def gold_of(name: str) -> list[dict[str, Any]]:
    return [row for row in GOLD if row["article"] == name]


def test_the_folder_holds_the_five_articles_and_a_readme_that_names_each() -> None:
    assert sorted(path.name for path in SEEDS.iterdir()) == [*(f"{name}.md" for name in NAMES), "README.md"]
    readme = (SEEDS / "README.md").read_text("utf-8")
    for name in NAMES:
        assert f"`{name}.md`" in readme
        assert front_matter(text_of(name))[0]["outlet"] in readme


@pytest.mark.parametrize("name", NAMES)
def test_front_matter_is_complete_and_the_body_short(name: str) -> None:
    text = text_of(name)
    keys, end = front_matter(text)
    assert {"title", "outlet"} <= set(keys) <= KEYS
    assert all(keys.values())
    assert keys.get("url", "https://example.org/").startswith("https://example.org/")
    words = len(re.findall(r"\w+(?:[’.-]\w+)*", text[end:]))
    assert 150 <= words <= 450


def test_one_article_has_no_date_and_the_others_have_theirs_in_april_2025() -> None:
    dates = [front_matter(text_of(name))[0].get("published") for name in NAMES]
    assert dates.count(None) == 1
    assert {date.fromisoformat(day) for day in dates if day} == {date(2025, 4, 8), date(2025, 4, 9)}


@pytest.mark.parametrize("name", NAMES)
def test_articles_use_curly_quotation_marks_and_plain_newlines(name: str) -> None:
    text = text_of(name)
    body = text[front_matter(text)[1] :]
    assert not set("\"'`\r\t\xa0") & set(body)
    assert body.count("“") == body.count("”")
    assert text.endswith("\n")


def test_only_the_uncredited_article_never_names_the_origin() -> None:
    assert [name for name in NAMES if "NBC" not in text_of(name)] == ["003-no-credit"]


def test_gold_is_sorted_whole_and_about_known_articles() -> None:
    assert [(row["article"], row["start"]) for row in GOLD] == sorted((row["article"], row["start"]) for row in GOLD)
    assert {row["article"] for row in GOLD} == set(NAMES)
    assert all(set(row) == {"article", "start", "end", "text", "kinds", "traces", "source"} for row in GOLD)


@pytest.mark.parametrize("name", NAMES)
def test_gold_offsets_give_the_text_and_do_not_overlap(name: str) -> None:
    text = text_of(name)
    last = front_matter(text)[1]
    for row in gold_of(name):
        assert row["start"] >= last, f"{name}:{row['start']} overlaps the row before it or the front matter"
        assert text[row["start"] : row["end"]] == row["text"], f"{name}:{row['start']}"
        last = row["end"]


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_that_makes_a_claim_has_gold(name: str) -> None:
    text = text_of(name)
    keys, last = front_matter(text)
    left: list[str] = []
    for row in [*gold_of(name), {"start": len(text), "end": len(text)}]:
        left += text[last : row["start"]].split("\n")
        last = row["end"]
    lines = {line.strip() for line in left} - {""}
    structure = {line for line in lines if line.startswith(("# ", "## ", "- ", "| ", "|--")) or line == keys["title"]}
    assert lines - structure <= NOT_CLAIMS


@pytest.mark.parametrize("row", GOLD, ids=lambda row: f"{row['article']}:{row['start']}")
def test_gold_labels_are_words_of_the_vocabulary_and_agree_with_each_other(row: dict[str, Any]) -> None:
    kinds, traces, source = row["kinds"], row["traces"], row["source"]
    assert kinds
    assert traces
    assert set(kinds) <= set(KINDS)
    assert set(traces) <= set(TRACES)
    assert len(set(kinds)) == len(kinds)
    assert len(set(traces)) == len(traces)
    assert re.match(r"[A-Z“]", row["text"])
    assert re.search(r"[.”]$", row["text"])
    if "none" in kinds:
        assert kinds == ["none"]
        assert not source
        assert "credited" not in traces
    if {"named", "anonymous"} & set(kinds):
        assert source
    if traces[0] == "credited":
        assert "NBC News" in row["text"]
    if traces[0] == "independent":
        assert kinds[0] == "named"
    if source and kinds[0] != "sources said" and not row["text"].startswith("They "):
        assert source.lower() in row["text"].lower()


def test_the_five_show_every_kind_every_trace_and_both_ways_of_not_crediting() -> None:
    assert {row["kinds"][0] for row in GOLD} == set(KINDS)
    assert {row["traces"][0] for row in GOLD} == set(TRACES)
    first = {name: {row["traces"][0] for row in gold_of(name)} for name in NAMES}
    assert not {"credited", "carried"} & first["003-no-credit"]
    assert "echoed" in first["003-no-credit"]
    half = len(gold_of("004-commentary")) // 2
    assert not TO_ORIGIN & {trace for row in gold_of("004-commentary")[half:] for trace in row["traces"]}


def longest_common_run(ours: list[str], theirs: list[str]) -> list[str]:
    """The longest run of words that both hold."""
    best: list[str] = []
    before = [0] * (len(theirs) + 1)
    for i, word in enumerate(ours):
        here = [0] * (len(theirs) + 1)
        for j, other in enumerate(theirs):
            if word == other:
                here[j + 1] = before[j] + 1
                if here[j + 1] > len(best):
                    best = ours[i + 1 - here[j + 1] : i + 1]
        before = here
    return best


def words_of(text: str) -> list[str]:
    words = " ".join(re.findall(r"\w+(?:[.'-]\w+)*", text.lower().replace("’", "'")))
    for number, shared in enumerate(SHARED):
        words = words.replace(shared, f"<{number}:{len(text)}>")
    return words.split()


def test_a_common_run_is_found() -> None:
    assert longest_common_run(list("abcde"), list("xbcdye")) == ["b", "c", "d"]
    assert longest_common_run(["a"], ["b"]) == []


@pytest.mark.skipif("AUDIT_SHARED" not in os.environ, reason="AUDIT_SHARED names no folder with the real articles")
@pytest.mark.parametrize("name", NAMES)
def test_no_more_than_five_words_in_a_row_are_those_of_a_real_article(name: str) -> None:
    real = sorted(Path(os.environ["AUDIT_SHARED"], "seeds").glob("*.txt"))
    assert len(real) == 5
    ours = words_of(text_of(name))
    for path in real:
        run = longest_common_run(ours, words_of(path.read_text("utf-8")))
        assert len(run) <= 5, f"{name} shares {' '.join(run)!r} with {path.name}"
