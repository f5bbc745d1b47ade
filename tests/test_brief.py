"""The brief: what it says of an audit, that it fits its lines, and how it and every table look."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs
import pytest
from audits import audits, harbour
from hypothesis import given, settings
from hypothesis import strategies as st
from make_golden import CRITERIA, FOLDER, drawn, named, told
from pages import story

from audit.lexicon import Entry
from audit.model import CLOSING, KINDS, Deduction, Finding, Spans
from audit.record.result import Audit
from audit.report.brief import WORDS, Worst, brief_of, in_few_words
from audit.report.cells import clean, width
from audit.report.rows import labels
from audit.report.screen import BAR, Pen, _mend, on_screen, percent, tenths
from audit.trace.across.broke import Broke, Share

DRAWN = drawn()
Row = tuple[str, float, Spans]  # a criterion, its points, its places


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_the_brief_and_every_table_look_as_they_did(name: str) -> None:
    assert DRAWN[name] == (FOLDER / name).read_text(encoding="utf-8"), "right? then: cd tests && python make_golden.py"
    columns = 120 if name == "brief-wide.txt" else 80
    assert all(width(re.sub(r"\x1b\[\d+m", "", line)) <= columns for line in DRAWN[name].split("\n"))


@settings(max_examples=40)  # an audit takes a while to draw
@given(audits(), st.booleans(), st.sampled_from((80, 120)))
def test_a_brief_of_any_audit_fits_its_lines_and_has_one_for_each_article(
    audit: Audit, unicode: bool, columns: int
) -> None:
    brief = brief_of(audit)
    text = on_screen(brief, unicode=unicode, columns=columns)
    assert all(width(line) <= columns for line in text.split("\n"))
    assert unicode or text.isascii()
    assert re.sub(r"\x1b\[\d+m", "", on_screen(brief, colour=True, unicode=unicode, columns=columns)) == text
    assert sorted(one.id for one in brief.articles) == [article.id for article in audit.articles]
    assert sum(sum(one.kinds) for one in brief.articles) == sum(not claim.attitude for claim in audit.claims)
    scores = [one.score for one in brief.articles if one.score is not None]
    assert scores == sorted(scores, reverse=True)
    for one in brief.articles:
        assert one.worst is None or len(one.worst.told().split()) <= WORDS


@settings(max_examples=10)
@given(audits())
def test_the_worst_thing_is_one_of_the_articles_own_and_stands_on_one_line(audit: Audit) -> None:
    kept = {article.id: article for article in audit.articles}
    claims = {claim.id: claim for claim in audit.claims}
    for one in brief_of(audit, CRITERIA).articles:
        worst, article = one.worst, kept[one.id]
        assert (worst is None) == all(row.criterion in CLOSING for row in article.ledger)
        if worst is not None:
            found = {id for one in audit.findings if one.article == article.id for id in one.criteria}
            assert worst.criterion in {row.criterion for row in article.ledger} | found
            assert bool(worst.findings) <= (worst.criterion in found)
            assert worst.claim is None or claims[worst.claim].article == one.id
            assert worst.points <= max(row.points for row in article.ledger)
            for unicode, room in ((True, 31), (False, 24)):
                (line,) = _mend(one, Pen(False, unicode, 80), room)
                assert width(line) <= room
            assert " ".join(_mend(one, Pen(False, True, 120), 40)).endswith(clean(worst.told()))


@settings(max_examples=20)
@given(audits(), st.booleans(), st.booleans())
def test_at_80_columns_each_article_has_one_line_with_score_place_kinds_traces_and_what_to_mend(
    audit: Audit, unicode: bool, held: bool
) -> None:
    kept = tuple(attrs.evolve(a, standing=0.62 if held and a.score is not None else None) for a in audit.articles)
    brief = brief_of(attrs.evolve(audit, articles=kept), CRITERIA)
    lines = on_screen(brief, unicode=unicode).split("\n")
    head = next(number for number, line in enumerate(lines) if line.startswith("article"))
    rows = lines[head + 1 : head + 1 + len(brief.articles)]
    above = held and any(one.score is not None for one in brief.articles)
    assert ("above" in lines[head]) == above
    assert lines[head + 1 + len(brief.articles)].startswith(
        "Above: of 799 other" if above else "Said by, a letter for a"
    )
    for one, row in zip(brief.articles, rows, strict=True):
        assert row.split()[0] == f"{one.place}." if one.place else not row.split()[0].endswith(".")
        assert one.score is None or f" {one.score:.1f} {'  62% ' if held else ''}" in row
        assert one.worst is None or one.worst.line is None or f"  {first(one.worst)}{one.worst.fault[:8]}" in row


def first(worst: Worst) -> str:
    """What stands before the fault on its line: that of the finding, nothing for what is only counted."""
    return f"{worst.line}: " if worst.findings else ""


@pytest.mark.parametrize("entry", CRITERIA.values(), ids=CRITERIA)
def test_every_criterion_says_in_few_words_what_is_wrong(entry: Entry) -> None:
    fault = entry["fault"]
    assert 1 < len(fault.split()) <= 5
    assert len(fault) <= 30
    assert fault[0].islower()
    assert fault[-1].isalpha()


def test_the_worst_thing_is_the_dearest_finding_beside_the_text_else_what_is_only_counted() -> None:
    article = told().articles[0]
    chief, own = article.claims[0], next(claim for claim in article.claims if claim.kind == "none")
    assert chief.source is not None

    def worst(*rows: Row, noted: Sequence[Row]) -> tuple[str, str | None, int | None, str]:
        ledger = tuple(Deduction(id, points, "reason", spans) for id, points, spans in rows)
        found = tuple(Finding(article.id, id, "warning", "reason", "", spans) for id, _, spans in noted)
        audit = attrs.evolve(told(), articles=(attrs.evolve(article, ledger=ledger),), findings=found)
        (one,) = brief_of(audit, CRITERIA).articles
        assert one.worst is not None
        return one.worst.criterion, one.worst.words, one.worst.line, one.worst.told()

    line = article.line(own.spans)
    counts, one, two = ("S1", 20.0, own.spans), ("B6", 0.5, chief.source.spans), ("A1", 3.0, own.spans)
    assert worst(counts, one, noted=(one,))[:3] == ("B6", "Two harbour engineers", 1)
    assert worst(counts, one, two, noted=(one, two))[:3] == ("A1", own.text, line)
    assert worst(counts, noted=()) == ("S1", None, line, f"no source: 1 claim on line {line}")
    assert worst(one, two, noted=(one,))[0] == "B6"  # the other has no note beside the text
    half = ("A1", 0.8, (*own.spans, *chief.spans))
    twice = (("A1", 0.4, own.spans), ("A1", 0.4, chief.spans))
    assert worst(one, half, noted=(one, *twice))[0] == "B6"  # 0.5 for one, 0.8 for two
    both = (*chief.spans, *own.spans)
    assert worst(counts, noted=(two,))[:3] == ("A1", own.text, line)  # costs next to nothing, and is a note
    assert worst(("S3", 9.0, both), counts, noted=())[3] == f"no source: 1 claim on line {line}"
    assert worst(("S3", 29.0, both), counts, noted=())[3] == "no place told: 2 claims, first on line 1"
    assert worst(("S6", 4.0, ()), noted=()) == ("S6", None, None, "little or late credit")
    assert worst(("X1", 4.0, own.spans), noted=(("X1", 0.0, own.spans),))[:2] == ("X1", own.text)  # another's scorer


@given(st.lists(st.integers(0, 500), min_size=len(KINDS), max_size=len(KINDS)))
def test_a_bar_is_full_and_every_kind_that_is_there_has_a_cell(counts: list[int]) -> None:
    cells = tenths(counts)
    assert sum(cells) == (BAR if any(counts) else 0)
    assert [cell > 0 for cell in cells] == [count > 0 for count in counts]


def test_who_credits_whom_and_who_repeats_without_credit_are_told_apart() -> None:
    (one,) = brief_of(attrs.evolve(harbour(), origins=("Norvik Post",), claims=_led_to(harbour()))).credited
    assert (one.own, one.credit, one.repeat, one.neither) == (("post",), ("courier",), (("mirror", 1),), ())
    assert not one.first  # nothing says who broke it
    assert on_screen(brief_of(attrs.evolve(told(), origins=("Norvik Post",)))).startswith(
        "Norvik Post had the story first"
    )
    assert brief_of(attrs.evolve(harbour(), origins=())).credited == ()


@settings(max_examples=40)
@given(audits(), st.data())
def test_who_had_it_first_is_who_broke_the_story_and_nobody_else(audit: Audit, data: st.DataObject) -> None:
    broke = data.draw(st.sampled_from((None, *audit.origins)))
    told = attrs.evolve(audit, broke=Broke(broke, "credit" if broke else "unknown", "As far as they tell."))
    credited = brief_of(told).credited
    first = [one.outlet for one in credited if one.first]
    assert first == [one.outlet for one in credited[:1] if first]
    assert first == [one.outlet for one in credited if one.credit and one.outlet == broke]


def test_where_it_is_open_who_broke_the_story_nobody_had_it_first_and_why_is_told() -> None:
    claim = told().claims[0]
    share = Share("Norvik Post", 1, 0, 0, 30, (claim.article,), claim.id)
    audit = attrs.evolve(told(), origins=("Norvik Post",), broke=Broke(None, "unknown", "Dates do not tell."))
    text = " ".join(on_screen(brief_of(attrs.evolve(audit, shares=(share,)))).split())
    assert text.startswith("Dates do not tell. Norvik Post is credited for 4 claims in 3 of 3 articles: ")
    assert f", such as “{' '.join(claim.text.split()[:4])}" in text
    assert on_screen(brief_of(attrs.evolve(audit, broke=None))).startswith("Norvik Post is credited for 4 claims")


def test_of_several_outlets_that_are_credited_only_one_can_have_had_it_first() -> None:
    audit = told()
    other = attrs.evolve(
        audit.claims[0], id="paper-001:99", evidence=attrs.evolve(audit.claims[0].evidence, origin="Reuters")
    )
    both = attrs.evolve(audit, claims=(*audit.claims, other), origins=("Norvik Post", "Reuters"))
    text = on_screen(brief_of(both))
    assert text.count("had the story first") == 1
    assert "\nCredited too: Reuters (Paper 1).\n" in text


def _led_to(audit: Audit) -> tuple[object, ...]:
    return tuple(
        attrs.evolve(claim, evidence=attrs.evolve(claim.evidence, origin="Norvik Post")) if claim.evidence else claim
        for claim in audit.claims
    )


def test_of_many_articles_each_has_one_line_and_sentences_name_the_first() -> None:
    text = on_screen(brief_of(story(20)[0], CRITERIA))
    assert len(re.findall(r"^ ?1\. Paper", text, re.MULTILINE)) == 20
    assert "Paper 7 (1 claim) and 13 more." in " ".join(text.split())
    assert all(width(line) <= 80 for line in text.split("\n"))


def test_an_article_without_claims_and_an_origin_that_nobody_credits_are_said_to_be_so() -> None:
    audit = told()
    silent = tuple(attrs.evolve(article, score=None, ledger=()) for article in audit.articles[:1])
    text = on_screen(brief_of(attrs.evolve(audit, articles=silent, claims=(), clusters=(), origins=("Norvik Post",))))
    assert text.startswith("No article was found to credit Norvik Post, so who broke the story is not told.")
    assert re.search(r"Paper 1 +– +98% +0 0 0  no claims, so no score\n", text)


def test_what_leans_on_one_origin_stands_before_what_leans_on_nobody() -> None:
    first, *others = brief_of(told()).leanings
    assert (first.articles, first.on, first.place) == (3, "Norvik Post", "news/paper-001.txt:1")
    assert others
    assert {(one.articles, one.on) for one in others} == {(1, None)}
    said = [one.text for one in brief_of(story(3, 8)[0]).leanings]
    assert len(said) == len(set(said)) <= 5


def test_an_outlets_own_report_owes_it_no_credit_and_is_told_as_its_own() -> None:
    first, second, third = brief_of(named(), CRITERIA).articles
    assert [one.own for one in (first, second, third)] == [False, False, True]
    assert (first.traces, second.traces, third.traces) == ((2, 1, 0), (1, 1, 1), (0, 0, 0))
    text = on_screen(brief_of(named(), CRITERIA))
    assert re.search(r"^3\. Norvik Post .* own   1: ", text, re.MULTILINE)
    assert "own: the origin’s own article" in " ".join(text.split())
    assert "own:" not in on_screen(brief_of(told(), CRITERIA))


def test_from_whom_a_repeated_claim_comes_is_counted_by_articles() -> None:
    (cluster,) = named().clusters
    for bare, said in (
        ((), "all from Norvik Post"),
        (cluster.claims[1:2], "2 from Norvik Post, 1 from nobody named"),
        (cluster.claims, "from nobody named"),
    ):
        audit = attrs.evolve(named(), clusters=(attrs.evolve(cluster, bare=bare),))
        assert f"   in 3 articles, {said}: news/" in on_screen(brief_of(audit))


def test_a_credit_given_before_is_told_as_our_reading() -> None:
    audit = named()
    (cluster,) = audit.clusters
    for before, said in ((1, "all from Norvik Post (1 carried)"), (3, "all from Norvik Post (carried)")):
        carried = cluster.claims[:before]
        claims = tuple(attrs.evolve(c, trace="carried") if c.id in carried else c for c in audit.claims)
        told = attrs.evolve(audit, claims=claims, clusters=(attrs.evolve(cluster, bare=()),))
        assert f"in 3 articles, {said}" in " ".join(on_screen(brief_of(told)).split())


def test_of_findings_that_cost_next_to_nothing_the_gravest_is_mended_first() -> None:
    audit = told()
    article = audit.articles[0]
    spans = [claim.spans for claim in audit.claims if claim.article == article.id][:2]

    def first(points: float) -> str:
        rows = (Deduction("B5", points, "few told"), Deduction("B1", 0.1, "few"))
        found = tuple(
            Finding(article.id, id, severity, "drawn", "", where)
            for id, severity, where in (("B5", "note", spans[0]), ("B2", "error", spans[1]))
        )
        kept = (attrs.evolve(article, ledger=rows), *audit.articles[1:])
        worst = brief_of(attrs.evolve(audit, articles=kept, findings=found), CRITERIA)
        return next(one.worst.criterion for one in worst.articles if one.id == article.id and one.worst)

    assert (first(0.1), first(0.9)) == ("B2", "B5")


def test_repeated_claims_that_are_not_listed_are_counted() -> None:
    audit = named()
    (cluster,) = audit.clusters
    spread = attrs.evolve(cluster, id=2, origins=("Norvik Post", "Ida Lund"), independent=2)
    both = brief_of(attrs.evolve(audit, clusters=(cluster, spread, attrs.evolve(spread, id=3))))
    assert both.unlisted == (0, 2)
    assert "Repeated too: 2 of several (--table clusters)." in on_screen(both)
    many = brief_of(attrs.evolve(audit, clusters=tuple(attrs.evolve(cluster, id=n) for n in range(1, 8))))
    assert many.unlisted == (2, 0)
    assert "Repeated too: 2 of one origin or none (--table clusters)." in on_screen(many)
    assert "Repeated too" not in on_screen(brief_of(audit))


def test_what_reads_like_no_news_is_held_against_no_others_and_the_brief_says_so() -> None:
    audit = told()
    first = attrs.evolve(audit.articles[0], genre="opinion", standing=None)
    text = " ".join(on_screen(brief_of(attrs.evolve(audit, articles=(first, *audit.articles[1:])))).split())
    assert "the share that scores less; – for what reads like opinion, and no news." in text


@pytest.mark.parametrize(("share", "said"), [(0.0, "<1"), (0.004, "<1"), (0.62, "62"), (0.997, ">99"), (1.0, "100")])
def test_a_share_is_never_nought_of_a_hundred(share: float, said: str) -> None:
    assert percent(share) == said


def test_a_checksum_at_the_end_of_an_id_is_no_name() -> None:
    def called(*ids: str, outlet: str | None = None) -> list[str]:
        article = attrs.evolve(told().articles[0], outlet=outlet, title=None)
        return list(labels([attrs.evolve(article, id=id) for id in ids]).values())

    assert called("000_3447b29873041bf4", "001_65a2ce28b9fd3c33") == ["000", "001"]
    assert called("day_3447b29873041bf4", "day_65a2ce28b9fd3c33") == ["day_3447b29873041bf4", "day_65a2ce28b9fd3c33"]
    assert called("3447b29873041bf4", "facade", "1234567890") == ["3447b29873041bf4", "facade", "1234567890"]
    assert called("000_3447b29873041bf4", outlet="Norvik Post") == ["Norvik Post"]


def test_what_some_articles_were_not_checked_for_is_told_with_how_many() -> None:
    audit = told()
    first = attrs.evolve(audit.articles[0], not_assessed=("A2 Late: off", "H1 The headline: none came"))
    said = brief_of(attrs.evolve(audit, articles=(first, *audit.articles[1:]))).unjudged
    assert "Criteria not assessed: A2, H1 (1 of 3 articles)." in said


def test_what_could_not_be_judged_is_said() -> None:
    audit = told()
    undated = attrs.evolve(audit, articles=tuple(attrs.evolve(a, published=None) for a in audit.articles))
    said = " ".join(brief_of(undated).unjudged)
    for words in (
        "6 wishes and plans, counted nowhere",
        "3 of 3 articles have no date",
        "Criteria not assessed: A2.",
        "no text shows",
    ):
        assert words in said
    assert "Nothing was traced" in brief_of(attrs.evolve(harbour(), origin=None)).unjudged[2]
    assert brief_of(harbour()).unjudged[0] == "Not audited: news/empty.txt: empty; an article needs text."


@pytest.mark.parametrize(
    ("text", "few"),
    [
        ("Resting on named sources: 3 of 14 claims. More.", "Resting on named sources: 3 of 14 claims"),
        ("one two three four five six seven eight nine, ten eleven", "one two three four five six seven eight nine …"),
        ("", ""),
    ],
)
def test_what_is_worst_is_said_in_few_words(text: str, few: str) -> None:
    assert in_few_words(text) == few


def test_without_an_origin_a_brief_says_how_to_trace() -> None:
    text = on_screen(brief_of(attrs.evolve(harbour(), origin=None)))
    assert text.startswith("Who broke the story was not asked: name an outlet with --origin")
    assert "●" not in text
