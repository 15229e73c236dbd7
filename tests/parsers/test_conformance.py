"""One suite over all parsers: the same run in every format, damage, junk, determinism."""

from __future__ import annotations

import dataclasses
import gzip
import io
import pickle
import random
import re
import zipfile
from pathlib import PurePosixPath

import numpy as np
import pytest
from harm import check, damaged, survives
from hypothesis import given, settings
from hypothesis import strategies as st

from legcheck.core import Activity
from legcheck.parsers import read, read_all
from legcheck.synth import run

FORMATS = ("fit", "gpx", "tcx")
LONG = run(duration_s=900, seed=3)
SMALL = run(duration_s=10, seed=3)
FILES = {"fit": LONG.fit(), "gpx": LONG.gpx(), "tcx": LONG.tcx()}


def shortened(text: bytes, tag: str, keep: int) -> bytes:
    """The file with its first points only."""
    points = re.findall(rf"\s*<{tag}[ >].*?</{tag}>".encode(), text, re.DOTALL)
    for point in points[keep:]:
        text = text.replace(point, b"", 1)
    return text


SMALL_FILES = {"fit": SMALL.fit(), "gpx": shortened(SMALL.gpx(), "trkpt", 3), "tcx": shortened(SMALL.tcx(), "Trackpoint", 3)}

TOLERANCE = {
    "elapsed_s": 0.0,
    "latitude_deg": 2e-7,  # FIT: 180 / 2**31 = 8.4e-8; text with seven decimals: 5e-8
    "longitude_deg": 2e-7,
    "altitude_m": 0.21,  # FIT: steps of 0.2 m
    "distance_m": 0.02,  # FIT: steps of 0.01 m
    "speed_mps": 0.002,  # FIT: steps of 0.001 m/s
    "heart_rate_bpm": 0.5,
    "cadence_spm": 1.0,  # text carries whole strides a minute, FIT half ones
    "temperature_c": 0.5,
    "power_w": 0.5,
}

every_format = pytest.mark.parametrize("kind", FORMATS)


def fingerprint(activities: list[Activity]) -> bytes:
    return pickle.dumps(activities)


@every_format
def test_a_whole_file_is_read_without_complaint(kind: str) -> None:
    (activity,) = read_all(FILES[kind])
    check(activity)
    assert activity.source.format == kind
    assert activity.sport == "running"
    stated = ["heart_rate_stated"] if kind == "fit" else []  # only FIT files say something of the runner
    assert [note.code for note in activity.notes] == [*stated, "cadence_unit"]


@pytest.mark.parametrize("kind", ["gpx", "tcx"])
def test_the_same_run_is_the_same_activity_in_every_format(kind: str) -> None:
    fit, other = read(FILES["fit"]), read(FILES[kind])
    assert other.start_time == fit.start_time
    shared = set(fit.channels) & set(other.channels) - {"elapsed_s"}
    wanted = {
        "gpx": {"latitude_deg", "altitude_m", "heart_rate_bpm", "cadence_spm"},
        "tcx": {"distance_m", "speed_mps", "cadence_spm"},
    }
    assert wanted[kind] <= shared
    np.testing.assert_array_equal(other.elapsed_s, fit.elapsed_s)
    for name in sorted(shared):
        np.testing.assert_allclose(other[name], fit[name], rtol=0, atol=TOLERANCE[name], err_msg=name)


def test_laps_of_fit_and_tcx_agree() -> None:
    fit, tcx = read(FILES["fit"]), read(FILES["tcx"])
    assert len(fit.laps) == len(tcx.laps) > 0
    for first, second in zip(fit.laps, tcx.laps, strict=True):
        assert second.span.start_s == pytest.approx(first.span.start_s, abs=1.0)
        assert second.span.end_s == pytest.approx(first.span.end_s, abs=1.0)
        assert second.totals.distance_m == pytest.approx(first.totals.distance_m, abs=0.1)
        assert second.totals.timer_s == pytest.approx(first.totals.timer_s, abs=0.1)
        assert second.totals.cadence_spm == pytest.approx(first.totals.cadence_spm, abs=2.0)


@pytest.mark.parametrize(("kind", "engine"), [("fit", "fitparse"), ("gpx", "gpxpy")])
def test_the_second_opinion_is_the_same(kind: str, engine: str) -> None:
    own, other = read(FILES[kind]), read(FILES[kind], engine=engine)
    assert (own.start_time, own.sport, own.laps, own.totals) == (other.start_time, other.sport, other.laps, other.totals)
    assert set(own.channels) == set(other.channels)
    for name in own.channels:
        np.testing.assert_allclose(other[name], own[name], rtol=1e-12, atol=0, err_msg=name)


@every_format
@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_another_cadence_unit_comes_out_the_same(kind: str, factor: float) -> None:
    expected = read(FILES[kind])["cadence_spm"]
    forced = read(FILES[kind], cadence_factor=factor)["cadence_spm"]
    np.testing.assert_allclose(forced, expected * factor / 2.0)


@every_format
def test_same_bytes_same_answer_and_bytes_unchanged(kind: str) -> None:
    data = bytearray(FILES[kind])
    before = bytes(data)
    first, second = read_all(data), read_all(data)
    assert fingerprint(first) == fingerprint(second)
    assert bytes(data) == before


@every_format
def test_an_activity_pickles(kind: str) -> None:
    activity = read(FILES[kind])
    again = pickle.loads(pickle.dumps(activity))
    for field in dataclasses.fields(activity):
        if field.name not in {"channels", "rr_interval_s"}:
            assert getattr(again, field.name) == getattr(activity, field.name), field.name
    for name in activity.channels:
        np.testing.assert_array_equal(again[name], activity[name])


@every_format
def test_cut_at_every_byte(kind: str) -> None:
    data = SMALL_FILES[kind]
    whole = read(data)
    for end in range(len(data)):
        for activity in survives(data[:end]) or []:
            lost = len(activity) < len(whole)
            assert not lost or any(note.code not in {"cadence_unit", "cadence_unit_unclear"} for note in activity.notes), end
            if kind != "fit":
                for name in set(activity.channels) & set(whole.channels) - {"cadence_spm"}:
                    np.testing.assert_array_equal(activity[name], whole[name][: len(activity)], err_msg=f"{name} at {end}")


@every_format
def test_cut_at_every_byte_raises_when_asked_to(kind: str) -> None:
    data = SMALL_FILES[kind]
    for end in range(0, len(data) - 20, 7):
        assert survives(data[:end], on_damage="raise") is None, end


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\x00",
        b"\x00" * 1000,
        b"<",
        b"<gpx",
        b"<gpx>",
        b"<gpx/>",
        b"</gpx>",
        b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"<TrainingCenterDatabase>",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
    ],
)
def test_junk_is_an_error_of_ours(junk: bytes) -> None:
    assert survives(junk) is None


@every_format
def test_random_damage_raises_nothing_else(kind: str) -> None:
    rng = random.Random(11)
    data = SMALL_FILES[kind]
    for _ in range(250):
        survives(damaged(data, rng))


PIECES = st.sampled_from(
    [
        "<gpx>", "</gpx>", "<trk>", "</trk>", "<trkseg>", "</trkseg>", '<trkpt lat="1" lon="2">', "</trkpt>", "<trkpt>", '<trkpt lat="x" lon=\'2\'/>',
        "<time>2024-05-01T08:00:00Z</time>", "<time>never</time>", "<time/>", "<ele>1e400</ele>", "<ele>12.5</ele>", "<hr>", "</hr>", "150", "-", " ", "\n",
        "<!-- x -->", "<![CDATA[5]]>", "&amp;", "&#49;", "&x;", "<?pi?>", "<type>9</type>", "<TrainingCenterDatabase>", "</TrainingCenterDatabase>",
        "<Activities>", "</Activities>", '<Activity Sport="Running">', "</Activity>", '<Lap StartTime="2024-05-01T08:00:00Z">', "</Lap>", "<Track>", "</Track>",
        "<Trackpoint>", "</Trackpoint>", "<Time>2024-05-01T08:00:01Z</Time>", "<HeartRateBpm><Value>150</Value></HeartRateBpm>", "<RunCadence>80</RunCadence>",
        "<Speed>3</Speed>", "<TotalTimeSeconds>60</TotalTimeSeconds>", "<DistanceMeters>NaN</DistanceMeters>", "<Creator><Name>x</Name></Creator>", "\ufeff", "é",
    ]
)  # fmt: skip
"""Bits of GPX and TCX, put together in any order."""


@settings(max_examples=300)
@given(
    st.sampled_from(["", "<gpx>", "<gpx><trk><trkseg>", "<TrainingCenterDatabase><Activities>"]), st.lists(PIECES, max_size=25)
)
def test_any_order_of_xml_pieces(head: str, pieces: list[str]) -> None:
    survives((head + "".join(pieces)).encode())


@settings(max_examples=200)
@given(
    st.sampled_from([b"", b"<gpx>", b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"\x0e\x10\x00\x00\x40\x00\x00\x00.FIT\x00\x00"]),
    st.binary(max_size=200),
)
def test_any_bytes(head: bytes, tail: bytes) -> None:
    survives(head + tail)


def test_archives_of_all_formats_at_once() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for kind, data in FILES.items():
            archive.writestr(f"run.{kind}.gz", gzip.compress(data))
    activities = read_all(stream.getvalue())
    assert [activity.source.format for activity in activities] == ["fit", "gpx", "tcx"]
    assert PurePosixPath(activities[0].source.name).name == "run.fit.gz"
