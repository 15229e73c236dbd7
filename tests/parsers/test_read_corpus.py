"""Real recordings: each is an activity or a clear error, and GPX equals gpxpy point for point."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from harm import damaged, survives

from legcheck.core import Activity, LegcheckError
from legcheck.parsers import read, read_all

pytestmark = pytest.mark.corpus


def files_of(corpus: Path, *kinds: str) -> list[Path]:
    return sorted(
        path for path in corpus.rglob("*") if path.is_file() and path.name.lower().removesuffix(".gz").endswith(kinds)
    )


def test_every_corpus_file_is_an_activity_or_a_clear_error(corpus: Path) -> None:
    paths = files_of(corpus, ".fit", ".gpx", ".tcx", ".zip")
    assert len(paths) > 300
    read_ones = sum(survives(path.read_bytes()) is not None for path in paths)
    assert read_ones > 0.9 * len(paths)


def test_every_corpus_gpx_equals_gpxpy_point_for_point(corpus: Path) -> None:
    compared = 0
    for path in files_of(corpus, ".gpx"):
        own, other = outcome(path, "legcheck"), outcome(path, "gpxpy")
        if isinstance(own, str) or isinstance(other, str):
            assert own == other, path.name
            continue
        assert len(own) == len(other)
        for first, second in zip(own, other, strict=True):
            assert (first.start_time, first.sport, first.breaks, first.notes) == (
                second.start_time,
                second.sport,
                second.breaks,
                second.notes,
            )
            assert set(first.channels) == set(second.channels)
            for name in first.channels:
                np.testing.assert_array_equal(first[name], second[name], err_msg=f"{path.name}: {name}")
            compared += len(first)
    assert compared > 50_000


def outcome(path: Path, engine: str) -> list[Activity] | str:
    try:
        return read_all(path, engine=engine)
    except LegcheckError as error:
        return str(error)


def test_running_fit_of_the_corpus_keep_their_one_foot_cadence(corpus: Path) -> None:
    factors = []
    for path in files_of(corpus, ".fit"):
        for activity in survives(path.read_bytes()) or []:
            factors += [note.message.split(":")[0] for note in activity.notes if note.code == "cadence_unit"]
    assert len(factors) > 150
    assert set(factors) <= {
        "cadence doubled",
        "cadence doubled, as usual in such files (no running in it to check that against)",
    } | {factor for factor in factors if "none of 0.5, 1 and 2" in factor or factor.startswith("cadence doubled, as usual")}


def test_cut_corpus_archives_and_texts(corpus: Path) -> None:
    rng = random.Random(4)
    for path in files_of(corpus, ".gpx", ".tcx", ".zip")[::4]:
        data = path.read_bytes()
        for _ in range(3):
            survives(data[: rng.randrange(len(data) + 1)])
            survives(damaged(data, rng))


TOLERANCE = {"latitude_deg": 1e-6, "longitude_deg": 1e-6, "heart_rate_bpm": 0.5, "cadence_spm": 1.0, "power_w": 0.5}
"""Services round when they write GPX: positions to six decimals, cadence to whole strides; heights they may replace by those of
a map, so these are not compared."""


def test_the_same_run_recorded_as_fit_and_exported_as_gpx(corpus: Path) -> None:
    paths = [path for path in files_of(corpus, ".fit") if path.with_suffix(".gpx").exists()]
    pairs = [(path, path.with_suffix(".gpx")) for path in paths if survives(path.read_bytes())]
    compared = 0
    for recorded, exported in pairs:
        fit, gpx = read(recorded), read(exported)
        if gpx.start_time != fit.start_time or len(gpx) != len(fit):
            continue  # of one name, but not one recording
        np.testing.assert_array_equal(gpx.elapsed_s, fit.elapsed_s)
        for name, tolerance in TOLERANCE.items():
            if not (gpx.has(name) and fit.has(name)):
                continue
            both = np.isfinite(gpx[name]) & np.isfinite(fit[name])
            assert both.mean() > 0.9
            np.testing.assert_allclose(gpx[name][both], fit[name][both], rtol=0, atol=tolerance, err_msg=name)
            compared += int(both.sum())
    assert compared > 30_000
