"""Parsed JSON or TOML -> frozen dataclasses, as strictly as their annotations say."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from math import inf
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Misfit(ValueError):
    """Data that does not fit; the message says where, what was expected and what came."""


@dataclass(frozen=True)
class Range:
    """Least and greatest value of a number, as in `Annotated[int, Range(1)]`."""

    low: float
    high: float = inf


def decode(kind: type[T], data: Any, *, complete: bool = False) -> T:
    """Build a dataclass from nested dictionaries.

    Fields may be dataclasses, tuples, mappings, literals, `X | None`, int, float, str and bool,
    numbers with a `Range`.

    Args:
        kind: the dataclass.
        data: as a JSON or TOML parser returns it.
        complete: ask for fields with a default too.

    Raises:
        Misfit: a key is unknown or missing, or its value of another type or out of its range.

    Example:
        >>> @dataclass(frozen=True)
        ... class Cat:
        ...     name: str
        ...     lives: Annotated[int, Range(0, 9)] = 9
        >>> decode(Cat, {"name": "Tom"})
        Cat(name='Tom', lives=9)
        >>> decode(Cat, {"name": "Tom", "lives": 10})
        Traceback (most recent call last):
        edgeward.decode.Misfit: expected 'lives' from 0 to 9, but got 10
    """
    value: T = _fields(kind, data, "", complete)
    return value


def _fields(kind: Any, data: Any, place: str, complete: bool) -> Any:
    table = _expect(Mapping, data, place, "a table")
    known = {field.name: field for field in fields(kind)}
    for key in table:
        if key not in known:
            raise Misfit(f"unknown key {_join(place, key)!r}; known: {', '.join(known)}")
    for key, field in known.items():
        if key not in table and (complete or _is_needed(field)):
            raise Misfit(f"the key {_join(place, key)!r} is missing")
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{k: _value(hints[k], v, _join(place, k), complete) for k, v in table.items()})


def _value(kind: Any, value: Any, place: str, complete: bool) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _fields(kind, value, place, complete)
    if origin is Annotated:
        return _in_range(arguments[1], _value(arguments[0], value, place, complete), place)
    if origin in (UnionType, Union):  # the latter where a Literal is part of it
        return None if value is None else _value(arguments[0], value, place, complete)
    if origin is tuple:
        return _tuple(arguments, value, place, complete)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        items = _expect(Mapping, value, place, "a table").items()
        return {k: _value(arguments[1], v, _join(place, k), complete) for k, v in items}
    if origin is Literal:
        return _literal(arguments, value, place)
    if kind is float and type(value) is int:
        return float(value)
    return value if kind is Any else _expect(kind, value, place, kind.__name__)


def _tuple(arguments: tuple[Any, ...], value: Any, place: str, complete: bool) -> tuple[Any, ...]:
    _expect((list, tuple), value, place, "a list")
    kinds = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else list(arguments)
    if len(kinds) != len(value):
        raise Misfit(f"expected {len(kinds)} values for {place!r}, but got {value!r}")
    pairs = enumerate(zip(kinds, value, strict=True))
    return tuple(_value(kind, item, f"{place}[{i}]", complete) for i, (kind, item) in pairs)


def _literal(choices: tuple[Any, ...], value: Any, place: str) -> Any:
    if value not in choices:
        expected = " or ".join(map(repr, choices))
        raise Misfit(f"expected {place!r} to be {expected}, but got {value!r}")
    return value


def _in_range(limits: Range, value: Any, place: str) -> Any:
    if not limits.low <= value <= limits.high:  # nor is NaN
        raise Misfit(f"expected {place!r} from {limits.low} to {limits.high}, but got {value}")
    return value


def _expect(kind: Any, value: Any, place: str, name: str) -> Any:
    # A bool is an int to Python, but not to the reader.
    if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
        return value
    raise Misfit(f"expected {place or 'the whole'!r} to be {name}, but got {value!r}")


def _is_needed(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
