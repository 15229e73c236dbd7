"""Cadence, what is expected, and the level of a whole run, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from run_builder import make_run, without

from legcheck.core import Athlete, Span
from legcheck.signals import cadence, cadence_level, expected_cadence

USUAL_SPM = 168.056  # 150.02 + 6.012 * 3.0


def test_cadence_is_that_of_running():
    run = make_run(3, 3.0, cadence_spm=[170.0, 110.0, np.nan], masks={"running": [1, 0, 1]})
    assert cadence(run)[0] == 170.0
    assert np.isnan(cadence(run)[1:]).all()
    assert np.isnan(cadence(make_run(3, 3.0))).all()
    assert cadence(make_run(0)).shape == (0,)


def test_expected_cadence_follows_speed_slope_and_height():
    # 5 % up: 168.056 * 1.03 = 173.09768
    run = make_run(3, [3.0, 3.0, 0.0], grade_pct=[0.0, 5.0, 0.0], athlete=Athlete(height_m=1.81))
    assert expected_cadence(run)[:2].tolist() == pytest.approx([USUAL_SPM, 173.09768])
    assert np.isnan(expected_cadence(run)[2])


def test_the_level_of_a_run_by_hand():
    # 1800 s at 150 steps/min and 3.0 m/s, judged from second 120 on: 56 bins of 30 s, 1680 s.
    level = cadence_level(make_run(1800, 3.0, cadence_spm=150.0))
    assert level.difference_spm.value == pytest.approx(150.0 - USUAL_SPM)
    assert level.difference_spm.used_s == 1680.0
    assert level.step_excess_pct.value == pytest.approx(100 * math.log(USUAL_SPM / 150.0))  # 11.4 %
    assert level.step_length_m == pytest.approx(1.2)  # 60 * 3 / 150
    assert (level.cadence_spm, level.speed_mps) == (pytest.approx(150.0), pytest.approx(3.0))
    assert level.span == Span(120.0, 1800.0)
    # Height unknown: 8 steps/min between runners, 18.056 / 8 = 2.257.
    assert level.shortfall_sd.value == pytest.approx(18.056 / 8)


def test_height_narrows_the_spread():
    level = cadence_level(make_run(1800, 3.0, cadence_spm=150.0, athlete=Athlete(height_m=1.81)))
    assert level.shortfall_sd.value == pytest.approx(18.056 / 6.5)


def test_an_even_run_has_an_interval_of_no_width():
    level = cadence_level(make_run(1800, 3.0, cadence_spm=150.0))
    assert level.difference_spm.standard_error == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (make_run(1800, 3.0), "no cadence recorded"),
        (without(make_run(1800, 3.0, cadence_spm=170.0), "cadence_spm"), "no cadence recorded"),
        (make_run(1000, 3.0, cadence_spm=170.0), "14 min of level running"),  # (1000 - 120) / 30 = 29 bins, 14.5 min
        (make_run(1800, 2.1, cadence_spm=160.0), "0 min of level running at 2.2-4.7"),
        (make_run(1800, 4.8, cadence_spm=180.0), "0 min of level running at 2.2-4.7"),
        (make_run(1800, 3.0, cadence_spm=170.0, grade_pct=4.1), "0 min of level running"),
        (make_run(0, cadence_spm=170.0), "no cadence recorded"),
        (make_run(1, cadence_spm=170.0), "0 min of level running"),
    ],
)
def test_too_little_to_judge_says_why(run, reason):
    level = cadence_level(run)
    assert not level.difference_spm.is_usable
    assert level.difference_spm.reason.startswith(reason)
    assert not level.step_excess_pct.is_usable
    assert not level.shortfall_sd.is_usable


def test_slopes_are_left_out_of_the_level():
    steep = np.where(np.arange(3000) % 600 < 300, 0.0, 6.0)
    steps = np.where(steep > 0, 190.0, 165.0)
    level = cadence_level(make_run(3000, 3.0, cadence_spm=steps, grade_pct=steep))
    assert level.cadence_spm == pytest.approx(165.0)
