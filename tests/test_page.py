"""The page: every claim at its words, whatever the texts hold; what stands in it without a browser or a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import lxml.html
import pytest
from audits import audits
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import LEXICON, hostile, made, story

from audit.model import KINDS, TRACES, Article, Claim, Finding, Segment, Source, Span
from audit.read.places import Lines
from audit.record.graph import Edge, Graph, Node
from audit.record.result import Audit
from audit.report.cells import stop_after
from audit.report.page import as_data
from audit.report.page.beside import beside
from audit.report.page.cut import ROLES, Stretch, cut
from audit.report.page.drawing import drawn
from audit.score.merged import merged
from audit.trace.across.broke import Broke, Share

TEMPLATES = Path(__file__).resolve().parents[1] / "audit" / "report" / "page" / "templates"
ODD = st.text(st.sampled_from("ab <>&\"'{}%#\n\r\x00\x0b\u202e\u2066\u2028😀é.,“”") | st.characters(), max_size=60)


def read(audit: Audit, articles: list[Article]) -> Any:
    """The page as a browser's parser has it."""
    return lxml.html.document_fromstring(audit.page(articles, LEXICON).encode("utf-8"))


def held(text: str) -> str:
    """What a page can hold of a text; lxml's parser drops what XML forbids, so that it is left out on both sides."""
    return re.sub(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffd-\uffff\ud800-\udfff]|[\U0001fffe\U0001ffff]", "", text
    )


def words(page: Any, name: str, number: int) -> str:
    """The text that is marked by a number: claims by "c", sources by "s", outlets by "v", findings by "f"."""
    found = [e for e in page.iter("span") if str(number) in (e.get(f"data-{name}") or "").split()]
    return "".join(e.text or "" for e in found)


# ------------------------------------------------------------------------------------------------ cutting


@given(
    ODD,
    st.lists(
        st.tuples(st.sampled_from(ROLES), st.lists(st.tuples(st.integers(0, 70), st.integers(0, 20)))), max_size=6
    ),
)
def test_pieces_are_the_text_and_each_lies_whole_in_or_out_of_every_stretch(text: str, drawn: Any) -> None:
    stretches = [
        Stretch(role, n, tuple(Span(start, start + length) for start, length in spans))
        for n, (role, spans) in enumerate(drawn, start=1)
    ]
    blocks = [block for run in cut(text, (), stretches) for block in run]
    pieces = [piece for block in blocks for piece in block.pieces]
    assert "".join(piece.text for piece in pieces) == text
    for one in stretches:
        covered = {place for span in one.spans for place in range(span.start, min(span.end, len(text)))}
        at, mine = 0, set()
        for piece in pieces:
            if one.number in piece.inside[one.role]:
                mine |= set(range(at, at + len(piece.text)))
            at += len(piece.text)
        assert mine == covered
        assert sum(one.number in piece.begins.get(one.role, ()) for piece in pieces) == bool(covered)


@given(ODD)
def test_blocks_begin_at_lines_that_say_something(text: str) -> None:
    blocks = [block for run in cut(text, (), ()) for block in run]
    said = ["".join(piece.text for piece in block.pieces) for block in blocks]
    assert all(one.strip() for one in said) or not text.strip()


def test_many_lines_without_a_claim_are_one_run_and_prose_is_not() -> None:
    text = "a\nb\nc\nd\nsaid so\n"
    segments = [Segment(Span(n, n + 1), "boilerplate", "menu") for n in (0, 2, 4, 6)] + [Segment(Span(8, 15), "prose")]
    assert [len(run) for run in cut(text, segments, ())] == [4, 1]
    assert [len(run) for run in cut(text, segments, [Stretch("criterion", 1, (Span(2, 3),))])] == [1, 1, 1, 1, 1]


# ------------------------------------------------------------------------------------------------ the page


@st.composite
def told(draw: st.DrawFn) -> tuple[Audit, list[Article]]:
    """Audits of odd texts whose claims, sources and outlets stand anywhere in them."""
    articles, claims = [], []
    for number in range(draw(st.integers(1, 2))):
        text = draw(ODD.filter(lambda t: t.strip()))
        id = draw(ODD) + str(number)
        spans = st.sampled_from([Span(a, min(a + many, len(text))) for a in range(len(text)) for many in (1, 4, 15)])
        articles.append(
            Article(id, text, draw(ODD), draw(st.none() | ODD), segments=(Segment(Span(0, len(text)), "prose"),))
        )
        for n in range(draw(st.integers(0, 4))):
            own = tuple(sorted(draw(st.lists(spans, min_size=1, max_size=2))))
            kind = draw(st.sampled_from(KINDS))
            source = Source(own[0].of(text), own[:1], draw(st.none() | ODD)) if kind != "none" else None
            claims.append(
                Claim(
                    f"{id}:{n}",
                    id,
                    own,
                    draw(ODD),
                    kind,
                    source,
                    via_spans=(draw(spans),),
                    trace=draw(st.sampled_from(TRACES)),
                )
            )
    return made(articles, claims), articles


@settings(max_examples=60)  # a page takes some milliseconds
@given(told())
def test_every_claim_source_outlet_and_finding_is_marked_at_its_words(given_: tuple[Audit, list[Article]]) -> None:
    audit, articles = given_
    page, texts = read(audit, articles), {article.id: article.text for article in articles}

    def of(id: str, spans: Any) -> str:
        places = sorted({place for span in spans for place in range(span.start, span.end)})
        return held("".join(texts[id][place] for place in places))

    for n, claim in enumerate(audit.claims, start=1):
        assert held(words(page, "c", n)) == of(claim.article, claim.spans)
        assert held(words(page, "v", n)) == of(claim.article, claim.via_spans)
        if claim.source is not None:
            assert held(words(page, "s", n)) == of(claim.article, claim.source.spans)
        assert [e.get("data-n") for e in page.xpath(f"//a[@id='c{n}']")] == [str(n)]
        assert page.xpath(f"count(//li[@id='d{n}'])") == 1
    for n, finding in enumerate(merged(audit.findings), start=1):
        if 0 < len(finding.spans) <= 3:
            assert held(words(page, "f", n)) == of(finding.article, finding.spans)


@settings(max_examples=60)
@given(told())
def test_the_text_of_an_article_stands_on_the_page_whole(given_: tuple[Audit, list[Article]]) -> None:
    audit, articles = given_
    page = read(audit, articles)
    by_id = {article.id: article.text for article in articles}
    for number, article in enumerate(audit.articles, start=1):
        blocks = page.xpath(f"//article[@id='a{number}']//div[@data-status or contains(@class, 'b b-')]")
        for mark in page.xpath(f"//article[@id='a{number}']//a[@data-n]"):
            mark.text = None
            for child in list(mark):
                child.tail = None
                child.text = None
        assert held("".join(block.text_content() for block in blocks)) == held(by_id[article.id])


@settings(max_examples=30)
@given(audits())
def test_any_audit_has_a_page_with_or_without_its_texts(audit: Audit) -> None:
    page = read(audit, [])
    assert len(page.xpath("//article")) == len(audit.articles)


def test_hostile_texts_stay_text() -> None:
    audit, articles = hostile()
    made_ = audit.page(articles, LEXICON)
    page = lxml.html.document_fromstring(made_.encode("utf-8"))
    assert len(page.xpath("//script")) == 2
    assert not page.xpath("//img")
    assert not [one for one in page.iter() for name in one.attrib if name.startswith("on")]
    assert not [link for link in page.xpath("//a/@href") if not link.startswith("#")]
    assert "{{ 7 * 7 }}{% raw %}{# no #}" in made_
    assert "\x00" not in made_
    data = json.loads(page.xpath("//script[@id='data']")[0].text)
    assert [claim["id"] for claim in data["claims"]] == [claim.id for claim in audit.claims]


@given(
    st.recursive(
        st.text() | st.integers(), lambda below: st.lists(below) | st.dictionaries(st.text(), below), max_leaves=6
    )
)
def test_data_in_the_page_read_back_and_no_tag_begins_in_them(data: Any) -> None:
    written = as_data(data)
    assert json.loads(written) == data
    assert written.isascii()
    assert not set(written) & set("<>&")


def test_templates_escape_whatever_they_are_given() -> None:
    templates = [path for path in TEMPLATES.iterdir() if path.name.endswith(".j2")]
    assert len(templates) == 3
    for path in templates:
        assert not re.search(r"\|\s*safe|autoescape|Markup", path.read_text("utf-8")), path.name


def test_a_page_asks_for_nothing_from_elsewhere_and_allows_its_own_script_alone() -> None:
    made_ = story(2)[0].page(story(2)[1], LEXICON)
    page = lxml.html.document_fromstring(made_)
    assert not page.xpath("//link | //iframe | //img | //object | //*[@src] | //*[@style]")
    assert "@import" not in made_
    assert "url(http" not in made_
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_the_same_audit_gives_the_same_page() -> None:
    audit, articles = story(3)
    assert audit.page(articles, LEXICON) == Audit.from_dict(audit.to_dict()).page(list(reversed(articles)), LEXICON)


def test_addresses_of_the_page_lead_somewhere_and_no_two_places_share_one() -> None:
    page = read(*story(4, 6))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")} - set(ids)


def test_a_card_says_all_that_is_known_of_a_claim() -> None:
    page = read(*story(2))
    card = page.get_element_by_id("d1").text_content()
    for said in (
        "anonymous, credited",
        "Two harbour engineers",
        "by the words “told”",
        "Two harbour engineers → Norvik Post → Paper 1",
        "interview, Norvik Post, Friday",
        "Its sentence credits Norvik Post.",
        "claim 7 in Paper 2",
        "Costs pointsB1",
    ):
        assert said in " ".join(card.split())
    echo = " ".join(page.get_element_by_id("d7").text_content().split())
    assert "See claim 1 in Paper 1 (judged 91 % likely to say the same)" in echo


def test_what_a_row_of_the_ledger_names_says_so_on_its_card_and_no_other() -> None:
    audit, articles = story(2)
    page = read(audit, articles)
    named = {int(link[2:]) for link in page.xpath("//table[@class='ledger']//a/@href")}
    cards = {int(card.get("id")[1:]) for card in page.xpath("//li[starts-with(@id, 'd')]") if "Costs" in flat(card)}
    assert named == cards
    assert not [n for n in named if audit.claims[n - 1].attitude]


def test_a_claim_of_another_row_is_no_possible_member_of_this_one() -> None:
    audit, articles = story(3)
    (cluster,) = audit.clusters
    fewer = attrs.evolve(cluster, claims=cluster.claims[:2], articles=cluster.articles[:2], possible=cluster.claims[2:])
    for clusters, unsure in (((fewer,), 1), ((fewer, attrs.evolve(cluster, id=2, claims=cluster.claims[2:])), 0)):
        page = read(attrs.evolve(audit, clusters=clusters), articles)
        cells = page.xpath("//section[@id='matrix']//a[contains(@class, 'unsure')]")
        assert [flat(cell)[:1] for cell in cells] == ["?"] * unsure


@given(ODD)
def test_what_is_said_after_a_text_begins_a_sentence(text: str) -> None:
    stop = stop_after(text)
    assert stop in ("", ".")
    assert stop_after(text + stop) == ""


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("The pier will close", "."),
        ("The pier will close.", ""),
        ("“We will rebuild what we can”", "."),
        ("“We will rebuild what we can.”", ""),
        ("She said (twice: “No!”)", ""),
        ("It went on…", ""),
        ("“It went on and …”", "."),
        ("", ""),
    ],
)
def test_a_text_without_its_own_end_is_ended_before_what_follows(text: str, stop: str) -> None:
    assert stop_after(text) == stop


def test_a_claim_that_leans_is_ended_before_what_is_said_of_it() -> None:
    audit, articles = story(3, 1)
    page = read(audit, articles)
    leanings = page.xpath("//ol[@class='leanings']/li")
    assert leanings
    for one in leanings:
        text = one.xpath("bdi")[0].text_content()
        assert flat(one).startswith(f"{' '.join(text.split())}{stop_after(text)} In ")
        assert re.search(r"[.!?…][”’»\"')\] ]* In (one|\d+) article", flat(one))


def test_findings_are_walked_as_often_however_many_articles_there_are() -> None:
    walks = []
    for number in (2, 5):
        audit, articles = story(number, 1)
        findings = Walked(audit.findings)
        attrs.evolve(audit, findings=findings).page(articles, LEXICON)
        walks.append(findings.walks)
    assert walks[0] == walks[1] > 0


class Walked(tuple[Finding, ...]):
    """Findings that count how often all of them are walked."""

    walks = 0

    def __iter__(self) -> Iterator[Finding]:
        self.walks += 1
        return super().__iter__()


def test_the_page_says_whether_one_of_the_articles_is_the_origins_own() -> None:
    audit, articles = story(3)
    (who,) = read(audit, articles).find_class("who")
    assert "None of these articles is its own." in flat(who)
    unknown = tuple(attrs.evolve(article, outlet=None) for article in audit.articles)
    (who,) = read(attrs.evolve(audit, articles=unknown), articles).find_class("who")
    assert "is not told: all of them come without the name of an outlet." in flat(who)


def test_a_source_has_all_that_it_says_in_every_article() -> None:
    audit, articles = story(3, 6)
    page = read(audit, articles)
    number = 1 + [source.name for source in audit.sources].index("Ida Lund")
    card = page.get_element_by_id(f"s{number}")
    told = [int(link[2:]) for link in card.xpath(".//li/a/@href")]
    assert told == [n for n, c in enumerate(audit.claims, start=1) if c.source and c.source.resolved == "Ida Lund"]
    assert card.xpath("string(summary)").split("·")[-1].split() == "6 claims in 3 articles".split()


def test_without_an_origin_the_page_does_without_traces() -> None:
    audit, articles = story(2)
    claims = tuple(attrs.evolve(claim, trace=None, evidence=None) for claim in audit.claims)
    page = read(attrs.evolve(audit, origin=None, claims=claims, chains=(), clusters=(), origins=()), articles)
    assert not page.xpath("//*[@id='matrix' or @id='origins' or @id='echoes']")
    assert "no origin was given" in page.get_element_by_id("brief").text_content()


def flat(element: Any) -> str:
    """The words of an element, with one space between two."""
    return " ".join(element.text_content().split())


def test_the_brief_tells_an_articles_place_here_and_elsewhere_and_what_costs_most_beside_what_to_mend() -> None:
    audit, articles = story(3)
    held = tuple(attrs.evolve(one, standing=0.62) for one in audit.articles[:2])
    brief = flat(read(attrs.evolve(audit, articles=(*held, audit.articles[2])), articles).get_element_by_id("brief"))
    assert brief.count("of 3 here; better sourced than 62\u00a0%".replace("\u00a0", " ")) == 2
    assert "is said of 799 other articles" in brief
    assert re.search(r"Few claims rest on named sources \(B1, −7.5 in all, for 5 claims\)", brief)
    claim, row = audit.claims[0], audit.articles[0].ledger[0]
    found = Finding(claim.article, row.criterion, "warning", "Nobody is named.", "Name them.", claim.spans)
    texts = {article.id: article.text for article in articles}
    lined = tuple(attrs.evolve(one, lines=Lines(texts[one.id]).starts) for one in audit.articles)
    page = read(attrs.evolve(audit, articles=lined, findings=(found,)), articles)
    (mend,) = [cell for cell in page.xpath("//td[@data-h='Finding to mend first']") if "line" in cell.text_content()]
    assert re.search(
        r"line (\d+): nobody named: “that the north pier .*?” \(B1, −7\.5 in all, for 5 claims\)", flat(mend)
    )
    (note,) = page.find_class("note")  # stands before the line that the brief names
    assert f"line {note.getnext().get('data-line')}: " in flat(mend)
    assert "other articles, of" not in flat(read(audit, articles).get_element_by_id("brief"))


def test_who_had_the_story_is_said_only_of_the_outlet_that_is_credited_with_it() -> None:
    audit, articles = story(3)
    first = next(claim for claim in audit.claims if claim.trace == "credited")
    share = Share(audit.origins[0], 3, 1, 0, 9, ("paper-001",), first.id)
    for broke, says in (
        (Broke(audit.origins[0], "credit", "drawn"), "had the story first, by the credit of"),
        (Broke(None, "unknown", "No outlet is credited with the story as a whole."), "with the story as a whole."),
    ):
        page = read(attrs.evolve(audit, broke=broke, shares=(share,)), articles)
        (who,) = page.find_class("who")
        assert says in who.text_content()
        assert first.text[:60] in " ".join(who.text_content().split())
        assert ("is credited for" in who.text_content()) is (broke.origin is None)


def test_an_outlets_own_report_is_not_told_as_crediting_itself() -> None:
    audit, articles = story(2)
    claims = tuple(
        attrs.evolve(c, evidence=audit.claims[0].evidence) if c.trace in ("credited", "carried") else c
        for c in audit.claims
    )
    own = attrs.evolve(audit.articles[0], outlet="Norvik Post")
    page = read(attrs.evolve(audit, claims=claims, articles=(own, *audit.articles[1:])), articles)
    rows = page.xpath("//table[contains(@class, 'standings')]/tbody/tr")
    assert ["its own outlet, which it owes no credit" in flat(row) for row in rows] == [True, False]
    assert "Its sentence credits Norvik Post. The article is Norvik Post’s own." in flat(page.get_element_by_id("d1"))


def test_a_repeated_claim_says_how_many_articles_name_nobody_for_it() -> None:
    audit, articles = story(3)
    (cluster,) = audit.clusters
    for bare, brief, matrix in (
        ((), "In 3 articles, all of which have it from Norvik Post:", "Norvik Post"),
        (cluster.claims[1:], "In 3 articles: 1 has it from Norvik Post, 2 from nobody named:", "(2 of 3 name nobody)"),
    ):
        page = read(attrs.evolve(audit, clusters=(attrs.evolve(cluster, bare=bare),)), articles)
        assert brief in flat(page.get_element_by_id("brief"))
        assert flat(page.xpath("//*[@data-h='Rests on']")[0]).endswith(matrix)
    assert "by credit" not in flat(page.get_element_by_id("matrix"))


def test_an_article_without_outlet_and_title_is_shown_with_its_first_words() -> None:
    audit, articles = story(2)
    bare = attrs.evolve(audit.articles[1], outlet=None, title=None, id=audit.articles[1].id)
    page = read(attrs.evolve(audit, articles=(audit.articles[0], bare)), articles)
    brief = flat(page.get_element_by_id("brief"))
    assert "paper-002“Two harbour engineers told the Norvik Post that …”" in brief
    assert brief.count("“Two harbour engineers told") == 1


def test_where_no_outlet_is_credited_the_page_does_not_say_that_it_traced_to_one() -> None:
    audit, articles = story(2)
    top = flat(read(attrs.evolve(audit, origin="auto", origins=()), articles).xpath("//header")[0])
    assert "; no outlet was found to trace them to. What is told here" in top
    assert "traced to Norvik Post. What" in flat(read(audit, articles).xpath("//header")[0])


def test_many_articles_stand_in_one_column_of_the_matrix() -> None:
    page = read(*story(12))
    row = page.xpath("//table[contains(@class, 'matrix')]/tbody/tr")[0]
    assert len(row.xpath("./td")) == 3
    assert len(row.xpath(".//a")) == 12


# ------------------------------------------------------------------------------------------------ beside, drawing


@given(st.text(max_size=40), st.text(max_size=40))
def test_texts_side_by_side_are_whole_and_their_words_are_paired(one: str, two: str) -> None:
    left, right = beside(
        *(Claim(f"a:{n}", "a", (Span(0, len(t)),), t, "none") for n, t in enumerate((one, two))), LEXICON
    )
    assert "".join(part.text for part in left) == one
    assert "".join(part.text for part in right) == two
    assert sorted(part.pair for part in left if part.pair) == sorted(part.pair for part in right if part.pair)


def test_words_that_say_the_same_are_paired_and_opposites_are_told() -> None:
    texts = ("Two planes circled the harbour on Monday", "The harbour was circled by aircraft, which left")
    left, right = beside(*(Claim(f"a:{n}", "a", (Span(0, len(t)),), t, "none") for n, t in enumerate(texts)), LEXICON)
    said = {part.pair: part.text for part in right}
    assert {part.text: said[part.pair] for part in left if part.pair}["harbour"] == "harbour"
    up, down = beside(
        *(Claim(f"a:{n}", "a", (Span(0, len(t)),), t, "none") for n, t in enumerate(("Prices rose", "Prices fell"))),
        LEXICON,
    )
    assert [part.text for part in (*up, *down) if part.opposed] == ["rose", "fell"]


@settings(max_examples=50)
@given(st.integers(0, 60), st.integers(0, 30), st.integers(1, 60), st.randoms(use_true_random=False))
def test_no_two_boxes_of_a_drawing_touch_and_all_lie_on_the_sheet(
    sources: int, outlets: int, articles: int, random: Any
) -> None:
    counts = {"source": sources, "outlet": outlets, "article": articles}
    nodes = [Node(f"{kind}:{n}", f"{kind} {n} " + "w" * n, kind) for kind, many in counts.items() for n in range(many)]
    edges = [Edge(random.choice(nodes).id, random.choice(nodes).id, "told", 1 + n % 5) for n in range(80)]
    sheet = drawn(Graph(tuple(nodes), tuple(edges)))
    boxes = sheet.boxes
    for place, one in enumerate(boxes):
        assert one.x >= 0
        assert one.y >= 0
        assert one.x + one.width <= sheet.width
        assert one.y + one.height <= sheet.height
        for two in boxes[place + 1 :]:
            apart = (
                one.x + one.width <= two.x
                or two.x + two.width <= one.x
                or one.y + one.height <= two.y
                or two.y + two.height <= one.y
            )
            assert apart
    assert len(sheet.threads) == len(sheet.says)


@pytest.mark.parametrize("kind", ["source", "article"])
def test_what_a_drawing_has_no_room_for_is_counted(kind: str) -> None:
    nodes = [Node("article:0", "a", "article"), *(Node(f"{kind}:{n}", "x", kind) for n in range(1, 61))]
    edges = [Edge(f"{kind}:{n}", "article:0", "told", 1) for n in range(1, 61)]
    sheet = drawn(Graph(tuple(nodes), tuple(edges)))
    assert dict(sheet.left_out)[kind] + sum(box.kind == kind for box in sheet.boxes) == 60 + (kind == "article")
