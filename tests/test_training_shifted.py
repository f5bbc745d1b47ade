"""A parser whose relations' scores are shifted: what is added, what stays, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from audit.parse.embedded import verify
from audit.parse.stanza_parser import EMBEDDED
from training import shifted


def parser(folder: Path) -> dict[str, Any]:
    known: dict[str, Any] = torch.load(folder / "depparse.pt", weights_only=True)
    return known


def test_a_number_is_added_to_one_relation_and_all_else_stays(tmp_path: Path) -> None:
    out = tmp_path / "models"
    assert shifted.main(["--out", str(out), "ccomp=-0.5", "acl:relcl=2"]) == 0
    before, after = parser(EMBEDDED), parser(out)
    assert before["vocab"] == after["vocab"]
    assert before["config"] == after["config"]
    differing = {n for n in before["model"] if not torch.equal(before["model"][n], after["model"][n])}
    assert differing == {shifted.BIAS}
    added = (after["model"][shifted.BIAS] - before["model"][shifted.BIAS]).float()
    numbers = before["vocab"]["deprel"]["_unit2id"]
    prefix = numbers["punct"]  # the first relation
    wanted = torch.zeros(len(added))
    wanted[numbers["ccomp"] - prefix], wanted[numbers["acl:relcl"] - prefix] = -0.5, 2
    assert torch.allclose(added, wanted, atol=2e-3)  # half floats
    changed = {name for name, checksum in verify(EMBEDDED).items() if verify(out)[name] != checksum}
    assert changed == {"depparse.pt"}
    assert {p.name for p in out.iterdir()} == {p.name for p in EMBEDDED.iterdir()}


def test_what_cannot_be_made_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "models"
    assert shifted.main(["--out", str(out), "complement=1", "<PAD>=1"]) == 2
    assert capsys.readouterr().err.startswith("<PAD>, complement: this parser has no such relation; it has acl, ")
    assert shifted.main(["--out", str(tmp_path), "ccomp=1"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert shifted.main(["--out", str(out), "--models", str(tmp_path / "none"), "ccomp=1"]) == 2
    assert "no list of checksums" in capsys.readouterr().err
    for wrong in ("ccomp", "ccomp=", "=1", "ccomp=nan", "ccomp=much"):
        with pytest.raises(SystemExit):
            shifted.main(["--out", str(out), wrong])
        assert "give a relation and a number" in capsys.readouterr().err
    assert not out.exists()
