"""Cadence: harmonics, jumps and dropouts."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.cadence import clean_cadence


def cleaned(cadence, speed=None, recorded=None):
    cadence = np.asarray(cadence, dtype=np.float64)
    speed = np.full(cadence.size, 3.0) if speed is None else np.asarray(speed, dtype=np.float64)
    recorded = np.ones(cadence.size, dtype=bool) if recorded is None else recorded
    values, notes = clean_cadence(cadence, speed, recorded, 5)
    return values, [note.code for note in notes]


def steady_cadence(size=300, seed=2):
    return np.round(170 + 2 * np.random.default_rng(seed).normal(size=size))


def test_steady_cadence_is_left_alone():
    cadence = steady_cadence()
    values, codes = cleaned(cadence)
    assert np.array_equal(values, cadence)
    assert codes == []


def test_half_and_double_counting_are_put_right():
    cadence = steady_cadence()
    wrong = cadence.copy()
    wrong[50:56] /= 2
    wrong[100] = 2 * 128
    wrong[99:102] = [cadence[99], 2 * cadence[100], cadence[101]]
    values, codes = cleaned(wrong)
    assert codes == ["cadence_harmonics"]
    assert np.array_equal(values, cadence)


def test_minutes_of_half_counting_at_running_speed_are_put_right():
    cadence = steady_cadence(1200)
    wrong = cadence.copy()
    wrong[500:700] /= 2
    values, codes = cleaned(wrong)
    assert codes == ["cadence_harmonics"]
    assert np.array_equal(values, cadence)


def test_walking_at_half_the_steps_stays():
    cadence, speed = steady_cadence(600), np.full(600, 3.0)
    cadence[200:260], speed[200:260] = 86.0, 1.2
    values, _ = cleaned(cadence, speed)
    assert (values[205:255] == 86).all()


def test_a_jump_is_blanked_and_bridged():
    cadence = steady_cadence()
    wrong = cadence.copy()
    wrong[80:84] = 140.0
    values, codes = cleaned(wrong)
    assert codes == ["cadence_spikes"]
    assert np.abs(values[80:84] - 170).max() < 8


def test_a_jump_longer_than_cadence_may_be_bridged_stays_missing():
    wrong = steady_cadence()
    wrong[80:88] = 140.0
    values, _ = cleaned(wrong)
    assert np.isnan(values[80:88]).all()


def test_a_change_of_gait_stays():
    cadence = np.concatenate((np.full(100, 170.0), np.full(100, 190.0), np.full(100, 150.0)))
    values, codes = cleaned(cadence)
    assert np.array_equal(values, cadence)
    assert codes == []


def test_the_ramp_out_of_a_stop_stays():
    cadence = np.concatenate((np.zeros(60), [84.0, 86.0, 150.0], np.full(100, 170.0)))
    speed = np.concatenate((np.zeros(60), [2.0, 2.3, 2.5], np.full(100, 3.0)))
    values, codes = cleaned(cadence, speed)
    assert np.array_equal(values, cadence)
    assert codes == []


def test_the_ramp_out_of_a_short_stop_stays():
    cadence, speed = np.full(200, 170.0), np.full(200, 3.0)
    cadence[100:113], speed[100:113] = [0.0] * 10 + [84.0, 120.0, 150.0], [0.2] * 10 + [1.9, 2.3, 2.6]
    values, codes = cleaned(cadence, speed)
    assert np.array_equal(values, cadence)
    assert codes == []


def test_zero_while_running_is_a_dropout_while_standing_it_is_not():
    cadence, speed = steady_cadence(), np.full(300, 3.0)
    cadence[100:103] = 0.0
    cadence[200:250], speed[200:250] = 0.0, 0.0
    values, codes = cleaned(cadence, speed)
    assert codes == ["cadence_dropouts"]
    assert values[100:103].min() > 160
    assert (values[200:250] == 0).all()


def test_cadence_without_any_speed_is_still_repaired():
    cadence = steady_cadence()
    wrong = cadence.copy()
    wrong[50:53] /= 2
    values, codes = cleaned(wrong, np.full(300, np.nan))
    assert codes == ["cadence_harmonics"]
    assert np.array_equal(values, cadence)


def test_missing_cadence_stays_missing():
    values, codes = cleaned(np.full(20, np.nan))
    assert np.isnan(values).all()
    assert codes == []
