"""The command: what it prints, what it writes, what it refuses and with which exit status."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import LEARNED, Recorder, take_fake_steps
from test_news import ABROAD

import audit
from audit import parse, pipeline, report
from audit.check.shown import FORMATS
from audit.cli import arguments, checking, main
from audit.cli.progress import Bar
from audit.parse import ModelError
from audit.record.result import AttributionList, Audit, ListedArticle
from audit.report.cells import width

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def fake_road(monkeypatch: pytest.MonkeyPatch) -> None:
    take_fake_steps(monkeypatch)
    monkeypatch.setattr(pipeline, "default_parser", lambda model=None: Recorder())


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two articles, which is the working directory's "news"."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "courier.txt").write_text(
        "NBC News: the north pier will close.\nIda Lund: “nonsense”.\n", encoding="utf-8"
    )
    (folder / "mirror.txt").write_text("Ida Lund: nothing is decided.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


Capture = pytest.CaptureFixture[str]


def ran(capsys: Capture, *arguments: str, status: int = 0) -> tuple[str, str]:
    """Standard output and standard error of the command."""
    try:
        found = main(arguments)
    except SystemExit as error:
        found = int(error.code or 0)
    out, err = capsys.readouterr()
    assert found == status, err
    assert "Traceback" not in err
    return out, err


@pytest.mark.parametrize("command", ["attributions", "explain"])
def test_what_scores_nothing_takes_no_preset(news: Path, capsys: Capture, command: str) -> None:
    _, err = ran(capsys, command, "news", "--preset", "ap", status=2)
    assert "unrecognized arguments: --preset" in err


# ------------------------------------------------------------------------------------------------ audit report


def test_report_prints_a_brief_and_the_claims_where_they_are_asked_for(news: Path, capsys: Capture) -> None:
    out, err = ran(capsys, "report", "news", "--origin", "NBC News")
    assert out.startswith("NBC News is not credited with the story as a whole. NBC News is credited for 1\nclaim in 1")
    assert max(map(width, out.split("\n"))) <= 80
    assert "--table NAME" in out
    assert err == ""
    more, _ = ran(capsys, "report", "news", "--origin", "NBC News", "--claims")
    assert more.startswith(out)
    assert "\nClaims\n" in more
    assert "news/mirror.txt:1" in more
    ran(capsys, "report", "news", "--origin", "NBC News", "--format", "brief", "-o", "brief.txt")
    assert Path("brief.txt").read_text("utf-8") == out
    assert "leave out --table" in ran(capsys, "report", "news", "--format", "brief", "--table", "claims", status=2)[1]


def test_a_brief_has_colours_on_a_terminal_or_on_request_and_plain_letters_on_request(
    news: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    plain, _ = ran(capsys, "report", "news")
    assert "\x1b" not in plain
    assert "\x1b[" in ran(capsys, "report", "news", "--color", "always")[0]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    coloured, _ = ran(capsys, "report", "news")
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain != coloured
    assert ran(capsys, "report", "news", "--color", "never")[0] == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert ran(capsys, "report", "news")[0] == plain
    assert "\x1b[" in ran(capsys, "report", "news", "--color", "always")[0]
    for more in ((), ("--claims",), ("--table", "articles")):
        assert ran(capsys, "report", "news", "--origin", "NBC News", "--ascii", *more)[0].isascii()


def test_a_format_prints_its_tables_one_after_the_other(news: Path, capsys: Capture) -> None:
    out, err = ran(capsys, "report", "news", "--origin", "NBC News", "--format", "simple")
    assert [
        line for line in out.splitlines() if line in ("Articles", "Claims that trace to NBC News", "Sources", "Claims")
    ] == [
        "Articles",
        "Claims that trace to NBC News",
        "Sources",
    ]
    assert max(map(width, out.split("\n"))) <= 80
    assert "●" in out
    assert err == ""
    assert "\nClaims\n" in ran(capsys, "report", "news", "--format", "simple", "--claims")[0]


def test_without_an_origin_there_is_no_table_of_traces(news: Path, capsys: Capture) -> None:
    out, _ = ran(capsys, "report", "news", "--format", "simple")
    assert "trace" not in out.lower()


def test_an_origin_may_be_given_several_times_and_a_list_in_one_text_is_refused(news: Path, capsys: Capture) -> None:
    out, _ = ran(capsys, "report", "news", "--origin", "Reuters", "--origin", "CNN", "--format", "json")
    assert json.loads(out)["origin"] == "Reuters; CNN"
    assert {share["origin"] for share in json.loads(out)["shares"]} == {"Reuters", "CNN"}
    _, said = ran(capsys, "report", "news", "--origin", "Reuters, CNN", status=2)
    assert 'give each by itself: "Reuters", "CNN"' in said


def test_one_table_is_printed_alone(news: Path, capsys: Capture) -> None:
    out, _ = ran(capsys, "report", "news", "--table", "sources")
    assert out.startswith("source ")
    assert out.split("\n")[2].split() == ["Ida", "Lund", "named", "2", "courier;", "mirror"]


def test_wide_tables_do_not_wrap(news: Path, capsys: Capture) -> None:
    (news / "long.txt").write_text(f"Ida Lund: {'word ' * 60}\n", encoding="utf-8")
    out, _ = ran(capsys, "report", "news", "--wide", "--table", "claims")
    assert ("word " * 60).strip() in out


def test_json_is_the_whole_audit_and_the_same_on_a_second_run(news: Path, capsys: Capture) -> None:
    first, _ = ran(capsys, "report", "news", "--origin", "NBC News", "--format", "json")
    second, _ = ran(capsys, "report", "news", "--origin", "NBC News", "--format", "json")
    assert first == second
    result = Audit.from_dict(json.loads(first))
    assert result.origin == "NBC News"
    assert [c.trace for c in result.claims] == ["credited", "independent", "independent"]
    assert [a.path for a in result.articles] == ["news/courier.txt", "news/mirror.txt"]
    assert str(ROOT) not in first


@pytest.mark.parametrize("fmt", ["csv", "jsonl", "tsv"])
def test_forms_of_one_table_need_a_table_or_a_folder(news: Path, capsys: Capture, fmt: str) -> None:
    _, err = ran(capsys, "report", "news", "--format", fmt, status=2)
    assert "--table" in err
    assert "--claims" in err
    assert "-o FOLDER/" in err
    assert "nothing is decided" in ran(capsys, "report", "news", "--format", fmt, "--claims")[0]
    out, _ = ran(capsys, "report", "news", "--format", fmt, "--table", "claims")
    assert "nothing is decided" in out


def test_every_format_prints(news: Path, capsys: Capture) -> None:
    for fmt in report.formats():
        more = ("--table", "articles") if fmt in ("csv", "jsonl", "tsv") else ()
        assert ran(capsys, "report", "news", "--format", fmt, *more)[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "exel"), "github"),
        (("--table", "source"), "findings"),
        (("--origin", " "), "outlet"),
        (("--origin", "’s"), "name of an outlet"),
        (("--lexicon", "nowhere"), "no such lexicon folder"),
        (("--colour",), "--colour"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_what_can(
    news: Path, capsys: Capture, arguments: tuple[str, ...], words: str
) -> None:
    out, err = ran(capsys, "report", "news", *arguments, status=2)
    assert words in err
    assert out == ""


@pytest.mark.parametrize("command", ["report", "compare", "attributions", "check"])
@pytest.mark.parametrize("alone", [True, False])
def test_every_command_that_audits_takes_the_rules_alone_where_it_is_told_to(
    news: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: str, alone: bool
) -> None:
    asked = []
    for step in ("audit_articles", "list_attributions"):
        real = getattr(pipeline, step)

        def watched(*articles: Any, real: Callable[..., Any] = real, **named: Any) -> Any:
            asked.append(named["rules_only"])
            return real(*articles, **named)

        monkeypatch.setattr(pipeline, step, watched)
    ran(capsys, command, "news/courier.txt", "news/mirror.txt", *(["--rules-only"] if alone else []))
    assert asked == [alone]


# ------------------------------------------------------------------------------------------------ writing


def test_a_file_is_written_and_its_suffix_chooses_the_format(news: Path, capsys: Capture) -> None:
    out, _ = ran(capsys, "report", "news", "-o", "new/audit.json")
    assert out == ""
    assert Audit.from_dict(json.loads(Path("new/audit.json").read_text("utf-8"))).claims
    ran(capsys, "report", "news", "-o", "claims.csv", "--table", "claims")
    rows = list(csv.DictReader(io.StringIO(Path("claims.csv").read_bytes().decode("utf-8"), newline="")))
    assert [row["claim"] for row in rows] == ["the north pier will close.", "“nonsense”.", "nothing is decided."]
    ran(capsys, "report", "news", "-o", "tables.txt", "--format", "grid")
    assert "Articles\n\n+--" in Path("tables.txt").read_text("utf-8")
    assert sorted(os.listdir()) == ["claims.csv", "new", "news", "tables.txt"]


def test_a_suffix_that_says_no_format_is_refused(news: Path, capsys: Capture) -> None:
    _, err = ran(capsys, "report", "news", "-o", "audit.exel", status=2)
    assert "audit.exel: the suffix says no format; say which with --format, or end in .csv, .dot," in err
    _, err = ran(capsys, "attributions", "news", "-o", "found.csv", status=2)
    assert "or end in .json, .jsonl" in err
    ran(capsys, "report", "news", "-o", "audit.exel", "--format", "json")
    ran(capsys, "report", "news", "-o", "audit.txt")
    assert "Articles" in Path("audit.txt").read_text("utf-8")


def test_claims_as_csv_tell_line_and_outlet_and_a_mark_comes_where_it_is_asked_for(news: Path, capsys: Capture) -> None:
    (news / "sum.txt").write_text("Ida Lund: well.\n\nIda Lund: =1+1 is two.\n", encoding="utf-8")
    ran(capsys, "report", "news", "--claims", "-o", "f.csv", "--bom")
    content = Path("f.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [(row["line"], row["claim"]) for row in rows if row["article"] == "sum"] == [
        ("1", "well."),
        ("3", "'=1+1 is two."),
    ]
    assert {"outlet", "url"} <= set(rows[0])
    assert "--bom is for csv" in ran(capsys, "report", "news", "--bom", status=2)[1]


def test_workbooks_and_json_ld_hold_the_whole_audit(
    news: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(capsys, "report", "news", "-o", "audit.xlsx")
    assert Path("audit.xlsx").read_bytes().startswith(b"PK")
    ran(capsys, "report", "news", "-o", "out/", "--format", "jsonld")
    types = [node["@type"] for node in json.loads(Path("out/audit.jsonld").read_text("utf-8"))["@graph"]]
    assert types.count("Claim") == 3
    assert json.loads(ran(capsys, "report", "news", "--format", "jsonld")[0])["@graph"]
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert "news-sourcing-audit[xlsx]" in ran(capsys, "report", "news", "-o", "audit.xlsx", status=2)[1]


def test_brats_folder_goes_out_and_what_was_corrected_comes_back(news: Path, capsys: Capture) -> None:
    ran(capsys, "attributions", "news", "--format", "brat", "-o", "marked/")
    assert sorted(os.listdir("marked")) == [
        *("annotation.conf", "courier.ann", "courier.txt", "mirror.ann", "mirror.txt"),
    ]
    annotations = Path("marked/mirror.ann")
    annotations.write_text(annotations.read_text("utf-8").replace("Source 0 8\tIda Lund", "Source 4 8\tLund"), "utf-8")
    report = ("report", "news", "--table", "claims", "--format", "jsonl")
    out, _ = ran(capsys, *report, "--attributions", "marked")
    assert [json.loads(line)["source"] for line in out.splitlines()] == ["NBC News", "Ida Lund", "Lund"]
    (news / "mirror.txt").write_text("Nobody: nothing is decided.\n", encoding="utf-8")
    assert "it was changed" in ran(capsys, *report, "--attributions", "marked", status=2)[1]
    (news / "mirror.txt").unlink()
    assert 'no article "mirror"' in ran(capsys, *report, "--attributions", "marked", status=2)[1]
    assert "name one with -o FOLDER/" in ran(capsys, "attributions", "news", "--format", "brat", status=2)[1]


def test_the_schema_is_printed(capsys: Capture) -> None:
    assert json.loads(ran(capsys, "schema")[0])["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize(("fmt", "suffix"), [("csv", "csv"), ("simple", "txt"), ("github", "md")])
def test_a_folder_gets_a_file_for_each_table(news: Path, capsys: Capture, fmt: str, suffix: str) -> None:
    ran(capsys, "report", "news", "--origin", "NBC News", "--claims", "--format", fmt, "-o", "out/")
    assert sorted(os.listdir("out")) == [f"{name}.{suffix}" for name in ("articles", "claims", "sources", "traces")]
    ran(capsys, "report", "news", "--format", "json", "-o", "out")
    assert {"audit.json", "articles.json", "sources.json"} < set(os.listdir("out"))


def test_html_is_one_page_of_all_and_with_a_table_that_table(news: Path, capsys: Capture) -> None:
    out, _ = ran(capsys, "report", "news", "--origin", "NBC News", "--format", "html")
    assert out.startswith("<!DOCTYPE html>")
    for given in ("report.html", "out/"):
        ran(capsys, "report", "news", "--origin", "NBC News", "--format", "html", "-o", given)
    assert Path("report.html").read_text("utf-8") == Path("out/report.html").read_text("utf-8") == out
    assert "the north pier will close." in out
    assert ran(capsys, "report", "news", "--format", "html", "--table", "articles")[0].startswith("<table>")


def test_a_file_is_written_whole_or_not_at_all(news: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("audit.json").write_text("before", encoding="utf-8")
    Path("audit.json").chmod(0o640)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        _, err = ran(capsys, "report", "news", "-o", "audit.json", status=2)
    assert "audit.json: cannot be written: No space left on device" in err
    assert Path("audit.json").read_text("utf-8") == "before"
    assert sorted(os.listdir()) == ["audit.json", "news"]
    ran(capsys, "report", "news", "-o", "audit.json")
    assert Path("audit.json").stat().st_mode & 0o777 == 0o640


def test_output_that_cannot_be_written_is_refused_before_the_audit(
    news: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "audit_articles", lambda *_, **__: pytest.fail("too late"))
    _, err = ran(capsys, "report", "news", "-o", "news/mirror.txt/audit.json", status=2)
    assert "news/mirror.txt: this folder cannot be made" in err
    _, err = ran(capsys, "attributions", "news", "-o", "news/", status=2)
    assert "the list is one file" in err


def test_half_a_surrogate_pair_is_written_as_its_escape(news: Path, capsys: Capture) -> None:
    Path("odd.jsonl").write_text('{"id": "odd", "text": "Ida Lund: a \\ud800 b."}\n', encoding="utf-8")
    ran(capsys, "report", "odd.jsonl", "-o", "odd.json")
    assert Audit.from_dict(json.loads(Path("odd.json").read_text("utf-8"))).claims[0].text == "a \ud800 b."
    for fmt in ("simple", "json", "csv"):
        assert ran(capsys, "report", "odd.jsonl", "--format", fmt, "--table", "claims")[0]


# ------------------------------------------------------------------------------------------------ audit attributions


def test_attributions_are_json_lines_that_read_back(news: Path, capsys: Capture) -> None:
    out, _ = ran(capsys, "attributions", "news", "--format", "jsonl")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["id"] for line in lines] == ["courier", "mirror"]
    assert [set(a) for a in lines[1]["attributions"]] == [
        {"source", "cue", "content", "kind", "resolved", "cue_class", "construction", "confidence"}
    ]
    assert ListedArticle.from_dict(lines[0]).to_dict() == lines[0]
    assert ran(capsys, "attributions", "news")[0] == out


def test_attributions_as_json_say_what_found_them(news: Path, capsys: Capture) -> None:
    ran(capsys, "attributions", "news", "-o", "found.json")
    found = AttributionList.from_dict(json.loads(Path("found.json").read_text("utf-8")))
    assert set(found.models) == {
        "parser",
        "none.pt",
        *(f"{name}.safetensors" for name in LEARNED),
    }
    assert found.models["parser"] == "recorder"
    assert len(found.articles) == 2


def test_univocal_passes_the_attributions_through_the_filter(
    news: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "univocal", lambda attributions: attributions[:1])
    out, _ = ran(capsys, "attributions", "news", "--univocal")
    assert [len(json.loads(line)["attributions"]) for line in out.splitlines()] == [1, 1]


# ------------------------------------------------------------------------------------------------ failures and messages


@pytest.mark.parametrize("command", ["report", "attributions"])
def test_inputs_that_fail_are_listed_and_the_good_ones_audited(news: Path, capsys: Capture, command: str) -> None:
    (news / "empty.txt").write_text("", encoding="utf-8")
    (news / "odd.txt").write_text("Ida Lund: find fails.", encoding="utf-8")
    out, err = ran(capsys, command, "news", "missing.txt", status=3)
    assert "courier" in out
    lines = err.splitlines()
    assert len(lines) == 3
    assert any("news/empty.txt: empty" in line for line in lines)
    assert any("missing.txt: no such file" in line for line in lines)
    assert any('news/odd.txt: article "odd" failed in find' in line for line in lines)


@pytest.mark.parametrize("command", ["report", "attributions"])
def test_where_nothing_can_be_done_the_status_is_2(news: Path, capsys: Capture, command: str) -> None:
    out, err = ran(capsys, command, "missing.txt", status=2)
    assert (out, "missing.txt: no such file" in err) == ("", True)
    Path("odd.txt").write_text("Ida Lund: find fails.", encoding="utf-8")
    out, err = ran(capsys, command, "odd.txt", status=2)
    assert out == ""
    assert err.endswith("audit: no article could be audited\n")


def test_a_missing_model_is_one_message(news: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(model: str | None = None) -> None:
        raise ModelError(f"{model}: no such model folder")

    monkeypatch.setattr(pipeline, "default_parser", missing)
    assert ran(capsys, "report", "news", "--model", "x", status=2) == ("", "audit: x: no such model folder\n")


def test_warnings_are_lines_on_standard_error_unless_quiet(news: Path, capsys: Capture) -> None:
    _, err = ran(capsys, "report", "news", "--origin", "Norvik Post")
    assert err.startswith('audit: warning: no article names "Norvik Post"')
    assert err.count("\n") == 1
    assert ran(capsys, "report", "news", "--origin", "Norvik Post", "--quiet")[1] == ""


def test_an_interruption_is_quiet(news: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "audit_articles", interrupted)
    assert ran(capsys, "report", "news", status=130) == ("", "audit: interrupted\n")


def test_without_a_command_the_help_is_printed_and_the_status_is_2(capsys: Capture) -> None:
    assert "report" in ran(capsys, status=2)[1]


def test_the_version_is_printed(capsys: Capture) -> None:
    assert ran(capsys, "--version")[0] == f"audit {audit.__version__}\n"


def test_the_names_that_the_help_states_are_those_of_the_rooms() -> None:
    assert arguments.TABLES == report.NAMES
    assert checking.FORMATS == FORMATS


def subcommands() -> dict[str, Any]:
    """Each command's own parser."""
    parser = arguments.make_parser(defaultdict(lambda: lambda options: 0))
    (actions,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {"": parser, **actions.choices}


@pytest.mark.parametrize("command", subcommands())
def test_the_examples_that_the_help_gives_run_in_a_checkout(
    news: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    shutil.copytree(ROOT / "seeds", "seeds")
    monkeypatch.setattr(parse, "load_parser", lambda model=None: Recorder())
    for step in ("find", "resolve"):
        monkeypatch.setattr(f"audit.explain.{step}", lambda article, *_, **__: article)
    told = subcommands()[command].format_help()
    assert max(map(len, told.splitlines())) <= 100
    lines = [line.strip() for line in told.splitlines() if line.startswith("  audit ")]
    assert lines
    for line in lines:
        words = shlex.split(re.split(" > |    #", line)[0])[1:]
        assert not command or command in (words[0], "diff", "cache")
        if {"--again", "serve"} & {*words}:  # of a run in which something failed; what goes on until it is stopped
            subcommands()[""].parse_args(words)
            continue
        try:
            status = main(words)
        except SystemExit as error:
            status = int(error.code or 0)
        out, err = capsys.readouterr()
        assert status in ((0, 1) if words[0] == "check" else (0,)), (line, err)
        assert out or "-o" in words or "--output" in words, line


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete_the_command(capsys: Capture, shell: str) -> None:
    out, _ = ran(capsys, "completion", shell)
    assert all(word in out for word in ("report", "attributions", "fail-under"))


def test_settings_of_the_folder_are_laid_under_the_command_line(news: Path, capsys: Capture) -> None:
    Path(".audit.toml").write_text('origin = "NBC News"\n', encoding="utf-8")
    table = ("report", "news", "--table", "claims", "--format", "jsonl")
    traces = [json.loads(line)["trace"] for line in ran(capsys, *table)[0].splitlines()]
    assert traces == ["credited", "independent", "independent"]
    assert "trace" not in ran(capsys, *table, "--no-config")[0]
    Path(".audit.toml").write_text('orign = "NBC News"\n', encoding="utf-8")
    assert 'did you mean "origin"?' in ran(capsys, *table, status=2)[1]


def test_two_audits_are_compared(news: Path, capsys: Capture) -> None:
    ran(capsys, "report", "news", "-o", "old.json")
    (news / "mirror.txt").write_text("NBC News: nothing is decided.\n", encoding="utf-8")
    ran(capsys, "report", "news", "-o", "new.json")
    out, _ = ran(capsys, "diff", "old.json", "new.json")
    assert "another source: line 1: “nothing is decided.” (Ida Lund → NBC News)" in " ".join(out.split())
    assert "1 article unchanged." in out
    ran(capsys, "diff", "old.json", "new.json", "-o", "changes.json")
    written = Path("changes.json").read_text(encoding="utf-8")
    assert ran(capsys, "diff", "old.json", "new.json", "--format", "json")[0] == written
    (article,) = json.loads(written)["articles"]
    assert [one["after"]["source"] for one in article["changes"]] == ["NBC News"]
    assert "is one file" in ran(capsys, "diff", "old.json", "new.json", "-o", "news/", status=2)[1]
    assert "the suffix says no format" in ran(capsys, "diff", "old.json", "new.json", "-o", "x.xlsx", status=2)[1]
    Path("x.json").write_text("{}", encoding="utf-8")
    assert "x.json: no audit: " in ran(capsys, "diff", "x.json", "new.json", status=2)[1]
    assert "missing.json: No such file" in ran(capsys, "diff", "missing.json", "new.json", status=2)[1]


def test_where_there_is_no_terminal_a_line_now_and_then_tells_how_far_it_is() -> None:
    log, now = io.StringIO(), [0.0]
    with Bar(False, log, lambda: now[0]) as bar:
        for done in range(0, 101, 10):
            bar.show(done, 100)
            now[0] += 10
    lines = log.getvalue().splitlines()
    assert lines == [f"audit: {done} of 100 articles parsed" for done in (20, 40, 60, 80, 100)]
    with Bar(True, log, lambda: now[0]) as bar:
        now[0] += 100
        bar.show(1, 2)
    assert log.getvalue().splitlines() == lines


def test_a_check_of_what_reads_like_no_news_does_not_pass_for_good(
    news: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(capsys, "check", "news", "--level", "none")
    monkeypatch.setattr("audit.score.rating.no_news", lambda article: "it is a listing")
    _, err = ran(capsys, "check", "news", "--level", "none", status=3)
    assert "news/courier.txt reads like no news: it is a listing" in err


def test_another_language_is_skipped_and_listed_by_every_command(news: Path, capsys: Capture) -> None:
    (news / "kurier.txt").write_text(ABROAD["de"], encoding="utf-8")
    for command in ("report", "attributions", "check"):
        _, err = ran(capsys, command, "news", status=3)
        assert "news/kurier.txt: skipped: its language is “de”" in err
    _, err = ran(capsys, "explain", "news/kurier.txt", status=3)
    assert "its language is “de”" in err


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_progress_bar_is_drawn_on_a_terminal_alone_and_wiped_at_the_end(
    news: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for quiet, drawn in (((), True), (("--quiet",), False)):
        monkeypatch.setattr(sys, "stderr", terminal := Terminal())
        main(["report", "news", *quiet])
        assert ("2 of 2 articles parsed" in terminal.getvalue()) == drawn
        assert terminal.getvalue() == "" or terminal.getvalue().endswith("\r\x1b[K")
    capsys.readouterr()


# ------------------------------------------------------------------------------------------------ a process of its own


@pytest.fixture
def process(news: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Starts the command in a Python of its own with the fake steps: its pipes and its encoding are real."""
    script = (
        "import sys, pytest; from fakes import Recorder, take_fake_steps; from audit import pipeline, cli\n"
        "take_fake_steps(pytest.MonkeyPatch()); pipeline.default_parser = lambda model=None: Recorder()\n"
        "sys.exit(cli.main())"
    )

    def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(map(str, (ROOT, ROOT / "tests")))
        return subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "0"} | environment,
        )

    return start


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_where_the_output_is_not_utf_8_plain_letters_are_printed(process: Start, encoding: str) -> None:
    arguments = ("report", "news", "--origin", "NBC News", "--claims", "-q")
    out, err = process(*arguments, PYTHONIOENCODING=encoding).communicate()
    assert err == b""
    assert out.isascii()
    assert b"C credited" in out
    assert b'"nonsense"' in out
    out, err = process(*arguments, "--format", "json", PYTHONIOENCODING=encoding).communicate()
    assert err == b""
    assert json.loads(out)["claims"][1]["text"] == "“nonsense”."
    out, err = process(*arguments, "--format", "fancy_grid", PYTHONIOENCODING=encoding).communicate()
    assert err == b""
    out, _ = process(*arguments, PYTHONIOENCODING="utf-8").communicate()
    assert "●" in out.decode("utf-8")


def test_a_reader_that_goes_away_is_no_error(process: Start, news: Path) -> None:
    (news / "long.txt").write_text("".join(f"Ida Lund: it is {n}.\n" for n in range(9000)), encoding="utf-8")
    running = process("report", "news", "--claims", "-q")
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.read(100)
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait() == 0
    running.stderr.close()
