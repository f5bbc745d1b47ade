"""What is written to do harm is read, audited and drawn like anything else, and does nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fakes import Recorder, take_fake_steps
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import Article, Lexicon, LexiconError, ReadError, load_lexicon, pipeline, read_articles
from audit.cli import main
from audit.lexicon.forms import number_of
from audit.model import Segment, Span, reason_of
from audit.parse.kept import KeptParser
from audit.read.segment import segments
from audit.record.graph import Graph, Node, dot
from audit.report.page.cut import cut
from benchmarks import hostile
from benchmarks.fuzz import Road, apart, leaks, of_files, timed

LEXICON = load_lexicon()
SEEDS = st.integers(0, 10**6)


@settings(deadline=None, max_examples=12)
@given(SEEDS)
def test_any_text_goes_the_whole_road_and_leaks_nothing(seed: int) -> None:
    assert Road(seed, LEXICON)([0, 1]) == []


def test_many_texts_go_it_together() -> None:
    assert Road(1, LEXICON, whole=1_000)(range(1, 26)) == []


NUMBERS = st.sets(st.integers(0, 30), max_size=6)


@given(NUMBERS)
def test_texts_in_which_something_is_found_are_told_apart(wrong: set[int]) -> None:
    told = list(apart(range(31), lambda some: ["wrong"] * any(n in wrong for n in some)))
    assert sorted(n for some, _ in told for n in some) == sorted(wrong)
    assert all(len(some) == 1 for some, _ in told)


def test_two_texts_that_only_together_are_wrong_are_told_together() -> None:
    ((some, what),) = apart(range(8), lambda some: ["together"] * ({0, 7} <= set(some)))
    assert set(some) == set(range(8))
    assert what == "together"


def test_a_page_of_many_lines_costs_no_square() -> None:
    lines = 6_000
    text = "a\n" * lines
    began = time.process_time()
    blocks = cut(text, [Segment(Span(n * 2, n * 2 + 1), "prose") for n in range(lines)], [])
    assert len(blocks) == lines
    assert time.process_time() - began < 10


@settings(deadline=None, max_examples=4)
@given(SEEDS)
def test_no_file_makes_another_one_lost(seed: int) -> None:
    assert of_files([*hostile.files(seed, 12)], LEXICON) == []


def test_a_crash_a_hang_and_a_leak_would_be_seen() -> None:
    assert timed(lambda: [str(1 // 0)], 5)[0][0].startswith("crash: ")
    assert "more than 0.1 s" in timed(lambda: time.sleep(5) or [], 0.1)[0][0]  # type: ignore[func-returns-value]
    assert leaks("a\x1b[2J", "simple")
    assert leaks('"=1+1"', "csv")
    assert leaks("ab\u202ecd", "why")
    assert not leaks("'=1+1,-3.5\r\nx", "csv")


KEYS = (
    "id",
    "class",
    "pos",
    "frames",
    "words",
    "origin",
    "fires",
    "silent",
    "pattern",
    "pairs",
    "off",
    "points",
    "entry",
)
VALUES = (
    *(
        '"x"',
        "[]",
        '["a"]',
        "1",
        "nan",
        "-inf",
        "true",
        "{}",
        "[[1]]",
        "1979-05-27",
        '"(?P<a>"',
        '"\\u0000"',
        '"a" * 3',
    ),
    *("[" * 200, '"(a+)+$"', '["a/"]', '["/"]', '[""]', '"@{cue.x}"', '"' + "x" * 5_000 + '"', "0x_", '""""""', "'''"),
)
LINES = st.one_of(
    st.just("[[entry]]"),
    st.just("[entry]"),
    st.builds("{} = {}".format, st.sampled_from(KEYS), st.sampled_from(VALUES)),
    st.text(max_size=20),
)


@settings(deadline=None, max_examples=25)
@given(
    st.sampled_from(("cues", "sources", "outlets", "layout", "criteria", "names")),
    st.lists(LINES, max_size=8),
    st.binary(max_size=8),
)
def test_a_lexicon_is_read_or_refused_with_its_name(
    tmp_path_factory: pytest.TempPathFactory, stem: str, lines: list[str], more: bytes
) -> None:
    folder = tmp_path_factory.mktemp("lexicon")
    path = folder / f"{stem}.toml"
    path.write_bytes("\n".join(lines).encode("utf-8", "replace") + b"\n#" + more)
    try:
        assert isinstance(load_lexicon(folder), Lexicon)
    except LexiconError as error:
        assert str(path) in str(error)  # noqa: PT017


UNITS = (
    "<!-- ",
    "<!-- a -->\n",
    "x.",
    "“ ‘ ",
    "<b>",
    "> ",
    "|\n",
    "By Ann Lee and ",
    "THE ",
    "key: b\n",
    "a\u0301",
    "---\n",
)


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_takes_about_twice_the_time_to_divide(unit: str) -> None:
    def seconds(size: int) -> float:
        began = time.process_time()
        assert segments(unit * (size // len(unit)), None, LEXICON) is not None
        return time.process_time() - began

    seconds(1_000)
    assert seconds(80_000) < 32 * max(seconds(10_000), 0.02)  # by the square it would be 64 times


@pytest.mark.parametrize("id", ["../x", "a/../../x", "/etc/x", "", "..", "a\0b", "C:\\x"])
def test_kept_parses_stay_in_their_folder(tmp_path: Path, id: str) -> None:
    folder = tmp_path / "kept"
    kept = KeptParser(folder, Recorder)
    assert kept.parse([Article(id, "It rained.")])
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and folder not in path.parents]


def test_what_a_file_is_called_does_nothing_to_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    take_fake_steps(monkeypatch)
    monkeypatch.setattr(pipeline, "default_parser", lambda model=None: Recorder())
    (tmp_path / "a\x1b[2J\u202e.txt").write_text(" ")
    (tmp_path / "good.txt").write_text("Ida Lund: it is shut.\n")
    assert main(["report", str(tmp_path), "--rules-only"]) == 3
    said = capsys.readouterr().err
    assert "empty; an article needs text" in said
    assert not leaks(said, "standard error")


@given(st.text(st.characters(min_codepoint=0, max_codepoint=0x2070) | st.characters()))
def test_what_an_error_quotes_does_nothing_to_a_terminal(text: str) -> None:
    told = reason_of(ValueError(text))
    assert not leaks(told, "a message")
    assert told.isprintable()


def test_a_feed_that_breaks_off_tells_its_words_without_what_they_do(tmp_path: Path) -> None:
    path = tmp_path / "a.rss"
    path.write_text("<rss><channel><item><description><![CDATA[It is \x9b31m shut", encoding="utf-8")
    with pytest.raises(ReadError, match="cannot be read") as raised:
        read_articles(path)
    assert not leaks(str(raised.value), "a message")


def test_two_names_that_differ_by_what_is_not_seen_stay_two_in_a_graph() -> None:
    drawn = dot(Graph((Node("a\x1b", "a\x1b", "source"), Node("a", "a", "source")), ()))
    assert not leaks(drawn, "dot")
    assert drawn.count('"a\\\\u001b"') == 2


@pytest.mark.parametrize("words", ["9" * 400, "1 " + "million " * 80, "1" + ",1" * 300])
def test_a_number_beyond_all_counting_is_no_number(words: str) -> None:
    assert number_of(words.split(), LEXICON) is None
