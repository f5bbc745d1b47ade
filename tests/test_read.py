"""What read_articles takes, what it keeps exactly, and what it says about what it cannot read."""

from __future__ import annotations

import io
import json
import os
import pickle
import random
import re
import sys
import tempfile
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model import Article, Link, Span
from audit.read import ReadError, Reading, read_articles
from audit.read.frontmatter import FrontMatterError, front_fields, front_matter
from audit.read.hyperlinks import links_in

PROSE = "The harbour office may close the old pier for a week, two officials said on Monday."


def write(path: Path, content: str | bytes) -> Path:
    """Writes a file byte for byte, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def ids(reading: Reading) -> list[str]:
    return [article.id for article in reading]


def text_or_refusal(path: Path) -> Article | str:
    """The first article of a file, or the message of the ReadError."""
    try:
        return read_articles(path)[0]
    except ReadError as error:
        return str(error)


def failed(*inputs: str | Path | Article) -> str:
    """The message of the ReadError that the inputs earn."""
    with pytest.raises(ReadError) as error:
        read_articles(*inputs)
    return str(error.value)


# --- files


def test_a_text_file_becomes_an_article_with_its_stem_as_id(tmp_path):
    path = write(tmp_path / "pier.txt", PROSE)
    reading = read_articles(path)
    assert isinstance(reading, Reading)
    assert len(reading) == 1
    assert reading[0] == reading.articles[0]
    assert (reading[0].id, reading[0].text, reading[0].path) == ("pier", PROSE, str(path))
    assert [segment.status for segment in reading[0].segments] == ["prose"]
    assert reading.failures == reading.skipped == ()
    assert reading[:1] == reading.articles
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_newlines_are_not_translated(tmp_path):
    text = f"{PROSE}\r\n\r\nIt is not sure.\rNobody knows.\n"
    article = read_articles(write(tmp_path / "pier.txt", text))[0]
    assert article.text == text
    assert [segment.span.of(text) for segment in article.segments] == [PROSE, "It is not sure.", "Nobody knows."]


def test_a_byte_order_mark_stays_and_is_metadata(tmp_path):
    article = read_articles(write(tmp_path / "pier.txt", "\ufeff" + PROSE))[0]
    assert article.text == "\ufeff" + PROSE
    assert [segment.status for segment in article.segments] == ["metadata", "prose"]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_by_its_byte_order_mark(tmp_path, codec):
    assert read_articles(write(tmp_path / "pier.txt", ("\ufeff" + PROSE).encode(codec)))[0].text == "\ufeff" + PROSE


def test_nul_characters_are_kept(tmp_path):
    assert read_articles(write(tmp_path / "pier.txt", f"\x00{PROSE}\x00"))[0].text == f"\x00{PROSE}\x00"


def test_a_file_of_another_suffix_is_read_when_named(tmp_path):
    assert ids(read_articles(write(tmp_path / "pier.log", PROSE), write(tmp_path / "wall", PROSE))) == ["pier", "wall"]


def test_a_byline_in_the_text_fills_the_field_where_metadata_have_none(tmp_path):
    text = f"Town weighs closing its pier\nBy Jane Doe, Harbour Post\n{PROSE}"
    assert read_articles(write(tmp_path / "a.txt", text))[0].byline == "Jane Doe"
    assert read_articles(write(tmp_path / "b.txt", f"---\nbyline: J. Roe\n---\n{text}"))[0].byline == "J. Roe"


# --- front matter


def test_front_matter_fills_the_fields_and_stays_in_the_text(tmp_path):
    front = (
        '---\ntitle: "Pier: closed?"\noutlet: Harbour Post\npublished: 2025-03-30\nurl: https://example.org/a\n'
        "byline: [Jane Doe, John Roe]\nid: 007\ntags: {a: [1]}\n---"
    )
    text = f"{front}\n\n{PROSE}\n"
    article = read_articles(write(tmp_path / "pier.md", text))[0]
    assert article.text == text
    assert (article.id, article.title, article.outlet) == ("007", "Pier: closed?", "Harbour Post")
    assert (article.published, article.url, article.byline) == (
        "2025-03-30",
        "https://example.org/a",
        "Jane Doe, John Roe",
    )
    assert [(s.status, s.span.of(text)) for s in article.segments] == [("metadata", front), ("prose", PROSE)]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2025-3-5", "2025-3-5"),
        ("2025-03-05 10:30:00", "2025-03-05T10:30:00"),
        ("2025-03-05T10:30:00Z", "2025-03-05T10:30:00+00:00"),
        ("March 5, 2025", "March 5, 2025"),
        ("2025-13-45", "2025-13-45"),
        ("null", None),
        ("", None),
    ],
)
def test_dates_become_iso_strings_where_they_are_dates(tmp_path, written, kept):
    text = f"---\npublished: {written}\n---\n{PROSE}"
    assert read_articles(write(tmp_path / "pier.md", text))[0].published == kept


def test_words_of_front_matter_keep_their_letters(tmp_path):
    assert read_articles(write(tmp_path / "a.txt", f"---\r\ntitle: yes\r\n---\r\n{PROSE}"))[0].title == "yes"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (f"---\ntitle: A pier\n{PROSE}", 1, "never closed"),
        (f"---\ntitle: A pier\noutlet: [Post\n---\n{PROSE}", 3, "key: value"),
        (f"---\ntitle: A: pier\n---\n{PROSE}", 2, "key: value"),
        (f"---\nid: a\ntitle: A\ntitle: B\n---\n{PROSE}", 4, '"title" stands twice'),
        (f"---\nid: a\ntitle: {{a: b}}\n---\n{PROSE}", 3, 'key "title"'),
        (f"---\nid: a\ntitle: \x01\n---\n{PROSE}", 3, "key: value"),
    ],
    ids=["open", "bracket", "colon", "twice", "map", "control"],
)
def test_broken_front_matter_is_named_by_file_and_line(tmp_path, text, line, said):
    path = write(tmp_path / "pier.md", text)
    message = failed(path)
    assert f"{path}:{line}: " in message
    assert said in message


@pytest.mark.parametrize("value", ["[" * 2_000, "{a: " * 500 + "x" + "}" * 500, "\n" + "- " * 3_000])
def test_front_matter_of_lists_within_lists_is_refused_by_its_line(value: str) -> None:
    with pytest.raises(FrontMatterError, match="broken front matter: more than 50 lists within lists") as raised:
        front_fields(f"---\noutlet: The Courier\ntitle: {value}\n---", ["title"])
    assert raised.value.line == 3 + value.startswith("\n")


def test_front_matter_may_nest_what_nobody_asks_for() -> None:
    block = f"---\ntitle: A day\nx: {'[' * 40}a{']' * 40}\n---"
    assert front_fields(block, ["title"]) == {"title": "A day"}


def test_a_huge_front_matter_is_refused_in_words(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: T\n" + "key: value\n" * 30_000 + "---\nIt rained.\n")
    with pytest.raises(ReadError, match=r"a\.md:1: a front matter of 330,016 characters, and at most 262,144 are read"):
        read_articles(path)


def test_front_matter_without_text_is_no_article(tmp_path):
    assert "no text besides" in failed(write(tmp_path / "pier.md", "---\ntitle: A pier\n---\n \n"))


def test_front_matter_ends_at_the_first_closing_line():
    text = "---\na: 1\n...\n---\n"
    span = front_matter(text)
    assert span is not None
    assert span.of(text) == "---\na: 1\n..."


def test_missing_yaml_is_said(tmp_path, monkeypatch):
    path = write(tmp_path / "pier.md", f"---\ntitle: A pier\n---\n{PROSE}")
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert "pip install pyyaml" in failed(path)


# --- JSONL


def rows(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_jsonl_gives_one_article_per_line(tmp_path):
    full = {
        "id": "a",
        "text": PROSE,
        "title": "T",
        "outlet": "O",
        "published": "2025",
        "url": "u",
        "byline": "B",
        "x": 1,
    }
    path = write(
        tmp_path / "news.jsonl",
        "\ufeff" + rows(full, {"id": 7, "text": "Rain.\r\n", "title": None}) + "\r\n" + rows({"text": PROSE}),
    )
    reading = read_articles(path)
    assert ids(reading) == ["a", "7", "news:4"]
    first, second, third = reading
    assert (first.title, first.outlet, first.published, first.url, first.byline) == ("T", "O", "2025", "u", "B")
    assert second.text == "Rain.\r\n"
    assert (second.title, third.path) == (None, f"{path}:4")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "It rained.', "broken JSON"),
        ('["text"]', "not a JSON object"),
        ('{"id": "a"}', 'key "text" is missing'),
        ('{"text": 5}', 'key "text" must be a string, not 5'),
        ('{"text": " \\n"}', 'key "text" is empty'),
        ('{"text": "It rained.", "title": ["a"]}', 'key "title" must be a string'),
        ('{"text": "It rained.", "id": true}', 'key "id" must be a string'),
        ("[" * 100_000, "broken JSON"),
    ],
    ids=["cut", "list", "no text", "number", "blank", "title", "id", "deep"],
)
def test_a_broken_line_is_named_and_the_others_are_read(tmp_path, line, said):
    path = write(tmp_path / "news.jsonl", rows({"text": PROSE}) + line + "\n" + rows({"text": "Sun."}))
    reading = read_articles(path)
    assert [article.text for article in reading] == [PROSE, "Sun."]
    assert [failure.where for failure in reading.failures] == [f"{path}:2"]
    assert said in reading.failures[0].message


def test_a_line_that_is_not_utf_8_is_named(tmp_path):
    path = write(tmp_path / "news.jsonl", rows({"text": PROSE}).encode() + b'{"text": "caf\xe9"}\n')
    assert [(failure.where, "UTF-8" in failure.message) for failure in read_articles(path).failures] == [
        (f"{path}:2", True)
    ]


def test_jsonl_may_be_utf_16(tmp_path):
    path = write(tmp_path / "news.jsonl", ("\ufeff" + rows({"id": "a", "text": PROSE})).encode("utf-16-le"))
    assert ids(read_articles(path)) == ["a"]


# --- standard input


def give_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))


def test_standard_input_is_text_in_utf_8(monkeypatch):
    give_input(monkeypatch, "Der Hafen schließt.\r\n".encode())
    article = read_articles("-")[0]
    assert (article.id, article.text, article.path) == ("stdin", "Der Hafen schließt.\r\n", "standard input")


def test_standard_input_may_be_jsonl(monkeypatch):
    give_input(monkeypatch, (rows({"id": "a", "text": PROSE}) + '{"text": 1}\n').encode())
    reading = read_articles("-", "-")
    assert ids(reading) == ["a"]
    assert reading.failures[0].where == "standard input:2"


def test_standard_input_may_be_empty_or_closed(monkeypatch):
    give_input(monkeypatch, b" \n")
    assert "standard input: empty" in failed("-")
    monkeypatch.setattr(sys, "stdin", None)
    assert "standard input: empty" in failed("-")


def test_a_replaced_standard_input_without_bytes_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("Ein Hafen, größer."))
    assert read_articles("-")[0].text == "Ein Hafen, größer."


# --- HTML

PAGE = f"""<!DOCTYPE html><html><head><title>Town weighs closing its pier</title>
<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Jane Doe">
<meta property="article:published_time" content="2025-03-30T10:00:00Z">
<link rel="canonical" href="https://example.org/pier"></head><body><nav>Home News Sport</nav>
<article><h1>Town weighs closing its pier</h1><p>{PROSE}</p><h2>What comes next?</h2>
<p>Fishermen had not been asked, they told the paper, and want a meeting before anything is decided by the town.</p>
</article></body></html>"""


def test_html_gives_the_extracted_text_and_its_metadata(tmp_path):
    pytest.importorskip("trafilatura")
    article = read_articles(write(tmp_path / "pier.html", PAGE))[0]
    assert PROSE in article.text
    assert "<p>" not in article.text
    assert (article.title, article.outlet, article.byline) == (
        "Town weighs closing its pier",
        "Harbour Post",
        "Jane Doe",
    )
    assert (article.published, article.url) == ("2025-03-30", "https://example.org/pier")
    assert {s.span.of(article.text): s.status for s in article.segments}["What comes next?"] == "heading"


LINKED = """<!DOCTYPE html><html><head><title>Pier found unsafe</title>
<link rel="canonical" href="https://example.org/news/pier"></head>
<body><nav><a href="https://www.nbcnews.com/">NBC News</a></nav>
<article><h1>Pier found unsafe</h1>
<p>The harbour board heard   on Monday that the old&nbsp;pier is unsafe, a <a href="https://www.nbcnews.com/local/pier-1">new
<b>survey</b></a> shows &amp; its <a href="/news/minutes?page=2">minutes</a> say (<a href="//apnews.com/article/1">a
copy</a> was made, <a href="#notes">with notes</a>).</p>
<ul><li>Divers looked at <a href="https://www.reuters.com/world/piles">forty of the piles</a> before they
gave up.</li></ul>
<p>Ask <a href="mailto:board@example.org">the board</a>, <a href="javascript:go()">here</a> or <a>there</a>, before the
next meeting.<br>The <a href="https://[broken/">town</a> will <a href="https://cnn.com/e"></a>decide on
all of this in May.</p>
<p>Read more: <a href="https://www.reuters.com/world/other">Ferry tickets are to cost more</a></p>
</article><footer><a href="https://www.nbcnews.com/about/privacy">minutes</a></footer></body></html>"""


def test_html_keeps_the_links_of_the_text_where_their_words_stand(tmp_path):
    pytest.importorskip("trafilatura")
    article = read_articles(write(tmp_path / "pier.html", LINKED))[0]
    assert [(" ".join(link.span.of(article.text).split()), link.url) for link in article.links] == [
        ("new survey", "https://www.nbcnews.com/local/pier-1"),
        ("minutes", "https://example.org/news/minutes?page=2"),
        ("a copy", "https://apnews.com/article/1"),
        ("forty of the piles", "https://www.reuters.com/world/piles"),
        ("Ferry tickets are to cost more", "https://www.reuters.com/world/other"),
    ]


def test_html_has_the_same_text_with_and_without_links(tmp_path):
    pytest.importorskip("trafilatura")
    linked = read_articles(write(tmp_path / "a.html", LINKED))[0]
    bare = read_articles(write(tmp_path / "b.html", re.sub(r" href=(?!\"https://example.org).*?\">", ">", LINKED)))[0]
    assert linked.text == bare.text
    assert bare.links == ()


def test_words_that_stand_elsewhere_too_are_linked_only_where_the_page_links_them():
    body = fromstring(
        '<body><p>The town said so.</p><p>The <ref target="https://a.org/1">town</ref> said so.</p></body>'
    )
    text = "The town said so.\nThe town said so."
    assert links_in(body, text) == (Link(Span(22, 26), "https://a.org/1"),)


def test_a_line_that_the_text_does_not_have_gives_no_link():
    body = fromstring(
        '<body><p>Ann <ref target="https://a.org/1">told</ref> us.</p><p>And <ref target="b">so</ref></p></body>'
    )
    assert links_in(body, "Ann told them.\nAnn told us, and more.") == ()
    assert links_in(body, "And so", "https://a.org/x/") == (Link(Span(4, 6), "https://a.org/x/b"),)


def test_cells_and_items_have_their_links_and_a_link_over_two_lines_has_two_spans():
    body = fromstring(
        "<body><table><row><cell>Fare</cell><cell>see <ref target='https://a.org/1'>list</ref></cell></row></table>"
        "<p>It <ref target='https://a.org/2'>ended<lb/>well</ref>.</p></body>"
    )
    text = "| Fare | see list | \nIt ended\nwell."
    assert [(link.span.of(text), link.url[-1]) for link in links_in(body, text)] == [
        ("list", "1"),
        ("ended", "2"),
        ("well", "2"),
    ]


@given(st.lists(st.tuples(st.text("ab \u00a0.|-1", max_size=8), st.booleans()), max_size=8))
def test_a_links_words_in_the_text_are_those_of_the_page(parts):
    body, expected, text = Element("body"), [], ""
    for words, linked in parts:
        paragraph = SubElement(body, "p")
        if linked:
            SubElement(paragraph, "ref", target=f"https://a.org/{len(expected)}").text = words
        else:
            paragraph.text = words
        text += f"{words}\n"
        expected += ["".join(words.split())] if linked else []
    for link in links_in(body, text):
        assert "".join(link.span.of(text).split()) == expected[int(link.url.rsplit("/")[-1])]


def test_html_on_standard_input_is_seen_to_be_html(monkeypatch):
    pytest.importorskip("trafilatura")
    give_input(monkeypatch, PAGE.encode())
    assert read_articles("-")[0].title == "Town weighs closing its pier"


def test_html_without_an_article_is_a_failure(tmp_path):
    pytest.importorskip("trafilatura")
    assert "no article text" in failed(write(tmp_path / "pier.html", "<html><body></body></html>"))


def test_html_without_its_extra_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    path = write(tmp_path / "pier.htm", PAGE)
    reading = read_articles(path, write(tmp_path / "wall.txt", PROSE))
    assert ids(reading) == ["wall"]
    assert "pip install news-sourcing-audit[html]" in reading.failures[0].message


# --- folders and patterns


def test_a_folder_gives_its_articles_sorted_and_says_what_it_passed_over(tmp_path):
    for name in (
        "b.txt",
        "a.md",
        "sub/c.jsonl",
        "README.md",
        "readme",
        "Readme.txt",
        "p.png",
        ".hidden.txt",
        ".git/x.txt",
    ):
        write(tmp_path / name, rows({"text": PROSE}) if name.endswith("jsonl") else PROSE)
    (tmp_path / "link").symlink_to(tmp_path / "sub")
    reading = read_articles(tmp_path)
    assert ids(reading) == ["a", "b", "c:1"]
    names = {".git", ".hidden.txt", "README.md", "Readme.txt", "link", "p.png", "readme"}
    assert set(reading.skipped) == {str(tmp_path / name) for name in names}
    assert reading.failures == ()


def test_a_readme_that_is_named_is_read(tmp_path):
    assert ids(read_articles(write(tmp_path / "README.md", PROSE))) == ["README"]


def test_a_folder_without_articles_is_a_failure_that_says_what_articles_are(tmp_path):
    write(tmp_path / "README.md", PROSE)
    message = failed(tmp_path)
    assert f"{tmp_path}: no article found here" in message
    assert ".jsonl" in message


def test_patterns_match_files_and_folders(tmp_path):
    for name in ("a.txt", "b.txt", "README.txt", "c.log", "sub/d.txt", "sub/deep/e.md"):
        write(tmp_path / name, PROSE)
    assert ids(read_articles(f"{tmp_path}/*.txt")) == ["a", "b"]
    assert ids(read_articles(f"{tmp_path}/*")) == ["a", "b", "d", "e"]
    assert ids(read_articles(f"{tmp_path}/**/*.txt")) == ["a", "b", "d"]
    assert ids(read_articles(f"{tmp_path}/*.log")) == ["c"]
    assert "no article found" in failed(f"{tmp_path}/*.html")


def test_a_file_with_a_pattern_for_a_name_is_read(tmp_path):
    assert ids(read_articles(str(write(tmp_path / "a[1].txt", PROSE)))) == ["a[1]"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path):
    path = write(tmp_path / "a.txt", PROSE)
    reading = read_articles(path, tmp_path, str(path), f"{tmp_path}/*.txt")
    assert ids(reading) == ["a"]
    assert reading.failures == ()


def test_a_broken_link_is_a_failure(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    write(tmp_path / "b.txt", PROSE)
    reading = read_articles(tmp_path)
    assert ids(reading) == ["b"]
    assert [(failure.where, "link" in failure.message) for failure in reading.failures] == [
        (str(tmp_path / "a.txt"), True)
    ]


def test_a_pipe_in_a_folder_does_not_stop_the_reading(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    write(tmp_path / "a.txt", PROSE)
    assert read_articles(tmp_path).skipped == (str(tmp_path / "pipe.txt"),)


def test_files_that_may_not_be_read_are_failures(tmp_path, monkeypatch):
    path, other = write(tmp_path / "a.txt", PROSE), write(tmp_path / "b.txt", PROSE)
    read_bytes = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return read_bytes(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    reading = read_articles(tmp_path)
    assert [article.path for article in reading] == [str(other)]
    assert [(failure.where, failure.message) for failure in reading.failures] == [
        (str(path), "cannot be read: Permission denied; check its permissions")
    ]


# --- errors


def test_nothing_read_names_every_input(tmp_path):
    empty, blank = write(tmp_path / "empty.txt", ""), write(tmp_path / "blank.txt", " \n\xa0\n")
    latin = write(tmp_path / "latin.txt", b"One line.\nA caf\xe9 by\0 the sea.\n")
    message = failed(tmp_path / "gone.txt", empty, blank, latin, "https://example.org/a", "no\0name", "")
    assert f"{tmp_path / 'gone.txt'}: no such file or folder; check the path" in message
    assert f"{empty}: empty" in message
    assert f"{blank}: empty" in message
    assert f"{latin}:2: not UTF-8 (byte 0xe9 at 15); save the file as UTF-8" in message
    assert "https://example.org/a: a web address: nothing is downloaded" in message
    assert "no\0name: no such file" in message
    assert '"": no such file' in message
    assert len(message.splitlines()) == 8


def test_no_input_at_all_is_an_error():
    assert "nothing to read" in failed()


def test_a_text_given_as_a_path_says_how_to_pass_a_text():
    assert "pass an Article" in failed(f"{PROSE}\n{PROSE}")


def test_other_types_are_type_errors():
    with pytest.raises(TypeError, match="int"):
        read_articles(5)  # type: ignore[arg-type]


def test_good_inputs_are_read_and_bad_ones_listed(tmp_path):
    reading = read_articles(tmp_path / "gone.txt", write(tmp_path / "a.txt", PROSE))
    assert ids(reading) == ["a"]
    assert [failure.where for failure in reading.failures] == [str(tmp_path / "gone.txt")]


# --- Article objects and ids


def test_article_objects_pass_through_and_get_segments():
    made = read_articles(Article("a", PROSE, title="T"))[0]
    assert (made.id, made.text, made.title) == ("a", PROSE, "T")
    assert [segment.status for segment in made.segments] == ["prose"]
    assert read_articles(made)[0] is made


def test_article_objects_may_hold_what_no_file_can():
    assert read_articles(Article("a", f"\ud800 {PROSE}"))[0].text == f"\ud800 {PROSE}"


def test_an_article_object_needs_an_id():
    assert "its id is empty" in failed(Article("", PROSE))


def test_two_given_ids_that_are_the_same_are_a_failure_that_names_both(tmp_path):
    path = write(tmp_path / "news.jsonl", rows({"id": "a", "text": PROSE}, {"id": "a", "text": "Rain."}))
    reading = read_articles(path, Article("a", "Snow."), Article("b", "Sun."))
    assert [article.text for article in reading] == [PROSE, "Sun."]
    assert [failure.where for failure in reading.failures] == [f"{path}:2", 'the Article object "a"']
    assert all(f'the id "a" is also that of {path}:1' in failure.message for failure in reading.failures)


def test_equal_stems_get_their_folder_and_more_only_where_it_is_needed(tmp_path):
    names = ("x/a.txt", "y/a.txt", "y/b.txt", "y/b.md", "z/c.txt", "p/q/d.txt", "r/q/d.txt")
    for name in names:
        write(tmp_path / name, PROSE)
    assert ids(read_articles(*(tmp_path / name for name in names))) == [
        "x/a",
        "y/a",
        "y/b.txt",
        "y/b.md",
        "c",
        (tmp_path / "p/q/d.txt").as_posix(),
        (tmp_path / "r/q/d.txt").as_posix(),
    ]


def test_a_stem_gives_way_to_a_given_id(tmp_path):
    path = write(tmp_path / "x" / "a.txt", PROSE)
    assert ids(read_articles(path, Article("a", "Rain."))) == ["x/a", "a"]
    assert ids(read_articles(path, Article("a", "Rain."), Article("x/a", "Sun."))) == ["x/a.txt", "a", "x/a"]


@given(st.permutations(["x/a.txt", "y/a.txt", "y/a.md", "b.txt", "z/a.jsonl", "x/c.html.txt"]), st.randoms())
def test_the_order_of_inputs_changes_nothing_but_the_order(names: list[str], chance: random.Random):
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            write(
                Path(folder) / name, rows({"text": PROSE}, {"text": "Sun."}) if name.endswith("jsonl") else PROSE + name
            )
        inputs: list[Path | Article] = [
            *(Path(folder) / name for name in names),
            Article("b", "Rain."),
            Article("x/a", "Fog."),
        ]
        first = read_articles(*inputs)
        chance.shuffle(inputs)
        second = read_articles(*inputs)
    assert sorted(first, key=lambda a: a.id) == sorted(second, key=lambda a: a.id)
    assert len(set(ids(first))) == len(first) == 9


# --- any text


@given(st.text().filter(lambda text: text.strip("\ufeff \n\r\t") and not text.startswith(("---", "\ufeff---"))))
def test_any_text_survives(text: str):
    if not text.replace("\ufeff", "").strip():
        return
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.txt", text)
        assert read_articles(path)[0].text == text
        assert read_articles(write(Path(folder) / "b.jsonl", rows({"text": text})))[0].text == text


@given(st.binary())
def test_any_bytes_are_read_or_refused_in_words(content: bytes):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.txt", "a.jsonl", "a.md", "a"):
            said = text_or_refusal(write(Path(folder) / name, content))
            assert isinstance(said, Article) or name in said


@given(st.text(alphabet="ab:-\"'[]{}#&*!|>%@`,?.\n\t \x00\x85é", max_size=60))
def test_any_front_matter_is_read_or_refused_in_words(block: str):
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.md", f"---\nid: x\n{block}\n---\n{PROSE}")
        said = text_or_refusal(path)
        assert said.text.endswith(PROSE) if isinstance(said, Article) else "a.md:" in said
