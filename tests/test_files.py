"""Files of any length are audited one article at a time; a run that was stopped goes on, and loses nothing."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from fakes import Recorder, take_fake_steps
from hypothesis import given, settings
from hypothesis import strategies as st
from test_news import ABROAD

from audit import Article, JournalError, ReadError, audit_articles, audit_files, read_articles
from audit.cli import main
from audit.cli.progress import lasting, paced
from audit.lexicon import load_lexicon
from audit.model import Failure
from audit.read.flow import failed_before, flow_of, items
from audit.record.result import Audit
from audit.stream.files import Far
from benchmarks.killed import moments, survived

LEXICON = load_lexicon()
KINDS = (
    "Ida Lund: the pier will close.",
    "NBC News: it is shut.",
    "parse fails",
    "find fails: x",
    "",
    "“quoted\u2028”",
)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    take_fake_steps(monkeypatch)
    monkeypatch.setattr(import_module("audit.parse.batches"), "BATCH_ARTICLES", 3)


def wire(folder: Path, number: int) -> Path:
    """JSON Lines of so many articles; some fail in reading, some in the parser, some in a step."""
    path = folder / "wire.jsonl"
    rows = [json.dumps({"text": f"{KINDS[n % 6]} {n}\n" if KINDS[n % 6] else ""}) for n in range(number)]
    rows[5:5] = ["{broken", ""]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def run(path: Path, output: Path, **more: object) -> Far:
    return audit_files(path, output=output, parser=Recorder(), lexicon=LEXICON, rules_only=True, **more)  # type: ignore[arg-type]


def of(output: Path) -> tuple[bytes, bytes]:
    return output.read_bytes(), output.with_name(f"{output.name}.failed").read_bytes()


def test_each_line_is_the_audit_of_its_article_alone_and_in_order(tmp_path: Path) -> None:
    path = wire(tmp_path, 40)
    far = run(path, tmp_path / "out.jsonl")
    reading = read_articles(path, lexicon=LEXICON)
    alone = [
        audit_articles([one], parser=Recorder(), lexicon=LEXICON, rules_only=True).to_dict() for one in reading.articles
    ]
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").split("\n") if line]
    assert lines == [one for one in alone if one["articles"]]
    assert all(Audit.from_dict(line).to_dict() == line for line in lines)
    failed = [json.loads(line) for line in of(tmp_path / "out.jsonl")[1].splitlines()]
    assert {row["line"] for row in failed} >= {6}  # the broken line
    assert (far.articles, far.failed, far.done) == (len(lines), len(failed), True)
    assert far.articles + far.failed == 41
    assert far.reached == far.total == path.stat().st_size


@pytest.fixture(scope="module")
def undisturbed() -> Iterator[Path]:
    """A folder with an input, and all that a run over it leaves."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        take_fake_steps(patch)
        patch.setattr(import_module("audit.parse.batches"), "BATCH_ARTICLES", 3)
        folder = Path(name)
        run(wire(folder, 20), folder / "out.jsonl")
        yield folder


FILES = ("out.jsonl", "out.jsonl.failed", "out.jsonl.journal")


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_wherever_the_files_end_a_second_run_makes_them_whole(undisturbed: Path, data: st.DataObject) -> None:
    wanted = of(undisturbed / "out.jsonl")
    with tempfile.TemporaryDirectory() as name:
        cut = Path(name) / "out.jsonl"
        for file in FILES:
            whole = (undisturbed / file).read_bytes()
            least = whole.index(b"\n") + 1 if file.endswith("journal") else 0
            kept = data.draw(st.integers(least, len(whole)), label=file)
            junk = data.draw(st.sampled_from([b"", b"\0\0\0", b'{"inputs": 9} 00000000\n']))
            (Path(name) / file).write_bytes(whole[:kept] + junk)
        assert run(undisturbed / "wire.jsonl", cut).done
        assert of(cut) == wanted


def test_a_run_that_is_killed_goes_on_and_leaves_the_same_bytes(tmp_path: Path) -> None:
    path = wire(tmp_path, 200)
    began = time.monotonic()
    run(path, tmp_path / "whole.jsonl")
    took = time.monotonic() - began
    wanted = of(tmp_path / "whole.jsonl")
    folder = tmp_path / "killed"
    folder.mkdir()
    found = survived(lambda: run(path, folder / "out.jsonl"), folder, moments(6, took, seed=17))
    assert found.kills
    assert (found.files["out.jsonl"], found.files["out.jsonl.failed"]) == wanted


@pytest.fixture(scope="module")
def in_parts() -> Iterator[Path]:
    """A folder with an input, and all that a run over it into Parquet leaves; a part holds four articles."""
    pytest.importorskip("pyarrow")
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        take_fake_steps(patch)
        patch.setattr(import_module("audit.parse.batches"), "BATCH_ARTICLES", 3)
        patch.setattr(import_module("audit.stream.parts"), "ROWS", 4)
        folder = Path(name)
        run(wire(folder, 40), folder / "out.parquet")
        yield folder


def held(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".journal", ".jsonl")
    }


def test_the_rows_of_parquet_are_the_lines_of_json(in_parts: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    run(in_parts / "wire.jsonl", tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text("utf-8").rstrip("\n").split("\n")
    rows = parquet.read_table(in_parts / "out.parquet").to_pylist()
    assert [row["audit"] for row in rows] == lines
    assert len(list((in_parts / "out.parquet").iterdir())) > 3
    for row, audit in zip(rows, map(json.loads, lines), strict=True):
        article = audit["articles"][0]
        assert (row["id"], row["score"], row["claims"]) == (article["id"], article["score"], len(audit["claims"]))
        assert row["named"] == sum(claim["kind"] == "named" for claim in audit["claims"])
    assert of(tmp_path / "out.jsonl")[1] == held(in_parts)["out.parquet.failed"]
    assert set(held(in_parts)) == {*(f"out.parquet/{path.name}" for path in parts_of(in_parts)), "out.parquet.failed"}


def parts_of(folder: Path) -> list[Path]:
    return sorted((folder / "out.parquet").iterdir())


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_wherever_parts_and_files_end_a_second_run_makes_them_whole(in_parts: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("audit.stream.parts"), "ROWS", 4)
        cut = Path(name)
        (cut / "out.parquet").mkdir()
        journal = (in_parts / "out.parquet.journal").read_bytes()
        least = journal.index(b"\n") + 1
        kept = data.draw(st.integers(least, len(journal)), label="journal")
        (cut / "out.parquet.journal").write_bytes(journal[:kept])
        for path in parts_of(in_parts):
            whole = path.read_bytes()
            length = data.draw(st.sampled_from((0, len(whole) // 2, len(whole), len(whole), len(whole))))
            if length:
                (cut / "out.parquet" / path.name).write_bytes(whole[:length])
        failed = (in_parts / "out.parquet.failed").read_bytes()
        (cut / "out.parquet.failed").write_bytes(failed[: data.draw(st.integers(0, len(failed)), label="failed")])
        (cut / "out.parquet.rows").write_bytes(data.draw(st.sampled_from((b"", b"x" * 500))))
        (cut / "out.parquet" / ".part-000099.parquet").write_bytes(b"half")
        assert run(in_parts / "wire.jsonl", cut / "out.parquet").done
        assert held(cut) == held(in_parts)


def test_a_run_into_parquet_that_is_killed_goes_on_and_leaves_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = wire(tmp_path, 200)
    for folder in ("whole", "killed"):
        (tmp_path / folder).mkdir()
    began = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("audit.stream.parts"), "ROWS", 10)
        run(path, tmp_path / "whole" / "out.parquet")
        took = time.monotonic() - began
        folder = tmp_path / "killed"
        found = survived(lambda: run(path, folder / "out.parquet"), folder, moments(6, took, seed=18))
    assert found.kills
    assert found.files == held(tmp_path / "whole")
    (folder / "out.parquet.journal").unlink()
    with pytest.raises(JournalError, match="there is a part without a journal"):
        run(path, folder / "out.parquet")


def test_a_run_that_is_done_stays_as_it_is(tmp_path: Path) -> None:
    path, out = wire(tmp_path, 10), tmp_path / "out.jsonl"
    first = run(path, out)
    times = [(tmp_path / file).stat().st_mtime_ns for file in FILES]
    assert run(path, out) == first.__class__(
        first.articles, first.failed, first.reached, first.total, first.reached, True
    )
    assert [(tmp_path / file).stat().st_mtime_ns for file in FILES] == times


def test_another_run_and_a_strange_file_are_not_written_over(tmp_path: Path) -> None:
    path, out = wire(tmp_path, 10), tmp_path / "out.jsonl"
    out.write_text("mine\n")
    with pytest.raises(JournalError, match=r"out.jsonl: there is a file without a journal; name another output"):
        run(path, out)
    assert out.read_text() == "mine\n"
    run(path, out, anew=True)
    before = of(out)
    with pytest.raises(JournalError, match=r"another run lies there \(origin\)"):
        run(path, out, origin="NBC News")
    with path.open("a") as more:
        more.write('\n{"text": "It rained."}\n')
    with pytest.raises(JournalError, match=r"another run lies there \(files\)"):
        run(path, out)
    assert of(out) == before
    assert run(path, out, anew=True).articles > len(before[0].splitlines())


def test_two_processes_do_not_write_one_output(tmp_path: Path) -> None:
    path, out = wire(tmp_path, 4), tmp_path / "out.jsonl"

    def meanwhile(far: Far) -> None:
        child = os.fork()
        if child == 0:
            try:
                run(path, out)
            except JournalError as error:
                os._exit(7 if "another process is writing this" in str(error) else 1)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7

    assert run(path, out, progress=meanwhile).done


def test_what_failed_can_be_read_again_alone_by_the_same_ids(tmp_path: Path) -> None:
    path, out = wire(tmp_path, 12), tmp_path / "out.jsonl"
    run(path, out)
    rows = [json.loads(line) for line in of(out)[1].splitlines()]
    path.write_text(path.read_text("utf-8").replace("parse fails", "It rained."), encoding="utf-8")
    far = audit_files(
        again=f"{out}.failed", output=tmp_path / "again.jsonl", parser=Recorder(), lexicon=LEXICON, rules_only=True
    )
    assert far.articles + far.failed == len(rows)
    lines = [json.loads(line) for line in (tmp_path / "again.jsonl").read_text("utf-8").splitlines()]
    assert [line["articles"][0]["id"] for line in lines] == [
        row["id"] for row in rows if "failed in parse" in row["message"]
    ]
    with pytest.raises(ReadError, match=r"wire.jsonl:1: no line of a list of failures"):
        failed_before(path)


def test_folders_patterns_and_parquet_give_what_read_articles_gives(tmp_path: Path) -> None:
    for place, name in enumerate(("b/x.md", "a/x.md", "a/y.txt")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"---\ntitle: T{place}\n---\nIda Lund: it is {place}.\n", encoding="utf-8")
    found = [item.read() for item in items(flow_of(tmp_path), LEXICON)]
    assert found == list(read_articles(tmp_path, lexicon=LEXICON))
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [{"text": f"Ida Lund: it is {n}.", "title": f"T{n}", "more": n} for n in range(150)]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "rows.parquet")
    found = [item.read() for item in items(flow_of(tmp_path / "*.parquet"), LEXICON)]
    assert [one.title for one in found if isinstance(one, Article)] == [f"T{n}" for n in range(150)]
    assert isinstance(found[-1], Article)
    assert found[-1].id == "rows:150"


def test_pipes_devices_and_linked_folders_are_passed_over_by_patterns_as_in_folders(tmp_path: Path) -> None:
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "a.txt").write_text("Ida Lund: it is shut.\n")
    (tmp_path / "held" / "up").symlink_to(tmp_path)
    (tmp_path / "held" / "zero.txt").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "held" / "waits.txt")
    (tmp_path / "b.txt").write_text("It rained.\n")
    for name in ("held", "held/*", "held/*.txt"):
        assert [path.name for path in flow_of(tmp_path / name).paths] == ["a.txt"]


def test_an_output_that_lies_among_its_inputs_is_none_of_them(tmp_path: Path) -> None:
    wire(tmp_path, 4)
    first = run(tmp_path, tmp_path / "out.jsonl")
    assert run(tmp_path, tmp_path / "out.jsonl") == first.__class__(
        first.articles, first.failed, first.reached, first.total, first.reached, True
    )


def test_what_unpacks_to_many_times_its_size_and_a_long_row_fail_alone(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    for name, texts in (("bomb", ["x" * (80 << 20)]), ("long", ["It rained.", "x" * 3000, "It snowed."])):
        parquet.write_table(pyarrow.table({"text": texts}), tmp_path / f"{name}.parquet", compression="zstd")
    (bomb,) = [item.read() for item in items(flow_of(tmp_path / "bomb.parquet"), LEXICON)]
    assert isinstance(bomb, Failure)
    assert 'column "text" unpacks to' in bomb.message
    found = [item.read() for item in items(flow_of(tmp_path / "long.parquet"), LEXICON, 1024)]
    assert [isinstance(one, Article) for one in found] == [True, False, True]


def test_an_article_over_the_limit_is_a_failure_and_the_next_ones_are_read(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_text("\n".join(json.dumps({"text": text}) for text in ("It rained.", "x " * 3000, "It snowed.")))
    (tmp_path / "long.txt").write_text("x " * 3000)
    found = [item.read() for item in items(flow_of(tmp_path / "long.jsonl", tmp_path / "long.txt"), LEXICON, 1024)]
    assert [isinstance(one, Article) for one in found] == [True, False, True, False]
    assert "long.jsonl:2: longer than 0.000976562 MiB" in f"{found[1].where}: {found[1].message}"  # type: ignore[union-attr]


def test_what_is_missing_another_language_or_no_parquet_fails_alone(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Ida Lund: it is shut.\n")
    (tmp_path / "abroad.txt").write_text(ABROAD["de"], encoding="utf-8")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 not")
    parser = Recorder()
    far = audit_files(
        tmp_path, tmp_path / "missing.txt", output=tmp_path / "o.jsonl", parser=parser, lexicon=LEXICON, rules_only=True
    )
    assert (far.articles, far.failed) == (1, 3)
    assert not any("abroad" in id for batch in parser.batches for id in batch)
    shutil.rmtree(tmp_path)


def test_standard_input_is_read_line_by_line_and_what_fails_of_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = b'{"text": "Ida Lund: it is shut."}\n{"text": "find fails: x", "title": "T"}\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(rows)))
    far = audit_files("-", output=tmp_path / "o.jsonl", parser=Recorder(), lexicon=LEXICON, rules_only=True)
    assert (far.articles, far.failed, far.total) == (1, 1, None)
    (row,) = map(json.loads, of(tmp_path / "o.jsonl")[1].splitlines())
    assert (row["text"], row["title"], row["line"]) == ("find fails: x", "T", 2)
    (found,) = [item.read() for item in items(failed_before(tmp_path / "o.jsonl.failed"), LEXICON)]
    assert isinstance(found, Article)
    assert (found.id, found.text) == (row["id"], row["text"])


def test_the_command_writes_lines_goes_on_and_says_what_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("audit.stream.default_parser", lambda model=None: Recorder())
    monkeypatch.chdir(tmp_path)
    wire(tmp_path, 12)
    assert main(["stream", "wire.jsonl", "--rules-only", "-o", "out.jsonl"]) == 3
    assert "failed: see out.jsonl.failed" in capsys.readouterr().err
    before = of(tmp_path / "out.jsonl")
    assert main(["stream", "wire.jsonl", "--rules-only", "-o", "out.jsonl"]) == 3
    assert of(tmp_path / "out.jsonl") == before
    assert main(["stream", "--again", "out.jsonl.failed", "--rules-only", "-o", "again.jsonl"]) == 2
    for wrong, said in (
        (["wire.jsonl", "-o", "out.csv"], "the suffix says no format"),
        (["wire.jsonl", "-o", "-"], "what can be gone on with"),
        (["-o", "x.jsonl"], "name files, folders, patterns or -, or a list"),
        (["wire.jsonl", "-o", "out.jsonl"], "another run lies there (models)"),
    ):
        if wrong[-1] == "out.jsonl":
            monkeypatch.setattr("audit.stream.default_parser", lambda model=None: _Other())
        assert main(["stream", *wrong, "--rules-only"]) == 2
        assert said in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["stream", "wire.jsonl", "-o", "x.jsonl", "--limit", "0"])


class _Other(Recorder):
    name = "another"


def test_progress_tells_rate_and_time_left() -> None:
    first, later = Far(100, 0, 1000, 11000), Far(160, 2, 3000, 11000)
    assert paced(later, first, 10.0, 30.0) == "160 articles audited, 2 failed, 3.1 a second, 27 %, 1 min left"
    assert paced(first, first, 10.0, 30.0) == "100 articles audited"
    assert [lasting(s) for s in (40, 720, 12000, 187200)] == ["40 s", "12 min", "3 h 20 min", "2 d 4 h"]
