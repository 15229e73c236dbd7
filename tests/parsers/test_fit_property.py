"""FIT files of arbitrary layouts, built in memory, come back value for value: columns and rows alike."""

from __future__ import annotations

import math
import struct
from typing import Any

import numpy as np
from fit_builder import (
    BYTE,
    CODES,
    ENUM,
    FLOAT32,
    FLOAT64,
    SINT8,
    SINT32,
    SINT64,
    START,
    STRING,
    UINT8,
    UINT8Z,
    UINT16,
    UINT16Z,
    UINT32,
    UINT32Z,
    UINT64,
    UINT64Z,
    Builder,
    size_of,
)
from hypothesis import given
from hypothesis import strategies as st

from legcheck.core import Source
from legcheck.parsers.fit import read_fit
from legcheck.parsers.fit.columns import decode_table, fill_compressed_times
from legcheck.parsers.fit.decode import AnyMessage
from legcheck.parsers.fit.framing import find_frames
from legcheck.parsers.fit.rows import decode_rows
from legcheck.parsers.fit.salvage import salvage_messages
from legcheck.parsers.fit.scan import scan_messages

ZERO_IS_INVALID = {UINT8Z, UINT16Z, UINT32Z, UINT64Z}
NUMERIC = sorted(set(CODES) - {STRING})
MESSAGE = 20


def invalid_of(base: int) -> float:
    if base in {FLOAT32, FLOAT64}:
        return math.nan
    if base in ZERO_IS_INVALID:
        return 0
    bits = 8 * size_of(base)
    return 2 ** (bits - 1) - 1 if CODES[base].islower() else 2**bits - 1


def values_of(base: int) -> st.SearchStrategy[Any]:
    if base == FLOAT32:
        return st.floats(width=32)
    if base == FLOAT64:
        return st.floats()
    bits = 8 * size_of(base)
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if CODES[base].islower() else (0, 2**bits - 1)
    return st.one_of(st.integers(low, high), st.just(int(invalid_of(base))))


@st.composite
def layouts(draw: st.DrawFn) -> dict[str, Any]:
    numbers = draw(st.lists(st.integers(0, 252), min_size=1, max_size=6, unique=True))
    fields = [(number, draw(st.sampled_from(NUMERIC)), draw(st.integers(1, 3))) for number in numbers]
    developer = [(index, 0, draw(st.sampled_from(NUMERIC)), 1) for index in range(draw(st.integers(0, 2)))]
    return {"fields": fields, "developer": developer, "big": draw(st.booleans())}


@st.composite
def files(draw: st.DrawFn) -> tuple[Builder, list[dict[int, Any]], list[dict[int, Any]]]:
    """A file, and the values of its messages: native by field number, developer by field number."""
    builder = Builder()
    native, developer = [], []
    for _ in range(draw(st.integers(1, 4))):
        layout, local = draw(layouts()), draw(st.integers(0, 15))
        builder.define(local, MESSAGE, layout["fields"], layout["developer"], big=layout["big"])
        for _ in range(draw(st.integers(0, 4))):
            row = {number: [draw(values_of(base)) for _ in range(count)] for number, base, count in layout["fields"]}
            extra = {number: [draw(values_of(base))] for number, _, base, _ in layout["developer"]}
            builder.data(local, *row.values(), *extra.values())
            native.append({number: (base, row[number]) for number, base, _ in layout["fields"]})
            developer.append({number: (base, extra[number]) for number, _, base, _ in layout["developer"]})
    return builder, native, developer


def expected(base: int, values: list[Any]) -> list[float]:
    """What a reader should make of the elements of a field."""
    if base == BYTE and len(values) > 1:
        return [math.nan] * len(values) if set(values) == {0xFF} else [float(value) for value in values]
    if base == FLOAT32:
        values = [struct.unpack("<f", struct.pack("<f", value))[0] for value in values]
    invalid = invalid_of(base)
    return [math.nan if value == invalid or not math.isfinite(value) else float(value) for value in values]


def same(ours: float, theirs: float) -> bool:
    return ours == theirs or (math.isnan(ours) and math.isnan(theirs))


@given(files())
def test_every_value_comes_back(built):
    builder, native, _ = built
    data = builder.build()
    (frame,) = find_frames(data)
    assert frame.is_whole
    scan = scan_messages(data, frame.start, frame.end, AnyMessage())
    assert scan.problem == ""
    table = decode_table(data, scan.groups, range(254), {}, range(254))
    rows = decode_rows(data, scan.groups)
    assert len(table) == len(rows) == len(native)
    for index, (row, message) in enumerate(zip(rows, native, strict=True)):
        assert table.offsets[index] == row.offset
        for number, (base, values) in message.items():
            wanted = expected(base, values)
            ours = np.atleast_1d(table.columns[number][index])
            assert all(same(*pair) for pair in zip(ours, wanted, strict=False)), (number, base, values)
            assert np.isnan(ours[len(wanted) :]).all()
            known = [value for value in wanted if not math.isnan(value)]
            found = row.values.get(number, ())
            assert [float(value) for value in (found if isinstance(found, tuple) else (found,))] == known
        absent = set(table.columns) - set(message)
        assert all(np.isnan(table.columns[number][index]).all() for number in absent)


@given(files())
def test_developer_values_come_back_once_their_type_is_known(built):
    builder, _, developer = built
    data = builder.build()
    frames = find_frames(data)
    types: dict[int, int] = {}
    for message in developer:
        for number, (base, _) in message.items():
            if types.setdefault(number, base) != base:
                return  # one number has one type in a real file
    scan = scan_messages(data, frames[0].start, frames[0].end, AnyMessage())
    described = {(0, number): base & 0x1F for number, base in types.items()}
    table = decode_table(data, scan.groups, (), described)
    for index, message in enumerate(developer):
        for number, (base, values) in message.items():
            (wanted,) = expected(base, values)
            assert same(table.developer[0, number][index], wanted)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400), st.integers(0, 31)), min_size=1, max_size=40))
def test_compressed_times_follow_the_clock(steps):
    builder = Builder().define(0, MESSAGE, [(253, UINT32), (3, UINT8)]).define(1, MESSAGE, [(3, UINT8)])
    clock, times = START, [START]
    builder.data(0, START, 100)
    for is_full, ahead, low in steps:
        if is_full:
            clock += ahead
            builder.data(0, clock, 100)
        else:
            clock += (low - clock) % 32
            builder.data(1, 100, offset=low)
        times.append(clock)
    data = builder.build()
    frame = find_frames(data)[0]
    scan = scan_messages(data, frame.start, frame.end, AnyMessage())
    table = decode_table(data, scan.groups, (253, 3), {})
    fill_compressed_times(data, table, scan.groups)
    assert table.columns[253].tolist() == times


@given(st.integers(1, 60), st.booleans(), st.integers(0, 3))
def test_the_slow_walk_finds_what_the_fast_scan_finds(records, big, others):
    builder = Builder().define(0, 0, [(0, ENUM), (1, UINT16)], big=big).data(0, 4, 1)
    builder.define(1, MESSAGE, [(253, UINT32), (3, UINT8), (0, SINT32), (13, SINT8)], big=big)
    builder.define(2, 999, [(1, SINT64), (2, UINT64), (3, FLOAT64)], big=big)
    for i in range(records):
        builder.data(1, START + i, 100, i, -3)
        for _ in range(others):
            builder.data(2, -i, i, i / 7)
    builder.data(1, START + records, 100, 0, 0)
    data = builder.build()
    frame = find_frames(data)[0]
    fast = scan_messages(data, frame.start, frame.end, AnyMessage())
    slow = salvage_messages(data, frame.start, frame.end, AnyMessage(), START)
    assert slow.gaps == []
    found = {group.definition.body: group.offsets for group in slow.scan.groups}
    assert found == {group.definition.body: group.offsets for group in fast.groups if group.offsets}


@given(
    st.lists(
        st.tuples(st.integers(0, 254), st.integers(0, 127), st.integers(0, 65534), st.integers(0, 2**32 - 2)),
        min_size=1,
        max_size=30,
    ),
    st.booleans(),
)
def test_channels_follow_their_formulas(rows, big):
    builder = Builder().define(0, 0, [(0, ENUM)]).data(0, 4)
    builder.define(1, MESSAGE, [(253, UINT32), (4, UINT8), (53, UINT8), (6, UINT16), (5, UINT32)], big=big)
    for i, row in enumerate(rows):
        builder.data(1, START + i, *row)
    builder.define(2, 18, [(2, UINT32), (5, ENUM)]).data(2, START, 1)
    (activity,) = read_fit(builder.build(), source=Source(name="x.fit", format="fit"))
    assert activity.elapsed_s.tolist() == list(range(len(rows)))
    assert activity["cadence_spm"].tolist() == [2 * (whole + part / 128) for whole, part, _, _ in rows]
    assert activity["speed_mps"].tolist() == [speed / 1000 for _, _, speed, _ in rows]
    assert activity["distance_m"].tolist() == [distance / 100 for _, _, _, distance in rows]
