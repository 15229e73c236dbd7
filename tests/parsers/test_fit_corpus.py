"""Every real FIT file against fitparse and against the official SDK: raw native record fields, value for value."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from legcheck.core import ReadError, Source
from legcheck.parsers.fit.columns import Table
from legcheck.parsers.fit.framing import find_frames
from legcheck.parsers.fit.profile import RECORD, TIMESTAMP
from legcheck.parsers.fit.reader import decode_frame, read_fit
from legcheck.parsers.fit.records import scaled

pytestmark = pytest.mark.corpus

FOLDER = os.environ.get("LEGCHECK_CORPUS")
SUFFIXES = (".fit", ".fit.gz")
FILES = sorted(path for path in Path(FOLDER).rglob("*") if path.name.lower().endswith(SUFFIXES)) if FOLDER else [None]

COMPRESSED_SPEED_DISTANCE = 8
"""Compared through what it unpacks to, not as raw bytes."""

FIT_EPOCH_S = 631_065_600


def label(path: Path | None) -> str:
    return "no-corpus" if path is None else str(path.relative_to(FOLDER or "."))


def content(path: Path | None) -> bytes:
    if path is None:
        pytest.skip("LEGCHECK_CORPUS is not set: no real recordings to test against")
    data = path.read_bytes()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def our_records(data: bytes) -> list[Table]:
    source = Source(name="file.fit", format="fit")
    return [decode_frame(data, frame, source, "salvage").records for frame in find_frames(data)]


def our_column(tables: Iterable[Table], number: int) -> np.ndarray:
    parts = []
    for table in tables:
        values = table.columns[TIMESTAMP] if number == TIMESTAMP and TIMESTAMP in table.columns else scaled(table, number)
        parts.append(np.full(len(table), np.nan) if values is None else values)
    return np.concatenate(parts) if parts else np.empty(0)


def theirs(rows: list[dict[int, object]], number: int) -> np.ndarray:
    values = [row.get(number) for row in rows]
    numbers = [value[0] if isinstance(value, tuple | list) and value else value for value in values]
    return np.array([np.nan if value is None else float(value) for value in numbers])


def assert_same(ours: list[Table], rows: list[dict[int, object]], known: set[int]) -> None:
    assert sum(len(table) for table in ours) == len(rows)
    assert rows
    numbers = {number for row in rows for number in row}
    compared = 0
    for number in sorted((numbers & set(RECORD)) - {COMPRESSED_SPEED_DISTANCE}):
        expected = theirs(rows, number)
        if number not in known:
            expected = expected / RECORD[number].divisor - RECORD[number].offset
        np.testing.assert_array_equal(our_column(ours, number), expected, err_msg=RECORD[number].name)
        compared += 1
    assert compared


def fitparse_rows(data: bytes) -> tuple[list[dict[int, object]], set[int]]:
    """Scaled native fields of every record, and the numbers of the fields that fitparse's profile knows (and so scales)."""
    import fitparse

    rows, known = [], {TIMESTAMP}
    for message in fitparse.FitFile(io.BytesIO(data), check_crc=False).get_messages("record"):
        row: dict[int, object] = {}
        for item in message.fields:
            native = item.field_def is not None and not hasattr(item.field_def, "dev_data_index")
            if item.def_num == TIMESTAMP and (native or item.field_def is None):
                row[TIMESTAMP] = item.raw_value
            elif native:
                row[item.def_num] = item.value
                if item.field is not None:
                    known.add(item.def_num)
        rows.append(row)
    return rows, known


@pytest.mark.parametrize("path", FILES, ids=label)
def test_records_equal_those_of_fitparse(path):
    import fitparse.utils

    data = content(path)
    try:
        rows, known = fitparse_rows(data)
    except fitparse.utils.FitParseError as error:
        pytest.skip(f"fitparse does not read it: {type(error).__name__}")
    if not rows:
        assert all(not len(table) for table in our_records(data))
        return
    assert_same(our_records(data), rows, known)


def sdk_rows(data: bytes) -> tuple[list[dict[int, object]], list[object], set[int]]:
    """Raw native fields of every record as the official SDK has them, its errors, and the numbers it scaled (none)."""
    from garmin_fit_sdk import Decoder, Profile, Stream

    names = {field["name"]: number for number, field in Profile["messages"][20]["fields"].items()}
    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read(
        apply_scale_and_offset=True,
        convert_datetimes_to_dates=False,
        convert_types_to_strings=False,
        expand_components=False,
        expand_sub_fields=False,
        merge_heart_rates=False,
    )
    rows = [
        {names.get(name, name): value for name, value in record.items() if name != "developer_fields"}
        for record in messages.get("record_mesgs", [])
    ]
    rows = [{number: value for number, value in row.items() if isinstance(number, int)} for row in rows]
    return rows, errors, set(names.values())


@pytest.mark.parametrize("path", FILES, ids=label)
def test_records_equal_those_of_the_official_sdk(path):
    data = content(path)
    rows, errors, known = sdk_rows(data)
    if errors:
        pytest.skip(f"the official SDK does not read it: {errors[0]}")
    if not rows:
        assert all(not len(table) for table in our_records(data))
        return
    assert_same(our_records(data), rows, known)


@pytest.mark.parametrize("path", FILES, ids=label)
def test_every_file_is_read_or_refused_with_a_reason(path):
    data = content(path)
    try:
        activities = read_fit(data, source=Source(name="file.fit", format="fit"))
    except ReadError as error:
        assert len(error.message) > 20
        return
    for activity in activities:
        assert len(activity) > 0
        assert np.isfinite(activity.elapsed_s).all()
        assert not [name for name in activity.channels if not np.isfinite(activity[name]).any()]
