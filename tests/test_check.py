"""audit check: lines and columns, selection, waivers, levels, formats, statuses, kept parses."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from fakes import Recorder, take_fake_steps
from hypothesis import given
from hypothesis import strategies as st
from sarif_schema import schema_errors

from audit import pipeline
from audit.check import Check, check, line_of
from audit.check.sarif import as_github, as_json, as_sarif
from audit.check.waivers import Waiver, WaiverError, read_waivers, settle, waivers_in
from audit.cli import main
from audit.lexicon import load_lexicon
from audit.model import Article, AuditedArticle, Failure, Finding, Rating, Segment, Sentence, Span, Token
from audit.parse import ConlluError, StoredParser
from audit.parse.kept import KeptParser
from audit.read.segment import segments
from audit.record.result import Audit
from audit.score import View
from audit.testing.strategies import articles, findings

LEXICON = load_lexicon()
TEXT = "Talks began on Monday.\r\n\r\nThe 🙂 plan, said one former official, is dead.\nSources agreed.\n"
WORDS = "one former official"


def found_in(article: Article, *words: str, criterion: str = "B6", severity: str = "warning") -> Finding:
    """A finding at words of the article."""
    spans = tuple(Span(article.text.index(one), article.text.index(one) + len(one)) for one in words)
    return Finding(article.id, criterion, severity, "No reason for going unnamed is given.", "Say why.", spans)


def audit_of(
    given: Sequence[Article], *found: Finding, score: float = 50.0, failures: tuple[Failure, ...] = ()
) -> Audit:
    rows = tuple(AuditedArticle(a.id, None, None, None, None, None, a.path, len(a.text), score, (), ()) for a in given)
    return Audit("1", {}, {}, None, rows, (), (), found, failures)


def checked(article: Article, *found: Finding, **more: Any) -> Check:
    return check(audit_of([article], *found), [article], LEXICON, **more)


HARBOUR = Article("harbour", TEXT, path="news/harbour.md")


def test_a_finding_is_one_line_with_file_line_column_words_and_who_asks() -> None:
    (row,) = checked(HARBOUR, found_in(HARBOUR, WORDS)).checked
    line = line_of(row)
    assert line.startswith('news/harbour.md:3:18: B6 no reason for going unnamed is given: "one former official" (AP, ')
    assert row.standards[0] == "AP"
    assert (row.place.end_line, row.place.end_column) == (3, 37)


def test_words_that_the_reason_quotes_stand_once_in_the_line() -> None:
    start = TEXT.index(WORDS)
    finding = Finding("harbour", "B3", "note", f"No rank is given for “{WORDS}”.", "", (Span(start, start + 19),))
    assert finding.spans[0].of(TEXT) == WORDS
    (row,) = checked(HARBOUR, finding).checked
    assert line_of(row).startswith("news/harbour.md:3:18: B3 no rank is given for “one former official” (AP, ")


def test_a_byte_order_mark_is_no_column() -> None:
    article = Article("x", "\ufeffSources agreed.", path="x.txt")
    assert line_of(checked(article, found_in(article, "Sources")).checked[0]).startswith("x.txt:1:1: ")


def test_where_lines_are_not_those_of_the_file_the_articles_id_is_given() -> None:
    article = Article("desk-4", "Sources agreed.", path="desk.jsonl")
    (row,) = checked(article, found_in(article, "agreed")).checked
    assert line_of(row).startswith("desk.jsonl[desk-4]:1:9: ")
    run = as_sarif(checked(article, found_in(article, "agreed")), "0.1.0", LEXICON)["runs"][0]
    assert "region" not in run["results"][0]["locations"][0]["physicalLocation"]


@given(articles(done=False), st.data())
def test_every_place_leads_back_to_its_words(article: Article, data: st.DataObject) -> None:
    finding = data.draw(findings(article))
    (row,) = checked(article, finding).checked
    assert row.place.line >= 1
    assert row.place.column >= 1
    if finding.spans and not article.text.startswith("\ufeff") and "\r" not in article.text:
        lines = article.text.split("\n")
        offset = sum(len(line) + 1 for line in lines[: row.place.line - 1]) + row.place.column - 1
        assert offset == finding.spans[0].start
    assert "\n" not in line_of(row)


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [((), (), ["B1", "B10", "C8"]), (("B1",), (), ["B1"]), (("B",), ("B10",), ["B1"]), ((), ("B",), ["C8"])],
)
def test_select_and_ignore_take_criteria_or_their_letter(
    select: tuple[str, ...], ignore: tuple[str, ...], left: list[str]
) -> None:
    found = [found_in(HARBOUR, WORDS, criterion=id) for id in ("B1", "B10", "C8")]
    rows = checked(HARBOUR, *found, select=select, ignore=ignore).checked
    assert [criterion for row in rows for criterion in row.finding.criteria] == left


@pytest.mark.parametrize(
    ("severity", "level", "fail_under", "status"),
    [
        ("warning", "warning", None, 1),
        ("note", "warning", None, 0),
        ("note", "note", None, 1),
        ("error", "none", None, 0),
        ("note", "warning", 60.0, 1),
        ("note", "warning", 50.0, 0),
    ],
)
def test_the_status_tells_findings_of_the_level_and_scores_below(
    severity: str, level: str, fail_under: float | None, status: int
) -> None:
    finding = found_in(HARBOUR, WORDS, severity=severity)
    assert checked(HARBOUR, finding, level=level, fail_under=fail_under).status == status


def test_failed_inputs_are_status_3_and_nothing_found_is_0() -> None:
    result = audit_of([HARBOUR], failures=(Failure("x", "empty"),))
    assert check(result, [HARBOUR], LEXICON).status == 3
    assert checked(HARBOUR).status == 0


# ------------------------------------------------------------------------------------------------ waivers


def with_comment(comment: str) -> Article:
    return Article("harbour", f"{TEXT}\n<!-- {comment} -->\n", path="news/harbour.md")


def test_a_comment_settles_its_words_and_keeps_its_reason() -> None:
    article = with_comment('audit: waive B6 "One  former\nofficial": agreed with the desk, J.D.')
    waivers = waivers_in(article)
    result = checked(article, found_in(article, WORDS), found_in(article, "Sources"), waivers=waivers)
    assert [row.words for row in result.open] == ["Sources"]
    assert [row.waiver.reason for row in result.settled if row.waiver] == ["agreed with the desk, J.D."]
    assert waivers[0].where == "news/harbour.md:6"


def test_a_waiver_outlives_a_new_paragraph_and_another_waivers_criterion_does_not_help() -> None:
    article = with_comment(f'audit: waive B6 "{WORDS}": settled')
    later = Article("harbour", f"Something new.\n\n{article.text}", path=article.path)
    assert not checked(later, found_in(later, WORDS), waivers=waivers_in(later)).open
    assert checked(later, found_in(later, WORDS, criterion="B5"), waivers=waivers_in(later)).open


def test_of_several_places_those_are_settled_that_the_waiver_names() -> None:
    article = with_comment(f'audit: waive B6 "{WORDS}": settled')
    divided = settle([found_in(article, WORDS, "Sources")], waivers_in(article), {article.id: article.text})
    assert [span.of(article.text) for f in divided.left for span in f.spans] == ["Sources"]
    assert [span.of(article.text) for s in divided.settled for span in s.finding.spans] == [WORDS]


def test_a_waiver_without_words_settles_its_criterion_and_an_unused_one_is_counted() -> None:
    article = with_comment("audit: waive B6: settled")
    assert not checked(article, found_in(article, WORDS, "Sources"), waivers=waivers_in(article)).open
    assert len(checked(article, waivers=waivers_in(article)).unused) == 1


@pytest.mark.parametrize(
    "comment", ["audit: waive B6", 'audit: waive B6 "words"', "audit: waive: why", "audit: waive B6:"]
)
def test_a_comment_without_criterion_or_reason_is_named(comment: str) -> None:
    with pytest.raises(
        WaiverError, match=r"news/harbour\.md:6: a waiver needs a criterion and, after a colon, a reason"
    ):
        waivers_in(with_comment(comment))


def test_a_side_file_settles_by_article_criterion_and_words(tmp_path: Path) -> None:
    path = tmp_path / "audit-waivers.toml"
    path.write_text(
        f'[[waive]]\narticle = "harbour"\ncriterion = "B6"\nwords = "{WORDS}"\nreason = "agreed"\n'
        '[[waive]]\narticle = "other"\ncriterion = "B6"\nreason = "agreed"\n',
        encoding="utf-8",
    )
    waivers = read_waivers(path)
    assert not checked(HARBOUR, found_in(HARBOUR, WORDS), waivers=waivers).open
    assert checked(HARBOUR, found_in(HARBOUR, "Sources"), waivers=waivers).open


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[waive]]\ncriterion = 'B6'\n", 'waiver 1: key "reason": missing'),
        ("[[waive]]\ncriterion = 'B6'\nreason = ' '\n", 'key "reason": must be a string that is not empty'),
        ("[[waive]]\ncriterion = 'B6'\nreason = 'x'\nword = 'y'\n", 'key "word": unknown'),
        ("[waive]\ncriterion = 'B6'\n", r"only \[\[waive\]\] tables"),
        ("[[wave]]\n", 'key "wave": only'),
        ("[[", "not a TOML file"),
    ],
)
def test_a_broken_side_file_is_named_with_entry_and_key(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WaiverError, match=message):
        read_waivers(path)


def test_a_comment_in_the_text_is_no_prose() -> None:
    text = 'They met.<!-- audit: waive B6 "x": y --> Sources agreed.\n\n<!-- a\n\nb -->\n\nThe end came.'
    told = [(s.status, s.span.of(text)) for s in segments(text)]
    assert [words for status, words in told if status == "prose"] == ["They met.", "Sources agreed.", "The end came."]
    assert next(words for status, words in told if status == "metadata") == '<!-- audit: waive B6 "x": y -->'


# ------------------------------------------------------------------------------------------------ formats


def settled_and_open() -> Check:
    waiver = Waiver("B6", "agreed", "w.toml: waiver 1", WORDS)
    found = [found_in(HARBOUR, WORDS), found_in(HARBOUR, "Sources", severity="note")]
    return checked(HARBOUR, *found, waivers=[waiver], fail_under=60.0)


def test_sarif_has_the_shape_that_the_standard_asks_for() -> None:
    log = as_sarif(settled_and_open(), "0.1.0", LEXICON)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "audit"
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
    assert run["columnKind"] == "unicodeCodePoints"
    assert [r.get("suppressions") for r in run["results"]] == [[{"kind": "external", "justification": "agreed"}], None]
    assert json.loads(json.dumps(log)) == log


@given(articles(done=False), st.data())
def test_sarif_is_valid_by_the_schema_of_oasis(article: Article, data: st.DataObject) -> None:
    found = data.draw(st.lists(findings(article), max_size=4))
    failures = tuple(Failure(where, "empty") for where in data.draw(st.lists(st.text(max_size=8), max_size=2)))
    waivers = [Waiver(f.criterion, "agreed", f"{article.id}:1", inside=n == 0) for n, f in enumerate(found[:2])]
    version = data.draw(st.sampled_from(["0.1.0", "1.2.3+local", "2"]))
    log = as_sarif(
        check(audit_of([article], *found, failures=failures), [article], LEXICON, waivers=waivers), version, LEXICON
    )
    assert not schema_errors(json.loads(json.dumps(log)))


def test_the_schema_of_oasis_refuses_what_is_wrong() -> None:
    def refused(change: Callable[[dict[str, Any]], object]) -> list[str]:
        log = as_sarif(settled_and_open(), "0.1.0", LEXICON)
        change(log)
        return schema_errors(log)

    assert not refused(lambda log: None)
    result = "$.runs[0].results[0]"
    region = f"{result}.locations[0].physicalLocation.region"
    assert refused(lambda log: log["runs"][0]["results"][0].update(level="grave"))[0].startswith(f"{result}.level: ")
    assert refused(lambda log: log["runs"][0]["results"][0].pop("message"))[0].startswith(f"{result}: ")
    assert refused(lambda log: log["runs"][0].update(columns="code points"))[0].startswith("$.runs[0]: ")

    def first_line(log: dict[str, Any]) -> None:
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0

    assert refused(first_line)[0].startswith(f"{region}.startLine: ")


def test_github_commands_escape_what_would_end_them() -> None:
    article = Article("x", "50% said: so,\nthey agreed.", path="a,b:c.md")
    finding = Finding("x", "B1", "error", "50% of it\nis: bare", "", (Span(0, 3),))
    (line,) = as_github(checked(article, finding))
    assert line.startswith(
        "::error file=a%2Cb%3Ac.md,line=1,endLine=1,col=1,endColumn=4,title=B1::50%25 of it%0Ais: bare"
    )
    assert as_github(settled_and_open())[-1] == (
        "::error file=news/harbour.md,title=score::harbour scores 50, less than 60"
    )


def test_json_counts_what_is_open_and_what_is_waived() -> None:
    data = as_json(settled_and_open(), "0.1.0")
    assert data["counts"] == {"findings": 1, "counting": 0, "waived": 1, "unused_waivers": 0}
    assert data["status"] == 1
    assert data["below"] == ["harbour"]
    assert [row["waived"] and row["waived"]["reason"] for row in data["findings"]] == ["agreed", None]


# ------------------------------------------------------------------------------------------------ the command


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    take_fake_steps(monkeypatch)

    def found(view: View, rating: Rating) -> tuple[Finding, ...]:
        made = view.article
        return tuple(Finding(made.id, "B1", "warning", "Too few names.", "", c.spans) for c in made.claims)

    monkeypatch.setattr(pipeline, "findings", found)
    monkeypatch.setattr(pipeline, "default_parser", lambda model=None: Recorder())
    (tmp_path / "one.txt").write_text("Ida Lund: nothing is decided.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_prints_findings_and_ends_with_1(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "one.txt"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith('one.txt:1:11: B1 too few names: "nothing is decided." (')
    assert err == "audit: 1 finding in 1 article\n"
    assert main(["check", "one.txt", "--ignore", "B1"]) == 0
    assert main(["check", "one.txt", "--level", "none", "--fail-under", "95"]) == 1
    assert "one.txt: scores 90.0, less than 95" in capsys.readouterr().out.replace("scores 90,", "scores 90.0,")


def test_the_command_takes_waivers_from_the_side_file_and_the_text(
    news: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (news / "audit-waivers.toml").write_text("[[waive]]\ncriterion = 'B1'\nreason = 'agreed'\n", encoding="utf-8")
    assert main(["check", "one.txt", "--show-waived"]) == 0
    out, err = capsys.readouterr()
    assert out.endswith("[waived: agreed]\n")
    assert err == "audit: 0 findings in 1 article, 1 waived\n"


def test_the_command_refuses_what_it_does_not_know(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "one.txt", "--select", "Q7"]) == 2
    assert 'there is no criterion "Q7"; there are A1, ' in capsys.readouterr().err
    assert main(["check", "one.txt", "--waivers", "none.toml"]) == 2
    assert main(["check", "missing.txt"]) == 2
    assert main(["check", "one.txt", "missing.txt"]) == 3
    (news / "two.txt").write_text("Ida Lund: so.\n\n<!-- audit: waive B1 -->\n", encoding="utf-8")
    assert main(["check", "two.txt", "-q"]) == 3
    assert "two.txt:3: a waiver needs" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_the_command_writes_json_and_sarif(news: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    assert main(["check", "one.txt", "--format", form, "-o", f"out.{form}", "-q"]) == 1
    assert json.loads((news / f"out.{form}").read_text(encoding="utf-8"))
    assert capsys.readouterr() == ("", "")


# ------------------------------------------------------------------------------------------------ kept parses


def sentence(text: str) -> Sentence:
    token = Token(0, Span(0, len(text)), text, text, "X", "", "", -1, "root")
    return Sentence(Span(0, len(text)), (token,))


def article(text: str, id: str = "desk/one") -> Article:
    return Article(id, text, segments=(Segment(Span(0, len(text)), "prose"),))


def test_trees_are_kept_and_not_made_again_until_the_text_changes(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> StoredParser:
        made.append(1)
        return StoredParser({"desk/one": [sentence("Agreed")]})

    first = KeptParser(tmp_path, make).parse([article("Agreed")])
    assert (tmp_path / "desk" / "one.conllu").is_file()
    assert KeptParser(tmp_path, make).parse([article("Agreed")]) == first
    assert len(made) == 1
    KeptParser(tmp_path, make).parse([article("Agreed!")])
    KeptParser(tmp_path, make, "stanza:default").parse([article("Agreed!")])
    assert len(made) == 3


def test_trees_by_others_are_taken_where_they_fit_and_refused_where_they_do_not(tmp_path: Path) -> None:
    (tmp_path / "one.conllu").write_text("1\tAgreed\tagree\tVERB\t_\t_\t0\troot\t_\t_\n", encoding="utf-8")

    def never() -> StoredParser:
        raise AssertionError("nothing is to be parsed")

    parser = KeptParser(tmp_path, never)
    assert parser.parse([article("Agreed", "one")])[0].sentences[0].tokens[0].lemma == "agree"
    assert parser.encode(["x"]) == []
    with pytest.raises(ConlluError, match=r"one\.conllu: its words do not stand in the article"):
        parser.parse([article("Nothing", "one")])


def test_an_id_that_leads_out_of_the_folder_is_not_kept(tmp_path: Path) -> None:
    folder = tmp_path / "parses"
    stored = StoredParser({"../one": [sentence("Agreed")]})
    assert KeptParser(folder, lambda: stored).parse([article("Agreed", "../one")])[0].sentences
    assert not list(tmp_path.rglob("*.conllu"))


def test_the_hook_calls_the_command() -> None:
    import yaml

    (hook,) = yaml.safe_load((Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "audit check"
    assert hook["language"] == "python"
    assert hook["id"] == "audit-check"
