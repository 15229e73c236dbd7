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
from legcheck.parsers.fit.records import channels_of

pytestmark = pytest.mark.corpus

FOLDER = os.environ.get("LEGCHECK_CORPUS")
SUFFIXES = (".fit", ".fit.gz")
FILES = sorted(path for path in Path(FOLDER).rglob("*") if path.name.lower().endswith(SUFFIXES)) if FOLDER else [None]

SOURCE = Source(name="file.fit", format="fit")

COMPRESSED_SPEED_DISTANCE = 8
"""Compared through what it unpacks to, not as raw bytes."""


POSITION = (0, 1)
"""Semicircles, which both of them leave as they are."""


def label(path: Path | None) -> str:
    return "no-corpus" if path is None else str(path.relative_to(FOLDER or "."))


def content(path: Path | None) -> bytes:
    if path is None:
        pytest.skip("LEGCHECK_CORPUS is not set: no real recordings to test against")
    data = path.read_bytes()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def our_records(data: bytes) -> list[Table]:
    return [decode_frame(data, frame, SOURCE, "salvage").records for frame in find_frames(data)]


def our_column(tables: Iterable[Table], number: int) -> np.ndarray:
    parts = []
    for table in tables:
        values = table.columns.get(number, np.full(len(table), np.nan))
        parts.append(values if values.ndim == 1 else values[:, 0])
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
        if number not in known or number in POSITION:
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
    outcome = read_or_refuse(data)
    if isinstance(outcome, ReadError):
        assert len(outcome.message) > 20
        return
    for activity in outcome:
        assert len(activity) > 0
        assert np.isfinite(activity.elapsed_s).all()
        assert not [name for name in activity.channels if not np.isfinite(activity[name]).any()]


def read_or_refuse(data: bytes):
    try:
        return read_fit(data, source=SOURCE)
    except ReadError as error:
        return error


@pytest.mark.parametrize("path", FILES, ids=label)
def test_packed_speed_and_distance_equal_those_of_fitparse(path):
    import fitparse

    data = content(path)
    packed = [table for table in our_records(data) if COMPRESSED_SPEED_DISTANCE in table.columns]
    if not packed:
        pytest.skip("no packed speed and distance in this file")
    expected: dict[str, list[float]] = {"speed": [], "distance": []}
    for message in fitparse.FitFile(io.BytesIO(data), check_crc=False).get_messages("record"):
        for name, values in expected.items():
            unpacked = [item.value for item in message.fields if item.field_def is None and item.name == name]
            values.append(np.nan if not unpacked or unpacked[0] is None else unpacked[0])
    channels, _ = channels_of(packed[0], {})
    for name, ours in (("speed", "speed_mps"), ("distance", "distance_m")):
        theirs = np.array(expected[name])
        if ours in channels and np.isfinite(theirs).any():
            np.testing.assert_allclose(channels[ours][: len(theirs)], theirs, rtol=0, atol=1e-9)


STREAM_TOLERANCE_BPM = 2.0
"""[bpm] The SDK averages in steps of a quarter of a second and rounds."""


@pytest.mark.parametrize("path", FILES, ids=label)
def test_heart_rate_streams_agree_with_the_official_sdk(path):
    from garmin_fit_sdk import Decoder, Stream

    data = content(path)
    outcome = read_or_refuse(data)
    if isinstance(outcome, ReadError) or not any(note.code == "heart_rate_stream" for note in outcome[0].notes):
        pytest.skip("no heart-rate stream in this file")
    messages, _ = Decoder(Stream.from_byte_array(bytearray(data))).read()
    merged = np.array([record.get("heart_rate", np.nan) for record in messages["record_mesgs"]], dtype=np.float64)
    own = np.concatenate([table.columns.get(3, np.full(len(table), np.nan)) for table in our_records(data) if len(table)])
    streamed = np.isnan(own) | (own == 0.0)
    ours = np.concatenate([activity["heart_rate_bpm"] for activity in outcome])
    assert streamed.any()
    np.testing.assert_allclose(ours[streamed], merged[streamed], rtol=0, atol=STREAM_TOLERANCE_BPM)
