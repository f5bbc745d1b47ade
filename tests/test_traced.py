"""Files of any length are traced as one audit of all their articles; a run that was stopped goes on and ends alike."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pytest
from fakes import Recorder, take_fake_steps
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import AuditWarning, JournalError, audit_articles, read_articles, trace_files
from audit.cli import main
from audit.lexicon import load_lexicon
from audit.record.result import Audit
from audit.stream.files import Far
from benchmarks.killed import moments, survived

LEXICON = load_lexicon()
LINES = (
    "Ida Lund: the pier of Norvik will close in May",
    "NBC News: the pier of Norvik will close in May",
    "sources: the pier of Norvik will close in May",
    "NBC News: the granite dam above Besk was drained",
    "engineers: the granite dam above Besk was drained",
    "CNN: teachers of Alder County march on Friday",
    "Paul Reed: it rained",
    "parse fails",
    "find fails: x",
    "score fails: x",
)
FILES = ("", ".failed", ".together")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    take_fake_steps(monkeypatch)
    monkeypatch.setattr(import_module("audit.parse.batches"), "BATCH_ARTICLES", 3)
    monkeypatch.setattr(import_module("audit.trace.across.blocks"), "PORTION", 2)


def wire(folder: Path, texts: list[str]) -> Path:
    path = folder / "wire.jsonl"
    days = (None, "2025-03-01", "2025-03-02")
    outlets = (None, "NBC News", "Besk Daily", "Norvik Post")
    rows = [
        json.dumps({"text": text, "published": days[n % 3], "outlet": outlets[n % 4]}) for n, text in enumerate(texts)
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def some(number: int) -> list[str]:
    return [f"{LINES[n % 10]}\n{LINES[(3 * n + 1) % 7]}\n" for n in range(number)]


def run(path: Path, output: Path, **more: Any) -> Far:
    origin = more.pop("origin", "NBC News")
    return trace_files(path, output=output, origin=origin, parser=Recorder(), lexicon=LEXICON, rules_only=True, **more)


def of(output: Path) -> dict[str, bytes]:
    return {kind: output.with_name(f"{output.name}{kind}").read_bytes() for kind in FILES}


def rows(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


ORIGINS = st.sampled_from(["NBC News", "auto", ("CNN", "NBC News"), "The Nobody"])
TEXTS = st.lists(st.sampled_from(LINES), min_size=1, max_size=3).map(lambda lines: "\n".join(lines) + "\n")


@settings(deadline=None, max_examples=25)
@given(st.lists(TEXTS, min_size=1, max_size=7), ORIGINS)
def test_every_line_is_what_one_audit_of_all_says_of_its_article(texts: list[str], origin: Any) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore", AuditWarning)
        take_fake_steps(patch)
        path = wire(Path(name), texts)
        far = run(path, Path(name) / "out.jsonl", origin=origin)
        made = of(Path(name) / "out.jsonl")
        reading = read_articles(path, lexicon=LEXICON)
        whole = audit_articles(reading, origin=origin, parser=Recorder(), lexicon=LEXICON, rules_only=True)
    lines = [Audit.from_dict(row) for row in rows(made[""])]
    ids = [article.id for article in reading if article.id in {one.id for one in whole.articles}]
    assert [article.id for line in lines for article in line.articles] == ids, "in the order of the inputs"
    by_id = sorted(lines, key=lambda line: line.articles[0].id)
    for field in ("articles", "claims", "findings", "credits"):
        assert tuple(one for line in by_id for one in getattr(line, field)) == getattr(whole, field)
    chains = {chain.claim: chain for line in lines for chain in line.chains}
    assert chains == {chain.claim: chain for chain in whole.chains}
    story, *others = rows(made[".together"])
    plain = whole.to_dict()
    assert [row["cluster"] for row in others if "cluster" in row] == plain["clusters"]
    assert {key: story["story"][key] for key in ("origins", "shares", "broke")} == {
        key: plain[key] for key in ("origins", "shares", "broke")
    }
    assert set(story["story"]["warnings"]) <= set(whole.warnings)
    failed = sorted(row["message"] for row in rows(made[".failed"]))
    assert failed == sorted(failure.message for failure in whole.failures)
    assert (far.articles, far.failed, far.done) == (len(lines), len(failed), True)


class Stopped(Exception):
    """What stops a run."""


def stopping(after: int) -> Any:
    left = iter(range(after))

    def progress(far: Far) -> None:
        if next(left, None) is None:
            raise Stopped

    return progress


@pytest.fixture(scope="module")
def undisturbed() -> Iterator[Path]:
    """A folder with an input and all that a run over it leaves."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        take_fake_steps(patch)
        patch.setattr(import_module("audit.parse.batches"), "BATCH_ARTICLES", 3)
        patch.setattr(import_module("audit.trace.across.blocks"), "PORTION", 2)
        run(wire(Path(name), some(14)), Path(name) / "out.jsonl")
        yield Path(name)


@pytest.mark.parametrize("after", range(0, 12, 2))
def test_wherever_a_run_stops_a_second_one_makes_the_same_files(undisturbed: Path, tmp_path: Path, after: int) -> None:
    path, output = undisturbed / "wire.jsonl", tmp_path / "out.jsonl"
    with pytest.raises(Stopped):
        run(path, output, progress=stopping(after))
    assert not output.exists(), "the files come into being at the end"
    assert run(path, output).done
    assert of(output) == of(undisturbed / "out.jsonl")


def test_a_run_that_is_killed_goes_on_and_leaves_the_same_bytes(undisturbed: Path, tmp_path: Path) -> None:
    path = undisturbed / "wire.jsonl"
    found = survived(lambda: run(path, tmp_path / "out.jsonl"), tmp_path, moments(5, 0.4, seed=7))
    assert of(tmp_path / "out.jsonl") == of(undisturbed / "out.jsonl")
    assert not [name for name in found.files if ".vectors" in name or name.startswith(".") or name.endswith(".part")]


def test_the_vectors_that_a_killed_run_left_are_cleared_away(undisturbed: Path, tmp_path: Path) -> None:
    path, output, left = undisturbed / "wire.jsonl", tmp_path / "out.jsonl", tmp_path / "out.jsonl.tracing.vectors"
    with pytest.raises(Stopped):
        run(path, output, progress=stopping(2))
    left.mkdir()
    (left / "claims").write_bytes(b"half of it")
    assert run(path, output).done
    assert of(output) == of(undisturbed / "out.jsonl")
    assert not left.exists()


def test_a_run_that_is_done_does_nothing_and_another_is_refused(undisturbed: Path, tmp_path: Path) -> None:
    path = wire(tmp_path, some(5))
    output = tmp_path / "out.jsonl"
    first = run(path, output)
    before = of(output)
    output.unlink()
    assert attrs.evolve(run(path, output), already=0) == first, "it is known to be done"
    assert not output.exists()
    with pytest.raises(JournalError, match=r"another run lies there \(origin\); name another output, or begin anew"):
        run(path, output, origin="CNN")
    assert run(path, output, anew=True) == first
    assert of(output) == before
    (tmp_path / "there.jsonl").write_text("mine\n")
    with pytest.raises(JournalError, match="a file that no tracing wrote"):
        run(path, tmp_path / "there.jsonl")


def test_more_articles_than_a_block_may_have_are_split_and_say_so(tmp_path: Path) -> None:
    path = wire(tmp_path, [f"{LINES[1]}\n{LINES[0]}\n"] * 4 + ["Paul Reed: it rained\n"])
    run(path, tmp_path / "out.jsonl", most=2)
    lines = rows(of(tmp_path / "out.jsonl")[""])
    said = [[w for w in line["warnings"] if "were traced in 2 parts, by time" in w] for line in lines]
    assert [len(one) for one in said] == [1, 1, 1, 1, 0]
    story = rows(of(tmp_path / "out.jsonl")[".together"])[0]["story"]
    assert story["warnings"] == ["2 of 3 blocks are parts of larger ones, which were split by time"]
    assert (story["blocks"], story["largest"]) == (3, 2)


def test_of_two_articles_with_one_id_the_later_fails(tmp_path: Path) -> None:
    path = tmp_path / "wire.jsonl"
    texts = [{"id": id, "text": text} for id, text in (("a", LINES[0]), ("b", LINES[1]), ("a", LINES[2]))]
    path.write_text("\n".join(json.dumps(row) for row in [*texts, *texts]), encoding="utf-8")
    far = run(path, tmp_path / "out.jsonl")
    assert (far.articles, far.failed) == (2, 4)
    messages = {row["message"] for row in rows(of(tmp_path / "out.jsonl")[".failed"])}
    assert 'the id "a" is that of an earlier article; give each an id of its own' in messages


def test_the_command_traces_and_says_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("audit.stream.default_parser", lambda model: Recorder())
    path, output = wire(tmp_path, some(6)), tmp_path / "out.jsonl"
    given_options = ["stream", str(path), "-o", str(output), "--trace", "--rules-only"]
    assert main([*given_options, "--origin", "NBC News", "--block", "50"]) == 0
    assert len(rows(of(output)[""])) == 6
    assert "6 articles audited" in capsys.readouterr().err
    assert main(given_options) == 2
    assert "--trace needs --origin" in capsys.readouterr().err
    assert main([*given_options, "--origin", "CNN"]) == 2
    assert "another run lies there" in capsys.readouterr().err
