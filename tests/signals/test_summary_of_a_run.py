"""The run in numbers: every mean and every time over the seconds it is said to be over."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run

from legcheck.report.build import summarise

HOUR = np.arange(3601)


def test_times_of_an_hour():
    """3,601 rows from 0 to 3,600 s are 3,600 s, of which 300 were stood and 60 not recorded."""
    standing, paused = (HOUR >= 600) & (HOUR < 900), (HOUR >= 1200) & (HOUR < 1260)
    masks = {"recorded": ~paused, "running": ~paused & ~standing}
    summary = summarise(make_run(3601, np.where(standing | paused, 0.0, 3.0), masks=masks))
    assert (summary.elapsed_s, summary.timer_s, summary.moving_s) == (3600.0, 3540.0, 3240.0)
    assert summary.speed_mps == pytest.approx(3.0)
    assert summary.grade_adjusted_speed_mps == pytest.approx(3.0)


def test_metres_of_a_gap_make_nobody_faster():
    gap = (HOUR >= 1200) & (HOUR < 1800)
    summary = summarise(make_run(3601, 3.0, masks={"recorded": ~gap, "running": ~gap}))
    assert summary.distance_m == pytest.approx(10_800.0)
    assert summary.speed_mps == pytest.approx(3.0)


def test_the_flat_speed_is_as_much_faster_as_slopes_make_it():
    """Distance says 3.3 m/s, the watch's own speed 3.0: on the flat 10 % more than what the headline tells."""
    run = make_run(3601, 3.0, distance_m=3.3 * HOUR, grade_adjusted_speed_mps=3.3)
    summary = summarise(run)
    assert summary.speed_mps == pytest.approx(3.3)
    assert summary.grade_adjusted_speed_mps == pytest.approx(3.63)


@pytest.mark.parametrize(("trusted_from", "mean"), [(0, 150.0), (1200, 160.0), (2400, 150.0)])
def test_heart_rate_is_that_of_trusted_seconds_where_they_stand_for_the_run(trusted_from, mean):
    """130 bpm in the first third, 160 after it: 150 over all, 160 over the last two thirds; the last third alone is too little."""
    beats = np.where(HOUR < 1200, 130.0, 160.0)
    run = make_run(3601, 3.0, heart_rate_bpm=beats, masks={"heart_rate_trusted": trusted_from <= HOUR})
    assert summarise(run).heart_rate_bpm == pytest.approx(mean, abs=0.01)
