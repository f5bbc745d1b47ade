"""Kept parses: found by their text, shared by processes, bounded, and safe to kill."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from test_check import article, sentence

from audit.cli import main
from audit.model import Article
from audit.parse import ModelError, StoredParser
from audit.parse.store import MOST, Store, StoreParser, is_store, stored


def never() -> StoredParser:
    raise AssertionError("nothing is to be parsed")


def test_trees_are_found_by_text_segments_model_and_version_whatever_the_id(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> StoredParser:
        made.append(1)
        return StoredParser({"desk/one": [sentence("Agreed")]})

    store = Store(tmp_path / "kept.sqlite")
    first = StoreParser(store, make).parse([article("Agreed"), article("Agreed")])
    assert StoreParser(store, never).parse([article("Agreed", "another")])[0].sentences == first[0].sentences
    assert StoreParser(Store(tmp_path / "kept.sqlite"), never).parse([article("Agreed")]) == first[:1]
    assert len(made) == 1
    for other in (
        (article("Agreed!"), "embedded", ""),
        (article("Agreed"), "stanza:default", ""),
        (article("Agreed"), "embedded", "2"),
        (Article("desk/one", "Agreed"), "embedded", ""),
    ):
        StoreParser(store, make, *other[1:]).parse([other[0]])
    assert len(made) == 5
    parser = StoreParser(store, never)
    assert (parser.name, parser.models, parser.encode(["x"])) == ("kept (embedded)", {}, [])


def test_order_is_kept_where_some_are_new_and_some_are_not(tmp_path: Path) -> None:
    texts = ("One", "Two", "Three", "Four")
    parser = StoredParser({text: [sentence(text)] for text in texts})
    store = Store(tmp_path / "kept.sqlite")
    StoreParser(store, lambda: parser).parse([article("Two", "Two"), article("Four", "Four")])
    found = StoreParser(store, lambda: parser).parse([article(text, text) for text in texts])
    assert [(one.id, one.sentences[0].tokens[0].text) for one in found] == [(text, text) for text in texts]


def test_what_fails_or_does_not_fit_its_checksum_is_parsed_again(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    store = Store(path)
    parser = StoredParser({"desk/one": [sentence("Agreed")]})
    StoreParser(store, lambda: parser).parse([article("Agreed")])
    with sqlite3.connect(path) as link:
        link.execute("UPDATE parses SET body = substr(body, 1, 9)")
    with pytest.raises(AssertionError, match="nothing is to be parsed"):
        StoreParser(store, never).parse([article("Agreed")])
    assert StoreParser(store, lambda: parser).parse([article("Agreed")])[0].sentences
    assert StoreParser(store, never).parse([article("Agreed")])


def test_the_longest_unused_goes_first_and_the_bound_holds(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept.sqlite", most=3_000, told=lambda _: None)
    store.put({bytes([n]) * 32: os.urandom(500).hex() for n in range(4)})
    with sqlite3.connect(tmp_path / "kept.sqlite") as link:
        link.execute("UPDATE parses SET used = 10")
    assert set(store.get([b"\1" * 32])) == {b"\1" * 32}
    store.put({bytes([n]) * 32: os.urandom(500).hex() for n in range(4, 7)})
    held = store.holding()
    assert held.size <= 3_000
    assert b"\1" * 32 in store.get([b"\1" * 32])
    assert held.parses < 7
    store.trim(0)
    assert store.holding().parses == 0


def test_the_bound_holds_over_many_runs_that_each_keep_little(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    Store(path).keep(1_500)
    for run in range(60):  # each keeps less than what is kept between two looks at how much there is
        Store(path, told=lambda _: None).put({bytes([run]) * 32: os.urandom(20).hex()})
    assert 1_400 < Store(path).holding().size <= 1_500


def test_that_trees_had_to_go_is_said_once(tmp_path: Path) -> None:
    said: list[str] = []
    path = tmp_path / "kept.sqlite"
    store = Store(path, most=20_000, told=said.append)
    for n in range(8):
        store.put({bytes([n]) * 32: os.urandom(5_000).hex()})
    assert store.holding().parses == 3
    assert len(said) == 1
    assert said[0].startswith(f"{path}: it keeps 0 MiB of trees and had more, so 1 parses were taken away")
    assert said[0].endswith(f"audit cache {path} --most MIB")


def test_what_a_store_keeps_stands_in_its_file_and_holds_for_who_has_it_open(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    held = Store(path)
    assert held.most() == MOST
    Store(path).keep(20_000)
    assert (held.most(), Store(path).most(), Store(path, most=5).most()) == (20_000, 20_000, 5)
    with pytest.warns(UserWarning, match="audit cache"):
        held.put({bytes([n]) * 32: os.urandom(9_000).hex() for n in range(4)})
    assert held.holding().parses == 1
    Store(path).keep(1_000_000)
    held.put({bytes([n]) * 32: os.urandom(9_000).hex() for n in range(4)})
    assert held.holding().parses == 4
    with sqlite3.connect(path) as link:
        link.execute("UPDATE bound SET most = 'much'")
    assert held.most() == MOST


def test_several_processes_share_it_and_a_kill_harms_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    Store(path).put({b"own": "x"})
    children = []
    for number in range(3):
        child = os.fork()
        if child == 0:
            store = Store(path)
            for place in range(10_000 if number == 0 else 30):
                store.put({f"{number}:{place}".encode(): "tree " * 50})
            os._exit(0)
        children.append(child)
    time.sleep(0.1)
    os.kill(children[0], signal.SIGKILL)
    assert [os.waitpid(child, 0)[1] for child in children] == [signal.SIGKILL, 0, 0]
    keys = [b"own", *(f"{number}:{place}".encode() for number in (1, 2) for place in range(30))]
    assert set(Store(path).get(keys)) == set(keys)
    with sqlite3.connect(path) as link:
        assert link.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_is_no_store_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "no.sqlite").write_text("no store at all, but long enough to be read as one " * 20)
    with pytest.raises(ModelError, match=r"no\.sqlite: this store cannot be used: file is not a database"):
        Store(tmp_path / "no.sqlite")
    with sqlite3.connect(tmp_path / "later.sqlite") as link:
        link.execute("PRAGMA user_version = 99")
    with pytest.raises(ModelError, match="another version made this store"):
        Store(tmp_path / "later.sqlite")
    assert is_store("x.sqlite")
    assert not is_store(tmp_path)


def test_other_models_make_other_trees(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    names = []
    for sums in ("a", "b"):
        (folder / "SHA256SUMS").write_text(sums)
        names.append(stored(tmp_path / "kept.sqlite", never, folder, "1").name)
    assert names[0] != names[1]
    assert stored(tmp_path / "kept.sqlite", never, None, "1").name.startswith("kept (embedded ")


def test_the_command_shows_a_store_and_trims_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "kept.sqlite"
    Store(path).put({b"a": "tree"})
    assert main(["cache", str(path)]) == 0
    assert capsys.readouterr().out.startswith("1 parses, 0.0 MiB of trees, the file ")
    assert main(["cache", str(path), "--trim", "0.000001"]) == 0
    assert capsys.readouterr().out.startswith("1 parses taken away\n0 parses, ")
    assert main(["cache", str(tmp_path / "new.sqlite")]) == 2
    assert main(["cache", str(tmp_path / "new.sqlite"), "--most", "16000"]) == 0
    assert "\nit keeps 16000.0 MiB of trees at most" in capsys.readouterr().out
    assert Store(tmp_path / "new.sqlite").most() == 16_000 << 20
    assert main(["cache", str(tmp_path / "none.sqlite")]) == 2
    assert "there is no such store" in capsys.readouterr().err
    assert not (tmp_path / "none.sqlite").exists()
