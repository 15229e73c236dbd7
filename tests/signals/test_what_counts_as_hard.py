"""Repetitions and hard minutes: what is a steady run with slow bits, and heart rates nobody trusts."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run

from legcheck.core import Athlete
from legcheck.heuristics.features import early_intensity
from legcheck.signals import derive
from legcheck.signals.intensity import hard_by_threshold
from legcheck.signals.repetitions import _with_hysteresis, find_repetitions

SECONDS = 3600


def with_slow_bits(*bits):
    speed = np.full(SECONDS, 3.5)
    for start, end in bits:
        speed[start:end] = 2.5
    return make_run(SECONDS, speed)


def test_one_long_fast_stretch_among_slow_bits_is_no_session():
    """800 s of 3,600 slow, in both halves; 1,600 of the 2,800 fast seconds are one stretch."""
    assert find_repetitions(with_slow_bits((200, 400), (500, 700), (2300, 2500), (2600, 2800))) is None


def test_the_same_slow_seconds_in_even_parts_are_a_session():
    found = find_repetitions(with_slow_bits(*((start, start + 200) for start in range(400, 3600, 800))))
    assert found is not None
    assert len(found.spans) == 5


def test_what_lies_in_the_middle_keeps_its_side():
    """Groups of 2 and 4 m/s: the middle is 3, and a quarter of the way to either side, 2.75 to 3.25, decides nothing."""
    speed = np.array([2.9, 4.0, 2.77, 2.74, 3.23, 3.26, 3.0])
    assert _with_hysteresis(speed, 2.0, 4.0).tolist() == [False, True, True, False, False, True, True]


@pytest.mark.parametrize(("trusted", "hard"), [(True, 1), (False, 0)])
def test_heart_rates_that_are_not_trusted_are_no_hard_minutes(trusted, hard):
    """Ten minutes at 184 of 185 bpm; the second threshold is 173."""
    time = np.arange(SECONDS)
    high = (time >= 1200) & (time < 1800)
    run = make_run(
        SECONDS,
        3.0,
        heart_rate_bpm=np.where(high, 184.0, 130.0),
        masks={"heart_rate_usable": ~high | trusted},
        athlete=Athlete(max_hr_bpm=185.0),
    )
    assert len(hard_by_threshold(run)["second"].spans) == hard


def test_early_intensity_is_that_of_minutes_five_to_fifteen_of_an_hour():
    """Half of it at 150, half at 160 bpm, of 185: 0.8378. The first five minutes at 100 do not count."""
    time = np.arange(SECONDS)
    heart = np.select([time < 300, time < 600, time < 900], [100.0, 150.0, 160.0], 170.0)
    signals = derive(make_run(SECONDS, 3.0, heart_rate_bpm=heart, athlete=Athlete(max_hr_bpm=185.0)))
    assert early_intensity(signals) == pytest.approx(155.0 / 185.0)
