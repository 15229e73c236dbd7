"""Lag, drift and decoupling, on runs whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from run_builder import lap, make_run

from legcheck.core import Athlete, Span
from legcheck.signals import heart_rate_drift
from legcheck.signals.heart_rate import lagged

HOUR = np.arange(3600.0)


@pytest.mark.parametrize("time_constant_s", [20.0, 40.0, 60.0])
def test_a_lag_has_answered_63_per_cent_of_a_step_after_its_time_constant(time_constant_s):
    # The step comes with second 100; 1 - exp(-1) = 0.632 of it is there `time_constant_s` seconds later.
    answer = lagged(np.where(np.arange(400) >= 100, 5.0, 2.0), time_constant_s)
    assert answer[100 + int(time_constant_s) - 1] == pytest.approx(2.0 + 3.0 * (1 - math.exp(-1)))
    assert answer[:100].tolist() == pytest.approx([2.0] * 100)
    assert answer[-1] == pytest.approx(5.0, abs=0.03)


def test_a_lag_starts_settled_and_holds_over_gaps():
    values = np.array([np.nan, np.nan, 3.0, np.nan, np.nan, 3.0])
    assert lagged(values, 40.0).tolist() == pytest.approx([3.0] * 6)


@pytest.mark.parametrize("values", [np.empty(0), np.full(5, np.nan)])
def test_a_lag_of_nothing_is_nothing(values):
    np.testing.assert_array_equal(lagged(values, 40.0), values)


@pytest.mark.parametrize("drift", [-6.0, 0.0, 12.0, 30.0])
def test_a_planted_drift_at_one_speed_is_found_exactly(drift):
    found = heart_rate_drift(make_run(3600, 3.0, heart_rate_bpm=140.0 + drift * HOUR / 3600.0))
    assert found.drift_bpm_per_h.value == pytest.approx(drift, abs=1e-6)
    assert found.drift_bpm_per_h.low <= drift + 1e-6
    assert found.drift_bpm_per_h.high >= drift - 1e-6
    # Share of the mean of the first half.
    assert found.drift_pct_per_h.value == pytest.approx(100 * drift / found.reference_heart_rate_bpm, abs=1e-6)


def test_drift_is_told_from_speed_and_the_lag_is_found():
    # Speed swings by 6 % every 8 minutes; heart rate follows it with 40 s at the usual (HR - 55) / v = 32 bpm per m/s.
    speed = 3.0 * (1 + 0.06 * np.sin(2 * np.pi * HOUR / 480))
    heart_rate = 55.0 + 32.0 * lagged(speed, 40.0) + 9.0 * HOUR / 3600.0
    found = heart_rate_drift(make_run(3600, speed, heart_rate_bpm=heart_rate))
    assert found.lag_s == 40.0
    assert found.drift_bpm_per_h.value == pytest.approx(9.0, abs=0.1)


def test_slowing_does_not_hide_drift():
    # Heart rate stays where it is while speed falls by 10 % in the hour: at equal effort it has risen by 32 * 0.3 = 9.6 bpm.
    speed = 3.0 - 0.3 * HOUR / 3600.0
    heart_rate = 55.0 + 32.0 * lagged(speed, 40.0) + 9.6 * HOUR / 3600.0
    assert heart_rate[-1] == pytest.approx(heart_rate[0], abs=0.2)
    found = heart_rate_drift(make_run(3600, speed, heart_rate_bpm=heart_rate, athlete=Athlete(resting_hr_bpm=55.0)))
    assert found.drift_bpm_per_h.value == pytest.approx(9.6, abs=2.0)
    assert found.drift_bpm_per_h.low < 9.6 < found.drift_bpm_per_h.high


def test_decoupling_by_hand():
    """EF = 3 / 150 in the first half and 3 / 165 in the second: 100 (1 - 150 / 165) = 9.09 %.

    An hour is analysed from second 600 to 3492: 96 bins of 30 s. The halves are 48 bins, so they meet at 600 + 1440 = 2040 s.
    """
    found = heart_rate_drift(make_run(3600, 3.0, heart_rate_bpm=np.where(HOUR < 2040, 150.0, 165.0)))
    assert found.decoupling_pct.value == pytest.approx(100 * (1 - 150 / 165))
    assert found.speed_change_pct == pytest.approx(0.0, abs=1e-9)
    assert found.heart_rate_change_pct == pytest.approx(100 * math.log(165 / 150))
    assert found.usable_s == 96 * 30
    assert found.span == Span(600.0, 3492.0)


def test_decoupling_by_speed():
    # Speed 3.0 then 2.85 at one heart rate: 100 (1 - 2.85 / 3.0) = 5 %.
    found = heart_rate_drift(make_run(3600, np.where(HOUR < 2040, 3.0, 2.85), heart_rate_bpm=150.0))
    assert found.decoupling_pct.value == pytest.approx(5.0)
    assert found.speed_change_pct == pytest.approx(100 * math.log(0.95))
    assert found.heart_rate_change_pct == pytest.approx(0.0, abs=1e-9)


def golden_cheetah_decoupling_pct(run):
    """``100 (r1 - r2) / r1`` with r = mean speed over mean heart rate of each half of all samples with a heart rate, as
    GoldenCheetah defines aerobic decoupling."""
    counted = run["heart_rate_bpm"] > 0
    speed, heart_rate = run["speed_mps"][counted], run["heart_rate_bpm"][counted]
    half = len(speed) // 2
    first, second = speed[:half].mean() / heart_rate[:half].mean(), speed[half:].mean() / heart_rate[half:].mean()
    return 100 * (first - second) / first


def test_golden_cheetahs_decoupling_and_why_ours_differs():
    """Ours leaves out the first ten minutes, standing seconds and the last 3 %; GoldenCheetah takes every sample.

    Ten minutes at 120 bpm while the heart warms up, then 50 at 150, always at 3 m/s: the mean of the first half is
    (10 * 120 + 20 * 150) / 30 = 140 bpm, so GoldenCheetah gives 100 (1 - 140 / 150) = 6.67 %, a drift that is none. Ours: 0.
    A stop of five minutes at 110 bpm in the second half adds to theirs and not to ours.
    """
    warming = make_run(3600, 3.0, heart_rate_bpm=np.where(HOUR < 600, 120.0, 150.0))
    assert golden_cheetah_decoupling_pct(warming) == pytest.approx(100 * (1 - 140 / 150))
    assert heart_rate_drift(warming).decoupling_pct.value == pytest.approx(0.0, abs=1e-9)

    standing = (HOUR >= 2400) & (HOUR < 2700)
    stopping = make_run(
        3600,
        np.where(standing, 0.0, 3.0),
        heart_rate_bpm=np.where(standing, 110.0, 150.0),
        masks={"heart_rate_usable": ~standing},
    )
    # Second half: speed (25 * 3) / 30 = 2.5, heart rate (25 * 150 + 5 * 110) / 30 = 143.33; 100 (1 - 2.5 / 143.33 / 0.02) = 12.8
    assert golden_cheetah_decoupling_pct(stopping) == pytest.approx(100 * (1 - (2.5 / (4300 / 30)) / 0.02))
    assert heart_rate_drift(stopping).decoupling_pct.value == pytest.approx(0.0, abs=1e-9)


def test_both_definitions_agree_where_nothing_is_left_out():
    # A straight rise of heart rate: 5 % over what both see; the difference left is that of the windows.
    steady = make_run(3600, 3.0, heart_rate_bpm=150.0 + 12.0 * HOUR / 3600.0)
    assert golden_cheetah_decoupling_pct(steady) == pytest.approx(100 * (1 - 153 / 159), abs=0.01)
    assert heart_rate_drift(steady).decoupling_pct.value == pytest.approx(100 * (1 - 154.41 / 159.23), abs=0.02)


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (make_run(3600, 3.0), "no heart rate recorded"),
        (make_run(0), "no heart rate recorded"),
        (make_run(1, 3.0, heart_rate_bpm=150.0), "0 min of usable heart rate"),
        (make_run(2400, 3.0, heart_rate_bpm=150.0), "28 min of usable heart rate after the warm-up; needs 30"),
        (make_run(3600, 3.0, heart_rate_bpm=150.0, masks={"heart_rate_usable": HOUR < 1200}), "10 min of usable"),
        (make_run(3600, 2.2 + 1.6 * HOUR / 3600, heart_rate_bpm=150.0), "pace varied by 12 % (over 10 %)"),
    ],
)
def test_what_cannot_be_judged_says_why(run, reason):
    found = heart_rate_drift(run)
    assert not found.drift_bpm_per_h.is_usable
    assert not found.decoupling_pct.is_usable
    assert found.drift_bpm_per_h.reason.startswith(reason)


def test_an_interval_session_has_no_drift():
    laps = [lap(900 + 300 * i, 1080 + 300 * i, "interval") for i in range(6)]
    laps += [lap(1080 + 300 * i, 1200 + 300 * i, "recovery") for i in range(6)]
    found = heart_rate_drift(make_run(3600, 3.0, heart_rate_bpm=150.0, laps=laps))
    assert found.drift_bpm_per_h.reason.startswith("an interval session")


def test_seconds_without_speed_do_not_count_for_drift():
    # Speed is lost for the last twenty minutes while heart rate climbs: nothing is known of the effort there.
    speed = np.where(HOUR < 2800, 3.0, np.nan)
    run = make_run(
        3600, speed, heart_rate_bpm=150.0 + 20.0 * (HOUR >= 2800), masks={"running": np.ones(3600), "recorded": np.ones(3600)}
    )
    found = heart_rate_drift(run)
    assert found.drift_bpm_per_h.value == pytest.approx(0.0, abs=1e-6)
