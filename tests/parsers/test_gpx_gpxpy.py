"""Any GPX that can be thought of reads the same here and through gpxpy."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from legcheck.core import Activity, LegcheckError
from legcheck.parsers import read_all

NUMBERS = st.one_of(
    st.floats(-1e4, 1e4).map(lambda value: f"{value:.3f}"),
    st.floats(-1e4, 1e4, allow_subnormal=False).map(repr),
    st.integers(0, 300).map(str),
    st.sampled_from(["12.345678901234567890123", " 7 ", "1e2", "-0", "+5"]),
)
COORDINATES = st.one_of(
    st.floats(-90, 90).map(lambda value: f"{value:.7f}"), st.floats(-90, 90).map(repr), st.integers(-90, 90).map(str)
)
TIMES = st.builds(
    lambda second, fraction, zone: (
        f"2024-05-01T{8 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}{fraction}{zone}"
    ),
    st.integers(0, 40_000).map(lambda second: second % 36_000),
    st.sampled_from(["", "", ".5", ".250", ".123456"]),
    st.sampled_from(["Z", "Z", "+02:00", "-05:30"]),
)
EXTENSIONS = st.lists(
    st.builds(
        lambda name, value, wrap: f"<w:{wrap}><{name}>{value}</{name}></w:{wrap}>" if wrap else f"<{name}>{value}</{name}>",
        st.sampled_from(["tpx:hr", "tpx:cad", "tpx:atemp", "power", "speed", "w:distance", "tpx:course", "w:unknown", "HR"]),
        st.one_of(NUMBERS, st.sampled_from(["", "n/a"])),
        st.sampled_from(["", "", "TrackPointExtension"]),
    ),
    max_size=4,
)
NOISE = st.sampled_from(["", "", "", "\n   ", "<!-- a < b > c -->"])


@st.composite
def points(draw: st.DrawFn) -> str:
    lat, lon, noise = draw(COORDINATES), draw(COORDINATES), draw(NOISE)
    attributes = draw(
        st.sampled_from(
            [f'lat="{lat}" lon="{lon}"', f'lon="{lon}" lat="{lat}"', f"lat='{lat}' lon='{lon}'", f'lat = "{lat}"\n lon="{lon}"']
        )
    )
    elevation = f"<ele>{draw(NUMBERS)}</ele>" if draw(st.booleans()) else ""
    time = f"<time>{draw(TIMES)}</time>" if draw(st.integers(0, 9)) else ""
    extensions = draw(EXTENSIONS)
    inside = f"<extensions>{noise}{''.join(extensions)}</extensions>" if extensions else ""
    return f"<trkpt {attributes}>{elevation}{noise}{time}{inside}</trkpt>"


SEGMENTS = st.lists(points(), max_size=5).map(lambda inside: f"<trkseg>{''.join(inside)}</trkseg>")
TRACKS = st.builds(
    lambda name, kind, segments: f"<trk><name>{name}</name>{kind}{''.join(segments)}</trk>",
    st.sampled_from(["Morning", "A &amp; B", "<![CDATA[a <trkpt> b]]>", "1 > 0", "Łódź"]),
    st.sampled_from(["", "<type>running</type>", "<type>9</type>", "<type>1</type>"]),
    st.lists(SEGMENTS, max_size=3),
)
DOCUMENTS = st.builds(
    lambda tracks, start: (
        f'{start}<gpx version="1.1" creator="x &amp; y" xmlns="http://www.topografix.com/GPX/1/1" xmlns:tpx="urn:tpx" xmlns:w="urn:w">'
        f"<metadata><time>2020-01-01T00:00:00Z</time></metadata>{''.join(tracks)}</gpx>"
    ).encode(),
    st.lists(TRACKS, min_size=1, max_size=3),
    st.sampled_from(["", '<?xml version="1.0" encoding="UTF-8"?>\n', "   \n", "\ufeff"]),
)


def outcome(data: bytes, engine: str) -> list[Activity] | str:
    try:
        return read_all(data, engine=engine)
    except LegcheckError as error:
        return str(error)


@settings(max_examples=120)
@given(DOCUMENTS)
def test_both_engines_agree(data: bytes) -> None:
    own, other = outcome(data, "legcheck"), outcome(data, "gpxpy")
    if isinstance(own, str) or isinstance(other, str):
        assert own == other
        return
    assert len(own) == len(other)
    for first, second in zip(own, other, strict=True):
        assert (first.start_time, first.sport, first.breaks, first.utc_offset_s) == (
            second.start_time,
            second.sport,
            second.breaks,
            second.utc_offset_s,
        )
        assert (first.notes, first.device) == (second.notes, second.device)
        assert set(first.channels) == set(second.channels)
        for name in first.channels:
            np.testing.assert_array_equal(first[name], second[name], err_msg=name)
