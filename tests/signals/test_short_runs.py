"""Measures that a run is too short or too smooth for: they say so or stay finite."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run

from legcheck.signals.pace import _slope
from legcheck.signals.trend import _memory_factor
from legcheck.signals.wall import _halves, wall_measures
from legcheck.signals.windows import Bins


def test_three_kilometres_have_no_spread():
    measured = wall_measures(make_run(1150, 3.0))  # 3.45 km
    for estimate in (measured.spread_1km, measured.slowest_1km_pct):
        assert estimate.reason == "fewer than 4 whole kilometres"
    assert measured.slowest_1km_at == 0
    assert wall_measures(make_run(1350, 3.0)).spread_1km.is_usable  # 4.05 km


def test_halves_need_time_in_both():
    way = np.array([1000.0, 1000.0])
    assert _halves(np.array([0.0, 300.0]), way).reason == "no time or no distance in one half"
    assert _halves(np.array([300.0, 330.0]), way).value == pytest.approx(10.0)


def test_memory_of_a_line_of_four():
    """Ranks -1.5, -0.5, 0.5, 1.5: lag 1 gives (0.75 - 0.25 + 0.75) / 5 = 0.25 and never falls to 0.

    There is one lag, with a weight of (4 - 1)(4 - 2)(4 - 3) = 6: 1 + 2 / (4 * 3 * 2) * 6 * 0.25 = 1.125.
    """
    assert _memory_factor(np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx(1.125)


def test_a_slope_needs_ten_minutes():
    bins = Bins(time_s=60.0 * np.arange(9), means={"speed": np.full(9, 3.0)}, width_s=60.0)
    assert _slope(bins).reason == "fewer than ten minutes of bins"
