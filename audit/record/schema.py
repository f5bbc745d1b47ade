"""The records of an audit go in, the JSON Schema of its JSON comes out: what every file of ``audit report`` keeps to.

It is made from the records themselves, so it cannot fall behind them; ``audit.schema.json`` beside this module is the
same as a file, and ``audit schema`` prints it. Keys that it does not know are allowed, since a later version may add
some; a key that was added after the first version may be missing.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Final, Union, get_args, get_origin

import attrs

from audit.model import Span
from audit.record.result import SCHEMA, Audit

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: Final[Mapping[type, str]] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema() -> dict[str, Any]:
    """The schema of the JSON of an Audit, as plain data (JSON Schema, draft 2020-12)."""
    known: dict[str, Any] = {}
    top = _record(Audit, known)
    top["properties"] = {"schema": {"const": SCHEMA}, **top["properties"]}
    top["required"] = ["schema", *top["required"]]
    return {"$schema": DRAFT, "title": "The JSON of audit report", **top, "$defs": dict(sorted(known.items()))}


def _record(kind: type, known: dict[str, Any]) -> dict[str, Any]:
    """An object with the fields of a record; the records in it are put among ``known``."""
    attrs.resolve_types(kind)
    fields = [part for part in attrs.fields(kind) if part.init and part.eq]
    properties = {part.name: {**_of(part.type, known), **_bounds(part.validator)} for part in fields}
    required = [part.name for part in fields if "added" not in part.metadata]
    said = " ".join((kind.__doc__ or "").split("\n\n")[0].split())
    return {"type": "object", "description": said, "properties": properties, "required": required}


def _of(kind: Any, known: dict[str, Any]) -> dict[str, Any]:
    """The schema of one type of a field."""
    if kind is Span:
        return {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        options = [_of(one, known) if one is not type(None) else {"type": "null"} for one in inner]
        names = [option["type"] for option in options if set(option) == {"type"}]
        return {"type": names} if len(names) == len(options) else {"anyOf": options}
    if origin is tuple:
        return {"type": "array", "items": _of(inner[0], known)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(inner[1], known)}
    if kind.__name__ not in known:
        known[kind.__name__] = {}  # holds its place, in case a record holds its like
        known[kind.__name__] = _record(kind, known)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _bounds(validator: Any) -> dict[str, Any]:
    """What a field's validator allows, as far as a schema says such things: words of a list, numbers from and to."""
    found: dict[str, Any] = {}
    inner = getattr(validator, "validator", None)
    if inner is not None:  # optional: null is allowed too
        found = _bounds(inner)
        return {"enum": [*found["enum"], None]} if "enum" in found else found
    several = getattr(validator, "_validators", ())
    for one in several:
        found |= _bounds(one)
    if hasattr(validator, "options"):
        found["enum"] = list(validator.options)
    sign = {">=": "minimum", "<=": "maximum"}.get(getattr(validator, "compare_op", ""))
    return found | ({sign: validator.bound} if sign else {})
