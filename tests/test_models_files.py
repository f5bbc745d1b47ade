"""The embedded models are the files that their card describes and their checksums vouch for."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

import audit
from audit.parse.checked import checked, vouched
from audit.parse.protocol import ModelError

MODELS = Path(audit.__file__).parent / "models"
CHECKSUMS = dict(
    reversed(line.split("  ", 1)) for line in (MODELS / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
)
LEARNED = {
    f"{name}.{end}"
    for name in (
        "attribution",
        "types",
        "resolver",
        "echo-pairs",
        "needs-words",
        "outlets",
        "voice",
        "speakers",
        "occasions",
    )
    for end in ("json", "safetensors")
} | {
    "occasions.json",
    "occasions.safetensors",
    "needs.json",
    "score.json",
    "worth.json",
    "echo-context.json",
}  # settings hold checksums; the last four are numbers that anybody can read
NOT_MODELS = {"README.md", "SHA256SUMS", "SHA256SUMS.learned"} | LEARNED


def test_every_file_is_listed_and_no_other() -> None:
    files = {path.relative_to(MODELS).as_posix() for path in MODELS.rglob("*") if path.is_file()}
    assert set(CHECKSUMS) == files - NOT_MODELS


def test_what_was_learned_is_listed_or_vouched_for_by_what_is() -> None:
    lines = (MODELS / "SHA256SUMS.learned").read_text(encoding="utf-8").splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    found = {name: hashlib.sha256((MODELS / name).read_bytes()).hexdigest() for name in listed}
    assert found == listed, "list them anew: python training/sums.py"
    assert set(listed) == {name for name in LEARNED if name.endswith(".json")}
    for name in LEARNED - set(listed):
        told = json.loads((MODELS / name).with_suffix(".json").read_text("utf-8"))["sha256"]
        assert told == hashlib.sha256((MODELS / name).read_bytes()).hexdigest()


def test_nothing_that_was_learned_is_read_before_its_checksum(tmp_path: Path) -> None:
    for name in (
        "SHA256SUMS",
        "SHA256SUMS.learned",
        "score.json",
        "echo.json",
        "centre.npy",
        "needs.json",
        "worth.json",
        "echo-context.json",
    ):
        (tmp_path / name).write_bytes((MODELS / name).read_bytes())
    for name in ("score.json", "echo.json", "centre.npy", "needs.json", "worth.json", "echo-context.json"):
        whole = (MODELS / name).read_bytes()
        assert vouched(tmp_path / name, ModelError) == whole
        (tmp_path / name).write_bytes(whole[:-1] + b" ")
        with pytest.raises(ModelError, match=rf"{name}: this model file is damaged"):
            vouched(tmp_path / name, ModelError)
    (tmp_path / "types.json").write_text("{}")
    with pytest.raises(ModelError, match=r"types\.json: this model file is damaged"):
        checked(tmp_path, "types", ModelError)
    unpickled = re.compile(r"pickle\.loads?\(|torch\.load\(|allow_pickle=True")
    found = {path.name for path in MODELS.parent.rglob("*.py") if unpickled.search(path.read_text("utf-8"))}
    assert found == {"ray.py"}  # what a cluster's own processes sent each other; Stanza's files go by weights_only


def test_every_file_has_its_checksum() -> None:
    found = {name: hashlib.sha256((MODELS / name).read_bytes()).hexdigest() for name in CHECKSUMS}
    assert found == CHECKSUMS


def test_the_card_names_every_file() -> None:
    card = (MODELS / "README.md").read_text(encoding="utf-8")
    assert not [name for name in CHECKSUMS if name not in card and name.split("/")[0] + "/" not in card]


def test_the_card_credits_what_the_models_are_made_of() -> None:
    card = (MODELS / "README.md").read_text(encoding="utf-8")
    parts = ("EWT", "CC BY-SA 4.0", "GUM", "CC BY 4.0", "all-MiniLM-L6-v2", "Apache-2.0")
    assert not [part for part in parts if part not in card]


def test_the_learned_part_is_the_one_that_its_settings_describe() -> None:
    settings = json.loads((MODELS / "attribution.json").read_text("utf-8"))
    assert hashlib.sha256((MODELS / "attribution.safetensors").read_bytes()).hexdigest() == settings["sha256"]


def test_a_damaged_or_missing_learned_part_is_named_with_the_way_without_it(tmp_path: Path) -> None:
    from audit.find.refine import RefinerError, load_refiner

    with pytest.raises(RefinerError, match=r"attribution\.json.*--rules-only"):
        load_refiner(tmp_path)
    (tmp_path / "attribution.json").write_bytes((MODELS / "attribution.json").read_bytes())
    (tmp_path / "attribution.safetensors").write_bytes(b"not these")
    with pytest.raises(RefinerError, match=r"attribution\.safetensors.*damaged.*--rules-only"):
        load_refiner(tmp_path)
