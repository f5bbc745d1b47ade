"""What agencies, feeds and archives deliver is read as the articles that stand in it; nothing is lost in silence."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
from pathlib import Path

import pytest
from fakes import Recorder, take_fake_steps
from hypothesis import given
from hypothesis import strategies as st

from audit import Article, audit_articles, read_articles
from audit.lexicon import load_lexicon
from audit.read.flow import flow_of, items
from audit.read.marked import text_and_links

LEXICON = load_lexicon()
LONG = " ".join(
    f"The harbour board heard on day {n} that the old pier at Norvik is unsafe and must be closed." for n in range(8)
)
BODY = (
    f'<p>{LONG}</p><p>Divers <a href="/piles">looked at the piles</a>, <b>Ruth Okafor</b> said.</p>'
    "<ul><li>One</li></ul>"
)
TEXT = f"{LONG}\n\nDivers looked at the piles, Ruth Okafor said.\n\nOne"


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def facts(article: Article) -> tuple[str | None, ...]:
    return (article.id, article.title, article.outlet, article.published, article.url, article.byline)


def streamed(path: Path) -> list[Article]:
    """What the stream reads of a file: the same articles."""
    return [found for item in items(flow_of(path), LEXICON) if isinstance(found := item.read(), Article)]


RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Post</title><link>https://example.org/</link>
<item><title>Pier found unsafe</title><link>https://example.org/pier</link><guid>pier-1</guid>
<dc:creator>Jane Doe</dc:creator><pubDate>Mon, 31 Mar 2025 09:00:00 GMT</pubDate>
<description>A teaser.</description><content:encoded><![CDATA[{BODY}]]></content:encoded></item>
<item><title>Ferry late</title><link>https://example.org/ferry</link>
<description>The ferry was late.</description></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title>
<entry><id>urn:x:2</id><title>Pier found unsafe</title><link href="https://example.org/pier"/>
<updated>2025-03-31T09:00:00Z</updated><author><name>Jane Doe</name></author>
<content type="html">{BODY.replace("&", "&amp;").replace("<", "&lt;")}</content></entry></feed>"""


@pytest.mark.parametrize(("name", "content", "id"), [("a.rss", RSS, "pier-1"), ("a.atom", ATOM, "urn:x:2")])
def test_a_feed_with_full_text_gives_an_article_for_each_entry(tmp_path, name, content, id):
    reading = read_articles(write(tmp_path / name, content))
    assert [article.text for article in reading] == [TEXT]
    url = "https://example.org/pier"
    assert facts(reading[0]) == (id, "Pier found unsafe", "Harbour Post", "2025-03-31", url, "Jane Doe")
    assert [(link.span.of(TEXT), link.url) for link in reading[0].links] == [
        ("looked at the piles", "https://example.org/piles")
    ]


def test_a_teaser_is_a_failure_and_not_an_article(tmp_path):
    reading = read_articles(write(tmp_path / "a.rss", RSS))
    (failure,) = reading.failures
    assert failure.where.endswith("a.rss:2")
    assert "teaser of 4 words" in failure.message


NINJS_1 = {
    "uri": "urn:x:pier",
    "type": "text",
    "headline": "Pier found unsafe",
    "byline": "Jane Doe",
    "versioncreated": "2025-03-31T09:00:00Z",
    "body_text": "Not this one.",
    "body_xhtml": BODY,
}
NINJS_2 = {
    "uri": "urn:x:pier",
    "headlines": [{"role": "main", "value": "Pier found unsafe"}],
    "byline": "Jane Doe",
    "infosources": [{"name": "Harbour Wire"}],
    "firstcreated": "2025-03-31T09:00:00Z",
    "bodies": [{"contenttype": "text/html", "value": BODY}],
}


@pytest.mark.parametrize(("item", "outlet"), [(NINJS_1, None), (NINJS_2, "Harbour Wire")])
@pytest.mark.parametrize("form", ["{}", "[{}]", "{}\n{}"])
def test_ninjs_of_every_version_is_read_alone_in_a_list_and_by_lines(tmp_path, item, outlet, form):
    other = {**item, "uri": "urn:x:other"}
    texts = (json.dumps(item), json.dumps(other))
    path = write(tmp_path / "a.json", form.replace("{}", "%s") % texts[: form.count("{}")])
    reading = read_articles(path)
    assert not reading.failures
    assert {article.text for article in reading} == {TEXT}
    assert facts(reading[0]) == ("urn:x:pier", "Pier found unsafe", outlet, "2025-03-31", None, "Jane Doe")


def test_a_package_of_ninjs_gives_the_texts_that_it_holds(tmp_path):
    package = {"uri": "urn:x:1", "type": "composite", "associations": {"a": NINJS_1, "b": {"type": "picture"}}}
    assert [a.id for a in read_articles(write(tmp_path / "a.json", json.dumps(package, indent=1)))] == ["urn:x:pier"]


def test_a_list_of_objects_with_text_is_read_as_json_lines_are(tmp_path):
    rows = [{"id": "a", "text": LONG}, {"id": "b", "text": ""}, {"title": "c"}, 5]
    reading = read_articles(write(tmp_path / "a.json", json.dumps(rows)))
    assert [(a.id, a.text) for a in reading] == [("a", LONG)]
    assert [f.where.rpartition(":")[2] for f in reading.failures] == ["2", "3", "4"]


NEWSML = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:x:pier" version="1"><itemMeta><provider literal="HW"><name>Harbour Wire</name></provider>
<versionCreated>2025-03-31T10:00:00Z</versionCreated></itemMeta>
<contentMeta><contentCreated>2025-03-31T09:00:00Z</contentCreated><by>Jane Doe</by>
<headline>Pier found unsafe</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>no text</title></head><body>{BODY}</body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:x:wall"><contentMeta><headline>Wall</headline></contentMeta><contentSet>
<inlineXML contenttype="application/nitf+xml"><nitf><head/><body><body.head><hedline><hl1>Wall</hl1></hedline>
</body.head><body.content><p>{LONG}</p></body.content></body></nitf></inlineXML></contentSet></newsItem>
<newsItem guid="urn:x:photo"><contentSet><remoteContent href="photo.jpg"/></contentSet></newsItem>
</itemSet></newsMessage>"""


def test_newsml_gives_its_items_with_xhtml_and_with_nitf_and_says_what_holds_no_text(tmp_path):
    reading = read_articles(write(tmp_path / "a.xml", NEWSML))
    assert [article.text for article in reading] == [TEXT, LONG]
    assert facts(reading[0]) == ("urn:x:pier", "Pier found unsafe", "Harbour Wire", "2025-03-31", None, "Jane Doe")
    assert [(f.where.rpartition(":")[2], "without text" in f.message) for f in reading.failures] == [("3", True)]


def test_xml_of_another_kind_is_a_failure_that_says_so(tmp_path):
    reading = read_articles(write(tmp_path / "a.xml", "<?xml version='1.0'?><menu><dish/></menu>"), Article("a", LONG))
    assert "no feed, NewsML-G2 or NITF (its root is menu)" in reading.failures[0].message


def test_no_entity_is_expanded_and_no_file_is_fetched(tmp_path):
    secret = write(tmp_path / "secret", "the word")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol" * 10}">' for n in range(12))
    for inner, entity in ((bomb, "&e11;"), (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "&x;")):
        body = f"<body><body.content><p>{entity} {LONG}</p></body.content></body>"
        text = f"<?xml version='1.0'?><!DOCTYPE nitf [{inner}]><nitf>{body}</nitf>"
        found = read_articles(write(tmp_path / "a.xml", text), Article("z", LONG))
        assert all("the word" not in a.text and len(a.text) < 2000 for a in found)


PAGE = """<!DOCTYPE html><html><head><title>Pier | Harbour Post</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "NewsMediaOrganization", "@id": "#org", "name": "Harbour Post",
 "publishingPrinciples": "https://example.org/principles"},
{"@type": "ReportageNewsArticle", "headline": "Pier found unsafe", "datePublished": "2025-03-31T09:00:00Z",
 "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "Ola Roe"}],
 "publisher": {"@id": "#org"}, "mainEntityOfPage": {"@id": "https://example.org/pier"}}]}</script></head><body>
<article><h1>Pier found unsafe</h1><p>LONG</p></article></body></html>""".replace("LONG", LONG)


def test_a_page_is_taken_at_its_word_in_json_ld(tmp_path):
    (article,) = read_articles(write(tmp_path / "a.html", PAGE))
    url = "https://example.org/pier"
    assert facts(article)[1:] == ("Pier found unsafe", "Harbour Post", "2025-03-31", url, "Jane Doe, Ola Roe")
    assert article.principles == "https://example.org/principles"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["NewsArticle", "https://a.org"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@id", "@graph", "author", "name", "publisher", "url", "headline", "datePublished"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_a_page_declares_its_text_is_read(tmp_path_factory, declared):
    script = json.dumps(declared).replace("</", "<\\/")
    page = PAGE[: PAGE.index("{")] + script + PAGE[PAGE.index("</script>") :]
    path = write(tmp_path_factory.mktemp("page") / "a.html", page)
    assert LONG in read_articles(path)[0].text


def archive(*pages: tuple[str, str, str, bytes]) -> bytes:
    """A web archive of answers: address, status, content type, content."""
    writer = pytest.importorskip("warcio.warcwriter")
    headers = pytest.importorskip("warcio.statusandheaders").StatusAndHeaders
    out = io.BytesIO()
    kept = writer.WARCWriter(out, gzip=True)
    for url, status, form, content in pages:
        told = headers(f"{status} X", [("Content-Type", form)], protocol="HTTP/1.0")
        kept.write_record(kept.create_warc_record(url, "response", payload=io.BytesIO(content), http_headers=told))
    return out.getvalue()


WARC = (
    ("https://example.org/robots.txt", "200", "text/plain", b"User-agent: *"),
    ("https://example.org/pier", "200", "text/html; charset=utf-8", PAGE.encode()),
    ("https://example.org/old", "301", "text/html", b"<html>moved</html>"),
    ("https://example.org/wall", "200", "text/html", PAGE.replace("mainEntityOfPage", "x").encode()),
    ("https://example.org/empty", "200", "text/html", b"<html><body></body></html>"),
)


def test_a_web_archive_gives_the_articles_of_its_pages(tmp_path):
    path = write(tmp_path / "crawl.warc.gz", archive(*WARC))
    reading = read_articles(tmp_path)
    assert [(a.id, a.url) for a in reading] == [
        ("crawl.warc:1", "https://example.org/pier"),
        ("crawl.warc:2", "https://example.org/wall"),
    ]
    assert [f.where for f in reading.failures] == [f"{path}:3"]
    assert streamed(path) == list(reading)


def test_an_archive_that_breaks_off_keeps_what_came_before(tmp_path):
    whole = archive(*WARC)
    path = write(tmp_path / "crawl.warc.gz", whole[: len(whole) * 2 // 3])
    reading = read_articles(path)
    assert [a.url for a in reading][:1] == ["https://example.org/pier"]
    assert [a.id for a in streamed(path)] == [a.id for a in reading]


@pytest.mark.parametrize(
    ("name", "content"), [("a.rss", RSS), ("a.xml", NEWSML), ("a.json", json.dumps([NINJS_2] * 2))]
)
def test_a_stream_reads_what_read_articles_reads(tmp_path, name, content):
    path = write(tmp_path / name, content)
    kept = [a.id for a in read_articles(path)]
    assert [a.id for a in streamed(path)][: len(kept)] == kept


@pytest.mark.parametrize(
    ("module", "name", "content", "extra"),
    [
        ("feedparser", "a.rss", RSS, "wire"),
        ("lxml.etree", "a.xml", NEWSML, "wire"),
        ("warcio.archiveiterator", "a.warc", b"WARC/1.0\r\n", "warc"),
    ],
)
def test_a_format_without_its_extra_says_how_to_get_it(tmp_path, monkeypatch, module, name, content, extra):
    monkeypatch.setitem(sys.modules, module, None)
    reading = read_articles(write(tmp_path / name, content), Article("a", LONG))
    assert f"pip install news-sourcing-audit[{extra}]" in reading.failures[0].message


def test_files_of_general_suffixes_are_read_when_named_but_not_in_a_folder(tmp_path):
    path = write(tmp_path / "a.json", json.dumps(NINJS_2))
    write(tmp_path / "b.txt", LONG)
    reading = read_articles(tmp_path)
    assert ([a.id for a in reading], reading.skipped) == (["b"], (str(path),))
    assert [a.id for a in read_articles(f"{tmp_path}/*.json")] == ["urn:x:pier"]


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman"])
def test_a_text_in_another_encoding_is_read_and_the_guess_is_said(tmp_path, codec):
    text = f"Ángela Peña, the mayor of Zürich, said “it won’t open” — twice. {LONG}"
    (article,) = read_articles(write(tmp_path / "a.txt", text.encode(codec)))
    assert article.text == text
    assert codec.replace("_", "-") in article.guessed


def test_a_text_in_unicode_is_no_guess(tmp_path):
    assert read_articles(write(tmp_path / "a.txt", f"“Peña” {LONG}"))[0].guessed == ""


@given(st.lists(st.text(st.characters(exclude_characters="<>&\x00", exclude_categories=["Cs", "Cc"]), max_size=20)))
def test_marked_up_paragraphs_come_out_as_paragraphs(parts):
    text, links = text_and_links("".join(f"<p>{part}</p>" for part in parts), "here")
    kept = [" ".join(part.split(" ")).strip(" ") for part in parts]
    assert [line.split() for line in text.split("\n\n") if line] == [part.split() for part in kept if part.strip()]
    assert links == ()


def test_a_guess_is_among_the_audits_warnings(tmp_path, monkeypatch):
    take_fake_steps(monkeypatch)
    reading = read_articles(write(tmp_path / "a.txt", f"Peña: it is shut. {LONG}".encode("cp1252")))
    with pytest.warns(match="cp1252"):
        result = audit_articles(reading, parser=Recorder(), lexicon=LEXICON, rules_only=True)
    assert result.warnings == (reading[0].guessed,)


def test_an_archive_that_lies_about_its_lengths_says_so_and_writes_to_no_terminal(tmp_path, capsys):
    whole = gzip.decompress(archive(*WARC))
    lies = re.sub(rb"(?m)^(Content-Length: 1)4(\d\d)\r", rb"\g<1>3\g<2>\r", whole, count=1)  # a hundred bytes less
    reading = read_articles(write(tmp_path / "a.warc", lies), write(tmp_path / "b.warc.gz", archive(*WARC)))
    assert len(reading.articles) >= 2
    assert any("not as long as they say" in failure.message for failure in reading.failures)
    assert capsys.readouterr() == ("", "")
