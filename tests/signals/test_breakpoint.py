"""A bend and a step, each found where it was put, and none where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest

from legcheck.signals.breakpoint import find_break

TIME = np.arange(630.0, 3490.0, 60.0)
NOISE = np.random.default_rng(3).normal(0.0, 0.01, TIME.size)
BENT = -0.20 * np.maximum(TIME - 1830.0, 0.0) / 1800.0
STEPPED = np.where(TIME >= 2400.0, -0.15, 0.0)  # between the bins at 2370 and 2430
LINE = -0.10 * TIME / 3600.0


@pytest.mark.parametrize(("noise", "within_s"), [(0.0, 1.0), (NOISE, 180.0)], ids=["exact", "noisy"])
def test_a_bend(noise, within_s):
    found = find_break(TIME, LINE + BENT + noise, width_s=60.0)
    assert found.onset_s.value == pytest.approx(1830.0, abs=within_s)
    assert found.onset_s.low <= 1830.0 <= found.onset_s.high
    assert found.abruptness < 0.2


@pytest.mark.parametrize("noise", [0.0, NOISE], ids=["exact", "noisy"])
def test_a_step(noise):
    found = find_break(TIME, LINE + STEPPED + noise, width_s=60.0)
    assert found.onset_s.value == pytest.approx(2400.0)
    assert found.abruptness > 0.8


@pytest.mark.parametrize(
    "values",
    [np.full(TIME.size, math.log(3.0)), LINE + 1.1, 1e-9 * NOISE, NOISE],
    ids=["constant", "straight", "rounding errors", "noise"],
)
def test_no_break_where_there_is_none(values):
    found = find_break(TIME, values, width_s=60.0)
    assert not found.onset_s.is_usable
    assert found.onset_s.reason == "one straight line describes the run as well"
    assert math.isnan(found.abruptness)


@pytest.mark.parametrize("values", [-BENT, -STEPPED], ids=["bend up", "step up"])
def test_a_break_upwards_is_none(values):
    found = find_break(TIME, values + NOISE, width_s=60.0)
    assert found.onset_s.reason == "speed does not fall after its break"


@pytest.mark.parametrize("count", [0, 1, 5, 20])
def test_too_short_for_two_pieces(count):
    found = find_break(TIME[:count], STEPPED[:count], width_s=60.0)
    assert found.onset_s.reason == "too short for two pieces of ten minutes"


def test_adding_a_constant_changes_nothing():
    one = find_break(TIME, LINE + BENT + NOISE, width_s=60.0)
    other = find_break(TIME, LINE + BENT + NOISE + 7.0, width_s=60.0)
    assert one.onset_s.value == other.onset_s.value
    assert one.abruptness == pytest.approx(other.abruptness)
