"""Rates, chances and changes that the heuristics over time share."""

from __future__ import annotations

import math

import numpy as np
import pytest

from legcheck.history.heuristics._change import level, shift, trend
from legcheck.history.heuristics._statistics import (
    beta_interval,
    beta_tail,
    difference_of_rates,
    shift_p,
    wilson,
)


@pytest.mark.parametrize(("heavy", "runs", "chance"), [(4, 6, 0.85), (5, 8, 0.88), (6, 10, 0.91), (3, 6, 0.65)])
def test_chance_of_a_rate_above_three_tenths(heavy, runs, chance):
    assert round(beta_tail(heavy, runs, 0.3), 2) == chance


def test_beta_tail_of_the_uniform():
    assert beta_tail(0, 0, 0.3, prior=(1, 1)) == pytest.approx(0.7)
    assert beta_tail(1, 1, 0.3, prior=(1, 1)) == pytest.approx(1 - 0.3**2)  # Beta(2, 1)


def test_credible_interval_holds_95_per_cent():
    low, high = beta_interval(3, 12)
    assert beta_tail(3, 12, low) == pytest.approx(0.975, abs=1e-6)
    assert beta_tail(3, 12, high) == pytest.approx(0.025, abs=1e-6)


def test_wilson_stays_within_the_possible():
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == pytest.approx(1.0)
    # 0 of 10: z^2 / (n + z^2) = 3.84 / 13.84
    assert wilson(0, 10)[1] == pytest.approx(0.2775, abs=1e-4)


def test_difference_of_rates_as_in_the_paper():
    # Newcombe 1998, table II, method 10: 56/70 against 48/80, 0.0524 to 0.3339; 10/10 against 0/10, 0.6075 to 1
    assert difference_of_rates(56, 70, 48, 80) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    assert difference_of_rates(10, 10, 0, 10) == pytest.approx((1.0, 0.6075, 1.0), abs=1e-4)


def test_spells_that_meet_once_are_no_surprise_when_shifted():
    spell, always = np.arange(30) < 10, np.ones((1, 30), dtype=np.bool_)
    assert shift_p(spell, spell[None, :], always) == pytest.approx([1 / 30])
    often = np.arange(30) % 2 == 0
    assert shift_p(often, often[None, :], always) == pytest.approx([0.5])  # every second shift: exact counts would say 1e-8


def test_every_series_that_is_looked_at_can_meet_by_chance():
    spells = np.array([np.arange(30) < 10, (np.arange(30) >= 12) & (np.arange(30) < 22), np.arange(30) >= 20])
    heavy = np.arange(30) < 10
    # each of the three lies fully over the heavy spell at one shift of thirty; the second and third not at this one
    assert shift_p(heavy, spells, np.ones((3, 30), dtype=np.bool_)) == pytest.approx([3 / 30, 1.0, 1.0])


def test_a_series_that_is_known_for_part_of_the_time_is_counted_there():
    heavy = np.array([True, False, False, False])
    known = np.array([[True, True, False, False]])
    # one heavy of two known where present: (1 - 1/2) / sqrt(1 * 1/2 * 1/2 * 1/2) = 1.41; then -1.41; twice no heavy one is known: 0
    assert shift_p(heavy, heavy[None, :] & known, known) == pytest.approx([1 / 4])
    nothing = shift_p(np.zeros(4, dtype=np.bool_), known, known)
    assert nothing == pytest.approx([1.0])


def test_ten_things_in_spells_are_named_by_chance_as_often_as_the_level_says():
    random = np.random.default_rng(11)

    def spells(rate, length=6, runs=100):
        new = random.random(runs) < 1.0 / length
        new[0] = True
        return (random.random(runs) < rate)[np.maximum.accumulate(np.where(new, np.arange(runs), 0))]

    always = np.ones((10, 100), dtype=np.bool_)
    named = 0
    for _ in range(300):
        heavy, others = spells(0.25), np.array([spells(rate) for rate in (0.3, 0.15, 0.5, 0.3, 0.15) * 2])
        named += shift_p(heavy, others, always).min() <= 0.05
    assert 2 <= named <= 28  # 15 expected, SD 3.8


def test_shift_of_means_and_its_error():
    change = shift(np.array([1.0, 3.0, 1.0, 3.0, 6.0, 8.0, 6.0, 8.0]), np.arange(8) >= 4, np.zeros(8))
    assert change.value == pytest.approx(5.0)
    # residuals are +-1 in turn: no likeness. sqrt(8 / 6 * (1 / 4 + 1 / 4))
    assert change.error == pytest.approx(math.sqrt(8 / 6 * 0.5))
    assert change.low < 5.0 < change.high


def test_shift_takes_off_what_the_regressor_explains():
    about = np.tile([0.0, 1.0, 2.0, 3.0], 4)
    late = np.arange(16) >= 8
    values = 100.0 + 7.0 * about + 3.0 * late
    assert shift(values, late, about, usual_slope=7.0).value == pytest.approx(3.0)


def test_a_constant_regressor_is_as_good_as_none():
    late = np.arange(6) >= 3
    values = np.array([1.0, 2.0, 1.0, 4.0, 5.0, 4.0])
    assert shift(values, late, np.full(6, 1.1)).value == pytest.approx(shift(values, late, np.zeros(6)).value)


def test_interval_covers_the_truth_under_likeness_of_neighbours():
    random = np.random.default_rng(3)
    covered = 0
    for _ in range(300):
        noise = np.zeros(40)
        for step in range(1, 40):
            noise[step] = 0.5 * noise[step - 1] + random.normal()
        change = shift(noise, np.arange(40) >= 28, np.zeros(40))
        covered += change.low <= 0.0 <= change.high
    assert covered >= 270  # 90 % at least; intervals that know nothing of it cover about 75 %


def test_trend_and_level():
    days = np.arange(10.0)
    assert trend(days, 70.0 + 0.2 * days).value == pytest.approx(0.2)
    assert level(np.array([6.0, 8.0, 6.0, 8.0])).error == pytest.approx(math.sqrt(4 / 3 / 4))  # SD^2 = 4 / 3, four values
