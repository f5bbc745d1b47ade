"""Files read one by one get the ids that they would have got together."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from audit import Article, read_articles
from audit.read import told_apart

WORDS = "The pier is shut.\n"
NAMES = st.tuples(
    st.sampled_from(("a", "b", "a/c")), st.sampled_from(("x", "y", "b")), st.sampled_from((".txt", ".md"))
)


@given(st.sets(NAMES, min_size=1, max_size=6))
def test_files_read_one_by_one_have_the_ids_of_files_read_together(names: set[tuple[str, str, str]]) -> None:
    articles = [Article(stem, WORDS, path=f"{folder}/{stem}{suffix}") for folder, stem, suffix in sorted(names)]
    ids = [article.id for article in told_apart(articles)]
    assert len(set(ids)) == len(ids)
    assert [one.id for one in told_apart(told_apart(articles))] == ids


def test_ids_are_those_that_reading_together_gives(tmp_path: Path) -> None:
    paths = [tmp_path / place / "story.txt" for place in ("one", "two", "three/two")] + [tmp_path / "one" / "other.txt"]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(WORDS, encoding="utf-8")
    alone = told_apart([read_articles(path)[0] for path in paths])
    assert [a.id for a in alone] == [a.id for a in read_articles(*paths)]
    assert [a.id for a in alone][3] == "other"


def test_lines_of_json_files_are_told_apart_too(tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "wire.jsonl").write_text('{"text": "The pier is shut."}\n', encoding="utf-8")
    alone = told_apart([read_articles(tmp_path / place)[0] for place in ("one", "two")])
    assert [a.id for a in alone] == ["one/wire:1", "two/wire:1"]


def test_ids_given_in_words_and_one_file_read_twice_stay_as_they_are() -> None:
    given = [Article("same", WORDS, path="a/x.txt"), Article("same", WORDS)]
    twice = [Article("x", WORDS, path="a/x.txt")] * 2
    assert told_apart(given) == given
    assert told_apart(twice) == twice
