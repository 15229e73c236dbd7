"""Left against right: the offset from even, its change late in the run, and the score of each."""

from __future__ import annotations

import math

import numpy as np
import pytest
from run_builder import make_run

from legcheck.heuristics._base import evidence_score
from legcheck.heuristics.asymmetry import Asymmetry
from legcheck.signals import derive
from legcheck.signals.balance import contact_balance

SECONDS = 3600


def balanced(left_pct, seconds=SECONDS):
    return make_run(seconds, 3.0, contact_balance_left_pct=left_pct)


def shifted(late_pct):
    """Even for 40 minutes, then so."""
    return balanced(np.where(np.arange(SECONDS) < 2400, 50.0, late_pct))


@pytest.mark.parametrize(("left_pct", "offset", "side"), [(50.0, 0.0, "left"), (52.0, 2.0, "left"), (47.0, 3.0, "right")])
def test_offset_is_the_distance_from_even(left_pct, offset, side):
    balance = contact_balance(balanced(left_pct))
    assert balance.offset_points.value == pytest.approx(offset)
    assert balance.longer_side == side
    assert balance.change_points.value == pytest.approx(0.0)
    # An hour without its first ten minutes and its last 3 %, in whole bins of 30 s.
    assert balance.offset_points.used_s == 2880.0


@pytest.mark.parametrize("late_pct", [53.0, 47.0])
def test_change_is_late_minus_early_with_its_sign(late_pct):
    assert contact_balance(shifted(late_pct)).change_points.value == pytest.approx(late_pct - 50.0)


def test_balance_known_in_the_middle_only_has_no_change():
    """Minutes 24 to 44: early there are none of the eight bins, late neither."""
    time = np.arange(SECONDS)
    balance = contact_balance(balanced(np.where((time >= 1440) & (time < 2670), 52.0, np.nan)))
    assert balance.offset_points.value == pytest.approx(2.0)
    assert balance.change_points.reason == "too little balance data early or late in the run"


def test_nineteen_minutes_are_too_few():
    time = np.arange(SECONDS)
    balance = contact_balance(balanced(np.where((time >= 600) & (time < 1740), 52.0, np.nan)))
    assert balance.offset_points.reason == "19 min of left-right balance after the warm-up; needs 20"


def test_an_even_runner_is_clear():
    """z = (0 - 1) / 0.25 = -4 and (0 - 0.5) / 0.15 = -3.3: a score of 0.005."""
    finding = Asymmetry().judge(derive(balanced(50.0)))
    assert not finding.is_found
    assert finding.score == pytest.approx(evidence_score(-0.5 / 0.15), abs=1e-3)


def test_two_points_from_even_are_found():
    """z = (2 - 1) / hypot(SE, 0.25)."""
    run = balanced(52.0)
    error = math.hypot(contact_balance(run).offset_points.standard_error, 0.25)
    raw = evidence_score((2.0 - 1.0) / error)
    finding = Asymmetry().judge(derive(run))
    assert finding.is_found
    assert finding.score == pytest.approx(min(raw, 60.0))
    assert "2.0 points from even (the device says left is longer on the ground), +0.0 points late" in finding.reason


@pytest.mark.parametrize("late_pct", [50.7, 49.3])
def test_a_change_counts_towards_either_side(late_pct):
    """z = (0.7 - 0.5) / hypot(SE, 0.15); the offset of a third of that says less."""
    change = contact_balance(shifted(late_pct)).change_points
    raw = evidence_score((0.7 - 0.5) / math.hypot(change.standard_error, 0.15))
    assert Asymmetry().judge(derive(shifted(late_pct))).score == pytest.approx(raw)


def test_confidence_grows_with_the_minutes_compared():
    """24 minutes: 0.4 + 24 / 60 = 0.8, times 0.8 for the side; from 36 on 0.8."""
    time = np.arange(SECONDS)
    short = balanced(np.where((time >= 600) & (time < 2040), 50.0, np.nan))
    assert Asymmetry().judge(derive(short)).confidence == pytest.approx(0.64)
    assert Asymmetry().judge(derive(balanced(50.0))).confidence == pytest.approx(0.8)
