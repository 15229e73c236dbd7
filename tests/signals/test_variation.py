"""How much a series varies and how much speed came back: intervals that hold the truth as often as they say, and edges by hand."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run
from scipy.signal import lfilter
from scipy.stats import chi2

from legcheck.core import Span
from legcheck.signals.variation import _chi_squared, speed_regained, variation

RUNS = 300
SECONDS = 3600
AFTER = Span(1200.0, 3600.0)


def chain(rng, keep, count=60):
    """Values with a standard deviation of 1 that keep this share of the one before."""
    steps = np.sqrt(1 - keep**2) * rng.standard_normal(count + 400)
    return lfilter([1.0], [1.0, -keep], steps)[400:]


@pytest.mark.parametrize(("keep", "least"), [(0.0, 0.91), (0.4, 0.88), (0.7, 0.78)])
def test_the_interval_of_a_variation_holds_the_truth(keep, least):
    """300 intervals of 95 %: standard error 1.3 %. In an hour of minutes the spread that lies beyond an hour is not seen, so strong memory costs."""
    rng = np.random.default_rng(5)
    found = [variation(chain(rng, keep), unit="%", width_s=60.0) for _ in range(RUNS)]
    assert np.mean([item.low <= 1.0 <= item.high for item in found]) >= least


def test_memory_widens_the_interval():
    rng = np.random.default_rng(6)
    narrow, wide = (
        np.mean([variation(chain(rng, keep), unit="%", width_s=60.0).standard_error for _ in range(50)]) for keep in (0.0, 0.8)
    )
    assert wide > 1.3 * narrow


def test_variation_by_hand():
    """-1 and 1 in turn, ten times each: variance 20 / 19. The first autocorrelation is negative, so 19 degrees of freedom and an
    error of 1.0260 / sqrt(38)."""
    found = variation(np.tile([-1.0, 1.0], 10), unit="%", width_s=60.0)
    assert found.value == pytest.approx(np.sqrt(20 / 19))
    assert found.standard_error == pytest.approx(1.02598 / np.sqrt(38), rel=1e-4)
    assert found.low == pytest.approx(np.sqrt(20 / chi2.ppf(0.975, 19)), rel=0.002)
    assert found.high == pytest.approx(np.sqrt(20 / chi2.ppf(0.025, 19)), rel=0.005)
    assert found.used_s == 1200.0


def test_few_values_and_none_that_vary():
    few = variation(np.arange(9.0), unit="%", width_s=60.0)
    assert (few.is_usable, few.reason) == (False, "9 stretches of 60 s; needs 10")
    level = variation(np.full(20, 3.0), unit="%", width_s=60.0)
    assert (level.value, level.low, level.high) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("freedom", [3.0, 10.0, 59.0])
def test_the_cube_is_close_to_chi_squared(freedom):
    for z, part in ((1.959964, 0.975), (-1.959964, 0.025)):
        assert _chi_squared(freedom, z) == pytest.approx(chi2.ppf(part, freedom), rel=0.17 if freedom < 5 else 0.015)


@pytest.mark.parametrize("back", [0.0, 0.05])
def test_speed_that_came_back(back):
    rng = np.random.default_rng(7)
    time = np.arange(float(SECONDS))
    plan = 2.8 * np.exp(np.where(time >= AFTER.end_s - AFTER.duration_s / 3, back, 0.0))
    found = []
    for _ in range(100):
        noise = (
            0.044
            * np.sqrt(1 - np.exp(-2 / 32.0))
            * lfilter([1.0], [1.0, -np.exp(-1 / 32.0)], rng.standard_normal(SECONDS + 500))
        )
        found.append(speed_regained(make_run(SECONDS, plan * np.exp(noise[500:])), AFTER))
    held = np.mean([item.low <= 100 * back <= item.high for item in found])
    assert held >= 0.90
    assert np.mean([item.value for item in found]) == pytest.approx(100 * back, abs=0.6)


def test_a_short_stretch_is_not_judged():
    """Five minutes are ten bins of half a minute, three in a third."""
    found = speed_regained(make_run(SECONDS, 3.0), Span(3000.0, 3300.0))
    assert not found.is_usable
    assert found.reason == "less than 2 min of moving in a third of what follows"
