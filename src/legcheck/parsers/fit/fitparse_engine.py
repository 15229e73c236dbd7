"""The same FIT file through fitparse: a second opinion that shares everything from raw values onwards."""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from legcheck.core import Activity, FloatArray, IntArray, ReadError, Source, UnsupportedFileError
from legcheck.parsers.fit.columns import Table
from legcheck.parsers.fit.decode import ARRAY_FIELDS, COLUMN_FIELDS, ROW_FIELDS, WANTED, Decoded
from legcheck.parsers.fit.developer import describe
from legcheck.parsers.fit.layout import DeveloperKey
from legcheck.parsers.fit.messages import activities_of
from legcheck.parsers.fit.profile import TIMESTAMP, Message
from legcheck.parsers.fit.records import to_physical
from legcheck.parsers.fit.rows import Row, Value

__all__ = ["read_fit_with_fitparse"]

OLD_CLOCK = re.escape("datetime.datetime.utcfromtimestamp() is deprecated")
"""How the warning begins that fitparse 1.2 causes for every time it reads, from Python 3.12 on."""

_Fields = dict[int | DeveloperKey, Any]


def read_fit_with_fitparse(data: bytes | memoryview, *, source: Source) -> list[Activity]:
    """Read the activities of a FIT file with fitparse instead of legcheck's own decoder.

    Parameters
    ----------
    data : bytes or memoryview
        The whole file.
    source : Source
        Where it came from.

    Returns
    -------
    list of Activity
        One per session with records. Chained files are read as one stream of messages.

    Raises
    ------
    UnsupportedFileError
        If fitparse finds no FIT header, or the file is not an activity.
    ReadError
        If fitparse gives up, with its own words.
    """
    from fitparse.utils import FitHeaderError, FitParseError

    breakdowns = (
        FitParseError,
        struct.error,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
    )
    try:
        messages = _messages(bytes(data))
    except FitHeaderError as error:
        raise UnsupportedFileError(f"fitparse finds no FIT file: {error}", path=source.name) from error
    except breakdowns as error:
        raise ReadError(f"fitparse cannot read it: {error}; legcheck's own reader may", path=source.name) from error
    return activities_of(_decoded(messages), source)


def _messages(data: bytes) -> list[tuple[int, int, _Fields]]:
    """Position, global number and raw fields of every wanted message."""
    from fitparse import FitFile

    found = []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=OLD_CLOCK, category=DeprecationWarning)
        for position, message in enumerate(FitFile(io.BytesIO(data), check_crc=False).get_messages()):
            if message.mesg_num in WANTED:
                found.append((position, message.mesg_num, _fields(message.fields)))
    return found


def _fields(fields: Iterable[Any]) -> _Fields:
    """Raw values by field number or developer key, without what fitparse derived from other fields."""
    found: _Fields = {}
    for item in fields:
        place = item.field_def
        if place is None:
            if item.def_num == TIMESTAMP:
                found[TIMESTAMP] = item.raw_value
        elif hasattr(place, "dev_data_index"):
            found[place.dev_data_index, place.def_num] = item.raw_value
        else:
            found[place.def_num] = item.raw_value
    return found


def _decoded(messages: list[tuple[int, int, _Fields]]) -> Decoded:
    rows = {kind: [Row(at, _row_values(fields)) for at, number, fields in messages if number == kind] for kind in ROW_FIELDS}
    tables = {kind: _table(kind, [(at, fields) for at, number, fields in messages if number == kind]) for kind in COLUMN_FIELDS}
    to_physical(tables[Message.RECORD])
    descriptions = describe(rows[Message.FIELD_DESCRIPTION])
    return Decoded(tables[Message.RECORD], tables[Message.HRV], tables[Message.HR], rows, descriptions)


def _row_values(fields: _Fields) -> dict[int, Value]:
    found: dict[int, Value] = {}
    for key, value in fields.items():
        if isinstance(key, tuple) or value is None:
            continue
        if isinstance(value, tuple | list):
            found[key] = tuple(element for element in value if element is not None)
        elif isinstance(value, str | int | float):
            found[key] = value
    return found


def _table(kind: int, messages: list[tuple[int, _Fields]]) -> Table:
    table = Table(_offsets(messages))
    wanted = COLUMN_FIELDS[kind]
    keys = dict.fromkeys(key for _, fields in messages for key in fields if isinstance(key, tuple) or key in wanted)
    for key in keys:
        values = [fields.get(key) for _, fields in messages]
        if any(isinstance(value, str) for value in values):
            continue
        column = _column(values)
        if column.ndim > 1 and key not in ARRAY_FIELDS[kind]:
            column = column[:, 0]
        if isinstance(key, tuple):
            table.developer[key] = column
        else:
            table.columns[key] = column
    return table


def _offsets(messages: list[tuple[int, _Fields]]) -> IntArray:
    return np.fromiter((at for at, _ in messages), np.int64, len(messages))


def _column(values: list[Any]) -> FloatArray:
    """Numbers, or arrays padded with NaN to one width."""
    width = max((len(value) for value in values if isinstance(value, tuple | list)), default=0)
    if not width:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    column = np.full((len(values), width), np.nan)
    for row, value in enumerate(values):
        if value is not None:
            elements = value if isinstance(value, tuple | list) else (value,)
            column[row, : len(elements)] = [np.nan if element is None else element for element in elements]
    return column
