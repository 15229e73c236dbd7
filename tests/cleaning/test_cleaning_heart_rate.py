"""Heart rate: spikes, wrong starts, dropouts, a stuck sensor, and a sensor that follows the feet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from legcheck.cleaning import clean
from legcheck.cleaning.heart_rate import clean_heart_rate, distrusted_heart_rate
from legcheck.cleaning.hr_lock import locked_heart_rate
from legcheck.cleaning.steps import steady_steps
from legcheck.core import Device


def wander(size, scale, tau_s, seed):
    """Noise with a memory of ``tau_s``."""
    rng = np.random.default_rng(seed)
    kernel = np.exp(-np.arange(5 * tau_s) / tau_s)
    noise = np.convolve(rng.normal(size=size + 5 * tau_s), kernel / np.sqrt((kernel**2).sum()), mode="full")
    return scale * noise[5 * tau_s : 5 * tau_s + size]


def true_heart_rate(size=2400, level=148.0, seed=5):
    """Rises to its level within minutes, then wanders as measured in real runs."""
    return np.round(level - 40 * np.exp(-np.arange(size) / 60) + wander(size, 3.4, 65, seed))


def steps_a_minute(size=2400, level=164.0, seed=6):
    return np.round(level + wander(size, 2.0, 8, seed))


def test_a_good_heart_rate_is_left_alone():
    heart_rate = true_heart_rate()
    values, notes = clean_heart_rate(heart_rate, np.ones(2400, dtype=bool), 10)
    distrusted, more = distrusted_heart_rate(heart_rate, np.full(2400, 3.0))
    assert np.array_equal(values, heart_rate)
    assert notes == more == []
    assert np.flatnonzero(distrusted).tolist() == list(range(60))


def test_spikes_are_blanked_and_bridged():
    heart_rate = true_heart_rate()
    wrong = heart_rate.copy()
    wrong[1000:1003] += 40
    values, notes = clean_heart_rate(wrong, np.ones(2400, dtype=bool), 10)
    assert [note.message for note in notes] == ["3 seconds of jumping heart rate removed"]
    assert np.abs(values - heart_rate).max() < 4


def test_a_start_too_high_to_be_true_is_not_used():
    heart_rate = true_heart_rate()
    heart_rate[:120] = 185
    distrusted, notes = distrusted_heart_rate(heart_rate, np.full(2400, 3.0))
    assert [note.code for note in notes] == ["heart_rate_start"]
    assert distrusted[:120].all()
    assert not distrusted[140:].any()


def test_a_start_is_not_too_high_because_the_runner_rests_or_slows_down_later():
    heart_rate, speed = true_heart_rate(), np.full(2400, 3.5)
    heart_rate -= np.interp(np.arange(2400), [180, 260, 440, 520], [0, 35, 35, 0])
    rests, slows = speed.copy(), speed.copy()
    rests[200:260] = rests[320:380] = rests[430:460] = 0.0
    slows[200:500] = 2.0
    assert distrusted_heart_rate(heart_rate, rests)[1] == []
    assert distrusted_heart_rate(heart_rate, slows)[1] == []


def test_a_wrong_start_ends_where_it_falls_at_steady_speed():
    heart_rate = true_heart_rate()
    heart_rate[:400] = 172 + wander(400, 1.5, 30, 9)
    distrusted, notes = distrusted_heart_rate(heart_rate, np.full(2400, 3.0))
    assert [note.code for note in notes] == ["heart_rate_start"]
    assert distrusted[:398].all()
    assert not distrusted[420:].any()


def test_a_dip_in_the_first_minutes_does_not_end_a_wrong_start():
    heart_rate = true_heart_rate()
    heart_rate[400:430] -= 20
    assert distrusted_heart_rate(heart_rate, np.full(2400, 3.0))[1] == []


def test_the_clock_of_the_start_runs_from_the_first_value():
    heart_rate = true_heart_rate()
    heart_rate[:300] = np.nan
    distrusted, _ = distrusted_heart_rate(heart_rate, np.full(2400, 3.0))
    assert np.flatnonzero(distrusted).tolist() == list(range(300, 360))


@pytest.mark.parametrize("hole_s", [0, 40])
def test_a_collapse_is_not_used_until_it_is_over(hole_s):
    heart_rate = true_heart_rate(level=180.0)
    heart_rate[1200:1500] = np.linspace(75, 160, 300)
    heart_rate[1200 : 1200 + hole_s] = np.nan
    distrusted, notes = distrusted_heart_rate(heart_rate, np.full(2400, 2.6))
    assert [note.code for note in notes] == ["heart_rate_dropouts"]
    assert distrusted[1200 + hole_s : 1500].all()
    assert not distrusted[60:1190].any()
    assert not distrusted[1510:].any()


def test_the_fall_of_heart_rate_in_a_rest_is_true():
    size = 2400
    speed = np.full(size, 3.5)
    heart_rate = true_heart_rate(size, level=175.0)
    rest = slice(1200, 1320)
    speed[rest] = 0.0
    heart_rate[rest] = 100 + 75 * np.exp(-np.arange(120) / 60)
    heart_rate[1320:] -= 50 * np.exp(-np.arange(size - 1320) / 40)
    distrusted, notes = distrusted_heart_rate(heart_rate, speed)
    assert notes == []
    assert not distrusted[60:].any()


def test_far_too_low_for_the_speed_is_a_dropout_though_it_came_slowly():
    heart_rate = true_heart_rate(level=170.0)
    heart_rate[1000:1700] = np.concatenate((np.linspace(170, 100, 150), np.full(400, 100.0), np.linspace(100, 170, 150)))
    distrusted, notes = distrusted_heart_rate(heart_rate, np.full(2400, 3.0))
    assert "heart_rate_dropouts" in [note.code for note in notes]
    assert distrusted[1150:1550].all()


def test_a_value_that_never_changes_is_a_stuck_sensor():
    heart_rate = true_heart_rate()
    heart_rate[900:1100] = 151.0
    distrusted, notes = distrusted_heart_rate(heart_rate, np.full(2400, 3.0))
    assert [note.code for note in notes] == ["heart_rate_stuck"]
    assert distrusted[901:1099].all()
    heart_rate[1000] = 152.0
    assert distrusted_heart_rate(heart_rate, np.full(2400, 3.0))[1] == []


def test_missing_heart_rate_is_no_finding():
    distrusted, notes = distrusted_heart_rate(np.full(100, np.nan), np.full(100, 3.0))
    assert not distrusted.any()
    assert notes == []


@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_a_sensor_that_follows_the_feet_closely_is_found(ratio):
    heart_rate, steps = true_heart_rate(), steps_a_minute()
    heart_rate[900:1500] = np.round(ratio * steps[900:1500])
    locked, notes = locked_heart_rate(heart_rate, steps, np.full(2400, 3.0))
    assert [note.code for note in notes] == ["heart_rate_locked"]
    assert locked[940:1460].all()
    assert not locked[:840].any()
    assert not locked[1560:].any()


def test_a_smoothing_sensor_is_found_by_its_step_at_steady_speed():
    heart_rate, steps = true_heart_rate(), steps_a_minute()
    heart_rate[900:1500] = np.round(np.mean(steps) + wander(600, 0.8, 60, 3))
    locked, notes = locked_heart_rate(heart_rate, steps, np.full(2400, 3.0))
    assert "heart rate follows the steps" in notes[0].message
    assert locked[900:1495].mean() > 0.95
    assert not locked[:870].any()
    assert not locked[1530:].any()


@pytest.mark.parametrize("seed", range(12))
def test_a_heart_that_beats_as_often_as_the_feet_fall_is_left_alone(seed):
    heart_rate = true_heart_rate(3600, level=165.0, seed=seed)
    locked, notes = locked_heart_rate(heart_rate, steps_a_minute(3600, level=165.0, seed=seed + 100), np.full(3600, 3.0))
    assert not locked.any()
    assert notes == []


def test_the_rise_at_the_start_of_a_run_is_no_step_onto_the_cadence():
    heart_rate = true_heart_rate(level=162.0)
    assert heart_rate[25] - heart_rate[10] >= 8
    assert not locked_heart_rate(
        heart_rate - 12 * np.exp(-np.arange(2400) / 30), steps_a_minute(level=163.0), np.full(2400, 3.0)
    )[0].any()


def test_intervals_that_bring_heart_rate_to_the_cadence_are_left_alone():
    size = 3600
    fast = (np.arange(size) // 240) % 2 == 1
    speed = np.where(fast, 4.2, 2.6)
    heart_rate, target = np.full(size, 130.0), np.where(fast, 172.0, 135.0)
    for second in range(1, size):
        heart_rate[second] = heart_rate[second - 1] + (target[second] - heart_rate[second - 1]) / 35
    locked, _ = locked_heart_rate(np.round(heart_rate), steps_a_minute(size, level=170.0), speed)
    assert not locked.any()


def test_a_chest_strap_is_not_suspected(make_activity, steady, codes):
    channels = steady(2400)
    channels["heart_rate_bpm"] = true_heart_rate()
    channels["heart_rate_bpm"][900:1500] = channels["cadence_spm"][900:1500]
    wrist = make_activity(channels)
    strap = replace(wrist, device=Device(heart_rate_source="strap"))
    assert "heart_rate_locked" in codes(clean(wrist))
    assert not clean(wrist).masks["heart_rate_usable"][940:1460].any()
    assert "heart_rate_locked" not in codes(clean(strap))
    assert clean(strap).masks["heart_rate_usable"][940:1460].all()


def test_steps_of_heart_rate_count_only_at_one_speed():
    heart_rate = np.repeat([140.0, 160.0], 150)
    steady, changing = np.full(300, 3.0), np.repeat([2.4, 3.6], 150)
    assert steady_steps(heart_rate, steady).max() == 20
    assert steady_steps(heart_rate, changing)[130:170].max() == 0
    assert steady_steps(heart_rate, np.full(300, 1.0)).max() == 0
    assert steady_steps(heart_rate, np.full(300, np.nan)).max() == 0
    assert steady_steps(heart_rate[:20], steady[:20]).tolist() == [0] * 20
    assert steady_steps(heart_rate[100:], steady[100:])[:75].max() == 0


def test_heart_rate_is_not_used_in_and_after_long_rests(make_activity, steady):
    channels = steady(1800)
    channels["speed_mps"] = channels["speed_mps"].copy()
    channels["speed_mps"][600:640] = 0.0
    channels["speed_mps"][1200:1215] = 0.0
    channels["distance_m"] = np.concatenate(([0.0], np.cumsum(channels["speed_mps"][1:])))
    usable = clean(make_activity(channels)).masks["heart_rate_usable"]
    # 40 s of rest and 90 s after it; a rest of 15 s does not count.
    assert np.flatnonzero(~usable).tolist() == [*range(60), *range(600, 730)]
