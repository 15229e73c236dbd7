"""Efficiency and decoupling: numbers by hand, the definition of others on the same runs, and planted drift."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_builder import lap, make_run, without

from legcheck import clean, synth
from legcheck.core import InputError
from legcheck.signals import decoupling, efficiency_factor
from legcheck.signals.decoupling import decoupling_of


def halved_list(output, heart_rate):
    """As GoldenCheetah defines it: halve the list of samples, then leave out those without heart rate, ratio of means in each."""
    middle = (len(output) - 1) // 2
    ratios = []
    for part in (slice(0, middle), slice(middle, None)):
        beating = np.nan_to_num(heart_rate[part]) > 0
        ratios.append(np.nanmean(output[part][beating]) / np.mean(heart_rate[part][beating]))
    return 100 * (ratios[0] - ratios[1]) / ratios[0]


def test_a_ride_worked_by_hand():
    # 193 W / 136 bpm = 1.41912, 195 / 142 = 1.37324; the difference 0.04588 over the first: 3.233 %.
    watts, beats = np.repeat([193.0, 195.0], 3600), np.repeat([136.0, 142.0], 3600)
    assert decoupling_of(watts, beats) == pytest.approx(3.233, abs=1e-3)
    assert halved_list(watts, beats) == pytest.approx(3.233, abs=2e-3)  # its halves part one sample early


def test_halves_of_time_are_not_halves_of_a_list():
    # Fast kilometres were recorded every second, the slow ones of the second half every four seconds.
    output = np.concatenate([np.full(1800, 3.0), np.full(450, 2.7)])
    weight = np.concatenate([np.ones(1800), np.full(450, 4.0)])
    beats = np.full(2250, 150.0)
    assert decoupling_of(output, beats, weight) == pytest.approx(10.0)  # 1 - 2.7 / 3
    # By the list the first half is 1125 samples of 3.0, the second 675 of 3.0 and 450 of 2.7: mean 2.88; 4 %.
    assert decoupling_of(output, beats) == pytest.approx(4.0)
    assert halved_list(output, beats) == pytest.approx(4.0, abs=0.01)


def test_a_sample_on_the_border_belongs_to_both_halves():
    # Weights 1, 2, 1: the middle sample gives half of itself to each. (3 + 2) / 2 against (2 + 1) / 2: 40 %.
    assert decoupling_of(np.array([3.0, 2.0, 1.0]), np.full(3, 100.0), np.array([1.0, 2.0, 1.0])) == pytest.approx(40.0)


@given(st.floats(0.5, 3.0), st.floats(0.5, 3.0), st.integers(2, 60))
def test_it_does_not_depend_on_units(output_unit, heart_unit, count):
    random = np.random.default_rng(count)
    output, beats = random.uniform(2, 4, count), random.uniform(120, 180, count)
    assert decoupling_of(output_unit * output, heart_unit * beats) == pytest.approx(decoupling_of(output, beats), abs=1e-9)


@pytest.mark.parametrize("size", [0, 1])
def test_nothing_to_halve(size):
    assert np.isnan(decoupling_of(np.ones(size), np.full(size, 150.0)))
    assert np.isnan(decoupling_of(np.ones(5), np.zeros(5)))


def test_on_a_run_without_warm_up_and_stops_the_definitions_agree():
    made = synth.run(duration_s=5400, drift_bpm_per_h=12.0, seed=6)
    run = clean(made.activity)
    ours = decoupling(run)
    middle = slice(600, round(0.97 * 5400))
    theirs = halved_list(run["grade_adjusted_speed_mps"][middle], run["heart_rate_bpm"][middle])
    assert ours.value_pct.value == pytest.approx(theirs, abs=0.1)
    whole = halved_list(run["grade_adjusted_speed_mps"], run["heart_rate_bpm"])
    assert whole > theirs + 0.3  # heart rate still climbs in the first minutes, which makes the first half look better


def test_the_change_divides_exactly():
    found = decoupling(synth.run(duration_s=5400, drift_bpm_per_h=10.0, fade_after_s=3000, fade_fraction=0.1, seed=3).activity)
    # d ln EF = d ln v - d ln HR; halves of means of logs and logs of means differ a little.
    together = found.output_change_pct.value - found.heart_rate_change_pct.value
    assert together == pytest.approx(100 * np.log(found.second / found.first), abs=0.15)
    assert found.value_pct.value == pytest.approx(100 * (1 - found.second / found.first))
    assert found.output_change_pct.high < 0


def test_planted_drift_is_in_the_interval():
    inside = 0
    for seed in range(12):
        made = synth.run(duration_s=5400, drift_bpm_per_h=15.0, seed=seed)
        found, plan = decoupling(made.activity), made.plan
        first, second = slice(600, 2919), slice(2919, 5238)
        truth = 1 - (
            plan["grade_adjusted_speed_mps"][second].mean()
            / plan["heart_rate_bpm"][second].mean()
            / (plan["grade_adjusted_speed_mps"][first].mean() / plan["heart_rate_bpm"][first].mean())
        )
        inside += found.value_pct.low <= 100 * truth <= found.value_pct.high
    assert inside >= 10


def test_power_where_it_is_recorded():
    run = synth.run(duration_s=4500, power=True, drift_bpm_per_h=10.0, seed=4).activity
    assert decoupling(run, by="power").value_pct.low > 0
    assert decoupling(run, by="power").first > 1.0  # watts per beat
    none = decoupling(synth.run(duration_s=4500, seed=4).activity, by="power")
    assert none.value_pct.reason == "no power recorded"
    with pytest.raises(InputError, match="'speed' or 'power'"):
        decoupling(run, by="pace")


def test_efficiency_factor_by_hand():
    run = make_run(3600, 3.0, heart_rate_bpm=150.0)
    found = efficiency_factor(run)
    assert found.value == pytest.approx(1.2)  # 180 m a minute over 150 beats a minute
    # Slow errors of satellite speed alone, 1.2 % that are forgotten in 10 min, averaged over 96 bins of 30 s (T = 2880 s):
    # 2 t / T (1 - t / T (1 - exp(-T / t))) = 0.4167 (1 - 0.2083 * 0.9918) = 0.3306, so 1.96 * 1.2 * 1.2 % * 0.575 = 0.01623.
    assert found.high - found.value == pytest.approx(0.01623, rel=1e-3)


def test_a_longer_run_knows_its_efficiency_better():
    hour, three = (efficiency_factor(make_run(seconds, 3.0, heart_rate_bpm=150.0)) for seconds in (3600, 10_800))
    assert three.high - three.low < 0.7 * (hour.high - hour.low)


def test_why_not():
    run = make_run(3600, 3.0, heart_rate_bpm=150.0)
    assert "no heart rate" in decoupling(without(run, "heart_rate_bpm")).value_pct.reason
    assert "needs 30" in efficiency_factor(make_run(1800, 3.0, heart_rate_bpm=150.0)).reason
    assert "no heart rate" in efficiency_factor(make_run(0, 3.0)).reason
    laps = [lap(600 + 400 * i, 600 + 400 * i + 200, "interval") for i in range(6)]
    laps += [lap(800 + 400 * i, 1000 + 400 * i, "rest") for i in range(6)]
    assert "interval session" in decoupling(make_run(3600, 3.0, heart_rate_bpm=150.0, laps=laps)).value_pct.reason
