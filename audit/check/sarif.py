"""A Check goes in; JSON, SARIF 2.1.0 or commands for a hosted workflow come out, for programs that show findings.

SARIF: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; a settled finding is a suppressed result.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final
from urllib.parse import quote

from audit.check.findings import Check, Checked, shown_place
from audit.lexicon import Lexicon
from audit.model.printed import printable

SCHEMA: Final = 1
_SARIF: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_GITHUB: Final = {"note": "notice", "warning": "warning", "error": "error"}


def as_json(found: Check, version: str) -> dict[str, Any]:
    """The check as plain data; new keys may be added in any release."""
    return {
        "schema": SCHEMA,
        "version": version,
        "status": found.status,
        "level": found.level,
        "fail_under": found.fail_under,
        "counts": {
            "findings": len(found.open),
            "counting": len(found.counting),
            "waived": len(found.settled),
            "unused_waivers": len(found.unused),
        },
        "findings": [_row(row) for row in found.checked],
        "scores": [{"article": id, "file": file, "score": score} for id, file, score in found.scores],
        "below": [id for id, _, _ in found.low],
        "unused_waivers": [{"where": w.where, "criterion": w.criterion, "words": w.words} for w in found.unused],
        "failures": [{"where": failure.where, "message": failure.message} for failure in found.failures],
    }


def _row(row: Checked) -> dict[str, Any]:
    finding, place, waiver = row.finding, row.place, row.waiver
    return {
        "file": place.file,
        "article": finding.article,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "criterion": finding.criterion,
        "severity": finding.severity,
        "reason": finding.reason,
        "remedy": finding.remedy,
        "words": row.words,
        "standards": list(row.standards),
        "spans": [[span.start, span.end] for span in finding.spans],
        "waived": None if waiver is None else {"reason": waiver.reason, "where": waiver.where},
    }


def as_sarif(found: Check, version: str, lexicon: Lexicon) -> dict[str, Any]:
    """The check as a SARIF 2.1.0 log of one run; columns are code points."""
    entries = {entry.id: entry for entry in lexicon.file("criteria")}
    used = list(dict.fromkeys(row.finding.criterion for row in found.checked))
    rules = []
    for id in used:
        rule: dict[str, Any] = {"id": id}
        if id in entries:
            rule["shortDescription"] = {"text": entries[id]["title"]}
            rule["help"] = {"text": entries[id]["remedy"]}
            rule["fullDescription"] = {"text": f"{entries[id]['title']}. Asked for by: {entries[id].origin}."}
            rule["defaultConfiguration"] = {"level": entries[id]["severity"]}
        rules.append(rule)
    run: dict[str, Any] = {
        "tool": {
            "driver": {"name": "audit", "semanticVersion": _semantic(version), "version": version, "rules": rules}
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(row, used.index(row.finding.criterion)) for row in found.checked],
        "invocations": [
            {
                "executionSuccessful": not found.failures,
                "exitCode": found.status,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": f"{failure.where}: {failure.message}"}}
                    for failure in found.failures
                ],
            }
        ],
    }
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _semantic(version: str) -> str:
    return version.partition("+")[0] if version.count(".") == 2 else f"{version.partition('+')[0]}.0.0"


def _result(row: Checked, index: int) -> dict[str, Any]:
    finding, place = row.finding, row.place
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file.replace("\\", "/"))}}
    if place.whole:
        physical["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
    location: dict[str, Any] = {
        "physicalLocation": physical,
        "logicalLocations": [{"fullyQualifiedName": finding.article}],
    }
    result: dict[str, Any] = {
        "ruleId": finding.criterion,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": _message(row)},
        "locations": [location],
        "partialFingerprints": {"criterionAndWords/v1": _fingerprint(row)},
    }
    if row.waiver is not None:
        kind = "inSource" if row.waiver.inside else "external"
        result["suppressions"] = [{"kind": kind, "justification": row.waiver.reason}]
    return result


def _fingerprint(row: Checked) -> str:
    """The same for the same words in another place, so that a viewer knows a finding again after an edit."""
    key = "\0".join((row.finding.article, row.finding.criterion, row.words))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _message(row: Checked) -> str:
    finding = row.finding
    asked = f" ({', '.join(row.standards)})" if row.standards else ""
    return f"{finding.reason}{asked}{f' {finding.remedy}' if finding.remedy else ''}"


def as_github(found: Check) -> list[str]:
    """One workflow command per open finding, which shows it beside the line; and one per article below the score."""
    lines = []
    for row in found.open:
        place, values = row.place, dict[str, object]()
        values["file"] = place.file
        if place.whole:
            values |= {
                "line": place.line,
                "endLine": place.end_line,
                "col": place.column,
                "endColumn": place.end_column,
            }
        values["title"] = row.finding.criterion
        where = "" if place.whole else f"{shown_place(row)}: "
        lines.append(_command(_GITHUB[row.finding.severity], values, where + _message(row)))
    for id, file, score in found.low:
        told = f"{id} scores {score:g}, less than {found.fail_under:g}"
        lines.append(_command("error", {"file": file, "title": "score"}, told))
    return lines


def _command(level: str, values: dict[str, object], message: str) -> str:
    listed = ",".join(f"{key}={_escaped(str(value), property=True)}" for key, value in values.items())
    return f"::{level} {listed}::{_escaped(message)}"


def _escaped(text: str, property: bool = False) -> str:
    text = printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property else text
