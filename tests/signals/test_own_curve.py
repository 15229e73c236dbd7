"""Late against early at equal speed: the two slopes, and why a comparison is refused."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.core import Span
from legcheck.signals.own_curve import UsualLine, change_at_equal_speed, change_beyond_quick_slope, why_too_far, why_too_little
from legcheck.signals.windows import Bins, Windows

TIME = 600.0 + 30.0 * np.arange(100) + 15.0
WINDOWS = Windows(analysed=Span(600.0, 3600.0), reference=Span(600.0, 1800.0), late=Span(2700.0, 3600.0), recorded_s=3600.0)
LATE = TIME >= 2700.0
USUAL = UsualLine(slope=4.0, spread=3.0, noise=1.0, x_error=0.0, memory_s=30.0)


def bins(speed):
    return Bins(time_s=TIME, means={"speed": speed}, width_s=30.0)


def quick(seed=1):
    """Speed that goes up and down within five minutes, and is the same early and late."""
    return 3.0 + 0.3 * np.cos(2 * np.pi * TIME / 150.0) + 1e-3 * np.random.default_rng(seed).standard_normal(len(TIME))


@pytest.mark.parametrize("change", [change_beyond_quick_slope, change_at_equal_speed])
def test_a_step_at_equal_speed_is_found_by_both(change):
    # y follows speed with the usual slope, and lies 2 lower late.
    speed = quick()
    found = change(bins(speed), WINDOWS, speed, 160.0 + 4.0 * speed - 2.0 * LATE, USUAL, unit="steps/min")
    assert found.value == pytest.approx(-2.0, abs=0.02)
    assert found.unit == "steps/min"
    assert found.used_s == 30.0 * (40 + 30)


def test_a_slope_of_the_whole_run_takes_up_what_comes_with_slowing_a_quick_one_does_not():
    # Late: 0.3 m/s slower, of which 4 * 0.3 = 1.2 are the slope's, and 3 more that came with it. Early, speed drifts along a
    # slope of 14, slowly; only the line through the whole run believes it.
    speed = quick() - 0.3 * LATE
    drift = np.where(LATE, 0.0, 0.2 * np.sin(2 * np.pi * TIME / 1200.0))
    y = 160.0 + 4.0 * speed + 14.0 * drift - 3.0 * LATE
    speed = speed + drift
    steadfast = change_beyond_quick_slope(bins(speed), WINDOWS, speed, y, USUAL, unit="")
    misled = change_at_equal_speed(bins(speed), WINDOWS, speed, y, USUAL, unit="")
    assert abs(steadfast.value + 3.0) < 0.5 < abs(misled.value + 3.0)


def test_a_run_at_one_pace_takes_the_usual_slope():
    # 0.2 m/s slower late: 4 * 0.2 = 0.8 of the fall of 1.8 are the slope's; what is not known of the slope, 3 * 0.2, widens the interval.
    speed = np.where(LATE, 2.8, 3.0)
    found = change_beyond_quick_slope(bins(speed), WINDOWS, speed, 170.0 - 1.8 * LATE, USUAL, unit="")
    assert found.value == pytest.approx(-1.0)
    assert found.standard_error >= 0.6


def test_too_far_and_too_little():
    # exp(-0.35) - 1 = -0.295
    slow = bins(3.0 * np.exp(-0.35 * LATE))
    assert (
        why_too_far(slow, WINDOWS, "cadence")
        == "30 % slower late in the run: too far from the early speed for a comparison of cadence"
    )
    assert why_too_far(bins(3.0 * np.exp(-0.25 * LATE)), WINDOWS, "cadence") == ""
    assert why_too_little(slow, WINDOWS, "cadence") == ""
    early = Bins(time_s=TIME[:40], means={"speed": np.full(40, 3.0)}, width_s=30.0)
    assert why_too_little(early, WINDOWS, "cadence") == "too little flat running with cadence early or late in the run"
    assert why_too_little(Bins(time_s=np.empty(0), means={}, width_s=30.0), WINDOWS, "cadence") == "no usable cadence"
