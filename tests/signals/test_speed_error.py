"""Slow errors of speed, against the variance of a mean of a series that forgets itself, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from legcheck.signals.speed_error import slow_speed_error
from legcheck.signals.windows import Bins


def even_bins(count, width_s=30.0):
    return Bins(time_s=(np.arange(count) + 0.5) * width_s, means={}, width_s=width_s)


def test_one_bin_has_it_all():
    assert slow_speed_error(even_bins(1), np.array([1.0])) == pytest.approx(0.012)


def test_two_bins_ten_minutes_apart():
    """Difference of two values with correlation 1/e: sqrt(2 (1 - 1/e)) = 1.1244 times 1.2 %."""
    weights = np.zeros(21)
    weights[[0, 20]] = -1.0, 1.0
    assert slow_speed_error(even_bins(21), weights) == pytest.approx(0.012 * math.sqrt(2.0 * (1.0 - math.exp(-1.0))))


def test_the_mean_of_an_hour():
    """Variance of a mean over T is 2 t / T (1 - t / T (1 - exp(-T / t))): with T = 6 t it is 1/3 (1 - 1/6 * 0.9975) = 0.2779."""
    hour = slow_speed_error(even_bins(120), np.full(120, 1 / 120))
    assert hour == pytest.approx(0.012 * math.sqrt(0.2779), rel=1e-3)


def test_missing_bins_keep_their_place():
    bins = even_bins(21)
    ends = Bins(time_s=bins.time_s[[0, 20]], means={}, width_s=30.0)
    weights = np.zeros(21)
    weights[[0, 20]] = -1.0, 1.0
    assert slow_speed_error(ends, np.array([-1.0, 1.0])) == pytest.approx(slow_speed_error(bins, weights))


def test_long_windows_differ_less_than_short_ones():
    def halves(count):
        return slow_speed_error(even_bins(count), np.where(np.arange(count) < count // 2, -2.0, 2.0) / count)

    assert halves(60) > halves(240) > halves(960)


def test_it_is_what_such_errors_do():
    """Standard deviation over 400 drawn series of the contrast of two windows; its own error is 3.5 %."""
    rng = np.random.default_rng(5)
    bins = even_bins(100)
    lag = np.abs(bins.time_s[:, None] - bins.time_s[None, :])
    draws = rng.standard_normal((400, 100)) @ np.linalg.cholesky(0.012**2 * np.exp(-lag / 600.0)).T
    weights = np.where(np.arange(100) < 40, -1 / 40, np.where(np.arange(100) >= 75, 1 / 25, 0.0))
    assert np.std(draws @ weights) == pytest.approx(slow_speed_error(bins, weights), rel=0.12)
