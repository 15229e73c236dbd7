"""A bend and a step, each found where it was put, and none where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.signal import lfilter

from legcheck.signals.breakpoint import find_break

TIME = np.arange(630.0, 3490.0, 60.0)
NOISE = np.random.default_rng(3).normal(0.0, 0.01, TIME.size)
BENT = -0.20 * np.maximum(TIME - 1830.0, 0.0) / 1800.0
STEPPED = np.where(TIME >= 2400.0, -0.15, 0.0)  # between the bins at 2370 and 2430
LINE = -0.10 * TIME / 3600.0


@pytest.mark.parametrize(("noise", "within_s"), [(0.0, 60.0), (NOISE, 180.0)], ids=["exact", "noisy"])
def test_a_bend(noise, within_s):
    found = find_break(TIME, LINE + BENT + noise, width_s=60.0)
    assert found.onset_s.value == pytest.approx(1830.0, abs=within_s)
    assert found.onset_s.low <= 1830.0 <= found.onset_s.high
    assert found.abruptness < 0.2


def ramp(onset_s, length_s, size):
    """Falls by ``size`` between onset and end, then stays there."""
    return -size * np.clip((TIME - onset_s) / length_s, 0.0, 1.0)


@pytest.mark.parametrize("length_s", [300.0, 660.0, 1000.0])
def test_a_ramp_to_a_lower_level(length_s):
    """A line with one bend, or one with a step, would put the onset late in such a fall."""
    found = find_break(TIME, ramp(1500.0, length_s, 0.2) + NOISE, width_s=60.0)
    assert found.onset_s.value == pytest.approx(1500.0, abs=120.0)
    assert found.onset_s.low <= 1500.0 <= found.onset_s.high
    assert found.abruptness < 0.5


def test_the_interval_is_never_narrower_than_a_bin_to_either_side():
    onset = find_break(TIME, STEPPED, width_s=60.0).onset_s
    assert onset.high - onset.value >= 60.0
    assert onset.value - onset.low >= 60.0
    assert onset.standard_error == pytest.approx((onset.high - onset.low) / 3.92)


def test_onsets_are_inside_their_intervals_as_often_as_they_say():
    """Speed with the memory of a runner's, falls of 8 to 25 % taking 1 min to all that is left. Of 200 intervals of 95 % 190 hold the
    truth; 200 * 0.95 * 0.05 = 9.5, so fewer than 179 happen in 2 of 10,000 tries."""
    rng = np.random.default_rng(8)
    keep, inside, errors = np.exp(-1.0 / 32.0), [], []
    seconds = np.arange(600.0, 4800.0)
    for _ in range(200):
        shocks = 0.044 * np.sqrt(1.0 - keep**2) * rng.standard_normal(seconds.size + 600)
        uneven = lfilter([1.0], [1.0, -keep], shocks)[600:]
        onset, size = rng.uniform(1500.0, 3600.0), rng.uniform(0.08, 0.25)
        length = rng.uniform(60.0, 4800.0 - onset)
        series = uneven - size * np.clip((seconds - onset) / length, 0.0, 1.0)
        found = find_break(
            seconds.reshape(-1, 60).mean(axis=1) + 0.5, series.reshape(-1, 60).mean(axis=1), width_s=60.0
        ).onset_s
        if found.is_usable:
            inside.append(found.low <= onset <= found.high)
            errors.append(found.value - onset)
    assert len(inside) > 150
    assert np.mean(inside) > 178 / 200
    assert np.median(np.abs(errors)) < 120.0


def test_noise_that_remembers_is_seldom_taken_for_a_break():
    rng = np.random.default_rng(9)
    keep = np.exp(-60.0 / 32.0)
    rows = lfilter([1.0], [1.0, -keep], 0.033 * rng.standard_normal((200, 100)))[:, 40:]
    time = 630.0 + 60.0 * np.arange(60)
    assert sum(find_break(time, row, width_s=60.0).onset_s.is_usable for row in rows) <= 8


def test_a_rise_that_levels_off_is_no_fall():
    """15 % an hour faster until minute 35, even from then on."""
    levelled = 0.15 * np.minimum(TIME, 2100.0) / 3600.0
    found = find_break(TIME, levelled + 0.1 * NOISE, width_s=60.0)
    assert found.onset_s.reason == "speed does not fall after its break"


@pytest.mark.parametrize("noise", [0.0, NOISE], ids=["exact", "noisy"])
def test_a_step(noise):
    found = find_break(TIME, LINE + STEPPED + noise, width_s=60.0)
    assert found.onset_s.value == pytest.approx(2400.0, abs=60.0)
    assert found.onset_s.low <= 2400.0 <= found.onset_s.high
    assert found.abruptness > 0.8


@pytest.mark.parametrize(
    "values",
    [np.full(TIME.size, math.log(3.0)), LINE + 1.1, 1e-9 * NOISE, NOISE],
    ids=["constant", "straight", "rounding errors", "noise"],
)
def test_no_break_where_there_is_none(values):
    found = find_break(TIME, values, width_s=60.0)
    assert not found.onset_s.is_usable
    assert found.onset_s.reason == "one straight line describes the run as well"
    assert math.isnan(found.abruptness)


@pytest.mark.parametrize("values", [-BENT, -STEPPED], ids=["bend up", "step up"])
def test_a_break_upwards_is_none(values):
    found = find_break(TIME, values + NOISE, width_s=60.0)
    assert found.onset_s.reason == "speed does not fall after its break"


@pytest.mark.parametrize("count", [0, 1, 5, 20])
def test_too_short_for_two_pieces(count):
    found = find_break(TIME[:count], STEPPED[:count], width_s=60.0)
    assert found.onset_s.reason == "too short for two pieces of ten minutes"


def test_nothing_is_tried_inside_a_gap():
    """Bins at the very start and at the very end only: any break would lie between them."""
    time = np.concatenate([30.0 + 60.0 * np.arange(4), 4030.0 + 60.0 * np.arange(4)])
    found = find_break(time, np.where(time > 1000.0, -0.2, 0.0), width_s=60.0)
    assert found.onset_s.reason == "no moment with five minutes before and six after it"


def test_adding_a_constant_changes_nothing():
    one = find_break(TIME, LINE + BENT + NOISE, width_s=60.0)
    other = find_break(TIME, LINE + BENT + NOISE + 7.0, width_s=60.0)
    assert one.onset_s.value == pytest.approx(other.onset_s.value, abs=1e-6)
    assert one.abruptness == pytest.approx(other.abruptness)
