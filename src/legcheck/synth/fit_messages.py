"""What FIT files are made of, whatever the sport: messages with their definitions, rows of records, header and checksums."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import fastcrc
import numpy as np
from numpy.typing import NDArray

from legcheck.synth.fields import Field

__all__ = ["CLOCK", "Values", "definition", "fit_file", "fit_time", "message", "record_rows"]

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
"""Zero of FIT time."""

PROTOCOL, PROFILE = 0x20, 21_141
"""Protocol 2.0 and the profile version the messages follow."""

CLOCK = Field(number=253, base="uint32")
"""Time stamp of a message, in every one the same field."""

Values = dict[Field, float | int | str | None]
"""What a message holds."""


def fit_time(moment: datetime) -> int:
    """Seconds since the zero of FIT time. [s]"""
    return (moment - EPOCH) // timedelta(seconds=1)


def fit_file(parts: Iterable[bytes]) -> bytes:
    """Messages as a complete file: header before them, checksums in it and behind."""
    body = b"".join(parts)
    header = struct.pack("<BBHI4s", 14, PROTOCOL, PROFILE, len(body), b".FIT")
    content = header + struct.pack("<H", fastcrc.crc16.arc(header)) + body
    return content + struct.pack("<H", fastcrc.crc16.arc(content))


def message(number: int, values: Values) -> bytes:
    """One message with its definition; None becomes the invalid value."""
    fields = list(values)
    content = [_string(value) if isinstance(value, str) else field.raw([np.nan if value is None else value]).tobytes()
               for field, value in values.items()]  # fmt: skip
    return definition(number, fields) + bytes([0]) + b"".join(content)


def _string(text: str) -> bytes:
    size = np.dtype(Field(number=0, base="string").dtype).itemsize
    return text.encode()[: size - 1].ljust(size, b"\0")


def definition(number: int, fields: Sequence[Field]) -> bytes:
    """Define local message 1 for records and 0 for everything else, so that records keep theirs."""
    local = 1 if number == 20 else 0
    sizes = [np.dtype(field.dtype).itemsize for field in fields]
    described = b"".join(bytes([field.number, size, field.code]) for field, size in zip(fields, sizes, strict=True))
    return struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields)) + described


def record_rows(fields: Sequence[Field], columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Records as one packed structured array, header byte included."""
    names = [f"f{field.number}" for field in fields]
    layout = np.dtype([("header", "u1"), *zip(names, (field.dtype for field in fields), strict=True)])
    rows = np.empty(len(columns[0]), dtype=layout)
    rows["header"] = 1
    for name, column in zip(names, columns, strict=True):
        rows[name] = column
    return rows
