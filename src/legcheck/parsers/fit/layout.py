"""How FIT lays out a message: base types with their invalid values, definitions, and the fields inside them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = [
    "BASE_TYPES",
    "FIELDS_START",
    "BaseType",
    "Definition",
    "DeveloperField",
    "DeveloperKey",
    "Field",
    "is_definition",
    "local_type",
    "parse_definition",
]

DEFINITION_BIT = 0x40
"""[bit] Header of a definition message."""

DEVELOPER_BIT = 0x20
"""[bit] Definition that also lists developer fields."""

COMPRESSED_BIT = 0x80
"""[bit] Header of a data message that carries five bits of time instead of a timestamp field."""

LOCAL_MASK = 0x0F
"""[bits] Local message type in a normal header."""

FIELDS_START = 6
"""[bytes] Header, reserved byte, architecture, global number (2) and field count come before the field list."""

BASE_TYPE_MASK = 0x1F
"""[bits] Number of the base type; the top bit only says that the value has a byte order."""


DeveloperKey = tuple[int, int]
"""Developer data index and field number."""


class BaseType(NamedTuple):
    """One FIT base type: numpy/struct code, size [bytes] and the value that stands for "no value"."""

    code: str
    size: int
    invalid: float
    kind: str = "number"


BYTE = 13
"""Number of the base type for opaque bytes."""

UINT8 = 2
"""Number of the base type a field falls back to when its size does not fit its own."""

STRING = 7
"""Number of the base type for text."""

BASE_TYPES: dict[int, BaseType] = {
    0: BaseType("u1", 1, 0xFF),
    1: BaseType("i1", 1, 0x7F),
    2: BaseType("u1", 1, 0xFF),
    3: BaseType("i2", 2, 0x7FFF),
    4: BaseType("u2", 2, 0xFFFF),
    5: BaseType("i4", 4, 0x7FFFFFFF),
    6: BaseType("u4", 4, 0xFFFFFFFF),
    7: BaseType("u1", 1, 0, "text"),
    8: BaseType("f4", 4, float("nan"), "float"),
    9: BaseType("f8", 8, float("nan"), "float"),
    10: BaseType("u1", 1, 0),
    11: BaseType("u2", 2, 0),
    12: BaseType("u4", 4, 0),
    13: BaseType("u1", 1, 0xFF, "bytes"),
    14: BaseType("i8", 8, 0x7FFFFFFFFFFFFFFF),
    15: BaseType("u8", 8, 0xFFFFFFFFFFFFFFFF),
    16: BaseType("u8", 8, 0),
}
"""Base types by number."""


_DECLARED: tuple[tuple[int, int], ...] = tuple(
    (number, BASE_TYPES[number].size) if (number := declared & BASE_TYPE_MASK) in BASE_TYPES else (BYTE, 1)
    for declared in range(256)
)
"""Base type and size of an element [bytes] by the type byte of a definition; unknown types are opaque bytes."""


class Field(NamedTuple):
    """Where a field stands in a message, and what it is.

    Attributes
    ----------
    key : int or (int, int)
        Field number, or developer index and field number.
    offset : int
        Distance from the start of the message (its header byte). [bytes]
    size : int
        [bytes]
    base : int
        Number of the base type; ``UINT8`` where the size does not fit the type that was declared.
    """

    key: int | DeveloperKey
    offset: int
    size: int
    base: int

    @property
    def elements(self) -> int:
        """Number of elements."""
        return self.size // BASE_TYPES[self.base].size


class DeveloperField(NamedTuple):
    """One developer field of a definition; its type comes from a description elsewhere in the file."""

    key: DeveloperKey
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Definition:
    """The layout of a data message.

    Attributes
    ----------
    message : int
        Global message number.
    order : str
        Byte order, ``<`` or ``>``.
    size : int
        Size of a data message, header included. [bytes]
    body : bytes
        The definition as stored, without its header byte.
    field_count : int
        Number of native fields.
    """

    message: int
    order: str
    size: int
    body: bytes = field(repr=False)
    field_count: int

    def fields(self, wanted: Container[int] | None = None) -> list[Field]:
        """The native fields, or only those whose number is in ``wanted``."""
        offset, found = 1, []
        for number, size, declared in zip(self.numbers, self.sizes, self.types, strict=True):
            if wanted is None or number in wanted:
                base, unit = _DECLARED[declared]
                found.append(Field(number, offset, size, UINT8 if size % unit else base))
            offset += size
        return found

    def developer_fields(self) -> list[DeveloperField]:
        """The developer fields."""
        body = self.body
        at = FIELDS_START - 1 + 3 * self.field_count
        offset = 1 + sum(body[FIELDS_START:at:3])
        found = []
        for start in range(at + 1, len(body) - 2, 3):
            found.append(DeveloperField((body[start + 2], body[start]), offset, body[start + 1]))
            offset += body[start + 1]
        return found

    @property
    def numbers(self) -> bytes:
        """Field numbers of the native fields."""
        return self.body[FIELDS_START - 1 : FIELDS_START - 1 + 3 * self.field_count : 3]

    @property
    def sizes(self) -> bytes:
        """Their sizes. [bytes]"""
        return self.body[FIELDS_START : FIELDS_START - 1 + 3 * self.field_count : 3]

    @property
    def types(self) -> bytes:
        """Their base types as declared."""
        return self.body[FIELDS_START + 1 : FIELDS_START - 1 + 3 * self.field_count : 3]

    def misfits(self) -> list[int]:
        """Numbers of native fields whose size is no multiple of their declared type's size."""
        triples = zip(self.numbers, self.sizes, self.types, strict=True)
        return [number for number, size, declared in triples if size % _DECLARED[declared][1]]


def is_definition(header: int) -> bool:
    """Whether a header byte opens a definition."""
    return header & (COMPRESSED_BIT | DEFINITION_BIT) == DEFINITION_BIT


def local_type(header: int) -> int:
    """Local message type in the header of a data message."""
    return header >> 5 & 3 if header & COMPRESSED_BIT else header & LOCAL_MASK


def parse_definition(buffer: bytes, at: int, end: int) -> Definition | None:
    """Read the definition message that starts at ``at``; None when it does not fit before ``end``.

    Examples
    --------
    >>> definition = parse_definition(bytes([0x40, 0, 0, 20, 0, 1, 253, 4, 134]), 0, 9)
    >>> definition.message, definition.size, definition.fields()[0].key
    (20, 5, 253)
    """
    if at + FIELDS_START > end:
        return None
    order = ">" if buffer[at + 2] else "<"
    message = int.from_bytes(buffer[at + 3 : at + 5], "big" if buffer[at + 2] else "little")
    count = buffer[at + 5]
    stop = at + FIELDS_START + 3 * count
    size = 1 + sum(buffer[at + FIELDS_START + 1 : stop : 3])
    if buffer[at] & DEVELOPER_BIT:
        if stop >= end:
            return None
        first = stop + 1
        stop = first + 3 * buffer[stop]
        size += sum(buffer[first + 1 : stop : 3])
    return Definition(message, order, size, buffer[at + 1 : stop], count) if stop <= end else None
