"""Properties that hold for any activity: promises, idempotence, independence of how the device recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from legcheck.cleaning import clean
from legcheck.core import CHANNELS, MASKS, Activity, Columns, Source, Span

START = datetime(2023, 3, 3, 3, tzinfo=UTC)
RECORDED = [name for name, channel in CHANNELS.items() if not channel.derived and name != "elapsed_s"]


@st.composite
def activities(draw):
    """Any activity: any channels, values in and out of range, times in and out of order, any pauses and breaks."""
    size = draw(st.integers(0, 120))
    steps = draw(
        arrays(
            np.float64,
            size,
            elements=st.sampled_from([0.0, 0.5, 1.0, 1.0, 1.0, 1.0, 4.0, 7.0, 12.0, 40.0, 900.0, -3.0, -40.0, np.nan]),
        )
    )
    known = np.where(np.isnan(steps), 0.0, steps)
    channels = {"elapsed_s": np.where(np.isnan(steps), np.nan, np.cumsum(known))}
    for name in draw(st.lists(st.sampled_from(RECORDED), max_size=6, unique=True)):
        channel = CHANNELS[name]
        width = channel.high - channel.low
        value = st.floats(channel.low - 0.1 * width, channel.high + 0.1 * width) | st.just(np.nan) | st.just(0.0)
        channels[name] = draw(arrays(np.float64, size, elements=value))
    spans = draw(st.lists(st.tuples(st.integers(-50, 300), st.integers(0, 200)), max_size=4))
    return Activity(
        source=Source(name="any", format="table"),
        start_time=START,
        channels=Columns(channels),
        pauses=tuple(Span(float(start), float(start + length)) for start, length in spans),
        breaks=tuple(draw(st.lists(st.floats(0, 500), max_size=3))),
        sport=draw(st.sampled_from(["running", "", "cycling"])),
        sub_sport=draw(st.sampled_from(["", "trail", "treadmill"])),
    )


@given(activities())
@settings(max_examples=150)
def test_any_activity_becomes_a_run_that_keeps_its_promises(activity):
    run = clean(activity)
    assert set(run.masks) == set(MASKS)
    assert run.elapsed_s.tolist() == list(range(len(run)))
    assert (sum(run.masks[name].astype(int) for name in ("running", "walking", "stopped", "paused")) <= 1).all()
    assert not (run.masks["paused"] & run.masks["recorded"]).any()
    for name, values in run.channels.items():
        if name != "elapsed_s":
            assert np.isnan(values[~run.masks["recorded"]]).all(), name
            assert not np.isinf(values).any(), name
    assert run.distance_m >= 0
    assert 0 <= run.moving_s <= len(run)


def rebuilt(run):
    """The activity that recorded exactly this run."""
    channels = {name: values for name, values in run.channels.items() if name not in {"grade_pct", "grade_adjusted_speed_mps"}}
    return replace(run.activity, channels=Columns(channels), notes=())


def faulty(steady, seed):
    """A run with one of each: spikes, harmonics, pauses, holes."""
    channels = {name: values.copy() for name, values in steady(1500, seed=seed).items()}
    rng = np.random.default_rng(seed)
    channels["heart_rate_bpm"][rng.integers(200, 1400, 4)] += 50
    channels["cadence_spm"][rng.integers(200, 1400, 5)] /= 2
    channels["speed_mps"][rng.integers(200, 1400, 3)] = 11.0
    channels["latitude_deg"][rng.integers(200, 1400, 2)] += 0.03
    keep = np.ones(1500, dtype=bool)
    keep[400:430] = keep[700:707] = keep[900:950] = False
    return {name: values[keep] for name, values in channels.items()}


@pytest.mark.parametrize("seed", range(5))
def test_cleaning_twice_changes_almost_nothing(make_activity, steady, seed):
    once = clean(make_activity(faulty(steady, seed), pauses=(Span(399, 430),)))
    assert len(once.notes) >= 5
    twice = clean(rebuilt(once))
    for name, values in once.channels.items():
        # A burst next to a hole is spread into it before it is removed; what is left of it may go the second time.
        changed = ~np.isclose(values, twice[name], equal_nan=True, atol=1e-9)
        assert changed.sum() <= 2, name
    for name, mask in once.masks.items():
        assert np.array_equal(mask, twice.masks[name]), name


@pytest.mark.parametrize("seed", range(5))
def test_smart_recording_tells_the_same(make_activity, steady, seed):
    channels = steady(2400, seed=seed)
    rng = np.random.default_rng(seed)
    kept = np.unique(np.concatenate(([0], np.cumsum(rng.integers(2, 8, 2400)))))
    kept = kept[kept < 2400]
    every, smart = (
        clean(make_activity(channels)),
        clean(make_activity({name: values[kept] for name, values in channels.items()})),
    )
    assert smart.distance_m == pytest.approx(every.distance_m, rel=0.005)
    for name, within in (
        ("speed_mps", 0.02),
        ("heart_rate_bpm", 0.5),
        ("cadence_spm", 0.5),
        ("grade_adjusted_speed_mps", 0.02),
    ):
        assert np.nanmedian(smart[name]) == pytest.approx(np.nanmedian(every[name]), abs=within), name
        assert np.isfinite(smart[name][: kept[-1]]).mean() > 0.99, name
    for name in ("running", "gait_usable", "heart_rate_usable"):
        assert smart.masks[name][: kept[-1]].mean() == pytest.approx(every.masks[name][: kept[-1]].mean(), abs=0.01), name


@pytest.mark.parametrize("seed", range(3))
def test_east_and_west_are_alike(make_activity, steady, seed):
    channels = steady(900, seed=seed)
    only = {"elapsed_s": channels["elapsed_s"], "latitude_deg": np.full(900, 40.0)}
    east = clean(make_activity({**only, "longitude_deg": channels["latitude_deg"] - 40}))
    west = clean(make_activity({**only, "longitude_deg": 40 - channels["latitude_deg"]}))
    assert np.allclose(east["speed_mps"], west["speed_mps"], atol=1e-6)
    assert east.distance_m == pytest.approx(west.distance_m, rel=1e-9)


def test_standing_at_the_end_moves_nothing(make_activity, steady):
    channels = steady(1200)
    longer = {name: np.concatenate((values, np.full(300, values[-1]))) for name, values in channels.items()}
    longer["elapsed_s"] = np.arange(1500.0)
    longer["speed_mps"][1200:] = 0.0
    longer["cadence_spm"][1200:] = 0.0
    short, long = clean(make_activity(channels)), clean(make_activity(longer))
    assert long.distance_m == pytest.approx(short.distance_m)
    assert long.moving_s == short.moving_s + 1  # the last row of the short one stands for no second
    for name in ("speed_mps", "heart_rate_bpm", "cadence_spm"):
        assert np.array_equal(long[name][:1200], short[name]), name


def test_the_order_of_records_does_not_matter(make_activity, steady):
    channels = steady(900)
    order = np.random.default_rng(0).permutation(900)
    shuffled = {name: values[order] for name, values in channels.items() if name != "distance_m"}
    straight = {name: values for name, values in channels.items() if name != "distance_m"}
    for name, values in clean(make_activity(straight)).channels.items():
        assert np.array_equal(values, clean(make_activity(shuffled))[name], equal_nan=True), name
