"""What tables say, and that any text fits into them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from unicodedata import category

import attrs
import pytest
from audits import audited, audits, claim, harbour
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from audit.model import KINDS, TRACES, Deduction, Evidence
from audit.record.result import Audit
from audit.report import NAMES, draw, formats, make_table
from audit.report.cells import clean, clusters, longest_word, neutral, shorten, to_ascii, told, width, wrap
from audit.report.draw import Column, Table, for_the_eye, objects
from audit.report.rows import trace_groups, worst_deductions

EYE = tuple(fmt for fmt in formats() if for_the_eye(fmt))
HARSH = "\u202eab\x1b[31m\x00c\td\u0301\u200bعربي 漢字漢字漢字漢字 👩‍👩‍👧 ❤️ \ud800 " + "x" * 300


def harsh() -> Audit:
    """One article whose every text is hard to print."""
    rows = tuple(
        claim(f"{HARSH}:{n}", HARSH * n, trace="credited", cue=HARSH, kind="named", via=(HARSH,)) for n in (1, 2)
    )
    articles = (audited(HARSH, HARSH, 3.0, Deduction(HARSH, 3.0, HARSH)),)
    return attrs.evolve(harbour(), articles=articles, claims=rows, origin=HARSH, sources=(), findings=())


# ------------------------------------------------------------------------------------------------ cells


@given(st.text())
def test_a_clean_text_is_one_line_that_prints(text: str) -> None:
    made = clean(text)
    assert clean(made) == made
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]|  |^ | $", made)


@given(st.text().map(clean), st.integers(1, 40))
def test_wrapping_loses_nothing_and_cuts_only_words_longer_than_a_line(text: str, limit: int) -> None:
    lines = wrap(text, limit)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= max(limit, 2) for line in lines)
    if text and longest_word(text) <= limit:
        assert " ".join(lines) == text


@given(st.text().map(clean), st.integers(1, 40))
def test_a_shortened_text_ends_at_a_word(text: str, limit: int) -> None:
    made = shorten(text, limit)
    if made != text:
        kept = made.removesuffix(" …").split(" ")
        assert [word.rstrip(",;:") for word in kept] == [word.rstrip(",;:") for word in text.split(" ")[: len(kept)]]
        assert width(made) <= limit or len(kept) == 1


@given(st.text())
def test_plain_letters_are_ascii(text: str) -> None:
    assert to_ascii(clean(text)).isascii()


@pytest.mark.parametrize(
    ("text", "cells"),
    [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("👍", 2), ("❤\ufe0f", 2), ("", 0), ("a\nbcd", 3), ("עברית", 5)],
)
def test_width_is_counted_in_terminal_cells(text: str, cells: int) -> None:
    assert width(text) == cells


@given(st.text(st.characters(max_codepoint=0x30F) | st.sampled_from("“”‘’–…•\u200d\u2060漢")).map(clean))
def test_a_text_is_as_wide_as_its_pieces(text: str) -> None:
    assert width(text) == sum(cells for _, cells in clusters(text))


# ------------------------------------------------------------------------------------------------ every table


@settings(max_examples=30)  # an audit takes a while to draw
@given(audits(), st.sampled_from(NAMES), st.sampled_from(EYE), st.booleans(), st.sampled_from((80, 60, 100)))
def test_no_line_is_wider_than_asked(audit: Audit, name: str, fmt: str, unicode: bool, limit: int) -> None:
    drawn = audit.table(name, fmt, width=limit, unicode=unicode)
    assert all(width(line) <= limit for line in drawn.split("\n"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fmt", formats())
def test_every_format_draws_texts_that_are_hard_to_print(name: str, fmt: str) -> None:
    for unicode in (True, False):
        for wide in (True, False):
            drawn = harsh().table(name, fmt, wide=wide, unicode=unicode)
            assert "\x1b" not in drawn
            if for_the_eye(fmt) and not wide:
                assert max(map(width, drawn.split("\n"))) <= 80


@pytest.mark.parametrize("fmt", ["grid", "simple_grid", "fancy_grid", "psql", "pretty"])
def test_borders_stand_in_line_whatever_the_width_of_characters(fmt: str) -> None:
    drawn = harsh().table("claims", fmt)
    table = drawn.split("\n\n")[0].split("\n")
    assert len({width(line) for line in table}) == 1


@pytest.mark.parametrize("fmt", ["simple", "grid", "plain", "psql", "github", "latex", "csv"])
def test_without_unicode_a_table_is_ascii(fmt: str) -> None:
    for name in NAMES:
        assert harbour().table(name, fmt, unicode=False).isascii() or fmt == "csv"


@settings(max_examples=30)  # an audit takes a while to draw
@given(audits())
def test_counts_in_the_table_of_articles_add_up(audit: Audit) -> None:
    rows = json.loads(audit.table("articles", "json"))
    counted = [c for c in audit.claims if not c.attitude]
    assert sum(row["claims"] for row in rows) == len(counted)
    for kind in KINDS:
        assert sum(row[kind] for row in rows) == sum(c.kind == kind for c in counted)
    for row in rows:
        assert sum(row[kind] for kind in KINDS) == row["claims"]
        if audit.origin is None:
            assert not set(TRACES) & set(row)
    with_source = [c for c in counted if c.kind != "none"]
    assert sum(source.claims for source in audit.sources[:-1]) == len(with_source)


@settings(max_examples=30)  # an audit takes a while to draw
@given(audits())
def test_the_table_of_claims_has_every_claim_or_says_how_many_are_left_out(audit: Audit) -> None:
    attitudes = sum(c.attitude for c in audit.claims)
    assert [row["claim number"] for row in json.loads(audit.table("claims", "json", attitudes=True))] == [
        c.id for c in audit.claims
    ]
    made = make_table(audit, "claims")
    assert len(made.rows) == len(audit.claims) - attitudes
    assert (f"{attitudes} claim" in " ".join(made.notes)) == bool(attitudes)
    assert not make_table(audit, "claims", attitudes=True).notes


@settings(max_examples=30)  # an audit takes a while to draw
@given(audits())
def test_every_claim_that_traces_to_the_origin_is_in_one_row_of_the_traces(audit: Audit) -> None:
    groups = trace_groups(audit.claims)
    wanted = Counter(c.id for c in audit.claims if c.trace in ("credited", "carried", "echoed"))
    assert Counter(c.id for group in groups for c in group) == wanted
    assert all(sum(c.trace != "echoed" for c in group) <= 1 for group in groups)


# ------------------------------------------------------------------------------------------------ single tables


def test_the_table_of_articles_folds_into_80_columns_and_speaks_in_words() -> None:
    drawn = harbour().table("articles")
    assert "1 sources said" in drawn
    assert "1 credited" in drawn
    assert "−7.5 B1: two of five claims" in drawn
    assert "Not counted: 1 claim of attitude" in drawn
    assert "–" in drawn.split("Norvik Post")[1].split("\n")[0]  # no score
    assert harbour().table("articles").index("The Courier") < drawn.index("mirror")


def test_counts_are_not_broken_over_lines() -> None:
    assert re.search(r"\| [01] sources said +\|", harbour().table("articles", "grid"))


def test_the_dearest_criteria_come_first_each_with_its_points() -> None:
    ledger = [Deduction("B2", 2, "vague"), Deduction("A1", 3, "bare"), Deduction("B2", 2.5, "vaguer")]
    assert worst_deductions(ledger) == ("−4.5 B2: vaguer (2 times)", "−3 A1: bare")
    ledger += [Deduction("B5", 1, "many"), Deduction("B6", 0.25, "why")]
    assert worst_deductions(ledger, 2)[2] == "−1.25 for 2 other criteria"
    assert len(worst_deductions(ledger, 3)) == len(worst_deductions(ledger)) == 4


def test_an_echo_stands_in_the_row_of_the_claim_it_matches() -> None:
    rows = json.loads(harbour().table("traces", "json"))
    assert rows == [
        {
            "claim": "the north pier will close for a year",
            "The Courier": "credited",
            "mirror": "echoed",
            "Norvik Post": None,
        },
        {"claim": "the cranes are sold", "The Courier": "carried", "mirror": None, "Norvik Post": None},
    ]  # fmt: skip


def test_marks_are_letters_where_the_output_is_not_unicode() -> None:
    assert {"●", "◐", "○"} <= set(harbour().table("traces"))
    drawn = harbour().table("traces", unicode=False)
    assert re.search(r"for a year +C +e", drawn)
    assert "C credited" in drawn
    assert "c carried" in drawn


def test_an_echo_follows_other_echoes_to_its_row_and_a_ring_of_echoes_is_not_lost() -> None:
    def echo(id: str, of: str | None) -> object:
        return claim(id, id, trace="echoed", evidence=Evidence("echo", "same", claim=of))

    chain = (claim("a:1", "x", trace="credited"), echo("b:1", "c:1"), echo("c:1", "a:1"), echo("d:1", "e:1"),
             echo("e:1", "d:1"), echo("f:1", "gone"), echo("g:1", None))  # fmt: skip
    groups = trace_groups(chain)  # type: ignore[arg-type]
    assert [[c.id for c in group] for group in groups] == [
        ["a:1", "b:1", "c:1"], ["d:1"], ["e:1"], ["f:1"], ["g:1"]
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "header"), [(2, "Paper 1"), (6, " 6"), (60, "articles")])
def test_many_articles_are_numbered_and_very_many_listed(number: int, header: str) -> None:
    articles = tuple(audited(f"{n:03}", f"Paper {n} of the Northern Coast") for n in range(1, number + 1))
    claims = tuple(claim(f"{n:03}:1", "the pier will close", trace="credited") for n in range(1, number + 1))
    audit = attrs.evolve(harbour(), articles=articles, claims=claims)
    drawn = audit.table("traces")
    assert max(map(width, drawn.split("\n"))) <= 80
    assert header in drawn.split("\n---")[0]
    assert drawn.count("●") == number + 1  # and once in the legend
    last = f"{number} Paper {number} of the Northern Coast"
    assert (last in " ".join(drawn.split())) == (number > 2)
    assert len(json.loads(audit.table("traces", "json"))[0]) == number + 1


def test_articles_of_one_outlet_are_told_apart() -> None:
    audit = attrs.evolve(harbour(), articles=(audited("a", "Post"), audited("b", "Post"), audited("c", "claim")))
    claims = (claim("a:1", "x", trace="credited"),)
    audit = attrs.evolve(audit, claims=claims)
    assert set(json.loads(audit.table("traces", "json"))[0]) == {"claim", "Post (a)", "Post (b)", "claim #2"}
    assert "Post (a)" in audit.table("articles")


def test_without_an_origin_the_traces_say_so() -> None:
    audit = attrs.evolve(harbour(), origin=None)
    assert "No origin was given" in audit.table("traces")
    assert "credited" not in audit.table("articles") + audit.table("claims")


def test_where_nothing_traces_the_table_says_so() -> None:
    audit = attrs.evolve(harbour(), claims=())
    assert "No claim was found that traces to Norvik Post." in audit.table("traces")


def test_attitudes_are_left_out_of_claims_unless_asked() -> None:
    assert "to rebuild the pier" not in harbour().table("claims")
    assert "Left out: 1 claim of attitude" in harbour().table("claims")
    assert "to rebuild the pier" in harbour().table("claims", attitudes=True)


def test_a_long_claim_is_whole_in_machine_and_wide_forms_and_shortened_in_folded_traces() -> None:
    text = " ".join(f"word{n}" for n in range(100))
    audit = attrs.evolve(harbour(), claims=(claim("courier:1", text, trace="credited"),))
    assert "…" in audit.table("traces")
    assert text in audit.table("traces", wide=True)
    assert text in audit.table("traces", "csv")
    assert re.findall(r"word\d+", audit.table("claims")) == text.split()


# ------------------------------------------------------------------------------------------------ formats


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3))
def test_csv_gives_back_the_texts_it_was_given_but_for_control_characters(texts: list[str]) -> None:
    claims = tuple(claim(f"courier:{n}", text) for n, text in enumerate(texts, start=1))
    drawn = attrs.evolve(harbour(), claims=claims).table("claims", "csv")
    rows = list(csv.DictReader(io.StringIO(drawn, newline="")))
    kept = ["".join("\ufffd" if category(c) == "Cc" and c not in "\t\n\r" else c for c in text) for text in texts]
    assert [told(row["claim"]) for row in rows] == kept
    assert not any(row["claim"].startswith(tuple("=+-@\t\r\n＝＋－＠")) for row in rows)


@given(st.text(st.sampled_from("'\"=+-@\t\r\n＝ab")))
def test_what_a_spreadsheet_would_run_is_text_and_comes_back(text: str) -> None:
    assert told(neutral(text)) == text
    assert (neutral(text) == text) == (not text.lstrip("'\"").startswith(tuple("=+-@\t\r\n＝")))


@given(st.text(st.sampled_from("\\`*_[]<>&~|$!()#a1 ^{}-+.:\"'")).map(clean))
@example("[x](javascript:alert(1)) <img src=x onerror=y> **b** `c` &lt; a|b ~~d~~ \\|")
def test_nothing_of_a_cell_is_markup_in_markdown(text: str) -> None:
    drawn = draw(Table("x", "x", (Column(text), Column("y")), ((text, "z"),)), "github", None, True)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"{drawn}\n")
    cells = [token for token in tokens if token.type == "inline"]
    assert [cell.content and "".join(part.content for part in cell.children or ()) for cell in cells] == [
        *(text, "y", text, "z")
    ]
    assert {part.type for cell in cells for part in cell.children or ()} <= {"text", "text_special"}


@settings(max_examples=30)  # an audit takes a while to draw
@given(audits(), st.sampled_from(NAMES))
def test_json_and_json_lines_say_the_same_and_have_the_numbers_as_numbers(audit: Audit, name: str) -> None:
    rows = json.loads(audit.table(name, "json"))
    lines = audit.table(name, "jsonl", unicode=False)
    assert [json.loads(line) for line in lines.split("\n") if line] == rows
    assert rows == objects(make_table(audit, name, "json"))


def test_a_pipe_in_a_text_does_not_end_a_cell_of_markdown() -> None:
    audit = attrs.evolve(harbour(), claims=(claim("courier:1", "either|or"),))
    assert "either\\|or" in audit.table("claims", "github")


def test_html_is_escaped() -> None:
    audit = attrs.evolve(harbour(), origin="<b>", claims=(claim("courier:1", "<script>", trace="credited"),))
    drawn = audit.table("traces", "html")
    assert "<script>" not in drawn
    assert "<b>" not in drawn


def test_rows_of_a_document_are_one_line_each() -> None:
    made = make_table(harbour(), "claims", "github")
    assert len(draw(made, "github", 80, True).split("\n\n")[0].split("\n")) == 2 + len(made.rows)


@pytest.mark.parametrize(
    ("name", "fmt", "limit", "words"),
    [
        ("tables", "simple", 80, "articles, traces"),
        ("articles", "exel", 80, "csv, json"),
        ("articles", "grid", 9, "at least 40"),
    ],
)
def test_an_unknown_table_or_format_or_width_is_refused_with_what_there_is(
    name: str, fmt: str, limit: int, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        harbour().table(name, fmt, width=limit)
