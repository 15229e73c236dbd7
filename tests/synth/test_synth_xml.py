"""The GPX and TCX text, read by gpxpy and by lxml."""

from __future__ import annotations

import gzip
import io

import gpxpy
import numpy as np
import pytest
from lxml import etree

from legcheck import synth
from legcheck.core import InputError
from legcheck.synth.pack import gzipped, zipped

TPX = "{http://www.garmin.com/xmlschemas/TrackPointExtension/v1}"
TCX = {
    "t": "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2",
    "x": "http://www.garmin.com/xmlschemas/ActivityExtension/v2",
}


def points_of(content):
    track = gpxpy.parse(content.decode()).tracks[0]
    return [point for segment in track.segments for point in segment.points]


def extension(points, name):
    return np.array([float(point.extensions[0].find(TPX + name).text) for point in points])


@pytest.mark.parametrize("both_feet", [False, True])
def test_gpxpy_reads_every_value(both_feet):
    made = synth.run(seed=2, duration_s=600, gpx_both_feet=both_feet, hills=(5.0, 500.0))
    points, activity = points_of(made.gpx()), made.activity
    assert len(points) == len(activity)
    assert np.abs([point.latitude for point in points] - activity["latitude_deg"]).max() < 1e-7
    assert np.abs([point.longitude for point in points] - activity["longitude_deg"]).max() < 1e-7
    assert np.abs([point.elevation for point in points] - activity["altitude_m"]).max() < 0.051
    seconds = [(point.time - activity.start_time).total_seconds() for point in points]
    assert np.array_equal(seconds, activity.elapsed_s)
    assert np.array_equal(extension(points, "hr"), activity["heart_rate_bpm"])
    assert np.array_equal(extension(points, "atemp"), activity["temperature_c"])
    steps = extension(points, "cad") * (1 if both_feet else 2)
    assert np.abs(steps - activity["cadence_spm"]).max() <= (0 if both_feet else 1)


def test_a_pause_starts_a_new_segment():
    made = synth.run(duration_s=700, stops=(200.0, 20.0))
    segments = gpxpy.parse(made.gpx().decode()).tracks[0].segments
    ends = [(segment.points[-1].time - made.activity.start_time).total_seconds() for segment in segments]
    assert ends == [200.0, 400.0, 600.0, 700.0]


def test_gpx_leaves_out_what_was_not_recorded():
    made = synth.run(duration_s=60, heart_rate=False, cadence=False, temperature_c=None, altitude=False)
    points = points_of(made.gpx())
    assert all(not point.extensions for point in points)
    assert all(point.elevation is None for point in points)
    assert b"TrackPointExtension>" not in made.gpx()


def test_tcx_holds_the_same_values_lap_by_lap():
    made = synth.run(seed=2, duration_s=1300, stops=(500.0, 25.0), power=True)
    root, activity = etree.fromstring(made.tcx()), made.activity

    def values(path):
        return np.array([float(node.text) for node in root.iterfind(f".//t:Trackpoint/{path}", TCX)])

    assert np.array_equal(values("t:DistanceMeters"), np.round(activity["distance_m"], 2))
    assert np.array_equal(values("t:HeartRateBpm/t:Value"), activity["heart_rate_bpm"])
    assert np.array_equal(values("t:Extensions/x:TPX/x:Speed"), np.round(activity["speed_mps"], 3))
    assert np.array_equal(values("t:Extensions/x:TPX/x:Watts"), activity["power_w"])
    assert np.abs(2 * values("t:Extensions/x:TPX/x:RunCadence") - activity["cadence_spm"]).max() <= 1
    assert np.abs(values("t:Position/t:LatitudeDegrees") - activity["latitude_deg"]).max() < 1e-7
    laps = root.findall(".//t:Lap", TCX)
    assert [float(lap.find("t:TotalTimeSeconds", TCX).text) for lap in laps] == [lap.totals.timer_s for lap in activity.laps]
    assert len(root.findall(".//t:Track", TCX)) == len(activity.laps) + len(activity.pauses)


@pytest.mark.parametrize("suffix", [".fit", ".gpx", ".tcx"])
def test_write_goes_by_the_suffix(tmp_path, suffix):
    made = synth.run(duration_s=60)
    plain = made.write(tmp_path / f"run.2024{suffix}")
    packed = made.write(str(tmp_path / f"run{suffix}.gz"))
    assert plain.read_bytes() == getattr(made, suffix[1:])()
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()


@pytest.mark.parametrize("name", ["run", "run.csv", "run.gz", "run.kml.gz"])
def test_write_refuses_other_suffixes(tmp_path, name):
    with pytest.raises(InputError, match=r"\.fit, \.gpx, \.tcx"):
        synth.run(duration_s=60).write(tmp_path / name)


def test_containers_are_the_same_every_time():
    import zipfile

    content = b"steps" * 1000
    assert gzipped(content) == gzipped(content)
    assert gzip.decompress(gzipped(content)) == content
    members = {"one.fit": content, "two.txt": b"x"}
    assert zipped(members) == zipped(members)
    with zipfile.ZipFile(io.BytesIO(zipped(members))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == members
