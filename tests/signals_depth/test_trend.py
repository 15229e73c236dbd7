"""The Mann-Kendall test: counted by hand, against scipy's tau, and against series without a trend but with a memory."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_builder import make_run
from scipy.signal import lfilter
from scipy.stats import kendalltau

from legcheck import synth
from legcheck.core import InputError
from legcheck.signals import mann_kendall, pace_trend

MEMORY_S, BIN = 32.0, 60


def test_five_values_counted_by_hand():
    found = mann_kendall(np.array([1.0, 2.0, 4.0, 3.0, 5.0]))
    # 10 pairs, only (4, 3) falls: S = 9 - 1 = 8, tau = 0.8.
    assert found.tau == pytest.approx(0.8)
    # Sen's slope is the median of (1, 1.5, 2/3, 1, 2, 0.5, 1, -1, 0.5, 2) = 1. What is left over, (0, 0, 1, -1, 0), has the ranks
    # (3, 3, 5, 1, 3), about their mean (0, 0, 2, -2, 0): lag one gives 2 * -2 / 8 < 0, so there is no memory to correct for.
    assert found.slope == pytest.approx(1.0)
    assert found.effective_count == pytest.approx(5.0)
    # variance = 5 * 4 * 15 / 18 = 16.667; z = (8 - 1) / 4.0825 = 1.7146; p = 2 (1 - Phi(1.7146)) = 0.0864
    assert found.tau_error == pytest.approx(math.sqrt(5 * 4 * 15 / 18) / 10)
    assert found.p_value == pytest.approx(0.0864, abs=1e-4)


def test_ties_narrow_the_variance():
    values = np.array([1.0, 1.0, 2.0, 2.0, 2.0, 3.0])
    found = mann_kendall(values)
    # Ties of 2 and 3: (2*1*9 + 3*2*11) / 18 = 84 / 18 less than 6 * 5 * 17 / 18.
    bare = (6 * 5 * 17 - 84) / 18
    factor = found.count / found.effective_count
    assert (found.tau_error * 15) ** 2 == pytest.approx(bare * factor)


def test_the_memory_factor_by_hand():
    values = np.array([0.0, 1.0, 2.0, 2.5, 2.0, 1.0, 0.0, -1.0, -2.0, -2.5, -2.0, -1.0])
    found = mann_kendall(values)
    left = values - found.slope * np.arange(12)
    ranks = np.array([np.sum(left < each) + (np.sum(left == each) + 1) / 2 for each in left]) - 6.5
    total = 0.0
    for lag in range(1, 10):
        correlation = sum(ranks[i] * ranks[i + lag] for i in range(12 - lag)) / sum(ranks**2)
        if correlation <= 0:
            break
        total += (12 - lag) * (11 - lag) * (10 - lag) * correlation
    assert found.effective_count == pytest.approx(12 / (1 + 2 / (12 * 11 * 10) * total))
    assert found.effective_count < 8


def test_a_constant_series_has_no_trend():
    found = mann_kendall(np.ones(30))
    assert (found.tau, found.p_value, found.slope) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    "values",
    [np.arange(3.0), np.array([1.0, np.nan, 2.0, 3.0]), np.ones((4, 4)), 7.0],
    ids=["too short", "NaN", "a square", "one number"],
)
def test_what_cannot_be_tested_is_refused(values):
    with pytest.raises(InputError, match="at least four finite values in a row"):
        mann_kendall(values)


def test_a_list_is_a_row_and_words_are_none():
    assert mann_kendall([1, 2, 4, 3, 5]) == mann_kendall(np.array([1.0, 2.0, 4.0, 3.0, 5.0]))
    with pytest.raises(InputError, match="the trend test needs numbers"):
        mann_kendall(["fast", "slow", "slow", "slow"])


@given(st.lists(st.floats(-1e3, 1e3).map(lambda x: round(x, 6)), min_size=5, max_size=40, unique=True))
def test_tau_is_kendalls(values):
    values = np.array(values)
    assert mann_kendall(values).tau == pytest.approx(kendalltau(np.arange(len(values)), values).statistic, abs=1e-12)


@given(st.lists(st.floats(0.1, 10.0).map(lambda x: round(x, 4)), min_size=5, max_size=40))
def test_reversed_time_turns_the_sign_and_a_steady_map_changes_nothing(values):
    values = np.array(values)
    found, turned = mann_kendall(values), mann_kendall(values[::-1])
    assert turned.tau == pytest.approx(-found.tau)
    assert mann_kendall(4.0 * values).p_value == pytest.approx(found.p_value)


def with_memory(count, random):
    keep = math.exp(-1.0 / MEMORY_S)
    noise = random.normal(size=count * BIN) * math.sqrt(1.0 - keep**2)
    return lfilter([1.0], [1.0, -keep], noise, zi=[keep * random.normal()])[0].reshape(count, BIN).mean(axis=1)


def test_without_a_trend_it_seldom_calls_one():
    random = np.random.default_rng(5)
    tests = [mann_kendall(with_memory(60, random)) for _ in range(400)]
    called = np.mean([test.p_value < 0.05 for test in tests])
    uncorrected = np.mean([math.erfc(abs(t.tau) * 1770 / math.sqrt(60 * 59 * 125 / 18) / math.sqrt(2)) < 0.05 for t in tests])
    assert called < 0.105  # 0.07 and what 400 draws scatter (0.013); the correction is itself estimated
    assert uncorrected > 1.5 * called


def test_a_fade_is_a_trend_and_an_even_run_is_none():
    fading = pace_trend(synth.run(duration_s=4800, fade_after_s=1500, fade_fraction=0.2, seed=3).activity)
    assert fading.tau.high < 0
    assert fading.p_value < 0.01
    assert fading.change_pct_per_h < -8


def test_even_runs_are_seldom_called_a_trend():
    called = [pace_trend(synth.run(duration_s=4800, seed=seed).activity).p_value < 0.05 for seed in range(40)]
    assert np.mean(called) <= 0.2  # 0.1 over 150 such runs: the slow error of satellite speed is a trend, if a small one


def test_slope_of_a_run_that_slows_by_a_tenth_an_hour():
    seconds = 5400
    speed = 3.0 * np.exp(-0.1 * np.arange(seconds) / 3600)
    trend = pace_trend(make_run(seconds, speed))
    assert trend.change_pct_per_h == pytest.approx(-10.0, rel=1e-6)
    assert trend.tau.value == pytest.approx(-1.0)


def test_a_day_long_run_is_no_slower_to_test_than_two_hours():
    trend = pace_trend(make_run(86_400, 3.0 - np.arange(86_400) / 86_400))
    assert trend.tau.value == pytest.approx(-1.0)
    assert trend.tau.used_s > 70_000


@pytest.mark.parametrize("seconds", [0, 1, 700, 1500])
def test_short_runs_say_why_not(seconds):
    trend = pace_trend(make_run(seconds, 3.0))
    assert not trend.tau.is_usable
    assert "needs 20" in trend.reason
