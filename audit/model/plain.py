"""Records go in, plain dicts and lists come out, and the other way round: what JSON needs, made by cattrs.

A record becomes a dict with its fields as keys, in their order, without those that are no part of what it is equal
to; a Span becomes ``[start, end]``; tuples become lists. Reading back is strict: a key that is unknown, missing or of
the wrong type is an error that names the path to it. A field that was added to a record later says so
(``metadata={"added": "0.2"}``) and may be missing: its default is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

import attrs

from audit.model.text import Span

if TYPE_CHECKING:
    from cattrs import ClassValidationError, Converter

T = TypeVar("T")
_CALLED = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}


class PlainError(ValueError):
    """Plain data does not fit a record; the message begins with the path to the key ("claims[3].kind: ...")."""


def to_plain(value: Any) -> Any:
    """Dicts, lists, strings, numbers and None that hold the same as a record, a tuple of records, a mapping, ...

    Raises TypeError for what has no plain form, such as a set.
    """
    return _converter().unstructure(value)


def from_plain(kind: type[T], data: Any, where: str = "") -> T:
    """The record of the given class that ``to_plain`` made ``data`` from; ``where`` is put before the paths in errors.

    Raises PlainError, naming the path, for keys unknown, missing or of a wrong type and for values a record refuses.
    """
    from cattrs import BaseValidationError, transform_error

    try:
        return _converter().structure(data, kind)
    except (BaseValidationError, ValueError, TypeError) as error:
        # a validator's error holds its message first and records after it
        told = transform_error(error, path=where, format_exception=lambda e, _: str(e.args[0] if e.args else e))[0]
        words, _, path = told.rpartition(" @ ")
        raise PlainError(f"{path.lstrip('.') or kind.__name__}: {words}") from error


@cache
def _converter() -> Converter:
    """A converter that knows our records; made when it is first asked for."""
    from cattrs import Converter  # 10 ms, for those who need plain data

    made = Converter(detailed_validation=True)
    for kind in _CALLED:
        made.register_structure_hook(kind, _strictly(kind))
    made.register_structure_hook(Span, _span)
    made.register_unstructure_hook(Span, lambda span: [span.start, span.end])
    made.register_structure_hook_func(_is_tuple, lambda data, kind: _items(made, data, kind))
    made.register_unstructure_hook_func(_is_tuple, lambda items: [made.unstructure(item) for item in items])
    made.register_structure_hook_factory(_is_record, lambda kind: _reader(made, kind))
    made.register_unstructure_hook_factory(_is_record, lambda kind: _writer(made, kind))
    made.register_unstructure_hook_func(lambda kind: kind in (set, frozenset, bytes, object), _refuse)
    return made


def _is_tuple(kind: Any) -> bool:
    return kind is tuple or get_origin(kind) is tuple


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and kind is not Span and attrs.has(kind)


def _left_out(record: Any) -> list[str]:
    return [f.name for f in attrs.fields(record) if not (f.init and f.eq)]


def _writer(made: Converter, kind: Any) -> Callable[[Any], Any]:
    from cattrs.gen import make_dict_unstructure_fn, override

    overrides: Any = {name: override(omit=True) for name in _left_out(kind)}
    return make_dict_unstructure_fn(kind, made, **overrides)


def _reader(made: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    """Reads one record: every key known, none missing but those that were added later."""
    from cattrs.gen import make_dict_structure_fn, override

    attrs.resolve_types(kind)
    left_out = _left_out(kind)
    fields = {f.name: "added" in f.metadata for f in attrs.fields(kind) if f.name not in left_out}
    overrides: Any = {name: override(omit=True) for name in left_out}
    read = make_dict_structure_fn(kind, made, **overrides)

    def reader(data: Any, _: Any) -> Any:
        if not isinstance(data, Mapping):
            raise ValueError(f"must be an object, not {data!r:.60}")
        for key in data:
            if key not in fields:
                raise _at(str(key), f"unknown key; known are {', '.join(fields)}", kind)
        for name, optional in fields.items():
            if name not in data and not optional:
                raise _at(name, "missing key", kind)
        return read(data, kind)

    return reader


def _at(key: str, words: str, kind: Any) -> ClassValidationError:
    from cattrs import ClassValidationError
    from cattrs.errors import AttributeValidationNote

    error = ValueError(words)
    error.add_note(AttributeValidationNote(words, key, Any))
    return ClassValidationError(words, [error], kind)


def _strictly(kind: Any) -> Callable[[Any, Any], Any]:
    """Takes a value of this type and no other; for a float also a whole number."""

    def take(data: Any, _: Any) -> Any:
        allowed = (int, float) if kind is float else kind
        if not isinstance(data, allowed) or (isinstance(data, bool) and kind is not bool):
            raise ValueError(f"must be {_CALLED[kind]}, not {data!r:.60}")
        return kind(data)

    return take


def _items(made: Converter, data: Any, kind: Any) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise ValueError(f"must be a list, not {data!r:.60}")
    items: Any = list[get_args(kind)[0]]  # type: ignore[misc]
    return tuple(made.structure(data, items))


def _span(data: Any, _: Any) -> Span:
    if not isinstance(data, list) or len(data) != 2 or not all(type(offset) is int for offset in data):
        raise ValueError(f"must be [start, end], two whole numbers, not {data!r:.60}")
    return Span(*data)


def _refuse(value: Any) -> Any:
    raise TypeError(f"a {type(value).__name__} has no plain form")
