"""Noise read from the slow waves of a series: unbiased, with or without memory, and an interval by Student's t."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.signal import lfilter

from legcheck.signals.bootstrap import SlowNoise, estimate, slow_noise

BIN_S = 30.0


def series(rng, count, memory_s):
    """Bins of unit variance that forget themselves (1/e) in this time, white for 0."""
    keep = np.exp(-BIN_S / memory_s) if memory_s else 0.0
    return lfilter([1.0], [1.0, -keep], np.sqrt(1 - keep**2) * rng.standard_normal(count + 300))[300:]


@pytest.mark.parametrize("memory_s", [0.0, 32.0, 65.0])
@pytest.mark.parametrize("count", [70, 120])
def test_it_is_the_long_run_spread(count, memory_s):
    """Independent bins that wander as much in the long run as an AR(1) series have SD sqrt((1 + r) / (1 - r)): 2.1 for the
    65 s that heart rate needs to forget itself."""
    rng = np.random.default_rng(9)
    squares = [
        slow_noise(series(rng, count, memory_s), np.ones((count, 1)), width_s=BIN_S, memory_s=memory_s).bin_sd ** 2
        for _ in range(300)
    ]
    keep = np.exp(-BIN_S / memory_s) if memory_s else 0.0
    assert np.sqrt(np.mean(squares)) == pytest.approx(np.sqrt((1 + keep) / (1 - keep)), rel=0.08)


def test_what_the_fit_takes_up_is_no_noise():
    count = 120
    time = np.arange(count) / count
    design = np.column_stack([np.ones(count), time])
    noise = slow_noise(7.0 + 30.0 * time, design, width_s=BIN_S, memory_s=0.0)
    assert noise.bin_sd == pytest.approx(0.0, abs=1e-9)
    assert noise.freedom >= 3


def test_error_of_a_mean_by_hand():
    # A mean of 25 bins of SD 2: 2 / 5; a difference of two means of 25 and 100 bins: 2 * sqrt(1 / 25 + 1 / 100) = 0.447.
    noise = SlowNoise(bin_sd=2.0, freedom=10.0)
    assert noise.error_of(np.full(25, 1 / 25)) == pytest.approx(0.4)
    weights = np.concatenate([np.full(25, 1 / 25), np.full(100, -1 / 100)])
    assert noise.error_of(weights) == pytest.approx(2 * np.sqrt(0.05))


@pytest.mark.parametrize("freedom", [3.0, 4.0, 5.0, 10.0, 40.0, 1e6])
def test_the_interval_is_students(freedom):
    made = estimate(0.0, 1.0, unit="s", used_s=1.0, freedom=freedom)
    assert made.high == pytest.approx(stats.t.ppf(0.975, freedom), rel=0.01)
    assert made.low == -made.high
    assert made.standard_error == pytest.approx(made.high / 1.959964)


def test_a_known_error_joins_in_squares():
    # 3 and 4 make 5; where all that is uncertain is known beforehand, Student's t has nothing to widen.
    assert estimate(0.0, 3.0, unit="s", used_s=1.0, known_error=4.0).standard_error == pytest.approx(5.0)
    known = estimate(0.0, 1e-9, unit="s", used_s=1.0, freedom=3.0, known_error=4.0)
    assert known.standard_error == pytest.approx(4.0)


def test_no_error_no_interval():
    made = estimate(2.0, 0.0, unit="s", used_s=1.0, freedom=3.0)
    assert (made.low, made.high, made.standard_error) == (2.0, 2.0, 0.0)
