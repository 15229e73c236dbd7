"""Activities written for other programs and read back."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from legcheck import synth
from legcheck.core import Columns, InputError
from legcheck.parsers import read
from legcheck.report.export import export


@pytest.fixture(scope="module")
def activity():
    return synth.run(duration_s=900, seed=3, stops=(400.0, 30.0), pause_at_stops=True).activity


def test_csv_is_a_row_per_record_in_utc(activity, tmp_path):
    path = export(activity, tmp_path / "run.csv")
    frame = pd.read_csv(path)
    assert len(frame) == len(activity)
    assert list(frame.columns) == ["time", *activity.channels]
    start = pd.Timestamp(activity.start_time)
    assert pd.Timestamp(frame["time"].iloc[-1]) == start + pd.Timedelta(seconds=activity.elapsed_s[-1])
    np.testing.assert_allclose(frame["heart_rate_bpm"], activity["heart_rate_bpm"])


def test_parquet_round_trip(activity, tmp_path):
    frame = pd.read_parquet(export(activity, tmp_path / "run.parquet"))
    pd.testing.assert_frame_equal(frame, activity.to_frame(), check_freq=False)


@pytest.mark.parametrize("engine", ["legcheck", "gpxpy"])
def test_gpx_round_trip(activity, tmp_path, engine):
    back = read(export(activity, tmp_path / "run.GPX"), engine=engine)
    assert back.sport == "running"
    assert len(back) == len(activity)
    np.testing.assert_allclose(back.elapsed_s, activity.elapsed_s)
    np.testing.assert_allclose(back["latitude_deg"], activity["latitude_deg"], atol=1e-9)
    np.testing.assert_allclose(back["heart_rate_bpm"], activity["heart_rate_bpm"], atol=0.5)
    np.testing.assert_allclose(back["cadence_spm"], activity["cadence_spm"], atol=0.5)
    assert len(back.breaks) == len(activity.pauses) > 0


def test_gpx_is_valid_for_others(activity, tmp_path):
    import gpxpy

    track = gpxpy.parse(export(activity, tmp_path / "run.gpx").read_text(encoding="utf-8"))
    assert track.creator == "legcheck"
    assert len(track.tracks[0].segments) == len(activity.pauses) + 1


def test_gpx_needs_positions(activity, tmp_path):
    indoors = Columns({name: values for name, values in activity.channels.items() if not name.endswith("_deg")})
    from dataclasses import replace

    with pytest.raises(InputError, match="no positions were recorded"):
        export(replace(activity, channels=indoors), tmp_path / "run.gpx")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_suffix_names_those_there_are(activity, tmp_path):
    with pytest.raises(InputError, match=r"ends in none of \.csv, \.parquet, \.gpx"):
        export(activity, tmp_path / "run.kml")


def test_a_place_that_cannot_be_written_to(activity, tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        export(activity, tmp_path / "nowhere" / "run.csv")


def test_records_without_a_value_stay_empty(activity, tmp_path):
    from dataclasses import replace

    heart = activity["heart_rate_bpm"].copy()
    heart[5] = np.nan
    gappy = replace(activity, channels=Columns({**activity.channels, "heart_rate_bpm": heart}))
    frame = pd.read_csv(io.BytesIO(export(gappy, tmp_path / "run.csv").read_bytes()))
    assert np.isnan(frame["heart_rate_bpm"][5])
    assert np.isnan(read(export(gappy, tmp_path / "run.gpx"))["heart_rate_bpm"][5])
