"""Where cleaning looks before it works hard: the quick look never changes the answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legcheck.cleaning import cadence as cadence_module
from legcheck.cleaning.cadence import clean_cadence
from legcheck.cleaning.grid import resample, supported
from legcheck.cleaning.heart_rate import clean_heart_rate
from legcheck.cleaning.positions import FASTEST_MPS, TELEPORT_M, TELEPORT_WIDTH, local_metres, teleports
from legcheck.cleaning.spikes import speed_outliers
from legcheck.cleaning.windows import (
    after_each,
    drop_short_runs,
    highest_median,
    median,
    near_any,
    rolling_mean,
    rolling_median,
    rolling_reach,
    true_runs,
)


def off_track(time_s, latitude, longitude):
    """Every position held against the running medians, with no look beforehand."""
    east, north = local_metres(latitude, longitude)
    off = np.hypot(east - rolling_median(east, TELEPORT_WIDTH), north - rolling_median(north, TELEPORT_WIDTH))
    index, half = np.arange(time_s.size), TELEPORT_WIDTH // 2
    reach_s = np.maximum(
        time_s - time_s[np.maximum(index - half, 0)], time_s[np.minimum(index + half, time_s.size - 1)] - time_s
    )
    return off > np.maximum(TELEPORT_M, FASTEST_MPS * reach_s)


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 15.0), st.integers(0, 4), st.floats(1.0, 12.0))
def test_teleports_are_those_of_the_plain_rule(seed, speed_mps, jumps, spacing_s):
    random = np.random.default_rng(seed)
    time_s = np.cumsum(random.uniform(0.5, 1.5, 80) * spacing_s)
    turn = np.cumsum(random.normal(0.0, 0.3, 80))
    way = speed_mps * np.diff(time_s, prepend=0.0) * random.uniform(0.5, 2.0, 80)
    latitude = 47.0 + np.cumsum(way * np.cos(turn)) / 111_195.0
    longitude = 8.0 + np.cumsum(way * np.sin(turn)) / 75_800.0
    latitude[random.integers(0, 80, jumps)] += random.normal(0.0, 0.003, jumps)
    np.testing.assert_array_equal(teleports(time_s, latitude, longitude), off_track(time_s, latitude, longitude))


def test_a_runner_who_sprints_is_no_teleport_and_one_far_jump_is():
    time_s, longitude = np.arange(60.0), np.full(60, 8.0)
    latitude = 47.0 + 9.0 * time_s / 111_195.0
    assert not teleports(time_s, latitude, longitude).any()
    latitude[30] += 400.0 / 111_195.0
    assert np.flatnonzero(teleports(time_s, latitude, longitude)).tolist() == [30]


@given(st.lists(st.floats(0.0, 12.0), min_size=20, max_size=60))
def test_bursts_are_those_of_the_plain_rule(values):
    speed = np.array(values)
    excess = speed - rolling_median(speed, 15)
    spread = 1.4826 * rolling_median(np.abs(excess), 15)
    gain = np.diff(speed, prepend=speed[:1])
    plain = (excess > np.maximum(3.0 * spread, 1.5)) | ((gain > 3.0) & (excess > 1.0))
    np.testing.assert_array_equal(speed_outliers(speed), plain)


def test_a_record_each_second_needs_no_interpolation():
    grid, block = np.arange(6.0), np.array([0, 0, 0, 1, 1, 1])
    assert supported(grid, block, grid, 1.0).all()
    held = np.array([True, True, False, True, True, True])
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert resample(grid, values, grid, held).tolist() == pytest.approx([1.0, 2.0, np.nan, 4.0, 5.0, 6.0], nan_ok=True)
    # The same number of records as seconds, but not at them: 0.5 lies between 0 and 1.
    assert resample(grid + 0.5, values, grid, held).tolist() == pytest.approx([1.0, 1.5, np.nan, 3.5, 4.5, 5.5], nan_ok=True)


@pytest.mark.parametrize("width", [1, 3, 21, 99])
@pytest.mark.parametrize("size", [1, 2, 20, 60])
def test_a_rolling_mean_is_the_plain_one(width, size):
    random = np.random.default_rng(size + width)
    values = np.where(random.random(size) < 0.8, random.normal(100.0, 5.0, size), np.nan)
    plain = []
    for middle in range(size):
        part = values[max(middle - width // 2, 0) : middle + width // 2 + 1]
        known = part[np.isfinite(part)]
        plain.append(known.mean() if known.size else np.nan)
    np.testing.assert_allclose(rolling_mean(values, width), plain, rtol=1e-12)


def test_masks_without_anything_in_them():
    empty, none = np.zeros(0, dtype=bool), np.zeros(5, dtype=bool)
    for mask in (empty, none):
        assert [part.size for part in true_runs(mask)] == [0, 0]
        assert not after_each(mask, 3).any()
        assert drop_short_runs(mask, 3).tolist() == mask.tolist()
    kept = drop_short_runs(~none, 3)
    kept[0] = False
    assert not none.any()


@given(st.lists(st.one_of(st.floats(90.0, 180.0), st.just(float("nan"))), min_size=1, max_size=60), st.floats(0.01, 1.0))
def test_jumps_of_heart_rate_are_those_of_the_plain_rule(values, share):
    # The share draws some series together, so that many lie near the border.
    heart_rate = 140.0 + share * (np.array(values) - 140.0)
    jumps = np.abs(heart_rate - rolling_median(heart_rate, 15)) > 15.0
    cleaned, notes = clean_heart_rate(heart_rate, np.ones(heart_rate.size, dtype=bool), 10)
    assert bool(notes) is bool(jumps.any())
    if not jumps.any():
        np.testing.assert_array_equal(cleaned, heart_rate)


KNOWN_OR_NOT = st.one_of(st.floats(0.0, 200.0), st.just(float("nan")))


@given(st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=40))
def test_a_median_is_that_of_numpy(values):
    assert median(np.array(values)) == np.median(values)
    assert np.isnan(median(np.array([])))


@given(st.lists(KNOWN_OR_NOT, min_size=1, max_size=60), st.integers(0, 2**32 - 1), st.sampled_from([3, 5, 15]))
def test_medians_at_some_places_are_those_of_all(values, seed, width):
    series = np.array(values)
    where = np.random.default_rng(seed).random(series.size) < np.random.default_rng(seed).random()
    chosen = rolling_median(series, width, where=where)
    np.testing.assert_array_equal(chosen[where], rolling_median(series, width)[where])
    np.testing.assert_array_equal(chosen[~where], series[~where])


@given(st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=40))
def test_medians_of_five_are_those_of_sorting(values):
    padded = np.pad(np.array(values), 2, mode="edge")
    plain = np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1)
    np.testing.assert_array_equal(rolling_median(np.array(values), 5), plain)


@given(st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=60), st.sampled_from([1, 3, 15, 31]))
def test_no_median_lies_further_off_than_the_reach(values, width):
    series = np.array(values)
    assert (np.abs(series - rolling_median(series, width)) <= rolling_reach(series, width)).all()


@given(st.lists(st.floats(60.0, 200.0), min_size=15, max_size=120))
def test_the_highest_median_is_that_of_all_windows(values):
    series = np.array(values)
    windows = np.lib.stride_tricks.sliding_window_view(series, 15)
    assert highest_median(series, 15) == np.median(windows, axis=1).max()


@given(st.lists(st.booleans(), max_size=30), st.integers(0, 5))
def test_near_any_is_true_around_every_true(values, reach):
    mask = np.array(values, dtype=bool)
    plain = [mask[max(place - reach, 0) : place + reach + 1].any() for place in range(mask.size)]
    np.testing.assert_array_equal(near_any(mask, reach), np.array(plain, dtype=bool))


@pytest.mark.parametrize("seed", range(60))
def test_cadence_is_cleaned_as_with_medians_everywhere(seed, monkeypatch):
    random = np.random.default_rng(seed)
    steps = 168.0 + random.normal(0.0, 2.5, 600)
    speed = np.full(600, 3.0)
    for first in random.integers(0, 580, 6):  # halves, doubles, jumps, rests and holes
        part = slice(first, first + random.integers(1, 25))
        steps[part] *= random.choice([0.5, 2.0, 1.1, 0.0, 0.15, np.nan])
        speed[part] = random.choice([3.0, 3.0, 1.0, 0.0])
    given_there = rolling_median

    def everywhere(values, width, *, where=None):
        return given_there(values, width)

    quick, notes = clean_cadence(steps, speed, np.ones(600, dtype=bool), 10)
    monkeypatch.setattr(cadence_module, "rolling_median", everywhere)
    plain, plain_notes = clean_cadence(steps, speed, np.ones(600, dtype=bool), 10)
    np.testing.assert_array_equal(quick, plain)
    assert notes == plain_notes
