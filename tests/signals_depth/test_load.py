"""Training impulses, stress score and heat: weights by hand, intervals that hold what is not known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_builder import make_run, without

from legcheck import Athlete, synth
from legcheck.core import InputError
from legcheck.signals import banister_trimp, edwards_trimp, heat_adjustment, running_stress_score
from legcheck.signals.load import banister_weight, edwards_weight, normalised_speed

KNOWN = Athlete(max_hr_bpm=190, resting_hr_bpm=50)


def hour_at(heart_rate, athlete=KNOWN, speed=3.0):
    return make_run(3600, speed, heart_rate_bpm=heart_rate, athlete=athlete)


def test_an_hour_of_banister_by_hand():
    # x = (134 - 50) / (190 - 50) = 0.6. Men: 0.6 * 0.64 * e^(1.92 * 0.6) = 0.384 * 3.1645 = 1.2152; 60 min: 72.9.
    assert banister_weight(np.array([0.6]), "man")[0] == pytest.approx(1.2152, abs=1e-4)
    found = banister_trimp(hour_at(134.0), "man")
    assert found.value == pytest.approx(72.9, abs=0.5)
    assert found.low < 72.9 < found.high
    # Women: 0.6 * 0.86 * e^(1.67 * 0.6) = 0.516 * 2.7237 = 1.4054; 84.3.
    assert banister_weight(np.array([0.6]), "woman")[0] == pytest.approx(1.4054, abs=1e-4)
    assert banister_trimp(hour_at(134.0), "woman").value == pytest.approx(84.3, abs=0.5)


def test_an_unknown_sex_widens_the_interval_to_hold_both():
    man, woman, unknown = (banister_trimp(hour_at(134.0), sex) for sex in ("man", "woman", None))
    assert unknown.low < man.value < woman.value < unknown.high
    assert man.value < unknown.value < woman.value


def test_an_estimated_maximum_widens_it_further():
    known = banister_trimp(hour_at(134.0), "man")
    by_age = banister_trimp(hour_at(134.0, Athlete(age_years=26)), "man")  # 208 - 0.7 * 26 = 189.8 +- 10
    assert by_age.high - by_age.low > 3 * (known.high - known.low)
    assert by_age.low < 72.9 < by_age.high
    unknown = banister_trimp(hour_at(134.0, Athlete()), "man")
    assert unknown.reason == "neither maximum heart rate nor age is known"


@given(st.floats(-1.0, 2.0))
def test_weights_stay_within_rest_and_maximum(reserve):
    for sex, top in (("man", 0.64 * math.exp(1.92)), ("woman", 0.86 * math.exp(1.67))):
        assert 0.0 <= banister_weight(np.array([reserve]), sex)[0] <= top + 1e-12


def test_edwards_zones_by_hand():
    assert edwards_weight(np.array([0.49, 0.5, 0.59, 0.6, 0.7, 0.8, 0.9, 1.2])).tolist() == [0, 1, 1, 2, 3, 4, 5, 5]
    # 30 min at 143 (75 %: 3) and 30 min at 162 (85 %: 4): 90 + 120 = 210.
    found = edwards_trimp(hour_at(np.repeat([143.0, 162.0], 1800)))
    assert found.value == pytest.approx(210.0)
    # 171 of 190 is 90 %, on the border: half of the draws say 4 an hour, half 5.
    border = edwards_trimp(hour_at(171.0))
    assert (border.low, border.high) == (240.0, 300.0)


def test_load_grows_with_time_and_missing_heart_rate_is_shared_out():
    whole = hour_at(140.0)
    beats = whole["heart_rate_bpm"].copy()
    beats[1200:2000] = np.nan
    holed = make_run(3600, 3.0, heart_rate_bpm=beats, athlete=KNOWN)
    assert banister_trimp(holed, "man").value == pytest.approx(banister_trimp(whole, "man").value)
    half = make_run(1800, 3.0, heart_rate_bpm=140.0, athlete=KNOWN)
    assert banister_trimp(half, "man").value == pytest.approx(banister_trimp(whole, "man").value / 2)
    beats[:2000] = np.nan
    unusable = banister_trimp(make_run(3600, 3.0, heart_rate_bpm=beats, athlete=KNOWN), "man")
    assert unusable.reason == "usable heart rate in 44 % of the moving time; needs half"


def test_stress_score_by_hand():
    # Three quarters of an hour at 3.6 of 4 m/s: 100 * 0.75 * 0.9^2 = 60.75; interval 1.96 * 2 * 3 % of it = 7.1.
    found = running_stress_score(make_run(2701, 3.6), 4.0)
    assert found.value == pytest.approx(60.75)
    assert found.high - found.value == pytest.approx(1.96 * 2 * 0.03 * 60.75, rel=1e-4)
    # A threshold known to 0.16 m/s (4 %): sqrt(3^2 + 4^2) = 5 %.
    unsure = running_stress_score(make_run(2701, 3.6), 4.0, threshold_error_mps=0.16)
    assert unsure.high - unsure.value == pytest.approx(1.96 * 2 * 0.05 * 60.75, rel=1e-4)
    assert running_stress_score(make_run(3601, 4.0), 4.0).value == pytest.approx(100.0)


def test_changes_of_speed_are_harder_than_their_mean():
    speed = np.tile(np.repeat([2.0, 4.0], 300), 6)
    # Long stretches: fourth root of (2^4 + 4^4) / 2 = 136^0.25 = 3.415 m/s, a little less for the 30-s mean.
    assert normalised_speed(make_run(3600, speed)) == pytest.approx(3.415, abs=0.03)
    assert normalised_speed(make_run(3600, 3.0)) == pytest.approx(3.0)


@given(st.floats(1.5, 5.0), st.floats(1.01, 1.5))
def test_score_goes_with_the_square_of_speed(speed, factor):
    one, other = (running_stress_score(make_run(600, each), 4.0).value for each in (speed, speed * factor))
    assert other / one == pytest.approx(factor**2)


def test_heat_by_hand():
    assert heat_adjustment(31.0).value == 12.0
    assert heat_adjustment(31.0).low == pytest.approx(12.0 - 1.96 * 6.0, abs=1e-3)
    assert (heat_adjustment(19.0).value, heat_adjustment(-5.0).high) == (0.0, 0.0)
    assert heat_adjustment(math.nan).reason == "air temperature not known"
    assert heat_adjustment(100.0).reason == "nobody runs in air of 100 degC; check its unit"


@pytest.mark.parametrize("error_mps", [-1.0, math.nan, math.inf, "1", True])
def test_an_error_is_a_size(error_mps):
    with pytest.raises(InputError, match="threshold_error_mps must be a number of at least 0, got"):
        running_stress_score(make_run(600, 3.0), 4.0, error_mps)


def test_wrong_arguments_and_runs_without_anything():
    run = hour_at(140.0)
    with pytest.raises(InputError, match="'man', 'woman'"):
        banister_trimp(run, "male")
    with pytest.raises(InputError, match="between 1 and 8"):
        running_stress_score(run, 270.0)
    assert banister_trimp(without(run, "heart_rate_bpm")).reason == "no heart rate recorded"
    assert edwards_trimp(make_run(0, 3.0)).reason == "no heart rate recorded"
    assert "movement" in running_stress_score(make_run(0, 3.0), 4.0).reason


def test_the_same_run_gives_the_same_interval():
    activity = synth.run(duration_s=1800, seed=2).activity
    assert banister_trimp(activity) == banister_trimp(replace(activity))
