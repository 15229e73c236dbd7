"""Zones and thresholds: by hand where the maximum is known, honest where it is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_builder import make_run, without

from legcheck import Athlete
from legcheck.core import InputError
from legcheck.signals import hard_running, threshold_heart_rate, zone_minutes

KNOWN = Athlete(max_hr_bpm=200)


def minutes_at(*beats, athlete=KNOWN):
    """Ten minutes at each heart rate."""
    values = np.repeat(np.asarray(beats, dtype=float), 600)
    return make_run(len(values), 3.0, heart_rate_bpm=values, athlete=athlete)


def test_clear_minutes_by_hand():
    # Thresholds at 170.2 +- 9.4 and 187 +- 5.3 bpm; 140, 178.6 and 205 lie well apart from them or just between.
    found = zone_minutes(minutes_at(140, 140, 140, 205))
    assert found.moving_min == pytest.approx(40.0)
    assert (found.easy.value, found.moderate.value, found.hard.value) == (30.0, 0.0, 10.0)
    assert found.easy_share.value == 0.75
    assert found.easy.low == found.easy.high == 30.0
    three = zone_minutes(minutes_at(140, 140, 179, 205))
    assert (three.easy.value, three.moderate.value, three.hard.value) == (20.0, 10.0, 10.0)
    assert (three.moderate.low, three.moderate.high) == (0.0, 10.0)


def test_a_heart_rate_near_a_threshold_may_be_either():
    found = zone_minutes(minutes_at(170, 170, 170))
    assert (found.easy.low, found.easy.high) == (0.0, 30.0)
    # The first threshold lies above 170 bpm in half of the draws.
    assert found.easy_share.standard_error == pytest.approx(0.5, abs=0.01)


def test_age_alone_says_little():
    known, by_age = (zone_minutes(minutes_at(*range(130, 180, 5), athlete=who)) for who in (KNOWN, Athlete(age_years=40)))
    assert known.easy_share.high - known.easy_share.low < by_age.easy_share.high - by_age.easy_share.low
    assert by_age.easy_share.high - by_age.easy_share.low > 0.5


@given(st.lists(st.integers(100, 195), min_size=1, max_size=8))
def test_zones_share_out_the_whole_time(beats):
    found = zone_minutes(minutes_at(*beats))
    for zone in (found.easy, found.moderate, found.hard):
        assert 0.0 <= zone.low <= zone.value <= zone.high <= found.moving_min + 1e-9
    assert found.moving_min == pytest.approx(10.0 * len(beats))


def test_threshold_from_a_known_maximum():
    found = threshold_heart_rate(minutes_at(140))
    # 0.935 * 200 = 187; errors 0.935 * 2 and 0.025 * 200 = 5 join to 5.34 bpm.
    assert found.value == pytest.approx(187.0)
    assert found.standard_error == pytest.approx(5.34, abs=0.01)


def test_threshold_from_an_all_out_half_hour():
    run = minutes_at(150, 170, 172)
    found = threshold_heart_rate(run, all_out=True)
    assert found.value == pytest.approx(171.0)  # the last twenty minutes
    assert (found.low, found.high) == (pytest.approx(171 - 9.8, abs=0.01), pytest.approx(171 + 9.8, abs=0.01))
    hour = threshold_heart_rate(minutes_at(150, 170, 170, 170, 170, 170), all_out=True)
    assert hour.value == pytest.approx(170.0)  # all but the first ten minutes
    assert "25 to 75 min" in threshold_heart_rate(minutes_at(150, 160), all_out=True).reason


def test_why_not():
    assert zone_minutes(without(minutes_at(140), "heart_rate_bpm")).reason == "no heart rate recorded"
    assert "neither maximum" in zone_minutes(minutes_at(140, athlete=Athlete())).reason
    assert "neither maximum" in threshold_heart_rate(minutes_at(140, athlete=Athlete())).reason
    assert not zone_minutes(make_run(0, 3.0, athlete=KNOWN)).easy.is_usable
    beats = np.full(1800, np.nan)
    beats[:300] = 150
    blind = make_run(1800, 3.0, heart_rate_bpm=beats, athlete=KNOWN)
    assert threshold_heart_rate(blind, all_out=True).reason == "too little usable heart rate"


def test_thresholds_of_ones_own_need_no_maximum_and_are_narrow():
    own = Athlete(first_threshold_hr_bpm=155, second_threshold_hr_bpm=175)
    found = zone_minutes(minutes_at(140, 165, 165, 190, athlete=own))
    # 140, 165 and 190 lie 2 to 4 standard errors (5 and 4 bpm) from 155 and 175: ten, twenty and ten minutes.
    assert (found.easy.value, found.moderate.value, found.hard.value) == (10.0, 20.0, 10.0)
    assert found.hard.low == found.hard.high == 10.0
    assert not zone_minutes(minutes_at(140, 190, athlete=Athlete(first_threshold_hr_bpm=155))).easy.is_usable
    assert threshold_heart_rate(minutes_at(150, athlete=own)).value == 175.0


def test_hard_running_goes_by_ones_own_threshold():
    run = minutes_at(150, 168, 150, athlete=Athlete(max_hr_bpm=200, second_threshold_hr_bpm=165))
    hard = hard_running(run, "second")
    assert (hard.threshold_bpm.value, hard.threshold_bpm.standard_error) == (165.0, 4.0)
    assert len(hard.spans) == 1
    # Without it the line is 0.935 * 200 = 187, and nothing was hard; the first one still is a share of the maximum.
    assert not hard_running(minutes_at(150, 168, 150), "second").spans
    assert hard_running(run, "first").threshold_bpm.value == pytest.approx(0.851 * 200)
    with pytest.raises(InputError, match="threshold is 'first' or 'second', got 'third'"):
        hard_running(run, "third")
