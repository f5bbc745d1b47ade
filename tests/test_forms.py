"""Forms that other programs read: the JSON keeps to its schema, workbooks hold texts, JSON-LD expands to schema.org."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from audits import audited, audits, claim, harbour
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pyld import jsonld

from audit.model import Phrase, Source, Span
from audit.record.linked import linked
from audit.record.result import Audit
from audit.record.schema import schema
from audit.report import NAMES, make_table
from audit.report.cells import told
from audit.report.draw import Column, Table
from audit.report.sheets import workbook

SCHEMA = Draft202012Validator(schema())
PUBLISHED = Path(__file__).resolve().parents[1] / "audit" / "record" / "audit.schema.json"


# ------------------------------------------------------------------------------------------------ JSON


def test_the_published_schema_is_that_of_the_records() -> None:
    Draft202012Validator.check_schema(schema())
    assert json.loads(PUBLISHED.read_text("utf-8")) == schema(), "audit schema -o audit/record/audit.schema.json"


@settings(max_examples=25)
@given(audits())
def test_the_json_of_every_audit_keeps_to_the_schema(audit: Audit) -> None:
    SCHEMA.validate(json.loads(json.dumps(audit.to_dict())))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), 2),
        (("claims", 0, "kind"), "mild"),
        (("claims", 0, "trace"), "lost"),
        (("claims", 0, "confidence"), 1.5),
        (("claims", 0, "spans", 0), [3]),
        (("claims", 0, "spans", 0), [-1, 3]),
        (("claims", 0, "source", "text"), None),
        (("articles", 0, "score"), "high"),
        (("articles", 0, "ledger", 0, "points"), None),
        (("findings", 0, "severity"), "mild"),
        (("sources",), {}),
    ],
)
def test_what_is_no_audit_does_not_keep_to_it(path: tuple[Any, ...], value: object) -> None:
    data = json.loads(json.dumps(harbour().to_dict()))
    SCHEMA.validate(data)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert list(SCHEMA.iter_errors(data))


# ------------------------------------------------------------------------------------------------ workbooks

HARSH = st.text(st.sampled_from("=+-@\t\r\n'ab \x00\x1f\ud800\ufffe漢👩<&>"), max_size=12)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


@settings(max_examples=40)
@given(st.lists(st.tuples(HARSH, st.integers(-9, 9) | st.none(), st.floats(0, 1)), max_size=4))
def test_texts_are_texts_and_numbers_are_numbers_in_a_workbook(rows: list[tuple[str, int | None, float]]) -> None:
    columns = (Column("=text"), Column("whole", right=True), Column("share", right=True))
    sheet = opened(workbook([Table("x", "A [very]: long title of more than 31 letters", columns, tuple(rows))])).active
    assert sheet["A1"].data_type == "s"
    for number, (text, whole, share) in enumerate(rows, start=2):
        cell = sheet.cell(number, 1)
        assert cell.data_type in ("s", "n")  # an empty cell has no type of its own
        kept = "".join("\ufffd" if c in "\x00\x1f\ud800\ufffe" else c for c in text)
        assert (cell.value or "").replace("\r\n", "\n").replace("\r", "\n") == kept.replace("\r\n", "\n").replace(
            "\r", "\n"
        )
        assert sheet.cell(number, 2).value == whole
        assert sheet.cell(number, 3).value == pytest.approx(share)


def test_a_workbook_has_a_sheet_for_each_table_that_pandas_reads() -> None:
    import pandas

    frames = pandas.read_excel(io.BytesIO(harbour().to_xlsx(NAMES)), sheet_name=None)
    tables = [make_table(harbour(), name, "json") for name in NAMES]
    assert [name[:7] for name in frames] == [*(table.title[:7] for table in tables), "Notes"]
    assert [len(frame) for frame in frames.values()][:-1] == [len(table.rows) for table in tables]
    claims = frames["Claims"]
    assert list(claims["claim"])[:2] == ["the north pier will close for a year", "the cranes are sold"]
    assert opened(workbook([])).sheetnames == ["audit"]


def test_pandas_reads_csv_as_it_was_written() -> None:
    import pandas

    made = attrs.evolve(harbour(), claims=(claim("courier:1", '=1+1, "or"\nso'), *harbour().claims[1:]))
    read = pandas.read_csv(io.StringIO(f"\ufeff{made.table('claims', 'csv')}"), encoding="utf-8-sig")
    frame = made.to_pandas("claims")
    assert [name.removeprefix("\ufeff") for name in read.columns] == list(frame.columns)
    assert [told(text) for text in read["claim"]] == list(frame["claim"])
    assert list(read["confidence"]) == pytest.approx(list(frame["confidence"]))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Any]:
    """Has LibreOffice open a file without a screen and save what it took it for; gives that as a workbook."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("there is no LibreOffice here (apt-get install libreoffice-calc-nogui), so it opens none of ours")
    kept = tmp_path_factory.mktemp("office")
    start = [found, f"-env:UserInstallation={(kept / 'profile').as_uri()}", "--headless"]

    def opens(path: Path) -> Any:
        asked = ["--infilter=CSV:44,34,UTF-8,1"] if path.suffix == ".csv" else []  # as its own window proposes
        asked += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(kept / path.suffix[1:]), str(path)]
        subprocess.run([*start, *asked], check=True, capture_output=True, timeout=300)
        return openpyxl.load_workbook(kept / path.suffix[1:] / f"{path.stem}.xlsx")

    return opens


RUN = ("=1+1", "+1", "-1+1", '@SUM(A1:A2), "or"\nso', "漢字 👩 “so”")


def test_libreoffice_finds_in_a_workbook_what_was_written(office: Callable[[Path], Any], tmp_path: Path) -> None:
    more = tuple(claim("courier:1", text) for text in RUN)
    path = tmp_path / "story.xlsx"
    path.write_bytes(attrs.evolve(harbour(), claims=(*more, *harbour().claims[1:])).to_xlsx(NAMES))
    written, read = openpyxl.load_workbook(path), office(path)
    assert read.sheetnames == written.sheetnames
    for sheet in written:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        found = [[cell.value for cell in row] for row in read[sheet.title].iter_rows()]
        assert found == rows
        assert all(cell.data_type != "f" for row in read[sheet.title].iter_rows() for cell in row)
    assert {*RUN} <= {cell.value for row in read["Claims"].iter_rows() for cell in row}


def test_libreoffice_runs_nothing_in_our_csv(office: Callable[[Path], Any], tmp_path: Path) -> None:
    more = tuple(claim("courier:1", text) for text in RUN)
    made = attrs.evolve(harbour(), claims=(*more, *harbour().claims[1:])).table("claims", "csv")
    path = tmp_path / "claims.csv"
    path.write_bytes(f"\ufeff{made}".encode())
    (sheet,) = office(path)
    titles, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    told_, *expected = csv.reader(io.StringIO(made))
    assert titles == told_
    assert len(rows) == len(expected)
    place = titles.index("claim")
    assert [row[place] for row in rows] == [row[place] for row in expected]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_workbook_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ImportError, match=r"news-sourcing-audit\[xlsx\]"):
        harbour().to_xlsx()


# ------------------------------------------------------------------------------------------------ JSON-LD

WORK = {
    "identifier",
    "url",
    "headline",
    "datePublished",
    "publisher",
    "author",
    "text",
    "creditText",
    "creator",
    "citation",
}
# What schema.org (release 29) lets these types have: https://schema.org/NewsArticle, /Claim, /Person, /Organization
ALLOWED = {
    "NewsArticle": WORK,
    "Claim": WORK | {"appearance"},
    "Person": {"name"},
    "Organization": {"name"},
}
ORG = "https://schema.org/"


@settings(max_examples=15)
@given(audits())
def test_every_node_has_a_type_of_schema_org_and_only_what_that_type_may_have(audit: Audit) -> None:
    check(audit)


def check(audit: Audit) -> list[dict[str, Any]]:
    """The expanded nodes, each held against ALLOWED."""
    document = json.loads(json.dumps(linked(audit)).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    nodes: list[dict[str, Any]] = jsonld.expand(document)
    named = {node["@id"] for node in nodes}
    for node in nodes:
        (kind,) = node["@type"]
        theirs = {key.removeprefix(ORG) for key in node if key.startswith(ORG)}
        assert theirs <= ALLOWED[kind.removeprefix(ORG)]
        assert all(key.startswith((ORG, "@", "urn:audit:word:")) for key in node)
        for target in (*node.get(f"{ORG}appearance", ()), *node.get(f"{ORG}creator", ())):
            assert target["@id"] in named
    return nodes


def test_a_named_person_is_a_creator_and_an_unnamed_one_is_only_credited() -> None:
    lund = Source("Lund", (Span(0, 4),), "Ida Lund", phrase=Phrase(sort="person"), listed=("Ida Lund",))
    someone = Source("an aide", (Span(0, 7),), None, phrase=Phrase(sort="person"))
    claims = (claim("a:1", "x", "named", source=lund), claim("a:2", "y", "anonymous", source=someone))
    nodes = check(attrs.evolve(harbour(), articles=(audited("a", "The A"),), claims=claims))
    assert [node["@type"] for node in nodes] == [
        [f"{ORG}{name}"] for name in ("NewsArticle", "Person", "Claim", "Claim")
    ]
    assert f"{ORG}creator" not in nodes[3]
    assert nodes[3][f"{ORG}creditText"] == [{"@value": "an aide"}]
    assert "Review" not in json.dumps(nodes)
