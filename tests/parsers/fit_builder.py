"""Builds FIT files in memory, byte by byte and independently of the reader, so that a test knows exactly what is in them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["ENUM", "SINT32", "STRING", "UINT8", "UINT16", "UINT32", "Builder", "crc16", "small_run"]

ENUM, SINT8, UINT8, SINT16, UINT16, SINT32, UINT32, STRING = 0x00, 0x01, 0x02, 0x83, 0x84, 0x85, 0x86, 0x07
FLOAT32, FLOAT64, UINT8Z, UINT16Z, UINT32Z, BYTE, SINT64, UINT64, UINT64Z = (
    0x88,
    0x89,
    0x0A,
    0x8B,
    0x8C,
    0x0D,
    0x8E,
    0x8F,
    0x90,
)
CODES = {
    ENUM: "B",
    SINT8: "b",
    UINT8: "B",
    SINT16: "h",
    UINT16: "H",
    SINT32: "i",
    UINT32: "I",
    STRING: "s",
    FLOAT32: "f",
    FLOAT64: "d",
    UINT8Z: "B",
    UINT16Z: "H",
    UINT32Z: "I",
    BYTE: "B",
    SINT64: "q",
    UINT64: "Q",
    UINT64Z: "Q",
}
START = 1_000_000_000
"""FIT time of the first record of the small run. [s]"""


def crc16(data: bytes) -> int:
    """The FIT checksum, bit by bit."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def size_of(base: int) -> int:
    return 1 if base == STRING else struct.calcsize(CODES[base])


@dataclass
class Layout:
    fields: list[tuple[int, int, int]]
    developer: list[tuple[int, int, int, int]]
    order: str


@dataclass
class Builder:
    """Collects messages; ``build`` puts header and checksum around them."""

    body: bytearray = field(default_factory=bytearray)
    layouts: dict[int, Layout] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)

    def define(
        self,
        local: int,
        message: int,
        fields: Iterable[tuple[int, ...]],
        developer: Iterable[tuple[int, ...]] = (),
        *,
        big: bool = False,
    ) -> Builder:
        """Fields are (number, base) or (number, base, elements); developer ones (number, developer, base[, elements])."""
        order = ">" if big else "<"
        native = [(number, base, rest[0] if rest else 1) for number, base, *rest in fields]
        extra = [(number, index, base, rest[0] if rest else 1) for number, index, base, *rest in developer]
        self.body += bytes([0x40 | local | (0x20 if extra else 0), 0, int(big)])
        self.body += struct.pack(order + "H", message) + bytes([len(native)])
        for number, base, count in native:
            self.body += bytes([number, size_of(base) * count, base])
        if extra:
            self.body += bytes([len(extra)])
            for number, index, base, count in extra:
                self.body += bytes([number, size_of(base) * count, index])
        self.layouts[local] = Layout(native, extra, order)
        return self

    def data(self, local: int, *values: object, offset: int | None = None) -> Builder:
        """A data message; ``offset`` (0-31) makes it one with a compressed timestamp."""
        layout = self.layouts[local]
        places = [(base, count) for _, base, count in layout.fields] + [(base, count) for _, _, base, count in layout.developer]
        self.starts.append(len(self.body))
        self.body += bytes([local if offset is None else 0x80 | local << 5 | offset])
        for (base, count), value in zip(places, values, strict=True):
            self.body += _packed(layout.order, base, count, value)
        return self

    def raw(self, data: bytes) -> Builder:
        self.body += data
        return self

    def build(self, *, header_size: int = 14, data_size: int | None = None, crc: int | None = None) -> bytes:
        size = len(self.body) if data_size is None else data_size
        header = struct.pack("<BBHI4s", header_size, 0x10, 2100, size, b".FIT")
        if header_size == 14:
            header += struct.pack("<H", crc16(header))
        content = header + bytes(self.body)
        return content + struct.pack("<H", crc16(content) if crc is None else crc)


def _packed(order: str, base: int, count: int, value: object) -> bytes:
    if base == STRING:
        return str(value).encode()[:count].ljust(count, b"\0")
    elements: Sequence[object] = value if isinstance(value, tuple | list) else (value,)
    return struct.pack(f"{order}{count}{CODES[base]}", *elements)


RECORD_FIELDS = [(253, UINT32), (5, UINT32), (73, UINT32), (3, UINT8), (4, UINT8), (53, UINT8)]


def small_run(records: int = 40, *, big: bool = False, session: bool = True) -> Builder:
    """A run at 3 m/s, one record a second, heart rate 140 + i mod 20, cadence 85.5 strides a minute."""
    builder = Builder()
    builder.define(0, 0, [(0, ENUM), (1, UINT16), (2, UINT16), (3, UINT32Z)], big=big).data(0, 4, 1, 4257, 123)
    builder.define(1, 20, RECORD_FIELDS, big=big)
    for i in range(records):
        builder.data(1, START + i, 300 * i, 3000, 140 + i % 20, 85, 64)
    if session:
        fields = [(253, UINT32), (2, UINT32), (5, ENUM), (6, ENUM), (7, UINT32), (8, UINT32), (9, UINT32)]
        builder.define(2, 18, fields, big=big)
        last = records - 1
        builder.data(2, START + last, START, 1, 0, 1000 * last, 1000 * last, 300 * last)
    return builder
