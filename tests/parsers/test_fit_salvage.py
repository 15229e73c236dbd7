"""Damaged FIT files: every record before and after the damage is recovered, and a note says how many and where."""

from __future__ import annotations

import gzip
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from fit_builder import ENUM, START, UINT8, UINT16, UINT32, Builder, crc16, small_run
from fit_damage import KINDS, cuts, damaged

from legcheck import synth
from legcheck.core import Activity, ReadError, Source
from legcheck.parsers.fit import read_fit
from legcheck.parsers.fit.decode import Decoded
from legcheck.parsers.fit.framing import find_frames
from legcheck.parsers.fit.reader import decode_frame

SOURCE = Source(name="damaged.fit", format="fit")
RECORDS = 60
RECORD_SIZE = 1 + 4 + 4 + 4 + 1 + 1 + 1
FOLDER = os.environ.get("LEGCHECK_CORPUS")
SHARE_TO_RECOVER = 0.99


def read(data: bytes) -> Activity:
    (activity,) = read_fit(data, source=SOURCE)
    return activity


def notes(activity: Activity) -> dict[str, str]:
    return {note.code: note.message for note in activity.notes}


def record_starts(builder: Builder) -> list[int]:
    """Where each record of a small run starts, header of 14 bytes included."""
    return [14 + start for start in builder.starts[1 : 1 + RECORDS]]


def test_cut_at_every_byte_keeps_every_whole_record():
    builder = small_run(RECORDS)
    data = builder.build()
    ends = [start + RECORD_SIZE for start in record_starts(builder)]
    for cut in cuts(data):
        whole = sum(end <= len(cut) for end in ends)
        if not whole:  # nothing to keep
            with pytest.raises(ReadError):
                read_fit(cut, source=SOURCE)
            continue
        activity = read(cut)
        assert len(activity) == whole, f"cut at {len(cut)}"
        assert activity["distance_m"].tolist() == [3.0 * i for i in range(whole)]
        assert notes(activity)["file_cut_off"] == f"file cut off: {whole:,} records recovered"


def test_cut_inside_the_header_is_no_fit_file():
    data = small_run(5).build()
    for end in range(12):
        with pytest.raises(ReadError):
            read_fit(data[:end], source=SOURCE)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 7, 100_000])
def test_wrong_length_in_the_header(size):
    data = small_run(RECORDS).build()
    wrong = data[:4] + size.to_bytes(4, "little") + data[8:]
    activity = read(wrong)
    assert len(activity) == RECORDS
    assert activity.sport == "running"
    assert "data_size" in notes(activity)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 7])
def test_wrong_length_and_no_checksum(size):
    activity = read(small_run(RECORDS).build(data_size=size, crc=0))
    assert len(activity) == RECORDS
    assert {"data_size", "checksum"} & set(notes(activity))


def test_wrong_checksum_is_noted_and_loses_nothing():
    activity = read(small_run(RECORDS).build(crc=0x1234))
    assert len(activity) == RECORDS
    assert set(notes(activity)) == {"checksum"}


def test_junk_behind_the_end_is_ignored_with_a_note():
    activity = read(small_run(RECORDS).build() + b"\x01\x02" * 50)
    assert len(activity) == RECORDS
    assert notes(activity) == {"trailing_bytes": "100 bytes after the end of the FIT content ignored"}


@pytest.mark.parametrize("junk", [b"\x00", b"\xff" * 3, b"\x01" * 17, bytes(range(40, 140)), bytes(5000), b".FIT"])
@pytest.mark.parametrize("within", [0, 1, 7, 15])
def test_junk_inserted_in_the_middle_costs_one_record_at_most(junk, within):
    builder = small_run(RECORDS)
    data = builder.build()
    at = record_starts(builder)[30] + within
    activity = read(data[:at] + junk + data[at:])
    distances = activity["distance_m"].tolist()
    expected = [3.0 * i for i in range(RECORDS)]
    assert set(expected) - set(distances) <= {90.0}
    assert set(distances) - set(expected) <= set(distances[30:31])
    assert activity.sport == "running"
    assert {"checksum", "data_size", "file_cut_off", "damage_skipped", "trailing_bytes"} & set(notes(activity))


@pytest.mark.parametrize("length", [1, 5, 16, 40, 200])
@pytest.mark.parametrize("seed", range(8))
def test_overwritten_bytes_cost_only_the_records_they_touch(length, seed):
    builder = small_run(RECORDS)
    data = builder.build()
    at = record_starts(builder)[20] + seed * 2
    junk = np.random.default_rng(seed).integers(0, 256, length, dtype=np.uint8).tobytes()
    activity = read(data[:at] + junk + data[at + length :])
    touched = {i for i, start in enumerate(record_starts(builder)) if start < at + length and at < start + RECORD_SIZE}
    kept = Counter(activity.elapsed_s.tolist())
    missing = {i for i in range(RECORDS) if not kept[float(i)]}
    assert missing <= touched
    assert len(activity) <= RECORDS
    assert activity.elapsed_s.min() >= 0.0


def test_a_message_of_a_kind_that_was_never_defined_is_skipped_every_time():
    builder = Builder().define(0, 0, [(0, ENUM)]).data(0, 4)
    builder.define(1, 20, [(253, UINT32), (5, UINT32), (3, UINT8)])
    for i in range(RECORDS):
        builder.data(1, START + i, 300 * i, 140)
        builder.raw(bytes([7, 200, 201, 202, 203, 204, 205, 206]))
    activity = read(builder.build())
    assert activity["distance_m"].tolist() == [3.0 * i for i in range(RECORDS)]
    assert "undefined_message" in notes(activity)


def test_two_kinds_never_defined_in_turns():
    builder = Builder().define(0, 0, [(0, ENUM)]).data(0, 4)
    builder.define(1, 20, [(253, UINT32), (5, UINT32), (3, UINT8)])
    for i in range(RECORDS):
        builder.data(1, START + i, 300 * i, 140)
        builder.raw(bytes([7, 200, 201, 202, 203, 204, 205, 206]) if i % 2 else bytes([9, 99, 98, 97, 96]))
    activity = read(builder.build())
    assert activity["distance_m"].tolist() == [3.0 * i for i in range(RECORDS)]
    assert {"damage_skipped", "undefined_message"} & set(notes(activity))


def test_a_destroyed_definition_loses_only_its_own_messages():
    builder = Builder().define(0, 0, [(0, ENUM)]).data(0, 4).define(1, 20, [(253, UINT32), (5, UINT32)])
    for i in range(RECORDS):
        builder.data(1, START + i, 300 * i)
    at = 14 + len(builder.body)
    builder.define(2, 999, [(253, UINT32), (1, UINT16), (2, UINT16)])
    for i in range(RECORDS, 2 * RECORDS):
        builder.data(1, START + i, 300 * i).data(2, START + i, 7, 8)
    data = builder.build()
    activity = read(data[:at] + b"\xaa" * 10 + data[at + 10 :])
    recovered = activity["distance_m"].tolist()
    assert set(recovered) >= {3.0 * i for i in range(2 * RECORDS)} - {3.0 * RECORDS}


def test_damage_says_where():
    builder = small_run(RECORDS)
    data = builder.build()
    at = record_starts(builder)[30]
    message = notes(read(data[:at] + b"\xee" * 9 + data[at:]))["damage_skipped"]
    assert f"9 damaged bytes skipped (one stretch at byte {at:,}): 60 records recovered" in message


def test_clock_that_jumps_far_is_followed():
    builder = Builder().define(0, 0, [(0, ENUM)]).data(0, 4).define(1, 20, [(253, UINT32), (5, UINT32)])
    for i in range(20):
        builder.data(1, 1000 + i, 300 * i)
    for i in range(20, 60):
        builder.data(1, START + i, 300 * i)
    activity = read(builder.build(crc=1))
    assert activity["distance_m"].tolist() == [3.0 * i for i in range(60)]


@pytest.mark.parametrize("kind", ["bad_checksum", "no_length", "junk_inserted", "bytes_overwritten", "cut_at_60_pct"])
def test_on_damage_raise(kind):
    data, _ = damaged(small_run(RECORDS).build(), kind, seed=3)
    with pytest.raises(ReadError, match="damaged") as caught:
        read_fit(data, source=SOURCE, on_damage="raise")
    assert caught.value.offset is not None
    assert caught.value.path == "damaged.fit"
    assert len(read_fit(small_run(RECORDS).build(), source=SOURCE, on_damage="raise")) == 1


def test_damaged_first_file_of_a_chain_leaves_the_second_whole():
    first, second = small_run(30).build(crc=7), small_run(20).build()
    activities = read_fit(first + second, source=SOURCE)
    assert [len(activity) for activity in activities] == [30, 20]


def test_settings_chained_behind_an_activity_are_noted():
    settings = Builder().define(0, 0, [(0, ENUM)]).data(0, 2).build()
    activity = read(small_run(5).build() + settings)
    assert notes(activity) == {"other_content": "the file also holds: a FIT settings file, not an activity"}


def test_builder_checksum_is_the_published_one():
    # The CRC-16 that FIT uses is CRC-16/ARC, whose published check value over "123456789" is 0xBB3D.
    assert crc16(b"123456789") == 0xBB3D


def corpus_sample() -> list[Path | None]:
    if not FOLDER:
        return [None]
    files = [path for path in Path(FOLDER).rglob("*") if path.name.lower().endswith((".fit", ".fit.gz"))]
    return sorted(path for path in files if path.stat().st_size > 5_000)[::2]


def whole_file(path: Path | None) -> tuple[bytes, Decoded]:
    if path is None:
        pytest.skip("LEGCHECK_CORPUS is not set: no real recordings to test against")
    data = path.read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    frames = find_frames(data)
    if len(frames) != 1 or not frames[0].is_whole:
        pytest.skip("damaged or chained as it is")
    decoded = decode_frame(data, frames[0], SOURCE, "salvage")
    if len(decoded.records) < 200:
        pytest.skip("too few records to speak of a share")
    return data, decoded


@pytest.mark.corpus
@pytest.mark.parametrize("kind", KINDS)
def test_recovery_over_real_files(kind):
    recovered = expected = files = 0
    for path in corpus_sample():
        try:
            data, decoded = whole_file(path)
        except pytest.skip.Exception:
            if path is None:
                raise
            continue
        files += 1
        ours, untouched = recover(data, decoded, kind, seed=files)
        recovered += ours
        expected += untouched
    assert files >= 50
    assert recovered >= SHARE_TO_RECOVER * expected, f"{recovered} of {expected} records in {files} files"


def recover(data: bytes, decoded: Decoded, kind: str, seed: int) -> tuple[int, int]:
    """Undamaged records recovered, and how many there are."""
    bad, lost = damaged(data, kind, seed)
    offsets, times = decoded.records.offsets, decoded.records.columns[253]
    ends = np.append(offsets[1:], len(data))
    untouched = Counter(times[(ends <= lost.start) | (offsets >= lost.stop)].tolist() if len(lost) else times.tolist())
    try:
        activities = read_fit(bad, source=SOURCE)
    except ReadError:
        return 0, untouched.total()
    found = Counter(round(at + one.start_time.timestamp() - 631_065_600) for one in activities for at in one.elapsed_s)
    return (found & untouched).total(), untouched.total()


def test_a_file_of_junk_is_given_up_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many places tried in vain the rest is left: cost may not grow with junk for ever."""
    from legcheck.parsers.fit import salvage

    data = synth.run(duration_s=120, seed=4).fit()
    junk = np.random.default_rng(4).integers(0, 256, 200_000, dtype=np.uint8).tobytes()
    broken = data[: len(data) // 2] + junk + data[len(data) // 2 :]
    whole = len(read_fit(broken, source=SOURCE)[0])
    monkeypatch.setattr(salvage, "MOST_TRIED", 50)
    (short,) = read_fit(broken, source=SOURCE)
    assert 40 < len(short) < whole
    assert {"file_cut_off", "damage_skipped"} & {note.code for note in short.notes}
