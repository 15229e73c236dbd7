"""Cleaned real runs against numbers legcheck did not make: what the devices themselves wrote as totals and laps."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest

from legcheck.cleaning import ascent_descent, clean
from legcheck.cleaning.grid import grid_s, resample, seconds_in, supported
from legcheck.cleaning.pauses import bridge_limit_s, find_stops
from legcheck.cleaning.timeline import order_records
from legcheck.cleaning.windows import filled
from legcheck.core import Columns, LegcheckError, Run
from legcheck.parsers import read

pytestmark = pytest.mark.corpus

ROUNDING_S = 0.5
"""[s] The start and the end of a timer pause are each written in whole seconds."""


@dataclass(frozen=True)
class Real:
    """A cleaned real run."""

    name: str
    kind: str
    run: Run


@pytest.fixture(scope="module")
def real_runs(corpus) -> list[Real]:
    """Every run of the corpus that can be read."""
    found = []
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["sport_norm"] != "running":
                continue
            try:
                activity = read(corpus / row["path"])
            except LegcheckError:
                continue
            found.append(Real(row["path"].rsplit("/", 1)[-1], row["format"].split(".")[0], clean(activity)))
    assert len(found) > 150
    return found


@pytest.fixture(scope="module")
def fit_runs(real_runs) -> list[Real]:
    """Those read from FIT files."""
    return [real for real in real_runs if real.kind == "fit"]


def spread(errors: dict[str, float]) -> tuple[int, float, float]:
    """How many, and median and 95th percentile of the absolute error."""
    sizes = np.abs(list(errors.values()))
    return sizes.size, float(np.median(sizes)), float(np.percentile(sizes, 95))


def worst(errors: dict[str, float]) -> str:
    """The largest errors, for the message of a failed test."""
    ordered = sorted(errors.items(), key=lambda item: -abs(item[1]))
    return f"{spread(errors)}; " + ", ".join(f"{name} {error:+.2f}" for name, error in ordered[:8])


def unpaused_s(run: Run) -> int:
    """Time outside pauses. [s]"""
    return int(np.count_nonzero(~run.masks["paused"])) - 1


def test_distance_is_the_devices(fit_runs):
    errors = {
        real.name: 100 * (real.run.distance_m / real.run.activity.totals.distance_m - 1)
        for real in fit_runs
        if real.run.activity.totals.distance_m
    }
    number, median, high = spread(errors)
    assert number > 150
    assert median < 0.02, worst(errors)
    assert high < 0.5, worst(errors)
    assert np.mean(np.abs(list(errors.values())) <= 0.5) > 0.96, worst(errors)


def test_time_is_the_devices_timer(fit_runs):
    errors, beyond = {}, {}
    for real in fit_runs:
        total_s = real.run.activity.totals.timer_s
        if total_s:
            error = unpaused_s(real.run) - total_s
            errors[real.name] = error
            beyond[real.name] = max(0.0, abs(error) - 2.0 - ROUNDING_S * len(real.run.activity.pauses))
    number, median, _ = spread(errors)
    assert number > 150
    assert median < 1.0, worst(errors)
    # Within 2 s, plus what whole seconds at every pause may add up to.
    assert np.mean(np.array(list(beyond.values())) == 0) > 0.96, worst(beyond)


def test_heart_rate_is_the_devices_mean(fit_runs):
    errors = {
        real.name: float(np.nanmean(real.run["heart_rate_bpm"])) - real.run.activity.totals.heart_rate_bpm
        for real in fit_runs
        if real.run.activity.totals.heart_rate_bpm and real.run.has("heart_rate_bpm")
    }
    number, median, high = spread(errors)
    assert number > 140
    assert median < 0.5, worst(errors)
    assert high < 1.0, worst(errors)


def recorded_cadence(run: Run) -> np.ndarray:
    """Cadence on the grid before repairs, which is what the device averaged, zeros included."""
    timeline = order_records(run.activity)
    stops = find_stops(timeline)
    time_s, grid = timeline.elapsed_s[stops.keep], grid_s(timeline.elapsed_s)
    cadence = timeline.columns["cadence_spm"][stops.keep]
    known = np.isfinite(cadence)
    held = supported(time_s[known], stops.block[known], grid, bridge_limit_s("cadence_spm", stops.spacing_s))
    on_grid = resample(time_s, cadence, grid, held)
    return on_grid[np.isfinite(on_grid) & ~seconds_in(stops.timer, grid.size, with_end=True)]


def test_cadence_is_the_devices_mean(fit_runs):
    # Most devices count zeros in their mean; those that do not are compared without them.
    errors, repaired = {}, {}
    for real in fit_runs:
        mean = real.run.activity.totals.cadence_spm
        if mean and real.run.has("cadence_spm") and len(real.run) > 300:
            cadence = recorded_cadence(real.run)
            both = (float(cadence.mean()) - mean, float(cadence[cadence > 0].mean()) - mean)
            errors[real.name] = min(both, key=abs)
            kept = real.run["cadence_spm"]
            repaired[real.name] = float(np.median(kept[kept > 0]) - np.median(cadence[cadence > 0]))
    number, median, _ = spread(errors)
    assert number > 140
    assert median < 0.4, worst(errors)
    assert np.mean(np.abs(list(errors.values())) <= 1.0) > 0.9, worst(errors)
    # Repairs move the median of hardly any run.
    assert spread(repaired)[2] <= 1.0, worst(repaired)


@pytest.mark.parametrize(("which", "total"), [(0, "ascent_m"), (1, "descent_m")])
def test_climb_is_the_devices(fit_runs, which, total):
    errors, allowed = {}, {}
    for real in fit_runs:
        metres = getattr(real.run.activity.totals, total)
        if metres is not None and real.run.has("altitude_m") and len(real.run) > 300:
            errors[real.name] = ascent_descent(real.run["altitude_m"])[which] - metres
            allowed[real.name] = max(10.0, 0.15 * metres)
    number, median, _ = spread(errors)
    within = [abs(errors[name]) <= allowed[name] for name in errors]
    assert number > 120
    assert median < 4.0, worst(errors)
    assert np.mean(within) > 0.94, worst(errors)


def laps_of(real: Real) -> Iterator[tuple[str, slice, float, float, object]]:
    """The laps of at least a minute, as seconds of the grid, with what they came to by the grid."""
    run = real.run
    way = filled(run["distance_m"])
    for number, lap in enumerate(run.activity.laps):
        start_s, end_s = lap.span.start_s, lap.span.end_s
        if lap.span.duration_s >= 60 and end_s <= len(run) - 1:
            seconds = slice(int(np.ceil(start_s)), int(end_s) + 1)
            first, last = np.interp([start_s, end_s], run.elapsed_s, way)
            timer_s = float(np.count_nonzero(~run.masks["paused"][int(start_s) + 1 : int(end_s) + 1]))
            yield f"{real.name}#{number}", seconds, float(last - first), timer_s, lap.totals


def test_laps_are_the_devices(fit_runs):
    distance, timer, heart_rate, climb = {}, {}, {}, {}
    for real in fit_runs:
        if len(real.run) < 300 or not real.run.has("distance_m"):
            continue
        for name, seconds, way_m, timer_s, totals in laps_of(real):
            if totals.distance_m:
                distance[name] = (way_m - totals.distance_m) / max(totals.distance_m, 1000.0) * 100
            if totals.timer_s and totals.timer_s > 30:
                timer[name] = timer_s - totals.timer_s
            if totals.heart_rate_bpm and real.run.has("heart_rate_bpm"):
                known = real.run["heart_rate_bpm"][seconds]
                known = known[np.isfinite(known)]
                if known.size > 30:
                    heart_rate[name] = float(known.mean()) - totals.heart_rate_bpm
            if totals.ascent_m is not None and real.run.has("altitude_m"):
                climb[name] = ascent_descent(real.run["altitude_m"][seconds])[0] - totals.ascent_m
    assert len(distance) > 1000
    # A lap ends within a second, 3 m of running; of a kilometre that is 0.3 %.
    assert spread(distance)[1] < 0.15, worst(distance)
    assert spread(distance)[2] < 0.6, worst(distance)
    assert spread(timer)[1] < 0.6, worst(timer)
    assert spread(timer)[2] < 2.0, worst(timer)
    assert spread(heart_rate)[2] < 1.0, worst(heart_rate)
    assert spread(climb)[2] < 10.0, worst(climb)


def test_way_along_positions_is_the_watches_distance(fit_runs):
    errors = {}
    for real in fit_runs[::3]:
        activity = real.run.activity
        if not activity.has("latitude_deg") or real.run.surface == "treadmill" or real.run.distance_m < 2000:
            continue
        columns = {name: activity[name] for name in ("elapsed_s", "latitude_deg", "longitude_deg")}
        alone = clean(replace(activity, channels=Columns(columns)))
        errors[real.name] = 100 * (alone.distance_m / real.run.distance_m - 1)
    number, median, high = spread(errors)
    assert number > 30
    assert median < 1.0, worst(errors)
    assert high < 8.0, worst(errors)


@pytest.fixture(scope="module")
def one_race(real_runs) -> tuple[Run, Run]:
    """The longest run there is both as FIT and as GPX, under one name."""
    kinds: dict[str, dict[str, Run]] = {}
    for real in real_runs:
        kinds.setdefault(real.name.rsplit(".", 1)[0], {})[real.kind] = real.run
    pairs = [(both["fit"], both["gpx"]) for both in kinds.values() if {"fit", "gpx"} <= set(both)]
    assert pairs
    return max(pairs, key=lambda pair: pair[0].distance_m)


def test_one_race_in_two_formats_is_one_run(one_race):
    fit, gpx = one_race
    assert gpx.distance_m == pytest.approx(fit.distance_m, rel=0.02)
    assert gpx.moving_s == pytest.approx(fit.moving_s, rel=0.02)
    for name, within in (("cadence_spm", 1.0), ("speed_mps", 0.06), ("heart_rate_bpm", 2.0)):
        assert np.nanmedian(gpx[name]) == pytest.approx(np.nanmedian(fit[name]), abs=within), name


def test_a_lost_pulse_is_not_taken_for_a_runner_who_slowed_down(one_race):
    # The sensor of this race loses the pulse again and again: it falls by more than half between two values, at one speed.
    for run in one_race:
        assert "heart_rate_dropouts" in {note.code for note in run.notes}
        steady = run["heart_rate_bpm"][600:3600]
        level = np.median(steady[np.isfinite(steady)])
        late = (np.arange(len(run)) > 3600) & (run["speed_mps"] > 2.2) & np.isfinite(run["heart_rate_bpm"])
        usable = late & run.masks["heart_rate_usable"]
        assert np.percentile(run["heart_rate_bpm"][late], 10) < 0.6 * level
        assert np.percentile(run["heart_rate_bpm"][usable], 10) > 0.85 * level
        assert usable.sum() > 1200


def test_straps_are_never_called_locked(real_runs):
    straps = [real for real in real_runs if real.run.activity.device.heart_rate_source == "strap"]
    assert straps
    for real in straps:
        assert "heart_rate_locked" not in {note.code for note in real.run.notes}, real.name


def test_nothing_is_lost_on_the_way(real_runs):
    for real in real_runs:
        run = real.run
        if len(run) < 300 or not run.activity.has("speed_mps"):
            continue
        share = np.isfinite(run["speed_mps"])[run.masks["recorded"]].mean()
        assert share > 0.9, real.name
