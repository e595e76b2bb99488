"""The shapes of values: how a type of the core looks as JSON, found from its annotations.

    int, str, bool          as they are           X | None           null or X
    StrEnum                 its value             tuple[X, ...]      array
    datetime                "2026-11-26T02:42:07.000Z"               frozenset[X]  sorted array
    Mapping[str, X]         object                dataclass          object, by field name
    Text                    whatever `hide` makes of it; `reveal` on the way back

There is no float: a share is two integers. Each type is looked at once and turned into two
closures, because a ballot of a large council is thousands of entries in one second.
"""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NewType

from meetings.procedure.words import Text

Hide = Callable[[str], str]
Reveal = Callable[[str], str]
Write = Callable[[Any, Hide], Any]
Read = Callable[[Any, Reveal], Any]


class Misshapen(Exception):
    """A value that is not of the shape its type says."""


def stamp(at: datetime) -> str:
    """A moment in UTC, to the millisecond.

    >>> stamp(datetime(2026, 11, 26, 2, 42, 7, 5999, UTC))
    '2026-11-26T02:42:07.005Z'
    """
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def moment(stamped: object) -> datetime:
    """The moment that `stamp` wrote.

    >>> moment('2026-11-26T02:42:07.005Z')
    datetime.datetime(2026, 11, 26, 2, 42, 7, 5000, tzinfo=datetime.timezone.utc)
    """
    if not isinstance(stamped, str) or not stamped.endswith("Z"):
        raise Misshapen("a time in UTC")
    try:
        return datetime.fromisoformat(stamped)
    except ValueError as error:
        raise Misshapen("a time in UTC") from error


@cache
def writer(kind: Any) -> Write:
    """How a value of this type becomes JSON."""
    if kind is Text:
        return lambda value, hide: hide(value)
    if isinstance(kind, NewType):
        return writer(kind.__supertype__)
    if is_dataclass(kind):
        return _object_writer(kind)
    if kind is datetime:
        return lambda value, hide: stamp(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return lambda value, hide: value.value
    if kind in (int, str, bool):
        return lambda value, hide: value
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        write = writer(_not_none(inner))
        return lambda value, hide: None if value is None else write(value, hide)
    if origin is tuple and inner[-1:] == (...,):
        each = writer(inner[0])
        return lambda value, hide: [each(one, hide) for one in value]
    if origin is tuple:
        several = tuple(writer(one) for one in inner)
        return lambda value, hide: [write(one, hide) for write, one in zip(several, value, strict=True)]
    if origin is frozenset:
        each = writer(inner[0])
        return lambda value, hide: sorted(each(one, hide) for one in value)
    if origin is not None and issubclass(origin, Mapping):
        each = writer(inner[1])
        return lambda value, hide: {str(key): each(one, hide) for key, one in value.items()}
    raise TypeError(f"{kind!r} has no shape in JSON")


@cache
def reader(kind: Any) -> Read:
    """How JSON becomes a value of this type; raises `Misshapen`."""
    if kind is Text:
        return lambda value, reveal: reveal(_exactly(str, value))
    if isinstance(kind, NewType):
        return reader(kind.__supertype__)
    if is_dataclass(kind):
        return _object_reader(kind)
    if kind is datetime:
        return lambda value, reveal: moment(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return lambda value, reveal: _one_of(kind, value)
    if kind in (int, str, bool):
        return lambda value, reveal: _exactly(kind, value)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        read = reader(_not_none(inner))
        return lambda value, reveal: None if value is None else read(value, reveal)
    if origin is tuple and inner[-1:] == (...,):
        each = reader(inner[0])
        return lambda value, reveal: tuple(each(one, reveal) for one in _exactly(list, value))
    if origin is tuple:
        several = tuple(reader(one) for one in inner)
        return lambda value, reveal: _fixed(several, _exactly(list, value), reveal)
    if origin is frozenset:
        each = reader(inner[0])
        return lambda value, reveal: frozenset(each(one, reveal) for one in _exactly(list, value))
    if origin is not None and issubclass(origin, Mapping):
        each = reader(inner[1])
        return lambda value, reveal: {key: each(one, reveal) for key, one in _exactly(dict, value).items()}
    raise TypeError(f"{kind!r} has no shape in JSON")


def _object_writer(kind: Any) -> Write:
    hints = typing.get_type_hints(kind)
    parts = [(field.name, writer(hints[field.name])) for field in fields(kind)]
    return lambda value, hide: {name: write(getattr(value, name), hide) for name, write in parts}


def _object_reader(kind: Any) -> Read:
    hints = typing.get_type_hints(kind)
    parts = [(field.name, reader(hints[field.name]), _optional(field)) for field in fields(kind)]
    name_of_kind = kind.__name__

    def read(value: Any, reveal: Reveal) -> Any:
        given = _exactly(dict, value)
        found = {}
        for name, read_part, optional in parts:
            if name in given:
                found[name] = read_part(given[name], reveal)
            elif not optional:
                raise Misshapen(f"{name_of_kind} without {name}")
        return kind(**found)

    return read


def _optional(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _not_none(kinds: tuple[Any, ...]) -> Any:
    others = [kind for kind in kinds if kind is not type(None)]
    if len(others) != 1 or len(kinds) != 2:
        raise TypeError(f"{kinds!r} has no shape in JSON: only X | None has")
    return others[0]


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:      # not isinstance: True is not a number here
        raise Misshapen(f"{kind.__name__}, not {type(value).__name__}")
    return value


def _one_of(kind: type[StrEnum], value: Any) -> StrEnum:
    try:
        return kind(_exactly(str, value))
    except ValueError as error:
        raise Misshapen(f"one of {kind.__name__}") from error


def _fixed(several: tuple[Read, ...], values: list[Any], reveal: Reveal) -> tuple[Any, ...]:
    if len(several) != len(values):
        raise Misshapen(f"{len(several)} values, not {len(values)}")
    return tuple(read(one, reveal) for read, one in zip(several, values, strict=True))
