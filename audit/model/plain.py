"""Records go in, plain dicts and lists come out, and the other way round: what JSON needs, and nothing but attrs.

A record becomes a dict with its fields as keys, in their order, without those that are no part of what it is equal
to; a Span becomes ``[start, end]``; tuples become lists. Reading back is strict: a key that is unknown, missing or of
the wrong type is an error that names the path to it. A field that was added to a record later says so
(``metadata={"added": "0.2"}``) and may be missing: its default is taken.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

import attrs

from audit.model import Span

T = TypeVar("T")


class PlainError(ValueError):
    """Plain data does not fit a record; the message begins with the path to the key ("claims[3].kind: ...")."""


def to_plain(value: Any) -> Any:
    """Dicts, lists, strings, numbers and None that hold the same as a record, a tuple of records, a mapping, ..."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Span):
        return [value.start, value.end]
    if attrs.has(type(value)):
        return {name: to_plain(getattr(value, name)) for name in _fields(value.__class__)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    raise TypeError(f"a {type(value).__name__} has no plain form")


def from_plain(kind: type[T], data: Any, where: str = "") -> T:
    """The record of the given class that ``to_plain`` made ``data`` from; ``where`` is put before the paths in errors.

    Raises PlainError, naming the path, for keys unknown, missing or of a wrong type and for values a record refuses.
    """
    return typing.cast(T, _value(kind, data, where))


@cache
def _fields(record: Any) -> dict[str, tuple[Any, bool]]:
    """Name -> (type, whether it may be missing), for the fields that make a record what it is."""
    hints = typing.get_type_hints(record)
    return {f.name: (hints[f.name], "added" in f.metadata) for f in attrs.fields(record) if f.init and f.eq}


def _value(kind: Any, data: Any, where: str) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):  # only "X | None" is used
        if data is None and type(None) in parts:
            return None
        return _value(next(part for part in parts if part is not type(None)), data, where)
    if kind is Span:
        return _span(data, where)
    if origin is tuple:
        _check(data, list, "a list", where)
        return tuple(_value(parts[0], item, f"{where}[{number}]") for number, item in enumerate(data))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        _check(data, Mapping, "an object", where)
        return {key: _value(parts[1], item, _join(where, str(key))) for key, item in data.items()}
    if attrs.has(kind):
        return _record(kind, data, where)
    if kind is float:
        _check(data, (int, float), "a number", where)
        return float(data)
    _check(data, kind, {str: "a string", int: "a whole number", bool: "true or false"}[kind], where)
    return data


def _record(kind: Any, data: Any, where: str) -> Any:
    _check(data, Mapping, "an object", where)
    fields = _fields(kind)
    for key in data:
        if key not in fields:
            raise PlainError(f"{_join(where, str(key))}: unknown key; known are {', '.join(fields)}")
    values = {}
    for name, (hint, optional) in fields.items():
        if name in data:
            values[name] = _value(hint, data[name], _join(where, name))
        elif not optional:
            raise PlainError(f"{_join(where, name)}: missing key")
    try:
        return kind(**values)
    except ValueError as error:  # a validator's; attrs puts its message first and records after it
        raise PlainError(f"{where or kind.__name__}: {error.args[0] if error.args else error}") from error


def _span(data: Any, where: str) -> Span:
    _check(data, list, "a list [start, end]", where)
    if len(data) != 2 or not all(type(offset) is int for offset in data):
        raise PlainError(f"{where}: must be [start, end], two whole numbers, not {data!r:.60}")
    try:
        return Span(*data)
    except ValueError as error:
        raise PlainError(f"{where}: {error.args[0]}") from error


def _check(data: Any, kind: Any, words: str, where: str) -> None:
    if not isinstance(data, kind) or (isinstance(data, bool) and kind is not bool):
        raise PlainError(f"{where or 'the top'}: must be {words}, not {data!r:.60}")


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
