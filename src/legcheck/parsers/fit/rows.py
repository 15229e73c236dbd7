"""Messages that come in small numbers (laps, events, devices), each as a plain mapping of field number to raw value."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from legcheck.parsers.fit.layout import BASE_TYPES, STRING, Definition, Field
from legcheck.parsers.fit.scan import Group

__all__ = ["Row", "Value", "decode_rows"]

Value = float | str | tuple[float, ...]
"""A raw field: a number, text, or the valid numbers of an array."""

_NUMBERS = (int, float)

_STRUCT_CODES = {"u1": "B", "i1": "b", "u2": "H", "i2": "h", "u4": "I", "i4": "i", "u8": "Q", "i8": "q", "f4": "f", "f8": "d"}


class Row(NamedTuple):
    """One message.

    Attributes
    ----------
    offset : int
        Where it starts in the file. [bytes]
    values : dict of int to float, str or tuple
        Raw values by field number; what is invalid is left out.
    """

    offset: int
    values: dict[int, Value]

    def number(self, field: int) -> float | None:
        """A field as a number, None where it is missing or no number."""
        value = self.values.get(field)
        if value is None or isinstance(value, _NUMBERS):
            return value
        return value[0] if isinstance(value, tuple) and value else None

    def whole(self, field: int) -> int | None:
        """A field as a whole number, None where it is missing."""
        value = self.number(field)
        return None if value is None else int(value)

    def text(self, field: int) -> str:
        """A field as text, empty where it is missing."""
        value = self.values.get(field)
        return value if isinstance(value, str) else ""


def decode_rows(buffer: bytes, groups: Iterable[Group], wanted: Collection[int] | None = None) -> list[Row]:
    """All messages of one kind in file order, only the ``wanted`` fields (all of them by default).

    Notes
    -----
    Meant for tens of messages, where filling a struct is cheaper than setting up numpy arrays.
    """
    parts = [_decode_group(buffer, group, wanted) for group in groups if group.offsets]
    return parts[0] if len(parts) == 1 else sorted((row for part in parts for row in part), key=lambda row: row.offset)


def _decode_group(buffer: bytes, group: Group, wanted: Collection[int] | None) -> list[Row]:
    plan = _plan(group.definition, None if wanted is None else frozenset(wanted))
    unpack, numbers, order = plan.unpack, plan.numbers, group.definition.order
    rows = []
    for offset in group.offsets:
        raws = unpack(buffer, offset)
        values: dict[int, Value] = {number: raw for (number, invalid), raw in zip(numbers, raws, strict=True) if raw != invalid}
        for index, place in plan.compound:
            _put(values, numbers[index][0], _compound(raws[index], place, order))
        rows.append(Row(offset, values))
    return rows


class _Plan(NamedTuple):
    """How the wanted fields are taken out of messages of one layout."""

    unpack: Callable[[bytes, int], tuple[Any, ...]]
    numbers: tuple[tuple[int, float], ...]
    compound: tuple[tuple[int, Field], ...]


@lru_cache(maxsize=512)
def _plan(definition: Definition, wanted: frozenset[int] | None) -> _Plan:
    """Kept, as the files of one watch have the same layouts; a plan depends on nothing else."""
    places = [place for place in definition.fields(wanted) if place.size]
    return _Plan(
        unpack=_layout(definition, places).unpack_from,
        numbers=tuple((place.key, BASE_TYPES[place.base].invalid) for place in places if isinstance(place.key, int)),
        compound=tuple((index, place) for index, place in enumerate(places) if not _is_number(place)),
    )


def _is_number(place: Field) -> bool:
    """Whether a field is one whole number, which needs nothing but its invalid value checked."""
    return place.elements == 1 and BASE_TYPES[place.base].kind in {"number", "bytes"}


def _layout(definition: Definition, places: list[Field]) -> struct.Struct:
    """The struct that takes the wanted fields out of a message and skips the others."""
    codes, at = [definition.order], 0
    for place in places:
        codes.append(f"{place.offset - at}x")
        base = BASE_TYPES[place.base]
        is_scalar = place.elements == 1 and place.base != STRING
        codes.append(_STRUCT_CODES[base.code] if is_scalar else f"{place.size}s")
        at = place.offset + place.size
    return struct.Struct("".join(codes))


def _put(values: dict[int, Value], number: int, value: Value | None) -> None:
    """Put ``value`` in the place of what was unpacked, or nothing where it is None."""
    values.pop(number, None)
    if value is not None:
        values[number] = value


def _compound(raw: float | bytes, place: Field, order: str) -> Value | None:
    """Text, array or floating-point number, None where it holds no value."""
    if isinstance(raw, bytes):
        return (_text(raw) if place.base == STRING else _elements(raw, place, order)) or None
    return raw if math.isfinite(raw) else None


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _elements(raw: bytes, place: Field, order: str) -> tuple[float, ...]:
    """The valid elements of an array; opaque bytes are invalid only all together."""
    base = BASE_TYPES[place.base]
    elements = struct.unpack(f"{order}{place.elements}{_STRUCT_CODES[base.code]}", raw)
    if base.kind == "bytes" and any(value != base.invalid for value in elements):
        return elements
    return tuple(value for value in elements if value != base.invalid and math.isfinite(value))
